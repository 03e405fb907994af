"""Firms drawn on and around the edges of a standard: every figure near what some demand or band compares it with."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any

import pyarrow as pa

from luodi.standards.compiling.figures import SCALE
from luodi.standards.expression import Number, OneOf
from luodi.standards.firms import row as figures
from luodi.standards.judging import Judge
from luodi.standards.spec import Standard
from luodi.standards.tables import TYPES, kinds

Row = dict[str, Any]


def parts(tree: Any) -> Iterator[Any]:
    """Everything a standard is made of."""
    if is_dataclass(tree) and not isinstance(tree, type):
        yield tree
        for field in fields(tree):
            yield from parts(getattr(tree, field.name))
    elif isinstance(tree, tuple | list):
        for one in tree:
            yield from parts(one)
    elif isinstance(tree, dict):
        for one in tree.values():
            yield from parts(one)


class Drawing:
    """Draws firms of the columns of some standards, from one seed."""

    def __init__(self, standards: list[Standard], seed: int) -> None:
        self.random = random.Random(seed)
        self.standards, self.kinds = standards, kinds(standards)
        constants = {p.value for s in standards for p in parts(s) if isinstance(p, Number)}
        for standard in standards:
            for part in parts(standard):
                constants |= {
                    b for b in (getattr(part, "low", None), getattr(part, "high", None)) if b is not None
                }
        self.rates = [*sorted(c for c in constants if 0 <= c <= 2), Fraction(0), Fraction(1)]
        self.edges = [*sorted(c for c in constants if c >= 1), Fraction(0)]
        self.words = {
            c: sorted({w for s in standards for p in parts(s) if isinstance(p, OneOf) for w in p.words if c in s.inputs[p.input].columns})
            for c in self.kinds
        }  # fmt: skip
        self.graded = self._graded()

    def _graded(self) -> dict[str, list[str]]:
        out: dict[str, list[str]] = {}
        for standard in self.standards:
            for item in standard.items:
                name = getattr(item.rule, "input", "")
                if name in standard.inputs and standard.inputs[name].kind == "graded":
                    for column in standard.inputs[name].columns:
                        out.setdefault(column, []).extend(getattr(item.rule, "grades", {}))
        return out

    def row(self) -> Row:
        pick = self.random
        base = pick.choice(self.edges) or Fraction(pick.randrange(1, 10**6), 10**3)
        heads = pick.choice([1, 10, 20, 100, 200, 207, 500, 501, 1000, pick.randrange(1, 3000)])
        row: Row = {column: self._cell(column, kind, base, heads) for column, kind in self.kinds.items()}
        row["accounting_years"] = pick.choice([None, None, 3, 3, 2, 1])
        named = pick.sample(sorted(self.kinds), 2)
        row["conflicts"] = pick.choice([None] * 8 + [named[0], ";".join(named)])
        return row

    def _cell(self, column: str, kind: str, base: Fraction, heads: int) -> Any:
        pick = self.random
        if pick.random() < 0.04:
            return None
        if kind == "flag":
            return pick.random() < 0.5
        if kind == "choice":
            return pick.choice([*self.words[column], "别的"])
        if kind == "graded":
            letters = self.graded.get(column, [])
            return pick.choice([*letters, *map(str, range(9)), "F" if letters else "40"])
        if kind == "count":
            near = [
                pick.choice(self.edges),
                pick.choice(self.rates) * heads,
                Fraction(heads),
                Fraction(pick.randrange(8)),
            ]
            return max(0, int(pick.choice(near)) + pick.choice([0, 0, 0, 1, -1]))
        near = [
            pick.choice(self.edges),
            base,
            base * pick.choice(self.rates),
            base * (1 + pick.choice(self.rates)),
        ]
        value = int(pick.choice(near) * SCALE[kind]) + pick.choice([0, 0, 0, 0, 1, -1])
        return -value if kind == "money" and pick.random() < 0.03 else value

    def rows(self, count: int) -> list[Row]:
        """Half of them anyhow, half a figure or three away from meeting a standard."""
        near = [self._best(standard) for standard in self.standards]
        drawn = []
        for n in range(count):
            row = self.row() if n % 2 else self._changed(near[n // 2 % len(near)], self.random.randrange(4))
            drawn.append({**row, "uscc": f"F{n:06d}"})
        return drawn

    def _changed(self, row: Row, cells: int) -> Row:
        other = self.row()
        return {**row, **{c: other[c] for c in self.random.sample(sorted(self.kinds), cells)}}

    def _best(self, standard: Standard) -> Row:
        """A firm that meets as much of the standard as a walk of chance finds."""

        def met(row: Row) -> float:
            at = Judge(standard, figures(standard, row))
            points = at.points(standard.total)[0] if standard.total else 0
            return sum(at.met(c) is True for c in standard.conditions) + (points or 0) / 1000

        best = max((self.row() for _ in range(20)), key=met)
        for _ in range(800):
            if met(best) >= len(standard.conditions):
                break
            other = self._changed(best, self.random.randrange(1, 3))
            best = other if met(other) >= met(best) else best
        return best


def table(rows: list[Row], columns: dict[str, str]) -> pa.Table:
    schema = pa.schema([("uscc", pa.string()), *((c, TYPES[k]) for c, k in columns.items())])
    return pa.Table.from_pylist(rows, schema)
