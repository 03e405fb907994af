"""A race's result as an Excel workbook: who stands where, what every score is made of, where every figure is from.

Sheets: 成绩 (places, dimensions, remarks), 指标得分 (what each indicator adds; the sums are formulas, so that a
county can follow them), 与平均差 (what lifts a unit above the average of all, or below), 数据 (one row for each
figure with its formula and its place), 规则, 说明. Numbers stand in their cells unrounded; only their format cuts
them. Every text is written as text: what looks like a formula is none.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from luodi.papers.bookpage import BookCell, Page, Pen
from luodi.papers.raceresult import Heading, Number, RaceLine, RaceResult, plain, printed
from luodi.papers.safe import fitted, visible
from luodi.papers.sheetnames import unique_names
from luodi.papers.table import Sheet

RISES = ((1, "#CDEBD3"), (-1, "#F8CBC6"))


def race_book(result: RaceResult, made_on: dt.date, *, mark: str = "", sheets: Sequence[Sheet] = ()) -> bytes:
    """The workbook. `mark` stands under every title (who took it out, when); `sheets` are put at the end
    (findings of the check, movements, rank intervals)."""
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    title = f"{result.period}{result.title}"
    created = dt.datetime.combine(made_on, dt.time())
    book.set_properties({"title": fitted(visible(title), 255), "created": created})
    pen = Pen(book, result.places)
    line = "　".join(
        t for t in (f"规则：{result.rules}", f"数据：{result.source}" if result.source else "", mark) if t
    )
    _standings(pen.page("成绩", title, line), result)
    _points(pen.page("指标得分", f"{title}指标得分", line), result)
    _apart(pen.page("与平均差", f"{title}各指标与平均分之差", line), result)
    _figures(pen.page("数据", f"{title}数据与来源", line), result)
    _rules(pen.page("规则", f"{result.title}规则", line), result)
    _remarks(pen.page("说明", f"{title}说明", line), result)
    taken = [sheet.name for sheet in book.worksheets()]
    names = unique_names([*taken, *(sheet.name for sheet in sheets)])[len(taken) :]
    for sheet, name in zip(sheets, names, strict=True):
        page = pen.page(name, sheet.name, line)
        page.head([c.title for c in sheet.columns], [c.most for c in sheet.columns])
        for row in sheet.rows:
            page.row(row)
        page.close()
    book.close()
    return buffer.getvalue()


def _standings(page: Page, result: RaceResult) -> None:
    """Places, dimensions, what was added and taken, remarks."""
    parts = result.dimensions or result.leaves
    grouped, graded = any(x.group for x in result.lines), any(x.grade for x in result.lines)
    titles = [
        "位次",
        "上期位次",
        "升降",
        "单位",
        *(["类别", "类内位次"] if grouped else []),
        "总分",
        "基础分",
    ]
    titles += ["加分", "扣分", *(_weighted(h) for h in parts), *(["等次"] if graded else []), "备注"]
    widths = [
        6,
        8,
        6,
        16,
        *([10, 8] if grouped else []),
        9,
        9,
        8,
        8,
        *(11 for _ in parts),
        *([8] if graded else []),
        44,
    ]
    page.head(titles, widths)
    score = page.pen.decimals()
    formats = [{"位次": "0", "升降": "+0;-0;0"}.get(t, score) for t in titles]
    for i in range(2):
        formats[i] = "0"
    if grouped:
        formats[5] = "0"
    for x in result.lines:
        cells: list[BookCell] = [x.place if x.place is not None else "不排名", x.before, x.rise, x.unit]
        cells += [x.group, x.group_place] if grouped else []
        cells += [x.score, x.base, x.bonus or None, x.deduction or None]
        cells += [_part(x, h) for h in parts]
        cells += [x.grade] if graded else []
        at = page.row([*cells, "；".join(x.remarks)], formats)
        for sign, fill in RISES:
            if x.rise and x.rise * sign > 0:
                page.cell(at, 2, x.rise, "+0;-0;0", bg_color=fill)
    page.close()


def _part(line: RaceLine, heading: Heading) -> Number:
    if heading.leaf:
        cell = line.cells.get(heading.code)
        return None if cell is None else cell.adds
    return line.branches.get(heading.code)


def _weighted(heading: Heading) -> str:
    return heading.name if heading.weight is None else f"{heading.name}（{plain(heading.weight)}）"


def _points(page: Page, result: RaceResult) -> None:
    """What each indicator adds. The base is a sum over its row where the additions make it up."""
    leaves = result.leaves
    titles = ["位次", "单位", *(_weighted(h) for h in leaves), "基础分", "加分", "扣分", "总分"]
    above = ["", "", *(h.dimension for h in leaves), "", "", "", ""]
    page.head(titles, [6, 16, *(11 for _ in leaves), 9, 8, 8, 9], above)
    formats = ["0", "", *(page.pen.decimals() for _ in range(len(leaves) + 4))]
    for x in result.lines:
        adds = [c.adds if (c := x.cells.get(h.code)) else None for h in leaves]
        at = page.row([x.place, x.unit, *adds, x.base, x.bonus, x.deduction, x.score], formats)
        if x.base is not None and sum((a for a in adds if a is not None), Fraction(0)) == x.base:
            end = len(leaves) + 1
            page.formula(at, end + 1, f"=SUM({_at(at, 2)}:{_at(at, end)})", x.base)
            page.formula(at, end + 4, f"=SUM({_at(at, end + 1)}:{_at(at, end + 3)})", x.score)
    page.close()


def _at(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column))


def _apart(page: Page, result: RaceResult) -> None:
    """Additions less the average addition of those ranked: the picture of a unit's strong and weak sides."""
    leaves = result.leaves
    page.head(
        ["位次", "单位", *(h.name for h in leaves), "总分"],
        [6, 16, *(11 for _ in leaves), 9],
        ["", "", *(h.dimension for h in leaves), ""],
    )
    middles = [_middle(c.adds for x in result.ranked if (c := x.cells.get(h.code))) for h in leaves]
    whole = _middle(x.score for x in result.ranked)
    signed = f"+{page.pen.decimals()};-{page.pen.decimals()};{page.pen.decimals()}"
    formats = ["0", "", *(signed for _ in range(len(leaves) + 1))]
    for x in result.lines:
        adds = [c.adds if (c := x.cells.get(h.code)) else None for h in leaves]
        apart = [_less(a, m) for a, m in zip(adds, middles, strict=True)]
        page.row([x.place, x.unit, *apart, _less(x.score, whole)], formats)
    last = page.next - 1
    scale: dict[str, Any] = {
        "type": "3_color_scale",
        "min_color": "#F4B6AE",
        "mid_color": "#FFFFFF",
        "max_color": "#B7E1C0",
    }
    scale |= {"mid_type": "num", "mid_value": 0}
    page.page.conditional_format(page.top, 2, last, len(leaves) + 1, scale)
    formats = ["", "", *(page.pen.decimals() for _ in range(len(leaves) + 1))]
    page.close()
    page.row(["", "平均得分", *middles, whole], formats)


