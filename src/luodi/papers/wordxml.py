"""The few pieces of WordprocessingML that python-docx has no name for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from luodi.papers.wordstyles import SONGTI, STYLES

if TYPE_CHECKING:
    from docx.section import _Footer
    from docx.shared import Length
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

TWIPS_PER_MM = 1440 / 25.4
HALF_CHARACTER = 140  # twips: half a character of 4号


def mm(length: float) -> Length:
    """Millimetres as python-docx counts them."""
    from docx.shared import Mm

    return Mm(length)


def points(size: float) -> Length:
    from docx.shared import Pt

    return Pt(size)


def twips(length: float) -> int:
    """Millimetres as the XML counts them.

    >>> twips(25.4)
    1440
    """
    return round(length * TWIPS_PER_MM)


def element(tag: str, attributes: dict[str, str] | None = None, *children: Any) -> Any:
    """An element by its prefixed name: element("w:ind", {"w:left": "316"})."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(tag)
    for name, value in (attributes or {}).items():
        made.set(qn(name), value)
    made.extend(children)
    return made


def set_fonts(run: Run, font: str) -> None:
    """The same face for Latin and Han characters, said on the run."""
    from docx.oxml.ns import qn

    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), font)


def border(paragraph: Paragraph, side: str, *, width: float, space: float, colour: str) -> None:
    """A rule along a paragraph: `width` in points, `space` in millimetres between text and rule."""
    rule = element(
        f"w:{side}",
        {
            "w:val": "single",
            "w:sz": str(round(width * 8)),
            "w:space": str(round(space / 25.4 * 72)),
            "w:color": colour,
        },
    )
    properties = paragraph._p.get_or_add_pPr()
    later = ("w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr")
    properties.insert_element_before(element("w:pBdr", {}, rule), *later)


def page_number(footer: _Footer, side: Literal["odd", "even"], *, turned: bool = False) -> None:
    """7.5: `— 1 —` in 4号半角宋体; odd pages at the right, even at the left, one character in."""
    if turned:
        from luodi.papers.wordtable import turned_page_number

        turned_page_number(footer, side)
        return
    paragraph = footer.paragraphs[0]
    paragraph.style = "footer"
    number_field(paragraph, side)


def number_field(paragraph: Paragraph, side: Literal["odd", "even"]) -> None:
    """The dashes and the PAGE field, pushed to its side of the line."""
    edge, align = ("right", "right") if side == "odd" else ("left", "left")
    properties = paragraph._p.get_or_add_pPr()
    indent = {f"w:{edge}Chars": "100", f"w:{edge}": str(2 * HALF_CHARACTER)}
    properties._insert_ind(element("w:ind", indent))
    properties._insert_jc(element("w:jc", {"w:val": align}))
    _footer_run(paragraph, "— ")
    for step in ("begin", "PAGE", "separate", "1", "end"):
        run = _footer_run(paragraph, "1" if step == "1" else "")
        if step == "PAGE":
            instruction = element("w:instrText", {"xml:space": "preserve"})
            instruction.text = " PAGE "
            run._r.append(instruction)
        elif step != "1":
            run._r.append(element("w:fldChar", {"w:fldCharType": step}))
    _footer_run(paragraph, " —")


def _footer_run(paragraph: Paragraph, text: str) -> Run:
    run = paragraph.add_run(text)
    set_fonts(run, SONGTI)
    run.font.size = points(STYLES["footer"].size)
    return run
