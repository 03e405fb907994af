"""A month of a plan: who has reported, what turned red, what needs coordination (operations A9, A15)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Count, FilteredRelation, Q, QuerySet
from django.utils import timezone

from luodi.office.journal.clock import today
from luodi.office.ledger.models import Report, Round, Standing, Task, TaskState
from luodi.office.ledger.models.tasks import PRIVATE
from luodi.office.ledger.standings import MISSING
from luodi.office.units.models import Person, Unit

IN = (Report.State.SUBMITTED, Report.State.APPROVED, Report.State.ACCEPTED, Report.State.RETURNED)


@dataclass
class UnitMonth:
    """One unit's reports of a month. `on_time` + `late` + `missing` = `owed`."""

    unit: Unit
    owed: int = 0
    on_time: int = 0
    late: int = 0  # handed in after the due
    missing: int = 0  # not handed in
    approved: int = 0  # waiting for the office
    accepted: int = 0
    returned: int = 0

    @property
    def filed(self) -> int:
        return self.on_time + self.late


@dataclass
class Month:
    """What the month page shows; the lists are querysets, to be cut to pages."""

    round: Round
    units: list[UnitMonth]
    turned_red: QuerySet[Standing]
    requests: QuerySet[Report]
    problems: QuerySet[Report]
    total: UnitMonth = field(init=False)

    def __post_init__(self) -> None:
        self.total = UnitMonth(Unit(name="合计"))
        for one in self.units:
            for name in ("owed", "on_time", "late", "missing", "approved", "accepted", "returned"):
                setattr(self.total, name, getattr(self.total, name) + getattr(one, name))

    @property
    def is_over(self) -> bool:
        return today() > self.round.due


def month_overview(round: Round, person: Person) -> Month:
    """Each unit's reports, and the lists of the monthly meeting, as far as the person sees them."""
    reports = Report.objects.visible_to(person).filter(round=round)
    return Month(
        round,
        unit_months(round, person),
        turned_red(round, person),
        coordination(round, person),
        reports.filter(troubled=True)
        .exclude(problems="")
        .select_related("task__lead")
        .order_by("task__lead__order", "task_id"),
    )


def unit_months(round: Round, person: Person) -> list[UnitMonth]:
    """By unit, in the order of units. The newest round is counted from one index, an older one from its reports."""
    newest = not Round.objects.filter(plan_id=round.plan_id, month__gt=round.month).exists()
    found = _newest(round, person) if newest else _older(round, person)
    units = {u.pk: u for u in Unit.objects.filter(pk__in=found)}
    for pk, one in found.items():
        one.unit = units[pk]
    return sorted(found.values(), key=lambda one: (one.unit.order, one.unit.pk))


def late_units(round: Round, person: Person) -> list[UnitMonth]:
    """Units with a report missing or handed in late, by name; nobody before the due has passed (operations B9)."""
    rows = unit_months(round, person)
    if today() <= round.due:
        return [one for one in rows if one.late]
    return [one for one in rows if one.missing or one.late]


def turned_red(round: Round, person: Person) -> QuerySet[Standing]:
    """Red now, and turned so in the month of the round or since."""
    return (
        Standing.objects.visible_to(person)
        .filter(plan_id=round.plan_id, rolled=False, light="red", light_since__gte=round.month)
        .exclude(state__in=PRIVATE)
        .select_related("task", "lead")
        .order_by("-overdue_days", "task_id")
    )


def coordination(round: Round, person: Person) -> QuerySet[Report]:
    """Reports of the month that ask somebody to coordinate: the agenda of the monthly meeting."""
    return (
        Report.objects.visible_to(person)
        .filter(round=round, asks=True)
        .select_related("task__lead")
        .order_by("task__lead__order", "task_id")
    )


def _newest(round: Round, person: Person) -> dict[int, UnitMonth]:
    rows = (
        Standing.objects.visible_to(person)
        .filter(plan_id=round.plan_id, rolled=False)
        .exclude(report_state="")
        .order_by()
        .values_list("lead_id", "report_state", "report_late")
        .annotate(n=Count("pk"))
    )
    found: dict[int, UnitMonth] = {}
    for lead, state, late, n in rows:
        _count(found.setdefault(lead, UnitMonth(Unit())), state, state in IN, late, n)
    return found


def _older(round: Round, person: Person) -> dict[int, UnitMonth]:
    """Tasks that were handed out by the due and not yet signed off when the month began."""
    end = timezone.make_aware(dt.datetime.combine(round.due, dt.time.max))
    owed = (
        Task.objects.visible_to(person)
        .filter(plan_id=round.plan_id, children=None)
        .exclude(state__in=(*PRIVATE, TaskState.ENDED, TaskState.ROUTINE))
        .filter(Q(assigned_at=None) | Q(assigned_at__lte=end))
        .filter(Q(closed_on=None) | Q(closed_on__gt=round.due) | Q(reports__round=round))
    )
    rows = (
        owed.annotate(one=FilteredRelation("reports", condition=Q(reports__round=round)))
        .order_by()
        .annotate(late=Q(one__submitted_at__gt=end))
        .annotate(unfiled=Q(one__submitted_at__isnull=True))
        .values_list("lead_id", "one__state", "late", "unfiled")
        .annotate(n=Count("pk", distinct=True))
    )
    found: dict[int, UnitMonth] = {}
    for lead, state, late, unfiled, n in rows:
        _count(found.setdefault(lead, UnitMonth(Unit())), state or MISSING, not unfiled, bool(late), n)
    return found


def _count(one: UnitMonth, state: str, filed: bool, late: bool, n: int) -> None:
    one.owed += n
    if not filed:
        one.missing += n
    elif late:
        one.late += n
    else:
        one.on_time += n
    one.approved += n if state == Report.State.APPROVED else 0
    one.accepted += n if state == Report.State.ACCEPTED else 0
    one.returned += n if state == Report.State.RETURNED else 0
