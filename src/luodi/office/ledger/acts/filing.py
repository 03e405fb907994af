"""A whole report form in one act: what was typed, the files that came with it, and handing it in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from luodi.office.journal.record import unchanged
from luodi.office.ledger.acts.base import Who, act
from luodi.office.ledger.models import Evidence, Measure, Report, Round, Tag, Task


@dataclass(frozen=True)
class Attached:
    """One file of the form."""

    name: str
    data: Iterable[bytes] | bytes
    media_type: str = ""
    measure: Measure | None = None


@act
def file_report(
    actor: Who,
    round: Round,
    task: Task,
    values: Mapping[str, Any],
    version: int,
    *,
    files: Iterable[Attached] = (),
    submit: bool = False,
) -> Report:
    """Save the report, keep its files, and hand it to the head if `submit`: all of it or nothing.

    One form is one act, so that the same form sent twice does nothing the second time, and a process
    killed half way leaves no report that was saved but looks handed in.
    """
    from luodi.office.ledger import acts

    unchanged()  # nothing typed since: what follows says so itself
    report = acts.save_draft(actor, round, task, values, version)
    for file in files:
        acts.add_evidence(
            actor, task, file.name, file.data, measure=file.measure, report=report, media_type=file.media_type
        )
    return acts.submit_report(actor, report, report.version) if submit else report


@act
def attach(actor: Who, task: Task, files: Iterable[Attached]) -> list[Evidence]:
    """Many files of one form, each with its own entry: all of them or none."""
    from luodi.office.ledger import acts

    return [
        acts.add_evidence(actor, task, f.name, f.data, measure=f.measure, media_type=f.media_type)
        for f in files
    ]


@act
def change_task(
    actor: Who,
    task: Task,
    *,
    version: int,
    why: str,
    columns: Mapping[str, Any],
    measures: Sequence[Mapping[str, Any]],
    milestones: Sequence[Mapping[str, Any]],
    tags: Iterable[Tag],
) -> Task:
    """The office's whole form of a task in one act: columns, figures, stages and tags change together or not."""
    from luodi.office.ledger import acts

    unchanged()  # a form saved as it was found
    changed = acts.edit_task(actor, task, version=version, why=why, **columns)
    acts.set_measures(actor, changed, measures)
    acts.set_milestones(actor, changed, milestones)
    acts.set_tags(actor, changed, tags)
    return changed
