"""Rows that sum the others up, and columns that must come to a hundred."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from luodi.racing.checking.digits import Fit, Number, Span, fit, slip, text, total
from luodi.racing.checking.finding import Finding
from luodi.racing.exact import rounded
from luodi.racing.printed.grid import Grid, Row
from luodi.racing.printed.relations import GOOD, RANKS, RATES, WEIGHTS, Relation
from luodi.racing.printed.report import Cell, Report
from luodi.racing.printed.rows import shown

MEANS = re.compile(r"平均|均值|人均")
SHARES = re.compile(r"占|比重|份额|权重|权数")
COUNTED = re.compile(r"(?<![指分系])数(?!据|字|值)|[（(](家|个|户|人|项|件)[）)]")
INTENSIVE = re.compile(r"率|比|强度|增长|增速|增幅|均|指数|%|％|得分|评分|系数|密度")


def totals(grid: Grid, rules: Sequence[Relation], report: Report) -> None:
    """Recompute every summary row; tell what does not come out."""
    for row in grid.totals:
        for heading in grid.headings:
            number = row.numbers.get(heading)
            if number is not None and not RANKS.search(heading):
                _one(grid, rules, row, heading, number, report)
    for heading in grid.headings:
        _hundred(grid, heading, report)


def _one(
    grid: Grid, rules: Sequence[Relation], row: Row, heading: str, number: Number, report: Report
) -> None:
    tried: list[tuple[str, Span, Fit]] = []
    for how, span in _ways(grid, rules, row, heading):
        tried.append((how, span, fit(number, span)))
    order: list[Fit] = [*GOOD, "rounding"]
    good = next((t for f in order for t in tried if t[2] == f), None)
    if good is None:
        intensive = RATES.search(heading) is not None and INTENSIVE.search(heading) is not None
        sure = {r.formula for r in rules if r.target == heading and r.support == 1 and len(r.fits) > 3}
        own = [t for t in tried if t[0] in sure]
        if not tried or (intensive and not own and not MEANS.search(row.label)):
            report.notes.append(f"“{row.label}”行“{heading}”{number}不能由本表推算")
            return
        near = [t for t in tried if t[0].startswith("各行简单平均")] if MEANS.search(row.label) else []
        # a mean is told by the rows it comes nearest to; a rate by the formula every row above it follows
        near.sort(key=lambda t: abs(t[1].value - number.value))
        how, span, _f = [*near, *own, *tried][0]
        why = slip(number.value, Fraction(rounded(span.value, number.places)))
        words = f"印为{number}，{how}为{shown(span, number)}" + (f"，{why}" if why else "")
        report.cells.append(Cell(row.label, heading, str(number), shown(span, number), "wrong", how))
        serious = "疑似" if intensive else "错误"
        report.tell(
            [
                Finding(
                    "total", serious, row.label, heading, grid.where(row, heading), words,  # type: ignore[arg-type]
                    "核对各行与合计行，查明漏项、重复或误印", grid.source,
                )
            ]
        )  # fmt: skip
        return
    how, span, found = good
    report.cells.append(Cell(row.label, heading, str(number), shown(span, number), found, how))
    report.rules.append(f"“{row.label}”行“{heading}”＝{how}")
    if found == "rounding":
        words = f"印为{number}，{how}为{shown(span, number)}，差在四舍五入以内"
        report.tell(
            [
                Finding(
                    "total",
                    "提示",
                    row.label,
                    heading,
                    grid.where(row, heading),
                    words,
                    "不必更正，可注明尾数原因",
                    grid.source,
                )
            ]
        )
    plain = next((t for t in tried if t[0].startswith("各行简单平均")), None)
    weighed = next(
        (t for t in tried if t[0].startswith("按") and _counts(grid, t[0].split("“")[1].split("”")[0])), None
    )
    if how.startswith("各行简单平均") and plain and weighed and weighed[2] == "wrong":
        words = f"印为{number}，是各行的简单平均；{weighed[0]}为{shown(weighed[1], number)}，分组平均的平均不等于总体平均"
        report.tell(
            [
                Finding(
                    "total",
                    "疑似",
                    row.label,
                    heading,
                    grid.where(row, heading),
                    words,
                    "写明是哪一种平均",
                    grid.source,
                )
            ]
        )


def _counts(grid: Grid, heading: str) -> bool:
    """Whether a column says how many stand behind each row, so that the mean of the rows is a mean of means."""
    column = [c.value for c in grid.column(heading) if c is not None]
    return COUNTED.search(heading) is not None and all(v.denominator == 1 for v in column)


def _ways(grid: Grid, rules: Sequence[Relation], row: Row, heading: str) -> Iterator[tuple[str, Span]]:
    """What a summary cell may be, the likeliest first."""
    scopes = list(_scopes(grid, row))
    mean_first = MEANS.search(row.label) is not None or INTENSIVE.search(heading) is not None
    sums = [
        ("各行之和" + said, total(c.span for c in column))
        for said, rows in scopes
        if (column := _there(rows, heading))
    ]
    means = [
        ("各行简单平均" + said, total(c.span for c in column).times(Fraction(1, len(column))))
        for said, rows in scopes
        if (column := _there(rows, heading))
    ]
    weighed = [w for said, rows in scopes for w in _weighed(grid, rows, heading, said)]
    own = []
    for rule in rules:
        if rule.target == heading and rule.kind != "share":
            try:
                span = rule.predict(row)
            except ZeroDivisionError:
                continue
            if span is not None:
                own.append((rule.formula, span))
    growth = list(_growth(grid, row, heading)) if INTENSIVE.search(heading) else []
    if mean_first:
        yield from [*own, *growth, *weighed, *means, *sums]
    else:
        yield from [*sums, *own, *weighed, *means]


def _scopes(grid: Grid, row: Row) -> Iterator[tuple[str, list[Row]]]:
    """The rows a summary row may sum up: those named in it, all of them, those since the summary row before."""
    named = [r for r in grid.rows if any(len(w) > 1 and w in row.label for w in r.words.values())]
    if named and len(named) < len(grid.rows):
        yield "（本组）", named
    yield "", grid.rows
    before = max((t.number for t in grid.totals if t.number < row.number), default=0)
    since = [r for r in grid.rows if before < r.number < row.number]
    if since and len(since) < len(grid.rows):
        yield "（上一小计以下）", since


def _there(rows: Sequence[Row], heading: str) -> list[Number]:
    return [r.numbers[heading] for r in rows if heading in r.numbers]


def _weighed(grid: Grid, rows: Sequence[Row], heading: str, said: str) -> Iterator[tuple[str, Span]]:
    """Means weighted by another column: by the number of counties for a mean of groups."""
    for by in grid.headings:
        if by == heading or RANKS.search(by):
            continue
        pairs = [
            (r.numbers[by].span, r.numbers[heading].span)
            for r in rows
            if by in r.numbers and heading in r.numbers
        ]
        if len(pairs) < 2 or any(w.low <= 0 for w, _x in pairs):
            continue
        yield f"按“{by}”加权平均{said}", total(w * x for w, x in pairs) / total(w for w, _x in pairs)


def _growth(grid: Grid, row: Row, heading: str) -> Iterator[tuple[str, Span]]:
    """The growth of a total: each unit's level before is its level now ÷ (1 + growth)."""
    for of in grid.headings:
        now = row.numbers.get(of)
        pairs = [
            (r.numbers[of].span, r.numbers[heading].span)
            for r in grid.rows
            if of in r.numbers and heading in r.numbers
        ]
        if of == heading or now is None or len(pairs) < 3 or len(pairs) < len(grid.rows):
            continue
        for scale in (1, 100):
            one = Span.point(1)
            try:
                before = total(x / (one + g.times(Fraction(1, scale))) for x, g in pairs)
                if before.low > 0:
                    yield f"由各行“{of}”和增速倒推上期再算", (now.span / before - one).times(scale)
            except ZeroDivisionError:
                continue


