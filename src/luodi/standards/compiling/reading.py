"""Which figures a demand reads, however far down: through items of the score table and alternatives."""

from __future__ import annotations

from collections.abc import Iterator

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
    Node,
    Not,
    OneOf,
    Pick,
    Ratio,
    Scaled,
    Score,
    SeriesSum,
    Sum,
)
from luodi.standards.spec import Banded, Best, Cased, Computed, Condition, Graded, Standard, Total

Read = tuple[str, int]
"""An input and how many years (or parts) before its newest."""

GROWTH_YEARS = {"last": (0, 1), "cagr": (0, 2), "mean": (0, 1, 2), "hnte": (0, 1, 2)}


def reads(standard: Standard, condition: Condition) -> list[Read]:
    """Each figure once, in the order in which the demand asks for it."""
    reader = _Reader(standard)
    found = dict.fromkeys(reader.tree(condition.truth))
    for alternative in standard.alternatives:
        if alternative.name in condition.waived:
            found |= dict.fromkeys(reader.tree(alternative.truth))
    if condition.only_if is not None:
        found |= dict.fromkeys(reader.tree(condition.only_if))
    return list(found)


class _Reader:
    def __init__(self, standard: Standard) -> None:
        self.standard = standard
        self.items = {item.name: item for item in standard.items}

    def tree(self, tree: Node) -> Iterator[Read]:
        match tree:
            case Figure(name, back) | Given(name, back):
                yield name, back
            case Flag(name) | OneOf(name, _):
                yield name, 0
            case SeriesSum(name):
                yield from ((name, back) for back in range(len(self.standard.inputs[name].columns)))
            case Growth(name, form):
                yield from ((name, back) for back in GROWTH_YEARS[form])
            case Score(name):
                yield from self.item(name)
            case Sum(of) | Least(of) | Greatest(of) | All(of) | Any(of):
                for part in of:
                    yield from self.tree(part)
            case Scaled(_, of) | Not(of):
                yield from self.tree(of)
            case Ratio(left, right) | Compare(left, _, right):
                yield from self.tree(left)
                yield from self.tree(right)
            case Pick(cases, otherwise):
                for when, value in cases:
                    yield from self.tree(when)
                    yield from self.tree(value)
                yield from self.tree(otherwise)

    def item(self, name: str) -> Iterator[Read]:
        match self.items[name].rule:
            case Banded(measure=measure, given=given, given_back=back):
                yield from self.tree(measure)
                if given:
                    yield given, back
            case Cased(cases=cases, given=given, given_back=back):
                for when, _ in cases:
                    yield from self.tree(when)
                if given:
                    yield given, back
            case Graded(input=graded, back=back):
                yield graded, back
            case Best(of) | Total(of):
                for part in of:
                    yield from self.item(part)
            case Computed(value=value):
                yield from self.tree(value)
