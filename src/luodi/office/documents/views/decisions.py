"""What is decided at the desk. With htmx the answer is the cards that changed; without, the desk again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luodi.office.documents import acts, desk
from luodi.office.documents.desk import REASONS, Card
from luodi.office.documents.forms import EditForm
from luodi.office.documents.models import Document, Finding
from luodi.office.documents.views.common import (
    back_to_desk,
    document_or_404,
    finding_or_404,
    is_htmx,
    numbers,
    person,
    said,
    tell,
)
from luodi.office.ledger.models import Plan, Task, Theme
from luodi.office.units.scope import Refusal


def card(request: HttpRequest, pk: int) -> HttpResponse:
    """One card as it stands: what a closed form is put back to."""
    found = finding_or_404(request, pk)
    return _cards(request, found.document, [found])


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision on one finding: accept, reject, reopen, confirm, suggest, into_task."""
    found = finding_or_404(request, pk)
    handler = HANDLERS.get(request.POST.get("do", ""))
    if handler is None:
        raise Http404
    try:
        changed = handler(request, found, _version(request))
    except ValidationError as error:
        return _failed(request, found, error)
    return _done(request, found.document, changed)


def _accept(request: HttpRequest, found: Finding, version: int | None) -> list[Finding]:
    plan, theme = _plan(request), _theme(request)
    acts.accept_findings(
        person(request), [found], plan, theme,
        assign=request.POST.get("assign") != "0", versions=_versions(found, version),
    )  # fmt: skip
    return [found]


def _reject(request: HttpRequest, found: Finding, version: int | None) -> list[Finding]:
    acts.reject_findings(
        person(request), [found], request.POST.get("reason", "")[:500], _versions(found, version)
    )
    return [found]


def _reopen(request: HttpRequest, found: Finding, version: int | None) -> list[Finding]:
    acts.reopen_finding(person(request), found, version=version)
    return [found]


def _confirm(request: HttpRequest, found: Finding, version: int | None) -> list[Finding]:
    acts.confirm_due(person(request), found, version=version)
    return [found]


def _suggest(request: HttpRequest, found: Finding, version: int | None) -> list[Finding]:
    owners = list(found.data.get("context") or found.data.get("listed") or [])
    acts.edit_finding(person(request), found, version=version, owners=owners)
    return [found]


def _into_task(request: HttpRequest, found: Finding, version: int | None) -> list[Finding]:
    [pk] = numbers([request.POST.get("task", "")]) or [0]
    task = get_object_or_404(Task.objects.visible_to(person(request)), pk=pk)
    acts.merge_into_task(person(request), found, task, version=version)
    return [found]


HANDLERS: dict[str, Callable[[HttpRequest, Finding, int | None], list[Finding]]] = {
    "accept": _accept,
    "reject": _reject,
    "reopen": _reopen,
    "confirm": _confirm,
    "suggest": _suggest,
    "into_task": _into_task,
}


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = finding_or_404(request, pk)
    _may(request, found.document)
    form = EditForm(found, request.POST or None)
    error = ""
    if request.method == "POST" and form.is_valid():
        try:
            acts.edit_finding(person(request), found, version=_version(request), **form.given)
            return _done(request, found.document, [found])
        except ValidationError as refusal:
            error = said(refusal)
    context = {"finding": found, "document": found.document, "form": form, "error": error, "do": "edit"}
    return _form(request, context | {"title": _("修改事项")})


def split(request: HttpRequest, pk: int) -> HttpResponse:
    found = finding_or_404(request, pk)
    _may(request, found.document)
    error = ""
    if request.method == "POST":
        try:
            parts = acts.split_finding(
                person(request), found, numbers(request.POST.getlist("at")), version=_version(request)
            )
            return _done(request, found.document, [found, *parts])
        except ValidationError as refusal:
            error = said(refusal)
    places = desk.places_to_split(found.quote)
    edges = [0, *places, len(found.quote)]
    context = {
        "finding": found,
        "document": found.document,
        "pieces": [(b, found.quote[a:b]) for a, b in pairwise(edges)],
        "error": error,
        "do": "split",
        "title": _("拆分事项"),
    }
    return _form(request, context)


