"""Targets: every figure with its indicator, as a goal to reach or a fact reported (C3, C15–C18).

A figure stands in one of a few shapes, tried in this order; each names itself in `why`:
a change (由48%提高到60%), a share of a set (全省58%的企业), an attribute (规模3亿元的基金), a verb, a
figure and a thing (派出2个专家组), an indicator before it (高企突破450家), or only words that carry on
the figure before (、同比增长27%).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from luodi.finding import dates, lexicon, quantities, tabled, tense
from luodi.finding.clauses import Clause, Sentence, sentences
from luodi.finding.findings import Due, Span, Target
from luodi.finding.indicators import Reading, pieces, read_left, subject_before, verb_before
from luodi.finding.owners import split_names
from luodi.finding.passages import Passage, column_kind
from luodi.finding.quantities import Quantity
from luodi.finding.terms import refusal

_ASIDE = re.compile(r"（[^（）]*）|“[^“”]*”|《[^《》]*》|\([^()]*\)|〔[^〕]*〕|【[^】]*】")
# 其中新增3家: an aside that goes on counting.
_COUNTING_ASIDE = re.compile(r"[（(](?=其中|含|同比|较|比|占|增长)")


def find_targets(text: str, passages: Sequence[Passage]) -> list[Target]:
    """The targets of a document, in its order.

    >>> words = "到2027年，高新技术企业达到700家、专精特新企业达到260家。"
    >>> found = find_targets(words, [Passage(0, len(words), "prose", "goals", 0)])
    >>> [(t.indicator, t.value, t.unit, t.comparator, t.fact) for t in found]
    [('高新技术企业', 700, '家', '=', False), ('专精特新企业', 260, '家', '=', False)]
    """
    found: list[Target] = []
    title = _title_period(text, passages)
    review = _is_review(text, passages)
    state = _State("", -1)
    decided: tuple[str, ...] | None = None  # where minutes have said 会议明确：
    for passage in passages:
        if passage.kind == "row":
            found.extend(_row(text, passage, title))
            continue
        if passage.block != state.block:
            role = _role(text, passage)
            if decided is not None and passage.path[: len(decided)] == decided and role in ("facts", "preamble"):
                role = "work"
            state = _State(role, passage.block)
        found.extend(_Prose(text, passage, state, passage.period or title, review=review).targets())
        if _DECIDES.search(text[max(passage.start, passage.end - 40) : passage.end]):
            decided = passage.path
    return found


_LABELLED = re.compile(r"(?:第[一二三四五六七八九十百零\d]+条|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.．、])[\s　]*$")


def _role(text: str, passage: Passage) -> str:
    """A numbered item outside any section is work, not the news of a preamble."""
    if passage.role == "preamble" and _LABELLED.search(text[max(0, passage.start - 10) : passage.start]):
        return "work"
    return passage.role


def _title_period(text: str, passages: Sequence[Passage]) -> str | None:
    """The period that the head of the paper says it reports on."""
    if not passages:
        return None
    head = text[: passages[0].start][:400]
    for line in head.split("\n")[:4]:
        found = tense.of_title(line, passages[0].calendar)
        if found:
            return found
    return None


_DECIDES = re.compile(r"(?:明确|议定|决定|要求|强调|部署|意见|安排|同意)[^。；]{0,16}[：:]$")
_REVIEW_TITLE = re.compile(r"(?:表扬|表彰|通报|报告|总结|情况|简报|专报|动态|分析|决定)[^，。；]{0,6}$")
_WORK_HEADING = re.compile(r"下一?步|下阶段|要求|打算|举措|措施|部署|安排|任务|计划|建议|目标")


def _is_review(text: str, passages: Sequence[Passage]) -> bool:
    """Does the title say that the paper reports or commends? Then its unmarked figures are facts."""
    head = text[: passages[0].start][:300] if passages else ""
    return any(_REVIEW_TITLE.search(line.strip()) for line in head.split("\n")[:4])


def _row(text: str, row: Passage, title: str | None) -> list[Target]:
    if tabled.is_table_of_figures(row.head):
        period = row.period or tabled.period_of_table(text, row, title)
        facts = tabled.facts_of_row(text, row, period)
        if facts:
            return facts
    found: list[Target] = []
    for name, (start, end) in zip(row.head, row.cells, strict=False):
        if column_kind(name) != "deed":
            continue
        cell = _Prose(text, row, _State("work", row.block), None, (start, end))
        found.extend(cell.targets())
    return found


@dataclass(slots=True)
class _State:
    """What later sentences of a paragraph inherit."""

    role: str
    block: int
    said: str | None = None  # goal or fact, as last said
    period: str | None = None
    periods: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Found:
    """A target on its way: what later figures of the sentence lean on."""

    start: int  # of the indicator
    indicator: str
    verb: str = ""  # 新增, 引进 …: shared by what is joined by 、
    noun: str = ""
    clause: int = 0


class _Prose:
    """Reads one stretch of text, sentence by sentence."""

    def __init__(
        self,
        text: str,
        passage: Passage,
        state: _State,
        period: str | None,
        span: Span | None = None,
        review: bool = False,
    ) -> None:
        self.text, self.passage, self.state, self.title_period = text, passage, state, period
        self.start, self.end = span or (passage.start, passage.end)
        self.in_cell = span is not None
        self.review = review

    def targets(self) -> list[Target]:
        text = self.text
        figures = list(quantities.find(text, self.start, self.end))
        if not any(q.kind != "time" for q in figures) and len(figures) < 2 and not self._state_matters():
            return []
        asides = [m.span() for m in _ASIDE.finditer(text, self.start, self.end) if not _COUNTING_ASIDE.match(text, m.start())]
        figures = [q for q in figures if not any(a <= q.start < b for a, b in asides)]
        found: list[Target] = []
        part = 0
        for sentence in sentences(text, self.start, self.end):
            own = [q for q in figures if sentence.start <= q.start < sentence.end]
            found.extend(_Sentence(self, sentence, own, part).targets())
            part += sum(clause.mark == "；" for clause in sentence.clauses)
        return found

    def _state_matters(self) -> bool:
        """Another passage of the same paragraph may follow: keep what this one says of time."""
        said = tense.of_clause(self.text, self.start, self.end, self.passage.calendar)
        if said:
            self.state.said = said
        return False


_REQUEST = re.compile(r"(?:^|[，；])(?:恳请|建议|请求|提请|申请|希望(?:省|上级|国家|市委|市政府|政府|部|科技[部厅])|请(?:省|上级|国家|市委、市政府))")
_REQUEST_HEAD = re.compile(r"提请|恳请|请示事项|需.{0,6}(?:协调|支持|帮助|解决)|建议|请求|请.{1,8}支持|申请")
_CHANGE = re.compile(
    r"(?:以上|左右|余|多)?[，]?(?:逐步|大幅|稳步|快速|已|分别|再|进一步)?(?:提高|提升|增加|增长|上升|扩大|扩展|升|增|跃升|攀升|拓展|发展|下降|降低|降|减少|压减|压缩|缩短|减|调整|变|优化|改善|回落|前移|跃居|进位|压|缩小|涨|跌|跃|下调|上调|缩减|壮大|扩面|回升|增值|攀|递增|递减|跨越|提速|转变|增多|扩充)?(?:到了|至了|到|至|为|成)(?:不低于|不少于|超过|约|近|不超过|不足)?"
)
_FROM = re.compile(r"(?:由|从)(?P<of>[^，。；、\d]{0,14}(?:20\d\d年(?:度|底|末)?的?)?[^，。；、\d]{0,8})$")
_TAIL_END = re.compile(r"[，。；：、！？\n（(]|(?:以)?(?:用于|来自|由|按|为|较|比|同比|环比|并|在(?!孵|建|研)|与|占|于)")
_MILESTONE = re.compile(
    r"开工|竣工|投产|投用|投入|建成|获批|入选|落地|签约|完成|上市|通过|认定|立项|挂牌|启动|达产|入驻|入库|运行|获得|落户|转化|揭牌|注册|交付|达标|进入|取得|填补|达到|列入|被|跻身|打破|实现|成为|享受|受益|获奖|居|参评|结题|验收|未|已"
)
_METRICS = frozenset(
    "成交额 金额 总额 投资额 合同额 合同金额 产值 总投资 总投资额 面积 营收 营业收入 利润 税收 占比 比重 增速 增幅 数量 总量 总数 余额 规模 合计金额 合同成交额 交易额 贷款余额 协议金额 到位资金 涉及金额 累计金额 资金 经费 同比 涉及资金 覆盖面 覆盖率 服务企业 完成率".split()
)
_PART_OF = re.compile(r"^(?:完成|占|相当于|达|占到|仅占|约占)[^，]*$")
_STANDS = re.compile(r"(?:占比|比重|比例|率|占[^，]{1,20}比重|强度|指数|得分|数|额|量|覆盖面|余额|收入|产值|利润|支出|投资)$")
_LEVEL_ONLY = re.compile(r"^(?:国家|省|市|县|区|世界|国际|国内)(?:部)?级(?:以上|及以上)?$|^(?:国家|省|市)级的?$")
_QUALIFIER = re.compile(r"^(?:国家|省|市|县|区)级(?:及?以上)?")
_GAP = re.compile(r"(?P<down>低于|落后于?|少于|差于)|(?P<up>高于|高出|超出|领先于?|多于|快于|优于)")
_NOUN_VERBS = frozenset("投资 贷款 服务 培训 签约 交易 登记 申报 投放 支出 投入 融资 授信 采购 补贴 奖励 创新 研发 合作 攻关 改造 转化 出口 设备 建设".split())
# Words that only count what the clause before does.
_COUNTS_ONLY = frozenset("数量 总数 人数 规模 每批 总量 每次".split())
_HANDLED = frozenset(
    "抓好 抓实 抓 突出 围绕 聚焦 坚持 落实 做好 把握 打好 用好 紧盯 针对 结合 按照 根据 涉及 涵盖 包括 对照 处理好 打赢 守住 组成 分为 参加 贯彻 学习 履行 遵循".split()
)


class _Sentence:
    """Reads the figures of one sentence; later ones lean on earlier ones."""

    def __init__(self, prose: _Prose, sentence: Sentence, figures: list[Quantity], part: int) -> None:
        self.text, self.sentence, self.figures = prose.text, sentence, figures
        self.passage, self.state, self.prose, self.part = prose.passage, prose.state, prose, part
        self.prev: _Found | None = None
        self.set: _Found | None = None  # 63项年度任务中，…: what later counts are parts of
        self.set_unit = ""
        self.topic: Span | None = None
        self.said: str | None = None
        self.period: str | None = None
        self.due: str | None = None
        self.head_due: str | None = None
        self.dated: list[Span] = []
        self.cuts: list[Span] = []
        self.clause_index = 0
        self.named: list[str] = []  # indicators of the sentence so far

    def targets(self) -> list[Target]:
        found: list[Target] = []
        refused = bool(_REQUEST.search(self.text[self.sentence.start : self.sentence.end])) or (
            bool(self.passage.path) and bool(_REQUEST_HEAD.search(self.passage.path[-1]))
        )
        for index, clause in enumerate(self.sentence.clauses):
            self.clause_index = index
            own = [q for q in self.figures if clause.start <= q.start and q.end <= clause.end + 1]
            self._time(clause, index, bool(own))
            if own and not refused:
                found.extend(self._clause(clause, own))
            if clause.mark == "；":
                self.due, self.set = self.head_due, None
                self.part += 1
        if self.said:
            self.state.said = self.said
        return found

    # ---- time ----

    def _time(self, clause: Clause, index: int, counts: bool) -> None:
        calendar_ = self.passage.calendar
        said = tense.of_clause(self.text, clause.start, clause.end, calendar_)
        if said:
            self.said = said
        period = tense.period(self.text, clause.start, clause.end, calendar_)
        if period:
            self.period = self.state.period = period
            self.state.periods.add(period)
        elif re.search(r"以来|近年|这些年|过去", self.text[clause.start : clause.end]):
            self.period = self.state.period = None
        self.dated, self.cuts = [], []
        if not self.figures:
            return
        for due in dates.find(self.text, clause.start, clause.end, calendar_):
            if due.span is None or due.why == "recurring" and due.text and not due.text.startswith("每"):
                continue
            self.dated.append(_whole(self.text, due.span, clause.start))
            own = self._goal_date(due, clause)
            if own:
                self.due = own
                if index == 0 and due.span[1] >= clause.end - 1 and clause.mark == "，":
                    self.head_due = own

    def _goal_date(self, due: Due, clause: Clause) -> str | None:
        if due.date is None or due.span is None or due.text is None or due.recur:
            return None
        start, end = due.span
        if self.text[end : end + 2] in ("以来", "同期") or re.search(r"(?:较|比|近|由|从|自)$", self.text[max(0, start - 1) : start]):
            return None
        if due.why in ("year end", "this year") and not re.search(r"[底末终]", due.text):
            if self.text[end : end + 1] in ("度", "版") and not due.text.endswith("内"):
                return None
            return str(due.date.year)
        if not dates.is_deadline(self.text, due, clause.end):
            return None
        return due.date.isoformat()

    def _is_fact(self, vague: bool = False) -> bool:
        said = self.said
        if said is None:
            role = self.state.role
            carries = role in ("facts", "preamble", "work")
            if self.state.said and carries and not (role == "work" and self.state.said == tense.FACT and self.passage.duty.owners):
                said = self.state.said
            elif role == "work" and (vague or self.prose.review and not _WORK_HEADING.search("".join(self.passage.path))):
                said = tense.FACT
            else:
                said = tense.FACT if role in ("facts", "preamble") else tense.GOAL
        return said == tense.FACT

    def _fact_period(self) -> str | None:
        if self.period:
            return self.period
        if len(self.state.periods) == 1 and self.state.period:
            return self.state.period
        return self.prose.title_period

    def _goal_due(self) -> str | None:
        if self.due:
            return self.due
        dues = self.passage.duty.dues
        if not dues:
            return None
        due = dues[min(self.part, len(dues) - 1)] if self.prose.in_cell else dues[-1]
        if due.date is None:
            return None
        if due.why in ("year end", "this year") and due.text and not re.search(r"[底末终]", due.text):
            return str(due.date.year)
        return due.date.isoformat()

    # ---- figures ----

    def _clause(self, clause: Clause, figures: list[Quantity]) -> list[Target]:
        text, found = self.text, []
        left, at = clause.start, 0
        while at < len(figures):
            q = figures[at]
            right = figures[at + 1].start if at + 1 < len(figures) else clause.end
            change = self._change(figures, at, left)
            if change is not None:
                target = self._emit(clause, change[1], left, change[2], q, change[0])
                at += 2
                left = change[1].end
                found.extend([target] if target else [])
                continue
            group = self._respective(clause, figures, at, left)
            if group:
                found.extend(group)
                at += len({(t.span, t.value) for t in group} if group[0].why == "figure for each" else group)
                left = figures[at - 1].end
                continue
            rule = refusal(text, self.sentence, clause, q)
            if rule is not None:
                if rule.cut and at + 1 < len(figures):
                    self.cuts.append((q.start, q.end))
                elif text[q.end : q.end + 1] in ("、", "，"):
                    left = q.end + 1
                at += 1
                continue
            target = self._emit(clause, q, left, right, None, None)
            if target:
                found.append(target)
                left = q.end
                if target.why == "a set that is counted":
                    left = target.span[1] + (text[target.span[1] : target.span[1] + 1] == "中")
            at += 1
        return found

    def _change(
        self, figures: list[Quantity], at: int, left: int
    ) -> tuple[int, Quantity, int] | None:
        """由A提高到B: where the indicator ends, B, and how far its tail may run."""
        if at + 1 >= len(figures):
            return None
        q, after = figures[at], figures[at + 1]
        before = self.text[left : q.start]
        source = _FROM.search(before)
        if not source or not _CHANGE.fullmatch(self.text[q.end : after.start].strip()):
            return None
        if q.kind == "time" and q.unit in ("年", "月", "日"):
            return None
        if re.search(r"上限|单户|单个|利率|完成时限|最高", before):
            return None
        right = figures[at + 2].start if at + 2 < len(figures) else after.end
        return left + source.start(), after, right

    def _respective(
        self, clause: Clause, figures: list[Quantity], at: int, left: int
    ) -> list[Target]:
        """A、B、C分别达到a、b、c."""
        text = self.text
        q = figures[at]
        each = self._each(clause, q, left)
        if each:
            return each
        spot = text.rfind("分别", left, q.start)
        if spot == -1 or refusal(text, self.sentence, clause, q) is not None:
            return []
        run = [q]
        for other in figures[at + 1 :]:
            between = text[run[-1].end : other.start]
            if re.fullmatch(r"、|和|及|以及|与|，", between):
                run.append(other)
            else:
                break
        if len(run) < 2:
            return []
        reading = read_left(text, left, q.start, self.dated + self.cuts)
        words = pieces(text, reading.start, min(reading.end, spot), self.dated + self.cuts)
        names = _shared(words, len(run)) or self._names_before(left, words, len(run))
        if not words:
            names = self.named[-len(run) :] if len(self.named) >= len(run) else None
            if names is None:
                return []
        comparator, sign = _comparator(text, reading, q)
        start = reading.start if not reading.bare else (self.prev.start if self.prev else q.start)
        years = re.findall(r"20\d\d(?=年)", text[left:spot])
        found = []
        for index, one in enumerate(run):
            name = names[index] if names else words
            bound = run[-1].bound or one.bound if one is not run[-1] else one.bound
            target = self._target(name, one, (start, one.end), _bounded(comparator, bound), sign, "respective figures", reading)
            if len(years) == len(run):
                target = replace(target, due=years[index])
            found.append(target)
        self.prev = _Found(start, words, clause=self.clause_index)
        return found

    def _each(self, clause: Clause, q: Quantity, left: int) -> list[Target]:
        """新建院士专家工作站、博士后科研工作站各3个: the figure holds for each of a row."""
        text = self.text
        if text[q.start - 1 : q.start] != "各" or "、" not in text[left : q.start] or refusal(text, self.sentence, clause, q):
            return []
        reading = read_left(text, left, q.start, self.dated + self.cuts)
        words = text[reading.start : reading.end]
        names = words.split("、")
        if len(names) < 2 or not all(names):
            return []
        verb, _ = _flow(names[0])
        comparator, sign = _comparator(text, reading, q)
        named = [names[0], *(f"{verb} {name}".strip() for name in names[1:])]
        return [self._target(name, q, (reading.start, q.end), comparator, sign, "figure for each", reading) for name in named]

    def _names_before(self, left: int, words: str, count: int) -> list[str] | None:
        """碧泉县、丹麓县…，两县…分别: names written earlier in the sentence."""
        earlier = self.text[self.sentence.start : left + 24]
        listed = re.findall(r"[一-龥]{2,6}?(?:县|区|市|州|盟|旗)(?:、[一-龥]{2,6}?(?:县|区|市|州|盟|旗))+", earlier)
        rest = re.sub(r"^[两三四五六七八九十\d]+(?:个)?(?:县|区|市|家|地)(?:区)?", "", words)
        for group in reversed(listed):
            names = group.split("、")
            if len(names) == count:
                return [f"{name} {rest}".strip() for name in names]
        return None

    def _emit(
        self, clause: Clause, q: Quantity, left: int, right: int, baseline: Quantity | None, stop: int | None
    ) -> Target | None:
        """The target that `q` makes, if it has an indicator. `stop` ends a change's indicator."""
        text, cut = self.text, self.dated + self.cuts
        joined = text[left : left + 1] in ("、", "和", "与", "及") and left > clause.start
        figure = stop if stop is not None else q.start
        if q.kind in ("rank", "top") and stop is None:
            area = re.search(r"(?:在)?(?:全[国省市县区州]|我[省市县区])(?:的)?$", text[left:figure])
            figure = left + area.start() if area else figure
        reading = read_left(text, left, figure, cut)
        if stop is not None:
            level = read_left(text, stop, q.start, cut)
            reading.roles, reading.words = level.roles, level.words
        owners = self._owners(reading, left)
        if not owners and stop is None:
            told = subject_before(text, reading.start, reading.end)
            if told > reading.start:
                owners = tuple(split_names(text[reading.start : told]))
                reading.start = told
        comparator, sign = _comparator(text, reading, q, change=stop is not None)
        if comparator == "=" and re.search(r"(?:至少|不少于|不低于)[^，。；、]*$", text[left : q.start]) and stop is None:
            comparator = ">="
        if q.kind == "top" and not reading.words and not joined:
            return None
        tail = self._tail(q, right)
        shape = self._shape(clause, q, reading, tail, joined, stop is not None)
        if shape is None:
            return None
        indicator, span, why, found = shape
        if not indicator:
            return None
        found.clause = self.clause_index
        self.prev = found
        if indicator not in self.named:
            self.named.append(indicator)
        target = self._target(indicator, q, span, comparator, sign, why, reading, baseline, owners)
        return target

    def _target(
        self,
        indicator: str,
        q: Quantity,
        span: Span,
        comparator: str | None,
        sign: int,
        why: str,
        reading: Reading,
        baseline: Quantity | None = None,
        owners: tuple[str, ...] = (),
    ) -> Target:
        fact = self._is_fact(q.vague)
        value = -q.value if sign < 0 and comparator == "+" else q.value
        if q.upper is not None and comparator == "=" and not fact:
            comparator = ">="
        return Target(
            indicator,
            value,
            q.unit,
            comparator,
            fact,
            span,
            baseline.value if baseline else None,
            self._fact_period() if fact else self._goal_due(),
            q.upper,
            owners or self.passage.duty.owners,
            why,
        )

    def _owners(self, reading: Reading, left: int) -> tuple[str, ...]:
        if reading.subject is None:
            return ()
        words = self.text[reading.subject[0] : reading.subject[1]].strip("，、 ")
        names = split_names(words) if len(words) <= 60 else []
        return tuple(n for n in names if lexicon.looks_like_unit(n))

    def _tail(self, q: Quantity, right: int) -> tuple[int, str]:
        """The words right behind the figure, up to the next mark or the next figure's lead-in."""
        stop = _TAIL_END.search(self.text, q.end, right)
        end = stop.start() if stop else right
        return end, self.text[q.end : end].strip()

    def _shape(
        self, clause: Clause, q: Quantity, reading: Reading, tail: tuple[int, str], joined: bool, change: bool
    ) -> tuple[str, Span, str, _Found] | None:
        """The indicator, the quote's span and the name of the shape."""
        text, cut = self.text, self.dated + self.cuts
        tail_end, after = tail
        own = pieces(text, reading.start, reading.end, cut)
        prev = self.prev
        if change:
            if reading.bare:
                return self._carried(q, "carried change")
            return own, (reading.start, q.end), "change", _Found(reading.start, own)
        if self.set is not None and q.unit == self.set_unit and bool(own) != bool(after):
            what = own or after
            end = q.end if own else tail_end
            return f"{self.set.noun} {what}".strip(), (self.set.start, end), "part of a set", _Found(self.set.start, what)
        is_set = re.match(r"(?P<noun>[^，。；、的]{1,16}?)(?:当)?中(?=$|仍|有|已|还|尚|，)", after) or self._counted_on(q, after)
        if q.kind == "count" and is_set and (reading.bare or not verb_before(text, reading.start, reading.end) < reading.end):
            noun = is_set["noun"]
            start = q.start
            self.set = _Found(start, noun, noun=noun)
            self.set_unit = q.unit
            return noun, (start, q.end + is_set.end("noun")), "a set that is counted", self.set
        verb = verb_before(text, reading.start, reading.end)
        only_verbs = verb <= reading.start < reading.end
        loose = reading.bare or only_verbs
        if q.kind == "share" and after.startswith("的") and len(after) > 2 and (reading.bare or own in ("近", "约")):
            noun = after[1:]
            base = re.search(r"(?:全[国市省县区州]|我[市省县区])(?:有)?(?:超过|约|近)?$", text[clause.start : q.start])
            name = f"{base.group()[:2]} {noun}" if base else noun
            start = q.start
            return name, (start, tail_end), "share of a set", _Found(start, name)
        if after.startswith("的") and len(after) > 1 and q.kind in ("money", "measure", "count") and not reading.bare and not q.bound:
            noun = after[1:]
            name_start = _attribute(text, reading.start, reading.end)
            name = f"{text[name_start : reading.end]} {noun}"
            return name, (name_start, q.end + 1 + len(noun)), "attribute", _Found(name_start, name)
        thing = after.lstrip("的") if not _opens_predicate(after) else ""
        if thing and verb < reading.end and not (reading.roles & {"level", "up", "down"}) and q.kind in ("count", "money", "measure"):
            said = text[verb : reading.end].rstrip("了")
            if said in _HANDLED or said[-2:] in _HANDLED:
                return None
            if not (said[-2:] in ("投入", "研发", "投资") and not only_verbs):
                name = f"{said} {thing}" if q.kind == "count" else thing
                return name, (verb, tail_end) if q.kind == "count" else (q.start, tail_end), "verb, figure, thing", _Found(verb, name, said, thing)
        if loose and thing and q.kind in ("count", "money", "measure"):
            if joined and prev is not None:
                name = f"{prev.verb} {thing}".strip()
                return name, (prev.start if prev.verb else q.start, tail_end), "shared verb", _Found(prev.start, name, prev.verb, thing)
            if reading.bare and (q.kind != "count" or _MILESTONE.search(thing)):
                noun, end = _noun_of(text, q.end, tail_end)
                return noun, (q.start, tail_end), "figure and thing", _Found(q.start, noun, "", noun)
            if reading.bare:
                return None
        if q.kind == "count" and thing and not reading.bare and verb == reading.end and lexicon.looks_like_unit(own):
            return self._of_a_body(q, reading, own, thing, tail_end)
        if reading.bare:
            if after and prev is not None and "其中" in text[clause.start : q.start]:
                name = f"{prev.noun or prev.indicator} {after}"
                return name, (prev.start, tail_end), "part of the figure before", _Found(prev.start, name, "", prev.noun)
            return self._carried(q, "carried indicator") or self._clause_before(q, reading)
        if own in _COUNTS_ONLY and prev is None:
            found = self._clause_before(q, reading)
            if found is not None:
                return found
        if only_verbs and own[-2:] not in _NOUN_VERBS and q.kind == "count" and not after:
            topic = self._topic(clause)
            if topic is not None:
                noun = text[topic[0] : topic[1]]
                return f"{noun} {own}", (topic[0], q.end), "topic of the clause before", _Found(topic[0], own, own)
        return self._plain(q, reading, own, joined)

    def _of_a_body(
        self, q: Quantity, reading: Reading, own: str, thing: str, end: int
    ) -> tuple[str, Span, str, _Found] | None:
        """砚西区3家企业入选榜单 is a fact; 砚西区2个项目(资金到位率…) only names a set."""
        if not _MILESTONE.search(thing):
            self.cuts.append((q.start, q.end))
            return None
        name = f"{own} {thing}"
        return name, (reading.start, end), "figure and thing of a body", _Found(reading.start, name, "", thing)

    def _counted_on(self, q: Quantity, after: str) -> re.Match[str] | None:
        """28个年度重点项目开工19个: the next figure of the clause counts part of this one."""
        following = next((o for o in self.figures if o.start > q.end), None)
        if following is None or following.unit != q.unit or re.search(r"[，。；]", self.text[q.end : following.start]):
            return None
        return re.match(rf"(?P<noun>[^，。；、的]{{2,16}}?)(?={_MILESTONE.pattern})", after)

    def _plain(
        self, q: Quantity, reading: Reading, own: str, joined: bool
    ) -> tuple[str, Span, str, _Found]:
        """An indicator before its figure; alone, or leaning on the one before."""
        text, prev = self.text, self.prev
        within = text[max(self.sentence.start, reading.start - 4) : reading.start]
        if q.kind == "times":
            cutoff = re.search(r"(?:是|为|达|相当于)[^，]{1,20}$", own)
            if cutoff:
                own = own[: cutoff.start()]
        if prev is not None and prev.clause >= self.clause_index - 2:
            if "其中" in within and not _STANDS.search(own):
                return (_part(prev, own), (prev.start, q.end), "part of the figure before", _Found(reading.start, own, prev.verb, own))
            base = _PART_OF.match(own) and not re.match(r"完成(?![^，]*(?:任务|目标|计划))", own)
            gap = q.unit == "个百分点" and re.match(r"(?:比|较|高于|低于|与)", own)
            if base or own in _METRICS or gap or re.match(r"(?:较|比)", own):
                name = prev.indicator if re.fullmatch(r"(?:较|比)(?:上|去|年初|[^，]{0,4}之初|20\d\d年|预期|计划)?(?:[年季月期][^，]{0,6})?", own) else f"{prev.indicator} {own}"
                return name, (prev.start, q.end), "carried indicator", _Found(prev.start, name, prev.verb, prev.noun)
            if joined and prev.verb and lexicon.verb_at(text, reading.start, reading.end) is None:
                name = f"{prev.verb} {own}"
                return name, (prev.start, q.end), "shared verb", _Found(prev.start, name, prev.verb, own)
        own = re.sub(r"(?:较|比)(?:上年|去年|年初|上季度|上月|上期)(?:同期|末|底)?$", "", own)
        name, gap_at = own, re.search(r"(?<!占)(?:比|较)(?=[^，]{2,16}$)", own)
        if q.unit == "个百分点" and gap_at and gap_at.start():
            name = f"{own[: gap_at.start()].rstrip('仍还也均')} {own[gap_at.start() :]}"
        verb, noun = _flow(own)
        return name, (reading.start, q.end), "indicator before the figure", _Found(reading.start, name, verb, noun)

    def _carried(self, q: Quantity, why: str) -> tuple[str, Span, str, _Found] | None:
        prev = self.prev
        if prev is None:
            return None
        return prev.indicator, (prev.start, q.end), why, _Found(prev.start, prev.indicator, prev.verb, prev.noun)

    def _clause_before(self, q: Quantity, reading: Reading) -> tuple[str, Span, str, _Found] | None:
        """推荐首批科研团队，数量不少于3个: the figure only counts what the clause before does (C6)."""
        text = self.text
        if q.unit == "位" and (place := text.find("排名", self.sentence.start, q.start)) >= 0:
            return "排名", (place, q.end), "rank", _Found(place, "排名")
        if self.clause_index == 0 or not (reading.roles & {"ge", "le", "about"} or q.bound):
            return None
        before = self.sentence.clauses[self.clause_index - 1]
        left = read_left(text, before.start, before.end, [])
        start = subject_before(text, left.start, before.end)
        if not 3 <= before.end - start <= 40:
            return None
        name = text[start : before.end]
        return name, (start, q.end), "count of the clause before", _Found(start, name)

    def _topic(self, clause: Clause) -> Span | None:
        """加快布局中试验证平台，三季度末前建成投用2个: the object of the clause before."""
        if self.topic is not None and self.topic[1] <= clause.start and self.prev is not None and self.prev.clause == self.clause_index:
            return self.topic
        if self.clause_index == 0:
            return None
        before = self.sentence.clauses[self.clause_index - 1]
        verb = lexicon.verb_at(self.text, before.start, before.end)
        start = verb[1] if verb else before.start
        while start + 2 < before.end and self.text[start : start + 2] in lexicon.VERBS:
            start += 2
        counted = any(before.start <= q.start < before.end for q in self.figures)
        if counted or not 2 <= before.end - start <= 24:
            return None
        self.topic = (start, before.end)
        return self.topic


