"""A race's result as papers print it: plain values, exact numbers, rounded nowhere but on the page.

Whoever has a result (the command line, the office) fills a `RaceResult`; `racebook` makes the workbook of it,
`racenotice` drafts the notice. Numbers are fractions, None where there is none; `printed` rounds half up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Number = Fraction | None


@dataclass(frozen=True, slots=True)
class Heading:
    """A node of the tree of indicators, in the order of the rules.

    `dimension`: the name of the dimension it stands under (the outermost one), empty for a dimension itself;
    `leaf`: an indicator, whose points are in `RaceLine.cells`; else a dimension, in `RaceLine.branches`.
    `weight`: as the rules write it. `how`: the formula in words. `source`: the department the figure is from.
    """

    code: str
    name: str
    weight: Number = None
    leaf: bool = True
    dimension: str = ""
    unit: str = ""
    how: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class RaceCell:
    """One indicator of one unit: the figure with what it was measured against, points out of 100, what it adds
    to the score, what must be said beside it, and where the figure stands (`Sheet1!C5`, or a vintage)."""

    figure: Number = None
    points: Number = None
    adds: Number = None
    target: Number = None
    base: Number = None
    note: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class RaceLine:
    """One unit. `cells` by an indicator's code, `branches` by a dimension's code (points out of the
    dimension's weight, as they count in the score). `place` is None for a unit that is not ranked.
    `before`: its place the round before; `bonus` and `deduction` as they counted, the latter below zero.
    `commended`: False where a veto forbids praise."""

    unit: str
    score: Number
    place: int | None = None
    group: str = ""
    group_place: int | None = None
    before: int | None = None
    base: Number = None
    bonus: Fraction = Fraction(0)
    deduction: Fraction = Fraction(0)
    grade: str = ""
    cells: Mapping[str, RaceCell] = field(default_factory=dict)
    branches: Mapping[str, Number] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    commended: bool = True

    @property
    def rise(self) -> int | None:
        """Places gained, lost ones below zero; None where there is nothing to compare."""
        return None if self.before is None or self.place is None else self.before - self.place


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be printed outside the house: all lines, the first and last few, or the first few."""

    table: Literal["full", "first_last", "first"] = "full"
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class RaceResult:
    """The whole. `lines` best first, those not ranked last. `period`: 2026年一季度. `rules`: how the rules are
    named (county-race@2026-1); `document`: the paper that set them. `places`: decimals of a printed score.
    `by_group`: places are given within groups only. `said`: what was done to figures and weights; `bad`: cells
    that could not be read; `facts`: further pairs for the sheet of rules (合成方法, 缺报规则 …)."""

    title: str
    lines: tuple[RaceLine, ...]
    headings: tuple[Heading, ...]
    period: str = ""
    rules: str = ""
    document: str = ""
    places: int = 2
    shown: Shown = Shown()
    by_group: bool = False
    said: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    source: str = ""

    @property
    def leaves(self) -> list[Heading]:
        """The indicators."""
        return [h for h in self.headings if h.leaf]

    @property
    def dimensions(self) -> list[Heading]:
        """The outermost dimensions."""
        return [h for h in self.headings if not h.leaf and not h.dimension]

    @property
    def ranked(self) -> list[RaceLine]:
        return [line for line in self.lines if line.place is not None]

    def groups(self) -> list[str]:
        """Names of groups, in the order they come."""
        return list(dict.fromkeys(line.group for line in self.lines if line.group))


def printed(value: Number, places: int = 2, blank: str = "—") -> str:
    """A number as it is printed: half up, away from zero.

    >>> printed(Fraction(145, 1000)), printed(Fraction(-5, 2), 0), printed(None)
    ('0.15', '-3', '—')
    """
    if value is None:
        return blank
    whole, rest = divmod(abs(value) * 10**places, 1)
    number = whole + (rest * 2 >= 1)
    sign = "-" if value < 0 and number else ""
    return f"{sign}{Decimal(int(number)).scaleb(-places):f}"


def plain(value: Number, most: int = 6) -> str:
    """A figure as it was given: all its decimals up to `most`, no empty ones.

    >>> plain(Fraction(5, 2)), plain(Fraction(1, 3)), plain(Fraction(300))
    ('2.5', '0.333333', '300')
    """
    if value is None:
        return "—"
    text = printed(value, most)
    return text.rstrip("0").rstrip(".") if "." in text else text


def rise_words(line: RaceLine) -> str:
    """How a unit moved.

    >>> rise_words(RaceLine("甲", None, 1, before=3)), rise_words(RaceLine("乙", None, 2, before=2))
    ('↑2', '—')
    """
    if line.rise is None:
        return ""
    return f"↑{line.rise}" if line.rise > 0 else f"↓{-line.rise}" if line.rise < 0 else "—"


def first_lines(lines: Sequence[RaceLine], count: int) -> list[RaceLine]:
    """The first so many places; a tie at the edge is not cut."""
    return [x for x in lines if x.place is not None and x.place <= count]


def last_lines(lines: Sequence[RaceLine], count: int) -> list[RaceLine]:
    """The last so many of those ranked, in the order of places; a tie at the edge is not cut."""
    ranked = [x for x in lines if x.place is not None]
    if not count or not ranked:
        return []
    edge = ranked[max(0, len(ranked) - count)].place or 0
    return [x for x in ranked if (x.place or 0) >= edge]


def told_lines(result: RaceResult, lines: Sequence[RaceLine]) -> list[RaceLine]:
    """The lines that may be printed, each once: all, or the first and last few as the rules say."""
    shown = result.shown
    if shown.table == "full":
        return list(lines)
    kept = first_lines(lines, shown.first)
    if shown.table == "first_last":
        kept += [x for x in last_lines(lines, shown.last) if x not in kept]
    return kept
