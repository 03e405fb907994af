"""Monthly reports: read, written, and taken through their steps."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from luodi.office.ledger import acts
from luodi.office.ledger.api.plans import visible_round
from luodi.office.ledger.api.shapes import Moment
from luodi.office.ledger.api.tasks import visible_task
from luodi.office.ledger.models import Report
from luodi.office.units.access import FOUND, READ, WRITE, person_of, says
from luodi.office.units.api import PersonRef, person_ref
from luodi.office.units.models import Person
from luodi.office.web.rest import (
    Amount,
    Day,
    Figure,
    Id,
    In,
    Needed,
    Next,
    OneOf,
    Out,
    Paged,
    Percent,
    Text,
    Version,
    exact,
    known_query,
    one,
    page,
    plain,
)

router = Router()
State = Annotated[str, OneOf(Report.State.choices)]
WITH = ("round", "submitted_by", "approved_by", "accepted_by")


class ValueOut(Out):
    measure: Id
    value: Figure


class ReportOut(Out):
    id: Id
    version: Annotated[int, Field(description="保存、报送时原样带回。")]
    round: Id
    month: Day
    task: Id
    state: State
    progress: Annotated[str, Field(description="本期进展。")]
    done: Annotated[str, Field(description="累计完成。")]
    percent: Annotated[Figure | None, Field(description="完成率，百分数。")]
    problems: Annotated[str, Field(description="存在问题。")]
    request: Annotated[str, Field(description="需协调事项。")]
    request_of: Annotated[str, Field(description="请谁协调。")]
    next: Annotated[str, Field(description="下步打算。")]
    measures: Annotated[list[ValueOut], Field(description="各指标的填报值。")]
    submitted_by: PersonRef | None
    submitted_at: Moment | None
    approved_by: PersonRef | None
    approved_at: Moment | None
    accepted_by: PersonRef | None
    accepted_at: Moment | None
    returned_at: Moment | None
    returned_why: str


class Reports(Out):
    items: list[ReportOut]
    next: Next


class ReportsAsked(Paged):
    task: Annotated[Id | None, Field(description="只要这项任务的。")] = None
    round: Annotated[Id | None, Field(description="只要这一期的。")] = None
    plan: Annotated[Id | None, Field(description="只要这个方案的。")] = None
    state: Annotated[State | None, Field(description="只要这个状态的。")] = None


class ValueIn(In):
    measure: Id
    value: Annotated[Amount | None, Field(description="空表示不填。")]


class ReportIn(In):
    """What is not given stays as it is."""

    version: Annotated[Version, Field(description="读到的版本号；新写一份为0。", examples=[0])]
    progress: Annotated[Text, Field(examples=["完成选址，设备招标已开标。"])] = ""
    done: Text = ""
    percent: Annotated[Percent | None, Field(examples=["45"])] = None
    problems: Text = ""
    request: Text = ""
    request_of: Annotated[str, Field(max_length=100)] = ""
    next: Text = ""
    measures: Annotated[list[ValueIn], Field(max_length=100)] = []


class Submit(In):
    version: Version


class Return(In):
    why: Annotated[Needed, Field(description="退回理由。", examples=["请补充佐证。"])]


def _out(row: Report) -> ReportOut:
    return ReportOut(
        id=row.pk,
        version=row.version,
        round=row.round_id,
        month=row.round.month,
        task=row.task_id,
        state=row.state,
        progress=row.progress,
        done=row.done,
        percent=plain(row.percent),
        problems=row.problems,
        request=row.request,
        request_of=row.request_of,
        next=row.next,
        measures=[ValueOut(measure=v.measure_id, value=exact(v.value)) for v in row.values.all()],
        submitted_by=person_ref(row.submitted_by),
        submitted_at=row.submitted_at,
        approved_by=person_ref(row.approved_by),
        approved_at=row.approved_at,
        accepted_by=person_ref(row.accepted_by),
        accepted_at=row.accepted_at,
        returned_at=row.returned_at,
        returned_why=row.returned_why,
    )


def _now(pk: int) -> ReportOut:
    """The report as it is after the act of somebody who saw it."""
    return _out(Report.objects.select_related(*WITH).prefetch_related("values").get(pk=pk))


def _visible(person: Person, pk: int) -> Report:
    rows = Report.objects.visible_to(person).select_related("round__plan", "task__plan__unit", "task__lead")
    return one(rows, pk)


@router.get(
    "/reports",
    **says(
        "list_reports", "月报列表", "本单位的全部；别的单位的，负责人审核之后才看得到。",
        right="reports:read", out=Reports, errors=READ,
    ),
)  # fmt: skip
def list_reports(request: HttpRequest, asked: Query[ReportsAsked]) -> Reports:
    known_query(request, ReportsAsked)
    rows = Report.objects.visible_to(person_of(request)).select_related(*WITH).prefetch_related("values")
    if asked.task is not None:
        rows = rows.filter(task_id=asked.task)
    if asked.round is not None:
        rows = rows.filter(round_id=asked.round)
    if asked.plan is not None:
        rows = rows.filter(round__plan_id=asked.plan)
    if asked.state is not None:
        rows = rows.filter(state=asked.state)
    found, after = page(rows, asked)
    return Reports(items=[_out(r) for r in found], next=after)


@router.get(
    "/reports/{report_id}",
    **says(
        "get_report", "一份月报", "连同各指标的填报值。", right="reports:read", out=ReportOut, errors=FOUND
    ),
)
def get_report(request: HttpRequest, report_id: Id) -> ReportOut:
    rows = Report.objects.visible_to(person_of(request)).select_related(*WITH).prefetch_related("values")
    return _out(one(rows, report_id))


@router.put(
    "/rounds/{round_id}/tasks/{task_id}/report",
    **says(
        "save_report", "保存月报草稿", "牵头单位的联络员或负责人填写；没有则新写一份，只改给出的各项。",
        right="reports:write", out=ReportOut, errors=WRITE,
    ),
)  # fmt: skip
def save_report(request: HttpRequest, round_id: Id, task_id: Id, given: ReportIn) -> ReportOut:
    person = person_of(request)
    values = given.given("version", "measures")
    if given.measures:
        values["measures"] = {str(m.measure): m.value for m in given.measures}
    made = acts.save_draft(
        person, visible_round(person, round_id), visible_task(person, task_id), values, given.version
    )
    return _now(made.pk)


@router.post(
    "/reports/{report_id}/submit",
    **says(
        "submit_report", "报送月报", "交本单位负责人审核；有缺项时一次说全。",
        right="reports:write", out=ReportOut, errors=WRITE,
    ),
)  # fmt: skip
def submit_report(request: HttpRequest, report_id: Id, given: Submit) -> ReportOut:
    person = person_of(request)
    acts.submit_report(person, _visible(person, report_id), given.version)
    return _now(report_id)


@router.post(
    "/reports/{report_id}/approve",
    **says(
        "approve_report", "审核月报", "牵头单位负责人办理，不能是报送的人。",
        right="reports:write", out=ReportOut, errors=WRITE,
    ),
)  # fmt: skip
def approve_report(request: HttpRequest, report_id: Id) -> ReportOut:
    person = person_of(request)
    acts.approve_report(person, _visible(person, report_id))
    return _now(report_id)


@router.post(
    "/reports/{report_id}/return",
    **says(
        "return_report", "退回月报", "负责人退回报送的，办公室退回审核过的，须写理由。",
        right="reports:write", out=ReportOut, errors=WRITE,
    ),
)  # fmt: skip
def return_report(request: HttpRequest, report_id: Id, given: Return) -> ReportOut:
    person = person_of(request)
    acts.return_report(person, _visible(person, report_id), given.why)
    return _now(report_id)


@router.post(
    "/reports/{report_id}/accept",
    **says(
        "accept_report", "采用月报", "办公室办理；完成率和指标值成为任务的。",
        right="reports:write", out=ReportOut, errors=WRITE,
    ),
)  # fmt: skip
def accept_report(request: HttpRequest, report_id: Id) -> ReportOut:
    person = person_of(request)
    acts.accept_report(person, _visible(person, report_id))
    return _now(report_id)
