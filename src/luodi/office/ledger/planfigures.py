"""The figures of a plan's page: counted in the database, a few queries however many tasks there are.

Totals count tasks without parts: a collective line is not counted together with its parts. What is not
assigned yet counts nowhere.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncMonth

from luodi.office.ledger import standings
from luodi.office.ledger.filters import COUNTED, leaf, recent_rounds
from luodi.office.ledger.lights import COLOURS, Colour
from luodi.office.ledger.models import Plan, Report, Tag, Task, TaskState
from luodi.office.ledger.models.tasks import LIVE, PRIVATE
from luodi.office.ledger.summary import Counts, Rate, sentence
from luodi.office.ledger.workdays import Calendar
from luodi.office.units.models import Person

HOLIDAYS = 14
"""Days a deadline may move at most: within them the calendar is asked, beyond them late is late."""
DONE = (TaskState.CLOSED, TaskState.ARCHIVED)


def counted(plan: Plan, person: Person) -> Any:
    """The tasks of the plan that totals are made of, as far as the person sees them."""
    return Task.objects.visible_to(person).filter(leaf(), plan=plan).exclude(state__in=PRIVATE).order_by()


@dataclass
class Cell:
    """A unit's tasks under a theme: how many of each light."""

    lights: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.lights.values())

    @property
    def worst_first(self) -> list[tuple[Colour, int]]:
        return [(c, self.lights[c]) for c in COLOURS if self.lights.get(c)]

    def add(self, colour: str, n: int) -> None:
        self.lights[colour] = self.lights.get(colour, 0) + n


@dataclass
class Line:
    """A unit in the matrix: its cells by theme, and its sums."""

    unit_id: int
    name: str
    path: str
    cells: dict[int | None, Cell] = field(default_factory=dict)
    whole: Cell = field(default_factory=Cell)
    done: Decimal = Decimal(0)  # the mean of its tasks
    planned: Decimal | None = None


@dataclass
class Matrix:
    lines: list[Line]
    themes: list[tuple[int | None, str]]
    columns: dict[int | None, Cell]
    whole: Cell


def matrix(plan: Plan, person: Person) -> Matrix:
    """Unit × theme × light in one query."""
    lines: dict[int, Line] = {}
    columns: dict[int | None, Cell] = {}
    whole = Cell()
    sums: dict[int, list[Any]] = {}
    rows = (
        counted(plan, person)
        .values_list("lead_id", "lead__short_name", "lead__name", "lead__path", "theme_id", "standing__light")
        .annotate(
            n=Count("pk"), done=Sum("progress"), planned=Sum("standing__planned"), of=Count("standing__planned"),
        )
    )  # fmt: skip
    for lead, short, name, path, theme, light, n, done, planned, of in rows:
        line = lines.setdefault(lead, Line(lead, short or name, path))
        for cell in (
            line.cells.setdefault(theme, Cell()),
            line.whole,
            columns.setdefault(theme, Cell()),
            whole,
        ):
            cell.add(light or "grey", n)
        total = sums.setdefault(lead, [Decimal(0), 0, Decimal(0), 0])
        for place, value in enumerate((done, n, planned, of)):
            total[place] += value or 0
    for lead, (done, n, planned, of) in sums.items():
        lines[lead].done = (done / n) if n else Decimal(0)
        lines[lead].planned = (planned / of) if of else None
    themes: list[tuple[int | None, str]] = [
        (pk, name) for pk, name in plan.themes.values_list("pk", "name") if pk in columns
    ]
    if None in columns:
        themes.append((None, "未分主题"))
    ordered = sorted(lines.values(), key=lambda line: [int(p) for p in line.path.split(".") if p])
    return Matrix(ordered, themes, columns, whole)


@dataclass(frozen=True)
class Summary:
    """The sentence of the brief and the figures in it."""

    counts: Counts
    current: Rate
    original: Rate
    text: str


def summary(plan: Plan, person: Person, day: dt.date) -> Summary:
    """The sentence of the plan's brief: three queries."""
    return summed(counted(plan, person), plan.source_name or plan.name, day)


