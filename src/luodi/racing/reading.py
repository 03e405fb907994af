"""A table of figures as offices keep it, read into `Values`: titles above, two rows of headings, units, totals.

The rules tell which headings to look for; the sheet and the row with the most of them are the table. Every cell
keeps its place (`Sheet1!C5`). What is left out or converted on the way is told in `Values.notes`, what cannot be
read in `Values.bad`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Context, Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

from luodi import grids
from luodi.grids import FileUnusable, Grid
from luodi.racing.heads import Head, Wanted, found, is_heading
from luodi.racing.spec import Race
from luodi.racing.values import Values, figure, table, unit_name
from luodi.tableunits import UNITS, is_unit_row, letter, unit_said

_TOTAL = re.compile(
    r"(?:[全本][市省区县州盟国]?|各[县市区]+)?(?:合计|总计|小计|共计|汇总|平均|均值|平均值|平均数|中位数)|全[市省区县州盟国]|其中.*"
)
_FOOT = re.compile(r"(?:注|备注|说明|数据来源|资料来源|填表|填报|制表|审核|复核|联系|负责人|单位负责人|\*|※)")
_SECTION = re.compile(
    r"[（(]?[一二三四五六七八九十]+[）)、.．].+|第?[一二三四五六七八九十甲乙丙丁A-D]+[类组].{0,3}"
)
_BLANK = re.compile(r"\s+")
_EXCEL = Context(prec=15)
"""Digits a spreadsheet keeps; what stands behind them is binary dust."""


def read(path: str | Path, race: Race, sheet: str = "") -> Values:
    """Values of a file. Raises FileUnusable where there is no file, no table, or no column of units."""
    path = Path(path)
    wanted = Wanted.by(race)
    head = found(path, wanted, sheet)
    grid = grids.read(path, head.sheet)
    first = head.top + head.height
    columns = [c.to_pylist() for c in grid.columns]
    below = [column[first] if first < len(column) else None for column in columns]
    notes: list[str] = []
    if is_unit_row(below):
        head.units = [
            unicodedata.normalize("NFKC", b or "").strip(" ()") or u
            for u, b in zip(head.units, below, strict=True)
        ]
        first += 1
    said = unit_said(c for row in grid.head(head.top) for c in row)
    factors = _factors(head, wanted, said, notes)
    _fill_merged(path, grid, columns, head, wanted, notes)
    texts = _texts(path, grid, columns, factors, notes, head, wanted)
    rows, numbers, totals = _rows(texts, head, first, grid.first, notes)
    letters = {name: letter(i) for i, name in reversed(list(enumerate(head.names))) if name}
    where = f"{grid.sheet}!" if grid.sheet else ""

    def at(row: int, heading: str) -> str:
        return f"{where}{letters.get(heading, letter(head.at))}{numbers[row]}"

    values, _bad = table(
        rows, wanted.unit_column, path.name, figures=wanted.figures, words=wanted.words, at=at
    )
    values.notes += [*notes, *_small_shares(values, wanted)]
    values.totals = {
        name: {h: v for h, c in row.items() if not isinstance(v := figure(c), str) and v is not None}
        for name, row, _number in totals
    }
    for name, row, number in totals:
        values.where |= {
            (name, heading): f"{where}{letters[heading]}{number}" for heading in row if heading in letters
        }
    if not values.units:
        raise FileUnusable(
            path.name, f"表头在第{grid.first + head.top}行，下面没有一行有单位名称", "请核对数据行"
        )
    return values


def _small_shares(values: Values, wanted: Wanted) -> list[str]:
    """Columns of per cent whose figures are all at most 1: perhaps shares nobody multiplied by a hundred."""
    said = []
    for heading, unit in wanted.figures.items():
        there = [v for v in values.column(heading) if v]
        if unit == "%" and len(there) > 1 and all(abs(v) <= 1 for v in there):
            said.append(f"“{heading}”以%计，但全部数值不超过1，请核对是否漏乘100")
    return said


def _factors(head: Head, wanted: Wanted, said: str, notes: list[str]) -> dict[int, Fraction]:
    """What a column's figures are multiplied with, where table and rules write money in different units."""
    factors: dict[int, Fraction] = {}
    for i, name in enumerate(head.names):
        rule = wanted.figures.get(name, "")
        own = head.units[i] or (said if rule in UNITS else "")
        if not rule or not own or own == rule or i == head.at:
            continue
        if rule in UNITS and own in UNITS:
            if UNITS[own] != UNITS[rule]:
                factors[i] = Fraction(10) ** (UNITS[own] - UNITS[rule])
                notes.append(f"{letter(i)}列“{name}”以{own}计，已换算为规则的{rule}")
        elif rule in UNITS or own in UNITS or "%" in (rule, own):
            notes.append(f"{letter(i)}列“{name}”的单位是{own}，规则是{rule}，没有换算，请核对")
    return factors


