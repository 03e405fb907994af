"""Plans: the list, one plan at a glance, making and changing it, and the working days deadlines move by."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from luodi.office.journal.clock import today
from luodi.office.ledger import acts, planfigures, standings
from luodi.office.ledger.filters import leaf
from luodi.office.ledger.lightrules import COLOURS, PRESETS, Rules
from luodi.office.ledger.models import Day, Plan, Round, Task
from luodi.office.ledger.models.tasks import PRIVATE
from luodi.office.ledger.planforms import LightsForm, PlanForm, rule_values, year_given
from luodi.office.ledger.queries.kept import Keeper, Pieces
from luodi.office.ledger.views.tools import after, found, me, part, put_errors
from luodi.office.units.models import Person
from luodi.office.units.scope import Refusal


def plans(request: HttpRequest) -> HttpResponse:
    """All plans the person sees, with their lights: two queries."""
    person = me(request)
    rows = list(Plan.objects.visible_to(person).select_related("unit"))
    cells: dict[int, planfigures.Cell] = {plan.pk: planfigures.Cell() for plan in rows}
    for (plan_id, light), n in _all_lights(person).items():
        if plan_id in cells:
            cells[plan_id].add(light or "grey", n)
    listed = [
        {"plan": plan, "total": cells[plan.pk].total, "lights": lights_of(plan, cells[plan.pk])}
        for plan in rows
    ]
    return render(request, "ledger/plans.html", {"plans": listed, "may_open": person.has("office")})


def _all_lights(person: Person) -> Counter[tuple[int, str]]:
    """How many tasks of each plan stand at each light, parts instead of what they roll up to: one query."""

    def count(units: Collection[int] | None) -> dict[int, Counter[tuple[int, str]]]:
        rows = Task.objects.visible_to(person).filter(leaf()).exclude(state__in=PRIVATE).order_by()
        if units is not None:
            rows = rows.filter(lead__in=units)
        found: dict[int, Counter[tuple[int, str]]] = defaultdict(Counter)
        counted = rows.values_list("lead_id", "plan_id", "standing__light").annotate(n=Count("pk"))
        for lead, plan_id, light, n in counted:
            found[lead][plan_id, light] += n
        return found

    return sum(Keeper(person).by_unit(None, "all lights", count).values(), Counter())


def plan_page(request: HttpRequest, pk: int) -> HttpResponse:
    person = me(request)
    plan = found(Plan.objects.visible_to(person).select_related("unit"), pk=pk)
    day = today()
    rules = Rules.from_dict(plan.lights)
    keep, word = Keeper(person), {str(colour): rules.word(colour) for colour in COLOURS}
    matrix = keep.of_plan(pk, "matrix", lambda: planfigures.matrix(plan, person, keep))
    summary = keep.of_plan(pk, "summary", lambda: planfigures.summary(plan, person, day, keep))
    burn = None
    if matrix.whole.total:
        burn = keep.of_plan(pk, "burn", lambda: planfigures.burn_up(plan, person, day, keep))

    def matrix_html() -> SafeString:
        pieces = Pieces("matrix", pk, tuple(word.items()), tuple(matrix.themes), person.scope.grants)
        context = {"matrix": matrix, "word": word, "link": _links(plan), "pieces": pieces}
        made = part(request, "ledger/parts/plan_matrix.html", context)
        pieces.keep()
        return made

    rounds = list(Round.objects.filter(plan=plan).order_by("-month")[:1])
    return render(
        request,
        "ledger/plan.html",
        {
            "plan": plan,
            "matrix": matrix,
            "word": word,
            "key": rules.key(),
            "mode": _("比较的是相差的百分点。")
            if rules.mode == "absolute"
            else _("比较的是占计划数的比例。"),
            "totals": lights_of(plan, matrix.whole),
            "matrix_html": keep.of_plan(pk, "matrix html", matrix_html),
            "tags": keep.of_plan(pk, "tags", lambda: planfigures.by_tag(plan, person, keep)),
            "summary": summary,
            "burn": burn,
            "round": rounds[0] if rounds else None,
            "link": _links(plan),
            "bars": _bars,
            "may_edit": person.scope.covers(plan.unit.path, "office"),
            "whole": person.scope.covers(plan.unit.path, "office", "leader"),
        },
    )


def _links(plan: Plan) -> Any:
    """`link(unit=…, theme=…, light=…)`: the list with exactly the tasks a figure counts; `below` with those of
    the units below."""
    base = reverse("ledger:list")

    def link(below: bool = False, **conditions: Any) -> str:
        pairs: list[tuple[str, Any]] = [("plan", plan.pk)]
        if "unit" in conditions:
            conditions |= {"role": "lead", "own": None if below else 1}
        pairs += [(k, v) for k, v in conditions.items() if v is not None]
        return f"{base}?{urlencode([*pairs, ('leaf', 1)])}"

    return link


def _bars(lines: list[planfigures.Line], figure: str) -> list[float | None]:
    """A chart's values to one decimal place."""
    values = [getattr(line, figure) for line in lines]
    return [None if v is None else round(float(v), 1) for v in values]


def lights_of(plan: Plan, cell: planfigures.Cell) -> list[tuple[str, str, int, str]]:
    """Counts as `ui.lights` wants them, each with the list behind it."""
    rules = Rules.from_dict(plan.lights)
    link = _links(plan)
    return [(c, rules.word(c), n, link(light=c)) for c, n in cell.worst_first]


