"""Traditional characters in a mainland paper.

Damage: 建設領導小組 for 建设领导小组. A site that clones official pages runs them through a
character-by-character simplified-to-traditional table; the words are the paper's own.
Repair: OpenCC's `tw2s`, which alone also takes 著力 back to 着力 and leaves 著名. It would
change a rare clean sentence, so it runs only where a document, or else a sentence,
is traditional by count. Characters are replaced one for one; nothing moves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Protocol

from luodi.reading.text import Edit

if TYPE_CHECKING:
    from luodi.reading.repairs.facts import Facts

WHY = "网页把简体字换成了繁体字，按原样转回"
# Variants OpenCC leaves as they are.
LEFT_OVER = str.maketrans("陜於", "陕于")
SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]?")
# Words that keep 著 and that OpenCC's phrase table lacks.
WITH_ZHU = re.compile("土著|著述|著錄|較著|昭著|專著|編著|譯著|遺著|拙著|巨著|(?<![議討爭談評辯])論著")
# What OpenCC's C++ side cannot be handed: a NUL ends the string, a lone surrogate is no text.
UNFIT = re.compile("[\x00\ud800-\udfff]")


class Converter(Protocol):
    def convert(self, text: str) -> str: ...


@cache
def _converter() -> Converter:
    import opencc

    converter: Converter = opencc.OpenCC("tw2s")
    return converter


def simplify(chars: Sequence[str]) -> list[str]:
    """Each character alone in its simplified form."""
    return _converter().convert("\n".join(chars)).translate(LEFT_OVER).split("\n")


def to_simplified(string: str) -> str:
    """A string in simplified characters, of the same length.

    >>> to_simplified("八個著力，著名的平臺")
    '八个着力，著名的平台'
    """
    from luodi.reading.repairs.chars import simple

    converted = _converter().convert(UNFIT.sub("\n", string))
    if len(converted) != len(string):
        converted = "".join(map(simple, string))
    converted = converted.translate(LEFT_OVER)
    if max(converted, default="") > "\uffff":
        # Simplified forms nobody writes and few machines can print: the old one stays.
        pairs = zip(string, converted, strict=True)
        converted = "".join(old if new > "\uffff" else new for old, new in pairs)
    for match in WITH_ZHU.finditer(string):
        kept = match.group()
        at = match.start() + kept.index("著")
        converted = f"{converted[:at]}著{converted[at + 1 :]}"
    return converted


def edits(text: str, facts: Facts) -> list[Edit]:
    """Take a traditional document, or the traditional sentences of a mixed one, to simplified."""
    if not facts.traditional_count:
        return []
    if facts.whole_document_traditional:
        return _changes(text, 0, to_simplified(text))
    found: list[Edit] = []
    for match in SENTENCE.finditer(text):
        sentence = match.group()
        old, new = facts.count_scripts(sentence)
        if old > new:
            found += _changes(text, match.start(), to_simplified(sentence))
    return found


def _changes(text: str, start: int, converted: str) -> list[Edit]:
    """One edit for each unbroken run of characters that differ."""
    found, run = [], -1
    for k, char in enumerate(converted):
        # A character that was unfit for the converter comes back as a line break.
        same = char == text[start + k] or (char == "\n" and UNFIT.match(text[start + k]) is not None)
        if not same and run < 0:
            run = k
        elif same and run >= 0:
            found.append(Edit(start + run, start + k, converted[run:k], "script", WHY))
            run = -1
    if run >= 0:
        found.append(Edit(start + run, start + len(converted), converted[run:], "script", WHY))
    return found
