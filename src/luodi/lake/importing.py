"""From a file people have to rows of a batch: look, agree on the columns, read, and name every flaw.

`inspect` proposes what each column means; `read` turns the sheet into rows. Neither stores anything: what
`read` returns is the dry run, and `Lake.add` takes it as it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from luodi import grids
from luodi.lake import cells, checks, headings, numbers
from luodi.lake.errors import LakeError
from luodi.lake.figures import Figure, Register, registers
from luodi.lake.headings import Mapped
from luodi.tableunits import is_unit, is_unit_row, letter, unit_said

if TYPE_CHECKING:
    from luodi.lake.store import Lake

HEAD = 30
"""The heading is looked for in the first rows only."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One flaw, where a person finds it in Excel."""

    row: int
    column: str
    letter: str
    value: str
    what: str
    do: str
    level: cells.Level = "error"

    def as_dict(self) -> dict[str, str | int]:
        return {name: getattr(self, name) for name in self.__slots__}

    def __str__(self) -> str:
        place = f"第 {self.row} 行"
        if self.letter:
            place += f" {self.letter} 列（{self.column}）"
        said = f"“{self.value}” {self.what}" if self.value else self.what
        return f"{place}：{said}。{self.do}。"


@dataclass(slots=True)
class Proposal:
    """How a sheet would be read. Change it, then `read` it."""

    path: Path
    file: grids.File
    kind: str
    sheet: str
    header_row: int
    height: int
    headings: list[str]
    columns: list[Mapped]
    unit: str = ""
    year: int | None = None
    month: dt.date | None = None
    checked: dt.date | None = None
    fingerprint: str = ""
    remembered: bool = False
    unit_row: bool = False
    notes: list[str] = field(default_factory=list)
    grid: grids.Grid | None = field(default=None, repr=False, compare=False)

    @property
    def register(self) -> Register:
        return registers()[self.kind]

    def missing(self) -> list[str]:
        """Required columns that neither the sheet nor anybody has given, by their labels."""
        there = {c.target for c in self.columns if c.target}
        if self.year is not None:
            there.add("year")
        if any(c.year for c in self.columns if c.target) and self.kind == "figures":
            there.add("year")
        there |= {"month"} if self.month else set()
        there |= {"checked"} if self.checked else set()
        return [self.register[n].label for n in REQUIRED[self.kind] if n not in there]

    def use(self, mapping: Mapping[str, str]) -> None:
        """Say what headings or letters mean: {"营业额": "revenue_wan", "F": ""}; empty leaves a column out.

        A year may stand behind: {"F": "revenue_wan@2024"}; a unit too: {"F": "revenue_wan:元"}.
        """
        names = {c.name: c for c in self.register.columns} | headings.labels_of(self.kind)
        for said, wanted in mapping.items():
            places = [
                c.index for c in self.columns if said in (c.heading, c.letter, headings.plain(c.heading).text)
            ]
            if not places:
                raise LakeError(
                    self.file.name, f"没有列“{said}”", f"表头有 {'、'.join(h for h in self.headings if h)}"
                )
            target, _, unit = wanted.partition(":")
            target, _, year = target.partition("@")
            if target and target not in names and headings.plain(target).text not in names:
                raise LakeError(self.file.name, f"没有指标“{target}”", "见 docs/数据湖.md 的指标表")
            figure = names.get(target) or names.get(headings.plain(target).text)
            for place in places:
                old = self.columns[place]
                self.columns[place] = replace(
                    old, target=figure.name if figure else "", unit=unit or old.unit,
                    year=int(year) if year else old.year, guess="", how="指定",
                )  # fmt: skip


REQUIRED: dict[str, tuple[str, ...]] = {
    "firms": ("uscc", "name", "county"),
    "figures": ("uscc", "year"),
    "ip": ("uscc", "type", "number"),
    "qualifications": ("uscc", "type", "issued"),
    "coverage": ("uscc", "month"),
    "lists": ("uscc", "type", "checked"),
    "frozen": ("uscc", "type", "year"),
}
"""Columns without which a row says nothing."""


@dataclass(slots=True)
class Reading:
    """Rows ready to store, and every flaw that was found on the way."""

    kind: str
    rows: pa.Table
    problems: list[Problem]
    file: grids.File
    sheet: str
    columns: list[Mapped]
    headings: list[str]
    header_row: int
    fingerprint: str
    year: int | None = None
    unit: str = ""
    read: int = 0
    rejected: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        return [p for p in self.problems if p.level == "error"]

    @property
    def warnings(self) -> list[Problem]:
        return [p for p in self.problems if p.level == "warning"]


