"""Tasks: found by the conditions of the pages' lists, opened and changed."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import Field

from luodi.office.ledger import acts
from luodi.office.ledger.api.shapes import (
    Comparator,
    Level,
    Light,
    Recurs,
    State,
    TaskDetail,
    TaskList,
    read_tasks,
    task_out,
    tasks_out,
)
from luodi.office.ledger.filters import LEFT, REPORTS, SORTS, TaskFilter
from luodi.office.ledger.models import Plan, Tag, Task
from luodi.office.units.access import FOUND, READ, WRITE, person_of, says
from luodi.office.units.models import Person, Unit
from luodi.office.web.rest import (
    Amount,
    Day,
    Id,
    In,
    Needed,
    OneOf,
    Paged,
    Percent,
    Text,
    Version,
    Why,
    absent,
    chosen,
    known_query,
    one,
    page,
    page_ids,
    several,
)

router = Router()
Ids = Annotated[list[Id], Field(max_length=200)]
Name = Annotated[str, Field(max_length=100)]
Part = Annotated[str, OneOf((("lead", "牵头"), ("supporting", "配合")))]
Left = Annotated[str, OneOf((k, v[0]) for k, v in LEFT.items())]
Reported = Annotated[str, OneOf((k, v[0]) for k, v in REPORTS.items())]
Sort = Annotated[str, OneOf((k, v[0]) for k, v in SORTS.items())]
Short = Annotated[str, Field(max_length=60)]


class TasksAsked(Paged):
    """The conditions of the pages' task list, under the same names."""

    q: Annotated[str, Field(max_length=100, description="内容、措施、文号中的字。", examples=["中试"])] = ""
    code: Annotated[str, Field(max_length=40, description="编号以此开头。", examples=["3"])] = ""
    plan: Annotated[Id | None, Field(description="方案。")] = None
    unit: Annotated[Id | None, Field(description="牵头或配合单位，含下级。")] = None
    role: Annotated[Part | None, Field(description="单位的身份。")] = None
    own: Annotated[bool, Field(description="单位不含下级。")] = False
    theme: Annotated[Id | None, Field(description="主题。")] = None
    tag: Annotated[Id | None, Field(description="标签。")] = None
    level: Annotated[Level | None, Field(description="类别。")] = None
    state: Annotated[list[State], Field(max_length=20, description="状态，可给几个。")] = []
    light: Annotated[list[Light], Field(max_length=20, description="亮灯，可给几个。")] = []
    overdue: Annotated[bool, Field(description="只要逾期的。")] = False
    left: Annotated[Left | None, Field(description="临期。")] = None
    due_from: Annotated[Day | None, Field(description="时限不早于。")] = None
    due_to: Annotated[Day | None, Field(description="时限不晚于。")] = None
    report: Annotated[Reported | None, Field(description="本月月报如何。")] = None
    coordination: Annotated[bool, Field(description="只要有需协调事项的。")] = False
    responsible: Annotated[str, Field(max_length=60, description="责任人或牵头领导中的字。")] = ""
    leaf: Annotated[bool, Field(description="不含汇总任务。")] = False
    sort: Annotated[Sort | None, Field(description="怎样排列。")] = None


class MilestoneIn(In):
    id: Annotated[Id | None, Field(description="改已有的节点时给出；不给为新增。")] = None
    name: Annotated[str, Field(min_length=1, max_length=200, examples=["完成选址"])]
    due: Day
    percent: Annotated[Percent, Field(description="到此应累计完成的百分数。")]


class MeasureIn(In):
    id: Annotated[Id | None, Field(description="改已有的指标时给出；不给为新增。")] = None
    indicator: Annotated[str, Field(min_length=1, max_length=200, examples=["新增高新技术企业"])]
    unit: Annotated[str, Field(max_length=20, description="计量单位。", examples=["家"])] = ""
    comparator: Comparator = ">="
    baseline: Amount | None = None
    target: Amount | None = None


