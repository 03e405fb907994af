"""How fast places are stressed, against the bare products and sorts of the same size in the same run.

Take the ratios, not the seconds: the machine may be shared.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import partial

import numpy as np

from luodi.racing.bestcase import best_weights
from luodi.racing.exact import Value
from luodi.racing.lift import lift
from luodi.racing.movement import movement
from luodi.racing.normalise import NORMALISERS
from luodi.racing.running import run
from luodi.racing.sensitivity import sensitivity
from luodi.racing.spec import Indicator, Race
from luodi.racing.stress import BLOCK, Vary, stress
from luodi.racing.values import Values
from luodi.racing.without_each import without_each

MIXED = Vary(0.25, ("", "min_max", "z_score"), ("arithmetic", "geometric"))


def made(units: int, indicators: int, kind: str = "min_max") -> tuple[Race, Values]:
    """A race of indicators of one formula over seeded figures of two decimals."""
    rng = np.random.Generator(np.random.PCG64(1))
    cents = rng.integers(1, 10_000, (indicators, units))
    options = {k: v for k, v in NORMALISERS[kind].options.items() if v is not None}
    leaf = Indicator("", "", Fraction(1), "", True, kind, options, "")
    leaves = [replace(leaf, code=f"c{k}", name=f"c{k}", column=f"c{k}") for k in range(indicators)]
    race = Race("bench", "1", "", "", date(2026, 1, 1), tuple(leaves), "arithmetic", "relative")
    figures: dict[str, list[Value]] = {
        f"c{k}": [Fraction(int(v), 100) for v in cents[k]] for k in range(indicators)
    }
    return race, Values([f"{n}" for n in range(units)], figures)


def floor(units: int, indicators: int, draws: int) -> None:
    """The products of matrices and one sort of every draw, block by block, nothing else, on one core."""
    rng = np.random.Generator(np.random.PCG64(1))
    weights, points = rng.random((draws, indicators)), rng.random((indicators, units))
    for start in range(0, draws, BLOCK):
        np.sort(weights[start : start + BLOCK] @ points, axis=1)


def stressed(race: Race, values: Values, draws: int, vary: Vary) -> None:
    """What a user waits for: the draws and the intervals."""
    stress(race, values, draws=draws, vary=vary).interval()


def explained(units: int, indicators: int) -> None:
    """What a page or a command waits for when places are explained, against one plain run of the same race."""
    for kind in ("min_max", "z_score"):
        race, values = made(units, indicators, kind)
        rng = np.random.Generator(np.random.PCG64(2))
        shifted = {
            h: [None if v is None else v * Fraction(int(rng.integers(90, 111)), 100) for v in column]
            for h, column in values.figures.items()
        }
        before = Values(list(values.units), shifted)
        once = min(seconds(partial(run, race, values)) for _run in range(3))
        middle = run(race, values).ranked()[units // 2].unit
        print(f"{units} units × {indicators} indicators, {kind}; one run {once:.3f} s")
        for name, work in (
            ("movement of all", partial(movement, race, values, before)),
            ("movement of one", partial(movement, race, values, before, only=[middle])),
            ("lift of one", partial(lift, race, values, middle)),
            ("without each", partial(without_each, race, values)),
            ("sensitivity, 2,000 draws", partial(sensitivity, race, values, draws=2000)),
            ("best weights of all", partial(best_weights, race, values)),
        ):
            took = seconds(work)
            print(f"  {name:<28}{took:8.2f} s   {took / once:6.1f} × one run")


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> int:
    for units, indicators, wanted in ((51, 49, "(under 1 s)"), (3000, 30, "(at most 5 ×)")):
        draws = 10_000
        race, values = made(units, indicators)
        bare = min(seconds(partial(floor, units, indicators, draws)) for _run in range(2))
        print(
            f"{units} units × {indicators} indicators × {draws} draws; bare products and sorts {bare:.2f} s"
        )
        for name, vary in (("weights only", Vary(0.25)), ("weights, formulas, means", MIXED)):
            took = seconds(partial(stressed, race, values, draws, vary))
            print(f"  {name:<28}{took:8.2f} s   {took / bare:5.2f} × {wanted}")
    explained(51, 49)
    return 0


if __name__ == "__main__":
    sys.exit(main())
