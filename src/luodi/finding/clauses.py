"""Sentences and clauses of official prose, with brackets, quotes and titles kept whole.

A sentence ends at 。！？ or a line's end; a clause at ，； (and ：). Marks inside （）, “”, 《》,
【】, 〔〕 never end either, because what stands in them is part of a name, a title or an aside:
各县（市、区）, 《关于加强……，……的通知》.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from luodi.finding.memory import memory_of

OPENERS, CLOSERS = "（(“‘《〈【〔「『[", "）)”’》〉】〕」』]"
_PAIR = dict(zip(OPENERS, CLOSERS, strict=True))
_MARK = re.compile(r"[（(“‘《〈【〔「『\[）)”’》〉】〕」』\]。！？；，、：;,:!?]")
_BRACKET = re.compile(r"[（(“‘《〈【〔「『\[）)”’》〉】〕」』\]\n]")
_LONGEST_ASIDE = 400  # an opener without its closer within so many characters is a stray mark


class Clause(NamedTuple):
    """`[start, end)` without its end mark; `mark` is that mark ('' at a line's end)."""

    start: int
    end: int
    mark: str


class Sentence(NamedTuple):
    """`[start, end)` with its end mark."""

    start: int
    end: int
    clauses: tuple[Clause, ...]


def marks(text: str, start: int, end: int, wanted: str) -> Iterator[int]:
    """Positions of wanted marks outside brackets and quotes.

    >>> list(marks("各县（市、区），市直、", 0, 11, "，、"))
    [7, 10]
    """
    at = start
    asides = Asides(text, end)
    while found := _MARK.search(text, at, end):
        position, char = found.start(), found.group()
        at = position + 1
        if char in _PAIR:
            closer = asides.closer(position)
            if closer is not None:
                at = closer + 1
                # A quoted sentence's own full stop ends ours: 他说：“……。”
                if char in "“‘" and text[closer - 1] in "。！？" and "。" in wanted:
                    yield closer
        elif char in wanted and not (char in ",:" and _between_digits(text, position)):
            yield position


def _between_digits(text: str, at: int) -> bool:
    """08:41 and 1,649 are one figure."""
    return 0 < at < len(text) - 1 and text[at - 1].isdigit() and text[at + 1].isdigit()


class Asides:
    """Which closer belongs to which opener, each kind for itself, within one line and `reach`."""

    __slots__ = ("end", "paired", "reach", "reached", "text")

    def __init__(self, text: str, end: int, reach: int = _LONGEST_ASIDE) -> None:
        self.text, self.end, self.reach = text, end, reach
        self.paired: dict[int, int] = {}
        self.reached = -1  # openers before this place have been paired

    def closer(self, at: int) -> int | None:
        """Where the aside that opens at `at` closes; None for a stray opener."""
        text, opener = self.text, self.text[at]
        limit = min(self.end, at + self.reach)
        first = text.find(_PAIR[opener], at + 1, limit)
        if first == -1:
            return None
        if text.find(opener, at + 1, first) == -1 and text.find("\n", at + 1, first) == -1:
            return first
        if at >= self.reached:
            self._pair(at)
        found = self.paired.get(at)
        return found if found is not None and found < limit else None

    def _pair(self, at: int) -> None:
        """Pair all brackets from `at` to the end of its line."""
        open_: dict[str, list[int]] = {closer: [] for closer in CLOSERS}
        self.reached = self.end
        for found in _BRACKET.finditer(self.text, at, self.end):
            char = found.group()
            if char == "\n":
                self.reached = found.start()
                return
            if char in _PAIR:
                open_[_PAIR[char]].append(found.start())
            elif open_[char]:
                self.paired[open_[char].pop()] = found.start()


def split(text: str, start: int, end: int, wanted: str) -> list[tuple[int, int]]:
    """Pieces between wanted marks (outside brackets), blanks trimmed, empty ones dropped."""
    pieces, at = [], start
    for position in [*marks(text, start, end, wanted), end]:
        piece = trim(text, at, position)
        if piece[0] < piece[1]:
            pieces.append(piece)
        at = position + 1
    return pieces


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the blanks at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def sentences(text: str, start: int, end: int) -> Iterator[Sentence]:
    """The sentences of one paragraph, each with its clauses, in one pass over its marks.

    >>> [len(s.clauses) for s in sentences("要建台账，按月更新。尽快报送。", 0, 15)]
    [2, 1]
    """
    memory = memory_of(text)
    if memory is None:
        return _read(text, start, end)
    known = memory.sentences.get((start, end))
    if known is None:
        known = memory.sentences[start, end] = tuple(_read(text, start, end))
    return iter(known)


def _read(text: str, start: int, end: int) -> Iterator[Sentence]:
    clauses: list[Clause] = []
    first = at = start
    for position in marks(text, start, end, "。！？；，：;,:!?"):
        mark = text[position]
        if mark in CLOSERS:  # a quoted sentence ended: the mark belongs to the clause
            position, mark = position + 1, "。"
            piece = trim(text, at, position)
            at = position
        else:
            piece = trim(text, at, position)
            at = position + 1
        if piece[0] < piece[1]:
            clauses.append(Clause(*piece, mark))
        if mark in "。！？!?":
            if clauses:
                yield Sentence(clauses[0].start, at, tuple(clauses))
            clauses, first = [], at
    piece = trim(text, at, end)
    if piece[0] < piece[1]:
        clauses.append(Clause(*piece, ""))
    if clauses:
        yield Sentence(max(first, clauses[0].start), piece[1], tuple(clauses))
