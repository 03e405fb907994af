"""The cheapest route of one firm: steps, cost, when, and why not, in words an official can pass on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from luodi.standards.compiling.nodes import Graph
from luodi.standards.compiling.translating import Side
from luodi.standards.judgement import Judgement, judge, judge_row
from luodi.standards.prices import Prices
from luodi.standards.routes import words
from luodi.standards.routes.cases import Var
from luodi.standards.routes.columns import split
from luodi.standards.routes.firm import Firm, Given, Value, columns_of, kinds, row_of, unstored
from luodi.standards.routes.moves import STEPS
from luodi.standards.routes.plan import Later, Plan, make
from luodi.standards.routes.search import Found, points_now, search
from luodi.standards.spec import Condition, Input, Standard

Class = Literal["A", "B", "C", "D", "U"]
"""A ready; B one gap, closable this year; C two or three, or one that waits; D no target; U figures missing."""

FARTHEST = 2
"""Years to look ahead: no standard looks back further than two years before the newest."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change. `figure` is the label of what it moves, `by` how much, `when` the year in which it counts."""

    change: str
    figure: str
    by: Fraction
    unit: str
    cost: Fraction
    when: int
    words: str


@dataclass(frozen=True, slots=True)
class Route:
    """The least-cost way to qualify, or why there is none.

    `missing`: figures to give first. `points_needed`: what the experts must still give; points are never bought.
    `waits_until`: the year in which the firm can qualify, where that is not this year.
    `blocked`: what no money changes. `verdict` is what the firm is judged once the steps are done.
    `sooner`: where the cheapest has to wait, what would do within this year, and what that costs.
    """

    standard: str
    steps: tuple[Step, ...]
    cost: Fraction | None
    feasible_this_year: bool
    waits_until: int | None
    blocked: tuple[str, ...]
    missing: tuple[str, ...]
    points_needed: int
    before: str
    verdict: str
    gaps: int
    near: Class
    words: str
    remarks: tuple[str, ...] = ()
    ahead: int = 0
    moves: tuple[tuple[Var, int], ...] = ()
    sooner: tuple[Step, ...] = ()
    sooner_cost: Fraction | None = None
    sooner_gaps: int = 0

    @property
    def reaches(self) -> bool:
        """Whether the steps lead to the standard, the experts' points aside."""
        return self.cost is not None


