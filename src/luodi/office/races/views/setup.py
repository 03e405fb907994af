"""The races somebody may know of, one race with its rounds, and its settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from luodi import racing
from luodi.office.figures import periods
from luodi.office.journal.clock import today
from luodi.office.journal.models import Entry as Noted
from luodi.office.races import acts, queries
from luodi.office.races.exactly import printed
from luodi.office.races.forms import RaceForm, RoundForm
from luodi.office.races.models import Race, Round, Version
from luodi.office.races.views.common import business, office_only, posted, race_for
from luodi.office.races.waiting import to_confirm
from luodi.office.units.models import Person
from luodi.office.units.scope import Refusal


def listing(request: HttpRequest) -> HttpResponse:
    """Every race with its latest round and whose move it is."""
    person = business(request)
    races = list(Race.objects.visible_to(person).select_related("unit"))
    latest: dict[int, Round] = {}
    for one in Round.objects.visible_to(person).filter(race__in=races).select_related("race__unit"):
        if one.race_id not in latest or periods.key(one.period) > periods.key(latest[one.race_id].period):
            latest[one.race_id] = one
    rows = [{"race": r, "round": latest.get(r.pk)} for r in races]
    context = {
        "rows": rows,
        "may": person.has("office"),
        "mine": list(to_confirm(person)) if person.has("head") else [],
    }
    return render(request, "races/list.html", context)


def race_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One race: its rounds, and the series of places over those published."""
    person = business(request)
    race = race_for(person, pk)
    rounds = list(Round.objects.visible_to(person).filter(race=race).select_related("rules", "race__unit"))
    rounds.sort(key=lambda r: (periods.key(r.period), r.pk), reverse=True)
    may = race.runs(person)
    context = {
        "race": race,
        "rounds": rounds,
        "may": may,
        "whole": race.whole(person),
        "rules": race.rules.first() if race.whole(person) else None,
        "participants": race.participants.select_related("region").all() if race.whole(person) else (),
        "entries": Noted.objects.about(race).order_by("-number")[:20] if race.whole(person) else (),
        "today": today(),
        **_series(person, race, rounds),
    }
    return render(request, "races/race.html", context)


def _series(person: Person, race: Race, rounds: list[Round]) -> dict[str, Any]:
    """Places over the published rounds: of one's own units, or of those that lead now."""
    sight = queries.sight_of(person, race)
    told: dict[int, Version] = {}
    rows = Version.objects.filter(round__in=rounds, published_on__isnull=False).select_related(
        "rules", "previous"
    )
    for version in rows.order_by("number"):
        told[version.round_id] = version
    course = [r for r in reversed(rounds) if r.pk in told]
    if not course:
        return {"series": None}
    lines = {r.pk: {x.region: x for x in queries.lines_of(told[r.pk])} for r in course}
    last = lines[course[-1].pk]
    ranked = sorted((x for x in last.values() if x.place), key=lambda x: x.place or 0)
    if sight.whole:
        picked = [x.region for x in ranked[:6]]
    else:
        picked = [x.region for x in ranked if x.region in sight.own][:6]
    names = {x.region: x.unit for x in last.values()}
    series = [
        {
            "name": names[pk],
            "values": [x.place if (x := lines[r.pk].get(pk)) is not None else None for r in course],
        }
        for pk in picked
    ]
    head = [_("单位"), *(r.period_words for r in course)]
    table = [
        [
            names[pk],
            *(
                f"第{x.place}名（{printed(x.score)}分）" if (x := lines[r.pk].get(pk)) and x.place else "—"
                for r in course
            ),
        ]
        for pk in picked
    ]
    return {
        "series": {"x": [r.period_words for r in course], "series": series, "unit": "名", "inverse": True}
        if picked
        else None,
        "series_table": {"head": head, "rows": table},
    }


def _shipped() -> str:
    return Path(racing.shipped()["county-race"]).read_text("utf-8")


def race_new(request: HttpRequest) -> HttpResponse:
    person = business(request)
    if not person.has("office"):
        raise Refusal(_("只有办公室可以设立赛马。"))
    form = RaceForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        answer = posted(
            request, form, reverse("races:list"), _("已设立，规则先用系统自带的县（市、区）季度赛马，请按自己的文件修改。"),
            acts.open_race, given.pop("unit"), text=_shipped(), **given,
        )  # fmt: skip
        if answer is not None:
            return answer
    return render(request, "races/race_form.html", {"form": form, "race": None})


def race_edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = business(request)
    race = race_for(person, pk)
    office_only(person, race, _("修改赛马"))
    form = RaceForm(person, request.POST or None, instance=race)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        kept = Race.objects.select_related("unit").get(pk=race.pk)
        answer = posted(
            request, form, reverse("races:race", args=[pk]), _("已修改。"), acts.change_race, kept, **given
        )
        if answer is not None:
            return answer
    return render(request, "races/race_form.html", {"form": form, "race": race})


def round_new(request: HttpRequest, pk: int) -> HttpResponse:
    person = business(request)
    race = race_for(person, pk)
    office_only(person, race, _("开始一期赛马"))
    kind = "quarter"
    last = race.rounds.order_by("-period").values_list("period", flat=True).first()
    if last:
        kind = periods.kind_of(last)
    initial = {
        "period": periods.before(periods.of(today(), kind)),
        "collect_due": today(),
        "rules": race.rules.first(),
    }
    form = RoundForm(race, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made: list[Round] = []

        def do(actor: Person, **given: Any) -> None:
            made.append(acts.open_round(actor, race, **given))

        answer = posted(request, form, "", _("已开始。"), do, **form.cleaned_data)
        if answer is not None:
            answer["Location"] = reverse("races:round", args=[made[0].pk])
            return answer
    return render(request, "races/round_form.html", {"form": form, "race": race})


routes = [
    path("", listing, name="list"),
    path("new/", race_new, name="new"),
    path("<int:pk>/", race_page, name="race"),
    path("<int:pk>/edit/", race_edit, name="edit"),
    path("<int:pk>/rounds/new/", round_new, name="round_new"),
]
