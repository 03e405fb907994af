"""The table a race is run over: units down, figures across, each cell knowing where it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from luodi.racing.exact import Value, exact

BLANK = {"", "-", "—", "--", "…", "n/a", "N/A", "缺", "缺报", "无数据"}
"""What people write where there is no figure. None of it is zero."""


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that is no figure: where, what stands there, what to do."""

    where: str
    text: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}：{self.text!r} {self.what}"


@dataclass(slots=True)
class Values:
    """`units` in the order of the table; `figures` and `words` by heading, each as long as `units`.

    `where` tells the place of a cell in its file (`Sheet1!C5`); what it does not know it makes up from the
    heading and the unit. `bad`: cells that could not be read, which count as missing; `notes`: what was done to
    the table on reading; `totals`: rows that add the units up (合计, 全市), which race with nobody.
    """

    units: list[str]
    figures: dict[str, list[Value]] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)
    where: dict[tuple[str, str], str] = field(default_factory=dict)
    source: str = ""
    bad: list[BadCell] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    totals: dict[str, dict[str, Value]] = field(default_factory=dict)

    def column(self, heading: str) -> list[Value]:
        """The figures under a heading; nothing at all where the table has no such heading."""
        return self.figures.get(heading) or [None] * len(self.units)

    def place(self, unit: str, heading: str) -> str:
        """Where a cell stands."""
        return self.where.get((unit, heading)) or f"“{unit}”行“{heading}”列"

    def has(self, heading: str) -> bool:
        return heading in self.figures or heading in self.words


def table(
    rows: Sequence[Mapping[str, object]], unit_column: str = "单位", source: str = ""
) -> tuple[Values, list[BadCell]]:
    """Rows of cells to values. A column is figures unless one of its cells is plainly words; then a cell that
    looks like a broken figure is told, and the rest stays.

    >>> made, bad = table([{"单位": "甲县", "得分": "98.5"}, {"单位": "乙县", "得分": "—"}])
    >>> made.units, made.figures["得分"], bad
    (['甲县', '乙县'], [Fraction(197, 2), None], [])
    """
    bad: list[BadCell] = []
    units: list[str] = []
    kept: list[Mapping[str, object]] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, 2):
        name = str(row.get(unit_column) or "").strip()
        if not name:
            if any(str(v or "").strip() for v in row.values()):
                bad.append(BadCell(f"第{number}行", "", f"没有“{unit_column}”，未计入"))
            continue
        if name in seen:
            bad.append(BadCell(f"第{number}行", name, "与前面的单位重复，未计入"))
            continue
        seen.add(name)
        units.append(name)
        kept.append(row)
    made = Values(units, source=source, bad=bad)
    for heading in dict.fromkeys(h for row in kept for h in row if h != unit_column):
        cells = [row.get(heading) for row in kept]
        read = [_figure(c) for c in cells]
        broken = [i for i, r in enumerate(read) if isinstance(r, str)]
        figures = sum(1 for r in read if r is not None and not isinstance(r, str))
        if broken and len(broken) >= max(1, figures):
            made.words[heading] = ["" if c is None else str(c).strip() for c in cells]
            continue
        for i in broken:
            bad.append(
                BadCell(f"“{units[i]}”行“{heading}”列", str(cells[i]), "不是数，按缺报处理，请改正后重算")
            )
        made.figures[heading] = [None if isinstance(r, str) else r for r in read]
    return made, bad


def _figure(cell: object) -> Value | str:
    """The cell's figure, None for a blank, the text itself for what is none."""
    if cell is None or (isinstance(cell, str) and cell.strip() in BLANK):
        return None
    if isinstance(cell, str):
        text = cell.strip().replace(",", "").replace("，", "").replace("−", "-")
        share = text.endswith(("%", "％"))
        try:
            return exact(text.rstrip("%％"))
        except ValueError:
            return text + "%" if share else text
    try:
        return exact(cell)
    except ValueError:
        return str(cell)