def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Into another finding of the document: those nearest in the text are offered."""
    found = finding_or_404(request, pk)
    _may(request, found.document)
    error = ""
    others = _others(found)
    if request.method == "POST":
        [wanted] = numbers([request.POST.get("into", "")]) or [0]
        into = next((o for o in others if o.pk == wanted), None)
        try:
            if into is None:
                raise ValidationError(_("请选择并入哪一条。"))
            acts.merge_findings(person(request), found, into, version=_version(request))
            return _done(request, found.document, [found, into])
        except ValidationError as refusal:
            error = said(refusal)
    context = {"finding": found, "document": found.document, "others": others, "error": error, "do": "merge"}
    return _form(request, context | {"title": _("合并事项")})


def _others(found: Finding) -> list[Finding]:
    rows = Finding.objects.filter(document_id=found.document_id, kind=Finding.Kind.TASK, state="open")
    rows = rows.exclude(pk=found.pk).defer("data")
    before = rows.filter(start__lte=found.start).order_by("-start", "-pk")[:12]
    after = rows.filter(start__gt=found.start).order_by("start", "pk")[:12]
    return sorted([*before, *after], key=lambda f: (abs(f.start - found.start), f.pk))


@require_POST
def accept_all(request: HttpRequest, pk: int) -> HttpResponse:
    """The checkable findings of a section, as they were shown: `stamps` is id:version, …"""
    document = document_or_404(request, pk)
    versions = _stamps(request.POST.get("stamps", ""))
    rows = list(Finding.objects.filter(document=document, pk__in=versions))
    try:
        done = acts.accept_findings(
            person(request), rows, _plan(request), _theme(request),
            assign=request.POST.get("assign") != "0", versions=versions,
        )  # fmt: skip
    except ValidationError as error:
        tell(request, error)
        return _reload(request, document)
    messages.success(request, _("已采纳%(n)s条，开列任务。") % {"n": len(done.tasks)})
    for finding, why in done.left[:20]:
        messages.warning(request, f"“{str(finding)[:40]}”{_('没有采纳：')}{why}。")
    return _reload(request, document, rows[0].pk if rows else None)


@require_POST
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Words chosen in the source become a finding."""
    document = document_or_404(request, pk)
    [start] = numbers([request.POST.get("start", "")]) or [0]
    [end] = numbers([request.POST.get("end", "")]) or [0]
    try:
        made = acts.add_finding(person(request), document, start, end)
    except ValidationError as error:
        tell(request, error)
        return _reload(request, document)
    messages.success(request, _("已补录，请填写牵头单位和时限。"))
    return _reload(request, document, made.pk)


def _done(request: HttpRequest, document: Document, changed: Sequence[Finding]) -> HttpResponse:
    if is_htmx(request):
        return _cards(request, document, changed)
    return back_to_desk(request, document.pk, changed[-1].pk)


def _failed(request: HttpRequest, found: Finding, error: ValidationError) -> HttpResponse:
    if is_htmx(request):
        return _cards(request, found.document, [found], error=said(error))
    tell(request, error)
    return back_to_desk(request, found.document_id, found.pk)


def _reload(request: HttpRequest, document: Document, finding: int | None = None) -> HttpResponse:
    answer = back_to_desk(request, document.pk, finding)
    if is_htmx(request):
        return HttpResponse(headers={"HX-Redirect": answer["Location"]})
    return answer


def _cards(
    request: HttpRequest, document: Document, changed: Sequence[Finding], error: str = ""
) -> HttpResponse:
    """The cards as they are now, the first in the place of the one asked from, with the tally."""
    fresh = [finding_or_404(request, f.pk) for f in changed]
    made: list[Card] = [desk.card_of(f, person(request)) for f in fresh]
    made[0].error = error
    tally = desk.tally(document)
    number = numbers([request.POST.get("passage", request.GET.get("passage", "1"))]) or [1]
    context = {
        "cards": made,
        "into": fresh[1] if len(fresh) == 2 and fresh[0].state == Finding.State.MERGED else None,
        "document": document,
        "tally": tally,
        "paragraphs": [p for f in fresh[:1] if (p := tally.coverage.at(f.start)) is not None],
        "choice": desk.choice(request, document, person(request)),
        "may": person(request).scope.covers(document.unit.path, "office"),
        "number": number[0],
        "reasons": REASONS,
    }
    return render(request, "documents/_changed.html", context)


def _form(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    number = numbers([request.POST.get("passage", request.GET.get("passage", "1"))]) or [1]
    context["number"] = number[0]
    part = is_htmx(request)
    return render(request, "documents/_form.html" if part else "documents/form.html", context)


def _may(request: HttpRequest, document: Document) -> None:
    """Who only reads is not shown a form either."""
    if not person(request).scope.covers(document.unit.path, "office"):
        raise Refusal(_("只读：审核由办公室办理。"))


def _plan(request: HttpRequest) -> Plan:
    [pk] = numbers([request.POST.get("plan", "")]) or [0]
    plan = Plan.objects.visible_to(person(request)).filter(pk=pk).first()
    if plan is None:
        raise ValidationError(_("请先选择或新建方案，采纳的事项列入其中。"))
    return plan


def _theme(request: HttpRequest) -> Theme | None:
    [pk] = numbers([request.POST.get("theme", "")]) or [0]
    return Theme.objects.filter(pk=pk, plan=_plan(request)).first() if pk else None


def _version(request: HttpRequest) -> int | None:
    found = numbers([request.POST.get("version", "")])
    return found[0] if found else None


def _versions(found: Finding, version: int | None) -> dict[int, int] | None:
    return None if version is None else {found.pk: version}


def _stamps(given: str) -> dict[int, int]:
    pairs = (numbers(part.split(":")) for part in given.split(",")[:2000])
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}
