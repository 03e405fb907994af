"""Postponement: asked by the unit, approved by its head, decided by the office."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from luodi.office.ledger import acts
from luodi.office.ledger.models import Postponement, Task
from luodi.office.ledger.moveforms import PostponeForm
from luodi.office.ledger.views.tools import after, found, go, me, put_errors, sentences
from luodi.office.units.models import Person
from luodi.office.units.scope import Refusal

STEPS = (__("提出申请"), __("负责人审核"), __("办公室审批"), __("已办结"))
State = Postponement.State
AT = {State.ASKED: 1, State.APPROVED: 2, State.GRANTED: 4, State.REFUSED: 4}


def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """The form for the lead unit."""
    person = me(request)
    task = found(Task.objects.visible_to(person).select_related("plan__unit", "lead", "standing"), pk=pk)
    if request.method != "POST":
        person.scope.require(task.lead.path, "liaison", "head", doing=_("申请延期"))
    form = PostponeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = acts.ask_postponement(person, task, **form.cleaned_data)
            except (Refusal, ValidationError) as error:
                put_errors(form, error)
            else:
                to = go("ledger:postponement", made.pk)
                return after(request, to, _("延期申请已提出，等候单位负责人审核。"))
    return render(request, "ledger/postpone.html", {"task": task, "form": form}, status=status)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: what it says, where it is, and the decision for whose step it is."""
    person = me(request)
    row = found(
        Postponement.objects.filter(task__in=Task.objects.visible_to(person)).select_related(
            "task__plan__unit", "task__lead", "task__standing", "asked_by", "approved_by", "decided_by"
        ),
        pk=pk,
    )
    wrong: list[str] = []
    if request.method == "POST":
        try:
            return _decide(request, person, row)
        except (Refusal, ValidationError) as error:
            wrong = sentences(error)
    scope = person.scope
    mine = (row.state == State.ASKED and scope.covers(row.task.lead.path, "head")) or (
        row.state == State.APPROVED and scope.covers(row.task.plan.unit.path, "office")
    )
    context = {
        "row": row,
        "task": row.task,
        "mine": mine,
        "same": mine and person.pk in (row.asked_by_id, row.approved_by_id),
        "steps": [str(s) for s in STEPS],
        "at": AT[State(row.state)],
        "wrong": wrong,
        "typed": request.POST.get("decision", ""),
    }
    return render(request, "ledger/postponement.html", context, status=422 if wrong else 200)


def _decide(request: HttpRequest, person: Person, row: Postponement) -> HttpResponse:
    doing = request.POST.get("do")
    here = go("ledger:postponement", row.pk)
    decision = request.POST.get("decision", "")
    if doing == "approve":
        acts.approve_postponement(person, row)
        return after(request, here, _("已同意，报办公室审批。"))
    if doing == "grant":
        acts.decide_postponement(person, row, True, decision)
        return after(request, here, _("已批准，完成时限已改。"))
    if doing == "refuse":
        acts.decide_postponement(person, row, False, decision)
        return after(request, here, _("未批准，时限不变。"))
    raise ValidationError(_("请选择同意或不同意。"))


routes = [
    path("tasks/<int:pk>/postpone/", ask, name="postpone"),
    path("postponements/<int:pk>/", show, name="postponement"),
]
