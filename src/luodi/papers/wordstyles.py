"""The fonts, sizes and paragraph styles of an official document (GB/T 9704-2012), as named data.

A style says its font for ascii, hAnsi and eastAsia alike, so that figures and brackets follow the
Chinese face. The faces of the standard are not free to ship: a file names them, with a face every
Windows has as the alternative (fontTable's altName). A machine with neither shows its own fallback
on screen; the file keeps the right names and prints right in the office.

22 lines of 28 characters come from exact line spacing and tracking, not from snapping to the page's
grid, though the grid is declared: LibreOffice gives a character that is wider than its cell two
cells, and 16 pt is wider than 156 mm ÷ 28. So the page is the same in Word, WPS and LibreOffice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

XIAOBIAOSONG = "方正小标宋简体"
FANGSONG = "仿宋_GB2312"
KAITI = "楷体_GB2312"
HEITI = "黑体"
SONGTI = "宋体"

ALTERNATIVES = {XIAOBIAOSONG: "宋体", FANGSONG: "仿宋", KAITI: "楷体", HEITI: "SimHei", SONGTI: "SimSun"}

# Sizes by their Chinese names, in points (5.2.2: 3号仿宋 unless another is said).
SIZE_1, SIZE_2, SIZE_3, SIZE_4, SIZE_5, SIZE_S5 = 26.0, 22.0, 16.0, 14.0, 10.5, 9.0

LINE = 579  # twips from line to line: 22 of them fill the 225 mm of the text area (5.2.3)
CHAR = 315  # twips from character to character: 28 of them fill 156 mm
TRACKING = -6  # twips added to each 16 pt character; at −5 LibreOffice's rounding lets only 27 in

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@dataclass(frozen=True, slots=True)
class Style:
    """One paragraph style. Indents are counted in characters of 3号 unless `char` says otherwise."""

    name: str
    font: str = FANGSONG
    size: float = SIZE_3
    align: Literal["both", "center", "left", "right"] = "both"
    first: int = 0  # indent of the first line, in characters
    left: int = 0
    right: int = 0
    hanging: int = 0  # how far the first line stands out to the left of `left`
    line: int = LINE  # exact distance of lines, in twips
    char: int = CHAR  # how wide a character is counted, in twips
    outline: int | None = None
    colour: str = ""
    bold: bool = False
    keep_next: bool = False


STYLES: dict[str, Style] = {
    style.name: style
    for style in (
        Style("Normal"),
        Style("公文标志", XIAOBIAOSONG, 42, "center", line=1000, colour="FF0000"),  # 7.2.4
        Style("公文文号", align="center"),  # 7.2.5
        Style("公文标题", XIAOBIAOSONG, SIZE_2, "center", line=660, keep_next=True),  # 7.3.1
        Style("公文主送", align="left"),  # 7.3.2
        Style("公文正文", first=2),  # 7.3.3
        Style("heading 1", HEITI, first=2, outline=0),  # 一、
        Style("heading 2", KAITI, first=2, outline=1),  # （一）
        Style("heading 3", FANGSONG, first=2, outline=2),  # 1.
        Style("heading 4", FANGSONG, first=2, outline=3),  # （1）
        Style("公文附件说明", align="left"),  # 7.3.4: hangs under the first character of the name
        Style("公文落款", align="right"),  # 7.3.5
        Style("公文附件标注", HEITI, align="left", keep_next=True),  # 7.3.7
        Style("公文版记", size=SIZE_4, align="left", line=480, left=4, hanging=3, right=1, char=280),  # 7.4
        Style("公文尾行", size=SIZE_S5, line=20),
        Style("公文表头", HEITI, SIZE_5, "center", line=320),
        Style("公文表文", FANGSONG, SIZE_5, "left", line=320),
        Style("公文表小字", FANGSONG, SIZE_S5, "left", line=270),
        Style("公文表注", FANGSONG, SIZE_5, "left", line=340),
        Style("footer", SONGTI, SIZE_4, line=340, char=280),  # 7.5
    )
}


def style_id(name: str) -> str:
    """The identifier by which the XML refers to a style.

    >>> style_id("heading 1"), style_id("公文正文")
    ('Heading1', '公文正文')
    """
    return name.title().replace(" ", "") if name.isascii() else name


def fonts_xml(font: str) -> str:
    return f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>'


def styles_xml() -> str:
    """word/styles.xml: nothing but the styles above and what a table needs."""
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts_xml(FANGSONG)}"
        '<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    table = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
        '<w:left w:w="57" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="57" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
    )
    body = "".join(_style_xml(style) for style in STYLES.values())
    return f'<w:styles xmlns:w="{W}">{defaults}{body}{table}</w:styles>'


def font_table_xml() -> str:
    """word/fontTable.xml: the face to take where the named one is missing."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in ALTERNATIVES.items()
    )
    return f'<w:fonts xmlns:w="{W}">{fonts}</w:fonts>'


def _style_xml(style: Style) -> str:
    default = ' w:default="1"' if style.name == "Normal" else ""
    based = "" if default else '<w:basedOn w:val="Normal"/>'
    custom = "" if style.name.isascii() else ' w:customStyle="1"'
    return (
        f'<w:style w:type="paragraph"{default}{custom} w:styleId="{style_id(style.name)}">'
        f'<w:name w:val="{style.name}"/>{based}<w:qFormat/>'
        f"<w:pPr>{_paragraph_xml(style)}</w:pPr><w:rPr>{_run_xml(style)}</w:rPr></w:style>"
    )


def _paragraph_xml(style: Style) -> str:
    """In the order the schema asks for.

    22 lines a page leave no room for widow control. overflowPunct is said although it is the default:
    LibreOffice 7, not told, hangs a comma beyond the edge of a character grid and loses it.
    """
    # Word counts leftChars of a hanging paragraph from another edge than WPS: plain lengths there.
    left = f' w:left="{style.left * style.char}" w:hanging="{style.hanging * style.char}"'
    indent = (left if style.left else "") + "".join(
        f' w:{side}Chars="{chars * 100}" w:{side}="{chars * style.char}"'
        for side, chars in (("right", style.right), ("firstLine", style.first))
        if chars
    )
    return "".join(
        (
            "<w:keepNext/>" if style.keep_next else "",
            '<w:widowControl w:val="0"/><w:overflowPunct w:val="1"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>',
            '<w:snapToGrid w:val="0"/>',
            f'<w:spacing w:before="0" w:after="0" w:line="{style.line}" w:lineRule="exact"/>',
            f"<w:ind{indent}/>" if indent else "",
            f'<w:jc w:val="{style.align}"/>',
            "" if style.outline is None else f'<w:outlineLvl w:val="{style.outline}"/>',
        )
    )


def _run_xml(style: Style) -> str:
    size = round(style.size * 2)
    return "".join(
        (
            fonts_xml(style.font),
            "<w:b/><w:bCs/>" if style.bold else "",
            '<w:snapToGrid w:val="0"/>',
            f'<w:color w:val="{style.colour}"/>' if style.colour else "",
            f'<w:spacing w:val="{TRACKING if style.size == SIZE_3 else 0}"/>',
            f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>',
        )
    )
