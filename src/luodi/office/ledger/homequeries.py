"""What stands on 我的工作: for each role, what waits for this person. Short lists, counted in the database."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from luodi.office.journal.clock import today
from luodi.office.ledger import summary
from luodi.office.ledger.models import (
    Instruction,
    Plan,
    Postponement,
    Report,
    Round,
    SignOff,
    Standing,
    Task,
)
from luodi.office.ledger.models.tasks import LIVE, PRIVATE
from luodi.office.ledger.queries import own
from luodi.office.ledger.queries.kept import Keeper
from luodi.office.ledger.queries.own import ToFile, own_units
from luodi.office.units.models import Person

FEW = 10


@dataclass(frozen=True)
class Step:
    """One thing to decide: a postponement or a sign-off at the step this person has."""

    what: str
    href_name: str
    pk: int
    task: Task
    asked_by: str
    asked_on: Any
    note: str
    blocked: bool  # the person had an earlier step


def to_receive(person: Person) -> list[Task]:
    """Tasks handed out to the person's units and not received yet."""
    return list(own.to_receive(person)[: 2 * FEW])


def left_words(rows: Sequence[ToFile]) -> str:
    """How many reports there are, how many are left, and by when the next of them is due."""
    rest = [r for r in rows if r.open]
    told = [_("共%(of)s份，已报%(n)s份") % {"of": len(rows), "n": len(rows) - len(rest)}]
    day = today()
    if late := sum(r.due < day for r in rest):
        told.append(_("%(n)s份已过截止日，请尽快补报") % {"n": late})
    if ahead := [r.due for r in rest if r.due >= day]:
        until = min(ahead)
        told.append(
            _("还有%(n)s份，请在%(month)s月%(day)s日前报送")
            % {"n": ahead.count(until), "month": until.month, "day": until.day}
        )
        if more := len(ahead) - ahead.count(until):
            told.append(_("另%(n)s份以后截止") % {"n": more})
    return _("，").join(told)


def own_standings(person: Person) -> QuerySet[Standing]:
    """How the person's own tasks stand."""
    rows = Standing.objects.filter(own_units(person, "liaison"), rolled=False)
    return rows.exclude(state__in=PRIVATE)


def steps(person: Person) -> list[Step]:
    """Postponements and sign-offs that wait for this person, the oldest first."""
    found = [_postponement(person, p) for p in _postponements(person)]
    found += [_signoff(person, s) for s in _signoffs(person)]
    return sorted(found, key=lambda s: s.asked_on)


def _postponements(person: Person) -> list[Postponement]:
    if not person.has("head", "office"):
        return []
    head = Q(state=Postponement.State.ASKED) & person.scope.within("task__lead__path", "head")
    office = Q(state=Postponement.State.APPROVED) & person.scope.within("task__plan__unit__path", "office")
    rows = Postponement.objects.filter(head | office).select_related("task__lead", "task__plan", "asked_by")
    return list(rows.order_by("asked_at")[: 2 * FEW])


def _signoffs(person: Person) -> list[SignOff]:
    if not person.has("head", "office", "leader"):
        return []
    state = SignOff.State
    wanted = (
        Q(state=state.UNIT) & person.scope.within("task__lead__path", "head")
        | Q(state=state.OFFICE) & person.scope.within("task__plan__unit__path", "office")
        | Q(state=state.LEADER) & person.scope.within("task__plan__unit__path", "leader")
    )
    rows = SignOff.objects.filter(wanted).select_related("task__lead", "task__plan", "asked_by")
    return list(rows.order_by("asked_at")[: 2 * FEW])


def _postponement(person: Person, row: Postponement) -> Step:
    before, asked = (f"{d.year}年{d.month}月{d.day}日" for d in (row.due_before, row.due_asked))
    earlier = (row.asked_by_id, row.approved_by_id)
    note = f"{before}→{asked}"
    return Step(
        "延期申请", "ledger:postponement", row.pk, row.task, row.asked_by.name, row.asked_at, note,
        person.pk in earlier,
    )  # fmt: skip


def _signoff(person: Person, row: SignOff) -> Step:
    earlier = (row.asked_by_id, row.approved_by_id, row.checked_by_id)
    return Step(
        "办结申请", "ledger:signoff", row.pk, row.task, row.asked_by.name, row.asked_at,
        str(row.get_state_display()), person.pk in earlier,
    )  # fmt: skip


def open_instructions(person: Person) -> list[Instruction]:
    """Leaders' words the office has not made a task of yet."""
    rows = Instruction.objects.filter(person.scope.within("plan__unit__path", "office"))
    rows = rows.filter(state=Instruction.State.OPEN).select_related("leader", "plan", "task")
    return list(rows.order_by("at", "pk")[:FEW])


