"""Each unit under the weights that suit it best (benefit of the doubt): whom it cannot beat whatever we weigh.

For each unit the weights, within bounds around the rules' own, under which its index is the largest possible
share of the best performer's (Cherchye et al. 2007; the fraction made linear as Charnes and Cooper 1962 do).
A share of 1 means there are weights within the bounds under which nobody is ahead of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from luodi.racing.matrices import Floats, figures, filled, points, shares
from luodi.racing.running import grouping
from luodi.racing.spec import Race
from luodi.racing.values import Values

CLOSE = 1e-9
LOW, HIGH = 0.5, 1.5
"""How far a weight may go, as multiples of its own, where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Best:
    """One unit's best case: its index over that of the best performer, the weights (adding up to 1), the place
    they give it, who is still ahead."""

    unit: str
    share: float
    weights: dict[str, float]
    place: int
    beaten_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BestCase:
    """All units in the order of the table, the bounds that held, and what was done to the points."""

    units: list[Best]
    bounds: dict[str, tuple[float, float]]
    said: list[str]


def best_weights(
    race: Race,
    values: Values,
    *,
    low: float = LOW,
    high: float = HIGH,
    bounds: Mapping[str, tuple[float, float]] | None = None,
    only: Collection[str] = (),
) -> BestCase:
    """The best weights of every unit, each weight between `low` and `high` times its own; `bounds` sets the
    least and greatest share of the whole (0 to 1) for indicators by code. `only`: the
    units to answer for; all where none is named.

    Bonus, deduction and vetoes are left out, and points are averaged arithmetically, as for `stress`.
    Raises ValueError for bounds no weights can keep."""
    leaves, said = race.indicators(), []
    own = shares(race)
    if low < 0 or high < low:
        raise ValueError("权重的下限倍数应在 0 与上限倍数之间")
    least, most = own * low, np.minimum(own * high, 1.0)
    strange = (bounds or {}).keys() - {x.code for x in leaves}
    if strange:
        raise ValueError(f"规则里没有这些指标：{'、'.join(sorted(strange))}")
    for k, leaf in enumerate(leaves):
        least[k], most[k] = (bounds or {}).get(leaf.code, (least[k], most[k]))
    if (least < 0).any() or (least > most).any() or least.sum() > 1 + CLOSE or most.sum() < 1 - CLOSE:
        raise ValueError("权重的上下限互相矛盾：下限之和不能超过 1，上限之和不能小于 1，下限不能大于上限")
    made = points(race, values, figures(race, values))
    if np.isnan(made).any():
        made = filled(made, "group_mean", grouping(race, values))
        said.append("缺项不计的指标，比较时按组内平均分补上")
    if made.min() < 0:
        made = made - np.minimum(made.min(axis=0), 0)
        said.append("有得分低于零，各指标平移到从零起")
    units = []
    for i, unit in enumerate(values.units):
        if only and unit not in only:
            continue
        weights = _best(i, made, least, most)
        scores = made @ weights
        ahead = np.flatnonzero(scores > scores[i] * (1 + CLOSE) + CLOSE)
        top = float(scores.max())
        named = {x.code: float(w) for x, w in zip(leaves, weights, strict=True)}
        share = min(1.0, float(scores[i]) / top) if top > 0 and len(ahead) else 1.0
        units.append(Best(unit, share, named, len(ahead) + 1, tuple(values.units[j] for j in ahead)))
    limits = {x.code: (float(a), float(b)) for x, a, b in zip(leaves, least, most, strict=True)}
    return BestCase(units, limits, said)


def _best(i: int, made: Floats, least: Floats, most: Floats) -> Floats:
    """Weights, adding up to 1, of the greatest share of the best performer."""
    n, k = made.shape
    top = float(made.max()) or 1.0
    scaled = made / top
    eye, ones = np.eye(k), np.ones((k, k))
    # v = t × w: every index at most 1, each weight within its bounds of the whole t = Σ v
    rules = np.vstack([scaled, least[:, None] * ones - eye, eye - most[:, None] * ones])
    limit = np.concatenate([np.ones(n), np.zeros(2 * k)])
    solved = linprog(-scaled[i], A_ub=rules, b_ub=limit, bounds=(0, None), method="highs")
    if solved.status == 3 or (solved.status == 0 and solved.x.sum() <= 0):  # all points nothing
        solved = linprog(
            -scaled[i], A_eq=np.ones((1, k)), b_eq=[1], bounds=list(zip(least, most, strict=True))
        )
    if solved.status != 0:
        raise ValueError(f"最有利权重没有求出：{solved.message}")
    weights = np.asarray(solved.x, dtype=np.float64)
    return np.asarray(weights / weights.sum(), dtype=np.float64)
