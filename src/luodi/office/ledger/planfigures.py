"""The figures of a plan's page: counted in the database, a few queries however many tasks there are.

Totals count tasks without parts: a collective line is not counted together with its parts. What is not
assigned yet counts nowhere.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Max, Q, Sum

from luodi.office.ledger import standings
from luodi.office.ledger.filters import COUNTED, leaf, recent_rounds
from luodi.office.ledger.lights import COLOURS, Colour
from luodi.office.ledger.models import Plan, Report, Standing, Tag, Task, TaskState
from luodi.office.ledger.models.tasks import LIVE, PRIVATE
from luodi.office.ledger.summary import Counts, Rate, sentence
from luodi.office.ledger.workdays import Calendar
from luodi.office.units.models import Person, Unit

LINES = 60
"""Units in the matrix; beyond them they are brought together."""
HOLIDAYS = 14
"""Days a deadline may move at most: within them the calendar is asked, beyond them late is late."""
DONE = (TaskState.CLOSED, TaskState.ARCHIVED)


def counted(plan: Plan, person: Person) -> Any:
    """The tasks of the plan that totals are made of, as far as the person sees them."""
    return Task.objects.visible_to(person).filter(leaf(), plan=plan).exclude(state__in=PRIVATE).order_by()


def standing_in(plan: Plan, person: Person) -> Any:
    """The same tasks by their standings, which repeat what is counted, so that one index holds it all."""
    rows = Standing.objects.visible_to(person).filter(plan=plan, rolled=False)
    return rows.exclude(state__in=PRIVATE).order_by()


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
    below: bool = False  # stands for the units below it too


@dataclass
class Matrix:
    lines: list[Line]
    themes: list[tuple[int | None, str]]
    columns: dict[int | None, Cell]
    whole: Cell


def matrix(plan: Plan, person: Person) -> Matrix:
    """Unit × theme × light: two queries, the large one from an index alone."""
    lines: dict[int, Line] = {}
    columns: dict[int | None, Cell] = {}
    whole = Cell()
    sums: dict[int, list[Any]] = {}
    rows = (
        standing_in(plan, person)
        .values_list("lead_id", "theme_id", "light")
        .annotate(
            n=Count("pk"), done=Sum("actual"), planned_sum=Sum("planned"), of=Count("planned"),
            # Not grouped by: the index gives the rows in the order of the groups.
            short=Max("lead__short_name"), name=Max("lead__name"), path=Max("lead__path"),
        )
    )  # fmt: skip
    for lead, theme, light, n, done, planned, of, short, name, path in rows:
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
    if len(lines) > LINES and person.scope.everything("office", "leader"):
        lines, sums = _folded(lines, sums)
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


def _folded(
    lines: dict[int, Line], sums: dict[int, list[Any]]
) -> tuple[dict[int, Line], dict[int, list[Any]]]:
    """Hundreds of units are brought together under those above them, as deep as the lines stay readable.

    Only for who sees them all: the list behind a figure then holds exactly what the figure counts.
    """
    paths = {pk: [int(p) for p in line.path.split(".") if p] for pk, line in lines.items()}
    depth = max(len(p) for p in paths.values())
    while depth > 2 and len({tuple(p[:depth]) for p in paths.values()}) > LINES:
        depth -= 1
    tops = {pk: p[:depth][-1] for pk, p in paths.items()}
    names = {
        pk: (short or name, path)
        for pk, short, name, path in Unit.objects.filter(pk__in=set(tops.values())).values_list(
            "pk", "short_name", "name", "path"
        )
    }
    folded: dict[int, Line] = {}
    totals: dict[int, list[Any]] = {}
    for pk, line in lines.items():
        top = tops[pk]
        into = folded.get(top) or folded.setdefault(top, Line(top, *names[top]))
        into.below = into.below or pk != top
        for theme, cell in line.cells.items():
            for colour, n in cell.lights.items():
                into.cells.setdefault(theme, Cell()).add(colour, n)
                into.whole.add(colour, n)
        total = totals.setdefault(top, [Decimal(0), 0, Decimal(0), 0])
        for place, value in enumerate(sums[pk]):
            total[place] += value
    return folded, totals


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
    """Due and signed off up to the end of each month: one query."""
    tasks = counted(plan, person).exclude(state=TaskState.ENDED)
    due: dict[dt.date, int] = defaultdict(int)
    first_due: dict[dt.date, int] = defaultdict(int)
    closed: dict[dt.date, int] = defaultdict(int)
    # The dates as they are: cutting them to months row by row is slower in SQLite than reading them.
    for dates in tasks.values_list("due", "due_first", "closed_on"):
        for sums_of, date in zip((due, first_due, closed), dates, strict=True):
            if date is not None:
                sums_of[date.replace(day=1)] += 1
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
