"""A whole report form in one act: what was typed, the files that came with it, and handing it in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from luodi.office.ledger.acts.base import Who, act
from luodi.office.ledger.models import Measure, Report, Round, Task


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

    report = acts.save_draft(actor, round, task, values, version)
    for file in files:
        acts.add_evidence(
            actor, task, file.name, file.data, measure=file.measure, report=report, media_type=file.media_type
        )
    return acts.submit_report(actor, report, report.version) if submit else report
