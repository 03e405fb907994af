"""What is said of one firm: verdict, scores, every demand with its reason and what it still lacks, in Chinese.

Figures are rounded here and only here, for reading; nothing printed is ever compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Literal

from luodi.standards import expression as ex
from luodi.standards.judging import SIDES, Bounds, Firm, Judge, firm, row
from luodi.standards.spec import Banded, Best, Cased, Clause, Condition, Graded, Input, Item, Standard, Total

Verdict = Literal["pass", "fail", "unknown", "conflict", "undecided"]
WORDS: dict[str, str] = {
    "pass": "符合",
    "fail": "不符合",
    "unknown": "缺数据，无法判断",
    "conflict": "数据来源矛盾，待核",
    "undecided": "待专家评分",
}
OPS = {">=": "≥", ">": "＞", "<=": "≤", "<": "＜", "==": "＝"}


@dataclass(frozen=True, slots=True)
class Lack:
    """What is short: how much of which figure, in the unit people use. `over`: too much, not too little."""

    amount: Fraction
    unit: str
    input: str
    words: str
    back: int = 0
    over: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence, whether it holds, and what it rests on."""

    text: str
    met: bool | None
    children: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One demand: met, not met, or open, and why; what is lacking; by which way round it was waived."""

    code: str
    label: str
    met: bool | None
    why: str
    clause: Clause
    lacks: tuple[Lack, ...] = ()
    waived: str = ""
    applies: bool = True
    missing: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    review: bool = False


@dataclass(slots=True)
class Judgement:
    """The answer for one firm. `scores` and `total` are least and most points; `facts` as the standard names
    them; `missing`, `conflicts` and `assumed` are labels of figures."""

    standard: Standard
    verdict: Verdict
    route: str
    total: Bounds | None
    scores: dict[str, Bounds]
    groups: dict[str, Bounds]
    conditions: list[Finding]
    facts: dict[str, Fraction | str | None] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    reasons: tuple[Reason, ...] = ()

    @property
    def words(self) -> str:
        return self.standard.verdict_words.get(self.verdict) or WORDS[self.verdict]

    @property
    def failed(self) -> list[str]:
        """Codes of the demands not met."""
        listed = {c.code for c in self.standard.conditions if c.listed}
        return [c.code for c in self.conditions if c.met is False and c.code in listed]


def judge(standard: Standard, figures: Mapping[str, Any], *, conflicts: Iterable[str] = ()) -> Judgement:
    """A firm by the inputs' own names. Raises FigureError, naming every figure that cannot be used."""
    return judgement(standard, firm(standard, figures, conflicts))


def judge_row(standard: Standard, record: Mapping[str, Any]) -> Judgement:
    """A firm by a row of the firm table in its stored form."""
    return judgement(standard, row(standard, record))


def judgement(standard: Standard, figures: Firm) -> Judgement:
    """Everything about one firm under one standard."""
    at = Judge(standard, figures)
    say = Saying(at)
    found = [say.finding(c) for c in standard.conditions]
    if standard.refuses:
        verdict: Verdict = "unknown"
    else:
        verdict = _verdict(at, found)
    open_ones = [c for c in standard.conditions if at.open(c)] if verdict in ("unknown", "conflict") else []
    lost = dict.fromkeys(spot for c in open_ones for spot in at.missing(c))
    return Judgement(
        standard=standard,
        verdict=verdict,
        route=next((name for name, when in standard.routes if at.truth(when, "worst")), standard.route),
        total=at.points(standard.total) if standard.total else None,
        scores={i.name: at.points(i.name) for i in standard.items if i.shown},
        groups={n: _together(at, of) for n, of in standard.groups.items()},
        conditions=found,
        facts=dict(say.facts()),
        missing=[say.name(n, b) for n, b in lost if n not in figures.conflicts],
        conflicts=[say.name(n, b) for n, b in lost if n in figures.conflicts],
        assumed=[
            f"{standard.inputs[n].label}：{_plain(standard.inputs[n].absent)}（推定，{standard.inputs[n].why_absent}）"
            for n in dict.fromkeys(figures.assumed)
        ]
        + [f"{say.name(n, b)}：没有填，需要它的说法按没有提出处理" for n, b in at.unclaimed()],
        remarks=[*([standard.refuses] if standard.refuses else []), *say.remarks()],
        reasons=tuple(say.tree(c, f) for c, f in zip(standard.conditions, found, strict=True)),
    )


