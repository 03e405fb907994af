"""What the county's pages ask: each answer in a fixed number of queries, all of them of derived rows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from luodi.office.firms.models import CountyMonth, CountyYear, Denominator, Doubling, Firm, Run, Verdict
from luodi.office.firms.words import LADDER
from luodi.office.units.models import Unit

ZERO = "zero-and-raise"
FOUR = (
    ("activity", "有研发活动"),
    ("all_four", "四有齐全"),
    ("cost", "有研发费用"),
    ("institution", "有研发机构"),
    ("people", "有研发人员"),
    ("cooperation", "有产学研合作"),
)


@dataclass
class Step:
    """One rung as a county stands on it."""

    standard: str
    label: str
    held: int = 0
    ready: int = 0  # passes, without the title
    open: int = 0  # everything but the experts' points is there
    near: int = 0
    few: int = 0
    unknown: int = 0
    far: int = 0

    @property
    def judged(self) -> int:
        return self.held + self.ready + self.open + self.near + self.few + self.unknown + self.far


def below(unit: Unit) -> Any:
    """The unit and all below it, as a subquery."""
    return Unit.objects.filter(path__startswith=unit.path).values("pk")


def ladder(units: Any) -> list[Step]:
    """How many firms hold each title, could have it now, or are one step or a few away: two queries.

    Titles are counted of firms, not of verdicts: a title lasts beyond the rules it was given under.
    """
    steps = {r.standard: Step(r.standard, r.label) for r in LADDER}
    holders = Firm.objects.filter(unit__in=units).aggregate(
        **{f"n{r.number}": Count("pk", filter=Q(held__contains=f";{r.standard};")) for r in LADDER}
    )
    for r in LADDER:
        steps[r.standard].held = holders[f"n{r.number}"]
    rows = (
        Verdict.objects.filter(firm__unit__in=units, standard__in=list(steps))
        .order_by()
        .values_list("standard", "held", "verdict", "grade")
        .annotate(n=Count("pk"))
    )
    for standard, held, verdict, grade, n in rows:
        place_in(steps[standard], held, verdict, grade, n)
    return list(steps.values())


def place_in(step: Step, held: bool, verdict: str, grade: str, n: int) -> None:
    if held:
        return  # counted with the titles
    if verdict == Verdict.Word.PASS:
        step.ready += n
    elif verdict == Verdict.Word.UNDECIDED and grade == "A":
        step.open += n
    elif grade == "B":
        step.near += n
    elif grade == "C":
        step.few += n
    elif verdict in (Verdict.Word.UNKNOWN, Verdict.Word.CONFLICT):
        step.unknown += n
    else:
        step.far += n


@dataclass
class CountyLine:
    """A row of the table of counties."""

    unit: Unit
    firms: int = 0
    above_scale: int = 0
    pool: int = 0
    near: int = 0
    held: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def counties(units: Sequence[Unit]) -> list[CountyLine]:
    """Each of the units with what is below it: three queries, however many units."""
    lines = {u.pk: CountyLine(u) for u in units}
    home = _homes(units)
    firms = Firm.objects.filter(unit__in=list(home)).order_by().values_list("unit_id")
    counted = firms.annotate(
        n=Count("pk"),
        scale=Count("pk", filter=Q(above_scale=True)),
        pooled=Count("pk", filter=Q(pool=True)),
        **{f"n{r.number}": Count("pk", filter=Q(held__contains=f";{r.standard};")) for r in LADDER},
    )
    for unit_id, n, scale, pool, *held in counted:
        for pk in home[unit_id]:
            lines[pk].firms += n
            lines[pk].above_scale += scale
            lines[pk].pool += pool
            for r, titled in zip(LADDER, held, strict=True):
                lines[pk].held[r.standard] += titled
    verdicts = (
        Verdict.objects.filter(
            firm__unit__in=list(home), standard__in=[r.standard for r in LADDER], held=False, grade="B"
        )
        .order_by()
        .values_list("firm__unit_id")
        .annotate(near=Count("pk"))
    )
    for unit_id, near in verdicts:
        for pk in home[unit_id]:
            lines[pk].near += near
    return list(lines.values())


def _homes(units: Sequence[Unit]) -> dict[int, list[int]]:
    """Unit that may have firms → those of the units it lies below."""
    found: dict[int, list[int]] = {}
    within = Q()
    for unit in units:
        within |= Q(path__startswith=unit.path)
    if not units:
        return found
    for pk, path in Unit.objects.filter(within).values_list("pk", "path"):
        found[pk] = [u.pk for u in units if path.startswith(u.path)]
    return found


def near_misses(units: Any, standard: str, most: int = 50) -> list[Verdict]:
    """Firms one step away, the cheapest step first."""
    rows = Verdict.objects.filter(firm__unit__in=units, held=False, grade="B").select_related(
        "firm__unit", "run"
    )
    if standard:
        rows = rows.filter(standard=standard)
    return list(rows.order_by("cost", "firm__name", "standard")[:most])


@dataclass
class ZeroList:
    """One of the lists to be cleared: its rule, whom it counts, how many are left."""

    code: str
    label: str
    firms: int
    left: int
    unknown: int

    @property
    def share(self) -> Decimal | None:
        return round(Decimal(self.left) * 100 / self.firms, 2) if self.firms else None


def zero_lists(
    units: Any, frozen: Denominator | None, conditions: Iterable[tuple[str, str]]
) -> list[ZeroList]:
    """For each rule how many of the year's frozen firms are still on its list; without a frozen list, of today's."""
    rows = Verdict.objects.filter(standard=ZERO, firm__unit__in=units)
    if frozen is not None:
        rows = rows.filter(firm__uscc__in=frozen.counted.values("uscc"))
    else:
        rows = rows.filter(firm__above_scale=True)
    codes = list(conditions)
    asked: dict[str, Any] = {"n": Count("pk")}
    for i, (code, _label) in enumerate(codes):
        asked[f"left{i}"] = Count("pk", filter=Q(failed__contains=f";{code};"))
        asked[f"open{i}"] = Count("pk", filter=Q(unsure__contains=f";{code};"))
    counts = rows.aggregate(**asked)
    firms = frozen.firms if frozen is not None else counts["n"]
    return [
        ZeroList(code, label, firms, counts[f"left{i}"], counts[f"open{i}"])
        for i, (code, label) in enumerate(codes)
    ]


def coverage(units: Any, since: dt.date) -> list[dict[str, Any]]:
    """Month by month, how many above-scale firms have R&D activity, and each of the four."""
    sums = {name: Sum(name) for name in ("firms", "reported", *(n for n, _w in FOUR))}
    rows: Any = (
        CountyMonth.objects.filter(unit__in=units, month__gte=since)
        .order_by("month")
        .values("month")
        .annotate(**{f"{k}_sum": v for k, v in sums.items()})
    )
    return [
        {"month": r["month"], **{k: r[f"{k}_sum"] for k in sums}, "share": _share(r["activity_sum"], r["firms_sum"]),
         "four_share": _share(r["all_four_sum"], r["firms_sum"])}
        for r in rows
    ]  # fmt: skip


def _share(part: int, whole: int) -> float | None:
    """Per cent to two places, as coverage is published (2868/6646 = 43.15)."""
    return float(round(Decimal(part) * 100 / whole, 2)) if whole else None


@dataclass
class Course:
    """A doubling: the plan's even path and what was reached, year by year."""

    plan: Doubling
    years: list[int]
    planned: list[float | None]
    reached: list[float | None]
    word: str = ""
    colour: str = "grey"
    now: float | None = None
    due: float | None = None
    year: int | None = None

    @property
    def unit(self) -> str:
        return CountyYear.UNITS.get(self.plan.measure, "家")


