"""The task list as CSV: the same columns, for other programs.

UTF-8 with a byte order mark, because Excel and WPS read a CSV without one as GBK. A CSV has no cell
types, so what looks like a formula gets an apostrophe before it, as OWASP's note on CSV injection
advises: a spreadsheet then shows it as text.
"""

from __future__ import annotations

import csv
import datetime as dt
import io

from luodi.papers.output import Target, put
from luodi.papers.safe import formula_like, visible
from luodi.papers.table import Cell
from luodi.papers.tasklist import TASK_COLUMNS, TaskList, cells


def write(tasks: TaskList, target: Target) -> None:
    """Write the list as .csv to a path or an open binary file."""
    put(to_bytes(tasks), target)


def to_bytes(tasks: TaskList) -> bytes:
    """The CSV as bytes, lines ending as RFC 4180 has them."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([column.title for column in TASK_COLUMNS])
    writer.writerows([_text(value) for value in cells(row)] for row in tasks.rows)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8")


def _text(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    if not isinstance(value, str):
        return str(value)
    text = visible(value)
    return f"'{text}" if formula_like(text) else text
