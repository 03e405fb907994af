"""Tables of official papers: fixed widths, black rules, a head that repeats, rows that stay whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from luodi.papers.gongwen import (
    BINDING,
    EDGE,
    FOOT,
    NUMBER_DROP,
    NUMBER_HEIGHT,
    SHORT,
    TEXT_WIDTH,
    Paper,
    write_run,
)
from luodi.papers.wordstyles import STYLES, style_id
from luodi.papers.wordxml import element, number_field, twips

if TYPE_CHECKING:
    from docx.section import _Footer

NUMBER_LENGTH = 30.0  # mm of the text area's foot that the page number's cell takes up
MARGIN_X, MARGIN_Y = 57, 28  # twips between the rules of a cell and its words
THICK, MIDDLE, THIN = 8, 6, 4  # eighths of a point; 7.4.1: outer rules 0.35 mm, inner 0.25 mm


@dataclass(frozen=True, slots=True)
class Words:
    """Paragraphs of one cell, each with its style."""

    paragraphs: tuple[tuple[str, str], ...]  # (text, style)
    align: Literal["left", "center", "right"] = "left"

    @classmethod
    def of(
        cls, text: str, style: str = "公文表文", align: Literal["left", "center", "right"] = "left"
    ) -> Words:
        return cls(((text, style),), align)


class PaperTable:
    """A table in the making; rows go straight into the XML, which is quick for long lists."""

    def __init__(self, paper: Paper, widths: Sequence[float], titles: Sequence[str]) -> None:
        self.widths = [twips(width) for width in widths]
        self.paper = paper
        self.table = element("w:tbl", {}, table_properties(sum(self.widths)), table_grid(self.widths))
        paper.docx.element.body.insert_element_before(self.table, "w:sectPr")
        head = [Words.of(title, "公文表头", "center") for title in titles]
        self.row(head, height=9.0, repeat=True)

    def row(self, cells: Sequence[Words], *, height: float = 7.5, repeat: bool = False) -> None:
        """One row; it never breaks across pages, and a head is repeated on each."""
        made = (_cell(self.paper, width, words) for width, words in zip(self.widths, cells, strict=True))
        self.table.append(element("w:tr", {}, _row_properties(twips(height), repeat=repeat), *made))

    def band(self, text: str) -> None:
        """A row of one cell across the table: the chapter the rows below stand under."""
        words = Words.of(text, "公文表头")
        cell = _cell(self.paper, sum(self.widths), words, span=len(self.widths), keep=True)
        self.table.append(element("w:tr", {}, _row_properties(twips(8.5)), cell))


def _cell(paper: Paper, width: int, words: Words, span: int = 1, keep: bool = False) -> Any:
    properties = element("w:tcPr", {}, element("w:tcW", {"w:w": str(width), "w:type": "dxa"}))
    if span > 1:
        properties.append(element("w:gridSpan", {"w:val": str(span)}))
    properties.append(element("w:vAlign", {"w:val": "center"}))
    cell = element("w:tc", {}, properties)
    for text, style in words.paragraphs or (("", "公文表文"),):
        cell.append(_paragraph(paper, text, style, words.align, keep))
    return cell


def _paragraph(paper: Paper, text: str, style: str, align: str, keep: bool) -> Any:
    from docx.text.paragraph import Paragraph

    properties = element("w:pPr", {}, element("w:pStyle", {"w:val": style_id(style)}))
    if keep:
        properties.append(element("w:keepNext"))
    properties.append(element("w:jc", {"w:val": align}))
    made = element("w:p", {}, properties)
    if text:
        write_run(Paragraph(made, paper.docx._body), text, STYLES[style].font)
    return made


def _row_properties(height: int, *, repeat: bool = False) -> Any:
    properties = element("w:trPr", {}, element("w:cantSplit"))
    properties.append(element("w:trHeight", {"w:val": str(height), "w:hRule": "atLeast"}))
    if repeat:
        properties.append(element("w:tblHeader"))
    return properties


def table_grid(widths: Iterable[int]) -> Any:
    return element("w:tblGrid", {}, *(element("w:gridCol", {"w:w": str(width)}) for width in widths))


def table_properties(
    width: int, floating: dict[str, str] | None = None, margin: int = MARGIN_X, **rules: int
) -> Any:
    """Fixed layout; `rules` gives the weight of each rule, all thin unless said."""
    rules = rules or dict.fromkeys(("top", "left", "bottom", "right", "insideH", "insideV"), THIN)
    borders = (
        element(f"w:{side}", {"w:val": "single", "w:sz": str(weight), "w:space": "0", "w:color": "000000"})
        for side, weight in rules.items()
        if weight
    )
    properties = element("w:tblPr")
    if floating:
        properties.append(element("w:tblpPr", floating))
        properties.append(element("w:tblOverlap", {"w:val": "never"}))
    properties.append(element("w:tblW", {"w:w": str(width), "w:type": "dxa"}))
    if not floating:
        properties.append(element("w:jc", {"w:val": "center"}))
    properties.append(element("w:tblBorders", {}, *borders))
    properties.append(element("w:tblLayout", {"w:type": "fixed"}))
    # Said here as well as in the style: LibreOffice takes its own margins where a table has none.
    edges = (("top", MARGIN_Y), ("left", margin), ("bottom", MARGIN_Y), ("right", margin))
    sides = (element(f"w:{side}", {"w:w": str(width), "w:type": "dxa"}) for side, width in edges)
    properties.append(element("w:tblCellMar", {}, *sides))
    return properties


def imprint_table(paper: Paper, lines: Sequence[str]) -> None:
    """7.4: rules as wide as the text area, set at its foot; what follows a tab stands at the right."""
    style, whole = STYLES["公文版记"], twips(TEXT_WIDTH)
    floating = {
        "w:vertAnchor": "margin", "w:horzAnchor": "margin", "w:tblpXSpec": "center", "w:tblpYSpec": "bottom",
    }  # fmt: skip
    rules = {"top": THICK, "bottom": THICK, "insideH": MIDDLE}
    table = element("w:tbl", {}, table_properties(whole, floating, margin=0, **rules), table_grid([whole]))
    for line in lines:
        cell = _cell(paper, whole, Words.of(line, style.name))
        tab = element("w:tab", {"w:val": "right", "w:pos": str(whole - style.char)})
        cell.p_lst[0].pPr.insert_element_before(element("w:tabs", {}, tab), "w:jc")
        table.append(element("w:tr", {}, _row_properties(style.line), cell))
    paper.docx.element.body.insert_element_before(table, "w:sectPr")
    paper.add("公文尾行", "")  # a table may not end a document; this takes no room


def turned_page_number(footer: _Footer, side: Literal["odd", "even"]) -> None:
    """The number of a page that lies on its side, where the upright sheet has it (clause 8).

    The foot of the upright sheet is the left edge here, its right edge the lower one; the words run
    downwards. A one-cell table is the plainest thing that Word, WPS and LibreOffice all turn.
    """
    from docx.text.paragraph import Paragraph

    x = FOOT - NUMBER_DROP - NUMBER_HEIGHT
    y = SHORT - EDGE - NUMBER_LENGTH if side == "odd" else BINDING
    floating = {
        "w:leftFromText": "0", "w:rightFromText": "0", "w:vertAnchor": "page", "w:horzAnchor": "page",
        "w:tblpX": str(twips(x)), "w:tblpY": str(twips(y)),
    }  # fmt: skip
    width = twips(NUMBER_HEIGHT)
    paragraph = element("w:p", {}, element("w:pPr", {}, element("w:pStyle", {"w:val": "Footer"})))
    cell = element(
        "w:tc",
        {},
        element(
            "w:tcPr",
            {},
            element("w:tcW", {"w:w": str(width), "w:type": "dxa"}),
            element("w:textDirection", {"w:val": "tbRl"}),
            element("w:vAlign", {"w:val": "center"}),
        ),
        paragraph,
    )
    height = {"w:val": str(twips(NUMBER_LENGTH)), "w:hRule": "exact"}
    row = element("w:tr", {}, element("w:trPr", {}, element("w:trHeight", height)), cell)
    properties = table_properties(width, floating, margin=0, top=0)
    table = element("w:tbl", {}, properties, table_grid([width]), row)
    for old in list(footer._element):
        footer._element.remove(old)
    footer._element.append(table)
    footer.add_paragraph(style="footer")  # a table may not end a footer
    number_field(Paragraph(paragraph, footer), side)
