"""How sure a place is: thousands of runs with other weights, formulas, means and rules for what is missing.

The official result stands; this says how much of it hangs on choices another office might have made.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from luodi.racing.matrices import SIMPLE, Floats, figures, filled, points, positions, shares
from luodi.racing.running import grouping
from luodi.racing.spec import Missing, Race
from luodi.racing.values import Values

BLOCK = 64
"""Draws at once: their scores fit in the processor's cache."""
MEANS = ("arithmetic", "geometric", "harmonic")


@dataclass(frozen=True, slots=True)
class Vary:
    """What is changed in the draws. `weights`: each weight moves by up to this share of itself, up or down.
    `normalisers`, `means`, `missing`: choices drawn with equal chances; empty: as the rules say. The rules'
    own formulas are written "" among the normalisers."""

    weights: float = 0.25
    normalisers: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()

    def check(self) -> None:
        """Raises ValueError for a choice nobody knows."""
        if not 0 <= self.weights <= 1:
            raise ValueError("权重变动幅度应在 0 到 1 之间")
        for given, known in ((self.normalisers, ("", *SIMPLE)), (self.means, MEANS)):
            wrong = [g for g in given if g not in known]
            if wrong:
                raise ValueError(
                    f"不能用于稳健性检验：{'、'.join(wrong)}；可用：{'、'.join(k for k in known if k)}"
                )


@dataclass(slots=True)
class Stress:
    """Places in every draw and the draws themselves, kept so that any of them can be run again.

    `ranks`: draws × units. `weights`: draws × indicators. `choices`: draws × 3, positions in the lists of
    normalisers, means and missing rules.
    """

    units: list[str]
    ranks: npt.NDArray[np.uint16]
    weights: Floats
    choices: npt.NDArray[np.uint8]
    vary: Vary
    seed: int

    def interval(self, share: float = 0.9) -> npt.NDArray[np.uint16]:
        """units × 3: the best and worst place in the middle `share` of draws, and the median between them."""
        tail = (1 - share) / 2
        return self.quantiles((tail, 0.5, 1 - tail))

    def quantiles(self, at: Sequence[float]) -> npt.NDArray[np.uint16]:
        """units × len(at): places below which those shares of draws fall, counted, not interpolated."""
        draws, units = self.ranks.shape
        kth = [max(1, int(np.ceil(q * draws))) for q in at]
        made = np.empty((units, len(kth)), dtype=np.uint16)
        for start in range(0, units, BLOCK):
            part = self.ranks[:, start : start + BLOCK].astype(np.intp)
            wide = part.shape[1]
            part += np.arange(wide) * (units + 1)
            count = np.bincount(part.ravel(), minlength=wide * (units + 1)).reshape(wide, units + 1)
            below = count.cumsum(axis=1)
            for n, k in enumerate(kth):
                made[start : start + BLOCK, n] = (below >= k).argmax(axis=1)
        return made

    def chance(self, first: int = 0, last: int = 0) -> Floats:
        """For each unit, the share of draws in which it is among the first (or the last) so many."""
        if first:
            return cast("Floats", (self.ranks <= first).mean(axis=0))
        return cast("Floats", (self.ranks > len(self.units) - last).mean(axis=0))


def draws_of(race: Race, vary: Vary, draws: int, seed: int) -> tuple[Floats, npt.NDArray[np.uint8]]:
    """Weights and choices of every draw. The same seed gives the same bits on any machine: only products of
    whole random bits are taken, no logarithms."""
    rng = np.random.Generator(np.random.PCG64(seed))
    base = shares(race)
    moved = base * (1 + vary.weights * (2 * rng.random((draws, len(base))) - 1))
    sizes = [max(1, len(x)) for x in (vary.normalisers, vary.means, vary.missing)]
    picked = np.stack([rng.integers(0, size, draws, dtype=np.uint8) for size in sizes], axis=1)
    return moved, picked


