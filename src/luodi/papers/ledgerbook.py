"""The ledger as an Excel workbook: one row for each task, in the columns real offices use, ready to print.

Made for long lists: rows are taken one at a time and written at once, so that a hundred thousand of them
need no more memory than a hundred. What a column's width and a row's height would be is therefore told
from the column alone and from the row alone.

Every text is written as text: what looks like a formula runs neither now nor after an edit, a code such
as 3.10 keeps its nought. A light is its word on a fill of its colour, so that it survives black-and-white
paper. The mark of who exported it when stands in the head of every printed page and below the table.
"""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from luodi.papers import measure
from luodi.papers.excel import BODY_FONT, BODY_SIZE, HEAD_FONT, HEADER_ROW, LINE, MAX_ROWS, PADDING, TALLEST
from luodi.papers.output import Target, put
from luodi.papers.safe import fitted, formula_like, visible
from luodi.papers.sheetnames import unique_names
from luodi.papers.table import Column

if TYPE_CHECKING:  # XlsxWriter is loaded when a workbook is written, not before
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

FILLS = {
    "red": "#F8CBC6", "yellow": "#FFE08A", "pale": "#FBF5B7", "green": "#CDEBD3", "blue": "#CFE2F7", "grey": "#E3E6E8",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Light:
    """A cell that is a light: its colour for the eye, its word to read."""

    colour: str
    word: str


BookCell = str | int | float | Decimal | dt.date | Light | None


@dataclass(frozen=True, slots=True)
class Mark:
    """Who took the list out of the house, when, and under which number of the journal."""

    who: str
    when: str
    number: int

    @property
    def text(self) -> str:
        """
        >>> Mark("周明", "2026-11-22 14:05", 318).text
        '周明 导出于 2026-11-22 14:05，日志第318号'
        """
        return f"{self.who} 导出于 {self.when}，日志第{self.number}号"


@dataclass(frozen=True)
class BookSheet:
    """One sheet: its rows may be an iterator that is read once."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[BookCell]]
    notes: Sequence[str] = field(default=())


def to_bytes(sheets: Sequence[BookSheet], mark: Mark, made_on: dt.date) -> bytes:
    """The workbook as bytes."""
    buffer = io.BytesIO()
    write_to(buffer, sheets, mark, made_on)
    return buffer.getvalue()


def write(sheets: Sequence[BookSheet], mark: Mark, made_on: dt.date, target: Target) -> None:
    """Write the workbook to a path or an open binary file."""
    put(to_bytes(sheets, mark, made_on), target)


def write_to(file: Any, sheets: Sequence[BookSheet], mark: Mark, made_on: dt.date) -> None:
    """Write the workbook to an open file that can seek: nothing but it grows with the rows."""
    from xlsxwriter import Workbook

    book = Workbook(file, {"constant_memory": True, "in_memory": False})
    book.set_properties(
        {
            "title": fitted(visible(sheets[0].title), 255),
            "author": fitted(visible(mark.who), 60),
            "comments": visible(mark.text),
            "created": dt.datetime.combine(made_on, dt.time()),
        }
    )
    styles = _Styles(book)
    for sheet, name in zip(sheets, unique_names(s.name for s in sheets), strict=True):
        _Page(book.add_worksheet(name), sheet, styles, mark).write()
    book.close()


class _Styles:
    """Cell formats by their properties: one of each, however many cells use it."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.known: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self.known:
            base = {"font_name": BODY_FONT, "font_size": BODY_SIZE, "valign": "vcenter", "text_wrap": True}
            self.known[key] = self.book.add_format(base | properties)
        return self.known[key]


class _Page:
    def __init__(self, page: Worksheet, sheet: BookSheet, styles: _Styles, mark: Mark) -> None:
        self.page, self.sheet, self.styles, self.mark = page, sheet, styles, mark
        self.last_column = len(sheet.columns) - 1
        self.widths = [min(c.most, max(c.least, measure.width(c.title) + 2)) for c in sheet.columns]
        align = {"text": "left", "label": "center", "number": "right", "date": "center"}
        self.plain = [styles(border=1, align=align[c.kind]) for c in sheet.columns]
        self.quoted = [styles(border=1, align=align[c.kind], quote_prefix=True) for c in sheet.columns]
        self.digits = [styles(border=1, align=align[c.kind], num_format="@") for c in sheet.columns]
        self.dates = styles(border=1, align="center", num_format="yyyy-mm-dd")
        self.lights = {c: styles(border=1, align="center", bg_color=fill) for c, fill in FILLS.items()}

    def write(self) -> None:
        for index, width in enumerate(self.widths):
            self.page.set_column(index, index, width)
        self._setup()
        self._banner()
        last = HEADER_ROW
        for last, row in enumerate(self.sheet.rows, HEADER_ROW + 1):
            if last >= MAX_ROWS - len(self.sheet.notes) - 2:
                raise ValueError(f"“{self.sheet.name}”超过Excel的{MAX_ROWS}行，请缩小筛选范围，分几次导出。")
            self._row(last, row)
        self._close(last)

    def _banner(self) -> None:
        across = sum(self.widths)
        head = self.styles(font_name=HEAD_FONT, font_size=16, bold=True, align="center")
        small = self.styles(align="left", font_color="#555555")
        for row, text, style, size in (
            (0, self.sheet.title, head, 16),
            (1, self.mark.text, small, BODY_SIZE),
        ):
            text = fitted(visible(text), 2000)
            lines = measure.lines(text, across * 10 / size)
            # A row's height goes into the file before its cells: constant memory writes top to bottom.
            self.page.set_row(row, min(TALLEST, lines * LINE * size / 10 + 8))
            if self.last_column:
                self.page.merge_range(row, 0, row, self.last_column, "", style)
            self._text(row, 0, text, style)
        heading = self.styles(font_name=HEAD_FONT, bg_color="#F2F2F2", border=1, align="center")
        deepest = max(measure.lines(c.title, w) for c, w in zip(self.sheet.columns, self.widths, strict=True))
        self.page.set_row(HEADER_ROW, deepest * LINE + PADDING + 4)
        for index, column in enumerate(self.sheet.columns):
            self.page.write_string(HEADER_ROW, index, fitted(visible(column.title)), heading)

    def _row(self, number: int, row: Sequence[BookCell]) -> None:
        deepest = 1
        for value, width in zip(row, self.widths, strict=True):
            if isinstance(value, str) and len(value) * 2 > width:
                deepest = max(deepest, _lines(value, width))
        self.page.set_row(number, min(TALLEST, deepest * LINE + PADDING))
        for index, value in enumerate(row):
            if value is None or value == "":
                self.page.write_blank(number, index, None, self.plain[index])
            elif isinstance(value, Light):
                style = self.lights.get(value.colour, self.lights["grey"])
                self.page.write_string(number, index, _clean(value.word)[0], style)
            elif isinstance(value, dt.date):
                if value.year < 1900:  # before Excel's calendar begins
                    self.page.write_string(number, index, value.isoformat(), self.plain[index])
                else:
                    self.page.write_datetime(number, index, value, self.dates)
            elif isinstance(value, str):
                self._text(number, index, value, None)
            else:
                self.page.write_number(number, index, float(value), self.plain[index])

    def _text(self, row: int, column: int, value: str, style: Format | None) -> None:
        text, kind = _clean(value)
        if style is None:
            style = (self.plain, self.quoted, self.digits)[kind][column]
        self.page.write_string(row, column, text, style)

    def _close(self, last: int) -> None:
        last = max(last, HEADER_ROW + 1)
        self.page.autofilter(HEADER_ROW, 0, last, self.last_column)
        self.page.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
        note = self.styles(align="left", text_wrap=False, font_color="#555555")
        for place, text in enumerate(self.sheet.notes, last + 1):
            self._text(place, 0, visible(text), note)

    def _setup(self) -> None:
        page = self.page
        page.freeze_panes(HEADER_ROW + 1, min(2, self.last_column))
        page.set_landscape()
        page.set_paper(9)  # A4
        page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
        page.center_horizontally()
        page.fit_to_pages(1, 0)
        page.repeat_rows(HEADER_ROW)
        words = _footer(self.mark.text)
        page.set_header(f'&R&"宋体,Regular"&8{words}')
        page.set_footer(f'&L&"宋体,Regular"&8{words}&C&"宋体,Regular"&10第 &P 页　共 &N 页')


PLAIN, FORMULA, DIGITS = range(3)


@lru_cache(maxsize=8192)  # units, states and dates in words come again and again
def _clean(value: str) -> tuple[str, int]:
    """The text as it may stand in a cell, and what kind it is.

    A code or a number kept as text is marked so: Excel must not make 3.10 of it into 3.1.

    >>> _clean("3.10"), _clean("=1+1"), _clean("市科技局")
    (('3.10', 2), ('=1+1', 1), ('市科技局', 0))
    """
    text = fitted(visible(value))
    if formula_like(text):
        return text, FORMULA
    return text, DIGITS if text.replace(".", "", 3).isdigit() else PLAIN


@lru_cache(maxsize=8192)
def _lines(text: str, room: int) -> int:
    """About how many lines the text takes, on the roomy side; counted, not measured, for long lists' sake."""
    count = 0
    for line in text.split("\n"):
        wide = 2 * len(line) - len(line.encode("ascii", "ignore"))
        count += 1 if wide <= room - 1 else math.ceil(wide / max(room - 3, 4))
    return count


def _footer(text: str) -> str:
    """In heads and feet `&` gives commands, and all of it may have 255 characters.

    >>> _footer("R&D")
    'R&&D'
    """
    return fitted(visible(text).replace("\n", " "), 90).replace("&", "&&")
