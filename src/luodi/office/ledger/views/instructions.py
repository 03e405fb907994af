"""批示: leaders write, the office makes tasks of their words or files them."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from luodi.office.ledger import acts
from luodi.office.ledger.models import Instruction, Plan
from luodi.office.ledger.moveforms import InstructForm
from luodi.office.ledger.views.tools import after, back_to, button, found, go, me, posts_only, put_errors
from luodi.office.units.models import Person
from luodi.office.units.scope import Refusal

SIZE = 50


def seen_by(person: Person) -> QuerySet[Instruction]:
    """Instructions on plans the person's office keeps or leads; the leader's own always."""
    kept = person.scope.within("plan__unit__path", "office", "leader")
    if not kept:  # an empty condition means everything, and "everything or his own" would mean his own
        return Instruction.objects.all()
    return Instruction.objects.filter(kept | Q(leader=person) if person.has("leader") else kept)


def instructions(request: HttpRequest) -> HttpResponse:
    """The list, and for leaders the form."""
    person = me(request)
    if not person.has("office", "leader"):
        raise Refusal(_("批示由领导书写、办公室办理；针对任务的批示在任务页查看。"))
    plans = Plan.objects.filter(person.scope.within("unit__path", "leader")).exclude(state=Plan.State.CLOSED)
    plans = plans.select_related("unit")
    writes = person.has("leader")
    form = InstructForm(request.POST if request.method == "POST" else None, plans=plans)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                acts.instruct(person, form.cleaned_data["plan"], form.cleaned_data["text"])
            except (Refusal, ValidationError) as error:
                put_errors(form, error)
            else:
                return after(request, back_to(request, go("ledger:instructions")), _("批示已送办公室。"))
    state = request.GET.get("state", "")
    rows = seen_by(person).select_related("leader", "plan__unit", "task", "made").order_by("-pk")
    if state in Instruction.State.values:
        rows = rows.filter(state=state)
    number = request.GET.get("page", "1")
    page = int(number) if number.isdecimal() and 0 < len(number) < 5 and int(number) else 1
    shown = list(rows[(page - 1) * SIZE : page * SIZE + 1])
    context = {
        "rows": [(r, person.scope.covers(r.plan.unit.path, "office")) for r in shown[:SIZE]],
        "writes": writes,
        "form": form,
        "state": state,
        "tabs": [{"key": "", "label": _("全部"), "href": "?"}]
        + [
            {"key": s, "label": str(Instruction.State(s).label), "href": f"?state={s}"}
            for s in Instruction.State.values
        ],
        "page": {"number": page, "has_next": len(shown) > SIZE, "has_previous": page > 1},
    }
    return render(request, "ledger/instructions.html", context, status=status)


@posts_only
def file_away(request: HttpRequest, pk: int) -> HttpResponse:
    """阅存: no task comes of it, and why."""
    row = found(seen_by(me(request)).select_related("plan__unit", "leader"), pk=pk)
    why = request.POST.get("why", "")
    return button(request, go("ledger:instructions"), _("已阅存。"), acts.note_instruction, row, why)


routes = [
    path("instructions/", instructions, name="instructions"),
    path("instructions/<int:pk>/note/", file_away, name="instruction_note"),
]
