"""Whoever takes a list out of the house leaves their name (operations G: 导出日志、水印)."""

from __future__ import annotations

from luodi.office.journal.models import Entry
from luodi.office.journal.record import System, record
from luodi.office.ledger.acts.base import Who, act


@act
def record_export(actor: Who, *, what: str, sentence: str, count: int, format: str) -> Entry:
    """An entry for an export; its number goes into the watermark.

    `what` names the list, `sentence` the filter in words, `count` the rows written.
    """
    path = "" if isinstance(actor, System) else actor.unit.path
    payload = {"what": what, "filter": sentence, "count": count, "format": format}
    return record(actor, "export.make", None, payload, unit_path=path, name=what)
