"""Weighted sums of columns as whole numbers over one denominator: exact as fractions are, a tenth of the work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm

from luodi.racing.exact import Value
from luodi.racing.spec import Race
from luodi.racing.tree import totals


class Sums:
    """Points by indicator, brought to one denominator once, for many sets of weights."""

    def __init__(self, points: Mapping[str, Sequence[Value]]) -> None:
        self.points = points
        self.below = lcm(*(p.denominator for column in points.values() for p in column if p is not None))
        self.above = {
            code: [None if p is None else p.numerator * (self.below // p.denominator) for p in column]
            for code, column in points.items()
        }

    def scores(self, race: Race, weights: Mapping[str, Fraction]) -> list[Value]:
        """The score of every unit under rules that add up; indicators the rules do not have are left out."""
        codes = [x.code for x in race.indicators()]
        columns = [self.above[code] for code in codes]
        known: dict[tuple[bool, ...], tuple[list[int], int] | None] = {}
        made: list[Value] = []
        for row in zip(*columns, strict=True):
            there = tuple(p is not None for p in row)
            if there not in known:
                known[there] = _coefficients(race, weights, codes, there)
            found = known[there]
            if found is None:
                made.append(None)
                continue
            parts, below = found
            total = sum(part * p for part, p in zip(parts, row, strict=True) if p is not None)
            made.append(Fraction(total, below * self.below))
        return made


def _coefficients(
    race: Race, weights: Mapping[str, Fraction], codes: Sequence[str], there: Sequence[bool]
) -> tuple[list[int], int] | None:
    """What a point on each indicator adds to the score of a unit that has these: numerators, one denominator."""
    ones: dict[str, list[Value]] = {
        code: [Fraction(1) if has else None] for code, has in zip(codes, there, strict=True)
    }
    tree = totals(race, ones, weights, 1)[0]
    if tree.score is None:
        return None
    below = lcm(*(add.denominator for add in tree.adds.values()))
    zero = Fraction(0)
    adds = [tree.adds.get(code, zero) for code in codes]
    return [add.numerator * (below // add.denominator) for add in adds], below
