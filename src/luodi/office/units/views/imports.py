"""Import and export of units and people: template, trial run, the file with its errors marked, the import."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luodi.office.journal.clock import now, today
from luodi.office.units import acts
from luodi.office.units.acts.imports import may_import
from luodi.office.units.forms import UploadForm
from luodi.office.units.importing import workbook
from luodi.office.units.importing.columns import KINDS
from luodi.office.units.models import Person, Unit, Upload
from luodi.office.units.views.common import acted, me, page_of
from luodi.office.web.filters import moment

TITLES = {"units": "单位", "people": "人员"}


def start(request: HttpRequest, kind: str) -> HttpResponse:
    """Upload a file: what it would do is shown before anything is done."""
    person = _importer(request, kind)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        data, name = file.read(), file.name

        def keep() -> Upload:
            acts.judge(person, kind, data, name)  # a file that cannot be read is not kept
            return acts.keep_upload(person, data, name)

        ok, upload = acted(form, keep)
        if ok and upload is not None:
            return redirect("units:import_trial", kind, upload.pk)
    context = {"form": form, "kind": kind, "what": TITLES[kind], "columns": KINDS[kind]}
    return render(request, "units/import.html", context)


def trial(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Every row: what is wrong with it, or what would come of it. A POST imports."""
    person = _importer(request, kind)
    upload = _upload(person, pk)
    errors: list[str] = []
    data = bytes(upload.data)
    if request.method == "POST":
        try:
            made = acts.import_list(
                person, kind, data, upload.name, only_good=request.POST.get("only_good") == "1"
            )
        except ValidationError as error:
            errors = error.messages
        else:
            messages.success(
                request,
                _("导入完成：新增%(created)s，修改%(changed)s，未变%(same)s，未导入%(out)s。")
                % {"created": made.created, "changed": made.changed, "same": made.same, "out": made.left_out},
            )
            return redirect("units:tree" if kind == "units" else "units:people")
    plan = acts.judge(person, kind, data, upload.name)
    faults = [(line.row.number, line.title, f) for line in plan.bad for f in line.faults]
    context: dict[str, Any] = {
        "plan": plan,
        "upload": upload,
        "kind": kind,
        "what": TITLES[kind],
        "faults": page_of(request, faults),
        "good": plan.good[:200],
        "more": max(0, len(plan.good) - 200),
        "counts": {k: plan.count(k) for k in ("created", "changed", "same", "bad")},
        "errors": errors,
    }
    return render(request, "units/trial.html", context)


def marked(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The file as it was uploaded, its errors in red with what to do."""
    person = _importer(request, kind)
    upload = _upload(person, pk)
    plan = acts.judge(person, kind, bytes(upload.data), upload.name)
    return _file(workbook.marked(plan), f"{upload.name.rsplit('.', 1)[0]}（标注问题）.xlsx")


def template(request: HttpRequest, kind: str) -> HttpResponse:
    _importer(request, kind)
    return _file(workbook.template(kind), f"{TITLES[kind]}导入模板.xlsx")


@require_POST
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The list in scope, in the template's columns; who took it stands in the journal and in the file."""
    person = _importer(request, kind)
    rows = _unit_rows(person) if kind == "units" else _people_rows(person)
    entry = acts.record_listing(person, kind, len(rows))
    watermark = _("%(who)s 于%(when)s导出，日志第%(n)s号") % {
        "who": person.name,
        "when": moment(now()),
        "n": entry.number,
    }
    return _file(workbook.listing(kind, rows, watermark), f"{TITLES[kind]}名单.xlsx")


def _importer(request: HttpRequest, kind: str) -> Person:
    if kind not in KINDS:
        raise Http404
    person = me(request)
    may_import(person)
    return person


def _upload(person: Person, pk: int) -> Upload:
    upload = Upload.objects.filter(person=person, pk=pk).first()
    if upload is None:
        raise Http404(_("这次上传已经导入、作废或过期，请重新上传。"))
    return upload


def _unit_rows(person: Person) -> list[list[str]]:
    units = Unit.objects.filter(person.scope.within("path", "office", "system_admin"))
    seen = {u.pk: u for u in units.prefetch_related("aliases").order_by("path")}
    rows = []
    for unit in seen.values():
        above = seen.get(unit.parent_id or 0)
        higher = seen.get(above.parent_id or 0) if above is not None else None
        parent = "" if above is None else f"{higher.name}/{above.name}" if higher is not None else above.name
        aliases = "、".join(dict.fromkeys(a.name for a in unit.aliases.all()))
        rows.append(
            [
                unit.name,
                parent,
                unit.short_name,
                unit.get_level_display(),
                unit.code,
                aliases,
                str(unit.order),
                _day(unit.since),
                _day(unit.until),
            ]
        )
    return rows


def _people_rows(person: Person) -> list[list[str]]:
    people = Person.objects.filter(person.scope.within("unit__path", "office", "system_admin")).filter(
        Q(until=None) | Q(until__gte=today())
    )
    visible = set(
        Unit.objects.filter(person.scope.within("path", "office", "system_admin")).values_list(
            "pk", flat=True
        )
    )
    rows = []
    for p in people.select_related("unit__parent").order_by("unit__path", "id"):
        above = p.unit.parent
        unit = f"{above.name}/{p.unit.name}" if above is not None and above.pk in visible else p.unit.name
        rows.append([unit, p.name, p.post, p.phone_for(person), _day(p.since), _day(p.until)])
    return rows


def _day(value: Any) -> str:
    return value.isoformat() if value else ""


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=workbook.TYPE)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
