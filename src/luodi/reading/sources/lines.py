"""Raw text built line by line, each line with its place in the words of its format."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable

from luodi.reading.document import Place

# What would break the layout of lines and cells: one blank inside a cell.
BREAKS = re.compile(r"[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
Part = Callable[[int], str]


def one_line(value: str) -> str:
    r"""A cell's text: breaks and tabs become one blank.

    >>> one_line("市科技局\n市工信局 ")
    '市科技局 市工信局'
    """
    return BREAKS.sub(" ", value).strip(" ")


class Lines:
    """Collects lines; `part` of each is a sentence, or a function of the cell (from 0)."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.size = 0
        self._starts = array("l")
        self._parts: list[str | Part] = []

    def add(self, text: str, part: str | Part) -> tuple[int, int]:
        """Append a line and return its raw interval, without the line end."""
        self._starts.append(self.size)
        self._parts.append(part)
        self.pieces.append(text)
        begin = self.size
        self.size += len(text) + 1
        return begin, begin + len(text)

    def extend(self, text: str, part: str | Part) -> None:
        """Go on with the last line, from another place (a paragraph over two pages)."""
        if not self.pieces:
            self.add(text, part)
            return
        self._starts.append(self.size - 1)
        self._parts.append(part)
        self.pieces[-1] += text
        self.size += len(text)

    def gap(self) -> None:
        """An empty line, between sheets or pages; it belongs to the line before it."""
        if self.pieces:
            self.pieces.append("")
            self.size += 1

    @property
    def raw(self) -> str:
        return "\n".join([*self.pieces, ""]) if self.pieces else ""

    def locator(self) -> Callable[[int], Place]:
        """`Source.locate` for what was collected."""
        raw = self.raw
        line_starts = array("l")

        def locate(at: int) -> Place:
            if not line_starts:
                line_starts.append(0)
                line_starts.extend(m.end() for m in re.finditer("\n", raw))
            row = bisect_right(line_starts, at) - 1
            index = bisect_right(self._starts, at) - 1
            part: str | None = None
            if index >= 0:
                found = self._parts[index]
                part = found if isinstance(found, str) else found(raw.count("\t", self._starts[index], at))
            return Place(row + 1, at - line_starts[row] + 1, None, part)

        return locate
