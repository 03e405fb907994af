"""Stages, figures and tags of a task: checked the same way when it is made and when it is changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.office.journal.record import unchanged
from luodi.office.ledger import schedule, standings
from luodi.office.ledger.acts.base import (
    Errors,
    Who,
    act,
    decimal,
    lock_task,
    note,
    require_lead,
    require_office,
    same_version,
    state_must_be,
    today,
)
from luodi.office.ledger.models import Measure, Milestone, Tag, Task
from luodi.office.ledger.models.tasks import LIVE, PRIVATE

COMPARATORS = (">=", "<=", "=", ">", "<")
OPEN = (*PRIVATE, *LIVE)
Rows = Sequence[Mapping[str, Any]]


@act
def set_milestones(actor: Who, task: Task, milestones: Rows, *, version: int | None = None) -> Task:
    """The stages of a task, all of them: `{"id", "name", "due", "percent", "done_on"}` (operations B1).

    Only the office sets stages: the unit answers for them. A stage that keeps its id keeps its done date.
    """
    require_office(actor, task.plan, _("设定阶段节点"))
    task = _locked(task, version)
    state_must_be(task, *OPEN, doing=_("设定阶段节点"))
    rows = read_milestones(milestones, task)
    before = [_stage(m) for m in task.milestones.all()]
    _replace(task, Milestone, rows)
    after = [_stage(m) for m in task.milestones.all()]
    if before == after:
        unchanged()
        return task
    bump(task)
    note(actor, "task.milestones", task, {"before": before, "after": after, "count": len(after)})
    standings.refresh([task.pk], today())
    return task


@act
def mark_milestone(actor: Who, milestone: Milestone, done_on: dt.date | None) -> Milestone:
    """The lead unit says a stage was reached, and when; or that it was not (operations B7: stage nodes)."""
    require_lead(actor, milestone.task, doing=_("填报节点完成"))
    task = lock_task(milestone.task)
    state_must_be(task, *LIVE, doing=_("填报节点完成"))
    if done_on is not None and done_on > today():
        raise ValidationError({"done_on": _("完成日期不能晚于今天。")})
    milestone = Milestone.objects.get(pk=milestone.pk)
    if milestone.done_on == done_on:
        unchanged()
        return milestone
    milestone.done_on = done_on
    milestone.save(update_fields=["done_on"])
    bump(task)
    note(actor, "task.milestone_mark", task, {"milestone": milestone.name, "done_on": done_on})
    standings.refresh([task.pk], today())
    return milestone


@act
def set_measures(actor: Who, task: Task, measures: Rows, *, version: int | None = None) -> Task:
    """The figures a task is to reach: `{"id", "indicator", "unit", "baseline", "target", "comparator"}`.

    The office sets targets; the unit never changes them (operations G). A figure with reported values or
    evidence keeps its row: it can be changed but not left out.
    """
    require_office(actor, task.plan, _("设定指标"))
    task = _locked(task, version)
    state_must_be(task, *OPEN, doing=_("设定指标"))
    rows = read_measures(measures, task)
    before = [_figure(m) for m in task.measures.all()]
    kept = {row.get("id") for row in rows}
    held = [m.indicator for m in task.measures.exclude(pk__in=[k for k in kept if k]) if _in_use(m)]
    if held:
        raise ValidationError({"measures": _("指标“%s”已有填报或佐证，不能删去。") % "、".join(held)})
    _replace(task, Measure, rows)
    after = [_figure(m) for m in task.measures.all()]
    if before == after:
        unchanged()
        return task
    bump(task)
    note(actor, "task.measures", task, {"before": before, "after": after, "count": len(after)})
    return task


@act
def set_tags(actor: Who, task: Task, tags: Iterable[Tag], *, version: int | None = None) -> Task:
    """The tags a task carries across plans (operations A7, A12)."""
    require_office(actor, task.plan, _("设定标签"))
    task = _locked(task, version)
    before = sorted(task.tags.values_list("name", flat=True))
    task.tags.set(list(tags))
    after = sorted(task.tags.values_list("name", flat=True))
    if before == after:
        unchanged()
        return task
    bump(task)
    note(actor, "task.tags", task, {"before": before, "after": after})
    return task


def _locked(task: Task, version: int | None) -> Task:
    """The task as it now stands; what replaces a whole list says from which version it was made."""
    task = lock_task(task)
    if version is not None:
        same_version(task, version)
    return task


def bump(task: Task) -> None:
    """Raise the version, so that a form filled in from before is refused."""
    task.version += 1
    task.save(update_fields=["version"])


def read_milestones(milestones: Rows, task: Task) -> list[dict[str, Any]]:
    """The rows of a form as columns; every fault at once, stages that contradict the plan's line too."""
    errors = Errors()
    rows: list[dict[str, Any]] = []
    for number, given in enumerate(milestones, 1):
        where = _("第%d个节点") % number
        percent = decimal(given.get("percent"), "milestones", where + _("的百分比"), errors)
        name = str(given.get("name") or "").strip()
        if not name or len(name) > 200:
            errors.add("milestones", where + _("请填写阶段目标（200字以内）。"))
        if not isinstance(given.get("due"), dt.date):
            errors.add("milestones", where + _("请填写时间节点。"))
        if percent is None:
            errors.add("milestones", where + _("请填写应完成百分比。"))
        rows.append({"id": given.get("id"), "name": name, "due": given.get("due"), "percent": percent})
        if "done_on" in given and not given.get("id"):
            rows[-1]["done_on"] = given["done_on"]
    errors.check()
    points = [(r["due"], r["percent"]) for r in rows]
    for fault in schedule.faults(start=task.starts, due=task.due, milestones=points):
        errors.add("milestones", fault)
    errors.check()
    return rows


