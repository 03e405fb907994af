"""What is carried along while tasks are found: through a document, through a sentence (C11, C13)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from luodi.finding.findings import NO_DUE, Due, Task
from luodi.finding.naming import Names
from luodi.finding.subjects import Subject


@dataclass(slots=True)
class State:
    """One document while its tasks are found, and what later passages inherit.

    Minutes decide from a lead-in on (`deciding`); a lead-in may name the owners of what follows.
    """

    text: str
    kind: str
    names: Names
    addressees: tuple[str, ...]
    places: re.Pattern[str] | None
    tasks: list[Task]
    deciding: tuple[str, ...] | None = None  # the section in which it is decided
    lead_owners: tuple[str, ...] = ()
    lead_path: tuple[str, ...] = ()
    follows: bool = False  # minutes: 现纪要如下 was said, and what follows is decided
    head: str = ""  # the lines over the first sentence: the paper's own title and meeting
    said: str = ""  # news: the verb by which the last paragraph's words were said

    def __post_init__(self) -> None:
        self.head = self.text[:400].partition("。")[0].rpartition("\n")[0]

    def enter(self, path: tuple[str, ...]) -> None:
        """A passage of another section inherits neither decision nor lead-in."""
        if self.deciding is not None and path[: len(self.deciding)] != self.deciding:
            self.deciding = None
        if self.lead_path and path[: len(self.lead_path)] != self.lead_path:
            self.lead_owners, self.lead_path = (), ()


@dataclass(slots=True)
class Carried:
    """What later clauses of the sentence inherit."""

    owners: tuple[str, ...] | None = None
    support: tuple[str, ...] = ()
    listed: bool = True  # the item's list holds (no subject displaced it)
    active: bool = False  # talk: the sentence has told somebody
    cover: Due = NO_DUE  # a deadline that covers the rest of the sentence up to ；
    last_due: Due = NO_DUE  # the deadline of the task before, for what finishes its work
    goal_due: Due = NO_DUE  # 年内, 全年, 到2026年: covers the later goals of its sentence
    pending: int | None = None  # where a preposed 对…的 began
    joined: bool = False  # the clause began with 并
    past: bool = False  # 2023年，…: what follows reports that year

    def end_part(self) -> None:
        """Behind ； no deadline holds, and no condition waits for its act (C13)."""
        self.cover = self.last_due = self.goal_due = NO_DUE
        self.pending = None


@dataclass(slots=True)
class Predicate:
    """A clause whose subject is known: what `writing` makes tasks of."""

    start: int  # of the clause, connectives off
    end: int
    lead: int  # behind a date that stands before the subject
    subject: Subject
    dues: list[Due]
    mask: int
