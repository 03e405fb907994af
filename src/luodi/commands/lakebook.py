"""The returned table: what the person sent, with every flaw coloured where it stands and told beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from luodi.papers.safe import fitted, visible

if TYPE_CHECKING:
    from luodi.grids import Grid
    from luodi.lake import Problem

MOST_WHOLE = 20_000
"""A larger table comes back with its heading and its flawed rows only."""


def write(grid: Grid, header_row: int, height: int, problems: Sequence[Problem], target: Path) -> None:
    """Every value as text, as it was; the first two columns say the row in the file and what to do."""
    from xlsxwriter import Workbook

    told: dict[int, list[Problem]] = defaultdict(list)
    for problem in problems:
        told[problem.row].append(problem)
    last_head = header_row + height - 1
    if grid.rows <= MOST_WHOLE:
        numbers = list(range(grid.first, grid.first + grid.rows))
    else:
        numbers = [*range(grid.first, last_head + 1), *sorted(r for r in told if r > last_head)]
    with Workbook(str(target), {"constant_memory": True}) as book:
        page = book.add_worksheet("标注问题")
        plain = book.add_format({"num_format": "@", "valign": "top"})
        styles = {
            "error": book.add_format(
                {"num_format": "@", "bg_color": "#F8CBC6", "border": 1, "valign": "top"}
            ),
            "warning": book.add_format(
                {"num_format": "@", "bg_color": "#FFE08A", "border": 1, "valign": "top"}
            ),
        }
        words = book.add_format({"text_wrap": True, "font_color": "#97180F", "valign": "top"})
        page.set_column(0, 0, 8)
        page.set_column(1, 1, 56)
        letters = {p.letter for p in problems}
        for at, number in enumerate(numbers):
            flaws = told.get(number, [])
            page.write_number(at, 0, number)
            if number == header_row:
                page.write_string(at, 1, "问题和怎么改")
            elif flaws:
                said = "\n".join(f"{f.column or '整行'}：{f.what}。{f.do}" for f in flaws)
                page.write_string(at, 1, fitted(visible(said)), words)
            marks = {f.letter: styles[f.level] for f in reversed(flaws) if f.letter in letters}
            _cells(page, at, [column[number - grid.first].as_py() for column in grid.columns], marks, plain)


def _cells(page, at: int, values: list[str | None], marks, plain) -> None:  # type: ignore[no-untyped-def]
    from luodi.tableunits import letter

    for index, value in enumerate(values):
        style = marks.get(letter(index), plain)
        if value is not None:
            page.write_string(at, index + 2, fitted(visible(value)), style)
        elif style is not plain:
            page.write_blank(at, index + 2, None, style)
