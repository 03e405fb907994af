"""Formulas whose constants are not in the table: a benchmark nobody printed, 60 + 40, weights of a mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np

from luodi.racing.checking.digits import Span, text, total
from luodi.racing.printed.grid import Grid, Row
from luodi.racing.printed.relations import RANKS, RATES, Predict, Relation, value

BASES = ((60, 40), (50, 50), (40, 60), (70, 30), (0, 100), (0, 1), (1, 99), (0, 10))
LEAST = 5
"""Fewer rows than this prove no constant."""
PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]")


def fitted(grid: Grid, target: str) -> Iterator[Relation]:
    """Candidates with constants of their own; `relations` says whether they hold."""
    at = grid.position[target]
    before = [h for h in grid.headings if grid.position[h] < at and not RANKS.search(h)]
    yield from _means(grid, target, before)
    if not RATES.search(target):
        return
    for a in before:
        yield from _proportional(grid, target, a)
        yield from _between(grid, target, a)


def _pairs(grid: Grid, target: str, a: str) -> list[tuple[Span, Span]]:
    return [
        (x, cell.span)
        for row in grid.rows
        if (x := value(row, a)) is not None and (cell := row.numbers.get(target)) is not None
    ]


def _proportional(grid: Grid, target: str, a: str) -> Iterator[Relation]:
    """min(cap, k × x): k is what most rows below the cap allow."""
    pairs = _pairs(grid, target, a)
    top = max((z.value for _x, z in pairs), default=Fraction(0))
    below = [(x, z) for x, z in pairs if z.value < top and x.low > 0 and z.low > 0]
    if len(below) < LEAST:
        return
    bounds = sorted((z.low / x.high, z.high / x.low) for x, z in below)
    points = [low for low, _high in bounds]
    k = max(points, key=lambda p: sum(1 for low, high in bounds if low <= p <= high))
    mine = [(low, high) for low, high in bounds if low <= k <= high]
    span = Span(k, (k + min(h for _l, h in mine)) / 2, min(h for _l, h in mine))
    capped = sum(1 for _x, z in pairs if z.value == top) > 1

    def predict(row: Row) -> Span | None:
        x = value(row, a)
        if x is None:
            return None
        made = x * span
        return made.upto(top) if capped else made

    ends = f"，不超过{text(top)}" if capped else ""
    per = span.value if span.value >= 1 else 1 / span.value
    words = f"“{a}”{'×' if span.value >= 1 else '÷'}{text(per, 4)}{ends}"
    yield Relation("proportional", "constant", target, (a,), words, predict)


def _between(grid: Grid, target: str, a: str) -> Iterator[Relation]:
    """base + spread × (x − min) / (max − min), and the other way round."""
    column = [x for x, _z in _pairs(grid, target, a)]
    scores = [z.value for _x, z in _pairs(grid, target, a)]
    if len(column) < LEAST or max(x.value for x in column) == min(x.value for x in column):
        return
    low, high = min(column, key=lambda x: x.value), max(column, key=lambda x: x.value)
    for base, spread in BASES:
        low_end = base in scores and min(scores) == base
        if not low_end and not (base + spread in scores and max(scores) == base + spread):
            continue  # one end may be covered by a slip elsewhere, the other shows the bounds
        for up in (True, False):
            words = f"{base}+{spread}×（“{a}”{'−最小）' if up else '距最大）'}÷（最大−最小）"
            yield Relation(
                "efficacy", "constant", target, (a,), words, _linear(a, low, high, base, spread, up)
            )


def _linear(a: str, low: Span, high: Span, base: int, spread: int, up: bool) -> Predict:
    def predict(row: Row) -> Span | None:
        x = value(row, a)
        if x is None:
            return None
        part = (x - low) / (high - low) if up else (high - x) / (high - low)
        return part.times(spread) + Span.point(base)

    return predict


def _means(grid: Grid, target: str, before: Sequence[str]) -> Iterator[Relation]:
    """Weighted means of the columns: the weights written in the headings, equal ones, or those that fit."""
    said = {h: Fraction(m[1]) for h in before if (m := PERCENT.search(h))}
    if len(said) >= 2:
        yield _mean(target, {h: w / 100 for h, w in said.items()})
    for start in range(len(before) - 1):
        run = before[start:]
        if 2 <= len(run) <= 8:
            yield _mean(target, dict.fromkeys(run, Fraction(1, len(run))))
            weights = _solved(grid, target, run)
            if weights is not None:
                yield _mean(target, weights)


def _solved(grid: Grid, target: str, run: Sequence[str]) -> dict[str, Fraction] | None:
    """Weights to two digits that add up to 1, where there are rows enough to tell."""
    rows = [r for r in grid.rows if target in r.numbers and all(h in r.numbers for h in run)]
    if len(rows) < len(run) + 3:
        return None
    x = np.array([[float(r.numbers[h].value) for h in run] for r in rows])
    z = np.array([float(r.numbers[target].value) for r in rows])
    keep = np.ones(len(rows), dtype=bool)
    for _once in range(2):
        found, *_rest = np.linalg.lstsq(x[keep], z[keep], rcond=None)
        apart = np.abs(x @ found - z)
        keep = apart <= max(float(np.median(apart)) * 6, 1e-9)
        if keep.sum() < len(run) + 2:
            return None
    weights = [Fraction(round(float(w) * 100), 100) for w in found]
    if sum(weights) != 1 or any(w <= 0 for w in weights):
        return None
    return dict(zip(run, weights, strict=True))


def _mean(target: str, weights: dict[str, Fraction]) -> Relation:
    def predict(row: Row) -> Span | None:
        there = [(w, value(row, h)) for h, w in weights.items()]
        if any(s is None for _w, s in there):
            return None
        return total(s.times(w) for w, s in there if s is not None)

    words = "+".join(f"“{h}”×{text(w, 3).rstrip('0').rstrip('.')}" for h, w in weights.items())
    return Relation("mean", "additive", target, tuple(weights), words, predict)
