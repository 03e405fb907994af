"""From a handed-out task to its sign-off, as the people of the world walk it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from tests.office.world import World

from luodi.office.journal.clock import at
from luodi.office.journal.models import Entry
from luodi.office.ledger import acts
from luodi.office.ledger.models import Measure, Standing, Task

pytestmark = pytest.mark.django_db


def test_the_whole_path(world: World) -> None:
    p, u = world.people, world.units
    with at(dt.date(2026, 1, 5)):
        plan = acts.open_plan(
            p["office"], u["province"], name="强科技行动", since=dt.date(2026, 1, 1), themes=["平台", "人才"]
        )
        task = acts.add_task(
            p["office"],
            plan,
            title="新增高新技术企业50家",
            leads=[u["east"]],
            supporting=[u["finance"]],
            due=dt.date(2026, 6, 30),
            theme=plan.themes.first(),
            measures=[{"indicator": "新增高企", "unit": "家", "target": 50}],
            milestones=[{"name": "过半", "due": dt.date(2026, 3, 31), "percent": 50}],
        )
        assert (task.code, task.state, task.due_first) == ("1", "assigned", dt.date(2026, 6, 30))
        acts.receive_task(p["east_liaison"], task)
        round = acts.open_round(p["office"], plan, dt.date(2026, 1, 1))
        assert round.due == dt.date(2026, 1, 26)  # the 25th is a Sunday
    measure = Measure.objects.get(task=task)
    with at(dt.date(2026, 1, 20)):
        report = acts.save_draft(p["east_liaison"], round, task, {"progress": "摸底", "percent": "15"}, 0)
        report = acts.save_draft(
            p["east_liaison"],
            round,
            task,
            {"measures": {str(measure.pk): "52"}, "percent": "96"},
            report.version,
        )
        report = acts.submit_report(p["east_liaison"], report, report.version)
        report = acts.approve_report(p["east_head"], report)
        report = acts.accept_report(p["office"], report)
        task.refresh_from_db()
        measure.refresh_from_db()
        assert (task.state, task.progress, measure.current) == ("active", Decimal(96), Decimal(52))
        acts.mark_milestone(p["east_liaison"], task.milestones.get(), dt.date(2026, 1, 19))
        acts.add_evidence(p["east_liaison"], task, "名单.xlsx", b"PK1", measure=measure)
        signoff = acts.ask_signoff(p["east_liaison"], task, statement="全部完成")
        acts.approve_signoff(p["east_head"], signoff)
        acts.check_signoff(p["office2"], signoff, dict.fromkeys(acts.CHECKS, True))
    task = Task.objects.get(pk=task.pk)
    assert (task.state, task.closed_on, task.progress) == ("closed", dt.date(2026, 1, 20), Decimal(100))
    assert Standing.objects.get(task=task).light == "blue"
    told = [e.sentence for e in Entry.objects.about(task)]
    assert told[0] == "把“1 新增高新技术企业50家”交给东泽市"
    assert told[-1] == "“1 新增高新技术企业50家”于2026-01-20销号"
    assert all("—" not in t for t in told), told
