"""Sign-off: asked by the unit with what is missing in sight, approved, checked on five points, confirmed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from luodi.office.ledger import acts
from luodi.office.ledger.models import Evidence, SignOff, Task
from luodi.office.ledger.moveforms import CheckForm, SignOffForm
from luodi.office.ledger.taskpage import figures
from luodi.office.ledger.views.tools import after, found, go, me, put_errors, sentences
from luodi.office.units.models import Person
from luodi.office.units.scope import Refusal

State = SignOff.State


def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """The form for the lead unit; what is missing is listed before anybody asks."""
    person = me(request)
    task = found(Task.objects.visible_to(person).select_related("plan__unit", "lead", "standing"), pk=pk)
    form = SignOffForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        given = {k: request.POST.get(k, "") for k in ("statement", "unmet")}
        try:
            made = acts.ask_signoff(person, task, **given)
        except (Refusal, ValidationError) as error:
            form.errors.clear()
            put_errors(form, error)
        else:
            return after(request, go("ledger:signoff", made.pk), _("已申请办结，等候单位负责人审核。"))
    else:
        person.scope.require(task.lead.path, "liaison", "head", doing=_("申请办结"))
    context = {"task": task, "form": form, "missing": acts.shortcomings(task)}
    return render(request, "ledger/signoff_ask.html", context, status=status)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One request for sign-off: the task against its evidence, and the step of whoever has it."""
    person = me(request)
    row = found(
        SignOff.objects.filter(task__in=Task.objects.visible_to(person)).select_related(
            "task__plan__unit", "task__lead", "task__standing", "asked_by", "approved_by", "checked_by",
            "confirmed_by", "returned_by",
        ),
        pk=pk,
    )  # fmt: skip
    form = CheckForm(request.POST if request.method == "POST" else None)
    wrong: list[str] = []
    if request.method == "POST":
        try:
            return _step(request, person, row, form)
        except (Refusal, ValidationError) as error:
            wrong = sentences(error)
    return render(
        request,
        "ledger/signoff.html",
        _context(request, person, row, form, wrong),
        status=422 if wrong else 200,
    )


def _context(
    request: HttpRequest, person: Person, row: SignOff, form: CheckForm, wrong: list[str]
) -> dict[str, Any]:
    scope, task = person.scope, row.task
    mine = {
        State.UNIT: scope.covers(task.lead.path, "head"),
        State.OFFICE: scope.covers(task.plan.unit.path, "office"),
        State.LEADER: scope.covers(task.plan.unit.path, "leader"),
    }.get(State(row.state), False)
    evidence = list(Evidence.objects.filter(task=task, withdrawn_at=None).select_related("file"))
    steps = [str(State.UNIT.label), str(State.OFFICE.label)]
    steps += [str(State.LEADER.label)] if task.plan.leader_confirms else []
    steps.append(str(State.DONE.label))
    label = str(row.get_state_display())
    at = len(steps) if row.state == State.DONE else steps.index(label) if label in steps else 0
    return {
        "row": row,
        "task": task,
        "form": form,
        "wrong": wrong,
        "steps": steps,
        "at": at,
        "mine": mine,
        "same": mine and person.pk in (row.asked_by_id, row.approved_by_id, row.checked_by_id),
        "figures": figures(list(task.measures.all()), [e.measure_id for e in evidence]),
        "evidence": evidence,
        "missing": acts.shortcomings(task) if row.state not in (State.DONE, State.RETURNED) else [],
        "typed": request.POST.get("why", ""),
    }


def _step(request: HttpRequest, person: Person, row: SignOff, form: CheckForm) -> HttpResponse:
    doing = request.POST.get("do")
    here = go("ledger:signoff", row.pk)
    if doing == "approve":
        acts.approve_signoff(person, row)
        return after(request, here, _("已审核，报办公室复核。"))
    if doing == "check":
        checked = acts.check_signoff(person, row, form.checked)
        done = _("五项均通过，任务已销号。") if checked.state == State.DONE else _("五项均通过，报领导审定。")
        return after(request, here, done)
    if doing == "confirm":
        acts.confirm_signoff(person, row)
        return after(request, here, _("已审定，任务销号。"))
    if doing == "return":
        acts.return_signoff(person, row, request.POST.get("why", ""))
        return after(request, here, _("已退回重办，任务回到推进中。"))
    raise ValidationError(_("请选择要办理的一步。"))


routes = [
    path("tasks/<int:pk>/signoff/", ask, name="signoff_ask"),
    path("signoffs/<int:pk>/", show, name="signoff"),
]
