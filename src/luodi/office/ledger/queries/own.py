"""Whose work is what: the reports a liaison files and a head answers for. One rule for pages, piles and the API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from luodi.office.journal.clock import today
from luodi.office.ledger.models import Plan, Report, Round, Task, TaskState
from luodi.office.ledger.models.tasks import LIVE
from luodi.office.units.models import Person, Role, Unit, holding

MOST = 200  # one person's own list; more than that is an office's, and has the month page
BACK = Report.State.RETURNED


def own_units(person: Person, kind: str, field: str = "lead") -> Q:
    """The filter: tasks this person does the work of `kind` for.

    A city's liaison covers its counties too, but a county with a liaison of its own is that one's work:
    the city's list would otherwise be everybody's. A unit nobody holds the role in falls to who is above.
    """
    grants = [g.unit_id for g in person.scope.grants if g.kind == kind]
    if not grants:
        return Q(pk__in=[])
    nobody = ~Exists(Role.objects.filter(holding(today()), kind=kind, unit=OuterRef("pk")))
    # Units are few: looked up first, they let the index on tasks do the work.
    units = Unit.objects.filter(person.scope.within("path", kind)).filter(Q(pk__in=grants) | Q(nobody))
    return Q(**{f"{field}__in": units.order_by().values("pk")})


def unit_kind(person: Person) -> str:
    """As what somebody does a unit's work: as its liaison; a head who is none sees what the liaisons owe."""
    return "liaison" if person.has("liaison") else "head"


@dataclass(frozen=True)
class ToFile:
    """A report this person is to file: the task, the month, and how far it has come."""

    task_id: int
    round_id: int
    code: str
    title: str
    month: dt.date
    due: dt.date
    state: str  # of the report; empty: not begun; one sent back stays "returned" while it is written anew
    returned_why: str
    light: str
    progress: Any
    planned: Any

    @property
    def open(self) -> bool:
        """Still with the liaison."""
        return self.state in ("", Report.State.DRAFT, BACK)


FIELDS = (
    "pk", "plan__rounds__pk", "code", "title", "plan__rounds__month", "plan__rounds__due", "report_state",
    "report_back", "report_why", "standing__light", "progress", "standing__planned",
)  # fmt: skip
UNWRITTEN = Q(report_state=None) | Q(report_state=Report.State.DRAFT, report_back=False)
SENT_BACK = Q(report_state=BACK) | Q(report_state=Report.State.DRAFT, report_back=True)


def month_reports(person: Person, kind: str) -> QuerySet[Any]:
    """Every report of the open rounds on the tasks this person answers for, one row for each: `told` reads them."""
    report = Report.objects.filter(task=OuterRef("pk"), round=OuterRef("plan__rounds"))
    return (
        # One call: the conditions are about the same round. A task handed out after its due owes nothing.
        Task.objects.filter(
            Q(assigned_at=None) | Q(assigned_at__date__lte=F("plan__rounds__due")),
            own_units(person, kind),
            state__in=LIVE,
            plan__rounds__closed_at=None,
            plan__rounds__isnull=False,
        )
        .exclude(Exists(Task.objects.filter(parent=OuterRef("pk"))))
        .annotate(
            report_state=Subquery(report.values("state")[:1]),
            report_back=Exists(report.filter(returned_at__isnull=False)),
            report_why=Subquery(report.values("returned_why")[:1]),
        )
        .order_by("plan__rounds__due", "plan_id", "pk")
        .values_list(*FIELDS)
    )


def told(rows: Iterable[Any]) -> list[ToFile]:
    """Rows of `month_reports` by their names."""
    found = []
    for task, round, code, title, month, due, state, back, why, light, progress, planned in rows:
        if back and state == Report.State.DRAFT:
            state = BACK
        found.append(
            ToFile(
                task, round, code, title, month, due, str(state or ""), why or "", light or "grey",
                progress, planned,
            )
        )  # fmt: skip
    return found


def reports_to_file(person: Person, most: int = MOST, kind: str = "liaison") -> list[ToFile]:
    """All of them as far as `most`, the ones still to file first."""
    if not person.has(kind):
        return []
    return sorted(told(month_reports(person, kind)[:most]), key=lambda f: not f.open)


def to_receive(person: Person) -> QuerySet[Task]:
    """Tasks handed out to the person's units and not received yet, the oldest first."""
    rows = Task.objects.filter(own_units(person, unit_kind(person)), state=TaskState.ASSIGNED, children=None)
    return rows.select_related("plan", "lead").order_by("assigned_at", "pk")


def to_approve(person: Person) -> QuerySet[Report]:
    """Reports handed in to this head; whoever wrote one themselves finds it there, marked as another's to approve."""
    tasks = Task.objects.filter(own_units(person, "head"))
    return Report.objects.filter(state=Report.State.SUBMITTED, task__in=tasks)


def to_accept(person: Person) -> QuerySet[Report]:
    """Reports approved in their units that wait for this office."""
    # Plans, then rounds, are few: asked in this order the index on state and round answers.
    plans = Plan.objects.filter(person.scope.within("unit__path", "office")).order_by().values("pk")
    rounds = Round.objects.filter(plan__in=plans).order_by().values("pk")
    return Report.objects.filter(round__in=rounds, state=Report.State.APPROVED)
