"""The office's units as a unit book: which of them a written name means, on a given day.

    book = unit_book(document.unit)
    leads = resolve_units(book, "两市四区", document.issued_on)

The whole tree is in the book, for a county's paper may name a department of the province. A way of
writing that fits several units means the one nearest to the asking unit (科技局 in a city's paper is
the city's); where two are equally near it is left out, so that it stays unresolved and is not guessed.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock

from django.db import connection

from luodi.finding import unitbook
from luodi.finding.unitbook import FIRST, LAST, UnitBook, form
from luodi.office.journal.models import Head
from luodi.office.units.models import GroupMember, Unit, UnitAlias, UnitGroup

PLACES = ("province", "city", "county")
RANKS = ("维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "自治州", "自治县", "地区", *"省市县区州盟旗")
KEPT = 16  # books kept in memory, the least used goes first


@dataclass(frozen=True)
class OfficeBook(UnitBook):
    """A unit book that knows which of our units each entry is."""

    ids: Mapping[str, int] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class _Written:
    """One way a unit is, or was, written."""

    unit_id: int
    name: str
    since: dt.date
    until: dt.date

    def meets(self, other: _Written) -> bool:
        return self.since <= other.until and other.since <= self.until


_BOOKS: OrderedDict[tuple[str, int, str], OfficeBook] = OrderedDict()
_LOCK = Lock()


def unit_book(unit: Unit) -> OfficeBook:
    """The book as a paper of this unit is read. Kept until the journal moves on."""
    head = Head.objects.filter(pk=1).values_list("hash", "number").first()
    key = (connection.alias, unit.pk, head[0]) if head and head[1] else None
    if key is not None:
        with _LOCK:
            if found := _BOOKS.get(key):
                _BOOKS.move_to_end(key)
                return found
    book = _make(unit)
    if key is not None:
        with _LOCK:
            _BOOKS[key] = book
            while len(_BOOKS) > KEPT:
                _BOOKS.popitem(last=False)
    return book


def resolve_units(book: OfficeBook, name: str, on: dt.date | None = None) -> list[Unit]:
    """Our units a written name stands for on a day, in the book's order; empty if it cannot be told."""
    ids = [book.ids[n] for n in book.resolve(name, on) or () if n in book.ids]
    units = Unit.objects.in_bulk(ids)
    return [units[pk] for pk in ids if pk in units]


def resolve(
    names: Iterable[str], on: dt.date | None, within: Unit
) -> tuple[dict[str, list[Unit]], list[str]]:
    """Units by written name, and the names nobody can tell; two questions to the database in all."""
    book = unit_book(within)
    wanted = list(dict.fromkeys(names))
    found = {name: [book.ids[n] for n in book.resolve(name, on) or () if n in book.ids] for name in wanted}
    units = Unit.objects.in_bulk({pk for ids in found.values() for pk in ids})
    known = {name: [units[pk] for pk in ids if pk in units] for name, ids in found.items()}
    return {n: us for n, us in known.items() if us}, [n for n in wanted if not known[n]]


def _make(asking: Unit) -> OfficeBook:
    root = asking.path.split(".", 1)[0] + "."
    units = {u.pk: u for u in Unit.objects.filter(path__startswith=root).order_by("path")}
    ordered = sorted(units.values(), key=lambda u: (u.order, u.pk))
    names = _entry_names(ordered, units)
    entries, dated = _entries(ordered, units, names, asking)
    groups = [*dated, *_groups(set(units), names)]
    return OfficeBook(
        units=tuple(entries),
        groups=tuple(groups),
        area=_area(asking, units),
        name=str(asking),
        ids={name: pk for pk, name in names.items()},
    )


def _entry_names(ordered: list[Unit], units: dict[int, Unit]) -> dict[int, str]:
    """A name for each unit that no other has: its own, else with the unit above, else with its number."""
    count: dict[str, int] = defaultdict(int)
    for unit in ordered:
        count[form(unit.name)] += 1
    taken: set[str] = set()
    names: dict[int, str] = {}
    for unit in ordered:
        above = units.get(unit.parent_id or 0)
        choices = [unit.name] if count[form(unit.name)] == 1 else []
        choices += [f"{above.name}{unit.name}"] if above else []
        choices.append(f"{unit.name}（{unit.pk}）")
        name = next(n for n in choices if form(n) not in taken)
        taken.add(form(name))
        names[unit.pk] = name
    return names


