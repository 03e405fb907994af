"""A race tried again with one unit's row changed: only what the change touches is worked out anew, exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from luodi.racing.exact import Value, known
from luodi.racing.lines import Cell, Line
from luodi.racing.normalise import NORMALISERS, Column
from luodi.racing.placing import add_extras, place
from luodi.racing.running import grouping, run, scored, with_missing, within
from luodi.racing.spec import Indicator, Race
from luodi.racing.treat import treated
from luodi.racing.tree import totals
from luodi.racing.values import Values

BY_ENDS = {"efficacy", "min_max", "benchmark", "distance"}
"""Formulas that see nothing of the other units but the best and the worst figure."""
ADDING = {"sum", "arithmetic"}
Row = Mapping[str, Value | str]
"""Figures and words of a unit that replace those of the table, by heading."""


class Trial:
    """A race and its table, ready to be tried with other rows; equal to running it, but for notes on cells."""

    def __init__(self, race: Race, values: Values) -> None:
        self.race, self.values = race, values
        self.result = run(race, values)
        self.groups = grouping(race, values)
        self.leaves = race.indicators()
        self.at = {unit: i for i, unit in enumerate(values.units)}
        lines = self.result.lines
        self.points = {x.code: [line.cells[x.code].points for line in lines] for x in self.leaves}
        self.weights = self.result.weights
        self.plain = race.weighting == "given" and race.aggregation in ADDING
        ones: dict[str, list[Value]] = {
            code: [None if p is None else Fraction(1) for p in column] for code, column in self.points.items()
        }
        trees = totals(race, ones, self.weights, len(lines)) if self.plain else []
        self.each = [tree.adds for tree in trees]

    def change(self, i: int, row: Row) -> Values:
        """The table with a unit's row changed."""
        figures, words = dict(self.values.figures), dict(self.values.words)
        for heading, cell in row.items():
            if isinstance(cell, str):
                words[heading] = [*words[heading][:i], cell, *words[heading][i + 1 :]]
            elif heading in figures:
                figures[heading] = [*figures[heading][:i], cell, *figures[heading][i + 1 :]]
        return replace(self.values, figures=figures, words=words)

    def run(self, i: int, row: Row) -> list[Line]:
        """Lines of all units where unit `i` has another row."""
        values = self.change(i, row)
        if not self.plain or grouping(self.race, values) != self.groups:
            return run(self.race, values).lines
        touched: dict[str, list[Value]] = {}
        for leaf in self.leaves:
            if {leaf.column, leaf.target_column, leaf.base_column} & row.keys():
                touched[leaf.code] = self._points(leaf, values, i)
        lines = [self._line(j, touched, values, changed=j == i) for j in range(len(self.groups))]
        place(self.race, values, lines)
        return lines

    def _points(self, leaf: Indicator, values: Values, i: int) -> list[Value]:
        how = NORMALISERS[leaf.normaliser]
        made: list[Value] | None = None
        figures = values.column(leaf.column)
        bare = leaf.treatment == type(leaf.treatment)()
        rule = leaf.missing or self.race.missing
        if bare and rule in ("zero", "exclude"):
            alone = self._alone(leaf, values, i) if not how.relative or how.name in BY_ENDS else None
            if alone is not None:
                made = [*self.points[leaf.code]]
                made[i] = with_missing(rule, alone[:1], self.groups[i : i + 1])[0][0]
                return made
        ready, _said = treated(figures, leaf.treatment, self.groups)
        made, _notes = scored(self.race, leaf, ready, values, self.groups)
        return with_missing(rule, made, self.groups)[0]

    def _alone(self, leaf: Indicator, values: Values, i: int) -> list[Value] | None:
        """Points of the one unit where no other's can have changed, else None."""
        how = NORMALISERS[leaf.normaliser]
        figures = values.column(leaf.column)
        ends: list[Value] = []
        if how.relative:
            mates = next(m for m in within(self.race, self.groups) if i in m)
            before = known(self.values.column(leaf.column)[j] for j in mates)
            now = known(figures[j] for j in mates)
            if not before or not now or (min(before), max(before)) != (min(now), max(now)):
                return None
            ends = [min(now), max(now)]
        blank: list[Value] = [None] * len(ends)
        column = Column(
            [figures[i], *ends],
            leaf.higher,
            [values.column(leaf.target_column)[i], *blank] if leaf.target_column else (),
            [values.column(leaf.base_column)[i], *blank] if leaf.base_column else (),
            leaf.options,
        )
        made = how.run(column)[0]
        if made is not None and leaf.floor is not None:
            made = max(made, leaf.floor)
        if made is not None and leaf.cap is not None:
            made = min(made, leaf.cap)
        return [made]

    def _line(self, j: int, touched: Mapping[str, Sequence[Value]], values: Values, *, changed: bool) -> Line:
        old = self.result.lines[j]
        moved = {code: column[j] for code, column in touched.items() if column[j] != self.points[code][j]}
        if not moved and not changed:
            return replace(old, remarks=[], vetoes=(), tie="", place=None, group_place=None)
        ties = set(self.race.ties)
        whole = bool(ties - self.points.keys())  # a dimension that breaks ties must be known
        whole = whole or any(p is None or self.points[c][j] is None for c, p in moved.items())
        cells = dict(old.cells)
        if whole:
            row = {code: [touched[code][j] if code in touched else p[j]] for code, p in self.points.items()}
            tree = totals(self.race, row, self.weights, 1)[0]
            for code in cells:
                cells[code] = Cell(None, row[code][0], tree.adds.get(code, Fraction(0)))
            branches, base = tree.branches, tree.score
        else:
            base = old.base
            for code, now in moved.items():
                was, part = self.points[code][j], self.each[j].get(code, Fraction(0))
                if base is not None and now is not None and was is not None:
                    base += part * (now - was)
                    cells[code] = Cell(None, now, part * now)
            branches = old.branches
        line = Line(old.unit, old.group, cells, branches, {}, base, base)
        if not changed and base is not None and old.base is not None and old.score is not None:
            line.extras, line.score = old.extras, base + (old.score - old.base)
        else:
            add_extras(self.race, values, line, j)
        return line
