"""Comparisons of what a standard measures, multiplied out: no ratio and no root is ever computed.

`Edges` holds one measure and answers, for any constant, whether the measure is at least, more than, at most
or less than it; bands ask it once for each of their edges.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

from luodi.standards.compiling.figures import Linear, common
from luodi.standards.compiling.nodes import Graph, Node

TOLERANCE = 1e-12
"""Far above what a few double-precision operations can lose (under 1e-14 of the terms); nearer than this to an
edge, exact numbers decide."""


class Edges(ABC):
    """A measure under comparison."""

    @abstractmethod
    def against(self, op: str, edge: Fraction, steps: int) -> Node:
        """Whether `measure op edge`; `steps` is a multiple of the edge's denominator that the other edges of
        the same bands share, so that they share its product too. Not guarded: see `no_rate`."""

    def reached(self, op: str, edge: Fraction, steps: int) -> tuple[Node, ...]:
        """Truths of which one holds where the measure reaches the edge, given that it is below all higher."""
        return (self.against(op, edge, steps),)

    @abstractmethod
    def no_rate(self) -> Node:
        """Whether there is nothing to divide by."""

    @abstractmethod
    def is_unknown(self) -> Node:
        """Whether a needed figure is missing (asked only where there is a rate or the base is unknown)."""


def compare_linear(graph: Graph, op: str, left: Linear, right: Linear) -> Node:
    """`left op right`, with the least whole factors that make it so: 50*rd >= 3*revenue."""
    return sign(graph, op, left - right)


def sign(graph: Graph, op: str, form: Linear) -> Node:
    """`form op 0`: what is added stands left, what is taken away right."""
    by = form.denominator
    numbers = [int(c * by) for c in form.terms.values()] + [int(form.constant * by)]
    shared = gcd(*numbers) or 1
    plus: list[Node] = []
    minus: list[Node] = []
    for node, number in zip(form.terms, numbers, strict=False):
        factor = number // shared
        (plus if factor >= 0 else minus).append(graph.scaled(node, abs(factor)))
    constant = numbers[-1] // shared
    (plus if constant >= 0 else minus).append(graph.whole(abs(constant)))
    return graph.compare(op, graph.add(*plus), graph.add(*minus))


@dataclass(frozen=True, slots=True)
class Plain(Edges):
    """A sum of figures."""

    graph: Graph
    form: Linear

    def against(self, op: str, edge: Fraction, steps: int) -> Node:
        return sign(self.graph, op, self.form - Linear(constant=edge))

    def no_rate(self) -> Node:
        return self.graph.truth(False)

    def is_unknown(self) -> Node:
        return self.graph.either(*map(self.graph.is_unknown, self.form.terms))


@dataclass(frozen=True, slots=True)
class Quotient(Edges):
    """`over / under`."""

    graph: Graph
    over: Linear
    under: Linear

    def against(self, op: str, edge: Fraction, steps: int) -> Node:
        if len(self.over.terms) == len(self.under.terms) == 1 and steps > 1:
            return self._shared(op, edge, steps)
        return sign(self.graph, op, self.over - self.under.scaled(edge))

    def _shared(self, op: str, edge: Fraction, steps: int) -> Node:
        """100*rd >= 6*revenue, 100*rd >= 5*revenue …: the left side is one product for all bands."""
        by = common([self.over, self.under])
        left = self.over.scaled(Fraction(steps)).whole(self.graph, by)
        right = self.under.scaled(edge * steps).whole(self.graph, by)
        return self.graph.compare(op, left, right)

    def against_number(self, op: str, right: Linear) -> Node:
        """`over / under op right`, where the right side depends on the firm (5 %, 4 % or 3 % by its size)."""
        if not right.terms:
            return sign(self.graph, op, self.over - self.under.scaled(right.constant))
        by, parts = common([self.over, self.under]), right.denominator
        left = self.over.scaled(Fraction(parts)).whole(self.graph, by)
        product = self.graph.times(self.under.whole(self.graph, by), right.whole(self.graph, parts))
        return self.graph.compare(op, left, product)

    def no_rate(self) -> Node:
        return sign(self.graph, "<=", self.under)

    def is_unknown(self) -> Node:
        nodes = {**self.over.terms, **self.under.terms}
        return self.graph.either(*map(self.graph.is_unknown, nodes))


@dataclass(frozen=True, slots=True)
class MeanRate(Edges):
    """Mean of two yearly rates, (y2/y1 + y3/y2)/2 - 1, for whole numbers y1, y2 above zero.

    At least c: y2*y2 + y1*y3 >= 2(1+c)*y1*y2. Such products need 38 digits, which every backend multiplies
    slowly; so the sum of the quotients is estimated in floating point, and only where the estimate stands
    within a millionth of a millionth of the edge do the exact products decide.

    With `years` it is the growth of 国科火字〔2016〕195号: the last rate alone for a firm of two years or one
    whose first base is not above zero, no rate for a firm of one year.
    """

    graph: Graph
    oldest: Node
    middle: Node
    newest: Node
    years: Node | None = None

    def against(self, op: str, edge: Fraction, steps: int) -> Node:
        graph = self.graph
        least, most = self._estimates()
        number = self._number(edge)
        above, below = graph.real_compare(">", least, number), graph.real_compare("<", most, number)
        cases = [(above, graph.truth(op in (">=", ">"))), (below, graph.truth(op in ("<=", "<")))]
        return graph.case(cases, self._exact(op, edge))

    def reached(self, op: str, edge: Fraction, steps: int) -> tuple[Node, ...]:
        """At the foot of earlier cases only the close ones are left to the exact products."""
        graph = self.graph
        least, most = self._estimates()
        number = self._number(edge)
        close = graph.real_compare(">=", most, number)
        return graph.real_compare(">", least, number), graph.both(close, self._exact(op, edge))

    def _number(self, edge: Fraction) -> Node:
        wanted = 2 * (1 + edge)
        return self.graph.real_number(wanted.numerator / wanted.denominator)

    def _exact(self, op: str, edge: Fraction) -> Node:
        graph, wanted = self.graph, 2 * (1 + edge)
        y1, y2, y3 = map(graph.big, (self.oldest, self.middle, self.newest))
        left = graph.scaled(graph.add(graph.times(y2, y2), graph.times(y1, y3)), wanted.denominator)
        right = graph.scaled(graph.times(y1, y2), wanted.numerator)
        mean = graph.compare(op, left, right)
        if self.years is None:
            return mean
        growth = Linear({self.newest: Fraction(1)}) - Linear({self.middle: 1 + edge})
        return graph.case([(self._short(), sign(graph, op, growth))], mean)

    def _short(self) -> Node:
        """Whether only the last rate counts."""
        graph = self.graph
        first_base = graph.compare("<=", self.oldest, graph.whole(0))
        if self.years is None:
            return graph.truth(False)
        return graph.either(graph.compare("<=", self.years, graph.whole(2)), first_base)

    def _estimates(self) -> tuple[Node, Node]:
        """The sum of the two yearly quotients, a little less and a little more."""
        graph = self.graph
        y1, y2 = self._divisor(self.oldest), self._divisor(self.middle)
        later = graph.real_op("/", graph.real(self.newest), y2)
        earlier = graph.real_op("/", y2, y1)
        if self.years is not None:
            earlier = graph.case([(self._short(), later)], earlier)
        rate = graph.real_op("+", earlier, later)
        size = graph.real_op("+", graph.size(earlier), graph.size(later))
        slack = graph.real_op("*", size, graph.real_number(TOLERANCE))
        return graph.real_op("-", rate, slack), graph.real_op("+", rate, slack)

    def _divisor(self, year: Node) -> Node:
        """Above zero or nothing: dividing by zero is an error on some backends and infinite on others."""
        graph = self.graph
        return graph.case([(graph.compare(">", year, graph.whole(0)), graph.real(year))], None)

    def no_rate(self) -> Node:
        graph, zero = self.graph, self.graph.whole(0)
        last_base = graph.compare("<=", self.middle, zero)
        if self.years is None:
            return graph.either(graph.compare("<=", self.oldest, zero), last_base)
        return graph.either(graph.compare("<=", self.years, graph.whole(1)), last_base)

    def is_unknown(self) -> Node:
        graph = self.graph
        first = graph.is_unknown(self.oldest)
        if self.years is not None:
            first = graph.both(graph.compare(">", self.years, graph.whole(2)), first)
        return graph.either(graph.is_unknown(self.middle), graph.is_unknown(self.newest), first)


@dataclass(frozen=True, slots=True)
class Yearly(Edges):
    """Growth as one quotient of years: the last year's, or the root of two years' (compared squared)."""

    quotient: Quotient
    power: int

    def against(self, op: str, edge: Fraction, steps: int) -> Node:
        if edge < -1:  # less than losing everything: every rate is above it
            return self.quotient.graph.truth(op in (">=", ">"))
        return self.quotient.against(op, (1 + edge) ** self.power, 1)

    def no_rate(self) -> Node:
        return self.quotient.no_rate()

    def is_unknown(self) -> Node:
        return self.quotient.is_unknown()
