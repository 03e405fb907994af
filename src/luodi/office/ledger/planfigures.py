"""The figures of a plan's page: counted in the database, a few queries however many tasks there are.

Totals count tasks without parts: a collective line is not counted together with its parts. What is not
assigned yet counts nowhere.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import Coalesce

from luodi.office.ledger import standings
from luodi.office.ledger.filters import COUNTED, leaf, recent_rounds
from luodi.office.ledger.lights import COLOURS, Colour
from luodi.office.ledger.models import Plan, Report, Standing, Tag, Task, TaskState
from luodi.office.ledger.models.tasks import LIVE, PRIVATE
from luodi.office.ledger.queries.kept import Keeper
from luodi.office.ledger.summary import Counts, Rate, sentence
from luodi.office.ledger.workdays import Calendar
from luodi.office.units.models import Person, Unit

R = TypeVar("R")

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
    # `IN`: SQLite looks for "NOT rolled" in no index.
    rows = Standing.objects.visible_to(person).filter(plan=plan, rolled__in=(False,))
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

    def mean(self, sums: Sequence[Any]) -> None:
        """From the sums of its tasks: done, how many; planned, of how many."""
        done, n, planned, of = sums
        self.done = (done / n) if n else Decimal(0)
        self.planned = (planned / of) if of else None

    @property
    def key(self) -> Hashable:
        """All that shows of it."""
        cells = tuple((theme, tuple(cell.worst_first)) for theme, cell in self.cells.items())
        return self.unit_id, self.name, self.below, self.done, self.planned, cells


@dataclass
class Matrix:
    lines: list[Line]
    themes: list[tuple[int | None, str]]
    columns: dict[int | None, Cell]
    whole: Cell


def matrix(plan: Plan, person: Person, keep: Keeper | None = None) -> Matrix:
    """Unit × theme × light: two queries, the large one from an index alone."""
    parts = by_unit(keep, plan, "matrix", lambda units: _lines(plan, person, units))
    lines = {pk: line for pk, (line, _sums) in parts.items()}
    sums = {pk: of for pk, (_line, of) in parts.items()}
    columns: dict[int | None, Cell] = {}
    whole = Cell()
    for line in lines.values():
        for theme, cell in line.cells.items():
            column = columns.setdefault(theme, Cell())
            for colour, n in cell.lights.items():
                column.add(colour, n)
                whole.add(colour, n)
    if len(lines) > LINES and person.scope.everything("office", "leader"):
        lines, sums = _folded(lines, sums)
        for lead, line in lines.items():
            line.mean(sums[lead])
    themes: list[tuple[int | None, str]] = [
        (pk, name) for pk, name in plan.themes.values_list("pk", "name") if pk in columns
    ]
    if None in columns:
        themes.append((None, "未分主题"))
    ordered = sorted(lines.values(), key=lambda line: [int(p) for p in line.path.split(".") if p])
    return Matrix(ordered, themes, columns, whole)


def by_unit(
    keep: Keeper | None,
    plan: Plan,
    name: str,
    count: Callable[[Collection[int] | None], dict[int, R]],
) -> Mapping[int, R]:
    """Parts of a figure by lead unit: those of units where nothing moved as they were, if anything is kept."""
    return count(None) if keep is None else keep.by_unit(plan.pk, name, count)


def _led(rows: Any, units: Collection[int] | None) -> Any:
    return rows if units is None else rows.filter(lead__in=units)


def _lines(plan: Plan, person: Person, units: Collection[int] | None) -> dict[int, tuple[Line, list[Any]]]:
    lines: dict[int, tuple[Line, list[Any]]] = {}
    rows = (
        _led(standing_in(plan, person), units)
        .values_list("lead_id", "theme_id", "light")
        .annotate(
            n=Count("pk"), done=Sum("actual"), planned_sum=Sum("planned"), of=Count("planned"),
            # Not grouped by: the index gives the rows in the order of the groups.
            short=Max("lead__short_name"), name=Max("lead__name"), path=Max("lead__path"),
        )
    )  # fmt: skip
    for lead, theme, light, n, done, planned, of, short, name, path in rows:
        if lead not in lines:
            lines[lead] = Line(lead, short or name, path), [Decimal(0), 0, Decimal(0), 0]
        line, total = lines[lead]
        line.cells.setdefault(theme, Cell()).add(light or "grey", n)
        line.whole.add(light or "grey", n)
        for place, value in enumerate((done, n, planned, of)):
            total[place] += value or 0
    for line, total in lines.values():
        line.mean(total)
    return lines


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


def summary(plan: Plan, person: Person, day: dt.date, keep: Keeper | None = None) -> Summary:
    """The sentence of the plan's brief: three queries."""
    days = standings.calendar()
    parts = by_unit(
        keep, plan, "summary", lambda units: _counted(_led(counted(plan, person), units), day, days)
    )
    return _summary(parts.values(), plan.source_name or plan.name, day)


def summed(tasks: Any, source: str, day: dt.date, calendar: Calendar | None = None) -> Summary:
    """What `ledger.summary` counts from items, counted in the database. `tasks` are assigned, without parts."""
    return _summary(_counted(tasks, day, calendar or standings.calendar()).values(), source, day)


def _summary(parts: Iterable[Counter[str]], source: str, day: dt.date) -> Summary:
    found: Counter[str] = Counter()
    for part in parts:
        found.update(part)
    counts = Counts(
        done=found["done"],
        going=found["whole"] - found["done"] - found["stopped"] - found["overdue"],
        troubled=found["troubled"],
        overdue=found["overdue"],
        stopped=found["stopped"],
    )
    current = Rate(found["in_time"] + found["shifted"], found["judged_done"] + found["overdue"])
    original = Rate(
        found["first_in_time"] + found["first_unset_in_time"] + found["first_shifted"],
        found["first_judged"] + found["first_unset"] + found["first_late"],
    )
    return Summary(counts, current, original, sentence(counts, current, source, day))


