"""The invented city of the examples as an office: its unit book as units, an office, a leader, a plan."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from tests.office.world import World

from luodi.finding.unitbook import FIRST, LAST, UnitBook
from luodi.office.ledger.models import Plan, Theme
from luodi.office.units.models import Person, Role, Unit, UnitGroup

EXAMPLES = Path(__file__).parents[3] / "examples"


def make_examples_world() -> World:
    """Rows are made directly: importing units is tested elsewhere."""
    world, book = World(), UnitBook.load(EXAMPLES / "units.yaml")
    root = _unit(None, f"{book.area}市", "city", 0)
    world.units["city"] = root
    for order, entry in enumerate(book.units, 1):
        made = _unit(root, entry.name, entry.level, order, entry.since, entry.until)
        world.units[entry.name] = made
        for alias in entry.aliases:
            made.aliases.create(name=alias)
    groups: dict[str, UnitGroup] = {}
    for entry in book.groups:
        groups[entry.name] = UnitGroup.objects.create(
            name=entry.name,
            aliases=list(entry.aliases),
            owner=root,
            since=_day(entry.since),
            until=_day(entry.until),
        )
    for entry in book.groups:
        for order, member in enumerate(entry.members):
            if member in world.units:
                groups[entry.name].members.create(unit=world.units[member], order=order)
            else:
                groups[entry.name].members.create(subgroup=groups[member], order=order)
    for key, name, kind in (
        ("office", "周明", "office"),
        ("office2", "吴静", "office"),
        ("leader", "郑海", "leader"),
    ):
        person = Person(login=key, name=name, unit=world.units["市科技局"], must_change=False, post="科长")
        person.set_unusable_password()
        person.save()
        Role.objects.create(person=person, kind=kind, unit=root)
        world.people[key] = person
    world.plan = Plan.objects.create(
        unit=root, name="2025年科技创新攻坚行动", code="攻坚", since=dt.date(2025, 1, 1), until=dt.date(2025, 12, 31),
        source_name="市科技创新领导小组",
    )  # fmt: skip
    for order, name in enumerate(("企业梯次成长", "创新平台提能", "成果转化")):
        Theme.objects.create(plan=world.plan, name=name, order=order)
    return world


def _unit(
    parent: Unit | None, name: str, level: str, order: int, since: dt.date = FIRST, until: dt.date = LAST
) -> Unit:
    unit = Unit(
        parent=parent,
        name=name,
        level=level,
        order=order,
        path=f"new-{order}",
        since=_day(since),
        until=_day(until),
    )
    unit.save()
    unit.path = f"{parent.path if parent else ''}{unit.pk}."
    unit.save(update_fields=["path"])
    return unit


def _day(day: dt.date) -> dt.date | None:
    return None if day in (FIRST, LAST) else day
