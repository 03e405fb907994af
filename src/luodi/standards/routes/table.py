"""Cheapest routes for a whole table of firms, as columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

import pyarrow as pa

from luodi.standards.asking import Held
from luodi.standards.assessing import clashing, opened
from luodi.standards.compiling.figures import Figures
from luodi.standards.compiling.nodes import Graph, Kind, Node
from luodi.standards.compiling.translating import Side, Translation
from luodi.standards.compiling.verdicts import VERDICTS, Answers, kinds_of, prefix
from luodi.standards.compiling.weighing import DEAR, weight
from luodi.standards.prices import Prices
from luodi.standards.routes import vectors
from luodi.standards.routes.bulk import CENT, DEAREST, GAPS, Bulk
from luodi.standards.routes.cases import Case, Var
from luodi.standards.routes.joining import NEVER
from luodi.standards.routes.plan import Plan, make
from luodi.standards.spec import Standard

CLASSES = ("A", "B", "C", "D", "U")


class _Whole(Graph):
    """A graph for vectors: a quotient is one step, because whole numbers divide exactly there."""

    def floor(self, a: Node, divisor: int) -> Node:
        return (
            a if divisor == 1 else self.node("floor", "int", a, payload=divisor, bound=a.bound // divisor + 1)
        )


def routes(
    standards: Standard | Sequence[Standard],
    table: Any,
    prices: Prices,
    *,
    on: date,
    steps: bool = True,
    keep: Iterable[str] = ("uscc",),
) -> pa.Table:
    """One row for each firm of a stored table (of what kind, see `assess`), and for each standard (the prefix is that of `assess`):

    `_route_cost` millionths of 万元, NULL without a route; `_route_gaps`; `_route_waits` years to wait (0: the
    changes count for the year judged); `_route_open` true where the experts' points still decide;
    `_route_class` A to D, U where figures are missing; with `steps` `_route_<change>` the amount of each
    change, a count or millionths of its unit (`_y1`, `_y2`: made so many years before the year judged).
    """
    chosen = [standards] if isinstance(standards, Standard) else list(standards)
    with opened(chosen, table, scaled=True) as firms:
        known = dict(firms.columns.kinds) if isinstance(firms, Held) else kinds_of(firms)
        clash = clashing(firms)
        jobs = [_job(standard, prices, on, known, clash, steps) for standard in chosen]
        out = vectors.work_out(firms, jobs, keep)
    for index, name in enumerate(out.column_names):
        if name.endswith("_route_class"):
            codes = [pa.DictionaryArray.from_arrays(c.cast("int8"), CLASSES) for c in out[name].chunks]
            out = out.set_column(index, name, pa.chunked_array(codes, pa.dictionary("int8", "string")))
    return out


_JOBS: dict[object, tuple[Standard, Prices, vectors.Job]] = {}


def _job(
    standard: Standard, prices: Prices, on: date, known: dict[str, Kind], clash: frozenset[str], steps: bool
) -> vectors.Job:
    """The columns of one standard as nodes, kept: a plan takes as long as some hundred thousand firms."""
    key = (id(standard), id(prices), on, tuple(sorted(known.items())), clash, steps)
    kept = _JOBS.get(key)
    if kept is None or kept[0] is not standard or kept[1] is not prices:
        if len(_JOBS) >= 32:
            _JOBS.clear()
        job = _Columns(standard, prices, on, _Whole(), known, clash).job(steps)
        kept = _JOBS[key] = (standard, prices, job)
    return kept[2]


@dataclass(slots=True)
class _Columns:
    standard: Standard
    prices: Prices
    on: date
    graph: Graph
    kinds: dict[str, Kind]
    clashing: frozenset[str]
    plans: list[Plan] = field(default_factory=list)

    def bulk(self, ahead: int, side: Side, soon: bool = False) -> tuple[Node, dict[Var, Node], Node]:
        """Key and amounts of the cheapest route, and what must hold for there to be one."""
        late = frozenset(n for n, c in self.prices.changes.items() if not c.soon(self.on))
        prices = self.prices.soon(self.on) if soon else self.prices
        plan = make(
            self.standard, prices, self.kinds, ahead=ahead, side=side, graph=self.graph, late=late,
            clashing=self.clashing,
        )  # fmt: skip
        self.plans.append(plan)
        bulk = Bulk(plan, self.graph)
        key, amounts = bulk.best()
        return key, amounts, self.graph.either(*bulk.hopes)

    def job(self, steps: bool) -> vectors.Job:
        """Firms that pass have nothing to buy, and what no change moves may rule a firm out: both are seen
        before anything is worked out."""
        graph = self.graph
        stages = self.stages(steps)
        answers = Answers(
            self.standard, Translation(self.standard, Figures(graph, self.kinds, clashing=self.clashing))
        )
        code = answers.code()
        passed = graph.compare("==", code, graph.whole(VERDICTS.index("pass")))
        sure = graph.compare("<=", code, graph.whole(VERDICTS.index("undecided")))
        ways = [graph.both(*self.lasting(c)) for p in self.plans for c in p.cases]
        no, yes = graph.whole(0), graph.whole(1)
        where = graph.case([(passed, no), (graph.either(*ways), yes)], no)
        zero, nothing = graph.whole(0), graph.unknown("int")
        rest: dict[str, Node] = {}
        for name, kind in self.names(steps, stages).items():
            if name.endswith("_route_class"):
                no_route = graph.case([(sure, self.letter("D"))], self.letter("U"))
                rest[name] = graph.case([(passed, self.letter("A"))], no_route)
            elif kind == "bool":
                rest[name] = graph.case([(passed, graph.truth(False))], graph.truth(None))
            else:
                rest[name] = graph.case([(passed, zero)], nothing)
        return vectors.Job(where, [s for _, s in stages], rest, code, answers.guards())

    def lasting(self, case: Case) -> Iterable[Node]:
        """What no change moves, as far as it is cheap to ask; and atoms that every change only makes worse have to
        hold as the firm is."""
        zero = self.graph.whole(0)
        fixed = [node for node in case.fixed if weight(node) < DEAR]
        return fixed + [
            self.graph.compare(">=", a.value, zero) for a in case.atoms if all(s < 0 for _, s in a.slopes)
        ]

    def stages(self, steps: bool) -> list[tuple[set[Var], vectors.Stage]]:
        """The soonest way first, and what the experts decide last: a firm is told of the first that leads there."""
        never = self.graph.whole(NEVER)
        found: list[tuple[int, Side, Node, dict[Var, Node], Node]] = []
        seen: set[Node] = set()
        sides: tuple[Side, ...] = ("worst", "best")
        for side in sides:
            for ahead in range(3):
                key, amounts, hope = self.bulk(ahead, side)
                if key not in seen and key is not never:
                    seen.add(key)
                    found.append((ahead, side, key, amounts, hope))
        variables = {v for _, _, _, amounts, _ in found for v in amounts} if steps else set()
        return [(variables, self.stage(*one, variables)) for one in found]

    def stage(
        self, ahead: int, side: Side, key: Node, amounts: dict[Var, Node], hope: Node, variables: set[Var]
    ) -> vectors.Stage:
        graph, start = self.graph, prefix(self.standard)
        cost = graph.floor(self.bounded(key), GAPS)
        gaps = graph.add(self.bounded(key), graph.scaled(cost, -GAPS))
        nodes = {
            "route_cost": graph.ceiling(cost, CENT // 10**6),
            "route_gaps": gaps,
            "route_waits": graph.whole(ahead),
            "route_open": graph.truth(side == "best"),
            "route_class": self.near(ahead, side, key, gaps),
        }
        nodes |= {_amount(var): amounts.get(var, graph.whole(0)) for var in sorted(variables)}
        reached = graph.compare("<", key, graph.whole(DEAREST))
        return vectors.Stage(hope, reached, {f"{start}_{name}": node for name, node in nodes.items()})

    def names(self, steps: bool, stages: list[tuple[set[Var], vectors.Stage]]) -> dict[str, Kind]:
        """The columns of an answer, also where nothing leads anywhere."""
        if stages:
            return {name: node.kind for name, node in stages[0][1].nodes.items()}
        told: dict[str, Kind] = dict.fromkeys(("route_cost", "route_gaps", "route_waits"), "int")
        told |= {"route_open": "bool", "route_class": "int"}
        return {f"{prefix(self.standard)}_{name}": kind for name, kind in told.items()}

    def bounded(self, key: Node) -> Node:
        top = self.graph.whole(DEAREST)
        low = self.graph.case([(self.graph.compare("<", key, top), key)], self.graph.whole(0))
        return self.graph.node("case", "int", *low.args, payload=DEAREST, bound=DEAREST) if low.args else low

    def near(self, ahead: int, side: Side, key: Node, gaps: Node) -> Node:
        graph = self.graph
        kinds: list[tuple[Node, Node]] = []
        if not ahead:
            kinds.append((graph.compare("==", key, graph.whole(0)), self.letter("A")))
            quick, _, _ = self.bulk(0, side, soon=True)
            one = graph.compare("<=", self.gaps_of(quick), graph.whole(1))
            in_time = graph.compare("<", quick, graph.whole(DEAREST))
            kinds.append((graph.both(in_time, one), self.letter("B")))
        kinds.append((graph.compare("<=", gaps, graph.whole(3)), self.letter("C")))
        return graph.case(kinds, self.letter("D"))

    def letter(self, near: str) -> Node:
        return self.graph.whole(CLASSES.index(near))

    def gaps_of(self, key: Node) -> Node:
        low = self.bounded(key)
        return self.graph.add(low, self.graph.scaled(self.graph.floor(low, GAPS), -GAPS))


def _amount(var: Var) -> str:
    return f"route_{var.change}" + (f"_y{var.back}" if var.back else "")


def cost_of(stored: int) -> Fraction:
    """万元 of a stored cost."""
    return Fraction(stored, 10**6)
