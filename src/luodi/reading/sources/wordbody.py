"""The body of a Word file in document order: paragraphs, lists, tables, text boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from luodi.reading.sources.lines import Lines, one_line
from luodi.reading.sources.numbering import Numbering, W, number, on, value
from luodi.reading.sources.wordrun import MC, Runs, Seen, chosen

WRAPPERS = {f"{W}{tag}" for tag in ("ins", "moveTo", "customXml", "smartTag", "sdtContent")}
MAX_SPAN = 1000  # grid columns one cell may claim
CONTENTS = "自动生成的目录"


@dataclass(slots=True)
class Styles:
    """What a paragraph style brings along: its list, and whether it is a line of contents."""

    lists: dict[str, tuple[str, int]] = field(default_factory=dict)  # style -> (list, level)
    contents: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    default: str = ""


class Body:
    """Walks a body and fills `lines`; `aside` gets the intervals of generated contents."""

    def __init__(self, numbering: Numbering, styles: Styles) -> None:
        self.lines = Lines()
        self.aside: list[tuple[int, int, str]] = []
        self.seen = Seen(hidden_styles=frozenset(styles.hidden))
        self.filled = 0
        self._numbering, self._styles = numbering, styles
        self._paragraphs = self._tables = 0
        self._carried = ""  # text of a paragraph whose end was deleted: it runs into the next

    def walk(self, parent: Element, where: str = "", contents: bool = False) -> None:
        """Append all blocks of a parent; `where` goes before each place ("脚注1 ")."""
        for block, listed in blocks(parent, contents):
            if block.tag == f"{W}p":
                self._paragraph(block, where, listed)
            else:
                self._table(block, where)
        if self._carried:
            self.lines.add(self._carried, f"{where}第{self._paragraphs}段")
            self._carried = ""

    def _paragraph(self, paragraph: Element, where: str, contents: bool) -> None:
        self._paragraphs += 1
        part = f"{where}第{self._paragraphs}段"
        runs = Runs(self.seen)
        text = runs.text(paragraph)
        label = self._label(paragraph)
        text = self._carried + (f"{label}{text}" if text.strip() else text)
        self._carried = ""
        if on(paragraph.find(f"{W}pPr/{W}rPr/{W}del")):
            self._carried = text
        else:
            begin = self.lines.size
            for line in text.split("\n"):
                self.lines.add(line.replace("\t", " ").rstrip(" "), part)
            if contents or self._style(paragraph) in self._styles.contents:
                self.aside.append((begin, self.lines.size, CONTENTS))
        for box in runs.boxes:
            self.walk(box, f"{part} 文本框 ")

    def _style(self, paragraph: Element) -> str:
        return value(paragraph.find(f"{W}pPr"), "pStyle") or self._styles.default

    def _label(self, paragraph: Element) -> str:
        """The automatic number in front of a paragraph, counted on; "" for none."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        num, level = self._styles.lists.get(self._style(paragraph), ("0", 0))
        if own is not None:
            num = value(own, "numId") or num
            stated = value(own, "ilvl")
            level = number(stated) if stated is not None else level
        return "" if num == "0" else self._numbering.label(num, level)

    def _table(self, table: Element, where: str) -> None:
        self._tables += 1
        place = f"{where}表{self._tables}"
        above: dict[int, str] = {}  # grid column -> text of a cell that goes on below
        rows = list(_rows(table))
        width = max((sum(_wide(cell) for cell in _cells(row)) for row in rows), default=0)
        for index, row in enumerate(rows, 1):
            cells: list[str] = [""] * min(number(value(row.find(f"{W}trPr"), "gridBefore")), MAX_SPAN)
            for cell in _cells(row):
                column, wide = len(cells), _wide(cell)
                merge = cell.find(f"{W}tcPr/{W}vMerge")
                texts = self._cell(cell)
                if merge is not None and merge.get(f"{W}val") != "restart":
                    cells.append(above.get(column, ""))
                    self.filled += bool(above.get(column)) and wide < width
                    if wide >= width:  # a block over the whole width is not repeated
                        cells[-1] = ""
                else:
                    if wide >= width:  # a paragraph in a frame: its lines stay lines
                        for text in texts:
                            self.lines.add(text, f"{place} 第{index}行 第1列")
                        texts = []
                    cells.append(" ".join(texts))
                    above.pop(column, None)
                    if merge is not None:
                        above[column] = cells[-1]
                cells += [""] * (wide - 1)
            self._row(cells, f"{place} 第{index}行")

    def _row(self, cells: list[str], place: str) -> None:
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            self.lines.add("\t".join(cells), lambda tabs: f"{place} 第{tabs + 1}列")

    def _cell(self, cell: Element) -> list[str]:
        """The paragraphs of a cell, one line each; a table inside is read row by row."""
        texts = []
        for block, _ in blocks(cell):
            if block.tag == f"{W}p":
                runs = Runs(self.seen)
                text = one_line(runs.text(block))
                # A number column often holds nothing but an automatic number.
                texts.append(f"{self._label(block)}{text}".strip(" "))
                texts += [one for box in runs.boxes for one in self._cell(box)]
            else:
                texts += [" ".join(self._cell(inner)) for row in _rows(block) for inner in _cells(row)]
        return [text for text in texts if text]


