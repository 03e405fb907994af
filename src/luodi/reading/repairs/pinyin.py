"""Pinyin in brackets.

Damage: 創(chuàng)新 for 创新. Cloned pages annotate a list of characters with their readings so
that the copy does not look like one: `str_replace("創", "創(chuàng)")`, page by page another list.
Wild forms: a blank inside, `創(chuàng )`; no tone and twice, `公(gong)(gong)`.
Repair: delete a bracket that really is the reading of the character before it, on a page
that does this throughout or on a character mainland papers do not use. Anything else in
brackets is the writer's own gloss, 亳(bó)州, and stays.
"""

from __future__ import annotations

from luodi.reading.repairs.chars import traditional_only
from luodi.reading.repairs.facts import Facts
from luodi.reading.repairs.readings import ANNOTATED, BRACKET, reads
from luodi.reading.text import Edit

WHY = "网页在“{char}”字后面插了拼音，删去"


def edits(text: str, facts: Facts) -> list[Edit]:
    if not facts.brackets and not facts.cloned:
        return []
    found = []
    for match in ANNOTATED.finditer(text):
        char = text[match.start() - 1]
        if not (facts.cloned or char in traditional_only()) or char in facts.glosses:
            continue
        end = match.start()
        for bracket in BRACKET.finditer(text, match.start(), match.end()):
            if not reads(char, bracket.group(1)):
                break
            end = bracket.end()
        if end > match.start():
            found.append(Edit(match.start(), end, "", "pinyin", WHY.format(char=char)))
    return found
