"""One clause, several tasks: where 、 and 并 join verb phrases with objects of their own (C5)."""

from __future__ import annotations

import re

from luodi.finding import dates, lexicon
from luodi.finding.clauses import split
from luodi.finding.findings import Span
from luodi.finding.gates import GATES
from luodi.finding.levelrules import STANCE_RULES, RuleSet
from luodi.finding.verbs import NOUNISH

# 引导/支持X做A、做B: only X can do them, so they stay together.
_PIVOT = re.compile(
    r"^(?:积极|大力|持续|重点|充分|广泛|进一步)*(?:引导|支持|鼓励|帮助|推动|指导|组织|协助|督促)"
)
# 并按月更新, 并于9月底前发布: with its own frequency or deadline the second verb is its own task.
_AND_THEN = re.compile(r"(?<=[^，合兼吞归])并(?=(?:于|在|按|每|自|从|\d))")
# 营造尊崇创新、尊重创造的良好生态: the verbs only describe
_ATTRIBUTE = re.compile(r"[一-龥]{3,8}的[一-龥]{2,8}$")
# 每月调度、每季“赛马”: a rhythm of its own
_RHYTHM = re.compile(r"每|按[月季]")
# A达到700家、B达到260家: a goal of its own
_GOAL = re.compile(r"(?:达到|达|突破|超过|增长|不低于|不少于|提高到?)\s*\d")
_MOST_PIECES = 100  # a longer row is a list of names, not of tasks
_ATTITUDES = RuleSet(*STANCE_RULES)
_COUNTED = re.compile(r"\d|[一二两三四五六七八九十]+[家个项场次名]")


def parts_of(text: str, start: int, end: int, begin: int) -> list[Span]:
    """The parts of `[start, end)` that are tasks by themselves; one part if it does not split.

    `begin` is where the predicate starts (behind a preposed condition).

    >>> words = "加强项目管理、完善评价机制"
    >>> [words[a:b] for a, b in parts_of(words, 0, len(words), 0)]
    ['加强项目管理', '完善评价机制']
    """
    parts: list[Span] = []
    for piece in _at_and(text, start, end):
        parts.extend(_at_comma(text, piece[0], piece[1], max(begin, piece[0])))
    return parts


def _at_and(text: str, start: int, end: int) -> list[Span]:
    if text.find("并", start + 4, end) == -1:
        return [(start, end)]
    found = _AND_THEN.search(text, start + 4, end)
    if found and dates.forms(text, found.end(), min(end, found.end() + 14)):
        return [(start, found.start()), (found.end(), end)]
    return [(start, end)]


def _at_comma(text: str, start: int, end: int, begin: int) -> list[Span]:
    if text.find("、", begin, end) == -1:
        return [(start, end)]
    pieces = split(text, begin, end, "、")
    words = text[begin:end]
    if (
        not 2 <= len(pieces) <= _MOST_PIECES
        or any(b - a <= 2 for a, b in pieces)
        or (_PIVOT.match(words) and not re.search(r"\d", words))
    ):
        return [(start, end)]
    groups = _independent_groups(text, begin, pieces)
    if len(groups) == 1 or all(_is_attitude(text[a:b]) for a, b in groups):
        return [(start, end)]
    if _ATTRIBUTE.match(text[slice(*groups[-1])]) and "的" not in text[slice(*groups[0])]:
        return [(start, end)]
    groups[0] = (start, groups[0][1])
    return groups


def _independent_groups(text: str, begin: int, pieces: list[Span]) -> list[Span]:
    """Pieces that lean on the one before are joined to it."""
    groups = [(begin, pieces[0][1])]
    for piece in pieces[1:]:
        if _independent(text, *groups[-1]) and _independent(text, *piece):
            groups.append(piece)
        else:
            groups[-1] = (groups[-1][0], piece[1])
    return groups


def _is_attitude(words: str) -> bool:
    mask = GATES.mask(words)
    return _ATTITUDES.first(words, mask) is not None


def _independent(text: str, start: int, end: int) -> bool:
    """A verb (a date before it allowed) with an object of its own, not a noun that looks like one."""
    at = start
    found = dates.forms(text, start, end)
    if found and found[0][1].start() - at <= 1:
        at = found[0][1].end()
    if at > start and _RHYTHM.match(text, start, end):
        return True
    if _GOAL.search(text, start, end):
        return True
    verb = lexicon.verb_at(text, at, end)
    if verb is None or verb[1] - verb[0] < 2 or end - verb[1] < 2:
        return text[at : at + 1] in "将把" and end - at >= 5
    word = text[slice(*verb)]
    counted = verb[0] == at and _COUNTED.search(text, verb[1], end)
    if word in NOUNISH and not counted:
        return False
    return text[verb[1]] not in "和与及、等的"
