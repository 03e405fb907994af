"""What the API answers about plans and tasks, and how it is made from rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import Field

from luodi.office.ledger.lights import COLOURS, Rules
from luodi.office.ledger.models import Measure, Milestone, Plan, Standing, Tag, Task, TaskState
from luodi.office.ledger.taskdata import COMPARATORS, RECURS
from luodi.office.units.api import UnitRef, unit_ref
from luodi.office.units.models import Person
from luodi.office.web.rest import Day, Figure, Id, Next, OneOf, Out, exact, plain

State = Annotated[str, OneOf(TaskState.choices)]
Level = Annotated[str, OneOf(Task.Level.choices)]
Recurs = Annotated[str, OneOf(RECURS)]
Comparator = Annotated[str, OneOf(COMPARATORS)]
Light = Annotated[str, OneOf((c, Rules().word(c)) for c in COLOURS)]
Moment = Annotated[dt.datetime, Field(description="时间，带时区。")]
PlanState = Annotated[str, OneOf(Plan.State.choices)]


class NameRef(Out):
    id: Id
    name: str


class TagOut(NameRef):
    kind: Annotated[str, OneOf(Tag.Kind.choices)]


class PlanOut(NameRef):
    unit: UnitRef
    code: str
    state: PlanState
    since: Day
    until: Day | None
    source_name: Annotated[str, Field(description="交办来源。")]
    report_day: Annotated[int, Field(description="每月填报截止日。")]
    reports_monthly: bool
    leader_confirms: Annotated[bool, Field(description="销号须领导审定。")]


class PlanDetail(PlanOut):
    themes: list[NameRef]


class StandingOut(Out):
    """How the task stands: derived each day, never written."""

    as_of: Day
    light: Light
    why: Annotated[str, Field(description="为什么亮这个灯。")]
    planned: Annotated[Figure | None, Field(description="序时进度，百分数。")]
    actual: Annotated[Figure, Field(description="完成率，百分数。")]
    overdue_days: int
    days_left: int | None


class MilestoneOut(Out):
    id: Id
    name: str
    due: Day
    percent: Figure
    done_on: Day | None


class MeasureOut(Out):
    id: Id
    indicator: str
    unit: str
    comparator: str
    baseline: Figure | None
    target: Figure | None
    current: Annotated[Figure | None, Field(description="最近采用的填报值。")]


class SourceOut(Out):
    """Where the task comes from."""

    title: str
    number: Annotated[str, Field(description="文号。")]
    section: Annotated[str, Field(description="条目。")]
    quote: Annotated[str, Field(description="原文。")]


class TaskOut(Out):
    id: Id
    version: Annotated[int, Field(description="修改时原样带回。")]
    plan: Id
    parent: Annotated[int | None, Field(description="上级任务；在范围之外的不给出。")]
    code: str
    title: str
    level: Level
    state: State
    theme: NameRef | None
    tags: list[TagOut]
    lead: UnitRef
    supporting: list[UnitRef]
    collective: str
    leading_official: str
    responsible: str
    weight: Figure
    starts: Day | None
    due: Day | None
    due_first: Annotated[Day | None, Field(description="原定时限。")]
    due_text: str
    due_assumed: Annotated[bool, Field(description="时限为推定。")]
    recurs: str
    aspirational: bool
    progress: Annotated[Figure, Field(description="最近采用的完成率，百分数。")]
    closed_on: Day | None
    standing: StandingOut | None


class TaskDetail(TaskOut):
    measures_text: str
    money_planned: Annotated[Figure | None, Field(description="计划资金，万元。")]
    money_spent: Annotated[Figure | None, Field(description="已到位资金，万元。")]
    note: str
    source: SourceOut
    milestones: list[MilestoneOut]
    measures: list[MeasureOut]
    children: Annotated[list[int], Field(description="范围内的子任务。")]


class TaskList(Out):
    items: list[TaskOut]
    next: Next
    sentence: Annotated[str, Field(description="查询条件的一句话。", examples=["红灯、逾期的任务"])]


def name_ref(row: object) -> NameRef:
    return NameRef(id=row.pk, name=str(row))  # type: ignore[attr-defined]


def plan_fields(plan: Plan) -> dict[str, object]:
    return {
        "id": plan.pk,
        "name": plan.name,
        "unit": unit_ref(plan.unit),
        "code": plan.code,
        "state": plan.state,
        "since": plan.since,
        "until": plan.until,
        "source_name": plan.source_name,
        "report_day": plan.report_day,
        "reports_monthly": plan.reports_monthly,
        "leader_confirms": plan.leader_confirms,
    }


def read_tasks(ids: Sequence[int]) -> list[Task]:
    """The tasks with what their shape shows, in the order of the ids, in a fixed number of queries."""
    rows = (
        Task.objects.select_related("lead", "theme", "standing")
        .prefetch_related("supporting__unit", "tags")
        .in_bulk(list(ids))
    )
    return [rows[pk] for pk in ids if pk in rows]


def tasks_out(person: Person, tasks: Sequence[Task]) -> list[TaskOut]:
    seen = _parents(person, tasks)
    return [TaskOut(**_task(t, seen)) for t in tasks]  # type: ignore[arg-type]


def task_out(person: Person, pk: int) -> TaskDetail:
    """One task whole, as it now is."""
    task = read_tasks([pk])[0]
    return TaskDetail(
        **_task(task, _parents(person, [task])),  # type: ignore[arg-type]
        measures_text=task.measures_text,
        money_planned=plain(task.money_planned),
        money_spent=plain(task.money_spent),
        note=task.note,
        source=SourceOut(
            title=task.source_title,
            number=task.source_number,
            section=task.source_section,
            quote=task.source_quote,
        ),
        milestones=[_milestone(m) for m in task.milestones.all()],
        measures=[_measure(m) for m in task.measures.all()],
        children=list(
            Task.objects.visible_to(person).filter(parent=task).order_by("pk").values_list("pk", flat=True)
        ),
    )


def _parents(person: Person, tasks: Iterable[Task]) -> set[int]:
    wanted = {t.parent_id for t in tasks if t.parent_id}
    if not wanted:
        return set()
    return set(Task.objects.visible_to(person).filter(pk__in=wanted).values_list("pk", flat=True))


def _task(task: Task, parents: set[int]) -> dict[str, object]:
    return {
        "id": task.pk,
        "version": task.version,
        "plan": task.plan_id,
        "parent": task.parent_id if task.parent_id in parents else None,
        "code": task.code,
        "title": task.title,
        "level": task.level,
        "state": task.state,
        "theme": name_ref(task.theme) if task.theme else None,
        "tags": [TagOut(id=t.pk, name=t.name, kind=t.kind) for t in task.tags.all()],
        "lead": unit_ref(task.lead),
        "supporting": [unit_ref(s.unit) for s in task.supporting.all()],
        "collective": task.collective,
        "leading_official": task.leading_official,
        "responsible": task.responsible,
        "weight": exact(task.weight),
        "starts": task.starts,
        "due": task.due,
        "due_first": task.due_first,
        "due_text": task.due_text,
        "due_assumed": task.due_assumed,
        "recurs": task.recurs,
        "aspirational": task.aspirational,
        "progress": exact(task.progress),
        "closed_on": task.closed_on,
        "standing": _standing(task),
    }


def _standing(task: Task) -> StandingOut | None:
    try:
        row = task.standing
    except Standing.DoesNotExist:
        return None
    return StandingOut(
        as_of=row.as_of,
        light=row.light,
        why=row.why,
        planned=plain(row.planned),
        actual=exact(row.actual),
        overdue_days=row.overdue_days,
        days_left=row.days_left,
    )


def _milestone(row: Milestone) -> MilestoneOut:
    return MilestoneOut(
        id=row.pk, name=row.name, due=row.due, percent=exact(row.percent), done_on=row.done_on
    )


def _measure(row: Measure) -> MeasureOut:
    return MeasureOut(
        id=row.pk,
        indicator=row.indicator,
        unit=row.unit,
        comparator=row.comparator,
        baseline=plain(row.baseline),
        target=plain(row.target),
        current=plain(row.current),
    )
