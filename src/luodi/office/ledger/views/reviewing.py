"""Lists of reports: those to file, those waiting for approval; many approved or taken over at once."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from luodi.office.journal.clock import today
from luodi.office.ledger import acts
from luodi.office.ledger.models import Report
from luodi.office.ledger.queries import own
from luodi.office.ledger.queries.own import reports_to_file
from luodi.office.ledger.views.tools import after, back_to, found, go, me, posts_only, sentences
from luodi.office.units.models import Person
from luodi.office.units.scope import Refusal


def mine(request: HttpRequest) -> HttpResponse:
    """All reports of the open months on one's own tasks."""
    rows = reports_to_file(me(request))
    rest = [r for r in rows if r.open]
    context = {"rows": rows, "rest": rest, "first": rest[0] if rest else None, "today": today()}
    return render(request, "ledger/reports_mine.html", context)


INBOX = 25


def inbox(request: HttpRequest) -> HttpResponse:
    """Reports waiting for this person, each readable in place; many approved or taken over at once."""
    person = me(request)
    steps = [s for s, k in (("approve", "head"), ("accept", "office")) if person.has(k)]
    step = request.GET.get("step", "")
    step = step if step in steps else (steps[-1] if steps else "")
    number = request.GET.get("page", "1")
    page = int(number) if number.isdecimal() and 0 < int(number[:4]) < 9999 else 1
    shown = waiting(person, step, (page - 1) * INBOX, INBOX + 1)
    context = {
        "step": step,
        "tabs": [
            {"key": s, "label": _("待我审核") if s == "approve" else _("待办公室审核"), "href": f"?step={s}"}
            for s in steps
        ],
        "reports": shown[:INBOX],
        "page": {"number": page, "has_next": len(shown) > INBOX, "has_previous": page > 1},
        "back": request.get_full_path(),
    }
    return render(request, "ledger/reports_inbox.html", context)


def waiting(person: Person, step: str, first: int, most: int) -> list[Report]:
    """Reports at one step that this person has, the oldest first: "approve" the head's, "accept" the office's."""
    rows: QuerySet[Report] = Report.objects.none()
    if step == "approve":
        rows = own.to_approve(person)
    elif step == "accept":
        rows = own.to_accept(person)
    # Which they are is asked first: thousands may wait, and all that a few of them say is much.
    ids = list(rows.order_by("round__month", "pk").values_list("pk", flat=True)[first : first + most])
    if not ids:
        return []
    return list(
        Report.objects.filter(pk__in=ids)
        .select_related("task__lead", "task__plan", "task__standing", "round", "submitted_by", "approved_by")
        .prefetch_related("values__measure")
        .annotate(files=Count("evidence", filter=Q(evidence__withdrawn_at=None)))
        .order_by("round__month", "pk")
    )


@posts_only
def approve(request: HttpRequest) -> HttpResponse:
    """The head approves those ticked, in one act."""
    return _batch(request, "approve", acts.approve_reports, _("已审核通过%d份月报，报办公室。"))


@posts_only
def accept(request: HttpRequest) -> HttpResponse:
    """The office takes over those ticked, in one act."""
    return _batch(request, "accept", acts.accept_reports, _("已采用%d份月报，进度和指标已更新。"))


def _batch(request: HttpRequest, step: str, act: Any, said: str) -> HttpResponse:
    person = me(request)
    to = back_to(request, go("ledger:reports_inbox") + f"?step={step}")
    chosen = [int(v) for v in request.POST.getlist("report") if v.isdecimal() and len(v) < 19]
    rows = list(Report.objects.visible_to(person).filter(pk__in=chosen))
    if not rows:
        return after(request, to, _("请先勾选月报。"), level=30)
    try:
        done = act(person, rows)
    except (Refusal, ValidationError) as error:
        return after(request, to, " ".join(sentences(error)), level=40)
    return after(request, to, said % len(done))


@posts_only
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return one report with the reason."""
    person = me(request)
    row = found(Report.objects.visible_to(person).select_related("task"), pk=pk)
    to = back_to(request, go("ledger:report", row.task_id, row.round_id))
    try:
        acts.return_report(person, row, request.POST.get("why", ""))
    except (Refusal, ValidationError) as error:
        return after(request, to, " ".join(sentences(error)), level=40)
    return after(request, to, _("任务%s的月报已退回联络员。") % row.task.code)


routes = [
    path("reports/", mine, name="reports_mine"),
    path("reports/inbox/", inbox, name="reports_inbox"),
    path("reports/approve/", approve, name="reports_approve"),
    path("reports/accept/", accept, name="reports_accept"),
    path("reports/<int:pk>/return/", send_back, name="report_return"),
]
