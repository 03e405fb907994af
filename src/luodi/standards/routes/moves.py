"""What changes move: by how much each figure of a standard shifts with one smallest step of each change."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from luodi.standards.compiling.translating import Side, Translation
from luodi.standards.expression import (
    All,
    Any,
    Compare,
    Figure,
    Flag,
    Given,
    Greatest,
    Growth,
    Least,
    Measure,
    Not,
    Num,
    Number,
    OneOf,
    Pick,
    Ratio,
    Scaled,
    Score,
    SeriesSum,
    Sum,
    Truth,
    Years,
)
from luodi.standards.prices import Prices
from luodi.standards.routes.cases import Addend, Var
from luodi.standards.routes.columns import split
from luodi.standards.spec import Standard

STEPS = 1_000_000


class UnsayableError(Exception):
    """A change moves a figure where no atom can follow. `vars` are left out and the plan is made again."""

    def __init__(self, variables: Iterable[Var]) -> None:
        self.changes = {v.change for v in variables}
        super().__init__("、".join(sorted(self.changes)))


@dataclass(slots=True)
class Moves(ABC):
    """A standard beside a price list. `late` changes cannot count in the last of the `ahead` years."""

    standard: Standard
    prices: Prices
    translation: Translation
    ahead: int
    side: Side
    late: frozenset[str]

    @abstractmethod
    def addends(self, name: str) -> tuple[Addend, ...]:
        """The parts of an item's points, as far as they simply add up."""

    def moved(self, column: str) -> dict[Var, Fraction]:
        """By how much the column moves for one smallest step of each change."""
        base, back = split(column)
        if back > self.ahead:
            return {}
        out: dict[Var, Fraction] = {}
        for change in self.prices.changes.values():
            amount = change.adds.get(base)
            too_late = self.ahead and back == self.ahead and change.name in self.late
            if amount and not (too_late and change.each_year):
                var = Var(change.name, back if change.each_year else 0)
                out[var] = amount * (1 if change.whole else Fraction(1, STEPS))
        return out

    def slopes(self, tree: Num) -> dict[Var, Fraction]:
        match tree:
            case Figure(name, back):
                return self.moved(self.translation.column(name, back))
            case SeriesSum(name):
                backs = range(len(self.standard.inputs[name].columns))
                return added(self.moved(self.translation.column(name, b)) for b in backs)
            case Sum(terms):
                return added(self.slopes(t) for t in terms)
            case Scaled(by, of):
                return {v: s * by for v, s in self.slopes(of).items()} if by else {}
            case Number() | Years():
                return {}
            case _:
                moving = self.touched(tree)
                if moving:
                    raise UnsayableError(moving)
                return {}

    def touched(self, tree: Measure | Truth) -> set[Var]:
        """The changes that move anything in the tree."""
        match tree:
            case Number() | Years() | Given():
                return set()
            case Figure(name, back):
                return set(self.moved(self.translation.column(name, back)))
            case SeriesSum(name) | Growth(name):
                return {v for c in self.standard.inputs[name].columns for v in self.moved(c)}
            case Flag(name) | OneOf(name):
                return set(self.moved(self.translation.column(name)))
            case Score(name):
                return set[Var]().union(*(a.vars for a in self.addends(name)))
            case Sum(parts) | Least(parts) | Greatest(parts) | All(parts) | Any(parts):
                return set[Var]().union(*(self.touched(p) for p in parts))
            case Scaled(_, of) | Not(of):
                return self.touched(of)
            case Ratio(over, under):
                return self.touched(over) | self.touched(under)
            case Compare(left, _, right):
                return self.touched(left) | self.touched(right)
            case Pick(cases, otherwise):
                own = set[Var]().union(*(self.touched(t) | self.touched(n) for t, n in cases))
                return own | self.touched(otherwise)


def added(slopes: Iterable[dict[Var, Fraction]]) -> dict[Var, Fraction]:
    out: dict[Var, Fraction] = {}
    for one in slopes:
        for var, slope in one.items():
            out[var] = out.get(var, Fraction(0)) + slope
    return {v: s for v, s in out.items() if s}