def _hundred(grid: Grid, heading: str, report: Report) -> None:
    """A column of weights or shares comes to 100 (or 1)."""
    column = [c for c in grid.column(heading) if c is not None]
    if len(column) < 3 or any(c.value < 0 for c in column):
        return
    printed = sum((c.value for c in column), Fraction(0))
    named = SHARES.search(heading) is not None or WEIGHTS.search(heading) is not None
    whole = next((w for w in (100, 1) if abs(printed - w) * 10 <= w), None)
    if whole is None or not (named or printed == whole):
        return
    said = f"“{heading}”合计"
    if printed == whole:
        report.rules.append(f"{said}为{whole}")
        report.cells.append(Cell("合计", heading, text(printed), text(printed), "exact", "各行之和"))
        return
    slack = total(c.span for c in column)
    loose = slack.low <= whole <= slack.high
    if not named or heading in {h for t in grid.totals for h in t.numbers}:
        return
    report.tell(
        [
            Finding(
                "share", "提示" if loose else "错误", "", heading, f"“{heading}”列",
                f"{said}为{text(printed)}，应为{whole}" + ("，差在四舍五入以内" if loose else ""),
                "可用最大余额法调整尾数" if loose else "核对各项，查明漏项或误印", grid.source,
            )
        ]
    )  # fmt: skip
