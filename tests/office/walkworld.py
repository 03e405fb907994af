"""Two cities that have nothing to do with each other, every role in both, and in everything of a city its mark."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from tests.office.figures.walked import make_catalogue, make_figures
from tests.office.firms.sample import make_firms
from tests.office.races.walked import make_race_catalogue, make_races

from luodi.office.documents import acts as documents
from luodi.office.documents.desk import places_to_split
from luodi.office.documents.models import Finding
from luodi.office.documents.reading import read_document
from luodi.office.journal import clock
from luodi.office.journal.models import Entry
from luodi.office.journal.record import SYSTEM
from luodi.office.ledger import acts, standings
from luodi.office.ledger.models import Tag, Task
from luodi.office.units import acts as units
from luodi.office.units.importing import workbook
from luodi.office.units.models import Person, SignIn, Unit

DAY = dt.date(2026, 6, 20)
ROLES = [
    "office",
    "office2",
    "head",
    "liaison",
    "leader",
    "auditor",
    "system_admin",
    "security_admin",
    "audit_admin",
]
WORD = "联合攻关"  # stands beside the mark in everything, so that both cities' things are found by it

PAPER = """{m}市推进科技创新工作方案
{m}政发〔2026〕3号

一、主要目标
到2026年底，{m}高新技术企业达到300家。

二、重点任务
1.建设{m}{w}平台，6月底前完成{m}企业摸底，全年新增{m}企业12家以上。（牵头单位：{m}市；责任单位：{m}县）
2.尽快制定{m}{w}管理办法，建成{m}中试基地。（牵头单位：{m}市）
3.{m}县9月底前下达{m}{w}专项资金2亿元。
4.{m}县要加快建设集研发、中试、孵化于一体的{m}{w}基地。
"""


@dataclass
class Branch:
    """A city: its mark, its people by role, and the number of one thing of each kind."""

    mark: str
    people: dict[str, Person] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)

    def text(self, what: str) -> str:
        return f"{self.mark}{WORD}{what}"


def make_root() -> Unit:
    with clock.at(dt.date(2025, 12, 1)):
        Tag.objects.create(kind="field", name="新材料")  # everybody's: tags belong to no branch
        make_catalogue()
        make_race_catalogue()
        return units.create_unit(SYSTEM, None, name="甲省", level="province")


def make_top(root: Unit) -> dict[str, Person]:
    """People of the whole province: they see both cities."""
    with clock.at(dt.date(2025, 12, 2)):
        return {kind: _person(root, f"省级{kind}", f"top-{kind}", kind, root) for kind in ROLES}


def _person(unit: Unit, name: str, login: str, kind: str, node: Unit) -> Person:
    person = units.create_person(SYSTEM, unit, name=name, post=f"{name}职务", phone="13812345678")
    units.grant_role(SYSTEM, person, kind.removesuffix("2"), node)
    units.open_account(SYSTEM, person, login)
    Person.objects.filter(pk=person.pk).update(must_change=False)
    return Person.objects.get(pk=person.pk)


def make_branch(root: Unit, mark: str, letter: str) -> Branch:
    """Half a year of a city's work, made by the acts."""
    b = Branch(mark)
    with clock.at(dt.date(2025, 12, 10)):
        _units_and_people(b, root, letter)
    _work(b)
    with clock.at(DAY):
        standings.refresh(None, DAY)
        city, county, spare = (Unit.objects.get(pk=b.ids[k]) for k in ("unit", "unit_below", "unit_spare"))
        b.ids |= make_firms(b.people["office"], city, b.mark, letter)
        b.ids |= make_figures(b.people, city, county, spare, b.mark)
        b.ids |= make_races(b.people, city, b.ids, b.mark)
    return b


