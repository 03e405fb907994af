"""One firm through a plan: the least cost over all its cases, exactly."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from luodi.standards.routes.cases import Addend, Atom, Case, Need, Var
from luodi.standards.routes.firm import Firm
from luodi.standards.routes.plan import Plan
from luodi.standards.routes.solving import NOTHING, Answer, Demand, least

MOST_CHOICES = 20_000


@dataclass(frozen=True, slots=True)
class Choice:
    """Points of an addend, and what has to hold for them."""

    points: int
    demands: tuple[Demand, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The cheapest amounts, and how many separate gaps they close."""

    answer: Answer
    gaps: int


@dataclass(frozen=True, slots=True)
class _Part:
    """What one group of changes can reach: its cost, and points for each need."""

    answer: Answer
    points: tuple[int, ...]
    gaps: int


def search(plan: Plan, firm: Firm, cases: Sequence[Case] | None = None) -> Found | None:
    """The cheapest way, or None if no case can be met."""
    best: Found | None = None
    limits = [_limit(firm, a) for a in plan.limits]
    costs = {v: plan.cost(v) for v in plan.vars}
    for case in plan.cases if cases is None else cases:
        found = _case(case, firm, limits, costs)
        if found is not None and (
            best is None or (found.answer.cost, found.gaps) < (best.answer.cost, best.gaps)
        ):
            best = found
    return best


def points_now(need: Need, firm: Firm) -> int:
    """The points the firm has for a need as it stands."""
    total = 0
    for addend in need.addends:
        choices = [c for c in _choices(addend, firm) if all(d.value >= 0 for d in c.demands)]
        total += max((c.points for c in choices), default=0)
    return total


def _limit(firm: Firm, atom: Atom) -> Demand:
    """A limit that is passed already forbids more, not the firm as it is; an unknown one forbids all."""
    return Demand(max(firm.whole(atom.value) or 0, 0), dict(atom.slopes))


def _demands(case: Case, firm: Firm) -> tuple[Demand, ...] | None:
    """The case's atoms for this firm, or None where something fixed is not so, or a figure is missing."""
    if not all(firm.truth(node) for node in case.fixed):
        return None
    out = []
    for atom in case.atoms:
        value = firm.whole(atom.value)
        if value is None:
            return None
        out.append(Demand(value, dict(atom.slopes)))
    return tuple(out)


def _choices(addend: Addend, firm: Firm) -> list[Choice]:
    if addend.fixed is not None:
        return [Choice(firm.whole(addend.fixed) or 0, ())]
    if addend.parts:
        each = [_choices(p, firm) for p in addend.parts]
        joint = itertools.product(*each)
        found = [
            Choice(min(addend.cap, sum(c.points for c in cs)), tuple(d for c in cs for d in c.demands))
            for cs in joint
        ]
    else:
        found = [
            Choice(points, demands)
            for option in addend.options
            if (points := firm.whole(option.points)) is not None
            for way in option.ways
            if (demands := _demands(way, firm)) is not None
        ]
    free = max((c.points for c in found if not c.demands), default=-1)
    return [c for c in found if c.demands or c.points == free]


def _case(case: Case, firm: Firm, limits: Sequence[Demand], costs: Mapping[Var, Fraction]) -> Found | None:
    hard = _demands(case, firm)
    if hard is None:
        return None
    needs = sorted(case.needs, key=lambda n: (len(n.addends), n.least))
    addends = list(dict.fromkeys(a for n in needs for a in n.addends))
    parts: list[_Part] = [_Part(NOTHING, (0,) * len(needs), 0)]
    for group, demands in _groups(addends, hard, limits):
        reached = _reached(group, demands, needs, firm, costs)
        if not reached:
            return None
        parts = _pruned(_sum(a, b, needs) for a, b in itertools.product(parts, reached))
    enough = [p for p in parts if all(got >= n.least for got, n in zip(p.points, needs, strict=True))]
    if not enough:
        return None
    best = min(enough, key=lambda p: (p.answer.cost, p.gaps))
    return Found(best.answer, best.gaps)


def _groups(
    addends: Iterable[Addend], hard: Iterable[Demand], limits: Iterable[Demand]
) -> list[tuple[list[Addend], list[Demand]]]:
    """Addends and demands that share a change, together; the rest need not be thought of at once."""
    groups: list[tuple[set[Var], list[Addend], list[Demand]]] = []

    def join(variables: set[Var], addend: Addend | None, demand: Demand | None) -> None:
        nonlocal groups
        own = (set(variables), [addend] if addend else [], [demand] if demand else [])
        apart = []
        for group in groups:
            if group[0] & own[0]:
                own = (group[0] | own[0], group[1] + own[1], group[2] + own[2])
            else:
                apart.append(group)
        groups = [*apart, own]

    for addend in addends:
        join(addend.vars, addend, None)
    for demand in hard:
        join(set(demand.slopes), None, demand)
    for limit in limits:
        if any(set(limit.slopes) & variables for variables, _, _ in groups):
            join(set(limit.slopes), None, limit)
    return [(a, d) for _, a, d in groups]


def _reached(
    group: list[Addend],
    hard: list[Demand],
    needs: Sequence[Need],
    firm: Firm,
    costs: Mapping[Var, Fraction],
) -> list[_Part]:
    out: list[_Part] = []
    each = [_choices(a, firm) for a in group]
    tried = 0
    for choices in itertools.product(*each):
        tried += 1
        if tried > MOST_CHOICES:
            raise ValueError("more ways to reach the points than can be tried one by one")
        answer = least([*hard, *(d for c in choices for d in c.demands)], costs)
        if answer is None:
            continue
        points = tuple(
            sum(c.points for a, c in zip(group, choices, strict=True) if a in need.addends) for need in needs
        )
        gaps = 1 if any(answer.amounts.values()) else 0
        out.append(_Part(answer, points, gaps))
    return _pruned(out)


def _sum(a: _Part, b: _Part, needs: Sequence[Need]) -> _Part:
    points = tuple(min(x + y, n.least) for x, y, n in zip(a.points, b.points, needs, strict=True))
    return _Part(a.answer + b.answer, points, a.gaps + b.gaps)


def _pruned(parts: Iterable[_Part]) -> list[_Part]:
    """Without those that another matches in every need at no more cost."""
    kept: list[_Part] = []
    for part in sorted(parts, key=lambda p: (p.answer.cost, p.gaps, [-x for x in p.points])):
        if not any(all(k >= p for k, p in zip(one.points, part.points, strict=True)) for one in kept):
            kept.append(part)
    return kept
