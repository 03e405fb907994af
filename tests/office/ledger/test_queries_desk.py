"""What pages ask: piles of work, the month, the matrix and the one sentence, each as far as the person sees."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.office.world import World

from luodi.office.journal.clock import at
from luodi.office.journal.models import Entry
from luodi.office.ledger import acts, queries
from luodi.office.ledger.models import Day, Report, Round, Standing, Task
from luodi.office.ledger.queries.own import told
from luodi.office.ledger.tick import tick

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 10)


@pytest.fixture
def running(world: World) -> World:
    """Rounds of January to March opened by the tick in their months; March reports on their way."""
    for month in (1, 2, 3):
        with at(dt.date(2026, month, 1)):
            tick(dt.date(2026, month, 1))
    return world


def piles(world: World, key: str) -> dict[str, int]:
    person = type(world.people[key]).objects.get(login=key)
    return {p.key: p.count for p in queries.my_work(person) if p.count and p.key != "red"}


def march(world: World) -> Round:
    return Round.objects.get(plan=world.plan, month=dt.date(2026, 3, 1))


def file(world: World, task: str, unit: str, round: Round, percent: int = 20, **values: str) -> Report:
    p = world.people
    report = acts.save_draft(
        p[f"{unit}_liaison"], round, world.tasks[task], {"progress": "进展", "percent": percent, **values}, 0
    )
    return acts.submit_report(p[f"{unit}_liaison"], report, report.version)


def test_tick_opens_rounds_once_and_catches_up(world: World) -> None:
    with at(DAY):
        done = tick(DAY)
        assert (done.rounds, done.years) == (3, [2026])  # January to March; 2027 is not published yet
        assert done.standings == Task.objects.count()
        entries = Entry.objects.count()
        rounds = list(Round.objects.values_list("month", "due", "opened_at"))
        again = tick(DAY)
    assert (again.rounds, again.years) == (0, [])
    assert Entry.objects.count() == entries
    assert list(Round.objects.values_list("month", "due", "opened_at")) == rounds
    assert Round.objects.get(month=dt.date(2026, 1, 1)).due == dt.date(2026, 1, 26)
    assert Day.objects.filter(date=dt.date(2026, 10, 1), working=False).exists()


def test_work_moves_from_pile_to_pile(running: World) -> None:
    with at(DAY):
        assert piles(running, "county_liaison") == {"receive": 1, "report": 3}  # January to March
        # The county lies below the city, but has a liaison of its own: it is not the city's to report for.
        assert piles(running, "east_liaison") == {"report": 3}
        report = file(running, "east", "east", march(running))
        assert piles(running, "east_liaison") == {"report": 2}
        assert piles(running, "east_head")["approve"] == 1
        assert "approve" not in piles(running, "west_head")
        assert "accept" not in piles(running, "office")
        acts.approve_report(running.people["east_head"], report)
        assert piles(running, "office") == {"accept": 1, "drafts": 1}
        assert piles(running, "east_office") == {}  # its own plans only: this one is the province's
        acts.return_report(running.people["office"], report, "请补充数据")
        assert piles(running, "east_liaison")["returned"] == 1
        report.refresh_from_db()
        acts.save_draft(
            running.people["east_liaison"], report.round, report.task, {"next": "补充"}, report.version
        )
        assert piles(running, "east_liaison")["returned"] == 1  # until it is handed in again
        acts.submit_report(running.people["east_liaison"], report, report.version + 1)
        assert "returned" not in piles(running, "east_liaison")


def test_my_work_and_the_home_page_ask_one_question(running: World, sign_in) -> None:
    """A liaison, a head, and a liaison whose county lost its own: the same reports in the piles and on the page."""
    from luodi.office.units.models import Role

    def shown(key: str) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
        person = type(running.people[key]).objects.get(login=key)
        rows = [r for p in queries.my_work(person) if p.key in ("report", "returned") for r in told(p.rows)]
        asked = {(r.task_id, r.round_id) for r in rows}
        assert len(asked) == len(rows)
        page = sign_in(person).get("/").content.decode()
        links = re.findall(r'class="todo-main" href="/tasks/(\d+)/reports/(\d+)/"', page)
        return asked, {(int(t), int(r)) for t, r in links}

    with at(DAY):
        report = file(running, "east", "east", march(running))
        acts.return_report(running.people["east_head"], report, "请补充")
        asked, page = shown("east_liaison")
        assert asked == page and (report.task_id, report.round_id) in asked and len(asked) == 3
        report.refresh_from_db()
        acts.save_draft(
            running.people["east_liaison"], report.round, report.task, {"next": "补充"}, report.version
        )
        assert shown("east_liaison") == (asked, page)
        assert "退回给我修改的月报" in sign_in(running.people["east_liaison"]).get("/").content.decode()
        Role.objects.filter(person=running.people["county_liaison"]).delete()
        asked, page = shown("east_liaison")
        assert asked == page and len(asked) == 6  # nobody reports for the county: it falls to the city


def test_the_leader_sees_what_burns(running: World) -> None:
    with at(DAY):
        report = file(
            running, "east", "east", march(running), request="请解决用地", request_of="省自然资源厅"
        )
        assert "coordination" not in piles(running, "leader")  # still inside the unit
        acts.approve_report(running.people["east_head"], report)
        assert piles(running, "leader")["coordination"] == 1
        assert piles(running, "east_leader")["coordination"] == 1
        assert "coordination" not in piles(running, "finance_head")
    with at(dt.date(2027, 1, 8)):
        tick(dt.date(2027, 1, 8))
        assert piles(running, "leader")["overdue"] == 5


def test_month_overview_adds_up(running: World) -> None:
    with at(DAY):
        first = file(running, "east", "east", march(running), problems="用地紧张")
        acts.approve_report(running.people["east_head"], first)
        acts.accept_report(running.people["office"], first)
    with at(dt.date(2026, 3, 27)):
        late = file(running, "finance", "finance", march(running))
        acts.approve_report(running.people["finance_head"], late)
        tick(dt.date(2026, 3, 27))
        seen = queries.month_overview(march(running), running.people["office"])
        told = {one.unit.brief: (one.owed, one.on_time, one.late, one.missing) for one in seen.units}
        assert told == {
            "东泽市": (1, 1, 0, 0),
            "省财政厅": (1, 0, 1, 0),
            "石桥县": (1, 0, 0, 1),
            "西岭市": (1, 0, 0, 1),
            "西岭高新区": (1, 0, 0, 1),
        }
        assert (seen.total.owed, seen.total.accepted, seen.total.approved) == (5, 1, 1)
        assert [r.task.code for r in seen.problems] == ["2"]
        names = [one.unit.brief for one in queries.late_units(march(running), running.people["office"])]
        assert names == ["省财政厅", "西岭市", "石桥县", "西岭高新区"]
        mine = queries.late_units(march(running), running.people["county_liaison"])
        assert [one.unit.brief for one in mine] == ["石桥县"]
    # Next month the same figures come from the reports themselves.
    with at(dt.date(2026, 4, 1)):
        tick(dt.date(2026, 4, 1))
        again = queries.month_overview(march(running), running.people["office"])
        assert {o.unit.brief: (o.owed, o.on_time, o.late, o.missing) for o in again.units} == told


def test_matrix_counts_and_sentence_agree(running: World) -> None:
    with at(dt.date(2026, 3, 27)):
        tick(dt.date(2026, 3, 27))
        plan = running.plan
        assert plan is not None
        matrix = queries.matrix(plan, running.people["office"])
        tally = queries.counts(Task.objects.filter(plan=plan))
        assert sum(matrix.total.values()) == tally.counts.total == 5  # the draft is nobody's yet
        assert queries.plan_counts(plan, running.people["office"]) == tally
        assert tally.sentence("省科技创新委员会").startswith(
            "截至2026年3月27日，省科技创新委员会交办的5个具体事项，已完成0个，按期推进中5个"
        )
        own = queries.matrix(plan, running.people["county_liaison"])
        assert [u.brief for u in own.units] == ["石桥县"]


def test_burn_up_rises_as_planned_and_reported(running: World) -> None:
    with at(DAY):
        report = file(running, "east", "east", march(running), percent=50)
        acts.approve_report(running.people["east_head"], report)
        acts.accept_report(running.people["office"], report)
        plan = running.plan
        assert plan is not None
        points = queries.burn_up(plan, running.people["east_liaison"])
        assert [p.month.month for p in points] == list(range(1, 13))
        assert points[2].actual == Decimal("25.0")  # 50 and the county's 0
        assert points[3].actual is None
        assert points[11].planned == Decimal("100.0")
        planned = [p.planned for p in points]
        assert planned == sorted(planned)


@pytest.mark.parametrize("key", ["office", "east_head", "county_liaison", "leader", "auditor"])
def test_few_queries(running: World, key: str) -> None:
    with at(DAY):
        person = type(running.people[key]).objects.get(login=key)
        for ask in (
            lambda: [(p.peek(5), p.count) for p in queries.my_work(person)],
            lambda: [
                list(x)
                for m in [queries.month_overview(march(running), person)]
                for x in (m.units, m.turned_red, m.requests, m.problems)
            ],
            lambda: queries.matrix(running.plan, person),  # type: ignore[arg-type]
            lambda: queries.burn_up(running.plan, person),  # type: ignore[arg-type]
        ):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                ask()
            assert len(asked) <= 12, [q["sql"][:80] for q in asked]


def test_red_is_dated(running: World) -> None:
    with at(dt.date(2027, 1, 4)):
        tick(dt.date(2027, 1, 4))
    with at(dt.date(2027, 1, 5)):
        tick(dt.date(2027, 1, 5))
    standing = Standing.objects.get(task=running.tasks["east"])
    assert (standing.light, standing.light_since) == ("red", standing.light_since)
    assert standing.light_since is not None and standing.light_since < dt.date(2027, 1, 5)
