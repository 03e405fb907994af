"""一企一策: what a firm has, what it lacks against each standard, and who does what next, on one page a firm.

A county's firms make one file, each on a page of its own. What stands on a page is cut to what a page
holds: long lists of gaps are told by their first lines and by how many more there are, for a page that
runs over is no page to hand across a table. The whole stands on the firm's page on screen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from luodi.papers import measure
from luodi.papers.gongwen import TEXT_WIDTH, Paper, date_words
from luodi.papers.ledgerbook import Light, Mark
from luodi.papers.ledgerpaper import light_words, mark_pages
from luodi.papers.safe import visible
from luodi.papers.wordstyles import STYLES, W, style_id
from luodi.papers.wordtable import table_grid, table_properties
from luodi.papers.wordxml import mm, twips

SMALL, HEADING = "公文表小字", "公文表头"

TOP, BOTTOM, NUMBER = 27.0, 27.0, 14.0
"""A sheet of tables for one firm: 10 mm more at head, 8 mm more at foot than a paper's text area, or it ran over."""
PAGE = 297.0 - TOP - BOTTOM - 24.0
"""Millimetres a firm's page may take, with room to spare: Word, WPS and LibreOffice set lines differently."""

SMALL_LINE, TEXT_LINE, TITLE_LINE, CELL = 270 / 56.7, 340 / 56.7, 660 / 56.7, 1.1
HEAD_LINE = 320 / 56.7 + CELL
SMALL_CHAR = 9 / 72 * 25.4
GAP_WIDTHS = (31.0, 22.0, 50.0, 38.0, 15.0)
STEP_WIDTHS = (68.0, 40.0, 20.0, 28.0)
ESTIMATE = "以上金额为估算，按所引文件和数据推算，不是税务或申报意见，以主管部门认定为准。"


@dataclass(frozen=True, slots=True)
class Gap:
    """One standard: what it says of the firm, what is lacking, what it would take."""

    standard: str
    verdict: Light
    lacks: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    cost: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody does next."""

    action: str
    lead: str
    responsible: str
    due: str


@dataclass(frozen=True, slots=True)
class FirmPlan:
    """One firm's page."""

    name: str
    uscc: str
    basis: str  # by which versions, on which data, under which number of the journal
    facts: tuple[tuple[str, str], ...] = ()
    years: tuple[str, ...] = ()  # heads of the figures' table, oldest first
    figures: tuple[tuple[str, tuple[str, ...]], ...] = ()
    gaps: tuple[Gap, ...] = ()
    money: tuple[str, ...] = ()  # each with its citation and day
    next: tuple[Step, ...] = ()


