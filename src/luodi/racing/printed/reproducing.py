"""A printed table in, every figure recomputed from the others out, and what cannot be right."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from luodi.racing.checking.finding import Finding
from luodi.racing.printed import claims, facts, order, rows
from luodi.racing.printed.fitted import fitted
from luodi.racing.printed.grid import Grid, read
from luodi.racing.printed.moving import moving
from luodi.racing.printed.relations import Relation, relations
from luodi.racing.printed.report import Cell, Report
from luodi.racing.printed.totals import totals

__all__ = ["Cell", "Report", "reproduce", "tables"]


def reproduce(table: Mapping[str, Any], panel: Sequence[Mapping[str, str]] = ()) -> Report:
    """Work out the arithmetic of a table, recompute its figures, name what does not come out.

    `table`: `columns`, `rows` (lists of cells, or mappings), and where there are any `totals`, `units`,
    `title`, `url`, `notes`, `checks`. Give cells as they are printed: words or decimals keep closing zeros.
    `panel`: figures known elsewhere (region, indicator, year, value), for facts about ranks.

    Raises ValueError for a table without columns or rows.
    """
    grid = read(table)
    report = Report(grid.title)
    report.figures = sum(len(r.numbers) + sum(map(len, r.lists.values())) for r in [*grid.rows, *grid.totals])
    found = relations(grid, _more)
    report.rules += [f"“{r.target}”＝{r.formula}" for r in found]
    report.cells += rows.cells(grid, found)
    report.tell(rows.findings(grid, found, report))
    totals(grid, found, report)
    order.ranks(grid, report)
    order.labels(grid, report)
    order.classes(grid, report)
    facts.ranks(grid, panel, report)
    claims.told(grid, report)
    report.tell(
        [
            Finding(
                "unread",
                "疑似",
                unit,
                heading,
                f"“{unit}”行“{heading}”列",
                f"“{cell}”不是数",
                "核对后改正",
                grid.source,
            )
            for unit, heading, cell in grid.unread
        ]
    )
    return report


def _more(grid: Grid, target: str) -> Iterator[Relation]:
    yield from fitted(grid, target)
    yield from moving(grid, target)


def tables(path: str | Path) -> list[dict[str, Any]]:
    """Tables kept in a JSON file: `{"tables": [...]}`, a list, or one table; figures as they are written.

    Raises FileNotFoundError; ValueError for what is no such file."""
    found = json.loads(Path(path).read_text("utf-8-sig"), parse_float=Decimal)
    if isinstance(found, Mapping):
        found = found.get("tables", [found])
    if not isinstance(found, list) or not all(isinstance(t, Mapping) for t in found):
        raise ValueError(f"{path} 不是表的文件：应为 {{“tables”: […]}} 或表的列表")
    return [dict(t) for t in found]
