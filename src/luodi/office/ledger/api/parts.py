"""What is said about a task, and the files that show it was done."""

from __future__ import annotations

from typing import Annotated

from django.http import FileResponse, HttpRequest
from ninja import File, Form, Query, Router, Status, UploadedFile
from pydantic import Field

from luodi.office.ledger import acts
from luodi.office.ledger.api.shapes import Moment
from luodi.office.ledger.api.steps import Reason
from luodi.office.ledger.api.tasks import visible_task
from luodi.office.ledger.models import Comment, Evidence, Report
from luodi.office.units.access import FOUND, WRITE, person_of, says
from luodi.office.units.api import PersonRef, person_ref
from luodi.office.web.rest import (
    Asked,
    Id,
    In,
    Needed,
    Next,
    OneOf,
    Out,
    Paged,
    Problem,
    chosen,
    known_form,
    known_query,
    one,
    page,
)

router = Router()
Kind = Annotated[str, OneOf(Comment.Kind.choices)]


class CommentOut(Out):
    id: Id
    task: Id
    kind: Kind
    author: PersonRef | None
    at: Moment
    text: str


class Comments(Out):
    items: list[CommentOut]
    next: Next


class CommentIn(In):
    text: Annotated[Needed, Field(examples=["请于月底前报送选址方案。"])]
    kind: Kind = "comment"


class EvidenceOut(Out):
    id: Id
    task: Id
    name: str
    size: Annotated[int, Field(description="字节数。")]
    sha256: str
    measure: int | None
    report: int | None
    added_by: PersonRef | None
    added_at: Moment
    withdrawn_at: Annotated[Moment | None, Field(description="撤回的不再作数，文件仍在。")]


class Files(Out):
    items: list[EvidenceOut]
    next: Next


class EvidenceIn(Asked):
    measure: Annotated[Id | None, Field(description="证明哪个指标。")] = None
    report: Annotated[Id | None, Field(description="附在哪份月报上。")] = None


def _comment(row: Comment) -> CommentOut:
    return CommentOut(
        id=row.pk, task=row.task_id, kind=row.kind, author=person_ref(row.author), at=row.at, text=row.text
    )


def _evidence(row: Evidence) -> EvidenceOut:
    return EvidenceOut(
        id=row.pk,
        task=row.task_id,
        name=row.name,
        size=row.file.size,
        sha256=row.file.sha256,
        measure=row.measure_id,
        report=row.report_id,
        added_by=person_ref(row.added_by),
        added_at=row.added_at,
        withdrawn_at=row.withdrawn_at,
    )


@router.get(
    "/tasks/{task_id}/comments",
    **says("list_comments", "任务的意见", "按先后排列。", right="tasks:read", out=Comments, errors=FOUND),
)
def list_comments(request: HttpRequest, task_id: Id, asked: Query[Paged]) -> Comments:
    known_query(request, Paged)
    person = person_of(request)
    task = visible_task(person, task_id)
    found, after = page(Comment.objects.filter(task=task).select_related("author"), asked)
    return Comments(items=[_comment(c) for c in found], next=after)


@router.post(
    "/tasks/{task_id}/comments",
    **says(
        "add_comment", "填写意见", "办公室、领导和牵头单位写意见；配合单位写配合进展（kind为progress）。",
        right="tasks:write", out=CommentOut, errors=WRITE, status=201,
    ),
)  # fmt: skip
def add_comment(request: HttpRequest, task_id: Id, given: CommentIn) -> Status[CommentOut]:
    person = person_of(request)
    made = acts.comment(person, visible_task(person, task_id), given.text, given.kind)
    return Status(201, _comment(made))


@router.get(
    "/tasks/{task_id}/evidence",
    **says("list_evidence", "任务的佐证", "含已撤回的。", right="tasks:read", out=Files, errors=FOUND),
)
def list_evidence(request: HttpRequest, task_id: Id, asked: Query[Paged]) -> Files:
    known_query(request, Paged)
    person = person_of(request)
    rows = Evidence.objects.visible_to(person).filter(task=visible_task(person, task_id))
    found, after = page(rows.select_related("file", "added_by"), asked)
    return Files(items=[_evidence(e) for e in found], next=after)


@router.post(
    "/tasks/{task_id}/evidence",
    **says(
        "add_evidence", "上传佐证", "一次一个文件，至多100 MB，用multipart/form-data。牵头和配合单位可传。",
        right="tasks:write", out=EvidenceOut, errors=WRITE, status=201,
    ),
)  # fmt: skip
def add_evidence(
    request: HttpRequest, task_id: Id, given: Form[EvidenceIn], file: File[UploadedFile]
) -> Status[EvidenceOut]:
    known_form(request, EvidenceIn)
    person = person_of(request)
    task = visible_task(person, task_id)
    made = acts.add_evidence(
        person,
        task,
        file.name or "",
        file.chunks(),
        measure=chosen(task.measures.all(), given.measure, "measure"),
        report=chosen(Report.objects.visible_to(person).filter(task=task), given.report, "report"),
        media_type=(file.content_type or "")[:100],
    )
    return Status(201, _evidence(made))


@router.post(
    "/evidence/{evidence_id}/withdraw",
    **says(
        "withdraw_evidence", "撤回佐证", "不再作数，文件仍在，须写理由；已随月报报送的先退回月报。由上传人或牵头单位办理。",
        right="tasks:write", out=EvidenceOut, errors=WRITE,
    ),
)  # fmt: skip
def withdraw_evidence(request: HttpRequest, evidence_id: Id, given: Reason) -> EvidenceOut:
    person = person_of(request)
    rows = Evidence.objects.visible_to(person).select_related("task__plan__unit", "task__lead")
    acts.withdraw_evidence(person, one(rows, evidence_id), given.why)
    return _evidence(one(rows.select_related("file", "added_by"), evidence_id))


@router.get(
    "/evidence/{evidence_id}/file",
    **says(
        "download_evidence", "下载佐证", "文件原样。", right="tasks:read", out=None,
        extra={
            "responses": {
                200: {
                    "description": "文件",
                    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
                }
            }
        },
    ),
)  # fmt: skip
def download_evidence(request: HttpRequest, evidence_id: Id) -> FileResponse:
    row = one(Evidence.objects.visible_to(person_of(request)).select_related("file"), evidence_id)
    if not row.file.path.is_file():
        raise Problem(404, "not_found", f"文件“{row.name}”不在存储中，请联系系统管理员从备份恢复。")
    answer = FileResponse(
        row.file.path.open("rb"),
        as_attachment=True,
        filename=row.name,
        content_type="application/octet-stream",
    )
    answer["Cache-Control"] = "private, no-store"
    return answer
