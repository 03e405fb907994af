"""What a standard asks, as a tree that two readers understand.

`judging` walks it with exact fractions for one firm; `compiling` turns it into Ibis expressions for ten
million. Both must give the same answer, so the tree holds only what both can do exactly: whole numbers
and fractions as constants, sums, products, and comparisons. A ratio is never a number: it exists only
under a comparison or under score bands, where it is multiplied out (31/207 >= 15 % is 31*100 >= 207*15).

Two words used throughout:

- *unknown*: a figure nobody gave. It spreads as NULL does: False and unknown is False.
- *no rate*: a ratio or a growth with nothing (or less than nothing) to divide by. A comparison with it is
  False; bands give what they say under `none`.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Op = Literal[">=", ">", "<=", "<", "=="]


# ---- numbers ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Number:
    """A constant: 500, 5 % (1/20), 1.1025 (441/400)."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the firm. `back` counts years before the newest one: 0 newest, 1 the year before it.

    For an input that is no series `back` is 0. For a series of parts (not years) it counts from the last.
    """

    input: str
    back: int = 0


@dataclass(frozen=True, slots=True)
class SeriesSum:
    """Sum of a series over the years the firm has existed (two years of three, when it is that young)."""

    input: str


@dataclass(frozen=True, slots=True)
class Years:
    """How many accounting years of this series the firm can have: the length of the series unless younger."""

    input: str


@dataclass(frozen=True, slots=True)
class Score:
    """Points of an item named earlier in the standard; an interval where experts score."""

    name: str


@dataclass(frozen=True, slots=True)
class Sum:
    terms: tuple["Num", ...]


@dataclass(frozen=True, slots=True)
class Scaled:
    """`by` times `of`; also how a difference is written (by = -1)."""

    by: Fraction
    of: "Num"


@dataclass(frozen=True, slots=True)
class Least:
    of: tuple["Num", ...]


@dataclass(frozen=True, slots=True)
class Greatest:
    of: tuple["Num", ...]


@dataclass(frozen=True, slots=True)
class Pick:
    """The number of the first case that holds; an unknown case makes the whole unknown, as it must."""

    cases: tuple[tuple["Truth", "Num"], ...]
    otherwise: "Num"


Num = Number | Figure | SeriesSum | Years | Score | Sum | Scaled | Least | Greatest | Pick


# ---- measures: what may stand left of a comparison or under bands -------------------------------------


@dataclass(frozen=True, slots=True)
class Ratio:
    """`over / under`; no rate unless `under` is above zero."""

    over: Num
    under: Num


@dataclass(frozen=True, slots=True)
class Growth:
    """Growth of a series of years, oldest first, y1 y2 y3. Forms:

    - `hnte`: g = (y2/y1 + y3/y2)/2 - 1 over three years; y1 = 0: y3/y2 - 1; y2 = 0: no rate; two years of
      existence: y2/y1 - 1; one: no rate. A base below zero counts as zero and is told as a remark
      (国科火字〔2016〕195号 leaves negative bases open; reviewers practise "负值按0计算").
    - `mean`: (y2/y1 + y3/y2)/2 - 1 over three years, no rate where a base is not above zero.
    - `cagr`: (y3/y1)^(1/2) - 1, compared without roots; no rate where y1 is not above zero.
    - `last`: y_newest / y_before - 1; no rate where the base is not above zero.
    """

    input: str
    form: Literal["hnte", "mean", "cagr", "last"]


Measure = Num | Ratio | Growth


# ---- truths -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compare:
    """`left op right`. With a ratio or growth on the left, `right` is a constant or a Pick of constants."""

    left: Measure
    op: Op
    right: Num


@dataclass(frozen=True, slots=True)
class Flag:
    """A yes-or-no figure that is yes."""

    input: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """A figure that is one of some words (`sector in ("B", "C", "D")`)."""

    input: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """The figure was given at all. Never unknown."""

    input: str
    back: int = 0


@dataclass(frozen=True, slots=True)
class All:
    of: tuple["Truth", ...]


@dataclass(frozen=True, slots=True)
class Any:
    of: tuple["Truth", ...]


@dataclass(frozen=True, slots=True)
class Not:
    of: "Truth"


Truth = Compare | Flag | OneOf | Given | All | Any | Not
Node = Num | Ratio | Growth | Truth
