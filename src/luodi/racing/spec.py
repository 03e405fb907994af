"""A race as its YAML file says it: what is measured, how it becomes points, how points become places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from luodi.racing.checking.rules import Rule

Missing = Literal["zero", "exclude", "worst", "group_mean", "group_median"]
"""What a missing value scores: nothing; left out, other weights scaled up; the worst unit's points; the
group's mean or median points. Whatever it is, the unit's page says the figure is missing."""

MISSING_WORDS: dict[Missing, str] = {
    "zero": "缺报计0分",
    "exclude": "缺项不计，其余指标权重同比放大",
    "worst": "缺报按组内最低分计",
    "group_mean": "缺报按组内平均分计",
    "group_median": "缺报按组内中位分计",
}


@dataclass(frozen=True, slots=True)
class Treatment:
    """What is done to figures before they are normalised; always reported with the result.

    `winsorise`: as many values may be pulled in until skewness and kurtosis are within bounds
    (COINr's rule: |skew| ≤ 2 and kurtosis ≤ 3.5), at most this many. `log`: log(x - min + 0.01 × range) is
    taken when winsorising did not suffice. `impute`: a missing figure gets the mean or median figure of its group,
    or of all units.
    """

    winsorise: int = 0
    log: bool = False
    impute: Literal["", "group_mean", "group_median", "mean", "median"] = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A leaf of the tree. `column`, `target_column`, `base_column` are headings of the table of values."""

    code: str
    name: str
    weight: Fraction
    unit: str
    higher: bool
    normaliser: str
    options: Mapping[str, Fraction]
    column: str
    target_column: str = ""
    base_column: str = ""
    source: str = ""
    cap: Fraction | None = None
    floor: Fraction | None = None
    missing: Missing | None = None
    treatment: Treatment = Treatment()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Branch:
    """An inner node: a dimension with its indicators, or with dimensions of its own.

    `aggregation`, `power`, `threshold`: how what is under it becomes its score, where that is not as the race
    says for the whole; empty or None: as the race says."""

    code: str
    name: str
    weight: Fraction
    children: tuple[Node, ...]
    line: int = 0
    aggregation: str = ""
    power: Fraction | None = None
    threshold: Fraction | None = None


Node = Indicator | Branch


@dataclass(frozen=True, slots=True)
class Extra:
    """A bonus or a deduction: points from a column, or so many points for each piece; capped by itself."""

    code: str
    name: str
    column: str
    each: Fraction
    cap: Fraction | None
    deducts: bool
    evidence: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Veto:
    """一票否决: where the column says yes, the unit leaves the ranking or falls to a class."""

    code: str
    name: str
    column: str
    effect: Literal["unranked", "last_class", "no_commendation"]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Grade:
    """A class by score: A from 80, B from 60."""

    name: str
    low: Fraction | None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Publish:
    """What the notice prints: nothing but the first and last few where the rule says so."""

    table: Literal["full", "first_last", "first"] = "full"
    first: int = 0
    last: int = 0
    places: int = 2


@dataclass(frozen=True, slots=True)
class Race:
    """One version of a race's rules."""

    id: str
    version: str
    title: str
    document: str
    effective_from: date
    tree: tuple[Node, ...]
    aggregation: str = "sum"
    weights: Literal["points", "shares", "relative"] = "points"
    """`points`: children add up to their branch, the whole to `full`; `shares`: children of every branch add
    up to 1; `relative`: only their proportion matters, said so in the file."""
    full: Fraction = Fraction(100)
    power: Fraction = Fraction(1)
    threshold: Fraction | None = None
    """Where less than this share of what stands under a node is there, the node has no score."""
    weighting: Literal["given", "equal", "entropy", "pca", "loadings", "expert"] = "given"
    judgements: tuple[tuple[Fraction, ...], ...] = ()
    extras: tuple[Extra, ...] = ()
    extras_cap: Fraction | None = None
    vetoes: tuple[Veto, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    group_column: str = ""
    normalise_within: Literal["all", "group"] = "all"
    rank_within: Literal["all", "group", "both"] = "all"
    missing: Missing = "zero"
    ties: tuple[str, ...] = ()
    grades: tuple[Grade, ...] = ()
    publish: Publish = Publish()
    unit_column: str = "单位"
    rounds: str = ""
    checks: tuple[Rule, ...] = ()
    """Relations that must hold between columns of the table before anything is published."""
    path: str = ""

    @property
    def key(self) -> str:
        """`county-race@2026-1`: how results and the journal name these rules."""
        return f"{self.id}@{self.version}"

    @property
    def layered(self) -> bool:
        """Whether some dimension is made in another way than the whole."""
        return any(node.aggregation or node.power is not None for node in branches(self.tree))

    @property
    def adding(self) -> bool:
        """Whether the score is a sum of what the indicators add."""
        return self.aggregation in ("sum", "arithmetic") and not self.layered

    def indicators(self) -> list[Indicator]:
        """The leaves, in the order of the file."""
        return list(leaves(self.tree))


def branches(nodes: tuple[Node, ...]) -> Iterator[Branch]:
    """Every dimension under some nodes, the outer before the inner."""
    for node in nodes:
        if isinstance(node, Branch):
            yield node
            yield from branches(node.children)


def leaves(nodes: tuple[Node, ...]) -> Iterator[Indicator]:
    """Every indicator under some nodes."""
    for node in nodes:
        if isinstance(node, Indicator):
            yield node
        else:
            yield from leaves(node.children)
