"""Documents, what was found in them and what the office decides, as the API gives them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import File, Form, Query, Router, Status, UploadedFile
from pydantic import Field

from luodi.office.documents import acts, limits
from luodi.office.documents.forms import KINDS, LEVELS, RECURS, FilterForm
from luodi.office.documents.models import Document, Finding
from luodi.office.files import store
from luodi.office.ledger.models import Plan, Task
from luodi.office.units.access import READ, WRITE, person_of, says
from luodi.office.units.models import Person, Unit
from luodi.office.web.rest import (
    Asked,
    Day,
    Figure,
    Id,
    In,
    Needed,
    Next,
    OneOf,
    Out,
    Paged,
    Problem,
    Version,
    absent,
    chosen,
    known_form,
    known_query,
    one,
    page,
    plain,
    several,
)  # fmt: skip

router = Router(tags=["文件与发现"])

State = Annotated[str, OneOf(Document.State.choices)]
Kind = Annotated[str, OneOf(KINDS)]
FindingState = Annotated[str, OneOf(Finding.State.choices)]
FindingKind = Annotated[str, OneOf(Finding.Kind.choices)]
Level = Annotated[str, OneOf(LEVELS)]
Recurs = Annotated[str, OneOf(RECURS)]
Names = Annotated[list[Annotated[str, Field(min_length=1, max_length=60)]], Field(max_length=60)]


class DocumentOut(Out):
    id: int
    unit: Annotated[int, Field(description="所属单位。")]
    name: str
    state: State
    progress: Annotated[int, Field(description="阅读进度，百分数。")]
    stage: str
    error: str
    title: str
    number: Annotated[str, Field(description="文号。")]
    issuer: str
    issued_on: dt.date | None
    kind: str
    coverage: Figure | None
    uploaded_at: dt.datetime


class DocumentDetail(DocumentOut):
    text: Annotated[str | None, Field(description="给了text=true才有，从offset起至多limit字。")] = None


class Documents(Out):
    items: list[DocumentOut]
    next: Next


class DocumentsAsked(Paged):
    state: State | None = None
    kind: Kind | None = None
    q: Annotated[str, Field(max_length=100, description="正文或文件名中的字。")] = ""


class TextAsked(Asked):
    text: Annotated[bool, Field(description="连同正文。")] = False
    offset: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    limit: Annotated[int, Field(ge=1, le=100_000)] = 20_000


class UploadIn(Asked):
    unit: Annotated[Id, Field(description="文件属于哪个单位。")]


class FindingOut(Out):
    id: int
    document: int
    version: int
    kind: FindingKind
    state: FindingState
    level: str
    start: int
    end: int
    quote: str
    section: list[str]
    action: str
    owners: list[str]
    support: list[str]
    leads: list[int]
    supporting: list[int]
    unresolved: list[str]
    due: dt.date | None
    due_text: str
    due_assumed: bool
    recurs: str
    reason: str
    task: int | None


class Findings(Out):
    items: list[FindingOut]
    next: Next


class FindingsAsked(Paged):
    state: FindingState | None = None
    level: Level | None = None
    kind: FindingKind | None = None


class Picked(In):
    id: Id
    version: Version


class Accept(In):
    plan: Id
    theme: Id | None = None
    assign: bool = True
    findings: Annotated[list[Picked], Field(min_length=1, max_length=200)]


class Left(Out):
    finding: int
    why: str


class AcceptedOut(Out):
    tasks: Annotated[list[int], Field(description="开列的任务。")]
    left: Annotated[list[Left], Field(description="没有采纳的和原因。")]


class Reject(In):
    version: Version
    reason: Annotated[Needed, Field(max_length=500, examples=["已在另一文件中列出"])]


class FindingChange(In):
    version: Version
    action: Annotated[Needed, Field(max_length=2000)] = "-"
    owners: Names = []
    support: Names = []
    level: Level = "concrete"
    due_text: Annotated[str, Field(max_length=200)] = ""
    due: Day | None = None
    recurs: Recurs = ""


class Cut(In):
    version: Version
    at: Annotated[
        list[Annotated[int, Field(ge=1, le=100_000)]],
        Field(min_length=1, max_length=50, description="在原文的第几个字后拆开。", examples=[[6]]),
    ]


class Parts(Out):
    items: Annotated[list[FindingOut], Field(description="拆成的各条，依原文先后。")]


class IntoTask(In):
    version: Version
    task: Id


class Reopen(In):
    version: Version


def _document(d: Document) -> dict[str, object]:
    made = {n: getattr(d, n) for n in DocumentOut.model_fields if n not in ("unit", "coverage")}
    return {**made, "unit": d.unit_id, "coverage": plain(d.coverage)}


def _finding(f: Finding) -> FindingOut:
    made = {n: getattr(f, n) for n in FindingOut.model_fields if n not in ("document", "task")}
    return FindingOut(**made, document=f.document_id, task=f.task_id)


def _seen(person: Person, pk: int) -> Document:
    rows = Document.objects.visible_to(person).select_related("unit", "file")
    return one(rows.defer("text", "reading"), pk)


def _found(person: Person, pk: int) -> Finding:
    return one(Finding.objects.visible_to(person), pk)


@router.get(
    "/documents",
    **says("list_documents", "文件列表", "按编号排列。", right="documents:read", out=Documents, errors=READ),
)
def list_documents(request: HttpRequest, asked: Query[DocumentsAsked]) -> Documents:
    known_query(request, DocumentsAsked)
    conditions = {k: v for k, v in asked.given("limit", "cursor").items() if v}
    rows = FilterForm(conditions).narrow(Document.objects.visible_to(person_of(request)))
    found, after = page(rows.defer("text", "reading"), asked)
    return Documents(items=[DocumentOut(**_document(d)) for d in found], next=after)  # type: ignore[arg-type]


@router.get(
    "/documents/{document_id}",
    **says(
        "get_document", "一份文件", "文头、状态、进度、落实率。", right="documents:read", out=DocumentDetail
    ),
)
def get_document(request: HttpRequest, document_id: Id, asked: Query[TextAsked]) -> DocumentDetail:
    known_query(request, TextAsked)
    found = _seen(person_of(request), document_id)
    text = found.text[asked.offset : asked.offset + asked.limit] if asked.text else None
    return DocumentDetail(**_document(found), text=text)  # type: ignore[arg-type]


@router.post(
    "/documents",
    **says(
        "upload_document",
        "上传文件",
        "同一单位传过的答200和原来那份。",
        right="documents:write",
        out=DocumentDetail,
        status=201,
        also={200: DocumentDetail},
        errors=WRITE,
    ),
)
def upload_document(
    request: HttpRequest, given: Form[UploadIn], file: Annotated[UploadedFile, File()]
) -> Status[DocumentDetail]:
    known_form(request, UploadIn)
    person = person_of(request)
    unit = several(Unit.objects.visible_to(person), [given.unit], "unit")[0]
    if (file.size or 0) > limits.UPLOAD_BYTES:
        raise Problem(413, "too_large", f"文件超过{limits.UPLOAD_BYTES // 2**20} MB。")
    fate = acts.upload(person, unit, file.name or "", file.read())
    if fate.document is None:
        raise Problem(422, "secret" if fate.secret else "invalid", fate.error, {"file": [fate.error]})
    made = DocumentDetail(**_document(fate.document))  # type: ignore[arg-type]
    return Status(200 if fate.known else 201, made)


@router.get(
    "/documents/{document_id}/original",
    **says(
        "download_document",
        "下载原文件",
        "与收到的逐字节相同。",
        right="documents:read",
        out=None,
        extra={
            "responses": {
                200: {
                    "description": "原文件",
                    "content": {
                        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
                    },
                }
            }
        },
    ),
)
def download_document(request: HttpRequest, document_id: Id) -> HttpResponse:
    found = _seen(person_of(request), document_id)
    try:
        data = store.read(found.file)
    except OSError:
        raise absent() from None
    name = content_disposition_header(True, found.name) or "attachment"
    return HttpResponse(data, content_type="application/octet-stream", headers={"Content-Disposition": name})


@router.post(
    "/documents/{document_id}/read-again",
    **says(
        "read_again",
        "重读",
        "审过和改过的保持不变。",
        right="documents:write",
        out=DocumentDetail,
        errors=WRITE,
    ),
)
def read_again(request: HttpRequest, document_id: Id) -> DocumentDetail:
    person = person_of(request)
    acts.read_again(person, _seen(person, document_id))
    return DocumentDetail(**_document(_seen(person, document_id)))  # type: ignore[arg-type]


@router.get(
    "/documents/{document_id}/findings",
    **says("list_findings", "文件中的发现", "按编号排列。", right="findings:read", out=Findings),
)
def list_findings(request: HttpRequest, document_id: Id, asked: Query[FindingsAsked]) -> Findings:
    known_query(request, FindingsAsked)
    document = _seen(person_of(request), document_id)
    conditions = {k: v for k, v in asked.given("limit", "cursor").items() if v is not None}
    found, after = page(Finding.objects.filter(document=document, **conditions), asked)
    return Findings(items=[_finding(f) for f in found], next=after)


@router.get(
    "/findings/{finding_id}",
    **says("get_finding", "一条发现", "连同原文。", right="findings:read", out=FindingOut),
)
def get_finding(request: HttpRequest, finding_id: Id) -> FindingOut:
    return _finding(_found(person_of(request), finding_id))


@router.post(
    "/documents/{document_id}/accept",
    **says(
        "accept_findings",
        "采纳",
        "每条开列一项任务；办不了的留下并说明原因。",
        right="findings:write",
        out=AcceptedOut,
        errors=WRITE,
    ),
)
def accept_findings(request: HttpRequest, document_id: Id, given: Accept) -> AcceptedOut:
    person = person_of(request)
    plan = several(Plan.objects.visible_to(person).select_related("unit"), [given.plan], "plan")[0]
    versions = {p.id: p.version for p in given.findings}
    mine = Finding.objects.filter(document=_seen(person, document_id))
    rows = several(mine, list(versions), "findings")
    theme = chosen(plan.themes.all(), given.theme, "theme")
    done = acts.accept_findings(person, rows, plan, theme, assign=given.assign, versions=versions)
    return AcceptedOut(
        tasks=[t.pk for t in done.tasks], left=[Left(finding=f.pk, why=why) for f, why in done.left]
    )


@router.post(
    "/findings/{finding_id}/reject",
    **says("reject_finding", "剔除", "须写理由。", right="findings:write", out=FindingOut, errors=WRITE),
)
def reject_finding(request: HttpRequest, finding_id: Id, given: Reject) -> FindingOut:
    person = person_of(request)
    acts.reject_findings(person, [_found(person, finding_id)], given.reason, {finding_id: given.version})
    return _finding(_found(person, finding_id))


@router.patch(
    "/findings/{finding_id}",
    **says(
        "edit_finding",
        "修改发现",
        "只改给出的各项；原文不变。",
        right="findings:write",
        out=FindingOut,
        errors=WRITE,
    ),
)
def edit_finding(request: HttpRequest, finding_id: Id, given: FindingChange) -> FindingOut:
    person = person_of(request)
    acts.edit_finding(person, _found(person, finding_id), version=given.version, **given.given("version"))
    return _finding(_found(person, finding_id))


@router.post(
    "/findings/{finding_id}/split",
    **says(
        "split_finding",
        "拆分",
        "各部分成为单独的发现，原来那条不再审定。",
        right="findings:write",
        out=Parts,
        errors=WRITE,
    ),
)
def split_finding(request: HttpRequest, finding_id: Id, given: Cut) -> Parts:
    person = person_of(request)
    parts = acts.split_finding(person, _found(person, finding_id), given.at, version=given.version)
    return Parts(items=[_finding(f) for f in parts])


@router.post(
    "/findings/{finding_id}/merge",
    **says(
        "merge_finding",
        "并入任务",
        "任务留下这段原文。",
        right="findings:write",
        out=FindingOut,
        errors=WRITE,
    ),
)
def merge_finding(request: HttpRequest, finding_id: Id, given: IntoTask) -> FindingOut:
    person = person_of(request)
    task = several(Task.objects.visible_to(person), [given.task], "task")[0]
    acts.merge_into_task(person, _found(person, finding_id), task, version=given.version)
    return _finding(_found(person, finding_id))


@router.post(
    "/findings/{finding_id}/reopen",
    **says(
        "reopen_finding",
        "恢复待审",
        "已开列任务的不能恢复。",
        right="findings:write",
        out=FindingOut,
        errors=WRITE,
    ),
)
def reopen_finding(request: HttpRequest, finding_id: Id, given: Reopen) -> FindingOut:
    person = person_of(request)
    acts.reopen_finding(person, _found(person, finding_id), version=given.version)
    return _finding(_found(person, finding_id))
