"""What the office decides on findings: accepted, rejected, merged into a task, open again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from luodi.office.documents import coverage, goals
from luodi.office.documents.models import Document, Finding
from luodi.office.journal.clock import now
from luodi.office.journal.record import act, record
from luodi.office.ledger import acts as ledger
from luodi.office.ledger.models import Plan, Task, Theme
from luodi.office.units.models import Person, Unit

State = Finding.State
Versions = Mapping[int, int]


@dataclass(frozen=True)
class Accepted:
    """What an acceptance came to: the tasks it opened, and the findings left open with the reason."""

    tasks: list[Task] = field(default_factory=list)
    left: list[tuple[Finding, str]] = field(default_factory=list)


@act
def accept_findings(
    actor: Person,
    findings: Sequence[Finding],
    plan: Plan,
    theme: Theme | None = None,
    *,
    assign: bool = True,
    versions: Versions | None = None,
) -> Accepted:
    """Open a task for each finding, with its exact words. Those that cannot be are left open, with the reason.

    Nothing enters the ledger unseen: every task comes from a finding somebody accepted here.
    """
    document, rows = locked(actor, findings, "采纳")
    done = Accepted()
    measures = goals.of(rows)
    units = Unit.objects.in_bulk({pk for f in rows for pk in (*f.leads, *f.supporting)})
    for finding in rows:
        why = _obstacle(finding, versions)
        if why:
            done.left.append((finding, why))
            continue
        try:
            with transaction.atomic():
                task = _open_task(
                    actor, document, finding, plan, theme, units, measures.get(finding.pk, []), assign
                )
        except ValidationError as error:  # what the ledger says of this one; the rest goes on
            done.left.append((finding, "；".join(error.messages).rstrip("。")))
            continue
        decide(finding, actor, State.ACCEPTED, task=task)
        done.tasks.append(task)
    if not done.tasks:
        raise ValidationError([f"“{_brief(f)}”：{why}" for f, why in done.left])
    record(
        actor,
        "finding.accept",
        document,
        {
            "count": len(done.tasks),
            "tasks": [t.code for t in done.tasks],
            "plan": plan.name,
            "findings": [f.pk for f in rows if f.state == State.ACCEPTED],
        },
        unit_path=document.unit.path,
    )
    recount(document)
    return done


@act
def reject_findings(
    actor: Person, findings: Sequence[Finding], reason: str, versions: Versions | None = None
) -> list[Finding]:
    """Strike findings off, with the reason."""
    reason = reason.strip()
    if not reason:
        raise ValidationError("请写明剔除的理由。")
    document, rows = locked(actor, findings, "剔除")
    _all_open(rows, versions)
    for finding in rows:
        decide(finding, actor, State.REJECTED, reason=reason)
    record(
        actor,
        "finding.reject",
        document,
        {"count": len(rows), "findings": [_brief(f) for f in rows[:20]], "ids": [f.pk for f in rows]},
        unit_path=document.unit.path,
        why=reason,
    )
    recount(document)
    return rows


@act
def merge_into_task(actor: Person, finding: Finding, task: Task, *, version: int | None = None) -> Finding:
    """Say that a task of the ledger is this finding already; the task keeps these words as a remark."""
    document, [row] = locked(actor, [finding], "并入任务")
    _all_open([row], None if version is None else {row.pk: version})
    if not Task.objects.visible_to(actor).filter(pk=task.pk).exists():
        raise ValidationError("这项任务不存在，或者不在您的范围内。")
    ledger.comment(actor, task, f"《{document}》也提出：“{row.quote}”")
    decide(row, actor, State.MERGED, task=task)
    record(
        actor,
        "finding.merge_task",
        document,
        {"finding": _brief(row), "id": row.pk, "task": f"{task.code} {task.title}"[:100]},
        unit_path=document.unit.path,
    )
    recount(document)
    return row


@act
def reopen_finding(actor: Person, finding: Finding, *, version: int | None = None) -> Finding:
    """Take a decision back. What became a task stays one: the ledger ends tasks, not this desk."""
    document, [row] = locked(actor, [finding], "恢复待审")
    _fresh(row, version)
    if row.state == State.OPEN:
        raise ValidationError("这一条本来就待审。")
    if row.state == State.ACCEPTED:
        code = row.task.code if row.task else ""
        raise ValidationError(f"这一条已开列任务{code}，不能在这里恢复；确需撤销的，请在任务页终止该任务。")
    if row.state == State.SPLIT:
        parts = list(row.parts.select_for_update().all())
        if any(p.state != State.OPEN for p in parts):
            raise ValidationError("拆出的部分已有决定，请先逐条恢复。")
        row.parts.filter(pk__in=[p.pk for p in parts]).delete()
    decide(row, None, State.OPEN)
    record(
        actor,
        "finding.reopen",
        document,
        {"finding": _brief(row), "id": row.pk},
        unit_path=document.unit.path,
    )
    recount(document)
    return row


def locked(actor: Person, findings: Iterable[Finding], doing: str) -> tuple[Document, list[Finding]]:
    """The document and its findings' rows, locked in one order so that two reviewers never wait in a ring."""
    wanted = sorted({f.pk for f in findings})
    if not wanted:
        raise ValidationError("没有选中任何事项。")
    rows = list(Finding.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    if len(rows) != len(wanted):
        raise ValidationError("有的事项已不存在（文件可能重读过），请刷新后再办。")
    if len({f.document_id for f in rows}) != 1:
        raise ValidationError("一次只能处理同一份文件中的事项。")
    document = Document.objects.select_related("unit").get(pk=rows[0].document_id)
    actor.scope.require(document.unit.path, "office", doing=doing)
    for row in rows:
        row.document = document
        if not row.reviewable:
            raise ValidationError(f"“{_brief(row)}”是{row.get_kind_display()}，只供查看，不需要审核。")
    return document, sorted(rows, key=lambda f: (f.start, f.order, f.pk))


def decide(
    row: Finding, actor: Person | None, state: str, *, reason: str = "", task: Task | None = None,
    into: Finding | None = None,
) -> None:  # fmt: skip
    """Write a decision, or with no actor that there is none any more."""
    row.state, row.reason, row.task, row.version = state, reason, task, row.version + 1
    row.decided_by, row.decided_at = actor, now() if actor else None
    if into is not None or state == State.OPEN:
        row.parent = into if into is not None else _split_from(row)
    row.save(update_fields=["state", "reason", "task", "version", "decided_by", "decided_at", "parent"])


def _split_from(row: Finding) -> Finding | None:
    """A part stays a part of what it was split from; what was merged is on its own again."""
    return row.parent if row.parent is not None and row.parent.state == State.SPLIT else None


def refused(row: Finding, version: int | None = None) -> str:
    """Why an open finding is asked for and this one is not, in words that say who was quicker."""
    if row.state != State.OPEN:
        who = row.decided_by.name if row.decided_by else "别人"
        when = timezone.localtime(row.decided_at).strftime("%m-%d %H:%M") if row.decided_at else ""
        code = f"（任务{row.task.code}）" if row.task else ""
        return f"{who}已于{when}处理为“{row.get_state_display()}”{code}，没有重复办理"
    if version is not None and version != row.version:
        return "别人刚刚改过这一条，请看过新内容再办"
    return ""


def recount(document: Document) -> None:
    document.coverage = coverage.percent(document)
    document.save(update_fields=["coverage"])


def _all_open(rows: Sequence[Finding], versions: Versions | None) -> None:
    faults = [f"“{_brief(f)}”：{why}。" for f in rows if (why := refused(f, (versions or {}).get(f.pk)))]
    if faults:
        raise ValidationError(faults)


def _fresh(row: Finding, version: int | None) -> None:
    if version is not None and version != row.version:
        raise ValidationError("别人刚刚改过这一条，请刷新后再办。")


def _obstacle(finding: Finding, versions: Versions | None) -> str:
    if why := refused(finding, (versions or {}).get(finding.pk)):
        return why
    if not finding.leads:
        names = "、".join(finding.unresolved)
        return f"牵头单位“{names}”认不出，请先修改" if names else "没有牵头单位，请先填写"
    if not finding.action.strip():
        return "没有任务内容，请先填写"
    return ""


def _brief(finding: Finding) -> str:
    return str(finding)[:60]


def _open_task(
    actor: Person, document: Document, finding: Finding, plan: Plan, theme: Theme | None,
    units: Mapping[int, Unit], figures: Sequence[Finding], assign: bool,
) -> Task:  # fmt: skip
    leads = [units[pk] for pk in finding.leads if pk in units]
    # 力争 is tracked, never red; goals of the same sentence are its measures.
    return ledger.add_task(
        actor,
        plan,
        title=finding.action.strip(),
        leads=leads,
        supporting=[units[pk] for pk in finding.supporting if pk in units],
        collective="、".join(finding.owners)[:100] if len(leads) > 1 else "",
        theme=theme,
        level="concrete" if finding.level != "direction" else "direction",
        due=finding.due,
        due_text=finding.due_text,
        due_assumed=finding.due_assumed,
        recurs=finding.recurs,
        aspirational="力争" in finding.quote,
        responsible="、".join(finding.data.get("responsible") or [])[:60],
        measures=[_measure(g) for g in figures],
        source=ledger.Source(
            type="documents.finding",
            id=finding.pk,
            title=str(document)[:300],
            number=document.number,
            section=" › ".join(finding.section)[:300],
            quote=finding.quote,
        ),
        assign=assign,
    )


def _measure(goal: Finding) -> dict[str, Any]:
    """A goal as a figure of the ledger: growth becomes an indicator of its own, for it is what is reported."""
    data = goal.data
    indicator, unit = data["indicator"].strip() or goal.quote, data.get("unit") or ""
    value, baseline = Decimal(str(data["value"])), data.get("baseline")
    comparator = data.get("comparator") or "="
    if comparator == "+":
        word = "增长" if value >= 0 else "下降"
        indicator, value, comparator = indicator.removesuffix(word) + word, abs(value), ">="
        baseline = None
    elif comparator == "x":
        indicator, unit, comparator, baseline = f"{indicator}（为基期的倍数）", "倍", ">=", None
    return {
        "indicator": indicator[:200],
        "unit": unit[:20],
        "comparator": comparator if comparator in (">=", "<=", "=") else ">=",
        "baseline": None if baseline is None else Decimal(str(baseline)),
        "target": value,
    }
