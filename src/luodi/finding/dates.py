"""Deadlines: the words of a date, the last day they allow, and how they recur (C13, C14).

`dateforms` has the grammar, rule by rule; a `Due` says which rule made it. Here a stretch is
searched for it, and a form is told from a deadline: the year in a plan's name dates nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from luodi.finding import lexicon
from luodi.finding.dateforms import RULES, Calendar, DateRule
from luodi.finding.findings import Due
from luodi.finding.memory import memory_of

__all__ = [
    "SLOT_WORDS",
    "Calendar",
    "find",
    "forms",
    "is_deadline",
    "is_of_object",
    "read_slot",
    "strip_lead",
    "year_named",
]

_LONGEST_QUOTE = 2000  # an opener farther off is a stray mark

# No deadline without one of these; most clauses are done with here.
_GATE = re.compile(r"[年月季日天时周旬每按五尽早及抓加立马适定从限即]")
# Each form holds one of these marks, at most so many characters behind its first.
_SIGN = re.compile(
    r"[年月季周旬每内后期末按快早日天时紧即刻上从限定](?:(?<=[年月季周旬每内后期末])|(?<=按)[季月年周日半]|(?<=尽[快早])|(?<=早)日|(?<=[当次翌][日天])|(?<=及时)"
    r"|(?<=[抓加]紧)|(?<=立[即刻])|(?<=马上)|(?<=即)刻|(?<=适时)|(?<=从)速|(?<=限)期|(?<=定)期)"
)
_REACH = 40
_FIRST = r"(?=[\d一二三四五六七八九十两半于在自到至截今当本明次去后每按翌季月周第上下年全“\"会收接方措办意通文规项经未尽早及抓加立马即适定从限不])"
_NAMES = re.compile(r"\(\?P<\w+>")
_ANY = re.compile(
    _FIRST
    + "(?:"
    + "|".join(f"(?P<rule_{i}>{_NAMES.sub('(?:', rule.pattern)})" for i, rule in enumerate(RULES))
    + ")"
)
_RULES = {f"rule_{i}": (rule, re.compile(rule.pattern)) for i, rule in enumerate(RULES)}
Form = tuple[DateRule, re.Match[str]]


def find(text: str, start: int, end: int, calendar_: Calendar) -> Iterator[Due]:
    """Deadline expressions in `[start, end)`, left to right, each with its span and its date.

    Recognises form only; whether an expression is a deadline *here* (and not the year in a
    plan's name) is judged by `is_deadline`.

    >>> [(d.text, d.date) for d in find("6月底前报送", 0, 6, Calendar(2025))]
    [('6月底前', datetime.date(2025, 6, 30))]
    """
    return (_due(rule, found, calendar_) for rule, found in forms(text, start, end))


def forms(text: str, start: int, end: int) -> tuple[Form, ...]:
    """The forms of date in `[start, end)`, each with its rule: what needs no calendar."""
    if not _GATE.search(text, start, end):
        return ()
    memory = memory_of(text)
    if memory is None:
        return tuple(_forms(text, start, end))
    known = memory.dates.get((start, end))
    if known is None:
        known = memory.dates[start, end] = tuple(_forms(text, start, end))
    return known


def _due(rule: DateRule, found: re.Match[str], calendar_: Calendar) -> Due:
    date, recur, every = rule.resolve(found, calendar_)
    return Due(found.group(), date, recur, every, found.span(), rule.name)


def _forms(text: str, start: int, end: int) -> Iterator[Form]:
    at = start
    while sign := _SIGN.search(text, at, end):
        any_ = _ANY.search(text, max(at, sign.start() - _REACH), end)
        if any_ is None or any_.lastgroup is None:
            return
        rule, pattern = _RULES[any_.lastgroup]
        found = pattern.match(text, any_.start(), end)
        if found is None:  # pragma: no cover - the same pattern has just matched there
            return
        yield rule, found
        at = found.end()


class NamedYear(NamedTuple):
    """A year that dates an act. `free` unless 到 or 至 stands before it; `end` takes in what dates."""

    start: int
    end: int
    year: int
    free: bool


# Only a year that dates an act (2026年3月底前); 到2027年 sets a far goal and 2024年度 names a thing.
_NAMED_YEAR = re.compile(
    r"20\d\d(?=年(\d|[一二三四五六七八九十]+月|[上下]半年|第?[一二三四]季|[底末内，]))(?P<free>(?<![到至—\-].{4}))?"
)


def _named_years(text: str, start: int, end: int) -> tuple[NamedYear, ...]:
    return tuple(
        NamedYear(m.start(), m.end(1), int(m.group()), m["free"] is not None)
        for m in _NAMED_YEAR.finditer(text, start, end)
    )


def year_named(text: str, start: int, end: int) -> int | None:
    """The year last named in `[start, end)` (C14: it governs later dates without one).

    >>> year_named("到2027年建成，2026年3月底前开工", 0, 19)
    2026
    """
    memory = memory_of(text)
    if memory is None:
        years = _named_years(text, start, end)
    elif memory.years is None:
        years = memory.years = _named_years(text, 0, len(text))
    else:
        years = memory.years
    for at in range(bisect_left(years, (end,)) - 1, -1, -1):
        named = years[at]
        if named.start < start:
            return None
        if named.end <= end and (named.free or named.start == start):
            return named.year
    return None


# Date words that are not deadlines: the year in a name, the span a figure was measured over.
_NOT_DUE_BEFORE = re.compile(
    r"(?:第|近|过去|连续|成立|满|达|现有|期限|为期|最长|不超过|有效期|近三|近五|每|已|历时|首|前|(?<!原则)上)$"
)
_NOT_DUE_AFTER = re.compile(
    r"^(?:度?(?:考核|计划|目标|重点|工作|任务|预算|行动|方案|首(?!批)|第(?![一二三]批)|综合|科技|新认定的|入选)|以来|以上|来|期间?国|度$|级|代|鉴|报|检|均|度享受|的)"
)


def is_deadline(text: str, due: Due, clause_end: int) -> bool:
    """Is this date a deadline where it stands? A bare year inside a name is not."""
    assert due.span is not None and due.text is not None
    start, end = due.span
    if _NOT_DUE_BEFORE.search(text[max(0, start - 3) : start]) or _quoted(text, start):
        return False
    if due.why == "within" and text[max(0, start - 1) : start] in ("到", "至", "为", "于", "由", "从"):
        return False  # 由15天以内压缩到7天以内
    if due.why == "recurring":
        return not re.match(r"\d[\d.]*万?元", text[end : end + 8])
    if due.text == "全年" and _NAMES_PAPER.match(text, end, clause_end):
        return False
    if due.why not in _PERIODS or _BOUND.search(due.text):
        return True
    if end >= clause_end or text[end] in "，、,":
        return True
    if due.text.startswith(("到", "至")):
        return True
    if due.text in ("今年", "明年", "后年") and not _NAMES_PAPER.match(text, end, clause_end):
        return not _NOT_DUE_AFTER.match(text[end : min(clause_end, end + 8)])
    if _NOT_DUE_AFTER.match(text[end : min(clause_end, end + 8)]):
        return False
    verb = lexicon.verb_at(text, end, clause_end)
    if verb is None:
        return bool(_STARTS_DEED.match(text, end, clause_end))
    return not _NAMES_PAPER.match(text, verb[1], clause_end)


# 上半年, 三季度, 2025年 without 底/前/内: a deadline before a deed, else part of a name.
_PERIODS = frozenset(("year end", "half year", "quarter", "years"))
_BOUND = re.compile(r"[底末终前内]$|全年")
_BARE = _PERIODS | {"this year"}
_BOUND_AT_END = re.compile(r"[底末终前内]$")
_STARTS_DEED = re.compile(
    r"[省市县]级|财政|分别|首批|第[一二三]批|[一二]期|全部|累计|新|达|再|要|还|也|力争|确保|翻|实现|至少|投|每|全市|全县|全省|全区|各"
)
_NAMES_PAPER = re.compile(
    r"[^，、]{0,4}(?:清单|方案|计划|工作(?!推|落|见)|任务|要点|结果|报告|名单|预算|情况|目标)"
)


# Verbs and adverbs that a deadline may follow: 力争全年…, 计划明年….
_BEFORE_DUE = re.compile(
    r"(?:力争|确保|争取|计划|预计|预期|累计|实现|达到|突破|推迟|延期|延长|提前|提早|安排在|力求)[到至在于]?$"
)


def is_of_object(text: str, start: int, due: Due, before: Sequence[Due]) -> bool:
    """完成全年研发投入预测: a bare period behind the verb, in a clause from `start`, names the object.

    It dates the act all the same where no deadline (`before`) stands ahead of it and no verb does.
    """
    assert due.span is not None and due.text is not None
    if due.why not in _BARE or _BOUND_AT_END.search(due.text) or due.text.startswith(("到", "至")):
        return False
    lead = text[start : due.span[0]]
    if not lead or _BEFORE_DUE.search(lead):
        return False
    if before and before[-1].span and _BOUND_AT_END.search(before[-1].text or ""):
        return not any(mark in text[before[-1].span[1] : due.span[0]] for mark in "、并且和")
    return lead[-2:] in lexicon.VERBS and lead[-2:] not in lexicon.ADVERBS and "、" not in lead


def _quoted(text: str, at: int) -> bool:
    """Does the place stand inside “…” or 《…》 of its line?"""
    line = text.rfind("\n", max(0, at - _LONGEST_QUOTE), at) + 1 or max(0, at - _LONGEST_QUOTE)
    for opener, closer in (("“", "”"), ("《", "》")):
        opened = text.rfind(opener, line, at)
        if opened != -1 and text.find(closer, opened, at) == -1:
            return True
    return False


def strip_lead(due: Due) -> Due:
    """The contract's `text` leaves out 于 and 在 (于6月10日前 -> 6月10日前), but keeps 到."""
    assert due.text is not None and due.span is not None
    for lead in ("力争", "截至", "截止", "于", "在"):
        if due.text.startswith(lead):
            return replace(due, text=due.text[len(lead) :], span=(due.span[0] + len(lead), due.span[1]))
    return due


# What stands in a deadline slot without a date is its words all the same.
SLOT_WORDS = re.compile(r"持续推进|长期坚持|长期|常态化|持续|全年|每年|立行立改|动态|即行|按时序|按进度")


def read_slot(text: str, start: int, end: int, calendar_: Calendar) -> tuple[Due, ...]:
    """A deadline slot (完成时限：…, a table cell): every deadline in it, in order.

    Whatever stands in the slot is its words, also what is no date (持续推进).
    """
    found = [strip_lead(d) for d in find(text, start, end, calendar_)]
    words = text[start:end].strip()
    if not words or words in ("——", "—", "-", "/", "无"):
        return ()
    if not found:
        return (Due(words, None, None, None, (start, end), "slot"),)
    if len(found) == 1:
        return (replace(found[0], text=words, span=(start, end)),)
    return tuple(found)
