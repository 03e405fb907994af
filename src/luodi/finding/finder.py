"""The order of finding: meetings first (their day dates 会后10日内), then tasks and targets."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace

from luodi.finding.agenda import find_agenda
from luodi.finding.findings import Findings, Span, Target, Task
from luodi.finding.levels import places_of
from luodi.finding.meetings import find_meetings
from luodi.finding.memory import remembering
from luodi.finding.names import split_names
from luodi.finding.naming import names_in
from luodi.finding.passages import passages
from luodi.finding.policyterms import find_terms
from luodi.finding.targets import find_targets
from luodi.finding.tasks import TaskFinder
from luodi.finding.unitbook import UnitBook
from luodi.reading.document import Document


def find(document: Document, units: UnitBook | None = None) -> Findings:
    """All that the rules find in a document; names are resolved where a unit book is given.

    Nothing numeric is believed where the reading lost a character (〓): a target there is
    dropped, a deadline keeps its words without a date, and a note says how many.
    """
    with remembering(document.string):
        found = _find(document)
    tasks, targets, notes = found.tasks, found.targets, found.notes
    if lost := _lost(document):
        tasks, targets, count = _disbelieve(tasks, targets, lost)
        if count:
            notes = (*notes, f"原文有字符丢失（〓），{count}处日期或数字未采信，请对照原件核对")
    if units is not None:
        tasks = tuple(_resolved(task, units, document.masthead.published) for task in tasks)
    return replace(found, tasks=tasks, targets=targets, notes=notes)


def _find(document: Document) -> Findings:
    text, head = document.string, document.masthead
    meetings = find_meetings(document)
    pieces = passages(document, next((m.date for m in meetings if m.date), None))
    listed = frozenset(name for p in pieces for name in (*p.duty.owners, *p.duty.support))
    told = addressees(document)
    places = places_of(head.title, head.source, *listed, *_PLACED.findall(text))
    finder = TaskFinder(text, head.kind, names_in(text, listed | frozenset(told)), told, places)
    return Findings(
        tuple(finder.find(pieces)),
        tuple(find_targets(text, pieces)),
        tuple(meetings),
        tuple(find_agenda(document)),
        tuple(find_terms(text, pieces)),
    )


_PLACED = re.compile(r"[一-龥]{2,3}(?:市|县|区|州|旗)(?=委|政府|科技局|财政局|人民|日报|长)")


def addressees(document: Document) -> tuple[str, ...]:
    """Whom the paper is sent to (主送): they are told by a 请… without a name (C12)."""
    for block in document.blocks[:10]:
        words = document.string[block.start : block.end].strip()
        if block.kind == "meta" and words.endswith(("：", ":")):
            return tuple(split_names(words))
    return ()


def _lost(document: Document) -> list[Span]:
    if not document.text.steps and "〓" not in document.string:
        return []
    from luodi.reading.repairs import lost_spans

    return lost_spans(document.text)


def _disbelieve(
    tasks: Iterable[Task], targets: Iterable[Target], lost: list[Span]
) -> tuple[tuple[Task, ...], tuple[Target, ...], int]:
    kept, count = [], 0
    for task in tasks:
        if task.due.date and task.due.span and _touches(task.due.span, lost):
            count += 1
            task = replace(task, due=replace(task.due, date=None))
        kept.append(task)
    sound = []
    for target in targets:
        if _touches(target.span, lost):
            count += 1
        else:
            sound.append(target)
    return tuple(kept), tuple(sound), count


def _touches(span: Span, lost: list[Span]) -> bool:
    return any(start <= span[1] and span[0] <= end for start, end in lost)


def _resolved(task: Task, units: UnitBook, on: dt.date | None) -> Task:
    found, unresolved = [], []
    for name in (*task.owners, *task.support):
        if known := units.resolve(name, on):
            found.append((name, known))
        else:
            unresolved.append(name)
    return replace(task, units=tuple(found), unresolved=tuple(unresolved))


__all__ = ["addressees", "find"]
