"""A race as matrices: what thousands of draws are computed on. Floats; the official score is never taken here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from luodi.racing.normalise import NORMALISERS
from luodi.racing.running import grouping, scored, with_missing
from luodi.racing.spec import Branch, Missing, Node, Race
from luodi.racing.treat import treated
from luodi.racing.values import Values

Floats = npt.NDArray[np.float64]


def _between(low: Floats, high: Floats, x: Floats) -> Floats:
    """0 to 1 from worst to best; everybody best where all are equal."""
    wide = high - low
    return np.where(wide > 0, (x - low) / np.where(wide > 0, wide, 1), 1.0 + 0 * x)


def _min_max(x: Floats) -> Floats:
    return 100 * _between(np.nanmin(x, axis=0), np.nanmax(x, axis=0), x)


def _efficacy(x: Floats) -> Floats:
    return 60 + 40 * _between(np.nanmin(x, axis=0), np.nanmax(x, axis=0), x)


def _z_score(x: Floats) -> Floats:
    apart = x - np.nanmean(x, axis=0)
    count = (~np.isnan(x)).sum(axis=0)
    wide = np.sqrt(np.nansum(apart**2, axis=0) / np.maximum(count - 1, 1))
    return np.where(wide > 0, apart / np.where(wide > 0, wide, 1), 0.0 * x)


def _worse_and_equal(x: Floats) -> tuple[Floats, Floats, Floats]:
    """For each figure how many are worse, how many equal, itself counted; and how many there are."""
    worse, equal = np.full_like(x, np.nan), np.full_like(x, np.nan)
    for k in range(x.shape[1]):
        there = ~np.isnan(x[:, k])
        _values, place, count = np.unique(x[there, k], return_inverse=True, return_counts=True)
        worse[there, k] = (np.cumsum(count) - count)[place]
        equal[there, k] = count[place]
    return worse, equal, (~np.isnan(x)).sum(axis=0).astype(np.float64)


def _percentile(x: Floats) -> Floats:
    worse, equal, n = _worse_and_equal(x)
    return np.where(n > 1, 100 * (worse + (equal - 1) / 2) / np.maximum(n - 1, 1), 100.0 + 0 * x)


def _rank_points(x: Floats) -> Floats:
    worse, equal, n = _worse_and_equal(x)
    return 100 * (worse + equal) / n


SIMPLE: dict[str, Callable[[Floats], Floats]] = {
    "min_max": _min_max,
    "efficacy": _efficacy,
    "z_score": _z_score,
    "percentile": _percentile,
    "rank_points": _rank_points,
}
"""Formulas any indicator can be given for comparison: they need nothing but the values, more being better,
columns of indicators. The same as the exact ones, in floats and for all indicators at once."""


def points(race: Race, values: Values, plain: Floats, missing: Missing | None = None) -> Floats:
    """Points of every unit (rows) on every indicator (columns) by the rules' own formulas, NaN where a
    figure is left out. `missing` takes the place of every rule for missing values; `plain` are `figures`."""
    groups = grouping(race, values)
    columns = []
    for k, leaf in enumerate(race.indicators()):
        how = NORMALISERS[leaf.normaliser]
        usual = {name: v for name, v in how.options.items() if v is not None} == dict(leaf.options)
        bare = leaf.cap is None and leaf.floor is None and race.normalise_within == "all"
        if leaf.normaliser in SIMPLE and usual and bare:
            rule = missing or leaf.missing or race.missing
            columns.append(filled(SIMPLE[leaf.normaliser](plain[:, k : k + 1]), rule, groups)[:, 0])
            continue
        figures, _said = treated(values.column(leaf.column), leaf.treatment, groups)
        made, _notes = scored(race, leaf, figures, values, groups)
        made, _filled = with_missing(missing or leaf.missing or race.missing, made, groups)
        columns.append(np.array([np.nan if p is None else float(p) for p in made]))
    return np.array(columns, dtype=np.float64).T


def figures(race: Race, values: Values) -> Floats:
    """Figures themselves, turned so that more is better, NaN where there is none."""
    groups = grouping(race, values)
    columns = []
    for leaf in race.indicators():
        made, _said = treated(values.column(leaf.column), leaf.treatment, groups)
        sign = 1 if leaf.higher else -1
        columns.append([np.nan if v is None else sign * float(v) for v in made])
    return np.array(columns, dtype=np.float64).T


def _least(x: Floats) -> float:
    return float(np.nanmin(x))


def _mean(x: Floats) -> float:
    return float(np.nanmean(x))


def _median(x: Floats) -> float:
    return float(np.nanmedian(x))


_LEVELS: dict[str, Callable[[Floats], float]] = {
    "worst": _least,
    "group_mean": _mean,
    "group_median": _median,
}


def filled(made: Floats, rule: Missing, groups: Sequence[str]) -> Floats:
    """Points where what is missing has what a rule gives it."""
    if rule == "exclude" or not np.isnan(made).any():
        return made
    if rule == "zero":
        return np.nan_to_num(made)
    result = made.copy()
    reduce = _LEVELS[rule]
    names = np.array(groups)
    for k in range(made.shape[1]):
        lost = np.isnan(made[:, k])
        for name in np.unique(names[lost]):
            mates = made[names == name, k]
            if np.isnan(mates).all():
                mates = made[:, k]
            level = 0.0 if np.isnan(mates).all() else reduce(mates)
            result[lost & (names == name), k] = level
    return result


def shares(race: Race) -> Floats:
    """Each indicator's share of the whole, up the tree; they add up to 1."""
    made: list[Fraction] = []

    def down(nodes: Sequence[Node], mine: Fraction) -> None:
        whole = sum((n.weight for n in nodes), Fraction(0))
        for node in nodes:
            part = mine * node.weight / whole if whole else Fraction(0)
            if isinstance(node, Branch):
                down(node.children, part)
            else:
                made.append(part)

    down(race.tree, Fraction(1))
    return np.array([float(p) for p in made])


def positions(scores: Floats) -> npt.NDArray[np.uint16]:
    """The place of every unit in every draw: `scores` is draws × units, higher better, no NaN.

    The place is packed with the score into one word and the words are sorted: half the time of sorting
    positions by score. Scores closer than one part in 10¹¹ of the largest count as equal and share a place.
    """
    draws, units = scores.shape
    bits = max(1, int(units - 1).bit_length())
    mask = np.uint64((1 << bits) - 1)
    bound = float(np.abs(scores).max()) or 1.0
    # between 1.5 and 2.5: all positive, so the bits of a float order as the float does; negated, best first
    keys = np.ascontiguousarray(2.0 - scores / (2 * bound)).view(np.uint64)
    keys &= ~mask
    keys |= np.arange(units, dtype=np.uint64)
    keys.sort(axis=1)
    order = (keys & mask).astype(np.intp)
    keys >>= np.uint64(bits)
    place = np.broadcast_to(np.arange(1, units + 1, dtype=np.uint16), keys.shape)
    equal = keys[:, 1:] == keys[:, :-1]
    if equal.any():
        place = place.copy()
        place[:, 1:][equal] = 0
        place = np.maximum.accumulate(place, axis=1)
    made = np.empty((draws, units), dtype=np.uint16)
    np.put_along_axis(made, order, place, axis=1)
    return made
