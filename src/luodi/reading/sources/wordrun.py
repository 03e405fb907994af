"""The text of one Word paragraph: what a reader sees of its runs.

Deleted text of tracked changes, hidden text, field codes and the reading of a ruby are not seen;
inserted text, hyperlinks, field results and text boxes are. A Word tab is one blank here: tabs
separate cells in our raw text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from luodi.reading.sources.numbering import W, on

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
# Containers that only wrap what is seen.
THROUGH = {
    f"{W}{tag}"
    for tag in (
        "ins",
        "moveTo",
        "hyperlink",
        "smartTag",
        "sdtContent",
        "fldSimple",
        "customXml",
        "bdo",
        "dir",
    )
} | {f"{MATH}{tag}" for tag in ("oMath", "oMathPara")}
GONE = {f"{W}{tag}" for tag in ("del", "moveFrom")}
# Symbols officials insert from Wingdings and the like, by the low byte of their code.
SYMBOLS = {0x52: "☑", 0xFE: "☑", 0xA8: "□", 0x6F: "□", 0xFC: "√", 0xFB: "×", 0x6C: "●", 0x6E: "■", 0xD8: "➢"}


@dataclass(slots=True)
class Seen:
    """What the runs of a document held besides text, counted for `meta`."""

    deleted: int = 0
    inserted: int = 0
    hidden: int = 0
    images: int = 0
    comments: int = 0
    notes: list[tuple[str, str]] = field(default_factory=list)  # (footnote or endnote, id)
    hidden_styles: frozenset[str] = frozenset()


class Runs:
    """Reads paragraphs; `boxes` collects the text boxes met on the way."""

    def __init__(self, seen: Seen) -> None:
        self.seen = seen
        self.boxes: list[Element] = []

    def text(self, paragraph: Element) -> str:
        """The paragraph's text; a manual line break is a newline."""
        depth = [0]  # of fields whose code, not yet whose result, is being read
        return "".join(self._inside(paragraph, depth))

    def _inside(self, parent: Element, codes: list[int]) -> Iterator[str]:
        for child in parent:
            tag = child.tag
            if tag == f"{W}r":
                yield from self._run(child, codes)
            elif tag in GONE:
                self.seen.deleted += 1
            elif tag in THROUGH:
                self.seen.inserted += tag == f"{W}ins"
                yield from self._inside(child, codes)
            elif tag == f"{W}sdt":
                content = child.find(f"{W}sdtContent")
                if content is not None:
                    yield from self._inside(content, codes)
            elif tag == f"{MC}AlternateContent":
                yield from self._inside(chosen(child), codes)
            elif tag.startswith(MATH):
                yield "".join(t.text or "" for t in child.iter(f"{MATH}t"))

    def _run(self, run: Element, codes: list[int]) -> Iterator[str]:
        if self._hidden(run):
            self.seen.hidden += any(t.text for t in run.iter(f"{W}t"))
            return
        for item in run:
            tag = item.tag.rpartition("}")[2]
            if tag == "fldChar":
                kind = item.get(f"{W}fldCharType")
                if kind == "begin":
                    codes.append(1)
                elif kind == "separate" and len(codes) > 1:
                    codes[-1] = 0
                elif kind == "end" and len(codes) > 1:
                    codes.pop()
            elif tag in ("drawing", "pict", "object"):
                self._graphic(item)
            elif tag == "AlternateContent":
                self._graphic(chosen(item))
            elif tag in ("footnoteReference", "endnoteReference"):
                self.seen.notes.append((tag.removesuffix("Reference"), item.get(f"{W}id", "")))
            elif tag == "commentReference":
                self.seen.comments += 1
            elif tag == "ruby":
                base = item.find(f"{W}rubyBase")
                if base is not None:
                    yield from self._inside(base, codes)
            elif not any(codes):
                yield _sign(tag, item)

    def _graphic(self, item: Element) -> None:
        """A drawing holds text boxes, or it is a picture."""
        boxes = list(_boxes(item))
        self.boxes += boxes
        self.seen.images += not boxes

    def _hidden(self, run: Element) -> bool:
        properties = run.find(f"{W}rPr")
        if properties is None:
            return False
        vanish = properties.find(f"{W}vanish")
        if vanish is not None:
            return on(vanish)
        style = properties.find(f"{W}rStyle")
        return style is not None and style.get(f"{W}val") in self.seen.hidden_styles


def _sign(tag: str, item: Element) -> str:
    """The text of one item of a run."""
    if tag == "t":
        return item.text or ""
    if tag in ("tab", "ptab"):
        return " "
    if tag == "cr" or (tag == "br" and item.get(f"{W}type") in (None, "textWrapping")):
        return "\n"
    if tag == "noBreakHyphen":
        return "-"
    if tag == "sym":
        try:
            code = int(item.get(f"{W}char", ""), 16)
        except ValueError:
            return ""
        # Symbol fonts keep their signs in a private area at F000.
        return (
            SYMBOLS.get(code & 0xFF, "□") if 0xF000 <= code <= 0xF0FF or code < 0x100 else chr(code % 0x10000)
        )
    return ""


def chosen(item: Element) -> Element:
    """The branch of an alternative that modern Word shows."""
    found = item.find(f"{MC}Choice")
    if found is None:
        found = item.find(f"{MC}Fallback")
    return found if found is not None else item


def _boxes(item: Element) -> Iterator[Element]:
    """The outermost text boxes inside a drawing, once each."""
    for child in item:
        if child.tag == f"{W}txbxContent":
            yield child
        elif child.tag == f"{MC}AlternateContent":
            yield from _boxes(chosen(child))
        else:
            yield from _boxes(child)
