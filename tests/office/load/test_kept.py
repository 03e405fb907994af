"""Figures that are kept are those that would be counted: after every act, after the daily run, for every pair of eyes."""

from __future__ import annotations

import datetime as dt
from itertools import cycle
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from tests.office.ledger.stage import DAY, MONTHS, make_stage, values
from tests.office.ledger.test_acts_journal import DAY as ACTING
from tests.office.ledger.test_acts_journal import acting
from tests.office.world import World

from luodi.office.journal import clock
from luodi.office.ledger import acts, homequeries, monthfigures, pastlights, planfigures, standings
from luodi.office.ledger.filters import TaskFilter
from luodi.office.ledger.models import Refreshed, Round, Standing, Task
from luodi.office.ledger.queries import kept
from luodi.office.ledger.queries.kept import Keeper
from luodi.office.ledger.views import months


@pytest.fixture(autouse=True)
def keep_small_ones_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "SMALL", 0)
    kept.clear()


def counted(person: Any, made: list[int]) -> Any:
    def count() -> int:
        made.append(1)
        return len(made)

    return Keeper(person)("figure", count)


def fresh(world: World, key: str) -> Any:
    """The person as the next request reads them."""
    return type(world.people[key]).objects.get(pk=world.people[key].pk)


@pytest.mark.django_db
def test_counted_once_and_again_after_any_act_or_for_other_eyes(world: World) -> None:
    with clock.at(DAY):
        stage = make_stage(world)
        office, made = world.people["office"], []
        assert [counted(office, made) for _ in range(3)] == [1, 1, 1]
        assert counted(fresh(world, "office2"), made) == 1  # the same roles at the same place
        for number, key in enumerate(("east_office", "leader", "east_liaison", "auditor"), 2):
            assert counted(world.people[key], made) == number
        acts.comment(office, stage.task, "请抓紧。")
        assert counted(office, made) == 1  # no figure tells of what was said
        acts.save_draft(world.people["east_liaison"], stage.rounds[1], stage.task, values(), 0)
        assert counted(office, made) == 6
    with clock.at(DAY + dt.timedelta(days=1)):
        assert counted(office, made) == 7


def figures(world: World, key: str) -> dict[str, Any]:
    """Everything that is kept, as this person sees it."""
    person, plan = fresh(world, key), world.plan
    assert plan is not None
    keep, day, days = Keeper(person), clock.today(), standings.calendar()
    found: dict[str, Any] = {
        "matrix": planfigures.matrix(plan, person, keep),
        "summary": planfigures.summary(plan, person, day, keep),
        "burn": planfigures.burn_up(plan, person, day, keep),
        "tags": planfigures.by_tag(plan, person, keep),
        "late": homequeries.late_units(person),
        "led": +homequeries.led_figures(person),
    }
    for round in Round.objects.filter(plan=plan).order_by("-month")[:2]:
        pair = plan.pk, round.pk
        found[f"filings {round}"] = monthfigures.filings(round, person, keep)
        found[f"reds {round}"] = keep.of_plan(
            plan.pk, ("reds", round.pk), lambda r=round: months.turned_red(plan, r, person, days, None, keep)
        )
        found[f"raised {round}"] = keep.of_plan(*pair, lambda r=round: monthfigures.raised(r, person))
    rows = pastlights.load(Task.objects.filter(plan=plan).order_by("pk"))
    ends = [day - dt.timedelta(days=20), day - dt.timedelta(days=50)]
    found["past"] = pastlights.kept_lights(keep, rows, ends, days)
    tasks = TaskFilter(person, {})
    found["choices"] = tasks.plan_choices, tasks.unit_choices, tasks.theme_choices
    for asked in ({"unit": world.units["east"].pk, "leaf": 1}, {"light": "red"}, {"report": "filed"}):
        found[f"list {asked}"] = TaskFilter(person, asked).count
    return found


