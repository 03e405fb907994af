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
from luodi.standards.routes.bulk import CENT, DEAREST, GAPS, NEVER, Bulk
from luodi.standards.routes.cases import Case, Var
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

    def bulk(self, ahead: int, side: Side, soon: bool = False) -> tuple[Node, dict[Var, Node]]:
        late = frozenset(n for n, c in self.prices.changes.items() if not c.soon(self.on))
        prices = self.prices.soon(self.on) if soon else self.prices
        plan = make(
            self.standard, prices, self.kinds, ahead=ahead, side=side, graph=self.graph, late=late,
            clashing=self.clashing,
        )  # fmt: skip
        self.plans.append(plan)
        return Bulk(plan, self.graph).best()

    def job(self, steps: bool) -> vectors.Job:
        """Firms that pass have nothing to buy, and what no change moves may rule a firm out: both are seen
        before anything is worked out."""
        graph = self.graph
        wanted = {f"{prefix(self.standard)}_{name}": node for name, node in self.told(steps).items()}
        answers = Answers(
            self.standard, Translation(self.standard, Figures(graph, self.kinds, clashing=self.clashing))
        )
        code = answers.code()
        passed, sure = self.is_code(code, "pass"), self.sure(code)
        ways = [graph.both(*self.lasting(c)) for p in self.plans for c in p.cases]
        no, yes = graph.whole(0), graph.whole(1)
        where = graph.case([(passed, no), (graph.either(*ways), yes)], no)
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
        return vectors.Job(where, wanted, rest, code, answers.guards())

    def is_code(self, code: Node, verdict: str) -> Node:
        return self.graph.compare("==", code, self.graph.whole(VERDICTS.index(verdict)))

    def sure(self, code: Node) -> Node:
        """Whether no figure is missing for the verdict."""
        return self.graph.compare("<=", code, self.graph.whole(VERDICTS.index("undecided")))

    def lasting(self, case: Case) -> Iterable[Node]:
        """What no change moves, as far as it is cheap to ask; and atoms that every change only makes worse have to
        hold as the firm is."""
        zero = self.graph.whole(0)
        fixed = [node for node in case.fixed if weight(node) < DEAR]
        return fixed + [
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
        return self.graph.node("case", "int", *low.args, payload=DEAREST, bound=DEAREST) if low.args else low

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
        answers = Answers(
            self.standard, Translation(self.standard, Figures(graph, self.kinds, clashing=self.clashing))
        )
        sure = self.sure(answers.code())
        return graph.case([*cases, (sure, self.letter("D"))], self.letter("U"))

    def letter(self, near: str) -> Node:
        return self.graph.whole(CLASSES.index(near))

    def gaps_of(self, key: Node) -> Node:
        low = self.bounded(key)
        return self.graph.add(low, self.graph.scaled(self.graph.floor(low, GAPS), -GAPS))


def cost_of(stored: int) -> Fraction:
    """万元 of a stored cost."""
    return Fraction(stored, 10**6)
