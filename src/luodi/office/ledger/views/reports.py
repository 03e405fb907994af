"""The monthly report: filed by the liaison, read and approved by the head, taken over by the office."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi.office.journal.clock import now
from luodi.office.ledger import acts
from luodi.office.ledger.acts.filing import Attached, file_report
from luodi.office.ledger.models import Measure, Report, ReportedMeasure, Round, Task
from luodi.office.ledger.models.tasks import LIVE
from luodi.office.ledger.pagequeries_a import with_flags, word
from luodi.office.ledger.queries.own import ToFile, reports_to_file
from luodi.office.ledger.reportforms import CARRIED, ReportForm, filled
from luodi.office.ledger.views.tools import (
    after,
    found,
    go,
    me,
    posts_only,
    put_errors,
    sentences,
)
from luodi.office.units.models import Person
from luodi.office.units.scope import Refusal

STEPS = tuple(gettext_lazy(s) for s in ("草稿", "单位审核", "办公室审核", "已采用"))
AT = {"draft": 0, "returned": 0, "submitted": 1, "approved": 2, "accepted": 3}
MARK = "report_page"  # in the session: the report last saved from here, by which page, and its version then


def report(request: HttpRequest, pk: int, round_id: int) -> HttpResponse:
    """The form for who files it, the finished report for everybody else who may see it."""
    person = me(request)
    task = found(with_flags(Task.objects.visible_to(person)), pk=pk)
    round = found(Round.objects.filter(plan_id=task.plan_id).select_related("plan"), pk=round_id)
    both = list(_reports(person, task, round))
    mine = next((r for r in both if r.round_id == round.pk), None)
    last = next((r for r in both if r.round_id != round.pk), None)
    locked = _locked(person, task, round, mine)
    if locked is None:
        return _form(request, person, task, round, mine, last)
    if request.method == "POST":
        return after(request, request.path, locked, level=40)
    return render(request, "ledger/report.html", _reading(request, person, task, round, mine, last, locked))


def _reports(person: Person, task: Task, round: Round) -> Any:
    """This month's report and the last one before it."""
    rows = Report.objects.shown_to(person).filter(task=task)
    rows = rows.filter(Q(round=round) | Q(round__month__lt=round.month))
    people = ("saved_by", "submitted_by", "approved_by", "accepted_by", "returned_by")
    return rows.select_related("round", *people).prefetch_related("values").order_by("-round__month")[:2]


def _locked(person: Person, task: Task, round: Round, report: Report | None) -> str | None:
    """Why this person cannot write on the report now, or None."""
    if not person.scope.covers(task.lead.path, "liaison", "head"):
        return _("只读：月报由牵头单位%s填报。") % task.lead.name
    if task.has_children:  # type: ignore[attr-defined]
        return _("这项任务由各子任务汇总，不单独填报。")
    if report is not None and report.state not in (Report.State.DRAFT, Report.State.RETURNED):
        return _("月报已报送，不能再改；需要修改时请审核人退回。")
    if task.state not in LIVE:
        return _("任务%s，不再填报。") % task.get_state_display()
    if round.closed_at is not None:
        return _("%s的填报已关闭，请联系办公室。") % round
    return None


def _form(
    request: HttpRequest, person: Person, task: Task, round: Round, report: Report | None, last: Report | None
) -> HttpResponse:
    measures = list(task.measures.all())
    last_values = {v.measure_id: v.value for v in last.values.all()} if last else {}
    if request.method == "POST":
        form = ReportForm(request.POST, measures=measures)
        answer = _act(request, person, task, round, report, last, form)
        if answer is not None:
            return answer
        status = 422
    else:
        own = {v.measure_id: v.value for v in report.values.all()} if report else {}
        start = {**filled(report, own), "page": str(uuid.uuid4())}
        form, status = ReportForm(initial=start, measures=measures), 200
    pending = reports_to_file(person)
    context = {
        "task": task,
        "round": round,
        "report": report,
        "last": last,
        "form": form,
        "figures": [(m, form[f"measure_{m.pk}"], last_values.get(m.pk)) for m in measures],
        "word": word(task.plan, _light(task)),
        "light": _light(task),
        "whom": _whom(task),
        "evidence": list(task.evidence.filter(withdrawn_at=None, report=report)) if report else [],
        "draft_url": go("ledger:report_draft", task.pk, round.pk),
        **_stepper(pending, task, round),
    }
    return render(request, "ledger/report_form.html", context, status=status)


