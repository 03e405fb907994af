"""How the cells of an xlsx show their numbers: what calamine does not say and a reader sees.

`0.15` in a percent format is 15%, and 1 June in the format `yyyy年m月` is "2025年6月": read as
stored, the first is a wrong target and the second a wrong due date. Also here, because it
needs the same XML: how large a sheet really is, before a library allocates it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from luodi.reading.errors import ReadError
from luodi.reading.sources.zips import Package

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_REL = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
# Built-in formats whose code is not in the file, in the Chinese edition.
BUILT_IN = {
    1: "0",
    2: "0.00",
    9: "0%",
    10: "0.00%",
    17: "mmm-yy",
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((14, 15, 16, 28, 29, 30, 31, 51, 53, 54, 58), "yyyy-m-d"),
}
QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>")
STYLE = re.compile(rb'\bs="(\d+)"')
PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d{1,7})"')
WIDE_COLUMN = re.compile(rb'\br="([A-Z]{2,3})\d{1,7}"')
FILLED = re.compile(rb"<(?:\w+:)?c\b([^>]*[^/>])>\s*<(?:\w+:)?(?:v|is|f)\b")
MAX_CELLS = 20_000_000  # of a sheet's rectangle from A1


@dataclass(frozen=True, slots=True)
class Look:
    """How a number shows: in percent, as a month, or with so many decimals or leading digits."""

    kind: str  # percent, month, date, fixed, padded
    digits: int = 0


def look(code: str) -> Look | None:
    """What a format code does to a number, of the things that change what is read.

    >>> look("0.0%"), look('yyyy"年"m"月";@'), look("000"), look("General")
    (Look(kind='percent', digits=1), Look(kind='month', digits=0), Look(kind='padded', digits=3), None)
    """
    bare = QUOTED.sub("", code.partition(";")[0]).lower()
    decimals = re.search(r"\.(0+)", bare)
    digits = len(decimals[1]) if decimals else 0
    if "%" in bare:
        return Look("percent", digits)
    if "y" in bare and "m" in bare:
        return Look("date" if "d" in bare else "month")
    if re.fullmatch(r"0{2,}", bare):
        return Look("padded", len(bare))
    if re.fullmatch(r"[#,]*0(?:\.0+)?\s*", bare):
        return Look("fixed", digits)
    return None


class Formats:
    """The looks of an xlsx workbook's cells, sheet by sheet."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._looks = self._styles()
        self._parts = self._sheets()

    def all(self) -> dict[str, dict[tuple[int, int], Look]]:
        """For each visible sheet the cells (row, column, from 0) that show otherwise than stored."""
        return {sheet: self._of(sheet, member) for sheet, member in self._parts.items()}

    def _of(self, sheet: str, member: str) -> dict[tuple[int, int], Look]:
        xml = self._package.read(member)
        _check_size(self._package.name, sheet, xml)
        found: dict[tuple[int, int], Look] = {}
        if not self._looks:
            return found
        for cell in CELL.finditer(xml):
            style = STYLE.search(cell[1])
            if style is not None and (shown := self._looks.get(int(style[1]))) is not None:
                place = PLACE.search(cell[1])
                if place is not None:
                    found[int(place[2]) - 1, column_number(place[1])] = shown
        return found

    def _styles(self) -> dict[int, Look]:
        """Cell style number -> look."""
        if "xl/styles.xml" not in self._package.names:
            return {}
        root = self._package.xml("xl/styles.xml")
        codes = dict(BUILT_IN)
        for ns in (MAIN, STRICT):
            for item in root.iter(f"{ns}numFmt"):
                codes[_number(item.get("numFmtId"))] = item.get("formatCode", "")
            styles = root.find(f"{ns}cellXfs")
            if styles is not None:
                shown = {i: codes.get(_number(x.get("numFmtId")), "") for i, x in enumerate(styles)}
                return {i: found for i, code in shown.items() if (found := look(code)) is not None}
        return {}

    def _sheets(self) -> dict[str, str]:
        """Visible sheet -> member of the package."""
        if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= self._package.names.keys():
            return {}
        targets = {}
        for rel in self._package.xml("xl/_rels/workbook.xml.rels"):
            target = rel.get("Target", "").replace("\\", "/")
            targets[rel.get("Id")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        book = self._package.xml("xl/workbook.xml")

        def hidden(sheet: Element) -> bool:
            return sheet.get("state", "visible") != "visible"

        sheets = [*book.iter(f"{MAIN}sheet"), *book.iter(f"{STRICT}sheet")]
        named = {
            s.get("name", ""): targets.get(s.get(REL) or s.get(STRICT_REL)) for s in sheets if not hidden(s)
        }
        return {name: part for name, part in named.items() if part in self._package.names and part}


def column_number(name: bytes) -> int:
    """The column of letters, from 0.

    >>> column_number(b"A"), column_number(b"AA")
    (0, 26)
    """
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number - 1


def _number(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() else -1


def _check_size(name: str, sheet: str, xml: bytes) -> None:
    """Refuse a sheet with a cell so far out that its rectangle would fill the memory."""
    rows = max((int(r) for r in ROW.findall(xml)), default=1)
    columns = max((column_number(c) for c in set(WIDE_COLUMN.findall(xml))), default=25) + 1
    if rows * columns <= MAX_CELLS:
        return
    # Formatting may reach to the end of the sheet where no value does: count values only.
    rows = columns = 1
    for cell in FILLED.finditer(xml):
        if (place := PLACE.search(cell[1])) is not None:
            rows, columns = max(rows, int(place[2])), max(columns, column_number(place[1]) + 1)
    if rows * columns > MAX_CELLS:
        raise ReadError(
            name, f"工作表“{sheet}”范围过大（{rows}行×{columns}列）", "请删除表格以外的单元格后另存"
        )
