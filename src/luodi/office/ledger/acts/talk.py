"""Remarks on a task, and leaders' instructions that become tasks (operations A6, G)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.office.journal.clock import now
from luodi.office.journal.record import System, record
from luodi.office.ledger.acts.base import (
    Who,
    act,
    is_of_lead,
    is_office,
    lock_plan,
    lock_task,
    note,
    person_of,
    require_office,
    state_must_be,
    words_needed,
)
from luodi.office.ledger.acts.sources import Source
from luodi.office.ledger.acts.tasks import add_task
from luodi.office.ledger.models import Comment, Instruction, Plan, Task
from luodi.office.ledger.models.tasks import PRIVATE, TaskState
from luodi.office.units.models import Unit
from luodi.office.units.scope import Refusal

ONGOING = tuple(s for s in TaskState.values if s not in (*PRIVATE, TaskState.ARCHIVED))


@act
def comment(actor: Who, task: Task, text: str, kind: str = "comment") -> Comment:
    """A remark by the office, a leader or the lead unit; from a supporting unit its progress (operations G)."""
    person = person_of(actor, _("填写意见"))
    task = lock_task(task)
    if kind not in Comment.Kind.values:
        raise ValidationError({"kind": _("没有“%s”这种意见。") % kind})
    if task.state in PRIVATE:
        require_office(actor, task.plan, _("填写意见"))
    if kind == Comment.Kind.PROGRESS:
        if not supports(actor, task):
            raise Refusal(_("配合进展由配合单位填写，您不在本任务的配合单位。"))
        state_must_be(task, *ONGOING, doing=_("填写配合进展"))
    elif not (is_office(actor, task.plan) or is_of_lead(actor, task) or leads(actor, task)):
        if supports(actor, task):
            raise Refusal(_("配合单位只能填写配合进展和上传佐证。"))
        raise Refusal(_("只读：不在本单位范围，不能填写意见。"))
    text = words_needed(text, _("内容"), "text")
    if len(text) > 5000:
        raise ValidationError({"text": _("内容请在5000字以内。")})
    made = Comment.objects.create(task=task, kind=kind, author=person, at=now(), text=text)
    name = "task.support" if kind == Comment.Kind.PROGRESS else "task.comment"
    note(actor, name, task, {"text": text[:200], "unit": person.unit.name, "comment": made.pk})
    return made


@act
def instruct(actor: Who, plan: Plan, text: str, task: Task | None = None) -> Instruction:
    """批示: a leader's words on a task below the leader's node, or on the plan (operations G)."""
    person = person_of(actor, _("批示"))
    if task is not None:
        task = lock_task(task)
        if task.plan_id != plan.pk:
            raise ValidationError(_("这项任务不在本方案中。"))
        state_must_be(task, *ONGOING, doing=_("批示"))
    paths = [plan.unit.path] + ([task.lead.path] if task is not None else [])
    if not any(person.scope.covers(path, "leader") for path in paths):
        person.scope.require(paths[-1], "leader", doing=_("批示"))
    text = words_needed(text, _("批示内容"), "text")
    made = Instruction.objects.create(plan=plan, task=task, leader=person, at=now(), text=text)
    payload = {"text": text[:200], "leader": person.name, "instruction": made.pk}
    if task is not None:
        note(actor, "task.instruct", task, payload)
    else:
        record(actor, "plan.instruct", plan, payload, unit_path=plan.unit.path)
    return made


@act
def task_from_instruction(actor: Who, instruction: Instruction, **task: Any) -> Task:
    """The office makes a task of a leader's words (operations A6: 批示→任务); takes what `add_task` takes."""
    found = _locked(actor, instruction, _("转为任务"))
    task.setdefault(
        "source",
        Source("ledger.instruction", found.pk, title=f"{found.leader.name}批示", quote=found.text),
    )
    made = add_task(actor, found.plan, **task)
    found.state, found.made = Instruction.State.TASKED, made
    found.save(update_fields=["state", "made"])
    payload = {"leader": found.leader.name, "made": made.code, "instruction": found.pk}
    record(actor, "plan.instruction_task", found.plan, payload, unit_path=found.plan.unit.path)
    return made


@act
def note_instruction(actor: Who, instruction: Instruction, why: str) -> Instruction:
    """The office files a leader's words without a task, and says why (operations A6: 阅存)."""
    found = _locked(actor, instruction, _("阅存"))
    why = words_needed(why, _("阅存理由"))
    found.state = Instruction.State.NOTED
    found.save(update_fields=["state"])
    payload = {"leader": found.leader.name, "instruction": found.pk}
    record(actor, "plan.instruction_note", found.plan, payload, unit_path=found.plan.unit.path, why=why)
    return found


def supports(actor: Who, task: Task) -> bool:
    """Whether the actor is liaison or head of a unit that helps with the task."""
    if isinstance(actor, System):
        return True
    paths = Unit.objects.filter(supports__task=task).values_list("path", flat=True)
    return any(actor.scope.covers(path, "liaison", "head") for path in paths)


def leads(actor: Who, task: Task) -> bool:
    """Whether the actor is a leader above the task's plan or lead."""
    return isinstance(actor, System) or any(
        actor.scope.covers(path, "leader") for path in (task.plan.unit.path, task.lead.path)
    )


def _locked(actor: Who, instruction: Instruction, doing: str) -> Instruction:
    require_office(actor, instruction.plan, doing)
    lock_plan(instruction.plan)
    found = (
        Instruction.objects.select_for_update(no_key=True, of=("self",))
        .select_related("plan__unit", "leader")
        .get(pk=instruction.pk)
    )
    if found.state != Instruction.State.OPEN:
        raise ValidationError(_("批示%s，不用再次办理。") % Instruction.State(found.state).label)
    return found
