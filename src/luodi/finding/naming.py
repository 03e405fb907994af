"""Where a written name ends: names a document knows, and names told by their form (C12).

A name strong enough to be a subject ends like a body's (局, 委员会, 县) and is followed by what
a body does: a verb of work, 将, 对, a date, or by another name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from luodi.finding import lexicon
from luodi.finding.names import split_names

_LONGEST = 32  # no single name is longer


@dataclass(frozen=True, slots=True)
class Names:
    """The names a document itself uses for bodies, and those of the unit book."""

    known: frozenset[str]
    # How often a short name that stands before 要 is written: 恒岳精工 is a name if more than once.
    counts: Mapping[str, int] = field(default_factory=dict)
    # The first two characters of a name -> the lengths of the names that begin so, longest first.
    sizes: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, names: frozenset[str], counts: Mapping[str, int] | None = None) -> Names:
        sizes: dict[str, set[int]] = {}
        for name in names:
            sizes.setdefault(name[:2], set()).add(len(name))
        heads = {head: tuple(sorted(found, reverse=True)) for head, found in sizes.items()}
        return cls(names, counts or {}, heads)

    def at(self, text: str, start: int, end: int) -> int:
        """End of the longest known name that starts here, or `start`.

        >>> Names.of(frozenset({"市科技局"})).at("请市科技局牵头", 1, 7)
        5
        """
        for size in self.sizes.get(text[start : start + 2], ()):
            if 1 < size <= end - start and text[start : start + size] in self.known:
                return start + size
        return start


_CALLED = re.compile(r"(?:听取了?|由)([^，。、关由对：；\n]{3,20}?)(?=关于|牵头|负责|对)")
_TOLD = re.compile(r"(?:^|[，。；：\n])(各?[^，。；：、\n要应]{2,24})要(?=[一-龥]{2})")


def names_in(text: str, listed: frozenset[str]) -> Names:
    """The names a document uses for bodies: in its lists, where one reports, is charged or is told."""
    found = {n for n in listed if len(n) > 1}
    found.update(m[1] for m in _CALLED.finditer(text) if lexicon.looks_like_unit(m[1]))
    short: set[str] = set()
    for told in _TOLD.finditer(text):
        pieces = split_names(told[1])
        short.update(p for p in pieces if 3 <= len(p) <= 10)
        if lexicon.looks_like_unit(told[1]) and not lexicon.opens_with_verb(told[1], 0, len(told[1])):
            found.update(n for n in pieces if len(n) > 3)
    return Names.of(frozenset(found), {name: text.count(name) for name in short})


# Names strong enough to be a subject without a modal: how they end.
_STRONG_TAIL = re.compile(
    r"(?:局|厅|委|委员会|办|办公室|管委会|专班|组|小组|大学|学院|研究院|院|责任领导|研究所|公司|集团|政府|财政|室|监管局|高新区|新区|党委|分行|支行|中心|处|科室|单位|部门|市|县|区|街道|乡镇|镇|院所|高校|院校|协会|科协|银行|实验室|园区|商会|学会|联合会|促进会|工商联|妇联|联盟|科学城|服务队|指挥部|所|站)(?:（[^（）]*）)?$"
)
# What follows a name when it is a subject: an adverb of doing, a preposition, a date.
PREDICATE = re.compile(
    r"(?:根据|按照|围绕|聚焦|针对|结合|依托|通过|经|全面|继续|做好|要|高度|认真|严格|切实|提前|按时|积极|主动|能|另行|统一|负责|具体|分别|[今明]年|抓紧|尽快|及时)|[将把对向与同为于在以按每从就会牵负定及]|不得|第[一二三四]季|本[年季月周]|全年|[月年]底前|会后|原则上|力争|确保|[到至](?:\d|今年|明年|年底)|(?:\d|[一二三四五六七八九十上下年]).{0,6}[月季年日前内]"
)
# 省级创新型县, 市级平台: a class of thing, nobody who can be told; 年内举办: a verb, no office
_KIND_OF_PLACE = re.compile(
    r"(?:[举承主申兴帮]|(?<!科)创|(?<![新])开)办$|[型级类](?:县|市|区|企业|园区|平台|中心|机构|实验室)$"
)
# 县政府|督查室, 市科技创新委员会|办公室: the ending was only the first part of a longer name.
_GOES_ON = re.compile(
    r"[一-龥]{0,4}?(?:办公室|委员会|领导小组|管委会|人民政府|督查室|督查组|秘书处|分行|分局|专班|党组|党工委|研究院|工作处|服务中心)(?!主任)"
)
# 全省上下, 各级各方面, 各级各部门各单位: everybody there is, told all the same.
EVERYBODY = re.compile(
    r"全[国省市县区州盟旗]上下|(?:全[国省市县区州盟旗]|社会)?(?:各(?:级|地|方面|部门|单位|条战线|行各业|有关部门|相关部门|县区)){1,4}"
    r"(?<!各级)(?!积极|力量|参与|诉求|意见|关系)"
    r"|(?:全[国省市县区州盟旗])?各级(?=[建制完推加落召报开组严强认切积主及抓])"
)
# 各市, 市委: whole names of two characters; 市委组织部 is longer
_SHORT = re.compile(r"各.|[省市县区州]委(?=[、和及与\d年]|力争|会同)")
# 管委|会5月底前: the name goes on; 县委会同 does not
_CUT_SHORT = re.compile(r"[委协学商联工事员]会(?!同|商|议|上)")
_JOINT = re.compile(r"、|和|及|以及|会同|与(?=[市省县区各])")


def run_of_names(text: str, start: int, end: int, names: Names, addressed: bool = False) -> int | None:
    """Where a name (or a row of names joined by 、, 和, 会同) ends and its predicate begins.

    `addressed`: behind 请, any name that ends like a body's will do.

    >>> words = "市科技局、市财政局抓紧兑现"
    >>> run_of_names(words, 0, len(words), Names.of(frozenset()))
    9
    """
    at, stop = start, None
    while at < end:
        known = names.at(text, at, end)
        one = known if known > at else _strong_name(text, at, end)
        if one is None and addressed and not lexicon.opens_with_verb(text, at, end):
            one = _strong_name(text, at, end, lexicon.looks_like_unit)
        if one is None:
            return stop
        stop = one
        joint = _JOINT.match(text[stop : min(end, stop + 2)])
        if not joint:
            return stop
        at = stop + joint.end()
    return stop


def _strong_name(
    text: str, start: int, end: int, is_name: Callable[[str], object] = _STRONG_TAIL.search
) -> int | None:
    """End of a name strong enough to stand alone before a predicate, or None."""
    everybody = EVERYBODY.match(text, start, end)
    if everybody and _has_predicate(text, everybody.end(), end):
        return everybody.end()
    depth = 0
    for stop in range(start + 1, min(end, start + _LONGEST) + 1):
        char = text[stop - 1]
        if char in "（(":
            depth += 1
        elif char in "）)":
            depth -= 1
        if depth or char in "，。；：、“”《》的":
            if char in "，。；：、“”《》的" and not depth:
                break
            continue
        if char in "要是向对把将由被使让并须占比从" and stop - start > 1:
            break
        name = text[start:stop]
        if (
            (len(name) < 3 and not _SHORT.match(text, start, end))
            or not is_name(name)
            or _KIND_OF_PLACE.search(name)
        ):
            continue
        if text[stop : stop + 1] in ("（", "(") or _CUT_SHORT.match(text, stop - 1, end):
            continue
        if text[stop : stop + 1] in ("、", "和", "及") or _has_predicate(text, stop, end):
            return _longer_name(text, stop, end) or stop
    return None


def _has_predicate(text: str, stop: int, end: int) -> bool:
    """Is what stands behind a name what a subject does (or the end, or another name)?"""
    return (
        stop == end
        or text[stop : stop + 2] == "会同"
        or bool(PREDICATE.match(text, stop, min(end, stop + 10)))
        or lexicon.opens_with_verb(text, stop, end)
    )


def _longer_name(text: str, stop: int, end: int) -> int | None:
    found = _GOES_ON.match(text, stop, end)
    if not found:
        return None
    after = found.end()
    if after == end or PREDICATE.match(text, after, end) or lexicon.opens_with_verb(text, after, end):
        return after
    return None
