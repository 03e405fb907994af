"""Numbers as official papers write them: 1.2万, 三十、百分之五, 一半, 六成, 十五.

>>> [parse(w) for w in ("386", "1.2万", "42.6亿", "三十", "两", "一千二百", "零", "〇")]
[386, 12000, 4260000000, 30, 2, 1200, 0, 0]
"""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "俩": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8, "万亿": 10**12, "千": 10**3, "百": 10**2, "百万": 10**6, "千万": 10**7}

ARABIC = r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
HAN = r"[零〇一二三四五六七八九十百千两]+"
SCALE = r"万亿|百万|千万|[万亿]"
NUMBER = rf"(?:{ARABIC})(?:{SCALE})?|{HAN}(?:{SCALE})?"

_SHAPE = re.compile(rf"(?:(?P<arabic>{ARABIC})|(?P<han>{HAN}))(?P<scale>{SCALE})?\Z")


def parse(words: str) -> int | float:
    """The value of a number as written, without unit. ValueError if it is not one.

    Arabic digits with a Chinese scale multiply out exactly: 1.62 stays 1.62, 42.6亿 is an int.
    """
    shape = _SHAPE.match(words)
    if not shape:
        raise ValueError(f"not a number: {words!r}")
    if shape["arabic"]:
        value = Decimal(shape["arabic"].replace(",", "").replace("，", ""))
    else:
        value = Decimal(_han(shape["han"]))
    if shape["scale"]:
        value *= _LARGE[shape["scale"]]
    return int(value) if value == value.to_integral_value() else float(value)


def _han(words: str) -> int:
    """十五 -> 15, 一百零三 -> 103, 二〇二五 -> 2025."""
    if not any(c in _TENS for c in words):
        return int("".join(str(_DIGITS[c]) for c in words))
    total, digit = 0, None
    for c in words:
        if c in _TENS:
            total += (1 if digit is None else digit) * _TENS[c]
            digit = None
        else:
            digit = _DIGITS[c]
    return total + (digit or 0)