def _act(
    request: HttpRequest,
    person: Person,
    task: Task,
    round: Round,
    report: Report | None,
    last: Report | None,
    form: ReportForm,
) -> HttpResponse | None:
    """Save or hand in; None where the form has to be shown again."""
    values = form.typed()
    doing = request.POST.get("do", "save")
    here = go("ledger:report", task.pk, round.pk)
    if doing == "copy" and last is not None:
        values |= {n: getattr(last, n) for n in CARRIED if not str(values.get(n, "")).strip()}
    version = _version(request, report)
    files = _files(request, form.measures)
    try:
        saved = file_report(person, round, task, values, version, files=files, submit=doing == "submit")
    except (Refusal, ValidationError) as error:
        _show(form, error, report, version)
        if doing == "submit" and not _stale(report, version):
            _keep(request, person, task, round, values, version, form)
        return None
    _mark(request, saved)
    if doing == "submit":
        said = _("任务%s的%s月报已报送，等待单位负责人审核。") % (task.code, _month(round))
        rest = [p for p in reports_to_file(person) if p.open]
        nearest = _after(rest, task, round)
        if nearest is not None and request.POST.get("onward"):
            return after(request, go("ledger:report", nearest.task_id, nearest.round_id), said)
        return after(request, here, said)
    said = _("已带入上月的累计、问题和打算，请核对修改。") if doing == "copy" else _("草稿已保存。")
    return after(request, here, said)


def _keep(
    request: HttpRequest,
    person: Person,
    task: Task,
    round: Round,
    values: Any,
    version: int,
    form: ReportForm,
) -> None:
    """What could not be handed in is kept as a draft all the same: nothing typed is lost."""
    try:
        saved = acts.save_draft(person, round, task, values, version)
    except (Refusal, ValidationError):
        return
    _mark(request, saved)
    _set(form, "version", str(saved.version))


def _show(form: ReportForm, error: Exception, report: Report | None, version: int) -> None:
    put_errors(form, error)
    if _stale(report, version) and report is not None:
        who = report.saved_by.name if report.saved_by else ""
        when = timezone.localtime(report.saved_at).strftime("%H:%M") if report.saved_at else ""
        form.add_error(
            None,
            _("%(who)s在%(when)s保存过这份月报。您写的内容都还在下面；再按一次“存草稿”就以您的为准。")
            % {"who": who, "when": when},
        )
        _set(form, "version", str(report.version))


def _set(form: ReportForm, name: str, value: str) -> None:
    data = form.data.copy()  # type: ignore[attr-defined]
    data[name] = value
    form.data = data


def _version(request: HttpRequest, report: Report | None) -> int:
    """The version the page was filled in from.

    Autosave raises the version behind the page's back. When the present version is the very one this page
    saved last, the page is not out of date.
    """
    posted = request.POST.get("version", "")
    version = int(posted) if posted.isdecimal() and len(posted) < 9 else 0
    if report is None:
        return version
    mark = request.session.get(MARK)
    if mark == [report.pk, request.POST.get("page", ""), report.version]:
        return report.version
    return version


def _stale(report: Report | None, version: int) -> bool:
    return version != (report.version if report is not None else 0)


def _mark(request: HttpRequest, saved: Report) -> None:
    request.session[MARK] = [saved.pk, request.POST.get("page", ""), saved.version]


def _files(request: HttpRequest, measures: list[Measure]) -> list[Attached]:
    chosen = request.POST.get("evidence_measure", "")
    measure = next((m for m in measures if str(m.pk) == chosen), None)
    return [
        Attached(f.name or "", f.chunks(), f.content_type or "", measure)
        for f in request.FILES.getlist("evidence")
    ]


