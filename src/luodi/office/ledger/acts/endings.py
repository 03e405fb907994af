"""Ends that are no sign-off: a task ended, or made routine (operations B7: 终止, 转常态化)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.office.ledger import standings
from luodi.office.ledger.acts.base import (
    Who,
    act,
    lock_tasks,
    note,
    require_office,
    state_must_be,
    today,
    words_needed,
)
from luodi.office.ledger.acts.rollup import FINISHED, ancestors, close_with_children, roll_up
from luodi.office.ledger.models import Task, TaskState

UNDER_WAY = (TaskState.ASSIGNED, TaskState.RECEIVED, TaskState.ACTIVE)


@act
def end_task(actor: Who, task: Task, why: str) -> Task:
    """The office ends a task that will not be done, with the reason; its open children end with it."""
    require_office(actor, task.plan, _("终止任务"))
    why = words_needed(why, _("终止理由"))
    return _leave(actor, task, (*UNDER_WAY, TaskState.ROUTINE), _("终止"), TaskState.ENDED, "task.end", why)


@act
def make_routine(actor: Who, task: Task, why: str) -> Task:
    """The office takes a task out of monthly reporting because it is now everyday work, with the reason."""
    require_office(actor, task.plan, _("转为常态化"))
    why = words_needed(why, _("转常态化的理由"))
    return _leave(actor, task, UNDER_WAY, _("转常态化"), TaskState.ROUTINE, "task.routine", why)


def _leave(
    actor: Who, task: Task, states: tuple[str, ...], doing: str, state: str, name: str, why: str
) -> Task:
    below = Task.objects.filter(parent=task).exclude(state__in=FINISHED).values_list("pk", flat=True)
    above, down = set(ancestors([task])), set(below)
    rows = {t.pk: t for t in lock_tasks([task.pk, *above, *down])}
    task = rows[task.pk]
    children, parents = [rows[pk] for pk in sorted(down)], [rows[pk] for pk in above]
    state_must_be(task, *states, doing=doing)
    if busy := [c.code for c in children if c.state == TaskState.CLOSING]:
        raise ValidationError(_("子任务%s正在申请办结，请先退回或办结。") % "、".join(busy))
    drafts = [c for c in children if c.state in (TaskState.DRAFT, TaskState.PROPOSED)]
    if drafts:
        raise ValidationError(_("子任务%s尚未交办，请先删除草稿。") % "、".join(c.code for c in drafts))
    for one in (task, *children):
        one.state = state
        one.version += 1
        one.save(update_fields=["state", "version"])
        note(actor, name, one, {"lead": one.collective or one.lead.name}, why=why)
    roll_up(parents)
    close_with_children(actor, parents)
    standings.refresh([t.pk for t in (task, *children, *parents)], today())
    return task
