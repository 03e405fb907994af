"""Numbers for reading. Figures are rounded here and only here; nothing printed is ever compared."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from luodi.standards.judging import Bounds


def plain(value: Fraction | int) -> str:
    """A number for reading: no more than four decimals, thousands ungrouped.

    >>> plain(Fraction(5, 2)), plain(Fraction(1, 3)), plain(Fraction(20000))
    ('2.5', '0.3333', '20000')
    """
    return _rounded(Fraction(value), 4)


def percent(value: Fraction, beside: Fraction | None = None) -> str:
    """A share for reading, two decimals; more where two would make it the edge it is beside.

    >>> percent(Fraction(523, 10000)), percent(Fraction(29997, 1000000), beside=Fraction(3, 100))
    ('5.23%', '2.9997%')
    """
    said = _rounded(value * 100, 2)
    for places in range(3, 9):
        if beside is None or value == beside or said != _rounded(beside * 100, 2):
            break
        said = _rounded(value * 100, places)
    return said + "%"


def _rounded(value: Fraction, places: int) -> str:
    number = Decimal(value.numerator) / Decimal(value.denominator)
    text = str(number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(
        "-0", "0", 1 if float(text) == 0 else 0
    )


def bounds(points: Bounds) -> str:
    """Points for reading: 20, or 73～88 where experts choose."""
    low, high = points
    if low is None or high is None:
        return "待定"
    return str(low) if low == high else f"{low}～{high}"
