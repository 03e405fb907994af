"""Exact numbers: a printed figure is what it says, and nothing is rounded before it is printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Context, Decimal, InvalidOperation
from fractions import Fraction
from math import lcm

Value = Fraction | None
"""A figure, or None where nobody gave one. Never zero in its place."""

WIDE = Context(prec=60)
"""For the few steps no fraction can take: roots, logarithms, powers."""


LONGEST = 1000
"""Digits a figure may have: 1e999999999 is a few signs to write and would fill the memory as a fraction."""


def exact(value: object) -> Fraction:
    """The number as it was written.

    A float is read by its shortest printed form, because 0.1 typed into a sheet means one tenth.

    >>> exact("98.14"), exact(0.1), exact(Decimal("1.50"))
    (Fraction(4907, 50), Fraction(1, 10), Fraction(3, 2))

    Raises ValueError for what is no finite number.
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, bool):
        raise ValueError(f"{value!r} is no number")
    if isinstance(value, int):
        return Fraction(value)
    text = repr(float(value)) if isinstance(value, float) else str(value).strip()
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text!r} is no number") from None
    if not number.is_finite():
        raise ValueError(f"{text!r} is no finite number")
    if abs(int(number.as_tuple().exponent)) > LONGEST:
        raise ValueError(f"{text!r} is no figure anybody prints")
    return Fraction(number)


def decimal(value: Fraction, context: Context = WIDE) -> Decimal:
    """The fraction to sixty digits."""
    return context.divide(Decimal(value.numerator), Decimal(value.denominator))


def sixty(value: Fraction) -> Fraction:
    """The number to sixty digits, over a power of ten."""
    return Fraction(decimal(value))


def root(value: Fraction) -> Fraction:
    """The square root to sixty digits; exact where the fraction has an exact one.

    >>> root(Fraction(9, 4))
    Fraction(3, 2)
    """
    return Fraction(decimal(value).sqrt(WIDE))


def power(base: Fraction, exponent: Fraction) -> Fraction:
    """`base` to `exponent`, to sixty digits; exact for whole exponents. `base` must be above zero unless
    the exponent is whole."""
    if exponent.denominator == 1:
        return base**exponent.numerator
    return Fraction(WIDE.power(decimal(base), decimal(exponent)))


def rounded(value: Fraction, places: int) -> Decimal:
    """For print: half up, away from zero, as every official table does.

    >>> str(rounded(Fraction(145, 1000), 2)), str(rounded(Fraction(-5, 2), 0))
    ('0.15', '-3')
    """
    scaled = abs(value) * 10**places
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    whole += 2 * rest >= scaled.denominator
    number = Decimal(-whole if value < 0 else whole)
    return number.scaleb(-places, Context(prec=max(60, len(str(whole)) + 2)))


def rounded_even(value: Fraction, places: int) -> Decimal:
    """Half to even: how some statistical programs print. Only to tell which way a printed table went."""
    return Decimal(round(value * 10**places)).scaleb(-places)


def cut(value: Fraction, places: int) -> Decimal:
    """Cut off instead of rounded: how a table is printed when its column must add up to 100.

    >>> str(cut(Fraction(7297, 100), 1))
    '72.9'
    """
    scaled = abs(value) * 10**places
    whole = scaled.numerator // scaled.denominator
    return Decimal(-whole if value < 0 else whole).scaleb(-places)


def known(values: Iterable[Value]) -> list[Fraction]:
    """The values that are there."""
    return [v for v in values if v is not None]


def over_one(values: Sequence[Fraction]) -> tuple[list[int], int]:
    """The values as whole numbers over one denominator: sums of them cost a tenth.

    >>> over_one([Fraction(1, 2), Fraction(1, 3)])
    ([3, 2], 6)
    """
    below = lcm(*(v.denominator for v in values))
    return [v.numerator * (below // v.denominator) for v in values], below


def total(values: Iterable[Fraction]) -> Fraction:
    """The sum; nothing adds up to zero."""
    above, below = over_one(list(values))
    return Fraction(sum(above), below)


def mean(values: Sequence[Fraction]) -> Fraction:
    """Arithmetic mean; the caller has made sure there is one."""
    above, below = over_one(values)
    return Fraction(sum(above), below * len(values))


def deviation(values: Sequence[Fraction]) -> Fraction:
    """Sample standard deviation (n - 1), to sixty digits; zero for fewer than two values."""
    n = len(values)
    if n < 2:
        return Fraction(0)
    above, below = over_one(values)
    apart = n * sum(v * v for v in above) - sum(above) ** 2
    return root(Fraction(apart, below * below * n * (n - 1)))
