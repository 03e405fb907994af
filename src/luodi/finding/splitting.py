"""One clause, several tasks: where 、 and 并 join verb phrases with objects of their own (C5)."""

from __future__ import annotations

import re

from luodi.finding import dates, lexicon
from luodi.finding.clauses import split
from luodi.finding.findings import Span
from luodi.finding.levels import STANCE_RULES
from luodi.finding.patterns import NOUNISH

# 引导/支持X做A、做B: only X can do them, so they stay together.
_PIVOT = re.compile(
    r"^(?:积极|大力|持续|重点|充分|广泛|进一步)*(?:引导|支持|鼓励|帮助|推动|指导|组织|协助|督促)"
)
# 并按月更新, 并于9月底前发布: with its own frequency or deadline the second verb is its own task.
_AND_THEN = re.compile(r"(?<=[^，合兼吞归])并(?=(?:于|在|按|每|自|从|\d))")


def parts_of(text: str, start: int, end: int, begin: int) -> list[Span]:
    """The parts of `[start, end)` that are tasks by themselves; one part if it does not split.

    `begin` is where the predicate starts (behind a preposed condition).
    """
    parts: list[Span] = []
    for piece in _at_and(text, start, end):
        parts.extend(_at_comma(text, piece[0], piece[1], max(begin, piece[0])))
    return parts


def _at_and(text: str, start: int, end: int) -> list[Span]:
    found = _AND_THEN.search(text, start + 4, end)
    if found and any(dates.find(text, found.end(), min(end, found.end() + 14), dates.Calendar())):
        return [(start, found.start()), (found.end(), end)]
    return [(start, end)]


def _at_comma(text: str, start: int, end: int, begin: int) -> list[Span]:
    pieces = split(text, begin, end, "、")
    if (
        len(pieces) < 2
        or any(b - a <= 2 for a, b in pieces)
        or (_PIVOT.match(text[begin:end]) and not re.search(r"\d", text[begin:end]))
    ):
        return [(start, end)]
    groups: list[list[int]] = [[begin, pieces[0][1]]]
    for piece in pieces[1:]:
        if _independent(text, *groups[-1]) and _independent(text, *piece):
            groups.append(list(piece))
        else:
            groups[-1][1] = piece[1]
    if all(any(rule.pattern.search(text[a:b]) for rule in STANCE_RULES) for a, b in groups):
        return [(start, end)]
    if (
        len(groups) > 1
        and _ATTRIBUTE.match(text[groups[-1][0] : groups[-1][1]])
        and "的" not in text[groups[0][0] : groups[0][1]]
    ):
        return [(start, end)]  # 营造尊崇创新、尊重创造的良好生态: the verbs only describe
    groups[0][0] = start
    return [(a, b) for a, b in groups]


# 每月调度、每季“赛马”: a rhythm of its own; A达到700家、B达到260家: a goal of its own
_ATTRIBUTE = re.compile(r"[一-龥]{3,8}的[一-龥]{2,8}$")
_RHYTHM = re.compile(r"每|按[月季]")
_GOAL = re.compile(r"(?:达到|达|突破|超过|增长|不低于|不少于|提高到?)\s*\d")


def _independent(text: str, start: int, end: int) -> bool:
    """A verb (a date before it allowed) with an object of its own, not a noun that looks like one."""
    at = start
    for due in dates.find(text, start, end, dates.Calendar()):
        if due.span and due.span[0] - at <= 1:
            at = due.span[1]
        break
    if at > start and _RHYTHM.match(text, start, end):
        return True
    if _GOAL.search(text, start, end):
        return True
    verb = lexicon.verb_at(text, at, end)
    if verb is not None and verb[1] - verb[0] < 2:
        verb = None
    if verb is None or end - verb[1] < 2:
        return text[at : at + 1] in "将把" and end - at >= 5
    word = text[verb[0] : verb[1]]
    counted = re.search(r"\d|[一二两三四五六七八九十]+[家个项场次名]", text[verb[1] : end])
    if word in NOUNISH and not (counted and verb[0] == at):
        return False
    return text[verb[1]] not in "和与及、等的"
