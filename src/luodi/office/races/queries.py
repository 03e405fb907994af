"""Reading results: which version somebody may see, and which of its lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

from luodi import racing
from luodi.office.figures import periods
from luodi.office.races import exactly
from luodi.office.races.models import Race, Round, Version
from luodi.office.units.models import Person
from luodi.racepaper import duels
from luodi.racing.combine import DUELS, TITLES
from luodi.racing.spec import Branch, Indicator, branches
from luodi.racing.spec import Race as Spec


@lru_cache(maxsize=64)
def spec_of(text: str) -> Spec:
    """Rules by their text; the same text is read once."""
    return racing.loads(text).race


def last_published(round: Round) -> Version | None:
    """The last published version of the round before this one: what places are compared with."""
    rows = Version.objects.filter(round__race_id=round.race_id, published_on__isnull=False)
    mine = periods.key(round.period)
    found = [
        (periods.key(p), n, pk)
        for pk, p, n in rows.exclude(round=round).values_list("pk", "round__period", "number")
        if periods.key(p) < mine and periods.kind_of(p) == periods.kind_of(round.period)
    ]
    return Version.objects.select_related("rules", "round").get(pk=max(found)[2]) if found else None


@dataclass
class Cell:
    """One indicator of one unit."""

    figure: Fraction | None
    points: Fraction | None
    adds: Fraction
    note: str
    where: str


@dataclass
class Line:
    """One unit's line of a stored result."""

    unit: str
    region: int
    group: str
    place: int | None
    group_place: int | None
    score: Fraction | None
    base: Fraction | None
    grade: str
    vetoes: list[str]
    tie: str
    remarks: list[str]
    extras: dict[str, Fraction]
    branches: dict[str, Fraction | None]
    cells: dict[str, Cell]
    before: int | None = None  # place of the round before
    at: int = 0  # row of the table of values

    @property
    def rise(self) -> int | None:
        """Places gained; lost ones below zero."""
        return None if self.before is None or self.place is None else self.before - self.place

    @property
    def bonus(self) -> Fraction:
        """As it counted, within the cap of all bonuses."""
        if self.score is None or self.base is None:
            return Fraction(0)
        return self.score - self.base - self.deduction

    @property
    def deduction(self) -> Fraction:
        return sum((v for v in self.extras.values() if v < 0), Fraction(0))


def lines_of(version: Version) -> list[Line]:
    """Lines best first, the unplaced last, with their places of the round before."""
    before: dict[int, int | None] = {}
    if version.previous_id and version.previous is not None:
        before = {x["region"]: x["place"] for x in version.previous.result["lines"]}
    lines = [_line(x, n, before) for n, x in enumerate(version.result["lines"])]
    return sorted(lines, key=lambda x: (x.place is None, x.place or 0, -(x.score or 0)))


def _line(x: dict[str, Any], at: int, before: dict[int, int | None]) -> Line:
    cells = {
        code: Cell(
            exactly.read(c["figure"]),
            exactly.read(c["points"]),
            exactly.read(c["adds"]) or Fraction(0),
            c["note"],
            c["where"],
        )
        for code, c in x["cells"].items()
    }
    return Line(
        x["unit"],
        x["region"],
        x["group"],
        x["place"],
        x["group_place"],
        exactly.read(x["score"]),
        exactly.read(x["base"]),
        x["grade"],
        x["vetoes"],
        x["tie"],
        x["remarks"],
        {k: exactly.read(v) or Fraction(0) for k, v in x["extras"].items()},
        {k: exactly.read(v) for k, v in x["branches"].items()},
        cells,
        before.get(x["region"]),
        at,
    )


@dataclass
class Sight:
    """What somebody may see of a round's race: all of it, or their own regions and what is published."""

    whole: bool
    own: set[int] = field(default_factory=set)

    def covers(self, region: int) -> bool:
        return self.whole or region in self.own


def sight_of(person: Person, race: Race) -> Sight:
    """One query, and none for who sees all."""
    if race.whole(person):
        return Sight(True)
    mine = race.participants.filter(person.scope.within("region__unit__path"))
    return Sight(False, set(mine.values_list("region_id", flat=True)))


def version_for(sight: Sight, round: Round, number: int | None = None) -> Version | None:
    """The asked version, else the latest, among those somebody may read: published ones, or all of them.

    A participant reads the trial version too, while it is asked to confirm; of it only its own line.
    """
    rows = round.versions.select_related("rules", "previous", "freeze", "by", "notice").order_by("-number")
    if not sight.whole:
        latest = rows.first()
        if number is None and round.state == Round.State.CONFIRMING and sight.own:
            return latest
        rows = rows.filter(published_on__isnull=False)
    if number is not None:
        rows = rows.filter(number=number)
    return rows.first()