def _counted(tasks: Any, day: dt.date, days: Calendar) -> dict[int, Counter[str]]:
    """By lead unit, what the sentence is made of: two queries."""
    closed, open_ = Q(closed_on__lte=day), Q(state__in=LIVE)
    stopped = Q(state=TaskState.ENDED) | (Q(state=TaskState.ARCHIVED) & Q(closed_on=None))
    troubled = Q(pk__in=_troubled())
    late = open_ & Q(standing__overdue_days__gt=0)
    figures = {
        "done": closed,
        "stopped": stopped & ~closed,
        "overdue": late & ~closed,
        "whole": None,
        "troubled": troubled & ~closed & ~stopped & ~late,
        "judged_done": closed & Q(due__isnull=False),
        "in_time": closed & Q(due__gte=F("closed_on")),
        "first_in_time": closed & Q(due_first__gte=F("closed_on")),
        "first_judged": closed & Q(due_first__isnull=False),
        "first_unset": closed & Q(due_first=None, due__isnull=False),
        "first_unset_in_time": closed & Q(due_first=None, due__gte=F("closed_on")),
    }
    # Not the bare column: SQLite would go through the tasks of all plans for the sake of their order.
    rows = tasks.values_list(Coalesce("lead_id", 0)).annotate(
        **{name: Count("pk", filter=which) for name, which in figures.items()}
    )
    found = {lead: Counter(dict(zip(figures, counts, strict=True))) for lead, *counts in rows}
    for lead, what, n in _shifted(tasks, closed, open_, day, days):
        found[lead][what] += n
    return found


def _shifted(tasks: Any, closed: Q, open_: Q, day: dt.date, days: Calendar) -> Iterator[tuple[int, str, int]]:
    """What deadlines that fell on holidays change: closed just after the day written, and in time all the same;
    and open tasks past their first due."""
    near = dt.timedelta(days=HOLIDAYS)
    just = Q(closed_on__gt=F("due")) | Q(closed_on__gt=F("due_first"))
    # Day arithmetic differs between databases; few tasks are closed after their due, and their dates repeat.
    rows = tasks.filter((closed & just) | (open_ & (Q(due_first__lt=day) | Q(due_first=None, due__lt=day))))
    dates = rows.values_list("lead_id", "due", "due_first", "closed_on").annotate(n=Count("pk"))
    for lead, due, first, on, n in dates:
        first = first or due
        if on is None or on > day:
            if first and days.shift(first) < day:
                yield lead, "first_late", n
            continue
        if due and due < on <= due + near and on <= days.shift(due):
            yield lead, "shifted", n
        if first and first < on <= first + near and on <= days.shift(first):
            yield lead, "first_shifted", n


def _troubled() -> Any:
    """Tasks whose last month's or this month's report names a problem or asks for coordination."""
    return (
        Report.objects.filter(round__in=recent_rounds(), troubled__in=(True,), state__in=COUNTED)
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


def burn_up(plan: Plan, person: Person, day: dt.date, keep: Keeper | None = None) -> Burn:
    """Due and signed off up to the end of each month: one query."""
    due: Counter[dt.date] = Counter()
    first_due: Counter[dt.date] = Counter()
    closed: Counter[dt.date] = Counter()
    for part in by_unit(keep, plan, "burn", lambda units: _months(plan, person, units)).values():
        for sums_of, more in zip((due, first_due, closed), part, strict=True):
            sums_of.update(more)
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


def _months(
    plan: Plan, person: Person, units: Collection[int] | None
) -> dict[int, tuple[Counter[dt.date], ...]]:
    """By lead unit: tasks by month of their due, of their first due, and of their sign-off."""
    found: dict[int, tuple[Counter[dt.date], ...]] = {}
    tasks = _led(counted(plan, person), units).exclude(state=TaskState.ENDED)
    # The dates as they are: cutting them to months row by row is slower in SQLite than reading them.
    for lead, *dates in tasks.values_list("lead_id", "due", "due_first", "closed_on"):
        part = found.get(lead) or found.setdefault(lead, (Counter(), Counter(), Counter()))
        for sums_of, date in zip(part, dates, strict=True):
            if date is not None:
                sums_of[date.replace(day=1)] += 1
    return found


def by_tag(plan: Plan, person: Person, keep: Keeper | None = None) -> list[tuple[int, str, str, Cell]]:
    """Lights by tag (operations A7, A12): tag, its kind, its name, its cell. One query."""
    found: dict[tuple[str, int, int, str], Cell] = {}
    for part in by_unit(keep, plan, "tags", lambda units: _tagged(plan, person, units)).values():
        for tag, light, n in part:
            found.setdefault(tag, Cell()).add(light or "grey", n)
    return [
        (pk, str(Tag.Kind(kind).label), name, cell)
        for (kind, _order, pk, name), cell in sorted(found.items())
    ]


def _tagged(
    plan: Plan, person: Person, units: Collection[int] | None
) -> dict[int, list[tuple[tuple[str, int, int, str], str | None, int]]]:
    found: dict[int, list[Any]] = defaultdict(list)
    rows = (
        _led(counted(plan, person), units)
        .filter(tags__isnull=False)
        .values_list("lead_id", "tags__kind", "tags__order", "tags", "tags__name", "standing__light")
        .annotate(n=Count("pk"))
    )
    for lead, kind, order, pk, name, light, n in rows:
        found[lead].append(((kind, order, pk, name), light, n))
    return found
