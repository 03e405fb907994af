"""Rows of task lists as pages and exports show them: a fixed number of queries, however many rows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from luodi.office.journal.clock import today
from luodi.office.ledger.lights import Colour, Rules
from luodi.office.ledger.models import Report, Supporting, Task, TaskState
from luodi.office.ledger.models.tasks import LIVE
from luodi.office.units.models import Person

PAGE = 50
DEEPEST = 100_000  # pages nobody turns to; a figure in an address must not become a query's offset


@dataclass(slots=True)
class Row:
    """One task in a list."""

    pk: int
    code: str
    title: str
    plan_id: int
    plan: str
    lead: str
    lead_path: str
    collective: str
    theme: str
    state: str
    state_word: str
    level: str
    starts: dt.date | None
    due: dt.date | None
    due_text: str
    due_assumed: bool
    live: bool
    progress: Decimal
    planned: Decimal | None
    colour: str
    word: str
    why: str
    overdue: int
    days_left: int | None
    report_state: str
    report_late: bool
    supporting: tuple[str, ...]
    report_month: dt.date | None = None
    report_word: str = ""

    @property
    def href(self) -> str:
        return reverse("ledger:task", args=[self.pk])

    @property
    def countdown(self) -> str:
        """How near the due is, with holidays reckoned in: what the light goes by."""
        if not self.live:
            return ""
        if self.overdue:
            return f"逾期{self.overdue}天"
        if self.days_left is None:
            return ""
        return "今天到期" if self.days_left == 0 else f"还有{self.days_left}天"


FIELDS = (
    "pk", "code", "title", "plan_id", "plan__name", "plan__lights", "lead__name", "lead__short_name", "lead__path",
    "collective", "theme__name", "state", "level", "starts", "due", "due_text", "due_assumed", "progress",
    "standing__light", "standing__why", "standing__planned", "standing__overdue_days", "standing__days_left",
    "standing__report_state", "standing__report_late",
)  # fmt: skip

_RULES: dict[int, tuple[dict[str, Any], Rules]] = {}


def rules_of(plan_id: int, data: dict[str, Any]) -> Rules:
    """A plan's rules, read once while they stay the same."""
    known = _RULES.get(plan_id)
    if known is None or known[0] != data:
        known = _RULES[plan_id] = (data, Rules.from_dict(data))
    return known[1]


def rows_of(ids: Sequence[int]) -> list[Row]:
    """The rows of these tasks, in the order given: two queries."""
    found = {r.pk: r for r in map(row_of, Task.objects.filter(pk__in=ids).order_by().values(*FIELDS))}
    names = supporting_of(ids)
    for pk, row in found.items():
        row.supporting = tuple(names.get(pk, ()))
    return [found[pk] for pk in ids if pk in found]


def rows_in(tasks: Any) -> list[Row]:
    """The rows of a query, in its order, without the supporting units: one query."""
    return [row_of(v) for v in tasks.values(*FIELDS)]


def supporting_of(ids: Iterable[int]) -> dict[int, list[str]]:
    names: dict[int, list[str]] = defaultdict(list)
    rows = Supporting.objects.filter(task_id__in=list(ids)).values_list(
        "task_id", "unit__short_name", "unit__name"
    )
    for task_id, short, name in rows:
        names[task_id].append(short or name)
    return names


def with_reports(rows: list[Row], person: Person) -> list[Row]:
    """Add the last report the person may see to each row, whose task they see: one query."""
    by_id = {r.pk: r for r in rows}
    since = today().replace(day=1) - dt.timedelta(days=200)
    seen = (
        Report.objects.shown_to(person)
        .filter(task_id__in=list(by_id), round__month__gte=since)
        .exclude(state=Report.State.DRAFT)
        .order_by("task_id", "-round__month")
        .values_list("task_id", "round__month", "state")
    )
    for task_id, month, state in seen:
        row = by_id[task_id]
        if row.report_month is None:
            row.report_month, row.report_word = month, str(Report.State(state).label)
    return rows


def row_of(v: dict[str, Any]) -> Row:
    """The row of a task read with `FIELDS`; the supporting units are left empty."""
    colour: Colour = v["standing__light"] or "grey"
    return Row(
        pk=v["pk"],
        code=v["code"],
        title=v["title"],
        plan_id=v["plan_id"],
        plan=v["plan__name"],
        lead=v["lead__short_name"] or v["lead__name"],
        lead_path=v["lead__path"],
        collective=v["collective"],
        theme=v["theme__name"] or "",
        state=v["state"],
        state_word=str(TaskState(v["state"]).label),
        level=v["level"],
        starts=v["starts"],
        due=v["due"],
        due_text=v["due_text"],
        due_assumed=v["due_assumed"],
        live=v["state"] in LIVE,
        progress=v["progress"],
        planned=v["standing__planned"],
        colour=colour,
        word=rules_of(v["plan_id"], v["plan__lights"]).word(colour),
        why=v["standing__why"] or "",
        overdue=v["standing__overdue_days"] or 0,
        days_left=v["standing__days_left"],
        report_state=v["standing__report_state"] or "",
        report_late=bool(v["standing__report_late"]),
        supporting=(),
    )


@dataclass(frozen=True)
class Slice:
    """One page of a list, as `ui.pagination` reads it."""

    number: int
    total: int | None
    has_next: bool
    ids: list[int]

    @property
    def has_previous(self) -> bool:
        return self.number > 1


def page_of(
    queryset: Any,
    wanted: str | None,
    total: int | None = None,
    size: int = PAGE,
    kept: Callable[[int, Callable[[], list[int]]], list[int]] | None = None,
) -> Slice:
    """The ids of one page: one query; a page that does not exist is the last one.

    `kept` may know them already, by where the page begins.
    """
    text = (wanted or "1").strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 1
    number = max(1, min(number, DEEPEST))
    if total is not None:
        number = min(number, max(1, -(-total // size)))
    start = (number - 1) * size

    def found() -> list[int]:
        return list(queryset.values_list("pk", flat=True)[start : start + size + 1])

    ids = found() if kept is None else kept(start, found)
    return Slice(number, total, len(ids) > size, ids[:size])
