"""Tables in a text: lines of cells parted by tabs, with the same number of cells in a row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from luodi.reading.lines import Line

Span = tuple[int, int]

# Words that name columns: one in a first row makes it a header.
_COLUMN = re.compile(
    r"序号|编号|位次|排名|名次|任务|事项|内容|举措|措施|单位|部门|地区|县区|县市区|县（市、区）|牵头|配合|责任|时限|期限|时间"
    r"|指标|名称|项目|得分|完成|进展|进度|备注|目标|数量|金额|年度|类别|联系|企业|平台|问题"
)
# So many cells at the end of a row may be empty: under a header they are not missed.
_EMPTY_AT_END = 3
_NUMERIC = re.compile(r"[-+↑↓—–]?\s?\d[\d.,，]*\s?(?:%|％|‰)?")


@dataclass(frozen=True, slots=True)
class Table:
    """Lines `[first, last)` and the cells of each; where the header is, when there is one."""

    first: int
    last: int
    cells: tuple[tuple[Span, ...], ...]
    has_head: bool
    head_of: int = -1  # the earlier table whose header serves this one (its first line), or -1


def tables(lines: Sequence[Line]) -> Iterator[Table]:
    """Runs of two lines or more (three when there are only two columns) with as many cells each."""
    at, last = 0, None
    while at < len(lines):
        width = lines[at].text.count("\t")
        if not width:
            at += 1
            continue
        end = at + 1
        headed = end < len(lines) and _is_head(lines[at].text, lines[end].text)
        least = max(1, width - _EMPTY_AT_END) if headed and width >= 2 else width
        while end < len(lines) and least <= lines[end].text.count("\t") <= width:
            end += 1
        if end - at >= (2 if width >= 2 else 3):
            last = _table(lines, at, end, last)
            yield last
        elif last is not None and end - at == 1 and width + 1 == len(last.cells[0]) and at - last.last <= 1:
            last = _table(lines, at, end, last)  # a last row behind a line that spans the table
            yield last
        at = end


def _table(lines: Sequence[Line], first: int, end: int, before: Table | None) -> Table:
    width = max(line.text.count("\t") for line in lines[first:end]) + 1
    cells = tuple(_cells(line, width) for line in lines[first:end])
    head = _is_head(lines[first].text, lines[first + 1].text if end - first > 1 else "")
    continued = -1
    if before is not None and first - before.last <= 1 and len(before.cells[0]) == len(cells[0]):
        continued = before.first if before.has_head else before.head_of
        head = head and continued < 0
    return Table(first, end, cells, head, continued)


def _is_head(first: str, second: str) -> bool:
    """Column names, none of them a figure; or words above figures."""
    cells = first.split("\t")
    if any(_NUMERIC.fullmatch(cell.strip()) for cell in cells):
        return False
    named = sum(len(cell) <= 16 and _COLUMN.search(cell) is not None for cell in cells)
    figures = sum(_NUMERIC.fullmatch(cell.strip()) is not None for cell in second.split("\t"))
    return named >= 2 or figures >= 1


def _cells(line: Line, width: int) -> tuple[Span, ...]:
    """The cells of a line; those left empty at its end stand there, without length."""
    spans = []
    at = line.start
    for cell in line.text.split("\t"):
        words = cell.strip()
        start = at + (cell.index(words[0]) if words else 0)
        spans.append((start, start + len(words)))
        at += len(cell) + 1
    spans += [(at - 1, at - 1)] * (width - len(spans))
    return tuple(spans)
