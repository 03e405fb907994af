"""One unit in a round: where every point came from, what moved it, what lifts it; and the page to confirm on."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from luodi.office.figures.models import Region
from luodi.office.journal.clock import today
from luodi.office.races import exactly, explaining, inputs, queries
from luodi.office.races.models import Appeal, Round, Version
from luodi.office.races.queries import Line
from luodi.office.races.views.appeals import region_for
from luodi.office.races.views.common import business, number_of, round_for
from luodi.racing.spec import Race as Spec


def unit_page(request: HttpRequest, pk: int, region: int) -> HttpResponse:
    person = business(request)
    round = round_for(person, pk)
    sight, place = region_for(person, round, region)
    version = queries.version_for(sight, round, number_of(request))
    head = place.unit is not None and person.scope.covers(place.unit.path, "head")
    context: dict[str, Any] = {
        "round": round,
        "race": round.race,
        "region": place,
        "version": version,
        "head": head,
        "whole": sight.whole,
        "confirmation": round.confirmations.filter(region=place).select_related("by").first(),
        "appeals": Appeal.objects.visible_to(person)
        .filter(round=round, region=place)
        .select_related("indicator"),
        "p": exactly.printed,
        "exact": exactly.told,
        "in_time": round.confirm_due is None or today() <= round.confirm_due,
    }
    if version is not None:
        version.round = round
        context |= _points(sight, version, place)
    elif sight.whole or round.loose:
        context |= _table_only(round, place)
    return render(request, "races/unit.html", context)


def _points(sight: queries.Sight, version: Version, region: Region) -> dict[str, Any]:
    """Points with their sources; places and movement only where somebody may know of them."""
    lines = queries.lines_of(version)
    ranked = sight.whole or version.published_on is not None
    line = next((x for x in lines if x.region == region.pk), None)
    if line is None:
        return {"line": None}
    spec = queries.spec_of(version.rules.text)
    made: dict[str, Any] = {
        **explaining.nothing(),
        "line": line,
        "spec": spec,
        "ranked": ranked,
        "parts": queries.parts_of(spec),
        "duel": queries.duel(spec),
        "rows": rows_of(version, line),
        "extras": _extras(version, line),
        "places": spec.publish.places,
        "contribution": _contribution(version, line, lines, queries.seen(sight, version, lines))
        if ranked
        else None,
    }
    if ranked:
        named = None if sight.whole else {x.unit for x in queries.seen(sight, version, lines)}
        made |= explaining.told(version, line.unit, named)
    return made


def rows_of(version: Version, line: Line) -> list[dict[str, Any]]:
    """Every indicator: figure, target, points, share of the score, and where each number is from."""
    spec = queries.spec_of(version.rules.text)
    cells, duel = version.inputs["cells"], queries.duel(spec)
    made = []
    for part in queries.parts_of(spec):
        for leaf in part.leaves:
            cell = line.cells[leaf.code]
            source = cells[leaf.column][line.at]
            full = Fraction(version.result["weights"].get(leaf.code) or 0)
            made.append(
                {
                    "leaf": leaf,
                    "part": part.name,
                    "cell": cell,
                    "adds": cell.points if duel else cell.adds,
                    "value": source,
                    "target": cells[leaf.target_column][line.at] if leaf.target_column else None,
                    "base": cells[leaf.base_column][line.at] if leaf.base_column else None,
                    "href": href_of(version, line.region, source),
                    "target_has": bool(leaf.target_column),
                    "base_has": bool(leaf.base_column),
                    "full": Fraction(100) if duel else full,
                    "share": _share(spec, cell, full),
                }
            )
    return made


def _share(spec: Spec, cell: queries.Cell, full: Fraction) -> float | None:
    """How much of what could be had was: in hundredths; None where means leave no such share."""
    if queries.duel(spec):
        return None if cell.points is None else float(cell.points)
    return float(100 * cell.adds / full) if full and spec.aggregation == "sum" else None


def href_of(version: Version, region: int, source: dict[str, Any] | None) -> str:
    """The page of a figure with all its vintages and its file."""
    if not source or "code" not in source:
        return ""
    return reverse("figures:value", args=[region, source["code"], source["period"]])


def _extras(version: Version, line: Line) -> list[dict[str, Any]]:
    """Bonus, deduction and vetoes, with the entries and tasks they were counted from."""
    spec = queries.spec_of(version.rules.text)
    cells = version.inputs["cells"]
    rows: list[dict[str, Any]] = [
        {"name": e.name, "points": line.extras.get(e.code), "cell": cells[e.column][line.at], "veto": False}
        for e in spec.extras
    ]
    rows += [
        {"name": v.name, "points": None, "cell": cells[v.column][line.at], "veto": True}
        for v in spec.vetoes
        if v.code in line.vetoes
    ]
    return [r for r in rows if r["cell"] is not None and (r["points"] or r["veto"])]


def _contribution(version: Version, line: Line, all_lines: list[Line], lines: list[Line]) -> dict[str, Any]:
    """What each indicator adds, beside the mean of those that may be read: a chart with its table. Where units are
    compared two by two nothing adds up: then it is the points out of a hundred."""
    spec = queries.spec_of(version.rules.text)
    leaves, duel = spec.indicators(), queries.duel(spec)
    count = max(1, len(lines))

    def of(one: Line, code: str) -> Fraction:
        cell = one.cells[code]
        return (cell.points or Fraction(0)) if duel else cell.adds

    means = [sum((of(x, leaf.code) for x in lines), Fraction(0)) / count for leaf in leaves]
    return {
        "x": [leaf.name for leaf in leaves],
        "unit": "分",
        "across": True,
        "series": [
            {"name": line.unit, "values": [float(exactly.printed(of(line, x.code))) for x in leaves]},
            {
                "name": "全部平均" if len(lines) == len(all_lines) else "公布单位平均",
                "values": [float(exactly.printed(m)) for m in means],
            },
        ],
    }


def _table_only(round: Round, region: Region) -> dict[str, Any]:
    """Before anything is computed: the unit's figures as they stand."""
    table = inputs.table_of(round, round.rules)
    at = next((n for n, u in enumerate(table["units"]) if u["region"] == region.pk), None)
    if at is None:
        return {"line": None}
    spec = queries.spec_of(round.rules.text)
    headings = dict.fromkeys(x.column for x in spec.indicators())
    return {
        "line": None,
        "plain": [
            {
                "name": h,
                "value": (c := table["cells"][h][at]),
                "href": reverse("figures:value", args=[region.pk, c["code"], c["period"]]) if c else "",
            }
            for h in headings
        ],
    }


routes = [path("rounds/<int:pk>/unit/<int:region>/", unit_page, name="unit")]
