"""Rows of cells to tab-separated lines: how every kind of spreadsheet becomes text."""

from __future__ import annotations

from collections.abc import Sequence

from luodi.reading.sources.lines import Lines, one_line

Merge = tuple[int, int, int, int]  # first row, first column, last row, last column; from 0


def letters(column: int) -> str:
    """A column's name in a spreadsheet, from 0.

    >>> letters(0), letters(25), letters(26), letters(702)
    ('A', 'Z', 'AA', 'AAA')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def fill_down(rows: list[list[str]], merges: Sequence[Merge]) -> int:
    """Repeat a cell that is merged over several rows in each of them; returns how many were.

    A row must be readable alone: one unit beside five tasks answers for each. A block merged
    over the whole width is a title, and stays one line.
    """
    width = max((len(row) for row in rows), default=0)
    filled = 0
    for top, left, bottom, right in merges:
        if bottom <= top or top >= len(rows) or (left == 0 and right >= width - 1 and width > 1):
            continue
        value = rows[top][left] if left < len(rows[top]) else ""
        if not value:
            continue
        for row in rows[top + 1 : bottom + 1]:
            row.extend([""] * (left + 1 - len(row)))
            filled += not row[left]
            row[left] = row[left] or value
    return filled


def add_rows(lines: Lines, rows: Sequence[Sequence[str]], where: str, first_row: int = 0) -> None:
    """Append the rows that hold anything; `where` names the sheet ("工作表 Sheet1 ")."""
    cleaned = [[one_line(cell) for cell in row] for row in rows]
    used = [[column for column, cell in enumerate(row) if cell] for row in cleaned]
    margin = min((columns[0] for columns in used if columns), default=0)
    table_begun = False
    for number, (row, columns) in enumerate(zip(cleaned, used, strict=True), first_row + 1):
        if not columns:
            continue
        table_begun |= len(columns) > 1
        # Above the table a lone cell is a title, wherever in the width it was put.
        begin = margin if table_begun else columns[0]
        text = "\t".join(row[begin : columns[-1] + 1])

        def part(tabs: int, number: int = number, begin: int = begin) -> str:
            return f"{where}第{number}行 {letters(begin + tabs)}列"

        lines.add(text, part)
