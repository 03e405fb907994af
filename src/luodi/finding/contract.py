"""The contract's JSON: a document and its findings as one plain dictionary.

Keys stand in the contract's order. Further keys follow after them and may be ignored by a reader
of the contract: `section`, `sentence`, `why`, `span` (in the repaired text), `raw` (in the source,
with the place in words), `responsible`, `liaison`, `units`, and for the whole document `file`,
`terms`, `repairs`, `cuts`, `notes`.
"""

from __future__ import annotations

import datetime as dt
from pathlib import PurePath
from typing import Any

from luodi.finding.findings import AgendaItem, Due, Findings, Meeting, PolicyTerm, Span, Target, Task
from luodi.reading.document import Document, Mark
from luodi.reading.text import Step

Json = dict[str, Any]


def to_contract(document: Document, findings: Findings, doc: str | None = None) -> Json:
    """One document as the contract has it; `doc` is its id, by default the file's name without suffix."""
    writer = _Writer(document)
    head = document.masthead
    return {
        "doc": doc if doc is not None else PurePath(document.name).stem,
        "kind": head.kind,
        "title": head.title or "",
        "number": head.number,
        "source": head.source,
        "published": _iso(head.published),
        "meetings": [writer.meeting(m) for m in findings.meetings],
        "agenda": [writer.agenda_item(a) for a in findings.agenda],
        "tasks": [writer.task(t) for t in findings.tasks],
        "targets": [writer.target(t) for t in findings.targets],
        "terms": [writer.term(t) for t in findings.terms],
        "repairs": [writer.repair(m) for m in document.marks],
        "cuts": [writer.cut(s) for s in document.cuts],
        "notes": list(findings.notes),
        "file": _file(document),
    }


class _Writer:
    """Writes the entries of one document, each with its words and its two places."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def meeting(self, meeting: Meeting) -> Json:
        return {
            "name": meeting.name,
            "date": _iso(meeting.date),
            "chair": list(meeting.chair),
            "attendees": [{"name": a.name, "post": a.post} for a in meeting.attendees],
            **self.words(meeting.span, meeting.why),
        }

    def agenda_item(self, item: AgendaItem) -> Json:
        return {
            "kind": item.kind,
            "by": list(item.by),
            "subject": item.subject,
            **self.words(item.span, item.why),
        }

    def task(self, task: Task) -> Json:
        return {
            "level": task.level.value,
            "owners": list(task.owners),
            "support": list(task.support),
            "action": task.action,
            "due": self.due(task.due),
            **self.words(task.span, task.why),
            "context": list(task.context),
            "listed": list(task.listed),
            "section": list(task.section),
            "sentence": self.slice(task.sentence),
            "responsible": list(task.responsible),
            "liaison": list(task.liaison),
            "units": {name: list(units) for name, units in task.units},
            "unresolved": list(task.unresolved),
        }

    def due(self, due: Due) -> Json:
        return due.to_dict() | ({"span": list(due.span)} if due.span else {})

    def target(self, target: Target) -> Json:
        return {
            "indicator": target.indicator,
            "baseline": target.baseline,
            "value": target.value,
            "unit": target.unit,
            "comparator": target.comparator,
            "due": target.due,
            "fact": target.fact,
            **self.words(target.span, target.why),
            "upper": target.upper,
            "owners": list(target.owners),
        }

    def term(self, term: PolicyTerm) -> Json:
        return {
            "kind": term.kind,
            "value": term.value,
            "unit": term.unit,
            "per": term.per,
            "beneficiary": term.beneficiary,
            **self.words(term.span, term.why),
        }

    def repair(self, mark: Mark) -> Json:
        """A repair that a person should see; silent ones are not listed."""
        step = mark.step
        return {
            "kind": step.kind,
            "sure": mark.sure.value,
            "before": step.before,
            "after": step.after,
            "alternatives": list(step.edit.alternatives),
            "margin": step.edit.margin,
            "why": step.edit.why,
            "span": [mark.start, mark.end],
            "raw": self.raw(step.raw_start, step.raw_end),
        }

    def cut(self, step: Step) -> Json:
        """Lines that were taken off the page, and because of what."""
        return {
            "kind": step.kind,
            "why": step.edit.why,
            "text": step.before,
            "raw": self.raw(step.raw_start, step.raw_end),
        }

    def words(self, span: Span, why: str) -> Json:
        """The exact words, where they stand in the repaired text and in the source, and the rule."""
        raw_start, raw_end = self.document.text.cite(*span)
        return {
            "quote": self.slice(span),
            "span": list(span),
            "raw": self.raw(raw_start, raw_end),
            "why": why,
        }

    def slice(self, span: Span) -> str:
        return self.document.string[span[0] : span[1]]

    def raw(self, start: int, end: int) -> Json:
        return {"start": start, "end": end, "place": str(self.document.source.place(start))}


def _file(document: Document) -> Json:
    source = document.source
    return {
        "name": source.name,
        "format": source.format,
        "charset": source.charset,
        "sha256": source.sha256,
        "size": source.size,
        "meta": dict(source.meta),
    }


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
