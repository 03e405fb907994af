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
from functools import reduce

from luodi.standards.compiling.nodes import Graph, Node
from luodi.standards.routes.cases import Addend, Atom, Case, Need, Var
from luodi.standards.routes.joining import MOST_COMBINATIONS, NEVER, Joining, TooManyError
from luodi.standards.routes.plan import Plan

CENT = 10**8
"""Costs are counted in hundred-millionths of 万元: a price with two decimals times a millionth."""

DEAREST = 12 * 10**16
"""What is dearer than this (7,500 亿元) is no route. Nine groups at NEVER still fit in 64 bits."""

GAPS = 16
MOST_GROUPS = 9


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
    hopes: list[Node] = field(default_factory=list)
    """For each case, once it is worked out: what must hold for any amount of anything to lead there."""
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
        most = [sum(max(level.points[i].bound for level in g) for g in levels) for i in range(len(needs))]
        reach = [
            graph.compare(">=", graph.add(have, graph.whole(top)), graph.whole(need.least))
            for have, top, need in zip(fixed, most, needs, strict=True)
        ]
        self.hopes.append(graph.both(*holds, *reach))
        few = self.combinations(levels, fixed, needs)
        if few is None:
            return [self.step_by_step(levels, fixed, needs, holds)]
        for combination in few:
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
    ) -> list[tuple[Level, ...]] | None:
        """Those that can suffice; where points are plain numbers, without those that ask for more than another.
        None where there are too many to look at each."""
        count = 1
        for group in levels:
            count *= len(group)
        if count > MOST_COMBINATIONS * 20:
            return None
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
        return found if len(found) <= MOST_COMBINATIONS else None

    def step_by_step(
        self, levels: list[list[Level]], fixed: list[Node], needs: list[Need], holds: list[Node]
    ) -> tuple[Node, dict[Var, Node]]:
        """Too many combinations to look at each: groups are joined two by two."""
        if any(p.op != "whole" for g in levels for level in g for p in level.points):
            raise NoBulkError(
                f"{self.plan.standard.key}：得分组合太多，专家评分又使各档不是定数，只能一家一家算"
            )
        joining = Joining(self.graph, [n.least for n in needs], fixed)
        try:
            key, digits = joining.cheapest(
                [[(tuple(p.bound for p in lv.points), lv.key) for lv in g] for g in levels]
            )
        except TooManyError as error:
            raise NoBulkError(f"{self.plan.standard.key}：{error}，只能一家一家算") from None
        graph = self.graph
        amounts = {
            var: graph.case(
                [
                    (graph.compare("==", digit, graph.whole(i)), lv.amounts[var])
                    for i, lv in enumerate(group)
                    if var in lv.amounts
                ],
                graph.whole(0),
            )
            for group, digit in zip(levels, digits, strict=True)
            for var in sorted({v for lv in group for v in lv.amounts})
        }
        return graph.case([(graph.both(*holds), key)], graph.whole(NEVER)), amounts

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
        return self.graph.node("case", "int", *plain.args, payload=bound, bound=bound)

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
