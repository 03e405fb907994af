"""Checks nobody has to declare: jumps, outliers, low bases, figures hugging a target, revisions, names.

Thresholds are named here. All but impossible figures are 疑似 or 提示: a machine says where to look, a person
says what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from math import log
from statistics import median

from luodi.racing.checking.digits import decimals, text
from luodi.racing.checking.finding import Finding, Serious
from luodi.racing.checking.names import near, resolves
from luodi.racing.exact import Value
from luodi.racing.spec import Indicator, Race
from luodi.racing.values import Values

OUTLYING = 3.5
"""Modified z-score (0.6745 × distance from the median ÷ MAD) beyond which a unit stands apart (Iglewicz &
Hoaglin 1993); for positive figures the logarithms must stand apart too, for counties differ by size."""
UNITS = 8
"""Fewer units than this have no outliers."""
JUMP = 6.0
"""How many robust deviations from a unit's own past make a jump; four rounds of past are needed."""
TIMES = 3
"""With a shorter past, so many times more or less than the round before."""
LOW_BASE, GREAT = 0.1, 2
"""A base under this share of the median base with a growth above 200 %."""
HUG = Fraction(1, 200)
"""A figure at its target or at most half a per cent above it hugs it."""
HUGGING, HEAPED = 0.3, 0.6
"""Shares of a column that make hugging, or whole fives and tens, a pattern."""
SIGNED = re.compile(r"增|减|净|差|利润|盈|亏|变动|升降|温")
CLOSED = re.compile(r"覆盖率|占|比重|比例|普及率|合格率|拥有率")


def automatic(
    race: Race, values: Values, history: Sequence[Values], frozen: Values | None, known: Collection[str]
) -> Iterator[Finding]:
    """All checks of the race's indicators. `history`: tables of rounds before, the oldest first."""
    yield from _names(values, known)
    for leaf in race.indicators():
        if leaf.column not in values.figures:
            continue
        yield from _impossible(values, leaf)
        yield from _outliers(values, leaf)
        yield from _jumps(values, leaf, history)
        yield from _low_bases(values, leaf)
        yield from _hugging(values, leaf)
        yield from _heaped(values, leaf)
        if frozen is not None:
            yield from _revised(values, frozen, leaf)


def _names(values: Values, known: Collection[str]) -> Iterator[Finding]:
    meant: dict[str, str] = {}
    for unit in values.units:
        found = resolves(unit, known) if known else unit
        where = values.place(unit, "单位")
        if not found:
            like = near(unit, known)
            said = f"“{unit}”不在单位名单里" + (f"，是否为{'、'.join(like)}" if like else "")
            yield Finding(
                "name", "错误", unit, "单位", where, said, "改正名称，或先把单位加入名单", values.source
            )
        elif found in meant:
            said = f"“{unit}”与“{meant[found]}”是同一个单位"
            yield Finding("twice", "错误", unit, "单位", where, said, "留下一行", values.source)
        meant.setdefault(found or unit, unit)
    for other in sorted(set(known) - set(meant)) if known else ():
        yield Finding(
            "name",
            "疑似",
            other,
            "单位",
            "数据表",
            f"名单里的“{other}”不在数据表中",
            "补报，或说明不参加",
            values.source,
        )


def is_share(leaf: Indicator) -> bool:
    """Whether the figure is a part of a whole, so that it cannot pass 100 %."""
    return leaf.unit in ("%", "％") and CLOSED.search(leaf.name + leaf.column) is not None


def _impossible(values: Values, leaf: Indicator) -> Iterator[Finding]:
    for i, v in enumerate(values.figures[leaf.column]):
        if v is None:
            continue
        if v < 0 and not SIGNED.search(leaf.name + leaf.column):
            yield _finding(
                values, leaf, i, "negative", "错误", f"{text(v)}为负，“{leaf.name}”不可能为负", "核对原始数据"
            )
        if v > 100 and is_share(leaf):
            yield _finding(values, leaf, i, "percent", "错误", f"{text(v)}%超过100%", "核对分子、分母和单位")


def _apart(numbers: Sequence[float]) -> list[float]:
    middle = median(numbers)
    mad = median(abs(x - middle) for x in numbers)
    return [0.6745 * (x - middle) / mad if mad else 0.0 for x in numbers]


def _outliers(values: Values, leaf: Indicator) -> Iterator[Finding]:
    there = [(i, v) for i, v in enumerate(values.figures[leaf.column]) if v is not None]
    if len(there) < UNITS:
        return
    numbers = [float(v) for _i, v in there]
    plain = _apart(numbers)
    logs = _apart([log(x) for x in numbers]) if min(numbers) > 0 else plain
    for (i, v), a, b in zip(there, plain, logs, strict=True):
        if abs(a) > OUTLYING and abs(b) > OUTLYING:
            said = f"{text(v)}与各单位中位数{median(numbers):g}相差悬殊（稳健z值{a:.1f}）"
            yield _finding(values, leaf, i, "outlier", "疑似", said, "核对单位和小数点，属实的附说明")