def _units_and_people(b: Branch, root: Unit, letter: str) -> None:
    area = {"a": "9901", "b": "9902"}[letter]
    city = units.create_unit(
        SYSTEM, root, name=f"{b.mark}市", level="city", short_name=f"{b.mark}市简称", code=f"{area}00"
    )
    county = units.create_unit(SYSTEM, city, name=f"{b.mark}县", level="county", code=f"{area}21")
    spare = units.create_unit(SYSTEM, city, name=f"{b.mark}处", level="department")
    for kind in ROLES:
        b.people[kind] = _person(city, f"{b.mark}{kind}", f"{letter}-{kind}", kind, city)
    clerk = units.create_person(
        SYSTEM, county, name=b.text("县科员"), post=b.text("科员"), phone="13900001111"
    )
    alias = units.add_alias(SYSTEM, city, b.text("别名"))
    group = units.create_group(
        SYSTEM, city, name=b.text("分组"), members=[city, county], aliases=[f"{b.mark}组"]
    )
    body = units.create_body(SYSTEM, city, name=b.text("领导小组"))
    seat = units.open_seat(SYSTEM, body, post="chair", unit=city, person_name=b.text("组长"))
    token, _secret = units.create_token(b.people["office"], name=b.text("令牌"), rights=["tasks:read"])
    row = [b.text("新处"), f"{b.mark}市"] + [""] * 7
    upload = units.keep_upload(
        b.people["system_admin"], workbook.listing("units", [row], ""), f"{b.text('名单')}.xlsx"
    )
    signin = SignIn.objects.create(
        person=b.people["office"], session_key=f"{letter}-office", agent=b.text("机")
    )
    b.ids |= {
        "unit": city.pk, "unit_below": county.pk, "unit_spare": spare.pk, "person": clerk.pk, "alias": alias.pk,
        "group": group.pk, "body": body.pk, "seat": seat.pk, "token": token.pk, "upload": upload.pk,
        "session": signin.pk, "account": b.people["liaison"].pk, "role": b.people["liaison"].roles.get().pk,
    }  # fmt: skip


