"""Many scores to one: weighted means up the tree, and Copeland's count of duels.

What is missing is left out of a mean and the remaining weights are scaled up; a unit with nothing at all has
no score. Where a race's rule gives missing values points, they have them before they come here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from luodi.racing.exact import WIDE, Value, decimal, known, power

Mean = Callable[[Sequence[tuple[Fraction, Fraction]], Fraction], Fraction]
"""Takes (weight, score) pairs, all given, and the mean's own number; gives the mean."""


def arithmetic(pairs: Sequence[tuple[Fraction, Fraction]], _p: Fraction = Fraction(0)) -> Fraction:
    """Σ w x / Σ w."""
    return sum((w * x for w, x in pairs), Fraction(0)) / sum((w for w, _x in pairs), Fraction(0))


def geometric(pairs: Sequence[tuple[Fraction, Fraction]], _p: Fraction = Fraction(0)) -> Fraction:
    """Π x^(w / Σ w): one zero makes it zero. Raises ValueError for a score below zero."""
    if any(x < 0 for _w, x in pairs):
        raise ValueError("几何平均要求各项得分不为负")
    if any(x == 0 and w > 0 for w, x in pairs):
        return Fraction(0)
    whole = sum((w for w, _x in pairs), Fraction(0))
    total = Fraction(0)
    for w, x in pairs:
        if w:
            total += w * Fraction(WIDE.ln(decimal(x)))
    return Fraction(WIDE.exp(decimal(total / whole)))


def harmonic(pairs: Sequence[tuple[Fraction, Fraction]], _p: Fraction = Fraction(0)) -> Fraction:
    """Σ w / Σ (w / x): one zero makes it zero. Raises ValueError for a score below zero."""
    if any(x < 0 for _w, x in pairs):
        raise ValueError("调和平均要求各项得分不为负")
    if any(x == 0 and w > 0 for w, x in pairs):
        return Fraction(0)
    below = sum((w / x for w, x in pairs if w), Fraction(0))
    return sum((w for w, _x in pairs), Fraction(0)) / below


def generalised(pairs: Sequence[tuple[Fraction, Fraction]], p: Fraction) -> Fraction:
    """(Σ w x^p / Σ w)^(1/p); p = 1 arithmetic, p → 0 geometric, p = -1 harmonic.

    >>> generalised([(Fraction(1), Fraction(3)), (Fraction(1), Fraction(4))], Fraction(1))
    Fraction(7, 2)
    """
    if p == 0:
        return geometric(pairs)
    if p < 0 and any(x == 0 and w > 0 for w, x in pairs):
        return Fraction(0)
    if any(x < 0 for _w, x in pairs):
        raise ValueError("广义平均要求各项得分不为负")
    inner = arithmetic([(w, power(x, p) if x else Fraction(0)) for w, x in pairs])
    return power(inner, 1 / p) if inner else Fraction(0)


MEANS: dict[str, Mean] = {
    "arithmetic": arithmetic,
    "geometric": geometric,
    "harmonic": harmonic,
    "generalised": generalised,
}
TITLES = {
    "arithmetic": "加权算术平均",
    "geometric": "加权几何平均",
    "harmonic": "加权调和平均",
    "generalised": "广义平均",
    "copeland": "科普兰两两比较",
    "outranking": "两两比较优势权重合计",
    "coinr_copeland": "COINr 的 a_copeland",
    "sum": "加权合计",
}


def weighted_sum(weights: Sequence[Fraction], scores: Sequence[Value]) -> Value:
    """Points added up as a printed table does: Σ w x / 100. What is missing adds nothing; nothing at all is
    no score. Only for races whose rule for missing values is written (`exclude` does not go with a sum)."""
    there = [(w, x) for w, x in zip(weights, scores, strict=True) if x is not None]
    return sum((w * x for w, x in there), Fraction(0)) / 100 if there else None