@posts_only
def draft(request: HttpRequest, pk: int, round_id: int) -> HttpResponse:
    """Autosave: the same act as 存草稿, answered in JSON. Somebody else's change is told, not overwritten."""
    person = me(request)
    task = found(Task.objects.visible_to(person).select_related("plan__unit", "lead"), pk=pk)
    round = found(Round.objects.filter(plan_id=task.plan_id).select_related("plan"), pk=round_id)
    report = Report.objects.shown_to(person).filter(task=task, round=round).first()
    form = ReportForm(request.POST, measures=list(task.measures.all()))
    try:
        saved = acts.save_draft(person, round, task, form.typed(), _version(request, report))
    except (Refusal, ValidationError) as error:
        refused = 403 if isinstance(error, Refusal) else 409
        return JsonResponse({"detail": " ".join(sentences(error))}, status=refused)
    _mark(request, saved)
    return JsonResponse({"version": saved.version, "saved": timezone.localtime(now()).strftime("%H:%M")})


def _reading(
    request: HttpRequest,
    person: Person,
    task: Task,
    round: Round,
    report: Report | None,
    last: Report | None,
    locked: str,
) -> dict[str, Any]:
    scope = person.scope
    state = report.state if report else ""
    head = state == Report.State.SUBMITTED and scope.covers(task.lead.path, "head")
    office = state == Report.State.APPROVED and scope.covers(task.plan.unit.path, "office")
    involved = [report.submitted_by_id, report.approved_by_id] if report else []
    figures = list(
        ReportedMeasure.objects.filter(report__in=[r for r in (report, last) if r]).select_related("measure")
    )
    before = {v.measure_id: v.value for v in figures if last and v.report_id == last.pk}
    return {
        "task": task,
        "round": round,
        "report": report,
        "last": last,
        "locked": locked,
        "steps": [str(s) for s in STEPS],
        "at": AT.get(state, 0),
        "figures": [
            (v.measure, v.value, before.get(v.measure_id))
            for v in figures
            if report and v.report_id == report.pk
        ],
        "word": word(task.plan, _light(task)),
        "light": _light(task),
        "late": bool(report and report.submitted_at and _day(report.submitted_at) > round.due),
        "may_approve": head,
        "may_accept": office,
        "same": (head or office) and person.pk in involved,
        "evidence": list(task.evidence.filter(withdrawn_at=None, report=report)) if report else [],
        **_stepper(reports_to_file(person) if scope.has("liaison") else [], task, round),
    }


def _stepper(pending: list[ToFile], task: Task, round: Round) -> dict[str, Any]:
    """Where this report stands among the person's own, and which is the next not filed."""
    rest = [p for p in pending if p.open]
    return {
        "next_one": _after(rest, task, round),
        "left": len(rest),
        "of": len(pending),
        "filed": len(pending) - len(rest),
    }


def _after(rest: list[ToFile], task: Task, round: Round) -> ToFile | None:
    others = [p for p in rest if (p.task_id, p.round_id) != (task.pk, round.pk)]
    later = [p for p in others if p.task_id > task.pk]
    return next(iter(later or others), None)


def _whom(task: Task) -> list[str]:
    """Names to choose from in 请谁协调: the office, and who helps with the task."""
    helping = task.supporting.select_related("unit").values_list("unit__name", flat=True)
    return list(dict.fromkeys([task.plan.unit.name, *helping]))


def _light(task: Task) -> str:
    standing = getattr(task, "standing", None)
    return standing.light if standing is not None else "grey"


def _day(moment: Any) -> Any:
    return timezone.localtime(moment).date()


def _month(round: Round) -> str:
    return f"{round.month.year}年{round.month.month}月"


routes = [
    path("tasks/<int:pk>/reports/<int:round_id>/", report, name="report"),
    path("tasks/<int:pk>/reports/<int:round_id>/draft/", draft, name="report_draft"),
]
