"""A workbook as rows of text. A code or a telephone number of digits stays what was typed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.office.units.importing.columns import Column, match

MOST_BYTES = 10 * 2**20
MOST_UNPACKED = 200 * 2**20  # a small file can hold a huge one
MOST_ROWS = 20_000
HEADING_WITHIN = 15  # rows above the headings: a title, a note
EXACT = 10**15  # Excel keeps fifteen digits of a number; beyond, the last ones are lost

LOST = "\ufff0lost"  # stands for a number whose last digits are gone; no text can hold it


@dataclass
class Row:
    """One row: its number as the spreadsheet shows it, its known cells, and all cells as they stood."""

    number: int
    cells: dict[str, str]
    all: list[str]


@dataclass
class Table:
    """What the file holds."""

    name: str
    headings: list[str]
    places: dict[str, int]  # column → where it stands in the file
    rows: list[Row] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)  # headings nobody knows
    sheet: str = ""  # its name; none of a text file


def read(data: bytes, name: str, columns: tuple[Column, ...]) -> Table:
    """The first sheet with our headings. What is wrong with the file is said with what to do about it."""
    if len(data) > MOST_BYTES:
        raise ValidationError(_("文件过大（上限10 MB）。请只留下名单再上传。"))
    if not data.strip():
        raise ValidationError(_("文件是空的。请核对是否选错了文件。"))
    sheets = _sheets(data)
    for sheet, rows in sheets:
        table = _table(rows, name, columns)
        if table is not None:
            table.sheet = sheet
            if not table.rows:
                raise ValidationError(_("只有表头，没有内容。请填写后再上传。"))
            return table
    needed = "、".join(c.title for c in columns if c.need)
    raise ValidationError(
        _("前%(n)s行里没有找到表头（至少要有：%(needed)s）。请照模板的列名填写。")
        % {"n": HEADING_WITHIN, "needed": needed}
    )


def _sheets(data: bytes) -> list[tuple[str, list[list[Any]]]]:
    head = data.lstrip()[:200].lower()
    if head.startswith((b"<html", b"<!doctype", b"<?xml", b"<table")):
        raise ValidationError(_("这是网页或XML，只是扩展名像Excel。请用Excel或WPS打开后另存为.xlsx。"))
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return _workbook(data)
    return [("", _csv(data))]


def _workbook(data: bytes) -> list[tuple[str, list[list[Any]]]]:
    from python_calamine import CalamineWorkbook

    damaged = _("Excel文件损坏、加了密码，或不是表格。请用Excel或WPS打开，去掉密码后另存为.xlsx。")
    try:
        if data.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                if sum(i.file_size for i in packed.infolist()) > MOST_UNPACKED:
                    raise ValidationError(_("文件展开后过大。请只留下名单再上传。"))
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [(n, book.get_sheet_by_name(n).to_python(skip_empty_area=False)) for n in book.sheet_names]
    except ValidationError:
        raise
    except Exception as error:  # the reader raises many kinds, some of them its own
        raise ValidationError(damaged) from error


def _csv(data: bytes) -> list[list[Any]]:
    if b"\x00" in data:
        raise ValidationError(_("不是表格文件。请上传.xlsx、.xls或.csv。"))
    for charset in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(charset)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ValidationError(_("文字编码认不出来。请用Excel或WPS打开，另存为.xlsx再上传。"))
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""))]
    except csv.Error as error:
        raise ValidationError(_("CSV的引号或逗号不成对。请另存为.xlsx再上传。")) from error


def _table(rows: list[list[Any]], name: str, columns: tuple[Column, ...]) -> Table | None:
    needed = {c.key for c in columns if c.need}
    below = 0
    for number, cells in enumerate(rows[:HEADING_WITHIN], 1):
        headings = [text_of(c) for c in cells]
        places: dict[str, int] = {}
        for place, heading in enumerate(headings):
            key = match(heading, columns) if heading else None
            if key is not None:
                places.setdefault(key, place)
        if needed <= places.keys():
            below = number
            break
    else:
        return None
    used = set(places.values())
    ignored = [h for i, h in enumerate(headings) if h and i not in used]
    table = Table(name, headings, places, ignored=ignored)
    for number, cells in enumerate(rows[below:], below + 1):
        texts = [text_of(c) for c in cells]
        if not any(texts):
            continue
        if len(table.rows) >= MOST_ROWS:
            raise ValidationError(_("超过%s行。请分几个文件导入。") % MOST_ROWS)
        known = {key: texts[place] if place < len(texts) else "" for key, place in places.items()}
        if any(known.values()):
            table.rows.append(Row(number, known, texts))
    return table


def text_of(value: Any) -> str:
    """A cell as it was typed: 620100.0 is 620100, a date is its day, a blank is nothing.

    >>> text_of(13812345678.0), text_of(3.5), text_of(dt.datetime(2026, 3, 1)), text_of(None), text_of(" 甲 ")
    ('13812345678', '3.5', '2026-03-01', '', '甲')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        if abs(value) >= EXACT:
            return LOST
        return str(int(value)) if float(value).is_integer() else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value).strip()


def day_of(text: str) -> dt.date | None:
    """A day however it is written; None if it is none.

    >>> [str(day_of(t)) for t in ("2026-3-1", "2026年03月01日", "2026.3.1", "20260301", "三月")]
    ['2026-03-01', '2026-03-01', '2026-03-01', '2026-03-01', 'None']
    """
    import re

    found = re.fullmatch(
        r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0?0:00(?::00)?)?", text
    )
    found = found or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text)
    if found is None:
        return None
    try:
        return dt.date(*map(int, found.groups()))
    except ValueError:
        return None
