"""The columns of a task table, named by their heads: who leads, who helps, what, until when."""

from __future__ import annotations

import re
from functools import lru_cache

from luodi.finding import dates, owners
from luodi.finding.dates import Calendar
from luodi.finding.findings import Due
from luodi.finding.names import split_names
from luodi.reading.document import Block

# In order: 配合单位 is support before it is 单位.
COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("support", re.compile(r"配合|协同|协办|参与|协助")),
    ("lead", re.compile(r"牵头(?:单位|部门|科室|处室|责任)|主要责任|主责|主办")),
    ("responsible", re.compile(r"领导|责任人|负责人")),
    ("liaison", re.compile(r"联络员|联系人|电话")),
    ("plain", re.compile(r"责任(?:单位|部门|主体|科室|处室)|单位|部门|承办|实施主体")),
    ("due", re.compile(r"时限|时间|期限|节点|完成日期|进度要求")),
    ("number", re.compile(r"^(?:序号|编号|No\.?|位次|排名)$")),
    ("note", re.compile(r"备注|说明|来源|状态|进展|问题|佐证")),
    ("deed", re.compile(r"举措|措施|内容|目标|要求|工作|事项|任务|做法|成果")),
)


@lru_cache(maxsize=1024)
def column_kind(name: str) -> str:
    """What a column holds; '' where its head does not say.

    >>> column_kind("牵头单位"), column_kind("配合单位"), column_kind("主要举措")
    ('lead', 'support', 'deed')
    """
    return next((kind for kind, pattern in COLUMNS if pattern.search(name)), "")


class Columns:
    """The cells of a row by what their columns hold."""

    def __init__(self, text: str, blocks: tuple[Block, ...], first: bool) -> None:
        self.text, self.blocks, self.first = text, blocks, first
        self._heads: dict[int, tuple[str, ...]] = {}

    def names(self, row: Block) -> tuple[str, ...]:
        """The names of the columns; none for a table without a head."""
        head = row.table_head
        if head is None:
            return ()
        if head not in self._heads:
            self._heads[head] = tuple(self.text[a:b].strip() for a, b in self.blocks[head].cells)
        return self._heads[head]

    def duty(self, row: Block, calendar_: Calendar) -> owners.Duty | None:
        """What the row says of units and deadlines; None if no column does."""
        parts: dict[str, list[str]] = {}
        due: tuple[Due, ...] = ()
        for name, (start, end) in zip(self.names(row), row.cells, strict=False):
            kind = column_kind(name)
            if kind in ("lead", "plain", "support", "responsible", "liaison"):
                if marked := owners.marked_names(self.text[start:end]):
                    parts.setdefault("lead", []).extend(marked[0])
                    parts.setdefault("support", []).extend(marked[1])
                else:
                    parts.setdefault(kind, []).extend(split_names(self.text[start:end]))
            elif kind == "due":
                due += dates.read_slot(self.text, start, end, calendar_)
        if not parts and not due:
            return None
        lead, plain, support = (parts.get(kind, []) for kind in ("lead", "plain", "support"))
        if lead:
            support = [*plain, *support]
        elif self.first:
            lead, support = plain[:1], [*plain[1:], *support]
        else:
            lead = plain
        return owners.Duty(
            (row.start, row.end),
            tuple(dict.fromkeys(lead)),
            tuple(n for n in dict.fromkeys(support) if n not in lead),
            tuple(parts.get("responsible", ())),
            tuple(parts.get("liaison", ())),
            due,
            "table columns",
        )
