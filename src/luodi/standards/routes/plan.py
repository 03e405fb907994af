"""What changes can do to a standard, worked out once from its tree and the price list.

A standard asks for truths over figures; a change moves figures. Where both meet is an *atom*: a sum of whole
numbers that must not fall below zero, `value + sum of slope x amount >= 0`. Everything else about a firm is
fixed: truths that no change touches, points that no change moves. So the whole question becomes: in one of
several *cases*, all fixed truths hold, all atoms hold, and enough points come together, at the least cost.

Amounts are whole numbers of the smallest step: a person, or a millionth of 万元. Nothing is ever rounded.
A change that would move a figure in a way no atom can say (the base of a growth rate) is left out and named.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from luodi.standards.compiling.figures import SCALE, Figures, Linear
from luodi.standards.compiling.nodes import Graph, Kind, Node
from luodi.standards.compiling.translating import Side, Translation
from luodi.standards.expression import (
    All,
    Any,
    Compare,
    Flag,
    Greatest,
    Growth,
    Least,
    Measure,
    Not,
    Num,
    Number,
    Ratio,
    Scaled,
    Score,
    Sum,
    Truth,
)
from luodi.standards.prices import Change, Prices
from luodi.standards.routes.cases import Addend, Atom, Case, Need, Option, Var, joined, least
from luodi.standards.routes.columns import AHEAD, split
from luodi.standards.routes.moves import STEPS, Moves, UnsayableError, added
from luodi.standards.spec import Banded, Best, Cased, Computed, Condition, Input, Item, Standard, Total


@dataclass(slots=True)
class Later(Figures):
    """The firm table as it will read `ahead` years from now if nothing moves but time."""

    ahead: int = 0

    def _then(self, column: str) -> str:
        """The column that will then stand where this one stands now."""
        base, back = split(column)
        if not self.ahead:
            return column
        return base if back <= self.ahead else f"{base}_y{back - self.ahead}"

    # Explicit parents: zero-argument super() does not survive a dataclass with slots.
    def undisputed(self, column: str, kind: str) -> Node:
        node = Figures.undisputed(self, self._then(column), kind)
        older = AHEAD.get(split(column)[0], 0) * self.ahead * SCALE.get(kind, 1)
        return self.graph.add(node, self.graph.whole(older)) if older and node.op != "unknown" else node

    def agreed(self, column: str, node: Node) -> Node:
        return Figures.agreed(self, self._then(column), node)


@dataclass(slots=True)
class Plan:
    """The question for one standard under one price list, `ahead` years from now."""

    standard: Standard
    prices: Prices
    graph: Graph
    ahead: int
    side: Side
    cases: tuple[Case, ...]
    limits: tuple[Atom, ...]
    conditions: tuple[tuple[Condition, tuple[Case, ...]], ...]
    left_out: frozenset[str]

    @property
    def vars(self) -> set[Var]:
        found = {v for a in self.limits for v in a.vars}
        for case in self.cases:
            found |= {v for a in case.atoms for v in a.vars}
            found |= {v for n in case.needs for a in n.addends for v in a.vars}
        return found

    def change(self, var: Var) -> Change:
        return self.prices.changes[var.change]

    def step(self, var: Var) -> Fraction:
        """The smallest amount of a change, in its own unit."""
        return Fraction(1) if self.change(var).whole else Fraction(1, STEPS)

    def cost(self, var: Var) -> Fraction:
        """万元 for one smallest step."""
        return self.change(var).price * self.step(var)


def make(
    standard: Standard,
    prices: Prices,
    kinds: dict[str, Kind],
    *,
    ahead: int = 0,
    side: Side = "worst",
    graph: Graph | None = None,
    late: frozenset[str] = frozenset(),
    clashing: frozenset[str] | None = None,
) -> Plan:
    """The plan, without the changes that it cannot follow. `late` changes cannot count this year any more;
    `clashing` names the columns on which any firm's sources disagree, where that is known."""
    left_out: set[str] = set()
    figures = Later(graph or Graph(), kinds, clashing=clashing, ahead=ahead)
    translation = Translation(standard, figures)
    while True:
        try:
            return _Maker(standard, prices.without(*left_out), translation, ahead, side, late).plan(left_out)
        except UnsayableError as found:
            left_out |= found.changes


