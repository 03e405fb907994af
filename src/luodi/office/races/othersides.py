"""Two further looks at a result, worked out with a study: each unit under the weights that suit it best, and the
places without each indicator in turn. Plain values, as a study keeps them."""

from __future__ import annotations

from typing import Any

from luodi import racing
from luodi.office.races import exactly

LOW, HIGH = 0.5, 1.5
"""How far a weight may go for a unit's best case, as multiples of its own."""
MOVED = 3
"""Weights named of a best case: those it would change most."""


def best(contest: racing.Contest, values: racing.Values, regions: dict[str, int]) -> dict[str, Any]:
    """By unit: the place it could reach by weights within the bounds, which weights, and who is still ahead."""
    try:
        made = contest.best_weights(values, low=LOW, high=HIGH)
    except ValueError as error:
        return {"error": str(error)}
    leaves = contest.race.indicators()
    own = {code: (a / LOW) for code, (a, _b) in made.bounds.items()}
    names = {x.code: x.name for x in leaves}
    rows = []
    for one in made.units:
        moved = sorted(own, key=lambda c: -abs(one.weights[c] - own[c]))[:MOVED]
        rows.append(
            {
                "unit": one.unit,
                "region": regions[one.unit],
                "place": one.place,
                "share": round(one.share, 4),
                "ahead": list(one.beaten_by[:10]),
                "weights": [
                    [names[c], round(100 * own[c], 1), round(100 * one.weights[c], 1)]
                    for c in moved
                    if abs(one.weights[c] - own[c]) > 0.0005
                ],
            }
        )
    return {"rows": rows, "said": list(made.said), "low": LOW, "high": HIGH}


def without(contest: racing.Contest, values: racing.Values, regions: dict[str, int]) -> dict[str, Any]:
    """By indicator: how far places move without it, and who would gain and lose most."""
    try:
        made = contest.without_each(values)
    except ValueError as error:
        return {"error": str(error)}
    rows = []
    for one in sorted(made, key=lambda w: -w.shift):
        ranked = sorted(one.rises.items(), key=lambda r: r[1])
        rows.append(
            {
                "code": one.code,
                "name": one.name,
                "shift": exactly.printed(one.shift),
                "up": [[u, n, regions[u]] for u, n in reversed(ranked[-3:]) if n > 0],
                "down": [[u, n, regions[u]] for u, n in ranked[:3] if n < 0],
                "moved": sum(1 for _u, n in ranked if n),
            }
        )
    return {"rows": rows}
