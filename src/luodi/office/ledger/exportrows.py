"""Tasks as an export prints them: the columns of operations B1 in their order, a thousand tasks at a time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from luodi.office.ledger.filters import recent_rounds
from luodi.office.ledger.lights import Colour
from luodi.office.ledger.models import Evidence, Measure, Milestone, Report, Task, TaskState
from luodi.office.ledger.monthfigures import callers
from luodi.office.ledger.pagerows import rules_of, supporting_of
from luodi.office.units.models import Person
from luodi.papers.ledgerbook import BookCell, Light
from luodi.papers.table import Column

CHUNK = 1000
SIGNS = {">=": "≥", "<=": "≤", "=": ""}

COLUMNS: tuple[Column, ...] = (
    Column("number", "序号", "label", 5, 6),
    Column("code", "编号", "label", 7, 9),
    Column("plan", "方案", "text", 12, 18),
    Column("theme", "一级任务（主题）", "text", 12, 14),
    Column("parent", "二级任务", "text", 12, 18),
    Column("source", "任务来源", "text", 16, 24),
    Column("title", "任务内容", "text", 36, 40),
    Column("targets", "目标值（单位、基期）", "text", 16, 22),
    Column("measures", "具体措施", "text", 20, 28),
    Column("official", "牵头领导", "text", 9, 10),
    Column("lead", "牵头单位", "text", 14, 18),
    Column("supporting", "配合单位", "text", 14, 20),
    Column("responsible", "责任人", "text", 8, 10),
    Column("liaison", "联络员（电话）", "text", 14, 18),
    Column("starts", "启动时间", "date", 11, 12),
    Column("due_text", "完成时限（原文）", "text", 12, 14),
    Column("due", "完成时限", "date", 11, 12),
    Column("stages", "阶段节点", "text", 18, 26),
    Column("progress", "本期进展", "text", 24, 32),
    Column("done", "累计完成", "text", 18, 26),
    Column("percent", "完成率（%）", "number", 8, 9),
    Column("planned", "序时进度（%）", "number", 8, 9),
    Column("light", "亮灯", "label", 7, 8),
    Column("problems", "存在问题", "text", 16, 24),
    Column("request", "需协调事项（请谁）", "text", 16, 24),
    Column("next", "下步打算", "text", 16, 24),
    Column("evidence", "佐证材料", "text", 14, 20),
    Column("state", "状态", "label", 8, 9),
    Column("closed_on", "销号日期", "date", 11, 12),
    Column("note", "备注", "text", 12, 20),
)

FIELDS = (
    "pk", "code", "title", "plan_id", "plan__name", "plan__lights", "theme__name", "parent__code", "parent__title",
    "collective", "source_title", "source_number", "source_section", "measures_text", "leading_official",
    "lead__name", "lead__path", "responsible", "starts", "due", "due_text", "due_assumed", "due_first", "progress",
    "state", "closed_on", "note", "aspirational", "standing__light", "standing__planned", "standing__overdue_days",
)  # fmt: skip

REPORTED = ("task_id", "round__month", "progress", "done", "problems", "request", "request_of", "next")


def export_rows(ids: Sequence[int], person: Person) -> Iterator[dict[str, BookCell]]:
    """One row for each task, keyed as the columns are: six queries for a thousand rows.

    The report printed is the last one of this month or the last that the person may read.
    """
    number = 0
    phones: dict[str, str] = {}
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        tasks = {t["pk"]: t for t in Task.objects.filter(pk__in=part).order_by().values(*FIELDS)}
        names = supporting_of(part)
        targets, stages, files = _targets(part), _stages(part), _files(part)
        reports = _reports(part, person)
        fresh = {t["lead__path"] for t in tasks.values()} - set(phones)
        phones.update(_liaisons(fresh, person))
        for pk in part:
            if pk not in tasks:
                continue
            number += 1
            yield _row(
                number, tasks[pk], names.get(pk, []), targets.get(pk, []), stages.get(pk, []), files.get(pk, []),
                reports.get(pk, {}), phones,
            )  # fmt: skip


def _row(
    number: int, t: dict[str, Any], supporting: list[str], targets: list[str], stages: list[str],
    files: list[str], report: dict[str, Any], phones: dict[str, str],
) -> dict[str, BookCell]:  # fmt: skip
    colour: Colour = t["standing__light"] or "grey"
    month = report.get("round__month")
    notes = [t["note"]]
    if t["due_assumed"]:
        notes.append("时限为推定")
    if t["due_first"] and t["due_first"] != t["due"]:
        notes.append(f"原定时限{t['due_first']}")
    if t["aspirational"]:
        notes.append("力争")
    if t["collective"]:
        notes.append(f"{t['collective']}汇总")
    progress = report.get("progress", "")
    return {
        "number": number,
        "code": t["code"],
        "plan": t["plan__name"],
        "theme": t["theme__name"] or "",
        "parent": f"{t['parent__code']} {t['parent__title']}" if t["parent__code"] else "",
        "source": "　".join(x for x in (t["source_title"], t["source_number"], t["source_section"]) if x),
        "title": t["title"],
        "targets": "；".join(targets),
        "measures": t["measures_text"],
        "official": t["leading_official"],
        "lead": t["lead__name"],
        "supporting": "、".join(supporting),
        "responsible": t["responsible"],
        "liaison": phones.get(t["lead__path"], ""),
        "starts": t["starts"],
        "due_text": t["due_text"],
        "due": t["due"],
        "stages": "；".join(stages),
        "progress": f"（{month.month}月）{progress}" if month and progress else progress,
        "done": report.get("done", ""),
        "percent": float(t["progress"]),
        "planned": None if t["standing__planned"] is None else float(t["standing__planned"]),
        "light": Light(colour, rules_of(t["plan_id"], t["plan__lights"]).word(colour)),
        "problems": report.get("problems", ""),
        "request": _request(report),
        "next": report.get("next", ""),
        "evidence": "；".join(files),
        "state": str(TaskState(t["state"]).label),
        "closed_on": t["closed_on"],
        "note": "；".join(n for n in notes if n),
    }


def _request(report: dict[str, Any]) -> str:
    if not report.get("request"):
        return ""
    return report["request"] + (f"（请{report['request_of']}）" if report["request_of"] else "")


def _targets(ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for m in Measure.objects.filter(task_id__in=ids).values(
        "task_id", "indicator", "unit", "baseline", "target", "current", "comparator"
    ):
        words = m["indicator"]
        if m["target"] is not None:
            words += f" {SIGNS.get(m['comparator'], m['comparator'])}{plain(m['target'])}{m['unit']}"
        inside = [f"基期{plain(m['baseline'])}" if m["baseline"] is not None else ""]
        inside.append(f"现{plain(m['current'])}" if m["current"] is not None else "")
        told = "，".join(x for x in inside if x)
        found[m["task_id"]].append(words + (f"（{told}）" if told else ""))
    return found


def _stages(ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Milestone.objects.filter(task_id__in=ids).values_list(
        "task_id", "due", "name", "percent", "done_on"
    )
    for task_id, due, name, percent, done in rows:
        found[task_id].append(f"{due} {name}（{plain(percent)}%{'，已完成' if done else ''}）")
    return found


def _files(ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for task_id, name in Evidence.objects.filter(task_id__in=ids, withdrawn_at=None).values_list(
        "task_id", "name"
    ):
        found[task_id].append(name)
    return found


def _reports(ids: Sequence[int], person: Person) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    rows = (
        Report.objects.visible_to(person)
        .filter(task_id__in=ids, round__in=recent_rounds())
        .exclude(state=Report.State.DRAFT)
        .order_by("round__month")
        .values(*REPORTED)
    )
    for row in rows:  # the later month comes last and stays
        found[row["task_id"]] = row
    return found


def _liaisons(paths: set[str], person: Person) -> dict[str, str]:
    if not paths:
        return {}
    held = callers(paths, person, "liaison")
    return {
        path: "；".join(f"{c.name} {c.phone}".strip() for c in kinds["liaison"])
        for path, kinds in held.items()
    }


def plain(value: Decimal) -> str:
    """A figure without idle noughts.

    >>> plain(Decimal("50.0000"))
    '50'
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def due_words(due: dt.date | None, text: str) -> tuple[str, ...]:
    """The deadline as written, below it the date it was read as."""
    day = f"{due.year}年{due.month}月{due.day}日" if due else ""
    if not text or text == day:
        return (day or "——",)
    return (text, day) if day else (text,)
