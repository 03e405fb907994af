"""Recomputations: ordering one, its course, and what it stood on."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from luodi.office.firms import acts, rules
from luodi.office.firms.forms import RunForm, units_kept
from luodi.office.firms.models import Return, Run
from luodi.office.firms.views.common import after, business, found, page_of, put_errors
from luodi.office.journal.clock import today
from luodi.office.units.models import Person
from luodi.office.units.scope import Refusal

BUSY = (Run.State.WAITING, Run.State.RUNNING)


def runs(request: HttpRequest) -> HttpResponse:
    """GET: those that were; POST: one more, worked out by the worker."""
    person = business(request)
    form = _form(request, person) if person.has("office") else None
    if request.method == "POST":
        if form is None:
            raise Refusal(_("只有办公室可以重新评估。"))
        if form.is_valid():
            try:
                run = acts.order_run(person, **form.cleaned_data)
            except (Refusal, ValidationError) as error:
                put_errors(form, error)
            else:
                return after(request, reverse("firms:run", args=[run.pk]), _("已开始评估，进度在下面。"))
    rows = Run.objects.visible_to(person).select_related("unit", "by")
    return render(request, "firms/runs.html", {"form": form, "page": page_of(request, rows)})


def _form(request: HttpRequest, person: Person) -> RunForm:
    day = today()
    standards = rules.judged(day)
    first = units_kept(person).first()
    initial = {
        "on": day,
        "year": day.year - 1,
        "standards": list(standards),
        "unit": first.pk if first else None,
    }
    choices = [(name, rules.title(name)) for name in standards]
    return RunForm(person, choices, request.POST if request.method == "POST" else None, initial=initial)


def run_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What a verdict rests on: versions, batches, day, entry; `part=state` is the piece that is asked again."""
    person = business(request)
    run = found(Run.objects.visible_to(person).select_related("unit", "by"), pk=pk)
    context: dict[str, Any] = {
        "run": run,
        "busy": run.state in BUSY,
        "whole": person.scope.covers(run.unit.path),
    }
    if request.GET.get("part") == "state":
        return render(request, "firms/_run_state.html", context)
    returns = {r.batch: r for r in Return.objects.visible_to(person).filter(batch__in=run.batches)}
    known = rules.by_key()
    context["standards"] = [known[key] for key in run.standards if key in known]
    context["batches"] = [
        {
            "id": b,
            "name": returns[b].name if b in returns else _("范围外或直接入湖的批次"),
            "href": reverse("firms:return", args=[returns[b].pk]) if b in returns else "",
        }
        for b in run.batches
    ]
    return render(request, "firms/run.html", context)


routes = [path("runs/", runs, name="runs"), path("runs/<int:pk>/", run_page, name="run")]
