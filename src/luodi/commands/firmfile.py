"""A file of firms as people have it, read into the firm table: one row for each firm, columns by their headings.

A heading may be the column's identifier (`revenue_wan_y1`) or any of the words the lake knows for it, with its
year (2023年营业收入, 上年营业收入) and its unit (元, 万元) in it, above it or in a row below it. A bad cell keeps
its firm out, with every other flaw of it told; the good firms go on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from luodi import grids
from luodi.lake import cells, headings
from luodi.lake.errors import LakeError
from luodi.lake.figures import Figure, firm_columns
from luodi.lake.importing import Problem, as_shown, filled, is_number, marks, signatures
from luodi.tableunits import is_unit_row, letter, unit_said

if TYPE_CHECKING:
    from luodi.standards import Standard

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


def read(path: Path, on: date, unit: str = "", sheet: str = "", standards: Sequence[Standard] = ()) -> Firms:
    """Raises LakeError for a file of which nothing can be read. Where one word stands for several figures
    (研发费用 by tax, by the certificate, by the books), it means the one the asked standards mean."""
    own = _own_words(standards)
    grid, top, height, names = _heading(path, sheet, own)
    head = grid.head(HEAD)
    above = [cell for row in head[:top] for cell in row]
    below = head[top + height] if top + height < len(head) else []
    unit_row = is_unit_row(below)
    said = unit or unit_said(above)
    taken, ignored = _columns(names, below if unit_row else [], said, own)
    if not any(t.column == "uscc" for t in taken):
        raise LakeError(path.name, "没有“统一社会信用代码”一列", "请补上这一列，每行一家企业")
    notes = _told(grid.sheet, path, standards, taken, own)
    if not said and any(t.figure.kind == "money" and not t.unit for t in taken):
        notes.append("有金额列没有写明单位，按万元读；如是元，请加 --unit 元")
    skip = top + height + unit_row
    texts = {t.index: grid.columns[t.index].slice(skip) for t in taken}
    numeric = {t.index: t.heading for t in taken if is_number(t.figure)}
    notes += as_shown(path, grid.sheet, numeric, texts, grid.first + skip)
    codes = next(texts[t.index] for t in taken if t.column == "uscc")
    around = signatures([c.slice(skip) for c in grid.columns[:3]], codes)
    around = pc.or_(around, marks(codes, next(t.heading for t in taken if t.column == "uscc")))
    keep = pc.and_(filled(list(texts.values()), len(codes)), pc.invert(around))
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
    problems += _identity(columns["uscc"], numbers, next(t for t in taken if t.column == "uscc"), problems)
    bad = {p.row for p in problems if p.level == "error"}
    good = pa.array([row not in bad for row in numbers], pa.bool_())
    years = [year for t in taken if (year := headings.plain(t.heading).year) is not None]
    table = _since(pa.table(columns), on, max(years, default=on.year - 1)).filter(good)
    problems.sort(key=lambda p: (p.row, len(p.letter), p.letter))
    rows = [row for row in numbers if row not in bad]
    return Firms(table, rows, problems, taken, ignored, notes, len(numbers))


def _heading(path: Path, sheet: str, own: Own) -> tuple[grids.Grid, int, int, list[str]]:
    """The sheet and row (or two rows) with the most headings that are known."""
    best: tuple[float, str, int, int, list[str]] | None = None
    unseen = grids.hidden(path)
    for name in [sheet] if sheet else sorted(grids.sheets(path), key=lambda n: n in unseen):
        if best is not None and name in unseen and not sheet:
            continue  # a hidden sheet speaks only where no other does
        rows = [[(c or "").strip() for c in row] for row in grids.read(path, name, HEAD).head(HEAD)]
        for top, row in enumerate(rows):
            ways = [(1, row)]
            if top + 1 < len(rows):
                ways.append((2, headings.joined(row, rows[top + 1], _known() | firm_columns())))
            for height, words in ways:
                known = len(_columns(words, [], "", own)[0])
                score = known - 0.4 * (height - 1)
                if known >= 2 and (best is None or score > best[0]):
                    best = (score, name, top, height, words)
    if best is None:
        raise LakeError(
            path.name,
            f"前 {HEAD} 行里没有找到表头",
            "至少要有统一社会信用代码和一项指标，列名见 docs/数据湖.md",
        )
    return grids.read(path, best[1]), best[2], best[3], best[4]


_COUNTED_FOR = re.compile("口径|优质|高企|科技型|加计")
Own = dict[str, tuple[str, ...]]
"""A bare heading -> the columns the asked standards mean by it, newest year first."""


def _own_words(standards: Sequence[Standard]) -> Own:
    """The standards' own words for their figures, where those that use a word mean the same by it; with them
    whatever else people write over a figure of that name, unless it says for what it was counted."""
    meant: dict[str, set[tuple[str, ...]]] = {}
    for standard in standards:
        for spec in standard.inputs.values():
            if spec.series != "parts":
                text = headings.plain(spec.label).text
                usual = _known().get(text)
                words = {text} | {t for t in (_texts(usual) if usual else ()) if not _COUNTED_FOR.search(t)}
                for word in words:
                    meant.setdefault(word, set()).add(spec.columns[::-1])
    return {text: next(iter(ways)) for text, ways in meant.items() if len({w[0] for w in ways}) == 1}


def _told(
    sheet: str, path: Path, standards: Sequence[Standard], taken: Sequence[Taken], own: Own
) -> list[str]:
    """Which sheet was read, and what a word was taken for that could mean something else."""
    notes = []
    if sheet and len(grids.sheets(path)) > 1:
        notes.append(f"读的是工作表“{sheet}”，别的用 --sheet 指定")
    columns, there = firm_columns(), {t.column for t in taken}
    by_text = {headings.plain(t.heading).text: t for t in taken}
    for text, t in by_text.items():
        others = {
            spec.columns[-1]: standard.title
            for standard in standards
            for spec in standard.inputs.values()
            if headings.plain(spec.label).text == text and spec.columns[-1] not in there
        }
        wanted = "、".join(
            f"“{columns[c].label}”（{title}用）" for c, title in others.items() if c in columns
        )
        if wanted:
            notes.append(f"“{t.heading.strip()}”按“{t.figure.label}”读；另有口径不同的 {wanted}，请另列")
        elif text in own and t.column in own[text] and text not in _texts(t.figure):
            notes.append(f"“{t.heading.strip()}”按所评标准的口径，读作“{t.figure.label}”")
    return notes


def _texts(figure: Figure) -> set[str]:
    return {headings.plain(label).text for label in (figure.label, *figure.also)}


def _columns(
    names: Sequence[str], units: Sequence[str | None], said: str, own: Own
) -> tuple[list[Taken], list[str]]:
    columns, known = firm_columns(), _known()
    heads = [headings.plain(name) for name in names]
    newest = max((h.year for h in heads if h.year is not None), default=None)
    by_name = {f.name for h in heads if (f := known.get(h.text)) and h.text not in own}
    taken: dict[str, Taken] = {}
    ignored = []
    for index, (name, head) in enumerate(zip(names, heads, strict=True)):
        column, figure = name.strip(), columns.get(name.strip())
        if figure is None:
            figure = known.get(head.text)
            offered: tuple[str, ...] = ()
            if figure is not None:
                offered = (figure.name,) if figure.name == REGISTERED.name else figure.columns()
            ours = own.get(head.text)
            if ours and ours[0] in columns and columns[ours[0]].name not in by_name:
                figure, offered = columns[ours[0]], columns[ours[0]].columns()
            back = head.back or (newest - head.year if newest is not None and head.year is not None else 0)
            column, figure = (offered[back], figure) if back < len(offered) else ("", None)
        if figure is None or column in taken:
            first = taken[column].heading.strip() if figure is not None else ""
            ignored += (
                [f"{name.strip()}（与“{first}”列同为一项，用前一列）" if first else name] if name else []
            )
            continue
        at = (units[index] or "").strip(" ()（）") if index < len(units) else ""
        unit = head.unit or at or (said if figure.kind == "money" else "")
        taken[column] = Taken(index, name, column, figure, unit)
    return list(taken.values()), ignored


@cache
def _known() -> dict[str, Figure]:
    """Bare headings of every column of the firm table."""
    known: dict[str, Figure] = {}
    for figure in [*firm_columns().values(), REGISTERED]:
        for label in (figure.label, *figure.also):
            known.setdefault(headings.plain(label).text, figure)
    return known


def _identity(codes: pa.Array, numbers: list[int], taken: Taken, told: Sequence[Problem]) -> list[Problem]:
    """Every firm has its code, and once. A code told as wrong is not told as missing too."""
    out = []
    seen: dict[str, int] = {}
    wrong = {p.row for p in told if p.letter == letter(taken.index)}
    for row, code in zip(numbers, codes.to_pylist(), strict=True):
        if code is None and row in wrong:
            continue
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


def _since(table: pa.Table, on: date, newest: int) -> pa.Table:
    """The days since a firm was registered and the accounting years it has had, where the file gives the date: of
    a young firm nobody asks for years before it was."""
    if REGISTERED.name not in table.column_names:
        return table
    born = table[REGISTERED.name].to_pylist()
    counted = {
        "registered_days": [None if d is None else (on - d).days for d in born],
        "accounting_years": [None if d is None else max(0, newest - d.year + 1) for d in born],
    }
    table = table.drop_columns([REGISTERED.name])
    for name, values in counted.items():
        if name not in table.column_names:
            table = table.append_column(name, pa.array(values, pa.int64()))
    return table
