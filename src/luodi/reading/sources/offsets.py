"""Where a character of the raw text stands in the file: the byte, found when it is asked for.

The raw text has one line end, `\\n`; the file may have `\\r\\n` or `\\r`. So raw characters and
file bytes are matched line by line: a line's number is the same in both, and within a line the
bytes are decoded until as many characters are out. Nothing is built before the first question,
and then one entry a line.
"""

from __future__ import annotations

import codecs
from array import array
from bisect import bisect_right
from functools import cached_property

from luodi.reading.sources.charset import LINE, WIDE, Decoded


def one_line_end(text: str) -> str:
    r"""The text with `\n` for every `\r\n` and `\r`: what a raw text is made of.

    >>> one_line_end("甲\r\n乙\r丙\n")
    '甲\n乙\n丙\n'
    """
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


class Bytes:
    """The way back from characters of `one_line_end(decoded.text)` to bytes of `data`."""

    def __init__(self, data: bytes, decoded: Decoded) -> None:
        self.data, self.decoded = data, decoded

    def at(self, char: int) -> int:
        """The offset in `data` of the first byte of a character; of the end, for what is past it."""
        chars, starts = self._lines
        row = bisect_right(chars, char) - 1
        begin = starts[row]
        end = starts[row + 1] if row + 1 < len(starts) else len(self.data)
        return min(begin + self._within(begin, end, char - chars[row]), len(self.data))

    def _charset(self, byte: int) -> str:
        runs = self.decoded.runs
        return runs[max(bisect_right(runs, byte, key=lambda run: run[0]) - 1, 0)][1]

    def _within(self, begin: int, end: int, count: int) -> int:
        """How many bytes of the line `data[begin:end]` make its first `count` characters."""
        charset = self._charset(begin)
        decoder = codecs.getincrementaldecoder(charset)("replace")
        done = last = 0
        for index in range(begin, end):
            if done >= count:
                break
            out = decoder.decode(self.data[index : index + 1])
            if out:
                done += len(out)
                # A byte that shows the one before it was lost may itself be the next character.
                last = index - begin + (1 if done <= count else 0)
        if done < count:
            return end - begin
        return last

    @cached_property
    def _lines(self) -> tuple[array[int], array[int]]:
        """First character and first byte of each line."""
        runs = self.decoded.runs
        chars, starts = array("l", [0]), array("l", [runs[0][0]])
        if runs[0][1] in WIDE or runs[0][1].startswith("utf-32"):
            return self._wide_lines(chars, starts)
        size = 0
        for found in LINE.finditer(self.data, runs[0][0]):
            line = found[0]
            charset = self._charset(found.start())
            size += len(one_line_end(line.decode(charset, "replace")))
            if line.endswith((b"\n", b"\r")):
                chars.append(size)
                starts.append(found.end())
        return chars, starts

    def _wide_lines(self, chars: array[int], starts: array[int]) -> tuple[array[int], array[int]]:
        """For charsets whose line ends are no single bytes: by the encoded length of each line."""
        charset = self.decoded.runs[0][1]
        size, byte = 0, starts[0]
        for line in self.decoded.text.replace("\r\n", "\r").replace("\n", "\r").split("\r"):
            size += len(line) + 1
            byte += len(line.encode(charset, "surrogatepass"))
            unit = 4 if charset.startswith("utf-32") else 2
            ends = self.data[byte : byte + 2 * unit].decode(charset, "replace")
            byte += 2 * unit if ends == "\r\n" else unit
            chars.append(size)
            starts.append(byte)
        return chars, starts
