"""Uploading, and the progress of reading."""

from __future__ import annotations

import re

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luodi.office.documents import acts, limits
from luodi.office.documents.acts import Upload
from luodi.office.documents.forms import UploadForm
from luodi.office.documents.models import Document
from luodi.office.documents.views.common import HEAVY, document_or_404, is_htmx, numbers, person, tell
from luodi.office.units.models import Unit
from luodi.office.units.scope import Refusal

BUSY = (Document.State.WAITING, Document.State.READING)


def upload(request: HttpRequest) -> HttpResponse:
    """GET: the page. POST: every file's fate at once; each file is one act, so that what came through stays.

    The form has no one-time token: the same file sent twice is one document anyway, and a token used up
    by the first file would drop the others when the request was cut off and sent again.
    """
    who = person(request)
    if not who.scope.has("office"):
        raise Refusal(_("只有办公室可以上传文件。"))
    form = UploadForm(who, request.POST or None)
    context = {"form": form, "limit": limits.UPLOAD_BYTES, "suffixes": ",".join(limits.SUFFIXES)}
    if request.method != "POST":
        return render(request, "documents/upload.html", context)
    files = request.FILES.getlist("files")
    if not form.is_valid():
        return render(request, "documents/upload.html", context, status=400)
    text = form.cleaned_data["text"].strip()
    if not files and not text:
        form.add_error(None, _("请选择文件，或者粘贴文字。"))
        return render(request, "documents/upload.html", context, status=400)
    unit: Unit = form.cleaned_data["unit"]
    fates = [_take(request, unit, f.name or "", f.size or 0, f.read) for f in files]
    if text:
        name = _title(form.cleaned_data["title"] or text)
        fates.append(_take(request, unit, name, len(text), lambda: text.encode("utf-8", "replace")))
    if len(fates) == 1 and fates[0].document is not None:
        if fates[0].known:
            messages.info(request, _("这份文件以前传过，下面就是。"))
        return redirect("documents:detail", fates[0].document.pk)
    fresh = [f.document for f in fates if f.document is not None]
    done = {
        "fates": fates,
        "taken": sum(f.document is not None and not f.known for f in fates),
        "known": sum(f.known for f in fates),
        "refused": [f for f in fates if f.document is None],
        "documents": _rows(request, [d.pk for d in fresh]),
        "title": _("上传结果"),
    }
    return render(request, "documents/uploaded.html", done | _polling(done["documents"]))  # type: ignore[arg-type]


def _take(request: HttpRequest, unit: Unit, name: str, size: int, read) -> Upload:  # type: ignore[no-untyped-def]
    if size > limits.UPLOAD_BYTES:
        limit = limits.UPLOAD_BYTES // 2**20
        return Upload(name, error=_("%(name)s：文件超过%(limit)s MB。") % {"name": name, "limit": limit})
    return acts.upload(person(request), unit, name, read())


def _title(text: str) -> str:
    """A file name out of a first line."""
    line = next((part.strip() for part in text.splitlines() if part.strip()), "")
    return (re.sub(r'[\\/:*?"<>|.\x00-\x1f]+', " ", line)[:60].strip() or _("粘贴的文字")) + ".txt"


def progress(request: HttpRequest) -> HttpResponse:
    """The state of some documents, asked for again and again until all are read."""
    rows = _rows(request, numbers(request.GET.getlist("id")))
    return render(request, "documents/_progress.html", {"documents": rows} | _polling(rows))


def _rows(request: HttpRequest, pks: list[int]) -> list[Document]:
    found = Document.objects.visible_to(person(request)).filter(pk__in=pks).select_related("unit")
    return sorted(found.defer(*HEAVY), key=lambda d: pks.index(d.pk))


def _polling(rows: list[Document]) -> dict[str, object]:
    return {
        "busy": any(d.state in BUSY for d in rows),
        "ids": "&".join(f"id={d.pk}" for d in rows),
    }


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    document = document_or_404(request, pk)
    try:
        acts.read_again(person(request), document)
        messages.success(request, _("已安排重读；审过和改过的事项保持不变。"))
    except ValidationError as error:
        tell(request, error)
    if is_htmx(request):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return redirect("documents:detail", pk)
