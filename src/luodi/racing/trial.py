"""A race tried again with one unit's row changed: only what the change touches is worked out anew, exactly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from luodi.racing.exact import Value, total
from luodi.racing.lines import Cell, Line
from luodi.racing.normalise import NORMALISERS, Column
from luodi.racing.placing import add_extras, place
from luodi.racing.ranks import quick
from luodi.racing.running import grouping, run, scored, with_missing, within
from luodi.racing.spec import Indicator, Race
from luodi.racing.treat import treated
from luodi.racing.tree import totals
from luodi.racing.values import Values

BY_ENDS = {"efficacy", "min_max", "benchmark", "distance"}
"""Formulas that see nothing of the other units but the best and the worst figure."""
Row = Mapping[str, Value | str]
"""Figures and words of a unit that replace those of the table, by heading."""


class Trial:
    """A race and its table, ready to be tried with other rows; equal to running it, but for notes on cells."""

    def __init__(self, race: Race, values: Values) -> None:
        self.race, self.values = race, values
        self.result = run(race, values)
        self.groups = grouping(race, values)
        self.leaves = race.indicators()
        self.mates = within(race, self.groups)
        self.order: dict[tuple[str, int], list[tuple[Fraction, int]]] = {}
        """Figures by column and group, the least first, with whose they are."""
        self.at = {unit: i for i, unit in enumerate(values.units)}
        lines = self.result.lines
        self.points = {x.code: [line.cells[x.code].points for line in lines] for x in self.leaves}
        self.weights = self.result.weights
        self.plain = race.weighting == "given" and race.adding
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
        moved: list[dict[str, Value]] = [{} for _unit in self.groups]
        for leaf in self.leaves:
            if leaf.column in row or leaf.target_column in row or leaf.base_column in row:
                for j, now in self.points_with(leaf, values, i):
                    if now != self.points[leaf.code][j]:
                        moved[j][leaf.code] = now
        lines = [self._line(j, moved[j], values, changed=j == i) for j in range(len(self.groups))]
        place(self.race, values, lines)
        return lines

    def points_with(self, leaf: Indicator, values: Values, i: int) -> Iterable[tuple[int, Value]]:
        """Points of the units whose points can have changed, by position."""
        how = NORMALISERS[leaf.normaliser]
        figures = values.column(leaf.column)
        bare = leaf.treatment == type(leaf.treatment)()
        rule = leaf.missing or self.race.missing
        if bare and rule in ("zero", "exclude"):
            alone = self._alone(leaf, values, i) if not how.relative or how.name in BY_ENDS else None
            if alone is not None:
                return [(i, with_missing(rule, alone[:1], self.groups[i : i + 1])[0][0])]
        ready, _said = treated(figures, leaf.treatment, self.groups)
        made, _notes = scored(self.race, leaf, ready, values, self.groups)
        return enumerate(with_missing(rule, made, self.groups)[0])

    def _alone(self, leaf: Indicator, values: Values, i: int) -> list[Value] | None:
        """Points of the one unit where no other's can have changed, else None."""
        how = NORMALISERS[leaf.normaliser]
        figures = values.column(leaf.column)
        ends: list[Fraction] = []
        if how.relative:
            ends = self._ends(leaf.column, i)
            was, now = self.values.column(leaf.column)[i], figures[i]
            if not ends or not all(
                v is None or ends[0] <= v <= ends[1] for v in (was, now)
            ):  # the best or the worst moves, and everybody's points with it
                return None
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

    def _ends(self, column: str, i: int) -> list[Fraction]:
        """The least and the greatest figure of those a unit is compared with, its own left out; found once."""
        n = next(n for n, m in enumerate(self.mates) if i in m)
        if (column, n) not in self.order:
            cells = self.values.column(column)
            keyed = sorted((quick(v), j) for j in self.mates[n] if (v := cells[j]) is not None)
            self.order[column, n] = [(key[1], j) for key, j in keyed]
        order = self.order[column, n]
        if len(order) < 2:
            return [v for v, j in order if j != i] * 2
        least = order[1] if order[0][1] == i else order[0]
        most = order[-2] if order[-1][1] == i else order[-1]
        return [least[0], most[0]]

    def _line(self, j: int, moved: Mapping[str, Value], values: Values, *, changed: bool) -> Line:
        old = self.result.lines[j]
        if not moved and not changed:
            return replace(old, remarks=[], vetoes=(), tie="", place=None, group_place=None)
        ties = set(self.race.ties)
        whole = bool(ties - self.points.keys())  # a dimension that breaks ties must be known
        whole = whole or any(p is None or self.points[c][j] is None for c, p in moved.items())
        cells = dict(old.cells)
        if whole:
            row = {code: [moved.get(code, p[j])] for code, p in self.points.items()}
            tree = totals(self.race, row, self.weights, 1)[0]
            for code in cells:
                cells[code] = Cell(None, row[code][0], tree.adds.get(code, Fraction(0)))
            branches, base = tree.branches, tree.score
        else:
            base = old.base
            for code, now in moved.items():
                if base is not None and now is not None:
                    cells[code] = Cell(None, now, self.each[j].get(code, Fraction(0)) * now)
            if base is not None:
                base += total(cells[c].adds for c in moved) - total(old.cells[c].adds for c in moved)
            branches = old.branches
        line = Line(old.unit, old.group, cells, branches, {}, base, base)
        if not changed and base is not None and old.base is not None and old.score is not None:
            line.extras, line.score = old.extras, base + (old.score - old.base)
        else:
            add_extras(self.race, values, line, j)
        return line
