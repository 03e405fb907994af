"""A standard's tree as nodes: every condition and item twice, as the experts' points fall worst and best.

Two bounds answer the two kinds of doubt. A figure that is missing makes both unknown (NULL, by Kleene's
rules); points that only experts give make the worst false and the best true. So a condition is met if its
worst is true, not met if its best is false, undecided if both are known, and unknown otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from luodi.standards.compiling.figures import SCALE, Figures, Linear, common
from luodi.standards.compiling.measures import (
    Edges,
    MeanRate,
    Plain,
    Quotient,
    Yearly,
    compare_linear,
    sign,
)
from luodi.standards.compiling.nodes import SWAPPED, Graph, Node
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
from luodi.standards.spec import (
    Band,
    Banded,
    Best,
    Cased,
    Computed,
    Condition,
    Graded,
    Input,
    Item,
    Points,
    Standard,
    Total,
)

Side = Literal["worst", "best"]
OTHER: dict[Side, Side] = {"worst": "best", "best": "worst"}

ACCOUNTING_YEARS = "accounting_years"


@dataclass(slots=True)
class Translation:
    """One standard over one firm table."""

    standard: Standard
    figures: Figures
    _points: dict[str, tuple[Node, Node]] = field(default_factory=dict)

    @property
    def graph(self) -> Graph:
        return self.figures.graph

    # ---- inputs ---------------------------------------------------------------------------------------

    def _spec(self, name: str) -> Input:
        return self.standard.inputs[name]

    def column(self, name: str, back: int = 0) -> str:
        columns = self._spec(name).columns
        return columns[len(columns) - 1 - back]

    def _figure(self, name: str, back: int = 0) -> Node:
        return self.figures.figure(self._spec(name), self.column(name, back))

    def _linear(self, name: str, back: int = 0) -> Linear:
        return self.figures.linear(self._spec(name), self.column(name, back))

    def years(self, name: str) -> Node:
        """How many accounting years the firm can have of this series; not told: all."""
        graph, most = self.graph, len(self._spec(name).columns)
        told = self.figures.undisputed(ACCOUNTING_YEARS, "count")
        capped = graph.case([(graph.compare("<", told, graph.whole(most)), told)], graph.whole(most))
        return capped

    # ---- numbers --------------------------------------------------------------------------------------

    def number(self, tree: Num, side: Side) -> Linear:
        match tree:
            case Number(value):
                return Linear(constant=value)
            case Figure(name, back):
                return self._linear(name, back)
            case SeriesSum(name):
                return self._series_sum(name)
            case Years(name):
                return Linear({self.years(name): Fraction(1)})
            case Score(name):
                return Linear({self.points(name)[side == "best"]: Fraction(1)})
            case Sum(terms):
                out = Linear()
                for term in terms:
                    out = out + self.number(term, side)
                return out
            case Scaled(by, of):
                return self.number(of, side if by >= 0 else OTHER[side]).scaled(by)
            case Least(of):
                return self._extreme(of, side, self.graph.least)
            case Greatest(of):
                return self._extreme(of, side, self.graph.greatest)
            case Pick(cases, otherwise):
                forms = [self.number(value, side) for _, value in cases] + [self.number(otherwise, side)]
                shared = common(forms)
                nodes = [form.whole(self.graph, shared) for form in forms]
                whens = [self.truth(when, side) for when, _ in cases]
                picked = self.graph.sure_case(list(zip(whens, nodes, strict=False)), nodes[-1])
                return Linear({picked: Fraction(1, shared)})

    def _series_sum(self, name: str) -> Linear:
        """The newest year, and each year before it as far back as the firm existed."""
        spec, graph, years = self._spec(name), self.graph, self.years(name)
        per = Fraction(1, SCALE.get(spec.kind, 1))
        parts = []
        for back in range(len(spec.columns)):
            node = self._figure(name, back)
            existed = graph.compare(">", years, graph.whole(back))
            parts.append(graph.case([(existed, node)], graph.whole(0)))
        return Linear({graph.add(*parts): per})

    def _extreme(self, of: Sequence[Num], side: Side, of_two: object) -> Linear:
        forms = [self.number(tree, side) for tree in of]
        by = common(forms)
        nodes = [form.whole(self.graph, by) for form in forms]
        out = nodes[0]
        for node in nodes[1:]:
            out = of_two(out, node)  # type: ignore[operator]
        return Linear({out: Fraction(1, by)})

    # ---- measures -------------------------------------------------------------------------------------

    def measure(self, tree: Measure, side: Side) -> Edges:
        match tree:
            case Ratio(over, under):
                return Quotient(self.graph, self.number(over, side), self.number(under, OTHER[side]))
            case Growth(name, form):
                return self._growth(name, form)
            case _:
                return Plain(self.graph, self.number(tree, side))

    def _growth(self, name: str, form: str) -> Edges:
        newest, before = self._linear(name), self._linear(name, 1)
        last = Quotient(self.graph, newest, before)
        if form == "last":
            return Yearly(last, 1)
        if form == "cagr":
            return Yearly(Quotient(self.graph, newest, self._linear(name, 2)), 2)
        years = None if form == "mean" else self.years(name)
        return MeanRate(self.graph, self._figure(name, 2), self._figure(name, 1), self._figure(name), years)

    # ---- truths ---------------------------------------------------------------------------------------

    def truth(self, tree: Truth, side: Side) -> Node:
        graph = self.graph
        match tree:
            case Compare():
                return self._compare(tree, side)
            case Flag(name):
                return self._figure(name)
            case OneOf(name, words):
                return graph.one_of(self._figure(name), words)
            case Given(name, back):
                spec = self._spec(name)
                return graph.no(graph.is_unknown(self.figures.raw(self.column(name, back), spec.kind)))
            case All(of):
                return graph.both(*(self.truth(t, side) for t in of))
            case Any(of):
                return graph.either(*(self.truth(t, side) for t in of))
            case Not(of):
                return graph.no(self.truth(of, OTHER[side]))

    def _compare(self, tree: Compare, side: Side) -> Node:
        graph, op = self.graph, tree.op
        left_side = side if op in (">=", ">") else OTHER[side]
        if op == "==":
            left_side = side
        right = self.number(tree.right, OTHER[left_side])
        if not isinstance(tree.left, Ratio | Growth):
            if op == "==" and self._uncertain(tree.left):
                return self._equal_points(tree, side)
            return compare_linear(graph, op, self.number(tree.left, left_side), right)
        edges = self.measure(tree.left, left_side)
        if not right.terms:
            met = edges.against(op, right.constant, 1)
        elif isinstance(edges, Quotient):
            met = edges.against_number(op, right)
        else:
            met = self._growth_against(edges, op, tree.right, side)
        return graph.both(graph.no(edges.no_rate()), met)

    def _growth_against(self, edges: Edges, op: str, right: Num, side: Side) -> Node:
        """Growth against a Pick of constants: each constant is compared where it is picked."""
        if not isinstance(right, Pick):
            raise TypeError(
                f"{self.standard.key}: growth is compared with constants only, not with {right!r}"
            )
        met = [edges.against(op, self.number(value, side).constant, 1) for _, value in right.cases]
        whens = [self.truth(when, side) for when, _ in right.cases]
        rest = edges.against(op, self.number(right.otherwise, side).constant, 1)
        return self.graph.sure_case(list(zip(whens, met, strict=True)), rest)

    def _uncertain(self, tree: Num) -> bool:
        low, high = self.number(tree, "worst"), self.number(tree, "best")
        return low.terms != high.terms

    def _equal_points(self, tree: Compare, side: Side) -> Node:
        """An interval equals a number for certain only where both its ends do."""
        left, right = tree.left, tree.right
        assert not isinstance(left, Ratio | Growth)
        low, high = self.number(left, "worst"), self.number(left, "best")
        other = self.number(right, "worst")
        ends = [("<=", low), (">=", high)] if side == "best" else [("==", low), ("==", high)]
        return self.graph.both(*(compare_linear(self.graph, op, form, other) for op, form in ends))

    # ---- the score table ------------------------------------------------------------------------------

    def points(self, name: str) -> tuple[Node, Node]:
        """Least and most points of an item."""
        if name not in self._points:
            item = next(i for i in self.standard.items if i.name == name)
            self._points[name] = self._item(item)
        return self._points[name]

    def _item(self, item: Item) -> tuple[Node, Node]:
        graph = self.graph
        match item.rule:
            case Banded() as rule:
                return self.given(rule.given, rule.given_back, self._banded(rule))
            case Cased() as rule:
                low = self._cased(rule, "worst", 0)
                sure = all(self.truth(w, "worst") is self.truth(w, "best") for w, _ in rule.cases)
                spans = [*(points for _, points in rule.cases), rule.otherwise]
                high = self._top(low, spans) if sure else None
                if high is None:
                    high = self._cased(rule, "best", 1)
                return self.given(rule.given, rule.given_back, (low, high))
            case Graded() as rule:
                return self._graded(rule)
            case Best(of):
                parts = [self.points(name) for name in of]
                low, high = parts[0]
                for other in parts[1:]:
                    low, high = graph.greatest(low, other[0]), graph.greatest(high, other[1])
                return low, high
            case Total(of, cap):
                parts = [self.points(name) for name in of]
                low, high = graph.add(*(p[0] for p in parts)), graph.add(*(p[1] for p in parts))
                return (low, high) if cap is None else (self._capped(low, cap), self._capped(high, cap))
            case Computed(value, per, most):
                return self._steps(value, per, most, "worst"), self._steps(value, per, most, "best")

    def _capped(self, node: Node, cap: int) -> Node:
        top = self.graph.whole(cap)
        return (
            node if node.bound <= cap else self.graph.case([(self.graph.compare(">", node, top), top)], node)
        )

    def _steps(self, value: Num, per: int, most: int, side: Side) -> Node:
        """One point for each full `per`, counted down from `most`: no division."""
        graph, form = self.graph, self.number(value, side)
        reached = [
            (sign(graph, ">=", form - Linear(constant=Fraction(per * k))), graph.whole(k))
            for k in range(most, 0, -1)
        ]
        unknown = graph.either(*map(graph.is_unknown, form.terms))
        return graph.case([*reached, (unknown, graph.unknown("int"))], graph.whole(0))

    def given(self, name: str, back: int, ends: tuple[Node, Node]) -> tuple[Node, Node]:
        """The experts' own points stand for the band's, where they gave them within it."""
        if not name:
            return ends
        graph, low, high = self.graph, *ends
        own = self._grade_points(name, back, {}, high.bound, 0)
        within = graph.both(graph.compare(">=", own, low), graph.compare("<=", own, high))
        return graph.case([(within, own)], low), graph.case([(within, own)], high)

    def _graded(self, rule: Graded) -> tuple[Node, Node]:
        graph = self.graph
        low = self._grade_points(rule.input, rule.back, rule.grades, rule.most, 0)
        high = self._grade_points(rule.input, rule.back, rule.grades, rule.most, 1)
        return graph.given(low, graph.whole(rule.least)), graph.given(high, graph.whole(rule.most))

    def _grade_points(self, name: str, back: int, grades: dict[str, Points], most: int, end: int) -> Node:
        """Points from a letter or a number, unknown where nothing (or nothing that fits) was given."""
        graph, node = self.graph, self._figure(name, back)
        if node.op == "unknown":
            return graph.unknown("int")
        if node.kind == "int":
            fits = graph.both(
                graph.compare(">=", node, graph.whole(0)), graph.compare("<=", node, graph.whole(most))
            )
            return graph.case([(fits, node)], None)
        said: dict[int, list[str]] = {}
        for letter, points in grades.items():
            said.setdefault(points[end], []).append(letter)
        whole = (graph.one_of(node, tuple(map(str, range(most + 1)))), graph.to_whole(node, most))
        letters = [(graph.one_of(node, tuple(words)), graph.whole(points)) for points, words in said.items()]
        return graph.case([(graph.is_unknown(node), graph.unknown("int")), *letters, whole], None)

    def _cased(self, rule: Cased, side: Side, end: int) -> Node:
        graph = self.graph
        cases = [(self.truth(when, side), graph.whole(points[end])) for when, points in rule.cases]
        return graph.sure_case(cases, graph.whole(rule.otherwise[end]))

    def _banded(self, rule: Banded) -> tuple[Node, Node]:
        low = self._fallen(rule, "worst", 0)
        high = None
        if self.measure(rule.measure, "worst") == self.measure(rule.measure, "best"):
            high = self._top(low, [*(b.points for b in rule.bands), rule.none])
        return low, self._fallen(rule, "best", 1) if high is None else high

    def _top(self, low: Node, spans: Sequence[Points]) -> Node | None:
        """The most points where the least are known: cheaper than asking the figures again. None where two
        bands with the same least end differently."""
        graph, ends = self.graph, dict(spans)
        if any(ends[least] != most for least, most in spans):
            return None
        wider = [(least, most) for least, most in ends.items() if most != least]
        if not wider:
            return low
        cases = [(graph.compare("==", low, graph.whole(least)), graph.whole(most)) for least, most in wider]
        return graph.case(cases, low)

    def _fallen(self, rule: Banded, side: Side, end: int) -> Node:
        graph = self.graph
        edges = self.measure(rule.measure, side)
        bands = sorted(rule.bands, key=_from_the_top)
        fractions = [b.low for b in bands if b.low is not None]
        steps = Linear({}, Fraction(0)).denominator
        steps = max(steps, common([Linear(constant=f) for f in fractions])) if fractions else 1
        none = (edges.no_rate(), graph.whole(rule.none[end]))
        cases = [none]
        top = bands[0]
        if top.high is not None:
            above = edges.against(">" if top.high_in else ">=", top.high, top.high.denominator)
            cases.append((above, graph.whole(0)))
        for band in bands:
            if band.low is not None:
                reached = edges.reached(">=" if band.low_in else ">", band.low, steps)
                cases += [(truth, graph.whole(band.points[end])) for truth in reached]
        rest = 0 if bands[-1].low is not None else bands[-1].points[end]
        cases.append((edges.is_unknown(), graph.unknown("int")))
        return graph.case(cases, graph.whole(rest))

    # ---- conditions -----------------------------------------------------------------------------------

    def alternative(self, name: str, side: Side) -> Node:
        found = next(a for a in self.standard.alternatives if a.name == name)
        return self.truth(found.truth, side)

    def condition(self, condition: Condition, side: Side) -> Node:
        """Whether the demand is met, has fallen away, or does not apply."""
        graph = self.graph
        ways = [self.truth(condition.truth, side)]
        ways += [self.alternative(name, side) for name in condition.waived]
        if condition.only_if is not None:
            ways.append(graph.no(self.truth(condition.only_if, OTHER[side])))
        return graph.either(*ways)


def _from_the_top(band: Band) -> tuple[bool, Fraction, bool]:
    """Highest first; of two with one edge, the one without the edge itself."""
    low = band.low if band.low is not None else Fraction(0)
    return (band.low is None, -low, band.low_in)


__all__ = ["SWAPPED", "Side", "Translation"]