def doublings(unit: Unit) -> list[Course]:
    """Each plan of the unit against what the returns say: two queries."""
    plans = list(Doubling.objects.filter(unit=unit))
    if not plans:
        return []
    values: dict[tuple[str, int], Decimal] = {}
    rows = (
        CountyYear.objects.filter(unit__in=below(unit), measure__in=[p.measure for p in plans])
        .order_by()
        .values_list("measure", "year")
        .annotate(total=Sum("value"))
    )
    for measure, year, total in rows:
        values[measure, year] = total
    return [course_of(p, {y: v for (m, y), v in values.items() if m == p.measure}) for p in plans]


def course_of(plan: Doubling, reached: dict[int, Decimal]) -> Course:
    """The path is geometric: the same growth each year reaches the target."""
    years = list(range(plan.base_year, plan.target_year + 1))
    span = plan.target_year - plan.base_year
    ratio = float(plan.target) / float(plan.base)
    path = [round(float(plan.base) * ratio ** (i / span), 2) for i in range(span + 1)]
    got = [float(reached[y]) if y in reached else None for y in years]
    if got[0] is None:
        got[0] = float(plan.base)
    course = Course(plan, years, list(path), got)
    known = [(y, v, p) for y, v, p in zip(years, got, path, strict=True) if v is not None]
    if known:
        course.year, course.now, course.due = known[-1]
        if course.year == plan.base_year:
            course.word, course.colour = "尚无基期后的数据", "grey"
        elif course.now >= course.due:
            course.word, course.colour = "快于计划", "green"
        elif course.now >= course.due * 0.9:
            course.word, course.colour = "略慢于计划", "yellow"
        else:
            course.word, course.colour = "慢于计划", "red"
    return course


def last_run(unit: Unit) -> Run | None:
    """The newest finished run whose scope covers the unit."""
    above = [int(part) for part in unit.path.split(".") if part]
    return Run.objects.filter(unit__in=above, state=Run.State.DONE).select_related("unit", "by").first()
