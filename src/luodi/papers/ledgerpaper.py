"""Papers of the ledger in official form: a filtered list as a turned table, and briefs in running text.

A brief is a title, headed sections of paragraphs and tables, and who signs it. A list is one table on
turned pages. Both carry in the head of every page who exported them, when, and under which number of
the journal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from luodi.papers.gongwen import TEXT_HEIGHT, TEXT_WIDTH, Paper, date_words, write_run
from luodi.papers.ledgerbook import Light, Mark
from luodi.papers.wordstyles import SONGTI
from luodi.papers.wordtable import PaperTable, Words
from luodi.papers.wordxml import points

if TYPE_CHECKING:
    from docx.section import Section as PageSection

SHAPES = {"red": "▲", "yellow": "◆", "pale": "◇", "green": "●", "blue": "■", "grey": "○"}
"""The shapes of the lights on screen, as characters: on black-and-white paper they tell as much."""

SMALL = "公文表小字"


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its title, its share of the width, how its words stand."""

    title: str
    share: float
    align: Literal["left", "center", "right"] = "left"


PaperCell = str | Light | tuple[str, ...]
"""Words, a light, or a line of words with smaller lines below it."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a paper; its columns share the width of the page."""

    heads: tuple[Head, ...]
    rows: Sequence[Sequence[PaperCell]]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A headed part of a brief. The heading carries its own number: 一、总体进展."""

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None
    level: int = 1


@dataclass(frozen=True, slots=True)
class Brief:
    """A paper in running text."""

    title: str
    made_on: dt.date
    parts: tuple[Part, ...]
    mark: Mark
    signer: str = ""


@dataclass(frozen=True, slots=True)
class ListPaper:
    """A list as an annex: the sentence says what is in it."""

    title: str
    sentence: str
    made_on: dt.date
    table: Table
    mark: Mark
    notes: tuple[str, ...] = ()
    label: str = "附件"


def light_words(light: Light) -> str:
    """
    >>> light_words(Light("red", "红灯"))
    '▲红灯'
    """
    return f"{SHAPES.get(light.colour, '○')}{light.word}"


def brief_bytes(brief: Brief) -> bytes:
    """The brief as a Word file."""
    paper = Paper(brief.title, brief.made_on)
    mark_pages(paper.docx.sections[0], brief.mark)
    paper.title(brief.title)
    paper.blank_lines(1)
    for part in brief.parts:
        if part.heading:
            paper.heading(part.heading, part.level)
        for text in part.paragraphs:
            paper.body(text)
        if part.table is not None:
            _table(paper, part.table, TEXT_WIDTH)
    if brief.signer:
        paper.signature(brief.signer, brief.made_on)
    return paper.to_bytes()


def list_bytes(listed: ListPaper) -> bytes:
    """The list as a Word file of turned pages."""
    paper = Paper(listed.title, listed.made_on)
    mark_pages(paper.landscape(), listed.mark)
    if listed.label:
        paper.attachment_head(listed.label, listed.title)
    else:
        paper.title(listed.title)
    paper.add("公文表注", f"{listed.sentence}。制表日期：{date_words(listed.made_on)}")
    _table(paper, listed.table, TEXT_HEIGHT)
    for text in listed.notes:
        paper.add("公文表注", text)
    return paper.to_bytes()


def _table(paper: Paper, table: Table, width: float) -> None:
    if table.caption:
        paper.add("公文表注", table.caption)
    whole = sum(h.share for h in table.heads)
    widths = [h.share / whole * width for h in table.heads]
    made = PaperTable(paper, widths, [h.title for h in table.heads])
    for row in table.rows:
        made.row([_words(cell, head) for cell, head in zip(row, table.heads, strict=True)])
    paper.add("公文表注", "")  # a table needs a line below it before the text goes on


def _words(cell: PaperCell, head: Head) -> Words:
    if isinstance(cell, Light):
        return Words.of(light_words(cell), align="center")
    if isinstance(cell, str):
        return Words.of(cell, align=head.align)
    lines = [(cell[0], "公文表文"), *((text, SMALL) for text in cell[1:])]
    return Words(tuple(line for line in lines if line[0]), head.align)


def mark_pages(section: PageSection, mark: Mark) -> None:
    """The mark, small and grey, at the right of every page's head."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import RGBColor

    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        line = header.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = write_run(line, mark.text, SONGTI)
        run.font.size = points(8)
        run.font.color.rgb = RGBColor(0x77, 0x77, 0x77)
