"""What places hang on: shares of their variance by what is varied, alone (first order) and in all (total order).

Sobol's indices by Saltelli's scheme: two independent tables of draws and, for each thing varied, the first table
with that thing taken from the second. First order by Saltelli et al. (2010), total order by Jansen (1999).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from luodi.racing.matrices import Floats, positions, shares
from luodi.racing.spec import Branch, Indicator, Node, Race, leaves
from luodi.racing.stress import MEANS, Makers, Vary
from luodi.racing.values import Values

BLOCK = 256
CHOICES = (("normaliser", "计分方法"), ("mean", "合成方法"), ("missing", "缺报规则"))


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """`first` and `total`: things varied × units. `shift_first` and `shift_total`: of the average number of places
    units move against the rules' own. A unit that never moves has NaN, and stands in `still`."""

    codes: list[str]
    inputs: tuple[str, ...]
    units: list[str]
    first: Floats
    total: Floats
    shift_first: Floats
    shift_total: Floats
    shift: float
    still: list[str]
    draws: int
    seed: int

    def main(self, unit: str) -> str:
        """The name of what the unit's place hangs on most; empty where it never moves."""
        column = self.total[:, self.units.index(unit)]
        return "" if np.isnan(column).all() else self.inputs[int(column.argmax())]


def sensitivity(
    race: Race,
    values: Values,
    *,
    draws: int = 1024,
    seed: int = 1,
    vary: Vary | None = None,
    by: Literal["indicator", "dimension"] = "indicator",
    of: Literal["place", "score"] = "place",
    threads: int = 0,
) -> Sensitivity:
    """Indices of every unit's place (or score), from `draws` × (things varied + 2) runs.

    `by` dimension moves all weights of a first-level dimension together, by one factor. Scores of different
    formulas have different scales, so `of` score says most where formulas and means are not varied.
    Raises ValueError when a choice is unknown, nothing is varied, or a unit has no figures at all."""
    vary = vary or Vary()
    vary.check()
    if draws < 2:
        raise ValueError("敏感性分析至少要抽样 2 次")
    groups = _groups(race.tree, by)
    sizes = [len(x) for x in (vary.normalisers, vary.means, vary.missing)]
    chosen = [n for n in range(3) if sizes[n] > 1]
    if not vary.weights:
        groups = []
    codes = [code for code, _name, _at in groups] + [CHOICES[n][0] for n in chosen]
    names = [f"{name}权重" for _code, name, _at in groups] + [CHOICES[n][1] for n in chosen]
    if not codes:
        raise ValueError("没有可变动的选择：权重幅度是 0，也没有给出两种以上的计分方法、合成方法或缺报规则")
    makers, base = Makers(race, values, vary), shares(race)
    made: dict[tuple[int, ...], Callable[[Floats], Floats]] = {}

    def results(draw: Floats) -> Floats:
        weights = np.tile(base, (len(draw), 1))
        for n, (_code, _name, at) in enumerate(groups):
            weights[:, at] *= 1 + vary.weights * (2 * draw[:, n : n + 1] - 1)
        picks = np.zeros((len(draw), 3), dtype=np.intp)
        for n, which in enumerate(chosen, len(groups)):
            picks[:, which] = np.minimum(draw[:, n] * sizes[which], sizes[which] - 1).astype(np.intp)
        out = np.empty((len(draw), len(values.units)))
        jobs = []
        for row in np.unique(picks, axis=0):
            choice = tuple(int(c) for c in row)
            if choice not in made:
                made[choice] = makers.make(choice)
            mine = np.flatnonzero((picks == row).all(axis=1))
            parts = (mine[start : start + BLOCK] for start in range(0, len(mine), BLOCK))
            jobs += [pool.submit(some, choice, weights, part, out) for part in parts]
        for job in jobs:
            job.result()
        return out

    def some(choice: tuple[int, ...], weights: Floats, mine: npt.NDArray[np.intp], out: Floats) -> None:
        scores = made[choice](weights[mine])
        out[mine] = positions(scores) if of == "place" else _plain(scores, race, vary, choice)

    centre = _centre(race, makers, base, vary, of)
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        each = [[n] for n in range(len(codes))]
        first, total = sobol(lambda d: _with_shift(results(d), centre), len(codes), each, draws, seed)
        rng = np.random.Generator(np.random.PCG64(seed))
        shift = float(np.abs(results(rng.random((draws, 2 * len(codes)))[:, : len(codes)]) - centre).mean())
    still = [u for n, u in enumerate(values.units) if np.isnan(total[:, n]).all()]
    return Sensitivity(
        codes,
        tuple(names),
        list(values.units),
        first[:, :-1],
        total[:, :-1],
        first[:, -1],
        total[:, -1],
        shift,
        still,
        draws,
        seed,
    )


