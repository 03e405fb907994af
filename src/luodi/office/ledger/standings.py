"""How every task stands on a day: its light and the figures behind it, computed for thousands at once.

Derived rows, not an act: they may be emptied at any time. Acts refresh what they touch, in their own
transaction; the tick refreshes everything, chunk by chunk, so that nobody waits long behind it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from luodi.office.ledger import lights, schedule
from luodi.office.ledger.lightrules import Rules
from luodi.office.ledger.models import (
    Day,
    Milestone,
    Plan,
    Refreshed,
    Report,
    Round,
    Standing,
    Task,
    TaskState,
)
from luodi.office.ledger.models.tasks import LIVE, PRIVATE
from luodi.office.ledger.workdays import Calendar

CHUNK = 500
"""Tasks in one transaction: about a third of a second on SQLite, where writers wait for each other."""
MONTHS_BACK = 12
MISSING = "missing"
"""`report_state` of a report that is owed and of which nothing has been saved; "" where none is owed."""
CENT = Decimal("0.01")
COUNTED = (Report.State.APPROVED, Report.State.ACCEPTED)
UNSTARTED = (TaskState.ASSIGNED, TaskState.RECEIVED)

TASK = (
    "pk",
    "plan_id",
    "parent_id",
    "lead_id",
    "theme_id",
    "state",
    "level",
    "starts",
    "due",
    "due_first",
    "due_text",
    "recurs",
    "assigned_at",
    "closed_on",
    "progress",
    "aspirational",
    "weight",
)
_LATER: ContextVar[set[int] | None] = ContextVar("standings_later", default=None)
UPDATED = [f.attname for f in Standing._meta.concrete_fields if not f.primary_key]


@dataclass(slots=True)
class Filed:
    """What a report tells about punctuality and progress."""

    state: str
    on: dt.date | None  # the day it was first handed in
    percent: Decimal | None
    troubled: bool = False


@dataclass(slots=True)
class Month:
    """A round of a plan as it bears on its tasks."""

    id: int
    month: dt.date
    due: dt.date
    fair: bool  # opened by its due: nobody is late for what was not there


@dataclass
class PlanRules:
    """What of a plan its tasks' standings need."""

    rules: Rules
    since: dt.date
    rounds: list[Month] = field(default_factory=list)  # newest first


def calendar() -> Calendar:
    """The table of holidays as the office keeps it."""
    return Calendar.of_rows(Day.objects.values_list("date", "working", "name"))


def local_day(moment: dt.datetime) -> dt.date:
    """The day at the office when something was done."""
    return moment.astimezone(timezone.get_default_timezone()).date()


@contextmanager
def later(day: Callable[[], dt.date]) -> Iterator[None]:
    """Work in bulk: what the block's acts touch is computed once, at its end, as on the day it is then.

    Until then the rows are those of before, so use it only where nobody looks in between: inside one
    transaction, or while an office is being filled.
    """
    token = _LATER.set(set())
    try:
        yield
    finally:
        touched = _LATER.get() or set()
        _LATER.reset(token)
    refresh(touched, day())


def refresh(task_ids: Iterable[int] | None, day: dt.date) -> int:
    """Compute the standing of these tasks, or of all, as on the day; the number of rows written.

    Parents take what is planned from their children, so they come after them: named here or not, the
    caller includes the parents whose children it touched.
    """
    wanted = None if task_ids is None else sorted(set(task_ids))
    waiting = _LATER.get()
    if waiting is not None and wanted is not None:
        waiting.update(wanted)
        return 0
    days = calendar()
    parents = _parents(wanted)
    written = 0
    for ids in _chunks(wanted, parents):
        written += _write(ids, day, days)
    for level in _levels(parents):
        for start in range(0, len(level), CHUNK):
            written += _write(level[start : start + CHUNK], day, days, rolled=True)
    return written