def inspect(
    path: Path | str,
    kind: str,
    *,
    sheet: str = "",
    year: int | None = None,
    month: dt.date | None = None,
    checked: dt.date | None = None,
    unit: str = "",
    lake: Lake | None = None,
) -> Proposal:
    """Find the heading and what each column means; what the same form meant last time comes first."""
    path = Path(path)
    if kind not in registers():
        raise LakeError(path.name, f"没有数据种类 {kind}", f"有 {'、'.join(registers())}")
    register = registers()[kind]
    file = grids.file_of(path)
    grid = None
    found = None
    unseen = grids.hidden(path)
    for name in [sheet] if sheet else sorted(grids.sheets(path), key=lambda n: n in unseen):
        if found is not None and name in unseen:
            continue  # a hidden sheet speaks only where no other does
        looked = grids.read(path, name)  # a workbook is read whole in any case: it is kept for `read`
        at = headings.find_header(looked.head(HEAD), register)
        if at and (found is None or headings.recognised(at[2], kind) > headings.recognised(found[2], kind)):
            grid, found = looked, at
    if grid is None or found is None:
        raise LakeError(
            path.name, f"前 {HEAD} 行里没有找到“{register.label}”的表头",
            f"至少要有 {'、'.join(register[n].label for n in REQUIRED[kind])} 中的两列，列名见 docs/数据湖.md",
        )  # fmt: skip
    top, height, names = found
    rows = grid.head(HEAD)
    above = [cell for row in rows[:top] for cell in row]
    below = rows[top + height] if top + height < len(rows) else []
    unit_row = is_unit_row(below)
    columns = headings.propose(names, kind)
    if unit_row:
        columns = [
            replace(c, unit=(below[c.index] or "").strip(" ()（）")) if is_unit(below[c.index]) else c
            for c in columns
        ]
    proposal = Proposal(
        path, file, kind, grid.sheet, top + 1, height, names, columns,
        unit or unit_said(above), year or headings.year_said([*above, path.stem]), month, checked,
        headings.fingerprint(names, kind), unit_row=unit_row,
        grid=grid,
    )  # fmt: skip
    if lake is not None and (remembered := lake.mapping(proposal.fingerprint)):
        proposal.remembered = True
        for index, said in remembered.items():
            proposal.columns[index] = replace(
                proposal.columns[index], target=said["target"], unit=said["unit"] or columns[index].unit,
                year=columns[index].year, guess="", how="沿用上次",
            )  # fmt: skip
    if any(
        register[c.target].kind == "money" and not (c.unit or proposal.unit)
        for c in proposal.columns
        if c.target
    ):
        proposal.notes.append("有金额列没有写明单位，按万元读")
    return proposal


