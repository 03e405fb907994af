"""The cheapest mix of figures that lifts a unit one place, proven where the score is a sum of its indicators.

What a column adds to the distance from a rival depends on that column alone, so the question is one of whole
numbers with a linear cost: each figure moves by so many last digits, straight pieces are one variable each, what
has no straight pieces is listed step by step. The answer of the solver (HiGHS, to its tolerances) is a bound no
mix can go below; it is the answer only when the real rules, run again, agree that it lifts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Protocol

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from luodi.racing.exact import Value
from luodi.racing.spec import Indicator
from luodi.racing.trial import Trial

LISTED = 1200
"""So many figures are tried one by one, all columns together."""
STRAIGHT = {
    "attainment",
    "schedule",
    "efficacy",
    "min_max",
    "benchmark",
    "distance",
    "growth",
    "index",
    "linear",
}
"""Formulas straight between the marks a figure may bend at, as long as nobody else's points move."""
BOTH_WAYS = {"efficacy", "min_max", "distance", "linear"}
"""Of these, the ones that are straight where less is better too."""
CLOSE = 1e-9
MANY = "各项可取的数太多，没有逐一试完"


class Reach(Protocol):
    """How far a figure may be moved, in units of its last printed digit."""

    now: Value
    most: int

    def figure(self, k: int) -> Fraction: ...
    def bends(self) -> list[int]: ...


@dataclass(slots=True)
class _Column:
    """What moving a column does: pieces of (steps, gain of a step), or gains listed by steps taken."""

    name: str
    step: Fraction
    pieces: list[tuple[int, Fraction]] = field(default_factory=list)
    listed: list[tuple[int, list[Fraction]]] = field(default_factory=list)


class Unproven(Exception):
    """Why no cheapest mix can be proven, in words."""


def cheapest(
    trial: Trial,
    i: int,
    ahead: Sequence[int],
    reaches: Mapping[str, Reach],
    cost: Callable[[str, int], Fraction],
    bound: Fraction,
) -> dict[str, int]:
    """Steps by column of the cheapest mix that reaches one of the units `ahead`, no dearer than `bound`.

    Raises Unproven with the reason where the rules or the numbers do not let it be found."""
    leaves = _touched(trial, reaches)
    gaps = [_gap(trial, r, i) for r in ahead]
    tried = 0
    bent = {
        name: min(reaches[name].most, int(bound / one))
        for name, mine in leaves.items()
        if (one := cost(name, 1)) > 0 and any(x.normaliser not in STRAIGHT for x in mine)
    }
    if sum(bent.values()) > LISTED:  # known before anything is tried
        raise Unproven(MANY)
    columns: list[_Column] = []
    for name, mine in leaves.items():
        reach, one = reaches[name], cost(name, 1)
        if one <= 0:
            raise Unproven("有不计代价的指标")
        most = min(reach.most, int(bound / one))
        if most <= 0 and reach.now is not None:
            continue
        column = _Column(name, one)
        pieces = _pieces(trial, i, mine, name, reach, most)
        if pieces is None:
            tried += most + 1
            if tried > LISTED:
                raise Unproven(MANY)
            for k in range(0 if reach.now is None else 1, most + 1):
                column.listed.append((k, _gains(trial, i, ahead, mine, name, reach.figure(k))))
        else:
            column.pieces = pieces
        columns.append(column)
    plain = all(len(set(gains)) == 1 for c in columns for _k, gains in c.listed)
    rivals = [min(range(len(gaps)), key=lambda n: gaps[n])] if plain else range(len(gaps))
    best: tuple[float, dict[str, int]] | None = None
    for n in rivals:
        found = _solved(columns, gaps[n], n)
        if found is not None and (best is None or found[0] < best[0] - CLOSE):
            best = found
    if best is None:
        raise Unproven("没有比逐项试得的更省的组合")
    return best[1]


def _gap(trial: Trial, r: int, i: int) -> Fraction:
    theirs, mine = trial.result.lines[r].score, trial.result.lines[i].score
    if theirs is None or mine is None:
        raise Unproven("有单位没有得分")
    return theirs - mine


def _touched(trial: Trial, reaches: Mapping[str, Reach]) -> dict[str, list[Indicator]]:
    """The indicators each column moves. Refuses rules under which columns do not add up by themselves."""
    race = trial.race
    if not trial.plain:
        raise Unproven("这套规则的总分不是各指标得分之和")
    other = {e.column for e in race.extras} | {v.column for v in race.vetoes}
    if other & reaches.keys():
        raise Unproven("加扣分或一票否决用到了指标的列")
    made: dict[str, list[Indicator]] = {name: [] for name in reaches}
    for leaf in trial.leaves:
        sides = {leaf.column, leaf.target_column, leaf.base_column} & reaches.keys()
        if len(sides) > 1:
            raise Unproven("有指标同时由两列算出")
        made[sides.pop()].append(leaf)
    return made


