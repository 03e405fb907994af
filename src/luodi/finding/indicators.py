"""What a figure measures: the indicator's words before it, and the linking words between.

Read from the figure leftwards: linking words (达到, 不低于, 同比增长) say how the figure bounds
or changes; what is left, without date, modal, subject and area word, is the indicator.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from luodi.finding import lexicon
from luodi.finding.links import INSIDE, LEADS, LINKS, LONGEST_LINK, NAMES, OPENING
from luodi.finding.names import split_names

# The modals that part who is told from what; 请 and 可 are left to longer words (申请, 可再生).
MODAL = re.compile(
    r"(?<![主重需只首摘纪概扼紧想简必险机])要(?![求素点件闻害领目义塞道旨略约是])"
    r"|(?<![相反对适响供呼感回理])应(?:当|该)?(?![用对急答变届有邀运急战享结收付税])|必须|务必|(?<![急所亟仍供刚必])须(?![求要的])|不得"
)

_ENDS = " \t　，。；：、“”"


@dataclass(slots=True)
class Reading:
    """The words before a figure: where the indicator stands, and what the links say."""

    start: int
    end: int
    roles: set[str] = field(default_factory=set)
    words: list[str] = field(default_factory=list)  # links, rightmost first
    subject: tuple[int, int] | None = None  # who is told, when written before a modal

    @property
    def bare(self) -> bool:
        return self.start >= self.end


def read_left(text: str, start: int, figure: int, dated: list[tuple[int, int]]) -> Reading:
    """The indicator in `[start, figure)`; `dated` are the date expressions in it."""
    end, roles, words = strip_links(text, start, figure, dated)
    subject = None
    modals = list(MODAL.finditer(text, start, end))
    if modals:
        modal = modals[-1]
        if modal.start() > start:
            subject = (start, modal.start())
        start = modal.end()
    start = strip_leads(text, start, end, dated)
    return Reading(start, end, roles, words, subject)


def strip_links(
    text: str, start: int, figure: int, dated: list[tuple[int, int]]
) -> tuple[int, set[str], list[str]]:
    """Take linking words (and dates among them) off the right end."""
    end = figure
    roles: set[str] = set()
    words: list[str] = []
    while end > start:
        if text[end - 1] in " \t　":
            end -= 1
            continue
        date = next((d for d in dated if d[1] == end and d[0] >= start), None)
        if date:
            end = date[0]
            continue
        for size in range(min(LONGEST_LINK, end - start), 0, -1):
            word = text[end - size : end]
            role = LINKS.get(word)
            if role and not _part_of_a_word(text, start, end - size, word):
                roles.add(role)
                words.append(word)
                end -= size
                break
        else:
            break
    # A rate's own name: 增速达到, 增幅为 stay with the indicator when no other growth is said.
    while words and words[-1] in NAMES:
        if LINKS[words[-1]] in ("up", "down"):
            roles.add("grows" if LINKS[words[-1]] == "up" else "shrinks")
        end += len(words.pop())
    return end, roles, words


def _part_of_a_word(text: str, start: int, at: int, word: str) -> bool:
    if at <= start:
        return False
    before = text[at - 1]
    if before in INSIDE.get(word, ""):
        return True
    # 同比增长 is growth; 新增长 is not; 比…高 needs its 比 or 较
    return word in ("高", "低", "多", "少") and not re.search(r"比|较|与.*相比", text[start:at])


def strip_leads(text: str, start: int, end: int, dated: list[tuple[int, int]]) -> int:
    """Take connectives, area words, adverbs and dates off the left end."""
    moved = True
    while moved and start < end:
        moved = False
        if text[start] in _ENDS and text[start] != "“":
            start += 1
            moved = True
            continue
        date = next((d for d in dated if d[0] == start and d[1] <= end), None)
        if date:
            start = date[1]
            moved = True
            continue
        for size in range(min(5, end - start), 0, -1):
            word = text[start : start + size]
            if word in LEADS and not _opens_word(text, start, size, end):
                start += size
                moved = True
                break
    return min(start, end)


def _opens_word(text: str, at: int, size: int, end: int) -> bool:
    """有|效, 成功|率: the lead is the head of a longer word."""
    follows = text[at + size : min(at + size + 1, end)]
    return bool(follows) and follows in (OPENING.get(text[at], "") if size == 1 else "率度性化者数")


def pieces(text: str, start: int, end: int, dated: list[tuple[int, int]]) -> str:
    """The words of `[start, end)` without the dates in it, pieces joined by one space.

    >>> pieces("“科创贷”全年投放", 0, 9, [(5, 7)])
    '“科创贷” 投放'
    """
    parts, at = [], start
    for first, last in dated:
        if first >= at and last <= end:
            parts.append(text[at:first])
            at = last
    parts.append(text[at:end])
    return " ".join(p for p in (part.strip(" \t　，、。；：") for part in parts) if p)


def verb_before(text: str, start: int, at: int) -> int:
    """Where the verb (or the run of verbs) that ends at `at` begins; `at` if none does.

    >>> verb_before("市科技局派出", 0, 6)
    4
    """
    first = at
    if first > start and text[first - 1] == "了":
        first -= 1
    stop = first
    while first - 2 >= start and text[first - 2 : first] in lexicon.VERBS:
        first -= 2
    return first if first < stop else at


_OWNER_TAIL = re.compile(
    r"(?:局|厅|委|办|委员会|管委会|院|政府|公司|集团|部|中心|行|专班|大学|学院|高校|院校|部门|县|(?<!地)区|市|州|乡镇|街道|处|科|所|站|协会|园区|工会|银行|办公室|党委|党组|财政)$"
)


# Names of bodies that begin like a verb: 组织部, 统计局, 教育局.
_BODY_VERBS = frozenset(
    ("组织", "统计", "教育", "审计", "宣传", "发展", "规划", "管理", "监督", "综合", "科普", "督查")
)


def subject_before(text: str, start: int, end: int) -> int:
    """End of a written subject that opens `[start, end)` and is followed by its verb; `start` if none.

    >>> "市科技局派出2个"[subject_before("市科技局派出2个", 0, 6):]
    '派出2个'
    """
    if lexicon.opens_with_verb(text, start, end) and text[start : start + 2] not in _BODY_VERBS:
        return start
    for at in range(start + 2, min(end - 1, start + 24)):
        if text[at : at + 2] in lexicon.VERBS and _OWNER_TAIL.search(text[start:at]):
            longer = text[at : at + 2] in ("发展", "统计", "规划", "管理", "服务", "教育", "组织", "审计")
            if not longer:
                return at
    return start


# Verbs that are nouns as well, so they can stand alone as an indicator: 完成投资3亿元.
NOUN_VERBS = frozenset(
    [
        "投资",
        "贷款",
        "服务",
        "培训",
        "签约",
        "交易",
        "登记",
        "申报",
        "投放",
        "支出",
        "投入",
        "融资",
        "授信",
        "采购",
        "补贴",
        "奖励",
        "创新",
        "研发",
        "合作",
        "攻关",
        "改造",
        "转化",
        "出口",
        "设备",
        "建设",
    ]
)
NEW = frozenset(
    [
        "新增",
        "新认定",
        "新培育",
        "新建",
        "新获批",
        "净增",
        "新登记",
        "新签约",
        "新引进",
        "新设立",
        "新入库",
        "新组建",
    ]
)


def flow(own: str) -> tuple[str, str]:
    """The verb an indicator opens with, and the rest.

    >>> flow("新增高新技术企业"), flow("高新技术企业")
    (('新增', '高新技术企业'), ('', '高新技术企业'))
    """
    for size in (3, 2):
        verb = own[:size]
        if verb in NEW or (size == 2 and verb in lexicon.VERBS and len(own) > 3):
            rest = own[size:]
            while rest[:2] in lexicon.VERBS and len(rest) > 3 and rest[:2] not in NOUN_VERBS:
                verb, rest = verb + rest[:2], rest[2:]
            return verb, rest
    return "", own


_RATE = re.compile(r"(?:率|占比|比重|强度|得分)$")
_MOVES = frozenset(
    ("提高", "提升", "增加", "降低", "压降", "保持", "实现", "完成", "确保", "扩大", "加大", "控制", "稳定")
)


def told_in(text: str, reading: Reading, gone: list[tuple[int, int]], changed: bool) -> tuple[str, ...]:
    """The subject that is told, before a modal or before its verb; the indicator loses it."""
    if reading.subject is not None:
        words = text[slice(*reading.subject)].strip("，、 ")
        names = split_names(words) if len(words) <= 60 else []
        return tuple(name for name in names if lexicon.looks_like_unit(name))
    start = reading.start
    told = start if changed else subject_before(text, start, reading.end)
    if told == start and not changed:  # 市财政|每年|统筹安排
        dated = next((d for d in gone if start + 1 < d[0] and d[1] < reading.end), None)
        if (
            dated
            and _OWNER_TAIL.search(text[start : dated[0]])
            and text[dated[1] : dated[1] + 2] in lexicon.VERBS
        ):
            reading.start = dated[1]
            return tuple(split_names(text[start : dated[0]]))
    if told == start:
        return ()
    owners = tuple(split_names(text[start:told]))
    rest = text[told : reading.end]
    if rest in NOUN_VERBS or (_RATE.search(rest) and rest[:2] not in _MOVES):
        return owners  # 高校院所投入, 检测中心建设资金到位率: whose it is tells it apart
    reading.start = told
    return owners
