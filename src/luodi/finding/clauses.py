"""Sentences and clauses of official prose, with brackets, quotes and titles kept whole.

A sentence ends at 。！？ or a line's end; a clause at ，； (and ：). Marks inside （）, “”, 《》,
【】, 〔〕 never end either, because what stands in them is part of a name, a title or an aside:
各县（市、区）, 《关于加强……，……的通知》.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

OPENERS, CLOSERS = "（(“‘《〈【〔「『[", "）)”’》〉】〕」』]"
_PAIR = dict(zip(OPENERS, CLOSERS, strict=True))
_MARK = re.compile(r"[（(“‘《〈【〔「『\[）)”’》〉】〕」』\]。！？；，、：;,:!?]")
_LONGEST_ASIDE = 400  # an opener without its closer within so many characters is a stray mark


@dataclass(frozen=True, slots=True)
class Clause:
    """`[start, end)` without its end mark; `mark` is that mark ('' at a line's end)."""

    start: int
    end: int
    mark: str


@dataclass(frozen=True, slots=True)
class Sentence:
    start: int
    end: int  # after the end mark
    clauses: tuple[Clause, ...]


def marks(text: str, start: int, end: int, wanted: str) -> Iterator[int]:
    """Positions of wanted marks outside brackets and quotes.

    >>> list(marks("各县（市、区），市直、", 0, 11, "，、"))
    [7, 10]
    """
    at = start
    while found := _MARK.search(text, at, end):
        position, char = found.start(), found.group()
        at = position + 1
        if char in _PAIR:
            closer = _closer(text, position, min(end, position + _LONGEST_ASIDE))
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


def _closer(text: str, at: int, end: int) -> int | None:
    opener, closer, depth = text[at], _PAIR[text[at]], 0
    for position in range(at, end):
        char = text[position]
        if char == "\n":
            return None
        if char == opener:
            depth += 1
        elif char == closer:
            depth -= 1
            if depth == 0:
                return position
    return None


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
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def sentences(text: str, start: int, end: int) -> Iterator[Sentence]:
    """The sentences of one paragraph, each with its clauses, in one pass over its marks."""
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
