"""What lifts a unit one place: for each indicator alone, the least figure that would do, tried by the rules themselves."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from luodi import racing
from luodi.office.races import exactly, inputs, queries
from luodi.office.races.models import Version
from luodi.racing.running import grouping, scored
from luodi.racing.spec import Indicator

MOST = 40
"""Halvings of the span that is searched."""


@dataclass(frozen=True)
class Lift:
    """One indicator alone: from this figure to that."""

    name: str
    now: str
    needs: str
    share: float  # how much more, of what it is now; for the order


def one_place(version: Version, unit: str) -> dict[str, Any] | None:
    """The gap to the unit above, and which single indicators would close it; None where nothing is above.

    Others are taken to stay as they are. Only for rules that add up points, where an indicator can be
    tried by itself; the others' points are worked out again where a formula compares units.
    """
    spec = queries.spec_of(version.rules.text)
    if spec.aggregation != "sum" or spec.weighting != "given" or spec.rank_within == "group":
        return None
    lines = sorted(queries.lines_of(version), key=lambda x: x.at)
    own = next(x for x in lines if x.unit == unit)
    better = [x for x in lines if x.place is not None and own.place is not None and x.place < own.place]
    if own.score is None or not better:
        return None
    above = max(better, key=lambda x: x.place or 0)
    values = inputs.values_of(version.inputs, spec.unit_column)
    found = [
        lift for leaf in spec.indicators() if (lift := _alone(version, leaf, values, own, lines)) is not None
    ]
    found.sort(key=lambda x: x.share)
    gap = (above.score or Fraction(0)) - own.score
    return {
        "sub": f"前一名{above.unit}，差{exactly.printed(gap)}分；其他单位不变，单靠一个指标要达到",
        "rows": found,
        "mix": "" if found else "单靠任何一个指标都不够，需要几项一起提高。",
    }


def _alone(
    version: Version, leaf: Indicator, values: racing.Values, own: queries.Line, lines: list[queries.Line]
) -> Lift | None:
    spec = queries.spec_of(version.rules.text)
    figures = list(values.column(leaf.column))
    now = figures[own.at]
    if now is None or any(x.column == leaf.column and x is not leaf for x in spec.indicators()):
        return None  # a figure two indicators share cannot be tried for one of them
    groups = grouping(spec, values)
    weight = Fraction(version.result["weights"][leaf.code])
    places = len(said.partition(".")[2]) if (said := _said(version, leaf, own.at)) else 2
    grain = Fraction(1, 10**places)

    def enough(figure: Fraction) -> bool:
        tried = [*figures[: own.at], figure, *figures[own.at + 1 :]]
        points, _notes = scored(spec, leaf, tried, values, groups)

        def score(x: queries.Line) -> Fraction:
            old = x.cells[leaf.code].points
            new = points[x.at]
            return (x.score or Fraction(0)) + (
                weight * (new - old) / 100 if new is not None and old is not None else 0
            )

        mine = score(own)
        rivals = [x for x in lines if x.place is not None and x is not own]
        return 1 + sum(1 for x in rivals if score(x) > mine) < (own.place or 0)

    known = [f for f in figures if f is not None]
    target = values.column(leaf.target_column)[own.at] if leaf.target_column else None
    span = max([max(known) - min(known), abs(now), abs(target or Fraction(0)), grain]) * 2
    way = 1 if leaf.higher else -1
    low, high = 0, int(span / grain) + 1
    if not leaf.higher and now >= 0:
        high = min(high, int(now / grain))  # less than nothing cannot be
    if high <= 0 or not enough(now + way * high * grain):
        return None
    for _halving in range(MOST):
        if high - low <= 1:
            break
        middle = (low + high) // 2
        low, high = (low, middle) if enough(now + way * middle * grain) else (middle, high)
    needs = now + way * high * grain
    share = float(abs(needs - now) / abs(now)) if now else float(high)
    return Lift(leaf.name, f"{said}{leaf.unit}", f"{exactly.printed(needs, places)}{leaf.unit}", share)


def _said(version: Version, leaf: Indicator, at: int) -> str:
    cell = version.inputs["cells"][leaf.column][at]
    return str(cell["said"]).replace(",", "") if cell else ""