def _work(b: Branch) -> None:
    p, city = b.people, Unit.objects.get(pk=b.ids["unit"])
    county = Unit.objects.get(pk=b.ids["unit_below"])
    office = p["office"]
    with clock.at(dt.date(2026, 1, 5)):
        plan = acts.open_plan(
            office, city, name=b.text("方案"), code="方", since=dt.date(2026, 1, 1), until=dt.date(2026, 12, 31),
            source_name=b.text("委员会"), themes=[b.text("主题")],
        )  # fmt: skip
        tasks = {
            key: acts.add_task(office, plan, **_task(b, key, city, county))
            for key in ("main", "fresh", "closing", "asked", "approved", "later", "later2", "done")
        }
        draft = acts.add_task(office, plan, **_task(b, "draft", city, county), assign=False)
        shared = acts.add_task(
            office, plan, title=b.text("共办事项"), leads=[city, county], collective=b.text("市县"),
            due=dt.date(2026, 11, 1),
        )  # fmt: skip
        for key, task in tasks.items():
            if key != "fresh":
                acts.receive_task(p["liaison"], task)
    main = tasks["main"]
    with clock.at(dt.date(2026, 5, 1)):
        may = acts.open_round(office, plan, dt.date(2026, 5, 1))
    with clock.at(dt.date(2026, 5, 20)):
        told = acts.save_draft(p["liaison"], may, main, _values(b, "五月"), 0)
        proof = acts.add_evidence(p["liaison"], main, f"{b.text('佐证')}.pdf", f"%PDF-1.4 {b.mark}".encode())
        told = acts.submit_report(p["liaison"], told, told.version)
        acts.approve_report(p["head"], told)
        acts.accept_report(office, told)
        _sign_off(b, tasks)
        sooner = {"due": dt.date(2026, 12, 30), "reason": b.text("延期理由"), "progress": b.text("目前进展")}
        postponement = acts.ask_postponement(p["liaison"], tasks["later"], **sooner)
        second = acts.ask_postponement(p["liaison"], tasks["later2"], **sooner)
        acts.approve_postponement(p["head"], second)
    with clock.at(dt.date(2026, 6, 1)):
        june = acts.open_round(office, plan, dt.date(2026, 6, 1))
    with clock.at(dt.date(2026, 6, 10)):
        sent = {}
        for key in ("asked", "later", "done"):
            task = Task.objects.get(pk=tasks[key].pk)
            if task.state in ("received", "active"):
                report = acts.save_draft(p["liaison"], june, task, _values(b, "六月"), 0)
                sent[key] = acts.submit_report(p["liaison"], report, report.version)
        acts.approve_report(p["head"], sent["later"])
        acts.comment(p["office"], main, b.text("意见"))
        acts.instruct(p["leader"], plan, b.text("对任务的批示"), task=main)
        words = acts.instruct(p["leader"], plan, b.text("对方案的批示"))
        fate = documents.upload(office, city, f"{b.mark}文件.txt", PAPER.format(m=b.mark, w=WORD).encode())
        assert fate.document is not None, fate.error
        assert read_document.func(fate.document.pk) == "read"
    long = next(f for f in Finding.objects.filter(document=fate.document) if places_to_split(f.quote))
    finding, other = Finding.objects.filter(document=fate.document, kind="task").order_by("pk")[:2]
    b.ids |= {
        "plan": plan.pk, "theme": plan.themes.get().pk, "task": main.pk, "task_fresh": tasks["fresh"].pk,
        "task_draft": draft.pk, "task_shared": shared.pk, "task_done": tasks["done"].pk,
        "task_free": tasks["approved"].pk, "milestone": main.milestones.all()[0].pk,
        "measure": main.measures.all()[0].pk, "round": june.pk, "report": sent["later"].pk,
        "report_waiting": next(r.pk for k, r in sent.items() if k != "later"), "evidence": proof.pk,
        "signoff": tasks["closing"].signoffs.all()[0].pk, "postponement": postponement.pk,
        "postponement_approved": second.pk, "instruction": words.pk, "document": fate.document.pk,
        "tag": Tag.objects.get().pk, "finding_long": long.pk, "split_at": places_to_split(long.quote)[0], "finding": finding.pk, "finding_other": other.pk,
        "entry": Entry.objects.filter(act="plan.open", subject_id=plan.pk).get().number,
    }  # fmt: skip


def _task(b: Branch, key: str, city: Unit, county: Unit) -> dict[str, Any]:
    return {
        "title": b.text(f"任务{key}"), "leads": [city], "supporting": [county], "due": dt.date(2026, 12, 20),
        "due_text": b.text("年底前"), "responsible": f"{b.mark}责任人", "leading_official": f"{b.mark}领导",
        "measures_text": b.text("措施"),
        "measures": [{"indicator": b.text("指标"), "unit": "家", "baseline": 1, "target": 3}] if key == "main" else (),
        "milestones": [{"name": b.text("阶段"), "due": dt.date(2026, 4, 30), "percent": 30}] if key == "main" else (),
        "source": acts.Source("", None, b.text("纪要"), b.text("号"), b.text("条"), b.text("原文")),
    }  # fmt: skip


def _values(b: Branch, month: str) -> dict[str, Any]:
    names = ("progress", "done", "problems", "request", "next")
    return {"percent": "40", "request_of": f"{b.mark}厅", **{n: b.text(f"{month}{n}") for n in names}}


def _sign_off(b: Branch, tasks: dict[str, Task]) -> None:
    for key in ("closing", "done"):
        task = Task.objects.get(pk=tasks[key].pk)
        asked = acts.ask_signoff(
            b.people["liaison"], task, statement=b.text("办结说明"), unmet=b.text("缺项")
        )
        if key == "done":
            asked = acts.approve_signoff(b.people["head"], asked)
            acts.check_signoff(b.people["office"], asked, dict.fromkeys(acts.CHECKS, True))
