"""Written names become our units: dated, nested, nearest first, never guessed."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.office.world import World

from luodi.office.units.book import resolve, resolve_units, unit_book
from luodi.office.units.models import Unit, UnitAlias, UnitGroup

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 6, 1)


def add(parent: Unit, name: str, **values: object) -> Unit:
    unit = Unit(parent=parent, name=name, path=f"new-{name}-{parent.pk}", **values)
    unit.save()
    unit.path = f"{parent.path}{unit.pk}."
    unit.save()
    return unit


def names(units: list[Unit]) -> list[str]:
    return [u.name for u in units]


def test_name_short_name_and_area(world: World) -> None:
    book = unit_book(world.units["province"])
    for written in ("河清省科技厅", "省科技厅", "科技厅"):
        assert names(resolve_units(book, written, DAY)) == ["河清省科技厅"], written
    assert names(resolve_units(book, "东泽市人民政府", DAY)) == ["东泽市"]
    assert resolve_units(book, "省教育厅", DAY) == []


def test_group_expands_and_nests(world: World) -> None:
    province = world.units["province"]
    both = UnitGroup.objects.get(name="两市")
    four = UnitGroup.objects.create(name="四区", owner=province)
    for n in range(4):
        four.members.create(unit=add(world.units["west"], f"高新{n}区", level="zone"), order=n)
    all_six = UnitGroup.objects.create(name="两市四区", owner=province)
    all_six.members.create(subgroup=both, order=0)
    all_six.members.create(subgroup=four, order=1)
    found = resolve_units(unit_book(province), "两市四区", DAY)
    assert names(found) == ["东泽市", "西岭市", "高新0区", "高新1区", "高新2区", "高新3区"]
    assert names(resolve_units(unit_book(province), "两个市", DAY)) == ["东泽市", "西岭市"]


def test_group_members_have_dates(world: World) -> None:
    group = UnitGroup.objects.get(name="两市")
    group.members.filter(unit=world.units["west"]).update(until=dt.date(2026, 3, 31))
    group.members.create(unit=world.units["zone"], since=dt.date(2026, 4, 1), order=9)
    book = unit_book(world.units["province"])
    assert names(resolve_units(book, "两市", dt.date(2026, 3, 31))) == ["东泽市", "西岭市"]
    assert names(resolve_units(book, "两市", dt.date(2026, 4, 1))) == ["东泽市", "西岭高新区管委会"]


def test_alias_holds_in_its_days_only(world: World) -> None:
    UnitAlias.objects.create(unit=world.units["finance"], name="省财税厅", until=dt.date(2025, 12, 31))
    UnitAlias.objects.create(unit=world.units["office"], name="省财税厅", since=dt.date(2026, 1, 1))
    book = unit_book(world.units["province"])
    assert names(resolve_units(book, "省财税厅", dt.date(2025, 5, 1))) == ["河清省财政厅"]
    assert names(resolve_units(book, "省财税厅", DAY)) == ["河清省科技厅"]


def test_same_name_means_the_nearest_or_nobody(world: World) -> None:
    ours, theirs = add(world.units["east"], "发改局"), add(world.units["west"], "发改局")
    assert resolve_units(unit_book(world.units["east"]), "发改局", DAY) == [ours]
    assert resolve_units(unit_book(world.units["zone"]), "发改局", DAY) == [theirs]
    assert resolve_units(unit_book(world.units["province"]), "发改局", DAY) == []
    assert resolve_units(unit_book(world.units["province"]), "西岭市发改局", DAY) == [theirs]


def test_resolve_many(world: World) -> None:
    known, unknown = resolve(["省财政厅", "有关部门", "两市", "省财政厅"], DAY, world.units["province"])
    assert {n: names(u) for n, u in known.items()} == {
        "省财政厅": ["河清省财政厅"],
        "两市": ["东泽市", "西岭市"],
    }
    assert unknown == ["有关部门"]


def test_a_group_in_a_group_keeps_its_place(world: World) -> None:
    one = UnitGroup.objects.create(name="甲组", owner=world.units["province"])
    two = UnitGroup.objects.create(name="乙组", owner=world.units["province"])
    one.members.create(subgroup=two)
    one.members.create(unit=world.units["east"], order=1)
    two.members.create(unit=world.units["west"])
    book = unit_book(world.units["province"])
    assert names(resolve_units(book, "甲组", DAY)) == ["西岭市", "东泽市"]
