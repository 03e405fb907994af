"""From a figure to points: each normaliser a named function with its formula and source.

A normaliser takes a `Column` (one indicator over all units of a group) and gives points for each unit, 100
being the full mark unless its formula says otherwise; the weight is laid on afterwards. Rules they share:

- a missing value gives a missing score (the race's rule for missing values decides later), never zero;
- a growth or a ratio over nothing or less than nothing is missing too, and `notes` says so for the unit;
- when all units are equal, max = min, everybody has the full mark (operations §D, traps seen).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from luodi.racing.exact import Value, deviation, known, mean
from luodi.racing.ranks import places

HUNDRED = Fraction(100)


@dataclass(slots=True)
class Column:
    """One indicator over the units it is compared across.

    `values`, and where a formula needs them `targets` and `bases` (last period, benchmark year), by unit.
    `higher`: whether more is better. `options`: the formula's own numbers, all exact.
    `notes` is filled by the formula: unit's position → what must be said beside its score.
    """

    values: Sequence[Value]
    higher: bool = True
    targets: Sequence[Value] = ()
    bases: Sequence[Value] = ()
    options: Mapping[str, Fraction] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)

    def option(self, name: str) -> Fraction:
        """An option by name; the loader has put every default in."""
        return self.options[name]


Formula = Callable[[Column], list[Value]]


@dataclass(frozen=True, slots=True)
class Normaliser:
    """A formula under its name: what it needs beside the values, its options with defaults (None: none may
    be assumed, or it is taken from the values), how it is written and where it is from."""

    name: str
    title: str
    formula: str
    source: str
    run: Formula
    needs: tuple[str, ...]
    options: Mapping[str, Fraction | None]
    relative: bool
    """Whether a unit's score depends on the others' values."""


NORMALISERS: dict[str, Normaliser] = {}


def normaliser(
    name: str,
    title: str,
    formula: str,
    source: str,
    *,
    needs: tuple[str, ...] = (),
    relative: bool = False,
    **options: Fraction | int | None,
) -> Callable[[Formula], Formula]:
    """Enter a formula in the list."""

    def enter(run: Formula) -> Formula:
        exact = {k: None if v is None else Fraction(v) for k, v in options.items()}
        NORMALISERS[name] = Normaliser(name, title, formula, source, run, needs, exact, relative)
        return run

    return enter


def clip(value: Fraction, low: Fraction, high: Fraction | None) -> Fraction:
    """`value` kept within bounds."""
    value = max(value, low)
    return value if high is None else min(value, high)


def each(column: Column, score: Callable[[int, Fraction], Value]) -> list[Value]:
    """`score` of every value that is there."""
    return [None if v is None else score(i, v) for i, v in enumerate(column.values)]


def over(column: Column, i: int, above: Value, below: Value, what: str) -> Value:
    """`above / below`, or nothing and a note when there is nothing to divide by."""
    if above is None:
        return None
    if below is None:
        column.notes[i] = f"缺{what}，无法计算"
        return None
    if below <= 0:
        column.notes[i] = f"{what}为{'零' if below == 0 else '负'}，不可比（n/a）"
        return None
    return above / below


def ratio_to(column: Column, i: int, value: Fraction, target: Value, what: str) -> Value:
    """How much of `target` is reached: x / t, or t / x where less is better."""
    return over(column, i, value, target, what) if column.higher else over(column, i, target, value, what)


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
    slope = (spread if column.higher else -spread) / wide
    return each(column, lambda i, v: middle + slope * (v - centre))


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
