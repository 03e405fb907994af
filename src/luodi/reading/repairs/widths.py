"""Half-width punctuation in Chinese text.

Damage: `会议指出,要` for 会议指出，要. Corpora and web editors fold U+FF01-FF5E to ASCII.
Repair: in a text that has practically no full-width marks of its own, the marks after
Chinese characters get their width back; times (08:41), figures (1,649), addresses and Latin
text keep theirs. A text that mixes both chose to, and is left alone.
"""

from __future__ import annotations

import re

from luodi.reading.repairs.chars import HAN
from luodi.reading.text import Edit

WHY = "半角标点改为全角"
WIDE = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）"}
FULL = "，：；（）？！"
ENOUGH = 5  # half-width marks needed before the layout of a text can be told
AFTER_CHINESE = rf"(?<=[{HAN}”’》〉）】〕」』])[,:;?!]"
# After a closing half-width bracket, a figure, a percent sign or Latin: only before Chinese.
BEFORE_CHINESE = rf"(?<=[0-9A-Za-z%％‰℃)])[,:;?!](?=[ ]?[{HAN}“‘《〈（【〔「『(])"
AT_LINE_END = r"(?<=[0-9A-Za-z%％)])[;?!:](?=[ ]*$)"
MARK = re.compile(f"{AFTER_CHINESE}|{BEFORE_CHINESE}|{AT_LINE_END}", re.MULTILINE)
PARENTHESES = re.compile(r"\(([^()\n]{1,200})\)")
SENTENCE_MARK = re.compile(AFTER_CHINESE)
HAN_CHAR = re.compile(f"[{HAN}]")


def edits(text: str) -> list[Edit]:
    if not _half_width_layout(text):
        return []
    at = {m.start() for m in MARK.finditer(text) if not _between_digits(text, m.start())}
    for match in PARENTHESES.finditer(text):
        before = text[match.start() - 1 : match.start()]
        numbered = match.group(1).isdigit() and HAN_CHAR.match(text[match.end() : match.end() + 1])
        if numbered or HAN_CHAR.search(match.group(1)) or HAN_CHAR.match(before):
            at |= {match.start(), match.end() - 1}
    at |= _nested(text)
    # `会议),要`: a mark behind a bracket that became full-width.
    at |= {k + 1 for k in at if text[k] == ")" and text[k + 1 : k + 2] in {",", ":", ";", "?", "!"}}
    return [Edit(k, k + 1, WIDE[text[k]], "width", WHY) for k in sorted(at)]


def _half_width_layout(text: str) -> bool:
    half = sum(text.count(mark) for mark in WIDE)
    if half < ENOUGH:
        return False
    full = sum(text.count(mark) for mark in FULL)
    if full >= 0.1 * (half + full):
        return False
    # Commas between the cells of a table are no punctuation: prose has full stops.
    return "。" in text and sum(1 for _ in SENTENCE_MARK.finditer(text)) >= ENOUGH


def _between_digits(text: str, k: int) -> bool:
    return text[k - 1 : k].isdigit() and text[k + 1 : k + 2].isdigit()


def _nested(text: str) -> set[int]:
    """Outer brackets of 甲(乙(丙)丁): found by pairing, where the inside has Chinese."""
    found: set[int] = set()
    if text.count("(") == len(PARENTHESES.findall(text)):
        return found
    for line in re.finditer(r"[^\n]+", text):
        open_at: list[int] = []
        for match in re.finditer(r"[()]", line.group()):
            k = line.start() + match.start()
            if text[k] == "(":
                open_at.append(k)
            elif open_at:
                start = open_at.pop()
                if HAN_CHAR.search(text, start, min(k, start + 400)):
                    found |= {start, k}
    return found
