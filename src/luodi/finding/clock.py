"""When a figure holds: goal or fact, the period it was measured for, the day it is due (C18).

A `Clock` is heard clause by clause; what a sentence does not say it takes from the paragraph's
`Said`, from the role of the section, from the title, from the item's own deadline.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from luodi.finding import dates, tense
from luodi.finding.clauses import Clause
from luodi.finding.findings import Due, Span
from luodi.finding.passages import Passage


@dataclass(slots=True)
class Said:
    """What one paragraph has said of time so far."""

    role: str
    block: int
    tense: str | None = None  # goal or fact
    period: str | None = None
    periods: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Paper:
    """What the head of the paper says of its figures."""

    period: str | None = None  # its title's: 2025年一季度…情况的通报
    review: bool = False  # it reports or commends: unmarked figures are facts


_SINCE = re.compile(r"以来|近年|这些年|过去")
_WORK_HEADING = re.compile(r"下一?步|下阶段|要求|打算|举措|措施|部署|安排|任务|计划|建议|目标")
_EXACT = re.compile(r"[底末终]")


class Clock:
    """The time of one sentence."""

    def __init__(self, text: str, passage: Passage, said: Said, paper: Paper, in_cell: bool) -> None:
        self.text, self.passage, self.said, self.paper = text, passage, said, paper
        self.in_cell = in_cell
        self.tense: str | None = None
        self.period: str | None = None
        self.due: str | None = None
        self.head_due: str | None = None  # set off at the sentence's head, so it covers all of it
        self.dated: list[Span] = []  # the date words of the clause

    def hear(self, start: int, end: int) -> None:
        """What a stretch says of tense and period."""
        calendar_ = self.passage.calendar
        tense_ = tense.of_clause(self.text, start, end, calendar_)
        if tense_:
            self.tense = self.said.tense = tense_
        period = tense.period(self.text, start, end, calendar_)
        if period:
            self.period = self.said.period = period
            self.said.periods.add(period)
        elif _SINCE.search(self.text, start, end):
            self.period = self.said.period = None

    def hear_dates(self, clause: Clause, first: bool) -> None:
        """The dates of a clause: cut from indicators, and deadlines of goals."""
        self.dated = []
        for due in dates.find(self.text, clause.start, clause.end, self.passage.calendar):
            if due.span is None or (due.why == "recurring" and due.text and not due.text.startswith("每")):
                continue
            self.dated.append(_whole(self.text, due.span, clause.start))
            own = self._goal_date(due, clause)
            if own:
                self.due = own
                if first and due.span[1] >= clause.end - 1 and clause.mark == "，":
                    self.head_due = own

    def next_part(self) -> None:
        """Behind ； only a deadline at the head of the sentence still holds."""
        self.due = self.head_due

    def is_fact(self, vague: bool) -> bool:
        """Goal or fact? `vague`: 2100多名, which nobody sets as a goal."""
        return (self.tense or self._inherited(vague)) == tense.FACT

    def _inherited(self, vague: bool) -> str:
        role, said = self.said.role, self.said.tense
        if said and not (
            role == "goals" or (role == "work" and said == tense.FACT and self.passage.duty.owners)
        ):
            return said
        if role == "work":
            reviewed = self.paper.review and not _WORK_HEADING.search("".join(self.passage.path))
            return tense.FACT if vague or reviewed else tense.GOAL
        return tense.FACT if role in ("facts", "preamble") else tense.GOAL

    def measured(self) -> str | None:
        """The period of a fact: its sentence's, the paragraph's only one, the title's."""
        if self.period:
            return self.period
        if len(self.said.periods) == 1 and self.said.period:
            return self.said.period
        return self.paper.period

    def due_by(self, part: int) -> str | None:
        """The date of a goal: its own, else the item's; cell '甲；乙' pairs with goals in order."""
        if self.due:
            return self.due
        dues = self.passage.duty.dues
        if not dues:
            return None
        due = dues[min(part, len(dues) - 1)] if self.in_cell else dues[-1]
        if due.date is None:
            return None
        return str(due.date.year) if _year_only(due) else due.date.isoformat()

    def _goal_date(self, due: Due, clause: Clause) -> str | None:
        if due.date is None or due.span is None or due.text is None or due.recur:
            return None
        start, end = due.span
        if self.text[end : end + 2] in ("以来", "同期") or due.text.startswith(("去年", "上年", "前年")):
            return None
        if self.text[max(0, start - 1) : start] in tuple("较比近由从自"):
            return None
        if _year_only(due):
            named = self.text[end : end + 1] in ("度", "版", "重") and not due.text.endswith("内")
            return None if named else str(due.date.year)
        return due.date.isoformat() if dates.is_deadline(self.text, due, clause.end) else None


def _year_only(due: Due) -> bool:
    """到2027年, 年内: no day is said, so the year is the answer."""
    return due.why in ("year end", "this year") and not _EXACT.search(due.text or "")


def _whole(text: str, span: Span, start: int) -> Span:
    """A date with the words that lead it in (到, 至) and the 底 or 末 behind it."""
    first, last = span
    while first > start and text[first - 1] in "到至于在":
        first -= 1
    if text[last : last + 1] in ("底", "末"):
        last += 1
    return first, last
