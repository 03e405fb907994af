"""The visible text of a web page, line by line, with the text node each piece came from.

Browsers' rules in small: block elements make lines, runs of ASCII blanks are one blank, `<br>`
breaks, scripts and hidden elements do not show. A table of data gives one line a row, cells
separated by tabs, a cell that spans rows repeated in each; a table that only arranges a page
(old sites put whole articles into one cell) is walked like any other block.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode


def _names(tags: str) -> frozenset[str]:
    return frozenset(tags.split())


UNSEEN = _names(
    "head script style template noscript iframe object embed svg canvas audio video select datalist "
    "textarea input map area colgroup param source track"
)
BLOCKS = _names(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup "
    "option p pre section summary table tbody td tfoot th thead tr ul caption"
)
CHROME = _names("nav footer aside form header button")
SPACE = re.compile(r"[ \t\n\r\f]+")
HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
WIDEST_SPAN = 100  # columns or rows a cell may span; more is a mistake or malice
MAX_COLUMNS = 300  # of a row; what is further right is not read
DEEPEST_TABLE = 8  # tables around a table beyond which it certainly only arranges
LAYOUT_CELL, LAYOUT_TEXT = 3, 200  # blocks and characters in a cell that a page was put into
Pieces = list[tuple[str, int]]  # (text, number of its text node; -1 for what is between nodes)


@dataclass(slots=True)
class Line:
    """One line: its pieces as (text, number of the text node), and where it stands in the page.

    `linked` is the number of characters inside links; `chrome` whether it is in navigation,
    footer or the like; `tag` the nearest block; `row` whether it is a row of a table.
    """

    pieces: Pieces
    tag: str
    chrome: bool
    linked: int = 0
    row: bool = False

    @property
    def text(self) -> str:
        return "".join(piece for piece, _ in self.pieces)


class Page:
    """Walks a tree once; afterwards `lines` are the visible lines and `nodes` the text nodes."""

    def __init__(self, root: LexborNode) -> None:
        self.lines: list[Line] = []
        self.nodes: list[str] = []
        self._line: Line | None = None
        self._walk(root)
        self._close()

    def _walk(self, root: LexborNode) -> None:
        """Depth first with a stack of its own: pages nest deeper than Python recurses."""
        # (node, leaving?, nearest block, in chrome, in a link, preformatted, tables around it)
        stack: list[tuple[LexborNode, bool, str, bool, bool, bool, int]] = [
            (root, False, "body", False, False, False, 0)
        ]
        while stack:
            node, leaving, block, chrome, link, pre, nested = stack.pop()
            if leaving:
                self._close()
                continue
            if node.is_text_node:
                self._text(node.text_content or "", block, chrome, link, pre)
                continue
            tag = node.tag or ""
            if not node.is_element_node or tag in UNSEEN or _hidden(node):
                continue
            if tag == "br":
                self._close()
                continue
            if tag == "table":
                nested += 1
                if nested <= DEEPEST_TABLE and is_data(node):
                    self._close()
                    self._table(node, chrome)
                    continue
            if tag in BLOCKS:
                self._close()
                block = tag
                stack.append((node, True, block, chrome, link, pre, nested))
            inner = (block, chrome or tag in CHROME, link or tag == "a", pre or tag == "pre", nested)
            stack += [(child, False, *inner) for child in reversed(_children(node))]

    def _text(self, text: str, block: str, chrome: bool, link: bool, pre: bool) -> None:
        number = len(self.nodes)
        self.nodes.append(text)
        for index, part in enumerate(text.split("\n") if pre else [text]):
            if index:
                self._close()
            shown = part.replace("\t", " ") if pre else SPACE.sub(" ", part)
            if self._line is None:
                shown = shown.lstrip(" ")
                if not shown:
                    continue
                self._line = Line([], block, chrome)
            elif shown.startswith(" ") and self._line.pieces[-1][0].endswith(" "):
                shown = shown[1:]
            if shown:
                self._line.pieces.append((shown, number))
                self._line.linked += len(shown.strip()) if link else 0

    def _close(self) -> None:
        """End the line, if there is one; a blank at its end does not show."""
        line, self._line = self._line, None
        if line is None:
            return
        while line.pieces:
            piece, number = line.pieces.pop()
            if piece := piece.rstrip(" "):
                line.pieces.append((piece, number))
                break
        if line.pieces:
            self.lines.append(line)

    def _table(self, table: LexborNode, chrome: bool) -> None:
        """One line a row. What spans rows is repeated: each row must be readable alone."""
        carried: dict[int, tuple[int, Pieces]] = {}  # column -> (rows left, cell)
        for caption in table.css("caption"):
            if pieces := self._cell(caption):
                self.lines.append(Line(pieces, "caption", chrome))
        for row in table.css("tr"):
            cells: list[Pieces] = []
            linked = 0
            for cell in (c for c in _children(row) if c.tag in ("td", "th") and not _hidden(c)):
                _carry(carried, cells)
                if len(cells) > MAX_COLUMNS:
                    break
                pieces = self._cell(cell)
                linked += sum(len(a.text(deep=True).strip()) for a in cell.css("a"))
                wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
                for column in range(wide):
                    if high > 1:
                        carried[len(cells)] = (high - 1, pieces if column == 0 else [])
                    cells.append(pieces if column == 0 else [])
            _carry(carried, cells)
            while cells and not cells[-1]:
                cells.pop()
            joined = [piece for cell in cells for piece in (("\t", -1), *cell)][1:]
            if any(number >= 0 for _, number in joined):
                self.lines.append(Line(joined, "tr", chrome, linked, row=True))

    def _cell(self, cell: LexborNode) -> Pieces:
        """A cell's pieces on one line: its blocks and breaks are one blank."""
        inner = Page.__new__(Page)
        inner.lines, inner.nodes, inner._line = [], self.nodes, None
        for child in _children(cell):
            inner._walk(child)
        inner._close()
        pieces: Pieces = []
        for line in inner.lines:
            pieces += [(" ", -1), *((p.replace("\t", " "), n) for p, n in line.pieces)]
        return pieces[1:]


