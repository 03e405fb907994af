"""How sure the places are: ordering the draws, their course, the picture of rank intervals, the best case of each
unit, and the places without each indicator."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from luodi.office.races import acts, queries
from luodi.office.races.forms import StudyForm
from luodi.office.races.models import Study, Version
from luodi.office.races.views.common import after, business, errors_of, round_for, told, version_or_404
from luodi.office.units.scope import Refusal


def sure_page(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: the last study of the version; POST: another; `part=state` is the piece that is asked again."""
    person = business(request)
    round = round_for(person, pk)
    if not round.race.whole(person):
        raise Refusal(_("稳健性检验只有组织单位可以看。"))
    _sight, version = version_or_404(request, person, round)
    here = reverse("races:sure", args=[pk])
    may = round.race.runs(person)
    form = StudyForm(request.POST or None) if may else None
    if request.method == "POST":
        if form is None:
            raise Refusal(_("稳健性检验由组织单位办公室发起。"))
        if not form.is_valid():
            return errors_of(request, form, here)
        try:
            acts.order_study(person, version, **form.cleaned_data)
        except (Refusal, ValidationError) as error:
            return told(request, here, error)
        return after(request, here, _("已开始检验，进度在下面。"))
    study = version.studies.select_related("by").first()
    context: dict[str, Any] = {
        "round": round,
        "race": round.race,
        "version": version,
        "study": study,
        "form": form,
        "may": may,
        "rows": None,
    }
    if request.GET.get("part") == "state":
        return render(request, "races/_study.html", context)
    if study is not None and study.state == Study.State.DONE:
        context |= _picture(study, version)
    return render(request, "races/sure.html", context)


def _picture(study: Study, version: Version) -> dict[str, Any]:
    places = {x.region: x.place for x in queries.lines_of(version)}
    rows = sorted(study.result["rows"], key=lambda r: (places.get(r["region"]) or 9999, r["mid"]))
    return {
        "rows": [{**r, "place": places.get(r["region"])} for r in rows],
        "chart": {
            "x": [r["unit"] for r in rows],
            "ranges": [[r["low"], r["high"], places.get(r["region"]) or r["mid"]] for r in rows],
            "words": [_("90%的抽样里在第"), _("正式位次")],
            "unit": _("名"),
        },
        "table": [
            [
                r["unit"],
                places.get(r["region"]),
                r["low"],
                r["mid"],
                r["high"],
                f"{100 * r['first']:.1f}%",
                f"{100 * r['last']:.1f}%",
            ]
            for r in rows
        ],
        "height": max(240, 26 * len(rows) + 60),
        "sensitivity": study.result.get("sensitivity"),
        "duel": queries.duel(queries.spec_of(version.rules.text)),
        "best": _best(study.result.get("best"), places),
        "without": _without(study.result.get("without")),
    }


def _best(found: dict[str, Any] | None, places: dict[int, int | None]) -> dict[str, Any] | None:
    """Place now and place under the weights that suit a unit best: a picture, a table, a sentence."""
    if not found or found.get("error"):
        return found
    rows = sorted(found["rows"], key=lambda r: (places.get(r["region"]) or 9999, r["place"]))
    first = [r["unit"] for r in rows if r["place"] == 1]
    stuck = [r["unit"] for r in rows if (places.get(r["region"]) or 0) > 3 and r["place"] > 3]
    return {
        **found,
        "chart": {
            "x": [r["unit"] for r in rows],
            "across": True,
            "unit": _("名"),
            "series": [
                {"name": _("正式位次"), "values": [places.get(r["region"]) for r in rows]},
                {"name": _("权重最有利时的位次"), "values": [r["place"] for r in rows]},
            ],
        },
        "rows": [{**r, "now": places.get(r["region"])} for r in rows],
        "first": first,
        "stuck": stuck,
        "height": max(260, 34 * len(rows) + 60),
    }


def _without(found: dict[str, Any] | None) -> dict[str, Any] | None:
    """Average places moved without each indicator: a picture, a table, a sentence."""
    if not found or found.get("error"):
        return found
    rows = found["rows"]
    return {
        "rows": rows,
        "most": rows[0] if rows and rows[0]["moved"] else None,
        "none": [r["name"] for r in rows if not r["moved"]],
        "chart": {
            "x": [r["name"] for r in rows],
            "across": True,
            "unit": _("位"),
            "series": [{"name": _("平均变动位数"), "values": [float(r["shift"]) for r in rows]}],
        },
        "height": max(240, 30 * len(rows) + 60),
    }


routes = [path("rounds/<int:pk>/sure/", sure_page, name="sure")]
