"""Ranks and shares told of a province, worked out again from the panel of published figures."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from luodi.racing.checking.digits import Number, Span, text
from luodi.racing.checking.finding import Finding
from luodi.racing.checking.names import REGIONS, provinces
from luodi.racing.exact import exact
from luodi.racing.printed.grid import Grid, Row
from luodi.racing.printed.relations import RANKS
from luodi.racing.printed.report import Cell, Report
from luodi.racing.ranks import places

SHIPPED = Path(__file__).parents[2] / "office" / "figures" / "data" / "panel.csv"
SCOPES = {name: tuple(words.split()) for name, words in REGIONS.items()} | {
    "西北": ("陕西", "甘肃", "青海", "宁夏", "新疆")
}
MEANT: tuple[tuple[str, str], ...] = (
    ("强度|intensity", "R&D经费投入强度"),
    ("生产总值|GDP", "地区生产总值(初步核算)"),
    ("常住人口|人口", "年末常住人口"),
    ("全时当量", "大中型工业企业R&D人员全时当量"),
    ("大中型.*R&D|大中型.*研发", "大中型工业企业R&D经费"),
    ("R&D|研发|研究与试验发展|科研经费|科技经费", "R&D经费"),
)
"""Words a fact uses, and the indicator of the panel they mean; the first that is said counts."""
GROWTH = re.compile(r"增速|增长|增幅|增加|growth")
NTH = re.compile(r"(全国|东部|中部|西部|东北|西北)?[^，,；;、。]*?第\s*(\d+)\s*[位名]?")
Panel = Mapping[tuple[str, int], Mapping[str, Number]]


@lru_cache(maxsize=1)
def shipped() -> tuple[Mapping[str, str], ...]:
    """The panel that comes with the program; nothing where it was not put in."""
    if not SHIPPED.is_file():
        return ()
    with SHIPPED.open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))


def arranged(rows: Sequence[Mapping[str, str]]) -> Panel:
    """Figures by indicator and year, then region; the first published of several vintages."""
    made: dict[tuple[str, int], dict[str, Number]] = {}
    for row in rows:
        if not row["year"].isdigit():
            continue
        written = str(row["value"])
        own = len(written.partition(".")[2])
        name = re.sub(
            r"\((首次公布|初步核算)\)$", lambda m: m[0] if m[1] == "初步核算" else "", row["indicator"]
        )
        made.setdefault((name, int(row["year"])), {}).setdefault(
            row["region"], Number(exact(written), own, own)
        )
    return made


def ranks(grid: Grid, rows: Sequence[Mapping[str, str]] | None, report: Report) -> None:
    """Every row that tells a province's rank: worked out from the panel and held against what is printed."""
    headings = [h for h in grid.headings if RANKS.search(h)]
    sentences = [" ".join([row.label, *row.words.values()]) for row in grid.rows]
    if not any(h for h in headings) and not any(NTH.search(s) for s in sentences):
        return
    panel = arranged(rows if rows else shipped())
    for row, sentence in zip(grid.rows, sentences, strict=True):
        if not re.search(r"(?:19|20)\d\d", sentence):
            sentence = f"{sentence} {grid.title}"
        said = " ".join([sentence, *(text(n.value) + "年" for h, n in row.numbers.items() if "年" in h)])
        for scope, printed, heading in _claims(row, said, headings):
            _one(grid, panel, row, said, scope, printed, heading, report)


def _claims(row: Row, said: str, headings: Sequence[str]) -> list[tuple[str, int, str]]:
    printed = [(h, row.numbers[h]) for h in headings if h in row.numbers]
    if printed:
        made = []
        for heading, number in printed:
            scope = next((s for s in SCOPES if s in heading), "") or next(
                (s for s in SCOPES if s in said), ""
            )
            made.append((scope, int(number.value), heading))
        return made
    return [(m[1] if m[1] in SCOPES else "", int(m[2]), "位次") for m in NTH.finditer(said)]


def _one(
    grid: Grid, panel: Panel, row: Row, said: str, scope: str, printed: int, heading: str, report: Report
) -> None:
    region = next((p for p in provinces() if p in said), "")
    indicator = next(
        (name for name in sorted({k[0] for k in panel}, key=len, reverse=True) if name in said), ""
    ) or next((name for words, name in MEANT if re.search(words, said)), "")
    years = [int(y) for y in re.findall(r"(?:19|20)\d\d", said)]
    if not region or not indicator or not years:
        return
    year, growing = max(years), GROWTH.search(said) is not None
    base = min(years) if len(set(years)) > 1 else year - 1
    level = _level(panel, indicator, year, base if growing else None)
    regions = SCOPES.get(scope, provinces())
    if (
        region not in level
        or region not in regions
        or len([r for r in regions if r in level]) < len(regions) * 0.9
    ):
        report.notes.append(f"“{row.label}”所需的数据不全，不能核算名次")
        return
    there = [r for r in regions if r in level]
    place = places([level[r].value for r in there])[there.index(region)] or 0
    low = 1 + sum(1 for r in there if r != region and level[r].low > level[region].high)
    high = 1 + sum(1 for r in there if r != region and level[r].high > level[region].low)
    how = f"{year}年{indicator}{f'比{base}年的增速' if growing else ''}在{scope or '全国'}{len(there)}个省份中的名次"
    found = "exact" if place == printed else "rounding" if low <= printed <= high else "wrong"
    report.cells.append(Cell(row.label, heading, str(printed), str(place), found, how))  # type: ignore[arg-type]
    if found != "exact":
        words = f"印为第{printed}，{how}为第{place}" + (
            "，差在数据的四舍五入以内" if found == "rounding" else ""
        )
        report.tell(
            [
                Finding(
                    "fact", "提示" if found == "rounding" else "错误", row.label, heading, grid.where(row, heading),
                    words, "核对所用数据的口径和版本", grid.source,
                )
            ]
        )  # fmt: skip


def _level(panel: Panel, indicator: str, year: int, base: int | None) -> dict[str, Span]:
    now = {r: n.span for r, n in panel.get((indicator, year), {}).items()}
    if base is None:
        return now
    then = panel.get((indicator, base), {})
    return {r: s / then[r].span for r, s in now.items() if r in then and then[r].span.low > 0}
