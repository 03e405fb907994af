"""The list of documents, one document, one finding's provenance, the original file."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from luodi.office.documents import coverage
from luodi.office.documents.forms import KINDS, FilterForm
from luodi.office.documents.models import Document, Finding, Passage
from luodi.office.documents.views.common import (
    HEAVY,
    desk_url,
    document_or_404,
    finding_or_404,
    person,
)
from luodi.office.files import store
from luodi.office.journal.models import Entry
from luodi.office.ledger.models import Task
from luodi.office.units.models import Unit

PAGE = 50


@dataclass(frozen=True)
class Numbered:
    """A page of a list as ui.pagination shows it."""

    number: int
    total: int
    size: int = PAGE

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number * self.size < self.total


def documents(request: HttpRequest) -> HttpResponse:
    who = person(request)
    form = FilterForm(request.GET)
    rows = form.narrow(Document.objects.visible_to(who))
    total = rows.count()
    given = request.GET.get("page", "1")
    number = max(int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 1, 1)
    waiting = (
        Finding.objects.filter(document=OuterRef("pk"), kind="task", state="open")
        .exclude(level="stance")
        .order_by()
        .values("document")
        .annotate(n=Count("pk"))
        .values("n")
    )
    shown = (
        rows.select_related("unit", "uploaded_by", "file")
        .defer(*HEAVY)
        .annotate(waiting=Coalesce(Subquery(waiting), 0))[(number - 1) * PAGE : number * PAGE]
    )
    context = {
        "form": form,
        "documents": list(shown),
        "page": Numbered(number, total),
        "kinds": dict(KINDS),
        "may_upload": who.scope.has("office"),
        "filtered": bool(form.words()),
    }
    return render(request, "documents/list.html", context)


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    document = document_or_404(request, pk)
    who = person(request)
    states = (
        Finding.objects.filter(document=document)
        .values("kind", "state")
        .annotate(n=Count("pk"))
        .order_by("kind", "state")
    )
    tasks = (
        Task.objects.visible_to(who)
        .filter(
            source_type="documents.finding",
            source_id__in=Finding.objects.filter(document=document).values("pk"),
            parent=None,
        )
        .select_related("lead", "plan")
        .order_by("pk")
    )
    context = {
        "document": document,
        "kinds": dict(KINDS),
        "counts": list(states),
        "kind_names": dict(Finding.Kind.choices),
        "state_names": dict(Finding.State.choices),
        "coverage": coverage.of(document),
        "tasks": list(tasks[:200]),
        "history": list(Entry.objects.about(document).order_by("-number")[:100]),
        "may": who.scope.covers(document.unit.path, "office"),
        "title": str(document),
    }
    return render(request, "documents/detail.html", context)


def original(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The file as it came, to be saved and never shown: whatever is in it is not run on our pages."""
    document = document_or_404(request, pk)
    try:
        data = store.read(document.file)
    except OSError:
        context = {"title": _("原文件读不出来"), "document": document}
        return render(request, "documents/missing.html", context, status=410)
    answer = HttpResponse(data, content_type="application/octet-stream")
    disposition = content_disposition_header(as_attachment=True, filename=document.name)
    answer["Content-Disposition"] = disposition or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a task comes from: the exact words, the document, the place in the raw file."""
    found = finding_or_404(request, pk)
    document = found.document
    at = Passage.objects.filter(document=document, start__lte=found.start, end__gt=found.start).first()
    units = Unit.objects.in_bulk({*found.leads, *found.supporting})
    context = {
        "finding": found,
        "document": document,
        "leads": [units[pk] for pk in found.leads if pk in units],
        "supporting": [units[pk] for pk in found.supporting if pk in units],
        "around": _around(found),
        "place": (found.data.get("raw") or {}).get("place", ""),
        "desk": desk_url(document.pk, passage=str(at.number) if at else "", finding=found.pk),
        "task": _visible_task(request, found),
        "parts_list": list(found.parts.filter(~Q(pk=found.pk)).order_by("start", "pk")[:50]),
        "title": str(found)[:60],
    }
    return render(request, "documents/finding.html", context)


def _around(found: Finding) -> tuple[str, str, str]:
    """The words before, the quote, the words after."""
    from luodi.office.documents.desk import slice_of

    before = max(found.start - 120, 0)
    text = slice_of(found.document, before, found.end + 120)
    head = text[: found.start - before].rsplit("\n", 1)[-1]
    tail = text[found.end - before :].split("\n", 1)[0]
    return head, found.quote, tail


def _visible_task(request: HttpRequest, found: Finding) -> Task | None:
    if found.task_id is None:
        return None
    return Task.objects.visible_to(person(request)).filter(pk=found.task_id).first()
