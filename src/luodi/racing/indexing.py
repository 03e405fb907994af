"""Formulas of composite indices that COINr has and official rules seldom use; each names what it is there."""

from __future__ import annotations

from fractions import Fraction

from luodi.racing.exact import Value, known
from luodi.racing.formula import Column, each, normaliser, ratio_to


@normaliser(
    "fraction",
    "与最大值之比",
    "full × x / 最大值，不截断；越低越好时 full × 最小值 / x；分母为零或负时不可比",
    "COINr n_fracmax（full 为 1 时）。COINr 对越低越好的指标算出 x / 最小值，越差越高，这里不照搬",
    relative=True,
    full=100,
)
def fraction(column: Column) -> list[Value]:
    there = known(column.values)
    best = (max(there) if column.higher else min(there)) if there else None
    full = column.option("full")

    def score(i: int, value: Fraction) -> Value:
        part = ratio_to(column, i, value, best, "最大值" if column.higher else "数值")
        return None if part is None else full * part

    return each(column, score)


def _worse(column: Column) -> list[Value]:
    """How many are worse than each; equals count as not worse."""
    order = sorted(known(column.values), reverse=not column.higher)
    below: dict[Fraction, int] = {}
    for i, value in enumerate(order):
        below.setdefault(value, i)
    return each(column, lambda i, v: Fraction(below[v]))


@normaliser(
    "rank",
    "名次分",
    "比它差的个数 + 1，同值取低",
    "COINr n_rank；与位次法（rank_points）不同：不化为百分制，同值取低",
    relative=True,
)
def rank(column: Column) -> list[Value]:
    return [None if w is None else w + 1 for w in _worse(column)]


@normaliser("borda", "波达计数", "比它差的个数", "COINr n_borda", relative=True)
def borda(column: Column) -> list[Value]:
    return _worse(column)


@normaliser(
    "percentile_low",
    "百分位（同值取低）",
    "full × 比它差的个数 /（n − 1）；n = 1 时满分",
    "COINr n_prank（full 为 1 时）；与百分位（percentile）不同：同值取低",
    relative=True,
    full=100,
)
def percentile_low(column: Column) -> list[Value]:
    n, full = len(known(column.values)), column.option("full")
    return [None if w is None else full * w / (n - 1) if n > 1 else full for w in _worse(column)]


@normaliser(
    "reference",
    "参照距离",
    "full ×（x − 最差）/（参照 − 最差）；参照是 reference 的值，或数据表中第 row 个单位的值，都不给时取最好值（n_dist2max）",
    "COINr n_dist2ref（full 为 1 时）；不封顶，除非给定 cap",
    relative=True,
    reference=None,
    row=None,
    cap=None,
    full=100,
)
def reference(column: Column) -> list[Value]:
    there = known(column.values)
    if not there:
        return [None] * len(column.values)
    at, row = column.options.get("reference"), column.options.get("row")
    if at is None and row is not None:
        at = column.values[int(row) - 1] if 1 <= row <= len(column.values) else None
        if at is None:
            raise ValueError(f"参照距离（reference）的 row 是{row}，数据表中没有这一行，或它没有数")
    worst, best = (min(there), max(there)) if column.higher else (max(there), min(there))
    at = best if at is None else at
    if worst == best == at:
        return each(column, lambda i, v: column.option("full"))
    if at == worst:
        for i in range(len(column.values)):
            column.notes[i] = "参照值就是最差值，不可比（n/a）"
        return [None] * len(column.values)
    cap, full = column.options.get("cap"), column.option("full")

    def score(i: int, value: Fraction) -> Value:
        part = (value - worst) / (at - worst)
        return full * (part if cap is None else min(part, cap))

    return each(column, score)


@normaliser(
    "linear",
    "线性换算",
    "low +（high − low）×（x − floor）/（ceiling − floor），不截断；越低越好时反向",
    "COINr n_scaled（low 0、high 100）；min_max 给定 floor、ceiling 时截断，即 n_goalposts",
    floor=0,
    ceiling=100,
    low=0,
    high=100,
)
def linear(column: Column) -> list[Value]:
    floor, ceiling = column.option("floor"), column.option("ceiling")
    low, high = column.option("low"), column.option("high")
    if floor == ceiling:
        raise ValueError("线性换算（linear）的 floor 和 ceiling 不能相等")

    def score(i: int, value: Fraction) -> Value:
        part = (value - floor) / (ceiling - floor)
        return low + (high - low) * (part if column.higher else 1 - part)

    return each(column, score)