def sobol(
    result: Callable[[Floats], Floats], inputs: int, groups: Sequence[Sequence[int]], draws: int, seed: int
) -> tuple[Floats, Floats]:
    """First and total order, groups × outputs, of a function that takes draws × inputs between 0 and 1 and gives
    draws × outputs; a group's inputs are taken together. NaN for an output that does not vary."""
    rng = np.random.Generator(np.random.PCG64(seed))
    both = rng.random((draws, 2 * inputs))
    a, b = both[:, :inputs], both[:, inputs:]
    at_a, at_b = result(a), result(b)
    spread = np.concatenate([at_a, at_b]).var(axis=0)
    first, total = (np.full((len(groups), at_a.shape[1]), np.nan) for _ in range(2))
    there = spread > 1e-12 * np.maximum(1.0, np.abs(at_a).max(axis=0)) ** 2
    centre = (at_a.mean(axis=0) + at_b.mean(axis=0)) / 2
    for n, group in enumerate(groups):
        mixed = a.copy()
        mixed[:, list(group)] = b[:, list(group)]
        changed = result(mixed)
        first[n, there] = ((at_b - centre) * (changed - at_a)).mean(axis=0)[there] / spread[there]
        total[n, there] = ((at_a - changed) ** 2).mean(axis=0)[there] / (2 * spread[there])
    return first, total


def _with_shift(out: Floats, centre: Floats) -> Floats:
    """The units' places and, last, how far they lie from the middle on average."""
    return np.column_stack([out, np.abs(out - centre).mean(axis=1)])


def _centre(race: Race, makers: Makers, base: Floats, vary: Vary, of: str) -> Floats:
    """Places (or scores) by the rules' own weights and methods."""
    plain = Makers(race, makers.values, Vary(0))
    scores = plain.make((0, 0, 0))(base[None, :])
    made = positions(scores) if of == "place" else _plain(scores, race, Vary(0), (0, 0, 0))
    return np.asarray(made[0], dtype=np.float64)


def _plain(scores: Floats, race: Race, vary: Vary, choice: Sequence[int]) -> Floats:
    """Scores again, where a mean was taken of logarithms or reciprocals."""
    own = race.aggregation if race.aggregation in MEANS else "arithmetic"
    mean = vary.means[choice[1]] if vary.means else own
    if mean == "geometric":
        return np.asarray(np.exp(scores), dtype=np.float64)
    return -1 / scores if mean == "harmonic" else scores


def _groups(tree: Sequence[Node], by: str) -> list[tuple[str, str, list[int]]]:
    """Weights that move together: code, name, positions among the indicators."""
    made: list[tuple[str, str, list[int]]] = []
    at = 0
    for node in tree:
        under: list[Indicator] = list(leaves((node,)))
        if isinstance(node, Branch) and by == "dimension":
            made.append((node.code, node.name, list(range(at, at + len(under)))))
        else:
            made += [(x.code, x.name, [at + n]) for n, x in enumerate(under)]
        at += len(under)
    return made
