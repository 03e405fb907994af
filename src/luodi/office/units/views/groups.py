"""Groups of units, and steering bodies with their seats."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from luodi.office.journal.clock import today
from luodi.office.units import acts
from luodi.office.units.acts.bodies import seats_on
from luodi.office.units.fields import written
from luodi.office.units.forms import (
    BodyForm,
    ChangeSeatForm,
    CloseForm,
    EditGroupForm,
    GroupForm,
    NewGroupForm,
    SeatForm,
    day,
    given,
)
from luodi.office.units.models import Person, Seat, SteeringBody, Unit, UnitGroup, holding
from luodi.office.units.scope import Refusal
from luodi.office.units.views.common import form_page, found, history, me, page_of

KEEPERS = ("system_admin", "office")


def groups(request: HttpRequest) -> HttpResponse:
    person = me(request)
    rows = UnitGroup.objects.visible_to(person).select_related("owner").order_by("id")
    page = page_of(request, rows)
    seen = Unit.objects.visible_to(person)
    ids = set(seen.values_list("pk", flat=True)) if not person.scope.everything() else None
    shown = [(g, [u for u in acts.units_of(g, today()) if ids is None or u.pk in ids]) for g in page.rows]
    return render(request, "units/groups.html", {"page": page, "rows": shown, "may": person.has(*KEEPERS)})


def group(request: HttpRequest, pk: int) -> HttpResponse:
    person = me(request)
    one = found(UnitGroup.objects.visible_to(person).select_related("owner"), pk, _("分组"))
    on = day(request.GET.get("on")) or today()
    visible = set(Unit.objects.visible_to(person).values_list("pk", flat=True))
    members = one.members.select_related("unit", "subgroup").order_by("since", "order", "id")
    context = {
        "group": one,
        "on": on,
        "units": [u for u in acts.units_of(one, on) if u.pk in visible],
        "members": [m for m in members if m.unit_id is None or m.unit_id in visible],
        "history": history(one),
        "may": person.scope.covers(one.owner.path, *KEEPERS),
    }
    return render(request, "units/group.html", context)


def new_group(request: HttpRequest) -> HttpResponse:
    person = _keeper(request)
    form = NewGroupForm(person, _others(person), request.POST or None)
    return form_page(
        request,
        form,
        lambda: acts.create_group(
            person,
            form.cleaned_data["owner"],
            name=form.cleaned_data["name"],
            members=_members(form, person),
            aliases=_aliases(form),
        ),
        title=_("新建分组"),
        button=_("新建"),
        said=_("已新建。"),
        then=lambda made: ("units:group", made.pk),
        crumbs=[(_("分组"), reverse("units:groups"))],
    )


def edit_group(request: HttpRequest, pk: int) -> HttpResponse:
    person = _keeper(request)
    one = found(UnitGroup.objects.visible_to(person).select_related("owner"), pk, _("分组"))
    now_in = list(one.members.filter(holding(today())).select_related("unit__parent", "subgroup"))
    initial = {
        "name": one.name,
        "aliases": "、".join(one.aliases),
        "members": "\n".join(written(m.unit) for m in now_in if m.unit is not None),
        "groups": [str(m.subgroup_id) for m in now_in if m.subgroup_id],
        "on": today(),
    }
    form = EditGroupForm(person, _others(person, but=pk), request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        lambda: acts.edit_group(
            person,
            one,
            members=_members(form, person),
            aliases=_aliases(form),
            **given(form, "name", "on", "why"),
        ),
        title=_("修改分组"),
        button=_("保存"),
        said=_("已保存。"),
        then=lambda _g: ("units:group", pk),
        crumbs=[(_("分组"), reverse("units:groups")), (one.name, reverse("units:group", args=[pk]))],
    )


def close_group(request: HttpRequest, pk: int) -> HttpResponse:
    person = _keeper(request)
    one = found(UnitGroup.objects.visible_to(person).select_related("owner"), pk, _("分组"))
    form = CloseForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: acts.close_group(person, one, **given(form, "until", "why")),
        title=_("停用分组"),
        button=_("停用"),
        said=_("已停用。"),
        then=lambda _g: ("units:group", pk),
        crumbs=[(_("分组"), reverse("units:groups")), (one.name, reverse("units:group", args=[pk]))],
        danger=True,
    )


def bodies(request: HttpRequest) -> HttpResponse:
    person = me(request)
    page = page_of(request, SteeringBody.objects.visible_to(person).select_related("unit").order_by("id"))
    return render(request, "units/bodies.html", {"page": page, "may": person.has(*KEEPERS)})


def body(request: HttpRequest, pk: int) -> HttpResponse:
    """The seats of a day: asked for an old day, it shows who sat there then."""
    person = me(request)
    one = found(SteeringBody.objects.visible_to(person).select_related("unit"), pk, _("领导小组"))
    on = day(request.GET.get("on")) or today()
    visible = set(Unit.objects.visible_to(person).values_list("pk", flat=True))
    context = {
        "body": one,
        "on": on,
        "seats": [s for s in seats_on(one, on) if s.unit_id is None or s.unit_id in visible],
        "history": history(one),
        "may": person.scope.covers(one.unit.path, *KEEPERS),
    }
    return render(request, "units/body.html", context)


def new_body(request: HttpRequest) -> HttpResponse:
    person = _keeper(request)
    form = BodyForm(person, request.POST or None)
    return form_page(
        request,
        form,
        lambda: acts.create_body(person, form.cleaned_data["unit"], **given(form, "name", "since")),
        title=_("设立领导小组"),
        button=_("设立"),
        said=_("已设立。"),
        then=lambda made: ("units:body", made.pk),
        crumbs=[(_("领导小组"), reverse("units:bodies"))],
    )


def new_seat(request: HttpRequest, pk: int) -> HttpResponse:
    person = _keeper(request)
    one = found(SteeringBody.objects.visible_to(person).select_related("unit"), pk, _("领导小组"))
    form = SeatForm(person, request.POST or None)
    return form_page(
        request,
        form,
        lambda: acts.open_seat(person, one, **given(form, "post", "unit", "person_name", "since", "order")),
        title=_("任命席位"),
        button=_("任命"),
        said=_("已任命。"),
        then=lambda _s: ("units:body", pk),
        crumbs=_body_crumbs(one),
    )


def change_seat(request: HttpRequest, pk: int, seat: int) -> HttpResponse:
    person, one, row = _seat(request, pk, seat)
    form = ChangeSeatForm(person, request.POST or None, initial={"on": today()})
    return form_page(
        request,
        form,
        lambda: acts.change_seat(person, row, **given(form, "on", "person_name", "unit", "why")),
        title=_("调整席位"),
        button=_("调整"),
        said=_("已调整。"),
        then=lambda _s: ("units:body", pk),
        crumbs=_body_crumbs(one),
        note=_("原任者的任期到前一日为止；以前的纪要仍是原来的姓名。"),
    )


def close_seat(request: HttpRequest, pk: int, seat: int) -> HttpResponse:
    person, one, row = _seat(request, pk, seat)
    form = CloseForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: acts.close_seat(person, row, **given(form, "until", "why")),
        title=_("席位卸任"),
        button=_("卸任"),
        said=_("已卸任。"),
        then=lambda _s: ("units:body", pk),
        crumbs=_body_crumbs(one),
        danger=True,
    )


def _keeper(request: HttpRequest) -> Person:
    person = me(request)
    if not person.has(*KEEPERS):
        raise Refusal(_("此事由办公室或系统管理员办理。"))
    return person


def _seat(request: HttpRequest, pk: int, seat: int) -> tuple[Person, SteeringBody, Seat]:
    person = _keeper(request)
    one = found(SteeringBody.objects.visible_to(person).select_related("unit"), pk, _("领导小组"))
    return person, one, found(Seat.objects.filter(body=one), seat, _("席位"))


def _others(person: Person, but: int = 0) -> list[tuple[str, str]]:
    rows = UnitGroup.objects.visible_to(person).filter(holding(today())).exclude(pk=but)
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def _members(form: GroupForm, person: Person) -> list[Any]:
    ids = [int(v) for v in form.cleaned_data.get("groups", [])]
    return [*form.cleaned_data["members"], *UnitGroup.objects.visible_to(person).filter(pk__in=ids)]


def _aliases(form: GroupForm) -> list[str]:
    return [
        a
        for a in form.cleaned_data["aliases"].replace("，", "、").replace(",", "、").split("、")
        if a.strip()
    ]


def _body_crumbs(body: SteeringBody) -> list[tuple[Any, Any]]:
    return [(_("领导小组"), reverse("units:bodies")), (body.name, reverse("units:body", args=[body.pk]))]