def seen(sight: Sight, version: Version, lines: list[Line]) -> list[Line]:
    """The lines somebody may read of a version: what the rules publish, and always one's own."""
    if sight.whole:
        return lines
    if version.published_on is None:
        return [x for x in lines if x.region in sight.own]
    spec = spec_of(version.rules.text)
    told = {x.region for x in open_lines(spec, lines)} | sight.own
    return [x for x in lines if x.region in told]


def open_lines(spec: Spec, lines: list[Line]) -> list[Line]:
    """What the rules let everybody see; a tie at the edge is not cut."""
    shown = spec.publish
    if shown.table == "full":
        return lines
    if spec.rank_within == "group":
        groups = [[x for x in lines if x.group == g] for g in dict.fromkeys(x.group for x in lines)]
    else:
        groups = [lines]
    kept: list[Line] = []
    for members in groups:
        placed = [x for x in members if x.place is not None]
        edge = placed[max(0, len(placed) - shown.last)].place if placed and shown.last else None
        kept += [
            x
            for x in placed
            if (x.place or 0) <= shown.first
            or (shown.table == "first_last" and edge is not None and (x.place or 0) >= edge)
        ]
    return kept


def duel(spec: Spec) -> str:
    """How units are compared two by two, somewhere in the tree: then no indicator adds anything to the score by
    itself. Empty where they are not."""
    if not duels(spec):
        return ""
    hows = (spec.aggregation, *(b.aggregation for b in branches(spec.tree)))
    return next(TITLES[how] for how in hows if how in DUELS)


@dataclass(frozen=True)
class Part:
    """A part of the score that stands as a column: a dimension, or an indicator at the top."""

    code: str
    name: str
    weight: Fraction
    leaves: tuple[Indicator, ...]

    def of(self, line: Line) -> Fraction:
        """What it adds to the score of a unit."""
        return sum((line.cells[x.code].adds for x in self.leaves if x.code in line.cells), Fraction(0))


def parts_of(spec: Spec) -> list[Part]:
    """The top of the tree; what stands there adds up to the score, unless `duel` says otherwise."""
    from luodi.racing.spec import leaves

    return [
        Part(n.code, n.name, n.weight, tuple(leaves((n,)) if isinstance(n, Branch) else (n,)))
        for n in spec.tree
    ]


def standing(lines: Iterable[Line], region: int, *, whole: bool = True) -> dict[str, Any]:
    """The first three, a unit with the two on either side, and the gap to the one above.

    Of a table that is published in part, the next line may be far below: it is no neighbour then.
    """
    rows = [x for x in lines if x.place is not None]
    own = next((x for x in rows if x.region == region), None)
    if own is None:
        return {}
    at = rows.index(own)
    around = [
        n
        for n in range(max(0, at - 2), min(len(rows), at + 3))
        if whole or abs((rows[n].place or 0) - (own.place or 0)) <= abs(n - at)
    ]
    picked = sorted({*range(min(3, len(rows))), *around})
    better = [x for x in rows if x.score is not None and own.score is not None and x.score > own.score]
    up = min(better, key=lambda x: x.score or 0, default=None)
    gap = up.score - own.score if up is not None and up.score is not None and own.score is not None else None
    return {"own": own, "rows": [rows[n] for n in picked], "up": up, "gap": gap}


def lists(race: Race, spec: Spec, table: dict[str, Any], lines: list[Line]) -> dict[str, list[Line]]:
    """Red and black by the race's rule, and those to be commended.

    Red: every target reached and among the first. Black: some target missed and among the last, unless force
    majeure was accepted. A target nobody set is not counted; a missing figure is a missed target.
    """
    spared = set(table.get("spared", ()))
    goals = [(x.column, x.target_column, x.higher) for x in spec.indicators() if x.target_column]
    placed = [x for x in lines if x.place is not None]
    low = placed[max(0, len(placed) - race.black_bottom)].place if placed and race.black_bottom else None
    red, black = [], []
    for x in placed:
        done = [_reached(table, x.at, goal) for goal in goals]
        counted = [d for d in done if d is not None]
        if race.red_top and (x.place or 0) <= race.red_top and counted and all(counted) and not x.vetoes:
            red.append(x)
        if low is not None and (x.place or 0) >= low and not all(counted) and x.region not in spared:
            black.append(x)
    bars = {v.code for v in spec.vetoes}
    praise = [x for x in placed if (x.place or 0) <= race.praise_first and not bars & set(x.vetoes)]
    return {"red": red, "black": black, "praise": praise}


def _reached(table: dict[str, Any], at: int, goal: tuple[str, str, bool]) -> bool | None:
    column, target_column, higher = goal
    target = table["cells"][target_column][at]
    if target is None or target.get("v") is None:
        return None
    cell = table["cells"][column][at]
    if cell is None:
        return False
    value, wanted = Fraction(cell["v"]), Fraction(target["v"])
    return value >= wanted if higher else value <= wanted
