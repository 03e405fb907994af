"""Lines of a PDF page back to paragraphs.

Official layout makes this safe: a paragraph begins with two blanks and runs to the right margin,
so a line that reaches the margin goes on in the next one if that starts at the left margin.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

# Share of a character's size that is a blank: the quarter em between Han and figures is none.
GAP = 0.35
EDGE = 0.12  # share of a page's height, top and bottom, where numbers and heads stand
PAGE_NUMBER = re.compile(
    r"\s*(?:[-—–－·•]*\s*\d{1,4}\s*[-—–－·•]*|第\s*\d{1,4}\s*页(?:\s*[，,/]?\s*共\s*\d{1,4}\s*页)?"
    r"|\d{1,4}\s*/\s*\d{1,4}|[-—–－]\s*[IVXivx]{1,6}\s*[-—–－])\s*"
)
NUMBERED = re.compile(
    r"[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d{1,2}[.．、]|第[一二三四五六七八九十百]+[章条]"
)
# What clings together at the start of a line: opening marks, a character or a Latin word, closing
# marks; typesetters do not break on either side of a curved quotation mark either.
CORE = r"(?:[\x21-\x27\x2a-\x7e]+|.)"
CLOSING = r"[，。、；：？！）》〉】〕…—%℃)\],.;:?!]*"
UNIT = re.compile(rf"[（《〈【〔(\[“‘]*{CORE}(?:{CLOSING}[“”‘’]{CLOSING}{CORE}?)*{CLOSING}")
STOPS = "。；：！？”）"


@dataclass(slots=True)
class PageLine:
    """A line of text and its box in points from the top left corner."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float


@dataclass(slots=True)
class Row:
    """A row of a ruled table."""

    cells: list[str]
    top: float


@dataclass(slots=True)
class Leaf:
    """A page: blocks from top to bottom, its height in points, how many pictures it holds."""

    blocks: list[PageLine | Row]
    height: float
    pictures: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """Of a page, in points: edges of the running text, distance of lines, size of characters."""

    left: float = 0.0
    right: float = 0.0
    pitch: float = 0.0
    size: float = 0.0
    indented: bool = False  # do paragraphs begin further right?


