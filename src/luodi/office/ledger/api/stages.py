"""What a task is measured by: its stages, figures and tags, each put whole."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from luodi.office.ledger import acts
from luodi.office.ledger.api.shapes import TaskDetail, task_out
from luodi.office.ledger.api.tasks import Ids, MeasureIn, MilestoneIn, rows_of, visible_task
from luodi.office.ledger.models import Milestone, Tag
from luodi.office.units.access import WRITE, person_of, says
from luodi.office.web.rest import Day, Id, In, Version, one, several

router = Router()


class MilestonesIn(In):
    version: Version
    milestones: Annotated[list[MilestoneIn], Field(max_length=100, description="全部节点；没列出的删去。")]


class MeasuresIn(In):
    version: Version
    measures: Annotated[list[MeasureIn], Field(max_length=100, description="全部指标；没列出的删去。")]


class TagsIn(In):
    version: Version
    tags: Annotated[Ids, Field(description="全部标签；没列出的去掉。")]


class Reached(In):
    done_on: Annotated[Day | None, Field(description="完成日期；空表示尚未完成。", examples=["2026-06-18"])]


@router.put(
    "/tasks/{task_id}/milestones",
    **says(
        "set_milestones", "设定阶段节点", "整体替换，由办公室办理。",
        right="tasks:write", out=TaskDetail, errors=WRITE,
    ),
)  # fmt: skip
def set_milestones(request: HttpRequest, task_id: Id, given: MilestonesIn) -> TaskDetail:
    person = person_of(request)
    task = visible_task(person, task_id)
    acts.set_milestones(person, task, rows_of(given.milestones), version=given.version)
    return task_out(person, task_id)


@router.put(
    "/tasks/{task_id}/milestones/{milestone_id}/done",
    **says(
        "mark_milestone", "填报节点完成", "由牵头单位填写完成日期，或改回未完成。",
        right="tasks:write", out=TaskDetail, errors=WRITE,
    ),
)  # fmt: skip
def mark_milestone(request: HttpRequest, task_id: Id, milestone_id: Id, given: Reached) -> TaskDetail:
    person = person_of(request)
    task = visible_task(person, task_id)
    rows = Milestone.objects.filter(task=task).select_related("task__lead", "task__plan__unit")
    acts.mark_milestone(person, one(rows, milestone_id), given.done_on)
    return task_out(person, task_id)


@router.put(
    "/tasks/{task_id}/measures",
    **says(
        "set_measures", "设定指标", "整体替换，由办公室办理；已有填报或佐证的不能删去。",
        right="tasks:write", out=TaskDetail, errors=WRITE,
    ),
)  # fmt: skip
def set_measures(request: HttpRequest, task_id: Id, given: MeasuresIn) -> TaskDetail:
    person = person_of(request)
    task = visible_task(person, task_id)
    acts.set_measures(person, task, rows_of(given.measures), version=given.version)
    return task_out(person, task_id)


@router.put(
    "/tasks/{task_id}/tags",
    **says(
        "set_tags", "设定标签", "整体替换，由办公室办理；停用的标签已在任务上的可以保留。",
        right="tasks:write", out=TaskDetail, errors=WRITE,
    ),
)  # fmt: skip
def set_tags(request: HttpRequest, task_id: Id, given: TagsIn) -> TaskDetail:
    person = person_of(request)
    task = visible_task(person, task_id)
    usable = (Tag.objects.filter(retired=False) | task.tags.all()).distinct()
    acts.set_tags(person, task, several(usable, given.tags, "tags"), version=given.version)
    return task_out(person, task_id)
