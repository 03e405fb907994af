"""The task walk: passage → sentence → clause → task, with owner and deadline carried along.

Two styles of prose are read differently. In an *order* (the body of a plan, a policy, what
minutes decided) every verb phrase is a task unless a rule says why not. In *talk* (news, a
speech, a review) a clause is a task once its sentence tells somebody: 要, 务必, 请, or a unit
followed by its verb after 会议要求.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from luodi.finding import dates, judging, lexicon, patterns
from luodi.finding.clauses import Clause, Sentence, sentences
from luodi.finding.findings import NO_DUE, Due, Level, Span, Task
from luodi.finding.levels import level_of
from luodi.finding.owners import NO_DUTY, Duty
from luodi.finding.passages import Passage, column_kind
from luodi.finding.splitting import parts_of
from luodi.finding.subjects import Names, Subject, of_clause

ORDERS = frozenset(("plan", "policy", "list", "notice"))


@dataclass(slots=True)
class _Carried:
    """What later clauses of the sentence inherit."""

    owners: tuple[str, ...] | None = None
    support: tuple[str, ...] = ()
    listed: bool = True  # the item's list holds (no subject displaced it)
    active: bool = False  # talk: the sentence has told somebody
    cover: Due = NO_DUE  # a deadline that covers the rest of the sentence up to ；
    last_due: Due = NO_DUE  # the deadline of the task before, for what finishes its work
    goal_due: Due = NO_DUE  # 年内, 全年, 到2026年: covers the later goals of its sentence
    pending: int | None = None  # where a preposed 对…的 began
    pending_drop: tuple[Span, ...] = ()
    joined: bool = False  # the clause began with 并
    past: bool = False  # 2023年，…: what follows reports that year


@dataclass
class _State:
    """What later passages inherit: minutes decide from a lead-in on, a lead-in may name owners."""

    deciding_path: tuple[str, ...] | None = None
    lead_owners: tuple[str, ...] = ()
    lead_path: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    said: str = ""


@dataclass
class TaskFinder:
    """Finds the tasks of one document. `kind` is the document's; `addressees` are told by 请…."""

    text: str
    kind: str
    names: Names
    addressees: tuple[str, ...] = ()
    places: re.Pattern[str] | None = None
    tasks: list[Task] = field(default_factory=list)
    state: _State = field(default_factory=_State)

    def find(self, passages: Sequence[Passage]) -> list[Task]:
        for passage in passages:
            if passage.kind == "row":
                self._row(passage)
            else:
                self._prose(passage)
        return self.tasks

    # -- passages ------------------------------------------------------------------------------

    def _prose(self, passage: Passage) -> None:
        state = self.state
        if (
            state.deciding_path is not None
            and passage.path[: len(state.deciding_path)] != state.deciding_path
        ):
            state.deciding_path = None
        if state.lead_path and passage.path[: len(state.lead_path)] != state.lead_path:
            state.lead_owners, state.lead_path = (), ()
        said, carried_on = (state.said if self.kind == "meeting_news" else ""), None
        state.topic = ()
        before = len(self.tasks)
        for sentence in sentences(self.text, passage.start, passage.end):
            said, carried_on = self._sentence(sentence, passage, said, carried_on)
        state.said = said
        self._pair_dues(passage, before)

    def _row(self, passage: Passage) -> None:
        """The task cells of a row: the deeds, or the task's name where no deed is written."""
        deeds = [
            (cell, name)
            for cell, name in zip(passage.cells, passage.head, strict=False)
            if column_kind(name) == "deed"
            and self.text[cell[0] : cell[1]].strip() not in ("", "——", "—", "-", "/")
        ]
        if not deeds or passage.duty is NO_DUTY:
            return
        detailed = [d for d in deeds if re.search(r"举措|措施|内容|具体|目标|要求|做法", d[1])] or deeds
        chosen = detailed[-1:] if len(detailed) > 1 and not re.search("目标", detailed[-1][1]) else detailed
        before = len(self.tasks)
        for (start, end), name in chosen:
            heading = [self.text[a:b] for (a, b), n in deeds if n != name]
            inner = replace(
                passage, kind="prose", role="work", start=start, end=end, path=(*passage.path, *heading)
            )
            for sentence in sentences(self.text, start, end):
                self._sentence(sentence, inner, "", None)
        self._pair_dues(passage, before)

    def _pair_dues(self, passage: Passage, before: int) -> None:
        """Cell '甲；乙' pairs with tasks in order (C13); tasks with their own deadline keep it."""
        dues, found = passage.duty.dues, self.tasks[before:]
        if len(dues) < 2 or not found:
            return
        groups = sorted({self._semicolons(passage, t) for t in found})
        for index, task in enumerate(found):
            if task.due.span and passage.start <= task.due.span[0] < passage.end and task.due not in dues:
                continue
            order = groups.index(self._semicolons(passage, task)) if len(groups) == len(dues) else index
            self.tasks[before + index] = replace(task, due=dues[min(order, len(dues) - 1)])

    def _semicolons(self, passage: Passage, task: Task) -> int:
        return self.text.count("；", passage.start, task.span[0])

    # -- sentences -----------------------------------------------------------------------------

    def _style_is_order(self, passage: Passage) -> bool:
        if self.kind in ORDERS:
            return passage.role == "work"
        if self.kind == "minutes":
            return (
                self.state.deciding_path is not None
                or passage.duty is not NO_DUTY
                or any(re.search(r"其他事项|议定事项|会议要求|工作安排", h) for h in passage.path)
            )
        if self.kind == "brief":
            return passage.role == "work" and any(
                re.search(r"下一?步|打算|安排|计划|下阶段|举措|措施", h) for h in passage.path
            )
        return passage.duty is not NO_DUTY

    def _sentence(
        self, sentence: Sentence, passage: Passage, said: str, carried_on: _Carried | None
    ) -> tuple[str, _Carried | None]:
        words = self.text[sentence.start : sentence.end]
        if patterns.SLOGAN.search(words) or patterns.APPLICANT.search(words):
            return said, None
        if words.startswith("为") and patterns.PURPOSE.search(words):
            return said, None
        if (
            patterns.RECALLED.search(words)
            and not words.startswith("会议")
            and not _AFTER_RECALL.search(words)
        ):
            return said, None
        carried = _Carried()
        continues = re.match(r"(?:同时|特别是|尤其是|并且|此外要同时)[，,]?", words)
        if continues and carried_on is not None:
            carried.owners, carried.support, carried.listed = (
                carried_on.owners,
                carried_on.support,
                carried_on.listed,
            )
        order = self._style_is_order(passage) or (self.kind == "minutes" and said in patterns.DECIDES)
        bare = _QUOTED.sub("“”", words).replace("要“”", "")
        past = (bool(patterns.PAST.search(bare)) or self._past_year(bare[:16], passage)) and not (
            lexicon.MODAL.search(bare) or _TELLS.search(bare)
        )
        if past and not order:
            for clause in sentence.clauses[:2]:
                said = self._said(clause) or said
            return said, carried_on if continues else None
        for clause in sentence.clauses:
            start = self._after_connectives(clause)
            carried.joined = "并" in self.text[clause.start : start]
            if start >= clause.end:
                continue
            spoken = self._says(start, clause)
            if spoken:
                said = spoken
                order = order or (self.kind == "minutes" and spoken in patterns.DECIDES)
                if clause.mark == "：" and self.kind == "minutes" and spoken in patterns.DECIDES:
                    self.state.deciding_path, order = passage.path, True
                continue
            if clause.mark in "：:" and clause.mark:
                told = of_clause(self.text, start, clause.end, self.names)
                if told.told or told.owners:
                    self._take_subject(told, passage, carried)
                    carried.active = carried.active or told.told
                if self._lead_in(start, clause, passage):
                    order = order or self._style_is_order(passage)
                continue
            self._clause(start, clause, sentence, passage, carried, order, said)
            if clause.mark == "；":
                carried.cover = carried.last_due = carried.goal_due = NO_DUE
                carried.pending = None
        return said, carried

    def _after_connectives(self, clause: Clause) -> int:
        at = clause.start
        for _ in range(3):
            found = patterns.CONNECTIVE.match(self.text, at, clause.end)
            if not found or found.end() == at:
                break
            if (
                found.group() in ("并", "且", "再", "还", "也")
                and self.text[found.end() : found.end() + 1] in "行购网轨存入造生度次要是有均"
            ):
                break
            at = found.end()
        return at

    def _said(self, clause: Clause) -> str:
        found = patterns.SAYS.match(self.text[clause.start : clause.end])
        return found["verb"] if found else ""

    def _says(self, start: int, clause: Clause) -> str:
        found = patterns.SAYS.match(self.text[start : clause.end])
        return found["verb"] if found else ""

    def _lead_in(self, start: int, clause: Clause, passage: Passage) -> bool:
        """会议议定：, X要抓好以下工作：. True if it opens what follows as an order."""
        words = self.text[start : clause.end]
        if not patterns.LEAD_IN.search(words) or words.startswith("现将"):
            return False
        subject = of_clause(self.text, start, clause.end, self.names)
        if subject.owners and patterns.LEAD_OWNER.search(words):
            self.state.lead_owners, self.state.lead_path = subject.owners, passage.path
        if self.kind == "minutes" and re.search(r"议定|决定|明确|要求|确定|议决|安排|商定", words):
            self.state.deciding_path = passage.path
        return True

    # -- clauses -------------------------------------------------------------------------------

    def _clause(
        self,
        start: int,
        clause: Clause,
        sentence: Sentence,
        passage: Passage,
        carried: _Carried,
        order: bool,
        said: str,
    ) -> None:
        text, end = self.text, clause.end
        words = text[start:end]
        if any(p.search(words) for p in _NOT_TASKS):
            return
        if patterns.COMMENDS.search(words) and self.kind == "notice" and not words.endswith("的"):
            return
        calendar_ = self._calendar(passage, start)
        dues = [
            dates.strip_lead(d)
            for d in dates.find(text, start, end, calendar_)
            if dates.is_deadline(text, d, end)
        ]
        if dues and _only_dates(text, start, end, dues):
            published = passage.calendar.published
            carried.past = bool(
                dues[-1].date and published and dues[-1].date < published.replace(month=1, day=1)
            )
            if not carried.past:
                carried.cover = dues[-1]
            return
        if carried.past and not lexicon.MODAL.search(words) and not words.startswith(("力争", "确保")):
            return
        carried.past = False
        lead = self._leading_date(start, end, dues)
        subject = of_clause(text, lead, end, self.names)
        self._take_subject(subject, passage, carried)
        if subject.predicate >= end:
            carried.active = carried.active or subject.told
            return
        told = subject.told or order
        if not carried.active:
            carried.active = told or self._opens_order(
                lead, end, subject, said, carried, self._ahead(dues, passage)
            )
        if not carried.active:
            return
        if passage.role == "facts" and self.kind != "minutes" and not (subject.told or carried.owners):
            return
        if (
            (patterns.PAST.search(words) or self._past_year(words, passage))
            and not (dues and dues[-1].date and words.startswith(("确保", "力争")))
            and not subject.told
            and not lexicon.MODAL.search(words)
        ):
            return
        if passage.role == "preamble" and self.kind in ORDERS and not subject.told and carried.owners is None:
            return
        self._predicate(start, lead, clause, sentence, passage, carried, subject, dues)

    def _leading_date(self, start: int, end: int, dues: list[Due]) -> int:
        """A date before the subject (6月底前市科技局完成…): the subject is looked for behind it."""
        if (
            dues
            and dues[0].span
            and self.text[start : dues[0].span[0]] in ("", "于", "在", "从", "力争", "确保")
            and dues[0].span[1] < end
        ):
            after = dues[0].span[1]
            return after + 1 if self.text[after : after + 1] == "起" else after
        return start

    def _take_subject(self, subject: Subject, passage: Passage, carried: _Carried) -> None:
        if subject.owners is not None:
            carried.owners, carried.support = subject.owners, subject.support
            duty = passage.duty
            carried.listed = bool(duty.owners) and subject.owners == duty.owners[:1] and bool(duty.support)
            if carried.listed:
                carried.owners = None
        elif subject.support:
            carried.support = (*carried.support, *subject.support)
        if subject.why in ("请",) and subject.owners is None and self.addressees and carried.owners is None:
            carried.owners, carried.listed = self.addressees, False

    def _opens_order(
        self, start: int, end: int, subject: Subject, said: str, carried: _Carried, ahead: bool
    ) -> bool:
        """Talk after 会议强调: a verb phrase, or a named unit and its verb, tells without 要."""
        if (
            subject.owners is not None
            and carried.cover.date
            and carried.cover.why in ("year end", "half year", "quarter", "this year")
        ):
            return True  # 今年，新区财政再安排…: a commitment, by its date
        if said not in patterns.BINDING:
            return False
        if patterns.COPULA.search(self.text, start, end) or _COUNTED_FACT.search(self.text[start:end]):
            return False
        if subject.owners is not None:
            return True
        return lexicon.opens_with_verb(self.text, start, end) and not patterns.HOW.match(self.text[start:end])

    def _ahead(self, dues: list[Due], passage: Passage) -> bool:
        """Does a deadline of the clause lie ahead of the paper's day, or recur?"""
        published = passage.calendar.published
        return any(d.recur or (d.date and published and d.date > published) for d in dues)

    def _past_year(self, words: str, passage: Passage) -> bool:
        named = patterns.PAST_YEAR.search(words)
        published = passage.calendar.published
        return bool(named and published and int(named[1]) < published.year)

    def _calendar(self, passage: Passage, at: int) -> dates.Calendar:
        """C14: the year last named in the same item, when it is not a year gone by."""
        named = dates.year_named(self.text, passage.start, at)
        base = passage.calendar.year
        if named and (base is None or named >= base):
            return replace(passage.calendar, year=named)
        return passage.calendar

    def _predicate(
        self,
        start: int,
        lead: int,
        clause: Clause,
        sentence: Sentence,
        passage: Passage,
        carried: _Carried,
        subject: Subject,
        dues: list[Due],
    ) -> None:
        text, end = self.text, clause.end
        begin = subject.predicate
        while begin < end and text[begin] in "，, 　":
            begin += 1
        if lead > start and (begin == lead or (dues and begin > lead)):
            begin = start  # the date in front belongs to the quote
        first = begin
        if lexicon.MODAL.match(text, begin, end) and not subject.drop:
            pass
        words = text[begin:end]
        if len(words) < 2 or patterns.RESULT.match(words) or patterns.PERCEIVES.search(words):
            return
        if words.startswith("以") and self._continues_by(sentence):
            self._extend(end)
            return
        if carried.pending is None and self._counts(
            text[dues[-1].span[1] : end] if dues and dues[-1].span else words, sentence
        ):
            self._extend(end, dues[-1] if dues else NO_DUE)
            return
        if patterns.TERM.match(words) and not words.startswith(
            ("按", "对", "给", "由", "推", "引", "力争", "确保")
        ):
            return
        condition = judging.is_condition(text[begin:end], subject.told)
        if condition and clause.mark in "，,":
            if carried.pending is None:
                carried.pending, carried.pending_drop = begin, ()
            return
        if dues and dues[0].span and 0 <= dues[0].span[0] - begin <= 1 and dues[0].span[1] < end:
            lead, first = max(lead, dues[0].span[1]), min(first, begin)
        if not subject.part and judging.is_how(
            self._told_words(max(begin, lead if lead > begin else begin), end, subject)
        ):
            return
        if (
            patterns.HOW_END.search(words)
            and re.search("以[^，]+为", words)
            and lexicon.opens_with_verb(text, begin, end)
        ):
            carried.pending = begin if carried.pending is None else carried.pending
            return  # 推动X以…为抓手，做Y: one task
        if carried.pending is not None:
            first, carried.pending = carried.pending, None
        if (
            passage.role == "goals"
            and carried.owners is None
            and not passage.duty.owners
            and not _milestone(words)
        ):
            return
        if patterns.COPULA.search(words) and not subject.told and not dues:
            return
        if patterns.STATE_END.search(words) and not subject.told:
            return
        if (
            patterns.STATE.search(words)
            and not (subject.told or dues or words.startswith("对"))
            and not lexicon.opens_with_verb(text, begin, end)
        ):
            return
        if (
            words.startswith("带动")
            and self.tasks
            and self.tasks[-1].action.startswith(("鼓励", "支持", "引导"))
        ):
            return  # only the one encouraged can do it (C5)
        self._write(first, begin, clause, sentence, passage, carried, subject, dues)

    def _counts(self, words: str, sentence: Sentence) -> bool:
        """数量不少于3个, 其中省级不少于4家: counts what the task before does (C6)."""
        return bool(
            self.tasks
            and self.tasks[-1].sentence == (sentence.start, sentence.end)
            and patterns.COUNTS.match(words)
            and not patterns.OWN_INDICATOR.search(words)
            and not lexicon.opens_with_verb(words, 0, len(words))
        )

    def _continues_by(self, sentence: Sentence) -> bool:
        """更加注重以A引领B，以C助力D，…: one task, however long the row."""
        last = self.tasks[-1] if self.tasks else None
        return bool(
            last
            and last.sentence == (sentence.start, sentence.end)
            and re.search(r"(?:注重|突出|做到|坚持)以", last.action)
        )

    def _extend(self, end: int, due: Due = NO_DUE) -> None:
        task = self.tasks[-1]
        span = (task.span[0], end)
        action = task.action + self.text[task.span[1] : end]
        figured = re.search(r"\d|[一二两三四五六七八九十][家个项名]", self.text[task.span[1] : end])
        level = Level.CONCRETE if figured and task.level is Level.DIRECTION else task.level
        self.tasks[-1] = replace(
            task,
            span=span,
            action=action,
            level=level,
            due=due or task.due,
            why=task.why + " + counting clause",
        )

    def _told_words(self, begin: int, end: int, subject: Subject) -> str:
        """What is told: the words behind a modal that stands inside (对内要以…为抓手)."""
        modal = lexicon.MODAL.search(self.text, begin, min(end, begin + 40)) if subject.told else None
        return self.text[modal.end() if modal else begin : end]

    # -- writing -------------------------------------------------------------------------------

    def _write(
        self,
        first: int,
        begin: int,
        clause: Clause,
        sentence: Sentence,
        passage: Passage,
        carried: _Carried,
        subject: Subject,
        dues: list[Due],
    ) -> None:
        """One task for each part of the clause that has a verb and an object of its own (C5)."""
        owners, support, listed = self._answerable(passage, carried, subject)
        for index, (start, end) in enumerate(parts_of(self.text, first, clause.end, begin)):
            own = [d for d in dues if d.span and start <= d.span[0] < end]
            due = own[-1] if own else (self._inherited(start, end, passage, carried, index > 0))
            drop = [s for s in subject.drop if start <= s[0] < end] + [d.span for d in own if d.span]
            drop += [s for s in carried.pending_drop if start <= s[0] < end]
            action = _without(self.text, start, end, drop)
            level, why = level_of(
                action, own[-1] if own else (due if index and due in dues else NO_DUE), self.places
            )
            if not owners and level is not Level.STANCE and goal_only(action):
                continue
            if own:
                self._cover(own[-1], carried)
            self.tasks.append(
                Task(
                    level,
                    action,
                    (start, end),
                    owners,
                    support,
                    due if due else (passage.duty.dues[0] if passage.duty.dues else NO_DUE),
                    passage.path,
                    (sentence.start, sentence.end),
                    "; ".join(filter(None, (subject.why or ("list" if passage.duty.owners else ""), why))),
                    self.state.topic if not owners else (),
                    listed,
                    passage.duty.responsible,
                    passage.duty.liaison,
                )
            )
        carried.pending_drop = ()

    def _cover(self, due: Due, carried: _Carried) -> None:
        carried.last_due = due
        if due.why in ("this year", "year end", "half year", "quarter") and not due.recur:
            carried.goal_due = due

    def _inherited(self, start: int, end: int, passage: Passage, carried: _Carried, joined: bool) -> Due:
        """C13: a covering deadline; the last one where this part finishes or results from its work."""
        if carried.cover:
            return carried.cover
        words = self.text[start:end]
        if carried.last_due and carried.last_due.date:
            if joined or carried.joined or _FINISHES.match(words):
                return carried.last_due
            if (
                _GOAL.search(words)
                and not words.startswith(("按", "对", "由"))
                and (
                    not lexicon.opens_with_verb(self.text, start, end) or patterns.OWN_INDICATOR.search(words)
                )
            ):
                return carried.last_due
            if carried.goal_due and _GOAL.search(words):
                return carried.goal_due
        return NO_DUE

    def _answerable(
        self, passage: Passage, carried: _Carried, subject: Subject
    ) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        duty: Duty = passage.duty
        if carried.owners is not None and not (carried.listed and duty.owners):
            return carried.owners, carried.support, duty.owners
        if duty.owners:
            return duty.owners, duty.support, ()
        return self.state.lead_owners, carried.support, ()