def _gains(
    trial: Trial, i: int, ahead: Sequence[int], leaves: Sequence[Indicator], name: str, figure: Fraction
) -> list[Fraction]:
    """By how much a figure brings the unit nearer to each of those ahead."""
    values = trial.change(i, {name: figure})
    mine, theirs = Fraction(0), [Fraction(0)] * len(ahead)
    at = {r: n for n, r in enumerate(ahead)}
    for leaf in leaves:
        before = trial.points[leaf.code]
        for j, now in trial.points_with(leaf, values, i):
            was = before[j]
            if now == was:
                continue
            if now is None or was is None:
                raise Unproven("有缺项不计的指标会由缺变为有")
            moved = trial.each[j].get(leaf.code, Fraction(0)) * (now - was)
            if j == i:
                mine += moved
            elif j in at:
                theirs[at[j]] += moved
    return [mine - t for t in theirs]


def _pieces(
    trial: Trial, i: int, leaves: Sequence[Indicator], name: str, reach: Reach, most: int
) -> list[tuple[int, Fraction]] | None:
    """Straight pieces, each no steeper than the one before; None where there are none to be had."""
    for leaf in leaves:
        straight = STRAIGHT if leaf.higher else BOTH_WAYS
        if leaf.normaliser not in straight or leaf.column != name or reach.now is None:
            return None
        if leaf.cap is not None or leaf.floor is not None or leaf.treatment != type(leaf.treatment)():
            return None
        if leaf.normaliser == "growth" and leaf.options.get("low", 0) != 0:
            return None
    ends = [k for k in reach.bends() if k < most] + [most]
    # the steps on both sides of a mark that lies between two of them belong to no straight piece
    ends = sorted({k for end in ends for k in (end - 1, end) if 0 < k <= most})
    made: list[tuple[int, Fraction]] = []
    last, before = 0, Fraction(0)
    for end in ends:
        values = trial.change(i, {name: reach.figure(end)})
        gain = Fraction(0)
        for leaf in leaves:
            for j, now in trial.points_with(leaf, values, i):
                was = trial.points[leaf.code][j]
                if now == was:
                    continue
                if j != i or now is None or was is None:
                    return None
                gain += trial.each[i].get(leaf.code, Fraction(0)) * (now - was)
        slope = (gain - before) / (end - last)
        if made and slope > made[-1][1]:
            return None
        made.append((end - last, slope))
        last, before = end, gain
    return made


def _solved(columns: Sequence[_Column], gap: Fraction, n: int) -> tuple[float, dict[str, int]] | None:
    """The cheapest steps that close a gap, and their cost."""
    price: list[float] = []
    gain: list[float] = []
    top: list[float] = []
    rows: list[list[int]] = []
    meaning: list[tuple[str, int]] = []
    scale = float(max((abs(g) for c in columns for g in _all_gains(c, n)), default=Fraction(1))) or 1.0
    for column in columns:
        step = float(column.step)
        for length, slope in column.pieces:
            price.append(step)
            gain.append(float(slope))
            top.append(length)
            meaning.append((column.name, 1))
        if column.listed:
            rows.append(list(range(len(price), len(price) + len(column.listed))))
        for k, gains in column.listed:
            price.append(step * k)
            gain.append(float(gains[n]))
            top.append(1)
            meaning.append((column.name, k))
    if not price:
        return None
    width = len(price)
    limits = [LinearConstraint(np.array([gain]) / scale, float(gap) / scale - CLOSE, np.inf)]
    if rows:
        once = np.zeros((len(rows), width))
        for r, at in enumerate(rows):
            once[r, at] = 1
        limits.append(LinearConstraint(once, -np.inf, 1))
    whole = np.ones(width)
    options = {"mip_rel_gap": 0.0, "time_limit": 5.0}
    solved = milp(
        np.array(price),
        integrality=whole,
        bounds=Bounds(0, np.array(top)),
        constraints=limits,
        options=options,
    )
    if solved.status == 2:
        return None
    if solved.status != 0:
        raise Unproven("求解没有在限定时间内完成")
    taken: dict[str, int] = {}
    for (name, k), times in zip(meaning, np.rint(solved.x), strict=True):
        if times:
            taken[name] = taken.get(name, 0) + int(times) * k
    return float(solved.fun), taken


def _all_gains(column: _Column, n: int) -> list[Fraction]:
    return [slope * length for length, slope in column.pieces] + [g[n] for _k, g in column.listed]
