"""The notice of a race's result (通报) and the list of those commended, in the form of GB/T 9704.

A `Notice` is finished text: whoever signs may have changed every sentence. `drafted` writes a first text from a
result: 依据一句 → 结果 → 分析 → 要求 → 附件得分表, and prints no more lines than the rules let it.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from luodi.papers import measure
from luodi.papers.gongwen import TEXT_HEIGHT, TEXT_WIDTH, Paper
from luodi.papers.ledgerbook import Mark
from luodi.papers.ledgerpaper import Head, PaperCell, mark_pages
from luodi.papers.raceresult import (
    Heading,
    Number,
    RaceLine,
    RaceResult,
    first_lines,
    last_lines,
    printed,
    rise_words,
    told_lines,
)
from luodi.papers.wordtable import PaperTable, Words

NUMERALS = "一二三四五六七八九十"
TITLE_WIDTH = 38
"""Half-width characters of a title that surely stand on one line."""
_PERIOD = re.compile(r"\d{4}年(?:第?[一二三四]季度|[上下]半年|度|\d{1,2}月份?)?")
NAMED = 30
"""With more units than this the text counts them and leaves their names to the annex."""
WIDE = 9
"""From so many columns on, the table lies on its side."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What surrounds the text. `mark`: the red head (云澜市科技创新委员会办公室文件), empty for none; `number`:
    文号; `addressee`: 主送; `copies`, `printer`: 抄送 and 印发机关, empty for no imprint."""

    issuer: str
    made_on: dt.date
    mark: str = ""
    number: str = ""
    addressee: str = ""
    copies: str = ""
    printer: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of the text; the heading without its number, which is given when it is printed."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex: a table with its bands (group → rows), notes below it."""

    title: str
    heads: tuple[Head, ...]
    bands: tuple[tuple[str, tuple[tuple[PaperCell, ...], ...]], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice ready to print. `opening`: the sentence of its basis; sections without paragraphs are left out
    and the others are numbered through."""

    title: str
    letter: Letter
    opening: str
    sections: tuple[Section, ...]
    annexes: tuple[Annex, ...] = ()


def notice_bytes(notice: Notice) -> bytes:
    """The notice as a Word file."""
    letter = notice.letter
    paper = Paper(notice.title.replace("\n", ""), letter.made_on)
    title = by_sense(notice.title)
    if letter.mark:
        paper.letterhead(letter.mark, letter.number)
    paper.title(title)
    if letter.number and not letter.mark:
        paper.add("公文文号", letter.number)
    if letter.addressee:
        paper.addressee(letter.addressee)
    else:
        paper.blank_lines(1)
    paper.body(notice.opening)
    sections = [s for s in notice.sections if s.paragraphs]
    for numeral, section in zip(NUMERALS, sections, strict=False):
        if section.heading and len(sections) > 1:
            paper.heading(f"{numeral}、{section.heading}", 1)
        for text in section.paragraphs:
            paper.body(text)
    last = len(paper.docx.paragraphs) - 1
    if notice.annexes:
        paper.attachments([a.title for a in notice.annexes])
    paper.signature(letter.issuer, letter.made_on)
    for paragraph in paper.docx.paragraphs[last:-1]:  # name and date never stand on a page of their own
        paragraph.paragraph_format.keep_with_next = True
    for number, annex in enumerate(notice.annexes, 1):
        _annex(paper, annex, f"附件{number}" if len(notice.annexes) > 1 else "附件")
    if letter.printer:
        if notice.annexes and len(notice.annexes[-1].heads) >= WIDE:
            paper.upright()
        paper.imprint(letter.copies, letter.printer, letter.made_on)
    return paper.to_bytes()


def stamped(paper: bytes, mark: Mark) -> bytes:
    """A notice once more with who took it out when, and the journal's number, in the head of every page; the
    paper as it was issued stays without."""
    from docx import Document

    docx = Document(io.BytesIO(paper))
    for number, section in enumerate(docx.sections):
        if not number or not section.header.is_linked_to_previous:
            mark_pages(section, mark)
    out = io.BytesIO()
    docx.save(out)
    return out.getvalue()


def _annex(paper: Paper, annex: Annex, label: str) -> None:
    turned = len(annex.heads) >= WIDE
    if turned:
        paper.landscape()
    else:
        paper.upright()
    paper.attachment_head(label, by_sense(annex.title))
    paper.blank_lines(1)
    width = TEXT_HEIGHT if turned else TEXT_WIDTH
    whole = sum(h.share for h in annex.heads)
    table = PaperTable(paper, [h.share / whole * width for h in annex.heads], [h.title for h in annex.heads])
    for band, rows in annex.bands:
        if band:
            table.band(band)
        for row in rows:
            table.row([_words(cell, head) for cell, head in zip(row, annex.heads, strict=True)])
    for text in annex.notes or ("",):  # a table needs a line below it
        paper.add("公文表注", text)


def by_sense(title: str) -> str:
    """A title too long for one line, broken after its period instead of inside a word (7.3.1).

    >>> by_sense("关于2026年一季度县（市、区）科技创新赛马结果的通报")
    '关于2026年一季度\\n县（市、区）科技创新赛马结果的通报'
    """
    if "\n" in title or measure.width(title) <= TITLE_WIDTH:
        return title
    for found in _PERIOD.finditer(title):
        first, second = title[: found.end()], title[found.end() :]
        if measure.width(second) <= TITLE_WIDTH >= measure.width(first):
            return f"{first}\n{second}"
    return title


def _words(cell: PaperCell, head: Head) -> Words:
    if isinstance(cell, tuple):
        lines = [(cell[0], "公文表文"), *((text, "公文表小字") for text in cell[1:])]
        return Words(tuple(line for line in lines if line[0]), head.align)
    return Words.of(cell if isinstance(cell, str) else cell.word, align=head.align)


# ---- a first text ------------------------------------------------------------------------------------------


def drafted(
    result: RaceResult,
    letter: Letter,
    *,
    basis: str = "",
    analysis: Sequence[str] = (),
    asks: Sequence[str] = (),
) -> Notice:
    """A first text of the notice. `basis`: 根据……; what is not given is said in the usual words."""
    what = f"{result.period}{result.title}"
    rules = f"《{result.document.strip('《》')}》" if result.document else f"“{result.title}”计分规则"
    opening = (
        basis or f"根据{rules}，办公室对{result.period or '本期'}各单位数据进行核定和计分，现将结果通报如下。"
    )
    return Notice(
        f"关于{what}结果的通报",
        letter,
        opening,
        (
            Section("评比结果", tuple(_results(result))),
            Section("情况分析", tuple(analysis)),
            Section("工作要求", tuple(asks) or (_ASK,)),
        ),
        (score_annex(result),),
    )


_ASK = (
    "各单位要对照附件得分情况，逐项查找差距，落实责任和时限。位次靠前的单位要保持势头、总结做法；"
    "位次靠后和下降的单位要分析原因，拿出针对性举措，确保下一期有改进。"
)


def _results(result: RaceResult) -> list[str]:
    out = []
    groups = result.groups() if result.by_group else [""]
    for group in groups:
        lines = [x for x in result.lines if not group or x.group == group]
        out.append((f"{group}：" if group else "") + _sentence(result, lines))
    if result.shown.table != "full":
        return out
    risen = [f"{x.unit}（升{x.rise}位）" for x in result.ranked if (x.rise or 0) > 0]
    out += [f"与上期相比，位次上升的是：{'、'.join(risen)}。"] if 0 < len(risen) <= NAMED else []
    grades = {
        g: m for g in dict.fromkeys(x.grade for x in result.lines if x.grade) if (m := _members(result, g))
    }
    named = len(result.lines) <= NAMED
    classes = [f"{g}{len(m)}个" + (f"：{'、'.join(m)}" if named else "") for g, m in grades.items()]
    out += [f"按得分分类，{'；'.join(classes)}。"] if classes else []
    for x in result.lines:
        if x.place is None:
            out.append(f"{x.unit}不参加本期排名" + (f"：{'；'.join(x.remarks)}。" if x.remarks else "。"))
    return [*out, "各单位得分见附件。"]


def _members(result: RaceResult, grade: str) -> list[str]:
    return [x.unit for x in result.lines if x.grade == grade and x.place is not None]


def _sentence(result: RaceResult, lines: Sequence[RaceLine]) -> str:
    """Who is ahead and, where the rules let it be said, who is behind."""
    shown = result.shown
    ahead = first_lines(lines, shown.first or 3)
    told = f"共{len(lines)}个单位参加评比，综合得分位居前列的是：{_named(result, ahead)}"
    behind = [x for x in last_lines(lines, shown.last) if x not in ahead] if shown.table != "first" else []
    return told + (f"；排名靠后的是：{_named(result, behind)}" if behind else "") + "。"


def _named(result: RaceResult, lines: Sequence[RaceLine]) -> str:
    return "、".join(f"{x.unit}（第{x.place}名，{printed(x.score, result.places)}分）" for x in lines)


def score_annex(result: RaceResult) -> Annex:
    """The table of scores: place, unit, score, and what it is made of; only the lines that may be printed."""
    moved = any(x.rise is not None for x in result.lines)
    extras = any(x.bonus or x.deduction for x in result.lines)
    grades = any(x.grade for x in result.lines)
    both = not result.by_group and any(x.group_place is not None for x in result.lines)
    parts = [
        h for h in result.dimensions or result.leaves if any(_part(x, h) is not None for x in result.lines)
    ]
    heads = [Head("位次", 8, "center"), Head("单位", 18, "center"), Head("总分", 11, "center")]
    heads += [Head(_part_title(h.name, printed(h.weight, 0, "")), 10, "center") for h in parts]
    heads += [Head("加分", 8, "center"), Head("扣分", 8, "center")] if extras else []
    heads += [Head("升降", 8, "center")] if moved else []
    heads += [Head("类内位次", 12, "center")] if both else []
    heads += [Head("等次", 9, "center")] if grades else []

    def row(x: RaceLine) -> tuple[PaperCell, ...]:
        made: list[PaperCell] = ["—" if x.place is None else str(x.place), x.unit]
        made.append(printed(x.score, result.places))
        for h in parts:
            made.append(printed(_part(x, h), result.places))
        made += [printed(v, result.places) if v else "" for v in (x.bonus, x.deduction)] if extras else []
        made += [rise_words(x)] if moved else []
        made += [f"{x.group}第{x.group_place}" if x.group_place else "—"] if both else []
        return tuple(made + ([x.grade] if grades else []))

    groups = result.groups() if result.by_group else [""]
    bands = []
    for group in groups:
        lines = told_lines(result, [x for x in result.lines if not group or x.group == group])
        bands.append((group, tuple(row(x) for x in lines)))
    return Annex(f"{result.period}{result.title}得分表", tuple(heads), tuple(bands), tuple(_notes(result)))


def _part(line: RaceLine, heading: Heading) -> Number:
    """What a part gives a unit; nobody has any where units are compared two by two (Copeland, outranking)."""
    if not heading.leaf:
        return line.branches.get(heading.code)
    cell = line.cells.get(heading.code)
    return cell.adds if cell is not None else None


def _part_title(name: str, weight: str) -> str:
    return f"{name}（{weight}）" if weight else name


def _notes(result: RaceResult) -> list[str]:
    said = [f"注：1.得分按四舍五入保留{result.places}位小数，位次按未舍入的得分排定，得分相同的位次并列。"]
    more = []
    if result.shown.table != "full":
        few = {"first": f"前{result.shown.first}名"}.get(
            result.shown.table, f"前{result.shown.first}名和后{result.shown.last}名"
        )
        more.append(f"按规则只公布{few}。")
    told = {x.unit for x in told_lines(result, result.lines)}
    missing = [
        f"{x.unit}{'、'.join(h.name for h in result.leaves if _lacks(x, h.code))}"
        for x in result.lines
        if x.unit in told and any(_lacks(x, h.code) for h in result.leaves)
    ]
    if missing:
        more.append(f"缺报：{'；'.join(missing)}，按规则计分。")
    return said + [f"　　{n}.{text}" for n, text in enumerate(more, 2)]


def _lacks(line: RaceLine, code: str) -> bool:
    return code in line.cells and line.cells[code].figure is None


# ---- commendation ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Praised:
    """One who is commended: where from, for what, by which paper."""

    name: str
    place: str = ""
    reason: str = ""
    basis: str = ""


def commendation(
    letter: Letter,
    what: str,
    groups: Sequence[tuple[str, Sequence[Praised]]],
    *,
    opening: str = "",
    ask: str = "",
) -> Notice:
    """A notice of commendation; `groups` are headed lists (先进县（市、区）, 省级以上创新平台 …). Empty groups
    are left out. `what`: 2026年一季度科技创新工作先进单位."""
    kept = [(name, tuple(members)) for name, members in groups if members]
    if not kept:
        raise ValueError("没有可以表扬的单位，不能成文。")
    told = "、".join(f"{name}{len(members)}个" for name, members in kept)
    heads = [Head("序号", 7, "center"), Head("名称", 30)]
    full = [m for _n, members in kept for m in members]
    optional = [("所在地", 14, "place"), ("事由", 32, "reason"), ("依据", 26, "basis")]
    columns = [c for c in optional if any(getattr(m, c[2]) for m in full)]
    heads += [Head(title, share) for title, share, _key in columns]
    bands = tuple(
        (
            f"{name}（{len(members)}个）",
            tuple(
                (str(i), m.name, *(getattr(m, key) for _t, _s, key in columns))
                for i, m in enumerate(members, 1)
            ),
        )
        for name, members in kept
    )
    return Notice(
        f"关于表扬{what}的通报",
        letter,
        opening or f"为树立典型、激励先进，经研究，决定对{told}予以表扬。",
        (Section("", (ask or _HOPE,)),),
        (Annex(f"{what}表扬名单", tuple(heads), bands),),
    )


_HOPE = "希望受表扬的单位珍惜荣誉、再接再厉。各地各单位要以先进为榜样，对标找差，推动科技创新工作再上新台阶。"


def praised(result: RaceResult, *, first: int = 0, grade: str = "") -> list[Praised]:
    """Those of a race who may be praised: the first so many, or a class; never one whom a veto bars."""
    lines = first_lines(result.lines, first) if first else [x for x in result.ranked if x.grade == grade]
    what = f"{result.period}{result.title}"
    return [
        Praised(x.unit, "", f"{what}第{x.place}名（{printed(x.score, result.places)}分）", result.document)
        for x in lines
        if x.commended
    ]