def summed(tasks: Any, source: str, day: dt.date, calendar: Calendar | None = None) -> Summary:
    """What `ledger.summary` counts from items, counted in the database. `tasks` are assigned, without parts."""
    days = calendar or standings.calendar()
    closed, open_ = Q(closed_on__lte=day), Q(state__in=LIVE)
    stopped = Q(state=TaskState.ENDED) | (Q(state=TaskState.ARCHIVED) & Q(closed_on=None))
    troubled = Q(pk__in=_troubled())
    late = open_ & Q(standing__overdue_days__gt=0)
    found = tasks.aggregate(
        done=Count("pk", filter=closed),
        stopped=Count("pk", filter=stopped & ~closed),
        overdue=Count("pk", filter=late & ~closed),
        whole=Count("pk"),
        troubled=Count("pk", filter=troubled & ~closed & ~stopped & ~late),
        judged_done=Count("pk", filter=closed & Q(due__isnull=False)),
        in_time=Count("pk", filter=closed & Q(due__gte=F("closed_on"))),
        first_in_time=Count("pk", filter=closed & Q(due_first__gte=F("closed_on"))),
        first_judged=Count("pk", filter=closed & Q(due_first__isnull=False)),
        first_unset=Count("pk", filter=closed & Q(due_first=None, due__isnull=False)),
        first_unset_in_time=Count("pk", filter=closed & Q(due_first=None, due__gte=F("closed_on"))),
    )
    shifted, first_shifted, first_late = _shifted(tasks, closed, open_, day, days)
    counts = Counts(
        done=found["done"],
        going=found["whole"] - found["done"] - found["stopped"] - found["overdue"],
        troubled=found["troubled"],
        overdue=found["overdue"],
        stopped=found["stopped"],
    )
    current = Rate(found["in_time"] + shifted, found["judged_done"] + found["overdue"])
    original = Rate(
        found["first_in_time"] + found["first_unset_in_time"] + first_shifted,
        found["first_judged"] + found["first_unset"] + first_late,
    )
    return Summary(counts, current, original, sentence(counts, current, source, day))


def _shifted(tasks: Any, closed: Q, open_: Q, day: dt.date, days: Calendar) -> tuple[int, int, int]:
    """What deadlines that fell on holidays change: closed just after the day written, and in time all the same;
    and open tasks past their first due."""
    near = dt.timedelta(days=HOLIDAYS)
    just = Q(closed_on__gt=F("due")) | Q(closed_on__gt=F("due_first"))
    # Day arithmetic differs between databases; few tasks are closed after their due, and their dates repeat.
    rows = tasks.filter((closed & just) | (open_ & (Q(due_first__lt=day) | Q(due_first=None, due__lt=day))))
    shifted = first_shifted = first_late = 0
    for state_open, due, first, on, n in (
        (on is None or on > day, due, first or due, on, n)
        for due, first, on, n in rows.values_list("due", "due_first", "closed_on").annotate(n=Count("pk"))
    ):
        if state_open:
            if first and days.shift(first) < day:
                first_late += n
            continue
        if due and due < on <= due + near and on <= days.shift(due):
            shifted += n
        if first and first < on <= first + near and on <= days.shift(first):
            first_shifted += n
    return shifted, first_shifted, first_late


def _troubled() -> Any:
    """Tasks whose last month's or this month's report names a problem or asks for coordination."""
    return (
        Report.objects.filter(round__in=recent_rounds(), state__in=COUNTED)
        .exclude(problems="", request="")
        .order_by()
        .values("task_id")
    )


@dataclass(frozen=True)
class Burn:
    """Month by month: how many were to be done, and how many were."""

    months: list[str]
    planned: list[int]
    first: list[int]
    done: list[int | None]


def burn_up(plan: Plan, person: Person, day: dt.date) -> Burn:
    """Due and signed off up to the end of each month: three queries."""
    tasks = counted(plan, person).exclude(state=TaskState.ENDED)

    def by(field_name: str) -> dict[dt.date, int]:
        rows = (
            tasks.filter(**{f"{field_name}__isnull": False})
            .values_list(TruncMonth(field_name))
            .annotate(n=Count("pk"))
            .order_by()
        )
        return dict(rows)

    due, first_due, closed = by("due"), by("due_first"), by("closed_on")
    first = min([plan.since.replace(day=1), *closed])
    last = max([plan.until or max(due, default=day), day if plan.until is None else plan.until]).replace(
        day=1
    )
    months: list[dt.date] = []
    month = first
    while month <= last and len(months) < 60:
        months.append(month)
        month = (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1)

    def sums(counts: dict[dt.date, int]) -> list[int]:
        return [sum(n for m, n in counts.items() if m <= month) for month in months]

    done: list[int | None] = [
        n if month <= day.replace(day=1) else None for month, n in zip(months, sums(closed), strict=True)
    ]
    labels = [f"{m.year}年{m.month}月" if m.month == 1 or m == first else f"{m.month}月" for m in months]
    return Burn(labels, sums(due), sums(first_due), done)


def by_tag(plan: Plan, person: Person) -> list[tuple[int, str, str, Cell]]:
    """Lights by tag (operations A7, A12): tag, its kind, its name, its cell. One query."""
    found: dict[int, tuple[int, str, str, Cell]] = {}
    rows = (
        counted(plan, person)
        .filter(tags__isnull=False)
        .values_list("tags", "tags__kind", "tags__name", "tags__order", "standing__light")
        .annotate(n=Count("pk"))
        .order_by("tags__kind", "tags__order", "tags")
    )
    for pk, kind, name, _order, light, n in rows:
        found.setdefault(pk, (pk, str(Tag.Kind(kind).label), name, Cell()))[3].add(light or "grey", n)
    return list(found.values())
