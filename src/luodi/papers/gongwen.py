"""An official document, element by element, in the form of GB/T 9704-2012 党政机关公文格式.

Clause numbers in the comments are the standard's. Lengths are in millimetres, as the standard gives
them, until they reach the file. Word, WPS and LibreOffice open the result: no content controls, no
fields but PAGE, no pictures.

    paper = Paper("关于印发任务清单的通知", made_on=date(2025, 4, 5))
    paper.letterhead("云澜市科学技术局文件", "云科〔2025〕6号")
    paper.title("云澜市科学技术局关于印发任务清单的通知")
    paper.addressee("各县（市、区）人民政府：")
    paper.body("现将任务清单印发给你们，请认真抓好落实。")
    paper.signature("云澜市科学技术局", date(2025, 4, 5))
    paper.to_bytes()

Not done, because only a laid-out page can tell: that the imprint falls on an even page (7.4), and
line breaks of a title by sense (7.3.1; give them as line ends).
"""

from __future__ import annotations

import datetime as dt
import io
import math
from typing import TYPE_CHECKING

from luodi.papers import measure
from luodi.papers.safe import visible
from luodi.papers.wordparts import blank, closed
from luodi.papers.wordstyles import CHAR, KAITI, STYLES
from luodi.papers.wordxml import border, element, mm, page_number, points, set_fonts

if TYPE_CHECKING:  # python-docx is loaded when a paper is begun, not before
    from docx.document import Document
    from docx.section import Section
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

# 5.1, 5.2.1: A4; head 37 mm, binding edge 28 mm, text area 156 mm × 225 mm.
SHORT, LONG = 210.0, 297.0
HEAD, BINDING, FOOT, EDGE = 37.0, 28.0, 35.0, 26.0
TEXT_WIDTH, TEXT_HEIGHT = 156.0, 225.0
LINES_PER_PAGE, CHARS_PER_LINE = 22, 28  # 5.2.3

LINE_PITCH = 579  # twips; 580 lets only 21 lines into 225 mm
CHAR_SPACE = -849  # 1/4096 pt on a 16 pt character: 28 of them in 442.2 pt

NUMBER_DROP = 7.0  # 7.5: the page number's line stands 7 mm below the text area
NUMBER_HEIGHT = 6.0
MARK_DROP = 35.0  # 7.2.4: the issuing mark begins 35 mm below the top of the text area
RED = "FF0000"


