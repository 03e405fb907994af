"""The cells of a workbook, read by calamine in a process of its own.

calamine is quick and reads old and new formats, but a damaged file can make it abort, which no
`except` catches and which would take the whole program with it. So a child process reads the
cells from standard input and writes them as JSON, one sheet a line; if it dies, the file is
damaged, and that is all that happens. The child may not use more memory than it is given.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from luodi.reading.errors import ReadError

SECONDS = 120
MEMORY = 4 * 1024**3  # bytes of address space
LOCKED, BROKEN = 3, 4  # exit status of the child

Cell = str | int | float | bool | dt.date | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A visible sheet: rows from `top`, cells from `left` (from 0), merges as first and last cell."""

    name: str
    top: int
    left: int
    rows: list[list[Cell]]
    merges: list[tuple[tuple[int, int], tuple[int, int]]]


def read_cells(name: str, data: bytes) -> tuple[list[Sheet], list[str]]:
    """Visible sheets and the names of hidden ones. ReadError if locked or damaged."""
    command = [sys.executable, "-P", "-m", __name__]  # -P: never a module from the working folder
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise ReadError(name, f"表格解析超过{SECONDS}秒，已中止", "请删去多余内容后另存为 xlsx") from error
    if done.returncode == LOCKED:
        raise ReadError(name, "文件已加密", "请用口令打开，另存为不加密的文件后再读")
    if done.returncode != 0:
        raise ReadError(name, "表格文件已损坏，无法解析", "请用 Excel 或 WPS 打开后另存为 xlsx")
    hidden, *sheets = (json.loads(line, object_hook=_undated) for line in done.stdout.splitlines())
    return [Sheet(**sheet) for sheet in sheets], hidden


def _undated(item: dict[str, Any]) -> Any:
    if item.keys() == {"date"}:
        return dt.datetime.fromisoformat(item["date"])
    return item


def _dated(value: object) -> object:
    """What JSON has no word for."""
    if isinstance(value, dt.datetime | dt.date):
        return {"date": value.isoformat()}
    return f"{value:%H:%M}" if isinstance(value, dt.time) else str(value)


def main() -> int:
    """The child: a workbook on standard input, JSON on standard output."""
    _limit()
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        listed = [sheet for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
        shown = [sheet.name for sheet in listed if sheet.visible is SheetVisibleEnum.Visible]
        print(json.dumps([sheet.name for sheet in listed if sheet.name not in shown]))
        for title in shown:
            sheet = book.get_sheet_by_name(title)
            top, left = sheet.start or (0, 0)
            rows = sheet.to_python(skip_empty_area=True) if sheet.start is not None else []
            found = {"name": title, "top": top, "left": left, "rows": rows}
            print(json.dumps({**found, "merges": sheet.merged_cell_ranges or []}, default=_dated))
    except PasswordError:
        return LOCKED
    except Exception:  # whatever it is, the parent says it in one line
        return BROKEN
    return 0


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    sys.exit(main())
