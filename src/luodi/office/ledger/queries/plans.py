"""A plan at a glance: the matrix of lights, and the counts of the one sentence (operations B9)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet

from luodi.office.journal.clock import today
from luodi.office.ledger import summary
from luodi.office.ledger.lightrules import COLOURS
from luodi.office.ledger.models import Plan, Standing, Task, Theme
from luodi.office.ledger.models.tasks import PRIVATE
from luodi.office.units.models import Person, Unit

Lights = Counter[str]


@dataclass
class Matrix:
    """Unit × theme → how many tasks of each colour. `None` is the column of tasks without a theme."""

    units: list[Unit] = field(default_factory=list)
    themes: list[Theme | None] = field(default_factory=list)
    cells: dict[tuple[int, int | None], Lights] = field(default_factory=dict)

    def cell(self, unit: Unit, theme: Theme | None) -> Lights:
        return self.cells.get((unit.pk, theme.pk if theme else None), Counter())

    def row(self, unit: Unit) -> Lights:
        return sum((self.cell(unit, t) for t in self.themes), Counter())

    def column(self, theme: Theme | None) -> Lights:
        return sum((self.cell(u, theme) for u in self.units), Counter())

    @property
    def total(self) -> Lights:
        return sum(self.cells.values(), Counter())


@dataclass(frozen=True)
class Tally:
    """The counts of some tasks, their rates, and the sentence that says them."""

    counts: summary.Counts
    rate: summary.Rate
    rate_first: summary.Rate  # by the due as first assigned

    def sentence(self, source: str) -> str:
        return summary.sentence(self.counts, self.rate, source, today())


def matrix(plan: Plan, person: Person) -> Matrix:
    """What the person sees of the plan, parts instead of the parents they roll up to. Three queries."""
    rows = (
        Standing.objects.visible_to(person)
        .filter(plan=plan, rolled=False)
        .exclude(state__in=PRIVATE)
        .order_by()
        .values_list("lead_id", "theme_id", "light")
        .annotate(n=Count("pk"))
    )
    cells: dict[tuple[int, int | None], Lights] = defaultdict(Counter)
    for lead, theme, light, n in rows:
        cells[lead, theme][light] += n
    units = list(Unit.objects.filter(pk__in={lead for lead, _theme in cells}))
    themes: list[Theme | None] = list(plan.themes.all())
    if any(theme is None for _lead, theme in cells):
        themes.append(None)
    return Matrix(units, themes, dict(cells))


def counts(tasks: QuerySet[Task]) -> Tally:
    """The counts of B9 over tasks (filtered and scoped by the caller), as of the last refresh. One query."""
    return tally(Standing.objects.filter(task__in=tasks.order_by()))


def plan_counts(plan: Plan, person: Person) -> Tally:
    """The counts of a plan as the person sees it, from one index. One query."""
    return tally(Standing.objects.visible_to(person).filter(plan=plan))


def tally(standings: QuerySet[Standing]) -> Tally:
    """Parents that roll up are left out for their parts, and what is not assigned yet."""
    rows = (
        standings.filter(rolled=False)
        .exclude(part="")
        .order_by()
        .values_list("part", "troubled", "on_time", "on_time_first")
        .annotate(n=Count("pk"))
    )
    parts: Counter[str] = Counter()
    troubled = in_time = judged = in_time_first = judged_first = 0
    for part, trouble, on_time, on_time_first, n in rows:
        parts[part] += n
        troubled += n if part == "going" and trouble else 0
        judged += n if on_time is not None else 0
        in_time += n if on_time else 0
        judged_first += n if on_time_first is not None else 0
        in_time_first += n if on_time_first else 0
    return Tally(
        summary.Counts(
            done=parts["done"],
            going=parts["going"],
            troubled=troubled,
            overdue=parts["overdue"],
            stopped=parts["stopped"],
        ),
        summary.Rate(in_time, judged),
        summary.Rate(in_time_first, judged_first),
    )


def light_counts(standings: QuerySet[Standing]) -> dict[str, int]:
    """How many tasks of each colour, the worst first, colours without a task too. One query."""
    rows = standings.filter(rolled=False).exclude(state__in=PRIVATE).order_by().values_list("light")
    found = dict(rows.annotate(n=Count("pk")))
    return {colour: found.get(colour, 0) for colour in COLOURS}
