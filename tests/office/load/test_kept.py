"""Figures that are kept are those that would be counted: after every act, after the daily run, for every pair of eyes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.office.ledger.stage import DAY, MONTHS, make_stage, values
from tests.office.world import World

from luodi.office.journal import clock
from luodi.office.ledger import acts, planfigures, standings
from luodi.office.ledger.models import Refreshed, Standing
from luodi.office.ledger.queries import kept
from luodi.office.ledger.queries.kept import Keeper


@pytest.fixture(autouse=True)
def keep_small_ones_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "SMALL", 0)
    kept._KEPT.clear()


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
        assert counted(office, made) == 6
    with clock.at(DAY + dt.timedelta(days=1)):
        assert counted(office, made) == 7


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
            kept._KEPT.clear()
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
