"""Spreadsheets, old and new: every visible sheet as tab-separated lines.

calamine reads the cells; `formats` says how numbers show. A cell merged over several rows is
repeated in each, a cell merged over columns stands in the first. Hidden sheets are not read,
but named in `meta`.
"""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Mapping
from decimal import Decimal

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from luodi.reading.document import Source
from luodi.reading.errors import ReadError
from luodi.reading.sources.formats import MAX_CELLS, Formats, Look
from luodi.reading.sources.grid import add_rows, fill_down
from luodi.reading.sources.limits import MAX_TEXT
from luodi.reading.sources.lines import Lines
from luodi.reading.sources.zips import Package

EPOCH = dt.datetime(1899, 12, 30)
PACKED = b"PK\x03\x04"


def read(name: str, data: bytes) -> Source:
    """A workbook (xlsx, xlsm, xlsb, xls, et). ReadError if encrypted, damaged or without a cell."""
    formats = None
    if data.startswith(PACKED):
        package = Package(name, data)
        package.verify()
        formats = Formats(package)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise ReadError(name, "文件已加密", "请用口令打开，另存为不加密的文件后再读") from error
    except CalamineError as error:
        raise ReadError(name, "表格文件已损坏，无法解析", "请用 Excel 或 WPS 打开后另存为 xlsx") from error
    lines, hidden, filled, shown = Lines(), [], 0, []
    for sheet in book.sheets_metadata:
        if sheet.typ is not SheetTypeEnum.WorkSheet:
            continue
        if sheet.visible is not SheetVisibleEnum.Visible:
            hidden.append(sheet.name)
            continue
        looks = formats.of(sheet.name) if formats is not None else {}
        filled += _sheet(name, lines, book.get_sheet_by_name(sheet.name), looks)
        shown.append(sheet.name)
    if not lines.raw.strip():
        kept = f"（隐藏的工作表：{'、'.join(hidden)}）" if hidden else ""
        raise ReadError(name, f"表格里没有内容{kept}", "请核对是否选错了文件")
    meta = {"sheets": "、".join(shown)}
    if hidden:
        meta["hidden_sheets"] = "、".join(hidden)
    if filled:
        meta["merged_note"] = f"纵向合并的单元格已逐行补齐，共{filled}格"
    kind = "xlsx" if data.startswith(PACKED) else "xls"
    return Source(name, kind, lines.raw, locate=lines.locator(), meta=meta)


def _sheet(name: str, lines: Lines, sheet: CalamineSheet, looks: Mapping[tuple[int, int], Look]) -> int:
    """Append one sheet; returns how many cells were filled from a merge."""
    if sheet.start is None or sheet.end is None:
        return 0
    (top, left), (bottom, right) = sheet.start, sheet.end
    if (bottom - top + 1) * (right - left + 1) > MAX_CELLS:
        raise ReadError(name, f"工作表“{sheet.name}”范围过大", "请删除表格以外的单元格后另存")
    rows: list[list[str]] = []
    size = 0
    for number, row in enumerate(sheet.to_python(skip_empty_area=True), top):
        cells = [_shown(value, looks.get((number, column))) for column, value in enumerate(row, left)]
        size += sum(map(len, cells))
        if size > MAX_TEXT:
            raise ReadError(name, f"工作表“{sheet.name}”文字过多", "请拆分后再读")
        rows.append([""] * left + cells)
    merges = [
        (a - top, b, c - top, d)
        for (a, b), (c, d) in (sheet.merged_cell_ranges or [])
        if a >= top and b <= right
    ]
    filled = fill_down(rows, merges)
    lines.gap()
    add_rows(lines, rows, f"工作表 {sheet.name} ", top)
    return filled


def _shown(value: object, look: Look | None) -> str:
    """A cell as a reader sees it; a date in the words of a paper."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _figure(float(value), look)
    if isinstance(value, dt.datetime | dt.date):
        return _day(value, look)
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    return str(value)


def _figure(value: float, look: Look | None) -> str:
    if look is not None and look.kind in ("date", "month") and 1 <= value < 2_958_466:
        return _day(EPOCH + dt.timedelta(days=value), look)
    if look is not None and look.kind == "percent":
        return f"{_decimal(value * 100, 10) if look.digits == 0 else f'{value * 100:.{look.digits}f}'}%"
    if look is not None and look.kind == "padded" and value >= 0 and value.is_integer():
        return f"{int(value):0{look.digits}d}"
    if look is not None and look.kind == "fixed" and look.digits and not value.is_integer():
        return f"{value:.{look.digits}f}"
    return _decimal(value, 15)


def _decimal(value: float, digits: int) -> str:
    """Without the noise of binary fractions and without an exponent.

    >>> _decimal(12.0, 15), _decimal(0.1 + 0.2, 15), _decimal(1e17, 15), _decimal(1e-7, 15)
    ('12', '0.3', '100000000000000000', '0.0000001')
    """
    if not math.isfinite(value):
        return str(value)
    if value.is_integer():
        return str(int(value))
    return f"{Decimal(f'{value:.{digits}g}'):f}"


def _day(value: dt.date, look: Look | None) -> str:
    if look is not None and look.kind == "month":
        return f"{value.year}年{value.month}月"
    day = f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, dt.datetime) and (value.hour or value.minute):
        day += f" {value:%H:%M}"
    return day
