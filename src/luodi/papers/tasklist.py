"""The task list (任务清单): one row for each task, every row with its exact words and their place.

The columns stand in the order real lists of this kind use (序号, 一级/二级任务, 任务来源, 任务内容,
目标值, 具体措施, 牵头单位, 配合单位, 责任人, 联络员, 完成时限, 备注); the deadline is kept as written
beside the date it was read as. Progress, lights and sign-off belong to the ledger and are not here.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from luodi.papers.table import Cell, Column, Sheet

LEVELS = {"concrete": "具体", "direction": "方向", "stance": "表态"}
"""How checkable a task is, in the words the office uses."""

RHYTHMS = {
    "daily": "每日",
    "weekly": "每周",
    "ten-daily": "每旬",
    "half-monthly": "每半月",
    "monthly": "每月",
    "two-monthly": "每两月",
    "quarterly": "每季度",
    "half-yearly": "每半年",
    "yearly": "每年",
}


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task. Only its number and its words are needed; what the document does not say stays empty.

    `level` is concrete, direction or stance; `recur` is a key of `RHYTHMS` or words of its own.
    """

    number: int
    action: str
    section: str = ""  # 一级任务: the chapter heading it stands under
    item: str = ""  # 二级任务: the heading below that
    source: str = ""  # 任务来源: title (and number) of the document
    level: str = "concrete"
    target: str = ""  # 目标值, as text: 不低于500家
    measures: str = ""
    lead: tuple[str, ...] = ()
    supporting: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    liaison: tuple[str, ...] = ()
    due_text: str = ""
    due_date: dt.date | None = None
    recur: str = ""
    note: str = ""  # 推定, 请核对 …
    why: str = ""  # the rule that found it
    quote: str = ""
    place: str = ""  # file and where in it

    @property
    def level_name(self) -> str:
        """
        >>> TaskRow(1, "召开现场会").level_name
        '具体'
        """
        return LEVELS.get(self.level, self.level)

    @property
    def rhythm(self) -> str:
        """
        >>> [TaskRow(1, "报送", recur=r).rhythm for r in ("quarterly", "every 10 天", "every 2 月", "")]
        ['每季度', '每10天', '每2个月', '']
        """
        if every := re.fullmatch(r"every (\d+) (\w+)", self.recur):
            counter = "个" if every[2] in ("月", "季度") else ""
            return f"每{every[1]}{counter}{every[2]}"
        return RHYTHMS.get(self.recur, self.recur)


@dataclass(frozen=True, slots=True)
class TaskList:
    """A list ready to print. `made_on` is given, never taken from a clock."""

    title: str
    made_on: dt.date
    rows: tuple[TaskRow, ...] = ()
    subtitle: str = ""
    documents: tuple[str, ...] = ()  # titles or file names of what was read
    sheets: tuple[Sheet, ...] = ()  # 目标指标, 议题会议, 说明


TASK_COLUMNS: tuple[Column, ...] = (
    Column("number", "序号", "label", 5, 6),
    Column("section", "一级任务", "text", 10, 16, show="filled"),
    Column("item", "二级任务", "text", 10, 16, show="filled"),
    Column("source", "任务来源", "text", 12, 28, show="varied"),  # one document: it stands under the title
    Column("level", "类别", "label", 6, 6),
    Column("action", "任务内容", "text", 24, 38),
    Column("target", "目标值", "text", 10, 16, show="filled"),
    Column("measures", "具体措施", "text", 16, 30, show="filled"),
    Column("lead", "牵头单位", "text", 14, 18),
    Column("supporting", "配合单位", "text", 14, 20),
    Column("responsible", "责任人", "text", 8, 10, show="filled"),
    Column("liaison", "联络员", "text", 8, 10, show="filled"),
    Column("due_text", "完成时限（原文）", "text", 12, 14),
    Column("due_date", "完成时限（日期）", "date", 12, 12),
    Column("recur", "频次", "label", 8, 8, show="filled"),
    Column("note", "备注", "text", 8, 16),
    Column("why", "认定规则", "text", 12, 20, show="folded"),
    Column("quote", "原文", "text", 24, 38),
    Column("place", "出处", "text", 12, 24),
)
"""One definition for Excel, Word and CSV; the quote and its place come last."""


def cells(row: TaskRow) -> tuple[Cell, ...]:
    """The values of a row, one for each of `TASK_COLUMNS`.

    >>> cells(TaskRow(1, "召开现场会", lead=("市科技局", "市财政局")))[8]
    '市科技局、市财政局'
    """
    return tuple(_cell(row, column.key) for column in TASK_COLUMNS)


def _cell(row: TaskRow, key: str) -> Cell:
    if key == "level":
        return row.level_name
    if key == "recur":
        return row.rhythm
    value = getattr(row, key)
    if isinstance(value, tuple):
        return "、".join(value)
    assert value is None or isinstance(value, str | int | dt.date)
    return value
