"""A full office: 300 units, 650 people, ten plans of 10,000 tasks, a million reports. The same seed, the same office.

Rows go in as the database takes them fastest; standings are computed as the daily run computes them, and
the journal gets a true chain.
"""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

SEED = 20261122
PASSWORD = "Huiji-2026-load"
THEMES = (
    "以平台促创新",
    "以企业促创新",
    "以人才促创新",
    "以成果促创新",
    "以开放促创新",
    "以金融促创新",
    "以生态促创新",
)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
GIVEN = (
    "建国",
    "志强",
    "晓红",
    "海燕",
    "文静",
    "立新",
    "春梅",
    "永刚",
    "丽华",
    "思远",
    "明哲",
    "若兰",
    "天佑",
    "雨桐",
)
PLACES = "东泽西岭南河北原安平永宁清源石桥青山白水金川龙泉凤阳云溪临江望海长兴高陵新丰怀远"
DOES = ("建设", "组建", "推进", "完成", "引进", "培育", "支持", "开展", "落实", "制定")
WHAT = (
    "省级技术创新中心", "高新技术企业梯次培育", "中试基地", "科技成果转化示范区", "重点实验室", "产业研究院", "高层次人才团队",
    "科技特派员服务站", "规上工业企业研发活动", "科创基金", "揭榜挂帅项目", "概念验证中心", "孵化载体", "国际科技合作基地",
)  # fmt: skip
TAILS = (
    "，年底前取得实质性进展",
    "，形成可复制推广的经验做法",
    "，确保完成年度目标任务",
    "，建立常态化工作机制",
    "，加强部门协同和要素保障",
)
TOLD = (
    "本月召开专题推进会{n}次，协调解决用地、资金、人才等方面问题{n}个，项目前期手续办理基本完成。",
    "已完成可行性研究和专家论证，与高校院所签订合作协议{n}项，落实配套资金{n}00万元，主体工程进度达到序时要求。",
    "组织企业申报{n}家，其中通过初审{n}家；赴外地考察对接{n}次，促成意向合作{n}项，正在开展签约准备工作。",
    "对照任务清单逐项梳理，建立周调度、月通报机制，目前{n}项子任务已完成，其余按计划推进，没有滞后情况。",
)
TROUBLES = (
    "项目用地指标尚未落实。",
    "省级配套资金拨付较慢，影响设备采购。",
    "高层次人才引进政策与现行编制管理衔接不够。",
)
ASKS = ("请省财政厅加快拨付配套资金。", "请省自然资源厅协调用地指标。", "请省委人才办研究编制使用办法。")


class Bulk:
    """Rows of a table, thousands at a time, in the quickest way the database has."""

    def __init__(self, model: Any, names: Sequence[str]):
        from django.db import connection

        self.connection, self.postgres = connection, connection.vendor == "postgresql"
        fields = {f.attname: f for f in model._meta.concrete_fields}
        self.table = model._meta.db_table
        self.columns = [fields[n].column for n in names]
        self.adapt = [fields[n].get_db_prep_save for n in names]

    def write(self, rows: Iterable[Sequence[Any]]) -> int:
        with self.connection.cursor() as cursor:
            quoted = ", ".join(f'"{c}"' for c in self.columns)
            if self.postgres:
                n = 0
                with cursor.copy(f'COPY "{self.table}" ({quoted}) FROM STDIN') as copy:
                    for n, row in enumerate(rows, 1):  # noqa: B007 (the count is what is wanted)
                        copy.write_row(row)
                return n
            marks = ", ".join("?" * len(self.columns))
            n, plain = 0, cursor.connection
            batch: list[tuple[Any, ...]] = []
            for row in rows:
                batch.append(tuple(_lite(v) for v in row))
                if len(batch) == 20_000:
                    n += len(batch)
                    plain.executemany(f'INSERT INTO "{self.table}" ({quoted}) VALUES ({marks})', batch)
                    batch.clear()
            plain.executemany(f'INSERT INTO "{self.table}" ({quoted}) VALUES ({marks})', batch)
            return n + len(batch)

    def settle(self) -> None:
        """Let the next row made in the usual way take the next number."""
        if self.postgres:
            with self.connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{self.table}', 'id'), max(id)) FROM \"{self.table}\""
                )