@pytest.mark.django_db
def test_after_every_act_what_is_kept_is_what_would_be_counted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every act there is, one after the other: one that moves more than `kept` says it does shows here."""
    eyes = ("office", "east_head")
    with clock.at(ACTING):
        table = acting(world)
        last = [n for n in table if n.startswith(("close_round", "change_plan", "edit_task", "change_task"))]
        done: set[str] = set()
        known = {key: figures(world, key) for key in eyes}
        moved: set[str] = set()
        # In turns: what one of them sees then spans two acts.
        for name, key in zip([*(n for n in table if n not in last), *last], cycle(eyes), strict=False):
            try:
                table[name]()
            except ValidationError:  # done already, by an act before it
                continue
            done.add(name)
            after = figures(world, key)
            with monkeypatch.context() as patch:
                patch.setattr(kept, "SMALL", 10**9)  # nothing is kept: all is counted
                true = figures(world, key)
            for figure, value in after.items():
                assert value == true[figure], (name, key, figure)
            if after != known[key]:
                moved.add(name)
            known[key] = after
        assert len(done) > len(table) - 8, set(table) - done
        assert {"submit_report", "add_task", "end_task"} & moved


@pytest.mark.django_db
def test_only_the_unit_that_moved_is_counted_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    plan, asked = world.plan, []
    assert plan is not None
    real = planfigures._lines

    def lines(plan: Any, person: Any, units: Any) -> Any:
        asked.append(units)
        return real(plan, person, units)

    monkeypatch.setattr(planfigures, "_lines", lines)
    with clock.at(DAY):
        stage = make_stage(world)
        office = world.people["office"]
        for _ in range(2):
            planfigures.matrix(plan, office, Keeper(office))
        assert asked == [None]
        acts.save_draft(world.people["east_liaison"], stage.rounds[1], stage.task, values(), 0)
        planfigures.matrix(plan, office, Keeper(office))
        assert [set(of) for of in asked[1:]] == [{world.units["east"].pk}]
        acts.end_task(office, stage.fresh, "不再需要")
        planfigures.matrix(plan, office, Keeper(office))
        assert asked[-1] is None


@pytest.mark.django_db(transaction=True)
def test_the_daily_run_makes_what_is_kept_old(world: World) -> None:
    with clock.at(DAY):
        make_stage(world)
        office, made = world.people["office"], []
        assert counted(office, made) == 1
        before = Refreshed.objects.values_list("number", flat=True).first() or 0
        standings.refresh(None, DAY)
        assert Refreshed.objects.get().number > before
        assert counted(office, made) == 2


@pytest.mark.django_db
def test_pages_show_what_acts_changed(world: World, sign_in: Any) -> None:
    plan, people = world.plan, world.people
    assert plan is not None
    with clock.at(DAY):
        stage = make_stage(world)
        standings.refresh(None, DAY)
        office = sign_in(people["office"])
        page, month = f"/plans/{plan.pk}/", f"/plans/{plan.pk}/months/{MONTHS[1]:%Y-%m}/"
        first = {path: office.get(path).content.decode() for path in (page, month, "/tasks/")}
        report = acts.save_draft(people["east_liaison"], stage.rounds[1], stage.task, values(), 0)
        report = acts.submit_report(people["east_liaison"], report, report.version)
        acts.approve_report(people["east_head"], report)
        acts.end_task(people["office"], stage.fresh, "不再需要")
        for path, before in first.items():
            assert office.get(path).content.decode() != before
        # And no eyes are shown what was made for wider ones.
        east = sign_in(people["east_liaison"])
        for path in (page, month):
            text = east.get(path).content.decode()
            assert "西岭高新区" not in text
            kept.clear()
            assert body(east.get(path).content.decode()) == body(text)


def body(page: str) -> str:
    return page[page.index("<h1") :]


@pytest.mark.django_db
def test_hundreds_of_units_fold_and_the_sums_stay(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = world.plan
    assert plan is not None
    with clock.at(DAY):
        make_stage(world)
        standings.refresh(None, DAY)
        whole = planfigures.matrix(plan, world.people["office"])
        monkeypatch.setattr(planfigures, "LINES", 3)
        folded = planfigures.matrix(plan, world.people["office"])
    assert folded.whole.lights == whole.whole.lights
    assert folded.columns.keys() == whole.columns.keys()
    by_name = {line.name: line for line in folded.lines}
    assert by_name["东泽市"].below
    assert "石桥县" not in by_name
    under = Standing.objects.filter(
        plan=plan, rolled=False, lead__path__startswith=world.units["east"].path
    ).exclude(state__in=("draft", "proposed"))
    assert by_name["东泽市"].whole.total == under.count()
