"""The office adds a task, changes one, or makes one of a leader's words."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from luodi.office.ledger import acts
from luodi.office.ledger.acts.filing import change_task
from luodi.office.ledger.models import Plan, Task
from luodi.office.ledger.models.tasks import PRIVATE
from luodi.office.ledger.reportforms import plain
from luodi.office.ledger.taskdata import MeasureRow, StageRow, TaskForm, filled_rows, rows, start_of
from luodi.office.ledger.views.instructions import seen_by
from luodi.office.ledger.views.tools import after, found, go, me, put_errors
from luodi.office.units.scope import Refusal

COLUMNS = (
    "title", "theme", "level", "code", "starts", "due", "due_text", "due_assumed", "recurs", "aspirational",
    "leading_official", "responsible", "measures_text", "weight", "money_planned",
)  # fmt: skip


def new(request: HttpRequest, pk: int) -> HttpResponse:
    """A task of the plan; `?parent=` puts it below another, `?instruction=` makes it of a leader's words."""
    person = me(request)
    plan = found(Plan.objects.visible_to(person).select_related("unit"), pk=pk)
    person.scope.require(plan.unit.path, "office", doing=_("新建任务"))
    parent = _chosen(request, "parent", Task.objects.visible_to(person).filter(plan=plan))
    order = _chosen(
        request, "instruction", seen_by(person).filter(plan=plan).select_related("leader", "plan__unit")
    )
    start: dict[str, Any] = {"weight": 1}
    if order is not None:
        start["title"] = order.text
    data = request.POST if request.method == "POST" else None
    form = TaskForm(data, plan=plan, initial=start)
    measures, stages = rows(MeasureRow, "measure", data), rows(StageRow, "stage", data)
    status = 200
    if data is not None:
        status = 422
        if _valid(form, measures, stages):
            given = _columns(form)
            given["tags"] = list(form.cleaned_data["tags"])
            given["leads"], given["supporting"] = _units(form, "leads"), _units(form, "supporting")
            given["collective"] = form.cleaned_data["collective"]
            given["measures"], given["milestones"] = filled_rows(measures), filled_rows(stages)
            given["note_text"] = form.cleaned_data["note"]
            given["assign"] = request.POST.get("do") != "draft"
            given["parent"] = parent
            try:
                if order is not None:
                    made = acts.task_from_instruction(person, order, **given)
                else:
                    made = acts.add_task(person, plan, **given)
            except (Refusal, ValidationError) as error:
                put_errors(form, error)
            else:
                said = _("任务%s已交办。") if made.state not in PRIVATE else _("任务%s已存为草稿。")
                return after(request, go("ledger:task", made.pk), said % made.code)
    context = {
        "plan": plan, "parent": parent, "order": order, "form": form, "measures": measures, "stages": stages, "task": None,
    }  # fmt: skip
    return render(request, "ledger/task_form.html", context, status=status)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a task says, its figures and stages, in one act."""
    person = me(request)
    task = found(Task.objects.visible_to(person).select_related("plan__unit", "lead", "theme"), pk=pk)
    person.scope.require(task.plan.unit.path, "office", doing=_("修改任务"))
    data = request.POST if request.method == "POST" else None
    form = TaskForm(data, plan=task.plan, task=task, initial=start_of(task))
    measures = rows(MeasureRow, "measure", data, [] if data else [_figure(m) for m in task.measures.all()])
    stages = rows(StageRow, "stage", data, [] if data else [_stage(m) for m in task.milestones.all()])
    status = 200
    if data is not None:
        status = 422
        if _valid(form, measures, stages) and _one_lead(form):
            given = {**_columns(form), "note": form.cleaned_data["note"]}
            given["supporting"] = _units(form, "supporting")
            if "leads" in form.fields:
                given["lead"] = _units(form, "leads")[0]
            posted = request.POST.get("version", "")
            version = int(posted) if posted.isdecimal() and len(posted) < 9 else -1
            try:
                change_task(
                    person, task, version=version, why=form.cleaned_data["why"], columns=given,
                    measures=filled_rows(measures), milestones=filled_rows(stages), tags=form.cleaned_data["tags"],
                )  # fmt: skip
            except (Refusal, ValidationError) as error:
                put_errors(form, error)
            else:
                return after(request, go("ledger:task", pk), _("修改已保存。"))
    context = {
        "plan": task.plan, "parent": None, "order": None, "form": form, "measures": measures, "stages": stages, "task": task,
    }  # fmt: skip
    return render(request, "ledger/task_form.html", context, status=status)


def _valid(form: TaskForm, measures: list[Any], stages: list[Any]) -> bool:
    """Everything wrong is found before anything is said."""
    checks = [form.is_valid(), *(f.is_valid() for f in (*measures, *stages))]
    return all(checks)


def _one_lead(form: TaskForm) -> bool:
    if "leads" in form.fields and len(form.cleaned_data["leads"]) > 1:
        form.add_error("leads", _("一项任务只有一个牵头单位；要分给几个单位，请增加子任务。"))
        return False
    return True


def _columns(form: TaskForm) -> dict[str, Any]:
    values = {name: form.cleaned_data[name] for name in COLUMNS}
    if values["weight"] is None:
        values["weight"] = 1
    return values


def _units(form: TaskForm, name: str) -> list[Any]:
    """In the order the person sees them: the first is asked first."""
    return list(form.cleaned_data[name])


def _figure(measure: Any) -> dict[str, Any]:
    return {
        "id": measure.pk, "indicator": measure.indicator, "comparator": measure.comparator,
        "target": plain(measure.target), "unit": measure.unit, "baseline": plain(measure.baseline),
    }  # fmt: skip


def _stage(milestone: Any) -> dict[str, Any]:
    return {
        "id": milestone.pk,
        "name": milestone.name,
        "due": milestone.due,
        "percent": plain(milestone.percent),
    }


def _chosen(request: HttpRequest, name: str, rows_: Any) -> Any:
    given = request.GET.get(name, "")
    return found(rows_, pk=int(given)) if given.isdecimal() and len(given) < 19 else None


routes = [
    path("plans/<int:pk>/tasks/new/", new, name="task_new"),
    path("tasks/<int:pk>/edit/", edit, name="task_edit"),
]