def _lite(value: Any) -> Any:
    """As Django's SQLite backend stores it."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).replace(tzinfo=None).isoformat(" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


class Filling:
    """One filling of an empty office as of a day; `scale` makes it smaller (1.0: the million)."""

    def __init__(self, day: dt.date, scale: float = 1.0, say: Callable[[str], None] = print):
        self.day, self.say = day, say
        self.random = random.Random(SEED)
        self.tasks_each = max(40, round(10_000 * scale))
        self.tz = dt.timezone(dt.timedelta(hours=8))
        self.leads: list[int] = []
        self.began = time.perf_counter()

    def run(self) -> None:
        from django.db import connection, transaction

        from luodi.office.ledger import tick
        from luodi.office.ledger.models import Report, Task

        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:  # what is lost in a crash here is made again
                cursor.execute("PRAGMA synchronous=OFF")
        with transaction.atomic():
            self.units()
            self.people()
        self.note("units and people")
        self.plans = list(self._plans())
        with transaction.atomic():
            self.tasks()
        self.note(f"{Task.objects.count():,} tasks")
        with transaction.atomic():
            self.reports()
        self.note(f"{Report.objects.count():,} reports")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self.note(f"the daily run: {tick.tick(self.day)}")
        self.index()
        self.journal()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self.note("journal; done")

    def note(self, what: str) -> None:
        self.say(f"  {time.perf_counter() - self.began:6.0f} s  {what}")

    # ── who ─────────────────────────────────────────────────────────────────
    def units(self) -> None:
        from luodi.office.units.models import Unit

        self.all: list[Unit] = []
        self.cities: list[Unit] = []
        province = Unit.objects.filter(parent=None).order_by("pk").first() or self.unit(
            None, "河清省", "province"
        )
        self.province = province
        for n in range(40):
            self.unit(province, f"省直第{n + 1}厅局", "department")
        for n in range(14):
            city = self.unit(province, f"{PLACES[2 * n : 2 * n + 2]}市", "city")
            self.cities.append(city)
            for m in range(8):
                self.unit(city, f"{city.name[:2]}{PLACES[m]}县", "county")
            for m in range(9):
                self.unit(city, f"{city.name}第{m + 1}局", "department")
        self.leads = [u.pk for u in self.all]

    def unit(self, parent: Any, name: str, level: str) -> Any:
        from luodi.office.units.models import Unit

        unit = Unit(
            parent=parent,
            name=name,
            short_name=name[:12],
            level=level,
            order=len(self.all),
            path=f"new{len(self.all)}",
        )
        unit.save()
        unit.path = f"{parent.path if parent else ''}{unit.pk}."
        unit.save(update_fields=["path"])
        self.all.append(unit)
        return unit

    def people(self) -> None:
        from django.contrib.auth.hashers import make_password

        from luodi.office.journal.clock import now
        from luodi.office.units.models import Person, Role

        encoded, moment = make_password(PASSWORD), now()
        wanted = [
            ("office", "office", self.province),
            ("office2", "office", self.province),
            ("leader", "leader", self.province),
        ]
        wanted += [(f"office{c.pk}", "office", c) for c in self.cities] + [
            (f"leader{c.pk}", "leader", c) for c in self.cities
        ]
        for unit in self.all:
            wanted += [(f"head{unit.pk}", "head", unit), (f"liaison{unit.pk}", "liaison", unit)]
        people = [
            Person(
                login=login, unit=unit, must_change=False, password=encoded, password_changed_at=moment,
                name=self.random.choice(SURNAMES) + self.random.choice(GIVEN), phone=f"139{self.random.randrange(10**8):08d}",
            )
            for login, _kind, unit in wanted
        ]  # fmt: skip
        made = Person.objects.bulk_create(people, batch_size=300)
        Role.objects.bulk_create(
            [Role(person=p, kind=k, unit=u) for p, (_l, k, u) in zip(made, wanted, strict=True)],
            batch_size=300,
        )
        self.liaisons = {
            p.unit_id: p.pk for p, (_l, k, _u) in zip(made, wanted, strict=True) if k == "liaison"
        }
        self.heads = {p.unit_id: p.pk for p, (_l, k, _u) in zip(made, wanted, strict=True) if k == "head"}
        self.office = made[0].pk

    # ── what ────────────────────────────────────────────────────────────────
    def _plans(self) -> Iterator[Any]:
        """Seven plans of past years, three of this one; months of each plan's rounds are kept beside it."""
        from luodi.office.ledger.models import Plan, Round, Tag, Theme

        self.tags = [Tag.objects.create(kind="dimension", name=t, order=n) for n, t in enumerate(THEMES)]
        for n in range(10):
            new = n >= 7
            year = self.day.year if new else self.day.year - 7 + n
            since = (
                (self.day.replace(day=1) - dt.timedelta(days=270)).replace(day=1)
                if new
                else dt.date(year, 2, 1)
            )
            until = since + dt.timedelta(days=500) if new else dt.date(year, 12, 31)
            plan = Plan.objects.create(
                unit=self.province, name=f"{year}年科技创新工作推进方案（{'甲乙丙丁戊己庚辛壬癸'[n]}）", code=f"科创{n}",
                since=since, until=until, state="running" if n >= 5 else "closed", source_name="省科技创新委员会",
                last_number=self.tasks_each,
            )  # fmt: skip
            themes = [Theme.objects.create(plan=plan, name=t, order=k) for k, t in enumerate(THEMES)]
            months = []
            month = since.replace(day=1)
            while month <= min(until, self.day):
                months.append(month)
                month = (month + dt.timedelta(days=32)).replace(day=1)
            rounds = [
                Round.objects.create(
                    plan=plan, month=m, opened_at=self.at(m, 8), due=m.replace(day=25),
                    closed_at=None if new and m >= months[-2] else self.at(m.replace(day=28), 18),
                )
                for m in months
            ]  # fmt: skip
            yield plan, themes, rounds, new

    def at(self, day: dt.date, hour: int) -> dt.datetime:
        return dt.datetime(day.year, day.month, day.day, hour, self.random.randrange(60), tzinfo=self.tz)

    def title(self) -> str:
        r = self.random
        return f"{r.choice(DOES)}{PLACES[(i := r.randrange(0, 26, 2)) : i + 2]}{r.choice(WHAT)}{r.randrange(1, 60)}个{r.choice(TAILS)}"

    TASK = (
        "id", "plan_id", "parent_id", "code", "title", "theme_id", "level", "lead_id", "collective", "leading_official",
        "responsible", "measures_text", "weight", "starts", "due_text", "due", "due_first", "due_assumed", "recurs",
        "aspirational", "progress", "state", "assigned_at", "closed_on", "note", "created_at", "version", "source_type",
        "source_title", "source_number", "source_section", "source_quote",
    )  # fmt: skip

    def tasks(self) -> None:
        from luodi.office.ledger.models import Measure, Milestone, Supporting, Task

        r = self.random
        rows: list[tuple[Any, ...]] = []
        supporting: list[tuple[Any, ...]] = []
        measures: list[tuple[Any, ...]] = []
        stages: list[tuple[Any, ...]] = []
        tags: list[tuple[int, int]] = []
        self.known: list[tuple[Any, ...]] = []  # id, plan, lead, live, due, closed, rolled, progress
        pk = 0
        for n, (plan, themes, _rounds, new) in enumerate(self.plans):
            parent, parts, number = None, 0, 0
            for k in range(self.tasks_each):
                pk += 1
                rolled = parts == 0 and k % 50 == 0 and k + 4 < self.tasks_each
                live = r.random() < (0.72 if new else 0.12)
                if rolled:
                    parent, parts, number = None, 3, number + 1
                    lead, code = self.province.pk, str(number)
                elif parts:
                    parts -= 1
                    lead, code = r.choice(self.leads), f"{number}.{3 - parts}"
                else:
                    parent, number = None, number + 1
                    lead, code = r.choice(self.leads), str(number)
                first = plan.since + dt.timedelta(days=r.randrange(120, 480 if new else 330))
                due = first + dt.timedelta(days=60) if r.random() < 0.08 else first
                closed = None
                if not live:
                    closed = min(self.day, due + dt.timedelta(days=r.randrange(-60, 20)))
                state = (
                    r.choice(("active",) * 8 + ("received", "assigned"))
                    if live
                    else r.choice(("closed", "closed", "archived"))
                )
                if new and r.random() < 0.01:
                    state, live, closed = "draft", False, None
                progress = Decimal(100) if closed else Decimal(r.randrange(0, 95))
                text = self.title()
                rows.append((
                    pk, plan.pk, parent, code, text, r.choice(themes).pk, "concrete", lead, "各市" if rolled else "", "分管副省长",
                    r.choice(SURNAMES) + r.choice(GIVEN), f"一是{self.title()}；二是{self.title()}。", Decimal(1), plan.since,
                    f"{due.year}年{due.month}月底前", due, first, False, "", False, progress, state,
                    None if state == "draft" else self.at(plan.since, 9), closed, "", self.at(plan.since, 9), 1, "",
                    "省科技创新委员会第三次会议纪要", "河科创纪要〔2026〕3号", "二、重点任务", text,
                ))  # fmt: skip
                if rolled:
                    parent = pk
                self.known.append((pk, n, lead, live, due, closed, rolled, progress))
                for order, unit in enumerate(r.sample(self.leads, r.choice((0, 1, 1, 2, 3)))):
                    if unit != lead:
                        supporting.append((pk, unit, order))
                if r.random() < 0.5:
                    measures.append((pk, "新增数量", "家", Decimal(0), Decimal(20), ">=", Decimal(8)))
                if r.random() < 0.4:
                    stages += [(pk, "完成前期", plan.since + dt.timedelta(days=60), Decimal(30), None),
                               (pk, "全面建成", due, Decimal(100), None)]  # fmt: skip
                if r.random() < 0.6:
                    tags.append((pk, r.choice(self.tags).pk))
        bulk = Bulk(Task, self.TASK)
        # Parents before their parts, or the reference would hang in the air: the order they were made in.
        bulk.write(rows)
        bulk.settle()
        self.simple(Supporting, ("task_id", "unit_id", "order"), supporting)
        self.simple(
            Measure, ("task_id", "indicator", "unit", "baseline", "target", "comparator", "current"), measures
        )
        self.simple(Milestone, ("task_id", "name", "due", "percent", "done_on"), stages)
        self.simple(Task.tags.through, ("task_id", "tag_id"), tags)

    @staticmethod
    def simple(model: Any, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        bulk = Bulk(model, names)
        bulk.write(rows)
        bulk.settle()

    REPORT = (
        "round_id", "task_id", "state", "progress", "done", "percent", "problems", "request", "request_of", "next",
        "saved_at", "saved_by_id", "submitted_at", "submitted_by_id", "approved_at", "approved_by_id", "accepted_at",
        "accepted_by_id", "returned_why", "version",
    )  # fmt: skip

    def reports(self) -> None:
        from luodi.office.ledger.models import Report

        # By round, as they come in: so that reports of a month lie together, those of a task apart.
        def rows() -> Iterator[tuple[Any, ...]]:
            r = self.random
            by_plan: dict[int, list[tuple[Any, ...]]] = {}
            for task in self.known:
                if not task[6]:
                    by_plan.setdefault(task[1], []).append(task)
            for n, (_plan, _themes, rounds, new) in enumerate(self.plans):
                for at, round in enumerate(rounds):
                    current = new and at == len(rounds) - 1
                    for pk, _n, lead, live, _due, _closed, _rolled, progress in by_plan.get(n, ()):
                        if current and (not live or r.random() < 0.35):
                            continue
                        percent = Decimal(round_share(progress, at + 1, len(rounds)))
                        state = (
                            r.choice(("draft", "submitted", "approved", "approved", "accepted"))
                            if current
                            else "accepted"
                        )
                        day = round.month.replace(
                            day=r.randrange(1, min(24, self.day.day) + 1) if current else r.randrange(15, 28)
                        )
                        moment = self.at(day, r.randrange(8, 19))
                        count = (
                            5 if state == "accepted" else {"draft": 1, "submitted": 2, "approved": 3}[state]
                        )
                        text = r.choice(TOLD).format(n=r.randrange(1, 9))
                        trouble = r.random()
                        yield (
                            round.pk, pk, state, text, f"累计：{text}", percent,
                            r.choice(TROUBLES) if trouble < 0.09 else "", r.choice(ASKS) if trouble < 0.04 else "",
                            "省财政厅" if trouble < 0.04 else "", "继续按计划推进，加强调度。",
                            moment, self.liaisons[lead],
                            moment if count > 1 else None, self.liaisons[lead] if count > 1 else None,
                            moment if count > 2 else None, self.heads[lead] if count > 2 else None,
                            moment if count > 3 else None, self.office if count > 3 else None, "", 3,
                        )  # fmt: skip

        self.simple(Report, self.REPORT, rows())

    # ── beside ──────────────────────────────────────────────────────────────
    def index(self) -> None:
        """The search index of tasks, made as `rebuild_search` makes it."""
        from luodi.office.documents.searching import _task_texts
        from luodi.office.search import index

        self.note(f"{index.put_many('task', _task_texts()):,} tasks in the search index")

    def journal(self, most: int = 20_000) -> None:
        """A true chain about part of the tasks."""
        from django.db import transaction

        from luodi.office.journal.models import Entry, Head
        from luodi.office.journal.record import canonical, digest

        names = [f.attname for f in Entry._meta.concrete_fields]
        with transaction.atomic():
            head = Head.objects.select_for_update().get(pk=1)
            number, last = head.number, head.hash
            rows = []
            for pk, n, lead, *_rest in self.known[-most:]:
                number += 1
                entry = Entry(
                    number=number, at=self.at(self.plans[n][0].since, 9), actor_id=None, actor_name="系统", act="task.receive",
                    subject_type="ledger.task", subject_id=pk, subject_name=f"任务{pk}", unit_path="", request_id="", once=None,
                    payload=canonical({"lead": f"单位{lead}"}), why="", previous=last,
                )  # fmt: skip
                last = entry.hash = digest(entry)
                rows.append([getattr(entry, name) for name in names])
            Bulk(Entry, names).write(rows)
            Head.objects.filter(pk=1).update(number=number, hash=last)


def round_share(progress: Decimal, at: int, of: int) -> int:
    return int(progress * at / of)
