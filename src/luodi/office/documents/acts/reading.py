"""What the worker writes: a reading begun, stored, failed; and the order to read again."""

from __future__ import annotations

import datetime as dt
import secrets
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from luodi.office.documents import coverage
from luodi.office.documents.dues import propose
from luodi.office.documents.engine import Found, Reading
from luodi.office.documents.models import Document, Finding, Passage
from luodi.office.documents.resolving import Names, look_up
from luodi.office.journal.clock import now
from luodi.office.journal.record import System, act, record, unchanged
from luodi.office.search import index
from luodi.office.units.models import Person


class Lost(RuntimeError):
    """Another reading of the same document was begun meanwhile: this one's result is not wanted."""


@act
def begin_reading(actor: System, pk: int) -> Document | None:
    """Claim a waiting document; None when another worker has it, or it was read already."""
    unchanged()  # that a reading is under way is forgotten when it ends: no entry
    claim = secrets.token_hex(16)
    mine = Document.objects.filter(pk=pk, state=Document.State.WAITING).update(
        state=Document.State.READING, claim=claim, beat_at=now(), progress=0, error="", stage="正在打开文件"
    )
    return Document.objects.select_related("file", "unit").get(pk=pk) if mine else None


@act
def requeue(actor: System, before: dt.datetime) -> list[int]:
    """Put documents whose reading gave no sign of life since `before` back into the queue."""
    from luodi.office.documents.reading import order

    dead = Document.objects.select_for_update().filter(
        Q(state=Document.State.READING) & (Q(beat_at=None) | Q(beat_at__lt=before))
    )
    found = list(dead.order_by("pk"))
    if not found:
        unchanged()
    for document in found:
        document.state, document.claim, document.progress = Document.State.WAITING, "", 0
        document.stage = "等待阅读"
        document.save(update_fields=["state", "claim", "progress", "stage"])
        record(actor, "document.requeue", document, unit_path=_path(document))
        order(document)
    return [d.pk for d in found]


@act
def read_again(actor: Person, document: Document) -> Document:
    """Order a new reading; decided and corrected findings stay as they are."""
    from luodi.office.documents.reading import order

    actor.scope.require(document.unit.path, "office", doing="要求重读")
    row = Document.objects.select_for_update().get(pk=document.pk)
    if row.state in (Document.State.WAITING, Document.State.READING):
        raise ValidationError("文件正在阅读，请稍候。")
    row.state, row.progress, row.stage = Document.State.WAITING, 0, "等待阅读"
    row.save(update_fields=["state", "progress", "stage"])
    record(actor, "document.reread", row, unit_path=document.unit.path)
    order(row)
    return row


@act
def fail_reading(actor: System, document: Document, reason: str) -> Document:
    """Say why a file could not be read. A document read before keeps that reading."""
    row = _claimed(document)
    row.state = Document.State.READ if row.read_at else Document.State.FAILED
    row.error, row.claim, row.stage, row.progress = reason, "", "", 0
    row.save(update_fields=["state", "error", "claim", "stage", "progress"])
    record(actor, "document.fail", row, {"reason": reason}, unit_path=_path(row))
    return row


@act
def refuse_after_reading(actor: System, document: Document, reason: str) -> None:
    """A mark of secrecy seen only by the full reading: nothing of the file stays, but name and reason."""
    row = _claimed(document)
    file, path, name, unit_path = row.file, row.file.path, row.name, _path(row)
    index.drop("finding", *row.findings.values_list("pk", flat=True))
    index.drop("document", row.pk)
    row.delete()
    if not file.documents.exists():
        file.delete()
        transaction.on_commit(lambda: Path(path).unlink(missing_ok=True))
    record(actor, "document.refuse", None, {"name": name, "reason": reason}, unit_path=unit_path, name=name)


@act
def store_reading(actor: System, document: Document, reading: Reading) -> Document:
    """Keep what was read and found. A quote that is not literally in the text is an error, not a finding.

    Read again, a document keeps what the office decided or corrected; what nobody touched is made anew.
    """
    row = _claimed(document)
    kept = list(row.findings.exclude(state=Finding.State.OPEN, version=0))
    _check_kept(row, kept, reading.text)
    gone = row.findings.filter(state=Finding.State.OPEN, version=0)
    index.drop("finding", *gone.values_list("pk", flat=True))
    gone.delete()

    row.text, row.title, row.number = reading.text, reading.title, reading.number
    row.issuer, row.issued_on, row.kind = reading.issuer, reading.issued_on, reading.kind
    row.reading = reading.summary
    row.state, row.progress, row.stage, row.claim, row.error = Document.State.READ, 100, "", "", ""
    row.read_at = now()
    Passage.objects.filter(document=row).delete()
    Passage.objects.bulk_create(
        [
            Passage(document=row, number=n, start=s.start, end=s.end, blocks=s.blocks, repairs=s.repairs)
            for n, s in enumerate(reading.screens, 1)
        ],
        batch_size=200,
    )
    made = _findings(row, reading, {(f.kind, f.start, f.end) for f in kept})
    row.coverage = coverage.percent(row)
    row.save()
    index.put("document", row.pk, row.name, row.title, row.number, row.issuer, row.text)
    index.put_many("finding", ((f.pk, f"{f.action}\n{f.quote}") for f in made))
    count = Counter(f.kind for f in made)
    record(
        actor,
        "document.read",
        row,
        {"tasks": count["task"], "targets": count["target"], "kept": len(kept)},
        unit_path=_path(row),
    )
    return row


