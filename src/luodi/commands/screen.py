"""What `luodi read` shows in a terminal: the task list as a table, and the marked text.

Everything shown came from a stranger's file, so control characters are made visible and nothing
is read as markup.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from luodi.commands import listing
from luodi.commands.segments import CHECK, REPAIRED, notes_of, segments
from luodi.finding.findings import Level
from luodi.papers.safe import visible
from luodi.papers.tasklist import LEVELS, TaskRow
from luodi.reading.text import Sure

if TYPE_CHECKING:
    from luodi.api import Document

PIPE_WIDTH = 120  # columns when the output is no terminal and COLUMNS says nothing
PAPERS = {
    "meeting_news": "会议新闻",
    "speech": "讲话",
    "plan": "方案",
    "notice": "通知通报",
    "minutes": "纪要",
    "policy": "政策",
    "brief": "专报",
    "list": "清单",
}
WIDEST = {"牵头单位": 24, "配合单位": 20, "完成时限": 16, "备注": 24}
TASK_LEAST, NARROWEST = 32, 8
PADDING = 3  # columns between two cells
COLUMN_STYLES = {"备注": "yellow"}
STYLES = {
    "concrete": "bold cyan",
    "direction": "cyan",
    "stance": "dim",
    "goal": "green",
    "fact": "blue",
    "meeting": "magenta",
    "agenda": "magenta",
    "due": "underline",
    REPAIRED: "yellow",
    CHECK: "bold white on red",
}


def console() -> Console:
    """Standard output, with a width of its own when it is no terminal."""
    width = None if sys.stdout.isatty() or os.environ.get("COLUMNS") else PIPE_WIDTH
    return Console(width=width, highlight=False, markup=False, emoji=False, file=sys.stdout)


def show_tables(documents: Sequence[Document], levels: Iterable[str]) -> None:
    """A table of tasks for each document, then its targets and meetings, then the sum of all."""
    out = console()
    wanted = tuple(levels)
    listed = 0
    for document in documents:
        tasks = [t for t in document.findings.tasks if t.level.value in wanted]
        lister = listing.Lister(document)
        rows = [lister.row(task, listed + n) for n, task in enumerate(tasks, 1)]
        listed += len(rows)
        _head(out, document)
        if rows:
            out.print(_tasks(rows, out.width))
        _targets(out, document)
        _meetings(out, document)
        _remarks(out, document)
        out.print()
    if documents:
        out.print(_sum(documents, wanted))


def show_explained(document: Document) -> None:
    """The repaired text with words before every mark, then what was cut and why."""
    out = console()
    _head(out, document)
    string = document.string
    text = Text()
    for segment in segments(len(string), notes_of(document)):
        for note in segment.opens:
            text.append(f"⟦{visible(note.label)}:", style=STYLES[note.style])
        style = " ".join(STYLES[n.style] for n in segment.inside)
        text.append(visible(string[segment.start : segment.end]), style=style)
        for note in segment.closes:
            text.append("⟧", style=STYLES[note.style])
    out.print(text)
    for mark in document.marks:
        word = "请核对" if mark.sure is Sure.CHECK else "已修复"
        place = document.source.place(mark.step.raw_start)
        others = f"，也可能是 {'、'.join(mark.step.edit.alternatives)}" if mark.step.edit.alternatives else ""
        line = f"{word} {place}：“{mark.step.before}”→“{mark.step.after}”{others}。{mark.step.edit.why}"
        out.print(Text(visible(line), style=STYLES[CHECK if mark.sure is Sure.CHECK else REPAIRED]))
    for cut in document.cuts:
        line = f"删去 {document.source.place(cut.raw_start)}：“{cut.before.strip()}”。{cut.edit.why}"
        out.print(Text(visible(line), style="dim"))
    out.print()


def _head(out: Console, document: Document) -> None:
    head = document.masthead
    out.print(Text(visible(listing.title_of(document)), style="bold"))
    facts = [PAPERS.get(head.kind, head.kind), head.number, head.source]
    if head.published:
        facts.append(head.published.isoformat())
    facts.append(document.name)
    out.print(Text(visible(" · ".join(f for f in facts if f)), style="dim"))


def _tasks(rows: Sequence[TaskRow], width: int) -> Table:
    columns: dict[str, list[str]] = {
        "任务内容": [row.action for row in rows],
        "牵头单位": ["、".join(row.lead) for row in rows],
        "配合单位": ["、".join(row.supporting) for row in rows],
        "完成时限": [_due(row) for row in rows],
        "备注": [row.note for row in rows],
    }
    filled = {title: [visible(c) for c in cells] for title, cells in columns.items() if any(cells)}
    widths = _widths(filled, width)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("序号", justify="right", width=4)
    table.add_column("类别", width=4)
    for title in filled:
        table.add_column(title, width=widths[title], overflow="fold", style=COLUMN_STYLES.get(title, ""))
    for row, cells in zip(rows, zip(*filled.values(), strict=True), strict=True):
        level = Text(row.level_name, style=STYLES[row.level])
        table.add_row(Text(str(row.number)), level, *map(Text, cells))
    return table


def _widths(filled: dict[str, list[str]], width: int) -> dict[str, int]:
    """Room for each column: what it fills, within bounds; the tasks' words take what is left.

    >>> _widths({"任务内容": ["字" * 99], "牵头单位": ["市科技局"], "完成时限": ["6月底前\\n2025-06-30"]}, 80)
    {'任务内容': 39, '牵头单位': 8, '完成时限': 10}
    """
    room = width - 8 - PADDING * (len(filled) + 2)
    widths = {}
    for title, cells in filled.items():
        lines = [title, *(line for cell in cells for line in cell.split("\n"))]
        widths[title] = min(max(map(cell_len, lines)), WIDEST.get(title, width))
    least = TASK_LEAST if widths["任务内容"] > TASK_LEAST else widths["任务内容"]
    for title in ("备注", "配合单位", "牵头单位"):  # narrowed in this order when room is short
        if title in widths:
            over = sum(w for t, w in widths.items() if t != "任务内容") + least - room
            widths[title] -= max(0, min(over, widths[title] - NARROWEST))
    rest = room - sum(w for t, w in widths.items() if t != "任务内容")
    widths["任务内容"] = max(NARROWEST, min(widths["任务内容"], rest))
    return widths


def _due(row: TaskRow) -> str:
    """The words of the deadline, and the day they were read as."""
    if row.due_date is None:
        return row.due_text
    return f"{row.due_text}\n{row.due_date.isoformat()}"


def _targets(out: Console, document: Document) -> None:
    for word, fact in (("目标", False), ("数据", True)):
        texts = [
            listing.goal(t) + (f"（{t.due}）" if t.due else "")
            for t in document.findings.targets
            if t.fact is fact
        ]
        if texts:
            out.print(Text.assemble((f"{word}：", "bold"), visible("；".join(texts))))


def _meetings(out: Console, document: Document) -> None:
    for meeting in document.findings.meetings:
        day = f"{meeting.date.isoformat()} " if meeting.date else ""
        chair = f"，{'、'.join(meeting.chair)}主持" if meeting.chair else ""
        out.print(Text.assemble(("会议：", "bold"), visible(f"{day}{meeting.name}{chair}")))
    for item in document.findings.agenda:
        kind = listing.KINDS.get(item.kind, item.kind)
        by = f"{'、'.join(item.by)}：" if item.by else ""
        out.print(Text.assemble(("议题：", "bold"), visible(f"[{kind}] {by}{item.subject or ''}")))


def _remarks(out: Console, document: Document) -> None:
    checks = sum(m.sure is Sure.CHECK for m in document.marks)
    parts = []
    if repaired := len(document.marks) - checks:
        parts.append(f"已修复 {repaired} 处")
    if checks:
        parts.append(f"请核对 {checks} 处")
    if document.cuts:
        parts.append(f"删去 {len(document.cuts)} 处")
    if parts:
        out.print(Text(f"文字：{'，'.join(parts)}（用 --explain 逐处查看）", style="yellow"))
    if note := document.source.meta.get("suffix_note"):
        out.print(Text(visible(f"提示：{note}"), style="yellow"))
    for note in document.findings.notes:
        out.print(Text(visible(f"提示：{note}"), style="yellow"))


def _sum(documents: Sequence[Document], wanted: Sequence[str]) -> Text:
    counts = {
        level.value: sum(t.level is level for d in documents for t in d.findings.tasks) for level in Level
    }
    listed = "、".join(f"{LEVELS[name]} {counts[name]}" for name in counts if name in wanted)
    left = "、".join(
        f"{LEVELS[name]} {counts[name]}" for name in counts if name not in wanted and counts[name]
    )
    goals = sum(not t.fact for d in documents for t in d.findings.targets)
    total = sum(counts[name] for name in wanted)
    line = f"共 {len(documents)} 份文件：任务 {total} 项（{listed}），目标 {goals} 项"
    return Text(line + (f"；未列入 {left}" if left else ""), style="bold")