_AFTER_RECALL = re.compile(r"(?<=[，；])(?:全[市省县区]|各[级地部市县]|要(?=[一-龥]{2})|我们要)")
_COUNTED_FACT = re.compile(r"^[^，]{0,12}\d[\d.]*(?:万|亿)?(?:[家个项件户名台]|亿元|万元|%)$")
_NOT_TASKS = (patterns.PURPOSE, patterns.REQUEST, patterns.RESOLVED, patterns.CLOSING)
_TELLS = re.compile(
    r"由[^，。]{2,20}(?:牵头|负责|按|于|在|对|修改|组织|完成|抓紧|会同|提|承担|拟)|(?:要求|责成)(?=[各市省县区州有相])|希望(?!能|政府)"
)
_QUOTED = re.compile(r"“[^”]*”|《[^》]*》")
_FINISHES = re.compile(
    r"(?:于|在)?(?:并|实现|形成|确保|使|报|报送|提交|建成|投入使用|通过验收|达到|做到|按程序|经[^，]{2,20}(?:审定|审议|批准|同意|通过)|上报|印发|公布|公开|发布|组织实施|抓好实施|落实到)"
)
_GOAL = re.compile(
    r"\d|[一二两三四五六七八九十]+[家个项]|翻番|倍|全覆盖|清零|零的突破|一半|[一二三四五六七八九]成"
)
_GOAL_WORD = re.compile(
    r"达到?(?!产|标)|突破|超过|增长|提高到?|提升到?|下降|降低|新增|净增|不低于|占比|覆盖率|不少于|力争|实现|稳定在|控制在|保持在|前移|翻番|倍增"
)
_ACT = re.compile(
    r"^(?:力争|确保|争取|全年|年内)?(?:累计|柔性|新|至少)?(?:举办|召开|引进|遴选|建成|建设|开工|完成|组织|派出|选派|促成|培训|实施|发布|征集|设立|成立|开展|打造|选树|聘请|签约|立项|转化|推广|培育|认定|建立|兑现|投放|安排|发放|落实|保障|创建|推出|梳理|走访|储备|孵化(?!器)|招引|招聘|新建|改造|解决|申报|支持|奖励|购买|采购|推动|制定|出台|编制|攻克|突破(?!\d))"
)


