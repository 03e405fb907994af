"""Ranks: ties share a place (1, 2, 2, 4), and nothing breaks a tie silently."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import cache

from luodi.racing.exact import Value


def quick(value: Fraction) -> tuple[float, Fraction]:
    """A key that orders exactly as the fraction does, but looks at long fractions only where their floats are
    equal: rounding to a float never turns an order round."""
    try:
        return float(value), value
    except OverflowError:
        return (math.inf if value > 0 else -math.inf), value


def places(scores: Sequence[Value], *, higher: bool = True) -> list[int | None]:
    """The place of each score, best first; equal scores share the better place; None stays unplaced.

    >>> places([Fraction(3), Fraction(5), Fraction(3), None, Fraction(1)])
    [2, 1, 2, None, 4]
    """
    keys = [None if v is None else quick(v) for v in scores]
    order = sorted(
        (i for i, k in enumerate(keys) if k is not None),
        key=lambda i: keys[i],  # type: ignore[arg-type,return-value]
        reverse=higher,
    )
    placed: list[int | None] = [None] * len(scores)
    before = -1
    for place, i in enumerate(order, 1):  # neighbours are compared, since hashing long fractions is dear
        placed[i] = placed[before] if before >= 0 and keys[i] == keys[before] else place
        before = i
    return placed


def places_broken(
    scores: Sequence[Value], breakers: Sequence[Sequence[Value]]
) -> tuple[list[int | None], dict[int, int]]:
    """Places where ties are broken by the breakers in order, each higher-is-better.

    Returns the places and, for each unit that won or lost a place by a breaker, which breaker (from 0): it
    must be printed. A missing breaker loses to a given one. What no breaker parts shares its place.
    """
    unbroken = places(scores)
    if not breakers:
        return unbroken, {}

    @cache
    def key(i: int, depth: int) -> tuple[object, ...]:
        score = scores[i]
        parts: list[object] = [score if score is None else quick(score)]
        for breaker in breakers[:depth]:
            value = breaker[i]
            parts.append((value is not None, quick(value if value is not None else Fraction(0))))
        return tuple(parts)

    there = [i for i, v in enumerate(scores) if v is not None]
    full = len(breakers)
    order = sorted(there, key=lambda i: key(i, full), reverse=True)
    placed: list[int | None] = [None] * len(scores)
    for n, i in enumerate(order, 1):
        before = order[n - 2] if n > 1 else None
        placed[i] = placed[before] if before is not None and key(before, full) == key(i, full) else n
    by: dict[int, int] = {}
    tied: dict[int, list[int]] = {}
    for i in there:
        tied.setdefault(unbroken[i] or 0, []).append(i)
    for mates in tied.values():
        for i in mates if len(mates) > 1 else ():
            twins = [j for j in mates if key(j, full) != key(i, full)]
            if twins:
                by[i] = min(next(d for d in range(full) if key(i, d + 1) != key(j, d + 1)) for j in twins)
    return placed, by