class Router:
    """Routes for one standard under one price list, from one day on; plans are made once and kept."""

    def __init__(self, standard: Standard, prices: Prices, on: date) -> None:
        self.standard, self.prices, self.on = standard, prices, on
        self.kinds = kinds(standard)
        self.late = frozenset(n for n, c in prices.changes.items() if not c.soon(on))
        self._plans: dict[tuple[int, str, bool], Plan] = {}

    def plan(self, ahead: int, side: Side, soon: bool = False) -> Plan:
        key = (ahead, side, soon)
        if key not in self._plans:
            prices = self.prices.soon(self.on) if soon else self.prices
            self._plans[key] = make(self.standard, prices, self.kinds, ahead=ahead, side=side, late=self.late)
        return self._plans[key]

    # ---- one firm -------------------------------------------------------------------------------------

    def route(self, row: Mapping[str, Value]) -> Route:
        judged = judge_row(self.standard, row)
        before, missing = judged.verdict, (*judged.missing, *judged.conflicts)
        sides: tuple[Side, ...] = ("worst", "best")
        for side in sides:
            for ahead in range(FARTHEST + 1):
                plan = self.plan(ahead, side)
                found = search(plan, Firm(row))
                if found is not None:
                    return self.told(row, plan, found, before, missing)
        return self.none(row, before, missing)

    def told(
        self, row: Mapping[str, Value], plan: Plan, found: Found, before: str, missing: tuple[str, ...]
    ) -> Route:
        amounts = {v: n for v, n in found.answer.amounts.items() if n}
        steps = tuple(self.step(row, plan, var, n) for var, n in sorted(amounts.items()))
        soon = plan.ahead == 0 and all(s.when == self.on.year for s in steps)
        until = None if soon else max([self.on.year + plan.ahead, *(s.when for s in steps)])
        after = moved(self.standard, plan, row, amounts)
        points = self.points_needed(plan, after) if plan.side == "best" else 0
        verdict = "pass" if plan.side == "worst" else "undecided"
        route = Route(
            standard=self.standard.key,
            steps=steps,
            cost=found.answer.cost,
            feasible_this_year=soon,
            waits_until=until,
            blocked=(),
            missing=missing,
            points_needed=points,
            before=before,
            verdict=verdict,
            gaps=found.gaps,
            near="D",
            words="",
            remarks=self.remarks(plan),
            ahead=plan.ahead,
            moves=tuple(sorted(amounts.items())),
        )
        if not soon:
            route = self.with_sooner(row, route, plan.side)
        route = replace(route, near=near(route))
        return replace(route, words=words.told(self.standard, route, self.on))

    def with_sooner(self, row: Mapping[str, Value], route: Route, side: Side) -> Route:
        """The route, and beside it what only the changes still in time this year would do."""
        plan = self.plan(0, side, soon=True)
        found = search(plan, Firm(row))
        if found is None:
            return route
        steps = tuple(self.step(row, plan, v, n) for v, n in sorted(found.answer.amounts.items()) if n)
        return replace(route, sooner=steps, sooner_cost=found.answer.cost, sooner_gaps=found.gaps)

    def none(self, row: Mapping[str, Value], before: str, missing: tuple[str, ...]) -> Route:
        blocked = () if missing and before in ("unknown", "conflict") else self.blocked(row)
        return self.finished(before, blocked, missing)

    def finished(self, before: str, blocked: tuple[str, ...], missing: tuple[str, ...]) -> Route:
        far: Class = "U" if before in ("unknown", "conflict") else "D"
        verdict = before if before in ("unknown", "conflict") else "fail"
        route = Route(
            self.standard.key, (), None, False, None, blocked, missing, 0, before, verdict, 0, far, ""
        )
        return replace(route, words=words.told(self.standard, route, self.on))

    def step(self, row: Mapping[str, Value], plan: Plan, var: Var, amount: int) -> Step:
        change = plan.change(var)
        by = amount * plan.step(var)
        spec = self.first_input(change.adds)
        if change.each_year and plan.ahead:
            when = self.on.year + plan.ahead - var.back
        else:
            when = change.ready_in(self.on)
        cost = amount * plan.cost(var)
        return Step(
            change=change.name,
            figure=spec.label if spec else change.label,
            by=by,
            unit=change.unit,
            cost=cost,
            when=when,
            words=words.step(change, by, cost, when if plan.ahead or when != self.on.year else None),
        )

    def points_needed(self, plan: Plan, row: Mapping[str, Value]) -> int:
        """How many points the experts must give beyond the least they can."""
        firm, lacking = Firm(row), 0
        for _, ways in self.plan(plan.ahead, "worst").conditions:
            each = [
                max((n.least - points_now(n, firm) for n in way.needs), default=0)
                for way in ways
                if all(firm.value(f) is not False for f in way.fixed)
            ]
            lacking = max(lacking, min(each, default=0))
        return lacking

    # ---- why not --------------------------------------------------------------------------------------

    def blocked(self, row: Mapping[str, Value]) -> tuple[str, ...]:
        """The conditions that no change meets, each by itself; or that they cannot all be met together."""
        out = []
        plans = [self.plan(ahead, "best") for ahead in range(FARTHEST + 1)]
        for index, condition in enumerate(self.standard.conditions):
            if not any(search(p, Firm(row), p.conditions[index][1]) for p in plans):
                out.append(words.blocked(condition, self.unbought(condition, plans[0])))
        return tuple(out) or ("单看每一条都有办法，但合在一起做不到（如增员后超过人数上限）",)

    def unbought(self, condition: Condition, plan: Plan) -> bool:
        """Whether no change in the list helps towards the condition at all."""
        ways = next(w for c, w in plan.conditions if c is condition)
        helped = any(slope > 0 for way in ways for a in way.atoms for _, slope in a.slopes)
        return not helped and not any(a.vars for way in ways for n in way.needs for a in n.addends)

    def remarks(self, plan: Plan) -> tuple[str, ...]:
        named = [self.prices.changes[n].label for n in sorted(plan.left_out)]
        return (f"未考虑：{'、'.join(named)}（会同时改变增长率的基数）",) if named else ()

    def input_of(self, column: str) -> Input | None:
        return next((s for s in self.standard.inputs.values() if column in s.columns), None)

    def first_input(self, adds: Mapping[str, Fraction]) -> Input | None:
        found = [s for column in adds if (s := self.input_of(column))]
        return found[0] if found else None


