"""The tree of units, each unit's page, and what may be done to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luodi.office.journal.clock import today
from luodi.office.units import acts
from luodi.office.units.acts.ground import manage_unit, may_manage_unit
from luodi.office.units.fields import like, written
from luodi.office.units.forms import AliasForm, CloseUnitForm, MoveForm, NewUnitForm, UnitForm, given
from luodi.office.units.models import Person, Role, Unit, UnitAlias, UnitGroup, holding
from luodi.office.units.posts import lacking, posts_on
from luodi.office.units.views.common import Page, form_page, found, history, me, page_of, post_act

FIELDS = ("name", "short_name", "level", "code", "order", "since", "why")
OPEN_LEVELS = 2  # of the tree, when it is first shown
MOST_SHOWN = 400


def tree(request: HttpRequest) -> HttpResponse:
    """The units in scope, two levels open; or those whose name has what was searched."""
    person = me(request)
    query = request.GET.get("q", "").strip()[:60]
    units = Unit.objects.visible_to(person)
    context: dict[str, Any] = {"q": query, "may_add": person.has("system_admin", "office"), "page": None}
    if query:
        page = page_of(
            request, units.filter(like(query)).distinct().select_related("parent").order_by("path")
        )
        context |= {"page": page, "above": _above(person, page)}
    else:
        tops = person.scope.paths(
            "office", "head", "liaison", "leader", "auditor", "system_admin", "security_admin", "audit_admin"
        )
        context["nodes"] = _nodes(units, tops)
    return render(request, "units/tree.html", context)


def branch(request: HttpRequest, pk: int) -> HttpResponse:
    """The units right below one, for opening it in place."""
    unit = found(Unit.objects.visible_to(me(request)), pk, _("单位"))
    return render(request, "units/branch.html", {"nodes": _children([unit])[unit.pk]})


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person, day = me(request), today()
    units = Unit.objects.visible_to(person)
    unit = found(units.select_related("parent"), pk, _("单位"))
    people = page_of(
        request, Person.objects.visible_to(person).filter(unit=unit).filter(_serving(day)).order_by("id")
    )
    roles = (
        Role.objects.filter(unit=unit, person__in=Person.objects.visible_to(person))
        .filter(holding(day))
        .select_related("person__unit")
        .order_by("kind", "id")
    )
    ids = [int(part) for part in unit.path.split(".") if part]
    above = {u.pk: u for u in units.filter(pk__in=ids)}
    groups = (
        UnitGroup.objects.visible_to(person)
        .filter(members__in=unit.memberships.filter(holding(day)))
        .distinct()
    )
    context = {
        "unit": unit,
        "crumbs": [(above[i].name, reverse("units:unit", args=[i])) for i in ids[:-1] if i in above],
        "chain": " → ".join(f"{above[i].name}（{above[i].get_level_display()}）" for i in ids if i in above),
        "people": [(p, p.phone_for(person)) for p in people.rows],
        "people_page": people,
        "roles": list(roles[:200]),
        "aliases": list(unit.aliases.order_by("id")),
        "groups": list(groups),
        "children": _children([unit])[unit.pk],
        "lacks": [fault for lack in lacking([unit], day) for fault in lack.faults],
        "responsible": posts_on([unit], day)[unit.pk].head,
        "history": history(unit),
        "may": may_manage_unit(person, unit),
        "may_add": person.scope.covers(unit.path, "system_admin", "office"),
        "alias_form": AliasForm(),
    }
    return render(request, "units/unit.html", context)


def new(request: HttpRequest) -> HttpResponse:
    person = me(request)
    person.scope.require(_top(person), "system_admin", "office", doing=_("新设单位"))
    under = request.GET.get("under", "")
    parent = (
        Unit.objects.visible_to(person).filter(pk=under).select_related("parent").first()
        if under.isascii() and under.isdigit() and len(under) < 12
        else None
    )
    initial = {"parent": written(parent)} if parent else {}
    form = NewUnitForm(person, request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        lambda: acts.create_unit(person, form.cleaned_data["parent"], **given(form, *FIELDS)),
        title=_("新设单位"),
        button=_("新设"),
        said=_("已新设。"),
        then=lambda unit: ("units:unit", unit.pk),
        crumbs=[(_("单位"), reverse("units:tree"))],
    )


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    person, unit = _kept(request, pk)
    form = UnitForm(person, request.POST or None, initial={n: getattr(unit, n) for n in FIELDS if n != "why"})
    return form_page(
        request,
        form,
        lambda: acts.edit_unit(person, unit, **given(form, *FIELDS)),
        title=_("修改单位"),
        button=_("保存"),
        said=_("已保存。"),
        then=lambda _unit: ("units:unit", pk),
        crumbs=[(_("单位"), reverse("units:tree")), (unit.name, reverse("units:unit", args=[pk]))],
        note=_("改名后，原名称仍作为别名保留，旧文件照样认得。"),
    )


def move(request: HttpRequest, pk: int) -> HttpResponse:
    person, unit = _kept(request, pk)
    form = MoveForm(person, request.POST or None)
    count = Unit.objects.below(unit).count()
    return form_page(
        request,
        form,
        lambda: acts.move_unit(person, unit, form.cleaned_data["parent"], why=form.cleaned_data["why"]),
        title=_("移动单位"),
        button=_("移动"),
        said=_("已移动。"),
        then=lambda _unit: ("units:unit", pk),
        crumbs=[(_("单位"), reverse("units:tree")), (unit.name, reverse("units:unit", args=[pk]))],
        note=_("连同下级共%s个单位一起移动；谁能看到它们也随之改变。") % count,
    )


def close(request: HttpRequest, pk: int) -> HttpResponse:
    person, unit = _kept(request, pk)
    form = CloseUnitForm(person, request.POST or None)
    return form_page(
        request,
        form,
        lambda: acts.close_unit(person, unit, **given(form, "until", "successor", "why")),
        title=_("撤并单位"),
        button=_("撤并"),
        said=_("已撤并。"),
        then=lambda _unit: ("units:unit", pk),
        crumbs=[(_("单位"), reverse("units:tree")), (unit.name, reverse("units:unit", args=[pk]))],
        danger=True,
    )


@require_POST
def add_alias(request: HttpRequest, pk: int) -> HttpResponse:
    person, unit = _kept(request, pk)
    form = AliasForm(request.POST)
    return form_page(
        request,
        form,
        lambda: acts.add_alias(person, unit, **given(form, "name", "since", "until")),
        title=_("增加别名"),
        button=_("增加"),
        said=_("已增加。"),
        then=lambda _alias: ("units:unit", pk),
        crumbs=[(unit.name, reverse("units:unit", args=[pk]))],
    )


@require_POST
def end_alias(request: HttpRequest, pk: int, alias: int) -> HttpResponse:
    person, unit = _kept(request, pk)
    row = found(UnitAlias.objects.filter(unit=unit), alias, _("别名"))
    return post_act(request, lambda: acts.end_alias(person, row), _("别名已去掉。"), "units:unit", pk)


def lacking_page(request: HttpRequest) -> HttpResponse:
    """Units without a valid head or liaison, or about to be."""
    person = me(request)
    person.scope.require(_top(person), "office", "system_admin", "leader", doing=_("查看缺岗单位"))
    units = list(Unit.objects.visible_to(person).current().select_related("parent").order_by("path"))
    rows = lacking(units, today())
    return render(request, "units/lacking.html", {"page": page_of(request, rows), "units": len(units)})


def names(request: HttpRequest) -> HttpResponse:
    """Suggestions while a unit's name is typed."""
    person = me(request)
    text = request.GET.get(request.GET.get("field", ""), "").strip()[:60]
    units = Unit.objects.visible_to(person).current().select_related("parent")
    rows = units.filter(like(text.rpartition("/")[2])).distinct().order_by("path")[:20] if text else []
    visible = set(
        Unit.objects.visible_to(person)
        .filter(pk__in=[u.parent_id for u in rows])
        .values_list("pk", flat=True)
    )
    options = [written(u) if u.parent_id in visible else u.name for u in rows]
    return render(request, "units/options.html", {"options": options})