def _whole(text: str, span: Span, start: int) -> Span:
    """A date with the words that lead it in (到, 力争, 截至) and the mark behind it."""
    first, last = span
    while first > start and text[first - 1] in "到至于在":
        first -= 1
    if text[last : last + 1] in "底末":
        last += 1
    return first, last


def _comparator(text: str, reading: Reading, q: Quantity, change: bool = False) -> tuple[str | None, int]:
    """The comparator and the sign of a change (C15)."""
    roles, words = reading.roles, reading.words
    if q.kind == "double":
        return "x", 1
    if q.unit == "个百分点":
        gap = _GAP.search(text, reading.start, reading.end) or _GAP.search("".join(words))
        if gap:
            return "+", -1 if gap["down"] else 1
    if not change:
        if roles & {"grows", "shrinks"}:
            return "+", -1 if "shrinks" in roles else 1
        grows = _direction(words)
        if grows:
            return "+", grows
    if q.kind == "times":
        return "x", 1
    if q.bound:
        return q.bound, 1
    if "ge" in roles:
        return ">=", 1
    if "le" in roles:
        return "<=", 1
    if any(word == "控制在" for word in words):
        return "<=", 1
    return "=", 1


def _direction(words: list[str]) -> int:
    """+1 when the links say growth, -1 when they say decline, 0 when they set a level.

    Links stand rightmost first: 提高到 is one level link; 增长 … 不低于 is growth.
    """
    from luodi.finding.indicators import LINKS

    for word in words:
        if LINKS[word] == "up":
            return 1
        if LINKS[word] == "down":
            return -1
    return 0


