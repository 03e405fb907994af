"""What waits for a person in rooms the first page knows nothing of. Each app registers its question.

from luodi.office.web.waiting import Waiting, register
register(lambda person: [Waiting(href, title, note, due)])      one query, or none where it cannot concern them
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Waiting:
    """One thing whose next step is this person's."""

    href: str
    title: str
    note: str = ""
    due: dt.date | None = None


Question = Callable[[Any], Iterable[Waiting]]
_QUESTIONS: dict[str, Question] = {}


def register(name: str, question: Question) -> None:
    """Ask this too on the first page; called from an app's `ready`."""
    _QUESTIONS[name] = question


def waiting_for(person: Any) -> list[Waiting]:
    """All that waits, the nearest deadline first."""
    found = [one for question in _QUESTIONS.values() for one in question(person)]
    return sorted(found, key=lambda one: (one.due is None, one.due or dt.date.max))
