"""A standard in words: what an official reads to check that the program has it right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from luodi.standards import expression as ex
from luodi.standards.catalogue import span
from luodi.standards.saying import OPS
from luodi.standards.spec import (
    Band,
    Banded,
    Best,
    Cased,
    Clause,
    Computed,
    Condition,
    Graded,
    Item,
    Points,
    Standard,
    Total,
)
from luodi.standards.words import percent, plain

SURE = {"S": "已对照出处", "M+": "把握高", "M": "把握中等", "M-": "把握低"}
GROWTH = {"hnte": "近三年平均增长率", "mean": "两年平均增长率", "cagr": "两年复合增长率", "last": "增长率"}


def told(standard: Standard) -> str:
    """The whole standard as text."""
    return "\n".join(_lines(standard))


def _lines(s: Standard) -> Iterator[str]:
    yield f"{s.title}（{s.key}）"
    yield f"{s.document}　{s.issuer}　{span(s)}"
    if s.refuses:
        yield f"未启用：{s.refuses}"
    yield from _part("条件（全部满足）", (_condition(s, c) for c in s.conditions))
    yield from _part("替代条件", (f"{a.label}：{truth(s, a.truth)}{_cite(a.clause)}" for a in s.alternatives))
    yield from _part("评分", (line for item in s.items for line in _item(s, item)))
    yield from _part("所用指标", (_input(s, name) for name in s.inputs))
    yield from _part("解释和取舍", s.parameters.values())
    yield from _part("说明", s.remarks)


def _part(title: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield ""
        yield title
        yield from (f"  {line}" for line in found)


def _cite(clause: Clause) -> str:
    return f"〔{clause.article}，{SURE[clause.confidence]}{'，' + clause.source if clause.source else ''}〕"


def _condition(s: Standard, c: Condition) -> str:
    words = f"{c.code} {c.label}：{truth(s, c.truth)}"
    if c.only_if is not None:
        words += f"；仅当 {truth(s, c.only_if)}"
    if c.waived:
        labels = [a.label for a in s.alternatives if a.name in c.waived]
        words += f"；{'、'.join(labels)}时不要求"
    return words + _cite(c.clause)


def _input(s: Standard, name: str) -> str:
    spec = s.inputs[name]
    about = "，".join(x for x in (spec.unit, spec.period, spec.caliber) if x)
    words = f"{spec.label}（{name}{'，' + about if about else ''}）"
    if spec.absent is not None:
        shown = {True: "是", False: "否"}[spec.absent] if isinstance(spec.absent, bool) else str(spec.absent)
        words += f"；未填按“{shown}”，因{spec.why_absent}"
    return words


def _item(s: Standard, item: Item) -> Iterator[str]:
    names = {i.name: i.label for i in s.items}
    head = f"{item.label}（满分{item.most}分）"
    match item.rule:
        case Best(of):
            yield f"{head}：取 {'、'.join(names[n] for n in of)} 中最高"
        case Total(of, cap):
            yield f"{head}：{'＋'.join(names[n] for n in of)}" + (
                f"，不超过{cap}分" if cap is not None else ""
            )
        case Banded(measure=on, bands=bands):
            yield f"{head}：{measure(s, on)}{_cite(item.clause)}"
            yield "    " + "；".join(
                f"{_band(b, isinstance(on, ex.Ratio | ex.Growth))}：{_points(b.points)}分" for b in bands
            )
        case Cased(cases=cases, otherwise=rest):
            yield head + _cite(item.clause)
            for when, points in cases:
                yield f"    {truth(s, when)}：{_points(points)}分"
            yield f"    其他：{_points(rest)}分"
        case Graded(grades=grades):
            shown = "；".join(f"{g}：{_points(p)}分" for g, p in grades.items())
            yield f"{head}：专家评分{'，' + shown if shown else ''}{_cite(item.clause)}"
        case Computed(value, per, most):
            yield f"{head}：{number(s, value)}每满{per}得1分，最高{most}分{_cite(item.clause)}"


def _points(points: Points) -> str:
    return str(points[0]) if points[0] == points[1] else f"{points[0]}～{points[1]}"


def _band(band: Band, rate: bool) -> str:
    def said(value: Fraction) -> str:
        return percent(value) if rate and abs(value) < 1 else plain(value)

    low = "" if band.low is None else f"{'≥' if band.low_in else '＞'}{said(band.low)}"
    high = "" if band.high is None else f"{'≤' if band.high_in else '＜'}{said(band.high)}"
    return low + high


def number(s: Standard, tree: ex.Num) -> str:
    """A number in words."""
    match tree:
        case ex.Number(value):
            return percent(value) if 0 < value < 1 else plain(value)
        case ex.Figure(name, back):
            spec = s.inputs[name]
            return spec.label + (
                "" if spec.series != "years" else "（最近一年）" if not back else f"（前{back}年）"
            )
        case ex.SeriesSum(name):
            return f"{s.inputs[name].label}各年合计"
        case ex.Years(name):
            return f"{s.inputs[name].label}年数"
        case ex.Score(name):
            return next(i.label for i in s.items if i.name == name)
        case ex.Sum(terms):
            words = number(s, terms[0])
            for term in terms[1:]:
                if isinstance(term, ex.Scaled) and term.by == -1:
                    words += f"－{number(s, term.of)}"
                else:
                    words += f"＋{number(s, term)}"
            return words
        case ex.Scaled(by, of):
            return f"{plain(by)}×{number(s, of)}"
        case ex.Least(of) | ex.Greatest(of):
            return f"{'、'.join(number(s, t) for t in of)}中{'较小者' if isinstance(tree, ex.Least) else '较大者'}"
        case ex.Pick(cases, otherwise):
            parts = [f"{truth(s, when)}时{number(s, value)}" for when, value in cases]
            return f"（{'，'.join(parts)}，其他{number(s, otherwise)}）"


def measure(s: Standard, tree: ex.Measure) -> str:
    if isinstance(tree, ex.Ratio):
        return f"{number(s, tree.over)} ÷ {number(s, tree.under)}"
    if isinstance(tree, ex.Growth):
        return f"{s.inputs[tree.input].label}{GROWTH[tree.form]}"
    return number(s, tree)


def truth(s: Standard, tree: ex.Truth) -> str:
    """A demand in words."""
    match tree:
        case ex.Compare(left, op, right):
            unit = s.inputs[left.input].unit if isinstance(left, ex.Figure | ex.SeriesSum) else ""
            return f"{measure(s, left)} {OPS[op]} {number(s, right)}{unit}"
        case ex.Flag(name):
            return s.inputs[name].label
        case ex.OneOf(name, words):
            return f"{s.inputs[name].label}为{'、'.join(words)}"
        case ex.Given(name, back):
            return f"已填{number(s, ex.Figure(name, back))}"
        case ex.All(of):
            return "且".join(_inner(s, t) for t in of)
        case ex.Any(of):
            return "，或".join(_inner(s, t) for t in of)
        case ex.Not(of):
            return f"没有（{truth(s, of)}）"


def _inner(s: Standard, tree: ex.Truth) -> str:
    words = truth(s, tree)
    return f"（{words}）" if isinstance(tree, ex.All | ex.Any) else words


__all__ = ["measure", "number", "told", "truth"]
