"""The formulas by which official rules score a figure; `indexing` has those of composite indices."""

from __future__ import annotations

from fractions import Fraction

from luodi.racing.exact import Value, deviation, known, mean, over_one, sixty
from luodi.racing.formula import (
    HUNDRED,
    NORMALISERS,
    Column,
    Formula,
    Normaliser,
    clip,
    each,
    normaliser,
    over,
    ratio_to,
)
from luodi.racing.ranks import places


@normaliser(
    "attainment",
    "完成率",
    "100 × min(x / t, 上限)；越低越好时 t / x",
    "通行的目标完成计分；上限 1.0、1.1、1.2 均有使用（玉溪、安庆等通报）",
    needs=("targets",),
    cap=1,
)
def attainment(column: Column) -> list[Value]:
    cap = column.option("cap")

    def score(i: int, value: Fraction) -> Value:
        done = ratio_to(column, i, value, column.targets[i], "目标值")
        return None if done is None else HUNDRED * clip(done, Fraction(0), cap)

    return each(column, score)


@normaliser(
    "schedule",
    "序时完成率",
    "100 × min((x / t) ÷ (已过时间 / 全期), 上限)",
    "季度调度按序时进度计分",
    needs=("targets",),
    cap=1,
    elapsed=None,
    whole=12,
)
def schedule(column: Column) -> list[Value]:
    passed = column.option("elapsed") / column.option("whole")
    cap = column.option("cap")

    def score(i: int, value: Fraction) -> Value:
        done = ratio_to(column, i, value, column.targets[i], "目标值")
        return None if done is None else HUNDRED * clip(done / passed, Fraction(0), cap)

    return each(column, score)


@normaliser(
    "benchmark",
    "标杆法",
    "100 × min(1, x / b)，b 为给定标杆；未给定时取最好值",
    "城市创新能力评价等以最好值为标杆",
    relative=True,
    best=None,
)
def benchmark(column: Column) -> list[Value]:
    there = known(column.values)
    best = column.options.get("best")
    if best is None and there:
        best = max(there) if column.higher else min(there)

    def score(i: int, value: Fraction) -> Value:
        done = ratio_to(column, i, value, best, "标杆值")
        return None if done is None else HUNDRED * clip(done, Fraction(0), Fraction(1))

    return each(column, score)


@normaliser(
    "efficacy",
    "功效系数法",
    "base + spread ×（x − min）/（max − min），默认 60 + 40；越低越好时反向",
    "综合评价通用；60+40、50+50 均有使用",
    relative=True,
    base=60,
    spread=40,
    floor=None,
    ceiling=None,
)
def efficacy(column: Column) -> list[Value]:
    return _between(column, column.option("base"), column.option("spread"))


@normaliser(
    "min_max",
    "极差标准化",
    "low +（high − low）×（x − min）/（max − min）",
    "OECD/JRC 综合指数手册（2008）第5步",
    relative=True,
    low=0,
    high=100,
    floor=None,
    ceiling=None,
)
def min_max(column: Column) -> list[Value]:
    return _between(column, column.option("low"), column.option("high") - column.option("low"))


def _between(column: Column, base: Fraction, spread: Fraction) -> list[Value]:
    """Linear between the worst and the best, given or found; kept within when they are given."""
    there = known(column.values)
    if not there:
        return [None] * len(column.values)
    least = column.options.get("floor")
    most = column.options.get("ceiling")
    low = min(there) if least is None else least
    high = max(there) if most is None else most
    if high == low:
        return each(column, lambda i, v: base + spread)
    if high < low:  # everybody is below the given floor, or above the given ceiling
        best = column.higher == (least is None)
        return each(column, lambda i, v: base + spread if best else base)

    # one product for each value: the rest of the formula is the same for all of them
    start, slope = (low, spread / (high - low)) if column.higher else (high, spread / (low - high))
    given = least is not None or most is not None

    def score(i: int, value: Fraction) -> Value:
        return base + slope * ((clip(value, low, high) if given else value) - start)

    return each(column, score)


@normaliser(
    "mean_step",
    "均值步进法",
    "base ± step × 整步数，整步数 = 与均值相差百分比 ÷ per 取整；在 [low, high] 内",
    "武进区2011年：达到全区平均得基本分，每增减5%加减0.5分",
    relative=True,
    base=100,
    step=Fraction(1, 2),
    per=5,
    low=0,
    high=None,
    whole=1,
)
def mean_step(column: Column) -> list[Value]:
    there = known(column.values)
    middle = mean(there) if there else None
    step, per, base = column.option("step"), column.option("per"), column.option("base")

    def score(i: int, value: Fraction) -> Value:
        part = over(column, i, value, middle, "均值")
        if part is None:
            return None
        apart = (part - 1) * 100 / per
        if column.option("whole"):
            apart = Fraction(int(apart))  # toward zero: a step not finished does not count, either way
        if not column.higher:
            apart = -apart
        return clip(base + step * apart, column.option("low"), column.options.get("high"))

    return each(column, score)


