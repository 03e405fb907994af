"""Cheapest routes as columns: the same plans as whole-number nodes, for a table of any length.

Costs of changes that share no figure add up, so each group of changes is solved once for each level of
points it can reach, and a firm's route is the cheapest of the few combinations of levels that suffice.
Where every point can be moved, only the combinations that cannot be lowered anywhere are looked at.

What cannot be said in closed form (two changes that trade off against each other) raises NoBulkError with the
reason; the one-firm route still answers.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import reduce

import ibis
import pyarrow as pa

from luodi.standards.assessing import clashing
from luodi.standards.compiling.figures import CONFLICTS, Figures
from luodi.standards.compiling.nodes import Graph, Kind, Node
from luodi.standards.compiling.translating import Side, Translation
from luodi.standards.compiling.verdicts import _Answers, _kinds, prefix
from luodi.standards.prices import Prices
from luodi.standards.routes import vectors
from luodi.standards.routes.plan import Addend, Atom, Case, Need, Plan, Var, make
from luodi.standards.spec import Standard

CENT = 10**8
"""Costs are counted in hundred-millionths of 万元: a price with two decimals times a millionth."""

NEVER = 10**18
DEAREST = 12 * 10**16
"""What is dearer than this (7,500 亿元) is no route. Nine groups at NEVER still fit in 64 bits."""

GAPS = 16
MOST_GROUPS = 9
MOST_COMBINATIONS = 300


class NoBulkError(ValueError):
    """This standard under this price list has no closed form; ask for firms one by one."""


@dataclass(frozen=True, slots=True)
class Level:
    """What a group of changes costs to give these points, and the amounts. `key`: cost x 16 + 1 if any."""

    points: tuple[Node, ...]
    key: Node
    amounts: dict[Var, Node]


@dataclass(slots=True)
class Bulk:
    """One plan as nodes: the key of its cheapest route, and the amount of each change."""

    plan: Plan
    graph: Graph
    _solved: dict[frozenset[Atom], tuple[Node, dict[Var, Node]]] = field(default_factory=dict)

    def best(self) -> tuple[Node, dict[Var, Node]]:
        found = [c for case in self.plan.cases for c in self.case(case)]
        if not found:
            return self.graph.whole(NEVER), {}
        key = reduce(self.lower, [k for k, _ in found])
        amounts: dict[Var, list[tuple[Node, Node]]] = {}
        for own, chosen in found:
            here = self.graph.compare("<=", own, key)
            for var in {v for _, c in found for v in c}:
                amounts.setdefault(var, []).append((here, chosen.get(var, self.graph.whole(0))))
        return key, {v: self.graph.case(c, self.graph.whole(0)) for v, c in amounts.items()}

    # ---- one case -------------------------------------------------------------------------------------

    def case(self, case: Case) -> list[tuple[Node, dict[Var, Node]]]:
        """Every combination of levels worth looking at, with its key."""
        graph = self.graph
        needs = sorted(case.needs, key=lambda n: (len(n.addends), n.least))
        addends = list(dict.fromkeys(a for n in needs for a in n.addends))
        fixed = [graph.add(*(a.fixed for a in n.addends if a.fixed is not None)) for n in needs]
        groups = self.groups([a for a in addends if a.fixed is None], case.atoms)
        if len(groups) > MOST_GROUPS:
            raise NoBulkError(f"{self.plan.standard.key}：互不相干的补差办法超过{MOST_GROUPS}组")
        levels = [self.levels(group, atoms, needs) for group, atoms in groups]
        out = []
        holds = list(case.fixed)
        for combination in self.combinations(levels, fixed, needs):
            enough = [
                graph.compare(
                    ">=",
                    graph.add(have, *(level.points[i] for level in combination)),
                    graph.whole(need.least),
                )
                for i, (need, have) in enumerate(zip(needs, fixed, strict=True))
            ]
            when = graph.both(*holds, *enough)
            key = graph.case([(when, graph.add(*(c.key for c in combination)))], graph.whole(NEVER))
            amounts = {v: n for level in combination for v, n in level.amounts.items()}
            out.append((key, amounts))
        return out

    def combinations(
        self, levels: list[list[Level]], fixed: list[Node], needs: list[Need]
    ) -> list[tuple[Level, ...]]:
        """Those that can suffice; where points are plain numbers, without those that ask for more than another."""
        count = 1
        for group in levels:
            count *= len(group)
        if count > MOST_COMBINATIONS * 20:
            raise NoBulkError(f"{self.plan.standard.key}：得分组合有{count}种，只能一家一家算")
        found = []
        plain = all(n.op == "whole" for f in [fixed] for n in f)
        plain = plain and all(p.op == "whole" for g in levels for level in g for p in level.points)
        for combination in itertools.product(*levels):
            reach = [
                f.bound + sum(level.points[i].bound for level in combination) for i, f in enumerate(fixed)
            ]
            if all(r >= n.least for r, n in zip(reach, needs, strict=True)):
                found.append(combination)
        if plain:
            found = [c for c in found if not any(_lower(o, c) for o in found)]
        if len(found) > MOST_COMBINATIONS:
            raise NoBulkError(f"{self.plan.standard.key}：得分组合有{len(found)}种，只能一家一家算")
        return found

    def groups(
        self, addends: Iterable[Addend], atoms: Iterable[Atom]
    ) -> list[tuple[list[Addend], list[Atom]]]:
        groups: list[tuple[set[Var], list[Addend], list[Atom]]] = []
        own: tuple[set[Var], list[Addend], list[Atom]]
        things: list[Addend | Atom] = [*addends, *sorted(atoms, key=lambda a: a.value.number)]
        limits = sorted(self.plan.limits, key=lambda a: a.value.number)
        for thing in [*things, *limits]:
            variables = thing.vars
            is_limit = isinstance(thing, Atom) and thing in self.plan.limits
            if is_limit and not any(g[0] & variables for g in groups):
                continue
            is_addend = isinstance(thing, Addend)
            own = (set(variables), [thing] if is_addend else [], [] if is_addend else [thing])  # type: ignore[list-item]
            apart = []
            for group in groups:
                if group[0] & own[0]:
                    own = (group[0] | own[0], group[1] + own[1], group[2] + own[2])
                else:
                    apart.append(group)
            groups = [*apart, own]
        return [(a, t) for _, a, t in groups]

    def levels(self, group: list[Addend], atoms: list[Atom], needs: list[Need]) -> list[Level]:
        """Each sum of points the group can give, at the least cost over all ways to give it."""
        by_points: dict[tuple[Node, ...], list[tuple[Node, dict[Var, Node]]]] = {}
        for choice in itertools.product(*(self.choices(a) for a in group)):
            own = [n for points, _ in choice for n in [points]]
            points = tuple(
                self.graph.add(*(p for a, p in zip(group, own, strict=True) if a in need.addends))
                for need in needs
            )
            joint = reduce(lambda a, b: a & b, (way for _, way in choice), Case(atoms=frozenset(atoms)))
            by_points.setdefault(points, []).append(self.solved(joint))
        if len(by_points) > MOST_COMBINATIONS:
            raise NoBulkError(f"{self.plan.standard.key}：一组补差办法有{len(by_points)}种得分")
        return [self.cheapest(points, ways) for points, ways in by_points.items()]

    def cheapest(self, points: tuple[Node, ...], ways: list[tuple[Node, dict[Var, Node]]]) -> Level:
        graph = self.graph
        if len(ways) == 1:
            return Level(points, *ways[0])
        key = reduce(self.lower, [k for k, _ in ways])
        variables = {v for _, amounts in ways for v in amounts}
        amounts = {
            v: graph.case(
                [(graph.compare("<=", k, key), a.get(v, graph.whole(0))) for k, a in ways], graph.whole(0)
            )
            for v in variables
        }
        return Level(points, key, amounts)

    def choices(self, addend: Addend) -> list[tuple[Node, Case]]:
        if addend.parts:
            out = []
            for joint in itertools.product(*(self.choices(p) for p in addend.parts)):
                points = self.capped(self.graph.add(*(p for p, _ in joint)), addend.cap)
                out.append((points, reduce(lambda a, b: a & b, (way for _, way in joint))))
            return out
        if addend.fixed is not None:
            return [(addend.fixed, Case())]
        return [(option.points, way) for option in addend.options for way in option.ways]

    def capped(self, node: Node, cap: int) -> Node:
        top = self.graph.whole(cap)
        if node.bound <= cap:
            return node
        return self.graph.case([(self.graph.compare(">", node, top), top)], node)

    def lower(self, a: Node, b: Node) -> Node:
        return a if a is b else self.graph.case([(self.graph.compare("<=", a, b), a)], b)

    # ---- amounts in closed form -----------------------------------------------------------------------

    def solved(self, case: Case) -> tuple[Node, dict[Var, Node]]:
        graph = self.graph
        if not case.atoms:
            return graph.case([(graph.both(*case.fixed), graph.whole(0))], graph.whole(NEVER)), {}
        if case.atoms not in self._solved:
            ok, amounts = self.amounts([self.atom(a) for a in sorted(case.atoms, key=_order)])
            parts = [graph.scaled(n, int(self.plan.cost(v) * CENT)) for v, n in amounts.items()]
            cost = graph.add(*parts)
            fits = graph.compare("<", cost, graph.whole(DEAREST // 2 // GAPS))
            plain = self.within(cost, DEAREST // 2 // GAPS)
            free = graph.both(*(graph.compare("==", n, graph.whole(0)) for n in amounts.values()))
            key = graph.add(graph.scaled(plain, GAPS), graph.whole(1))
            key = graph.case(
                [(graph.both(ok, free), graph.whole(0)), (graph.both(ok, fits), key)], graph.whole(NEVER)
            )
            self._solved[case.atoms] = (key, amounts)
        key, amounts = self._solved[case.atoms]
        if case.fixed:
            key = graph.case([(graph.both(*case.fixed), key)], graph.whole(NEVER))
        return key, amounts

    def within(self, node: Node, bound: int) -> Node:
        """The node where it is below the bound, which is then known of it."""
        if node.bound < bound:
            return node
        fits = self.graph.compare("<", node, self.graph.whole(bound))
        top = self.graph.whole(bound)
        plain = self.graph.case([(fits, node)], top)
        if plain.kind != "int":
            raise NoBulkError(f"{self.plan.standard.key}：费用超过64位整数")
        return self.graph._node("case", "int", *plain.args, payload=bound, bound=bound)

    def atom(self, atom: Atom) -> tuple[Node, dict[Var, int]]:
        value = atom.value
        if atom in self.plan.limits:
            graph, zero = self.graph, self.graph.whole(0)
            value = graph.given(graph.case([(graph.compare("<", value, zero), zero)], value), zero)
        return value, dict(atom.slopes)

    def amounts(self, demands: list[tuple[Node, dict[Var, int]]]) -> tuple[Node, dict[Var, Node]]:
        """Whether the demands can be met, and with how much of each change."""
        graph, zero = self.graph, self.graph.whole(0)
        variables = sorted({v for _, slopes in demands for v in slopes})
        out: dict[Var, Node] = {}
        for var in list(variables):
            if all(slopes.get(var, 0) <= 0 for _, slopes in demands):
                variables.remove(var)
        start: dict[Var, Node] = {}
        for var in variables if len(variables) > 1 else []:  # what one change alone must do comes first
            alone = [(v, s) for v, s in demands if set(s) & set(variables) == {var} and s[var] > 0]
            if alone:
                start[var] = least = reduce(self.higher, [self.reach(v, s[var]) for v, s in alone])
                demands = [d for d in demands if d not in alone]
                demands = [
                    (graph.add(v, graph.scaled(least, s[var])) if s.get(var) else v, s) for v, s in demands
                ]
        while variables:
            var = self.pick(variables, demands)
            wanted = [self.reach(v, s[var]) for v, s in demands if s.get(var, 0) > 0]
            amount = reduce(self.higher, wanted, zero)
            own = [
                graph.floor(v, -s[var])
                for v, s in demands
                if s.get(var, 0) < 0 and set(s) & {var, *variables} == {var}
            ]
            for top in own if len(variables) > 1 else []:
                room = graph.case([(graph.compare("<", top, zero), zero)], top)
                amount = self.lower(amount, room)
            out[var] = amount
            demands = [
                (graph.add(v, graph.scaled(amount, s[var])) if s.get(var) else v, s) for v, s in demands
            ]
            variables.remove(var)
        ok = graph.both(*(graph.compare(">=", v, zero) for v, _ in demands))
        return ok, {v: graph.add(n, start[v]) if v in start else n for v, n in out.items()}

    def pick(self, variables: list[Var], demands: list[tuple[Node, dict[Var, int]]]) -> Var:
        """The change that is never dearer and never less helpful than the others."""
        if len(variables) == 1:
            return variables[0]
        here = set(variables)
        for var in variables:
            others = [o for o in variables if o != var]
            shared = [s for _, s in demands if set(s) & here and set(s) & here != {var}]
            if all(
                self.plan.cost(var) <= self.plan.cost(o) and all(s.get(var, 0) >= s.get(o, 0) for s in shared)
                for o in others
            ):
                return var
        linked = self.linked(variables, demands)
        if len(linked) < len(variables):
            return self.pick(linked, demands)
        labels = "、".join(self.plan.change(v).label for v in variables)
        raise NoBulkError(f"{self.plan.standard.key}：{labels}互有长短，只能一家一家算")

    def linked(self, variables: list[Var], demands: list[tuple[Node, dict[Var, int]]]) -> list[Var]:
        """The first variable and those that share a demand with it, directly or through others."""
        here, group = set(variables), {variables[0]}
        while True:
            wider = group | {v for _, s in demands if set(s) & group for v in set(s) & here}
            if wider == group:
                return sorted(group)
            group = wider

    def reach(self, value: Node, slope: int) -> Node:
        """How much it takes until the value is no longer below zero."""
        graph, zero = self.graph, self.graph.whole(0)
        enough = graph.compare(">=", value, zero)
        missing = graph.ceiling(graph.scaled(value, -1), slope)
        return graph.case([(enough, zero)], missing)

    def higher(self, a: Node, b: Node) -> Node:
        return a if a is b else self.graph.case([(self.graph.compare(">=", a, b), a)], b)


def _order(atom: Atom) -> tuple[int, tuple[tuple[Var, int], ...]]:
    return atom.value.number, atom.slopes


def _lower(one: Sequence[Level], other: Sequence[Level]) -> bool:
    """Whether one combination asks for no more points than the other anywhere, and for less somewhere."""
    if one is other:
        return False
    pairs = [(a, b) for x, y in zip(one, other, strict=True) for a, b in zip(x.points, y.points, strict=True)]
    return all(a.bound <= b.bound for a, b in pairs) and any(a.bound < b.bound for a, b in pairs)


# ---- columns ------------------------------------------------------------------------------------------

CLASSES = ("A", "B", "C", "D", "U")


class _Whole(Graph):
    """A graph for vectors: a quotient is one step, because whole numbers divide exactly there."""

    def floor(self, a: Node, divisor: int) -> Node:
        return (
            a
            if divisor == 1
            else self._node("floor", "int", a, payload=divisor, bound=a.bound // divisor + 1)
        )


def routes(
    standards: Standard | Sequence[Standard],
    table: ibis.Table | pa.Table,
    prices: Prices,
    *,
    on: date,
    steps: bool = True,
    keep: Iterable[str] = ("uscc",),
) -> pa.Table:
    """One row for each firm of a stored table, and for each standard (the prefix is that of `assess`):

    `_route_cost` millionths of 万元, NULL without a route; `_route_gaps`; `_route_waits` years to wait (0: the
    changes count for the year judged); `_route_open` true where the experts' points still decide;
    `_route_class` A to D, U where figures are missing; with `steps` `_route_<change>` the amount of each
    change, a count or millionths of its unit (`_y1`, `_y2`: made so many years before the year judged).
    """
    firms = ibis.memtable(table) if isinstance(table, pa.Table) else table
    known = _kinds(firms)
    if not clashing(firms):
        known.pop(CONFLICTS, None)
    chosen = [standards] if isinstance(standards, Standard) else standards
    jobs = [_job(standard, prices, on, known, steps) for standard in chosen]
    out = vectors.work_out(firms, jobs, keep)
    for index, name in enumerate(out.column_names):
        if name.endswith("_route_class"):
            codes = [pa.DictionaryArray.from_arrays(c.cast("int8"), CLASSES) for c in out[name].chunks]
            out = out.set_column(index, name, pa.chunked_array(codes, pa.dictionary("int8", "string")))
    return out


_JOBS: dict[object, tuple[Standard, Prices, vectors.Job]] = {}


def _job(standard: Standard, prices: Prices, on: date, known: dict[str, Kind], steps: bool) -> vectors.Job:
    """The columns of one standard as nodes, kept: a plan takes as long as some hundred thousand firms."""
    key = (id(standard), id(prices), on, tuple(sorted(known.items())), steps)
    kept = _JOBS.get(key)
    if kept is None or kept[0] is not standard or kept[1] is not prices:
        if len(_JOBS) >= 32:
            _JOBS.clear()
        job = _Columns(standard, prices, on, _Whole(), known).job(steps)
        kept = _JOBS[key] = (standard, prices, job)
    return kept[2]


@dataclass(slots=True)
class _Columns:
    standard: Standard
    prices: Prices
    on: date
    graph: Graph
    kinds: dict[str, Kind]
    plans: list[Plan] = field(default_factory=list)

    def bulk(self, ahead: int, side: Side, soon: bool = False) -> tuple[Node, dict[Var, Node]]:
        late = frozenset(n for n, c in self.prices.changes.items() if not c.soon(self.on))
        prices = self.prices.soon(self.on) if soon else self.prices
        plan = make(self.standard, prices, self.kinds, ahead=ahead, side=side, graph=self.graph, late=late)
        self.plans.append(plan)
        return Bulk(plan, self.graph).best()

    def job(self, steps: bool) -> vectors.Job:
        """Firms that pass have nothing to buy, and what no change moves may rule a firm out: both are seen
        before anything is worked out."""
        graph = self.graph
        wanted = {f"{prefix(self.standard)}_{name}": node for name, node in self.told(steps).items()}
        answers = _Answers(self.standard, Translation(self.standard, Figures(graph, self.kinds)))
        marks = answers.marks()
        passed = graph.is_exactly(marks["pass"], True)
        ways = [graph.both(*c.fixed, *self.lasting(c)) for p in self.plans for c in p.cases]
        hopeful = graph.is_exactly(graph.either(*ways), True)
        where = graph.both(hopeful, graph.is_exactly(passed, False))
        sure = graph.either(
            *(graph.is_exactly(marks[m], True) for m in ("fail", "pass", "undecided") if m in marks)
        )
        zero, nothing = graph.whole(0), graph.unknown("int")
        rest: dict[str, Node] = {}
        for name, node in wanted.items():
            if name.endswith("_route_class"):
                no_route = graph.case([(sure, self.letter("D"))], self.letter("U"))
                rest[name] = graph.case([(passed, self.letter("A"))], no_route)
            elif node.kind == "bool":
                rest[name] = graph.case([(passed, graph.truth(False))], graph.truth(None))
            else:
                rest[name] = graph.case([(passed, zero)], nothing)
        return vectors.Job(where, wanted, rest)

    def lasting(self, case: Case) -> Iterable[Node]:
        """Atoms that every change only makes worse have to hold as the firm is."""
        zero = self.graph.whole(0)
        return [
            self.graph.compare(">=", a.value, zero) for a in case.atoms if all(s < 0 for _, s in a.slopes)
        ]

    def told(self, steps: bool) -> dict[str, Node]:
        graph, never = self.graph, self.graph.whole(NEVER)
        stages: list[tuple[int, Side, Node, dict[Var, Node]]] = []
        seen: set[Node] = set()
        sides: tuple[Side, ...] = ("worst", "best")
        for side in sides:
            for ahead in range(3):
                key, amounts = self.bulk(ahead, side)
                if key not in seen and key is not never:
                    seen.add(key)
                    stages.append((ahead, side, key, amounts))
        found = [graph.compare("<", key, graph.whole(DEAREST)) for _, _, key, _ in stages]
        key = graph.case([(f, s[2]) for f, s in zip(found, stages, strict=True)], never)
        reached = graph.compare("<", key, graph.whole(DEAREST))
        cost = graph.floor(self.bounded(key), GAPS)
        gaps = graph.add(self.bounded(key), graph.scaled(cost, -GAPS))
        nothing = graph.unknown("int")
        out = {
            "route_cost": graph.case([(reached, graph.ceiling(cost, CENT // 10**6))], nothing),
            "route_gaps": graph.case([(reached, gaps)], nothing),
            "route_waits": self.by_stage(found, [graph.whole(a) for a, _, _, _ in stages], nothing),
            "route_open": self.by_stage(
                found, [graph.truth(s == "best") for _, s, _, _ in stages], graph.truth(None)
            ),
            "route_class": self.near(stages, found, gaps),
        }
        if steps:
            for var in sorted({v for _, _, _, amounts in stages for v in amounts}):
                values = [amounts.get(var, graph.whole(0)) for _, _, _, amounts in stages]
                name = f"route_{var.change}" + (f"_y{var.back}" if var.back else "")
                out[name] = self.by_stage(found, values, nothing)
        return out

    def bounded(self, key: Node) -> Node:
        top = self.graph.whole(DEAREST)
        low = self.graph.case([(self.graph.compare("<", key, top), key)], self.graph.whole(0))
        return self.graph._node("case", "int", *low.args, payload=DEAREST, bound=DEAREST) if low.args else low

    def by_stage(self, found: list[Node], values: list[Node], otherwise: Node) -> Node:
        return self.graph.case(list(zip(found, values, strict=True)), otherwise)

    def near(
        self, stages: list[tuple[int, Side, Node, dict[Var, Node]]], found: list[Node], gaps: Node
    ) -> Node:
        graph = self.graph
        cases: list[tuple[Node, Node]] = []
        for (ahead, side, key, _), here in zip(stages, found, strict=True):
            kinds: list[tuple[Node, Node]] = []
            if not ahead:
                kinds.append((graph.compare("==", key, graph.whole(0)), self.letter("A")))
                quick, _ = self.bulk(0, side, soon=True)
                one = graph.compare("<=", self.gaps_of(quick), graph.whole(1))
                in_time = graph.compare("<", quick, graph.whole(DEAREST))
                kinds.append((graph.both(in_time, one), self.letter("B")))
            kinds.append((graph.compare("<=", gaps, graph.whole(3)), self.letter("C")))
            cases.append((here, graph.case(kinds, self.letter("D"))))
        answers = _Answers(self.standard, Translation(self.standard, Figures(graph, self.kinds)))
        marks = answers.marks()
        sure = graph.either(
            *(graph.is_exactly(marks[m], True) for m in ("fail", "pass", "undecided") if m in marks)
        )
        return graph.case([*cases, (sure, self.letter("D"))], self.letter("U"))

    def letter(self, near: str) -> Node:
        return self.graph.whole(CLASSES.index(near))

    def gaps_of(self, key: Node) -> Node:
        low = self.bounded(key)
        return self.graph.add(low, self.graph.scaled(self.graph.floor(low, GAPS), -GAPS))


def cost_of(stored: int) -> Fraction:
    """万元 of a stored cost."""
    return Fraction(stored, 10**6)
