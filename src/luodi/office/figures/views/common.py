"""What the pages of this app share: who may look, what is within sight, files that go out with their number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from luodi.office.figures import acts
from luodi.office.figures.models import Indicator, Region
from luodi.office.journal.clock import now
from luodi.office.units.importing import workbook
from luodi.office.units.importing.columns import Column
from luodi.office.units.models import Person
from luodi.office.units.scope import BUSINESS, Refusal
from luodi.office.units.views.common import me
from luodi.office.web.filters import moment


def business(request: HttpRequest) -> Person:
    """Whoever sees business data; administrators and auditors do not."""
    person = me(request)
    if not person.has(*BUSINESS):
        raise Refusal(_("您没有查看指标数据的角色。"))
    return person


def office(request: HttpRequest, doing: str) -> Person:
    """Somebody of an office; whose, the act asks."""
    person = business(request)
    if not person.has("office"):
        raise Refusal(_("只有办公室可以%s。") % doing)
    return person


def indicator_or_404(code: str) -> Indicator:
    row = Indicator.objects.filter(code=code).select_related("owner", "numerator", "denominator").first()
    if row is None:
        raise Http404(_("没有这项指标。"))
    return row


def region_or_404(person: Person, pk: int) -> Region:
    row = Region.objects.visible_to(person).filter(pk=pk).select_related("unit", "parent").first()
    if row is None:
        raise Http404(_("没有这个地区，或不在您的范围内。"))
    return row


def told(error: Exception) -> list[str]:
    """What a refusal or a validation error says, each sentence once."""
    if isinstance(error, ValidationError):
        return list(dict.fromkeys(str(m) for m in error.messages))
    return [str(error)]


def after(request: HttpRequest, to: str, said: str = "", *, level: int = messages.SUCCESS) -> HttpResponse:
    """On after a POST (303: the next request is a GET), with a word about what happened."""
    if said:
        messages.add_message(request, level, said)
    answer = HttpResponseRedirect(to)
    answer.status_code = 303
    return answer


def file(data: bytes, name: str, kind: str = workbook.TYPE) -> HttpResponse:
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    return HttpResponse(data, content_type=kind, headers=headers)


def listing(person: Person, what: str, columns: Sequence[Column], rows: list[Any]) -> HttpResponse:
    """A table as a workbook: the journal's entry first, then the file with its number."""
    entry = acts.record_listing(person, what, len(rows))
    mark = _("%(who)s 于%(when)s导出，日志第%(n)s号") % {
        "who": person.name, "when": moment(now()), "n": entry.number}  # fmt: skip
    return file(workbook.listing(columns, rows, mark), f"{what}.xlsx")