def _jumps(values: Values, leaf: Indicator, history: Sequence[Values]) -> Iterator[Finding]:
    for i, v in enumerate(values.figures[leaf.column]):
        unit = values.units[i]
        past = [
            p
            for old in history
            if unit in old.units and (p := old.column(leaf.column)[old.units.index(unit)]) is not None
        ]
        if v is None or not past:
            continue
        numbers = [float(p) for p in past]
        if len(past) >= 4:
            middle = median(numbers)
            wide = max(1.4826 * median(abs(x - middle) for x in numbers), abs(middle) * 0.02)
            trend = median(b - a for a, b in pairwise(numbers))
            if (
                wide
                and abs(float(v) - (numbers[-1] + trend)) > JUMP * wide
                and abs(float(v) - middle) > JUMP * wide
            ):
                said = f"本期{text(v)}，往期中位数{middle:g}、上期{text(past[-1])}，超出自身波动{abs(float(v) - middle) / wide:.0f}倍"
                yield _finding(values, leaf, i, "jump", "疑似", said, "核对数据，属实的附说明")
        elif past[-1] > 0 and (v > past[-1] * TIMES or v * TIMES < past[-1]):
            said = f"本期{text(v)}，上期{text(past[-1])}，相差{TIMES}倍以上"
            yield _finding(values, leaf, i, "jump", "疑似", said, "核对数据和口径，属实的附说明")


def _low_bases(values: Values, leaf: Indicator) -> Iterator[Finding]:
    if not leaf.base_column or leaf.base_column not in values.figures:
        return
    bases = values.figures[leaf.base_column]
    there = [float(b) for b in bases if b is not None and b > 0]
    for i, (v, b) in enumerate(zip(values.figures[leaf.column], bases, strict=True)):
        if v is None or b is None:
            continue
        if b <= 0:
            said = f"基期{text(b)}，增速不可比"
            yield _finding(values, leaf, i, "base", "提示", said, "印“n/a”，不计算增速", leaf.base_column)
        elif v > b * (1 + GREAT) and float(b) < LOW_BASE * median(there):
            said = f"基期{text(b)}不到各单位中位数{median(there):g}的{LOW_BASE:.0%}，增速{float(v / b - 1):.1%}由低基数造成"
            yield _finding(
                values, leaf, i, "base", "疑似", said, "规则应设增速上限或基数下限", leaf.base_column
            )


def _hugging(values: Values, leaf: Indicator) -> Iterator[Finding]:
    targets: Sequence[Value] = values.figures.get(leaf.target_column, []) if leaf.target_column else []
    near_target = []
    tried = 0
    for i, (v, t) in enumerate(zip(values.figures[leaf.column], targets, strict=False)):
        if v is None or t is None or t <= 0:
            continue
        tried += 1
        fine = decimals(t) > 0 or t >= 50
        if (t <= v <= t * (1 + HUG) if leaf.higher else t * (1 - HUG) <= v <= t) and fine:
            near_target.append((i, v, t))
    many = len(near_target) >= 3 and len(near_target) >= HUGGING * tried
    for i, v, t in near_target:
        said = f"{text(v)}恰好等于目标" if v == t else f"{text(v)}刚好达到目标{text(t)}"
        said += f"；全列{tried}个单位中有{len(near_target)}个如此" if many else ""
        yield _finding(values, leaf, i, "target", "疑似" if many else "提示", said, "抽查原始凭证")


def _heaped(values: Values, leaf: Indicator) -> Iterator[Finding]:
    there = [v for v in values.figures[leaf.column] if v is not None and abs(v) >= 20]
    places = max((decimals(v) for v in there), default=0)
    whole = [int(v * 10**places) for v in there]
    fives = sum(1 for w in whole if w % 5 == 0)
    if len(whole) >= 10 and len(set(whole)) >= 5 and fives >= HEAPED * len(whole):
        said = f"{len(whole)}个数中有{fives}个末位是0或5，寻常约五分之一，像是估计或凑整"
        yield Finding(
            "heaped",
            "疑似",
            "",
            leaf.column,
            f"“{leaf.column}”列",
            said,
            "向填报单位核实是否据实统计",
            leaf.source,
        )


def _revised(values: Values, frozen: Values, leaf: Indicator) -> Iterator[Finding]:
    for i, v in enumerate(values.figures[leaf.column]):
        unit = values.units[i]
        if unit not in frozen.units:
            continue
        before = frozen.column(leaf.column)[frozen.units.index(unit)]
        if v != before:
            old, new = (text(x) if x is not None else "缺报" for x in (before, v))
            yield _finding(
                values,
                leaf,
                i,
                "revised",
                "疑似",
                f"冻结时为{old}，现为{new}",
                "冻结后的修订应另立版本并写明理由",
            )


def _finding(
    values: Values,
    leaf: Indicator,
    i: int,
    kind: str,
    serious: Serious,
    what: str,
    todo: str,
    column: str = "",
) -> Finding:
    unit, heading = values.units[i], column or leaf.column
    return Finding(kind, serious, unit, heading, values.place(unit, heading), what, todo, leaf.source)
