"""CSV and its kin: the charset as in plain text, the delimiter by which rows come out even."""

from __future__ import annotations

import csv
import io
from collections import Counter

from luodi.reading.document import Source
from luodi.reading.errors import ReadError
from luodi.reading.sources.grid import add_rows
from luodi.reading.sources.lines import Lines
from luodi.reading.sources.plain import text_of

DELIMITERS = ",\t;|，"
SAMPLE = 50  # rows that decide
LONGEST_CELL = 1_000_000  # characters


def read(name: str, data: bytes) -> Source:
    """A table of text; without any delimiter every line is a row of one cell."""
    decoded = text_of(name, data)
    text = decoded.text
    # Excel writes the delimiter it used into a first line of its own.
    delimiter = _delimiter(text)
    if text[:4].lower() == "sep=" and len(text) > 4:
        delimiter, text = text[4], text.partition("\n")[2]
    lines = Lines()
    add_rows(lines, _rows(name, text, delimiter), "")
    meta = {"charset_note": decoded.note} if decoded.note else {}
    return Source(name, "csv", lines.raw, decoded.charset, locate=lines.locator(), meta=meta)


def _rows(name: str, text: str, delimiter: str) -> list[list[str]]:
    limit = csv.field_size_limit(LONGEST_CELL)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise ReadError(
            name, "表格格式有误（引号不配对或单元格过长）", "请用 Excel 打开后另存为 xlsx"
        ) from error
    finally:
        csv.field_size_limit(limit)


def _delimiter(text: str) -> str:
    """The sign that cuts most of the first rows into the same number of cells, and into most."""
    head = text[:100_000]
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        widths: Counter[int] = Counter()
        try:
            for number, row in enumerate(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)):
                if number >= SAMPLE:
                    break
                if row:
                    widths[len(row)] += 1
        except csv.Error:
            continue
        even = Counter({width: n for width, n in widths.items() if width > 1})
        if not even:
            continue
        width, count = even.most_common(1)[0]
        score = count / sum(widths.values()) + min(width, 20) / 100
        if score > best_score:
            best, best_score = delimiter, score
    return best
