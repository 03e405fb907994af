"""One firm judged by itself and many firms judged at once: the same answers to the last digit."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pytest
from tests.depth import depth
from tests.standards.drawn import Drawing, Row, table

from luodi.standards import Standard, catalogue
from luodi.standards.assessing import assess
from luodi.standards.compiling import prefix
from luodi.standards.compiling.figures import SCALE
from luodi.standards.firms import row
from luodi.standards.judgement import Judgement, judge_row
from luodi.standards.judging import Judge

STANDARDS = [s for s in catalogue() if not s.refuses]
FIRMS = depth(600, 150)


def expected(standard: Standard, record: Row) -> dict[str, Any]:
    """What `judge` says of a firm, under the names the bulk answer gives it."""
    found = judge_row(standard, record)
    at = Judge(standard, row(standard, record))
    out: dict[str, Any] = {"verdict": found.verdict, "failed": "".join(f"{c};" for c in found.failed)}
    if found.total is not None:
        out["total_lo"], out["total_hi"] = found.total
    for name, ends in {**found.scores, **found.groups}.items():
        out[f"{name}_lo"], out[f"{name}_hi"] = ends
    out |= {c.code: c.met for c in found.conditions}
    out["missing"] = _missing(standard, at, found)
    return out


def _missing(standard: Standard, at: Judge, found: Judgement) -> str:
    if found.verdict in ("pass", "fail", "undecided"):
        return ""
    lost: dict[str, bool] = {}
    for condition in standard.conditions:
        for name, back in at.missing(condition) if at.open(condition) else ():
            lost[standard.inputs[name].columns[-1 - back]] = True
    return ";".join(sorted(lost))


def answers(standard: Standard, told: pa.Table) -> list[dict[str, Any]]:
    start = f"{prefix(standard)}_"
    rows = [{k.removeprefix(start): v for k, v in r.items() if k.startswith(start)} for r in told.to_pylist()]
    for told_row in rows:
        told_row["missing"] = ";".join(sorted(filter(None, told_row["missing"].split(";"))))
    return rows


def differences(standard: Standard, rows: list[Row], told: pa.Table) -> list[str]:
    out = []
    for record, found in zip(rows, answers(standard, told), strict=True):
        wanted = expected(standard, record)
        wrong = {
            k: (v, found.get(k, "no column")) for k, v in wanted.items() if found.get(k, "no column") != v
        }
        if wrong:
            out.append(f"{record['uscc']}: {wrong}")
    return out


@pytest.mark.parametrize("standard", STANDARDS, ids=lambda s: s.key)
def test_many_firms_on_the_edges_are_judged_as_one_by_one(standard: Standard) -> None:
    drawing = Drawing([standard], seed=len(standard.conditions))
    rows = drawing.rows(FIRMS)
    told = assess(standard, table(rows, drawing.kinds), detail="all", scaled=True)
    assert differences(standard, rows, told) == []
    verdicts = {r["verdict"] for r in answers(standard, told)}
    assert {"pass", "fail"} <= verdicts or "undecided" in verdicts  # else the draw tries nothing


@pytest.mark.parametrize("standard", STANDARDS, ids=lambda s: s.key)
def test_what_is_lacking_is_the_same_amount(standard: Standard) -> None:
    drawing = Drawing([standard], seed=7)
    rows = drawing.rows(FIRMS // 2)
    told = answers(standard, assess(standard, table(rows, drawing.kinds), detail="all", scaled=True))
    compared = 0
    for record, found in zip(rows, told, strict=True):
        for finding in judge_row(standard, record).conditions:
            name = f"lack_{finding.code}"
            if name not in found or len(finding.lacks) != 1:
                continue
            lack = finding.lacks[0]
            kind = standard.inputs[lack.input].kind if lack.input else "count"
            assert found[name] == math.ceil(Fraction(lack.amount) * SCALE[kind]), (record["uscc"], finding)
            compared += 1
    assert compared or standard.id not in ("tech-sme", "high-tech", "specialised-sme")


def test_all_standards_at_once_say_what_each_says_alone() -> None:
    drawing = Drawing(STANDARDS, seed=3)
    rows = drawing.rows(150)
    firms = table(rows, drawing.kinds)
    together = assess(STANDARDS, firms, detail="all", scaled=True)
    for standard in STANDARDS:
        assert differences(standard, rows, together) == []
