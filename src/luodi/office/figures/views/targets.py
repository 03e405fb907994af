"""Targets and proposals; freezing a period and making it public."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luodi.office.figures import acts, compare, periods, queries
from luodi.office.figures.forms import FreezeForm, PublishForm, TargetForm, units_kept
from luodi.office.figures.models import Freeze, Indicator, Region, Target
from luodi.office.figures.queries import Figure
from luodi.office.figures.views.common import business, office
from luodi.office.figures.views.comparing import comparison
from luodi.office.journal.clock import today
from luodi.office.units.views.common import form_page, found, page_of, post_act


def targets(request: HttpRequest) -> HttpResponse:
    """Every target that holds, the latest periods first, each with how far the figure is."""
    person = business(request)
    rows = Target.objects.visible_to(person).select_related("indicator", "region__unit")
    code, number = request.GET.get("code", ""), request.GET.get("region", "")
    if code:
        rows = rows.filter(indicator__code=code)
    if number.isascii() and number.isdigit() and len(number) < 19:
        rows = rows.filter(region=int(number))
    held: dict[tuple[int, int, str], Target] = {}
    for t in rows.order_by("number"):
        held[t.indicator_id, t.region_id, t.period] = t
    kept = [t for t in held.values() if t.amount is not None]
    kept.sort(key=lambda t: (t.region.order, t.region.code, t.indicator.order))
    kept.sort(key=lambda t: periods.key(t.period), reverse=True)
    page = page_of(request, kept)
    series = queries.figure_series(
        {t.indicator.code for t in page.rows}, {t.region_id for t in page.rows}, seen_by=person
    )
    by_place: dict[tuple[str, int], dict[str, Figure]] = {}
    for (one, pk, period), value in series.items():
        by_place.setdefault((one, pk), {})[period] = value
    lines = [(t, compare.course(t, by_place.get((t.indicator.code, t.region_id), {}))) for t in page.rows]
    return render(
        request,
        "figures/targets.html",
        {
            "page": page,
            "lines": lines,
            "may": person.has("office"),
            "kept": {
                t.region_id
                for t in page.rows
                if t.region.unit is not None and person.scope.covers(t.region.unit.path, "office")
            },
            "code": code,
            "narrowed": bool(code or number),
        },
    )


def target_new(request: HttpRequest) -> HttpResponse:
    """Set a target by hand, or adopt a proposal, which fills this form in."""
    person = office(request, _("下达目标"))
    asked = request.GET
    initial = {
        "indicator": asked.get("code"), "region": asked.get("region"), "kind": asked.get("kind", Target.Kind.PLAN),
        "period": asked.get("period", f"{today().year}"), "amount": asked.get("amount"),
        "source_word": asked.get("source_word"), "base_period": asked.get("base_period"),
    }  # fmt: skip
    form = TargetForm(person, request.POST or None, initial=initial)

    def run() -> list[Target]:
        given = form.cleaned_data
        region, one = given["region"], given["indicator"]
        amount: Any = given["amount"] or None
        if amount is None and given["times"] is not None:
            amount = _times(one, region, given["base_period"], Fraction(given["times"]))
        if amount is None:
            raise ValidationError({"amount": _("请填写目标值，或基期和倍数。")})
        goal = acts.Goal(
            one.code,
            region,
            given["period"],
            amount,
            given["kind"],
            given["source_word"],
            given["base_period"],
        )
        return acts.set_targets(person, region.unit, [goal])

    return form_page(
        request,
        form,
        run,
        title=_("下达目标"),
        button=_("下达"),
        then=lambda _made: ("figures:targets",),
        said=_("目标已下达。"),
        crumbs=[(_("目标"), reverse("figures:targets")), (_("下达"), None)],
        note=_("同一地区、同一指标、同一期再次下达，就以新的为准；以前的照样可查。"),
    )


@require_POST
def target_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a target back: it holds no more and stays readable."""
    person = office(request, _("收回目标"))
    row = found(Target.objects.visible_to(person).select_related("indicator", "region__unit"), pk, _("目标"))
    if row.region.unit is None:
        raise Http404(_("外地的地区没有目标。"))
    unit = row.region.unit
    goal = acts.Goal(row.indicator.code, row.region, row.period, None, row.kind, row.source_word)
    return post_act(request, lambda: acts.set_targets(person, unit, [goal]), _("已收回。"), "figures:targets")


def _times(one: Indicator, region: Region, base: str, times: Fraction) -> Fraction:
    if not base:
        raise ValidationError({"base_period": _("按倍数设目标要填基期。")})
    value = queries.figures_at([one.code], [region], base).get((one.code, region.pk))
    if value is None:
        raise ValidationError({"base_period": _("%s没有这项指标的数据。") % periods.words(base)})
    return compare.harder(one, value.figure * times)


