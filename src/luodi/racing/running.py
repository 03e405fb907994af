"""A race run: figures to points, points to a score, scores to places, every step kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from luodi.racing.exact import Value, known, mean
from luodi.racing.lines import Cell, Line
from luodi.racing.normalise import NORMALISERS, Column
from luodi.racing.placing import add_extras, lost_groups, odd_vetoes, place
from luodi.racing.spec import MISSING_WORDS, Indicator, Missing, Race
from luodi.racing.treat import treated
from luodi.racing.tree import totals
from luodi.racing.values import BadCell, Values
from luodi.racing.weighting import reweighted, weights_of


@dataclass(slots=True)
class Result:
    """Lines in the order of the table of values, what was done to the figures, remarks on the whole.

    `previous` is the result of the round before, where one was given."""

    race: Race
    values: Values
    lines: list[Line]
    weights: dict[str, Fraction]
    done: list[str]
    previous: Result | None = None

    @property
    def bad(self) -> list[BadCell]:
        """Cells that could not be read; they count as missing, and nobody may overlook them."""
        return self.values.bad

    def rise(self, unit: str) -> int | None:
        """Places gained since the round before, lost ones below zero; None where there is nothing to compare."""
        if self.previous is None:
            return None
        before = next((x.place for x in self.previous.lines if x.unit == unit), None)
        now = self.line(unit).place
        return None if before is None or now is None else before - now

    def ranked(self) -> list[Line]:
        """Lines by place, the unplaced last, ties in the order of the table."""
        return sorted(self.lines, key=lambda line: (line.place is None, line.place or 0))

    def line(self, unit: str) -> Line:
        """One unit's line; KeyError when it does not race."""
        return next((x for x in self.lines if x.unit == unit), None) or _nobody(unit)


def _nobody(unit: str) -> Line:
    raise KeyError(f"没有参加评比的单位：{unit}")


def run(race: Race, values: Values, *, weights: dict[str, Fraction] | None = None) -> Result:
    """Run a race over its table of values. `weights` replaces the weights of indicators, by code.

    Raises ValueError where a heading the rules need is not in the table (all of them named).
    """
    check_headings(race, values)
    n = len(values.units)
    groups = grouping(race, values)
    done = [*odd_vetoes(race, values), *lost_groups(race, values)]
    cells: list[dict[str, Cell]] = [{} for _unit in values.units]
    columns: dict[str, list[Value]] = {}
    for leaf in race.indicators():
        figures = values.column(leaf.column)
        ready, said = treated(figures, leaf.treatment, groups)
        done.extend(f"{leaf.name}：{word}" for word in said)
        points, notes = scored(race, leaf, ready, values, groups)
        points, filled = with_missing(leaf.missing or race.missing, points, groups)
        columns[leaf.code] = points
        for i in range(n):
            cells[i][leaf.code] = Cell(
                figures[i],
                points[i],
                filled=filled[i],
                note=_said(notes.get(i, ""), figures[i], filled[i], leaf.missing or race.missing),
                where=values.place(values.units[i], leaf.column),
            )
    given, said = (dict(weights), []) if weights else weights_of(race, columns)
    done += said
    if weights or race.weighting != "given":
        race = reweighted(race, given)
    trees = totals(race, columns, given, n)
    lines = []
    for i, tree in enumerate(trees):
        for code, adds in tree.adds.items():
            cells[i][code].adds = adds
        line = Line(values.units[i], groups[i], cells[i], tree.branches, {}, tree.score, tree.score)
        add_extras(race, values, line, i)
        lines.append(line)
    place(race, values, lines)
    return Result(race, values, lines, given, done)


def check_headings(race: Race, values: Values) -> None:
    """Every heading the rules name must be in the table."""
    wanted = [c for x in race.indicators() for c in (x.column, x.target_column, x.base_column) if c]
    wanted += [e.column for e in race.extras] + [v.column for v in race.vetoes]
    wanted += [race.group_column] if race.group_column else []
    lost = [c for c in dict.fromkeys(wanted) if not values.has(c)]
    if lost:
        there = "、".join([*values.figures, *values.words]) or "无"
        raise ValueError(f"数据表缺少列：{'、'.join(lost)}。表中已有：{there}。")


def grouping(race: Race, values: Values) -> list[str]:
    """The group of each unit; the empty one when the race has no groups."""
    if race.group_column:
        return values.words.get(race.group_column) or [""] * len(values.units)
    return [race.groups.get(unit, "") for unit in values.units]


def scored(
    race: Race, leaf: Indicator, figures: Sequence[Value], values: Values, groups: Sequence[str]
) -> tuple[list[Value], dict[int, str]]:
    """Points of an indicator for each unit, out of 100, within its own floor and cap; and the notes."""
    how = NORMALISERS[leaf.normaliser]
    targets = values.column(leaf.target_column) if leaf.target_column else []
    bases = values.column(leaf.base_column) if leaf.base_column else []
    points: list[Value] = [None] * len(figures)
    notes: dict[int, str] = {}
    for members in within(race, groups):
        column = Column(
            [figures[i] for i in members],
            leaf.higher,
            [targets[i] for i in members] if targets else (),
            [bases[i] for i in members] if bases else (),
            leaf.options,
        )
        for i, value in zip(members, how.run(column), strict=True):
            points[i] = _bounded(value, leaf)
        notes.update({members[i]: said for i, said in column.notes.items()})
    return points, notes


def within(race: Race, groups: Sequence[str]) -> list[list[int]]:
    """Positions of the units that are compared with one another."""
    if race.normalise_within == "all":
        return [list(range(len(groups)))]
    return [[i for i, g in enumerate(groups) if g == name] for name in dict.fromkeys(groups)]


def _bounded(value: Value, leaf: Indicator) -> Value:
    if value is None:
        return None
    if leaf.floor is not None:
        value = max(value, leaf.floor)
    return value if leaf.cap is None else min(value, leaf.cap)


def with_missing(
    rule: Missing, points: Sequence[Value], groups: Sequence[str]
) -> tuple[list[Value], list[bool]]:
    """Points where missing ones were given what the rule says, and which were."""
    filled = [p is None and rule != "exclude" for p in points]
    result = list(points)
    for i, p in enumerate(points):
        if p is not None or rule == "exclude":
            continue
        mates = known(q for q, g in zip(points, groups, strict=True) if g == groups[i]) or known(points)
        if rule == "zero" or not mates:
            result[i] = Fraction(0)
        elif rule == "worst":
            result[i] = min(mates)
        elif rule == "group_mean":
            result[i] = mean(mates)
        else:
            middle = sorted(mates)
            result[i] = (middle[(len(middle) - 1) // 2] + middle[len(middle) // 2]) / 2
    return result, filled


def _said(note: str, figure: Value, filled: bool, rule: Missing) -> str:
    """What is said beside a cell: that it is missing and what that costs, or the formula's own note."""
    if figure is None:
        return "缺报：" + MISSING_WORDS[rule]
    return f"{note}；{MISSING_WORDS[rule]}" if note and filled else note
