"""Which of many patterns can match a stretch of text at all: one pass over it, then only those.

Official prose meets some hundred patterns clause by clause, and nearly all of them say no. A
pattern says no for certain when none of the characters or pairs of characters it cannot match
without are there. `Gates` works these out from the pattern itself and keeps one table for all
patterns, so that one look at each pair of characters tells which patterns are worth asking.

>>> gates = Gates()
>>> shut = gates.add(r"统一(?:思想|认识)|提高.{0,4}站位")
>>> sorted(shut.needs or ())
['提高', '统一']
>>> words = "要提高政治站位"
>>> shut.search(words, gates.mask(words)) is not None, shut.search("要", gates.mask("要")) is not None
(True, False)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import reduce
from importlib import import_module
from itertools import product
from operator import add, or_
from typing import Any

_PAIRS = 200  # so many pairs at most stand for one place of a pattern
_SINGLE = 12  # a single character is so many times likelier to be there than a pair


class Gated:
    """A pattern with the number of its gate; `needs` is None when nothing is known of it."""

    __slots__ = ("bit", "match_at", "needs", "pattern", "search_at")

    def __init__(self, pattern: re.Pattern[str], bit: int, needs: frozenset[str] | None) -> None:
        self.pattern, self.bit, self.needs = pattern, bit, needs
        self.search_at, self.match_at = pattern.search, pattern.match

    def search(self, words: str, mask: int) -> re.Match[str] | None:
        """As `re.search`; `mask` is that of these words or of any stretch that holds them."""
        return self.search_at(words) if mask & self.bit else None

    def match(self, words: str, mask: int) -> re.Match[str] | None:
        """As `re.match`, under the same gate."""
        return self.match_at(words) if mask & self.bit else None


class Gates:
    """The gates of many patterns."""

    def __init__(self) -> None:
        self._index: dict[str, int] = {}
        self._singles: set[str] = set()
        self._pairs: set[str] = set()
        self._always = 0
        self._count = 0

    def add(self, pattern: str | re.Pattern[str]) -> Gated:
        """The pattern behind a gate of its own."""
        compiled = re.compile(pattern)
        bit, needs = 1 << self._count, needed(compiled)
        self._count += 1
        if needs is None:
            self._always |= bit
        for gram in needs or ():
            self._index[gram] = self._index.get(gram, 0) | bit
            (self._singles if len(gram) == 1 else self._pairs).add(gram)
        return Gated(compiled, bit, needs)

    def mask(self, words: str) -> int:
        """The gates that stand open for these words, as the bits of a number."""
        grams = self._singles.intersection(words)
        grams |= self._pairs.intersection(map(add, words, words[1:]))
        return reduce(or_, map(self._index.__getitem__, grams), self._always)


GATES = Gates()


def gated(pattern: str) -> Gated:
    """A pattern of the task rules, behind a gate of the common table."""
    return GATES.add(pattern)


def bits(*patterns: Gated) -> int:
    """The gates of several patterns, to ask with one look whether any of them stands open."""
    return reduce(or_, (pattern.bit for pattern in patterns))


def needed(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """Characters and pairs of which any match holds at least one; None if nothing is certain.

    The parse tree comes from the standard library's own parser, which is not public: where it is
    missing or has changed, nothing is certain, and every pattern is simply asked.
    """
    if pattern.flags & re.IGNORECASE:
        return None
    try:
        tree = import_module("re._parser").parse(pattern.pattern, pattern.flags)
        return _of_sequence(list(tree))
    except (ImportError, AttributeError, TypeError, ValueError, KeyError):
        return None


_Chars = frozenset[str]


def _of_sequence(items: Iterable[Any]) -> _Chars | None:
    """The best of what the parts of a sequence need, each alone or with its neighbour."""
    best: tuple[int, _Chars | None] = (1 << 30, None)
    before: _Chars | None = None  # with which characters the part before can end
    for item in items:
        if _takes_nothing(item):
            continue
        first = _ends(item, 0)
        candidates = [_of_item(item)]
        if before and first and len(before) * len(first) <= _PAIRS:
            candidates.append(frozenset(a + b for a, b in product(before, first)))
        for grams in filter(None, candidates):
            best = min(best, (_cost(grams), grams), key=lambda c: c[0])
        before = _ends(item, -1)
    return best[1]


def _cost(grams: _Chars) -> int:
    return sum(1 if len(gram) > 1 else _SINGLE for gram in grams)


def _takes_nothing(item: Any) -> bool:
    """Marks of place and looks ahead or behind: they match no character."""
    return str(item[0]) in ("AT", "ASSERT", "ASSERT_NOT")


def _of_item(item: Any) -> _Chars | None:
    kind, value = str(item[0]), item[1]
    if kind in ("LITERAL", "IN"):
        return _chars(kind, value)
    if kind == "SUBPATTERN":
        return None if value[1] & re.IGNORECASE else _of_sequence(value[-1])
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _of_sequence(value[2]) if value[0] else None
    if kind == "ATOMIC_GROUP":
        return _of_sequence(value)
    if kind == "BRANCH":
        return _union(_of_sequence(branch) for branch in value[1])
    return None


def _ends(item: Any, side: int) -> _Chars | None:
    """The characters an item can begin (side 0) or end (side -1) with, if they are few."""
    kind, value = str(item[0]), item[1]
    if kind in ("LITERAL", "IN"):
        return _chars(kind, value)
    if kind == "SUBPATTERN":
        return None if value[1] & re.IGNORECASE else _end_of_sequence(value[-1], side)
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _end_of_sequence(value[2], side) if value[0] else None
    if kind == "ATOMIC_GROUP":
        return _end_of_sequence(value, side)
    if kind == "BRANCH":
        return _union(_end_of_sequence(branch, side) for branch in value[1])
    return None


def _end_of_sequence(items: Any, side: int) -> _Chars | None:
    """The outermost part that takes a character; a part that may take none leaves it open."""
    taking = [item for item in items if not _takes_nothing(item)]
    return _ends(taking[side], side) if taking else None


def _union(sets: Iterable[_Chars | None]) -> _Chars | None:
    found: set[str] = set()
    for one in sets:
        if one is None:
            return None
        found |= one
    return frozenset(found)


def _chars(kind: str, value: Any) -> _Chars | None:
    if kind == "LITERAL":
        return frozenset(chr(value))
    found = set()
    for part, code in value:
        if str(part) == "LITERAL":
            found.add(chr(code))
        elif str(part) == "RANGE" and code[1] - code[0] < 40:
            found.update(map(chr, range(code[0], code[1] + 1)))
        else:
            return None
    return frozenset(found)
