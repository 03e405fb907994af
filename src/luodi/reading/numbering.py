"""The numbering of official papers: which label opens a line, and which series run inside one.

一、 （一） 1. （1） ① is the order laid down for official papers; regulations have 第一章 and
第一条, speeches 第一， and 一是. A label's `rank` says what can stand under what; its `level`
is the depth a reader would name (1 for 一、 and 第一条).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from luodi.reading.lines import NUMERALS, han_number

_N = rf"[{NUMERALS}]"

# Name, what it looks like, rank, level. The first that fits is taken.
_SERIES: tuple[tuple[str, str, int, int], ...] = (
    # 第一编 第一部分: the parts of a long paper
    ("part", rf"第{_N}{{1,3}}(?:编|部分)", 0, 1),
    # 第一章
    ("chapter", rf"第(?:{_N}{{1,3}}|\d{{1,2}})章", 1, 1),
    # 第一节
    ("section", rf"第(?:{_N}{{1,3}}|\d{{1,2}})节", 2, 1),
    # 第一条 (but not 第一条线路)
    ("article", rf"第(?:{_N}{{1,4}}|\d{{1,3}})条(?:之{_N})?(?![线款道路，、])", 3, 1),
    # 一、 (一． and 一. in old files)
    ("han", rf"{_N}{{1,3}}\s?[、．.]", 3, 1),
    # （一）, half-width or full, and ㈠
    ("han_bracket", rf"[（(]\s?{_N}{{1,3}}\s?[)）][、.．]?|[㈠-㈩]", 4, 2),
    # 1. 1． 1、, but not the decimal 1.8; "1.2025年" is a label before a year
    ("arabic", r"\d{1,3}\s?(?:[、．](?!\d)|\.(?!\d)|[.．、](?=(?:19|20)\d\d年))|[⒈-⒛]", 5, 3),
    # （1） 1） ⑴
    ("arabic_bracket", r"[（(]\s?\d{1,2}\s?[)）][、.．]?|\d{1,2}[)）]|[⑴-⒇]", 6, 4),
    # ①
    ("circled", r"[①-⑳]", 7, 5),
    # 第一， 第二、
    ("nth", rf"第{_N}{{1,2}}[，、：,:]", 8, 6),
    # 首先， 其次， 再次， 最后，
    ("first", r"(?:首先|其次|再次|再者|最后)[，,]", 8, 6),
    # ——创新主体不断壮大。
    ("dash", r"——+|[●◆■▲•▪]\s?", 8, 6),
    # 一是 二是
    ("is", rf"{_N}{{1,2}}(?:是|则)", 9, 7),
    # 一要 二要
    ("must", rf"{_N}{{1,2}}要(?!素|求|点|件)", 9, 7),
)

RANK = {name: rank for name, _, rank, _ in _SERIES}
LEVEL = {name: level for name, _, _, level in _SERIES}

_LABEL = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern, _, _ in _SERIES))
# A label opens with one of these: a cheap test before the patterns are tried.
_OPENERS = frozenset("第（(首其再最—●◆■▲•▪0123456789" + NUMERALS) | frozenset(
    chr(c)
    for low, high in (("①", "⑳"), ("⑴", "⒇"), ("⒈", "⒛"), ("㈠", "㈩"))
    for c in range(ord(low), ord(high) + 1)
)


@dataclass(frozen=True, slots=True)
class Label:
    """A number as written: which series it is of, which place in it, where it stands."""

    series: str
    ordinal: int  # 0 where the series does not count (——)
    start: int
    end: int

    @property
    def rank(self) -> int:
        return RANK[self.series]

    @property
    def level(self) -> int:
        return LEVEL[self.series]


def label_at(line: str, at: int = 0) -> Label | None:
    """The label that opens a line.

    >>> label = label_at("（三）强化攻关")
    >>> label.series, label.ordinal, label.level
    ('han_bracket', 3, 2)
    >>> label_at("1.8万平方米") is None, label_at("1.2025年底前建成").end
    (True, 2)
    """
    if at >= len(line) or line[at] not in _OPENERS:
        return None
    match = _LABEL.match(line, at)
    return _label(match) if match else None


def _label(match: re.Match[str]) -> Label:
    series = match.lastgroup or ""
    return Label(series, _ordinal(series, match[0]), match.start(), match.end())


_WORD_ORDER = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": 4}
_SIGNS = {"①": 1, "⑴": 1, "⒈": 1, "㈠": 1}


def _ordinal(series: str, written: str) -> int:
    if series == "dash":
        return 0
    if series == "first":
        return _WORD_ORDER[written[:2]]
    digits = "".join(c for c in written if c.isascii() and c.isdigit())
    if digits:
        return int(digits)
    for first in _SIGNS:
        if 0 <= ord(written[0]) - ord(first) < 20 and written[0] not in NUMERALS:
            return ord(written[0]) - ord(first) + 1
    return han_number("".join(c for c in written if c in NUMERALS))


# ---- series that run inside a paragraph -----------------------------------------------------

# A part begins a sentence or a clause: after 。；：！？， or a closing mark, or where the text begins.
_INLINE = re.compile(
    rf"(?:(?<=[。；：！？，;:,”）)])|^)\s*(?:(?P<is>{_N}{{1,2}}(?:是|则))|(?P<must>{_N}{{1,2}}要(?!素|求|点|件))"
    rf"|(?P<nth>第{_N}{{1,2}}[，、：,:])|(?P<first>(?:首先|其次|再次|再者|最后)[，,])"
    rf"|(?P<han_bracket>[（(]{_N}{{1,2}}[)）])|(?P<arabic_bracket>[（(]\d{{1,2}}[)）])|(?P<circled>[①-⑳])"
    r"|(?P<arabic>\d{1,2}(?:\.(?!\d)|[．、](?!\d))))"
)
_INLINE_SIGNS = re.compile(r"[二2②][是要则）).．、]|第二[，、：,:]|其次|最后|②")


def series_in(text: str, start: int, end: int) -> list[Label]:
    """The labels of a series inside `text[start:end]`: 一是…二是…三是….

    A series begins at one and counts up without a gap to at least two; the outermost one
    (whose first label comes first) is given, and every further run of the same kind.

    >>> [l.ordinal for l in series_in("一是快。二是好。", 0, 8)], series_in("一是快。三是好。", 0, 8)
    ([1, 2], [])
    """
    if not _INLINE_SIGNS.search(text, start, end):
        return []
    runs: dict[str, list[list[Label]]] = {}
    piece = text[start:end]
    for match in _INLINE.finditer(piece):
        series = match.lastgroup or ""
        at, stop = match.span(series)
        label = Label(series, _ordinal(series, match[series]), start + at, start + stop)
        mine = runs.setdefault(series, [])
        if label.ordinal == 1:
            mine.append([label])
        elif mine and _follows(label, mine[-1][-1]):
            mine[-1].append(label)
    whole = [[run for run in mine if len(run) > 1] for mine in runs.values()]
    whole = [mine for mine in whole if mine]
    if not whole:
        return []
    outermost = min(whole, key=lambda mine: mine[0][0].start)
    return [label for run in outermost for label in run]


def _follows(label: Label, last: Label) -> bool:
    """最后 may close a list of any length; everything else counts by one."""
    if label.series == "first":
        return last.ordinal < label.ordinal
    return label.ordinal == last.ordinal + 1
