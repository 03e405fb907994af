"""A unit's page: what it leads and supports, how punctual it is, whom to telephone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from luodi.office.journal.clock import today
from luodi.office.ledger import monthfigures, pastlights, standings
from luodi.office.ledger.filters import leaf
from luodi.office.ledger.lights import COLOURS, Rules
from luodi.office.ledger.models import Report, Round, Supporting, Task
from luodi.office.ledger.models.tasks import LIVE, PRIVATE
from luodi.office.ledger.planfigures import Cell, summed
from luodi.office.ledger.queries.kept import Keeper
from luodi.office.ledger.summary import Item, Rate, completion
from luodi.office.ledger.views.tools import me
from luodi.office.ledger.workdays import Calendar
from luodi.office.units.models import Person, Unit

MONTHS = 12
REDS = 6
LISTED = 20


def unit_page(request: HttpRequest, pk: int) -> HttpResponse:
    person = me(request)
    children = Unit.objects.filter(parent=OuterRef("pk"))
    unit = Unit.objects.filter(pk=pk).annotate(has_below=Exists(children)).first()
    visible = Task.objects.visible_to(person)
    if unit is None or not _sees(unit, person, visible):
        raise Http404(_("没有这个单位，或不在您的范围内。"))
    below = request.GET.get("below") == "1"
    units = Unit.objects.filter(path__startswith=unit.path) if below else Unit.objects.filter(pk=unit.pk)
    led = visible.filter(leaf(), lead__in=units.values("pk")).exclude(state__in=PRIVATE).order_by()
    helped = visible.filter(
        pk__in=Supporting.objects.filter(unit__in=units.values("pk")).values("task_id")
    ).exclude(state__in=PRIVATE)
    day = today()
    supports = _cell(helped.order_by())
    calendar = standings.calendar()
    # The longest overdue first, so that a unit with thousands of tasks still has them among those read.
    known = pastlights.load(led.order_by(F("standing__overdue_days").desc(nulls_last=True), "pk"))
    leads, summary, live = _figures(led, known, unit, day, calendar)
    late = [r for r in known if r.state in LIVE and (r.standing__overdue_days or 0) > 0][: LISTED + 1]
    rounds = list(Round.objects.filter(plan_id__in=led.values("plan_id"), month__lte=day).order_by("-month"))
    reds = red_history(live, known, day, calendar, rounds, Keeper(person))
    people = monthfigures.callers([unit.path], person, "head", "liaison")[unit.path]
    return render(
        request,
        "ledger/unit.html",
        {
            "unit": unit,
            "below": below,
            "has_below": unit.has_below,
            "led": _counts(leads, unit, "lead", below),
            "helped": _counts(supports, unit, "supporting", below),
            "led_total": leads.total,
            "helped_total": supports.total,
            "overdue_total": summary[0],
            "current": str(summary[1]),
            "original": str(summary[2]),
            "punctual": punctuality(led, known, day, rounds),
            "overdue": [pastlights.listed(r) for r in late[:LISTED]],
            "overdue_more": len(late) > LISTED,
            "overdue_href": _link(unit, "lead", below, overdue=1),
            "reds": reds,
            "red_rows": [
                [_("目前") if d == day else f"{d.year}年{d.month}月末", red, n] for d, red, n in reds
            ],
            "people": people,
            "list_href": _link(unit, "lead", below),
            "shown": person.scope.covers(unit.path),
        },
    )


def _sees(unit: Unit, person: Person, visible: Any) -> bool:
    """Units of one's own scope, and those that lead a task one sees."""
    if person.scope.covers(unit.path, "office", "head", "liaison", "leader"):
        return True
    return bool(visible.filter(lead=unit).exists())


def _cell(tasks: Any) -> Cell:
    cell = Cell()
    for light, n in tasks.values_list("standing__light").annotate(n=Count("pk")):
        cell.add(light or "grey", n)
    return cell