def _fill_merged(
    path: Path, grid: Grid, columns: list[list[str | None]], head: Head, wanted: Wanted, notes: list[str]
) -> None:
    """A class written once over several units is theirs all; a figure merged so is told, never copied."""
    body = grid.first + head.top + head.height
    for i, first, last in grids.merged_down(path, grid.sheet):
        if first < body or i >= len(columns) or not head.names[i] or i == head.at:
            continue
        if head.names[i] in wanted.words:
            words = columns[i][first - grid.first]
            columns[i][first - grid.first : last - grid.first + 1] = [words] * (last - first + 1)
        elif head.names[i] in wanted.figures:
            notes.append(f"{letter(i)}{first}至{letter(i)}{last}是合并单元格，只算第一个单位的，请拆开填写")


def _texts(
    path: Path,
    grid: Grid,
    columns: list[list[str | None]],
    factors: Mapping[int, Fraction],
    notes: list[str],
    head: Head,
    wanted: Wanted,
) -> list[list[str | Fraction | None]]:
    """The cells: broken formulas as what Excel shows, shares as per cent, amounts in the rules' unit."""
    excel = path.suffix.lower() in grids.EXCEL
    shares = grids.percent_cells(path, grid.sheet)
    made: list[list[str | Fraction | None]] = []
    for i, column in enumerate(columns):
        cells: list[str | Fraction | None] = []
        plain = share = 0
        figures = i != head.at and head.names[i] not in wanted.words
        for row, text in enumerate(column, grid.first):
            cell: str | Fraction | None = grid.errors.get((row, i), text)
            if figures and isinstance(cell, str) and row > grid.first + head.top:
                value = _value(cell, excel)
                if value is not None:
                    times = factors.get(i, Fraction(1))
                    is_share = (row, i) in shares
                    share, plain = share + is_share, plain + (not is_share)
                    cell = value * times * (100 if is_share else 1)
            cells.append(cell)
        if share and plain and head.names[i]:
            notes.append(
                f"{letter(i)}列“{head.names[i]}”有{share}格是百分数格式、{plain}格不是，请核对是否同一口径"
            )
        elif share and wanted.figures.get(head.names[i], "%") != "%":
            notes.append(f"{letter(i)}列“{head.names[i]}”是百分数格式，按百分数读（3.45% 记为3.45）")
        made.append(cells)
    return made


def _value(text: str, excel: bool) -> Fraction | None:
    """The figure in a cell, without the binary dust of a spreadsheet; None where it is no figure."""
    value = figure(text)
    if isinstance(value, str) or value is None:
        return None
    if excel and len(text) > 15:
        try:
            return Fraction(_EXCEL.create_decimal(Decimal(text)))
        except InvalidOperation:
            return value
    return value


Row = dict[str, object]


def _rows(
    columns: Sequence[Sequence[str | Fraction | None]], head: Head, first: int, base: int, notes: list[str]
) -> tuple[list[Row], list[int], list[tuple[str, Row, int]]]:
    """Rows of units with their numbers as Excel counts, and rows that only add them up."""
    rows: list[Row] = []
    numbers: list[int] = []
    totals: list[tuple[str, Row, int]] = []
    seen: dict[str, int] = {}
    for i, name in enumerate(head.names):
        if name and name in seen:
            notes.append(f"列“{name}”出现两次（{letter(seen[name])}、{letter(i)}），取{letter(seen[name])}列")
        seen.setdefault(name, i)
    for r in range(first, len(columns[head.at])):
        row: Row = {name: columns[i][r] for name, i in seen.items() if name}
        cell = row[head.names[head.at]]
        name = unit_name(cell)
        others = [v for h, v in row.items() if h != head.names[head.at] and v not in (None, "")]
        if not name and not others:
            continue
        if _TOTAL.fullmatch(_BLANK.sub("", name)):
            totals.append((name, row, base + r))
            notes.append(f"第{base + r}行“{name}”是汇总或其中项，不作为单位")
        elif is_heading(name, head):
            notes.append(f"第{base + r}行是重复的表头，未读")
        elif not others and (_FOOT.match(name) or _SECTION.fullmatch(name) or len(name) > 15):
            notes.append(f"第{base + r}行是说明文字，未读：{name[:20]}")
        else:
            rows.append({**row, head.names[head.at]: name})
            numbers.append(base + r)
    return rows, numbers, totals
