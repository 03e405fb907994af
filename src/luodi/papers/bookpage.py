"""A workbook's pages written from the top down: title, headings in one row or two, rows, the printed page.

Numbers stand in their cells as they are and only their format cuts them; text is text, also where it looks like
a formula; fractions are taken as they come.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from luodi.papers import measure
from luodi.papers.excel import BODY_FONT, BODY_SIZE, HEAD_FONT, LINE, PADDING, TALLEST
from luodi.papers.safe import fitted, formula_like, visible
from luodi.papers.table import Cell

if TYPE_CHECKING:  # XlsxWriter is loaded when a workbook is written, not before
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

BookCell = Cell | Fraction
TOP = 2
"""Rows of title and line under it."""


class Pen:
    """The workbook with its formats, one of each."""

    def __init__(self, book: Workbook, places: int) -> None:
        self.book, self.places = book, places
        self.known: dict[tuple[tuple[str, Any], ...], Format] = {}

    def style(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self.known:
            base = {"font_name": BODY_FONT, "font_size": BODY_SIZE, "valign": "vcenter", "text_wrap": True}
            self.known[key] = self.book.add_format(base | properties)
        return self.known[key]

    def page(self, name: str, title: str, line: str) -> Page:
        return Page(self, self.book.add_worksheet(name), title, line)

    def decimals(self, places: int | None = None) -> str:
        """The format of a number with so many places."""
        places = self.places if places is None else places
        return "0." + "0" * places if places else "0"


class Page:
    """One sheet, written from the top down."""

    def __init__(self, pen: Pen, page: Worksheet, title: str, line: str) -> None:
        self.pen, self.page, self.title, self.line = pen, page, title, line
        self.next = TOP
        self.widths: list[int] = []
        self.looks: dict[tuple[str, str, bool], Format] = {}

    def head(self, titles: Sequence[str], widths: Sequence[int], above: Sequence[str] = ()) -> None:
        """The headings; `above`: a row of wider headings over them, equal neighbours merged."""
        self.widths = list(widths)
        for i, width in enumerate(widths):
            self.page.set_column(i, i, width)
        self._banner()
        style = self.pen.style(font_name=HEAD_FONT, bg_color="#F2F2F2", border=1, align="center")
        if any(above):
            start = 0
            for i in range(1, len(above) + 1):
                if i == len(above) or above[i] != above[start] or not above[start]:
                    text = visible(above[start])
                    if i - start > 1:
                        self.page.merge_range(self.next, start, self.next, i - 1, text, style)
                    else:
                        self.page.write_string(self.next, start, text, style)
                    start = i
            self.next += 1
        deepest = max(measure.lines(t, w - 1) for t, w in zip(titles, widths, strict=True))
        self.page.set_row(self.next, deepest * LINE + PADDING + 4)
        for i, text in enumerate(titles):
            self.page.write_string(self.next, i, fitted(visible(text)), style)
        self.next += 1
        self.top = self.next
        self.page.freeze_panes(self.top, min(2, len(titles)))

    def row(self, cells: Sequence[BookCell], formats: Sequence[str] = (), **style: Any) -> int:
        """One row; `formats` are number formats by column. Gives the row's number, counted from 0."""
        deepest = 1
        for i, value in enumerate(cells):
            if isinstance(value, str) and len(value) * 2 >= self.widths[i]:
                deepest = max(deepest, measure.lines(value, self.widths[i] - 1))
            self.cell(self.next, i, value, formats[i] if i < len(formats) else "", **style)
        self.page.set_row(self.next, min(TALLEST, deepest * LINE + PADDING))
        self.next += 1
        return self.next - 1

    def cell(self, row: int, column: int, value: BookCell, number: str = "", **style: Any) -> None:
        if value is None or value == "":
            self.page.write_blank(row, column, None, self._look("", "", False, style))
        elif isinstance(value, str):
            align = "left" if self.widths[column] >= 20 else "center"
            look = self._look(align, "", formula_like(value), style)
            self.page.write_string(row, column, fitted(visible(value)), look)
        elif isinstance(value, dt.date):
            self.page.write_datetime(row, column, value, self._look("", "yyyy-mm-dd", False, style))
        else:
            self.page.write_number(row, column, float(value), self._look("", number, False, style))

    def _look(self, align: str, number: str, quoted: bool, style: dict[str, Any]) -> Format:
        """The format of a cell; looked up, because a long sheet has a million of them."""
        if style:
            return self.pen.style(**_properties(align, number, quoted), **style)
        key = (align, number, quoted)
        if key not in self.looks:
            self.looks[key] = self.pen.style(**_properties(align, number, quoted))
        return self.looks[key]

    def formula(self, row: int, column: int, text: str, value: Fraction | None) -> None:
        style = self.pen.style(border=1, num_format=self.pen.decimals(), bold=True)
        self.page.write_formula(row, column, text, style, float(value) if value is not None else "")

    def close(self, *, filtered: bool = True) -> None:
        """The printed page."""
        page, last = self.page, len(self.widths) - 1
        if filtered and self.next > self.top:
            page.autofilter(self.top - 1, 0, self.next - 1, last)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0, self.top - 1)
        page.set_footer('&C&"宋体,Regular"&10第 &P 页　共 &N 页')

    def _banner(self) -> None:
        head = self.pen.style(font_name=HEAD_FONT, font_size=16, bold=True, align="center")
        small = self.pen.style(align="left", font_color="#555555")
        across = max(sum(self.widths), 20)
        for row, text, style, size in ((0, self.title, head, 16), (1, self.line, small, BODY_SIZE)):
            self.page.set_row(row, measure.lines(text, across * 10 / size) * LINE * size / 10 + 8)
            if len(self.widths) > 1:
                self.page.merge_range(row, 0, row, len(self.widths) - 1, "", style)
            self.page.write_string(row, 0, fitted(visible(text)), style)


def _properties(align: str, number: str, quoted: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"border": 1}
    if align:
        found["align"] = align
    if number:
        found["num_format"] = number
    return found | ({"quote_prefix": True} if quoted else {})
