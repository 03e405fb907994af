"""Checks before anything is published: each finding names the cell, both numbers, what to do."""

from __future__ import annotations

import pytest

from luodi import racing
from luodi.racing.checking.finding import Finding

RULES = """
id: checked
version: "1"
title: 核对
effective_from: 2026-01-01
indicators:
  - {code: a, name: 企业数, unit: 家, weight: 50, normaliser: attainment, target_column: 目标, source: 科技局}
  - {code: b, name: 成交额, unit: 亿元, weight: 30, normaliser: growth, column: 成交额, base_column: 上年}
  - {code: c, name: 研发覆盖率, unit: "%", weight: 20, normaliser: efficacy}
checks:
  - sum: {total: 企业数, parts: [大型, 小型]}
  - ratio: {value: 研发覆盖率, of: 有研发, by: 企业数}
  - growth: {value: 增速, now: 成交额, before: 上年}
  - rank: {of: 成交额, column: 名次}
  - share: {column: 占比, of: 企业数}
  - bounds: {column: 大型, most: 60}
"""


def row(unit: str, **more: object) -> dict[str, object]:
    return {"单位": unit, **more}


def table(**changes: object) -> list[dict[str, object]]:
    """Three counties in order; `changes` by heading replace a figure of 乙县."""
    big, small, active = (40, 30, 30), (60, 50, 20), (70, 60, 30)
    now, before = ("20.0", "12.0", "9.0"), ("16.0", "10.0", "10.0")
    rows = [
        row(
            unit,
            大型=big[i],
            小型=small[i],
            企业数=big[i] + small[i],
            目标=45,
            有研发=active[i],
            研发覆盖率=("70.0", "75.0", "60.0")[i],
            成交额=now[i],
            上年=before[i],
            增速=("25.0", "20.0", "-10.0")[i],
            名次=i + 1,
            占比=("43.5", "34.8", "21.7")[i],
        )
        for i, unit in enumerate(("甲县", "乙县", "丙县"))
    ]
    rows[1] |= changes
    return rows


def found(rows: list[dict[str, object]], **more: object) -> list[Finding]:
    return racing.loads(RULES).check(rows, **more)  # type: ignore[arg-type]


def kinds(rows: list[dict[str, object]], **more: object) -> set[tuple[str, str, str]]:
    return {(f.kind, f.serious, f.unit) for f in found(rows, **more)}


def test_a_sound_table_has_nothing_to_tell() -> None:
    assert found(table()) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"大型": 35}, ("sum", "错误", "乙县")),
        ({"研发覆盖率": "57.0"}, ("ratio", "错误", "乙县")),
        ({"增速": "30.0"}, ("growth", "错误", "乙县")),
        ({"名次": 3}, ("rank", "错误", "乙县")),
        ({"占比": "38.4"}, ("share", "错误", "乙县")),
        ({"大型": 61}, ("bounds", "错误", "乙县")),
        ({"研发覆盖率": "175.0"}, ("percent", "错误", "乙县")),
        ({"企业数": -80}, ("negative", "错误", "乙县")),
        ({"上年": 0}, ("base", "提示", "乙县")),
        ({"成交额": "20.0", "名次": 2}, ("rank", "疑似", "乙县")),
    ],
)
def test_what_does_not_hold_is_found(changes: dict[str, object], expected: tuple[str, str, str]) -> None:
    assert expected in kinds(table(**changes))


def test_a_finding_names_cell_source_and_both_numbers() -> None:
    one = next(f for f in found(table(企业数=81)) if f.kind == "sum")
    assert "81" in one.what and "80" in one.what and "企业数" in one.where and one.todo
    assert str(one).startswith("错误｜")


def test_rounding_is_told_from_error() -> None:
    rows = table()
    for r, v in zip(rows, ("43.4", "34.8", "21.7"), strict=True):
        r["占比"] = v
    assert ("share", "提示", "合计") in kinds(rows)


def test_a_relation_over_a_lost_column_is_not_silently_skipped() -> None:
    rows = [{k: v for k, v in r.items() if k != "小型"} for r in table()]
    one = next(f for f in found(rows) if f.kind == "sum")
    assert "“小型”" in one.what and "没有核对" in one.what


def test_jumps_against_the_past() -> None:
    past = [table(成交额=v) for v in ("11.6", "11.9", "11.7", "12.1", "11.8")]
    assert ("jump", "疑似", "乙县") not in kinds(table(), history=past)
    assert ("jump", "疑似", "乙县") in kinds(table(成交额="19.0"), history=past)
    assert ("jump", "疑似", "乙县") in kinds(table(成交额="40.0"), history=past[:1])


def test_revisions_since_the_freeze() -> None:
    one = next(f for f in found(table(成交额="12.6"), frozen=table()) if f.kind == "revised")
    assert one.unit == "乙县" and "12.6" in one.what and "冻结时为12" in one.what


def test_names_are_resolved_or_near_ones_suggested() -> None:
    rows = table(单位="乙果县")
    one = next(f for f in found(rows, known=["甲县", "乙国县", "丙县"]) if f.kind == "name")
    assert one.serious == "错误" and "乙国县" in one.what
    assert ("name", "疑似", "丁县") in kinds(table(), known=["甲县", "乙县", "丙县", "丁县"])


def many(figures: list[object], **columns: list[object]) -> list[dict[str, object]]:
    base = table()[0]
    return [
        {**base, "单位": f"{n}县", "成交额": v, "上年": "10.0"} | {h: c[n] for h, c in columns.items()}
        for n, v in enumerate(figures)
    ]


def test_outliers_low_bases_hugging_and_heaping() -> None:
    plain: list[object] = ["10.1", "11.3", "9.7", "12.2", "10.8", "11.9", "9.1", "10.4", "12.9", "11.1"]
    assert not {k for k in kinds(many(plain)) if k[0] in ("outlier", "heaped", "target", "base")}
    assert ("outlier", "疑似", "3县") in kinds(many([*plain[:3], "122.0", *plain[4:]]))
    low = many([*plain[:3], "3.2", *plain[4:]], 上年=["10.0", "9.0", "8.0", "0.5", *["10.0"] * 6])
    assert ("base", "疑似", "3县") in kinds(low)
    assert ("heaped", "疑似", "") in kinds(many([str(20 + 5 * n) for n in range(10)]))
    hugs = many(plain, 企业数=[200, 200, 201, *[250] * 7], 目标=[200] * 10)
    assert ("target", "疑似", "2县") in kinds(hugs)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("  - sum: {total: 企业数, parts: [大型]}", "至少写两列"),
        ("  - sum: {total: 企业数, parts: [大型, 小型], partz: 1}", "partz"),
        ("  - summ: {total: 企业数}", "summ"),
        ("  - bounds: {column: 大型}", "least 或 most"),
        ("  - rank: {of: 得分, column: 名次, ties: some}", "ties"),
    ],
)
def test_a_fault_in_a_relation_names_its_line(line: str, said: str) -> None:
    text = RULES.replace("  - bounds: {column: 大型, most: 60}", line)
    number = text.splitlines().index(line) + 1
    with pytest.raises(racing.RaceError) as caught:
        racing.loads(text)
    assert any(said in f.what and f.line == number for f in caught.value.faults)
