"""The figures of a month: who had to report, who did in time, and whom to telephone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q
from django.utils import timezone

from luodi.office.journal.clock import today
from luodi.office.ledger.filters import COUNTED, leaf
from luodi.office.ledger.models import Report, Round, Task
from luodi.office.ledger.models.tasks import LIVE, PRIVATE
from luodi.office.ledger.queries.kept import Keeper
from luodi.office.units.models import Person, Role, holding
from luodi.office.web.filters import mask_phone

State = Report.State


def after(day: dt.date) -> dt.datetime:
    """The first moment of the next day at the office: reports handed in before it were in by the day."""
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))


def owed(round: Round, person: Person) -> Any:
    """The tasks that had to be reported in the round, as far as the person sees them.

    Handed out by its due, without parts, and not signed off before. Of a task ended since nobody can say
    when; it counts where it was reported on.
    """
    reported = Report.objects.filter(round=round, submitted_at__isnull=False).values("task_id")
    return _handed_out(round, person).filter(_open(round) | Q(pk__in=reported))


def _handed_out(round: Round, person: Person) -> Any:
    return (
        Task.objects.visible_to(person)
        .filter(leaf(), plan_id=round.plan_id)
        .exclude(state__in=PRIVATE)
        .filter(Q(assigned_at=None) | Q(assigned_at__lt=after(round.due)))
        .order_by()
    )


def _open(round: Round, prefix: str = "") -> Q:
    """Under way, or signed off only after the round."""
    return Q(**{f"{prefix}state__in": LIVE}) | Q(**{f"{prefix}closed_on__gt": round.due})


@dataclass
class Caller:
    """Somebody to telephone; the number as the reader may see it."""

    name: str
    phone: str
    full: bool


@dataclass
class Filing:
    """How a unit's reports of a month stand."""

    unit_id: int
    name: str
    path: str
    owed: int = 0
    in_time: int = 0
    late: int = 0
    submitted: int = 0
    approved: int = 0
    accepted: int = 0
    returned: int = 0

    @property
    def key(self) -> tuple[Any, ...]:
        """All that shows of it."""
        return (
            self.unit_id, self.name, self.owed, self.in_time, self.late, self.submitted, self.approved,
            self.accepted, self.returned,
        )  # fmt: skip

    @property
    def filed(self) -> int:
        return self.in_time + self.late

    @property
    def missing(self) -> int:
        return max(0, self.owed - self.filed)

    def add(self, other: Filing) -> None:
        for name in ("owed", "in_time", "late", "submitted", "approved", "accepted", "returned"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def filings(round: Round, person: Person, keep: Keeper | None = None) -> list[Filing]:
    """Unit by unit: two queries."""

    def count(units: Collection[int] | None) -> dict[int, Filing]:
        return _filings(round, person, units)

    name = f"filings {round.pk}"
    found = count(None) if keep is None else keep.by_unit(round.plan_id, name, count)
    return sorted(found.values(), key=lambda f: [int(p) for p in f.path.split(".") if p])


def _filings(round: Round, person: Person, units: Collection[int] | None) -> dict[int, Filing]:
    tasks = _handed_out(round, person)
    reports = Report.objects.filter(round=round, submitted_at__isnull=False)
    if units is not None:
        tasks, reports = tasks.filter(lead__in=units), reports.filter(task__lead__in=units)
    # Each side is counted by itself: those to report in the tasks, those reported in the reports of the
    # month; what was reported though not under way any more is told by the second.
    owing = tasks.filter(_open(round)).values_list("lead_id").annotate(n=Count("pk"), **_named("lead"))
    found = {pk: Filing(pk, short or name, path, owed=n) for pk, n, short, name, path in owing}
    in_time = Q(submitted_at__lt=after(round.due))
    rows = list(
        reports.filter(task__in=tasks.values("pk"))
        .order_by()
        .values_list("task__lead_id")
        .annotate(
            **_named("task__lead"),
            all=Count("pk"),
            under_way=Count("pk", filter=_open(round, "task__")),
            in_time=Count("pk", filter=in_time),
            late=Count("pk", filter=~in_time),
            **{
                state: Count("pk", filter=Q(state=state))
                for state in ("submitted", "approved", "accepted", "returned")
            },
        )
    )
    for pk, short, name, path, n, under_way, *counts in rows:
        filing = found.setdefault(pk, Filing(pk, short or name, path))
        filing.owed += n - under_way
        (
            filing.in_time, filing.late, filing.submitted, filing.approved, filing.accepted, filing.returned,
        ) = counts  # fmt: skip
    return found


def _named(lead: str) -> dict[str, Max]:
    """A unit's short name, name and path in a count by units: grouping by them too would sort by them."""
    return {f"unit_{name}": Max(f"{lead}__{name}") for name in ("short_name", "name", "path")}


def whole(rows: Iterable[Filing]) -> Filing:
    total = Filing(0, "合计", "")
    for row in rows:
        total.add(row)
    return total


def callers(paths: Iterable[str], person: Person, *kinds: str) -> dict[str, dict[str, list[Caller]]]:
    """By unit path: who holds each role there, or at the nearest unit above. One query.

    The whole number shows to the office over the unit and to the unit itself (operations G: masked by role).
    """
    wanted = list(dict.fromkeys(paths))
    ids = {int(part) for path in wanted for part in path.split(".") if part}
    rows = (
        Role.objects.filter(holding(today()), kind__in=kinds, unit_id__in=ids, person__disabled=False)
        .filter(holding(today(), "person__"))
        .order_by("id")
        .values_list("kind", "unit__path", "person__name", "person__phone")
    )
    held: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for kind, path, name, phone in rows:
        held[kind][path].append((name, phone))
    found: dict[str, dict[str, list[Caller]]] = {}
    for path in wanted:
        full = person.scope.covers(path, "office", "head", "liaison")
        found[path] = {}
        for kind in kinds:
            above = max((p for p in held[kind] if path.startswith(p)), key=len, default=None)
            found[path][kind] = [
                Caller(name, phone if full else mask_phone(phone), full and bool(phone))
                for name, phone in (held[kind][above] if above else [])
            ]
    return found


def missing_tasks(round: Round, person: Person, most: int = 200) -> list[dict[str, Any]]:
    """Tasks of which nothing has been handed in, by unit."""
    handed = Report.objects.filter(round=round, submitted_at__isnull=False).values("task_id")
    rows = _handed_out(round, person).filter(_open(round)).exclude(pk__in=handed)
    rows = rows.order_by("lead__path", "id")
    return list(rows.values("pk", "code", "title", "lead_id", "lead__path")[:most])


def raised(round: Round, person: Person, most: int = 200) -> list[dict[str, Any]]:
    """What the month's reports name as problems or ask others for, once the unit's head approved them."""
    rows = (
        Report.objects.visible_to(person)
        .filter(round=round, troubled=True, state__in=COUNTED)
        .order_by("task__lead__path", "task_id")
        .values(
            "task_id", "task__code", "task__title", "task__lead__short_name", "task__lead__name", "problems",
            "request", "request_of",
        )[:most]
    )  # fmt: skip
    return [
        {
            "pk": r["task_id"],
            "code": r["task__code"],
            "title": r["task__title"],
            "lead": r["task__lead__short_name"] or r["task__lead__name"],
            "problems": r["problems"],
            "request": r["request"],
            "request_of": r["request_of"],
        }
        for r in rows
    ]
