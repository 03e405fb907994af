"""Spreadsheets, old and new: every visible sheet as tab-separated lines.

`cells` reads them; `formats` says how numbers show. A cell merged over several rows is
repeated in each, a cell merged over columns stands in the first. Hidden sheets are not read,
but named in `meta`.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from decimal import Decimal

from luodi.reading.document import Source
from luodi.reading.errors import ReadError
from luodi.reading.sources.cells import Sheet, read_cells
from luodi.reading.sources.formats import Formats, Look
from luodi.reading.sources.grid import add_rows, fill_down
from luodi.reading.sources.limits import MAX_TEXT
from luodi.reading.sources.lines import Lines
from luodi.reading.sources.zips import Package

EPOCH = dt.datetime(1899, 12, 30)
PACKED = b"PK\x03\x04"


def read(name: str, data: bytes) -> Source:
    """A workbook (xlsx, xlsm, xlsb, xls, et). ReadError if encrypted, damaged or without a cell."""
    looks: dict[str, dict[tuple[int, int], Look]] = {}
    if data.startswith(PACKED):
        package = Package(name, data)
        package.verify()
        looks = Formats(package).all()
    sheets, hidden = read_cells(name, data)
    lines, filled = Lines(), 0
    for sheet in sheets:
        filled += _add(name, lines, sheet, looks.get(sheet.name, {}))
    if not lines.raw.strip():
        kept = f"（隐藏的工作表：{'、'.join(hidden)}）" if hidden else ""
        raise ReadError(name, f"表格里没有内容{kept}", "请核对是否选错了文件")
    meta = {"sheets": "、".join(sheet.name for sheet in sheets)}
    if hidden:
        meta["hidden_sheets"] = "、".join(hidden)
    if filled:
        meta["merged_note"] = f"纵向合并的单元格已逐行补齐，共{filled}格"
    kind = "xlsx" if data.startswith(PACKED) else "xls"
    return Source(name, kind, lines.raw, locate=lines.locator(), meta=meta)


def _add(name: str, lines: Lines, sheet: Sheet, looks: Mapping[tuple[int, int], Look]) -> int:
    """Append one sheet; returns how many cells were filled from a merge."""
    rows: list[list[str]] = []
    size = 0
    for number, row in enumerate(sheet.rows, sheet.top):
        cells = [_shown(value, looks.get((number, column))) for column, value in enumerate(row, sheet.left)]
        size += sum(map(len, cells))
        if size > MAX_TEXT:
            raise ReadError(name, f"工作表“{sheet.name}”文字过多", "请拆分后再读")
        rows.append([""] * sheet.left + cells)
    top = sheet.top
    filled = fill_down(rows, [(a - top, b, c - top, d) for (a, b), (c, d) in sheet.merges if a >= top])
    if rows:
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
    return "" if value is None else str(value)


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
