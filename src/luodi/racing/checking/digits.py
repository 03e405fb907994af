"""What a printed figure can have been before it was rounded, and what can be reckoned from such figures.

A figure printed as 97.58 stands for anything from 97.575 to 97.585. Sums and ratios of printed figures are
reckoned over the whole of these spans, so that a difference which rounding explains is told from one which
nothing explains.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from luodi.racing.exact import cut, rounded, rounded_even

Fit = Literal["exact", "short", "even", "cut", "rounding", "wrong"]
"""How a printed figure stands to the reckoned one: `exact` to its last digit rounded half up; `short` exact,
but printed with fewer digits than its column; `even` rounded half to even; `cut` cut off instead of rounded;
`rounding` explained by the rounding of the figures it is reckoned from; `wrong` explained by nothing."""


def decimals(value: Fraction) -> int:
    """Digits after the point that are needed to write the figure; twelve at most.

    >>> decimals(Fraction(72)), decimals(Fraction(4907, 50)), decimals(Fraction(1, 3))
    (0, 2, 12)
    """
    for places in range(12):
        if (value * 10**places).denominator == 1:
            return places
    return 12


@dataclass(frozen=True, slots=True)
class Span:
    """A figure and the bounds it can lie within."""

    low: Fraction
    value: Fraction
    high: Fraction

    @classmethod
    def point(cls, value: Fraction | int) -> Span:
        value = Fraction(value)
        return cls(value, value, value)

    @classmethod
    def printed(cls, value: Fraction, places: int) -> Span:
        """What a figure printed to so many places can have been."""
        half = Fraction(1, 2 * 10**places)
        return cls(value - half, value, value + half)

    def __add__(self, other: Span) -> Span:
        return Span(self.low + other.low, self.value + other.value, self.high + other.high)

    def __sub__(self, other: Span) -> Span:
        return Span(self.low - other.high, self.value - other.value, self.high - other.low)

    def __mul__(self, other: Span) -> Span:
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Span(min(ends), self.value * other.value, max(ends))

    def __truediv__(self, other: Span) -> Span:
        """Raises ZeroDivisionError where what is divided by may be nothing."""
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError
        ends = [a / b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Span(min(ends), self.value / other.value, max(ends))

    def times(self, factor: Fraction | int) -> Span:
        return self * Span.point(factor)

    def upto(self, most: Fraction) -> Span:
        """Kept at or below a cap."""
        return Span(min(self.low, most), min(self.value, most), min(self.high, most))


def total(spans: Iterable[Span]) -> Span:
    made = Span.point(0)
    for span in spans:
        made = made + span
    return made


@dataclass(frozen=True, slots=True)
class Number:
    """A printed figure: its value, the digits it is written with, the digits its column is printed with.
    `counted`: pieces, firms, counties, which nobody rounds."""

    value: Fraction
    own: int
    places: int
    counted: bool = False

    @property
    def span(self) -> Span:
        return Span.point(self.value) if self.counted else Span.printed(self.value, self.places)

    def __str__(self) -> str:
        return text(self.value, self.own)


def text(value: Fraction, places: int | None = None) -> str:
    """A figure for people, with as many digits as it needs, six at most.

    >>> text(Fraction(7297, 100)), text(Fraction(2, 3))
    ('72.97', '0.666667')
    """
    return format(rounded(value, min(6, decimals(value)) if places is None else places), "f")


ROUNDINGS: tuple[tuple[Fit, Callable[[Fraction, int], Decimal]], ...] = (
    ("exact", rounded),
    ("even", rounded_even),
    ("cut", cut),
)


def fit(printed: Number, reckoned: Span) -> Fit:
    """How a printed figure stands to the one reckoned from the others.

    >>> third = Span.point(Fraction(7297, 100))
    >>> fit(Number(Fraction(729, 10), 1, 1), third), fit(Number(Fraction(73), 0, 1), third)
    ('cut', 'exact')
    """
    ways = [(way, Fraction(turn(reckoned.value, printed.places))) for way, turn in ROUNDINGS]
    if ways[0][1] == printed.value:
        return "exact"
    if printed.own < printed.places and Fraction(rounded(reckoned.value, printed.own)) == printed.value:
        return "short"
    own = Span.printed(printed.value, printed.places)
    loose = reckoned.low < reckoned.high and reckoned.low <= own.high and own.low <= reckoned.high
    if not loose:
        for way, value in ways[1:]:
            if value == printed.value:
                return way
    return "rounding" if loose else "wrong"


def slip(printed: Fraction, reckoned: Fraction) -> str:
    """The slip of the pen that makes one figure of the other, in words; nothing where none is plain.

    >>> slip(Fraction(3342), Fraction(3324))
    '疑似两位数字颠倒'
    """
    places = max(decimals(printed), decimals(reckoned))
    if places > 6 or printed == reckoned:
        return ""
    a, b = (str(abs(int(v * 10**places))) for v in (printed, reckoned))
    if len(a) == len(b):
        apart = [i for i in range(len(a)) if a[i] != b[i]]
        if (
            len(apart) == 2
            and apart[1] == apart[0] + 1
            and a[apart[0]] == b[apart[1]]
            and a[apart[1]] == b[apart[0]]
        ):
            return "疑似两位数字颠倒"
        if len(apart) == 1:
            return "疑似一位数字误印"
    if (
        printed * 10 == reckoned
        or reckoned * 10 == printed
        or printed * 100 == reckoned
        or reckoned * 100 == printed
    ):
        return "疑似小数点错位"
    if printed == -reckoned:
        return "疑似漏印或多印负号"
    return ""
