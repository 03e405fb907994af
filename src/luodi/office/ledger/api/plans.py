"""Plans, their themes, the tags of tasks, and each plan's monthly rounds."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import Field

from luodi.office.ledger import acts
from luodi.office.ledger.api.shapes import (
    Moment,
    PlanDetail,
    PlanOut,
    PlanState,
    TagOut,
    name_ref,
    plan_fields,
)
from luodi.office.ledger.models import Plan, Round, Tag, Task
from luodi.office.units.access import FOUND, READ, WRITE, person_of, says
from luodi.office.units.models import Person, Unit
from luodi.office.web.rest import Day, Id, In, Needed, Next, Out, Paged, known_query, one, page, several

router = Router()


class Plans(Out):
    items: list[PlanOut]
    next: Next


class Tags(Out):
    items: list[TagOut]


class RoundOut(Out):
    id: Id
    plan: Id
    month: Annotated[Day, Field(description="当月1日。", examples=["2026-06-01"])]
    due: Annotated[Day, Field(description="填报截止。")]
    opened_at: Moment
    closed_at: Moment | None


class Rounds(Out):
    items: list[RoundOut]
    next: Next


class RoundIn(In):
    month: Annotated[Day, Field(description="当月任一日，不晚于本月。", examples=["2026-04-01"])]


class PlanIn(In):
    """A plan to open."""

    unit: Annotated[Id, Field(description="主管单位。")]
    name: Annotated[Needed, Field(max_length=200, examples=["2027年科技创新工作推进方案"])]
    since: Annotated[Day, Field(examples=["2027-01-01"])]
    until: Annotated[Day | None, Field(examples=["2027-12-31"])] = None
    code: Annotated[str, Field(max_length=20, description="印在编号前。", examples=["科创"])] = ""
    source_name: Annotated[str, Field(max_length=200, description="交办来源，专报中的称呼。")] = ""
    report_day: Annotated[int, Field(ge=1, le=31, description="每月填报截止日。")] = 25
    reports_monthly: bool = True
    leader_confirms: Annotated[bool, Field(description="销号须领导审定。")] = False
    themes: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=100)]],
        Field(max_length=100, description="主题，按顺序。", examples=[["平台建设", "企业培育"]]),
    ] = []


class PlansAsked(Paged):
    state: Annotated[PlanState | None, Field(description="只要这个状态的。")] = None


@router.get(
    "/plans",
    **says("list_plans", "方案列表", "范围内的方案。", right="tasks:read", out=Plans, errors=READ),
)
def list_plans(request: HttpRequest, asked: Query[PlansAsked]) -> Plans:
    known_query(request, PlansAsked)
    rows = Plan.objects.visible_to(person_of(request)).select_related("unit")
    if asked.state is not None:
        rows = rows.filter(state=asked.state)
    found, after = page(rows, asked)
    return Plans(items=[PlanOut(**plan_fields(p)) for p in found], next=after)  # type: ignore[arg-type]


@router.get(
    "/plans/{plan_id}",
    **says("get_plan", "一个方案", "连同主题。", right="tasks:read", out=PlanDetail, errors=FOUND),
)
def get_plan(request: HttpRequest, plan_id: Id) -> PlanDetail:
    person = person_of(request)
    return _detail(person, one(Plan.objects.visible_to(person).select_related("unit"), plan_id))


@router.post(
    "/plans",
    **says(
        "open_plan", "建立方案", "由主管单位的办公室或其上级办理；亮灯规则用默认的，可在页面上改。",
        right="tasks:write", out=PlanDetail, errors=WRITE, status=201,
    ),
)  # fmt: skip
def open_plan(request: HttpRequest, given: PlanIn) -> Status[PlanDetail]:
    person = person_of(request)
    unit = several(Unit.objects.visible_to(person), [given.unit], "unit")[0]
    plan = acts.open_plan(person, unit, **given.model_dump(exclude={"unit"}))
    return Status(201, _detail(person, plan))


def _detail(person: Person, plan: Plan) -> PlanDetail:
    themes = plan.themes.all()
    if not person.scope.covers(plan.unit.path, "office", "leader"):
        # A unit sees the lines of work it has a part in, as the filter of its lists offers them.
        mine = Task.objects.visible_to(person).filter(plan=plan).values("theme_id")
        themes = themes.filter(pk__in=mine)
    return PlanDetail(**plan_fields(plan), themes=[name_ref(t) for t in themes])  # type: ignore[arg-type]


@router.get(
    "/tags",
    **says("list_tags", "标签", "在用的全部标签。", right="tasks:read", out=Tags, errors=(400, 401, 403)),
)
def list_tags(request: HttpRequest) -> Tags:
    rows = Tag.objects.filter(retired=False)
    return Tags(items=[TagOut(id=t.pk, name=t.name, kind=t.kind) for t in rows])


@router.get(
    "/plans/{plan_id}/rounds",
    **says("list_rounds", "方案的各月", "每月一期填报。", right="reports:read", out=Rounds, errors=FOUND),
)
def list_rounds(request: HttpRequest, plan_id: Id, asked: Query[Paged]) -> Rounds:
    known_query(request, Paged)
    plan = one(Plan.objects.visible_to(person_of(request)), plan_id)
    found, after = page(Round.objects.filter(plan=plan), asked)
    return Rounds(items=[_round(r) for r in found], next=after)


@router.post(
    "/plans/{plan_id}/rounds",
    **says(
        "open_round", "开启一个月的月报", "每日例行会自动开启当月的；补开以前的月份用这里。由办公室办理。",
        right="reports:write", out=RoundOut, errors=WRITE, status=201,
    ),
)  # fmt: skip
def open_round(request: HttpRequest, plan_id: Id, given: RoundIn) -> Status[RoundOut]:
    person = person_of(request)
    plan = one(Plan.objects.visible_to(person).select_related("unit"), plan_id)
    return Status(201, _round(acts.open_round(person, plan, given.month)))


def _round(row: Round) -> RoundOut:
    return RoundOut(
        id=row.pk,
        plan=row.plan_id,
        month=row.month,
        due=row.due,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
    )


def visible_round(person: Person, pk: int) -> Round:
    rounds = Round.objects.filter(plan__in=Plan.objects.visible_to(person)).select_related("plan")
    return one(rounds, pk)