_NOUN_FIGURE = re.compile(r"[^，\d]{2,12}\d[\d.]*(?:万|亿)?[^，\d]{1,3}")
_GOAL_VERBS = frozenset("力争 实现 确保 突破 提高 提升 增加 保持 争取 新增 超过 控制 稳定".split())


def goal_only(action: str) -> bool:
    """A goal with a figure and no owner is a target only; an act with a count is a task too (C7)."""
    if not re.search(r"\d|[一二两三四五六七八九十]成|一半|翻番", action):
        return False
    if (
        _NOUN_FIGURE.fullmatch(action)
        and not re.search("给予|安排|补助|奖励", action)
        and not lexicon.opens_with_verb(action, 0, len(action))
    ):
        return True
    if action.startswith(("将", "把", "对", "由", "向", "每", "按")):
        return False
    if not _GOAL_WORD.search(action) or _ACT.match(action):
        return False
    verb = lexicon.verb_at(action, 0, len(action))
    word = action[verb[0] : verb[1]] if verb else ""
    return not word or word in _GOAL_VERBS or word in patterns.NOUNISH


def _milestone(words: str) -> bool:
    """In a goals section only a checkable end without a figure is a task (全覆盖, 通过验收)."""
    return bool(
        re.match(r"确保|力争|实现", words)
        and re.search(r"全覆盖|清零|零的突破|验收|挂牌|封顶|投入使用|破零|收支平衡", words)
        and not re.search(r"\d", words)
    )


