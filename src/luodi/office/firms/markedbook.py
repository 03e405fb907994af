"""The uploaded table with its flaws in it: the cell red, what to do in a column of its own."""

from __future__ import annotations

import io
from collections import defaultdict
from typing import TYPE_CHECKING

from luodi.office.firms.taking import Trial, laid_out
from luodi.papers.safe import fitted, visible

if TYPE_CHECKING:
    from luodi.lake.importing import Problem

MOST_ROWS = 200_000


def marked(name: str, data: bytes, trial: Trial) -> bytes:
    """Every row as text, as it was; a flaw colours its cell, and the first column says what to do."""
    from xlsxwriter import Workbook

    from luodi import grids

    with laid_out(name, data) as path:
        grid = grids.read(path, trial.reading.sheet)
    told: dict[int, list[Problem]] = defaultdict(list)
    for problem in trial.reading.problems:
        told[problem.row].append(problem)
    buffer = io.BytesIO()
    book = Workbook(buffer, {"constant_memory": True, "in_memory": True, "strings_to_formulas": False,
                             "strings_to_urls": False, "strings_to_numbers": False})  # fmt: skip
    page = book.add_worksheet("标注问题")
    plain = book.add_format({"num_format": "@", "valign": "top"})
    red = book.add_format({"num_format": "@", "bg_color": "#F8CBC6", "border": 1, "valign": "top"})
    pale = book.add_format({"num_format": "@", "bg_color": "#FFE08A", "border": 1, "valign": "top"})
    words = book.add_format({"text_wrap": True, "font_color": "#97180F", "valign": "top"})
    page.set_column(0, 0, 48)
    columns = [c.to_pylist() for c in grid.columns]
    letters = {c.letter: c.index for c in trial.proposal.columns}
    header = trial.reading.header_row - grid.first
    for at in range(min(grid.rows, MOST_ROWS)):
        number = at + grid.first
        flaws = told.get(number, [])
        if at == header:
            page.write_string(at, 0, "问题和怎么改")
        elif flaws:
            text = "\n".join(f"{f.column or '整行'}：{f.what}。{f.do}" for f in flaws)
            page.write_string(at, 0, fitted(visible(text)), words)
        styles = {letters.get(f.letter, -1): red if f.level == "error" else pale for f in reversed(flaws)}
        for index, column in enumerate(columns):
            if column[at] is not None:
                page.write_string(at, index + 1, fitted(visible(str(column[at]))), styles.get(index, plain))
            elif index in styles:
                page.write_blank(at, index + 1, None, styles[index])
    book.close()
    return buffer.getvalue()