def _carry(carried: dict[int, tuple[int, Pieces]], cells: list[Pieces]) -> None:
    """Put cells of rows above into the next columns of this row, as far as they reach."""
    while len(cells) <= MAX_COLUMNS and (above := carried.pop(len(cells), None)) is not None:
        left, pieces = above
        if left > 1:
            carried[len(cells)] = (left - 1, pieces)
        cells.append(pieces)


def _children(node: LexborNode) -> list[LexborNode]:
    found = []
    child = node.child
    while child is not None:
        found.append(child)
        child = child.next
    return found


def _hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    if not attributes:
        return False
    return "hidden" in attributes or bool(HIDDEN.search(attributes.get("style") or ""))


def _span(cell: LexborNode, name: str) -> int:
    value = (cell.attributes.get(name) or "1").strip()
    return max(1, min(int(value), WIDEST_SPAN)) if value.isascii() and value.isdigit() else 1


def is_data(table: LexborNode) -> bool:
    """Is this a table of data? Not if it nests others, has one column, or frames long texts."""
    if len(table.css("table")) > 1:
        return False
    rows = [[c for c in _children(row) if c.tag in ("td", "th")] for row in table.css("tr")]
    if max(map(len, rows), default=0) < 2:
        return False
    if sum(len(row) > 2 for row in rows) > 2:
        return True  # three rows of three: nobody lays out a page so
    return not any(_frames(cell) for row in rows for cell in row)


def _frames(cell: LexborNode) -> bool:
    blocks = cell.css("p, div, li, h1, h2, h3, ul, section, br")
    return len(blocks) > LAYOUT_CELL and len(cell.text(deep=True)) > LAYOUT_TEXT