class SourceIn(In):
    """Where the task comes from, for those without a finding here."""

    title: Annotated[str, Field(max_length=300, examples=["省科技创新委员会第三次会议纪要"])] = ""
    number: Annotated[str, Field(max_length=60, description="文号。")] = ""
    section: Annotated[str, Field(max_length=300, description="条目。")] = ""
    quote: Annotated[Text, Field(description="原文。")] = ""


class NewTask(In):
    """What a task is opened with, wherever it comes from."""

    title: Annotated[Needed, Field(examples=["建成石桥中试基地"])]
    leads: Annotated[
        list[Id], Field(min_length=1, max_length=200, description="牵头单位；几个则各成一项子任务。")
    ]
    supporting: Ids = []
    collective: Annotated[Name, Field(description="几个牵头单位的合称。")] = ""
    parent: Id | None = None
    code: Annotated[str, Field(max_length=40, description="不给则接着编。")] = ""
    theme: Id | None = None
    tags: Ids = []
    level: Level = "concrete"
    starts: Day | None = None
    due: Annotated[Day | None, Field(description="长期任务不给。", examples=["2026-12-31"])] = None
    due_text: Annotated[str, Field(max_length=200)] = ""
    due_assumed: bool = False
    recurs: Recurs = ""
    aspirational: bool = False
    leading_official: Short = ""
    responsible: Short = ""
    measures_text: Annotated[str, Field(max_length=20000)] = ""
    weight: Amount = "1"
    money_planned: Annotated[Amount | None, Field(description="万元。")] = None
    milestones: Annotated[list[MilestoneIn], Field(max_length=100)] = []
    measures: Annotated[list[MeasureIn], Field(max_length=100)] = []
    note: Annotated[str, Field(max_length=20000)] = ""
    assign: Annotated[bool, Field(description="立即交办；否则先作草稿。")] = True


class TaskIn(NewTask):
    """A task to open."""

    plan: Id
    source: SourceIn | None = None


class TaskChange(In):
    """What is not given stays as it is."""

    version: Version
    why: Why = ""
    title: Annotated[Needed, Field(examples=["建成石桥中试基地并投用"])] = ""
    lead: Annotated[Id, Field(description="改派，须写理由，对方重新签收。")] = 1
    supporting: Ids = []
    code: Annotated[str, Field(min_length=1, max_length=40)] = "1"
    theme: Id | None = None
    level: Level = "concrete"
    starts: Day | None = None
    due: Day | None = None
    due_text: Annotated[str, Field(max_length=200)] = ""
    due_assumed: bool = False
    recurs: Recurs = ""
    aspirational: bool = False
    leading_official: Short = ""
    responsible: Short = ""
    measures_text: Annotated[str, Field(max_length=20000)] = ""
    weight: Amount = "1"
    money_planned: Amount | None = None
    money_spent: Annotated[Amount | None, Field(description="由牵头单位填报。")] = None
    note: Annotated[str, Field(max_length=20000)] = ""


def visible_task(person: Person, pk: int) -> Task:
    return one(Task.objects.visible_to(person).select_related("plan__unit", "lead"), pk)


def _units(person: Person, plan: Plan) -> Any:
    """Who may be given work in a plan: what is below the unit that keeps it."""
    return Unit.objects.visible_to(person).filter(path__startswith=plan.unit.path)


def rows_of(rows: list[Any]) -> list[dict[str, Any]]:
    return [row.model_dump() for row in rows]


