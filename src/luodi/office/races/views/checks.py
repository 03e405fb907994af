"""The check of a round: every finding by its kind, what it means, what to do, and explanations of several at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from luodi.office.figures import periods
from luodi.office.races import acts, inputs, queries
from luodi.office.races.findingwords import Words, words
from luodi.office.races.models import CheckLine, Round
from luodi.office.races.views.common import after, business, round_for, told
from luodi.office.units.scope import Refusal

SERIOUS = CheckLine.Level.SERIOUS


@dataclass
class Kind:
    """Findings of one kind; `open`: those that have to be dealt with still."""

    rule: str
    words: Words
    lines: list[CheckLine] = field(default_factory=list)

    @property
    def open(self) -> int:
        return sum(1 for c in self.lines if not c.settled)

    @property
    def unsaid(self) -> list[CheckLine]:
        return [c for c in self.lines if not c.explained]

    @property
    def said(self) -> list[CheckLine]:
        return [c for c in self.lines if c.explained]


def check_page(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: what the check found; POST: why a finding, or several of one kind, are no fault."""
    person = business(request)
    round = round_for(person, pk)
    if not round.race.whole(person):
        raise Refusal(_("核查情况只有组织单位可以看。"))
    if request.method == "POST":
        here = reverse("races:check", args=[pk])
        asked = {int(t) for t in request.POST.getlist("line") if t.isascii() and t.isdigit() and len(t) < 18}
        picked = list(round.checks.filter(pk__in=asked))
        if len(picked) < len(asked):
            raise Http404
        try:
            if len(picked) == 1:
                acts.explain(person, picked[0], why=request.POST.get("why", ""))
            else:
                acts.explain_all(person, round, picked, why=request.POST.get("why", ""))
        except (Refusal, ValidationError) as error:
            return told(request, here, error)
        return after(request, here, _("%(n)d处的说明已记下。") % {"n": len(picked)})
    lines = list(round.checks.select_related("region", "explained_by"))
    return render(
        request,
        "races/check.html",
        {
            "round": round,
            "race": round.race,
            "lines": lines,
            "kinds": by_kind(lines),
            "places": _places(round),
            "left": sum(1 for c in lines if not c.settled),
            "may": round.race.runs(person),
        },
    )


def by_kind(lines: list[CheckLine]) -> list[Kind]:
    """Kinds with something to deal with first, then by how many there are."""
    kinds: dict[str, Kind] = {}
    for one in sorted(lines, key=lambda c: (c.level != SERIOUS, c.pk)):
        kinds.setdefault(one.rule, Kind(one.rule, words(one.rule))).lines.append(one)
    return sorted(kinds.values(), key=lambda k: (-k.open, -len(k.lines)))


def _places(round: Round) -> dict[str, tuple[str, str]]:
    """By a column's heading, whose page shows its values: (indicator's code, period). One query."""
    made = inputs.fields_of(queries.spec_of(round.rules.text))
    earlier = periods.year_earlier(round.period)
    return {
        f.heading: (f.code, earlier if f.kind == "base" else round.period)
        for f in made.fields
        if f.code and f.kind in ("figure", "base")
    }


routes = [path("rounds/<int:pk>/check/", check_page, name="check")]
