"""Planned against actual, month by month: the points of a plan's burn-up."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from luodi.office.journal.clock import today
from luodi.office.ledger import schedule
from luodi.office.ledger.models import Milestone, MonthSum, Plan, Report, Task, TaskState
from luodi.office.ledger.models.tasks import PRIVATE
from luodi.office.units.models import Person, Unit

LIVE_LIMIT = 3000
"""Tasks up to which a chart is added up when it is asked for; beyond, by the tick (`MonthSum`)."""
CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Point:
    """By the end of the month: percent planned, and percent done (None for a month to come)."""

    month: dt.date
    planned: Decimal
    actual: Decimal | None


@dataclass(slots=True)
class _Sum:
    tasks: int = 0
    weight: Decimal = field(default_factory=Decimal)
    planned: Decimal = field(default_factory=Decimal)
    actual: Decimal = field(default_factory=Decimal)


def burn_up(plan: Plan, person: Person) -> list[Point]:
    """The weighted percent of the tasks the person sees that have a schedule, for each month of the plan."""
    day = today()
    leaves = Task.objects.visible_to(person).filter(plan=plan)
    if plan.tasks.count() > LIVE_LIMIT:
        rows = MonthSum.objects.filter(plan=plan)
        if not person.scope.everything("office", "leader"):
            rows = rows.filter(lead__in=Unit.objects.filter(person.scope.within("path")))
        sums = {
            month: _Sum(0, *given)
            for month, *given in rows.values_list("month").annotate(
                Sum("weight"), Sum("planned"), Sum("actual")
            )
        }
    else:
        sums = defaultdict(_Sum)
        for (_lead, month), one in month_sums(plan, leaves.values_list("pk", flat=True), day).items():
            total = sums[month]
            total.weight += one.weight
            total.planned += one.planned
            total.actual += one.actual
    return [
        Point(
            month, _share(one.planned, one.weight), _share(one.actual, one.weight) if month <= day else None
        )
        for month, one in sorted(sums.items())
        if one.weight
    ]


def month_sums(plan: Plan, task_ids: Iterable[int], day: dt.date) -> dict[tuple[int, dt.date], _Sum]:
    """By unit and month of the plan; parents that roll up, drafts and ended tasks are left out."""
    months = _months(plan, day)
    ends = [schedule.month_ends(m, m + dt.timedelta(days=31))[0] for m in months]
    found: dict[tuple[int, dt.date], _Sum] = defaultdict(_Sum)
    tasks = (
        Task.objects.filter(pk__in=task_ids, due__isnull=False, children=None)
        .exclude(state__in=(*PRIVATE, TaskState.ENDED, TaskState.ROUTINE))
        .order_by()
    )
    rows: list[Any] = list(
        tasks.values_list("pk", "lead_id", "weight", "starts", "assigned_at", "due", "closed_on", "progress")
    )
    ids = [r[0] for r in rows]
    stages: dict[int, list[tuple[dt.date, Decimal]]] = defaultdict(list)
    reported: dict[int, dict[dt.date, Decimal]] = defaultdict(dict)
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        for pk, due, percent in Milestone.objects.filter(task_id__in=part).values_list(
            "task_id", "due", "percent"
        ):
            stages[pk].append((due, percent))
        for pk, month, value in Report.objects.filter(
            task_id__in=part, state=Report.State.ACCEPTED, percent__isnull=False
        ).values_list("task_id", "round__month", "percent"):
            if value is not None:
                reported[pk][month] = value
    this = day.replace(day=1)
    for pk, lead, weight, starts, assigned_at, due, closed_on, progress in rows:
        given = timezone.localtime(assigned_at).date() if assigned_at else plan.since
        line = schedule.line(start=starts or given, due=due, milestones=stages.get(pk, ()))
        so_far, of_task = Decimal(0), reported.get(pk, {})
        for month, end in zip(months, ends, strict=True):
            so_far = of_task.get(month, so_far)
            finished = closed_on is not None and closed_on <= end
            one = found[lead, month]
            one.tasks += 1
            one.weight += weight
            one.planned += weight * _on(line, end)
            one.actual += weight * (max(so_far, progress) if finished or month == this else so_far)
    return found


def store_sums(plan: Plan, day: dt.date) -> None:
    """Keep the sums of a large plan: read in chunks, written in one short transaction."""
    total: dict[tuple[int, dt.date], _Sum] = defaultdict(_Sum)
    ids = list(plan.tasks.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        for key, one in month_sums(plan, ids[start : start + CHUNK], day).items():
            sums = total[key]
            sums.tasks += one.tasks
            sums.weight += one.weight
            sums.planned += one.planned
            sums.actual += one.actual
    with transaction.atomic():
        MonthSum.objects.filter(plan=plan).delete()
        MonthSum.objects.bulk_create(
            (
                MonthSum(
                    plan=plan,
                    lead_id=lead,
                    month=month,
                    tasks=one.tasks,
                    weight=one.weight,
                    planned=one.planned.quantize(Decimal("0.0001")),
                    actual=one.actual.quantize(Decimal("0.0001")),
                )
                for (lead, month), one in total.items()
            ),
            batch_size=500,
        )


def _on(corners: list[tuple[dt.date, Decimal]], day: dt.date) -> Decimal:
    """The plan's line on a day; corners are few, so they are walked."""
    before: tuple[dt.date, Decimal] | None = None
    for corner in corners:
        if corner[0] > day:
            if before is None:
                return Decimal(0)
            share = Decimal((day - before[0]).days) / (corner[0] - before[0]).days
            return before[1] + (corner[1] - before[1]) * share
        before = corner
    return before[1] if before else Decimal(0)


def _months(plan: Plan, day: dt.date) -> list[dt.date]:
    month, last = plan.since.replace(day=1), plan.until or day
    found: list[dt.date] = []
    while month <= last and len(found) < 60:
        found.append(month)
        month = (month + dt.timedelta(days=32)).replace(day=1)
    return found


def _share(part: Decimal, whole: Decimal) -> Decimal:
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.1"))
