"""How the damage is done: a generator of damaged pages, so that mending can be tested.

A cloned page is made in six steps, all on the bytes of GBK:

1. every character is replaced by its traditional form, one by one;
2. for each character of a list, `str_replace(c, c + "(pīnyīn)")`, *not aligned* to
   characters: the two bytes may be the trail of one and the lead of the next;
3. the text is cut at some delimiters, in some order, again not aligned;
4. each piece is decoded by itself: a lead byte at its end becomes `?` or nothing; a lead with
   an impossible trail eats it and both become one `?`; pairs that stand for nothing vanish;
5. the pieces are joined;
6. full-width ASCII and the ideographic blank are folded to ASCII.

So the damage is a function, and `repairs.slips` inverts it.

>>> slip("表扬", {"頁": "yè"})
'表?yè)P'
>>> slip("高校科技", {}, lone="")[:3]
'高?萍'
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from functools import cache

from luodi.reading.model.form import FOLD
from luodi.reading.repairs.chars import codes, is_han, pairs, traditional_only
from luodi.reading.repairs.readings import readings

DELIMITERS = "！？；：。，、"
# Where the cloners' table differs from OpenCC's, on the pages seen.
CLONERS_OWN = {"着": "著", "陕": "陜", "为": "為", "鉴": "鑒"}


@cache
def _traditional_forms() -> dict[int, str]:
    import opencc

    han = sorted(c for c in codes() if is_han(c))
    forms = opencc.OpenCC("s2t").convert("\n".join(han)).split("\n")
    # Forms GBK does not have stay as they were.
    table = {a: b for a, b in zip(han, forms, strict=True) if a != b and b in codes()}
    return {ord(a): b for a, b in (table | CLONERS_OWN).items()}


def traditional(text: str) -> str:
    """Step 1: each character's traditional form, looked at alone."""
    return text.translate(_traditional_forms())


def slip(
    text: str,
    annotated: Mapping[str, str],
    delimiters: Iterable[str] = DELIMITERS,
    lone: str = "?",
    fold: bool = True,
) -> str:
    """One text node through steps 1 to 6; `lone` is what a lead byte at a piece's end becomes."""
    data = traditional(text).encode("gbk", "replace")
    for char, syllable in annotated.items():
        code = char.encode("gbk")
        data = data.replace(code, code + f"({syllable})".encode("gbk", "replace"))
    pieces = [data]
    marks = {mark.encode("gbk") for mark in delimiters}
    for mark in delimiters:
        pieces = [part for piece in pieces for part in _cut(piece, mark.encode("gbk"), marks)]
    page = "".join(_decode(piece, lone) for piece in pieces)
    return page.translate(FOLD) if fold else page


def _cut(piece: bytes, mark: bytes, marks: set[bytes]) -> list[bytes]:
    if piece in marks:
        return [piece]
    parts: list[bytes] = []
    for part in piece.split(mark):
        parts += [part, mark]
    return parts[:-1]


def _decode(data: bytes, lone: str) -> str:
    """CP936, in the manner of a lenient decoder."""
    found, k = [], 0
    while k < len(data):
        byte = data[k]
        if byte < 0x80:
            found.append(chr(byte))
            k += 1
        elif byte == 0x80:
            found.append("€")
            k += 1
        elif k + 1 == len(data):
            found.append(lone)
            k += 1
        elif data[k + 1] < 0x40 or data[k + 1] in {0x7F, 0xFF} or byte == 0xFF:
            found.append("?")
            k += 2
        else:
            found.append(pairs().get(byte << 8 | data[k + 1], ""))
            k += 2
    return "".join(found)


def clone_page(text: str, rng: random.Random, share: float = 0.4) -> str:
    """A clean document as a cloner would leave it: its list, delimiters and habits drawn once.

    `share` is the part of the page's traditional characters that is annotated.
    """
    present = sorted(set(traditional(text)) & traditional_only())
    chosen = [c for c in present if rng.random() < share]
    rng.shuffle(chosen)
    annotated = {c: readings(c)[0] for c in chosen if readings(c)}
    delimiters = rng.sample(DELIMITERS, rng.randint(3, len(DELIMITERS)))
    lone = rng.choice(("?", "?", ""))
    return "\n".join(slip(line, annotated, delimiters, lone) for line in text.split("\n"))


def mojibake(text: str, kind: str) -> str:
    """A whole text read with the wrong table.

    `utf8-as-gbk` (锘挎垜), `utf8-as-gb18030`, `gbk-as-latin1` (Öйú), `utf8-as-latin1`,
    `utf8-as-cp1252`, `gbk-as-utf8` (the one that cannot be undone).
    """
    written, read = kind.split("-as-")
    data = text.encode({"utf8": "utf-8", "gbk": "gb18030"}[written])
    table = {"gbk": "gbk", "gb18030": "gb18030", "latin1": "latin-1", "cp1252": "cp1252", "utf8": "utf-8"}
    return data.decode(table[read], "replace")


def lose_byte(text: str, at: int, errors: str = "replace") -> str:
    """The GBK text without its byte number `at`, decoded again."""
    data = text.encode("gbk", "replace")
    return (data[:at] + data[at + 1 :]).decode("gbk", errors)


def annotate(text: str, rng: random.Random, share: float = 0.2) -> str:
    """Pinyin behind a share of the *different* characters of a simplified text."""
    chosen = {c for c in sorted(set(text)) if is_han(c) and readings(c) and rng.random() < share}
    return re.sub(
        "[一-\u9fff]",
        lambda m: m.group() + (f"({readings(m.group())[0]})" if m.group() in chosen else ""),
        text,
    )
