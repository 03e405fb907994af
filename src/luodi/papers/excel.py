"""The task list as an Excel workbook that is ready to filter, to fill in and to print.

One sheet for the tasks, then the further sheets it is given. Every text is written as text: what
looks like a formula is neither run now nor after an edit (`quotePrefix`), a code of digits keeps its
zeros. A column that says nothing (empty, or the same source in every row) is folded away behind its
[+] button and keeps its letter, so a list has the same columns from one month to the next. Equal
input gives equal bytes.

Fonts are named, not shipped: 宋体 and 黑体 are on every office machine; a machine without them shows
another face, and its lines may break elsewhere than computed here.
"""

from __future__ import annotations

import datetime as dt
import io
import math
from typing import TYPE_CHECKING, Any

from luodi.papers import measure
from luodi.papers.output import Target, put
from luodi.papers.safe import fitted, formula_like, visible
from luodi.papers.sheetnames import unique_names
from luodi.papers.table import Cell, Column, Sheet
from luodi.papers.tasklist import LEVELS, TASK_COLUMNS, TaskList, cells

if TYPE_CHECKING:  # XlsxWriter is loaded when a workbook is written, not before
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

BODY_FONT, HEAD_FONT = "宋体", "黑体"
BODY_SIZE = 10
LINE = 14.5  # points from line to line at 10 pt; LibreOffice with Noto faces needs the most
PADDING = 5.0
TALLEST = 409.0  # Excel's limit for one row
HEADER_ROW = 2  # below the title and the line under it
MAX_ROWS = 1_048_576
EXACT_INTEGER = 10**15  # Excel keeps 15 digits of a number

# Calibri 11, the workbook's default font, has digits 7 px wide; a column adds 5 px of its own.
_DIGIT_PX, _COLUMN_PX = 7.0, 5.0
_HALF_CHARACTER_PX = BODY_SIZE * 96 / 72 / 2

LEVEL_FILLS = {"具体": "#DDEBF7", "方向": "#FFF2CC", "表态": "#EDEDED"}  # beside the word, never instead
DOUBTS = ("推定", "请核对")


def write(tasks: TaskList, target: Target) -> None:
    """Write the list as .xlsx to a path or an open binary file."""
    put(to_bytes(tasks), target)


def to_bytes(tasks: TaskList) -> bytes:
    """The workbook as bytes."""
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    book.set_properties(
        {"title": fitted(visible(tasks.title), 255), "created": dt.datetime.combine(tasks.made_on, dt.time())}
    )
    first = Sheet("任务清单", TASK_COLUMNS, tuple(cells(row) for row in tasks.rows))
    sheets, formats = (first, *tasks.sheets), _Formats(book)
    for sheet, name in zip(sheets, unique_names(s.name for s in sheets), strict=True):
        title = tasks.title if sheet is first else f"{tasks.title}　{sheet.name}"
        _SheetWriter(book, book.add_worksheet(name), sheet, formats).write(title, _subline(tasks))
    book.close()
    return buffer.getvalue()


def _subline(tasks: TaskList) -> str:
    made = f"制表日期：{tasks.made_on.year}年{tasks.made_on.month}月{tasks.made_on.day}日"
    documents = f"依据：{'；'.join(tasks.documents)}" if tasks.documents else ""
    return "　　".join(part for part in (tasks.subtitle, made, documents) if part)


class _Formats:
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


