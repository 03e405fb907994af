"""What a unit hands in, through its steps, as the API takes it."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query, Router

from luodi.office.figures import acts
from luodi.office.figures.api import (
    FiledLine,
    ReturnFigures,
    SubmissionDetail,
    SubmissionIn,
    SubmissionOut,
    Submissions,
    SubmissionsAsked,
    SubmitFigures,
    figure,
)
from luodi.office.figures.models import Collection, Submission
from luodi.office.units.access import READ, WRITE, person_of, says
from luodi.office.units.models import Person
from luodi.office.web.rest import Id, invalid, known_query, one, page

router = Router(tags=["指标"])


def _out(row: Submission) -> dict[str, object]:
    made = {n: getattr(row, n) for n in ("version", "state", "turn", "returned_why")}
    asked = row.collection
    return {
        **made,
        "id": row.pk,
        "collection": asked.name,
        "period": asked.period,
        "due": asked.due,
        "open": asked.state == Collection.State.OPEN,
        "unit": row.unit_id,
    }


def _visible(person: Person, pk: int) -> Submission:
    return one(Submission.objects.visible_to(person).select_related("unit", "collection__unit"), pk)


def _detail(row: Submission) -> SubmissionDetail:
    lines = [
        FiledLine(
            line=x.pk,
            code=x.indicator.code,
            name=x.indicator.name,
            unit_word=x.indicator.unit_word,
            region=x.region_id,
            region_name=x.region.name,
            value=None if x.amount is None else figure(x.amount),
            absent=x.absent,
        )
        for x in row.lines.select_related("indicator", "region")
    ]
    return SubmissionDetail(**_out(row), lines=lines)  # type: ignore[arg-type]


def _now(pk: int) -> SubmissionDetail:
    """As it is after the act of somebody who saw it."""
    return _detail(Submission.objects.select_related("unit", "collection__unit").get(pk=pk))


@router.get(
    "/submissions",
    **says(
        "list_submissions", "指标填报列表", "本单位的全部；别的单位的，负责人审核之后才看得到。",
        right="figures:read", out=Submissions, errors=READ,
    ),
)  # fmt: skip
def list_submissions(request: HttpRequest, asked: Query[SubmissionsAsked]) -> Submissions:
    known_query(request, SubmissionsAsked)
    rows = Submission.objects.visible_to(person_of(request)).select_related("unit", "collection")
    if asked.unit is not None:
        rows = rows.filter(unit=asked.unit)
    if asked.state is not None:
        rows = rows.filter(state=asked.state)
    found, after = page(rows, asked)
    return Submissions(items=[SubmissionOut(**_out(r)) for r in found], next=after)  # type: ignore[arg-type]


@router.get(
    "/submissions/{submission_id}",
    **says(
        "get_submission", "一份指标填报", "连同要填的每一格。", right="figures:read", out=SubmissionDetail
    ),
)
def get_submission(request: HttpRequest, submission_id: Id) -> SubmissionDetail:
    return _detail(_visible(person_of(request), submission_id))


@router.put(
    "/submissions/{submission_id}",
    **says(
        "save_submission", "保存指标填报", "填报单位的联络员或负责人填写；没有列出的格不变。",
        right="figures:write", out=SubmissionDetail, errors=WRITE,
    ),
)  # fmt: skip
def save_submission(request: HttpRequest, submission_id: Id, given: SubmissionIn) -> SubmissionDetail:
    person = person_of(request)
    row = _visible(person, submission_id)
    known = set(row.lines.values_list("pk", flat=True))
    if strange := [x.line for x in given.lines if x.line not in known]:
        raise invalid("lines", f"这份填报没有这些格：{'、'.join(map(str, strange[:20]))}。")
    values = {x.line: (x.value or "", x.absent) for x in given.lines}
    acts.save_submission(person, row, values, given.version)
    return _now(submission_id)


@router.post(
    "/submissions/{submission_id}/submit",
    **says(
        "submit_submission", "报送指标填报", "交本单位负责人审核；没有填又没写原因的，一次说全。",
        right="figures:write", out=SubmissionDetail, errors=WRITE,
    ),
)  # fmt: skip
def submit_submission(request: HttpRequest, submission_id: Id, given: SubmitFigures) -> SubmissionDetail:
    person = person_of(request)
    acts.submit_submission(person, _visible(person, submission_id), given.version)
    return _now(submission_id)


@router.post(
    "/submissions/{submission_id}/approve",
    **says(
        "approve_submission", "审核指标填报", "填报单位负责人办理，不能是报送的人。",
        right="figures:write", out=SubmissionDetail, errors=WRITE,
    ),
)  # fmt: skip
def approve_submission(request: HttpRequest, submission_id: Id) -> SubmissionDetail:
    person = person_of(request)
    acts.approve_submission(person, _visible(person, submission_id))
    return _now(submission_id)


@router.post(
    "/submissions/{submission_id}/return",
    **says(
        "return_submission", "退回指标填报", "负责人退回报送的，办公室退回审核过的，须写理由。",
        right="figures:write", out=SubmissionDetail, errors=WRITE,
    ),
)  # fmt: skip
def return_submission(request: HttpRequest, submission_id: Id, given: ReturnFigures) -> SubmissionDetail:
    person = person_of(request)
    acts.return_submission(person, _visible(person, submission_id), given.why)
    return _now(submission_id)


@router.post(
    "/submissions/{submission_id}/accept",
    **says(
        "accept_submission", "采用指标填报", "办公室办理；每个数登记为新的一版。",
        right="figures:write", out=SubmissionDetail, errors=WRITE,
    ),
)  # fmt: skip
def accept_submission(request: HttpRequest, submission_id: Id) -> SubmissionDetail:
    person = person_of(request)
    acts.accept_submission(person, _visible(person, submission_id))
    return _now(submission_id)
