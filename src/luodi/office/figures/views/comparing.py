"""One indicator across regions, one region across indicators, one figure with all its vintages."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from luodi.office.figures import compare, periods, queries
from luodi.office.figures.forms import GroupChoice
from luodi.office.figures.models import Indicator, PeerGroup, Region, Target
from luodi.office.figures.queries import Figure
from luodi.office.figures.views.common import business, indicator_or_404, listing
from luodi.office.units.importing.columns import Column
from luodi.office.units.models import Person

OWN = {"county": "own-county", "city": "own-city", "peer": "own-peer"}
OWN_NAMES = {"own-county": "本域各县区", "own-city": "本域各市", "own-peer": "本域各园区等"}
LONGEST = 16
"""Periods a trend shows."""


def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """Rank among peers, gaps, trend, targets; each figure with its source and vintage."""
    person, one = business(request), indicator_or_404(code)
    page = comparison(person, one, request.GET)
    own = page["own"]
    page |= {
        "indicator": one,
        "office": person.has("office"),
        "whole": person.scope.everything("office"),
        "mine": bool(own and own.unit and person.scope.covers(own.unit.path, "office")),
    }
    return render(request, "figures/indicator.html", page)


def comparison(person: Person, one: Indicator, asked: Any) -> dict[str, Any]:
    """Everything the page says of one indicator, from what the person may see."""
    regions = {r.pk: r for r in Region.objects.visible_to(person).select_related("unit")}
    series = queries.figure_series([one.code], regions, seen_by=person)
    by_region: dict[int, dict[str, Figure]] = defaultdict(dict)
    for (_code, pk, period), value in series.items():
        by_region[pk][period] = value
    groups = _groups(person, regions)
    own = _own(person, regions, by_region, str(asked.get("region", "")))
    key = _group_key(groups, own, by_region, str(asked.get("group", "")))
    members = [regions[pk] for pk in groups[key][1] if pk in regions] if key else []
    around = [r for r in members if r != own] + ([own] if own else [])
    when = sorted({p for r in around for p in by_region[r.pk]}, key=periods.key, reverse=True)
    period = str(asked.get("period", ""))
    if period not in when:
        period = _usual(when, by_region, own)
    found = [(r, by_region[r.pk][period]) for r in around if period in by_region[r.pk]]
    rows = compare.places(one, found)
    nation = next((r for r in regions.values() if r.kind == Region.Kind.NATION), None)
    place = next((p for p in rows if own is not None and p.region.pk == own.pk), None)
    courses = _courses(person, one, own, by_region)
    choices = [(k, name) for k, (name, _members) in groups.items()]
    with_data = [r for pk, r in regions.items() if by_region.get(pk)]
    return {
        "own": own,
        "rows": rows,
        "place": place,
        "mean": compare.average([v.figure for _r, v in found]) if found else None,
        "period": period,
        "when": periods.words(period),
        "group": groups[key][0] if key else "",
        "outside": own is not None and own not in members,
        "group_key": key,
        "nation": by_region[nation.pk].get(period) if nation else None,
        "trend": _trend(one, own, around, nation, by_region, period),
        "courses": courses,
        "choice": GroupChoice(
            with_data, choices, when, initial={"region": own and own.pk, "group": key, "period": period}
        ),
        "missing": [r for r in members if period not in by_region[r.pk]],
        "alone": len(found) < 2,
    }


def _groups(person: Person, regions: dict[int, Region]) -> dict[str, tuple[str, list[int]]]:
    """Key → name and members: our own by kind, then those that are shipped or chosen."""
    made: dict[str, tuple[str, list[int]]] = {}
    for kind, key in OWN.items():
        members = [r.pk for r in regions.values() if r.unit_id and r.kind == kind]
        if members:
            made[key] = OWN_NAMES[key], members
    rows = PeerGroup.objects.visible_to(person).filter(retired_at=None)
    links = defaultdict(list)
    for of, region in PeerGroup.regions.through.objects.filter(peergroup__in=rows).values_list(
        "peergroup_id", "region_id"
    ):
        links[of].append(region)
    for group in rows:
        made[str(group.pk)] = group.name, links[group.pk]
    return made


def _own(
    person: Person, regions: dict[int, Region], found: dict[int, dict[str, Figure]], asked: str
) -> Region | None:
    """The region asked about; else the person's own, or the first of ours with figures, or the first there is."""
    if asked.isascii() and asked.isdigit() and int(asked) in regions:
        return regions[int(asked)]
    with_data = [r for pk, r in regions.items() if found.get(pk)]
    mine = [r for r in with_data if r.unit is not None and r.unit.path.startswith(person.unit.path)]
    above = [r for r in with_data if r.unit is not None and person.unit.path.startswith(r.unit.path)]
    ours = [r for r in with_data if r.unit_id]
    return next(iter((*mine, *above, *ours, *with_data)), None)


