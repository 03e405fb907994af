"""The least cost of whole amounts that meet a few demands, exactly.

A demand is `value + sum of slope x amount >= 0` in whole numbers; amounts start at nothing. Demands that
share no amount are solved apart. One amount has a closed form. Two or more are tried in an order that stops
as soon as no cheaper answer can follow; if one amount is never dearer and never less helpful than another,
it comes first and the other only takes what it cannot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from luodi.standards.routes.cases import Var

MOST_TRIES = 200_000


@dataclass(frozen=True, slots=True)
class Demand:
    value: int
    slopes: Mapping[Var, int]

    def after(self, var: Var, amount: int) -> Demand:
        rest = {v: s for v, s in self.slopes.items() if v != var}
        return Demand(self.value + self.slopes.get(var, 0) * amount, rest)


@dataclass(frozen=True, slots=True)
class Answer:
    cost: Fraction
    amounts: Mapping[Var, int]

    def __add__(self, other: Answer) -> Answer:
        return Answer(self.cost + other.cost, {**self.amounts, **other.amounts})


NOTHING = Answer(Fraction(0), {})


def least(demands: Sequence[Demand], costs: Mapping[Var, Fraction]) -> Answer | None:
    """The cheapest amounts, or None where no amounts will do."""
    out = NOTHING
    demands = [d for d in demands if d.value < 0 or any(s < 0 for s in d.slopes.values())]
    for block in _apart(demands):
        if all(d.value >= 0 for d in block):
            continue
        found = _block(block, costs)
        if found is None:
            return None
        out = out + found
    return out


def _apart(demands: Sequence[Demand]) -> list[list[Demand]]:
    """Demands that share an amount, together."""
    blocks: list[tuple[set[Var], list[Demand]]] = []
    for demand in demands:
        own = set(demand.slopes)
        group = [demand]
        rest = []
        for variables, block in blocks:
            if variables & own:
                own |= variables
                group = block + group
            else:
                rest.append((variables, block))
        blocks = [*rest, (own, group)]
    return [block for _, block in blocks]


def bounds(demands: Sequence[Demand], var: Var) -> tuple[int, int | None] | None:
    """The amounts of one variable that meet the demands in which it stands alone; None if there are none."""
    low, high = 0, None
    for d in demands:
        slope = d.slopes.get(var, 0)
        if len(d.slopes) > (1 if slope else 0):
            continue
        if not slope:
            if d.value < 0:
                return None
        elif slope > 0:
            low = max(low, -(d.value // slope))
        else:
            most = d.value // -slope
            high = most if high is None else min(high, most)
    return None if high is not None and high < low else (low, high)


def _block(demands: list[Demand], costs: Mapping[Var, Fraction]) -> Answer | None:
    variables = sorted({v for d in demands for v in d.slopes})
    # An amount that no demand wants more of stays at nothing.
    for var in list(variables):
        if all(d.slopes.get(var, 0) <= 0 for d in demands):
            demands = [d.after(var, 0) for d in demands]
            variables.remove(var)
    if not variables:
        return NOTHING if all(d.value >= 0 for d in demands) else None
    if len(variables) == 1:
        span = bounds(demands, variables[0])
        return None if span is None else Answer(span[0] * costs[variables[0]], {variables[0]: span[0]})
    for first in variables:
        if all(_never_worse(first, other, demands, costs) for other in variables if other != first):
            return _first(first, demands, costs)
    return _tried(variables, demands, costs)


def _never_worse(one: Var, other: Var, demands: list[Demand], costs: Mapping[Var, Fraction]) -> bool:
    """A step of `one` for a step of `other` is never dearer, and no demand suffers but one's own limit."""
    return costs[one] <= costs[other] and all(
        d.slopes.get(one, 0) >= d.slopes.get(other, 0) for d in demands if set(d.slopes) != {one}
    )


def _first(var: Var, demands: list[Demand], costs: Mapping[Var, Fraction]) -> Answer | None:
    """Take `var` as far as it is needed; only when it is at its limit do the others come in."""
    own = [d for d in demands if set(d.slopes) == {var}]
    span = bounds(own, var)
    if span is None:
        return None
    alone = bounds([Demand(d.value, {v: s for v, s in d.slopes.items() if v == var}) for d in demands], var)
    if alone is not None:
        return Answer(alone[0] * costs[var], {var: alone[0]})
    high = span[1]
    if high is None:
        return _tried(sorted({v for d in demands for v in d.slopes}), demands, costs)
    rest = least([d.after(var, high) for d in demands], costs)
    return None if rest is None else Answer(high * costs[var], {var: high}) + rest


def _tried(variables: list[Var], demands: list[Demand], costs: Mapping[Var, Fraction]) -> Answer | None:
    """Try the amounts of one variable, the rest following, until what it alone costs is too much."""
    spans = {v: bounds([d for d in demands if set(d.slopes) == {v}], v) for v in variables}
    if any(s is None for s in spans.values()):
        return None
    var = _to_try(variables, demands, costs)
    span = spans[var]
    assert span is not None
    low, high = span
    best: Answer | None = None
    for amount in _candidates(var, low, high, variables, demands):
        cost = amount * costs[var]
        if best is not None and cost >= best.cost:
            break
        rest = least([d.after(var, amount) for d in demands], costs)
        if rest is not None and (best is None or cost + rest.cost < best.cost):
            best = Answer(cost, {var: amount}) + rest
    return best


def _to_try(variables: list[Var], demands: list[Demand], costs: Mapping[Var, Fraction]) -> Var:
    """The variable with the fewest amounts worth trying: where it alone would already do."""

    def reach(var: Var) -> Fraction:
        most = 0
        for d in demands:
            slope = d.slopes.get(var, 0)
            if slope > 0 and d.value < 0:
                most = max(most, -(d.value // slope))
        return Fraction(most)

    return min(variables, key=lambda v: (reach(v), -costs[v], v))


def _candidates(
    var: Var, low: int, high: int | None, variables: list[Var], demands: list[Demand]
) -> Sequence[int]:
    """All amounts in reach, or, of so many that they are money, those where something changes."""
    wanted = low
    for d in demands:
        if (slope := d.slopes.get(var, 0)) > 0:
            wanted = max(wanted, -(d.value // slope))
        room = {v: d.slopes[v] for v in d.slopes if v != var and d.slopes[v] < 0}
        if slope > 0 and room:  # what takes away from this demand may have to be made up for
            wanted = max(wanted, wanted * 2)
    top = wanted + 1 if high is None else min(high, max(wanted + 1, low))
    if high is not None and any(s < 0 for d in demands for v, s in d.slopes.items() if v != var):
        top = high
    if top - low <= MOST_TRIES:
        return range(low, top + 1)
    points = {low, top}
    for one in demands:
        for two in demands:
            for other in variables:
                det = one.slopes.get(var, 0) * two.slopes.get(other, 0)
                det -= two.slopes.get(var, 0) * one.slopes.get(other, 0)
                if det:
                    over = two.value * one.slopes.get(other, 0) - one.value * two.slopes.get(other, 0)
                    points |= {over // det, over // det + 1}
        if slope := one.slopes.get(var, 0):
            points |= {-one.value // slope, -one.value // slope + 1}
    return sorted(p for p in points if low <= p <= top)
