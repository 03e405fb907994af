"""Plans, their themes, the tags of tasks, and each plan's monthly rounds."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

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
from luodi.office.units.access import FOUND, READ, person_of, says
from luodi.office.units.models import Person
from luodi.office.web.rest import Day, Id, Next, Out, Paged, known_query, one, page

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
    plan = one(Plan.objects.visible_to(person).select_related("unit"), plan_id)
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
