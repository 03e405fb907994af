"""What one task's page shows, put together: where it stands, its curve, its reports and what changed in them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.office.journal.clock import today
from luodi.office.ledger import schedule
from luodi.office.ledger.acts.parts import meets
from luodi.office.ledger.models import Measure, Milestone, Report, SignOff, Task, TaskState
from luodi.office.units.models import Person, Unit

COURSE = (TaskState.ASSIGNED, TaskState.RECEIVED, TaskState.ACTIVE)


def course(task: Task, signoff: SignOff | None) -> tuple[list[str], int]:
    """The steps of operations B7 and the one the task is at."""
    labels = [str(TaskState(s).label) for s in COURSE]
    labels += [str(SignOff.State.UNIT.label), str(SignOff.State.OFFICE.label)]
    if task.plan.leader_confirms:
        labels.append(str(SignOff.State.LEADER.label))
    labels.append(str(TaskState.CLOSED.label))
    state = TaskState(task.state)
    if state in (TaskState.DRAFT, TaskState.PROPOSED):
        return [str(state.label), *labels], 0
    if state in COURSE:
        return labels, COURSE.index(state)
    if state == TaskState.CLOSING and signoff is not None:
        name = str(SignOff.State(signoff.state).label)
        return labels, labels.index(name) if name in labels else 3
    if state == TaskState.CLOSED:
        return labels, len(labels)
    return [*labels[:3], str(state.label)], 3


@dataclass(frozen=True)
class Link:
    """One level of the chain 省→市→区→部门."""

    level: str
    name: str
    role: str  # what it does for this task, empty where it only stands above


def chain(task: Task, units: list[Unit]) -> list[Link]:
    """Every level above the lead unit down to it (operations A23): none is left blank."""
    ids = [int(p) for p in task.lead.path.split(".") if p]
    by_id = {u.pk: u for u in units}
    found = []
    for pk in ids:
        unit = by_id.get(pk)
        if unit is None:
            continue
        role = _("牵头") if pk == task.lead_id else (_("主管") if pk == task.plan.unit_id else "")
        found.append(Link(str(unit.get_level_display()), unit.name, role))
    return found


def curve(task: Task, milestones: list[Milestone], reports: list[Report]) -> dict[str, Any] | None:
    """Planned against reported, month end by month end, for `ui.chart`; None where there is nothing to draw."""
    day = today()
    given = timezone.localtime(task.assigned_at).date() if task.assigned_at else task.plan.since
    start = task.starts or given
    due = task.due
    stages = [(m.due, m.percent) for m in milestones]
    reported = {r.round.month: r.percent for r in reports if r.percent is not None and r.state in _TOLD}
    if due is None and not reported:
        return None
    last = max([d for d in (due, day if due is None else None, *reported) if d])
    first = min([start, *reported])
    months: list[dt.date] = []
    month = first.replace(day=1)
    while month <= last and len(months) < 36:
        months.append(month)
        month = (month + dt.timedelta(days=32)).replace(day=1)
    ends = [schedule.month_ends(m, m + dt.timedelta(days=31))[0] for m in months]
    if start is not None and due is not None and start > due:
        start = None  # type: ignore[assignment]
    planned = [_round(schedule.planned(e, start=start, due=due, milestones=stages)) for e in ends]
    actual: list[float | None] = [_round(reported.get(m)) for m in months]
    return {
        "x": [
            f"{m.year}年{m.month}月" if i == 0 or m.month == 1 else f"{m.month}月"
            for i, m in enumerate(months)
        ],
        "unit": "%",
        "series": [
            {"name": _("序时"), "values": planned, "dashed": True},
            {"name": _("月报所报"), "values": actual},
        ],
    }


_TOLD = (Report.State.SUBMITTED, Report.State.APPROVED, Report.State.ACCEPTED, Report.State.RETURNED)


def _round(value: Decimal | None) -> float | None:
    return None if value is None else round(float(value), 1)


@dataclass(frozen=True)
class Figure:
    """A measure as a bar from its baseline to its target."""

    measure: Measure
    reached: Decimal | None  # percent of the way, 0 to 100
    met: bool
    evidence: int


def figures(measures: list[Measure], evidenced: list[int | None]) -> list[Figure]:
    return [
        Figure(
            m, _reached(m), m.current is not None and m.target is not None and meets(m), evidenced.count(m.pk)
        )
        for m in measures
    ]


def _reached(measure: Measure) -> Decimal | None:
    if measure.current is None or measure.target is None:
        return None
    if meets(measure):
        return Decimal(100)
    base = measure.baseline or Decimal(0)
    way = measure.target - base
    if way == 0:
        return None
    return min(Decimal(100), max(Decimal(0), (measure.current - base) * 100 / way))


@dataclass(frozen=True)
class Told:
    """A report in the timeline: what it says, and what moved since the one before."""

    report: Report
    moved: Decimal | None
    values: list[tuple[Measure, Decimal, Decimal | None]]
    late: bool


def told(reports: list[Report], measures: list[Measure]) -> list[Told]:
    """Newest first; a change is against the report before it."""
    by_id = {m.pk: m for m in measures}
    found = []
    for i, report in enumerate(reports):
        before = reports[i + 1] if i + 1 < len(reports) else None
        old = {v.measure_id: v.value for v in before.values.all()} if before else {}
        values = [
            (by_id[v.measure_id], v.value, old.get(v.measure_id))
            for v in report.values.all()
            if v.measure_id in by_id
        ]
        moved = None
        if before is not None and report.percent is not None and before.percent is not None:
            moved = report.percent - before.percent
        handed = timezone.localtime(report.submitted_at).date() if report.submitted_at else None
        found.append(Told(report, moved, values, bool(handed and handed > report.round.due)))
    return found


def source_page(person: Person, task: Task) -> str | None:
    """The finding the task was made of: documents show it, to offices and leaders; the ledger only links."""
    if task.source_type != "documents.finding" or not task.source_id:
        return None
    if not person.scope.covers(task.plan.unit.path, "office", "leader"):
        return None
    try:
        return reverse("documents:finding", args=[task.source_id])
    except NoReverseMatch:
        return None