def propose(request: HttpRequest) -> HttpResponse:
    """What peers and the own pace suggest, with the reasoning; nothing holds until somebody adopts it."""
    person = office(request, _("测算目标"))
    one = (
        Indicator.objects.filter(code=request.GET.get("code", "")).first()
        or Indicator.objects.current().first()
    )
    made: list[compare.Proposal] = []
    page: dict[str, Any] = {"own": None}
    wanted = periods.read(request.GET.get("for", "")) or ""
    if one is not None:
        page = comparison(person, one, request.GET)
        own = page["own"]
        if not wanted and page["period"]:  # the same a year on
            wanted = periods.step(page["period"], periods.IN_YEAR[periods.kind_of(page["period"])])
        if own is not None and wanted:
            series = queries.figure_series([one.code], [own], seen_by=person)
            mine = {period: v for (_c, _r, period), v in series.items()}
            made = compare.proposals(one, own, wanted, mine, page["rows"], page["group"])
    own = page["own"]
    return render(
        request,
        "figures/propose.html",
        {
            **page,
            "indicator": one,
            "proposals": made,
            "wanted_words": periods.words(wanted),
            "mine": bool(own and own.unit and person.scope.covers(own.unit.path, "office")),
        },
    )


def freezes(request: HttpRequest) -> HttpResponse:
    """What has been frozen; a POST freezes the period as it stands now."""
    person = business(request)
    rows = Freeze.objects.visible_to(person).select_related("unit", "by")
    return render(
        request, "figures/freezes.html", {"page": page_of(request, rows), "may": person.has("office")}
    )


def freeze_new(request: HttpRequest) -> HttpResponse:
    person = office(request, _("冻结数据"))
    form = FreezeForm(person, request.POST or None, initial=_last_quarter(person))

    def run() -> Freeze:
        given = form.cleaned_data
        inside = Region.objects.filter(unit__path__startswith=given["unit"].path)
        codes = list(Indicator.objects.values_list("code", flat=True))
        also = [given["also"]] if given["also"] else []
        return acts.freeze_period(
            person, given["unit"], given["period"], codes, inside, also=also, why=given["why"]
        )

    return form_page(
        request,
        form,
        run,
        title=_("冻结一期数据"),
        button=_("冻结"),
        then=lambda row: ("figures:freeze", row.pk),
        said=_("已冻结。以后的修订不影响这一版。"),
        crumbs=[(_("冻结"), reverse("figures:freezes")), (_("冻结一期"), None)],
        note=_("按现在的数据和目标固定一版，供计算和通报引用；以后修订的数要用，须说明理由另冻一版。"),
    )


def freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """What is in a freeze, and whether it still is what it was."""
    person = business(request)
    row = found(Freeze.objects.visible_to(person).select_related("unit", "by"), pk, _("冻结"))
    held = (
        row.values.visible_to(person)
        .select_related("indicator", "region")
        .order_by("indicator__order", "region__order", "region__code", "period")
    )
    return render(
        request,
        "figures/freeze.html",
        {
            "row": row,
            "page": page_of(request, held),
            "whole": acts.digest_of(row) == row.digest,
            "targets": row.targets.count(),
        },
    )


def publish(request: HttpRequest) -> HttpResponse:
    """From now on everybody may see a period's figures of the unit's regions."""
    person = office(request, _("公开数据"))
    form = PublishForm(person, request.POST or None, initial=_last_quarter(person))
    return form_page(
        request,
        form,
        lambda: acts.publish_values(
            person, form.cleaned_data["unit"], form.cleaned_data["period"], why=form.cleaned_data["why"]
        ),
        title=_("公开一期数据"),
        button=_("公开"),
        then=lambda _n: ("figures:freezes",),
        said=_("已公开，各地从现在起能看到彼此这一期的数。"),
        crumbs=[(_("冻结"), reverse("figures:freezes")), (_("公开"), None)],
        note=_("公开以前，各地只能看到自己的数和全国的公开数据。公开以后不能收回。"),
    )


def _last_quarter(person: Any) -> dict[str, Any]:
    return {
        "unit": units_kept(person).values_list("pk", flat=True).first(),
        "period": periods.words(periods.before(periods.of(today(), "quarter"))),
    }


routes = [
    path("targets/", targets, name="targets"),
    path("targets/new/", target_new, name="target_new"),
    path("targets/<int:pk>/take/", target_take, name="target_take"),
    path("targets/propose/", propose, name="propose"),
    path("freezes/", freezes, name="freezes"),
    path("freezes/new/", freeze_new, name="freeze_new"),
    path("freezes/<int:pk>/", freeze, name="freeze"),
    path("publish/", publish, name="publish"),
]
