"""The month page: who has reported, what turned red, what others are asked for."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from luodi.office.journal.clock import today
from luodi.office.ledger import monthfigures, pastlights, standings
from luodi.office.ledger.acts.rounds import close_round, due_of
from luodi.office.ledger.filters import leaf
from luodi.office.ledger.models import Plan, Round, Task
from luodi.office.ledger.models.tasks import LIVE, PRIVATE
from luodi.office.ledger.pagerows import Row, rules_of
from luodi.office.ledger.queries.kept import Keeper, Pieces
from luodi.office.ledger.views.tools import button, found, go, me, part, posts_only
from luodi.office.ledger.workdays import Calendar
from luodi.office.units.models import Person

SHOWN = 100
"""Rows of one kind on the page; beyond them it says how many there are."""


def months(request: HttpRequest, pk: int) -> HttpResponse:
    """All rounds of a plan."""
    person = me(request)
    plan = found(Plan.objects.visible_to(person), pk=pk)
    rounds = list(Round.objects.filter(plan=plan).order_by("-month")[:60])
    return render(request, "ledger/months.html", {"plan": plan, "rounds": rounds, "day": today()})


def month_page(request: HttpRequest, pk: int, month: str) -> HttpResponse:
    person = me(request)
    first = month_given(month)
    seen = Round.objects.filter(plan__in=Plan.objects.visible_to(person), plan=pk)
    rounds = {r.month: r for r in seen.select_related("plan__unit")}
    round = rounds.get(first)
    if round is None:
        found(Plan.objects.visible_to(person), pk=pk)
        raise Http404(_("这个月没有开启月报。"))
    plan, calendar = round.plan, standings.calendar()
    keep = Keeper(person)
    filings = monthfigures.filings(round, person, keep)
    reds, cut = keep.of_plan(
        pk,
        ("reds", round.pk),
        lambda: turned_red(plan, round, person, calendar, list(rounds.values()), keep),
    )
    raised = keep.of_plan(pk, ("raised", round.pk), lambda: monthfigures.raised(round, person))
    order = sorted(rounds)
    place = order.index(first)
    office = person.scope.covers(plan.unit.path, "office")
    whole = monthfigures.whole(filings)
    day = today()
    late = [f for f in filings if f.missing]
    requests, problems = ([r for r in raised if r[what]] for what in ("request", "problems"))

    def lists() -> SafeString:
        by_unit: dict[int, list[dict[str, Any]]] = {}
        for task in monthfigures.missing_tasks(round, person):
            by_unit.setdefault(task["lead_id"], []).append(task)
        paths = tuple(f.path for f in late)
        people = keep.lasting(("liaisons", paths), lambda: monthfigures.callers(paths, person, "liaison"))
        pieces = Pieces("month", round.pk, day, person.scope.grants)
        context = {
            "round": round,
            "day": day,
            "filings": filings,
            "whole": whole,
            "late": late,
            "liaisons": {path: held["liaison"] for path, held in people.items()},
            "missing": by_unit,
            "reds": reds[:SHOWN],
            "reds_cut": cut,
            "reds_total": len(reds),
            "requests": requests,
            "problems": problems,
            "pieces": pieces,
        }
        made = part(request, "ledger/parts/month_lists.html", context)
        pieces.keep()
        return made

    return render(
        request,
        "ledger/month.html",
        {
            "plan": plan,
            "round": round,
            "day": day,
            "moved": _moved(plan, round, calendar),
            "whole": whole,
            "late": len(late),
            "reds_total": len(reds),
            "requests": len(requests),
            "lists": keep.of_plan(pk, ("month lists", round.pk), lists),
            "before": order[place - 1] if place else None,
            "next": order[place + 1] if place + 1 < len(order) else None,
            "review": _review(round) if office and whole.approved else None,
            "closes": office and round.closed_at is None and day > round.due,
            "everything": person.scope.covers(plan.unit.path, "office", "leader"),
        },
    )


@posts_only
def month_close(request: HttpRequest, pk: int, month: str) -> HttpResponse:
    """The office takes no more reports for the month."""
    plan = found(Plan.objects.visible_to(me(request)), pk=pk)
    round = found(Round.objects.filter(plan=plan).select_related("plan__unit"), month=month_given(month))
    said = _("%s月报已关闭，不再接收补报。") % round
    return button(request, go("ledger:month", pk, month), said, close_round, round)


def month_given(text: str) -> dt.date:
    """The first day of the month an address names."""
    if not re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", text):
        raise Http404(_("没有这个月份。"))
    return dt.date(int(text[:4]), int(text[5:]), 1)


def _review(round: Round) -> str:
    """Where the office accepts reports, many at once."""
    return f"{reverse('ledger:reports_inbox')}?round={round.pk}"


def _moved(plan: Plan, round: Round, calendar: Calendar) -> str:
    """Why the due day is not the plan's day, if it is not."""
    day = min(plan.report_day, pastlights.month_end(round.month).day)
    written = round.month.replace(day=day)
    if round.due == written or due_of(plan, round.month, calendar) != round.due:
        return calendar.note(round.due)
    return calendar.explain(written)


def turned_red(
    plan: Plan,
    round: Round,
    person: Person,
    calendar: Calendar,
    rounds: list[Round] | None = None,
    keep: Keeper | None = None,
) -> tuple[list[Row], bool]:
    """Tasks red at the month's end (today, in the current month) and not red at its beginning; whether all
    could be looked at."""
    day = today()
    end = min(pastlights.month_end(round.month), day)
    before = round.month - dt.timedelta(days=1)
    tasks = Task.objects.visible_to(person).filter(leaf(), plan=plan).exclude(state__in=PRIVATE)
    current = end == day
    if current:
        # Red since before the month is no news; only of the rest the light at its beginning is reckoned.
        since = Q(standing__light_since__gte=round.month) | Q(standing__light_since=None)
        tasks = tasks.filter(since, standing__light="red", state__in=LIVE)
        tasks = tasks.order_by("-standing__overdue_days", "pk")
    else:
        tasks = tasks.order_by("pk")
        if plan.last_number > pastlights.MOST and tasks[pastlights.MOST :].exists():
            return [], True
    known = pastlights.load(tasks)
    cut = len(known) > pastlights.MOST
    if cut and not current:
        return [], True
    days = [before] if current else [before, end]
    past = pastlights.kept_lights(keep, known, days, calendar, [plan], rounds)
    was_red = {pk for pk, light in past[before].items() if light.light == "red"}
    if current:
        return [pastlights.listed(r) for r in known if r.pk not in was_red][: SHOWN * 3], cut
    now_red = {pk: light for pk, light in past[end].items() if light.light == "red" and pk not in was_red}
    rows = [pastlights.listed(r) for r in known if r.pk in now_red][: SHOWN * 3]
    rules = rules_of(plan.pk, plan.lights)
    for row in rows:
        light = now_red[row.pk]
        row.colour, row.word = light.light, rules.word(light.light)  # type: ignore[arg-type]
        row.why, row.overdue = light.why, light.overdue_days
    return rows, cut


routes = [
    path("plans/<int:pk>/months/", months, name="months"),
    path("plans/<int:pk>/months/<str:month>/", month_page, name="month"),
    path("plans/<int:pk>/months/<str:month>/close/", month_close, name="month_close"),
]
