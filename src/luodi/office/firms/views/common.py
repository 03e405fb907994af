"""What the pages of this app share: pages of fifty, the export's mark, a firm within sight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from luodi.office.firms.models import Firm
from luodi.office.journal.clock import now
from luodi.office.ledger import acts as ledger
from luodi.office.ledger.views.tools import after, found, me, posts_only, put_errors, sentences
from luodi.office.units.models import Person, Unit
from luodi.office.units.scope import BUSINESS, Refusal
from luodi.office.web.downloads import sent
from luodi.office.web.filters import moment
from luodi.papers.ledgerbook import Mark

__all__ = [
    "PAGE",
    "Page",
    "after",
    "business",
    "firm_or_404",
    "found",
    "marked",
    "me",
    "page_of",
    "posts_only",
    "put_errors",
    "sent",
    "sentences",
    "unit_or_404",
]  # fmt: skip

PAGE = 50
DEEPEST = 100_000


@dataclass
class Page:
    """Fifty of many."""

    rows: list[Any]
    number: int
    total: int | None
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1


def page_of(request: HttpRequest, rows: Any, total: int | None = None) -> Page:
    """The asked page of a query or a list; a number nobody can turn to is the first."""
    text = request.GET.get("page", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
    number = min(max(number, 1), DEEPEST)
    kept = list(rows[(number - 1) * PAGE : number * PAGE + 1])
    if not kept and number > 1:
        number, kept = 1, list(rows[: PAGE + 1])
    return Page(kept[:PAGE], number, total, len(kept) > PAGE)


def business(request: HttpRequest) -> Person:
    """Whoever sees business data; administrators and auditors do not."""
    person = me(request)
    if not person.has(*BUSINESS):
        raise Refusal(_("您没有查看企业数据的角色。"))
    return person


def firm_or_404(person: Person, uscc: str) -> Firm:
    firm = Firm.objects.visible_to(person).filter(uscc=uscc).select_related("unit", "run").first()
    if firm is None:
        raise Http404(_("没有这家企业，或不在您的范围内。"))
    return firm


def unit_or_404(person: Person, pk: int) -> Unit:
    unit = Unit.objects.filter(person.scope.within("path", *BUSINESS), pk=pk).first()
    if unit is None:
        raise Http404(_("没有这个单位，或不在您的范围内。"))
    return unit


def marked(person: Person, what: str, sentence: str, count: int, kind: str) -> Mark:
    """The journal's entry first, then the file with its number: nothing leaves unnoted."""
    entry = ledger.record_export(person, what=what, sentence=sentence, count=count, format=kind)
    return Mark(person.name, moment(now()), entry.number)
