"""What the lake's tests share: codes, workbooks, returns in people's units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from luodi.lake import Batch, Lake, Reading, inspect, read
from luodi.lake.sample import table
from luodi.lake.uscc import make

AT = dt.datetime(2026, 3, 1, 9, 0)
CODES = [make("990121", f"MA0TEXT{i}") for i in range(9)]
A, B, C = CODES[:3]


def book(path: Path, rows: Sequence[Sequence[Any]], top: int = 0, left: int = 0) -> Path:
    with xlsxwriter.Workbook(str(path)) as made:
        page = made.add_worksheet("表")
        for number, row in enumerate(rows):
            page.write_row(top + number, left, row)
    return path


def taken(
    path: Path, kind: str, lake: Lake | None = None, use: dict[str, str] | None = None, **said: Any
) -> Reading:
    proposal = inspect(path, kind, lake=lake, **said)
    proposal.use(use or {})
    return read(proposal, lake=lake)


def put(lake: Lake, kind: str, rows: list[dict[str, Any]], at: dt.datetime = AT, **more: Any) -> Batch:
    return lake.put(kind, table(kind, rows), by="张三", at=at, **more)


def rows(lake: Lake, **said: Any) -> dict[str, dict[str, Any]]:
    """The firm table by code, with only what is known."""
    said.setdefault("on", dt.date(2026, 6, 30))
    found = lake.engine.arrow(lake.firm_table(**said)).to_pylist()
    return {r["uscc"]: {k: v for k, v in r.items() if v is not None} for r in found}
