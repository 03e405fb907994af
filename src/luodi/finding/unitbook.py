"""The unit book: which units a written name stands for, on a given day.

An office writes its units once (`examples/units.yaml` shows how, docs/阅读.md says what each key
means); a reader then turns 市科技局, 科技局 and 市科学技术局 into one unit and 两市四区 into six.
Without a book names stay as written. A name the book cannot tell is unresolved, never guessed:
a way of writing that fits two units is unresolved too.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

LEVELS = ("province", "city", "county", "department", "zone", "institute", "enterprise", "other")
"""What a unit is; the word is kept for those who use the book, reading does not depend on it."""

FIRST, LAST = dt.date.min, dt.date.max

# Endings that say which organ of a place is meant; without one the place itself is.
ORGANS = (
    "人民政府",
    "政府",
    "党委和政府",
    "党委、政府",
    "党委政府",
    "委和政府",
    "党委",
    "党工委",
    "管理委员会",
    "管委会",
    "（管委会）",
    "政府（管委会）",
    "人民政府（管委会）",
)
# Two ways of writing one ending, tried in both directions.
ENDINGS = (("管理委员会", "管委会"), ("人民政府", "政府"), ("有限责任公司", "公司"), ("有限公司", "公司"))
RANKS = "省市县区州盟旗"


@dataclass(frozen=True, slots=True)
class Unit:
    """A body that can own work, with every name it goes by."""

    name: str
    aliases: tuple[str, ...] = ()
    level: str = "other"
    since: dt.date = FIRST
    until: dt.date = LAST

    def stands_on(self, day: dt.date) -> bool:
        return self.since <= day <= self.until


@dataclass(frozen=True, slots=True)
class Group:
    """A written name that stands for several units, such as 两市四区 or 各县（市、区）."""

    name: str
    members: tuple[str, ...]  # names of units or of other groups
    aliases: tuple[str, ...] = ()
    since: dt.date = FIRST
    until: dt.date = LAST

    def stands_on(self, day: dt.date) -> bool:
        return self.since <= day <= self.until


@dataclass(frozen=True)
class UnitBook:
    """Units and groups; `area` is the place whose name papers leave out (砚州 in 砚州市科技局)."""

    units: tuple[Unit, ...] = ()
    groups: tuple[Group, ...] = ()
    area: str = ""
    name: str = field(default="", compare=False)  # of the file, for messages

    @classmethod
    def load(cls, path: Path) -> UnitBook:
        """Read a book from YAML or CSV; a `UnitBookError` names the line and what to do."""
        from luodi.finding.unitfile import load

        return load(Path(path))

    def resolve(self, name: str, on: dt.date | None = None) -> tuple[str, ...] | None:
        """The units a written name stands for on a day, in the book's order; None if it cannot tell.

        Without a day every entry counts, whatever its dates. Tried in this order: the name as
        written, as another way of writing it, as several names with a shared ending.

        >>> book = UnitBook((Unit("市科技局", ("市科学技术局",)), Unit("兰州市政府"), Unit("白银市政府")))
        >>> book.resolve("科技局"), book.resolve("兰州、白银市政府"), book.resolve("有关部门")
        (('市科技局',), ('兰州市政府', '白银市政府'), None)
        """
        written = form(name)
        return self._known(written, on) or self._several(written, on)

    def resolve_all(
        self, names: Iterable[str], on: dt.date | None = None
    ) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], tuple[str, ...]]:
        """Every name with its units, and the names the book cannot tell."""
        known: list[tuple[str, tuple[str, ...]]] = []
        unknown: list[str] = []
        for name in names:
            units = self.resolve(name, on)
            if units is not None:
                known.append((name, units))
            else:
                unknown.append(name)
        return tuple(known), tuple(unknown)

    def _known(self, written: str, on: dt.date | None) -> tuple[str, ...] | None:
        """One name: exactly, else by the only entry that some other way of writing it leads to."""
        if exact := self._entry(written, on):
            return self._units_of(exact, on) or None
        rank = self._rank(written)
        found = {id(entry): entry for way in self._ways(written) if (entry := self._entry(way, on))}
        fitting = [e for e in found.values() if not rank or self._rank(form(e.name)) in ("", rank)]
        if len(fitting) != 1:
            return None
        return self._units_of(fitting[0], on) or None

    def _several(self, written: str, on: dt.date | None) -> tuple[str, ...] | None:
        """兰州、白银市政府: every part must be known with the shared ending, or none is taken."""
        parts = [p for p in re.split(r"[、，,；;和及与]", written) if p]
        if not 2 <= len(parts) <= 12:
            return None
        endings = set(_endings(parts[-1]))
        for ending in ("", *sorted(endings, key=len)):
            found = [self._known(p if p.endswith(ending) else p + ending, on) for p in parts]
            if all(found):
                return tuple(dict.fromkeys(name for units in found if units for name in units))
        return None

    def _entry(self, written: str, on: dt.date | None) -> Unit | Group | None:
        entries = [e for e in self._index.get(written, ()) if on is None or e.stands_on(on)]
        return entries[-1] if entries else None

    def _units_of(self, entry: Unit | Group, on: dt.date | None) -> tuple[str, ...]:
        """The units of an entry: itself, or a group's members, groups among them expanded."""
        if isinstance(entry, Unit):
            return (entry.name,)
        names: dict[str, None] = {}
        for member in entry.members:
            found = self._entry(form(member), on)
            if found is not None and found is not entry:
                names.update(dict.fromkeys(self._units_of(found, on)))
        return tuple(names)

    @cached_property
    def _index(self) -> dict[str, list[Unit | Group]]:
        index: dict[str, list[Unit | Group]] = {}
        entries: tuple[Unit | Group, ...] = (*self.units, *self.groups)
        for entry in entries:
            for name in dict.fromkeys(form(n) for n in (entry.name, *entry.aliases)):
                index.setdefault(name, []).append(entry)
        return index

    def _ways(self, written: str) -> Iterator[str]:
        """Other ways of writing a name: with and without the area, a rank, the organ of a place."""
        seen = {written}
        stems = [written, *(written.removesuffix(o) for o in map(form, ORGANS) if written.endswith(form(o)))]
        for stem in stems:
            for way in (*_respelt(stem), *self._placed(stem)):
                if len(way) > 1 and way not in seen:
                    seen.add(way)
                    yield way

    def _rank(self, written: str) -> str:
        """省 of 省科技厅: a name of one rank never stands for a unit of another."""
        bare = written.removeprefix(self.area) if self.area else written
        return bare[0] if len(bare) > 2 and bare[0] in RANKS else ""

    def _placed(self, stem: str) -> Iterator[str]:
        """砚州市科技局 → 市科技局 → 科技局, and back."""
        yield stem
        bare = stem
        if self.area and stem.startswith(self.area):
            bare = stem.removeprefix(self.area)
            yield bare
        if bare[:1] in RANKS and len(bare) > 2:
            yield bare[1:]
        elif bare == stem:
            yield from (rank + stem for rank in "省市县区")
        if self.area and bare == stem:
            yield self.area + stem
        for short, other in ((s, o) for pair in ENDINGS for s, o in (pair, pair[::-1])):
            if stem.endswith(short):
                yield stem.removesuffix(short) + other


def form(name: str) -> str:
    """A name in the form names are compared in: no blanks, full-width brackets and commas.

    >>> form(" 各县(市、区) ")
    '各县（市、区）'
    """
    name = re.sub(r"\s+", "", unicodedata.normalize("NFKC", name))
    return name.translate(str.maketrans("(),;:", "（），；："))


def _respelt(stem: str) -> Iterator[str]:
    """委 and 委员会 at the end are one thing: 市发展改革委, 市发展和改革委员会."""
    if stem.endswith("委员会"):
        yield stem.removesuffix("员会")
        yield stem.removesuffix("员会").replace("和", "")
    elif stem.endswith("委"):
        yield stem + "员会"


def _endings(last: str) -> Iterator[str]:
    """What the last of several names may share with those before it: 白银市政府 → 市政府, 政府."""
    for size in range(1, min(len(last) - 1, 8) + 1):
        yield last[-size:]
