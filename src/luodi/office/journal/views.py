"""The journal's pages, for auditors. Pages are walked by number, so the last page is as quick as the first."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from luodi.office.journal import acts, clock
from luodi.office.journal import export as files
from luodi.office.journal.filters import Filter
from luodi.office.journal.menu import may_read
from luodi.office.journal.models import GENESIS, Entry, EntryQuerySet
from luodi.office.journal.record import digest
from luodi.office.journal.words import label, plain

SIZE = 50


def _readable(request: HttpRequest) -> EntryQuerySet:
    if not may_read(request.user):
        raise PermissionDenied(_("日志由审计员和审计管理员查看，您没有这个角色。"))
    return Entry.objects.visible_to(request.user)  # type: ignore[arg-type]  # signed in


@login_required
@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    """The list, newest first."""
    form = Filter(request.GET)
    found = form.narrow(_readable(request))
    before, after = _number(request, "before"), _number(request, "after")
    if after is not None:  # back towards the newest
        rows = list(found.filter(number__gt=after).order_by("number")[: SIZE + 1])
        newer, older = len(rows) > SIZE, True
        rows = rows[:SIZE][::-1]
    else:
        older_than = found.filter(number__lt=before) if before is not None else found
        rows = list(older_than.order_by("-number")[: SIZE + 1])
        newer, older = before is not None, len(rows) > SIZE
        rows = rows[:SIZE]
    context = {
        "form": form,
        "rows": rows,
        "newer": rows[0].number if rows and newer else None,
        "older": rows[-1].number if rows and older else None,
        "export": f"{reverse('journal:export')}?{form.query}",
    }
    return render(request, "journal/list.html", context)


@login_required
@require_GET
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """One entry with everything in it, and whether it still fits its hash and its neighbours."""
    found = _readable(request).filter(number=number).first() if number < 2**63 else None
    if found is None:
        raise Http404(_("没有第%s号记录，或不在您的范围内。") % number)
    previous = Entry.objects.filter(number=number - 1).values_list("hash", flat=True).first()
    fits = digest(found) == found.hash and found.previous == (previous or GENESIS)
    context = {
        "entry": found,
        "facts": [(label(key), plain(value)) for key, value in found.values.items()],
        "fits": fits,
        "neighbours": set(
            _readable(request).filter(number__in=(number - 1, number + 1)).values_list("number", flat=True)
        ),
    }
    return render(request, "journal/entry.html", context)


@login_required
@require_POST
def export(request: HttpRequest) -> Any:
    """The filtered entries as a file; that they were taken is an entry itself."""
    found = _readable(request)
    form = Filter(request.GET)
    kind = request.POST.get("format", "xlsx")
    back = f"{reverse('journal:list')}?{form.query}"
    if kind not in files.FORMATS or not form.is_valid():
        messages.error(request, _("没有导出：请核对筛选条件和格式。"))
        return redirect(back)
    newest = Entry.objects.order_by("-number").values_list("number", flat=True).first() or 0
    chosen = form.narrow(found).filter(number__lte=newest)  # what is written meanwhile is not in the count
    count = chosen.count()
    if count > files.MOST[kind]:
        says = _("符合条件的有%(n)s条，超过这种格式的上限%(most)s条。请按日期分几次导出。")
        messages.error(request, says % {"n": f"{count:,}", "most": f"{files.MOST[kind]:,}"})
        return redirect(back)
    person: Any = request.user
    made = acts.export(person, words=form.words(), count=count, kind=kind, unit_path=person.unit.path)
    out = files.write(chosen, kind, files.watermark(made))
    stamp = f"{timezone.localtime(clock.now()):%Y%m%d-%H%M}"
    name = f"日志-{stamp}-第{made.number}号.{kind}"
    return FileResponse(out, as_attachment=True, filename=name, content_type=files.FORMATS[kind])


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
