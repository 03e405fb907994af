"""What the pages of one task and of one's own work ask the database; no rule is decided here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from luodi.office.journal.clock import today
from luodi.office.ledger.lightrules import COLOURS, DEFAULT, Rules, RulesError
from luodi.office.ledger.models import Plan, Report, Standing, Task
from luodi.office.ledger.models.tasks import LIVE
from luodi.office.units.models import Person, Role, holding

MOST = 200  # one person's own list; more than that is an office's, and has the month page


def rules_of(plan: Plan) -> Rules:
    """The plan's rules of lights; the house's own where those stored cannot be read."""
    try:
        return Rules.from_dict(plan.lights) if plan.lights else DEFAULT
    except RulesError:
        return DEFAULT


def word(plan: Plan | None, colour: str) -> str:
    """The word of the legend that is printed beside a colour."""
    if colour not in COLOURS:
        colour = "grey"
    return (rules_of(plan) if plan is not None else DEFAULT).word(colour)  # type: ignore[arg-type]


def lights_of(rows: QuerySet[Standing]) -> list[tuple[str, str, int, str]]:
    """(colour, word, number, address) for `ui.lights`; the address is the list with that filter."""
    counted = dict(rows.order_by().values_list("light").annotate(n=Count("pk")))
    return [(c, DEFAULT.word(c), counted.get(c, 0), "") for c in COLOURS if counted.get(c)]


def own_units(person: Person, kind: str, field: str = "lead") -> Q:
    """The filter: tasks this person does the work of `kind` for.

    A city's liaison covers its counties too, but a county with a liaison of its own is that one's work:
    the city's list would otherwise be everybody's. A unit nobody holds the role in falls to who is above.
    """
    grants = [g.unit_id for g in person.scope.grants if g.kind == kind]
    if not grants:
        return Q(pk__in=[])
    nobody = ~Exists(Role.objects.filter(holding(today()), kind=kind, unit=OuterRef(f"{field}_id")))
    return person.scope.within(f"{field}__path", kind) & (Q(**{f"{field}_id__in": grants}) | Q(nobody))


@dataclass(frozen=True)
class ToFile:
    """A report this person is to file: the task, the month, and how far it has come."""

    task_id: int
    round_id: int
    code: str
    title: str
    month: dt.date
    due: dt.date
    state: str  # of the report; empty: not begun
    returned_why: str
    light: str
    progress: Any
    planned: Any

    @property
    def open(self) -> bool:
        """Still with the liaison."""
        return self.state in ("", Report.State.DRAFT, Report.State.RETURNED)


def reports_to_file(person: Person, most: int = MOST, kind: str = "liaison") -> list[ToFile]:
    """Every report of the open rounds on the tasks this person answers for, the ones still to file first."""
    if not person.has(kind):
        return []
    report = Report.objects.filter(task=OuterRef("pk"), round=OuterRef("plan__rounds"))
    rows = (
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
            why=Subquery(report.values("returned_why")[:1]),
        )
        .order_by("plan__rounds__due", "plan_id", "pk")
        .values_list(
            "pk", "plan__rounds__pk", "code", "title", "plan__rounds__month", "plan__rounds__due",
            "report_state", "why", "standing__light", "progress", "standing__planned",
        )[:most]
    )  # fmt: skip
    found = [
        ToFile(t, r, code, title, month, due, state or "", why or "", light or "grey", progress, planned)
        for t, r, code, title, month, due, state, why, light, progress, planned in rows
    ]
    return sorted(found, key=lambda f: not f.open)


def with_flags(tasks: QuerySet[Task]) -> QuerySet[Any]:
    """The task with what its page needs beside its own columns, in the same query."""
    liaison = Role.objects.filter(holding(today()), kind="liaison", unit=OuterRef("lead"))
    liaison = liaison.filter(person__disabled=False).order_by("pk")
    return tasks.select_related("plan__unit", "lead", "theme", "parent", "standing").annotate(
        has_children=Exists(Task.objects.filter(parent=OuterRef("pk"))),
        open_round=Subquery(_open_rounds().values("pk")[:1]),
        open_month=Subquery(_open_rounds().values("month")[:1]),
        open_due=Subquery(_open_rounds().values("due")[:1]),
        liaison_name=Subquery(liaison.values("person__name")[:1]),
        liaison_phone=Subquery(liaison.values("person__phone")[:1]),
        comment_count=_count("comments"),
        instruction_count=_count("instructions"),
    )


def _open_rounds() -> QuerySet[Any]:
    from luodi.office.ledger.models import Round

    return Round.objects.filter(plan=OuterRef("plan"), closed_at=None).order_by("-month")


def _count(name: str) -> Subquery:
    related = Task._meta.get_field(name).related_model
    rows = related._default_manager.filter(task=OuterRef("pk")).order_by()  # type: ignore[union-attr]
    return Subquery(rows.values("task").annotate(n=Count("pk")).values("n"))


def latest(rows: Iterable[Any], **wanted: Any) -> Any | None:
    """The first of the rows whose attributes are as wanted."""
    for row in rows:
        if all(getattr(row, k) == v for k, v in wanted.items()):
            return row
    return None
