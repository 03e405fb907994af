"""The task list as an official table paper: turned A4 pages, the head repeated, every row with its words.

On paper a list is read, not filtered: chapters stand as bands across the table, and the words a task
was read from stand at the right with their place. The item of the plan is said on every row rather
than once in a merged cell, which would be blank after a page break. A direction or a stance is marked beside its number and explained below the table.
"""

from __future__ import annotations

from collections.abc import Iterator

from luodi.papers.gongwen import Paper, date_words
from luodi.papers.output import Target, put
from luodi.papers.tasklist import TaskList, TaskRow
from luodi.papers.wordtable import PaperTable, Words

# Column widths in mm; together they fill the 225 mm of the turned text area.
WITH_ITEMS = {
    "序号": 12, "重点任务": 25, "任务内容": 55, "牵头单位": 28, "配合单位": 34, "完成时限": 32, "原文与出处": 39,
}  # fmt: skip
WITHOUT_ITEMS = {
    "序号": 12, "任务内容": 68, "牵头单位": 31, "配合单位": 36, "完成时限": 32, "原文与出处": 46,
}  # fmt: skip

MARKS = {"direction": "△", "stance": "○"}
SMALL = "公文表小字"


def write(tasks: TaskList, target: Target, *, label: str = "") -> None:
    """Write the list as .docx to a path or an open binary file; `label` is 附件1 or the like."""
    put(to_bytes(tasks, label=label), target)


def to_bytes(tasks: TaskList, *, label: str = "") -> bytes:
    """The paper as bytes."""
    paper = Paper(tasks.title, tasks.made_on)
    paper.landscape()
    if label:
        paper.attachment_head(label, tasks.title)
    else:
        paper.title(tasks.title)
    paper.add("公文表注", _subline(tasks))
    _table(paper, tasks.rows)
    for line in _notes(tasks):
        paper.add("公文表注", line)
    return paper.to_bytes()


def _subline(tasks: TaskList) -> str:
    parts = (tasks.subtitle, f"制表日期：{date_words(tasks.made_on)}", f"共{len(tasks.rows)}项")
    return "　　".join(part for part in parts if part)


def _table(paper: Paper, rows: tuple[TaskRow, ...]) -> None:
    with_items = any(row.item for row in rows)
    widths = WITH_ITEMS if with_items else WITHOUT_ITEMS
    table = PaperTable(paper, list(widths.values()), list(widths))
    for band, row in _banded(rows):
        for text in band:
            table.band(text)
        table.row(_cells(row, with_items))


def _banded(rows: tuple[TaskRow, ...]) -> Iterator[tuple[list[str], TaskRow]]:
    """Each row with the bands that go before it: its document if there are several, its chapter.

    A row without a chapter must not seem to stand under the one before it.
    """
    several = len({row.source for row in rows}) > 1
    source = section = ""
    for row in rows:
        new_source = several and row.source != source
        new_section = row.section != ("" if new_source else section)
        bands = [row.source or "（来源未注明）"] if new_source else []
        if new_section:
            bands.append(row.section or "（未列章节）")
        source, section = row.source, row.section
        yield bands, row


def _cells(row: TaskRow, with_items: bool) -> list[Words]:
    cells = [
        Words.of(f"{row.number}{MARKS.get(row.level, '')}", align="center"),
        Words(_action(row)),
        Words((_names(row.lead), *_people(row))),
        Words((_names(row.supporting),)),
        Words(_due(row), "center"),
        Words(_source(row)),
    ]
    if with_items:
        cells.insert(1, Words.of(row.item, SMALL))
    return cells


Lines = tuple[tuple[str, str], ...]


def _action(row: TaskRow) -> Lines:
    lines = [(row.action, "公文表文")]
    if row.target:
        lines.append((f"目标：{row.target}", SMALL))
    if row.measures:
        lines.append((f"措施：{row.measures}", SMALL))
    return tuple(lines)


def _names(units: tuple[str, ...]) -> tuple[str, str]:
    return "、".join(units), "公文表文"


def _people(row: TaskRow) -> Lines:
    people = (("责任人", row.responsible), ("联络员", row.liaison))
    return tuple((f"{label}：{'、'.join(names)}", SMALL) for label, names in people if names)


def _due(row: TaskRow) -> Lines:
    """The deadline as written; below it what it was read as, where the words leave that open."""
    read_as = date_words(row.due_date) if row.due_date else ""
    words = row.due_text or read_as or row.rhythm or "——"
    if not read_as or read_as in words:
        return ((words, "公文表文"),)
    return ((words, "公文表文"), (read_as, SMALL))


def _source(row: TaskRow) -> Lines:
    """The exact words, unless the task is nothing but them; their place; what to check."""
    lines = []
    if row.quote and row.quote != row.action:
        lines.append((f"“{row.quote}”", SMALL))
    elif row.quote:
        lines.append(("原文同任务内容", SMALL))
    if row.place:
        lines.append((row.place, SMALL))
    if row.note:
        lines.append((f"备注：{row.note}", SMALL))
    return tuple(lines)


def _notes(tasks: TaskList) -> list[str]:
    levels = {row.level for row in tasks.rows}
    notes = []
    if tasks.documents:
        notes.append(f"依据：{'；'.join(tasks.documents)}。")
    if marked := [
        (MARKS[level], word)
        for level, word in (("direction", "方向性任务"), ("stance", "表态"))
        if level in levels
    ]:
        notes.append("".join(f"标“{mark}”的为{word}；" for mark, word in marked)[:-1] + "。")
    if any(row.due_date for row in tasks.rows):
        notes.append("“完成时限”为原文表述，其下小字为据此认定的最后日期。")
    if len(notes) == 1:
        return [f"注：{notes[0]}"]
    return [f"{'注：' if i == 1 else '　　'}{i}.{note}" for i, note in enumerate(notes, 1)]
