"""A month of real work on the small world, made by the acts alone: what the pages of tasks and reports show."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from tests.office.world import World

from luodi.office.journal import clock
from luodi.office.ledger import acts
from luodi.office.ledger.models import Evidence, Report, Round, Task

MONTHS = (dt.date(2026, 5, 1), dt.date(2026, 6, 1))
DAY = dt.date(2026, 6, 20)

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}\u202egpj.exe"


@dataclass
class Stage:
    """The world with tasks of its own, two months of reports, and something waiting at every step."""

    world: World
    task: Task  # East's, reported in May, June's report in hand
    fresh: Task  # East's, handed out and not received
    shared: Task  # the two cities' together
    rounds: list[Round]
    may: Report
    evidence: Evidence


def make_stage(world: World) -> Stage:
    """By May 1 tasks are handed out; May is reported and accepted; June is open on June 20."""
    p, u, plan = world.people, world.units, world.plan
    assert plan is not None
    office = p["office"]
    with clock.at(dt.date(2026, 4, 1)):
        task = acts.add_task(
            office,
            plan,
            title="新建省级技术创新中心3家",
            leads=[u["east"]],
            supporting=[u["finance"]],
            due=dt.date(2026, 12, 20),
            due_text="年底前",
            starts=dt.date(2026, 1, 1),
            responsible="朱红",
            leading_official="郑海",
            measures_text="一是摸底。\n二是评审。",
            measures=[
                {"indicator": "技术创新中心", "unit": "家", "baseline": 1, "target": 3, "comparator": ">="}
            ],
            milestones=[
                {"name": "完成摸底", "due": dt.date(2026, 4, 30), "percent": 30},
                {"name": "完成评审", "due": dt.date(2026, 9, 30), "percent": 70},
            ],
            source=acts.Source(
                "documents.finding",
                7,
                "省科创委第三次会议纪要",
                "科创纪要〔2026〕3号",
                "二、平台建设",
                "年底前新建3家技术创新中心。",
            ),
        )
        fresh = acts.add_task(
            office, plan, title="开展科技特派员行动", leads=[u["east"]], due=dt.date(2026, 6, 25)
        )
        shared = acts.add_task(
            office,
            plan,
            title="两市共建科创走廊",
            leads=[u["east"], u["west"]],
            collective="两市",
            due=dt.date(2026, 11, 30),
        )
        acts.receive_task(p["east_liaison"], task)
    rounds = []
    for month in MONTHS:
        with clock.at(month):
            rounds.append(acts.open_round(office, plan, month))
    measure = task.measures.get()
    with clock.at(dt.date(2026, 5, 20)):
        may = acts.save_draft(
            p["east_liaison"],
            rounds[0],
            task,
            values(measure.pk, percent="35", value="1", progress="摸底完成。"),
            0,
        )
        evidence = acts.add_evidence(p["east_liaison"], task, "批复.pdf", b"%PDF-1.4 demo", measure=measure)
        may = acts.submit_report(p["east_liaison"], may, may.version)
        acts.approve_report(p["east_head"], may)
        acts.accept_report(office, may)
    task.refresh_from_db()
    return Stage(world, task, fresh, shared, rounds, may, evidence)


def values(
    measure: int | None = None, *, percent: str = "40", value: str = "2", **texts: str
) -> dict[str, Any]:
    """What a report's form gives."""
    given: dict[str, Any] = {
        "progress": "本月组织评审两次。",
        "done": "累计完成摸底和评审。",
        "percent": percent,
    }
    given |= {"problems": "资金拨付慢", "request": "请加快拨付", "request_of": "省财政厅", "next": "继续评审"}
    if measure is not None:
        given["measures"] = {measure: value}
    return {**given, **texts}
