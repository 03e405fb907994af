"""Workbooks going out: the empty template, the list as it stands, the uploaded file with its errors in red.

Every cell is text: a code keeps its zeros, and what looks like a formula is not one.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from luodi.office.units.importing.columns import KINDS, Column
from luodi.office.units.importing.plan import Plan
from luodi.office.units.importing.reading import LOST
from luodi.office.units.models import Unit
from luodi.papers.safe import fitted, formula_like, visible

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FONT = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "num_format": "@", "text_wrap": True}
ROOM = 2000  # rows of the template that are text before anything is typed


class _Book:
    """A workbook being written; text only."""

    def __init__(self) -> None:
        from xlsxwriter import Workbook

        self.buffer = io.BytesIO()
        self.book = Workbook(self.buffer, {"in_memory": True})
        self.styles: dict[tuple[tuple[str, Any], ...], Any] = {}

    def style(self, **more: Any) -> Any:
        key = tuple(sorted(more.items()))
        if key not in self.styles:
            self.styles[key] = self.book.add_format(FONT | more)
        return self.styles[key]

    def put(self, page: Any, row: int, column: int, value: str, **style: Any) -> None:
        value = fitted(visible(value))
        if formula_like(value):
            style["quote_prefix"] = True
        page.write_string(row, column, value, self.style(**style))

    def head(self, page: Any, titles: Iterable[str], needed: Sequence[bool] = ()) -> None:
        for column, title in enumerate(titles):
            must = bool(needed) and needed[column]
            self.put(page, 0, column, title, bold=True, bg_color="#FCE4D6" if must else "#F2F2F2", border=1)
        page.freeze_panes(1, 0)

    def bytes(self) -> bytes:
        self.book.close()
        return self.buffer.getvalue()


def template(kind: str | Sequence[Column], rows: Iterable[Sequence[str]] = ()) -> bytes:
    """Headings, room for text, a sheet that says what belongs where; `rows` stand there already."""
    columns, out = KINDS[kind] if isinstance(kind, str) else kind, _Book()
    page = out.book.add_worksheet("名单")
    for index, column in enumerate(columns):
        page.set_column(index, index, column.width, out.style())
        if column.key == "level":
            page.data_validation(
                1, index, ROOM, index, {"validate": "list", "source": [str(v) for v in Unit.Level.labels]}
            )
    out.head(page, (c.title for c in columns), [c.need for c in columns])
    for number, row in enumerate(rows, 1):
        for index, value in enumerate(row):
            out.put(page, number, index, value)
    notes = out.book.add_worksheet("填写说明")
    notes.set_column(0, 0, 14)
    notes.set_column(1, 3, 40)
    out.head(notes, (_("列名"), _("怎么填"), _("举例"), _("也认得的列名")))
    for line, column in enumerate(columns, 1):
        hint = (_("必填。") if column.need else "") + column.hint
        for place, text in enumerate((column.title, hint, column.example, "、".join(column.names[1:]))):
            out.put(notes, line, place, text)
    out.put(notes, len(columns) + 2, 0, _("空格表示不改动；同一文件导入两次，第二次不会有任何变化。"))
    return out.bytes()


def listing(kind: str | Sequence[Column], rows: Iterable[Sequence[str]], watermark: str) -> bytes:
    """The list as it stands, in the template's own columns, so that it can be edited and brought back."""
    columns, out = KINDS[kind] if isinstance(kind, str) else kind, _Book()
    page = out.book.add_worksheet("名单")
    for index, column in enumerate(columns):
        page.set_column(index, index, column.width, out.style())
    out.head(page, (c.title for c in columns))
    for number, row in enumerate(rows, 1):
        for index, value in enumerate(row):
            out.put(page, number, index, value)
    page.set_footer(f"&L{visible(watermark).replace('&', '&&')[:200]}&R&P/&N")
    marks = out.book.add_worksheet("导出信息")
    marks.set_column(0, 0, 80)
    out.put(marks, 0, 0, watermark)
    return out.bytes()


def marked(plan: Plan) -> bytes:
    """The rows as uploaded, wrong cells red, and what is wrong in a column of its own."""
    out = _Book()
    page = out.book.add_worksheet("名单")
    width = max((len(line.row.all) for line in plan.lines), default=0)
    headings = [*plan.table.headings, *[""] * (width - len(plan.table.headings))]
    width = len(headings)
    page.set_column(0, max(width - 1, 0), 18, out.style())
    page.set_column(width, width, 60, out.style())
    out.head(page, (*headings, _("问题与办法")))
    for number, line in enumerate(plan.lines, 1):
        red = {plan.table.places.get(f.key, 0) for f in line.faults}
        for index, value in enumerate(line.row.all):
            shown = _("（数字位数已丢失）") if value == LOST else value
            style = {"bg_color": "#FF9999", "border": 1} if index in red else {}
            out.put(page, number, index, shown, **style)
        for index in red - set(range(len(line.row.all))):
            out.put(page, number, index, "", bg_color="#FF9999", border=1)
        if line.faults:
            out.put(
                page,
                number,
                width,
                "；".join(f"{f.column}：{f.what}，{f.do}" for f in line.faults),
                font_color="#C00000",
            )
    return out.bytes()
