"""Where the table begins: the sheet and the row, or two, with the most of the headings the rules look for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from luodi import grids
from luodi.grids import FileUnusable
from luodi.racing.spec import Race
from luodi.tableunits import is_unit_row, parted

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
_BLANK = re.compile(r"\s+")


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
                    figures.setdefault(heading, leaf.unit or parted(heading)[1])
        figures |= {extra.column: "" for extra in race.extras}
        words = (race.group_column,) if race.group_column else ()
        return cls(race.unit_column, figures, words, tuple(v.column for v in race.vetoes))

    def headings(self) -> dict[str, str]:
        """Every heading by its bare form, and without the unit that may be written in it."""
        every = (*self.figures, *self.words, *self.either)
        return {_bare(parted(h)[0]): h for h in every} | {_bare(h): h for h in every}


@dataclass(slots=True)
class Head:
    """The heading found: sheet, first row of it (from 0), rows it takes, column → (heading, unit in it)."""

    sheet: str
    top: int
    height: int
    names: list[str]
    units: list[str]
    at: int
    known: int


def found(path: Path, wanted: Wanted, sheet: str) -> Head:
    best: Head | None = None
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
) -> Head | None:
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
        written = [*filter(None, column), *(c for c, _u in pairs)]
        hit = next((known[_bare(c)] for c in written if _bare(c) in known), None)
        taken += hit is not None and hit not in names
        names.append(hit or (_BLANK.sub("", pairs[0][0]) if pairs else ""))
        units.append(next((u for _c, u in pairs if u), ""))
    at = _unit_column(names, wanted)
    if at is None or not taken:
        return None
    names[at] = wanted.unit_column
    return Head(sheet, top, height, names, units, at, taken * 10 - height)


def _unit_column(names: Sequence[str], wanted: Wanted) -> int | None:
    bare = [_bare(n) for n in names]
    for name in (wanted.unit_column, *NAMED):
        if _bare(name) in bare:
            return bare.index(_bare(name))
    return None


def _words(cell: str | None) -> str:
    return (cell or "").strip()


def is_heading(name: str, head: Head) -> bool:
    """Whether a unit's cell holds the heading again, as at the top of a second printed page."""
    return _bare(name) in {_bare(n) for n in (head.names[head.at], *NAMED)}


def _bare(text: str) -> str:
    """A heading for comparing: half-width, without blanks and breaks.

    >>> _bare("R＆D 经费\\n投入强度")
    'r&d经费投入强度'
    """
    return _BLANK.sub("", unicodedata.normalize("NFKC", text)).lower()
