"""How much room a text takes: widths and wrapped lines, without a screen to try it on.

A row of wrapped text needs its height written into the file: WPS and LibreOffice work it out for
themselves only when nothing is given, Excel does it on edit only, and never for merged cells. The
estimate errs on the roomy side, since a line too many costs paper and a line too few hides words.
Widths are in half-width characters; a Han character takes two (Unicode Annex 11, W and F; A is
wide in a Chinese font).
"""

from __future__ import annotations

import math
import re
import unicodedata

_WIDE = frozenset("WFA")
# What a line is broken between: Latin words and numbers stay whole, every Han character stands alone.
_WORD = re.compile(r"[!-~]+|.", re.DOTALL)
# Kinsoku: these may not begin a line, so the character before them moves down with them.
_NEVER_FIRST = frozenset("，。、；：？！）》〉」』】〕”’…％%,.;:?!)]}")


def width(text: str) -> int:
    """The width of one line.

    >>> width("2025年6月"), width("R&D经费")
    (9, 7)
    """
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(c) in _WIDE else 1 for c in text)


def longest(text: str) -> int:
    """The width of the widest line."""
    return max((width(line) for line in text.split("\n")), default=0)


def lines(text: str, room: float) -> int:
    """How many lines the text fills when wrapped at `room`.

    >>> lines("推动规上工业企业研发活动全覆盖", 20), lines("一\\n二", 20), lines("", 20)
    (2, 2, 1)
    """
    return sum(_wrapped(line, max(room, 2.0)) for line in text.split("\n"))


def _wrapped(line: str, room: float) -> int:
    if width(line) <= room:
        return 1
    count, used, last = 1, 0.0, 0.0
    for word in _WORD.findall(line):
        wide = width(word)
        if used + wide <= room:
            used += wide
        elif wide > room:  # a long address or number: broken wherever the edge is
            over = used + wide
            count += math.ceil(over / room) - 1
            used = over % room or room
        else:
            count += 1
            used = wide + (last if word in _NEVER_FIRST else 0.0)
        last = wide
    return count