def _bounded(comparator: str | None, bound: str | None) -> str | None:
    return bound if bound and comparator == "=" else comparator


def _shared(words: str, count: int) -> list[str] | None:
    """高企、科小、专精特新企业总数 as three names; the common metric goes with each."""
    parts = [p for p in re.split(r"、|和|以及|及|与", words) if p]
    if len(parts) != count:
        return None
    metric = re.search(r"(?:总数|数量|占比|比重|总量|增速|覆盖率|家数|得分)$", parts[-1])
    if not metric:
        return parts
    return [p if p.endswith(metric.group()) else p + metric.group() for p in parts]


_ATTRIBUTES = re.compile(
    r"(?:总投资额?|计划总?投资|投资|总规模|首期规模|规模|总额|注册资本|建筑面积|总面积|占地面积|面积|占地|总金额|金额|价值|年产值|产值|首期|总建筑面积|授信)$"
)


def _attribute(text: str, start: int, end: int) -> int:
    """Where the attribute's own name begins: 设立总规模 -> 总规模."""
    found = _ATTRIBUTES.search(text[start:end])
    return start + found.start() if found else start


def _opens_predicate(after: str) -> bool:
    """Behind the figure goes on a verb, not the thing counted: 25家纳入培育库."""
    return after[:2] in ("纳入", "用于", "支持", "开展", "进入", "列入", "投向") or after[:1] in ("，", "已", "均", "将", "为", "居", "位", "已经", "全", "并", "左", "以", "来", "后", "时", "地")


