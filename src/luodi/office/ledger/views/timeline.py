"""The timeline: bars from start to due by month, milestones on them, and where today is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from luodi.office.journal.clock import today
from luodi.office.ledger.filters import TaskFilter
from luodi.office.ledger.models import Milestone
from luodi.office.ledger.pagerows import Row, rows_of
from luodi.office.ledger.views.lists import tabs
from luodi.office.ledger.views.tools import me

WIDTH = 960.0  # of the drawing, in its own units; the page scales it
LONGEST = 36  # months shown at most: a plan to 2035 would leave a month no room
BAR_TOP, BAR_HEIGHT, ROW = 11, 12, 34


@dataclass
class Bar:
    """One task's row of the drawing, in its units."""

    row: Row
    x: float | None = None
    width: float = 0.0
    done: float = 0.0
    open_left: bool = False  # begins before what is shown
    open_right: bool = False
    stages: list[dict[str, Any]] = field(default_factory=list)

    @property
    def words(self) -> str:
        """The bar for those who do not see it."""
        r = self.row
        span = f"{r.starts or '未定'}至{r.due or '无期限'}"
        stages = "；".join(f"{s['name']} {s['due']}{'（已完成）' if s['done'] else ''}" for s in self.stages)
        return f"{r.code} {span}，完成{r.progress.normalize():f}%，{r.word}" + (
            f"；节点：{stages}" if stages else ""
        )


@dataclass
class Scale:
    """Days to places."""

    first: dt.date
    last: dt.date

    def x(self, day: dt.date) -> float:
        whole = (self.last - self.first).days + 1
        place = ((day - self.first).days) / whole * WIDTH
        return round(min(max(place, 0.0), WIDTH), 2)

    def months(self) -> list[dict[str, Any]]:
        found = []
        day = self.first
        while day <= self.last:
            after = _next(day)
            found.append(
                {"x": self.x(day), "width": round(self.x(min(after, self.last + dt.timedelta(days=1))) - self.x(day), 2),
                 "label": f"{day.month}月", "year": f"{day.year}年" if day.month == 1 or day == self.first else ""}
            )  # fmt: skip
            day = after
        if len(found) > 18:  # no room for every name: quarters
            for place, month in enumerate(found):
                if place % 3:
                    month["label"] = ""
        return found


def timeline(request: HttpRequest) -> HttpResponse:
    tasks = TaskFilter(me(request), request.GET)
    page = tasks.page(request.GET.get("page"))
    rows = rows_of(page.ids)
    scale = _scale(rows, tasks)
    stages: dict[int, list[dict[str, Any]]] = {}
    for task_id, name, due, done in Milestone.objects.filter(task_id__in=page.ids).values_list(
        "task_id", "name", "due", "done_on"
    ):
        stages.setdefault(task_id, []).append(
            {"name": name, "due": due, "done": bool(done), "x": scale.x(due)}
        )
    bars = [_bar(row, scale, stages.get(row.pk, [])) for row in rows]
    now = today()
    return render(
        request,
        "ledger/timeline.html",
        {
            "tasks": tasks,
            "page": page,
            "bars": bars,
            "months": scale.months(),
            "width": WIDTH,
            "bar": {"top": BAR_TOP, "height": BAR_HEIGHT, "row": ROW},
            "now_x": scale.x(now) if scale.first <= now <= scale.last else None,
            **tabs(tasks, "timeline"),
        },
    )


def _scale(rows: list[Row], tasks: TaskFilter) -> Scale:
    """From the first start to the last due of what is shown, whole months, today among them."""
    now = today()
    starts = [r.starts for r in rows if r.starts] + [now]
    ends = [r.due for r in rows if r.due] + [now]
    first, last = min(starts).replace(day=1), max(ends)
    if _count(first, last) > LONGEST:
        first = max(first, _back(now, LONGEST // 3))
        last = min(last, _on(first, LONGEST - 1))
    if _count(first, last) < 6:
        last = _on(first, 5)
    return Scale(first, _next(last) - dt.timedelta(days=1))


def _bar(row: Row, scale: Scale, stages: list[dict[str, Any]]) -> Bar:
    shown = [s for s in stages if scale.first <= s["due"] <= scale.last]
    start = row.starts or min([s["due"] for s in stages], default=None) or (scale.first if row.due else None)
    end = row.due or (scale.last if row.starts else None)
    if start is None or end is None or end < scale.first or start > scale.last:
        return Bar(row, stages=shown)
    start = min(start, end)
    x = scale.x(start)
    width = max(4.0, scale.x(end + dt.timedelta(days=1)) - x)
    done = width * float(row.progress) / 100
    return Bar(
        row, x, round(width, 2), round(done, 2), start < scale.first or row.starts is None,
        end > scale.last or row.due is None, shown,
    )  # fmt: skip


def _count(first: dt.date, last: dt.date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _next(day: dt.date) -> dt.date:
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


def _on(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, 1)


def _back(day: dt.date, months: int) -> dt.date:
    return _on(day, -months)


routes = [path("tasks/timeline/", timeline, name="timeline")]