def _only_dates(text: str, start: int, end: int, dues: list[Due]) -> bool:
    """到2027年, 年底前, 2025年至2027年: nothing but a date stands in the clause."""
    words = text[start:end]
    for due in dues:
        words = words.replace(due.text or "", "")
    return re.fullmatch(r"[于在到至力争确保，、 —\-起]*", words) is not None


def _without(text: str, start: int, end: int, drop: Sequence[Span | None]) -> str:
    """The quote minus owner, deadline and modal, by deleting only (C2)."""
    pieces, at = [], start
    for span in sorted(s for s in drop if s):
        if span[0] >= at:
            pieces.append(text[at : span[0]])
            at = max(at, min(span[1], end))
    pieces.append(text[at:end])
    words = "".join(pieces)
    words = (
        re.sub(r"^(?:于|在)(?=[一-龥])(?!职|岗|校|线|全|外|建|重|项|职|各|园|基)", "", words)
        if pieces[0] in ("于", "在")
        else words
    )
    words = words.strip("，,、 　")
    return (
        re.sub(r"^(?:要|应当|应|将|拟|请|须)(?=[一-龥]{2})(?!求|点|素|用|急|答)", "", words)
        if words[:1] in "要应拟请须"
        else words
    )


def sentences_of(text: str, passages: Sequence[Passage]) -> Iterator[Sentence]:
    for passage in passages:
        yield from sentences(text, passage.start, passage.end)
