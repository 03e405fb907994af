"""A table of figures as offices keep it, read into `Values`: titles above, two rows of headings, units, totals.

The rules tell which headings to look for; the sheet and the row with the most of them are the table. Every cell
keeps its place (`Sheet1!C5`). What is left out or converted on the way is told in `Values.notes`, what cannot be
read in `Values.bad`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

from luodi import grids
from luodi.grids import FileUnusable, Grid
from luodi.racing.spec import Race
from luodi.racing.values import Values, figure, table, unit_name
from luodi.tableunits import UNITS, is_unit_row, letter, parted, unit_said

HEAD = 30
"""The headings stand within so many rows."""
NAMED = (
    "单位",
    "单位名称",
    "地区",
    "区域",
    "县区",
    "区县",
    "县市区",
    "县(市、区)",
    "县(市、区)名称",
    "市州",
    "地市",
    "城市",
    "省份",
    "省(区、市)",
    "园区",
    "名称",
)
"""Headings under which units stand, where the rules' own is not there."""
_TOTAL = re.compile(
    r"(?:[全本][市省区县州盟国]?|各[县市区]+)?(?:合计|总计|小计|共计|汇总|平均|均值|平均值|平均数|中位数)|全[市省区县州盟国]|其中.*"
)
_FOOT = re.compile(r"(?:注|备注|说明|数据来源|资料来源|填表|填报|制表|审核|复核|联系|负责人|单位负责人|\\*)")
_BLANK = re.compile(r"\s+")
_EXCEL = Context(prec=15)
"""Digits a spreadsheet keeps; what stands behind them is binary dust."""


@dataclass(slots=True)
class Wanted:
    """What the rules look for: headings with the unit of their figures, and which are words."""

    unit_column: str
    figures: dict[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    either: tuple[str, ...] = ()

    @classmethod
    def by(cls, race: Race) -> Wanted:
        """What a race looks for."""
        figures: dict[str, str] = {}
        for leaf in race.indicators():
            for heading in (leaf.column, leaf.target_column, leaf.base_column):
                if heading:
                    figures.setdefault(heading, leaf.unit)
        figures |= {extra.column: "" for extra in race.extras}
        words = (race.group_column,) if race.group_column else ()
        return cls(race.unit_column, figures, words, tuple(v.column for v in race.vetoes))

    def headings(self) -> dict[str, str]:
        """Every heading by its bare form."""
        return {_bare(h): h for h in (*self.figures, *self.words, *self.either)}


@dataclass(slots=True)
class _Head:
    """The heading found: sheet, first row of it (from 0), rows it takes, column → (heading, unit in it)."""

    sheet: str
    top: int
    height: int
    names: list[str]
    units: list[str]
    at: int
    known: int


def read(path: str | Path, race: Race, sheet: str = "") -> Values:
    """Values of a file. Raises FileUnusable where there is no file, no table, or no column of units."""
    path = Path(path)
    wanted = Wanted.by(race)
    head = _found(path, wanted, sheet)
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
        for name, row in totals
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


def _found(path: Path, wanted: Wanted, sheet: str) -> _Head:
    best: _Head | None = None
    for name in [sheet] if sheet else grids.sheets(path):
        try:
            rows = grids.read(path, name, HEAD).head(HEAD)
        except FileUnusable:
            if sheet or path.suffix.lower() not in grids.EXCEL:
                raise
            continue  # a chart or an empty sheet beside the table
        for top in range(len(rows)):
            for height in (1, 2):
                head = _looked(rows, top, height, wanted, name)
                if head and (best is None or head.known > best.known):
                    best = head
    if best is None:
        looked = "、".join([wanted.unit_column, *list(wanted.figures)[:4]])
        raise FileUnusable(path.name, f"前 {HEAD} 行里没有找到表头", f"表头应有“{looked}”等列")
    return best


def _looked(
    rows: Sequence[Sequence[str | None]], top: int, height: int, wanted: Wanted, sheet: str
) -> _Head | None:
    """A row (or two, of which the upper holds groups over parts) as a heading, if it looks like one."""
    if top + height > len(rows):
        return None
    upper = [_words(c) for c in rows[top]]
    if height == 1:
        choices = [[u] for u in upper]
    else:
        lower = [_words(c) for c in rows[top + 1]]
        if not any(lower) or is_unit_row(rows[top + 1]):
            return None
        choices, group = [], ""
        for up, low in zip(upper, lower, strict=True):
            group = up or group
            choices.append([f"{group}{low}", low, f"{low}{group}", up] if low else [up])
    known = wanted.headings()
    names, units, taken = [], [], 0
    for column in choices:
        pairs = [parted(c) for c in column if c]
        hit = next((known[_bare(c)] for c, _u in pairs if _bare(c) in known), None)
        taken += hit is not None and hit not in names
        names.append(hit or (_BLANK.sub("", pairs[0][0]) if pairs else ""))
        units.append(next((u for _c, u in pairs if u), ""))
    at = _unit_column(names, wanted)
    if at is None or not taken:
        return None
    names[at] = wanted.unit_column
    return _Head(sheet, top, height, names, units, at, taken * 10 - height)


def _unit_column(names: Sequence[str], wanted: Wanted) -> int | None:
    bare = [_bare(n) for n in names]
    for name in (wanted.unit_column, *NAMED):
        if _bare(name) in bare:
            return bare.index(_bare(name))
    return None


def _factors(head: _Head, wanted: Wanted, said: str, notes: list[str]) -> dict[int, Fraction]:
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


def _texts(
    path: Path,
    grid: Grid,
    columns: list[list[str | None]],
    factors: Mapping[int, Fraction],
    notes: list[str],
    head: _Head,
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
    columns: Sequence[Sequence[str | Fraction | None]], head: _Head, first: int, base: int, notes: list[str]
) -> tuple[list[Row], list[int], list[tuple[str, Row]]]:
    """Rows of units with their numbers as Excel counts, and rows that only add them up."""
    rows: list[Row] = []
    numbers: list[int] = []
    totals: list[tuple[str, Row]] = []
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
            totals.append((name, row))
            notes.append(f"第{base + r}行“{name}”是汇总或其中项，不作为单位")
        elif not others and (_FOOT.match(name) or len(name) > 15):
            notes.append(f"第{base + r}行是说明文字，未读：{name[:20]}")
        else:
            rows.append({**row, head.names[head.at]: name})
            numbers.append(base + r)
    return rows, numbers, totals


def _words(cell: str | None) -> str:
    return (cell or "").strip()


def _bare(text: str) -> str:
    """A heading for comparing: half-width, without blanks and breaks.

    >>> _bare("R＆D 经费\\n投入强度")
    'r&d经费投入强度'
    """
    return _BLANK.sub("", unicodedata.normalize("NFKC", text)).lower()
