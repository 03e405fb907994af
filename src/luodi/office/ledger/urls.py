"""The ledger's addresses: each module of pages lists its own."""

from __future__ import annotations

from django.urls import URLPattern

from luodi.office.ledger.views import (
    board,
    evidence,
    exports,
    home,
    instructions,
    lists,
    months,
    plans,
    postpone,
    reports,
    reviewing,
    signoff,
    tags,
    taskforms,
    tasks,
    timeline,
    units,
    workdays,
)

app_name = "ledger"
urlpatterns: list[URLPattern] = [
    *home.routes,
    *lists.routes,
    *board.routes,
    *timeline.routes,
    *plans.routes,
    *months.routes,
    *units.routes,
    *exports.routes,
    *tasks.routes,
    *taskforms.routes,
    *reports.routes,
    *reviewing.routes,
    *evidence.routes,
    *postpone.routes,
    *signoff.routes,
    *instructions.routes,
    *workdays.routes,
    *tags.routes,
]