def read_measures(measures: Rows, task: Task) -> list[dict[str, Any]]:
    """The rows of a form as columns; every fault at once."""
    errors, rows = Errors(), []
    for number, given in enumerate(measures, 1):
        where = _("第%d个指标") % number
        indicator = str(given.get("indicator") or "").strip()
        if not indicator or len(indicator) > 200:
            errors.add("measures", where + _("请填写指标名称（200字以内）。"))
        unit = str(given.get("unit") or "").strip()
        if len(unit) > 20:
            errors.add("measures", where + _("的计量单位请在20字以内。"))
        comparator = str(given.get("comparator") or ">=")
        if comparator not in COMPARATORS:
            errors.add("measures", where + _("的要求应为%s之一。") % "、".join(COMPARATORS))
        rows.append(
            {
                "id": given.get("id"),
                "indicator": indicator,
                "unit": unit,
                "comparator": comparator,
                "baseline": decimal(
                    given.get("baseline"), "measures", where + _("的基期值"), errors, places=4
                ),
                "target": decimal(given.get("target"), "measures", where + _("的目标值"), errors, places=4),
            }
        )
    errors.check()
    return rows


def meets(measure: Measure) -> bool:
    """Whether the figure last accepted reaches the target, by the comparator of the target."""
    if measure.target is None:
        return True
    if measure.current is None:
        return False
    value, target = measure.current, measure.target
    return {
        ">=": value >= target,
        "<=": value <= target,
        "=": value == target,
        ">": value > target,
        "<": value < target,
    }.get(measure.comparator, value >= target)


def _replace(task: Task, model: type[Milestone] | type[Measure], rows: list[dict[str, Any]]) -> None:
    existing = {row.pk: row for row in model.objects.filter(task=task)}
    kept = set()
    for values in rows:
        pk = values.pop("id", None)
        row = existing.get(int(pk)) if pk else None
        if pk and row is None:
            raise ValidationError(_("有一行已被别人删去，请刷新页面。"))
        row = row or model(task=task)
        for field, value in values.items():
            setattr(row, field, value)
        row.save()
        kept.add(row.pk)
    model.objects.filter(task=task).exclude(pk__in=kept).delete()


def _in_use(measure: Measure) -> bool:
    return measure.values.exists() or measure.evidence.filter(withdrawn_at=None).exists()


def _stage(milestone: Milestone) -> dict[str, Any]:
    return {"name": milestone.name, "due": milestone.due, "percent": _plain(milestone.percent)}


def _figure(measure: Measure) -> dict[str, Any]:
    return {
        "indicator": measure.indicator,
        "unit": measure.unit,
        "baseline": _plain(measure.baseline),
        "target": _plain(measure.target),
        "comparator": measure.comparator,
    }


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"
