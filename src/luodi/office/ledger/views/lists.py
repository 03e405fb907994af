"""The task list: what the filter lets through, fifty to a page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi.office.ledger.filters import TaskFilter
from luodi.office.ledger.pagerows import rows_of, with_reports
from luodi.office.ledger.rowcells import cells
from luodi.office.ledger.views.tools import me

COLUMNS = (  # label, the order a click asks for, and the one a second click asks for
    (gettext_lazy("编号"), "number", "number", "tight"),
    (gettext_lazy("任务内容"), "", "", "wide"),
    (gettext_lazy("牵头单位"), "lead", "lead", ""),
    (gettext_lazy("完成时限"), "due", "-due", "date"),
    (gettext_lazy("进度"), "progress", "-progress", ""),
    (gettext_lazy("亮灯"), "overdue", "behind", "tight"),
    (gettext_lazy("最近月报"), "", "", "tight"),
    (gettext_lazy("状态"), "", "", "tight"),
)


def task_list(request: HttpRequest) -> HttpResponse:
    """The list; with `HX-Request` the same page, since its links replace the whole."""
    person = me(request)
    tasks = TaskFilter(person, request.GET)
    page = tasks.page(request.GET.get("page"))
    rows = with_reports(rows_of(page.ids), person)
    return render(
        request,
        "ledger/list.html",
        {
            "tasks": tasks,
            "rows": rows,
            "page": page,
            "head": _head(tasks),
            "cells": cells,
            **tabs(tasks, "list"),
        },
    )


def _head(tasks: TaskFilter) -> list[Any]:
    head = []
    for label, first, second, kind in COLUMNS:
        if not first:
            head.append({"label": label, "kind": kind})
            continue
        wanted = second if tasks.sort == first else first
        shown = tasks.sort in (first, second)
        head.append(
            {
                "label": label,
                "kind": kind,
                "sort": tasks.query(sort=wanted, page=None),
                "sorted": ("desc" if tasks.sort.startswith("-") or tasks.sort == "overdue" else "asc")
                if shown
                else None,
            }
        )
    return head


def tabs(tasks: TaskFilter, current: str) -> dict[str, Any]:
    """The three views of one selection, and its exports, with the same conditions in each address."""
    conditions = tasks.query(page=None)
    board = tasks.query(page=None, by=None)
    return {
        "view_tabs": [
            {"key": "list", "label": _("清单"), "href": reverse("ledger:list") + conditions},
            {"key": "board", "label": _("看板"), "href": reverse("ledger:board") + board},
            {"key": "timeline", "label": _("时间轴"), "href": reverse("ledger:timeline") + conditions},
        ],
        "view_tab": current,
        "exports": [
            {
                "label": label,
                "href": reverse("ledger:export") + tasks.query(format=kind, page=None),
                "icon": "download",
            }
            for kind, label in (("xlsx", _("Excel 表格")), ("docx", _("Word 附表")))
        ],
    }


routes = [path("tasks/", task_list, name="list")]
