"""The monthly report: saved, submitted by the liaison, approved by the head, accepted by the office.

Whoever approves is never who submitted, and the office's person never one of the two (operations B8, G).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.office.journal.clock import now
from luodi.office.journal.record import unchanged
from luodi.office.ledger import standings
from luodi.office.ledger.acts.base import (
    Errors,
    Who,
    act,
    decimal,
    is_of_lead,
    lock_tasks,
    note,
    person_of,
    require_head,
    require_lead,
    require_office,
    same_version,
    somebody_else,
    state_must_be,
    today,
    words_needed,
)
from luodi.office.ledger.acts.rollup import ancestors, roll_up, rolls_up
from luodi.office.ledger.models import Measure, Report, ReportedMeasure, Round, Task, TaskState
from luodi.office.ledger.models.tasks import LIVE

State = Report.State
TEXTS = {"progress": 5000, "done": 5000, "problems": 5000, "request": 5000, "request_of": 100, "next": 5000}
EDITABLE = (State.DRAFT, State.RETURNED)


@act
def save_draft(actor: Who, round: Round, task: Task, values: Mapping[str, Any], version: int) -> Report:
    """Keep what the lead unit's liaison or head has typed so far; version 0 begins the report.

    `values`: progress, done, percent, problems, request, request_of, next, and `measures` {id: value};
    what is not given stays. Only a draft or a returned report can be written on (locked after 审核,
    operations B9); a returned one is a draft again and leaves other people's sight.
    """
    person = person_of(actor, _("填报"))
    require_lead(actor, task, doing=_("填报"))
    task = _locked_task(task)
    _may_report(round, task)
    errors = Errors()
    if stray := [k for k in values if k not in (*TEXTS, "percent", "measures")]:
        raise TypeError(f"save_draft: unknown {stray}")
    texts, percent, figures = _read(task, values, errors)
    errors.check()
    report = Report.objects.filter(round=round, task=task).first()
    if report is None:
        if version:
            raise ValidationError(_("这份月报已不存在，请刷新页面。"))
        report = Report(round=round, task=task)
    else:
        same_version(report, version)
        if report.state not in EDITABLE:
            raise ValidationError(_("月报%s，已锁定；如需修改请先退回。") % State(report.state).label)
    report.round, report.task = round, task
    if "percent" in values:
        texts["percent"] = percent
    differ = {k: v for k, v in texts.items() if getattr(report, k) != v}
    old = {} if report.pk is None else dict(report.values.values_list("measure_id", "value"))
    moved = {k: v for k, v in figures.items() if old.get(k) != v}
    if not differ and not moved and report.pk is not None and report.state == State.DRAFT:
        unchanged()
        return report
    for field, value in differ.items():
        setattr(report, field, value)
    report.state = State.DRAFT
    report.saved_at, report.saved_by = now(), person
    report.version += 1
    report.save()
    for measure_id, value in moved.items():
        if value is None:
            ReportedMeasure.objects.filter(report=report, measure_id=measure_id).delete()
        else:
            ReportedMeasure.objects.update_or_create(
                report=report, measure_id=measure_id, defaults={"value": value}
            )
    fields = [_label(f) for f in differ] + (["指标值"] if moved else [])
    _note(actor, "report.save", report, {"fields": fields})
    standings.refresh([task.pk], today())
    return report


@act
def submit_report(actor: Who, report: Report, version: int) -> Report:
    """Hand the report to the unit's head; after the round's due date it counts as late (operations B9).

    `submitted_at` stays that of the first time: a report sent back for mending was still in time.
    """
    person = person_of(actor, _("报送月报"))
    require_lead(actor, report.task, doing=_("报送月报"))
    task = _locked_task(report.task)
    report = (
        Report.objects.select_for_update(no_key=True, of=("self",))
        .select_related("round__plan")
        .get(pk=report.pk)
    )
    report.task = task
    same_version(report, version)
    if report.state not in EDITABLE:
        raise ValidationError(_("月报现为“%s”，不用再次报送。") % State(report.state).label)
    _may_report(report.round, task)
    errors = Errors()
    if not report.progress.strip():
        errors.add("progress", _("请填写本期进展。"))
    if report.percent is None and task.due is not None:
        errors.add("percent", _("请填写完成率（0到100）。"))
    if report.request.strip() and not report.request_of.strip():
        errors.add("request_of", _("有需协调事项，请写明请谁协调。"))
    errors.check()
    require_head(task, person)
    report.state = State.SUBMITTED
    report.submitted_at, report.submitted_by = report.submitted_at or now(), person
    report.approved_at = report.approved_by = report.returned_at = report.returned_by = None
    report.returned_why = ""
    report.version += 1
    report.save()
    late = standings.local_day(report.submitted_at) > report.round.due
    _note(actor, "report.submit", report, {"late": late, **_facts(report)})
    standings.refresh([task.pk], today())
    return report


@act
def approve_reports(actor: Who, reports: Iterable[Report]) -> list[Report]:
    """The head of the lead unit approves, and never what the head submitted (operations B8)."""
    person = person_of(actor, _("审核月报"))
    locked = _locked_all(reports)
    for report in locked:
        require_lead(actor, report.task, "head", doing=_("审核月报"))
        _must_be(report, State.SUBMITTED, _("审核"))
        somebody_else(person, report.submitted_by_id, what=_("月报"))
    moment = now()
    for report in locked:
        report.state, report.approved_at, report.approved_by = State.APPROVED, moment, person
        report.version += 1
    Report.objects.bulk_update(locked, ["state", "approved_at", "approved_by", "version"], batch_size=100)
    for report in locked:
        _note(actor, "report.approve", report)
    standings.refresh([r.task_id for r in locked], today())
    return locked


def approve_report(actor: Who, report: Report) -> Report:
    """One report approved: see `approve_reports`."""
    return approve_reports(actor, [report])[0]


@act
def return_report(actor: Who, report: Report, why: str) -> Report:
    """Send the report back to the liaison with a reason: the head what was submitted, the office what was approved."""
    person = person_of(actor, _("退回月报"))
    why = words_needed(why, _("退回理由"))
    report = _locked_all([report])[0]
    if report.state == State.SUBMITTED:
        require_lead(actor, report.task, "head", doing=_("退回月报"))
    elif report.state == State.APPROVED:
        require_office(actor, report.task.plan, _("退回月报"))
    else:
        if not is_of_lead(actor, report.task):
            require_office(actor, report.task.plan, _("退回月报"))
        _must_be(report, State.SUBMITTED, _("退回"))
    step = "单位审核" if report.state == State.SUBMITTED else "办公室审核"
    report.state = State.RETURNED
    report.returned_at, report.returned_by, report.returned_why = now(), person, why
    report.version += 1
    report.save()
    _note(actor, "report.return", report, {"step": step}, why=why)
    standings.refresh([report.task_id], today())
    return report


@act
def accept_reports(actor: Who, reports: Iterable[Report]) -> list[Report]:
    """The office takes the reports over (operations B9): percent and figures become the task's.

    A report of an earlier month accepted afterwards does not undo a later month's figures. A task that
    was only handed out or received is under way from now on; a parent gets its children's roll-up.
    """
    person = person_of(actor, _("采用月报"))
    locked, parents = _locked_line(reports)
    for report in locked:
        require_office(actor, report.task.plan, _("采用月报"))
        _must_be(report, State.APPROVED, _("采用"))
        somebody_else(person, report.submitted_by_id, report.approved_by_id, what=_("月报"))
    tasks = {t.pk: t for t in (r.task for r in locked)}
    moment = now()
    for report in locked:
        report.state, report.accepted_at, report.accepted_by = State.ACCEPTED, moment, person
        report.version += 1
    Report.objects.bulk_update(locked, ["state", "accepted_at", "accepted_by", "version"], batch_size=100)
    _take_over(locked)
    for report in locked:
        _note(actor, "report.accept", report, {"percent": report.percent})
    roll_up(parents)
    standings.refresh([*tasks, *(p.pk for p in parents)], today())
    return locked


def accept_report(actor: Who, report: Report) -> Report:
    """One report accepted: see `accept_reports`."""
    return accept_reports(actor, [report])[0]


def _take_over(reports: list[Report]) -> None:
    ids = [r.task_id for r in reports]
    newest: dict[int, Any] = {}
    rows = Report.objects.filter(task_id__in=ids, state=State.ACCEPTED).values_list("task_id", "round__month")
    for task_id, month in rows:
        newest[task_id] = max(month, newest.get(task_id, month))
    latest = [r for r in reports if r.round.month >= newest[r.task_id]]
    values: dict[int, list[tuple[int, Decimal]]] = {}
    for report_id, measure_id, value in ReportedMeasure.objects.filter(report__in=latest).values_list(
        "report_id", "measure_id", "value"
    ):
        values.setdefault(report_id, []).append((measure_id, value))
    moved = []
    for report in reports:
        task = report.task
        if report in latest and report.percent is not None:
            task.progress = report.percent
        if task.state in (TaskState.ASSIGNED, TaskState.RECEIVED):
            task.state = TaskState.ACTIVE
        task.version += 1
        moved.append(task)
    Task.objects.bulk_update(moved, ["progress", "state", "version"], batch_size=100)
    figures = [
        Measure(pk=measure_id, current=value)
        for report in latest
        for measure_id, value in values.get(report.pk, ())
    ]
    Measure.objects.bulk_update(figures, ["current"], batch_size=100)


def _may_report(round: Round, task: Task) -> None:
    if round.plan_id != task.plan_id:
        raise ValidationError(_("这项任务不在本期月报的方案中。"))
    if round.closed_at is not None:
        raise ValidationError(_("%s已关闭，不再收月报；请联系办公室。") % round)
    state_must_be(task, *LIVE, doing=_("填报"))
    if rolls_up(task):
        raise ValidationError(_("任务%s由各子任务汇总，不单独填报，请填报子任务。") % task.code)


def _read(
    task: Task, values: Mapping[str, Any], errors: Errors
) -> tuple[dict[str, Any], Decimal | None, dict[int, Decimal | None]]:
    texts: dict[str, Any] = {}
    for field, limit in TEXTS.items():
        if field in values:
            texts[field] = str(values[field] or "")
            if len(texts[field]) > limit:
                message = _("%(label)s过长（%(n)d字），请在%(limit)d字以内。")
                errors.add(field, message % {"label": _label(field), "n": len(texts[field]), "limit": limit})
    percent = decimal(values.get("percent"), "percent", _("完成率"), errors)
    if percent is not None and not 0 <= percent <= 100:
        errors.add("percent", _("完成率应在0到100之间，现为%s。") % f"{percent.normalize():f}")
    known = {m.pk: m for m in task.measures.all()} if values.get("measures") else {}
    figures: dict[int, Decimal | None] = {}
    for key, given in dict(values.get("measures") or {}).items():
        measure = known.get(int(key)) if str(key).isdecimal() and len(str(key)) < 19 else None
        if measure is None:
            errors.add("measures", _("有一个指标不属于这项任务，请刷新页面。"))
            continue
        figures[measure.pk] = decimal(given, f"measure_{measure.pk}", measure.indicator, errors, places=4)
    return texts, percent, figures


def _locked_task(task: Task) -> Task:
    found = lock_tasks([task.pk])
    if not found:
        raise ValidationError(_("任务已不存在，请刷新页面。"))
    return found[0]


def _locked_all(reports: Iterable[Report]) -> list[Report]:
    return _locked_line(reports, above=False)[0]


def _locked_line(reports: Iterable[Report], above: bool = True) -> tuple[list[Report], list[Task]]:
    """Tasks (with those above them) first, then their reports, both by number: the order every act locks in."""
    given = list(reports)
    if not given:
        raise ValidationError(_("没有选中月报。"))
    own = {r.task_id for r in given}
    higher = set(ancestors(r.task for r in given)) - own if above else set()
    tasks = {t.pk: t for t in lock_tasks([*own, *higher])}
    locked = list(
        Report.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=[r.pk for r in given])
        .select_related("round__plan")
        .order_by("pk")
    )
    for report in locked:
        report.task = tasks[report.task_id]
    return locked, [tasks[pk] for pk in higher]


def _must_be(report: Report, state: str, doing: str) -> None:
    if report.state != state:
        raise ValidationError(
            _("任务%(code)s的%(month)s月报现为“%(now)s”，不能%(doing)s。")
            % {
                "code": report.task.code,
                "month": f"{report.round.month.year}年{report.round.month.month}月",
                "now": State(report.state).label,
                "doing": doing,
            }
        )


def _note(
    actor: Who, name: str, report: Report, payload: dict[str, Any] | None = None, *, why: str = ""
) -> None:
    """An entry about the task: its history tells of its reports too."""
    month = f"{report.round.month.year}年{report.round.month.month}月"
    note(actor, name, report.task, {"month": month, "report": report.pk, **(payload or {})}, why=why)


def _facts(report: Report) -> dict[str, Any]:
    facts: dict[str, Any] = {f: getattr(report, f) for f in TEXTS if getattr(report, f)}
    facts["percent"] = report.percent
    rows = ReportedMeasure.objects.filter(report=report).values_list("measure__indicator", "value")
    facts["measures"] = dict(rows)
    return facts


def _label(field: str) -> str:
    return str(Report._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
