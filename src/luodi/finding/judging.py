"""Judgements over one clause: does it only say how, only say for whom, only count, only aim?

Each takes the clause's words (and the mask of its gates) and gives yes or no; the task walk
decides what follows from it.
"""

from __future__ import annotations

import re

from luodi.finding import lexicon, patterns
from luodi.finding.findings import Due
from luodi.finding.verbs import NOUNISH
from luodi.finding.verbs import words as words_of

# Prepositions that look like verbs: 围绕X, 按照Y … say how unless a main verb follows.
_HOW_VERBS = tuple(words_of("围绕 聚焦 通过 按照 根据 结合 依托 立足 紧扣 对照 遵循 瞄准 紧盯 采取 依据"))
# 在推进X中, 以Y为抓手, …的要求: how, whatever verbs stand inside.
_HOW_WHOLE = re.compile(
    r"^(?:在|从|于)[^，]*(?:中|上|下|时|后|方面|期间|过程|基础上|前提下)$|^以[^，]+为[一-龥]{2,4}$|(?:的|等)[^，的等]{0,5}$"
)
# 按需逐年增加, 对…逐步提高: an act, whatever stands before it.
_GROWS = re.compile(r"(?:逐年|逐步|稳步|持续|适当|适时)(?:增加|提高|扩大|提升|增长)$")
# 对首次认定的企业补助20万元: a figure at its end is an act.
_FIGURED = re.compile(r"\d[\d.]{0,20}(?:%|万元|亿元|[家个项名次])(?:以上|以内|左右)?$")
# 经责任领导同意后报领导小组办公室, 向市政府报告: the act comes behind.
_THEN_HANDED_IN = re.compile(r"后(?:报|送|印发|提交)|^(?:定期)?向.+(?:报告|汇报|请示|备案|公示|公开)$")
# 每增加1家, 每延迟1天: on what a consequence depends.
_PER_CASE = re.compile(r"每(?:增加|减少|延迟|超过|新增|推迟)\d")


def is_how(words: str, mask: int) -> bool:
    """A clause that only says how (围绕…, 以…为契机): no main verb of its own (C5)."""
    if patterns.WHILE.search(words, mask):
        return True
    found = patterns.HOW.match(words, mask)
    if not found or _GROWS.search(words) or (words.startswith("对") and _FIGURED.search(words)):
        return False
    if _THEN_HANDED_IN.search(words):
        return False
    lead = found.group()
    ends = bool(patterns.HOW_END.search(words, mask))
    if ends and _HOW_WHOLE.search(words):
        return True
    if lexicon.opens_with_verb(words, 0, len(words)) and not lead.endswith(_HOW_VERBS):
        return False
    if lead.endswith(("将", "把")):
        return False
    if lead.endswith(("发挥", "把握", "利用", "对标")):
        return ends
    skip = lead.endswith("通过") and words[len(lead) : len(lead) + 2] in lexicon.VERBS
    return lexicon.main_verb(words, len(lead) + (0 if skip else 1), len(words), skip) is None


def is_condition(words: str, told: bool, mask: int) -> bool:
    """对首次认定的企业, 企业购买成果的: the clause says to whom, its act is in the next (C1)."""
    if patterns.WHILE.search(words, mask):
        return False
    if words.endswith("的") or _PER_CASE.search(words):
        return True
    if _FIGURED.search(words):
        return False
    heads = bool(patterns.CONDITION_HEAD.match(words, mask)) and not words.startswith(
        ("对标", "对照", "对接", "对外", "对内")
    )
    ends = bool(patterns.CONDITION_END.search(words, mask))
    if not heads and (not ends or told or lexicon.opens_with_verb(words, 0, len(words))):
        return False
    after = words.rfind("的") + 1
    if after and ends:  # verbs before 的 only describe the head noun
        return lexicon.main_verb(words, after, len(words)) is None
    return lexicon.main_verb(words, 3, len(words)) is None


# 达到, 突破, 增长: what a goal says of its figure.
_GOAL_WORD = re.compile(
    r"达到?(?!产|标)|突破|超过|增长|提高到?|提升到?|下降|降低|新增|净增|不低于|占比|覆盖率|不少于|力争|实现|稳定在|控制在|保持在|前移|翻番|倍增"
)
# 举办, 引进, 遴选: an act with a count is a task too.
_ACT = re.compile(
    r"^(?:力争|确保|争取|全年|年内)?(?:累计|柔性|新|至少)?(?:举办|召开|引进|遴选|建成|建设|开工|完成|组织|派出|选派|促成|培训|实施|发布|征集|设立|成立|开展|打造|选树|聘请|签约|立项|转化|推广|培育|认定|建立|兑现|投放|安排|发放|落实|保障|创建|推出|梳理|走访|储备|孵化(?!器)|招引|招聘|新建|改造|解决|申报|支持|奖励|购买|采购|推动|制定|出台|编制|攻克|突破(?!\d))"
)
_FIGURE = re.compile(r"\d|[一二两三四五六七八九十]成|一半|翻番")
# 新增税收3亿元: a name and its figure, no verb.
_NOUN_FIGURE = re.compile(r"[^，\d]{2,12}\d[\d.]*(?:万|亿)?[^，\d]{1,3}")
_GIVES = re.compile(r"给予|安排|补助|奖励")
_GOAL_VERBS = words_of("力争 实现 确保 突破 提高 提升 增加 保持 争取 新增 超过 控制 稳定")


def goal_only(action: str) -> bool:
    """A goal with a figure and no owner is a target only; an act with a count is a task too (C7).

    >>> goal_only("技术合同成交额达到5亿元"), goal_only("举办对接会2场")
    (True, False)
    """
    if not _FIGURE.search(action):
        return False
    verb = lexicon.verb_at(action, 0, len(action))
    if verb is None and _NOUN_FIGURE.fullmatch(action) and not _GIVES.search(action):
        return True
    if action.startswith(("将", "把", "对", "由", "向", "每", "按")):
        return False
    if not _GOAL_WORD.search(action) or _ACT.match(action):
        return False
    word = action[slice(*verb)] if verb else ""
    return not word or word in _GOAL_VERBS or word in NOUNISH


# 全覆盖, 通过验收, 投入使用: a goal without a figure that can be checked.
_MILESTONE = re.compile(r"全覆盖|清零|零的突破|验收|挂牌|封顶|投入使用|破零|收支平衡")


def is_milestone(words: str) -> bool:
    """In a goals section only a checkable end without a figure is a task (C7)."""
    return (
        words.startswith(("确保", "力争", "实现"))
        and _MILESTONE.search(words) is not None
        and not re.search(r"\d", words)
    )


_LONGEST_DATES = 200  # a longer clause says more than dates
_DATE_LINKS = re.compile(r"[于在到至力争确保，、 —\-起]*")


def only_dates(words: str, dues: list[Due]) -> bool:
    """到2027年, 年底前, 2025年至2027年: nothing but a date stands in the clause (C13)."""
    if len(words) > _LONGEST_DATES:
        return False
    for due in dues:
        words = words.replace(due.text or "", "")
    return _DATE_LINKS.fullmatch(words) is not None