def _kept(request: HttpRequest, pk: int) -> tuple[Person, Unit]:
    """The unit, if the person may keep it; otherwise the refusal says why."""
    person = me(request)
    unit = found(Unit.objects.visible_to(person).select_related("parent"), pk, _("单位"))
    manage_unit(person, unit, _("修改"))
    return person, unit


def _top(person: Person) -> str:
    """A node of the person's, for asking whether a role is held at all."""
    held = person.scope.paths("system_admin", "office", "leader")
    return held[0] if held else ""


def _serving(day: Any) -> Any:
    from django.db.models import Q

    return Q(until=None) | Q(until__gte=day)


def _nodes(units: Any, tops: tuple[str, ...]) -> list[dict[str, Any]]:
    """Top units with two levels below them, as far as the page holds them."""
    roots = list(units.filter(path__in=tops))
    nodes = [{"unit": u, "children": [], "more": 0} for u in roots]
    level, shown = nodes, len(nodes)
    for _n in range(OPEN_LEVELS):
        below = _children([n["unit"] for n in level])
        count = sum(map(len, below.values()))
        if shown + count > MOST_SHOWN:
            for node in level:
                node["more"] = len(below[node["unit"].pk])
            return nodes
        for node in level:
            node["children"] = below[node["unit"].pk]
        level = [c for n in level for c in n["children"]]
        shown += count
    return nodes


def _children(parents: list[Unit]) -> dict[int, list[dict[str, Any]]]:
    """Units right below some, each with how many are below it in turn. All in the parents' scope."""
    from django.db.models import Count, Q

    found_: dict[int, list[dict[str, Any]]] = {p.pk: [] for p in parents}
    now_there = holding(today(), "children__")
    rows = (
        Unit.objects.filter(parent__in=parents).current().annotate(n=Count("children", filter=Q(now_there)))
    )
    for unit in rows.order_by("order", "id"):
        found_[unit.parent_id or 0].append({"unit": unit, "children": [], "more": unit.n})
    return found_


def _above(person: Person, page: Page) -> dict[int, str]:
    """Names of the units above those found, as far as the person may see them."""
    ids = {u.parent_id for u in page.rows if u.parent_id}
    return dict(Unit.objects.visible_to(person).filter(pk__in=ids).values_list("pk", "name"))