def _figures(
    led: Any, known: list[Any], unit: Unit, day: dt.date, calendar: Calendar
) -> tuple[Cell, tuple[int, Rate, Rate], tuple[int, int]]:
    """Lights; overdue and the two rates; red and all open tasks: from the rows at hand, or where there are
    more of them than are read, counted in the database."""
    if len(known) > pastlights.MOST:
        whole = summed(led, unit.name, day, calendar)
        live = led.filter(state__in=LIVE).aggregate(
            n=Count("pk"), red=Count("pk", filter=Q(standing__light="red"))
        )
        return _cell(led), (whole.counts.overdue, whole.current, whole.original), (live["red"], live["n"])
    cell = Cell()
    for r in known:
        cell.add(r.standing__light or "grey", 1)
    going = [r for r in known if r.state in LIVE]
    items = [
        Item(r.due, r.due_first, r.closed_on, stopped=r.state not in LIVE and r.closed_on is None)
        for r in known
    ]
    rates = completion(items, day, "current", calendar), completion(items, day, "original", calendar)
    overdue = sum((r.standing__overdue_days or 0) > 0 for r in going)
    return cell, (overdue, *rates), (sum(r.standing__light == "red" for r in going), len(going))


def _link(unit: Unit, role: str, below: bool, **more: Any) -> str:
    pairs: dict[str, Any] = {"unit": unit.pk, "role": role}
    if not below:
        pairs["own"] = 1
    if role == "lead":
        pairs["leaf"] = 1
    query = "&".join(f"{k}={v}" for k, v in (pairs | more).items())
    return f"{reverse('ledger:list')}?{query}"


def _counts(cell: Cell, unit: Unit, role: str, below: bool) -> list[tuple[str, str, int, str]]:
    """Lights of several plans: in the usual words."""
    rules = Rules()
    return [
        (c, rules.word(c), n, _link(unit, role, below, light=c)) for c, n in cell.worst_first if c in COLOURS
    ]


def punctuality(led: Any, known: list[Any], day: dt.date, rounds: list[Round]) -> dict[str, Any] | None:
    """Month by month over all plans: reports in time, late, and not handed in. One query."""
    rounds = [r for r in rounds if r.due < day][: MONTHS * 3]
    latest = sorted({r.month for r in rounds})[-MONTHS:]
    rounds = [r for r in rounds if r.month in latest]
    if not rounds:
        return None
    in_time = Q(pk__in=[])
    for r in rounds:
        in_time |= Q(round=r, submitted_at__lt=monthfigures.after(r.due))
    filed = {
        pk: (good, bad)
        for pk, good, bad in Report.objects.filter(
            round__in=rounds, submitted_at__isnull=False, task__in=led.values("pk")
        )
        .order_by()
        .values_list("round_id")
        .annotate(good=Count("pk", filter=in_time), bad=Count("pk", filter=~in_time))
    }
    sums: dict[dt.date, list[int]] = {m: [0, 0, 0] for m in latest}
    for r in rounds:
        good, bad = filed.get(r.pk, (0, 0))
        end = monthfigures.after(r.due)
        owed = sum(
            t.plan_id == r.plan_id
            and (t.assigned_at is None or t.assigned_at < end)
            and (t.state in LIVE or (t.closed_on is not None and t.closed_on > r.due))
            for t in known
        )
        for place, n in enumerate((good, bad, max(0, owed - good - bad))):
            sums[r.month][place] += n
    return {
        "x": [f"{m.year}年{m.month}月" if m.month == 1 or m == latest[0] else f"{m.month}月" for m in latest],
        "series": [
            {"name": str(name), "values": [sums[m][place] for m in latest], "colour": colour}
            for place, (name, colour) in enumerate(
                ((_("按时"), "green"), (_("迟报"), "yellow"), (_("未报"), "red"))
            )
        ],
    }


def red_history(
    live: tuple[int, int],
    known: list[Any],
    day: dt.date,
    calendar: Calendar,
    rounds: list[Round],
    keep: Keeper | None = None,
) -> list[tuple[dt.date, int, int]]:
    """How many of how many open tasks were red at the last month ends, and how many are today."""
    ends = []
    first = day.replace(day=1)
    for _n in range(REDS):
        end = first - dt.timedelta(days=1)
        ends.append(end)
        first = end.replace(day=1)
    found = pastlights.kept_lights(keep, known, ends, calendar, None, rounds)
    past = [(e, sum(x.light == "red" for x in found[e].values()), len(found[e])) for e in ends]
    rows = [(day, *live), *past]
    return [r for r in rows if r[2]]


routes = [path("ledger/units/<int:pk>/", unit_page, name="unit")]