def arguments(person: Person, plan: Plan, given: NewTask) -> dict[str, Any]:
    """What `add_task` takes: the numbers of the body as rows the person sees."""
    units = _units(person, plan)
    plain = given.model_dump(
        exclude={
            "plan", "leads", "supporting", "parent", "theme", "tags", "milestones", "measures", "source", "note",
        }
    )  # fmt: skip
    return {
        **plain,
        "leads": several(units, given.leads, "leads"),
        "supporting": several(units, given.supporting, "supporting"),
        "parent": chosen(Task.objects.visible_to(person), given.parent, "parent"),
        "theme": chosen(plan.themes.all(), given.theme, "theme"),
        "tags": several(Tag.objects.filter(retired=False), given.tags, "tags"),
        "milestones": [{**row, "id": None} for row in rows_of(given.milestones)],
        "measures": [{**row, "id": None} for row in rows_of(given.measures)],
        "note_text": given.note,
    }


@router.get(
    "/tasks",
    **says(
        "list_tasks", "任务列表", "条件与页面列表相同。给了sort按它排列，否则按编号。",
        right="tasks:read", out=TaskList, errors=READ,
    ),
)  # fmt: skip
def list_tasks(request: HttpRequest, asked: Query[TasksAsked]) -> TaskList:
    known_query(request, TasksAsked)
    person = person_of(request)
    conditions = {k: v for k, v in asked.given("limit", "cursor").items() if v not in (None, "", [], False)}
    found = TaskFilter(person, {k: ["1"] if v is True else v for k, v in conditions.items()})
    if missed := [n for n, f in found.fields.items() if n in conditions and n not in found.values]:
        raise ValidationError(dict.fromkeys(missed, "没有这种取值，或不在您的范围内。"))
    if asked.sort is None:
        rows, after = page(found.unsorted.only("pk"), asked)
        ids = [t.pk for t in rows]
    else:
        ids, after = page_ids(found.queryset, asked)
    return TaskList(items=tasks_out(person, read_tasks(ids)), next=after, sentence=found.conditions)


@router.get(
    "/tasks/{task_id}",
    **says(
        "get_task", "一项任务", "连同节点、指标和来源。", right="tasks:read", out=TaskDetail, errors=FOUND
    ),
)
def get_task(request: HttpRequest, task_id: Id) -> TaskDetail:
    person = person_of(request)
    if not Task.objects.visible_to(person).filter(pk=task_id).exists():
        raise absent()
    return task_out(person, task_id)


@router.post(
    "/tasks",
    **says(
        "add_task", "新建任务", "由主管方案的办公室办理。几个牵头单位时，答复的是汇总的上级任务。",
        right="tasks:write", out=TaskDetail, errors=WRITE, status=201,
    ),
)  # fmt: skip
def add_task(request: HttpRequest, given: TaskIn) -> Status[TaskDetail]:
    person = person_of(request)
    plan = several(Plan.objects.visible_to(person).select_related("unit"), [given.plan], "plan")[0]
    source = acts.Source(**given.source.model_dump()) if given.source else None
    task = acts.add_task(person, plan, source=source, **arguments(person, plan, given))
    return Status(201, task_out(person, task.pk))


@router.patch(
    "/tasks/{task_id}",
    **says(
        "edit_task", "修改任务", "只改给出的各项；牵头单位只能改责任人和到位资金，其余由办公室改。",
        right="tasks:write", out=TaskDetail, errors=WRITE,
    ),
)  # fmt: skip
def edit_task(request: HttpRequest, task_id: Id, given: TaskChange) -> TaskDetail:
    person = person_of(request)
    task = visible_task(person, task_id)
    changes = given.given("version", "why")
    units = _units(person, task.plan)
    if "lead" in changes:
        changes["lead"] = several(units, [given.lead], "lead")[0]
    if "supporting" in changes:
        changes["supporting"] = several(units, given.supporting, "supporting")
    if "theme" in changes:
        changes["theme"] = chosen(task.plan.themes.all(), given.theme, "theme")
    for name in ("weight", "money_planned", "money_spent"):
        if changes.get(name) is not None:
            changes[name] = Decimal(changes[name])
    acts.edit_task(person, task, version=given.version, why=given.why, **changes)
    return task_out(person, task_id)