def _entries(
    ordered: list[Unit], units: dict[int, Unit], names: dict[int, str], asking: Unit
) -> tuple[list[unitbook.Unit], list[unitbook.Group]]:
    """Units with the names that always hold; a name of limited time is a group of one with its dates."""
    written: dict[str, list[_Written]] = defaultdict(list)

    def write(unit: Unit, name: str, since: dt.date | None = None, until: dt.date | None = None) -> None:
        start, end = max(since or FIRST, unit.since or FIRST), min(until or LAST, unit.until or LAST)
        if name.strip() and start <= end:
            written[form(name)].append(_Written(unit.pk, name.strip(), start, end))

    for unit in ordered:
        for name in dict.fromkeys((names[unit.pk], unit.name, unit.short_name)):
            write(unit, name)
    for alias in UnitAlias.objects.filter(unit_id__in=units).order_by("id"):
        # An old name is also asked for in papers of its day, so only the alias's own dates bind it.
        write(units[alias.unit_id], alias.name, alias.since, alias.until)
    kept: dict[int, list[_Written]] = defaultdict(list)
    for same in written.values():
        for one in same:
            rivals = [o for o in same if o.unit_id != one.unit_id and o.meets(one)]
            if all(_nearer(units[one.unit_id], units[o.unit_id], asking) for o in rivals):
                kept[one.unit_id].append(one)
    entries, dated = [], []
    for unit in ordered:
        life = (unit.since or FIRST, unit.until or LAST)
        always = [w.name for w in kept[unit.pk] if (w.since, w.until) == life]
        entries.append(
            unitbook.Unit(
                names[unit.pk],
                tuple(dict.fromkeys(n for n in always if n != names[unit.pk])),
                unit.level,
                *life,
            )
        )
        dated += [
            unitbook.Group(w.name, (names[unit.pk],), (), w.since, w.until)
            for w in kept[unit.pk]
            if (w.since, w.until) != life
        ]
    return entries, dated


def _nearer(one: Unit, other: Unit, asking: Unit) -> bool:
    """Whether more of the way down to the asking unit is shared with the one than with the other."""
    return _shared(one.path, asking.path) > _shared(other.path, asking.path)


def _shared(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one.split("."), other.split("."), strict=False):
        if a != b or not a:
            break
        count += 1
    return count


def _groups(unit_ids: set[int], names: dict[int, str]) -> list[unitbook.Group]:
    """Groups kept in this tree; one whose members changed is written once for each time of its life."""
    groups = {
        g.pk: g
        for g in UnitGroup.objects.filter(owner_id__in=unit_ids).prefetch_related("members").order_by("id")
    }
    found = []
    for group in groups.values():
        members = [m for m in group.members.all() if m.unit_id in names or m.subgroup_id in groups]
        for since, until in _periods(group, members):
            called = tuple(
                names[m.unit_id] if m.unit_id else groups[m.subgroup_id or 0].name
                for m in members
                if m.holds_on(since)
            )
            found.append(unitbook.Group(group.name, called, tuple(group.aliases), since, until))
    return found


def _periods(group: UnitGroup, members: list[GroupMember]) -> list[tuple[dt.date, dt.date]]:
    """The times during which the group had the same members, the latest last."""
    start, end = group.since or FIRST, group.until or LAST
    turns = {start}
    for member in members:
        turns.add(member.since or FIRST)
        if member.until and member.until < LAST:
            turns.add(member.until + dt.timedelta(days=1))
    days = sorted(d for d in turns if start <= d <= end)
    ends = [d - dt.timedelta(days=1) for d in days[1:]] + [end]
    return list(zip(days, ends, strict=True))


def _area(asking: Unit, units: dict[int, Unit]) -> str:
    """河清 for 河清省: what papers of the place leave out in front of 省科技厅."""
    for pk in reversed(asking.path.rstrip(".").split(".")):
        unit = units.get(int(pk))
        if unit is not None and unit.level in PLACES:
            rank = next((r for r in RANKS if unit.name.endswith(r) and len(unit.name) > len(r) + 1), "")
            return unit.name.removesuffix(rank)
    return ""
