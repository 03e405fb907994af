"""Evidence: many files at once, tied to a measure; downloads only as attachments, only within scope."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from luodi.office.ledger import acts
from luodi.office.ledger.acts.filing import Attached, attach
from luodi.office.ledger.models import Evidence, Measure, Report, Task
from luodi.office.ledger.views.tools import after, button, found, go, me, posts_only, sentences
from luodi.office.units.scope import Refusal


@posts_only
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """All files of one form in one act: if one cannot be kept, none is, and the sentence says which."""
    person = me(request)
    task = found(Task.objects.visible_to(person).select_related("plan__unit", "lead"), pk=pk)
    to = go("ledger:task", pk) + "#evidence"
    chosen = request.POST.get("measure", "")
    measure = (
        Measure.objects.filter(task=task, pk=int(chosen)).first()
        if chosen.isdecimal() and len(chosen) < 19
        else None
    )
    files = [
        Attached(f.name or "", f.chunks(), f.content_type or "", measure)
        for f in request.FILES.getlist("evidence")
    ]
    if not files:
        return after(request, to, _("请先选择文件。"), level=30)
    try:
        attach(person, task, files)
    except (Refusal, ValidationError) as error:
        return after(request, to, " ".join(sentences(error)), level=40)
    return after(request, to, _("已上传%d份佐证。") % len(files))


def download(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The file as it came. Never shown in the page: what somebody uploaded must not run as ours."""
    person = me(request)
    row = found(
        Evidence.objects.filter(task__in=Task.objects.visible_to(person)).select_related("file", "report"),
        pk=pk,
    )
    if row.report_id and not Report.objects.visible_to(person).filter(pk=row.report_id).exists():
        raise Http404(_("没有这一项，或不在您的范围内。"))
    if not row.file.path.is_file():
        raise Http404(_("文件“%s”不在存储中，请联系系统管理员从备份恢复。") % row.name)
    answer = FileResponse(
        row.file.path.open("rb"),
        as_attachment=True,
        filename=row.name,
        content_type="application/octet-stream",
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


@posts_only
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why a file no longer counts; the file itself stays."""
    person = me(request)
    row = found(
        Evidence.objects.filter(task__in=Task.objects.visible_to(person)).select_related(
            "task__plan__unit", "task__lead"
        ),
        pk=pk,
    )
    to = go("ledger:task", row.task_id) + "#evidence"
    return button(request, to, _("佐证已撤回。"), acts.withdraw_evidence, row, request.POST.get("why", ""))


routes = [
    path("tasks/<int:pk>/evidence/", add, name="evidence_add"),
    path("evidence/<int:pk>/", download, name="evidence"),
    path("evidence/<int:pk>/withdraw/", withdraw, name="evidence_withdraw"),
]
