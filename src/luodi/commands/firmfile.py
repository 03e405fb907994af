"""A file of firms as people have it, read into the firm table: one row for each firm, columns by their headings.

A heading may be the column's identifier (`revenue_wan_y1`) or any of the words the lake knows for it, with its
year (2023年营业收入, 上年营业收入) and its unit (元, 万元) in it, above it or in a row below it. A bad cell keeps
its firm out, with every other flaw of it told; the good firms go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from luodi import grids
from luodi.lake import cells, headings
from luodi.lake.errors import LakeError
from luodi.lake.figures import Figure, firm_columns
from luodi.lake.importing import Problem
from luodi.tableunits import is_unit_row, letter, unit_said

HEAD = 30
REGISTERED = Figure("registered", "注册成立日期", "date", also=("成立日期", "注册日期", "注册时间"))
"""Gives registered_days, counted to the asked day, where the file does not give the days themselves."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A column of the file and what it was taken for."""

    index: int
    heading: str
    column: str
    figure: Figure
    unit: str


@dataclass(slots=True)
class Firms:
    """The good firms in the stored form, what was wrong with the others, and how the file was understood."""

    table: pa.Table
    rows: list[int]
    problems: list[Problem]
    taken: list[Taken]
    ignored: list[str]
    notes: list[str] = field(default_factory=list)
    read: int = 0

    @property
    def errors(self) -> list[Problem]:
        return [p for p in self.problems if p.level == "error"]


def read(path: Path, on: date, unit: str = "", sheet: str = "") -> Firms:
    """Raises LakeError for a file of which nothing can be read."""
    grid, top, height, names = _heading(path, sheet)
    head = grid.head(HEAD)
    above = [cell for row in head[:top] for cell in row]
    below = head[top + height] if top + height < len(head) else []
    unit_row = is_unit_row(below)
    said = unit or unit_said(above)
    taken, ignored = _columns(names, below if unit_row else [], said)
    if not any(t.column == "uscc" for t in taken):
        raise LakeError(path.name, "没有“统一社会信用代码”一列", "请补上这一列，每行一家企业")
    notes = []
    if not said and any(t.figure.kind == "money" and not t.unit for t in taken):
        notes.append("有金额列没有写明单位，按万元读；如是元，请加 --unit 元")
    skip = top + height + unit_row
    texts = {t.index: grid.columns[t.index].slice(skip) for t in taken}
    keep = _filled(list(texts.values()))
    numbers = [grid.first + skip + i for i in pc.indices_nonzero(keep).to_pylist()]
    columns: dict[str, pa.Array] = {}
    problems: list[Problem] = []
    for t in taken:
        if not headings.fits(t.unit, t.figure):
            what = f"{letter(t.index)} 列“{t.heading}”的单位“{t.unit}”不合“{t.figure.label}”"
            raise LakeError(path.name, what, "请改表头里的单位")
        columns[t.column], flaws = cells.column(texts[t.index].filter(keep), t.figure, t.unit)
        problems += [_problem(numbers[f.at], t, f.text, f.what, f.do, f.level) for f in flaws]
    place = {row: n for n, row in enumerate(numbers)}
    for (row, index), error in grid.errors.items():
        t_error = next((t for t in taken if t.index == index), None)
        if row in place and t_error is not None:
            problems.append(_problem(row, t_error, error, "公式出错", "请在 Excel 里改正公式", "error"))
    problems += _identity(columns["uscc"], numbers, next(t for t in taken if t.column == "uscc"))
    bad = {p.row for p in problems if p.level == "error"}
    good = pa.array([row not in bad for row in numbers], pa.bool_())
    table = _days(pa.table(columns), on).filter(good)
    problems.sort(key=lambda p: (p.row, len(p.letter), p.letter))
    rows = [row for row in numbers if row not in bad]
    return Firms(table, rows, problems, taken, ignored, notes, len(numbers))


def _heading(path: Path, sheet: str) -> tuple[grids.Grid, int, int, list[str]]:
    """The sheet and row with the most headings that are known."""
    best: tuple[int, str, int, int, list[str]] | None = None
    for name in [sheet] if sheet else grids.sheets(path):
        rows = grids.read(path, name, HEAD).head(HEAD)
        for top, row in enumerate(rows):
            words = [(c or "").strip() for c in row]
            known = len(_columns(words, [], "")[0])
            if known >= 2 and (best is None or known > best[0]):
                best = (known, name, top, 1, words)
    if best is None:
        raise LakeError(
            path.name,
            f"前 {HEAD} 行里没有找到表头",
            "至少要有统一社会信用代码和一项指标，列名见 docs/数据湖.md",
        )
    return grids.read(path, best[1]), best[2], best[3], best[4]


def _columns(names: Sequence[str], units: Sequence[str | None], said: str) -> tuple[list[Taken], list[str]]:
    columns, known = firm_columns(), _known()
    heads = [headings.plain(name) for name in names]
    newest = max((h.year for h in heads if h.year is not None), default=None)
    taken: dict[str, Taken] = {}
    ignored = []
    for index, (name, head) in enumerate(zip(names, heads, strict=True)):
        column, figure = name.strip(), columns.get(name.strip())
        if figure is None and (figure := known.get(head.text)) is not None:
            back = head.back or (newest - head.year if newest is not None and head.year is not None else 0)
            offered = (figure.name,) if figure.name == REGISTERED.name else figure.columns()
            column, figure = (offered[back], figure) if back < len(offered) else ("", None)
        if figure is None or column in taken:
            ignored += [name] if name else []
            continue
        own = (units[index] or "").strip(" ()（）") if index < len(units) else ""
        unit = head.unit or own or (said if figure.kind == "money" else "")
        taken[column] = Taken(index, name, column, figure, unit)
    return list(taken.values()), ignored


def _known() -> dict[str, Figure]:
    """Bare headings of every column of the firm table."""
    known: dict[str, Figure] = {}
    for figure in [*firm_columns().values(), REGISTERED]:
        for label in (figure.label, *figure.also):
            known.setdefault(headings.plain(label).text, figure)
    return known


def _filled(texts: list[pa.Array]) -> pa.Array:
    keep = pa.repeat(False, len(texts[0]))
    for text in texts:
        keep = pc.or_(keep, pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(text), ""), False))
    return keep


def _identity(codes: pa.Array, numbers: list[int], taken: Taken) -> list[Problem]:
    """Every firm has its code, and once."""
    out = []
    seen: dict[str, int] = {}
    for row, code in zip(numbers, codes.to_pylist(), strict=True):
        if code is None:
            out.append(_problem(row, taken, "", "没有可用的统一社会信用代码", "请补上后再评价", "error"))
        elif code in seen:
            do = "一家企业只留一行"
            out.append(_problem(row, taken, code, f"与第 {seen[code]} 行是同一家企业", do, "error"))
        else:
            seen[code] = row
    return out


def _problem(row: int, taken: Taken, text: str, what: str, do: str, level: cells.Level) -> Problem:
    return Problem(row, taken.heading.strip(), letter(taken.index), text, what, do, level)


def _days(table: pa.Table, on: date) -> pa.Table:
    """The days since a firm was registered, where the file gives the date."""
    if REGISTERED.name not in table.column_names:
        return table
    days = [None if d is None else (on - d).days for d in table[REGISTERED.name].to_pylist()]
    table = table.drop_columns([REGISTERED.name])
    if "registered_days" in table.column_names:
        return table
    return table.append_column("registered_days", pa.array(days, pa.int64()))
