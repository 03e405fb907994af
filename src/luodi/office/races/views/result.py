"""The result: the table with places, movement and score bars, one's own row always in view, and the lists."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from luodi.office.races import exactly, queries
from luodi.office.races.models import Version
from luodi.office.races.queries import Line, Sight
from luodi.office.races.views.common import business, round_for, version_or_404


def result_page(request: HttpRequest, pk: int) -> HttpResponse:
    person = business(request)
    round = round_for(person, pk)
    sight, version = version_or_404(request, person, round)
    lines = queries.lines_of(version)
    context = {
        "round": round,
        "race": round.race,
        "version": version,
        "sight": sight,
        "may": round.race.runs(person),
        "p": exactly.printed,
        "exact": exactly.told,
        **page_data(request, sight, version, lines),
    }
    return render(request, "races/result.html", context)


def page_data(request: HttpRequest, sight: Sight, version: Version, lines: list[Line]) -> dict[str, Any]:
    spec = queries.spec_of(version.rules.text)
    ranked = sight.whole or version.published_on is not None
    shown = queries.seen(sight, version, lines)
    parts = queries.parts_of(spec)
    group, grade = request.GET.get("group", ""), request.GET.get("grade", "")
    rows = [x for x in shown if (not group or x.group == group) and (not grade or x.grade == grade)]
    mine = [x for x in shown if x.region in sight.own]
    picked = request.GET.get("unit", "")
    focus = next((x.region for x in shown if str(x.region) == picked), mine[0].region if mine else None)
    whole_table = sight.whole or (version.published_on is not None and spec.publish.table == "full")
    near = queries.standing(shown, focus, whole=whole_table) if focus is not None and ranked else {}
    if near and not whole_table:
        near = {**near, "up": None, "gap": None}  # the one above may not be published
    full = max([x.score for x in shown if x.score is not None] + [spec.full])
    return {
        "spec": spec,
        "parts": parts,
        "duel": queries.duel(spec),
        "rows": rows,
        "shown": shown,
        "total": len(lines),
        "whole_table": whole_table,
        "ranked": ranked,
        "near": near,
        "focus": focus,
        "own": sight.own,
        "groups": list(dict.fromkeys(x.group for x in shown if x.group)),
        "grades": [(g.name, sum(1 for x in shown if x.grade == g.name)) for g in spec.grades],
        "group": group,
        "grade": grade,
        "bars": {x.region: bar(parts, x, float(full)) for x in shown},
        "moved": ranked and any(x.before is not None for x in shown),
        "lists": queries.lists(version.round.race, spec, version.inputs, lines) if sight.whole else None,
        "places": spec.publish.places,
    }


def bar(parts: list[queries.Part], line: Line, full: float) -> list[tuple[int, str, str, float, float]]:
    """(colour, name, points, from, width) of each part, in hundredths of the widest score."""
    made, at = [], 0.0
    for number, part in enumerate(parts):
        value = part.of(line)
        wide = max(0.0, float(value)) * 100 / full if full else 0.0
        made.append((number % 8, part.name, exactly.printed(value), round(at, 3), round(wide, 3)))
        at += wide
    return made


routes = [path("rounds/<int:pk>/result/", result_page, name="result")]
