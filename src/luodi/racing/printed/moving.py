"""Columns that follow from places, from the row above, or lie a constant apart: changes of place, figures since
the start of the year, points for places, how far ahead of the calendar."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from luodi.racing.checking.digits import Span, text, total
from luodi.racing.printed.grid import Grid, Row
from luodi.racing.printed.relations import MOVES, RANKS, Predict, Relation, value

RUNNING = re.compile(r"累计|至今")
APART = re.compile(r"差|高|低|超|快|慢|进度|百分点")
POINTS = re.compile(r"分|得|score", re.I)
LEAST = 5


def moving(grid: Grid, target: str) -> Iterator[Relation]:
    """Candidates; `relations` says whether they hold."""
    placed = [h for h in grid.headings if RANKS.search(h) and not MOVES.search(h)]
    plain = [h for h in grid.headings if h != target and not RANKS.search(h)]
    if MOVES.search(target):
        for a in placed:
            for b in placed:
                if a != b:
                    yield Relation("difference", "additive", target, (a, b), f"“{a}”−“{b}”", _minus(a, b))
    if RUNNING.search(target):
        for a in plain:
            yield Relation("sum", "running", target, (a,), f"上一行加“{a}”", _running(grid, target, a))
            # a wrong sum spoils two rows of the first, a wrong part all that follow of the second
            yield Relation("sum", "running", target, (a,), f"“{a}”自首行起之和", _since(grid, a))
    if APART.search(target):
        for a in plain:
            yield from _apart(grid, target, a)
    if POINTS.search(target):
        for a in placed:
            yield from _points(grid, target, a)


def _minus(a: str, b: str) -> Predict:
    def predict(row: Row) -> Span | None:
        x, y = value(row, a), value(row, b)
        return None if x is None or y is None else x - y

    return predict


def _running(grid: Grid, target: str, a: str) -> Predict:
    above = {row.number: last for last, row in zip([None, *grid.rows], grid.rows, strict=False)}

    def predict(row: Row) -> Span | None:
        last = above.get(row.number)
        x, y = value(row, a), None if last is None else value(last, target)
        return None if x is None or y is None else x + y

    return predict


def _since(grid: Grid, a: str) -> Predict:
    def predict(row: Row) -> Span | None:
        parts = [value(r, a) for r in grid.rows if r.number <= row.number]
        return None if any(p is None for p in parts) else total(p for p in parts if p is not None)

    return predict


def _pairs(grid: Grid, target: str, a: str) -> list[tuple[Fraction, Fraction]]:
    return [
        (x.value, z.value)
        for row in grid.rows
        if (x := row.numbers.get(a)) and (z := row.numbers.get(target))
    ]


def _apart(grid: Grid, target: str, a: str) -> Iterator[Relation]:
    """a − k, k being what lies between the two columns in most rows."""
    pairs = _pairs(grid, target, a)
    if len(pairs) < LEAST or len({z for _x, z in pairs}) < LEAST:
        return
    k = Counter(x - z for x, z in pairs).most_common(1)[0][0]
    if k == 0:
        return

    def predict(row: Row) -> Span | None:
        x = row.numbers.get(a)
        return None if x is None else Span.point(x.value - k)

    sign = "−" if k > 0 else "+"
    yield Relation("difference", "constant", target, (a,), f"“{a}”{sign}{text(abs(k))}", predict)


def _points(grid: Grid, target: str, a: str) -> Iterator[Relation]:
    """full − step × (place − 1): n places share the points evenly, or each place costs the same."""
    pairs = _pairs(grid, target, a)
    if len({x for x, _z in pairs}) < LEAST:
        return
    top, n = max(z for _x, z in pairs), len(pairs)
    ordered = sorted(pairs)
    steps = Counter((z - w) / (y - x) for (x, z), (y, w) in pairwise(ordered) if x != y)
    full = Counter(z for x, z in pairs if x == 1).most_common(1)
    tops = {top, *(z for z, _n in full)}
    place, second = ordered[1]
    if place <= n:
        tops.add(round(second * n / (n - place + 1), 1))  # what the second says, where the first is wrong
    for most in sorted(tops):
        for step in sorted({most / n, *(s for s, _n in steps.most_common(1))}):
            if step <= 0:
                continue

            def predict(row: Row, most: Fraction = most, step: Fraction = step) -> Span | None:
                x = row.numbers.get(a)
                return None if x is None else Span.point(most - step * (x.value - 1))

            words = f"{text(most)}−{text(step, 4)}×（“{a}”−1）"
            yield Relation("points", "constant", target, (a,), words, predict)
