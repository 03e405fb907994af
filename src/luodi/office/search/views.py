"""The search page: what the person may see, by kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from markupsafe import Markup

from luodi.office.search import index
from luodi.office.search.bigrams import MAX_QUERY, terms
from luodi.office.search.kinds import Kind, kinds
from luodi.office.search.snippets import cut, mark

FEW, MANY = 8, 50  # hits of a kind beside others, and on its own page


@dataclass(frozen=True)
class Hit:
    title: Markup
    href: str | None
    note: str
    around: Markup


@dataclass(frozen=True)
class Group:
    kind: Kind
    hits: list[Hit]
    more: bool


@dataclass(frozen=True)
class Page:
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1


def results(request: HttpRequest) -> HttpResponse:
    """GET q: words; kind: only these; page."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:MAX_QUERY]
    chosen = request.GET.get("kind", "")
    number = int(page) if (page := request.GET.get("page", "1")).isdecimal() and 0 < len(page) < 5 else 1
    looked_for = terms(query)
    shown = [k for k in kinds() if chosen in ("", k.name)]
    size, first = (MANY, (max(number, 1) - 1) * MANY) if chosen else (FEW, 0)
    groups = [_group(k, request.user, query, looked_for, first, size) for k in shown] if looked_for else []
    context = {
        "q": query,
        "looked_for": bool(looked_for),
        "groups": [g for g in groups if g.hits],
        "chosen": chosen,
        "tabs": [
            {"key": key, "label": label, "href": "?" + urlencode({"q": query, "kind": key})}
            for key, label in [("", _("全部")), *((k.name, k.label) for k in kinds())]
        ],
        "page": Page(number, any(g.more for g in groups)) if chosen else None,
        "title": _("搜索“%s”") % query if query else _("搜索"),
    }
    return render(request, "search/results.html", context)


def _group(kind: Kind, person: Any, query: str, looked_for: list[str], first: int, size: int) -> Group:
    rows = kind.visible(person).filter(pk__in=index.matching(kind.name, query)).order_by("-pk")
    rows = cut(rows, kind.field, looked_for).select_related(*kind.related).defer(*kind.defer)
    found = list(rows[first : first + size + 1])
    hits = [
        Hit(mark(kind.title(r), looked_for), kind.href(r), kind.note(r), mark(r.around, looked_for))
        for r in found[:size]
    ]
    return Group(kind, hits, len(found) > size)