def refresh_plan(plan: Plan, day: dt.date | None = None) -> int:
    """All tasks of a plan, after its rules changed."""
    from luodi.office.journal.clock import today

    return refresh(Task.objects.filter(plan=plan).values_list("pk", flat=True), day or today())


def _parents(wanted: list[int] | None) -> dict[int, int | None]:
    """Among the wanted tasks those that have children, with the parent of each."""
    query = Task.objects.exclude(parent=None)
    if wanted is not None:
        query = query.filter(parent__in=wanted)
    ids = set(query.values_list("parent_id", flat=True).distinct().order_by())
    return dict(Task.objects.filter(pk__in=ids).values_list("pk", "parent_id")) if ids else {}


def _levels(parents: dict[int, int | None]) -> Iterator[list[int]]:
    """Parents by depth, the deepest first."""
    depth: dict[int, int] = {}
    for pk, above in parents.items():
        steps = 0
        while above is not None and above in parents and steps < 50:
            steps, above = steps + 1, parents[above]
        depth[pk] = steps
    for level in sorted(set(depth.values()), reverse=True):
        yield sorted(pk for pk, d in depth.items() if d == level)


def _chunks(wanted: list[int] | None, parents: dict[int, int | None]) -> Iterator[list[int]]:
    if wanted is not None:
        ids = [pk for pk in wanted if pk not in parents]
        for start in range(0, len(ids), CHUNK):
            yield ids[start : start + CHUNK]
        return
    last = 0
    while True:
        ids = list(Task.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK])
        if not ids:
            return
        last = ids[-1]
        if kept := [pk for pk in ids if pk not in parents]:
            yield kept


def _write(ids: Sequence[int], day: dt.date, days: Calendar, rolled: bool = False) -> int:
    alone = not transaction.get_connection().in_atomic_block
    with transaction.atomic():
        # Locked first: whoever changes one of these tasks now waits, and then writes the newer standing.
        query = Standing.objects.select_for_update().filter(pk__in=ids).order_by("pk")
        before = {row[0]: row for row in query.values_list("pk", "light", "light_before", "light_since")}
        rows = _compute(ids, day, days, rolled)
        for row in rows:
            _pk, light, light_before, since = before.get(row.task_id, (0, "", "", None))
            changed = light != row.light or since is None
            row.light_before, row.light_since = (light, day) if changed else (light_before, since)
        Standing.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["task"], update_fields=UPDATED, batch_size=CHUNK
        )
        # An act's own transaction moves the journal's head anyway; and holding this row while it asks for
        # more standings, it and the daily run would stand in each other's way.
        if alone and not Refreshed.objects.filter(pk=1).update(number=F("number") + 1):
            Refreshed.objects.bulk_create([Refreshed(pk=1, number=1)], ignore_conflicts=True)
    return len(rows)


def _compute(ids: Sequence[int], day: dt.date, days: Calendar, rolled: bool) -> list[Standing]:
    tasks = list(Task.objects.filter(pk__in=ids).order_by("pk").values_list(*TASK, named=True))
    plans = _plans({t.plan_id for t in tasks}, day)
    stages: dict[int, list[tuple[dt.date, Decimal]]] = defaultdict(list)
    for task_id, due, percent in Milestone.objects.filter(task_id__in=ids).values_list(
        "task_id", "due", "percent"
    ):
        stages[task_id].append((due, percent))
    reports = _reports(ids, plans) if not rolled else {}
    planned_below = _planned_below(ids) if rolled else {}
    return [
        _stand(
            t, plans[t.plan_id], stages.get(t.pk, []), reports.get(t.pk, {}), day, days, rolled, planned_below
        )
        for t in tasks
    ]