def read(proposal: Proposal, *, lake: Lake | None = None) -> Reading:
    """Every row of the sheet: good ones as rows of a batch, every flaw as a problem."""
    if lacking := proposal.missing():
        raise LakeError(proposal.file.name, f"缺少 {'、'.join(lacking)}", "请补上这一列，或在导入时指定")
    register = proposal.register
    grid = proposal.grid or grids.read(proposal.path, proposal.sheet)
    skip = proposal.header_row - 1 + proposal.height + proposal.unit_row
    first = grid.first + skip
    texts = {c.index: grid.columns[c.index].slice(skip) for c in proposal.columns if c.target}
    numeric = {c.index: c.heading for c in proposal.columns if c.target and is_number(register[c.target])}
    shown = as_shown(proposal.path, proposal.sheet, numeric, texts, first)
    count = max(0, grid.rows - skip)
    keep = filled(list(texts.values()), count)
    if (code := next((c for c in proposal.columns if c.target == "uscc"), None)) is not None:
        below = signatures([c.slice(skip) for c in grid.columns[:3]], texts[code.index])
        keep = pc.and_(keep, pc.invert(pc.or_(below, marks(texts[code.index], code.heading))))
    rows_at = pc.add(pc.cast(pc.indices_nonzero(keep), pa.int64()), first)
    problems: list[Problem] = []
    values: dict[int, pa.Array] = {}
    for column in proposal.columns:
        if not column.target:
            continue
        figure = register[column.target]
        unit = column.unit or (proposal.unit if figure.kind == "money" else "")
        if not headings.fits(unit, figure):
            raise LakeError(
                proposal.file.name, f"{column.letter} 列“{column.heading}”的单位“{unit}”不合“{figure.label}”",
                "请改列名或用 --map 指定",
            )  # fmt: skip
        values[column.index], flaws = cells.column(texts[column.index], figure, unit)
        problems += [
            Problem(first + f.at, column.heading.strip(), column.letter, f.text, f.what, f.do, f.level)
            for f in flaws
        ]
    kept_rows = set(rows_at.to_pylist())
    problems = [p for p in problems if p.row in kept_rows]
    letters = {c.index: c for c in proposal.columns if c.target}
    for (row, index), said in grid.errors.items():
        if row in kept_rows and index in letters:
            what = f"公式出错（{said}）"
            problems.append(
                Problem(row, letters[index].heading, letter(index), said, what, "请在 Excel 里改正公式")
            )
    flawed = {p.row for p in problems if p.level == "error"}
    sheet = checks.Sheet(
        proposal, {c.index: values[c.index].filter(keep) for c in letters.values()}, rows_at, problems, flawed
    )
    rows = sheet.rows(lake)
    problems.sort(key=lambda p: (p.row, p.letter))
    return Reading(
        proposal.kind, rows, problems, proposal.file, proposal.sheet, proposal.columns, proposal.headings,
        proposal.header_row, proposal.fingerprint, proposal.year, proposal.unit, len(rows_at), len(flawed),
        [*proposal.notes, *shown],
    )  # fmt: skip


def as_shown(
    path: Path, sheet: str, numeric: Mapping[int, str], texts: dict[int, pa.Array], first: int
) -> list[str]:
    """Cells formatted as per cent read as the person sees them: 0.15 there is 15%. Where the column is no share,
    the 15% is then told as a flaw, as it would be had it been typed. What was read so is said. `numeric`: the
    columns of numbers, by their place, with their headings."""
    places: dict[int, list[int]] = {}
    for row, index in grids.percent_cells(path, sheet) if numeric else ():
        if index in numeric and 0 <= row - first < len(texts[index]):
            places.setdefault(index, []).append(row - first)
    notes = []
    for index, at in sorted(places.items()):
        said = texts[index].to_pylist()
        changed = 0
        for place in at:
            share = numbers.as_share(said[place] or "")
            changed += share is not None
            said[place] = said[place] if share is None else share
        texts[index] = pa.array(said, pa.string())
        if changed:
            notes.append(
                f"{letter(index)} 列“{numeric[index].strip()}”有 {changed} 个单元格是百分比格式，"
                "按看到的百分数读（0.15 读作 15%）"
            )
    return notes


def is_number(figure: Figure) -> bool:
    return figure.kind in ("money", "number", "count")


def filled(texts: list[pa.Array], count: int) -> pa.Array:
    """Rows in which any of our columns says anything."""
    keep = pa.repeat(False, count)
    for text in texts:
        said = pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(text), ""), False)
        keep = pc.or_(keep, said)
    return keep


def signatures(first: list[pa.Array], codes: pa.Array) -> pa.Array:
    """Sums and signatures around a table: lines without a code that begin with such a word."""
    begins = pa.repeat(False, len(codes))
    for column in first:
        said = pc.match_substring_regex(
            column, r"^[\s　]*(合\s*计|总\s*计|小\s*计|填报|填表|审核|制表|单位负责人|说明|注[:：])"
        )
        begins = pc.or_(begins, pc.fill_null(said, False))
    trimmed = pc.fill_null(pc.utf8_trim_whitespace(codes), "")
    no_code = pc.invert(pc.match_substring_regex(trimmed, "^.{10,}$"))
    return pc.and_(begins, no_code)


def marks(codes: pa.Array, heading: str) -> pa.Array:
    """Lines between the firms: the heading printed again on each page, and the marks of a form's columns (甲 乙 1 2)."""
    said = pc.fill_null(pc.utf8_trim_whitespace(codes), "")
    again = pc.equal(said, heading.strip())
    return pc.or_(again, pc.match_substring_regex(said, r"^([甲乙A-Za-z]|\d{1,2})$"))


def mapping_of(reading: Reading) -> dict[int, dict[str, str]]:
    """What is remembered of a reading for the next file with the same headings."""
    return {c.index: {"target": c.target, "unit": c.unit} for c in reading.columns}
