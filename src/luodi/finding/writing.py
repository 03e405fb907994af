"""From a clause that tells to its tasks: what it leaves out, what it joins, what each part says.

A clause that only counts, only says how or only says to whom belongs to its neighbour (C1, C6);
what is left is one task for each verb phrase with an object of its own (C5).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from luodi.finding import judging, lexicon, patterns
from luodi.finding.carrying import Carried, Predicate, State
from luodi.finding.clauses import Sentence
from luodi.finding.findings import NO_DUE, Due, Level, Span, Task
from luodi.finding.gates import bits
from luodi.finding.levels import level_of
from luodi.finding.passages import Passage
from luodi.finding.splitting import parts_of

# These begin a clause that is told, though a cap stands in it.
_TOLD_WITH_CAP = ("按", "对", "给", "由", "推", "引", "力争", "确保")
_BY_MEANS_OF = re.compile("以[^，]+为")
# 更加注重以A引领B，以C助力D，…: one task, however long the row.
_ROW_OF_MEANS = re.compile(r"(?:注重|突出|做到|坚持)以")
_HAS_FIGURE = re.compile(r"\d|[一二两三四五六七八九十][家个项名]")
_STANDING_BITS = bits(patterns.COPULA, patterns.STATE_END, patterns.STATE)
# What finishes or results from the work before shares its deadline (C13).
_FINISHES = re.compile(
    r"(?:于|在)?(?:并|实现|形成|确保|使|报|报送|提交|提出(?=[^，]*(?:项目|任务|清单|名单|方案|建议|意见|措施|目标))|建成|投入使用|通过验收|达到|做到|按程序|经[^，]{2,20}(?:审定|审议|批准|同意|通过)|上报|印发|公布|公开|发布|组织实施|抓好实施|落实到)"
)
# 建成中试平台，总投资3.2亿元: the size of what the clause before makes
_SIZE_OF_IT = re.compile(
    r"(?:计划|预计|概算)?(?:总投资额?|投资总额|投资|总规模|建设规模|总?建筑面积|总面积|占地(?:面积)?|总金额|总经费|工期)"
    r"(?:约|为|达)?\d[\d.,]*(?:万|亿)?(?:元|平方米|亩|公里|个月|年|天|台|套|吨)(?:以上|左右|以内)?$"
)
_GOAL = re.compile(
    r"\d|[一二两三四五六七八九十]+[家个项]|翻番|倍|全覆盖|清零|零的突破|一半|[一二三四五六七八九]成"
)
# Deadlines that cover the later goals of their sentence (by the names of the date rules).
_COVERING = frozenset(("this year", "year end", "half year", "quarter"))


class Writer:
    """Writes the tasks of one sentence, clause by clause."""

    def __init__(self, state: State, passage: Passage, sentence: Sentence, carried: Carried) -> None:
        self.state, self.passage, self.sentence, self.carried = state, passage, sentence, carried
        self.text, self.tasks = state.text, state.tasks

    def read(self, clause: Predicate, mark: str) -> None:
        """The tasks of a clause, or what it adds to the one before. `mark` ends the clause."""
        begin = self._begin(clause)
        words = self.text[begin : clause.end]
        mask, subject, dues = clause.mask, clause.subject, clause.dues
        if len(words) < 2 or patterns.RESULT.match(words, mask) or patterns.PERCEIVES.search(words, mask):
            return
        if self._joins_the_one_before(words, clause):
            return
        if patterns.TERM.match(words, mask) and not words.startswith(_TOLD_WITH_CAP):
            return
        if mark in ("，", ",", "") and judging.is_condition(words, subject.told, mask):
            self._wait(begin)
            return
        lead, first = clause.lead, begin
        span = dues[0].span if dues else None
        if span and 0 <= span[0] - begin <= 1 and span[1] < clause.end:
            lead = max(lead, span[1])
        if not subject.part and judging.is_how(self._told_words(max(begin, lead), clause), mask):
            return
        if (
            patterns.HOW_END.search(words, mask)
            and _BY_MEANS_OF.search(words)
            and lexicon.opens_with_verb(self.text, begin, clause.end)
        ):
            self._wait(begin)  # 推动X以…为抓手，做Y: one task
            return
        if self.carried.pending is not None:
            first, self.carried.pending = self.carried.pending, None
        if not self._is_no_task(words, begin, clause):
            self._write(first, begin, clause)

    def _begin(self, clause: Predicate) -> int:
        """Where the action begins; a date before the subject belongs to the quote."""
        begin = clause.subject.predicate
        while begin < clause.end and self.text[begin] in "，, 　":
            begin += 1
        if clause.lead > clause.start and (begin == clause.lead or (clause.dues and begin > clause.lead)):
            return clause.start
        return begin

    def _wait(self, begin: int) -> None:
        """A condition (对…的，) waits for its act."""
        if self.carried.pending is None:
            self.carried.pending = begin

    # ---- clauses that belong to the task before ----------------------------------------------

    def _joins_the_one_before(self, words: str, clause: Predicate) -> bool:
        """数量不少于3个 and 以C助力D go on with the task before; it takes their words in (C6)."""
        last = self.tasks[-1] if self.tasks else None
        if last is None or last.sentence != (self.sentence.start, self.sentence.end):
            return False
        if words.startswith("以") and _ROW_OF_MEANS.search(last.action):
            self._extend(last, clause.end, NO_DUE)
            return True
        if self.carried.pending is not None:
            return False
        if _SIZE_OF_IT.match(words):
            self._extend(last, clause.end, NO_DUE)
            return True
        due = clause.dues[-1] if clause.dues else NO_DUE
        counting = self.text[due.span[1] : clause.end] if due.span else words
        if (
            patterns.COUNTS.match(counting, clause.mask)
            and not patterns.OWN_INDICATOR.search(counting, clause.mask)
            and not lexicon.opens_with_verb(counting, 0, len(counting))
        ):
            self._extend(last, clause.end, due)
            return True
        return False

    def _extend(self, task: Task, end: int, due: Due) -> None:
        added = self.text[task.span[1] : end]
        figured = task.level is Level.DIRECTION and _HAS_FIGURE.search(added)
        self.tasks[-1] = replace(
            task,
            span=(task.span[0], end),
            action=task.action + added,
            level=Level.CONCRETE if figured else task.level,
            due=due or task.due,
            why=task.why + " + counting clause",
        )

    # ---- clauses that are no task ------------------------------------------------------------

    def _told_words(self, begin: int, clause: Predicate) -> str:
        """What is told: the words behind a modal that stands inside (对内要以…为抓手)."""
        modal = None
        if clause.subject.told:
            modal = lexicon.MODAL.search(self.text, begin, min(clause.end, begin + 40))
        return self.text[modal.end() if modal else begin : clause.end]

    def _is_no_task(self, words: str, begin: int, clause: Predicate) -> bool:
        """How things stand, or a goal where nobody is told it (C7, C8)."""
        mask, told, dues = clause.mask, clause.subject.told, clause.dues
        nobody = self.carried.owners is None and not self.passage.duty.owners
        if self.passage.role == "goals" and nobody and not judging.is_milestone(words):
            return True
        if not told and mask & _STANDING_BITS:
            if patterns.COPULA.search(words, mask) and not dues:
                return True
            if patterns.STATE_END.search(words, mask):
                return True
            if (
                not (dues or words.startswith("对"))
                and patterns.STATE.search(words, mask)
                and not lexicon.opens_with_verb(self.text, begin, clause.end)
            ):
                return True
        # 带动… behind 支持X…: only the one encouraged can do it (C5)
        return (
            words.startswith("带动")
            and bool(self.tasks)
            and self.tasks[-1].action.startswith(("鼓励", "支持", "引导"))
        )

    # ---- the tasks of a clause ---------------------------------------------------------------

    def _write(self, first: int, begin: int, clause: Predicate) -> None:
        """One task for each part of the clause that has a verb and an object of its own (C5)."""
        owners, support, listed = self._answerable()
        duty = self.passage.duty
        who = clause.subject.why or ("list" if duty.owners else "")
        for index, (start, end) in enumerate(parts_of(self.text, first, clause.end, begin)):
            own = [d for d in clause.dues if d.span and start <= d.span[0] < end]
            due = own[-1] if own else self._inherited(start, end, index > 0)
            drop = [s for s in clause.subject.drop if start <= s[0] < end]
            dated = [_with_lead(self.text, d.span, start, end) for d in own if d.span]
            links = self._links(start, min(end, clause.start)) if start < clause.start else []
            action = without(self.text, start, end, [*drop, *dated, *links])
            shared = due if index and due in clause.dues else NO_DUE
            # Words deleted inside bring new neighbours together; else the clause's gates do.
            cut = first < clause.start or action not in self.text[start:end]
            mask = None if cut else clause.mask
            level, why = level_of(action, own[-1] if own else shared, self.state.places, mask)
            if not owners and level is not Level.STANCE and judging.goal_only(action):
                continue
            if own:
                self._remember(own[-1])
            self.tasks.append(
                Task(
                    level,
                    action,
                    (start, end),
                    owners,
                    support,
                    due or (duty.dues[0] if duty.dues else NO_DUE),
                    self.passage.path,
                    (self.sentence.start, self.sentence.end),
                    f"{who}; {why}" if who else why,
                    (),
                    listed,
                    duty.responsible,
                    duty.liaison,
                )
            )

    def _links(self, start: int, end: int) -> list[Span]:
        """对首次认定的企业，同时，给予…: the connective between a condition and its act says nothing."""
        return [found.span() for found in patterns.LINK_WITHIN.pattern.finditer(self.text, start, end)]

    def _answerable(self) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """Owners, support, and the item's lead units where a subject displaced them (C11, C20)."""
        carried, duty = self.carried, self.passage.duty
        if carried.owners is not None and not (carried.listed and duty.owners):
            return carried.owners, carried.support, duty.owners
        if duty.owners:
            return duty.owners, duty.support, ()
        return self.state.lead_owners, carried.support, ()

    def _remember(self, due: Due) -> None:
        self.carried.last_due = due
        if due.why in _COVERING and not due.recur:
            self.carried.goal_due = due

    def _inherited(self, start: int, end: int, joined: bool) -> Due:
        """C13: a covering deadline; the last one where this part finishes or results from its work."""
        carried = self.carried
        if carried.cover:
            return carried.cover
        if not carried.last_due.date:
            return NO_DUE
        words = self.text[start:end]
        if joined or carried.joined or _FINISHES.match(words):
            return carried.last_due
        if not _GOAL.search(words):
            return NO_DUE
        figure_alone = not lexicon.opens_with_verb(self.text, start, end)
        own_indicator = patterns.OWN_INDICATOR.search_at(words)
        if not words.startswith(("按", "对", "由")) and (figure_alone or own_indicator):
            return carried.last_due
        return carried.goal_due