def late_units(person: Person) -> list[tuple[str, int, int]]:
    """(unit, its id, tasks whose report of the current month is late), the worst first."""

    def count(units: Collection[int] | None) -> dict[int, tuple[str, int]]:
        # Plans are few: looked up first, they leave the index on units to what is counted again.
        plans = Plan.objects.filter(person.scope.within("unit__path", "office")).order_by().values("pk")
        rows = Standing.objects.filter(plan__in=plans, report_late=True, state__in=LIVE).order_by()
        if units is not None:
            rows = rows.filter(lead__in=units)
        counted = rows.values_list("lead_id").annotate(name=Max("lead__name"), n=Count("pk"))
        return {lead: (name, n) for lead, name, n in counted}

    found = Keeper(person).by_unit(None, "late units", count)
    worst = sorted(found.items(), key=lambda of: (-of[1][1], of[0]))
    return [(name, lead, n) for lead, (name, n) in worst[:12]]


def turned_red(person: Person) -> list[Standing]:
    """What is red since today."""
    rows = Standing.objects.filter(person.scope.within("plan__unit__path", "office"), rolled=False)
    rows = rows.filter(light="red", light_since=today())
    return list(rows.select_related("task", "lead").order_by("-overdue_days", "pk")[:FEW])


def led_standings(person: Person) -> QuerySet[Standing]:
    """All that was handed out and the leader sees; parts instead of the lines they roll up to."""
    return Standing.objects.visible_to(person).filter(rolled=False).exclude(part="")


def worst(person: Person) -> list[Standing]:
    """The reds a leader sees first: the longest overdue, then the rest."""
    # True of all: the index of lights then gives the order, and ten rows are read instead of all.
    rows = led_standings(person).filter(light="red", overdue_days__gte=0).order_by("-overdue_days", "pk")
    return list(rows.select_related("task", "lead")[:FEW])


def requests(person: Person) -> list[Report]:
    """What units ask to have coordinated, from the reports of the open months."""
    scope = person.scope
    open_rounds = Round.objects.filter(closed_at=None).order_by().values("pk")
    rows = Report.objects.filter(round__in=open_rounds, asks=True)  # by their index
    rows = rows.filter(state__in=(Report.State.APPROVED, Report.State.ACCEPTED))
    if not scope.everything("leader"):
        rows = rows.filter(
            scope.within("task__lead__path", "leader") | scope.within("round__plan__unit__path", "leader")
        )
    return list(rows.select_related("task__lead", "round").order_by("-round__month", "-approved_at")[:FEW])


Led = Counter[tuple[int, str, str, bool, bool | None]]
"""How many of each plan, light, part, troubled or not, and in time or not."""


def led_figures(person: Person) -> Led:
    """How all stands that the leader sees: one query."""

    def count(units: Collection[int] | None) -> dict[int, Led]:
        rows = led_standings(person).order_by()
        if units is not None:
            rows = rows.filter(lead__in=units)
        found: dict[int, Led] = defaultdict(Counter)
        counted = rows.values_list("lead_id", "plan_id", "light", "part", "troubled", "on_time")
        for lead, *what, n in counted.annotate(n=Count("pk")):
            found[lead][tuple(what)] += n
        return found

    return sum(Keeper(person).by_unit(None, "led", count).values(), Counter())


def plan_sentences(led: Led) -> list[tuple[Plan, str]]:
    """The one sentence of operations B9 for every running plan the leader sees; one query for them all."""
    figures: dict[int, Counter[str]] = defaultdict(Counter)
    for (plan_id, _light, part, troubled, on_time), n in led.items():
        one = figures[plan_id]
        one[part] += n
        one["troubled"] += n if part == "going" and troubled else 0
        one["judged"] += n if on_time is not None else 0
        one["in_time"] += n if on_time else 0
    told = []
    for plan in Plan.objects.filter(pk__in=figures, state=Plan.State.RUNNING):
        one = figures[plan.pk]
        parts = {k: one[k] for k in ("done", "going", "troubled", "overdue", "stopped")}
        rate = summary.Rate(one["in_time"], one["judged"])
        told.append((plan, summary.sentence(summary.Counts(**parts), rate, plan.source_name or plan.name)))
    return told


def greeting(day: dt.date | None = None) -> str:
    """The day the page speaks of."""
    day = day or today()
    return f"{day.year}年{day.month}月{day.day}日　星期{'一二三四五六日'[day.weekday()]}"
