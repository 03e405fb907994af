"""The board: the same tasks in columns by state or by light. A task moves through its own page."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from luodi.office.ledger.filters import TaskFilter
from luodi.office.ledger.lights import COLOURS
from luodi.office.ledger.models import Task, TaskState
from luodi.office.ledger.models.tasks import LIVE
from luodi.office.ledger.pagerows import rows_of
from luodi.office.ledger.views.lists import tabs
from luodi.office.ledger.views.tools import me

CARDS = 20
"""Cards in a column; the rest stands in the list, one click away."""


def board(request: HttpRequest) -> HttpResponse:
    """Counts of all columns in one query, their first cards in a second."""
    tasks = TaskFilter(me(request), request.GET)
    by = "light" if request.GET.get("by") == "light" else "state"
    field = "standing__light" if by == "light" else "state"
    counts: dict[str, int] = {
        key or "grey": n for key, n in tasks.unsorted.order_by().values_list(field).annotate(n=Count("pk"))
    }
    tasks.__dict__["count"] = sum(counts.values())
    keys = [
        k
        for k in _keys(by)
        if counts.get(k) or (by == "state" and k in LIVE) or (by == "light" and k != "pale")
    ]
    first = Q(pk__in=[])
    for key in keys:
        if counts.get(key):
            first |= Q(pk__in=tasks.queryset.filter(**{field: key}).values("pk")[:CARDS])
    ids = list(_ordered(tasks, Task.objects.filter(first)))
    rows = rows_of(ids)
    columns = [
        {
            "key": key,
            "colour": key if by == "light" else None,
            "word": _word(tasks, by, key),
            "count": counts.get(key, 0),
            "rows": [r for r in rows if (r.colour if by == "light" else r.state) == key],
            "href": reverse("ledger:list") + tasks.query(**{by: key, "page": None, "by": None}),
        }
        for key in keys
    ]
    sides = [
        {"key": k, "label": label, "href": tasks.query(by=k, page=None)}
        for k, label in (("state", _("按状态")), ("light", _("按亮灯")))
    ]
    return render(
        request,
        "ledger/board.html",
        {"tasks": tasks, "columns": columns, "by": by, "sides": sides, **tabs(tasks, "board")},
    )


def _keys(by: str) -> list[str]:
    return list(COLOURS) if by == "light" else [s.value for s in TaskState]


def _word(tasks: TaskFilter, by: str, key: str) -> str:
    return str(dict(tasks.light_choices)[key]) if by == "light" else str(TaskState(key).label)


def _ordered(tasks: TaskFilter, rows: Any) -> Any:
    from django.db.models import F

    from luodi.office.ledger.filters import SORTS

    if tasks.sort == "behind":
        rows = rows.annotate(behind=F("standing__actual") - F("standing__planned"))
    return rows.order_by(*SORTS[tasks.sort][1]).values_list("pk", flat=True)


routes = [path("tasks/board/", board, name="board")]
