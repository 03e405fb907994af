"""A printed table as it is written: labels, figures with their printed digits, lists of parts, words, totals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from luodi.racing.checking.digits import Number
from luodi.racing.exact import exact
from luodi.racing.values import BLANK

SUMMARY = re.compile(r"^(合\s*计|总\s*计|小\s*计|总体|全[省市国区县部]|平均|均值|.*(平均|合计|小计|均值))")
"""Labels of rows that sum the others up."""
MONEY = re.compile(r"元|吨|公里|平方|亩|%|％|百分")
"""Units that are measured and rounded; whole numbers of anything else are counted, and nobody rounds them."""
LABELS = re.compile(r"^(年度?|年份|时间|季度|月份|id|序号)$", re.IGNORECASE)
UNIFORM = 0.6
"""A column is printed to a number of digits when at least this share of its figures show them all."""
PARTS = "各项之和"


@dataclass(slots=True)
class Row:
    """One line: its label, its figures and lists by heading, its words."""

    label: str
    numbers: dict[str, Number] = field(default_factory=dict)
    lists: dict[str, list[Number]] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    number: int = 0
    """Its place in the table, from 1."""


@dataclass(slots=True)
class Grid:
    """The table. `headings`: of figures, in the order of the table; `listed`: of lists of parts."""

    title: str
    source: str
    rows: list[Row]
    totals: list[Row]
    headings: list[str]
    listed: list[str]
    worded: list[str]
    position: dict[str, int]
    label_heading: str = ""
    text: str = ""
    """What is written beside the table: its title, notes and claims."""
    unread: list[tuple[str, str, str]] = field(default_factory=list)
    """Cells among figures that are none: label, heading, what stands there."""

    def where(self, row: Row, heading: str) -> str:
        name = f"“{row.label}”行" if row.label else f"第{row.number}行"
        return f"{name}“{heading}”列"

    def column(self, heading: str) -> list[Number | None]:
        return [row.numbers.get(heading) for row in self.rows]


def read(table: Mapping[str, Any]) -> Grid:
    """A grid from `columns`, `rows` and, where there are any, `totals`, `units`, `notes`, `checks`.

    Raises ValueError where there are no columns or rows.
    """
    columns = [str(c) for c in table.get("columns") or []]
    given = [_line(row, columns) for row in table.get("rows") or []]
    if not columns or not given:
        raise ValueError(f"表“{table.get('title') or table.get('id') or ''}”没有 columns 或 rows")
    extra = table.get("totals") or []
    if isinstance(extra, Mapping) or not any(isinstance(row, (list, tuple, Mapping)) for row in extra):
        extra = [extra] if extra else []
    extra = [_line(row, columns) for row in extra]
    units = {str(k): str(v) for k, v in (table.get("units") or {}).items()}
    cells = {c: [row[i] for row in given] for i, c in enumerate(columns)}
    kinds = {c: _kind(c, column) for c, column in cells.items()}
    label = next((c for c in columns if kinds[c] == "words" and not _link(cells[c])), "")
    long = [c for c in columns if kinds[c] == "words" and len(set(map(str, cells[c]))) == len(given)]
    if label and label not in long and long and not _link(cells[long[0]]):
        label = long[0]
    counted = {c: not MONEY.search(_unit(c, units) + c) for c in columns}
    places = {
        c: _places([v for v in column if not isinstance(v, (list, tuple))]) for c, column in cells.items()
    }
    grid = Grid(
        str(table.get("title") or table.get("id") or ""),
        str(table.get("url") or table.get("publisher") or ""),
        [],
        [],
        [c for c in columns if kinds[c] == "figures"],
        [c for c in columns if kinds[c] == "lists"],
        [c for c in columns if kinds[c] == "words" and c != label],
        {c: i for i, c in enumerate(columns)},
        label,
        "\n".join(
            [
                str(table.get("title") or ""),
                *map(str, table.get("checks") or []),
                str(table.get("notes") or ""),
            ]
        ),
    )
    for n, raw in enumerate([*given, *extra], 1):
        row = _row(grid, raw, columns, kinds, places, counted, n)
        summing = n > len(given) or (label and SUMMARY.match(row.label) is not None and len(given) > 2)
        (grid.totals if summing else grid.rows).append(row)
    return grid


def _line(row: Any, columns: Sequence[str]) -> list[Any]:
    cells = [row.get(c) for c in columns] if isinstance(row, Mapping) else list(row)
    return (cells + [None] * len(columns))[: len(columns)]


def _row(
    grid: Grid,
    raw: Sequence[Any],
    columns: Sequence[str],
    kinds: Mapping[str, str],
    places: Mapping[str, int],
    counted: Mapping[str, bool],
    n: int,
) -> Row:
    row = Row("", number=n)
    for heading, cell in zip(columns, raw, strict=True):
        if heading == grid.label_heading or (
            not grid.label_heading and isinstance(cell, str) and not row.label
        ):
            row.label = str(cell if cell is not None else "").strip()
            continue
        if kinds[heading] == "words":
            row.words[heading] = str(cell if cell is not None else "").strip()
        elif isinstance(cell, (list, tuple)):
            digits = _places(cell)
            row.lists[heading] = [
                _number(part, digits, counted[heading]) for part in map(_figure, cell) if part is not None
            ]
        else:
            figure = _figure(cell)
            if figure is not None:
                row.numbers[heading] = _number(figure, places[heading], counted[heading])
            elif cell is not None and str(cell).strip() not in BLANK:
                grid.unread.append((row.label, heading, str(cell)))
    return row


def _number(figure: tuple[Fraction, int], places: int, counted: bool) -> Number:
    value, own = figure
    return Number(value, own, max(own, places), counted=counted and own == 0 and places == 0)


def _kind(heading: str, column: Sequence[Any]) -> str:
    there = [v for v in column if v is not None and str(v).strip() not in BLANK]
    if any(isinstance(v, (list, tuple)) for v in there):
        return "lists"
    if LABELS.match(heading) and any(isinstance(v, str) for v in there):
        return "words"
    if not there:
        return "words"
    figures = sum(1 for v in there if _figure(v) is not None)
    return "figures" if figures >= 0.6 * len(there) else "words"


def _link(column: Sequence[Any]) -> bool:
    return any(isinstance(v, str) and v.startswith(("http:", "https:")) for v in column)


def _unit(heading: str, units: Mapping[str, str]) -> str:
    """The unit of a column: under its own heading, or under one its heading contains."""
    return units.get(heading) or next((u for name, u in units.items() if name and name in heading), "")


def _figure(cell: Any) -> tuple[Fraction, int] | None:
    """A figure and the digits it is written with; None for what is none."""
    if cell is None or isinstance(cell, (bool, list, tuple, Mapping)):
        return None
    if isinstance(cell, float):
        cell = repr(cell)
    written = str(cell).strip().replace(",", "").replace("，", "").replace("−", "-").replace("－", "-")
    written = written.removeprefix("+").rstrip("%％")
    try:
        value = exact(written)
    except ValueError:
        return None
    exponent = Decimal(written).as_tuple().exponent
    return value, max(0, -exponent) if isinstance(exponent, int) else 0


def _places(cells: Sequence[Any]) -> int:
    """Digits a column is printed with: the most of any figure where most show them all, else none in common.

    A table read from JSON has lost its closing zeros: 94.5 among 97.58 is 94.50.
    """
    written = [f[1] for f in map(_figure, cells) if f is not None]
    most = max(written, default=0)
    return most if most and sum(1 for w in written if w == most) >= UNIFORM * len(written) else 0
