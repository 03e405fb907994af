"""The journal's own acts: taking a copy of it is one."""

from __future__ import annotations

from luodi.office.journal.models import Entry
from luodi.office.journal.record import Actor, act, record


@act
def export(actor: Actor, *, words: str, count: int, kind: str, unit_path: str) -> Entry:
    """Record that part of the journal was taken out; the entry's number goes on the file."""
    facts = {"filter": words, "count": count, "format": kind}
    return record(actor, "journal.export", None, facts, unit_path=unit_path, name="日志")