@dataclass(slots=True)
class _Maker(Moves):
    _addends: dict[str, tuple[Addend, ...]] = field(default_factory=dict)

    @property
    def graph(self) -> Graph:
        return self.translation.graph

    def plan(self, left_out: set[str]) -> Plan:
        each = tuple((c, self.demand(c)) for c in self.standard.conditions)
        cases: list[Case] = [Case()]
        for _, ways in each:
            cases = joined(cases, ways)
        used = {v for case in cases for a in case.atoms for v in a.vars}
        used |= {v for case in cases for n in case.needs for a in n.addends for v in a.vars}
        limits = tuple(a for var in sorted(used) for a in self.own_limits(var))
        return Plan(
            self.standard,
            self.prices,
            self.graph,
            self.ahead,
            self.side,
            tuple(cases),
            limits,
            each,
            frozenset(left_out),
        )

    def demand(self, condition: Condition) -> tuple[Case, ...]:
        """The condition, or what makes it fall away, or what makes it not apply."""
        ways = list(self.ways(condition.truth, True))
        for alternative in self.standard.alternatives:
            if alternative.name in condition.waived:
                ways += self.ways(alternative.truth, True)
        if condition.only_if is not None:
            ways += self.ways(condition.only_if, False)
        return least(ways)

    # ---- truths as ways -------------------------------------------------------------------------------

    def ways(self, tree: Truth, wanted: bool) -> tuple[Case, ...]:
        """The ways in which the truth is as wanted."""
        if not self.touched(tree):
            side: Side = self.side if wanted else ("best" if self.side == "worst" else "worst")
            node = self.translation.truth(tree, side)
            return self.fixed(node if wanted else self.graph.no(node))
        match tree:
            case Not(of):
                return self.ways(of, not wanted)
            case All(of) | Any(of):
                each = [self.ways(t, wanted) for t in of]
                if isinstance(tree, All) == wanted:
                    out: list[Case] = [Case()]
                    for ways in each:
                        out = joined(out, ways)
                    return tuple(out)
                return least(way for ways in each for way in ways)
            case Flag(name):
                return self.flag(name, wanted)
            case Compare(left, op, right):
                return self.compared(left, op, right, wanted)
            case _:
                raise UnsayableError(self.touched(tree))

    def fixed(self, node: Node) -> tuple[Case, ...]:
        if node.op == "truth":
            return (Case(),) if node.payload is True else ()
        return (Case(fixed=frozenset({node})),)

    def flag(self, name: str, wanted: bool) -> tuple[Case, ...]:
        if not wanted:
            raise UnsayableError(self.touched(Flag(name)))
        graph, node = self.graph, self.translation.truth(Flag(name), self.side)
        missing = graph.case([(node, graph.whole(0)), (graph.no(node), graph.whole(-1))], None)
        return self.atom(Linear({missing: Fraction(1)}), self.moved(self.translation.column(name)), False)

    def compared(self, left: Measure, op: str, right: Num, wanted: bool) -> tuple[Case, ...]:
        if op == "==":
            both = [self.compared(left, o, right, True) for o in (">=", "<=")]
            if not wanted:
                raise UnsayableError(self.touched(Compare(left, "==", right)))
            return tuple(joined(list(both[0]), both[1]))
        for tree, low in ((left, op in (">=", ">")), (right, op in ("<=", "<"))):
            if isinstance(tree, Least | Greatest) and self.touched(tree):
                each = [
                    Compare(part, op, right) if tree is left else Compare(left, op, part)  # type: ignore[arg-type]
                    for part in tree.of
                ]
                every = isinstance(tree, Least) == low
                return self.ways(All(tuple(each)) if every else Any(tuple(each)), wanted)
        if isinstance(left, Growth):
            raise UnsayableError(self.touched(left))
        if not isinstance(left, Ratio):
            if _scores(left):
                return self.pointed(left, op, right, wanted)
            return self.linear(left, _op(op, wanted), right)
        rated = self.rated(left)
        met = self.ratio(left, _op(op, wanted), right)
        ways = joined(list(met), rated)
        if not wanted:  # no rate: the comparison is not met, which is what is wanted
            ways += list(self.ways(Compare(left.under, "<=", Number(Fraction(0))), True))
        return tuple(ways)

    def rated(self, ratio: Ratio) -> tuple[Case, ...]:
        """There is something to divide by: now (no route begins with nobody), and still afterwards."""
        above = Compare(ratio.under, ">", Number(Fraction(0)))
        ways = list(self.fixed(self.translation.truth(above, self.side)))
        if any(slope < 0 for slope in self.slopes(ratio.under).values()):
            ways = joined(ways, self.ways(above, True))
        return tuple(ways)

    def linear(self, left: Num, op: str, right: Num) -> tuple[Case, ...]:
        number = self.translation.number
        form = number(left, self.side) - number(right, self.side)
        slopes = added([self.slopes(left), {v: -s for v, s in self.slopes(right).items()}])
        return self.signed(form, slopes, op)

    def ratio(self, ratio: Ratio, op: str, right: Num) -> tuple[Case, ...]:
        """over >= right x under, where under is above zero."""
        if self.slopes(right):
            raise UnsayableError(self.touched(right))
        over, under = (self.translation.number(t, self.side) for t in (ratio.over, ratio.under))
        down = self.slopes(ratio.under)
        if isinstance(right, Number):
            form = over - under.scaled(right.value)
            slopes = added([self.slopes(ratio.over), {v: -s * right.value for v, s in down.items()}])
            return self.signed(form, slopes, op)
        if down:
            raise UnsayableError(down)
        rate = self.translation.number(right, self.side)
        by, times = rate.denominator, under.denominator
        product = self.graph.times(rate.whole(self.graph, by), under.whole(self.graph, times))
        form = over - Linear({product: Fraction(1, by * times)})
        return self.signed(form, self.slopes(ratio.over), op)

    def signed(self, form: Linear, slopes: dict[Var, Fraction], op: str) -> tuple[Case, ...]:
        if op in ("<=", "<"):
            form, slopes = form.scaled(Fraction(-1)), {v: -s for v, s in slopes.items()}
        return self.atom(form, slopes, op in (">", "<"))

    def atom(self, form: Linear, slopes: dict[Var, Fraction], strict: bool) -> tuple[Case, ...]:
        by = form.denominator
        for slope in slopes.values():
            by = by * slope.denominator // _gcd(by, slope.denominator)
        value = form.whole(self.graph, by)
        if strict:
            value = self.graph.add(value, self.graph.whole(-1))
        kept = tuple(sorted((v, int(s * by)) for v, s in slopes.items() if s))
        if not kept:
            return self.fixed(self.graph.compare(">=", value, self.graph.whole(0)))
        return (Case(atoms=frozenset({Atom(value, kept)})),)

    def own_limits(self, var: Var) -> Iterable[Atom]:
        """What the price list says of the most that can be done."""
        change = self.prices.changes[var.change]
        forms: list[tuple[Linear, dict[Var, Fraction]]] = []
        unit = Fraction(1) if change.whole else Fraction(1, STEPS)
        if change.most is not None:
            forms.append((Linear(constant=Fraction(change.most)), {var: -unit}))
        for column, other in change.within.items():
            spec = self.input_of(column)
            if spec is None:
                continue
            top = Linear(constant=other) if isinstance(other, Fraction) else self.column_form(other)
            if top is not None:
                own = {v: -s for v, s in self.moved(column).items()}
                raised = self.moved(other) if isinstance(other, str) else {}
                forms.append((top - self.translation.figures.linear(spec, column), added([own, raised])))
        for column, other in change.share_of.items():
            spec, top = self.input_of(column), self.column_form(other)
            if spec is not None and top is not None and change.share is not None:
                room = top - self.translation.figures.linear(spec, column)
                forms.append((room.scaled(change.share), {var: -unit}))
        for form, slopes in forms:
            for case in self.atom(form, slopes, False):
                yield from case.atoms
        for column in change.adds:
            spec = self.input_of(column)
            if spec is not None and spec.kind == "flag":
                forms = [(Linear(constant=Fraction(1)), {var: -unit})]
                for case in self.atom(*forms[0], False):
                    yield from case.atoms

    def input_of(self, column: str) -> Input | None:
        """The standard's input that reads the column, if it asks for it."""
        for spec in self.standard.inputs.values():
            if column in spec.columns:
                return spec
        return None

    def column_form(self, column: str) -> Linear | None:
        spec = self.input_of(column)
        return None if spec is None else self.translation.figures.linear(spec, column)

    # ---- points ---------------------------------------------------------------------------------------

    def pointed(self, left: Num, op: str, right: Num, wanted: bool) -> tuple[Case, ...]:
        op = _op(op, wanted)
        if op not in (">=", ">") or not isinstance(right, Number):
            raise UnsayableError(self.touched(left))
        terms = left.terms if isinstance(left, Sum) else (left,)
        addends: list[Addend] = []
        for term in terms:
            if not isinstance(term, Score):
                raise UnsayableError(self.touched(left))
            addends += self.addends(term.name)
        enough = -(-right.value.numerator // right.value.denominator)
        if op == ">" and right.value.denominator == 1:
            enough += 1
        ends = [self.translation.points(t.name)[end] for t in terms if isinstance(t, Score) for end in (0, 1)]
        known = frozenset(n for e in ends if (n := self.graph.no(self.graph.is_unknown(e))).op != "truth")
        return (Case(fixed=known, needs=frozenset({Need(tuple(addends), enough)})),)

    def item(self, name: str) -> Item:
        return next(i for i in self.standard.items if i.name == name)

    def addends(self, name: str) -> tuple[Addend, ...]:
        """The parts of an item's points, as far as they simply add up."""
        if name not in self._addends:
            self._addends[name] = self.parts(self.item(name))
        return self._addends[name]

    def parts(self, item: Item) -> tuple[Addend, ...]:
        end = 0 if self.side == "worst" else 1
        rule = item.rule
        fixed = (Addend(item.name, fixed=self.translation.points(item.name)[end]),)
        if isinstance(rule, Total):
            inner = tuple(a for name in rule.of for a in self.addends(name))
            if not any(a.vars for a in inner):
                return fixed
            if rule.cap is None or sum(self.item(n).most for n in rule.of) <= rule.cap:
                return inner
            return (Addend(item.name, parts=inner, cap=rule.cap),)
        options = self.options(item)
        if not any(a for o in options for way in o.ways for a in way.atoms):
            return fixed
        return (Addend(item.name, options=options),)

    def options(self, item: Item) -> tuple[Option, ...]:
        graph, end = self.graph, 0 if self.side == "worst" else 1
        match item.rule:
            case Best(of):
                inner = [a for name in of for a in self.addends(name)]
                if any(a.parts for a in inner):
                    raise UnsayableError(v for a in inner for v in a.vars)
                out = [o for a in inner for o in a.options]
                return (*out, *(Option(a.fixed, (Case(),)) for a in inner if a.fixed is not None))
            case Banded() as rule if self.touched(rule.measure):
                return self.banded(rule, end)
            case Cased() as rule if any(self.touched(t) for t, _ in rule.cases):
                out = [self.nothing(min([rule.otherwise[end], *(p[end] for _, p in rule.cases)]))]
                refused: tuple[Case, ...] = (Case(),)
                earlier: list[tuple[Truth, int]] = []
                for truth, points in rule.cases:
                    below = [t for t, p in earlier if p < points[end]]
                    ways = list(self.ways(truth, True))
                    for other in below:
                        ways = joined(ways, self.ways(other, False))
                    out.append(Option(self.own(rule, points), tuple(ways)))
                    earlier.append((truth, points[end]))
                if rule.otherwise[end] > min(p[end] for _, p in rule.cases):
                    for truth, _ in rule.cases:
                        refused = tuple(joined(list(refused), self.ways(truth, False)))
                    out.append(Option(self.own(rule, rule.otherwise), refused))
                return tuple(out)
            case Computed(value, per, most) if self.touched(value):
                reached = [
                    Option(graph.whole(k), self.linear(value, ">=", Number(Fraction(per * k))))
                    for k in range(1, most + 1)
                ]
                return (self.nothing(0), *reached)
            case _:
                return ()

    def nothing(self, points: int) -> Option:
        return Option(self.graph.whole(points), (Case(),))

    def banded(self, rule: Banded, end: int) -> tuple[Option, ...]:
        """One option for each band. Where more is never worse, only the lower edge has to be reached."""
        bands = sorted(rule.bands, key=lambda b: (b.low is not None, b.low or 0, not b.low_in))
        points = [b.points[end] for b in bands]
        rising, falling = points == sorted(points), points == sorted(points, reverse=True)
        out = [self.nothing(min([*points, rule.none[end]]))]
        for band in bands:
            ways: list[Case] = [Case()]
            if band.low is not None and not falling:
                edge = Compare(rule.measure, ">=" if band.low_in else ">", Number(band.low))
                ways = joined(ways, self.ways(edge, True))
            if band.high is not None and not rising:
                edge = Compare(rule.measure, "<=" if band.high_in else "<", Number(band.high))
                ways = joined(ways, self.ways(edge, True))
            if isinstance(rule.measure, Ratio) and (band.low is None or falling or not rising):
                ways = joined(ways, self.rated(rule.measure))
            if ways != [Case()]:
                out.append(Option(self.own(rule, band.points), tuple(ways)))
        if rule.none[end] > min(points) and isinstance(rule.measure, Ratio):
            unrated = Compare(rule.measure.under, "<=", Number(Fraction(0)))
            out.append(Option(self.graph.whole(rule.none[end]), self.ways(unrated, True)))
        return tuple(out)

    def own(self, rule: Banded | Cased, points: tuple[int, int]) -> Node:
        """The experts' own points where they lie within the band, else the band's."""
        graph, end = self.graph, 0 if self.side == "worst" else 1
        band = (graph.whole(points[0]), graph.whole(points[1]))
        if not rule.given or points[0] == points[1]:
            return band[end]
        return self.translation.given(rule.given, rule.given_back, band)[end]


# ---- small helpers ------------------------------------------------------------------------------------


def _gcd(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return a


def _op(op: str, wanted: bool) -> str:
    return op if wanted else {">=": "<", ">": "<=", "<=": ">", "<": ">="}[op]


def _scores(tree: Num) -> bool:
    match tree:
        case Score():
            return True
        case Sum(parts) | Least(parts) | Greatest(parts):
            return any(_scores(p) for p in parts)
        case Scaled(_, of):
            return _scores(of)
        case _:
            return False
