"""What is said of one firm: verdict, scores, every demand with its reason and what it still lacks, in Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from luodi.standards import expression as ex
from luodi.standards.firms import Firm, firm, row
from luodi.standards.judging import Bounds, Judge
from luodi.standards.lacking import Lack, Lacking, largest
from luodi.standards.saying import Saying
from luodi.standards.spec import Banded, Best, Cased, Clause, Condition, Graded, Item, Standard, Total
from luodi.standards.words import bounds, plain

Verdict = Literal["pass", "fail", "unknown", "conflict", "undecided"]
WORDS: dict[str, str] = {
    "pass": "符合",
    "fail": "不符合",
    "unknown": "缺数据，无法判断",
    "conflict": "数据来源矛盾，待核",
    "undecided": "待专家评分",
}


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
    told = _Account(at)
    say = told.say
    found = [told.finding(c) for c in standard.conditions]
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
        facts=dict(told.facts()),
        missing=[say.name(n, b) for n, b in lost if n not in figures.conflicts],
        conflicts=[say.name(n, b) for n, b in lost if n in figures.conflicts],
        assumed=[
            f"{standard.inputs[n].label}：{_plain(standard.inputs[n].absent)}（推定，{standard.inputs[n].why_absent}）"
            for n in dict.fromkeys(figures.assumed)
        ]
        + [f"{say.name(n, b)}：没有填，需要它的说法按没有提出处理" for n, b in at.unclaimed()],
        remarks=[*([standard.refuses] if standard.refuses else []), *told.remarks()],
        reasons=tuple(told.tree(c, f) for c, f in zip(standard.conditions, found, strict=True)),
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


class _Account:
    """One judge's findings, demand by demand, with facts and remarks."""

    def __init__(self, at: Judge) -> None:
        self.at, self.standard, self.say = at, at.standard, Saying(at)

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
        lacks = () if met else tuple(largest(Lacking(self.say).of(condition.truth)))
        why = self.say.truth(condition.truth)
        if met and not own and waived:
            why = f"{waived.label}，本条不再要求（{why}）"
        elif not applies:
            why = f"不适用本条（{why}）"
        lost = () if met is not None else tuple(self.say.name(n, b) for n, b in at.missing(condition))
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
        children += [self.item(self.say.items[name]) for name in dict.fromkeys(_scores(condition.truth))]
        children += [Reason(f"还缺：{lack.words}", None) for lack in found.lacks]
        return Reason(f"{found.label}：{mark}（{found.clause.article}）", found.met, tuple(children))

    def item(self, item: Item) -> Reason:
        points = self.at.points(item.name)
        below: tuple[Reason, ...] = ()
        words = f"{item.label} {bounds(points)}分（满分{item.most}）"
        match item.rule:
            case Best(of) | Total(of):
                below = tuple(self.item(self.say.items[n]) for n in of)
            case Banded(measure=measure):
                below = (Reason(self.say.measure(measure), None),)
            case Cased(cases=cases):
                held = next((when for when, _p in cases if self.at.truth(when, "worst")), None)
                below = (Reason(self.say.truth(held) if held else "各档条件均未达到", None),)
        return Reason(words, None, below)

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
                    yield f"{self.say.name(name, back)}为负（{plain(base)}），按0计算增长率，请人工复核"
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


def _scores(tree: ex.Truth) -> Iterator[str]:
    match tree:
        case ex.Compare(left=ex.Score(name)):
            yield name
        case ex.All(of) | ex.Any(of):
            for part in of:
                yield from _scores(part)
        case ex.Not(of):
            yield from _scores(of)


def _plain(value: object) -> str:
    return {True: "是", False: "否"}.get(value, str(value)) if isinstance(value, bool) else str(value)


__all__ = ["WORDS", "Finding", "Judgement", "Lack", "Reason", "judge", "judge_row"]