def _group_key(
    groups: dict[str, tuple[str, list[int]]],
    own: Region | None,
    found: dict[int, dict[str, Figure]],
    asked: str,
) -> str:
    """The group asked for; else the smallest that holds the region and others with figures."""
    if asked in groups:
        return asked
    filled = {k: [pk for pk in members if found.get(pk)] for k, (_name, members) in groups.items()}
    holding = [
        k for k, members in filled.items() if own is not None and own.pk in members and len(members) > 1
    ]
    if holding:
        return next((k for k in holding if k.startswith("own-")), holding[0])
    return max(filled, key=lambda k: len(filled[k]), default="")


def _usual(when: list[str], found: dict[int, dict[str, Figure]], own: Region | None) -> str:
    """The latest period in which the region can be put beside somebody; else the latest at all."""
    count: dict[str, int] = defaultdict(int)
    for periods_of in found.values():
        for period in periods_of:
            count[period] += 1
    mine = found.get(own.pk, {}) if own is not None else {}
    return next(
        (p for p in when if p in mine and count[p] > 1),
        next((p for p in when if p in mine), (when or [""])[0]),
    )


def _trend(
    one: Indicator,
    own: Region | None,
    around: list[Region],
    nation: Region | None,
    found: dict[int, dict[str, Figure]],
    period: str,
) -> dict[str, Any] | None:
    """The region, its peers' average and the nation, over periods of the same kind."""
    if not period:
        return None
    kind = periods.kind_of(period)
    count: dict[str, int] = defaultdict(int)
    for r in around:
        for p in found[r.pk]:
            count[p] += 1
    ours = found.get(own.pk, {}) if own is not None else {}
    shown = [p for p in count if periods.kind_of(p) == kind and (p in ours or count[p] > 1)]
    when = sorted(shown, key=periods.key)[-LONGEST:]
    if len(when) < 2:
        return None
    series: list[dict[str, Any]] = []
    if own is not None:
        series.append(
            {
                "name": own.name,
                "values": [_point(one, found[own.pk].get(p)) for p in when],
                "colour": "accent",
            }
        )
    means = []
    for p in when:
        figures = [found[r.pk][p].figure for r in around if p in found[r.pk]]
        means.append(_number(one, compare.average(figures)) if len(figures) > 1 else None)
    if any(m is not None for m in means):
        series.append({"name": _("平均"), "values": means, "dashed": True})
    if nation is not None and any(p in found[nation.pk] for p in when) and nation not in around:
        share = one.unit_word == "%"  # an amount of the whole nation would flatten the others
        if share:
            series.append(
                {
                    "name": nation.name,
                    "values": [_point(one, found[nation.pk].get(p)) for p in when],
                    "colour": "blue",
                }
            )
    return {"x": when, "unit": one.unit_word, "series": series}


def _point(one: Indicator, value: Figure | None) -> float | None:
    return None if value is None else _number(one, value.figure)


def _number(one: Indicator, figure: Fraction) -> float:
    return float(round(figure, one.places + 1))


def _courses(
    person: Person, one: Indicator, own: Region | None, found: dict[int, dict[str, Figure]]
) -> list[tuple[compare.Course, dict[str, Any] | None]]:
    """The region's targets, the latest first, each with its course and, where there is a line, its picture."""
    if own is None:
        return []
    rows = (
        Target.objects.visible_to(person)
        .filter(indicator=one, region=own)
        .select_related("indicator", "region")
    )
    last = {t.period: t for t in rows.order_by("number")}
    made = []
    for period in sorted(last, key=periods.key, reverse=True)[:6]:
        course = compare.course(last[period], found[own.pk])
        if course is not None:
            made.append((course, _course_picture(one, course, found[own.pk])))
    return made


def _course_picture(
    one: Indicator, course: compare.Course, series: dict[str, Figure]
) -> dict[str, Any] | None:
    if not course.line:
        return None
    when = sorted(course.line, key=periods.key)
    return {
        "x": when,
        "unit": one.unit_word,
        "series": [
            {"name": _("实际"), "values": [_point(one, series.get(p)) for p in when], "colour": "accent"},
            {"name": _("直线进度"), "values": [_number(one, course.line[p]) for p in when], "dashed": True},
        ],
    }


def export(request: HttpRequest, code: str) -> HttpResponse:
    """The comparison as a table: rank, figure, gaps, source and vintage."""
    person, one = business(request), indicator_or_404(code)
    page = comparison(person, one, request.GET)
    heads = ("位次", "地区", one.titled, "与平均相差", "与前一位相差", "版次", "可信", "出处")
    columns = [Column(h, (h,), "", width=16) for h in heads]
    rows = [
        [str(p.rank), p.region.name, p.value.shown, one.said(p.to_average), one.said(p.to_next) if p.next_above else "",
         p.value.version, _("待核") if p.value.doubtful else "", p.value.whence]
        for p in page["rows"]
    ]  # fmt: skip
    return listing(person, f"{one.name}{periods.words(page['period'])}比较（{page['group']}）", columns, rows)


def value_address(figure: Figure) -> str:
    """The page of a figure."""
    return reverse("figures:value", args=[figure.region.pk, figure.indicator.code, figure.period])


routes = [
    path("i/<slug:code>/", indicator, name="indicator"),
    path("i/<slug:code>/export/", export, name="export"),
]
