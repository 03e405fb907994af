"""The journal as Excel or CSV: exactly what is filtered, marked with who took it, when, and under which number.

Rows are written as they are read, so a long journal needs little memory. Nothing in a cell runs or hides.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from typing import IO

from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.office.journal.models import Entry, EntryQuerySet
from luodi.papers.safe import fitted, formula_like, visible

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
MOST = {"xlsx": 500_000, "csv": 5_000_000}
WIDTHS = (9, 20, 12, 14, 50, 30, 16, 50, 38, 66)


def titles() -> list[str]:
    return [
        _("号"),
        _("时间"),
        _("经办人"),
        _("办理"),
        _("记录"),
        _("理由"),
        _("对象类别"),
        _("明细"),
        _("请求号"),
        _("校验值"),
    ]


def write(entries: EntryQuerySet, kind: str, mark: str) -> IO[bytes]:
    """The file, ready to be read; `mark` stands on every printed page or in the last row."""
    out = tempfile.TemporaryFile()  # noqa: SIM115  # the answer closes it
    (_excel if kind == "xlsx" else _csv)(_rows(entries), out, mark)
    out.seek(0)
    return out


def watermark(entry: Entry) -> str:
    """Who, when, and the number of the export's own entry."""
    moment = timezone.localtime(entry.at)
    return _("%(who)s 于 %(when)s 导出，日志第%(number)s号，校验值 %(hash)s") % {
        "who": entry.actor_name,
        "when": f"{moment:%Y-%m-%d %H:%M}",
        "number": entry.number,
        "hash": entry.hash[:16],
    }


def _rows(entries: EntryQuerySet) -> Iterator[list[str | int]]:
    for entry in entries.order_by("number").iterator(chunk_size=2000):
        moment = f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}"
        yield [
            entry.number, moment, entry.actor_name, entry.label, entry.sentence, entry.why,
            entry.subject_type, entry.payload, entry.request_id, entry.hash,
        ]  # fmt: skip


def _excel(rows: Iterator[list[str | int]], out: IO[bytes], mark: str) -> None:
    from xlsxwriter import Workbook

    book = Workbook(out, {"constant_memory": True})
    page = book.add_worksheet(_("日志"))
    base = {"font_name": "宋体", "font_size": 10, "valign": "top"}
    plain, quoted = book.add_format(base), book.add_format(base | {"quote_prefix": True})
    heading = book.add_format(base | {"bold": True, "bg_color": "#F2F2F2", "border": 1})
    for index, width in enumerate(WIDTHS):
        page.set_column(index, index, width)
    page.write_string(0, 0, visible(mark), quoted if formula_like(mark) else plain)
    page.write_row(1, 0, titles(), heading)
    page.freeze_panes(2, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(1)
    page.set_footer("&L" + visible(mark)[:200].replace("&", "&&") + "&R&P / &N")
    number = 1
    for number, row in enumerate(rows, 2):
        for index, value in enumerate(row):
            if isinstance(value, int):
                page.write_number(number, index, value, plain)
            elif value:
                text = fitted(visible(value))
                page.write_string(number, index, text, quoted if formula_like(text) else plain)
    page.autofilter(1, 0, number, len(WIDTHS) - 1)
    book.close()


def _csv(rows: Iterator[list[str | int]], out: IO[bytes], mark: str) -> None:
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(titles())
    for row in rows:
        writer.writerow([_safe(value) for value in row])
    writer.writerow([_safe(mark)])
    text.flush()
    text.detach()


def _safe(value: str | int) -> str | int:
    if isinstance(value, int):
        return value
    text = visible(value)
    return f"'{text}" if formula_like(text) else text
