"""The walk through a sentence: clause by clause, with owner and deadline carried along.

Two styles of prose are read differently. In an *order* (the body of a plan, a policy, what
minutes decided) every verb phrase is a task unless a rule says why not. In *talk* (news, a
speech, a review) a clause is a task once its sentence tells somebody: 要, 务必, 请, or a unit
followed by its verb after 会议要求.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import reduce
from operator import or_

from luodi.finding import dates, judging, lexicon, patterns, subjects
from luodi.finding.carrying import Carried, Predicate, State
from luodi.finding.clauses import Clause, Sentence
from luodi.finding.findings import Due, Span
from luodi.finding.gates import GATES, bits, gated
from luodi.finding.naming import EVERYBODY
from luodi.finding.owners import NO_DUTY
from luodi.finding.passages import Passage
from luodi.finding.recalling import Recall
from luodi.finding.subjects import Subject
from luodi.finding.verbs import words as words_of
from luodi.finding.writing import Writer

ORDERS = words_of("plan policy list notice")
# Sections of minutes and briefs that say what is to be done.
_DECIDED = re.compile(r"其他事项|议定事项|会议要求|工作安排")
_AHEAD = re.compile(r"下一?步|打算|安排|计划|下阶段|举措|措施")
_DECIDING = re.compile(r"议定|决定|明确|要求|确定|议决|安排|商定")
# The next sentence plainly goes on: the owner holds across 。 (C11)
_CONTINUES = re.compile(r"(?:同时|特别是|尤其是|并且|此外要同时)[，,]?")
# 总书记强调…，全市要…: told here, though the sentence recalls (C21)
_AFTER_RECALL = gated(
    r"(?<=[，；])(?:全[市省县区]|各[级地部市县]|要(?=[一-龥]{2})|我们要|[市县区州][^，]{1,10}要)"
)
# 6月底前完成上年度汇算清缴辅导: behind a deadline and its verb a year, or 已, only names the object
_DEMANDED = re.compile(
    r"(?P<by>(?:[月年旬日]|季度|半年)(?:底|末)?前|年内|[季年月]度?[末底]|每(?:[月年周]|季度?)[^，；。]{0,6}|尽快|抓紧|限期|及时)"
    r"(?P<rest>[^，；。：]+)"
)
_OF_THE_OBJECT = re.compile(
    r"(?:上年度?|去年度?|前年|上(?:一|个)?季度|前[三3]个?季度|过去[^，]{1,3}年|近年来|20\d\d年(?:度|以来)?|[今本]年以来|历年)的?"
    r"|(?<=[一-龥])(?<!年)(?<!前)已(?:经)?(?=[一-龥]{2}(?:的|项目|企业|平台|成果|任务|事项|单位|资金|政策|团队|专利))"
)
_COUNTED_FACT = re.compile(r"^[^，]{0,12}\d[\d.]*(?:万|亿)?(?:[家个项件户名台]|亿元|万元|%)$")
# 一、省统计局汇报年度任务进展情况: an item of the agenda, not an order
_AGENDA_VERB = re.compile(
    r"(?:专题|重点|分别|集中|书面)?(?:汇报|报告|介绍|说明|发言|传达|宣读|听取|审议)(?!工作)"
)
_NOT_TASKS = (patterns.PURPOSE, patterns.REQUEST, patterns.RESOLVED, patterns.CLOSING)
_NOT_TASK_BITS = bits(*_NOT_TASKS)
_NOBODY_TOLD_BITS = bits(patterns.SLOGAN, patterns.APPLICANT, patterns.PURPOSE, patterns.RECALLED)
# 由市科技局负责, 责成各县: tells without a modal
_TELLS = gated(
    r"由[^，。]{2,20}(?:牵头|负责|按|于|在|对|修改|组织|完成|抓紧|会同|提|承担|拟)|(?:要求|责成)(?=[各市省县区州有相])|希望(?!能|政府)"
)
# A promise within one of these is due (names of date rules).
_PERIODS = frozenset(("year end", "half year", "quarter", "this year"))
_QUOTED = re.compile(r"“[^”]{0,400}”|《[^》]{0,400}》")
_MODAL = GATES.add(lexicon.MODAL)
_SHORT, _NO_CONNECTIVE = words_of("并 且 再 还 也"), "行购网轨存入造生度次要是有均"  # none in 并行, 还要


class SentenceWalk:
    """Reads one sentence of a passage. `said` is the verb by which its words were said."""

    def __init__(self, state: State, passage: Passage, sentence: Sentence, said: str) -> None:
        self.state, self.passage, self.sentence, self.said = state, passage, sentence, said
        self.text, self.kind = state.text, state.kind
        self.carried = Carried()
        self.writer = Writer(state, passage, sentence, self.carried)
        self.order = False
        self.recall = Recall(state.head, self.kind, self.text.startswith("会议", sentence.start))

    def read(self, before: Carried | None) -> tuple[str, Carried | None]:
        """Find the sentence's tasks; what the next one inherits of this, or of the one before."""
        words = self.text[self.sentence.start : self.sentence.end]
        masks = self._masks()
        mask = reduce(or_, masks)
        if mask & _NOBODY_TOLD_BITS and self._tells_nobody(words, mask):
            return self.said, None
        continues = _CONTINUES.match(words)
        if continues and before is not None:
            self.carried.owners, self.carried.support = before.owners, before.support
            self.carried.listed = before.listed
        self.order = self._is_order() or (self.kind == "minutes" and self.said in patterns.DECIDES)
        if not self.order and self._reports(words, mask):
            for clause in self.sentence.clauses[:2]:
                self.said = self._says(clause.start, clause, mask) or self.said
            return self.said, before if continues else None
        for clause, mask in zip(self.sentence.clauses, masks, strict=True):
            self._clause(clause, mask)
        return self.said, self.carried

    # ---- the sentence ------------------------------------------------------------------------

    def _masks(self) -> list[int]:
        """The gates of each clause, up to the first character of the next: together the sentence's."""
        starts = [clause.start for clause in self.sentence.clauses]
        ends = [*(start + 1 for start in starts[1:]), self.sentence.end]
        return [GATES.mask(self.text[start:end]) for start, end in zip(starts, ends, strict=True)]

    @staticmethod
    def _tells_nobody(words: str, mask: int) -> bool:
        """A slogan, a condition on applicants, what a plan is for, somebody else's words (C8, C21)."""
        if patterns.SLOGAN.search(words, mask) or patterns.APPLICANT.search(words, mask):
            return True
        if words.startswith("为") and patterns.PURPOSE.search(words, mask):
            return True
        return bool(
            patterns.RECALLED.search(words, mask)
            and not words.startswith("会议")
            and not _AFTER_RECALL.search(words, mask)
        )

    @staticmethod
    def _without_object_years(words: str) -> str:
        """The words without the years that only name what a demand with a deadline is about."""

        def bare(found: re.Match[str]) -> str:
            rest = found["rest"]
            verb = lexicon.opens_with_verb(rest, 0, len(rest)) or _OF_THE_OBJECT.match(rest, 2)
            if "了" in rest or not verb:
                return found.group()
            return found["by"] + _OF_THE_OBJECT.sub("", rest)

        return _DEMANDED.sub(bare, words)

    def _reports(self, words: str, mask: int) -> bool:
        """What was done, and nobody told (C8)."""
        bare = words
        if "“" in words or "《" in words:
            bare = _QUOTED.sub("“”", words)
            bare = bare.replace("要“”", "")
            mask = GATES.mask(bare)
        if not (patterns.PAST.search(bare, mask) or self._past_year(bare[:16], mask)):
            return False
        bare = self._without_object_years(bare)
        if not (patterns.PAST.search_at(bare) or self._past_year(bare[:16], mask)):
            return False
        return not (_MODAL.search(bare, mask) or _TELLS.search(bare, mask))

    def _is_order(self) -> bool:
        """Is the passage one in which every verb phrase is a task?"""
        passage = self.passage
        if self.kind in ORDERS:
            return passage.role == "work"
        if self.kind == "minutes":
            return (
                self.state.deciding is not None
                or passage.duty is not NO_DUTY
                or any(map(_DECIDED.search, passage.path))
            )
        if self.kind == "brief":
            return passage.role == "work" and any(map(_AHEAD.search, passage.path))
        return passage.duty is not NO_DUTY

    def _past_year(self, words: str, mask: int) -> bool:
        named = patterns.PAST_YEAR.search(words, mask)
        published = self.passage.calendar.published
        return bool(named and published and int(named[1]) < published.year)

    def _says(self, start: int, clause: Clause, mask: int) -> str:
        """The verb of 会议强调, 他指出; '' if the clause is no such words."""
        found = patterns.SAYS.match(self.text[start : clause.end], mask)
        return found["verb"] if found else ""

    # ---- the clause --------------------------------------------------------------------------

    def _clause(self, clause: Clause, mask: int) -> None:
        carried = self.carried
        start = self._behind_connectives(clause, mask)
        carried.joined = "并" in self.text[clause.start : start]
        words = self.text[start : clause.end]
        if not words or patterns.LINK_ALONE.match(words, mask):
            return
        if self.recall.holds(words, mask, self.text[max(self.sentence.start, start - 12) : start]):
            return
        if spoken := self._says(start, clause, mask):
            self.said = spoken
            decides = self.kind == "minutes" and spoken in patterns.DECIDES
            self.order = self.order or decides
            if clause.mark == "：" and decides:
                self.state.deciding = self.passage.path
        elif clause.mark in ("：", ":"):
            self._colon(start, clause, mask)
        else:
            self._predicate(start, clause, mask)
            if clause.mark == "；":
                carried.end_part()

    def _behind_connectives(self, clause: Clause, mask: int) -> int:
        """Where the clause proper begins, behind 同时, 一是, （一）, 并."""
        at = clause.start
        if not mask & patterns.CONNECTIVE.bit:
            return at
        for _ in range(3):
            found = patterns.CONNECTIVE.pattern.match(self.text, at, clause.end)
            if not found or found.end() == at:
                break
            if found.group() in _SHORT and self.text[found.end() : found.end() + 1] in _NO_CONNECTIVE:
                break
            at = found.end()
        return at

    def _colon(self, start: int, clause: Clause, mask: int) -> None:
        """会议议定：, X要抓好以下工作：: who is told what follows, and whether it is an order."""
        told = subjects.of_clause(self.text, start, clause.end, self.state.names, mask)
        if told.told or told.owners:
            self._take(told)
            self.carried.active = self.carried.active or told.told
        words = self.text[start : clause.end]
        if not patterns.LEAD_IN.search(words, mask) or words.startswith("现将"):
            return
        if told.owners and patterns.LEAD_OWNER.search(words, mask):
            self.state.lead_owners, self.state.lead_path = told.owners, self.passage.path
        if self.kind == "minutes" and _DECIDING.search(words):
            self.state.deciding = self.passage.path
        self.order = self.order or self._is_order()

    def _predicate(self, start: int, clause: Clause, mask: int) -> None:
        """A clause that may tell: its dates, its subject, and whether it is a task at all."""
        text, end, carried = self.text, clause.end, self.carried
        words = text[start:end]
        if patterns.AS_FOLLOWS.search(words, mask):
            self.state.follows = self.kind == "minutes"
            return
        if mask & _NOT_TASK_BITS and any(p.search(words, mask) for p in _NOT_TASKS):
            return
        if patterns.COMMENDS.search(words, mask) and self.kind == "notice" and not words.endswith("的"):
            return
        dues = self._dues(start, end)
        if dues and judging.only_dates(words, dues):
            self._date_alone(dues[-1])
            return
        if carried.past and not _MODAL.search(words, mask) and not words.startswith(("力争", "确保")):
            return
        carried.past = False
        lead = self._behind_date(start, end, dues)
        subject = subjects.of_clause(text, lead, end, self.state.names, mask)
        self._take(subject)
        if subject.predicate >= end:
            carried.active = carried.active or subject.told
            return
        if not carried.active:
            carried.active = subject.told or self.order or self._opens_order(lead, end, subject, dues)
        if not carried.active:
            # 对排名末位的，由市科技局约谈: to whom, before anybody is told (C1)
            waits = clause.mark == "，" and judging.is_condition(words, False, mask)
            carried.pending = start if waits else None
        elif not self._only_reports(words, subject, dues, mask):
            self.writer.read(Predicate(start, end, lead, subject, dues, mask), clause.mark)

    def _dues(self, start: int, end: int) -> list[Due]:
        """The deadlines of a clause, dated by the year last named in the same item (C14)."""
        if not dates.forms(self.text, start, end):
            return []
        calendar_ = self.passage.calendar
        named = dates.year_named(self.text, self.passage.start, start)
        if named and (calendar_.year is None or named >= calendar_.year):
            calendar_ = replace(calendar_, year=named)
        found = dates.find(self.text, start, end, calendar_)
        dues = [due for due in found if dates.is_deadline(self.text, due, end)]
        kept = [
            due for at, due in enumerate(dues) if not dates.is_of_object(self.text, start, due, dues[:at])
        ]
        return [dates.strip_lead(due) for due in kept]

    def _date_alone(self, due: Due) -> None:
        """年底前，…: covers the rest of its part; 2023年，… opens a report of that year (C13)."""
        published = self.passage.calendar.published
        year_gone = due.date and published and due.date < published.replace(month=1, day=1)
        self.carried.past = bool(year_gone)
        if not year_gone:
            self.carried.cover = due

    def _behind_date(self, start: int, end: int, dues: list[Due]) -> int:
        """A date before the subject (6月底前市科技局完成…): the subject is looked for behind it."""
        span: Span | None = dues[0].span if dues else None
        if not span or span[1] >= end:
            return start
        if self.text[start : span[0]] not in ("", "于", "在", "从", "力争", "确保"):
            return start
        return span[1] + 1 if self.text[span[1] : span[1] + 1] == "起" else span[1]

    def _take(self, subject: Subject) -> None:
        """A written subject displaces the item's list, unless it is the list's lead (C11)."""
        carried, duty = self.carried, self.passage.duty
        if subject.owners is not None:
            carried.owners, carried.support = subject.owners, subject.support
            carried.listed = bool(duty.owners) and subject.owners == duty.owners[:1] and bool(duty.support)
            if carried.listed:
                carried.owners = None
        elif subject.support:
            carried.support = (*carried.support, *subject.support)
        if (
            subject.why == "请"
            and subject.owners is None
            and carried.owners is None
            and self.state.addressees
        ):
            carried.owners, carried.listed = self.state.addressees, False

    def _is_item(self, start: int, end: int, subject: Subject, dues: list[Due]) -> bool:
        """Numbered minutes: 二、市财政局5月底前拨付… is what was decided, not a heading nor a report."""
        follows, numbered = self.state.follows, self.passage.numbered
        if subject.owners is not None:  # 一、土地报批。市财政局5月底前…: without a number its date tells
            if numbered:
                return bool(dues) or _AGENDA_VERB.match(self.text, subject.predicate, end) is None
            return follows and bool(self.passage.path) and any(due.date for due in dues)
        told = numbered and follows and lexicon.opens_with_verb(self.text, start, end)
        return told and not patterns.HOW.match_at(self.text[start:end])

    def _opens_order(self, start: int, end: int, subject: Subject, dues: list[Due]) -> bool:
        """Talk after 会议强调: a verb phrase, or a named unit and its verb, tells without 要."""
        cover = self.carried.cover
        if subject.owners is not None and cover.date and cover.why in _PERIODS:
            return True  # 今年，新区财政再安排…: a commitment, by its date
        if self.kind == "minutes" and self._is_item(start, end, subject, dues):
            return True
        if self.said not in patterns.BINDING:
            return False
        words = self.text[start:end]
        if patterns.COPULA.pattern.search(self.text, start, end) or _COUNTED_FACT.search(words):
            return False
        if subject.owners is not None:
            if not all(map(EVERYBODY.fullmatch, subject.owners)):
                return True
            # 会议指出，全市上下抢抓机遇 says what was done; …推进创新，要… on what occasion it is told
            return self.said != "指出" and self.text[end : end + 2] != "，要"
        return lexicon.opens_with_verb(self.text, start, end) and not patterns.HOW.match_at(words)

    def _only_reports(self, words: str, subject: Subject, dues: list[Due], mask: int) -> bool:
        """A clause of facts, of the past, or before the paper's body: nothing it says is to be done."""
        role, told = self.passage.role, subject.told
        if role == "facts" and self.kind != "minutes" and not (told or self.carried.owners):
            return True
        if role == "preamble" and self.kind in ORDERS and not told and self.carried.owners is None:
            return True
        if told or _MODAL.search(words, mask):
            return False
        if dues and dues[-1].date and words.startswith(("确保", "力争")):
            return False
        if not (patterns.PAST.search(words, mask) or self._past_year(words, mask)):
            return False
        words = self._without_object_years(words) if dues else words
        return bool(patterns.PAST.search_at(words)) or self._past_year(words, mask)
