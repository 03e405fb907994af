"""Standings in bulk against the pure functions they are made of, asked task by task."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.office.world import World

from luodi.office.journal.clock import at
from luodi.office.ledger import acts, schedule, standings, summary
from luodi.office.ledger.models import Day, Report, Round, Standing, Task
from luodi.office.ledger.queries import tally

pytestmark = pytest.mark.django_db
JAN, FEB, MAR = (dt.date(2026, m, 1) for m in (1, 2, 3))


def aware(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(9)))


@pytest.fixture
def rounds(world: World) -> list[Round]:
    return [
        Round.objects.create(plan=world.plan, month=m, opened_at=aware(m), due=m.replace(day=25))
        for m in (JAN, FEB, MAR)
    ]


def report(world: World, round: Round, key: str = "east", day: int = 20, **more: object) -> Report:
    values = {
        "state": "accepted",
        "percent": Decimal(10),
        "submitted_at": aware(round.month.replace(day=day)),
        **more,
    }
    return Report.objects.create(round=round, task=world.tasks[key], **values)


def standing(world: World, day: dt.date, key: str = "east") -> Standing:
    standings.refresh([world.tasks[key].pk], day)
    return Standing.objects.get(task=world.tasks[key])


def test_planned_and_gap(world: World) -> None:
    Task.objects.filter(code="2").update(progress=10)
    one = standing(world, dt.date(2026, 7, 2))
    assert one.planned == Decimal("50.00")
    assert (one.light, one.actual) == ("red", Decimal(10))
    assert "落后40" in one.why


def test_report_late_or_missing(world: World, rounds: list[Round]) -> None:
    report(world, rounds[2], day=26)
    one = standing(world, dt.date(2026, 3, 28))
    assert (one.report_state, one.report_late) == ("accepted", True)
    other = standing(world, dt.date(2026, 3, 25), "west")
    assert (other.report_state, other.report_late) == ("missing", False)
    other = standing(world, dt.date(2026, 3, 26), "west")
    assert (other.report_state, other.report_late) == ("missing", True)


def test_nobody_is_late_for_months_before_the_task(world: World, rounds: list[Round]) -> None:
    Task.objects.filter(code="2").update(assigned_at=aware(dt.date(2026, 3, 26)))
    one = standing(world, dt.date(2026, 3, 28))
    assert (one.report_state, one.report_late) == ("", False)


def test_nobody_is_late_for_a_round_opened_after_its_due(world: World, rounds: list[Round]) -> None:
    Round.objects.update(opened_at=aware(dt.date(2026, 3, 27)))
    assert standing(world, dt.date(2026, 3, 28)).report_late is False


def test_two_yellow_months_turn_red(world: World, rounds: list[Round]) -> None:
    """1 March: planned 16%, January and February ended 10 points and more behind."""
    Day.objects.create(date=dt.date(2026, 10, 1), working=False)
    Task.objects.filter(code="2").update(due=dt.date(2026, 6, 30), progress=5)
    for one in rounds[:2]:
        report(world, one, percent=Decimal(5))
    assert standing(world, dt.date(2026, 3, 2)).light == "red"
    assert "已连续2个月末" in standing(world, dt.date(2026, 3, 2)).why
    Report.objects.filter(round=rounds[1]).update(percent=Decimal(31))
    Task.objects.filter(code="2").update(progress=20)
    assert standing(world, dt.date(2026, 3, 2)).light == "yellow"


def test_long_term_ended_routine_and_drafts(world: World) -> None:
    day = dt.date(2026, 7, 2)
    Task.objects.filter(code="2").update(due=None, due_text="持续推进")
    one = standing(world, day)
    assert (one.light, one.planned, one.days_left) == ("grey", None, None)
    assert "长期任务" in one.why
    Task.objects.filter(code="2").update(due_text="")
    assert "未定完成时限" in standing(world, day).why
    Task.objects.filter(code="2").update(state="ended")
    assert (standing(world, day).light, standing(world, day).part) == ("grey", "stopped")
    assert standing(world, day, "draft").part == ""


def test_a_parent_takes_its_childrens_schedule(world: World) -> None:
    with at(JAN):
        parent = acts.add_task(
            world.people["office"],
            world.plan,  # type: ignore[arg-type]
            title="两市",
            leads=[world.units["east"], world.units["west"]],
            due=dt.date(2026, 12, 31),
            starts=JAN,
            milestones=[{"name": "七成", "due": dt.date(2026, 3, 1), "percent": 70}],
        )
    standings.refresh(None, dt.date(2026, 3, 1))
    one = Standing.objects.get(task=parent)
    assert (one.planned, one.rolled, one.report_state) == (Decimal(70), True, "")


def test_light_since_is_kept(world: World) -> None:
    day = dt.date(2027, 2, 1)
    first = standing(world, day)
    again = standing(world, day + dt.timedelta(days=5))
    assert (first.light, again.light, again.light_since) == ("red", "red", day)
    assert again.overdue_days == first.overdue_days + 5


def test_all_at_once_is_the_same_and_takes_few_queries(world: World, rounds: list[Round]) -> None:
    """Chance tasks: bulk figures equal the single functions', and the tally equals `summary`'s."""
    dice, day = random.Random(7), dt.date(2026, 6, 15)
    Day.objects.create(date=dt.date(2026, 6, 12), working=False, name="休")
    for number in range(300):
        due = dt.date(2026, 1, 1) + dt.timedelta(days=dice.randint(20, 400))
        state = dice.choice(
            ["assigned", "received", "active", "active", "closing", "closed", "ended", "archived"]
        )
        closed = due + dt.timedelta(days=dice.randint(-15, 15)) if state in ("closed", "archived") else None
        Task.objects.create(
            plan=world.plan,
            code=f"r{number}",
            title="随机",
            lead=world.units["east"],
            state=state,
            starts=dice.choice([JAN, None, dt.date(2026, 5, 1)]),
            due=dice.choice([due, due, None]),
            due_first=dice.choice([due, due - dt.timedelta(days=30)]),
            closed_on=closed if closed is None or closed <= day else day,
            progress=dice.randint(0, 100),
        )
    for task in Task.objects.filter(code__startswith="r")[:200]:
        Report.objects.create(
            round=rounds[2], task=task, state="accepted", problems=dice.choice(["", "用地"]), percent=1
        )
    with CaptureQueriesContext(connection) as asked:
        assert standings.refresh(None, day) == Task.objects.count()
    assert len(asked) < 60
    calendar = standings.calendar()
    items = []
    for task in Task.objects.exclude(state="draft").select_related("standing", "plan"):
        one = task.standing
        start = task.starts or task.plan.since
        planned = schedule.planned(
            day, start=start if not task.due or start <= task.due else None, due=task.due
        )
        assert one.planned == (None if planned is None else planned.quantize(Decimal("0.01"))), task
        latest = task.reports.first()
        items.append(
            summary.Item(
                due=task.due,
                original_due=task.due_first,
                closed_on=task.closed_on,
                stopped=task.state in ("ended", "archived") and task.closed_on is None,
                troubled=bool(latest and latest.problems),
            )
        )
    found = tally(Standing.objects.all())
    assert found.counts == summary.count(items, day, calendar)
    assert found.rate == summary.completion(items, day, calendar=calendar)
