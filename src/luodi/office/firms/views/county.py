"""The counties side by side, and one county: ladder, near misses, lists to be cleared, coverage, doubling."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from luodi.office.firms import acts, queries, rules
from luodi.office.firms.forms import DoublingForm, FreezeForm
from luodi.office.firms.models import Denominator, Firm
from luodi.office.firms.views.common import after, business, put_errors, unit_or_404
from luodi.office.firms.words import LADDER, RUNGS, SHORT
from luodi.office.journal.clock import today
from luodi.office.units.models import Person, Unit
from luodi.office.units.scope import BUSINESS, Refusal


def counties(request: HttpRequest) -> HttpResponse:
    """Every county in sight as a line; the same figures a county's own page shows."""
    person = business(request)
    units = list(
        Unit.objects.filter(person.scope.within("path", *BUSINESS), level__in=("county", "zone", "city"))
        .exclude(code="")
        .order_by("path")
    )
    cities = {u.pk for u in units if u.level == "city"}
    lines = queries.counties(units)
    return render(
        request,
        "firms/counties.html",
        {
            "lines": lines,
            "cities": cities,
            "ladder": LADDER,
            "top": Unit.objects.filter(person.scope.within("path", *BUSINESS))
            .filter(~Q(code="") | Q(parent=None))
            .order_by("path")
            .first(),
            "chart": _chart([line for line in lines if line.unit.pk not in cities]),
        },
    )


def _chart(lines: list[queries.CountyLine]) -> dict[str, Any]:
    return {
        "x": [line.unit.brief for line in lines],
        "unit": "家",
        "across": True,
        "series": [{"name": r.label, "values": [line.held[r.standard] for line in lines]} for r in LADDER],
        "hrefs": [reverse("firms:county", args=[line.unit.pk]) for line in lines],
    }


def county(request: HttpRequest, pk: int) -> HttpResponse:
    person = business(request)
    unit = unit_or_404(person, pk)
    return render(request, "firms/county.html", page_data(request, person, unit))


def page_data(request: HttpRequest, person: Person, unit: Unit) -> dict[str, Any]:
    """Everything of the county's page."""
    units = queries.below(unit)
    day = today()
    wanted = request.GET.get("standard", "")
    standard = wanted if wanted in RUNGS else ""
    frozen = list(Denominator.objects.filter(unit=unit))
    chosen = next(
        (d for d in frozen if str(d.year) == request.GET.get("year", "")), frozen[0] if frozen else None
    )
    steps = queries.ladder(units)
    pool, firms, above = _counts(units)
    base = reverse("firms:list")

    def link(**conditions: Any) -> str:
        pairs = [("unit", unit.pk), *((k, v) for k, v in conditions.items() if v not in (None, ""))]
        return f"{base}?{urlencode(pairs, doseq=True)}"

    months = queries.coverage(units, _months_back(day, 13))
    return {
        "unit": unit,
        "steps": steps,
        "widest": max([pool, 1, *(s.held + s.ready + s.open + s.near for s in steps)]),
        "pool": pool,
        "firms": firms,
        "above": above,
        "near": queries.near_misses(units, standard, 20),
        "standard": standard,
        "frozen": frozen,
        "denominator": chosen,
        "zero": queries.zero_lists(units, chosen, rules.conditions(queries.ZERO, day)),
        "months": months,
        "cover": _cover(months),
        "courses": queries.doublings(unit),
        "run": queries.last_run(unit),
        "link": link,
        "may": person.scope.covers(unit.path, "office"),
        "doubling": DoublingForm(initial={"base_year": day.year - 3, "target_year": day.year + 2}),
        "freeze": FreezeForm(initial={"year": day.year}),
        "four": queries.FOUR,
        "short": SHORT,
        "year_tabs": [
            {"key": str(d.year), "label": f"{d.year}年", "href": f"?year={d.year}#zero"} for d in frozen
        ],
        "cover_rows": [
            [
                f"{m['month'].year}年{m['month'].month}月",
                m["firms"],
                m["reported"],
                *(m[n] for n, _w in queries.FOUR),
                f"{m['share']}%" if m["share"] is not None else None,
            ]
            for m in months
        ],
    }


def _counts(units: Any) -> tuple[int, int, int]:
    got = Firm.objects.filter(unit__in=units).aggregate(
        n=Count("pk"), pool=Count("pk", filter=Q(pool=True)), above=Count("pk", filter=Q(above_scale=True))
    )
    return got["pool"], got["n"], got["above"]


def _cover(months: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "x": [f"{m['month'].year}-{m['month'].month:02}" for m in months],
        "unit": "%",
        "series": [
            {"name": _("研发活动覆盖率"), "values": [m["share"] for m in months], "colour": "accent"},
            {"name": _("四有齐全"), "values": [m["four_share"] for m in months], "colour": "blue"},
        ],
    }


def _months_back(day: dt.date, months: int) -> dt.date:
    whole = day.year * 12 + day.month - 1 - months
    return dt.date(whole // 12, whole % 12 + 1, 1)


def freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """The year's list of above-scale firms becomes the denominator."""
    person = business(request)
    unit = unit_or_404(person, pk)
    form = FreezeForm(request.POST or None, initial={"year": today().year})
    if request.method == "POST" and form.is_valid():
        run = queries.last_run(unit)
        try:
            made = acts.freeze(person, unit, form.cleaned_data["year"], batches=run.batches if run else ())
        except (Refusal, ValidationError) as error:
            put_errors(form, error)
        else:
            said = _("已冻结%(year)s年规上企业名单，共%(n)s家（日志第%(e)s号）。")
            said %= {"year": made.year, "n": made.firms, "e": made.entry}
            return after(request, reverse("firms:county", args=[unit.pk]), said)
    return render(
        request,
        "firms/set.html",
        {
            "unit": unit,
            "form": form,
            "title": _("冻结规上企业名单"),
            "hint": _(
                "冻结以后，这一年两清零、覆盖率的分母就是这份名单，企业增减不再影响它，也不能重新冻结。"
            ),
            "label": _("冻结"),
        },
    )


def doubling(request: HttpRequest, pk: int) -> HttpResponse:
    """Base year and value, target year and value of a doubling plan."""
    person = business(request)
    unit = unit_or_404(person, pk)
    day = today()
    form = DoublingForm(
        request.POST or None, initial={"base_year": day.year - 3, "target_year": day.year + 2}
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = acts.set_doubling(person, unit, **form.cleaned_data)
        except (Refusal, ValidationError) as error:
            put_errors(form, error)
        else:
            said = _("已设定%(what)s倍增计划。") % {"what": row.get_measure_display()}
            return after(request, reverse("firms:county", args=[unit.pk]) + "#doubling", said)
    return render(
        request,
        "firms/set.html",
        {
            "unit": unit,
            "form": form,
            "title": _("设定倍增计划"),
            "hint": _("基期和目标以本地正式文件为准。目标值不填，即为基期值的两倍。"),
            "label": _("设定"),
        },
    )


routes = [
    path("counties/", counties, name="counties"),
    path("counties/<int:pk>/", county, name="county"),
    path("counties/<int:pk>/freeze/", freeze, name="freeze"),
    path("counties/<int:pk>/doubling/", doubling, name="doubling"),
]
