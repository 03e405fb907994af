"""What may be done to figures before they become points, when the rules ask for it; always reported."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from luodi.racing.exact import WIDE, Value, decimal, known, mean
from luodi.racing.spec import Treatment

SKEW, KURTOSIS = 2.0, 3.5


def treated(figures: Sequence[Value], how: Treatment, groups: Sequence[str]) -> tuple[list[Value], list[str]]:
    """The figures after treatment, and sentences that say what was done; untouched without a treatment.

    As COINr's Treat with its defaults: winsorise, and where that does not suffice take the logarithm of the
    figures as they were; what is missing is filled before that. Without `log` what was pulled in stays, and the rest is told.
    """
    result, said = list(figures), []
    if how.impute:
        result, filled = imputed(result, how.impute, groups)
        if filled:
            word = "均值" if how.impute.endswith("mean") else "中位数"
            where = "组内" if how.impute.startswith("group") else "全体"
            said.append(f"{filled}个缺失值以{where}{word}补齐")
    if how.winsorise and outlying(result):
        pulled, moved = winsorised(result, how.winsorise)
        if how.log and outlying(pulled):
            said.append(f"缩尾{moved}个值后仍有极端值，改为取对数")
            result = logged(result)
        else:
            result = pulled
            rest = "，仍有极端值" if outlying(pulled) else ""
            said.append(f"缩尾处理{moved}个极端值{rest}")
    elif how.log and outlying(result):
        result = logged(result)
        said.append("有极端值，取对数")
    return result, said


def shape(values: Sequence[Fraction]) -> tuple[float, float]:
    """Skewness and excess kurtosis, both bias-corrected as in spreadsheets (n - 1, n - 2, n - 3)."""
    n = len(values)
    if n < 4:
        return 0.0, 0.0
    middle = mean(values)
    apart = [float(v - middle) for v in values]
    m2 = sum(a * a for a in apart) / n
    if m2 == 0:
        return 0.0, 0.0
    skew = (sum(a**3 for a in apart) / n) / m2**1.5 * math.sqrt(n * (n - 1)) / (n - 2)
    flat = (sum(a**4 for a in apart) / n) / m2**2 - 3
    return skew, (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * flat + 6)


def outlying(figures: Sequence[Value]) -> bool:
    """Whether the column has outliers by the rule of skewness and kurtosis together."""
    skew, flat = shape(known(figures))
    return abs(skew) >= SKEW and flat >= KURTOSIS


def winsorised(figures: Sequence[Value], most: int) -> tuple[list[Value], int]:
    """Pull the values at the end the column leans to in to the next one, until the shape is within bounds or
    `most` were pulled; the figures and how many were.

    COINr's `winsorise`: all values equal to the extreme go at once, those pulled before among them, so ties
    may take the count past `most`; high and low ends are counted together.
    """
    result, high, low = list(figures), 0, 0
    while high + low < most and outlying(result):
        there = known(result)
        skew, _flat = shape(there)
        edge = max(there) if skew >= 0 else min(there)
        rest = [v for v in there if v != edge]
        level = max(rest) if skew >= 0 else min(rest)
        count = len(there) - len(rest)
        high, low = (count, low) if skew >= 0 else (high, count)
        result = [level if v == edge else v for v in result]
    return result, high + low


def logged(figures: Sequence[Value]) -> list[Value]:
    """ln(x - min + 0.01 × range)."""
    there = known(figures)
    low, wide = min(there), max(there) - min(there)
    if wide == 0:
        return list(figures)
    return [None if v is None else Fraction(WIDE.ln(decimal(v - low + wide / 100))) for v in figures]


def imputed(figures: Sequence[Value], how: str, groups: Sequence[str]) -> tuple[list[Value], int]:
    """Missing figures filled from their group (from all where the group has none, or `how` says so); how many."""
    if not how.startswith("group"):
        groups = [""] * len(figures)
    result, filled = list(figures), 0
    for i, figure in enumerate(figures):
        if figure is not None:
            continue
        mates = known(f for f, g in zip(figures, groups, strict=True) if g == groups[i]) or known(figures)
        if not mates:
            continue
        order = sorted(mates)
        middle = (order[(len(order) - 1) // 2] + order[len(order) // 2]) / 2
        result[i] = mean(mates) if how.endswith("mean") else middle
        filled += 1
    return result, filled