def _verdict(at: Judge, found: list[Finding]) -> Verdict:
    if any(f.met is False for f in found):
        return "fail"
    if all(f.met for f in found):
        return "pass"
    open_ones = [c for c in at.standard.conditions if at.open(c)]
    if not open_ones:
        return "undecided"
    lost = {name for c in open_ones for name, _back in at.missing(c)}
    return "conflict" if lost & at.firm.conflicts else "unknown"


def _together(at: Judge, of: tuple[str, ...]) -> Bounds:
    ends = []
    for end in (0, 1):
        parts = [at.points(n)[end] for n in of]
        ends.append(None if None in parts else sum(p for p in parts if p is not None))
    return ends[0], ends[1]


class Saying:
    """Chinese for what a judge finds."""

    def __init__(self, at: Judge) -> None:
        self.at, self.standard = at, at.standard
        self.items = {i.name: i for i in at.standard.items}

    # ---- demands --------------------------------------------------------------------------------------

    def finding(self, condition: Condition) -> Finding:
        at = self.at
        met = at.met(condition)
        waived = next(
            (
                a
                for a in self.standard.alternatives
                if a.name in condition.waived and at.truth(a.truth, "worst")
            ),
            None,
        )
        own = at.truth(condition.truth, "worst")
        applies = condition.only_if is None or at.truth(condition.only_if, "best") is not False
        lacks = () if met else tuple(_worst(self.lacks(condition.truth)))
        why = self.truth(condition.truth)
        if met and not own and waived:
            why = f"{waived.label}，本条不再要求（{why}）"
        elif not applies:
            why = f"不适用本条（{why}）"
        lost = () if met is not None else tuple(self.name(n, b) for n, b in at.missing(condition))
        return Finding(
            condition.code,
            condition.label,
            met,
            why,
            condition.clause,
            lacks,
            waived.name if waived and not own else "",
            applies,
            lost,
            condition.also,
            condition.review,
        )

    def tree(self, condition: Condition, found: Finding) -> Reason:
        """The demand, what its words say of the firm, the items it counts."""
        mark = {True: "达到", False: "未达到", None: "待定"}[found.met]
        children = [Reason(found.why, found.met)]
        children += [self.item(self.items[name]) for name in dict.fromkeys(_scores(condition.truth))]
        children += [Reason(f"还缺：{lack.words}", None) for lack in found.lacks]
        return Reason(f"{found.label}：{mark}（{found.clause.article}）", found.met, tuple(children))

    def item(self, item: Item) -> Reason:
        points = self.at.points(item.name)
        below: tuple[Reason, ...] = ()
        words = f"{item.label} {bounds(points)}分（满分{item.most}）"
        match item.rule:
            case Best(of) | Total(of):
                below = tuple(self.item(self.items[n]) for n in of)
            case Banded(measure=measure):
                below = (Reason(self.measure(measure), None),)
            case Cased(cases=cases):
                held = next((when for when, _p in cases if self.at.truth(when, "worst")), None)
                below = (Reason(self.truth(held) if held else "各档条件均未达到", None),)
        return Reason(words, None, below)

    # ---- words ----------------------------------------------------------------------------------------

    def spec(self, name: str) -> Input:
        return self.standard.inputs[name]

    def name(self, name: str, back: int = 0) -> str:
        spec = self.spec(name)
        if spec.series == "years":
            return spec.label + ("（最近一年）" if back == 0 else f"（前{back}年）")
        return spec.label if not spec.series else f"{spec.label}（第{len(spec.columns) - back}项）"

    def value(self, name: str, back: int = 0) -> str:
        found = self.at.figure(name, back)
        spec = self.spec(name)
        if found is None:
            return "缺" if name not in self.at.firm.conflicts else "来源矛盾"
        return f"{plain(found)}{spec.unit}" if isinstance(found, Fraction) else str(found)

    def number(self, tree: ex.Num) -> str:
        """A number with its name and value: 研发费用580万元."""
        match tree:
            case ex.Number(value):
                return plain(value)
            case ex.Figure(name, back):
                return f"{self.name(name, back)}{self.value(name, back)}"
            case ex.SeriesSum(name):
                whole = self.at.number(tree, "worst")
                said = "缺" if whole is None else f"{plain(whole)}{self.spec(name).unit}"
                return f"{self.spec(name).label}{self.at.years(name)}年合计{said}"
            case ex.Years(name):
                return f"经营会计年度{self.at.years(name)}年"
            case ex.Score(name):
                return f"{self.items[name].label}{bounds(self.at.points(name))}分"
            case ex.Sum(terms):
                return "、".join(self.number(t) for t in terms)
            case ex.Scaled(by, of):
                return self.number(of) if by == -1 else f"{plain(by)}×{self.number(of)}"
            case ex.Least(of) | ex.Greatest(of):
                return ("、".join(self.number(t) for t in of)) + (
                    "中较小" if isinstance(tree, ex.Least) else "中较大"
                )
            case ex.Pick():
                picked = self.at.number(tree, "worst")
                return "待定" if picked is None else percent(picked) if 0 < picked < 1 else plain(picked)

    def measure(self, tree: ex.Measure, edge: Fraction | None = None) -> str:
        """A measure with its value; beside an edge with as many decimals as show on which side it is."""
        if isinstance(tree, ex.Ratio):
            rate = self.at.rate(tree, "worst")
            units = {self.spec(n).unit for n, _back in (_leading(tree.over), _leading(tree.under)) if n}
            share = len(units) < 2  # 项 a year is no share
            result = "缺数据" if rate is None else "无法计算"
            if isinstance(rate, Fraction):
                result = percent(rate, edge) if share else plain(rate)
            return f"{self.number(tree.over)} ÷ {self.number(tree.under)} = {result}"
        if isinstance(tree, ex.Growth):
            rate = self.at.growth(tree)
            names = {
                "hnte": "平均增长率",
                "mean": "两年平均增长率",
                "cagr": "两年复合增长率",
                "last": "增长率",
            }
            if tree.form == "cagr" and isinstance(rate, Fraction) and rate >= 0:
                root = Decimal(rate.numerator) / Decimal(rate.denominator)
                near = (1 + edge) ** 2 != rate if edge is not None else False
                yearly = percent(Fraction(root.sqrt() - 1), beside=edge if near else None)
                return f"{self.spec(tree.input).label}{names[tree.form]}约{yearly}"
            said = "无法计算（基数为零或负）" if rate == "none" else "缺数据"
            if isinstance(rate, Fraction):
                said = "无法计算（最近一年为负）" if tree.form == "cagr" else percent(rate, edge)
            return f"{self.spec(tree.input).label}{names[tree.form]}{said}"
        return self.number(tree)

    def truth(self, tree: ex.Truth) -> str:
        match tree:
            case ex.Compare(left, op, right):
                rate = isinstance(left, ex.Ratio | ex.Growth)
                value = self.at.number(right, "worst")
                edge = "待定" if value is None else percent(value) if rate else self.edge(left, value)
                said = self.measure(left, value if rate else None)
                held = self.at.truth(tree, "worst")
                sign = (
                    OPS[op]
                    if held or held is None
                    else {">=": "＜", ">": "≤", "<=": "＞", "<": "≥", "==": "≠"}[op]
                )
                if held is None or (held is False and self.at.truth(tree, "best")):
                    return f"{said}，要求{OPS[op]}{edge}"
                return f"{said} {sign} {edge}"
            case ex.Flag(name):
                found = self.at.figure(name)
                return f"{self.spec(name).label}：{'缺' if found is None else '是' if found else '否'}"
            case ex.OneOf(name, words):
                return f"{self.spec(name).label}为{self.value(name)}，要求 {'、'.join(words)}"
            case ex.Given(name, back):
                return f"{self.name(name, back)}{'已填' if self.at.truth(tree, 'worst') else '未填'}"
            case ex.All(of):
                return "；".join(self.truth(t) for t in of)
            case ex.Any(of):
                first = next((t for t in of if self.at.truth(t, "worst")), None)
                return self.truth(first) if first is not None else "，或".join(self.truth(t) for t in of)
            case ex.Not(of):
                return self.truth(of)

    def edge(self, left: ex.Measure, value: Fraction) -> str:
        unit = ""
        if isinstance(left, ex.Figure | ex.SeriesSum):
            unit = self.spec(left.input).unit
        elif isinstance(left, ex.Score):
            unit = "分"
        return f"{plain(value)}{unit}"

    # ---- what is lacking ------------------------------------------------------------------------------

    def lacks(self, tree: ex.Truth) -> Iterator[Lack]:
        """What would have to be more (or less) for the demand to hold, figure by figure."""
        if self.at.truth(tree, "worst"):
            return
        match tree:
            case ex.All(of):
                for part in of:
                    yield from self.lacks(part)
            case ex.Any(of):
                yield from self._either(of)
            case ex.Compare():
                yield from self._short(tree)
            case _:
                return

    def _either(self, of: tuple[ex.Truth, ...]) -> Iterator[Lack]:
        """What each way lacks, the second and further introduced by 或. A way barred by something no amount
        mends (it is for re-checks only) or by being too large for it (a smaller firm's rule) is none."""
        ways = [(way, tuple(self.lacks(way))) for way in of]
        kept = [lacks for way, lacks in ways if lacks and not self._barred(way)]
        kept = [lacks for lacks in kept if not any(k.over for k in lacks)] or kept
        for number, lacks in enumerate(kept):
            yield from (replace(k, words=f"或{k.words}") if number else k for k in lacks)

    def _barred(self, way: ex.Truth) -> bool:
        parts = way.of if isinstance(way, ex.All) else (way,)
        return any(
            isinstance(p, ex.Flag | ex.OneOf | ex.Not) and self.at.truth(p, "best") is False for p in parts
        )

    def _short(self, tree: ex.Compare) -> Iterator[Lack]:
        right = self.at.number(tree.right, "worst")
        more = tree.op in (">=", ">")
        if right is None or tree.op == "==":
            return
        if isinstance(tree.left, ex.Ratio):
            over, under = self.at.number(tree.left.over, "worst"), self.at.number(tree.left.under, "worst")
            if over is not None and under is not None and under > 0:
                yield from self._told(tree.left.over, right * under - over, more, tree.op)
        elif isinstance(tree.left, ex.Growth):
            need = self._growth_needs(tree.left, right)
            have = self.at.figure(tree.left.input)
            if need is not None and have is not None:
                yield from self._told(ex.Figure(tree.left.input), need - have, more, tree.op)
        elif isinstance(tree.left, ex.Score):
            low, _high = self.at.points(tree.left.name)
            if low is not None:
                short = right - low + (1 if tree.op == ">" else 0)
                label = self.items[tree.left.name].label
                yield Lack(
                    short,
                    "分",
                    "",
                    f"{label}还差{plain(short)}分（现为{bounds(self.at.points(tree.left.name))}分）",
                )
        else:
            have = self.at.number(tree.left, "worst")
            if have is not None:
                yield from self._told(tree.left, right - have, more, tree.op)

    def _growth_needs(self, tree: ex.Growth, rate: Fraction) -> Fraction | None:
        """The newest year's figure that gives the growth asked for."""
        y2, y1 = self.at.figure(tree.input, 1), self.at.figure(tree.input, 2)
        if tree.form == "cagr":
            return None if y1 is None or y1 <= 0 else y1 * (1 + rate) ** 2
        if y2 is None or y2 <= 0:
            return None
        short = tree.form == "last" or (
            tree.form == "hnte" and (self.at.years(tree.input) <= 2 or (y1 or 0) <= 0)
        )
        if short:
            return Fraction(y2 * (1 + rate))
        return None if y1 is None or y1 <= 0 else Fraction(y2 * (2 * (1 + rate) - y2 / y1))

    def _told(self, of: ex.Num, short: Fraction, more: bool, op: str) -> Iterator[Lack]:
        name, back = _leading(of)
        spec = self.spec(name) if name else None
        amount = short if more else -short
        unit = spec.unit if spec else ""
        if spec is not None and spec.kind == "count":
            whole = -(-amount.numerator // amount.denominator)
            amount = Fraction(whole + (1 if op in (">", "<") and amount.denominator == 1 else 0))
        if amount < 0 or spec is None:
            return
        label = spec.label if isinstance(of, ex.SeriesSum) else self.name(name, back)
        words = f"{label}{'还差' if more else '超出'}{plain(amount)}{unit}"
        if op in (">", "<") and spec.kind != "count":
            words += "以上"
        yield Lack(amount, unit, name, words, back, not more)

    # ---- facts and remarks ----------------------------------------------------------------------------

    def facts(self) -> Iterator[tuple[str, Fraction | str | None]]:
        for fact in self.standard.facts:
            if fact.kind == "rule" and isinstance(fact.of, ex.Growth):
                yield fact.name, self.at.growth_rule(fact.of.input)
            elif fact.kind == "word":
                yield fact.name, self._word(fact.cases, fact.otherwise)
            elif fact.of is not None:
                rate = self.at.rate(fact.of, "worst")
                known = rate if isinstance(rate, Fraction) else None
                yield fact.name, known * 100 if known is not None and fact.kind == "percent" else known

    def _word(self, cases: tuple[tuple[ex.Truth, str], ...], otherwise: str) -> str | None:
        for when, word in cases:
            holds = self.at.truth(when, "worst")
            if holds is None:
                return None
            if holds:
                return word
        return otherwise

    def remarks(self) -> Iterator[str]:
        """What a reviewer must look at: bases below zero, experts' points outside their band."""
        series = {f.of.input for f in self.standard.facts if isinstance(f.of, ex.Growth)}
        for name in sorted(series):
            for back in (1, 2):
                base = self.at.figure(name, back)
                if base is not None and back < self.at.years(name) and base < 0:
                    yield f"{self.name(name, back)}为负（{plain(base)}），按0计算增长率，请人工复核"
        for item in self.standard.items:
            rule = item.rule
            if isinstance(rule, Graded):
                own = self.at.figure(rule.input, rule.back)
                low, high = self.at.points(item.name)
                if own is not None and own not in rule.grades and (own != low or own != high):
                    usable = "、".join([*rule.grades, f"0～{rule.most}的整数"])
                    yield f"{item.label}：专家评分“{_said(own)}”不能用（可用：{usable}），按未评分计"
            if isinstance(rule, Banded | Cased) and rule.given:
                own = self.at.figure(rule.given, rule.given_back)
                if own is not None and self.at.points(item.name) != (own, own):
                    yield f"{item.label}：专家给的{_said(own)}分不在应得档内，按档计{bounds(self.at.points(item.name))}分"


def _said(own: object) -> str:
    """What an expert gave: points or a letter."""
    return plain(own) if isinstance(own, Fraction) else str(own)


def _leading(tree: ex.Num) -> tuple[str, int]:
    """The figure a number is mainly about, for saying what to add to."""
    match tree:
        case ex.Figure(name, back):
            return name, back
        case ex.SeriesSum(name):
            return name, 0
        case ex.Sum(terms):
            return _leading(terms[0])
        case ex.Scaled(_, of):
            return _leading(of)
        case _:
            return "", 0


def _worst(lacks: Iterable[Lack]) -> Iterator[Lack]:
    """Of several amounts lacking of one figure, as for 100万元 and 3%, the largest."""
    kept: dict[tuple[str, int, bool, bool], Lack] = {}
    for lack in lacks:
        key = lack.input, lack.back, lack.over, lack.words.startswith("或")
        if not lack.input or key not in kept or kept[key].amount < lack.amount:
            kept[key if lack.input else (lack.words, 0, False, False)] = lack
    yield from kept.values()


def _scores(tree: ex.Truth) -> Iterator[str]:
    match tree:
        case ex.Compare(left=ex.Score(name)):
            yield name
        case ex.All(of) | ex.Any(of):
            for part in of:
                yield from _scores(part)
        case ex.Not(of):
            yield from _scores(of)


def plain(value: Fraction | int) -> str:
    """A number for reading: no more than four decimals, thousands ungrouped.

    >>> plain(Fraction(5, 2)), plain(Fraction(1, 3)), plain(Fraction(20000))
    ('2.5', '0.3333', '20000')
    """
    return _rounded(Fraction(value), 4)


def percent(value: Fraction, beside: Fraction | None = None) -> str:
    """A share for reading, two decimals; more where two would make it the edge it is beside.

    >>> percent(Fraction(523, 10000)), percent(Fraction(29997, 1000000), beside=Fraction(3, 100))
    ('5.23%', '2.9997%')
    """
    said = _rounded(value * 100, 2)
    for places in range(3, 9):
        if beside is None or value == beside or said != _rounded(beside * 100, 2):
            break
        said = _rounded(value * 100, places)
    return said + "%"


def _rounded(value: Fraction, places: int) -> str:
    number = Decimal(value.numerator) / Decimal(value.denominator)
    text = str(number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(
        "-0", "0", 1 if float(text) == 0 else 0
    )


def bounds(points: Bounds) -> str:
    """Points for reading: 20, or 73～88 where experts choose."""
    low, high = points
    if low is None or high is None:
        return "待定"
    return str(low) if low == high else f"{low}～{high}"


def _plain(value: object) -> str:
    return {True: "是", False: "否"}.get(value, str(value)) if isinstance(value, bool) else str(value)


__all__ = ["SIDES", "WORDS", "Finding", "Judgement", "Lack", "Reason", "judge", "judge_row"]