def blocks(parent: Element, contents: bool = False) -> Iterator[tuple[Element, bool]]:
    """Paragraphs and tables in order, each with whether it stands in a table of contents."""
    for child in parent:
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child, contents
        elif child.tag in WRAPPERS:
            yield from blocks(child, contents)
        elif child.tag == f"{W}sdt":
            gallery = child.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
            listed = gallery is not None and gallery.get(f"{W}val") == "Table of Contents"
            yield from blocks(child, contents or listed)
        elif child.tag == f"{MC}AlternateContent":
            yield from blocks(chosen(child), contents)


def _rows(table: Element) -> Iterator[Element]:
    """Rows that were not deleted."""
    for child in table:
        if child.tag == f"{W}tr":
            if child.find(f"{W}trPr/{W}del") is None:
                yield child
        elif child.tag in WRAPPERS or child.tag == f"{W}sdt":
            yield from _rows(child)


def _cells(row: Element) -> Iterator[Element]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in WRAPPERS or child.tag == f"{W}sdt":
            yield from _cells(child)


def _wide(cell: Element) -> int:
    return max(1, min(number(value(cell.find(f"{W}tcPr"), "gridSpan"), 1), MAX_SPAN))


def read_styles(root: Element | None) -> Styles:
    """`styles.xml` as far as it decides what is read: lists by style, contents, hidden text."""
    found = Styles()
    if root is None:
        return found
    based: dict[str, str] = {}
    own: dict[str, tuple[str | None, str | None]] = {}
    for style in root.iter(f"{W}style"):
        key = style.get(f"{W}styleId", "")
        name = value(style, "name") or ""
        if re.fullmatch(r"(?i)toc (?:\d|heading)|目录\s?\d", name):
            found.contents.add(key)
        if on(style.find(f"{W}rPr/{W}vanish")):
            found.hidden.add(key)
        if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true"):
            found.default = key
        based[key] = value(style, "basedOn") or ""
        listed = style.find(f"{W}pPr/{W}numPr")
        if listed is not None:
            own[key] = value(listed, "numId"), value(listed, "ilvl")
    for key in based:
        num: str | None = None
        level: str | None = None
        at, steps = key, 0
        while at and steps < 20 and (num is None or level is None):  # styles build on each other
            stated = own.get(at, (None, None))
            num, level = num or stated[0], level or stated[1]
            at, steps = based.get(at, ""), steps + 1
        if num is not None:
            found.lists[key] = (num, number(level))
    return found
