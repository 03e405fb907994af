"""What light tasks had on past days, told again from what is kept: dates, stages and the reports accepted since.

Standings are of today alone. A past month's page asks here: which tasks were red at its end, and were not
at its beginning. Progress is that of the last report approved up to the day; late reports, which alone
make no task red, are left out.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from luodi.office.ledger import lights, schedule, standings
from luodi.office.ledger.filters import COUNTED
from luodi.office.ledger.models import Milestone, Plan, Report, TaskState
from luodi.office.ledger.pagerows import rules_of
from luodi.office.ledger.workdays import Calendar

MOST = 2000
"""Tasks looked at; a plan larger than that shows today's reds alone."""

FIELDS = (
    "pk", "plan_id", "state", "level", "starts", "due", "due_text", "recurs", "assigned_at", "closed_on",
    "aspirational", "lead_id",
)  # fmt: skip


def load(tasks: Any) -> list[Any]:
    """What is needed of the tasks, in their order; one more than `MOST` tells that there are too many."""
    return list(tasks.values_list(*FIELDS, named=True)[: MOST + 1])


def lights_on(
    rows: Sequence[Any], days: Sequence[dt.date], calendar: Calendar, plan: Plan | None = None
) -> dict[dt.date, dict[int, lights.Light]]:
    """The light of each task on each day it was under way: three queries, two where the plan is at hand.

    `rows` are tasks without parts as `load` reads them.
    """
    rows = rows[:MOST]
    ids = [r.pk for r in rows]
    if plan is not None:
        plans = {plan.pk: (rules_of(plan.pk, plan.lights), plan.since)}
    else:
        known = Plan.objects.filter(pk__in={r.plan_id for r in rows}).values_list("pk", "lights", "since")
        plans = {pk: (rules_of(pk, rules), since) for pk, rules, since in known}
    stages: dict[int, list[tuple[dt.date, Decimal]]] = defaultdict(list)
    for task_id, due, percent in Milestone.objects.filter(task_id__in=ids).values_list(
        "task_id", "due", "percent"
    ):
        stages[task_id].append((due, percent))
    told: dict[int, list[tuple[dt.date, Decimal]]] = defaultdict(list)
    reports = Report.objects.filter(task_id__in=ids, state__in=COUNTED, percent__isnull=False)
    for task_id, month, figure in reports.order_by("round__month").values_list(
        "task_id", "round__month", "percent"
    ):
        if figure is not None:
            told[task_id].append((month, figure))
    found: dict[dt.date, dict[int, lights.Light]] = {day: {} for day in days}
    for row in rows:
        rules, since = plans[row.plan_id]
        given = standings.local_day(row.assigned_at) if row.assigned_at else since
        start = row.starts or given
        if row.due and start > row.due:
            start = None
        for day in days:
            if given > day or row.state in (
                TaskState.DRAFT,
                TaskState.PROPOSED,
                TaskState.ENDED,
                TaskState.ROUTINE,
            ):
                continue
            if row.closed_on and row.closed_on <= day:
                continue
            last = next((p for month, p in reversed(told[row.pk]) if month <= day), None)
            found[day][row.pk] = lights.light(
                planned=schedule.planned(day, start=start, due=row.due, milestones=stages[row.pk]),
                actual=last,
                due=row.due,
                today=day,
                started=bool(last) or row.state not in standings.UNSTARTED,
                long_term=standings.is_long_term(row),
                aspirational=row.aspirational,
                rules=rules,
                calendar=calendar,
            )
    return found


def month_end(month: dt.date) -> dt.date:
    return (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
