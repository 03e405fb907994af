"""A standard as it was read from its YAML file: what it needs, what it scores, what it demands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from luodi.standards.expression import Measure, Num, Truth

if TYPE_CHECKING:
    import pyarrow as pa

    from luodi.standards.judgement import Judgement

Confidence = Literal["S", "M+", "M", "M-"]
"""How sure a clause is: matched in a published source, well known, medium, low (ship as editable only)."""


@dataclass(frozen=True, slots=True)
class Clause:
    """Where a demand comes from: document and article, its words in short, how sure, line of the file."""

    article: str
    quote: str
    confidence: Confidence
    source: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Input:
    """A figure by the name this standard and its worked cases give it.

    `columns` are the firm table's columns it reads, oldest first when it is a series; a plain input has one.
    `kind`: money (万元), count (whole), number (decimals: years, per cent, points), flag, choice, and graded
    (a letter or points, given by experts).
    `absent` is what is assumed when nobody says anything, for lists of exceptions only (not on a blacklist);
    None means: unknown. What was assumed is always told.
    """

    name: str
    label: str
    kind: Literal["money", "count", "number", "flag", "choice", "graded"]
    unit: str
    period: str
    columns: tuple[str, ...]
    series: Literal["", "years", "parts"] = ""
    words: tuple[str, ...] = ()
    absent: bool | Fraction | str | None = None
    why_absent: str = ""
    also: tuple[str, ...] = ()
    """Other names under which worked cases give the same figure."""
    caliber: str = ""
    line: int = 0


Points = tuple[int, int]
"""Least and most; equal unless experts choose within a band."""


@dataclass(frozen=True, slots=True)
class Band:
    """One band of a measure: from `low` to `high`, either open (None), each edge in or out."""

    low: Fraction | None
    low_in: bool
    high: Fraction | None
    high_in: bool
    points: Points
    line: int = 0


@dataclass(frozen=True, slots=True)
class Banded:
    """Points by where a measure falls; `none` when there is no rate; `given` names an input of the
    experts' own points, which replace the band's and must lie within it."""

    measure: Measure
    bands: tuple[Band, ...]
    none: Points = (0, 0)
    given: str = ""
    given_back: int = 0


@dataclass(frozen=True, slots=True)
class Cased:
    """Points of the first case that holds."""

    cases: tuple[tuple[Truth, Points], ...]
    otherwise: Points
    given: str = ""
    given_back: int = 0


@dataclass(frozen=True, slots=True)
class Graded:
    """Points the experts gave: a letter stands for a band, a number for itself, nothing for 0 to `most`."""

    input: str
    grades: dict[str, Points]
    most: int
    back: int = 0
    least: int = 0


@dataclass(frozen=True, slots=True)
class Best:
    """The best of some items: the firm may choose."""

    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """Sum of some items, capped."""

    of: tuple[str, ...]
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class Computed:
    """A whole number worked out from figures, within bounds (one point for each full two years, most 5)."""

    value: Num
    per: int
    most: int


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the score table."""

    name: str
    label: str
    most: int
    rule: Banded | Cased | Graded | Best | Total | Computed
    clause: Clause
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Condition:
    """One demand. `lacks` says in which unit people speak of what is missing.

    `waived` names alternatives any of which makes the demand fall away (direct confirmation).
    `only_if`: the demand applies only where this holds (a re-check is exempt, a class of firms is not meant).
    `also` lists other codes under which worked cases know the same demand.
    """

    code: str
    label: str
    truth: Truth
    clause: Clause
    unit: str = ""
    waived: tuple[str, ...] = ()
    only_if: Truth | None = None
    also: tuple[str, ...] = ()
    review: bool = False
    listed: bool = True
    """Whether failing it is told as a failed demand; a size class decides without demanding anything."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A named way round a demand: 直接确认, 创新直通."""

    name: str
    label: str
    truth: Truth
    clause: Clause


@dataclass(frozen=True, slots=True)
class Fact:
    """Something worth saying beside the scores: a rate in per cent, a value, by which rule a growth was
    reckoned, or a word by cases (size class)."""

    name: str
    label: str
    kind: Literal["percent", "value", "rule", "word"]
    of: Measure | None = None
    cases: tuple[tuple[Truth, str], ...] = ()
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Standard:
    """One version of one standard.

    `effective_to` is the last day it holds, None while it holds. `routes` tells, in order, what the route is
    called when its truth holds (`direct`, `recheck`); `route` is its name otherwise.
    `parameters`: choices the text leaves open (mean or CAGR), with what was chosen and why.
    """

    id: str
    version: str
    case_id: str
    title: str
    document: str
    issuer: str
    effective_from: date
    effective_to: date | None
    inputs: dict[str, Input]
    items: tuple[Item, ...]
    conditions: tuple[Condition, ...]
    alternatives: tuple[Alternative, ...]
    route: str
    routes: tuple[tuple[str, Truth], ...] = ()
    lets: dict[str, Num] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    total: str = ""
    rung: int = 0
    parameters: dict[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    editable: bool = False
    verdict_words: dict[str, str] = field(default_factory=dict)
    path: str = ""
    facts: tuple[Fact, ...] = ()
    refuses: str = ""
    """Why it gives no verdict yet (weights that nobody has given), said instead of a verdict."""

    def judge(self, **figures: Any) -> Judgement:
        """One firm by the inputs' own names, with every reason. Raises FigureError."""
        from luodi.standards.judgement import judge

        return judge(self, figures)

    def assess(self, table: Any, **options: Any) -> pa.Table:
        """Many firms at once; see `luodi.standards.assessing.assess`. Raises TableError."""
        from luodi.standards.assessing import assess

        return assess(self, table, **options)

    @property
    def key(self) -> str:
        """`high-tech@2016`: how verdicts and the journal name this version."""
        return f"{self.id}@{self.version}"