@normaliser(
    "rank_points",
    "位次法",
    "100 ×（n − 位次 + 1）/ n；给定 step 时为 100 − step ×（位次 − 1），不低于 low",
    "按位次计分；第一名满分、依次递减",
    relative=True,
    step=None,
    low=0,
)
def rank_points(column: Column) -> list[Value]:
    placed = places(column.values, higher=column.higher)
    n = len(known(column.values))
    step = column.options.get("step")

    def score(i: int, value: Fraction) -> Value:
        place = placed[i] or 0
        if step is None:
            return HUNDRED * (n - place + 1) / n
        return max(HUNDRED - step * (place - 1), column.option("low"))

    return each(column, score)


@normaliser(
    "growth",
    "增速（封顶）",
    "100 × clip(x / max(x₀, 基数下限) − 1, 下限, 上限) ÷ full；x₀ ≤ 0 时不可比",
    "增速计分；低基数（铜陵 +4502.1%）须封顶或设基数下限",
    needs=("bases",),
    cap=1,
    low=0,
    full=1,
    base_floor=0,
)
def growth(column: Column) -> list[Value]:
    least = column.option("base_floor")

    def score(i: int, value: Fraction) -> Value:
        base = column.bases[i]
        if base is not None and 0 < base < least:
            column.notes[i] = f"基数低于{float(least):g}，按{float(least):g}计算增速"
            base = least
        part = over(column, i, value, base, "基期值")
        if part is None:
            return None
        rate = part - 1 if column.higher else 1 - part
        kept = clip(rate, column.option("low"), column.option("cap"))
        if kept != rate:
            column.notes[i] = f"增速{'封顶' if rate > kept else '按下限计'}"
        return HUNDRED * kept / column.option("full")

    return each(column, score)


@normaliser(
    "index",
    "基期指数",
    "100 × x / x₀；越低越好时 100 × x₀ / x",
    "安徽科技创新指数（2019年全省=100）",
    needs=("bases",),
)
def index(column: Column) -> list[Value]:
    def score(i: int, value: Fraction) -> Value:
        part = ratio_to(column, i, value, column.bases[i], "基期值")
        return None if part is None else HUNDRED * part

    return each(column, score)


LONG = 10**50
"""A deviation with so many digits is a root that was cut at sixty. So is what is divided by it: over a power of
ten the points of all indicators add up quickly, over sixty digits of each indicator's own they do not."""


@normaliser(
    "z_score",
    "标准差标准化",
    "middle + spread ×（x − 均值）/ 标准差（样本，n − 1）",
    "OECD/JRC 手册（2008）；COINr 默认 10 ± 2",
    relative=True,
    middle=0,
    spread=1,
)
def z_score(column: Column) -> list[Value]:
    there = known(column.values)
    if not there:
        return [None] * len(column.values)
    centre, wide = mean(there), deviation(there)
    middle, spread = column.option("middle"), column.option("spread")
    if wide == 0:
        return each(column, lambda i, v: middle)
    slope = sixty(spread / wide) if wide.numerator >= LONG else spread / wide
    slope = slope if column.higher else -slope
    (first, step), below = over_one([middle - slope * centre, slope])
    return each(
        column, lambda i, v: Fraction(first * v.denominator + step * v.numerator, below * v.denominator)
    )


@normaliser(
    "percentile",
    "百分位",
    "100 ×（比它差的个数 + 0.5 × 与它相同的其他个数）/（n − 1）；n = 1 时 100",
    "百分位次，同值取中",
    relative=True,
)
def percentile(column: Column) -> list[Value]:
    there = known(column.values)
    n = len(there)
    better = sorted(there, reverse=not column.higher)
    below: dict[Fraction, int] = {}
    count: dict[Fraction, int] = {}
    for i, value in enumerate(better):
        below.setdefault(value, i)
        count[value] = count.get(value, 0) + 1

    def score(i: int, value: Fraction) -> Value:
        if n == 1:
            return HUNDRED
        return HUNDRED * (below[value] + Fraction(count[value] - 1, 2)) / (n - 1)

    return each(column, score)


@normaliser(
    "distance",
    "目标距离",
    "100 ×（x − 最差）/（t − 最差），不超过 100；t 为目标值",
    "OECD/JRC 手册（2008）；COINr n_dist2targ",
    needs=("targets",),
    relative=True,
    floor=None,
    cap=1,
)
def distance(column: Column) -> list[Value]:
    there = known(column.values)
    if not there:
        return [None] * len(column.values)
    floor = column.options.get("floor")
    worst = floor if floor is not None else (min(there) if column.higher else max(there))
    cap = column.options.get("cap")

    def score(i: int, value: Fraction) -> Value:
        target = column.targets[i]
        way = None if target is None else (target - worst if column.higher else worst - target)
        if way is not None and way <= 0:
            return HUNDRED  # even the worst has reached the target
        gone = value - worst if column.higher else worst - value
        part = over(column, i, gone, way, "目标与最差值之差")
        return None if part is None else HUNDRED * clip(part, Fraction(0), cap)

    return each(column, score)


from luodi.racing import indexing  # noqa: E402  the formulas enter themselves in the list, in this order

__all__ = ["HUNDRED", "NORMALISERS", "Column", "Formula", "Normaliser", "indexing"]