def stress(
    race: Race,
    values: Values,
    *,
    draws: int = 10_000,
    seed: int = 1,
    vary: Vary | None = None,
    threads: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Stress:
    """Run the race `draws` times. `progress` is told how many draws are done.

    Bonus and deduction, which no weight touches, are left out, as are vetoes: this is about the index.
    Raises ValueError when a choice is unknown or a unit has no figures at all.
    """
    vary = vary or Vary()
    vary.check()
    weights, choices = draws_of(race, vary, draws, seed)
    ranks = ranked(race, values, vary, weights, choices, threads=threads, progress=progress)
    return Stress(list(values.units), ranks, weights, choices, vary, seed)


def ranked(
    race: Race,
    values: Values,
    vary: Vary,
    weights: Floats,
    choices: npt.NDArray[np.uint8],
    *,
    threads: int = 0,
    progress: Callable[[int], None] | None = None,
) -> npt.NDArray[np.uint16]:
    """Places (draws × units) under given weights (draws × indicators) and choices (draws × 3)."""
    variants = {tuple(int(x) for x in c) for c in np.unique(choices, axis=0)}
    makers = Makers(race, values, vary)
    ranks = np.empty((len(weights), len(values.units)), dtype=np.uint16)

    def some(make: Callable[[Floats], Floats], mine: npt.NDArray[np.intp]) -> int:
        ranks[mine] = positions(make(weights[mine]))
        return len(mine)

    jobs = []
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        for choice in sorted(variants):
            make = makers.make(choice)
            mine = np.flatnonzero((choices == np.array(choice, dtype=np.uint8)).all(axis=1))
            jobs += [pool.submit(some, make, mine[s : s + BLOCK]) for s in range(0, len(mine), BLOCK)]
        for job in jobs:
            done = job.result()
            if progress is not None:
                progress(done)
    return ranks


class Makers:
    """Functions from weights (draws × indicators) to scores that rank as the chosen mean does.

    A geometric mean ranks as the mean of logarithms, a harmonic one as minus the mean of reciprocals, so all
    are one product of matrices, and each matrix is made once.
    """

    def __init__(self, race: Race, values: Values, vary: Vary) -> None:
        if race.layered and not vary.means:
            raise ValueError("各层的合成方法不同，不能做稳健性检验；可用 means= 指定一种或几种合成方法来检验")
        self.race, self.vary, self.groups = race, vary, grouping(race, values)
        self.values = values
        self.plain = figures(race, values)
        lost = np.isnan(self.plain).all(axis=1)
        if lost.any():
            names = [values.units[i] for i in np.flatnonzero(lost)]
            raise ValueError(f"没有任何指标数据，无法检验：{'、'.join(names)}")

    def points(self, normaliser: str, rule: Missing | None) -> Floats:
        if not normaliser:
            return points(self.race, self.values, self.plain, rule)
        return filled(SIMPLE[normaliser](self.plain), rule or self.race.missing, self.groups)

    def make(self, choice: tuple[int, ...]) -> Callable[[Floats], Floats]:
        vary, race = self.vary, self.race
        own = race.aggregation if race.aggregation in MEANS else "arithmetic"
        mean = vary.means[choice[1]] if vary.means else own
        made = self.points(
            vary.normalisers[choice[0]] if vary.normalisers else "",
            vary.missing[choice[2]] if vary.missing else None,
        )
        if mean != "arithmetic":
            # means of powers want points above zero: the worst stands at 1, as rules of such indices do
            made = made - min(0.0, float(np.nanmin(made))) + 1
            made = np.log(made) if mean == "geometric" else -1 / made
        there = ~np.isnan(made)
        if there.all():
            columns = np.ascontiguousarray(made.T)
            return lambda weights: weights @ columns / weights.sum(axis=1, keepdims=True)
        full, mask = np.nan_to_num(made).T.copy(), there.T.astype(np.float64)
        return lambda weights: (weights @ full) / (weights @ mask)