# 于6月底前, 至迟于6月底前, 务于6月底前; 自6月起: what leads a deadline in goes with it.
_LEADS_IN = re.compile(
    r"(?:(?:至迟|最迟|最晚|不迟于|不晚于)(?:于|在)?|务于|(?<![晚早迟])于|(?<!安排)在)[ 　]*$"
)
_SINCE = re.compile(r"[自从于在]?$")
_MODAL = re.compile(r"^(?:要|应当|应|将|拟(?!定|订|制(?!定))|请|须)(?=[一-龥]{2})(?!求|点|素|用|急|答)")


def _with_lead(text: str, span: Span, start: int, end: int) -> Span:
    """A deadline with the words that lead it in, and the 将 before them where the action begins."""
    first, last = span
    since = text.startswith("起", last)
    lead = (_SINCE if since else _LEADS_IN).search(text, max(start, first - 6), first)
    if lead is None or last + since >= end:
        return span
    promises = lead.start() == start + 1 and text[start] == "将"
    return start if promises else lead.start(), last + since


def without(text: str, start: int, end: int, drop: Sequence[Span]) -> str:
    """The quote minus owner, deadline and modal, by deleting only (C2).

    >>> without("市科技局要报送清单", 0, 9, [(0, 5)])
    '报送清单'
    """
    pieces, at = [], start
    for span in sorted(drop):
        if span[0] >= at:
            pieces.append(text[at : span[0]])
            at = max(at, min(span[1], end))
    pieces.append(text[at:end])
    words = "".join(pieces).strip("，,、 　")
    return _MODAL.sub("", words) if words[:1] in "要应拟请须" else words
