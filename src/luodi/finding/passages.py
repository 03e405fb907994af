"""Passages: the stretches of running text and the table rows that findings are read from."""

from __future__ import annotations

from dataclasses import dataclass

from luodi.finding import dates, owners
from luodi.finding.findings import Span


@dataclass(frozen=True, slots=True)
class Passage:
    """One stretch of running text, responsibility lists excluded, or one row of a table.

    `kind`: prose, row. `role`: what its section is for: goals (工作目标), facts (a review of what
    was done), work (what is to be done), closing (附则), preamble (before the first section).
    """

    start: int
    end: int
    kind: str
    role: str
    block: int  # index of its block in the document
    path: tuple[str, ...] = ()  # the headings it stands under, outermost first
    duty: owners.Duty = owners.NO_DUTY
    calendar: dates.Calendar = dates.Calendar()
    cells: tuple[Span, ...] = ()
    head: tuple[str, ...] = ()  # column names, for rows
    period: str | None = None  # what its figures were measured for: YYYY-MM-DD or YYYY
