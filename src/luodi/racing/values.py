"""The table a race is run over: units down, figures across, each cell knowing where it came from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from luodi.racing.exact import Value, exact

BLANK = {
    *("", "-", "—", "--", "——", "...", "/", "\\", "*", "无", "空", "缺", "n/a", "na", "null", "none"),
    *("缺报", "未报", "无数据", "不适用", "N/A", "NA", "…", "－", "／", "＊"),
}
"""What people write where there is no figure. None of it is zero."""

MOST = 10**18
"""No figure of any county is larger; what is, is a slip of the hand, told as no figure."""

_BLANKS = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_SIGNS = str.maketrans({"−": "-", "–": "-", "\u200b": None, "\ufeff": None, "'": None, "’": None, "¥": None})
_COUNTING = re.compile(r"\s*[%人名个家件项年天分级岁]$")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")


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
    rows: Sequence[Mapping[str, object]],
    unit_column: str = "单位",
    source: str = "",
    *,
    figures: Collection[str] = (),
    words: Collection[str] = (),
    at: Callable[[int, str], str] | None = None,
) -> tuple[Values, list[BadCell]]:
    """Rows of cells to values. `figures` and `words` are headings that must be the one or the other; any other
    column is figures unless at least half of it is plainly words. A cell that looks like a broken figure is
    told, and the rest stays. `at` tells the place of a cell by row (from 0) and heading.

    >>> made, bad = table([{"单位": "甲县", "得分": "98.5"}, {"单位": "乙县", "得分": "—"}])
    >>> made.units, made.figures["得分"], bad
    (['甲县', '乙县'], [Fraction(197, 2), None], [])
    """
    bad: list[BadCell] = []
    units: list[str] = []
    kept: list[tuple[int, Mapping[str, object]]] = []
    seen: set[str] = set()
    for number, row in enumerate(rows):
        name = unit_name(row.get(unit_column))
        place = at(number, unit_column) if at else f"第{number + 2}行"
        if not name:
            if any(str(v or "").strip() for v in row.values()):
                bad.append(BadCell(place, "", f"没有“{unit_column}”，未计入"))
            continue
        if name in seen:
            bad.append(BadCell(place, name, "与前面的单位重复，未计入"))
            continue
        seen.add(name)
        units.append(name)
        kept.append((number, row))
    made = Values(units, source=source, bad=bad)
    for heading in dict.fromkeys(h for _n, row in kept for h in row if h != unit_column):
        cells = [row.get(heading) for _n, row in kept]
        if at:
            made.where |= {(u, heading): at(n, heading) for u, (n, _row) in zip(units, kept, strict=True)}
        read = [figure(c) for c in cells]
        broken = [i for i, r in enumerate(read) if isinstance(r, str)]
        whole = sum(1 for r in read if r is not None and not isinstance(r, str))
        if heading in words or (heading not in figures and broken and len(broken) >= max(1, whole)):
            made.words[heading] = ["" if c is None else str(c).strip() for c in cells]
            continue
        for i in broken:
            what = "不是数，按缺报处理，请改正后重算"
            bad.append(BadCell(made.place(units[i], heading), str(cells[i]), what))
        made.figures[heading] = [None if isinstance(r, str) else r for r in read]
    return made, bad


def unit_name(cell: object) -> str:
    """A unit's name without the blanks that set it in its cell.

    >>> unit_name("　白 塔　县 "), unit_name(None)
    ('白塔县', '')
    """
    return _BLANKS.sub("", str(cell).strip()) if cell is not None else ""


def figure(cell: object) -> Value | str:
    """The cell's figure, None for a blank, the text itself for what is none. Full-width digits, thousands'
    commas, accountants' brackets, a per-cent sign and a counting word behind the number are read; an amount
    with its own 万 or 亿 is told, since the table has one unit for all of a column.

    >>> figure("１，２００.５"), figure("(3)"), figure("4.5%"), figure("12家"), figure("无")
    (Fraction(2401, 2), Fraction(-3, 1), Fraction(9, 2), Fraction(12, 1), None)
    >>> figure("12,34"), figure("3亿")
    ('12,34', '3亿')
    """
    if cell is None:
        return None
    if not isinstance(cell, str):
        try:
            value = exact(cell)
        except ValueError:
            return str(cell)
        return value if abs(value) <= MOST else str(cell)
    text = unicodedata.normalize("NFKC", cell).translate(_SIGNS).strip()
    if text.lower() in BLANK:
        return None
    if text.startswith("(") and text.endswith(")"):
        text = "-" + text[1:-1]
    text = _COUNTING.sub("", text).replace(" ", "")
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if not _NUMBER.fullmatch(text):
        return cell.strip()
    value = exact(text)
    return value if abs(value) <= MOST else cell.strip()
