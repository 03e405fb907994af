"""The desk's page and the parts it fetches."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luodi.office.documents import desk, near
from luodi.office.documents.desk import REASONS
from luodi.office.documents.forms import PlanForm
from luodi.office.documents.models import Document, Finding, Passage
from luodi.office.documents.views.common import back_to_desk, document_or_404, numbers, person, tell
from luodi.office.journal.clock import today
from luodi.office.ledger import acts as ledger


def review(request: HttpRequest, pk: int) -> HttpResponse:
    document = document_or_404(request, pk)
    who = person(request)
    if document.read_at is None:
        return render(request, "documents/not_read.html", _unread(document))
    built = desk.build(request, document, who)
    if request.GET.get("near"):
        _put_near(built)
    day = today()
    context = {
        "desk": built,
        "document": document,
        "tally": built.tally,
        "choice": built.choice,
        "number": built.passage.number if built.passage else 1,
        "reasons": REASONS,
        "plan_form": PlanForm(
            initial={"since": day, "until": day.replace(month=12, day=31), "name": str(document)[:200]},
            auto_id="plan-%s",
        ),
        "near_shown": bool(request.GET.get("near")),
        "title": _("审核：%s") % document,
    }
    return render(request, "documents/review.html", context)


def _unread(document: Document) -> dict[str, object]:
    busy = document.state in (Document.State.WAITING, Document.State.READING)
    return {
        "document": document,
        "documents": [document],
        "busy": busy,
        "ids": f"id={document.pk}",
        "title": str(document),
    }


def _put_near(built: desk.Desk) -> None:
    found = near.beside(built.person, built.document, [c.finding for c in built.cards])
    for card in built.cards:
        card.near = found.get(card.finding.pk, [])


def near_tasks(request: HttpRequest, pk: int) -> HttpResponse:
    """Near tasks for every open finding of a passage, each to be put into its card."""
    document = document_or_404(request, pk)
    [number] = numbers([request.GET.get("passage", "1")]) or [1]
    passage = Passage.objects.filter(document=document, number=number).first()
    findings: list[Finding] = desk.findings_in(document, passage) if passage else []
    shown = [c.finding for c in desk.cards(findings)]
    found = near.beside(person(request), document, shown)
    return render(
        request,
        "documents/_near_all.html",
        {"found": found, "findings": {f.pk: f for f in findings}, "may": True, "number": number},
    )


@require_POST
def open_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """A new plan of the document's unit; the desk goes on with it."""
    document = document_or_404(request, pk)
    form = PlanForm(request.POST)
    if form.is_valid():
        try:
            plan = ledger.open_plan(person(request), document.unit, **form.cleaned_data)
            request.session["desk"] = {"plan": plan.pk, "theme": None, "assign": "1"}
            messages.success(request, _("已新建方案“%s”，采纳的事项将列入其中。") % plan.name)
        except ValidationError as error:
            tell(request, error)
    else:
        for name, errors in form.errors.items():
            messages.error(request, f"{form.fields[name].label}：{'；'.join(map(str, errors))}")
    return back_to_desk(request, document.pk)
