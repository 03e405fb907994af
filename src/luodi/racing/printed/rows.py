"""Rows that do not follow the rules of their table: which cell is to be doubted, and what it ought to be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from luodi.racing.checking.digits import Number, Span, slip, text
from luodi.racing.checking.finding import Finding, Serious
from luodi.racing.exact import rounded
from luodi.racing.printed.grid import Grid, Row
from luodi.racing.printed.relations import Relation
from luodi.racing.printed.report import Cell, Report

MANY = 0.3
"""Differences of rounding in more than this share of a column are told once for all."""


def cells(grid: Grid, rules: Sequence[Relation]) -> list[Cell]:
    """Every figure a rule gives, once, with the best of its rules."""
    best: dict[tuple[int, str], Cell] = {}
    rank = ("exact", "short", "even", "cut", "rounding", "wrong")
    for rule in rules:
        for n, how in rule.fits.items():
            number = grid.rows[n].numbers[rule.target]
            cell = Cell(
                grid.rows[n].label, rule.target, str(number), shown(rule.spans[n], number), how, rule.formula
            )
            old = best.get((n, rule.target))
            if old is None or rank.index(how) < rank.index(old.fit):
                best[n, rule.target] = cell
    return [best[key] for key in sorted(best)]


def shown(span: Span, number: Number) -> str:
    """The reckoned figure with a digit more than the printed one, where it has more."""
    return text(span.value, min(number.places + 2, 6)) if span.value.denominator != 1 else text(span.value)


def findings(grid: Grid, rules: Sequence[Relation], report: Report) -> list[Finding]:
    """What is wrong in which row, and what was printed otherwise than it rounds."""
    made: list[Finding] = []
    for n, row in enumerate(grid.rows):
        failing = [r for r in rules if r.fits.get(n) == "wrong"]
        if failing:
            made += _wrong(grid, n, row, failing, [r for r in rules if n in r.fits and r not in failing])
    for rule in rules:
        made += _rounding(grid, rule, report)
    return made


def _wrong(
    grid: Grid, n: int, row: Row, failing: Sequence[Relation], holding: Sequence[Relation]
) -> list[Finding]:
    votes: Counter[str] = Counter()
    for r in failing:
        votes.update(dict.fromkeys((r.target, *r.inputs), 2))
        votes[r.target] += 1
    for r in holding:
        votes.subtract(dict.fromkeys((r.target, *r.inputs), 2))
    made: list[Finding] = []
    told: set[str] = set()
    for r in failing:
        doubted = max((c for c in (r.target, *r.inputs)), key=lambda c: votes[c])
        if r.target in told:
            continue
        told.add(r.target)
        number = row.numbers[r.target]
        span = r.spans[n]
        words = f"“{r.target}”印为{number}，按{r.formula}应为{shown(span, number)}"
        why = slip(number.value, _near(span, number))
        if why:
            words += f"，{why}"
        others = [o for o in failing if o is not r]
        if others:
            words += "；" + "、".join(f"“{o.target}”按{o.formula}也不符" for o in others)
        good = [h for h in holding if doubted in (h.target, *h.inputs) and h.kind != "rank"]
        if good:
            words += "；" + "、".join(
                f"但“{g.target}”{row.numbers[g.target]}按{g.formula}相符" for g in good[:2]
            )
        if doubted == r.target:
            words += _witnesses(row, r, holding) + _then(row, r, span, good)
        else:
            words += f"；疑似“{doubted}”有误"
        made.append(_finding(grid, row, doubted, "错误", r.kind, words, "请核对原始数据，更正后重新计算"))
    return made


def _witnesses(row: Row, wrong: Relation, holding: Sequence[Relation]) -> str:
    """Other figures of the row that speak for the reckoned one."""
    mine = [
        h for h in holding if wrong.target not in (h.target, *h.inputs) and set(wrong.inputs) & set(h.inputs)
    ]
    return "".join(f"；“{h.target}”{row.numbers[h.target]}与应为数相符" for h in mine[:2])


def _then(row: Row, wrong: Relation, span: Span, good: Sequence[Relation]) -> str:
    """What else changes once the doubted figure is put right."""
    number = row.numbers[wrong.target]
    right = replace(number, value=_near(span, number))
    mended = replace(row, numbers={**row.numbers, wrong.target: right})
    said = ""
    for g in good:
        if wrong.target in g.inputs:
            made = g.predict(mended)
            if made is not None and g.target != wrong.target:
                said += f"；更正后“{g.target}”应为{text(_near(made, row.numbers[g.target]), row.numbers[g.target].places)}"
    return said


def _near(span: Span, number: Number) -> Fraction:
    return Fraction(rounded(span.value, number.places))


def _rounding(grid: Grid, rule: Relation, report: Report) -> list[Finding]:
    if not rule.fits:
        return []
    made: list[Finding] = []
    cutting = rule.mostly_cut()
    if cutting:
        report.notes.append(f"“{rule.target}”一列按截断取数，没有四舍五入")
    loose = [n for n, f in rule.fits.items() if f == "rounding"]
    many = len(loose) > max(2, MANY * len(rule.fits))
    if many:
        report.notes.append(f"“{rule.target}”有{len(loose)}个数与推算相差在四舍五入以内")
    for n, how in rule.fits.items():
        row, span = grid.rows[n], rule.spans[n]
        number = row.numbers[rule.target]
        said = f"印为{number}，按{rule.formula}为{shown(span, number)}"
        if (
            how == "cut"
            and not cutting
            and rule.kind in ("share", "ratio", "growth", "weighted", "capped", "mean")
        ):
            up = text(_near(span, number), number.places)
            closed = _closed(grid, rule)
            words = f"{said}，四舍五入应为{up}，是截断所得{closed}"
            made.append(
                _finding(
                    grid,
                    row,
                    rule.target,
                    "疑似",
                    "rounding",
                    words,
                    "核对取整办法，全表应一致，或注明尾数调整",
                )
            )
        elif how == "even":
            made.append(
                _finding(
                    grid,
                    row,
                    rule.target,
                    "提示",
                    "rounding",
                    f"{said}，是四舍六入五成双所得",
                    "核对取整办法",
                )
            )
        elif how == "short":
            made.append(
                _finding(
                    grid,
                    row,
                    rule.target,
                    "提示",
                    "rounding",
                    f"{said}，比同列少取一位小数",
                    "按同列位数印出",
                )
            )
        elif how == "rounding" and not many:
            made.append(
                _finding(
                    grid,
                    row,
                    rule.target,
                    "提示",
                    "rounding",
                    f"{said}，差在四舍五入以内",
                    "不必更正，可注明尾数原因",
                )
            )
    return made


def _closed(grid: Grid, rule: Relation) -> str:
    """Whether the column was made to add up."""
    if rule.kind != "share":
        return ""
    printed = sum((c.value for c in grid.column(rule.target) if c is not None), Fraction(0))
    places = max((c.places for c in grid.column(rule.target) if c is not None), default=0)
    up = sum((Fraction(rounded(s.value, places)) for s in rule.spans.values()), Fraction(0))
    if printed in (100, 1) and up != printed:
        return f"（为使合计等于{text(printed)}；逐项四舍五入合计为{text(up)}）"
    return ""


def _finding(
    grid: Grid, row: Row, heading: str, serious: Serious, kind: str, what: str, todo: str
) -> Finding:
    return Finding(kind, serious, row.label, heading, grid.where(row, heading), what, todo, grid.source)