def combined(
    mean: Mean, weights: Sequence[Fraction], columns: Sequence[Sequence[Value]], p: Fraction = Fraction(0)
) -> list[Value]:
    """The mean of the columns for each unit, over what the unit has."""
    result: list[Value] = []
    for scores in zip(*columns, strict=True):
        there = [(w, x) for w, x in zip(weights, scores, strict=True) if x is not None and w > 0]
        result.append(mean(there, p) if there else None)
    return result


def copeland(weights: Sequence[Fraction], columns: Sequence[Sequence[Value]]) -> list[Value]:
    """Duels won minus duels lost, as a share of all duels: 1 beats everybody, -1 loses to everybody.

    One unit beats another when the weight of the indicators on which it is better is more than half of the
    weight on which both have a figure; equal scores give half to each (Copeland 1951; Munda & Nardo 2009).
    COINr's `a_copeland` does not count duels but adds up their weights: that is `outranking`.
    """
    n = len(columns[0]) if columns else 0
    rows = list(zip(*columns, strict=True))
    if n == 1:
        return [Fraction(0)]
    result: list[Value] = []
    for i in range(n):
        if not known(rows[i]):
            result.append(None)
            continue
        won = duels = 0
        for j in range(n):
            if i == j or not known(rows[j]):
                continue
            ahead = both = Fraction(0)
            for w, a, b in zip(weights, rows[i], rows[j], strict=True):
                if a is None or b is None:
                    continue
                both += w
                ahead += w if a > b else w / 2 if a == b else 0
            duels += 1
            if both:
                won += (ahead * 2 > both) - (ahead * 2 < both)
        result.append(Fraction(won, duels) if duels else Fraction(0))
    return result


def outranking(weights: Sequence[Fraction], columns: Sequence[Sequence[Value]]) -> list[Value]:
    """Over all other units, the share of the weight on which a unit is better, equal scores giving half: 0 to
    n - 1, the row sums of the outranking matrix, as COINr's `a_copeland` has them.

    Where figures are missing the share is of the weight on which both have one. COINr gives what is missing to
    the unit that stands lower in the table: that is `coinr_copeland`.
    """
    rows = list(zip(*columns, strict=True))
    result: list[Value] = []
    for i, mine in enumerate(rows):
        if not known(mine):
            result.append(None)
            continue
        whole = Fraction(0)
        for j, theirs in enumerate(rows):
            both = ahead = Fraction(0)
            for w, a, b in zip(weights, mine, theirs, strict=True):
                if i != j and a is not None and b is not None:
                    both += w
                    ahead += w if a > b else w / 2 if a == b else 0
            whole += ahead / both if both else 0
        result.append(whole)
    return result


def coinr_copeland(weights: Sequence[Fraction], columns: Sequence[Sequence[Value]]) -> list[Value]:
    """COINr's `a_copeland` to the letter: of two units the upper in the table has the share of the whole weight on
    which it is better (equal scores half), the lower one all the rest, what is missing with it.

    Without missing figures it is `outranking`; with them the order of the table counts, so no race should be
    decided by it. It is here to retrace indices made that way.
    """
    rows = list(zip(*columns, strict=True))
    whole = sum(weights, Fraction(0))
    made = [Fraction(0)] * len(rows)
    for i, mine in enumerate(rows):
        for j in range(i + 1, len(rows)):
            ahead = Fraction(0)
            for w, a, b in zip(weights, mine, rows[j], strict=True):
                if a is not None and b is not None:
                    ahead += w if a > b else w / 2 if a == b else 0
            made[i] += ahead / whole
            made[j] += 1 - ahead / whole
    return list(made)


DUELS: dict[str, Callable[[Sequence[Fraction], Sequence[Sequence[Value]]], list[Value]]] = {
    "copeland": copeland,
    "outranking": outranking,
    "coinr_copeland": coinr_copeland,
}
"""Aggregations that compare units in pairs: no score of a dimension, nothing an indicator adds."""