def layout(leaf: Leaf) -> Layout:
    """The edges that most lines start at and reach, and what is usual between them."""
    lines = [block for block in leaf.blocks if isinstance(block, PageLine) and len(block.text) > 1]
    if not lines:
        return Layout()
    starts: Counter[int] = Counter()
    sizes: Counter[float] = Counter()
    for line in lines:
        starts[round(line.left)] += len(line.text)
        sizes[round(line.size, 1)] += len(line.text)
    # A first line is indented by two characters: the commonest start may be that, the edge is
    # the leftmost one that is nearly as common.
    most = starts.most_common(1)[0][1]
    left = min(start for start, weight in starts.items() if weight * 4 >= most)
    ends = sorted(line.right for line in lines)
    steps = sorted(b.top - a.top for a, b in pairwise(lines) if b.top - a.top > 1)
    pitch = steps[len(steps) // 2] if steps else 0.0
    size = sizes.most_common(1)[0][0]
    indented = any(1.5 * size < line.left - left < 2.5 * size for line in lines)
    return Layout(float(left), ends[-1 - len(ends) // 20], pitch, size, indented)


def join(before: PageLine, old: Layout, line: PageLine, new: Layout, same_page: bool) -> str | None:
    """What stands between two lines of one paragraph ("" or a blank); None for a new paragraph.

    `old` is the layout of the page the line before stands on, `new` that of this line's page.
    """
    if abs(before.size - line.size) > 0.1 * before.size:
        return None
    if same_page and new.pitch and line.top - before.top > 1.5 * max(new.pitch, line.size):
        return None
    if not (_heading(before, old, line, new) or _goes_on(before, old, line, new)):
        return None
    latin = before.text[-1:].isascii() and before.text[-1:].isalnum() and line.text[:1].isascii()
    return " " if latin and line.text[:1].isalpha() else ""


def _goes_on(before: PageLine, old: Layout, line: PageLine, new: Layout) -> bool:
    """The line before reaches the right margin and this one starts at the left."""
    if line.left - new.left > 1.2 * line.size:
        return False
    if old.right - before.right > unbroken(line.text) * line.size + 0.6 * before.size:
        return False
    if before.text[-1:] in STOPS:
        # Without indents, nothing tells a full last line from one that goes on.
        return new.indented and not NUMBERED.match(line.text)
    return True


def unbroken(text: str) -> float:
    """The width, in characters, of what may not be broken at the start of a line.

    A line stays short by as much as the next unit is wide: a character with the marks that
    cling to it, or a whole number or Latin word.

    >>> unbroken("感、“慢不得”"), unbroken("好“红娘”"), round(unbroken("26.8亿元"), 1)
    (4.0, 3.0, 2.2)
    """
    found = UNIT.match(text)
    return sum(0.55 if c.isascii() else 1.0 for c in found[0]) if found else 1.0


def _heading(before: PageLine, old: Layout, line: PageLine, new: Layout) -> bool:
    """A title over several lines: centred all, and larger than the text or broken by the margin."""
    if before.text[-1:] in STOPS or not (_centred(before, old) and _centred(line, new)):
        return False
    full = old.right - before.right <= 3.3 * before.size and before.left - old.left <= 3.3 * before.size
    return (full and line.left - new.left > 1.2 * line.size) or before.size > 1.15 * old.size > 0


def _centred(line: PageLine, page: Layout) -> bool:
    return abs((line.left - page.left) - (page.right - line.right)) <= 1.5 * line.size


def running(leaves: list[Leaf]) -> tuple[list[str], set[tuple[int, int]]]:
    """Page numbers and running heads: their texts, and (page, block) of each, from 0.

    A head is the same line (figures aside) at the edge of at least half of three or more pages.
    """
    at_edge: list[tuple[int, int, str]] = []
    for number, leaf in enumerate(leaves):
        for index, block in enumerate(leaf.blocks):
            edge = EDGE * leaf.height
            if isinstance(block, PageLine) and not edge < block.top < leaf.height - edge:
                at_edge.append((number, index, block.text))
    same = Counter(re.sub(r"\d+", "0", text) for _, _, text in at_edge)
    often = {text for text, count in same.items() if count >= max(3, len(leaves) / 2)}
    dropped = {
        (number, index)
        for number, index, text in at_edge
        if PAGE_NUMBER.fullmatch(text) or re.sub(r"\d+", "0", text) in often
    }
    heads = dict.fromkeys(t for n, i, t in at_edge if (n, i) in dropped and not PAGE_NUMBER.fullmatch(t))
    return list(heads)[:5], dropped


def mend(leaves: list[Leaf], dropped: set[tuple[int, int]]) -> None:
    """Put a table row that was broken by the end of a page together, on the first of the two.

    The lower part has no number in its first cell and clearly fewer cells than the upper part;
    a whole row under a merged first cell has only that one less.
    """
    last: Row | None = None
    for number, leaf in enumerate(leaves):
        kept = [block for index, block in enumerate(leaf.blocks) if (number, index) not in dropped]
        first = kept[0] if kept else None
        if isinstance(first, Row) and last is not None and _lower_part(first, last):
            last.cells += [""] * (len(first.cells) - len(last.cells))
            for column, cell in enumerate(first.cells):
                last.cells[column] += cell
            dropped.add((number, leaf.blocks.index(first)))
            kept = kept[1:]
        if kept:
            last = kept[-1] if isinstance(kept[-1], Row) else None


def _lower_part(row: Row, above: Row) -> bool:
    return not row.cells[0] and sum(map(bool, row.cells)) <= sum(map(bool, above.cells)) - 2
