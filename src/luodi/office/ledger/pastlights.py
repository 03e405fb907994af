"""What light tasks had on past days, told again from what is kept: dates, stages, and reports as they came in.

Standings are of today alone. A past month's page asks here: which tasks were red at its end, and were not
at its beginning. It is the same reckoning as `standings` does, with the progress of the last report
approved of a month up to the day, and with the reports that had been handed in by then.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from luodi.office.ledger import standings
from luodi.office.ledger.filters import COUNTED
from luodi.office.ledger.models import Milestone, Plan, Report, Round, Standing, TaskState
from luodi.office.ledger.pagerows import FIELDS, Row, row_of, rules_of
from luodi.office.ledger.queries.kept import Keeper
from luodi.office.ledger.workdays import Calendar

MOST = 2000
"""Tasks looked at; a plan larger than that shows today's reds alone."""

NEEDED = tuple(dict.fromkeys((*FIELDS, *standings.TASK, "due_first")))
OUT = (TaskState.DRAFT, TaskState.PROPOSED, TaskState.ENDED, TaskState.ROUTINE)


def load(tasks: Any) -> list[Any]:
    """What is needed of the tasks, and all a list shows of them, in their order: one query.

    One more than `MOST` tells that there are too many.
    """
    return list(tasks.values_list(*NEEDED, named=True)[: MOST + 1])


def listed(row: Any) -> Row:
    """A task read by `load` as lists show it."""
    return row_of(row._asdict())


def lights_on(
    rows: Sequence[Any],
    days: Sequence[dt.date],
    calendar: Calendar,
    plans: Iterable[Plan] | None = None,
    rounds: Iterable[Round] | None = None,
) -> dict[dt.date, dict[int, Standing]]:
    """The standing of each task on each day it was under way. Two queries; one more each for plans and
    rounds that are not at hand.

    `rows` are tasks without parts as `load` reads them.
    """
    rows = rows[:MOST]
    ids = [r.pk for r in rows]
    if plans is None:
        plans = Plan.objects.filter(pk__in={r.plan_id for r in rows})
    known = {p.pk: p for p in plans}
    if rounds is None:
        rounds = Round.objects.filter(plan__in=list(known), month__lte=max(days))
    months: dict[int, list[standings.Month]] = defaultdict(list)
    for r in sorted(rounds, key=lambda r: r.month, reverse=True):
        opened = standings.local_day(r.opened_at)
        months[r.plan_id].append(standings.Month(r.pk, r.month, r.due, opened <= r.due))
    stages: dict[int, list[tuple[dt.date, Decimal]]] = defaultdict(list)
    for task_id, due, percent in Milestone.objects.filter(task_id__in=ids).values_list(
        "task_id", "due", "percent"
    ):
        stages[task_id].append((due, percent))
    told = _reports(ids)
    found: dict[dt.date, dict[int, Standing]] = {day: {} for day in days}
    for day in days:
        rules = {pk: _rules(plan, months[pk], day) for pk, plan in known.items()}
        for row in rows:
            plan = known[row.plan_id]
            given = standings.local_day(row.assigned_at) if row.assigned_at else plan.since
            if given > day or row.state in OUT or (row.closed_on and row.closed_on <= day):
                continue
            filed = {m: f for m, (f, on) in told[row.pk].items() if on is not None and on <= day}
            counted = [f.percent for m, (f, _on) in told[row.pk].items() if m in filed and f.state in COUNTED]
            then = row._replace(
                progress=next((p for p in reversed(counted) if p is not None), Decimal(0)),
                state=TaskState.ACTIVE if row.closed_on else row.state,
                closed_on=None,
            )
            found[day][row.pk] = standings._stand(
                then, rules[row.plan_id], stages[row.pk], filed, day, calendar, False, {}
            )
    return found


class Past(NamedTuple):
    """What is told of a task on a day."""

    light: str
    why: str
    overdue_days: int


def kept_lights(
    keep: Keeper | None,
    rows: Sequence[Any],
    days: Sequence[dt.date],
    calendar: Calendar,
    plans: Iterable[Plan] | None = None,
    rounds: Iterable[Round] | None = None,
) -> dict[dt.date, dict[int, Past]]:
    """As `lights_on`; in a large ledger of tasks nothing was done on since, as they were reckoned before."""
    by_id = {r.pk: r for r in rows[:MOST]}

    def count(ids: Collection[int]) -> dict[int, tuple[Past | None, ...]]:
        found = lights_on([by_id[pk] for pk in ids], days, calendar, plans, rounds)
        on = [found[day] for day in days]
        return {
            pk: tuple(Past(s.light, s.why, s.overdue_days) if (s := of.get(pk)) else None for of in on)
            for pk in ids
        }

    told = count(list(by_id)) if keep is None else keep.by_task(("lights", *days), by_id, count)
    return {
        day: {pk: past for pk, of in told.items() if (past := of[place]) is not None}
        for place, day in enumerate(days)
    }


def _rules(plan: Plan, months: list[standings.Month], day: dt.date) -> standings.PlanRules:
    """The plan as it was on the day: with the rounds begun by then."""
    begun = [m for m in months if m.month <= day][: standings.MONTHS_BACK + 1]
    return standings.PlanRules(rules_of(plan.pk, plan.lights), plan.since, begun)


def _reports(ids: Sequence[int]) -> dict[int, dict[int, tuple[standings.Filed, dt.date | None]]]:
    """By task and round, the earliest round first: the report, and the day it was handed in."""
    found: dict[int, dict[int, tuple[standings.Filed, dt.date | None]]] = defaultdict(dict)
    rows = Report.objects.filter(task_id__in=ids, submitted_at__isnull=False).order_by("round__month")
    for task_id, round_id, state, at, percent in rows.values_list(
        "task_id", "round_id", "state", "submitted_at", "percent"
    ):
        on = standings.local_day(at) if at else None
        found[task_id][round_id] = (standings.Filed(state, on, percent), on)
    return found


def month_end(month: dt.date) -> dt.date:
    return (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
