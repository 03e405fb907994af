"""Figures as people write them, exactly: 1,234.50 · １２００ · (300) · 12.5% · 1.2亿 · — (nothing, not zero).

Two ways to the same number. `parse` takes anything, one text at a time; `fast` takes whole columns of
plain decimals in Arrow, which is nearly everything, and leaves the rest. A test holds them to one answer.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation, localcontext

import pyarrow as pa
import pyarrow.compute as pc

from luodi.lake.figures import MOST, SCALE
from luodi.tableunits import UNITS

EMPTY = {"", *"-－—/\\无空…*", "--", "——", "...", "不适用", "n/a", "na", "null", "none"}
"""Ways to write nothing. Nothing is unknown, never zero."""

_UNIT = re.compile(r"(百万元|千万元|十万元|百元|千元|万元|亿元|元|亿|万|%|人|家|件|项|个|年|天|分|名)$")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_PLAIN = r"^-?[0-9]{1,9}(\.[0-9]{1,6})?$"
SHOWN = 15
"""Significant digits a spreadsheet keeps; what stands behind them is binary dust."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value in millionths (or a whole count), or nothing, or what is wrong and what to do."""

    value: int | None = None
    what: str = ""
    do: str = ""
    note: str = ""

    @property
    def bad(self) -> bool:
        return bool(self.what)


def parse(written: str, *, power: int = 0, whole: bool = False, share: bool = False) -> Parsed:
    """One figure. `power` is its unit's power of ten (元 → 万元: -4); `whole` for counts; `share` for per cent.

    >>> parse("１,２００.５").value, parse("(300)").value, parse("1.2亿").value, parse("—").value
    (1200500000, -300000000, 12000000000, None)
    >>> parse("12.5%", share=True).value, parse("12345.67", power=-4).value
    (12500000, 1234567)
    >>> parse("12,34").what
    '不是数'
    """
    text = unicodedata.normalize("NFKC", written).strip().replace("\u200b", "").replace("\ufeff", "")
    if text.lower() in EMPTY:
        return Parsed()
    text = text.replace("−", "-").replace("–", "-").replace(" ", "").strip("¥￥'’")
    if text.startswith("(") and text.endswith(")"):  # accountants' negative
        text = "-" + text[1:-1]
    if found := _UNIT.search(text):
        text, unit = text[: found.start()], found[1]
        if unit == "%":
            if not share:
                return Parsed(what="百分数不能填在这一列", do="请填数值，不要带百分号")
        elif unit in UNITS:
            if share or (whole and unit != "万"):
                return Parsed(what=f"单位“{unit}”不对", do="请核对是否填错了列")
            power = UNITS[unit] + (4 if whole else 0)
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if not _NUMBER.fullmatch(text):
        return Parsed(what="不是数", do="请只填数字")
    try:
        with localcontext() as exact:
            exact.prec = 60
            return _scaled(Decimal(text), power, whole)
    except InvalidOperation:
        return Parsed(what="不是数", do="请只填数字")


def as_share(written: str) -> str | None:
    """What a cell in a percent format shows, from the number stored in it; None where it holds no bare number.

    >>> as_share("0.15"), as_share("0.1234567"), as_share("1e-3"), as_share("15%"), as_share("")
    ('15%', '12.34567%', '0.1%', None, None)
    """
    if not _NUMBER.fullmatch(written.strip()):
        return None
    number = Decimal(written.strip())
    if len(number.as_tuple().digits) > SHOWN:
        number = _shown(number)
    return f"{number.scaleb(2).normalize():f}%"


def _scaled(number: Decimal, power: int, whole: bool) -> Parsed:
    digits = number.as_tuple()
    if len(digits.digits) > SHOWN and int(digits.exponent) < 0:
        number = number.normalize() if len(number.normalize().as_tuple().digits) <= SHOWN else _shown(number)
    value = number.scaleb(power)
    if abs(value) > MOST:
        return Parsed(what="数太大（超过 10 亿）", do="请核对单位，例如“元”当成了“万元”")
    if whole:
        if value != value.to_integral_value():
            return Parsed(what="应为整数", do="请填整数")
        return Parsed(int(value))
    value = value * SCALE
    nearest = value.to_integral_value()
    note = "" if nearest == value else "小数过长，按百万分之一取整"
    return Parsed(int(nearest), note=note)


def _shown(number: Decimal) -> Decimal:
    with localcontext() as excel:
        excel.prec = SHOWN
        return +number


def fast(texts: pa.Array, *, power: int = 0, whole: bool = False) -> pa.Array:
    """Plain decimals of a column, the others null. Counts come as they are, the rest in millionths.

    >>> fast(pa.array(["12.5", "-3", "1,2", None])).to_pylist()
    [12500000, -3000000, None, None]
    """
    if whole:
        matched = pc.match_substring_regex(texts, r"^-?[0-9]{1,9}$")
        return pc.cast(pc.if_else(matched, texts, pa.scalar(None, texts.type)), pa.int64())
    matched = pc.match_substring_regex(texts, _PLAIN)
    plain = pc.if_else(matched, texts, pa.scalar(None, texts.type))
    number = pc.cast(pc.cast(plain, pa.decimal128(18, 6)), pa.decimal128(25, 6))
    millionths = pc.cast(pc.multiply(number, pa.scalar(Decimal(SCALE), pa.decimal128(7, 0))), pa.int64())
    if power >= 0:
        within = pc.less_equal(pc.abs(millionths), MOST * SCALE // 10**power)
        kept = pc.if_else(within, millionths, pa.scalar(None, pa.int64()))
        return pc.multiply(kept, pa.scalar(10**power, pa.int64()))
    by = pa.scalar(10**-power, pa.int64())
    quotient = pc.divide(millionths, by)
    exact = pc.equal(pc.multiply(quotient, by), millionths)
    return pc.if_else(exact, quotient, pa.scalar(None, pa.int64()))
