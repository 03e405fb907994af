"""The compiled model: one file, opened at once, unpacked a character at a time.

    magic · length of the head · head (unigrams, floor, number of words, where each block stands) · blocks

A block holds all that is asked about one character: what follows it, what follows it after
each character before it, and the words it begins. A page touches some hundreds of the
seven thousand blocks, so opening the model costs milliseconds, not the whole of it.
"""

from __future__ import annotations

import marshal
import math
import mmap
from pathlib import Path
from typing import TypeAlias

MAGIC = b"LUODI-LM-5\n"

Next: TypeAlias = dict[str, float]
# Probabilities of the next character, the mass left for the unigram; {character before: the same,
# for the bigram}; and the words: their frequencies as stored, the logarithms of them as used.
Stored: TypeAlias = tuple[Next, float, dict[str, tuple[Next, float]], dict[str, int]]
Block: TypeAlias = tuple[Next, float, dict[str, tuple[Next, float]], dict[str, float]]
NOTHING: Block = ({}, 1.0, {}, {})
MEMO_LIMIT = 300_000


def pack(unigrams: dict[str, float], floor: float, words: int, blocks: dict[str, Stored]) -> bytes:
    """The file; `words` is the number of words that all frequencies add up to."""
    body, index = bytearray(), {}
    for char, block in blocks.items():
        data = marshal.dumps(block, 2)
        index[char] = (len(body), len(data))
        body += data
    head = marshal.dumps((unigrams, floor, words, index))
    return MAGIC + len(head).to_bytes(8, "little") + head + bytes(body)


class Model:
    """Log probabilities of characters in context, and log frequencies of words.

    Natural logarithms. Text is asked about in the form of `counts.form`, simplified.
    """

    def __init__(self, data: bytes | mmap.mmap) -> None:
        start = len(MAGIC) + 8
        if len(data) < start or data[: len(MAGIC)] != MAGIC:
            raise ValueError("not a compiled model of this version")
        self._data = data
        size = int.from_bytes(data[len(MAGIC) : start], "little")
        if len(data) < start + size:
            raise ValueError("the compiled model is cut short")
        self.unigrams: dict[str, float]
        self.floor: float
        self.unigrams, self.floor, words, self._index = marshal.loads(data[start : start + size])
        self._all_words = math.log(words)
        self._body = start + size
        self._blocks: dict[str, Block] = {}
        self._memo: dict[str, float] = {}

    @classmethod
    def open(cls, path: Path) -> Model:
        with path.open("rb") as file:
            return cls(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))

    def block(self, char: str) -> Block:
        found = self._blocks.get(char)
        if found is None:
            at, length = self._index.get(char, (0, 0))
            start = self._body + at
            if not length:
                found = NOTHING
            else:
                nexts, left, longer, words = marshal.loads(self._data[start : start + length])
                less = self._all_words
                found = (nexts, left, longer, {word: math.log(n) - less for word, n in words.items()})
            self._blocks[char] = found
        return found

    def unigram(self, char: str) -> float:
        """The probability (not its logarithm) of a character."""
        return self.unigrams.get(char, self.floor)

    def chance(self, before: str, char: str) -> float:
        """The probability of a character after one or two others."""
        nexts, left, longer, _ = self.block(before[-1:])
        chance = nexts.get(char, 0.0) + left * self.unigrams.get(char, self.floor)
        if len(before) > 1:
            more = longer.get(before[-2])
            if more is not None:
                chance = more[0].get(char, 0.0) + more[1] * chance
        return chance

    def log(self, before: str, char: str) -> float:
        """The log probability of a character after one or two others."""
        key = before[-2:] + char
        found = self._memo.get(key)
        if found is None:
            if len(self._memo) > MEMO_LIMIT:
                self._memo.clear()
            found = self._memo[key] = math.log(self.chance(before, char))
        return found

    def words(self, char: str) -> dict[str, float]:
        """The words that begin with a character, with their log frequencies."""
        return self.block(char)[3]
