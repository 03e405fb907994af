"""Later dates and sign-off: asked for, and taken through their steps."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import Field

from luodi.office.ledger import acts
from luodi.office.ledger.api.reports import Return
from luodi.office.ledger.api.shapes import Moment
from luodi.office.ledger.api.tasks import visible_task
from luodi.office.ledger.models import Postponement, SignOff
from luodi.office.units.access import FOUND, READ, WRITE, person_of, says
from luodi.office.units.api import PersonRef, person_ref
from luodi.office.units.models import Person
from luodi.office.web.rest import Day, Id, In, Needed, Next, OneOf, Out, Paged, Text, known_query, one, page

router = Router()
Later = Annotated[str, OneOf(Postponement.State.choices)]
Closing = Annotated[str, OneOf(SignOff.State.choices)]
DEEP = ("task__plan__unit", "task__lead")


class PostponementOut(Out):
    id: Id
    task: Id
    state: Later
    due_before: Day
    due_asked: Day
    reason: str
    progress: str
    asked_by: PersonRef | None
    asked_at: Moment
    approved_by: PersonRef | None
    approved_at: Moment | None
    decided_by: PersonRef | None
    decided_at: Moment | None
    decision: Annotated[str, Field(description="意见。")]


class Postponements(Out):
    items: list[PostponementOut]
    next: Next


class PostponementsAsked(Paged):
    task: Annotated[Id | None, Field(description="只要这项任务的。")] = None
    state: Annotated[Later | None, Field(description="只要这个状态的。")] = None


class PostponementIn(In):
    due: Annotated[Day, Field(description="申请延至。", examples=["2027-03-31"])]
    reason: Annotated[Needed, Field(examples=["进口设备到货推迟。"])]
    progress: Annotated[Needed, Field(description="目前进展。", examples=["厂房已封顶。"])]


class Decision(In):
    grant: Annotated[bool, Field(description="批准与否。", examples=[True])]
    decision: Annotated[Text, Field(description="意见；不批准须写理由。")] = ""


class SignOffOut(Out):
    id: Id
    task: Id
    state: Closing
    statement: str
    unmet: Annotated[str, Field(description="未完成事项说明。")]
    checks: Annotated[dict[str, bool], Field(description="复核各项。")]
    asked_by: PersonRef | None
    asked_at: Moment
    approved_by: PersonRef | None
    approved_at: Moment | None
    checked_by: PersonRef | None
    checked_at: Moment | None
    confirmed_by: PersonRef | None
    confirmed_at: Moment | None
    returned_by: PersonRef | None
    returned_at: Moment | None
    returned_why: str


class SignOffs(Out):
    items: list[SignOffOut]
    next: Next


class SignOffsAsked(Paged):
    task: Annotated[Id | None, Field(description="只要这项任务的。")] = None
    state: Annotated[Closing | None, Field(description="只要这个状态的。")] = None


class SignOffIn(In):
    statement: Annotated[Needed, Field(description="办结说明。", examples=["基地已投用，验收合格。"])]
    unmet: Annotated[Text, Field(description="有未完成事项时写明理由。")] = ""


class Checks(In):
    checks: Annotated[
        dict[str, bool],
        Field(
            max_length=10,
            description=f"五项都须通过：{'、'.join(acts.CHECKS)}。",
            examples=[dict.fromkeys(acts.CHECKS, True)],
        ),
    ]


PEOPLE = {
    Postponement: ("asked_by", "approved_by", "decided_by"),
    SignOff: ("asked_by", "approved_by", "checked_by", "confirmed_by", "returned_by"),
}


def _fields(row: Any, out: type[Out]) -> dict[str, Any]:
    """The row's columns under the shape's names: they are the same, people and ids apart."""
    found = {
        name: getattr(row, name) for name in out.model_fields if name not in ("task", *PEOPLE[type(row)])
    }
    return {**found, "task": row.task_id, **{n: person_ref(getattr(row, n)) for n in PEOPLE[type(row)]}}


def _postponement(row: Postponement) -> PostponementOut:
    return PostponementOut(**_fields(row, PostponementOut))


def _signoff(row: SignOff) -> SignOffOut:
    return SignOffOut(**_fields(row, SignOffOut))


def _visible(model: Any, person: Person, pk: int) -> Any:
    return one(model.objects.visible_to(person).select_related(*DEEP, *PEOPLE[model]), pk)


def _listed(model: Any, request: HttpRequest, asked: Any) -> tuple[list[Any], str | None]:
    known_query(request, type(asked))
    rows = model.objects.visible_to(person_of(request)).select_related(*PEOPLE[model])
    if asked.task is not None:
        rows = rows.filter(task_id=asked.task)
    if asked.state is not None:
        rows = rows.filter(state=asked.state)
    return page(rows, asked)


# ── postponement ────────────────────────────────────────────────────────────
@router.get(
    "/postponements",
    **says(
        "list_postponements", "延期申请", "范围内任务的。", right="tasks:read", out=Postponements, errors=READ
    ),
)
def list_postponements(request: HttpRequest, asked: Query[PostponementsAsked]) -> Postponements:
    found, after = _listed(Postponement, request, asked)
    return Postponements(items=[_postponement(p) for p in found], next=after)


@router.post(
    "/tasks/{task_id}/postponements",
    **says(
        "ask_postponement", "申请延期", "牵头单位在时限之前申请。",
        right="tasks:write", out=PostponementOut, errors=WRITE, status=201,
    ),
)  # fmt: skip
def ask_postponement(request: HttpRequest, task_id: Id, given: PostponementIn) -> Status[PostponementOut]:
    person = person_of(request)
    made = acts.ask_postponement(
        person, visible_task(person, task_id), due=given.due, reason=given.reason, progress=given.progress
    )
    return Status(201, _postponement(made))


@router.post(
    "/postponements/{postponement_id}/approve",
    **says(
        "approve_postponement", "审核延期", "牵头单位负责人办理，不能是申请的人。",
        right="tasks:write", out=PostponementOut, errors=WRITE,
    ),
)  # fmt: skip
def approve_postponement(request: HttpRequest, postponement_id: Id) -> PostponementOut:
    person = person_of(request)
    row = _visible(Postponement, person, postponement_id)
    return _postponement(acts.approve_postponement(person, row))


@router.post(
    "/postponements/{postponement_id}/decide",
    **says(
        "decide_postponement", "审批延期", "办公室批准或不批准；负责人在审核一步可以不同意。",
        right="tasks:write", out=PostponementOut, errors=WRITE,
    ),
)  # fmt: skip
def decide_postponement(request: HttpRequest, postponement_id: Id, given: Decision) -> PostponementOut:
    person = person_of(request)
    row = _visible(Postponement, person, postponement_id)
    return _postponement(acts.decide_postponement(person, row, given.grant, given.decision))


# ── sign-off ────────────────────────────────────────────────────────────────
@router.get(
    "/signoffs",
    **says("list_signoffs", "办结申请", "范围内任务的。", right="tasks:read", out=SignOffs, errors=READ),
)
def list_signoffs(request: HttpRequest, asked: Query[SignOffsAsked]) -> SignOffs:
    found, after = _listed(SignOff, request, asked)
    return SignOffs(items=[_signoff(s) for s in found], next=after)


@router.get(
    "/signoffs/{signoff_id}",
    **says(
        "get_signoff",
        "一份办结申请",
        "连同各步的人和时间。",
        right="tasks:read",
        out=SignOffOut,
        errors=FOUND,
    ),
)
def get_signoff(request: HttpRequest, signoff_id: Id) -> SignOffOut:
    return _signoff(_visible(SignOff, person_of(request), signoff_id))


@router.post(
    "/tasks/{task_id}/signoffs",
    **says(
        "ask_signoff", "申请办结", "牵头单位申请；指标、节点、子任务有未完成的须说明理由。",
        right="tasks:write", out=SignOffOut, errors=WRITE, status=201,
    ),
)  # fmt: skip
def ask_signoff(request: HttpRequest, task_id: Id, given: SignOffIn) -> Status[SignOffOut]:
    person = person_of(request)
    task = visible_task(person, task_id)
    return Status(201, _signoff(acts.ask_signoff(person, task, statement=given.statement, unmet=given.unmet)))


@router.post(
    "/signoffs/{signoff_id}/approve",
    **says(
        "approve_signoff", "审核办结", "牵头单位负责人办理，不能是申请的人。",
        right="tasks:write", out=SignOffOut, errors=WRITE,
    ),
)  # fmt: skip
def approve_signoff(request: HttpRequest, signoff_id: Id) -> SignOffOut:
    person = person_of(request)
    return _signoff(acts.approve_signoff(person, _visible(SignOff, person, signoff_id)))


@router.post(
    "/signoffs/{signoff_id}/check",
    **says(
        "check_signoff", "复核办结", "办公室办理；五项有一项不通过则须退回。",
        right="tasks:write", out=SignOffOut, errors=WRITE,
    ),
)  # fmt: skip
def check_signoff(request: HttpRequest, signoff_id: Id, given: Checks) -> SignOffOut:
    person = person_of(request)
    return _signoff(acts.check_signoff(person, _visible(SignOff, person, signoff_id), given.checks))


@router.post(
    "/signoffs/{signoff_id}/confirm",
    **says(
        "confirm_signoff", "审定办结", "方案规定须领导审定时，由领导办理。",
        right="tasks:write", out=SignOffOut, errors=WRITE,
    ),
)  # fmt: skip
def confirm_signoff(request: HttpRequest, signoff_id: Id) -> SignOffOut:
    person = person_of(request)
    return _signoff(acts.confirm_signoff(person, _visible(SignOff, person, signoff_id)))


@router.post(
    "/signoffs/{signoff_id}/return",
    **says(
        "return_signoff", "退回重办", "由正在办理这一步的人退回，须写理由；任务回到推进中。",
        right="tasks:write", out=SignOffOut, errors=WRITE,
    ),
)  # fmt: skip
def return_signoff(request: HttpRequest, signoff_id: Id, given: Return) -> SignOffOut:
    person = person_of(request)
    return _signoff(acts.return_signoff(person, _visible(SignOff, person, signoff_id), given.why))
