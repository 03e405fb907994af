"""Judgements over one clause: does it only say how, only say for whom, only count, only aim?

Each takes the clause's words and gives yes or no; the task walk decides what follows from it.
"""

from __future__ import annotations

import re

from luodi.finding import lexicon, patterns

# Prepositions that look like verbs: 围绕X, 按照Y … say how unless a main verb follows.
_HOW_VERBS = (
    "围绕",
    "聚焦",
    "通过",
    "按照",
    "根据",
    "结合",
    "依托",
    "立足",
    "紧扣",
    "对照",
    "遵循",
    "瞄准",
    "紧盯",
    "采取",
    "依据",
)
# 在推进X中, 以Y为抓手, …的要求: how, whatever verbs stand inside.
_HOW_WHOLE = re.compile(
    r"^(?:在|从|于)[^，]*(?:中|上|下|时|后|方面|期间|过程|基础上|前提下)$|^以[^，]+为[一-龥]{2,4}$|(?:的|等)[^，的等]{0,5}$"
)
_GROWS = re.compile(r"(?:逐年|逐步|稳步|持续|适当|适时)(?:增加|提高|扩大|提升|增长)$")


_FIGURED = re.compile(r"\d[\d.]*(?:%|万元|亿元|[家个项名次])(?:以上|以内|左右)?$")


def is_how(words: str) -> bool:
    """A clause that only says how (围绕…, 以…为契机): no main verb of its own (C5)."""
    found = patterns.HOW.match(words)
    if not found or _GROWS.search(words) or (words.startswith("对") and _FIGURED.search(words)):
        return False
    lead = found.group()
    if re.search(r"后(?:报|送|印发|提交)|^(?:定期)?向.+(?:报告|汇报|请示|备案|公示|公开)$", words):
        return False  # 经责任领导同意后报领导小组办公室
    ends = bool(patterns.HOW_END.search(words))
    if ends and _HOW_WHOLE.search(words):
        return True
    if lexicon.opens_with_verb(words, 0, len(words)) and not lead.endswith(_HOW_VERBS):
        return False
    if lead.endswith(("发挥", "把握", "利用", "对标", "将", "把")):
        return ends and not lead.endswith(("将", "把"))
    skip = lead.endswith("通过") and words[len(lead) : len(lead) + 2] in lexicon.VERBS
    return patterns.main_verb(words, len(lead) + (0 if skip else 1), len(words), lexicon.VERBS, skip) is None


def is_condition(words: str, told: bool) -> bool:
    """对首次认定的企业, 企业购买成果的: the clause says to whom, its act is in the next (C1)."""
    if words.endswith("的") or re.search(r"每(?:增加|减少|延迟|超过|新增|推迟)\d", words):
        return True
    if _FIGURED.search(words):
        return False
    heads = bool(patterns.CONDITION_HEAD.match(words)) and not words.startswith(
        ("对标", "对照", "对接", "对外", "对内")
    )
    ends = bool(patterns.CONDITION_END.search(words))
    if not heads and (not ends or told or lexicon.opens_with_verb(words, 0, len(words))):
        return False
    after = words.rfind("的") + 1
    if after and ends:  # verbs before 的 only describe the head noun
        return patterns.main_verb(words, after, len(words), lexicon.VERBS) is None
    return patterns.main_verb(words, 3, len(words), lexicon.VERBS) is None
