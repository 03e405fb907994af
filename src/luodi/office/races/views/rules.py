"""The rules of a race: the editor with its live check and a preview on today's figures, and every version."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from luodi import racing
from luodi.office.figures import periods
from luodi.office.figures.models import Value
from luodi.office.journal.clock import today
from luodi.office.races import acts, computing, inputs
from luodi.office.races.exactly import printed
from luodi.office.races.exactly import told as told_exactly
from luodi.office.races.forms import RulesForm
from luodi.office.races.models import Race
from luodi.office.races.views.common import business, found, office_only, posted, posts_only, race_for

LARGEST = 200_000


def editor(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: the last version in a text field; POST: a further version, or every fault with its line."""
    person = business(request)
    race = race_for(person, pk)
    office_only(person, race, _("制定规则"))
    versions = list(race.rules.select_related("by"))
    start = versions[0].text if versions else ""
    form = RulesForm(request.POST or None, initial={"text": start})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        answer = posted(
            request, form, reverse("races:rules", args=[pk]), _("已存为新的一版。已经开始的各期仍按原来的版本。"),
            acts.set_rules, race, text=given["text"], why=given["why"],
        )  # fmt: skip
        if answer is not None:
            return answer
    return render(
        request,
        "races/rules.html",
        {"race": race, "form": form, "versions": versions, **told(race, form["text"].value() or "")},
    )


def told(race: Race, text: str) -> dict[str, Any]:
    """What the live check says of a text: its faults by line, else who would stand where on today's figures."""
    text = text.replace("\r\n", "\n")[:LARGEST]
    if not text.strip():
        return {"faults": [{"line": None, "text": _("还没有内容。")}]}
    try:
        contest = racing.loads(text)
    except racing.RaceError as error:
        return {"faults": [{"line": f.line, "text": f.what} for f in error.faults]}
    fields = inputs.fields_of(contest.race)
    faults = [
        {"line": x.line, "text": _("指标目录里没有“%s”，请先建立指标，或改成目录里的代码") % x.column}
        for x in contest.race.indicators()
        if x.column in fields.lost
    ]
    if faults:
        return {"faults": faults}
    period = _period(race, fields.codes)
    if not period:
        return {"faults": [], "spec": contest.race, "preview": None}
    table = inputs.make_table(race, contest.race, period, count=False, fields=fields)
    try:
        result = computing.run(table, text)
    except ValueError as error:
        return {"faults": [{"line": None, "text": str(error)}]}
    rows = [
        {
            "place": x.place,
            "unit": x.unit,
            "group": x.group,
            "score": printed(x.score, contest.race.publish.places),
            "grade": x.grade,
            "lacks": sum(1 for c in x.cells.values() if c.figure is None),
        }
        for x in result.ranked()
    ]
    return {
        "faults": [],
        "spec": contest.race,
        "leaves": len(contest.race.indicators()),
        "preview": rows,
        "period": periods.words(period),
    }


def _period(race: Race, codes: list[str]) -> str:
    """The period the preview is made for: that of the latest round, else the last with figures."""
    last = sorted(race.rounds.values_list("period", flat=True), key=periods.key)
    if last:
        return last[-1]
    done = Value.objects.filter(indicator__code__in=codes, region__races=race).order_by()
    known = [p for p in done.values_list("period", flat=True).distinct() if periods.end(p) <= today()]
    return max(known, key=periods.key, default="")


@posts_only
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """The live check, asked while somebody types; it changes nothing."""
    person = business(request)
    race = race_for(person, pk)
    office_only(person, race, _("制定规则"))
    return render(
        request, "races/_rules_check.html", {"race": race, **told(race, request.POST.get("text", ""))}
    )


def one(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A version as it is, for everybody who sees the race: whoever is ranked may read by what rule."""
    person = business(request)
    race = race_for(person, pk)
    version = found(race.rules.select_related("by"), number=number)
    spec = racing.loads(version.text).race
    return render(
        request,
        "races/rules_one.html",
        {"race": race, "version": version, "spec": spec, "exact": told_exactly},
    )


routes = [
    path("<int:pk>/rules/", editor, name="rules"),
    path("<int:pk>/rules/check/", check, name="rules_check"),
    path("<int:pk>/rules/<int:number>/", one, name="rules_one"),
]
