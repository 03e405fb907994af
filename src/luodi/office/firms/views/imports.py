"""Taking returns in: upload, trial run with every bad row, the marked file, the import; and the batches so far."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from luodi.office.files import store as files
from luodi.office.firms import acts, facts, taking
from luodi.office.firms.forms import UploadForm, units_kept
from luodi.office.firms.models import Return
from luodi.office.firms.taking import kept_file
from luodi.office.firms.views.common import after, business, found, page_of, put_errors, sentences
from luodi.office.journal.clock import today
from luodi.office.units.models import Person
from luodi.office.units.scope import Refusal
from luodi.office.web.downloads import XLSX


def _importer(request: HttpRequest) -> Person:
    person = business(request)
    if not person.has("office"):
        raise Refusal(_("只有办公室可以导入企业报表。"))
    return person


def returns(request: HttpRequest) -> HttpResponse:
    """Every file that was brought in, with its batch."""
    person = business(request)
    rows = Return.objects.visible_to(person).select_related("unit", "by").exclude(state=Return.State.DROPPED)
    page = page_of(request, rows)
    return render(
        request,
        "firms/returns.html",
        {"page": page, "kinds": facts.kinds(), "may": person.has("office")},
    )


def upload(request: HttpRequest) -> HttpResponse:
    """A file: what it would bring is shown before anything is brought in."""
    person = _importer(request)
    first = units_kept(person).first()
    initial = {"unit": first.pk if first else None, "year": today().year - 1, "kind": "figures"}
    posted = request.method == "POST"
    form = UploadForm(
        person, list(facts.kinds().items()), request.POST if posted else None, request.FILES if posted else None,
        initial=initial,
    )  # fmt: skip
    if posted and form.is_valid():
        given = form.cleaned_data
        file = given["file"]
        try:
            if file.size > taking.MOST_BYTES:
                raise ValidationError(
                    {"file": _("文件超过%s MB，请按县区或年度拆开。") % (taking.MOST_BYTES // 2**20)}
                )
            row = acts.take_in(
                person,
                given["unit"],
                kind=given["kind"],
                name=file.name or "",
                data=file.read(),
                year=given["year"],
            )
        except (Refusal, ValidationError) as error:
            put_errors(form, error)
        else:
            return after(request, reverse("firms:return", args=[row.pk]))
    return render(request, "firms/upload.html", {"form": form, "suffixes": ",".join(taking.SUFFIXES)})


def one_return(request: HttpRequest, pk: int) -> HttpResponse:
    """A trial run (POST: map, import, drop), or what an imported file became."""
    person = business(request)
    row = found(Return.objects.visible_to(person).select_related("unit", "by", "file"), pk=pk)
    errors: list[str] = []
    if request.method == "POST":
        try:
            answer = _done(request, person, row)
        except (Refusal, ValidationError) as error:
            errors = sentences(error)
        else:
            return answer
    context: dict[str, Any] = {
        "row": row,
        "kind": facts.kinds().get(row.kind, row.kind),
        "errors": errors,
        "may": person.scope.covers(row.unit.path, "office"),
    }
    if row.state == Return.State.TRIAL:
        try:
            trial = taking.trial_of(row)
        except (OSError, ValidationError) as error:
            context["errors"] = [
                *errors,
                *(sentences(error) if isinstance(error, ValidationError) else [str(error)]),
            ]
            return render(request, "firms/return.html", context)
        context |= {
            "trial": trial,
            "columns": trial.proposal.columns,
            "choices": facts.register_columns(row.kind),
            "problems": page_of(request, [*trial.errors, *trial.warnings], len(trial.reading.problems)),
            "same": _replaceable(row),
        }
    return render(request, "firms/return.html", context)


def _replaceable(row: Return) -> list[Return]:
    """Earlier imports of the same kind and year that this one may stand instead of."""
    live = {b.id for b in facts.live_batches()}
    earlier = Return.objects.filter(unit=row.unit, kind=row.kind, year=row.year, state=Return.State.KEPT)
    return [r for r in earlier[:20] if r.batch in live]


def _done(request: HttpRequest, person: Person, row: Return) -> HttpResponse:
    here = reverse("firms:return", args=[row.pk])
    do = request.POST.get("do", "")
    if do == "drop":
        acts.drop(person, row)
        return after(request, reverse("firms:returns"), _("已放弃，没有导入。"))
    if do == "map":
        mapping = {
            name.removeprefix("column-"): request.POST[name]
            for name in request.POST
            if name.startswith("column-") and request.POST[name] != "-"
        }
        acts.remap(person, row, mapping)
        return after(request, here, _("已按您指定的列重新核对。"))
    replaces = request.POST.get("replaces", "")
    if replaces and replaces not in {r.batch for r in _replaceable(row)}:
        raise ValidationError(_("要更正的批次已经不在，请刷新页面。"))
    kept = acts.keep(person, row, only_good=request.POST.get("only_good") == "1", replaces=replaces)
    said = _("已导入%(n)s行，批次%(b)s（日志第%(e)s号）。重新评估以后，结论按新数据算。")
    return after(
        request, here, said % {"n": kept.rows, "b": kept.batch, "e": kept.entry}, level=messages.SUCCESS
    )


def marked(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it was uploaded, its flaws in red."""
    person = _importer(request)
    row = found(Return.objects.visible_to(person).select_related("unit", "file"), pk=pk, file__isnull=False)
    name = f"{row.name.rsplit('.', 1)[0]}（标注问题）.xlsx"
    return _file(taking.marked(row), name, XLSX)


def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The file exactly as it came."""
    person = _importer(request)
    row = found(Return.objects.visible_to(person).select_related("file"), pk=pk, file__isnull=False)
    return _file(files.read(kept_file(row)), row.name, "application/octet-stream")


def _file(data: bytes, name: str, kind: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": disposition})


routes = [
    path("returns/", returns, name="returns"),
    path("returns/new/", upload, name="upload"),
    path("returns/<int:pk>/", one_return, name="return"),
    path("returns/<int:pk>/marked/", marked, name="marked"),
    path("returns/<int:pk>/original/", original, name="original"),
]