class _SheetWriter:
    def __init__(self, book: Workbook, page: Worksheet, sheet: Sheet, formats: _Formats) -> None:
        if len(sheet.rows) > MAX_ROWS - HEADER_ROW - 1:
            raise ValueError(
                f"工作表“{sheet.name}”有{len(sheet.rows)}行，超过Excel上限{MAX_ROWS}行；请分文件导出。"
            )
        self.book, self.page, self.sheet, self.formats = book, page, sheet, formats
        self.rows = [[_shown(value) for value in row] for row in sheet.rows]
        self.last_row = HEADER_ROW + max(len(self.rows), 1)
        self.last_column = len(sheet.columns) - 1
        self.widths = [self._width(i, column) for i, column in enumerate(sheet.columns)]
        self.folded = [self._is_folded(i, column) for i, column in enumerate(sheet.columns)]

    def write(self, title: str, subline: str) -> None:
        self._columns()
        self._banner(title, subline)
        for number, row in enumerate(self.rows):
            self._row(HEADER_ROW + 1 + number, row)
        self._words_at_a_glance()
        self._page_setup()

    # ---- columns ---------------------------------------------------------------------------

    def _width(self, index: int, column: Column) -> int:
        wanted = max((measure.longest(_words(row[index])) for row in self.rows), default=0)
        title = math.ceil(measure.width(column.title) / 2)  # a long heading may take two lines
        return max(column.least, min(column.most, wanted + 2), min(title + 2, column.most))

    def _is_folded(self, index: int, column: Column) -> bool:
        values = {row[index] for row in self.rows} - {None, ""}
        enough = {"always": 0, "filled": 1, "varied": 2}
        return column.show == "folded" or len(values) < enough[column.show]

    def _columns(self) -> None:
        for index, (width, folded) in enumerate(zip(self.widths, self.folded, strict=True)):
            after_fold = index > 0 and self.folded[index - 1] and not folded
            options = {"level": 1, "hidden": True} if folded else {"collapsed": True} if after_fold else {}
            self.page.set_column(index, index, width, None, options)

    def _room(self, index: int) -> float:
        """Half-width characters on one line of the column, with a little to spare."""
        return (self.widths[index] * _DIGIT_PX + _COLUMN_PX - 6) * 0.96 / _HALF_CHARACTER_PX

    # ---- rows ------------------------------------------------------------------------------

    def _banner(self, title: str, subline: str) -> None:
        visible_width = sum(w for w, folded in zip(self.widths, self.folded, strict=True) if not folded)
        head = self.formats(font_name=HEAD_FONT, font_size=16, bold=True, align="center")
        small = self.formats(align="left")
        for row, text, style, size in ((0, title, head, 16), (1, subline, small, BODY_SIZE)):
            text = fitted(visible(text))
            room = visible_width * _DIGIT_PX * 0.96 / (size * 96 / 72 / 2)
            self.page.set_row(row, min(TALLEST, measure.lines(text, room) * LINE * size / 10 + 8))
            if self.last_column:
                self.page.merge_range(row, 0, row, self.last_column, "", style)
            self.page.write_string(row, 0, text, style)
        heading = self.formats(font_name=HEAD_FONT, bg_color="#F2F2F2", border=1, align="center")
        deepest = 1
        for index, column in enumerate(self.sheet.columns):
            self.page.write_string(HEADER_ROW, index, fitted(visible(column.title)), heading)
            deepest = max(deepest, measure.lines(column.title, self._room(index)))
        self.page.set_row(HEADER_ROW, deepest * LINE + PADDING + 4)

    def _row(self, number: int, row: list[Cell]) -> None:
        deepest = 1
        for index, (column, value) in enumerate(zip(self.sheet.columns, row, strict=True)):
            self._cell(number, index, column, value)
            if isinstance(value, str) and not self.folded[index]:
                deepest = max(deepest, measure.lines(value, self._room(index)))
        self.page.set_row(number, min(TALLEST, deepest * LINE + PADDING))

    def _cell(self, row: int, column: int, spec: Column, value: Cell) -> None:
        align = {"text": "left", "label": "center", "number": "right", "date": "center"}[spec.kind]
        style: dict[str, Any] = {"border": 1, "align": align}
        if value is None or value == "":
            self.page.write_blank(row, column, None, self.formats(**style))
        elif isinstance(value, dt.date):
            self.page.write_datetime(row, column, value, self.formats(**style, num_format="yyyy-mm-dd"))
        elif isinstance(value, int | float):
            if abs(value) >= 10_000 and value == int(value):  # a year has no comma, 18.6亿 needs them
                style["num_format"] = "#,##0"
            self.page.write_number(row, column, value, self.formats(**style))
        else:
            if formula_like(value):
                style["quote_prefix"] = True
            elif value.isdigit():
                style["num_format"] = "@"
            self.page.write_string(row, column, value, self.formats(**style))

    # ---- the page --------------------------------------------------------------------------

    def _words_at_a_glance(self) -> None:
        """Light fills behind the words for the level and for what was assumed."""
        for index, column in enumerate(self.sheet.columns):
            area = (HEADER_ROW + 1, index, self.last_row, index)
            if column.key == "level":
                for word in LEVELS.values():
                    fill = self.book.add_format({"bg_color": LEVEL_FILLS[word]})
                    rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": fill}
                    self.page.conditional_format(*area, rule)
            elif column.key == "note":
                strong = self.book.add_format({"bold": True, "bg_color": "#FCE4D6"})
                for word in DOUBTS:
                    rule = {"type": "text", "criteria": "containing", "value": word, "format": strong}
                    self.page.conditional_format(*area, rule)

    def _page_setup(self) -> None:
        page = self.page
        page.freeze_panes(HEADER_ROW + 1, 0)
        page.autofilter(HEADER_ROW, 0, self.last_row, self.last_column)
        page.ignore_errors({"number_stored_as_text": f"A1:XFD{self.last_row + 1}"})
        page.set_landscape()
        page.set_paper(9)  # A4
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        page.center_horizontally()
        page.fit_to_pages(1, 0)
        page.repeat_rows(HEADER_ROW)
        page.print_area(0, 0, self.last_row, self.last_column)
        page.set_footer('&C&"宋体,Regular"&10第 &P 页　共 &N 页')


def _shown(value: Cell) -> Cell:
    """The value as it will stand in its cell; what Excel cannot hold exactly becomes text."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return fitted(visible(value))
    if isinstance(value, int) and abs(value) >= EXACT_INTEGER:
        return str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dt.date) and value.year < 1900:  # before Excel's calendar begins
        return value.isoformat()
    return value


def _words(value: Cell) -> str:
    return "" if value is None else str(value)
