"""People: the list, one person's page, and the changes of a working life."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luodi.office.journal.clock import today
from luodi.office.units import acts
from luodi.office.units.acts.ground import manage_person, may_manage_person
from luodi.office.units.acts.people import may_arrange
from luodi.office.units.fields import written
from luodi.office.units.forms import LeaveForm, PersonForm, SubstituteForm, given
from luodi.office.units.models import Person, Role, Unit, holding
from luodi.office.units.scope import NAMES, Refusal
from luodi.office.units.views.common import form_page, found, history, me, page_of, post_act

FIELDS = ("unit", "name", "post", "phone", "since", "why")


def people(request: HttpRequest) -> HttpResponse:
    person, day = me(request), today()
    rows = Person.objects.visible_to(person).select_related("unit").order_by("unit__path", "id")
    query, kind, gone = (
        request.GET.get("q", "").strip()[:60],
        request.GET.get("role", ""),
        request.GET.get("gone") == "1",
    )
    words = []
    if query:
        rows = rows.filter(
            Q(name__icontains=query) | Q(unit__name__icontains=query) | Q(post__icontains=query)
        )
        words.append(_("姓名、职务或单位含“%s”") % query)
    if kind in NAMES:
        holders = Role.objects.filter(holding(day), person.scope.within("unit__path", *NAMES), kind=kind)
        rows = rows.filter(pk__in=holders.values("person_id"))
        words.append(_("现任%s") % NAMES[kind])
    over = Q(until__lt=day)
    rows = rows.filter(over) if gone else rows.exclude(over)
    words.append(_("已离任") if gone else _("在任"))
    page = page_of(request, rows)
    roles: dict[int, list[str]] = {}
    held = Role.objects.filter(
        holding(day), person.scope.within("unit__path", *NAMES), person__in=[p.pk for p in page.rows]
    )
    for pk, name in held.values_list("person_id", "kind"):
        roles.setdefault(pk, []).append(str(NAMES[name]))
    context = {
        "page": page,
        "rows": [(p, p.phone_for(person), sorted(set(roles.get(p.pk, [])))) for p in page.rows],
        "sentence": "，".join(words),
        "q": query,
        "kind": kind,
        "gone": gone,
        "kinds": NAMES,
        "may_add": person.has("system_admin", "office"),
    }
    return render(request, "units/people.html", context)


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    viewer, day = me(request), today()
    visible = Person.objects.visible_to(viewer)
    person = found(visible.select_related("unit", "substitute__unit"), pk, _("人员"))
    seen_roles = (
        person.roles.filter(viewer.scope.within("unit__path", *NAMES))
        .select_related("unit")
        .order_by("-since", "id")
    )
    rows = [(r, r.holds_on(day)) for r in seen_roles]
    substitute = (
        person.substitute if person.substitute and visible.filter(pk=person.substitute.pk).exists() else None
    )
    context = {
        "person": person,
        "phone": person.phone_for(viewer),
        "roles": rows,
        "substitute": substitute,
        "someone": person.substitute is not None and substitute is None,
        "stands_in_for": list(
            visible.filter(substitute=person, substitute_until__gte=day).select_related("unit").order_by("id")
        ),
        "history": history(person) if _reads_history(viewer, person) else None,
        "may": may_manage_person(viewer, person),
        "may_arrange": may_arrange(viewer, person),
        "may_account": viewer.scope.covers(person.unit.path, "security_admin", "system_admin"),
        "gone": person.until is not None and person.until < day,
    }
    return render(request, "units/person.html", context)


def new(request: HttpRequest) -> HttpResponse:
    person = me(request)
    if not person.has("system_admin", "office"):
        raise Refusal(_("增加人员由办公室或系统管理员办理。"))
    asked = request.GET.get("unit", "")
    unit = (
        Unit.objects.visible_to(person).filter(pk=asked).select_related("parent").first()
        if asked.isascii() and asked.isdigit() and len(asked) < 12
        else None
    )
    form = PersonForm(person, request.POST or None, initial={"unit": written(unit)} if unit else {})
    return form_page(
        request,
        form,
        lambda: acts.create_person(person, form.cleaned_data["unit"], **given(form, *FIELDS[1:])),
        title=_("增加人员"),
        button=_("增加"),
        said=_("已增加。账号和角色另行办理。"),
        then=lambda made: ("units:person", made.pk),
        crumbs=[(_("人员"), reverse("units:people"))],
    )


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    viewer, person = _kept(request, pk)
    initial = {n: getattr(person, n) for n in FIELDS if n not in ("why", "unit")} | {
        "unit": written(person.unit)
    }
    form = PersonForm(viewer, request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        lambda: acts.edit_person(viewer, person, **given(form, *FIELDS)),
        title=_("修改人员"),
        button=_("保存"),
        said=_("已保存。"),
        then=lambda _p: ("units:person", pk),
        crumbs=_crumbs(person),
        note=_("调到别的单位时，在原单位的负责人、联络员角色随之结束。"),
    )


def leave(request: HttpRequest, pk: int) -> HttpResponse:
    viewer, person = _kept(request, pk)
    form = LeaveForm(request.POST or None, initial={"on": today()})
    return form_page(
        request,
        form,
        lambda: acts.leave_office(viewer, person, **given(form, "on", "why")),
        title=_("办理离任"),
        button=_("离任"),
        said=_("已办理离任。"),
        then=lambda _p: ("units:person", pk),
        crumbs=_crumbs(person),
        note=_("到最后一日为止仍可登录；角色、代办和令牌随之结束。"),
        danger=True,
    )


def substitute(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = me(request)
    person = found(Person.objects.visible_to(viewer).select_related("unit"), pk, _("人员"))
    if not may_arrange(viewer, person):
        manage_person(viewer, person, _("安排代办"))
    form = SubstituteForm(viewer, request.POST or None, initial={"since": today()})
    return form_page(
        request,
        form,
        lambda: acts.set_substitute(viewer, person, **given(form, "substitute", "since", "until", "why")),
        title=_("指定代办人"),
        button=_("指定"),
        said=_("已指定。"),
        then=lambda _p: ("units:person", pk),
        crumbs=_crumbs(person),
        note=_("代办期间，代办人以负责人或联络员身份办理本人的事；其他角色不随代办转移。"),
    )


@require_POST
def end_substitute(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = me(request)
    person = found(Person.objects.visible_to(viewer).select_related("unit"), pk, _("人员"))
    return post_act(
        request, lambda: acts.end_substitute(viewer, person), _("代办已结束。"), "units:person", pk
    )


def names(request: HttpRequest) -> HttpResponse:
    """Suggestions while a person's name is typed."""
    viewer = me(request)
    text = request.GET.get(request.GET.get("field", ""), "").strip().partition("（")[0][:60]
    rows: Any = (
        Person.objects.visible_to(viewer).filter(name__icontains=text).select_related("unit")[:20]
        if text
        else []
    )
    return render(request, "units/options.html", {"options": [f"{p.name}（{p.unit.name}）" for p in rows]})


def _kept(request: HttpRequest, pk: int) -> tuple[Person, Person]:
    viewer = me(request)
    person = found(Person.objects.visible_to(viewer).select_related("unit"), pk, _("人员"))
    manage_person(viewer, person, _("修改"))
    return viewer, person


def _crumbs(person: Person) -> list[tuple[Any, Any]]:
    return [(_("人员"), reverse("units:people")), (person.name, reverse("units:person", args=[person.pk]))]


def _reads_history(viewer: Person, person: Person) -> bool:
    """When somebody signed in and from where is not for every colleague."""
    kinds = ("office", "system_admin", "security_admin", "audit_admin", "auditor")
    return viewer.pk == person.pk or viewer.scope.covers(person.unit.path, *kinds)
