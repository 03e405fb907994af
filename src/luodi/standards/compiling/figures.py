"""The firm's figures as nodes, and sums of them as linear forms with exact fractions."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from luodi.standards.compiling.nodes import Graph, Kind, Node
from luodi.standards.spec import Input

MILLION = 1_000_000

SCALE = {"money": MILLION, "number": MILLION, "count": 1}
"""How many of the stored whole numbers make one unit."""

LARGEST = {"money": 10**15, "number": 10**12, "count": 10**9}
"""No stored figure is larger: 10亿万元, a million years or per cent, ten hundred million heads. Entry checks it."""

CONFLICTS = "conflicts"
"""The firm table's column that names, joined by `;`, the figures on which the sources disagree."""

NODE_KIND: dict[str, Kind] = {
    "money": "int",
    "number": "int",
    "count": "int",
    "flag": "bool",
    "choice": "text",
}


@dataclass(slots=True)
class Linear:
    """`sum of coefficient x node, plus constant`; what it stands for is in users' units."""

    terms: dict[Node, Fraction] = field(default_factory=dict)
    constant: Fraction = Fraction(0)

    def scaled(self, by: Fraction) -> Linear:
        if not by:  # nothing times an unknown figure is unknown: the term stays
            return Linear(dict.fromkeys(self.terms, Fraction(0)), Fraction(0))
        return Linear({n: c * by for n, c in self.terms.items()}, self.constant * by)

    def __add__(self, other: Linear) -> Linear:
        terms = dict(self.terms)
        for node, coefficient in other.terms.items():
            terms[node] = terms.get(node, Fraction(0)) + coefficient
        return Linear(terms, self.constant + other.constant)

    def __sub__(self, other: Linear) -> Linear:
        return self + other.scaled(Fraction(-1))

    @property
    def denominator(self) -> int:
        return math.lcm(self.constant.denominator, *(c.denominator for c in self.terms.values()))

    def whole(self, graph: Graph, by: int) -> Node:
        """The form times `by` (a multiple of its denominator) as one whole-number node."""
        parts = [graph.scaled(node, int(c * by)) for node, c in self.terms.items()]
        return graph.add(*parts, graph.whole(int(self.constant * by)))


def common(forms: Iterable[Linear]) -> int:
    """The least number by which all the forms become whole."""
    return math.lcm(1, *(form.denominator for form in forms))


@dataclass(slots=True)
class Figures:
    """Nodes of one firm table's columns. A column the table does not have is unknown for every firm."""

    graph: Graph
    kinds: dict[str, Kind]
    """The table's columns, and of what kind they are."""
    unfit: dict[str, str] = field(default_factory=dict)
    """Columns whose type no figure has (a float, a date)."""
    clashing: frozenset[str] | None = None
    """The columns on which any firm's sources disagree, where that is known: the others need no look."""

    def undisputed(self, column: str, kind: str) -> Node:
        """The column, whatever the sources say of it."""
        node_kind = NODE_KIND.get(kind, "text")
        if kind == "graded":
            node_kind = self.kinds.get(column, "text")
        if self.kinds.get(column, node_kind) != node_kind:
            self.unfit[column] = self.kinds[column]
        if column not in self.kinds or column in self.unfit:
            return self.graph.unknown(node_kind)
        return self.graph.column(column, node_kind, LARGEST.get(kind, 10**6) if node_kind == "int" else 0)

    def agreed(self, column: str, node: Node) -> Node:
        """The node, unknown where the sources disagree on the column."""
        if CONFLICTS not in self.kinds or (self.clashing is not None and column not in self.clashing):
            return node
        quiet = self.graph.is_unknown(self.listed())
        return self.graph.case([(quiet, node), (self.disputed(column), self.graph.unknown(node.kind))], node)

    def raw(self, column: str, kind: str) -> Node:
        """The column as given."""
        return self.agreed(column, self.undisputed(column, kind))

    def listed(self) -> Node:
        return self.graph.column(CONFLICTS, "text")

    def disputed(self, column: str) -> Node:
        """Whether the sources disagree on this column: a whole name between semicolons."""
        marks = [self.graph.text(";"), self.listed(), self.graph.text(";")]
        return self.graph.contains(self.graph.joined(marks), f";{column};")

    def figure(self, spec: Input, column: str) -> Node:
        """The column, or what the standard assumes where nobody said anything (two who disagree did)."""
        node = self.undisputed(column, spec.kind)
        if spec.absent is not None:
            node = self.graph.given(node, self.assumed(spec, node))
        return self.agreed(column, node)

    def assumed(self, spec: Input, beside: Node) -> Node:
        """What the standard assumes, in the kind of the column beside it."""
        if isinstance(spec.absent, bool):
            return self.graph.truth(spec.absent)
        if isinstance(spec.absent, str):
            return self.graph.text(spec.absent)
        value = int(Fraction(spec.absent or 0) * SCALE.get(spec.kind, 1))
        return self.graph.text(str(value)) if beside.kind == "text" else self.graph.whole(value)

    def linear(self, spec: Input, column: str) -> Linear:
        return Linear({self.figure(spec, column): Fraction(1, SCALE.get(spec.kind, 1))})