def _claimed(document: Document) -> Document:
    row = Document.objects.select_for_update().get(pk=document.pk)
    if row.claim != document.claim or row.state != Document.State.READING:
        raise Lost(f"document {document.pk} is read by another")
    return row


def _path(document: Document) -> str:
    return document.unit.path


def _check_kept(row: Document, kept: list[Finding], text: str) -> None:
    """Decided findings must still stand where they stood; else the old reading stays."""
    moved = [f for f in kept if text[f.start : f.end] != f.quote]
    for finding in moved:
        at = text.find(finding.quote)
        if at < 0:
            raise ValidationError("重读的文字与已经审过的事项对不上，保留原来的阅读。")
        finding.start, finding.end = at, at + len(finding.quote)
        finding.sentence_start = finding.sentence_end = None
    Finding.objects.bulk_update(moved, ["start", "end", "sentence_start", "sentence_end"])


def _findings(row: Document, reading: Reading, kept: set[tuple[str, int, int]]) -> list[Finding]:
    names = look_up(_written(reading.found), row.issued_on or _uploaded(row), row.unit)
    made = []
    for order, found in enumerate(reading.found):
        if (found.kind, found.start, found.end) in kept:
            continue
        made.append(_finding(row, reading.text, order, found, names))
    return Finding.objects.bulk_create(made, batch_size=500)


def _written(found: list[Found]) -> list[str]:
    keys = ("owners", "support", "context", "listed")
    return [name for f in found if f.kind in ("task", "target") for k in keys for name in f.data.get(k, ())]


def _finding(row: Document, text: str, order: int, found: Found, names: Names) -> Finding:
    data = found.data
    finding = Finding(
        document=row,
        kind=found.kind,
        order=order,
        start=found.start,
        end=found.end,
        quote=text[found.start : found.end],
        section=data.get("section", []),
        data=data,
    )
    if not finding.quote.strip():
        raise ValueError(f"a finding without words at {found.start}")
    if found.sentence:
        finding.sentence_start, finding.sentence_end = found.sentence
    if found.kind == Finding.Kind.TASK:
        _fill_task(finding, data, names, _uploaded(row))
    elif found.kind == Finding.Kind.TARGET:
        _fill_target(finding, data, names)
    return finding


def _fill_task(finding: Finding, data: dict[str, Any], names: Names, uploaded: dt.date) -> None:
    finding.level, finding.action = data["level"], data["action"]
    if not _drawn_from(finding.action, finding.quote):
        raise ValueError(f"action {finding.action!r} is not in its quote {finding.quote!r}")
    set_owners(finding, data["owners"], data["support"], names)
    due = data["due"]
    finding.due_text = (due["text"] or "")[:200]
    finding.recurs = due["recur"] or ""
    finding.due = dt.date.fromisoformat(due["date"]) if due["date"] else None
    if finding.due is None and not finding.recurs:
        finding.due = propose(finding.due_text, finding.document.issued_on, uploaded)
        finding.due_assumed = finding.due is not None


def _fill_target(finding: Finding, data: dict[str, Any], names: Names) -> None:
    finding.action = finding.quote
    set_owners(finding, data.get("owners", []), [], names)
    due = data.get("due") or ""
    if len(due) == 4 and due.isdecimal():
        finding.due = dt.date(int(due), 12, 31)
    elif due:
        finding.due = dt.date.fromisoformat(due)


def set_owners(finding: Finding, owners: list[str], support: list[str], names: Names) -> None:
    """The written names and the units behind them. The first unit leads where one must be named."""
    found = names.owners(owners, support)
    finding.owners, finding.support = list(owners), list(support)
    finding.leads, finding.supporting = list(found.leads), list(found.supporting)
    finding.lead_id = found.leads[0] if found.leads else None
    finding.unresolved = list(found.unresolved)


def _drawn_from(action: str, quote: str) -> bool:
    """C2: an action may only leave out characters of its quote, never add or reorder."""
    rest = iter(quote)
    return all(char in rest for char in action)


def _uploaded(row: Document) -> dt.date:
    return timezone.localtime(row.uploaded_at).date()
