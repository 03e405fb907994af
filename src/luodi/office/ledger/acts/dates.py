"""Postponement: asked by the due date at the latest, approved twice; only then the due moves (operations B6)."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.office.journal.clock import now
from luodi.office.ledger import standings
from luodi.office.ledger.acts.base import (
    Errors,
    Who,
    act,
    lock_task,
    note,
    person_of,
    require_head,
    require_lead,
    require_office,
    somebody_else,
    state_must_be,
    today,
    words_needed,
)
from luodi.office.ledger.acts.rollup import lock_line, roll_up
from luodi.office.ledger.models import Postponement, Task, TaskState

State = Postponement.State
UNDER_WAY = (TaskState.ASSIGNED, TaskState.RECEIVED, TaskState.ACTIVE)


@act
def ask_postponement(actor: Who, task: Task, *, due: dt.date, reason: str, progress: str) -> Postponement:
    """The lead unit asks for a later date, with reason and progress, on or before the due (operations B6).

    Where the due falls on a holiday, the next working day is still in time.
    """
    person = person_of(actor, _("申请延期"))
    require_lead(actor, task, doing=_("申请延期"))
    task = lock_task(task)
    state_must_be(task, *UNDER_WAY, doing=_("申请延期"))
    errors = Errors()
    if not reason.strip():
        errors.add("reason", _("请填写延期理由。"))
    if not progress.strip():
        errors.add("progress", _("请填写目前进展。"))
    if task.due is None:
        raise ValidationError(_("长期任务没有完成时限，不用申请延期。"))
    if due <= task.due:
        errors.add("due", _("新时限应晚于现时限%s。") % task.due)
    last = standings.calendar().shift(task.due)
    if today() > last:
        errors.add("due", _("延期须在时限（%s）之前申请，现已逾期%d天。") % (last, (today() - last).days))
    if task.postponements.filter(state__in=(State.ASKED, State.APPROVED)).exists():
        errors.add("due", _("已有一份延期申请在办，请等候审批。"))
    errors.check()
    require_head(task, person)
    asked = Postponement.objects.create(
        task=task,
        due_before=task.due,
        due_asked=due,
        reason=reason.strip(),
        progress=progress.strip(),
        asked_by=person,
        asked_at=now(),
    )
    payload = {"from": task.due, "to": due, "reason": reason.strip(), "postponement": asked.pk}
    note(actor, "postponement.ask", task, payload)
    return asked


@act
def approve_postponement(actor: Who, postponement: Postponement) -> Postponement:
    """The first approval, by the unit's own head, who is not who asked (operations B6, B8)."""
    person = person_of(actor, _("审核延期"))
    require_lead(actor, postponement.task, "head", doing=_("审核延期"))
    task, found, _parents = _locked(postponement)
    _must_be(found, State.ASKED, _("审核"))
    state_must_be(task, *UNDER_WAY, doing=_("审核延期"))
    somebody_else(person, found.asked_by_id, what=_("延期申请"))
    found.state, found.approved_by, found.approved_at = State.APPROVED, person, now()
    found.save()
    note(actor, "postponement.approve", task, {"to": found.due_asked, "postponement": found.pk})
    return found


@act
def decide_postponement(
    actor: Who, postponement: Postponement, grant: bool, decision: str = ""
) -> Postponement:
    """The second approval, by the office: granted, the due moves and the first due stays on record.

    Refused (by the office, or by the head at the first step), the due stays and the decision says why.
    """
    person = person_of(actor, _("审批延期"))
    task, found, parents = _locked(postponement)
    if found.state == State.ASKED and not grant:
        require_lead(actor, task, "head", doing=_("审核延期"))
    else:
        require_office(actor, task.plan, _("审批延期"))
        _must_be(found, State.APPROVED, _("审批"))
    somebody_else(person, found.asked_by_id, found.approved_by_id, what=_("延期申请"))
    if not grant:
        decision = words_needed(decision, _("不批准的理由"), "decision")
    else:
        state_must_be(task, *UNDER_WAY, doing=_("批准延期"))
        if task.due is None or found.due_asked <= task.due:
            raise ValidationError(_("任务时限已改为%s，请退回后重新申请。") % task.due)
    found.state = State.GRANTED if grant else State.REFUSED
    found.decided_by, found.decided_at, found.decision = person, now(), decision.strip()
    found.save()
    payload = {"from": found.due_before, "to": found.due_asked, "postponement": found.pk}
    if grant:
        task.due_first = task.due_first or task.due
        task.due, task.due_assumed = found.due_asked, False
        task.version += 1
        task.save(update_fields=["due", "due_first", "due_assumed", "version"])
    note(actor, "postponement.grant" if grant else "postponement.refuse", task, payload, why=decision)
    if grant:
        roll_up(parents)
        standings.refresh([task.pk, *(p.pk for p in parents)], today())
    return found


def _locked(postponement: Postponement) -> tuple[Task, Postponement, list[Task]]:
    task, parents = lock_line(postponement.task)
    found = Postponement.objects.select_for_update(no_key=True).get(pk=postponement.pk)
    found.task = task
    return task, found, parents


def _must_be(found: Postponement, state: str, doing: str) -> None:
    if found.state != state:
        raise ValidationError(_("延期申请现为“%s”，不能%s。") % (State(found.state).label, doing))
