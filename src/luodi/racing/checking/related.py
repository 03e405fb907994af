"""Declared relations held against a table: sums, ratios, growth, shares, places, bounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from luodi.racing.checking.digits import Number, Span, decimals, fit, slip, text, total
from luodi.racing.checking.finding import Finding, Serious
from luodi.racing.checking.rules import Rule
from luodi.racing.exact import Value, rounded
from luodi.racing.ranks import places
from luodi.racing.values import Values

UNIFORM = 0.6
NAMES = {"sum": "合计", "ratio": "比值", "growth": "增速", "share": "占比"}


def numbers(column: Sequence[Value]) -> list[Number | None]:
    """Figures with the digits their column is printed with; a column of whole numbers is counted."""
    own = [None if v is None else decimals(v) for v in column]
    there = [o for o in own if o is not None]
    most = max(there, default=0)
    places_ = most if most and sum(1 for o in there if o == most) >= UNIFORM * len(there) else 0
    return [
        None if v is None or o is None else Number(v, o, max(o, places_), counted=o == 0 and places_ == 0)
        for v, o in zip(column, own, strict=True)
    ]


def related(values: Values, rules: Sequence[Rule], source: str = "") -> Iterator[Finding]:
    """What the rules find. A heading that is not in the table is a finding of its own: no check is skipped
    in silence."""
    for rule in rules:
        lost = [h for h in (rule.column, *rule.parts) if h not in values.figures]
        if lost:
            yield Finding(
                rule.kind, "错误", "", lost[0], f"规则第{rule.line}行", f"数据表没有{'、'.join(f'“{h}”' for h in lost)}一列，这条关系没有核对",
                "补上这一列，或改正规则", source,
            )  # fmt: skip
        elif rule.kind == "rank":
            yield from _ranks(values, rule, source)
        elif rule.kind == "bounds":
            yield from _bounds(values, rule, source)
        else:
            yield from _reckoned(values, rule, source)


def _reckoned(values: Values, rule: Rule, source: str) -> Iterator[Finding]:
    column = numbers(values.figures[rule.column])
    parts = [numbers(values.figures[h]) for h in rule.parts]
    if rule.kind == "share":
        yield from _closed(values, rule, column, source)
        if not parts:
            return
    whole = total(n.span for n in parts[0] if n is not None) if rule.kind == "share" else Span.point(0)
    for i, cell in enumerate(column):
        mine = [p[i] for p in parts]
        if cell is None or (rule.kind != "sum" and any(m is None for m in mine)) or not any(mine):
            continue
        spans = [m.span for m in mine if m is not None]
        try:
            if rule.kind == "sum":
                span = total(spans)
            elif rule.kind == "share":
                span = (spans[0] / whole).times(rule.scale)
            else:
                span = (spans[0] / spans[1] - Span.point(1 if rule.kind == "growth" else 0)).times(rule.scale)
        except ZeroDivisionError:
            yield _finding(
                values,
                rule,
                i,
                "疑似",
                f"“{rule.parts[-1]}”为零，不能核对“{rule.column}”{cell}",
                "应写不可比（n/a）",
                source,
            )
            continue
        if rule.kind == "growth" and spans[1].high <= 0:
            said = f"“{rule.parts[1]}”为负（{text(spans[1].value)}），增速{cell}没有意义"
            yield _finding(values, rule, i, "疑似", said, "应写不可比（n/a）", source)
            continue
        found = fit(cell, span)
        shown = text(Fraction(rounded(span.value, min(cell.places + 2, 6))))
        lack = [h for h, m in zip(rule.parts, mine, strict=True) if m is None]
        if found == "wrong":
            why = slip(cell.value, Fraction(rounded(span.value, cell.places)))
            said = f"“{rule.column}”为{cell}，由{_formula(rule)}应为{shown}" + (f"，{why}" if why else "")
            said += f"（{'、'.join(lack)}缺报，未计入）" if lack else ""
            yield _finding(
                values,
                rule,
                i,
                "疑似" if lack else "错误",
                said,
                "核对各分项和结果，改正其中有误的数",
                source,
            )
        elif found == "cut":
            said = f"“{rule.column}”为{cell}，由{_formula(rule)}为{shown}，是截断而不是四舍五入"
            yield _finding(values, rule, i, "提示", said, "全列取整办法应一致", source)
        elif found == "rounding":
            said = f"“{rule.column}”为{cell}，由{_formula(rule)}为{shown}，差在四舍五入以内"
            yield _finding(values, rule, i, "提示", said, "不必更正", source)


def _formula(rule: Rule) -> str:
    quoted = [f"“{p}”" for p in rule.parts]
    if rule.kind == "sum":
        return "+".join(quoted)
    if rule.kind == "share":
        return f"{quoted[0]}÷合计"
    return "÷".join(quoted) + ("−1" if rule.kind == "growth" else "")


def _closed(values: Values, rule: Rule, column: Sequence[Number | None], source: str) -> Iterator[Finding]:
    there = [n for n in column if n is not None]
    spans, printed = total(n.span for n in there), sum((n.value for n in there), Fraction(0))
    if not there or printed == rule.scale:
        return
    loose = spans.low <= rule.scale <= spans.high
    said = f"“{rule.column}”合计为{text(printed)}，应为{text(rule.scale)}" + (
        "，差在四舍五入以内" if loose else ""
    )
    yield Finding(
        "share", "提示" if loose else "错误", "合计", rule.column, f"“{rule.column}”列", said,
        "可用最大余额法调整尾数" if loose else "核对各项，查明漏项或误填", source,
    )  # fmt: skip


def _ranks(values: Values, rule: Rule, source: str) -> Iterator[Finding]:
    scores, printed = values.figures[rule.parts[0]], values.figures[rule.column]
    due = places(scores, higher=rule.higher)
    count = Counter(due)
    told: set[int] = set()
    for i, (place, shown) in enumerate(zip(due, printed, strict=True)):
        if place is None or shown is None:
            continue
        last = place + count[place] - 1
        if not place <= shown <= last:
            said = f"“{rule.column}”为{text(shown)}，按“{rule.parts[0]}”{text(scores[i] or Fraction(0))}应为第{place}"
            yield _finding(values, rule, i, "错误", said, "核对名次和得分", source)
        elif rule.shared and shown != place and place not in told:
            told.add(place)
            who = "、".join(u for u, p in zip(values.units, due, strict=True) if p == place)
            said = f"{who}“{rule.parts[0]}”同为{text(scores[i] or Fraction(0))}，名次却不同：并列被打破而没有说明"
            yield _finding(values, rule, i, "疑似", said, f"应并列第{place}，或写明打破并列的办法", source)


def _bounds(values: Values, rule: Rule, source: str) -> Iterator[Finding]:
    for i, value in enumerate(values.figures[rule.column]):
        if value is None:
            continue
        if rule.least is not None and value < rule.least:
            said = f"{text(value)}低于下限{text(rule.least)}"
        elif rule.most is not None and value > rule.most:
            said = f"{text(value)}高于上限{text(rule.most)}"
        else:
            continue
        yield _finding(values, rule, i, "错误", said, "核对原始数据", source)


def _finding(
    values: Values, rule: Rule, i: int, serious: Serious, what: str, todo: str, source: str
) -> Finding:
    unit = values.units[i]
    return Finding(rule.kind, serious, unit, rule.column, values.place(unit, rule.column), what, todo, source)
