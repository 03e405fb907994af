"""Deductions counted from the ledger: reports late or missing in the period, tasks red at its end; each listed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from luodi.office.figures import periods
from luodi.office.figures.models import Region
from luodi.office.journal.clock import today
from luodi.office.ledger import pastlights, standings
from luodi.office.ledger.filters import leaf
from luodi.office.ledger.models import Plan, Report, Round, Task
from luodi.office.ledger.models.tasks import LIVE, PRIVATE
from luodi.office.ledger.monthfigures import after
from luodi.office.races.models import Race

LATE, RED = "缺报迟报项数", "逾期红灯任务数"
COUNTED = (LATE, RED)
"""Columns of a table of values that are filled from the ledger, by the names the rules use."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing counted: the task, and what is said of it."""

    task: int
    title: str
    said: str

    def plain(self) -> list[object]:
        return [self.task, self.title, self.said]


Found = dict[str, dict[int, list[Counted]]]


def counted(race: Race, period: str, regions: Iterable[Region], columns: Iterable[str]) -> Found:
    """Column → region's id → what was counted, in the plans of the unit that runs the race."""
    wanted = [c for c in COUNTED if c in set(columns)]
    homes = {r.unit.path: r.pk for r in regions if r.unit is not None}
    if not wanted or not homes:
        return {c: {} for c in wanted}
    plans = list(Plan.objects.filter(unit=race.unit))
    told: Found = {}
    if LATE in wanted:
        told[LATE] = _late(plans, period, homes)
    if RED in wanted:
        told[RED] = _red(plans, period, homes)
    return told


def _home(path: str, homes: dict[str, int]) -> int | None:
    """The participant a unit belongs to: itself, or the one it stands below."""
    parts = path.split(".")[:-1]
    for end in range(len(parts), 0, -1):
        found = homes.get(".".join(parts[:end]) + ".")
        if found is not None:
            return found
    return None


def _tasks(plans: list[Plan], homes: dict[str, int]) -> object:
    below = Q(pk__in=[])
    for path in homes:
        below |= Q(lead__path__startswith=path)
    return Task.objects.filter(leaf(), below, plan__in=plans).exclude(state__in=PRIVATE)


def _late(plans: list[Plan], period: str, homes: dict[str, int]) -> dict[int, list[Counted]]:
    last = periods.end(period)
    first = last.replace(day=1)
    for _month in range(12 // periods.IN_YEAR[periods.kind_of(period)] - 1):
        first = (first - dt.timedelta(1)).replace(day=1)
    rounds = list(Round.objects.filter(plan__in=plans, month__range=(first, last), due__lt=today()))
    tasks = list(
        _tasks(plans, homes).values_list(  # type: ignore[attr-defined]
            "pk", "title", "lead__path", "plan_id", "state", "closed_on", "assigned_at"
        )
    )
    handed = dict[tuple[int, int], dt.datetime]()
    for round_id, task_id, at in Report.objects.filter(
        round__in=rounds, task__in=[t[0] for t in tasks], submitted_at__isnull=False
    ).values_list("round_id", "task_id", "submitted_at"):
        if at is not None:
            handed[round_id, task_id] = at
    found: dict[int, list[Counted]] = defaultdict(list)
    for one in sorted(rounds, key=lambda r: r.month):
        limit, month = after(one.due), f"{one.month.year}年{one.month.month}月"
        if one.opened_at >= limit:
            continue  # nobody is late for what was not there
        for pk, title, path, plan, state, closed, assigned in tasks:
            if plan != one.plan_id or (assigned is not None and assigned >= limit):
                continue
            at = handed.get((one.pk, pk))
            said = ""
            if at is None and (state in LIVE or (closed is not None and closed > one.due)):
                said = f"{month}月报缺报"
            elif at is not None and at >= limit:
                said = (
                    f"{month}月报迟报（{standings.local_day(at).isoformat()}报送，截止{one.due.isoformat()}）"
                )
            home = _home(path, homes) if said else None
            if home is not None:
                found[home].append(Counted(pk, title, said))
    return found


def _red(plans: list[Plan], period: str, homes: dict[str, int]) -> dict[int, list[Counted]]:
    day = min(periods.end(period), today())
    tasks = _tasks(plans, homes)
    rows = pastlights.load(tasks.order_by("pk"))  # type: ignore[attr-defined]
    paths = dict(tasks.values_list("pk", "lead__path"))  # type: ignore[attr-defined]
    found: dict[int, list[Counted]] = defaultdict(list)
    standing = pastlights.lights_on(rows, [day], standings.calendar(), plans)[day]
    titles = {r.pk: r.title for r in rows}
    for pk, stands in standing.items():
        if stands.light == "red" and stands.overdue_days > 0:
            home = _home(paths[pk], homes)
            if home is not None:
                found[home].append(
                    Counted(pk, titles[pk], f"{day.isoformat()}红灯，逾期{stands.overdue_days}天")
                )
    return found
