"""The figures of a plan and of a month as papers: 推进情况 and 月报汇总 (operations A16, B9)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from luodi.office.journal.clock import today
from luodi.office.ledger import monthfigures, planfigures, standings
from luodi.office.ledger.filters import leaf
from luodi.office.ledger.lightrules import COLOURS, Rules
from luodi.office.ledger.models import Plan, Report, Round, Task
from luodi.office.ledger.models.tasks import LIVE, PRIVATE
from luodi.office.ledger.monthfigures import Filing
from luodi.office.ledger.pagerows import Row, rows_in
from luodi.office.ledger.pastlights import month_end
from luodi.office.ledger.views.months import turned_red
from luodi.office.units.models import Person
from luodi.office.web.filters import day as day_words
from luodi.papers.ledgerbook import BookSheet, Light, Mark
from luodi.papers.ledgerpaper import SHAPES, Brief, Head, Part, Table
from luodi.papers.table import Column

REDS = 300
"""Red tasks printed one by one; a brief longer than that is no brief."""


def key_of(plan: Plan) -> list[tuple[Any, str, str]]:
    return Rules.from_dict(plan.lights).key()


# ── a plan today ────────────────────────────────────────────────────────────
@dataclass
class PlanData:
    """What the brief of a plan prints."""

    sentence: str
    original: str
    count: int
    matrix: planfigures.Matrix
    reds: list[Row]
    reds_total: int
    requests: list[dict[str, Any]] = field(default_factory=list)


def plan_data(plan: Plan, person: Person) -> PlanData:
    day = today()
    summary = planfigures.summary(plan, person, day)
    red = (
        Task.objects.visible_to(person)
        .filter(leaf(), plan=plan, state__in=LIVE, standing__light="red")
        .exclude(state__in=PRIVATE)
        .order_by("-standing__overdue_days", "id")
    )
    total = red.count()
    newest = Round.objects.filter(
        plan=plan, reports__state__in=(Report.State.APPROVED, Report.State.ACCEPTED)
    )
    latest = newest.order_by("-month").first()
    raised = monthfigures.raised(latest, person) if latest else []
    return PlanData(
        summary.text,
        str(summary.original),
        summary.counts.total,
        planfigures.matrix(plan, person),
        rows_in(red[:REDS]),
        total,
        [r for r in raised if r["request"]],
    )


def plan_paper(plan: Plan, data: PlanData, mark: Mark) -> Brief:
    rules = Rules.from_dict(plan.lights)
    colours = [c for c in COLOURS if data.matrix.whole.lights.get(c)]
    heads = (
        Head("牵头单位", 34),
        Head("合计", 14, "center"),
        *(Head(f"{SHAPES[c]}{rules.word(c)}", 18, "center") for c in colours),
        Head("平均完成率", 22, "center"),
    )
    rows = [
        (
            line.name,
            str(line.whole.total),
            *(str(line.whole.lights.get(c, "")) for c in colours),
            f"{line.done:.1f}%",
        )
        for line in data.matrix.lines
    ]
    whole = data.matrix.whole
    rows.append(("合计", str(whole.total), *(str(whole.lights.get(c, 0)) for c in colours), ""))
    parts = [
        Part("一、总体进展", (data.sentence, f"按原定时限计算的任务按期完成率：{data.original}。")),
        Part("二、各单位亮灯情况", (), Table(heads, rows)),
        _red_part("三、红灯任务", data.reds, data.reds_total),
        _asked_part("四、需协调事项", data.requests),
        Part(
            "五、亮灯说明", tuple(f"{SHAPES[c]}{word}：{meaning}。" for c, word, meaning in rules.key())
        ),
    ]  # fmt: skip
    return Brief(f"{plan.name}\n推进情况", today(), tuple(parts), mark, plan.unit.name)


def _red_part(heading: str, rows: list[Row], total: int) -> Part:
    if not rows:
        return Part(heading, ("无。",))
    said = f"共{total}项" + (f"，下表列出逾期最久的{len(rows)}项" if total > len(rows) else "") + "。"
    heads = (
        Head("编号", 14, "center"), Head("任务内容", 44), Head("牵头单位", 24), Head("完成时限", 22, "center"),
        Head("亮灯原因", 66),
    )  # fmt: skip
    cells = [(r.code, r.title, r.lead, day_words(r.due) or r.due_text or "——", r.why) for r in rows]
    return Part(heading, (said,), Table(heads, cells))


def _asked_part(heading: str, raised: list[dict[str, Any]]) -> Part:
    if not raised:
        return Part(heading, ("无。",))
    lines = [
        f"{place}. {r['lead']}（任务{r['code']}）：{r['request'].strip().rstrip('。')}"
        + (f"。请{r['request_of']}协调。" if r["request_of"] else "。")
        for place, r in enumerate(raised, 1)
    ]
    return Part(heading, tuple(" ".join(line.split()) for line in lines))


# ── a month ─────────────────────────────────────────────────────────────────
@dataclass
class MonthData:
    """What the summary of a month prints."""

    sentence: str
    count: int
    filings: list[Filing]
    reds: list[Row]
    requests: list[dict[str, Any]]
    problems: list[dict[str, Any]]


def month_data(plan: Plan, round: Round, person: Person) -> MonthData:
    filings = monthfigures.filings(round, person)
    whole = monthfigures.whole(filings)
    reds, _cut = turned_red(plan, round, person, standings.calendar())
    raised = monthfigures.raised(round, person)
    late = [f.name for f in filings if f.missing]
    sentence = (
        f"{round.month.year}年{round.month.month}月应报{whole.owed}项，截止{day_words(round.due)}，"
        f"按时{whole.in_time}项，迟报{whole.late}项，未报{whole.missing}项"
    )
    if late and today() > round.due:
        sentence += f"（{'、'.join(late)}）"
    return MonthData(
        sentence,
        whole.owed,
        filings,
        reds,
        [r for r in raised if r["request"]],
        [r for r in raised if r["problems"]],
    )


FILING = (
    ("应报", "owed"), ("按时", "in_time"), ("迟报", "late"), ("未报", "missing"), ("待审核", "approved"),
    ("已采用", "accepted"), ("退回", "returned"),
)  # fmt: skip


def month_paper(plan: Plan, round: Round, data: MonthData, mark: Mark) -> Brief:
    heads = (Head("单位", 38), *(Head(title, 16, "center") for title, _key in FILING))
    rows = [
        (f.name, *(str(getattr(f, key)) for _title, key in FILING))
        for f in [*data.filings, monthfigures.whole(data.filings)]
    ]
    end = "目前" if month_end(round.month) >= today() else "月末"
    parts = (
        Part("一、填报情况", (data.sentence + "。",), Table(heads, rows)),
        _red_part(f"二、本月新亮红灯（月初不是红灯，{end}是红灯）", data.reds, len(data.reds)),
        _asked_part("三、需协调事项", data.requests),
        _problem_part("四、存在问题", data.problems),
    )
    title = f"{plan.name}\n{round.month.year}年{round.month.month}月月报汇总"
    return Brief(title, today(), parts, mark, plan.unit.name)


def _problem_part(heading: str, raised: list[dict[str, Any]]) -> Part:
    if not raised:
        return Part(heading, ("无。",))
    lines = [
        f"{place}. {r['lead']}（任务{r['code']}）：{r['problems'].strip().rstrip('。')}。"
        for place, r in enumerate(raised, 1)
    ]
    return Part(heading, tuple(" ".join(line.split()) for line in lines))


def month_sheets(what: str, data: MonthData) -> list[BookSheet]:
    """The same four tables as sheets."""
    filing = (
        Column("unit", "单位", "text", 24, 30),
        *(Column(key, title, "number", 9, 10) for title, key in FILING),
    )
    filed = ([f.name, *(getattr(f, key) for _t, key in FILING)] for f in data.filings)
    red = _columns(
        ("编号", 9), ("任务内容", 44), ("牵头单位", 18), ("完成时限", 14), ("亮灯", 8), ("亮灯原因", 44)
    )
    reds = ([r.code, r.title, r.lead, r.due, Light(r.colour, r.word), r.why] for r in data.reds)
    asked = _columns(("编号", 9), ("任务内容", 40), ("牵头单位", 18), ("需协调事项", 50), ("请谁协调", 18))
    asks = ([r["code"], r["title"], r["lead"], r["request"], r["request_of"]] for r in data.requests)
    troubled = _columns(("编号", 9), ("任务内容", 40), ("牵头单位", 18), ("存在问题", 60))
    troubles = ([r["code"], r["title"], r["lead"], r["problems"]] for r in data.problems)
    return [
        BookSheet("填报情况", f"{what}：{data.sentence}", filing, filed),
        BookSheet("新亮红灯", f"{what}　新亮红灯", red, reds),
        BookSheet("需协调事项", f"{what}　需协调事项", asked, asks),
        BookSheet("存在问题", f"{what}　存在问题", troubled, troubles),
    ]


def _columns(*named: tuple[str, int]) -> tuple[Column, ...]:
    return tuple(
        Column(title, title, "date" if title == "完成时限" else "text", width, width)
        for title, width in named
    )
