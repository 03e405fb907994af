"""By how much a demand is missed: in whole stored units (millionths of 万元, heads, items), rounded up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from luodi.standards.compiling.figures import SCALE, Linear
from luodi.standards.compiling.measures import sign
from luodi.standards.compiling.nodes import Node, TooLargeError
from luodi.standards.compiling.translating import Translation
from luodi.standards.expression import (
    All,
    Any,
    Compare,
    Figure,
    Growth,
    Num,
    Pick,
    Ratio,
    Scaled,
    Score,
    SeriesSum,
    Sum,
    Truth,
)
from luodi.standards.spec import Condition, Standard


def compared(tree: Truth) -> Iterator[Compare]:
    """The comparisons a demand is made of, in order."""
    match tree:
        case Compare():
            yield tree
        case All(of) | Any(of):
            for part in of:
                yield from compared(part)


@dataclass(frozen=True, slots=True)
class Shortfalls:
    translation: Translation

    def short(self, tree: Compare) -> Node | None:
        """The shortfall of one comparison, unknown where it holds or a figure is missing; None where no amount
        says it (an equality, a mean of growth rates, a sum of points)."""
        graph, translation = self.translation.graph, self.translation
        if tree.op == "==":
            return None
        found = self._amount(tree)
        if found is None:
            return None
        amount, known, scale = found
        more = tree.op in (">=", ">")
        if not more:
            amount = amount.scaled(Fraction(-1))
        stored = amount.scaled(Fraction(scale))
        divisor = stored.denominator
        try:
            whole = graph.ceiling(stored.whole(graph, divisor), divisor)
        except TooLargeError:
            return None
        if tree.op in (">", "<") and scale == 1:  # one more than the edge, unless rounding up did it
            on_edge = graph.compare("==", graph.scaled(whole, divisor), stored.whole(graph, divisor))
            whole = graph.case([(on_edge, graph.add(whole, graph.whole(1)))], whole)
        none = graph.unknown("int")
        holds = translation.truth(tree, "worst")
        nothing = [(holds, none), (graph.compare("<", whole, graph.whole(0)), none)]
        return graph.case([*nothing, (known, whole)], None)

    def _amount(self, tree: Compare) -> tuple[Linear, Node, int] | None:
        """How much more is wanted, in users' units; where it can be said; and in which stored unit."""
        graph, translation = self.translation.graph, self.translation
        right = translation.number(tree.right, "worst")
        always = graph.truth(True)
        if isinstance(tree.left, Score):
            return right - translation.number(tree.left, "worst"), always, 1
        if isinstance(tree.left, Ratio):
            spec = self._scale(tree.left.over)
            under = translation.number(tree.left.under, "worst")
            if spec is None:
                return None
            product = self._product(under, right)
            return product - translation.number(tree.left.over, "worst"), sign(graph, ">", under), spec
        if isinstance(tree.left, Growth):
            return self._growth(tree.left, right)
        spec = self._scale(tree.left)
        return None if spec is None else (right - translation.number(tree.left, "worst"), always, spec)

    def _growth(self, tree: Growth, right: Linear) -> tuple[Linear, Node, int] | None:
        if tree.form not in ("last", "cagr") or right.terms:
            return None
        translation = self.translation
        back, power = (1, 1) if tree.form == "last" else (2, 2)
        base = translation.number(Figure(tree.input, back), "worst")
        newest = translation.number(Figure(tree.input), "worst")
        scale = SCALE[translation.standard.inputs[tree.input].kind]
        wanted = base.scaled((1 + right.constant) ** power)
        return wanted - newest, sign(translation.graph, ">", base), scale

    def _product(self, under: Linear, right: Linear) -> Linear:
        if not right.terms:
            return under.scaled(right.constant)
        graph, by, parts = self.translation.graph, under.denominator, right.denominator
        return Linear(
            {graph.times(under.whole(graph, by), right.whole(graph, parts)): Fraction(1, by * parts)}
        )

    def _scale(self, of: Num) -> int | None:
        """The stored unit of the figure a number is mainly about; None where it is about none."""
        name = leading(of)
        return None if name is None else SCALE.get(self.translation.standard.inputs[name].kind)


@dataclass(frozen=True, slots=True)
class Lacking:
    """A column of shortfalls: whose demand, of which figure, how many of its stored units make one."""

    column: str
    condition: Condition
    tree: Compare
    label: str
    unit: str
    scale: int

    @property
    def more(self) -> bool:
        """Whether more is wanted, not less."""
        return self.tree.op in (">=", ">")


def lacking(standard: Standard) -> list[Lacking]:
    """The columns of shortfalls a standard can have, and how to say them."""
    out = []
    for condition in standard.conditions:
        said = [(t, w) for t in compared(condition.truth) if (w := _words(standard, t)) is not None]
        for number, (tree, words) in enumerate(said, 1):
            column = f"lack_{condition.code}" + (f"_{number}" if len(said) > 1 else "")
            out.append(Lacking(column, condition, tree, *words))
    return out


def _words(standard: Standard, tree: Compare) -> tuple[str, str, int] | None:
    """Label, unit and scale of the figure whose amount says what is lacking; None where none does."""
    if tree.op == "==":
        return None
    if isinstance(tree.left, Score):
        return next(i.label for i in standard.items if i.name == tree.left.name), "分", 1
    name = leading(tree.left)
    if name is None or standard.inputs[name].kind not in SCALE:
        return None
    if isinstance(tree.left, Growth) and (
        tree.left.form not in ("last", "cagr") or isinstance(tree.right, Pick)
    ):
        return None
    spec = standard.inputs[name]
    return spec.label, spec.unit, SCALE[spec.kind]


def leading(of: Num | Ratio | Growth) -> str | None:
    """The figure a measure is mainly about: what one would add to."""
    match of:
        case Figure(name, _) | SeriesSum(name) | Growth(name, _):
            return name
        case Ratio(over, _):
            return leading(over)
        case Sum(terms):
            return leading(terms[0])
        case Scaled(_, inner):
            return leading(inner)
        case _:
            return None