def date_words(day: dt.date) -> str:
    """7.3.5.4: Arabic figures, no leading zeros.

    >>> date_words(dt.date(2025, 6, 5))
    '2025年6月5日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


class Paper:
    """One document being written from top to bottom."""

    def __init__(self, title: str, made_on: dt.date) -> None:
        import docx

        self.docx: Document = docx.Document(blank(title, made_on))
        section = self.docx.sections[0]
        _portrait(section)
        page_number(section.footer, "odd")
        page_number(section.even_page_footer, "even")

    def to_bytes(self) -> bytes:
        """The finished file. Equal papers give equal bytes."""
        buffer = io.BytesIO()
        self.docx.save(buffer)
        buffer.seek(0)
        return closed(buffer)

    # ---- 7.2 版头 --------------------------------------------------------------------------

    def letterhead(self, mark: str, number: str, signer: str = "") -> None:
        """The red issuing mark, the document number (with the signer on upward papers), the red line."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT

        head = self.add("公文标志", mark)
        head.paragraph_format.space_before = mm(MARK_DROP)
        size = min(42.0, TEXT_WIDTH / 25.4 * 72 / max(measure.width(mark) / 2, 1))
        for run in head.runs:
            run.font.size = points(math.floor(size))
        self.blank_lines(2)
        line = self.add("公文文号", f"　{number}" if signer else number)
        if signer:  # 7.2.6: number and signer one character in; an indent would shorten the red line
            line.alignment = WD_ALIGN_PARAGRAPH.LEFT
            stops = line.paragraph_format.tab_stops
            stops.add_tab_stop(mm(TEXT_WIDTH) - points(CHAR / 20), WD_TAB_ALIGNMENT.RIGHT)
            write_run(line, "\t签发人：", STYLES["公文文号"].font)
            write_run(line, signer, KAITI)
        border(line, "bottom", width=1.0, space=4.0, colour=RED)  # 7.2.7: 4 mm below the number
        self.blank_lines(2)

    # ---- 7.3 主体 --------------------------------------------------------------------------

    def title(self, text: str) -> None:
        """7.3.1: 2号小标宋, centred. A line end in the text breaks the title there."""
        self.add("公文标题", text)

    def addressee(self, text: str) -> None:
        """7.3.2: one line below the title, flush left, closed by a full-width colon."""
        self.blank_lines(1)
        self.add("公文主送", text.rstrip("：:") + "：")

    def heading(self, text: str, level: int) -> None:
        """7.3.3: 一、黑体, （一）楷体, 1. and （1）仿宋."""
        self.add(f"heading {level}", text)

    def body(self, text: str) -> None:
        """7.3.3: 3号仿宋, two characters in."""
        self.add("公文正文", text)

    def attachments(self, names: list[str]) -> None:
        """7.3.4: one line below the text, two characters in; a long name hangs under its first character."""
        self.blank_lines(1)
        for index, name in enumerate(names):
            number = f"{index + 1}." if len(names) > 1 else ""
            label = f"附件：{number}" if index == 0 else number
            line = self.add("公文附件说明", label + name.rstrip("。；，"))
            left = 5.0 + measure.width(number) / 2
            _hang(line, left, measure.width(label) / 2)

    def signature(self, name: str, day: dt.date, *, sealed: bool = False) -> None:
        """7.3.5: name and date below the text.

        Unsealed, the name stands two characters from the right and the date begins two characters
        further in; a date longer than the name stands two characters from the right instead. Sealed,
        the date stands four characters from the right and the name is centred above it.
        """
        self.blank_lines(1)
        words = date_words(day)
        name_width, date_width = measure.width(name) / 2, measure.width(words) / 2
        if sealed:
            date_right = 4.0
            name_right = max(0.0, date_right + (date_width - name_width) / 2)
        else:
            date_right = max(2.0, name_width - date_width)
            name_right = max(2.0, date_right + date_width + 2 - name_width)
        for text, right in ((name, name_right), (words, date_right)):
            _indent(self.add("公文落款", text), right=right)

    def remark(self, text: str) -> None:
        """7.3.6: （此件公开发布）, two characters in, below the date."""
        self.add("公文正文", f"（{text.strip('（）')}）")

    def attachment_head(self, label: str, title: str) -> None:
        """7.3.7: 附件1 in 黑体 on the first line of its page, the title on the third."""
        self.add("公文附件标注", label)
        self.blank_lines(1)
        self.title(title)

    # ---- 7.4 版记 --------------------------------------------------------------------------

    def imprint(self, copies: str, printer: str, day: dt.date) -> None:
        """抄送, and who printed it when, between rules at the foot of the last page.

        Word and WPS set it at the foot; LibreOffice 7, which floats no table as wide as the text,
        sets it below the last line.
        """
        from luodi.papers.wordtable import imprint_table

        lines = [f"抄送：{copies.rstrip('。')}。"] if copies else []
        imprint_table(self, [*lines, f"{printer}\t{date_words(day)}印发"])

    # ---- 8 横排表格 ------------------------------------------------------------------------

    def landscape(self) -> Section:
        """The pages from here on lie on their side, for a table (clause 8).

        The sheet is turned, not the form: the head of the table lies at the left of the upright
        sheet, and the page number keeps its place at the foot of the upright sheet, which is now
        the left edge.
        """
        section = self._next_section()
        _turned(section)
        for footer in (section.footer, section.even_page_footer):
            footer.is_linked_to_previous = False
        page_number(section.footer, "odd", turned=True)
        page_number(section.even_page_footer, "even", turned=True)
        return section

    def upright(self) -> Section:
        """The pages from here on stand upright again, beginning with a new one."""
        from docx.enum.section import WD_ORIENT

        section = self._next_section()
        section.orientation = WD_ORIENT.PORTRAIT
        _portrait(section)
        for footer in (section.footer, section.even_page_footer):
            footer.is_linked_to_previous = False
        page_number(section.footer, "odd")
        page_number(section.even_page_footer, "even")
        return section

    def _next_section(self) -> Section:
        from docx.enum.section import WD_SECTION

        written = self.docx.element.body.xpath("./w:p | ./w:tbl")
        last: Section = self.docx.sections[-1]  # nothing written yet: no empty first page
        return self.docx.add_section(WD_SECTION.NEW_PAGE) if written else last

    # ---- what everything above is made of ----------------------------------------------------

    def add(self, style: str, text: str) -> Paragraph:
        """A paragraph in one of the house styles, its fonts written on the run as well."""
        paragraph = self.docx.add_paragraph(style=style)
        if text:
            write_run(paragraph, text, STYLES[style].font)
        return paragraph

    def blank_lines(self, count: int) -> None:
        for _ in range(count):
            self.add("Normal", "")


def write_run(paragraph: Paragraph, text: str, font: str) -> Run:
    """Text made safe for XML, in one named font."""
    run = paragraph.add_run(visible(text))
    set_fonts(run, font)
    return run


def _portrait(section: Section) -> None:
    section.page_width, section.page_height = mm(SHORT), mm(LONG)
    section.top_margin, section.bottom_margin = mm(HEAD), mm(FOOT)
    section.left_margin, section.right_margin = mm(BINDING), mm(EDGE)
    section.header_distance = mm(15)
    section.footer_distance = mm(FOOT - NUMBER_DROP - NUMBER_HEIGHT)
    _grid(section, "linesAndChars")


def _turned(section: Section) -> None:
    """The upright sheet turned a quarter clockwise: its left edge is on top, its foot at the left."""
    from docx.enum.section import WD_ORIENT

    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = mm(LONG), mm(SHORT)
    section.top_margin, section.bottom_margin = mm(BINDING), mm(EDGE)
    section.left_margin, section.right_margin = mm(FOOT), mm(HEAD)
    section.header_distance, section.footer_distance = mm(15), mm(10)
    _grid(section, "lines")


def _grid(section: Section, kind: str) -> None:
    properties = section._sectPr
    for old in properties.xpath("./w:docGrid"):
        properties.remove(old)
    space = {"w:charSpace": str(CHAR_SPACE)} if kind == "linesAndChars" else {}
    properties.append(element("w:docGrid", {"w:type": kind, "w:linePitch": str(LINE_PITCH), **space}))


def _indent(paragraph: Paragraph, right: float) -> None:
    indent = {"w:rightChars": str(round(right * 100)), "w:right": str(round(right * CHAR))}
    paragraph._p.get_or_add_pPr()._insert_ind(element("w:ind", indent))


def _hang(paragraph: Paragraph, left: float, hanging: float) -> None:
    """Word counts leftChars of a hanging paragraph from another edge than WPS: twips only."""
    indent = {"w:left": str(round(left * CHAR)), "w:hanging": str(round(hanging * CHAR))}
    paragraph._p.get_or_add_pPr()._insert_ind(element("w:ind", indent))
