"""The catalogue, its indicators one by one, regions and peers; loading the national panel."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luodi.office.figures import acts
from luodi.office.figures.forms import IndicatorForm, ListForm, PeerForm, PeersForm, RegionsForm, units_kept
from luodi.office.figures.models import Indicator, PeerGroup, Region, Value
from luodi.office.figures.views.common import after, business, indicator_or_404, office
from luodi.office.units.models import Person
from luodi.office.units.scope import Refusal
from luodi.office.units.views.common import form_page, found, post_act


def indicators(request: HttpRequest) -> HttpResponse:
    """Every indicator with how many figures of it the person may see."""
    person = business(request)
    form = ListForm(request.GET)
    rows = Indicator.objects.visible_to(person).select_related("owner", "numerator", "denominator")
    sentence, chips = _("全部指标"), []
    if form.is_valid():
        given = form.cleaned_data
        if given["q"]:
            rows = rows.filter(Q(name__icontains=given["q"]) | Q(code__icontains=given["q"]))
            sentence = _("名称或代码含“%s”的指标") % given["q"]
            chips.append((given["q"], "?"))
        if given["dimension"]:
            rows = rows.filter(dimension=given["dimension"])
            sentence = f"以{given['dimension']}促创新的指标"
            chips.append((f"以{given['dimension']}促创新", "?"))
        if not given["retired"]:
            rows = rows.current()
    counts = dict(
        Value.objects.visible_to(person)
        .order_by()
        .values_list("indicator_id")
        .annotate(Count("region", distinct=True))
    )
    return render(
        request,
        "figures/indicators.html",
        {
            "rows": list(rows),
            "counts": counts,
            "form": form,
            "sentence": sentence,
            "chips": chips,
            "whole": person.scope.everything("office"),
            "size": acts.panel_size(),
            "office": person.has("office"),
        },
    )


def _fields(form: IndicatorForm) -> dict[str, Any]:
    given = dict(form.cleaned_data)
    given["factor"] = given.get("factor") or Decimal(1)
    return given


def indicator_new(request: HttpRequest) -> HttpResponse:
    person = _whole(request, _("增加指标"))
    form = IndicatorForm(person, request.POST or None, initial={"higher": True, "places": 2, "factor": 1})
    return form_page(
        request,
        form,
        lambda: acts.add_indicator(person, **_fields(form)),
        title=_("增加指标"),
        button=_("增加"),
        then=lambda row: ("figures:indicator", row.code),
        said=_("已增加。"),
        crumbs=[(_("指标"), reverse("figures:indicators")), (_("增加"), None)],
    )


def indicator_edit(request: HttpRequest, code: str) -> HttpResponse:
    person, row = _whole(request, _("修改指标")), indicator_or_404(code)
    form = IndicatorForm(person, request.POST or None, row=row)
    return form_page(
        request,
        form,
        lambda: acts.edit_indicator(person, row, **_fields(form)),
        title=_("修改指标“%s”") % row.name,
        button=_("保存"),
        then=lambda made: ("figures:indicator", made.code),
        said=_("已保存。"),
        crumbs=[
            (_("指标"), reverse("figures:indicators")),
            (row.name, reverse("figures:indicator", args=[code])),
        ],
        note=_("已有数据的指标不能改计量单位和取得方式；口径变了请停用它，另设新指标。"),
    )


@require_POST
def indicator_retire(request: HttpRequest, code: str) -> HttpResponse:
    """Out of use, or back again."""
    person, row = _whole(request, _("停用指标")), indicator_or_404(code)
    if row.retired_at is None:
        return post_act(request, lambda: acts.retire_indicator(person, row), _("已停用，原有数据照样可查。"),
                        "figures:indicator", code)  # fmt: skip
    return post_act(
        request, lambda: acts.restore_indicator(person, row), _("已恢复。"), "figures:indicator", code
    )


@require_POST
def panel(request: HttpRequest) -> HttpResponse:
    """The published figures that come with the program."""
    person = _whole(request, _("装入全国面板"))
    new = acts.load_panel(person)
    said = (
        _("已装入%s条公开数据；凭记忆整理、未核对原件的标为“待核”。") % new
        if new
        else _("全国面板已经装入，没有新内容。")
    )
    return after(request, reverse("figures:indicators"), said)


def _whole(request: HttpRequest, doing: str) -> Person:
    person = office(request, doing)
    if not person.scope.everything("office"):
        raise Refusal(_("只有全域办公室可以%s。") % doing)
    return person


def regions(request: HttpRequest) -> HttpResponse:
    """Where figures are of; a POST enters our own units."""
    person = business(request)
    may = person.has("office")
    form = RegionsForm(person, request.POST or None)
    if request.method == "POST":
        office(request, _("登记地区"))
        if form.is_valid():
            made = acts.add_regions(person, form.cleaned_data["unit"])
            return after(
                request, reverse("figures:regions"),
                _("已登记%s个地区。") % len(made) if made else _("都已经登记过了，没有新增。"),
            )  # fmt: skip
    rows = list(Region.objects.visible_to(person).select_related("parent", "unit"))
    return render(
        request,
        "figures/regions.html",
        {
            "ours": [r for r in rows if r.unit_id],
            "others": [r for r in rows if not r.unit_id],
            "form": form if may else None,
            "groups": _groups(person),
            "may": may,
            "whole": person.scope.everything("office"),
        },
    )


def peer_new(request: HttpRequest) -> HttpResponse:
    """A region elsewhere that the panel does not have."""
    person = _whole(request, _("增加外地地区"))
    form = PeerForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: acts.add_peer(person, **form.cleaned_data),
        title=_("增加外地地区"),
        button=_("增加"),
        then=lambda _row: ("figures:regions",),
        said=_("已增加。在“导入数据”里范围选外地，就能登记它的数。"),
        crumbs=[(_("地区"), reverse("figures:regions")), (_("增加外地地区"), None)],
    )


def _groups(person: Person) -> list[PeerGroup]:
    return list(
        PeerGroup.objects.visible_to(person)
        .filter(retired_at=None)
        .select_related("unit")
        .annotate(size=Count("regions"))
    )


def peers(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A group of regions put side by side: a new one, or other members of one of ours."""
    person = office(request, _("选定比较地区"))
    group, initial = None, {"unit": units_kept(person).values_list("pk", flat=True).first()}
    if pk:
        kept = PeerGroup.objects.filter(person.scope.within("unit__path", "office"), unit__isnull=False)
        group = found(kept, pk, _("比较组"))
        initial = {"unit": group.unit_id, "name": group.name, "regions": list(group.regions.all())}
    form = PeersForm(person, request.POST or None, initial=initial)
    if group is not None:
        form.fields["unit"].disabled = True

    def run() -> PeerGroup:
        given = form.cleaned_data
        return acts.set_peers(person, given["unit"], given["name"], list(given["regions"]), group=group)

    return form_page(
        request,
        form,
        run,
        title=_("修改比较组") if group else _("新的比较组"),
        button=_("保存"),
        then=lambda _row: ("figures:regions",),
        said=_("已保存。比较页可以选它了。"),
        crumbs=[(_("地区"), reverse("figures:regions")), (group.name if group else _("新的比较组"), None)],
    )


@require_POST
def peers_retire(request: HttpRequest, pk: int) -> HttpResponse:
    person = office(request, _("停用比较组"))
    kept = PeerGroup.objects.filter(person.scope.within("unit__path", "office"))
    group = found(kept, pk, _("比较组"))
    return post_act(request, lambda: acts.retire_peers(person, group), _("已停用。"), "figures:regions")


routes = [
    path("", indicators, name="indicators"),
    path("new/", indicator_new, name="indicator_new"),
    path("panel/", panel, name="panel"),
    path("i/<slug:code>/edit/", indicator_edit, name="indicator_edit"),
    path("i/<slug:code>/retire/", indicator_retire, name="indicator_retire"),
    path("regions/", regions, name="regions"),
    path("regions/new/", peer_new, name="peer_new"),
    path("peers/new/", peers, name="peers_new"),
    path("peers/<int:pk>/", peers, name="peers"),
    path("peers/<int:pk>/retire/", peers_retire, name="peers_retire"),
]
