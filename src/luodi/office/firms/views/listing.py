"""The list of firms: what the filter lets through, fifty to a page, with what each standard says."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from luodi.office.firms import rules
from luodi.office.firms.filters import FirmFilter
from luodi.office.firms.models import Firm, Return, Verdict
from luodi.office.firms.views.common import business, page_of
from luodi.office.firms.words import SHORT, unlisted
from luodi.office.journal.clock import today


def listing(request: HttpRequest) -> HttpResponse:
    person = business(request)
    firms = FirmFilter(person, request.GET, rules.titles())
    page = page_of(request, firms.queryset.select_related("unit"), firms.count)
    shown = [firms.standard] if firms.standard else rules.rungs(today())
    return render(
        request,
        "firms/list.html",
        {
            "firms": firms,
            "page": page,
            "rows": rows_of(page.rows, shown),
            "shown": [(s, SHORT.get(s, rules.title(s))) for s in shown],
            "one": bool(firms.standard),
            "may_import": person.has("office"),
            "empty": not firms.chips and not firms.count and not Return.objects.visible_to(person).exists(),
            "exports": exports(firms),
        },
    )


def exports(firms: FirmFilter) -> list[dict[str, Any]]:
    base = reverse("firms:export")
    return [
        {"label": label, "href": base + firms.query(format=kind, page=None), "icon": "download"}
        for kind, label in (("xlsx", _("企业清单（Excel）")), ("docx", _("一企一策（Word）")))
    ]


def rows_of(firms: list[Firm], standards: list[str]) -> list[dict[str, Any]]:
    """Each firm with its titles in words and its verdicts of the standards: one query."""
    verdicts: dict[tuple[int, str], Verdict] = {}
    for v in Verdict.objects.filter(firm__in=firms, standard__in=standards).select_related("run"):
        verdicts[v.firm_id, v.standard] = v
    return [
        {
            "firm": f,
            "held": [SHORT.get(h, h) for h in unlisted(f.held)],
            "verdicts": [verdicts.get((f.pk, s)) for s in standards],
        }
        for f in firms
    ]


routes = [path("", listing, name="list")]
