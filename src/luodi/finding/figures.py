"""The figures of one sentence, from left to right; later ones lean on earlier ones."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

from luodi.finding.clauses import Clause, Sentence
from luodi.finding.clock import Clock
from luodi.finding.comparators import bounded, comparator
from luodi.finding.findings import Span, Target
from luodi.finding.indicators import flow, pieces, read_left, told_in
from luodi.finding.quantities import Quantity
from luodi.finding.shapes import shape_of
from luodi.finding.terms import WINDOW, refusal
from luodi.finding.views import Memory, Shape, View

# Requests upward that nobody has granted yet (C18), by their sentence or their heading.
_REQUEST = re.compile(
    r"(?:^|[，；])(?:恳请|建议|请求|提请|申请|希望(?:省|上级|国家|市委|市政府|政府|部|科技[部厅])|请(?:省|上级|国家|市委、市政府))"
)
_REQUEST_HEAD = re.compile(r"提请|恳请|请示事项|需.{0,6}(?:协调|支持|帮助|解决)|建议|请求|请.{1,8}支持|申请")


# What may stand between the two ends of a change: 由48%[提高到]60%.
_CHANGE = re.compile(
    r"(?:以上|左右|余|多)?，?(?:逐步|大幅|稳步|快速|已|分别|再|进一步)?"
    r"(?:提高|提升|增加|增长|上升|扩大|扩展|升|增|跃升|攀升|拓展|发展|下降|降低|降|减少|压减|压缩|缩短|减|调整|变|优化|改善|回落|前移|"
    r"跃居|进位|压|缩小|涨|跌|跃|下调|上调|缩减|壮大|扩面|回升|攀|递增|递减|跨越|提速|转变|增多|扩充|延长|调增|调减)?"
    r"(?:到了|至了|到|至|为|成)(?:不低于|不少于|超过|约|近|不超过|不足)?"
)
_FROM = re.compile(r"(?:由|从)(?P<of>[^，。；、\d]{0,14}(?:20\d\d年(?:度|底|末)?的?)?[^，。；、\d]{0,8})$")
_NO_CHANGE = re.compile(
    r"权重|扣分|分值|加分|(?:补助|补贴|奖励|资助|奖补|补偿|贴息)(?:标准|比例|额度|金额)|上限|单户|单个|利率|完成时限|最高"
)
_TAIL_END = re.compile(
    r"[，。；：、！？\n]|[（(](?!套）)|(?:以)?(?:用于|来自|由|按|为|较|比|同比|环比|并|在(?!孵|建|研)|与|占|于)"
)
_AREA = re.compile(r"(?:在)?(?:全[国省市县区州]|我[省市县区])(?:的)?$")
_BODIES = re.compile(r"[一-龥]{2,6}?(?:县|区|市|州|盟|旗)(?:、[一-龥]{2,6}?(?:县|区|市|州|盟|旗))+")
_NET = re.compile(r"净增加?(?=[^，。；\d]{2})")
_ONLY_COMPARED = re.compile(r"同比|环比|(?:较|比)(?:上年|去年|上年同期|去年同期|年初)")
_COMMON_METRIC = re.compile(r"(?:总数|数量|占比|比重|总量|增速|覆盖率|家数|得分)$")


# Words that stand before a figure and name nothing.
_NOTHING = frozenset(
    [
        "我们",
        "他们",
        "她们",
        "它们",
        "咱们",
        "大家",
        "有人",
        "我看",
        "主要",
        "拿出",
        "大约",
        "大致",
        "之间",
        "其中",
        "另有",
        "大约需要",
        "一般",
        "介于",
        "依次",
        "想招",
    ]
)
# The most figures that share their words: A、B、C分别达到a、b、c.
MOST_SHARED = 12
_AT_LEAST = re.compile(r"(?:至少|不少于|不低于)[^，。；、]*$")
_LONGEST_QUOTE = 400  # the words that a figure leans on may stand so far before it


class SentenceFigures:
    """Reads the figures of one sentence; later ones lean on earlier ones."""

    def __init__(
        self, text: str, sentence: Sentence, figures: list[Quantity], clock: Clock, part: int
    ) -> None:
        self.text, self.sentence, self.figures, self.clock, self.part = text, sentence, figures, clock, part
        self.passage = clock.passage
        self.memory = Memory()
        self.index = 0

    def targets(self) -> list[Target]:
        found: list[Target] = []
        asked = _REQUEST.search(self.text[self.sentence.start : self.sentence.end]) or any(
            _REQUEST_HEAD.search(heading) for heading in self.passage.path[-1:]
        )
        waiting = self.figures[::-1]
        for index, clause in enumerate(self.sentence.clauses):
            self.index = index
            own = []
            while waiting and waiting[-1].start < clause.end:
                q = waiting.pop()
                if q.end <= clause.end + 1:
                    own.append(q)
            self.clock.hear(clause.start, clause.end)
            self.clock.hear_dates(clause, self.index == 0)
            self.memory.cuts = []
            if own:
                self.memory.counting.add(index)
            if own and not asked:
                found.extend(self._clause(clause, own))
            if clause.mark == "；":
                self.clock.next_part()
                self.memory.counted = None
                self.part += 1
        return found

    def _gone(self, left: int, q: Quantity) -> list[Span]:
        """Dates and named sets between `left` and a figure: no part of its indicator."""
        dated = self.clock.dated
        if dated:
            dated = dated[bisect_left(dated, (left,)) : bisect_left(dated, (q.end,))]
        return dated + self.memory.cuts

    def _clause(self, clause: Clause, figures: list[Quantity]) -> list[Target]:
        text = self.text
        found: list[Target] = []
        left, at = clause.start, 0
        while at < len(figures):
            q = figures[at]
            left = max(left, q.start - WINDOW)
            after = figures[at + 1] if at + 1 < len(figures) else None
            stop = self._change(q, after, left)
            if stop is not None and after is not None:
                right = figures[at + 2].start if at + 2 < len(figures) else after.end
                target = self._target(clause, after, left, right, q, stop)
                found.extend([target] if target else [])
                at, left = at + 2, after.end
                continue
            rule = refusal(text, self.sentence, clause, q)
            if rule is not None:
                if rule.cut and after is not None:
                    self.memory.cuts = [*self.memory.cuts[-8:], (q.start, q.end)]
                elif q.kind != "time" and text[q.end : q.end + 1] in ("、", "，"):
                    left = q.end + 1
                at += 1
                continue
            group, taken = self._group(figures[at : at + MOST_SHARED], left)
            if group:
                found.extend(group)
                at, left = at + taken, figures[at + taken - 1].end
                continue
            target = self._target(clause, q, left, after.start if after else clause.end, following=after)
            if target:
                found.append(target)
                left = q.end
                if target.why == "a set that is counted":
                    left = target.span[1] + (text[target.span[1] : target.span[1] + 1] == "中")
            at += 1
        return found

    def _change(self, q: Quantity, after: Quantity | None, left: int) -> int | None:
        """由A提高到B: where the indicator ends, if q is such an A."""
        if after is None or (q.kind == "time" and q.unit in ("年", "月", "日")):
            return None
        before = self.text[left : q.start]
        source = _FROM.search(before)
        if not source or _NO_CHANGE.search(before):
            return None
        between = self.text[q.end : after.start].strip()
        return left + source.start() if _CHANGE.fullmatch(between) else None

    # ---- one figure, or several that share their words -----------------------------------------

    def _target(
        self,
        clause: Clause,
        q: Quantity,
        left: int,
        right: int,
        baseline: Quantity | None = None,
        stop: int | None = None,
        following: Quantity | None = None,
    ) -> Target | None:
        """The target that `q` makes, if it has an indicator. `stop` ends a change's indicator."""
        text = self.text
        figure = q.start if stop is None else stop
        gone = self._gone(left, q)
        if q.kind in ("rank", "top") and stop is None:
            area = _AREA.search(text[left:figure])
            figure = left + area.start() if area else figure
        reading = read_left(text, left, figure, gone)
        if stop is not None:
            level = read_left(text, stop, q.start, gone)
            reading.roles, reading.words = level.roles, level.words
        owners = told_in(text, reading, gone, changed=stop is not None)
        net = _NET.match(text, reading.start, reading.end) if stop is None else None
        if net:
            reading.start = net.end()
        if q.kind == "top" and not reading.words:
            return None
        joined = text[left : left + 1] in ("、", "和", "与", "及") and left > clause.start
        end = _TAIL_END.search(text, q.end, right)
        view = View(
            text,
            self.sentence,
            clause,
            self.index,
            following,
            q,
            reading,
            (q.end, end.start() if end else right),
            joined,
            stop is not None,
            gone,
            self.memory,
        )
        shape = shape_of(view)
        if shape is None or len(shape.indicator) < 2 or shape.indicator in _NOTHING:
            return None
        said, sign = comparator(text, reading, q, change=stop is not None)
        if net or (shape.verb == "净增" and shape.why == "shared verb"):
            said = "+"  # 净增高新技术企业60家 is growth, and so is what 、 joins to it
            shape.indicator, shape.verb = shape.indicator.removeprefix("净增 "), "净增"
            shape.start = shape.anchor = net.start() if net else shape.start
        if said == "=" and stop is None and _AT_LEAST.search(text, left, q.start):
            said = ">="
        if said == ">=" and shape.verb == "突破":
            said = q.bound or "="  # 突破50项技术: no bound, but what is done
        if shape.end - shape.start > _LONGEST_QUOTE:
            shape.start = shape.anchor = min(left, q.start)
        shape.kind = q.kind
        self._remember(shape)
        return self._made(shape, q, said, sign, baseline, owners)

    def _remember(self, shape: Shape) -> None:
        self.memory.prev = replace(shape, start=shape.anchor)
        if shape.indicator not in self.memory.known:
            self.memory.known.add(shape.indicator)
            self.memory.named.append(shape.indicator)

    def _made(
        self,
        shape: Shape,
        q: Quantity,
        said: str,
        sign: int,
        baseline: Quantity | None = None,
        owners: tuple[str, ...] = (),
    ) -> Target:
        fact = self.clock.is_fact(q.vague)
        if q.upper is not None and said == "=" and not fact:
            said = ">="  # 8—10家: at least eight
        return Target(
            shape.indicator,
            -q.value if sign < 0 and said == "+" else q.value,
            q.unit,
            said,
            fact,
            (shape.start, shape.end),
            baseline.value if baseline and baseline.unit == q.unit else None,
            self.clock.measured() if fact else self.clock.due_by(self.part),
            q.upper,
            owners or self.passage.duty.owners,
            shape.why,
        )

    def _group(self, figures: list[Quantity], left: int) -> tuple[list[Target], int]:
        """Figures that share their words, and how many of them were taken."""
        each = self._each(figures[0], left)
        if each:
            return each, 1
        respective = self._respective(figures, left)
        return respective, len(respective)

    def _each(self, q: Quantity, left: int) -> list[Target]:
        """新建院士专家工作站、博士后科研工作站各3个: the figure holds for each of a row."""
        text = self.text
        if text[q.start - 1 : q.start] != "各" or "、" not in text[left : q.start]:
            return []
        reading = read_left(text, left, q.start, self._gone(left, q))
        names = text[reading.start : reading.end].split("、")
        if len(names) < 2 or not all(names):
            return []
        verb, _ = flow(names[0])
        said, sign = comparator(text, reading, q)
        rows = [names[0], *(f"{verb} {name}".strip() for name in names[1:])]
        return [
            self._made(Shape(name, reading.start, q.end, "figure for each"), q, said, sign) for name in rows
        ]

    def _respective(self, figures: list[Quantity], left: int) -> list[Target]:
        """A、B、C分别达到a、b、c."""
        text, q = self.text, figures[0]
        spot = text.rfind("分别", left, q.start)
        run = [q]
        for other in figures[1:] if spot != -1 else ():
            if not re.fullmatch(r"、|和|及|以及|与|，", text[run[-1].end : other.start]):
                break
            run.append(other)
        if len(run) < 2:
            return []
        gone = self._gone(left, q)
        reading = read_left(text, left, q.start, gone)
        words = pieces(text, reading.start, spot if reading.start < spot else reading.end, gone)
        if _ONLY_COMPARED.fullmatch(words):
            words, reading.end = "", reading.start  # 同比分别增长: of what was named before
        names = self._names(words, left, len(run))
        if names is None:
            return []
        said, sign = comparator(text, reading, q)
        start = reading.start
        if reading.bare:
            start = self.memory.prev.start if self.memory.prev else q.start
        years = re.findall(r"20\d\d(?=年)", text[left:spot])
        found = []
        for index, one in enumerate(run):
            shape = Shape(names[index], start, one.end, "respective figures")
            target = self._made(shape, one, bounded(said, one.bound or run[-1].bound), sign)
            found.append(replace(target, due=years[index]) if len(years) == len(run) else target)
        self._remember(
            Shape(
                words or names[-1], start, run[-1].end, "respective figures", anchor=start, clause=self.index
            )
        )
        return found

    def _names(self, words: str, left: int, count: int) -> list[str] | None:
        """The names that respective figures belong to: in the words, before them, or the last ones."""
        if not words:
            return self.memory.named[-count:] if len(self.memory.named) >= count else None
        parts = [p for p in re.split(r"、|和|以及|及|与", words) if p]
        if len(parts) == count:
            metric = _COMMON_METRIC.search(parts[-1])
            return [p if not metric or p.endswith(metric.group()) else p + metric.group() for p in parts]
        rest = re.sub(r"^[两三四五六七八九十\d]+(?:个)?(?:县|区|市|家|地)(?:区)?", "", words)
        for row in reversed(_BODIES.findall(self.text[self.sentence.start : left + 24])):
            bodies = row.split("、")
            if len(bodies) == count:
                return [f"{body} {rest}".strip() for body in bodies]
        return [words] * count
