"""What the pages of one task and of one's own work ask the database; no rule is decided here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from luodi.office.journal.clock import today
from luodi.office.ledger.lightrules import COLOURS, DEFAULT, Rules, RulesError
from luodi.office.ledger.models import Plan, Standing, Task
from luodi.office.units.models import Role, holding


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
    return lights_in(dict(rows.order_by().values_list("light").annotate(n=Count("pk"))))


def lights_in(counted: Mapping[str, int]) -> list[tuple[str, str, int, str]]:
    """The same from what is counted already."""
    return [(c, DEFAULT.word(c), counted.get(c, 0), "") for c in COLOURS if counted.get(c)]


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
