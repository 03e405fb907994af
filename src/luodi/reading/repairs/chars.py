"""Characters as the old code pages saw them: which bytes, which script, which are common.

GBK writes a Han character as a lead byte (81-FE) and a trail byte (40-7E, 80-FE). Some
pairs stand for nothing ("user-defined"); decoders drop or question-mark them. All tables
here are made from Python's own codecs and OpenCC; nothing is typed in by hand but the
few exceptions, each with its reason.
"""

from __future__ import annotations

import re
from functools import cache

LEADS = range(0x81, 0xFF)
TRAILS = (*range(0x40, 0x7F), *range(0x80, 0xFF))

# Marks and signs that official text uses freely and that say nothing about damage.
MARKS = "，。、；：？！“”‘’（）《》〈〉【】〔〕［］「」『』—…·～－﹏％＋＝／＆＃＊＠｜　％℃°×÷±≥≤＜＞→←↑↓№§※★☆○●◎◇◆□■△▲〇①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㎡￥¥€–-−•\u00a0\ufeff\u200b〓"
WIDE_ALPHANUMERICS = "".join(map(chr, range(0xFF01, 0xFF5F)))


@cache
def common_han() -> frozenset[str]:
    """GB2312's first level: the 3,755 characters that make up 99.7 % of printed Chinese."""
    return frozenset(
        bytes((lead, trail)).decode("gb2312", "ignore")
        for lead in range(0xB0, 0xD8)
        for trail in range(0xA1, 0xFF)
    ) - {""}


@cache
def mainland_han() -> frozenset[str]:
    """All 6,763 characters of GB2312: what simplified text is written in, names apart."""
    second = {
        bytes((lead, trail)).decode("gb2312", "ignore")
        for lead in range(0xD8, 0xF8)
        for trail in range(0xA1, 0xFF)
    }
    return common_han() | second - {""}


@cache
def plain() -> frozenset[str]:
    """Every character that undamaged simplified text may be expected to hold."""
    ascii_text = "\n\r\t" + "".join(map(chr, range(0x20, 0x7F)))
    return mainland_han() | set(ascii_text + MARKS + WIDE_ALPHANUMERICS)


@cache
def pairs() -> dict[int, str]:
    """Lead byte × 256 + trail byte -> character; pairs that stand for nothing are absent."""
    found = {}
    for lead in LEADS:
        for trail in TRAILS:
            # An unknown pair with an ASCII trail would decode to that letter: not a character.
            char = bytes((lead, trail)).decode("gbk", "ignore")
            if len(char) == 1 and char > "\x7f":
                found[lead << 8 | trail] = char
    return found


@cache
def codes() -> dict[str, int]:
    """The other way: character -> lead byte × 256 + trail byte."""
    return {char: code for code, char in pairs().items()}


@cache
def holes() -> dict[int, tuple[int, ...]]:
    """Lead byte -> trail bytes with which it stands for nothing: pairs lost without a trace."""
    return {lead: tuple(t for t in TRAILS if lead << 8 | t not in pairs()) for lead in LEADS}


@cache
def _simple_forms() -> dict[str, str]:
    from luodi.reading.repairs.script import simplify

    chars = sorted(set(codes()) | mainland_han())
    return {old: new for old, new in zip(chars, simplify(chars), strict=True) if old != new}


def simple(char: str) -> str:
    """A character's simplified form, looked at alone."""
    return _simple_forms().get(char, char)


@cache
def traditional_only() -> frozenset[str]:
    """Characters simplified text does not use: outside GB2312, and with another simple form."""
    return frozenset(_simple_forms()) - mainland_han()


@cache
def simplified_only() -> frozenset[str]:
    """Characters traditional text does not use.

    后, 里, 面, 干, 系 and their like have a traditional counterpart but are traditional
    characters themselves; Big5, the traditional code page, tells them apart.
    """
    simple_forms = frozenset(_simple_forms().values())
    return frozenset(c for c in simple_forms & mainland_han() if not c.encode("big5", "ignore"))


def is_han(char: str) -> bool:
    return "一" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf"


HAN = "\u4e00-\u9fff\u3400-\u4dbf"
HAN_RUN = re.compile(f"[{HAN}]+")
HAN_ONE = re.compile(f"[{HAN}]")
