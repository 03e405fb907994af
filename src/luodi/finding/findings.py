"""What finding yields: the contract's four lists, each entry with its exact words.

Every span is a half-open interval of the document's repaired text, and the quote is that
slice. `to_dict` gives the JSON of the contract; keys beyond it (section, why, span, raw, …)
are extra and may be ignored by a reader of the contract.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Span = tuple[int, int]


class Level(StrEnum):
    """How checkable a task is. Only the first two are ever put on a list by default."""

    CONCRETE = "concrete"
    DIRECTION = "direction"
    STANCE = "stance"


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline: its words, the last day they allow, and how it recurs.

    `recur` is the contract's monthly, quarterly or yearly; `every` says any rhythm, also those
    the contract leaves as words (half-yearly, weekly, two-monthly, every-N-days).
    """

    text: str | None = None
    date: dt.date | None = None
    recur: str | None = None
    every: str | None = None
    span: Span | None = None
    why: str = ""

    def __bool__(self) -> bool:
        return self.text is not None

    def to_dict(self) -> dict[str, Any]:
        out: dict[str, Any] = {"text": self.text, "date": _iso(self.date), "recur": self.recur}
        if self.every:
            out["every"] = self.every
        return out


NO_DUE = Due()


@dataclass(frozen=True, slots=True)
class Task:
    """Something a unit is told, or commits, to do."""

    level: Level
    action: str
    span: Span
    owners: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    due: Due = NO_DUE
    section: tuple[str, ...] = ()  # the headings it stands under, outermost first
    sentence: Span = (0, 0)
    why: str = ""  # the rules that made it, by name
    context: tuple[str, ...] = ()  # C20: the topic subject the sentence does not carry
    listed: tuple[str, ...] = ()  # C20: the item's lead units displaced by the clause's subject
    responsible: tuple[str, ...] = ()  # 责任人, where written
    liaison: tuple[str, ...] = ()  # 联络员, where written
    units: tuple[tuple[str, tuple[str, ...]], ...] = ()  # written name -> units of the unit book
    unresolved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A figure with an indicator: a goal to reach, or a fact reported."""

    indicator: str
    value: float | int | None
    unit: str
    comparator: str | None
    fact: bool
    span: Span
    baseline: float | int | None = None
    due: str | None = None  # YYYY-MM-DD or YYYY
    upper: float | int | None = None  # the far end of a range ("8—10家")
    owners: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Attendee:
    name: str
    post: str | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    name: str
    date: dt.date | None
    span: Span
    chair: tuple[str, ...] = ()
    attendees: tuple[Attendee, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """`kind`: heard, approved, briefed, commended, spoke, signed."""

    kind: str
    span: Span
    by: tuple[str, ...] = ()
    subject: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class PolicyTerm:
    """An amount, rate, cap or period that applies case by case, so neither goal nor fact."""

    kind: str  # amount, rate, cap, period
    value: float | int
    unit: str
    span: Span
    per: str | None = None  # 每月, 每年, 每户 …
    beneficiary: str | None = None
    why: str = ""


@dataclass(frozen=True)
class Findings:
    """All that was found in one document."""

    tasks: tuple[Task, ...] = ()
    targets: tuple[Target, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    terms: tuple[PolicyTerm, ...] = ()
    notes: tuple[str, ...] = field(default=())  # what a person should know of how it was found


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
