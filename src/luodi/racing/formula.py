"""From a figure to points: each normaliser a named function with its formula and source.

A normaliser takes a `Column` (one indicator over all units of a group) and gives points for each unit, 100
being the full mark unless its formula says otherwise; the weight is laid on afterwards. Rules they share:

- a missing value gives a missing score (the race's rule for missing values decides later), never zero;
- a growth or a ratio over nothing or less than nothing is missing too, and `notes` says so for the unit;
- when all units are equal, max = min, everybody has the full mark (operations §D, traps seen).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from luodi.racing.exact import Value

HUNDRED = Fraction(100)


@dataclass(slots=True)
class Column:
    """One indicator over the units it is compared across.

    `values`, and where a formula needs them `targets` and `bases` (last period, benchmark year), by unit.
    `higher`: whether more is better. `options`: the formula's own numbers, all exact.
    `notes` is filled by the formula: unit's position → what must be said beside its score.
    """

    values: Sequence[Value]
    higher: bool = True
    targets: Sequence[Value] = ()
    bases: Sequence[Value] = ()
    options: Mapping[str, Fraction] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)

    def option(self, name: str) -> Fraction:
        """An option by name; the loader has put every default in."""
        return self.options[name]


Formula = Callable[[Column], list[Value]]


@dataclass(frozen=True, slots=True)
class Normaliser:
    """A formula under its name: what it needs beside the values, its options with defaults (None: none may
    be assumed, or it is taken from the values), how it is written and where it is from."""

    name: str
    title: str
    formula: str
    source: str
    run: Formula
    needs: tuple[str, ...]
    options: Mapping[str, Fraction | None]
    relative: bool
    """Whether a unit's score depends on the others' values."""


NORMALISERS: dict[str, Normaliser] = {}


def normaliser(
    name: str,
    title: str,
    formula: str,
    source: str,
    *,
    needs: tuple[str, ...] = (),
    relative: bool = False,
    **options: Fraction | int | None,
) -> Callable[[Formula], Formula]:
    """Enter a formula in the list."""

    def enter(run: Formula) -> Formula:
        exact = {k: None if v is None else Fraction(v) for k, v in options.items()}
        NORMALISERS[name] = Normaliser(name, title, formula, source, run, needs, exact, relative)
        return run

    return enter


def clip(value: Fraction, low: Fraction, high: Fraction | None) -> Fraction:
    """`value` kept within bounds."""
    value = max(value, low)
    return value if high is None else min(value, high)


def each(column: Column, score: Callable[[int, Fraction], Value]) -> list[Value]:
    """`score` of every value that is there."""
    return [None if v is None else score(i, v) for i, v in enumerate(column.values)]


def over(column: Column, i: int, above: Value, below: Value, what: str) -> Value:
    """`above / below`, or nothing and a note when there is nothing to divide by."""
    if above is None:
        return None
    if below is None:
        column.notes[i] = f"缺{what}，无法计算"
        return None
    if below <= 0:
        column.notes[i] = f"{what}为{'零' if below == 0 else '负'}，不可比（n/a）"
        return None
    return above / below


def ratio_to(column: Column, i: int, value: Fraction, target: Value, what: str) -> Value:
    """How much of `target` is reached: x / t, or t / x where less is better."""
    return over(column, i, value, target, what) if column.higher else over(column, i, target, value, what)
