"""An object's history as prose, for its page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext as _

from luodi.office.journal.models import Entry
from luodi.office.journal.words import QUIET

if TYPE_CHECKING:
    from luodi.office.units.models import Person

MANY = 500
"""Lines of one history; what is older is in the journal."""


@dataclass(frozen=True, slots=True)
class Line:
    """One act, or several saves of the same draft in a row: `times` of them, the last one's moment and number."""

    number: int
    at: dt.datetime
    actor_id: int | None
    act: str
    sentence: str
    why: str = ""
    times: int = 1


def history(subject: models.Model, person: Person | None = None, limit: int = MANY) -> list[Line]:
    """What was done with the object, newest first. Whoever may see the object may see this: check that first."""
    return prose(Entry.objects.about(subject).order_by("-number")[:limit], person)


def prose(entries: Iterable[Entry], person: Person | None = None) -> list[Line]:
    """Entries, newest first, as lines; the reader's own acts say 您."""
    lines: list[Line] = []
    for entry in entries:
        last = lines[-1] if lines else None
        same = (
            last is not None
            and entry.act in QUIET
            and (last.act, last.actor_id) == (entry.act, entry.actor_id)
        )
        if same and last is not None:
            lines[-1] = replace(last, times=last.times + 1)
            continue
        me = person is not None and entry.actor_id is not None and entry.actor_id == person.pk
        who = _("您") if me else entry.actor_name
        lines.append(
            Line(entry.number, entry.at, entry.actor_id, entry.act, f"{who}{entry.sentence}", entry.why)
        )
    return [
        replace(
            line,
            sentence=_("%(what)s（连续%(n)s次，只显示最后一次）") % {"what": line.sentence, "n": line.times},
        )
        if line.times > 1
        else line
        for line in lines
    ]