def near(route: Route) -> Class:
    """How near a firm is that has a route: ready, one gap this year, two or three, or too far."""
    if route.waits_until is None and not route.steps:
        return "A"
    if (route.feasible_this_year and route.gaps == 1) or route.sooner_gaps == 1:
        return "B"
    return "C" if route.gaps <= 3 else "D"


def moved(
    standard: Standard, plan: Plan, row: Mapping[str, Value], amounts: Mapping[Var, int]
) -> dict[str, Value]:
    """The firm's row once the changes are made and the years have passed."""
    figures = Later(Graph(), kinds(standard), ahead=plan.ahead)
    firm = Firm(row)
    out: dict[str, Value] = dict(row)
    for spec in standard.inputs.values():
        for column in spec.columns:
            if plan.ahead:
                out[column] = firm.value(figures.raw(column, spec.kind))
            base, back = split(column)
            for var, amount in amounts.items():
                change = plan.change(var)
                counted = back == var.back if change.each_year else back <= plan.ahead
                slope = change.adds.get(base)
                if not slope or not counted or not amount:
                    continue
                start = out.get(column)
                if start is None and spec.absent is not None:
                    start = False if isinstance(spec.absent, bool) else 0
                if start is None:
                    continue
                if spec.kind == "flag":
                    out[column] = True
                else:
                    scale = STEPS if spec.kind in ("money", "number") else 1
                    out[column] = int(start) + int(amount * plan.step(var) * slope * scale)
    return out


_ROUTERS: dict[tuple[int, int, date], Router] = {}


def router(standard: Standard, prices: Prices, on: date) -> Router:
    """The router for these three, kept: planning takes longer than a firm."""
    key = (id(standard), id(prices), on)
    found = _ROUTERS.get(key)
    if found is None or found.standard is not standard or found.prices is not prices:
        if len(_ROUTERS) >= 32:
            _ROUTERS.clear()
        found = _ROUTERS[key] = Router(standard, prices, on)
    return found


def cheapest(standard: Standard, figures: Mapping[str, Given], prices: Prices, *, on: date) -> Route:
    """The cheapest route of one firm, its figures by the standard's own names."""
    return router(standard, prices, on).route(row_of(standard, figures))


def cheapest_row(standard: Standard, row: Mapping[str, Given], prices: Prices, *, on: date) -> Route:
    """The same for a row by the firm table's columns, in the units people use."""
    return router(standard, prices, on).route(columns_of(standard, row))


def apply(
    standard: Standard, figures: Mapping[str, Given], route: Route, prices: Prices, *, on: date
) -> dict[str, object]:
    """The figures, by the standard's names, once the route's steps are done."""
    plan = router(standard, prices, on).plan(route.ahead, "worst" if route.verdict == "pass" else "best")
    after = moved(standard, plan, row_of(standard, figures), dict(route.moves))
    out: dict[str, object] = {}
    years = after.get("accounting_years")
    if years is not None:
        out["accounting_years"] = int(years) + route.ahead
    for name, spec in standard.inputs.items():
        columns = spec.columns
        if spec.series == "years" and years is not None:
            columns = columns[-min(len(columns), int(years) + route.ahead) :]
        values = [unstored(spec, after.get(c)) for c in columns]
        if spec.series and any(v is not None for v in values):
            out[name] = values
        elif not spec.series and values[0] is not None:
            out[name] = values[0]
    return out


def what_if(
    standard: Standard, figures: Mapping[str, Given], changes: Mapping[str, Given]
) -> tuple[Judgement, Judgement]:
    """The firm as it is, and as it would be judged with these figures instead."""
    return judge(standard, dict(figures)), judge(standard, {**figures, **changes})