def _plans(ids: set[int], day: dt.date) -> dict[int, PlanRules]:
    found = {
        pk: PlanRules(Rules.from_dict(rules), since)
        for pk, rules, since in Plan.objects.filter(pk__in=ids).values_list("pk", "lights", "since")
    }
    rounds = Round.objects.filter(plan_id__in=ids, month__lte=day).order_by("-month")
    for pk, plan_id, month, due, opened in rounds.values_list("pk", "plan_id", "month", "due", "opened_at"):
        if local_day(opened) <= day:
            found[plan_id].rounds.append(Month(pk, month, due, local_day(opened) <= due))
    for plan in found.values():
        del plan.rounds[MONTHS_BACK + 1 :]
    return found


def _reports(ids: Sequence[int], plans: dict[int, PlanRules]) -> dict[int, dict[int, Filed]]:
    rounds = [m.id for plan in plans.values() for m in plan.rounds]
    found: dict[int, dict[int, Filed]] = defaultdict(dict)
    rows = Report.objects.filter(task_id__in=ids, round_id__in=rounds).values_list(
        "task_id", "round_id", "state", "submitted_at", "percent", "troubled"
    )
    for task_id, round_id, state, submitted_at, percent, troubled in rows.iterator(5000):
        on = local_day(submitted_at) if submitted_at is not None else None
        found[task_id][round_id] = Filed(state, on, percent, troubled)
    return found


def _planned_below(ids: Sequence[int]) -> dict[int, Decimal | None]:
    shares: dict[int, list[tuple[Decimal, Decimal | None]]] = defaultdict(list)
    rows = Standing.objects.filter(task__parent_id__in=ids).exclude(state__in=(*PRIVATE, TaskState.ENDED))
    for parent, weight, planned in rows.values_list("task__parent_id", "task__weight", "planned"):
        if parent is not None:
            shares[parent].append((weight, planned))
    return {parent: schedule.rollup(given) for parent, given in shares.items()}


def _stand(
    task: Any,
    plan: PlanRules,
    stages: list[tuple[dt.date, Decimal]],
    reports: dict[int, Filed],
    day: dt.date,
    days: Calendar,
    rolled: bool,
    planned_below: dict[int, Decimal | None],
) -> Standing:
    standing = Standing(
        task_id=task.pk,
        as_of=day,
        plan_id=task.plan_id,
        lead_id=task.lead_id,
        theme_id=task.theme_id,
        state=task.state,
        actual=task.progress,
        rolled=rolled,
    )
    if task.state in PRIVATE:
        standing.light, standing.why = "grey", "尚未交办。"
        return standing
    given = local_day(task.assigned_at) if task.assigned_at else plan.since
    start = task.starts or given
    if task.due and start > task.due:
        start = None
    planned = _planned(task, start, stages, day)
    if rolled and not stages:
        planned = planned_below.get(task.pk, planned)
    live = task.state in LIVE
    owed = [] if rolled or not live else _owed(task, plan, given)
    report_state, late_now, late_in_row = _punctuality(owed, reports, day)
    begun = task.state not in UNSTARTED
    light = lights.light(
        planned=planned,
        actual=task.progress if (task.progress or reports or rolled) else None,
        due=task.due,
        today=day,
        closed_on=task.closed_on,
        started=begun,
        long_term=is_long_term(task),
        report_late=late_in_row > 0,
        late_reports=late_in_row,
        yellows_in_a_row=_yellows(task, plan, start, stages, owed, reports, day) if live else 0,
        idle_months=0 if begun or start is None else max(0, _months(start, day)),
        aspirational=task.aspirational,
        stopped=task.state == TaskState.ENDED
        or (task.state == TaskState.ARCHIVED and task.closed_on is None),
        rules=plan.rules,
        calendar=days,
    )
    standing.light, standing.why = light.colour, light.why[:200]
    standing.planned = planned.quantize(CENT, ROUND_HALF_UP) if planned is not None else None
    standing.overdue_days = light.overdue
    if live and task.due is not None:
        standing.days_left = lights.days_left(task.due, day, days)
    standing.report_state, standing.report_late = report_state, late_now
    _judge(standing, task, day, days)
    filed = next((r for m in plan.rounds if (r := reports.get(m.id)) and r.state in COUNTED), None)
    standing.troubled = standing.part == "going" and filed is not None and filed.troubled
    return standing


