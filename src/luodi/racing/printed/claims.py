"""Sums that are claimed in words beside a table: “吸纳428.4＋输出321.8＝总额750.2”."""

from __future__ import annotations

import re
from fractions import Fraction

from luodi.racing.checking.digits import Number, Span, decimals, fit, text, total
from luodi.racing.checking.finding import Finding
from luodi.racing.exact import exact
from luodi.racing.printed.grid import Grid
from luodi.racing.printed.report import Cell, Report

CLAUSE = re.compile(r"[；;\n，,。、()（）]")
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?|(?<=[^\W\d_a-zA-Z])\d+(?:\.\d+)?")
COLUMN = re.compile(
    r"(?:sum|合计|总和)\s*[“\"]?([^=＝\"”]+?)[”\"]?\s*[=＝为]\s*(\d+(?:\.\d+)?)", re.IGNORECASE
)


def told(grid: Grid, report: Report) -> None:
    """Check each claimed sum; one that cannot be is a finding."""
    for clause in CLAUSE.split(grid.text):
        sides = re.split(r"[=＝]", clause)
        if len(sides) >= 2 and re.search(r"[+＋]", sides[0]):
            parts = [_only(p) for p in re.split(r"[+＋]", sides[0])]
            whole = _first(sides[1])
            if whole is not None and all(p is not None for p in parts):
                _check(grid, report, clause.strip(), total(p.span for p in parts if p is not None), whole)
        claim = COLUMN.search(clause)
        if claim and claim[1].strip() in grid.headings:
            column = [c for c in grid.column(claim[1].strip()) if c is not None]
            _check(grid, report, clause.strip(), total(c.span for c in column), _number(claim[2]))


def _check(grid: Grid, report: Report, clause: str, reckoned: Span, whole: Number) -> None:
    found = fit(whole, reckoned)
    shown = text(reckoned.value)
    report.cells.append(Cell("文字", clause, text(whole.value), shown, found, "文中所说的合计"))
    if found in ("wrong", "rounding"):
        loose = found == "rounding"
        words = f"“{clause}”：各项之和为{shown}，文中为{text(whole.value)}" + (
            "，差在四舍五入以内" if loose else ""
        )
        todo = "不必更正，可注明尾数原因" if loose else "核对各项和合计"
        report.tell(
            [Finding("claim", "提示" if loose else "错误", "", clause, "表外文字", words, todo, grid.source)]
        )


def _number(written: str) -> Number:
    value: Fraction = exact(written)
    own = len(written.partition(".")[2])
    return Number(value, own, max(own, decimals(value)), counted=own == 0)


def _only(words: str) -> Number | None:
    """The number of some words, when there is but one."""
    found = NUMBER.findall(words)
    return _number(found[0]) if len(found) == 1 else None


def _first(words: str) -> Number | None:
    found = NUMBER.findall(words)
    return _number(found[0]) if found else None