def plans_bytes(title: str, plans: Sequence[FirmPlan], made_on: dt.date, mark: Mark) -> bytes:
    """All of them as one Word file, each firm from the head of a page."""
    if not plans:
        raise ValueError("没有企业，不能成文。")
    paper = Paper(title, made_on)
    section = paper.docx.sections[0]
    section.top_margin, section.bottom_margin, section.footer_distance = mm(TOP), mm(BOTTOM), mm(NUMBER)
    mark_pages(section, mark)
    for number, plan in enumerate(plans):
        _page(paper, plan, made_on, first=number == 0)
    return paper.to_bytes()


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What of a plan goes on its page, and what room that leaves for the table of standards."""

    name: str
    lines: tuple[str, ...]
    figures: tuple[tuple[str, ...], ...]
    steps: tuple[tuple[str, ...], ...]
    more: str
    money: tuple[str, ...]
    basis: str

    @property
    def room(self) -> float:
        wide = measure.width(self.name)
        taken = TITLE_LINE * (1 if wide <= 24 else 2 if wide <= 42 else 3)
        taken += sum(_lines(text, TEXT_WIDTH, SMALL_CHAR) * SMALL_LINE for text in self.lines)
        taken += TEXT_LINE * (2 + bool(self.money) + bool(self.figures))
        small = [*self.money, self.basis, *([self.more] if self.more else [])]
        taken += sum(_lines(text, TEXT_WIDTH, SMALL_CHAR) * SMALL_LINE for text in small)
        taken += len(self.figures) * (SMALL_LINE + CELL) + HEAD_LINE if self.figures else 0
        taken += 2 * HEAD_LINE + sum(_height(row, STEP_WIDTHS) for row in self.steps)
        return PAGE - taken


def _sheet(plan: FirmPlan, made_on: dt.date) -> _Sheet:
    """As much as fits when every standard has two lines; figures, tasks and money give way in turn."""
    facts = "　".join(f"{label}：{value}" for label, value in plan.facts if value)
    lines = (f"统一社会信用代码：{plan.uscc}　制表日期：{date_words(made_on)}", _short(facts, 240))
    for figures, steps, money in ((5, 3, 4), (4, 3, 3), (4, 2, 2), (3, 2, 1), (2, 1, 0)):
        sheet = _Sheet(
            _short(plan.name, 36),
            lines,
            tuple((label, *(v or "—" for v in values)) for label, values in plan.figures[:figures]),
            tuple(_step(s) for s in plan.next[:steps]) or (("", "", "", ""), ("", "", "", "")),
            f"另有{len(plan.next) - steps}项任务，见台账。" if len(plan.next) > steps else "",
            (*(_short(m, 110) for m in plan.money[:money]), ESTIMATE) if plan.money and money else (),
            _short(plan.basis, 200),
        )
        if sheet.room >= len(plan.gaps) * (2 * SMALL_LINE + CELL):
            break
    return sheet


def _page(paper: Paper, plan: FirmPlan, made_on: dt.date, *, first: bool) -> None:
    sheet = _sheet(plan, made_on)
    between = "\n" if measure.width(sheet.name) > 24 else ""
    head = paper.add("公文标题", f"{sheet.name}{between}一企一策")
    head.paragraph_format.page_break_before = not first
    for text in sheet.lines:
        paper.add(SMALL, text)
    if sheet.figures:
        paper.add("公文表注", "近年情况（金额：万元）")
        widths = (44.0, *([(TEXT_WIDTH - 44.0) / max(len(plan.years), 1)] * len(plan.years)))
        align = ("left", *(["right"] * len(plan.years)))
        _table(paper, widths, ("指标", *plan.years), sheet.figures, align)
    paper.add("公文表注", "对照标准")
    heads = ("标准", "结论", "还差什么", "最省的办法", "万元")
    rows = _gaps(plan.gaps, sheet.room)
    _table(paper, GAP_WIDTHS, heads, rows, ("left", "center", "left", "left", "right"))
    paper.add("公文表注", "下一步")
    asked = ("事项", "责任单位", "责任人", "完成时限")
    _table(paper, STEP_WIDTHS, asked, sheet.steps, ("left", "left", "left", "center"))
    if sheet.more:
        paper.add(SMALL, sheet.more)
    if sheet.money:
        paper.add("公文表注", "政策账（估算）")
    for text in [*sheet.money, sheet.basis]:
        paper.add(SMALL, text)


def _step(step: Step) -> tuple[str, str, str, str]:
    return _short(step.action, 70), _short(step.lead, 24), _short(step.responsible, 12), step.due


def _gaps(gaps: Sequence[Gap], room: float) -> list[tuple[str, ...]]:
    """Rows of the table of standards: whole if they fit, else cut, each to its share of what room is left."""
    whole = [_gap_row(gap, 99) for gap in gaps]
    if sum(_height(row, GAP_WIDTHS) for row in whole) <= room:
        return whole
    rows: list[tuple[str, ...]] = []
    for number, gap in enumerate(gaps):
        share = room / max(1, len(gaps) - number)
        row = _gap_row(gap, max(1, int((share - CELL) / SMALL_LINE)))
        room -= _height(row, GAP_WIDTHS)
        rows.append(row)
    return rows


def _gap_row(gap: Gap, lines: int) -> tuple[str, ...]:
    lacks = _held(gap.lacks, GAP_WIDTHS[2], lines)
    steps = _held(gap.steps, GAP_WIDTHS[3], lines)
    return (
        gap.standard,
        light_words(gap.verdict),
        "\n".join(lacks) or "—",
        "\n".join(steps) or "—",
        gap.cost or "—",
    )


def _height(cells: Sequence[str], widths: Sequence[float]) -> float:
    most = max(_lines(text, width, SMALL_CHAR) for text, width in zip(cells, widths, strict=True))
    return most * SMALL_LINE + CELL


def _lines(text: str, width: float, char: float) -> int:
    """Lines a text takes in that many millimetres, on the roomy side."""
    room = max((width - 2.5) / char * 2, 2)
    return max(1, sum(measure.lines(part, room) for part in text.split("\n")))


def _held(texts: Sequence[str], width: float, lines: int) -> list[str]:
    """As many of the texts as the lines hold; how many more there are is said on the last of them."""
    kept: list[str] = []
    used = 0
    for number, text in enumerate(texts):
        left = len(texts) - number - 1
        room = lines - used - (1 if left else 0)
        whole = max(8, int((width - 2.5) / SMALL_CHAR) * max(room, 1) - 1)
        text = _short(text, whole)
        need = _lines(text, width, SMALL_CHAR)
        if kept and used + need > lines - (1 if left else 0):
            kept.append(f"另有{left + 1}项")
            break
        kept.append(text)
        used += need
    return kept


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


# ---- tables as text: a county's file has tens of thousands of cells, and an element a cell takes minutes ----


def _table(
    paper: Paper,
    widths: Sequence[float],
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    align: Sequence[str],
) -> None:
    from docx.oxml import parse_xml

    xml = [f'<w:tbl xmlns:w="{W}">']
    xml.append(_row([_cell(w, h, "center", HEADING) for w, h in zip(widths, heads, strict=True)]))
    for row in rows:
        xml.append(_row([_cell(w, c, a, SMALL) for w, c, a in zip(widths, row, align, strict=True)]))
    xml.append("</w:tbl>")
    table: Any = parse_xml("".join(xml))
    whole = [twips(w) for w in widths]
    table.insert(0, table_properties(sum(whole)))
    table.insert(1, table_grid(whole))
    paper.docx.element.body.insert_element_before(table, "w:sectPr")


def _row(cells: Sequence[str]) -> str:
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def _cell(width: float, text: str, align: str, style: str) -> str:
    lines = "".join(_paragraph(line, align, style) for line in (text or "").split("\n"))
    return f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{lines}</w:tc>'


def _paragraph(text: str, align: str, style: str) -> str:
    head = f'<w:p><w:pPr><w:pStyle w:val="{style_id(style)}"/><w:jc w:val="{align}"/></w:pPr>'
    if not text:
        return head + "</w:p>"
    font = STYLES[style].font
    fonts = " ".join(f'w:{script}="{font}"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
    words = escape(visible(text))
    return f'{head}<w:r><w:rPr><w:rFonts {fonts}/></w:rPr><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'
