"""Findings put right before they are decided: corrected, cut in parts, joined, or marked by hand."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max

from luodi.office.documents.acts.deciding import State, decide, locked, recount, refused
from luodi.office.documents.acts.reading import set_owners
from luodi.office.documents.models import Document, Finding
from luodi.office.documents.resolving import look_up
from luodi.office.journal.record import act, record, unchanged
from luodi.office.search import index
from luodi.office.units.models import Person

LEVELS = ("concrete", "direction", "stance")
RECURS = ("", "monthly", "quarterly", "yearly")
LABELS = {
    "action": "任务内容",
    "owners": "牵头单位",
    "support": "配合单位",
    "level": "类别",
    "due": "完成时限",
    "due_text": "时限原文",
    "recurs": "周期",
}
_EDGE = " \t　\n，,；;、。.：:"
JOINED = 60  # characters that may stand between two findings whose words become one quote


@act
def edit_finding(actor: Person, finding: Finding, *, version: int | None = None, **changes: Any) -> Finding:
    """Correct what a finding says: action, owners and support as names, level, due, due_text, recurs.

    Names are looked up again; a date set by a person is no longer assumed. The quote never changes.
    """
    if stray := set(changes) - set(LABELS):
        raise TypeError(f"edit_finding: unknown {sorted(stray)}")
    document, [row] = locked(actor, [finding], "修改")
    _open(row, version)
    before = {k: getattr(row, k) for k in LABELS}
    assumed = row.due_assumed
    for name, value in changes.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    _check(row)
    if "owners" in changes or "support" in changes:
        names = look_up([*row.owners, *row.support], row_day(document), document.unit)
        set_owners(row, row.owners, row.support, names)
    if "due" in changes:
        row.due_assumed = assumed and row.due == before["due"]
    changed = [k for k in LABELS if getattr(row, k) != before[k]]
    if not changed and row.due_assumed == assumed:
        unchanged()
        return row
    row.version += 1
    row.save()
    index.put("finding", row.pk, row.action, row.quote)
    record(
        actor,
        "finding.edit",
        document,
        {
            "finding": str(row)[:60],
            "id": row.pk,
            "changes": [f"{LABELS[k]}“{_shown(before[k])}”→“{_shown(getattr(row, k))}”" for k in changed],
        },
        unit_path=document.unit.path,
    )
    return row


@act
def confirm_due(actor: Person, finding: Finding, *, version: int | None = None) -> Finding:
    """Say that a proposed date is the date."""
    document, [row] = locked(actor, [finding], "确认时限")
    _open(row, version)
    if not row.due_assumed or row.due is None:
        unchanged()
        return row
    row.due_assumed, row.version = False, row.version + 1
    row.save(update_fields=["due_assumed", "version"])
    change = f"推定的完成时限{row.due.isoformat()}确认为正式时限"
    record(
        actor,
        "finding.edit",
        document,
        {"finding": str(row)[:60], "id": row.pk, "changes": [change]},
        unit_path=document.unit.path,
    )
    return row


@act
def split_finding(
    actor: Person, finding: Finding, at: Sequence[int], *, version: int | None = None
) -> list[Finding]:
    """Cut a finding where its quote is cut (`at` counts the quote's characters); each part has its own words."""
    document, [row] = locked(actor, [finding], "拆分")
    _open(row, version)
    cuts = sorted({int(a) for a in at if 0 < int(a) < len(row.quote)})
    if not cuts:
        raise ValidationError("请在原文中选择拆开的位置。")
    pieces = []
    for start, end in zip([0, *cuts], [*cuts, len(row.quote)], strict=True):
        words = row.quote[start:end]
        left = len(words) - len(words.lstrip(_EDGE))
        right = len(words.rstrip(_EDGE))
        if left < right:
            pieces.append((row.start + start + left, row.start + start + right))
    if len(pieces) < 2:
        raise ValidationError("拆开后有一部分没有文字，请换一个位置。")
    made = [_part(row, start, end) for start, end in pieces]
    decide(row, actor, State.SPLIT)
    index.put_many("finding", ((p.pk, f"{p.action}\n{p.quote}") for p in made))
    record(
        actor,
        "finding.split",
        document,
        {"finding": str(row)[:60], "id": row.pk, "parts": [str(p)[:60] for p in made]},
        unit_path=document.unit.path,
    )
    recount(document)
    return made


@act
def merge_findings(actor: Person, finding: Finding, into: Finding, *, version: int | None = None) -> Finding:
    """Make two findings one: `into` says both; its words grow where both stand side by side."""
    if finding.pk == into.pk:
        raise ValidationError("不能并入自己，请选另一条。")
    document, rows = locked(actor, [finding, into], "合并")
    row = next(r for r in rows if r.pk == finding.pk)
    target = next(r for r in rows if r.pk == into.pk)
    _open(row, version)
    _open(target, None)
    name, goal = str(row)[:60], str(target)[:60]
    first, second = sorted((row, target), key=lambda f: (f.start, f.end))
    gap = document.text[first.end : second.start]
    target.action = "；".join(
        dict.fromkeys(a.rstrip(_EDGE) for a in (first.action, second.action) if a.strip())
    )
    if len(gap) <= JOINED and "\n" not in gap:
        target.start, target.end = first.start, max(first.end, second.end)
        target.quote = document.text[target.start : target.end]
    owners = list(dict.fromkeys([*target.owners, *row.owners])) if not target.owners else target.owners
    support = list(dict.fromkeys([*target.support, *row.support, *row.owners]))
    support = [n for n in support if n not in owners]
    names = look_up([*owners, *support], row_day(document), document.unit)
    set_owners(target, owners, support, names)
    if target.due is None and not target.recurs:
        target.due, target.due_text = row.due, row.due_text or target.due_text
        target.due_assumed, target.recurs = row.due_assumed, row.recurs
    if LEVELS.index(row.level or "stance") < LEVELS.index(target.level or "stance"):
        target.level = row.level
    target.version += 1
    target.save()
    decide(row, actor, State.MERGED, into=target)
    index.put("finding", target.pk, target.action, target.quote)
    record(
        actor,
        "finding.merge",
        document,
        {"finding": name, "id": row.pk, "into": goal, "into_id": target.pk},
        unit_path=document.unit.path,
    )
    recount(document)
    return target


@act
def add_finding(actor: Person, document: Document, start: int, end: int) -> Finding:
    """Mark words the engine passed over as a task; they are quoted exactly."""
    actor.scope.require(document.unit.path, "office", doing="补录事项")
    row = Document.objects.select_for_update().select_related("unit").get(pk=document.pk)
    words = row.text[max(start, 0) : end]
    start = max(start, 0) + len(words) - len(words.lstrip(_EDGE))
    words = words.strip(_EDGE)
    if len(words) < 4 or len(words) > 2000:
        raise ValidationError("请选中一句话（4到2000字）再补录。")
    end = start + len(words)
    if row.text[start:end] != words:
        raise ValidationError("选中的文字与原文对不上，请重新选择。")
    if row.findings.filter(kind=Finding.Kind.TASK, start=start, end=end).exclude(state=State.SPLIT).exists():
        raise ValidationError("这句话已经是一条事项。")
    near = row.findings.filter(kind=Finding.Kind.TASK, start__lte=start).order_by("-start").first()
    order = row.findings.aggregate(most=Max("order"))["most"] or 0
    made = Finding.objects.create(
        document=row,
        kind=Finding.Kind.TASK,
        order=order + 1,
        level="concrete",
        start=start,
        end=end,
        quote=words,
        action=re.sub(r"\s+", "", words),
        section=near.section if near else [],
        data={"why": "人工补录", "by_hand": True},
        version=1,  # touched by a person: a new reading keeps it
    )
    index.put("finding", made.pk, made.quote)
    record(actor, "finding.add", row, {"finding": words[:60], "id": made.pk}, unit_path=row.unit.path)
    recount(row)
    return made


def row_day(document: Document) -> dt.date:
    """The day a paper's names are understood on."""
    from django.utils import timezone

    return document.issued_on or timezone.localtime(document.uploaded_at).date()


def _part(row: Finding, start: int, end: int) -> Finding:
    quote = row.quote[start - row.start : end - row.start]
    due_here = bool(row.due_text) and row.due_text in quote
    # One deadline for all stays with every part; one written in a part is that part's alone.
    keeps = due_here or row.due_text not in row.quote
    return Finding.objects.create(
        document=row.document,
        kind=Finding.Kind.TASK,
        order=row.order,
        level=row.level if row.level in LEVELS else "concrete",
        start=start,
        end=end,
        quote=quote,
        sentence_start=row.sentence_start,
        sentence_end=row.sentence_end,
        section=row.section,
        data={k: v for k, v in row.data.items() if k != "near"} | {"why": "人工拆分"},
        action=quote.replace(row.due_text, "", 1).strip(_EDGE) if due_here else quote,
        owners=row.owners,
        support=row.support,
        lead_id=row.lead_id,
        leads=row.leads,
        supporting=row.supporting,
        unresolved=row.unresolved,
        due_text=row.due_text if keeps else "",
        due=row.due if keeps else None,
        due_assumed=row.due_assumed if keeps else False,
        recurs=row.recurs if keeps else "",
        parent=row,
        version=1,
    )


def _open(row: Finding, version: int | None) -> None:
    if why := refused(row, version):
        raise ValidationError(f"{why}。")


def _check(row: Finding) -> None:
    faults: dict[str, str] = {}
    if not row.action:
        faults["action"] = "请填写任务内容。"
    if len(row.action) > 2000:
        faults["action"] = "任务内容请在2000字以内。"
    if len(row.due_text) > 200:
        faults["due_text"] = "时限原文请在200字以内。"
    if row.level not in LEVELS and row.kind == Finding.Kind.TASK:
        faults["level"] = "没有这种类别。"
    if row.recurs not in RECURS:
        faults["recurs"] = "没有这种周期。"
    if faults:
        raise ValidationError(faults)


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(value)
    return "无" if value in (None, "") else str(value)[:60]
