"""A collective owner's parent task: what it shows is made of its children (operations A25, B8)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils.translation import gettext as _

from luodi.office.ledger import schedule
from luodi.office.ledger.acts.base import Who, lock_tasks, note, today
from luodi.office.ledger.models import Measure, Task, TaskState
from luodi.office.ledger.models.tasks import LIVE, PRIVATE

FINISHED = (TaskState.CLOSED, TaskState.ARCHIVED, TaskState.ROUTINE, TaskState.ENDED)
CENT = Decimal("0.01")


def ancestors(tasks: Iterable[Task]) -> list[int]:
    """Ids of the parents above the tasks, to be locked with them before anything is written."""
    found: list[int] = []
    wanted = {t.parent_id for t in tasks if t.parent_id}
    while wanted:
        found += [w for w in wanted if w not in found]
        above = Task.objects.filter(pk__in=wanted).values_list("parent_id", flat=True)
        wanted = {a for a in above if a and a not in found}
    return found


def lock_line(task: Task) -> tuple[Task, list[Task]]:
    """The task and all above it, locked together in the one order; the task, then its parents."""
    rows = {t.pk: t for t in lock_tasks([task.pk, *ancestors([task])])}
    if task.pk not in rows:
        raise ValidationError(_("任务已不存在，请刷新页面。"))
    return rows.pop(task.pk), list(rows.values())


def rolls_up(task: Task) -> bool:
    """Whether the task has parts, so that it is not reported on by itself."""
    return Task.objects.filter(parent=task).exists()


def roll_up(parents: Iterable[Task]) -> list[Task]:
    """Give each parent (locked, lowest of the tree first) its children's weighted progress and sums.

    An ended child is left out with its weight. The latest due of the children carries the parent's along:
    a postponement granted to one city must not leave the province's line overdue.
    """
    touched = []
    for parent in sorted(parents, key=_depth, reverse=True):
        children = list(
            Task.objects.filter(parent=parent).exclude(state__in=(*PRIVATE, TaskState.ENDED)).order_by("pk")
        )
        percent = schedule.rollup((c.weight, c.progress) for c in children if c.weight > 0)
        before = (parent.progress, parent.state, parent.due)
        if percent is not None:
            parent.progress = percent.quantize(CENT, ROUND_HALF_UP)
        if parent.state in (TaskState.ASSIGNED, TaskState.RECEIVED) and any(
            c.state not in (TaskState.ASSIGNED, TaskState.RECEIVED) for c in children
        ):
            parent.state = TaskState.ACTIVE
        elif parent.state == TaskState.ASSIGNED and any(c.state == TaskState.RECEIVED for c in children):
            parent.state = TaskState.RECEIVED
        latest = max((c.due for c in children if c.due and c.state in LIVE), default=None)
        if parent.collective and parent.due and latest and latest > parent.due:
            parent.due = latest
        sums = _sum_measures(parent)
        if before != (parent.progress, parent.state, parent.due) or sums:
            parent.version += 1
            parent.save(update_fields=["progress", "state", "due", "version"])
            touched.append(parent)
    return touched


def close_with_children(actor: Who, parents: Iterable[Task]) -> None:
    """A collective line is signed off with the last of its children: nobody else reports on it.

    Only where it has nothing of its own left: a target its children's sum does not reach keeps it open.
    """
    from luodi.office.ledger.acts.parts import meets

    for parent in sorted(parents, key=_depth, reverse=True):
        children = list(Task.objects.filter(parent=parent).values_list("state", flat=True))
        if not parent.collective or parent.state not in LIVE or not children:
            continue
        if any(s not in FINISHED for s in children) or all(s == TaskState.ENDED for s in children):
            continue
        if (
            any(not meets(m) for m in parent.measures.all())
            or parent.milestones.filter(done_on=None).exists()
        ):
            continue
        parent.state, parent.closed_on = TaskState.CLOSED, today()
        parent.version += 1
        parent.save(update_fields=["state", "closed_on", "version"])
        note(actor, "task.close_with_children", parent, {"children": len(children)})


def reopen_parents(actor: Who, parents: Iterable[Task], why: str) -> None:
    """What was signed off because all its parts were is open again when one of them is."""
    for parent in parents:
        if parent.collective and parent.state == TaskState.CLOSED:
            parent.state, parent.closed_on = TaskState.ACTIVE, None
            parent.version += 1
            parent.save(update_fields=["state", "closed_on", "version"])
            note(actor, "task.reopen", parent, {"with": "child"}, why=why)


def _sum_measures(parent: Task) -> bool:
    """The parent's figures are the sums of the children's of the same name and unit; shares do not add."""
    if not parent.collective:
        return False
    moved = False
    for measure in parent.measures.all():
        total = Measure.objects.filter(
            task__parent=parent, indicator=measure.indicator, unit=measure.unit
        ).aggregate(total=Sum("current"))["total"]
        if total is not None and total != measure.current:
            measure.current = total
            measure.save(update_fields=["current"])
            moved = True
    return moved


def _depth(task: Task) -> tuple[int, int]:
    return (task.code.count("."), task.pk)
