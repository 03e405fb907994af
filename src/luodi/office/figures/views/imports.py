"""An office's own table of figures: template, trial run, the file with its errors marked, the import."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from luodi.office.figures import acts, importing, periods
from luodi.office.figures.forms import ImportForm, units_kept
from luodi.office.figures.models import Indicator
from luodi.office.figures.views.common import after, file, office, told
from luodi.office.units.acts import keep_upload
from luodi.office.units.importing import workbook
from luodi.office.units.models import Person, Unit, Upload
from luodi.office.units.views.common import acted, page_of


def start(request: HttpRequest) -> HttpResponse:
    """Upload a file: what it would do is shown before anything is done."""
    person = office(request, _("导入数据"))
    initial = {"unit": units_kept(person).values_list("pk", flat=True).first()}
    form = ImportForm(person, request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        data, name = given["file"].read(), given["file"].name

        def keep() -> Upload:
            acts.judge_table(person, given["unit"], given["period"], data, name)  # unreadable: not kept
            return keep_upload(person, data, name)

        ok, upload = acted(form, keep)
        if ok and upload is not None:
            query = f"?unit={given['unit'].pk if given['unit'] else 0}&period={given['period']}"
            return after(request, reverse("figures:import_trial", args=[upload.pk]) + query)
    indicators = list(Indicator.objects.current().filter(derived=""))
    return render(request, "figures/import.html", {"form": form, "columns": importing.columns(indicators)})


def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """Every row: what is wrong with it, or what would come of it. A POST imports."""
    person = office(request, _("导入数据"))
    upload, unit, period = _upload(request, person, pk)
    data, errors = bytes(upload.data), []
    if request.method == "POST":
        try:
            new, out = acts.import_values(
                person, unit, period, data, upload.name, only_good=request.POST.get("only_good") == "1"
            )
        except ValidationError as error:
            errors = told(error)
        else:
            said = _("已登记%(n)s个值") % {"n": new} + (_("，%s行有错没有导入。") % out if out else "。")
            return after(request, reverse("figures:regions"), said)
    judged = acts.judge_table(person, unit, period, data, upload.name)
    faults = [(x.row.number, x.title, f) for x in judged.plan.bad for f in x.faults]
    return render(
        request,
        "figures/trial.html",
        {
            "plan": judged.plan,
            "rows": len(judged.rows),
            "upload": upload,
            "unit": unit,
            "period": period,
            "faults": page_of(request, faults),
            "good": judged.plan.good[:100],
            "more": max(0, len(judged.plan.good) - 100),
            "counts": {k: judged.plan.count(k) for k in ("created", "changed", "same", "bad")},
            "errors": errors,
        },
    )


def marked(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it was uploaded, its errors in red with what to do."""
    person = office(request, _("导入数据"))
    upload, unit, period = _upload(request, person, pk)
    judged = acts.judge_table(person, unit, period, bytes(upload.data), upload.name)
    return file(workbook.marked(judged.plan), f"{upload.name.rsplit('.', 1)[0]}（标注问题）.xlsx")


def template(request: HttpRequest) -> HttpResponse:
    """An empty table with every indicator that is recorded."""
    office(request, _("导入数据"))
    indicators = list(Indicator.objects.current().filter(derived=""))
    return file(workbook.template(importing.columns(indicators)), "指标数据导入模板.xlsx")


def _upload(request: HttpRequest, person: Person, pk: int) -> tuple[Upload, Unit | None, str]:
    upload = Upload.objects.filter(person=person, pk=pk).first()
    number = request.GET.get("unit", "")
    kept = units_kept(person)
    known = number.isascii() and number.isdigit() and len(number) < 19
    unit = kept.filter(pk=int(number)).first() if known else kept.first()
    outside = number == "0" and person.scope.everything("office")
    if upload is None or (unit is None and not outside):
        raise Http404(_("这次上传已经导入、作废或过期，请重新上传。"))
    period = request.GET.get("period", "")
    return upload, unit, period if periods.valid(period) else ""


routes = [
    path("import/", start, name="import"),
    path("import/template/", template, name="import_template"),
    path("import/<int:pk>/", trial, name="import_trial"),
    path("import/<int:pk>/marked/", marked, name="import_marked"),
]