# ── making and changing ─────────────────────────────────────────────────────
def plan_new(request: HttpRequest) -> HttpResponse:
    person = me(request)
    if not person.has("office"):
        raise Refusal(_("只有办公室可以建立方案。"))
    posted = request.POST if request.method == "POST" else None
    form = PlanForm(posted, person=person, initial={"since": today().replace(month=1, day=1)})
    lights = LightsForm(posted)
    if posted is not None:
        if "apply" in posted:
            lights = _applied(posted)
            form.is_bound = False
            form.initial = {k: posted.get(k, "") for k in form.fields}
        elif form.is_valid() & lights.is_valid():
            values = {k: v for k, v in form.cleaned_data.items() if k != "unit"}
            try:
                plan = acts.open_plan(person, form.cleaned_data["unit"], lights=lights.rules, **values)
                return after(
                    request, reverse("ledger:plan", args=[plan.pk]), _("方案“%s”已建立。") % plan.name
                )
            except (Refusal, ValidationError) as error:
                put_errors(form, error)
    return render(request, "ledger/plan_form.html", _form_page(form, lights, None))


def plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = me(request)
    plan = found(Plan.objects.visible_to(person).select_related("unit"), pk=pk)
    person.scope.require(plan.unit.path, "office", doing=_("修改方案"))
    posted = request.POST if request.method == "POST" else None
    form = PlanForm(posted, person=person, plan=plan)
    lights = LightsForm(posted, rules=Rules.from_dict(plan.lights))
    if posted is not None:
        if "apply" in posted:
            lights = _applied(posted)
            form.is_bound = False
            form.initial = {k: posted.get(k, "") for k in form.fields}
        elif form.is_valid() & lights.is_valid():
            values = dict(form.cleaned_data)
            if lights.rules.to_dict() != Rules.from_dict(plan.lights).to_dict():
                values["lights"] = lights.rules.to_dict()
            try:
                acts.change_plan(person, plan, why=values.pop("why"), **values)
                return after(request, reverse("ledger:plan", args=[plan.pk]), _("方案已保存。"))
            except (Refusal, ValidationError) as error:
                put_errors(form, error)
    return render(request, "ledger/plan_form.html", _form_page(form, lights, plan))


def _applied(posted: Any) -> LightsForm:
    """The form with a preset's values in place of what was typed; nothing is saved yet."""
    preset = PRESETS.get(posted.get("lights-preset", ""))
    if preset is None:
        return LightsForm(initial={k.removeprefix("lights-"): v for k, v in posted.items()})
    return LightsForm(initial={**rule_values(preset.rules), "preset": preset.name}, rules=preset.rules)


def _form_page(form: PlanForm, lights: LightsForm, plan: Plan | None) -> dict[str, Any]:
    return {
        "form": form,
        "lights": lights,
        "plan": plan,
        "presets": list(PRESETS.values()),
        "colours": COLOURS,
        "key": lights.rules.key(),
    }


# ── working days ────────────────────────────────────────────────────────────
def workdays(request: HttpRequest) -> HttpResponse:
    """Which days of a year are worked; whether that year has been announced."""
    me(request)
    day = today()
    year = year_given(request.GET.get("year"), day)
    calendar = standings.calendar()
    rows = list(Day.objects.filter(date__year=year).order_by("date"))
    years = sorted({d.year for d in Day.objects.dates("date", "year")} | {day.year, day.year + 1, year})
    return render(
        request,
        "ledger/workdays.html",
        {
            "year": year,
            "years": [
                {"key": y, "label": f"{y}年", "href": f"?year={y}", "known": calendar.covers(y)}
                for y in years
            ],
            "known": calendar.covers(year),
            "rows": rows,
            "special": [[d.date, _("上班") if d.working else _("放假"), d.name] for d in rows],
            "months": [_month(year, m, calendar) for m in range(1, 13)],
            "working": sum(calendar.is_working(d) for d in _days(year)),
        },
    )


def _days(year: int) -> list[dt.date]:
    first = dt.date(year, 1, 1)
    return [first + dt.timedelta(days=n) for n in range((dt.date(year + 1, 1, 1) - first).days)]


def _month(year: int, month: int, calendar: Any) -> dict[str, Any]:
    days = [d for d in _days(year) if d.month == month]
    weeks: list[list[Any]] = [[None] * days[0].weekday()]
    for d in days:
        if len(weeks[-1]) == 7:
            weeks.append([])
        off, weekend = not calendar.is_working(d), d.weekday() >= 5
        kind = (
            "holiday"
            if off and not weekend
            else "swapped"
            if not off and weekend
            else "weekend"
            if off
            else ""
        )
        weeks[-1].append({"day": d, "kind": kind, "name": calendar.name(d)})
    weeks[-1] += [None] * (7 - len(weeks[-1]))
    return {"label": f"{month}月", "weeks": weeks}


routes = [
    path("plans/", plans, name="plans"),
    path("plans/new/", plan_new, name="plan_new"),
    path("plans/<int:pk>/", plan_page, name="plan"),
    path("plans/<int:pk>/edit/", plan_edit, name="plan_edit"),
    path("workdays/", workdays, name="workdays"),
]