def _noun_of(text: str, start: int, end: int) -> tuple[str, int]:
    """科研用房投入使用 -> 科研用房."""
    words = text[start:end].lstrip("的")
    found = _MILESTONE.search(words)
    noun = words[: found.start()] if found and found.start() else words
    return noun, start + len(noun)


def _flow(own: str) -> tuple[str, str]:
    """The verb an indicator opens with and the rest: 新增 高新技术企业."""
    for size in (3, 2):
        if own[:size] in ("新增", "新认定", "新培育", "新建", "新获批", "净增", "新登记", "新签约", "新引进", "新设立", "新入库", "新组建") or (
            size == 2 and own[:2] in lexicon.VERBS and len(own) > 3
        ):
            verb = own[:size]
            rest = own[size:]
            while rest[:2] in lexicon.VERBS and len(rest) > 3 and rest[:2] not in _NOUN_VERBS:
                verb, rest = verb + rest[:2], rest[2:]
            return verb, rest
    return "", own


def _part(prev: _Found, own: str) -> str:
    """其中省级不少于2家 after 新增市级以上研发机构8家 -> 新增 研发机构 省级."""
    head = _QUALIFIER.sub("", prev.noun or prev.indicator)
    if _LEVEL_ONLY.match(own):
        return " ".join(w for w in (prev.verb, head, own) if w)
    if head[-2:] and own.endswith(head[-2:]):
        return f"{prev.verb} {own}".strip()
    return f"{prev.indicator} {own}"
