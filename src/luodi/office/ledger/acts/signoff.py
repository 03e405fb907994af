"""销号: asked by the unit, approved by its head, checked by the office, confirmed by the leader if the plan says so.

operations B8: evidence for every target, children and stages done or the reason in writing, and nobody
reviews what they submitted. Whoever has the step may send it back; then the task is under way again.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.office.journal.clock import now
from luodi.office.journal.record import System
from luodi.office.ledger import standings
from luodi.office.ledger.acts.base import (
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
from luodi.office.ledger.acts.parts import meets
from luodi.office.ledger.acts.rollup import FINISHED, close_with_children, lock_line, reopen_parents, roll_up
from luodi.office.ledger.models import SignOff, Task, TaskState

State = SignOff.State

CHECKS = ("事实清楚", "问题解决", "任务落实", "措施合法", "文书规范")
"""What the office looks at; all five must hold."""


def shortcomings(task: Task) -> list[str]:
    """Everything that is open, each a sentence; none may be left without a written reason (operations B8)."""
    found = []
    evidenced = set(
        task.evidence.filter(withdrawn_at=None, measure__isnull=False).values_list("measure_id", flat=True)
    )
    for measure in task.measures.all():
        if measure.target is None:
            continue
        target = f"{measure.comparator}{measure.target.normalize():f}{measure.unit}"
        if measure.current is None:
            found.append(_("指标“%s”（%s）还没有采用过的填报值") % (measure.indicator, target))
        elif not meets(measure):
            now_at = f"{measure.current.normalize():f}{measure.unit}"
            found.append(_("指标“%s”（%s）现为%s，未达目标") % (measure.indicator, target, now_at))
        if measure.pk not in evidenced:
            found.append(_("指标“%s”没有佐证材料") % measure.indicator)
    for code, state in Task.objects.filter(parent=task).values_list("code", "state"):
        if state not in FINISHED:
            found.append(_("子任务%s尚未办结（%s）") % (code, TaskState(state).label))
    for name in task.milestones.filter(done_on=None).values_list("name", flat=True):
        found.append(_("阶段节点“%s”未标明完成") % name)
    return found


@act
def ask_signoff(actor: Who, task: Task, *, statement: str, unmet: str = "") -> SignOff:
    """The lead unit says the task is done; what is open needs `unmet`, the reason in writing (operations B8)."""
    person = person_of(actor, _("申请办结"))
    require_lead(actor, task, doing=_("申请办结"))
    task = lock_task(task)
    state_must_be(task, TaskState.RECEIVED, TaskState.ACTIVE, doing=_("申请办结"))
    statement = words_needed(statement, _("办结说明"), "statement")
    if (left := shortcomings(task)) and not unmet.strip():
        message = _("以下事项未完成，请补齐，或在“未完成事项说明”中写明理由：%s。") % "；".join(left)
        raise ValidationError({"unmet": message})
    require_head(task, person)
    task.state = TaskState.CLOSING
    _save(task)
    asked = SignOff.objects.create(
        task=task, statement=statement, unmet=unmet.strip(), asked_by=person, asked_at=now()
    )
    note(
        actor,
        "signoff.ask",
        task,
        {"statement": statement, "unmet": unmet.strip(), "open": left, "signoff": asked.pk},
    )
    standings.refresh([task.pk], today())
    return asked


@act
def approve_signoff(actor: Who, signoff: SignOff) -> SignOff:
    """The head of the lead unit signs, never who asked (operations B8: 经单位主要领导审阅)."""
    person = person_of(actor, _("审核办结"))
    require_lead(actor, signoff.task, "head", doing=_("审核办结"))
    task, found, _parents = _locked(signoff, State.UNIT, _("审核"))
    somebody_else(person, found.asked_by_id, what=_("办结申请"))
    found.state, found.approved_by, found.approved_at = State.OFFICE, person, now()
    found.save()
    note(actor, "signoff.approve", task, {"signoff": found.pk})
    return found


@act
def check_signoff(actor: Who, signoff: SignOff, checks: Mapping[str, bool]) -> SignOff:
    """The office checks all five points (operations B8); one that fails means 退回重办, not a sign-off."""
    person = person_of(actor, _("复核办结"))
    require_office(actor, signoff.task.plan, _("复核办结"))
    task, found, parents = _locked(signoff, State.OFFICE, _("复核"))
    somebody_else(person, found.asked_by_id, found.approved_by_id, what=_("办结申请"))
    if stray := [k for k in checks if k not in CHECKS]:
        raise ValidationError({"checks": _("没有“%s”这一项。") % "、".join(stray)})
    if missing := [k for k in CHECKS if not checks.get(k)]:
        message = _("“%s”未通过，不能销号；请退回重办并说明理由。") % "、".join(missing)
        raise ValidationError({"checks": message})
    if (left := shortcomings(task)) and not found.unmet:
        raise ValidationError(_("申请后又有事项未完成：%s。请退回重办。") % "；".join(left))
    found.checks = dict.fromkeys(CHECKS, True)
    found.checked_by, found.checked_at = person, now()
    found.state = State.LEADER if task.plan.leader_confirms else State.DONE
    found.save()
    note(actor, "signoff.check", task, {"checks": list(CHECKS), "signoff": found.pk})
    if found.state == State.DONE:
        _close(actor, task, found, parents)
    return found


@act
def confirm_signoff(actor: Who, signoff: SignOff) -> SignOff:
    """The leader confirms, where the plan asks for it (operations B7: 领导审定→已销号)."""
    person = person_of(actor, _("审定办结"))
    _require_leader(actor, signoff.task)
    task, found, parents = _locked(signoff, State.LEADER, _("审定"))
    somebody_else(person, found.asked_by_id, found.approved_by_id, found.checked_by_id, what=_("办结申请"))
    found.state, found.confirmed_by, found.confirmed_at = State.DONE, person, now()
    found.save()
    note(actor, "signoff.confirm", task, {"signoff": found.pk})
    _close(actor, task, found, parents)
    return found


@act
def return_signoff(actor: Who, signoff: SignOff, why: str) -> SignOff:
    """退回重办 by whoever has the step, with the reason; the task is under way again (operations B8)."""
    person = person_of(actor, _("退回办结申请"))
    why = words_needed(why, _("退回理由"))
    task, found, _parents = _locked(signoff, None, _("退回"))
    if found.state == State.UNIT:
        require_lead(actor, task, "head", doing=_("退回办结申请"))
    elif found.state == State.OFFICE:
        require_office(actor, task.plan, _("退回办结申请"))
    elif found.state == State.LEADER:
        _require_leader(actor, task)
    else:
        raise ValidationError(_("办结申请现为“%s”，不能退回。") % State(found.state).label)
    step = State(found.state).label
    found.state = State.RETURNED
    found.returned_by, found.returned_at, found.returned_why = person, now(), why
    found.save()
    task.state = TaskState.ACTIVE
    _save(task)
    note(actor, "signoff.return", task, {"step": str(step), "signoff": found.pk}, why=why)
    standings.refresh([task.pk], today())
    return found


@act
def reopen_task(actor: Who, task: Task, why: str) -> Task:
    """Only the office opens again what was signed off, made routine or ended, with the reason (operations B7)."""
    require_office(actor, task.plan, _("重新打开任务"))
    why = words_needed(why, _("重新打开的理由"))
    task, parents = lock_line(task)
    state_must_be(task, TaskState.CLOSED, TaskState.ROUTINE, TaskState.ENDED, doing=_("重新打开"))
    task.state, task.closed_on = TaskState.ACTIVE, None
    _save(task)
    note(actor, "task.reopen", task, {"lead": task.lead.name}, why=why)
    reopen_parents(actor, parents, why)
    roll_up(parents)
    standings.refresh([task.pk, *(p.pk for p in parents)], today())
    return task


def _close(actor: Who, task: Task, signoff: SignOff, parents: list[Task]) -> None:
    task.state, task.closed_on = TaskState.CLOSED, today()
    if not signoff.unmet:
        task.progress = Decimal(100)
    _save(task)
    note(actor, "task.close", task, {"on": task.closed_on, "due": task.due, "unmet": signoff.unmet})
    roll_up(parents)
    close_with_children(actor, parents)
    standings.refresh([task.pk, *(p.pk for p in parents)], today())


def _require_leader(actor: Who, task: Task) -> None:
    if not isinstance(actor, System):
        actor.scope.require(task.plan.unit.path, "leader", doing=_("审定办结"))


def _locked(signoff: SignOff, state: str | None, doing: str) -> tuple[Task, SignOff, list[Task]]:
    task, parents = lock_line(signoff.task)
    found = SignOff.objects.select_for_update(no_key=True).get(pk=signoff.pk)
    found.task = task
    if state is not None and found.state != state:
        raise ValidationError(_("办结申请现为“%s”，不能%s。") % (State(found.state).label, doing))
    return task, found, parents


def _save(task: Task) -> None:
    task.version += 1
    task.save(update_fields=["state", "closed_on", "progress", "version"])