def _judge(standing: Standing, task: Any, day: dt.date, days: Calendar) -> None:
    """The part of the whole it is counted under, and was it in time (operations B8, B9); as `summary` does."""
    closed = task.closed_on if task.closed_on is not None and task.closed_on <= day else None
    due, first = task.due, task.due_first or task.due
    if task.state == TaskState.ROUTINE:
        due = first = None
    stopped = task.state in (TaskState.ENDED, TaskState.ARCHIVED) and closed is None
    if closed is not None:
        standing.part = "done"
    elif stopped:
        standing.part = "stopped"
    elif lights.overdue_days(due, day, calendar=days):
        standing.part = "overdue"
    else:
        standing.part = "going"
    if not stopped:
        standing.on_time = lights.on_time(closed, due, day, days)
        standing.on_time_first = lights.on_time(closed, first, day, days)


def is_long_term(task: Any) -> bool:
    """持续推进, 长期坚持 and what recurs have no end (operations B3); a date not set yet is another matter."""
    if task.state == TaskState.ROUTINE:
        return True
    return task.due is None and bool(task.due_text or task.recurs or task.level == Task.Level.DIRECTION)


def _planned(
    task: Any, start: dt.date | None, stages: list[tuple[dt.date, Decimal]], day: dt.date
) -> Decimal | None:
    if task.state == TaskState.ROUTINE:
        return None
    return schedule.planned(day, start=start, due=task.due, milestones=stages)


def _owed(task: Any, plan: PlanRules, given: dt.date) -> list[Month]:
    """The rounds the task had to be reported in, newest first: it was handed out by their due."""
    return [m for m in plan.rounds if given <= m.due]


def _punctuality(owed: list[Month], reports: dict[int, Filed], day: dt.date) -> tuple[str, bool, int]:
    """State of the current round's report, whether it is late, and how many in a row are.

    Until the current round is due, a report still missing from the round before it counts; one that was
    handed in late is forgiven then.
    """
    if not owed:
        return "", False, 0
    current = reports.get(owed[0].id)
    state = current.state if current else MISSING
    verdicts = [_late(m, reports.get(m.id), day) for m in owed]
    if verdicts[0] is None and len(owed) > 1:
        before = reports.get(owed[1].id)
        verdicts = verdicts[1:] if before is None or before.on is None else []
    row = 0
    for late in verdicts:
        if not late:
            break
        row += 1
    return state, bool(_late(owed[0], current, day)), row


def _late(month: Month, report: Filed | None, day: dt.date) -> bool | None:
    if not month.fair:
        return False
    in_time = lights.on_time(report.on if report else None, month.due, day)
    return None if in_time is None else not in_time


def _yellows(
    task: Any,
    plan: PlanRules,
    start: dt.date | None,
    stages: list[tuple[dt.date, Decimal]],
    owed: list[Month],
    reports: dict[int, Filed],
    day: dt.date,
) -> int:
    """How many closed months in a row ended yellow or worse (operations B5: 连续黄灯转红)."""
    if not plan.rules.yellows_to_red:
        return 0
    row = 0
    for place, month in enumerate(owed):
        end = _month_end(month.month)
        if end >= day:
            continue
        report = reports.get(month.id)
        percent = next(
            (
                r.percent
                for m in owed[place:]
                if (r := reports.get(m.id)) and r.state in COUNTED and r.percent is not None
            ),
            None,
        )
        planned = schedule.planned(end, start=start, due=task.due, milestones=stages)
        closed = lights.Month(planned, percent, bool(_late(month, report, day)))
        if not lights.streak([closed], plan.rules):
            break
        row += 1
    return row


def _month_end(month: dt.date) -> dt.date:
    return (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def _months(start: dt.date, day: dt.date) -> int:
    return (day.year - start.year) * 12 + day.month - start.month - (day.day < start.day)