def _less(value: Number, middle: Number) -> Number:
    return None if value is None or middle is None else value - middle


def _middle(values: Iterable[Number]) -> Number:
    there = [v for v in values if v is not None]
    return sum(there, Fraction(0)) / len(there) if there else None


def _figures(page: Page, result: RaceResult) -> None:
    """One row for each figure: what it was measured against, what it became, where it is from."""
    titles = [
        "单位",
        "指标",
        "数值",
        "计量单位",
        "目标值",
        "基期值",
        "百分制得分",
        "计入总分",
        "来源部门",
        "位置",
        "说明",
    ]
    page.head(titles, [16, 26, 12, 9, 12, 12, 11, 10, 12, 22, 40])
    formats = ["", "", "General", "", "General", "General", page.pen.decimals(4), page.pen.decimals(4)]
    for x in result.lines:
        for h in result.leaves:
            c = x.cells.get(h.code)
            if c is not None:
                values = (
                    c.figure if c.figure is not None else "缺报",
                    h.unit,
                    c.target,
                    c.base,
                    c.points,
                    c.adds,
                )
                page.row([x.unit, h.name, *values, h.source, c.where, c.note], formats)
    page.close()


def _rules(page: Page, result: RaceResult) -> None:
    page.head(["项目", "权重", "计量单位", "计分", "来源部门"], [34, 10, 10, 76, 14])
    for h in result.headings:
        page.row(
            [h.name, h.weight, h.unit, h.how, h.source], ["", "General"], **({} if h.leaf else {"bold": True})
        )
    for name, words in result.facts:
        page.row([name, None, "", words, ""])
    page.close(filtered=False)


def _remarks(page: Page, result: RaceResult) -> None:
    page.head(["事项", "内容"], [18, 110])
    page.row(["舍入", f"位次按未舍入的得分排定；表中得分显示{result.places}位小数，单元格里是未舍入的数。"])
    for kind, lines in (("读不懂的单元格", result.bad), ("数据和权重处理", result.said)):
        for text in lines:
            page.row([kind, text])
    for x in result.lines:
        for text in x.remarks:
            page.row([x.unit, text])
    if result.ranked:
        page.row(["平均得分", printed(_middle(x.score for x in result.ranked), result.places)])
    page.close(filtered=False)
