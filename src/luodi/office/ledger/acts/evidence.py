"""Files that show something was done; kept for good, withdrawn at most (operations B8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.office.files import store
from luodi.office.journal.clock import now
from luodi.office.ledger.acts.base import (
    Who,
    act,
    is_of_lead,
    lock_task,
    note,
    person_of,
    require_lead,
    state_must_be,
    words_needed,
)
from luodi.office.ledger.acts.reports import EDITABLE
from luodi.office.ledger.acts.talk import supports
from luodi.office.ledger.models import Evidence, Measure, Report, Task, TaskState
from luodi.office.ledger.models.tasks import LIVE
from luodi.office.units.scope import Refusal

LARGEST = 100 * 2**20
PROGRAMS = re.compile(
    r"\.(exe|com|bat|cmd|scr|msi|ps1|vbs|js|jar|sh|dll|lnk|hta|html?|svg|xhtml)$", re.IGNORECASE
)
"""A file of these kinds shows nothing, and does harm when somebody opens it."""


@act
def add_evidence(
    actor: Who,
    task: Task,
    name: str,
    data: bytes | Iterable[bytes],
    *,
    measure: Measure | None = None,
    report: Report | None = None,
    media_type: str = "",
) -> Evidence:
    """A file from the lead unit, or from a unit that helps (operations G: 配合可加进展和佐证).

    Only the lead unit attaches to its own report, and only while that can be written on.
    """
    person = person_of(actor, _("上传佐证"))
    task = lock_task(task)
    if not is_of_lead(actor, task) and not supports(actor, task):
        require_lead(actor, task, doing=_("上传佐证"))
    state_must_be(task, *LIVE, doing=_("上传佐证"))
    name = name.replace("\\", "/").rsplit("/", 1)[-1].strip()[-255:]
    if not name:
        raise ValidationError({"file": _("文件没有名称。")})
    if PROGRAMS.search(name):
        raise ValidationError(
            {"file": _("“%s”是程序或网页，不能作佐证；请上传文档、表格、图片或压缩包。") % name}
        )
    if measure is not None and measure.task_id != task.pk:
        raise ValidationError({"measure": _("这个指标不属于本任务。")})
    if report is not None:
        report = Report.objects.get(pk=report.pk)
        if report.task_id != task.pk:
            raise ValidationError({"report": _("这份月报不属于本任务。")})
        require_lead(actor, task, doing=_("在月报中上传佐证"))
        if report.state not in EDITABLE:
            raise ValidationError({"report": _("月报已锁定，不能再加佐证。")})
    file, _new = store.put(_measured((data,) if isinstance(data, bytes) else data, name), media_type)
    made = Evidence.objects.create(
        task=task, file=file, name=name, measure=measure, report=report, added_by=person, added_at=now()
    )
    payload = {
        "file": name,
        "sha256": file.sha256,
        "size": file.size,
        "measure": measure.indicator if measure else None,
        "evidence": made.pk,
    }
    note(actor, "evidence.add", task, payload)
    return made


@act
def withdraw_evidence(actor: Who, evidence: Evidence, why: str) -> Evidence:
    """Say that a file no longer counts, with the reason; the file itself stays (operations B8).

    Not while a sign-off rests on it, nor when the report it belongs to has been handed in.
    """
    person = person_of(actor, _("撤回佐证"))
    why = words_needed(why, _("撤回理由"))
    task = lock_task(evidence.task)
    found = Evidence.objects.select_related("report").get(pk=evidence.pk)
    if not is_of_lead(actor, task) and found.added_by_id != person.pk:
        raise Refusal(_("佐证由上传人或牵头单位撤回。"))
    if found.withdrawn_at is not None:
        raise ValidationError(_("这份佐证已经撤回。"))
    state_must_be(task, TaskState.ASSIGNED, TaskState.RECEIVED, TaskState.ACTIVE, doing=_("撤回佐证"))
    if found.report is not None and found.report.state not in EDITABLE:
        raise ValidationError(_("佐证已随月报报送，不能撤回；请先退回月报。"))
    found.withdrawn_at = now()
    found.save(update_fields=["withdrawn_at"])
    note(actor, "evidence.withdraw", task, {"file": found.name, "evidence": found.pk}, why=why)
    return found


def _measured(chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > LARGEST:
            raise ValidationError(
                {"file": _("“%s”超过%dMB，请压缩或拆分后上传。") % (name, LARGEST // 2**20)}
            )
        yield chunk
    if not size:
        raise ValidationError({"file": _("“%s”是空文件，请检查后重新上传。") % name})
