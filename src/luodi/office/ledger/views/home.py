"""我的工作: what waits for this person, one section for each role held."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, path, reverse

from luodi.office.ledger import homequeries as ask
from luodi.office.ledger.pagequeries_a import lights_in, lights_of, word
from luodi.office.ledger.queries.own import reports_to_file
from luodi.office.ledger.views.reviewing import waiting
from luodi.office.ledger.views.tools import me
from luodi.office.units.models import Person
from luodi.office.web import navigation
from luodi.office.web.waiting import waiting_for

FEW = 8


def home(request: HttpRequest) -> HttpResponse:
    """The first page after signing in."""
    person = me(request)
    has = person.has
    context: dict[str, Any] = {
        "today_words": ask.greeting(),
        "liaison": _liaison(person) if has("liaison") else None,
        "head": _head(person) if has("head") else None,
        "steps": ask.steps(person) if has("head", "office", "leader") else [],
        "office": _office(person) if has("office") else None,
        "leader": _leader(person) if has("leader") else None,
        "waiting": waiting_for(person),
        "elsewhere": [],
        "back": request.path,
    }
    if not has("liaison", "head", "office", "leader"):
        entries = navigation.items_for(person, request.path)
        context["elsewhere"] = [e for e in entries if e.href not in ("/", "/tasks/", "/plans/")]
    return render(request, "ledger/home.html", context)


def _liaison(person: Person) -> dict[str, Any]:
    rows = reports_to_file(person)
    rest = [r for r in rows if r.open]
    return {
        "receive": ask.to_receive(person),
        "returned": [r for r in rest if r.state == "returned"],
        "to_file": [r for r in rest if r.state != "returned"],
        "of": len(rows),
        "left": ask.left_words(rows),
        "lights": lights_of(ask.own_standings(person)),
    }


def _head(person: Person) -> dict[str, Any]:
    rows = waiting(person, "approve", 0, FEW + 1)
    missing = [r for r in reports_to_file(person, kind="head") if r.open]
    return {
        "reports": rows[:FEW],
        "more": len(rows) > FEW,
        "missing": missing[:20],
        "missing_count": len(missing),
    }


def _office(person: Person) -> dict[str, Any]:
    rows = waiting(person, "accept", 0, FEW + 1)
    return {
        "reports": rows[:FEW],
        "more": len(rows) > FEW,
        "instructions": ask.open_instructions(person),
        "late": ask.late_units(person),
        "red": ask.turned_red(person),
        "desk": _address("documents:list"),
    }


def _leader(person: Person) -> dict[str, Any]:
    worst, led = ask.worst(person), ask.led_figures(person)
    lights: Counter[str] = Counter()
    for (_plan, light, *_rest), n in led.items():
        lights[light] += n
    return {
        "sentences": ask.plan_sentences(led),
        "lights": lights_in(lights),
        "red": [(s, word(None, s.light)) for s in worst],
        "requests": ask.requests(person),
    }


def _address(name: str) -> str | None:
    """A page of an app that stands above this one: there or not."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


routes = [path("", home, name="home")]
