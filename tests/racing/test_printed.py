"""Printed tables retraced: what the others give comes out, what cannot be right is named."""

from __future__ import annotations

import copy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from luodi.racing.printed import Report, reproduce, tables

REAL = Path(__file__).parents[3] / "shared" / "data" / "real_tables.json"
BATCHES = {
    "id": "batches",
    "columns": ["地区", "各批次", "合计", "通过", "差异", "通过率%"],
    "rows": [
        ["东市", [120, 80], 200, 190, 10, "95.00"],
        ["南市", [90, 31], 121, 110, 11, "90.91"],
        ["西市", [77, 45], 122, 101, 21, "82.79"],
        ["北市", [66, 15], 81, 80, 1, "98.77"],
        ["中市", [45, 30], 75, 70, 5, "93.33"],
    ],
}
SCORES = {
    "id": "scores",
    "columns": ["县", "得分", "加分", "总分", "名次"],
    "rows": [
        ["甲县", 96.2, 5, 101.2, 3],
        ["乙县", 93.1, 0, 93.1, 5],
        ["丙县", 95.5, 8, 103.5, 1],
        ["丁县", 97.0, 4.5, 101.5, 2],
        ["戊县", 92.0, None, 92.0, 6],
        ["己县", 94.2, 3, 97.2, 4],
    ],
}
CAPPED = {
    "id": "capped",
    "columns": ["指标", "实际值", "标杆值", "得分"],
    "rows": [
        ["一", "1.95", "2.5", "78.00"],
        ["二", "3.10", "2.5", "100.00"],
        ["三", "2.02", "3.1", "65.16"],
        ["四", "0.77", "1.2", "64.17"],
        ["五", "4.40", "4.5", "97.78"],
        ["六", "1.11", "1.0", "100.00"],
    ],
}


def changed(table: dict[str, Any], row: int, column: int, value: object) -> Report:
    mine = copy.deepcopy(table)
    mine["rows"][row][column] = value
    return reproduce(mine)


def serious(report: Report) -> list[tuple[str, str, str]]:
    return [(f.kind, f.unit, f.heading) for f in report.findings if f.serious != "提示"]


@pytest.mark.parametrize("table", [BATCHES, SCORES, CAPPED], ids=lambda t: t["id"])
def test_a_sound_table_comes_out_whole(table: dict[str, Any]) -> None:
    report = reproduce(table)
    assert not report.findings and report.cells and report.reproduced == len(report.cells)


def test_swapped_digits_are_named_with_what_speaks_for_the_right_ones() -> None:
    report = changed(BATCHES, 1, 2, 112)
    found = next(f for f in report.findings if f.unit == "南市")
    assert found.serious == "错误" and found.heading == "合计"
    assert "印为112" in found.what and "应为121" in found.what and "颠倒" in found.what


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "unit"),
    [
        (BATCHES, 2, 5, "82.97", "西市"),
        (BATCHES, 3, 4, 7, "北市"),
        (SCORES, 0, 3, 102.1, "甲县"),
        (SCORES, 5, 4, 1, "己县"),
        (CAPPED, 2, 3, "66.51", "三"),
        (CAPPED, 1, 3, "2.04", "二"),
    ],
)
def test_one_wrong_cell_is_found(
    table: dict[str, Any], row: int, column: int, value: object, unit: str
) -> None:
    assert any(u == unit for _kind, u, _heading in serious(changed(table, row, column, value)))


def test_a_bonus_that_changes_the_order_is_told() -> None:
    assert any("丙县由第3到第1" in note for note in reproduce(SCORES).notes)


def test_shares_cut_to_come_to_a_hundred_are_told_from_errors() -> None:
    table = {
        "columns": ["类别", "项数", "占比%"],
        "rows": [["甲", 17, 7.7], ["乙", 10, 4.5], ["丙", 24, 10.8], ["丁", 9, 4.1], ["戊", 162, 72.9]],
    }
    (found,) = reproduce(table).findings
    assert found.serious == "疑似" and "截断" in found.what and "100.1" in found.what
    assert ("share", "丁", "占比%") in serious(changed(table, 3, 2, 6.1))


def test_totals_within_rounding_and_beyond() -> None:
    table = {
        "columns": ["市", "成交额", "增速(比值)"],
        "units": {"成交额": "亿元"},
        "rows": [["甲市", 9.2, 0.5], ["乙市", 5.8, -0.25], ["丙市", 7.0, 0.4]],
        "totals": ["合计", 22.1, 0.171],
    }
    report = reproduce(table)
    assert [(f.serious, f.heading) for f in report.findings] == [("提示", "成交额")]
    assert "倒推" in "".join(c.how for c in report.cells)
    table["totals"] = ["合计", 27.0, 0.171]
    assert ("total", "合计", "成交额") in serious(reproduce(table))


def test_the_mean_of_groups_is_not_the_mean_of_all() -> None:
    rows = [["一类", 35, 62.31], ["二类", 33, 58.2], ["三类", 32, 51.07]]
    columns = ["类别", "县数", "平均得分"]
    assert not reproduce({"columns": columns, "rows": rows, "totals": ["全省", 100, 57.36]}).findings
    (found,) = reproduce({"columns": columns, "rows": rows, "totals": ["全省", 100, 57.19]}).findings
    assert "简单平均" in found.what


def test_broken_ties_and_names_of_no_place() -> None:
    names = ["北京", "上海", "深圳", "苏洲", "西安", "合肥", "呼合浩特", "兰州"]
    scores = [98.1, 90.2, 85.5, 73.96, 73.96, 70.1, 66.2, 54.8]
    table = {
        "columns": ["排名", "城市", "指数"],
        "rows": [[n, *x] for n, x in enumerate(zip(names, scores, strict=True), 1)],
    }
    found = {f.kind: f for f in reproduce(table).findings if f.unit != "苏洲" or f.kind != "name"}
    assert "73.96" in found["tie"].what and "呼和浩特" in found["name"].what
    assert ("rank", "合肥", "排名") in serious(changed(table, 5, 2, 40.1))


def test_classes_by_bounds() -> None:
    rows = [[f"县{n}", 99 - 4 * n, "A类" if n < 5 else "B类" if n < 10 else "C类"] for n in range(14)]
    table = {"columns": ["县", "得分", "类别"], "rows": rows}
    assert not reproduce(table).findings
    assert serious(changed(table, 2, 2, "B类")) == [("class", "县2", "类别")]


def test_ranks_of_provinces_come_from_the_panel() -> None:
    columns = ["地区", "指标", "年份", "范围", "位次"]
    panel = [
        {"region": p, "indicator": "R&D经费", "year": y, "value": v}
        for y, figures in (("2021", "10 20 40 50"), ("2022", "30 25 41 56"))
        for p, v in zip(("辽宁", "吉林", "黑龙江", "上海"), figures.split(), strict=True)
    ]
    rows = [["辽宁", "R&D经费", 2022, "东北", 2], ["吉林", "R&D经费增速", 2022, "东北", 2]]
    assert not reproduce({"columns": columns, "rows": rows}, panel).findings
    rows[0][4] = 1
    assert serious(reproduce({"columns": columns, "rows": rows}, panel)) == [("fact", "辽宁", "位次")]


def test_what_is_no_table_is_said() -> None:
    with pytest.raises(ValueError, match="columns"):
        reproduce({"title": "空表"})


UNITS = ("甲区", "乙区", "丙市", "丁县", "戊县", "己县", "庚县", "辛县")
BEFORE, NOW = (10.2, 8.4, 7.7, 5.1, 4.9, 4.2, 3.3, 2.6), (11.5, 9.9, 7.1, 5.8, 5.2, 4.9, 3.1, 3.0)
YEARS = (52.1, 57.0, 63.4, 71.0, 78.3, 86.4)
PEOPLE, GDP = (
    (82.3, 71.5, 60.2, 44.8, 39.1, 33.0, 28.4, 20.2),
    (910.4, 702.2, 533.1, 301.9, 255.8, 190.4, 160.2, 101.0),
)
TIED = (98.5, 97.2, 97.2, 95.0, 94.1, 94.1, 94.1, 90.0)
POINTS = (88.2, 91.4, 76.5, 80.1, 69.3, 72.8, 66.0, 60.4)


def pct(part: float, whole: float) -> str:
    return f"{(part / whole - 1) * 100:.1f}"


KINDS: dict[str, dict[str, Any]] = {
    "growth of a year, with a total": {
        "columns": ["单位", "2024年(亿元)", "2025年(亿元)", "同比增长(%)"],
        "rows": [[u, b, n, pct(n, b)] for u, b, n in zip(UNITS, BEFORE, NOW, strict=True)],
        "totals": ["合计", "46.4", "50.5", pct(50.5, 46.4)],
    },
    "growth down the years": {
        "columns": ["年份", "R&D经费(亿元)", "增速(%)"],
        "rows": [[str(2019 + n), x, pct(x, YEARS[n - 1]) if n else None] for n, x in enumerate(YEARS)],
    },
    "per head": {
        "columns": ["单位", "GDP(亿元)", "常住人口(万人)", "人均GDP(元)"],
        "rows": [[u, g, p, round(g * 10_000 / p)] for u, g, p in zip(UNITS, GDP, PEOPLE, strict=True)],
    },
    "index of a base year": {
        "columns": ["年份", "R&D经费(亿元)", "指数"],
        "rows": [[str(2019 + n), x, f"{x / YEARS[0] * 100:.1f}"] for n, x in enumerate(YEARS)],
    },
    "places with ties": {
        "columns": ["位次", "单位", "得分"],
        "rows": [[1 + sum(y > x for y in TIED), u, x] for u, x in zip(UNITS, TIED, strict=True)],
    },
    "means of groups and of all": {
        "columns": ["单位", "得分"],
        "rows": [
            *([u, x] for u, x in zip(UNITS[:3], POINTS[:3], strict=True)),
            ["一类平均", "85.37"],
            *([u, x] for u, x in zip(UNITS[3:], POINTS[3:], strict=True)),
            ["二类平均", "69.72"],
            ["全市平均", "75.59"],
        ],
    },
}


@pytest.mark.parametrize("kind", KINDS)
def test_other_kinds_of_tables_come_out_whole(kind: str) -> None:
    report = reproduce(KINDS[kind])
    assert not report.findings and report.cells and report.reproduced == len(report.cells)


@pytest.mark.parametrize(
    ("kind", "row", "column", "value", "unit", "said"),
    [
        ("growth of a year, with a total", 1, 3, "19.7", "乙区", "应为17.857"),
        ("growth of a year, with a total", 2, 3, "7.8", "丙市", "负号"),
        ("growth of a year, with a total", -1, 3, "15.0", "合计", "8.8"),
        ("growth of a year, with a total", -1, 2, "45.5", "合计", "各行之和为50.5"),
        ("growth down the years", 3, 2, "21.0", "2022", "两位数字颠倒"),
        ("per head", 3, 3, 67838, "丁县", "两位数字颠倒"),
        ("per head", 3, 2, "4480", "丁县", "应为673.88"),
        ("index of a base year", 3, 2, "163.3", "2022", "两位数字颠倒"),
        ("places with ties", 3, 0, 3, "丁县", "应排第4"),
        ("places with ties", 2, 0, 3, "乙区", "并列被打破"),
        ("means of groups and of all", 3, 1, "83.57", "一类平均", "为85.3667"),
        ("means of groups and of all", 10, 1, "75.95", "全市平均", "75.58"),
    ],
)
def test_a_misprint_in_them_is_named(
    kind: str, row: int, column: int, value: object, unit: str, said: str
) -> None:
    mine = copy.deepcopy(KINDS[kind])
    (mine["totals"] if row < 0 else mine["rows"][row])[column] = value
    found = [f for f in reproduce(mine).findings if f.serious != "提示"]
    assert any(f.unit == unit and said in f.what for f in found), [str(f) for f in found]
    assert len({f.unit for f in found}) == 1, "and nothing else is doubted"


@pytest.mark.skipif(not REAL.exists(), reason="没有真实的印刷表（shared/data/real_tables.json）")
def test_real_tables_come_out_and_their_errors_are_named() -> None:
    reports = {t["id"]: reproduce(t) for t in tables(REAL)}
    wrong = {(i, f.unit) for i, r in reports.items() for f in r.findings if f.serious != "提示"}
    known = {("hightech-recognition-2020", "河北"), ("jinzhai-2025H1", "达进度")}
    assert known <= wrong
    if set(reports) == {t["id"] for t in tables(REAL)} and len(reports) == 8:
        assert wrong == known
        assert all(r.cells for r in reports.values())
    assert sum(len(r.missed) for r in reports.values() if r.title.startswith("安徽")) == 0
    assert isinstance(tables(REAL)[0]["rows"][0][2], (int, Decimal))


COUNTIES = ("青川", "平武", "江油", "安州", "涪城", "游仙", "梓潼", "盐亭", "北川")
MOVED = {
    "columns": ["县区", "得分", "本季位次", "上季位次", "位次变化"],
    "rows": [
        [c, 95 - 3 * n, n + 1, was, was - n - 1]
        for n, (c, was) in enumerate(zip(COUNTIES, (2, 1, 5, 3, 4, 9, 7, 6, 8), strict=True))
    ],
}
RUNNING = {
    "columns": ["月份", "当月数", "累计数"],
    "rows": [[f"{n + 1}月", a, sum((21, 35, 8, 40, 17, 29, 33)[: n + 1])]
             for n, a in enumerate((21, 35, 8, 40, 17, 29, 33))],
}  # fmt: skip
AHEAD_OF = (70.1, 81.5, 75.4, 66.0, 93.2, 78.8, 55.9, 88.3, 74.2)
AHEAD = {
    "columns": ["县区", "完成率(%)", "与时序进度差(百分点)"],
    "rows": [[c, x, round(x - 75, 1)] for c, x in zip(COUNTIES, AHEAD_OF, strict=True)],
}  # fmt: skip
POINTS = {
    "columns": ["县区", "数值", "位次", "得分"],
    "rows": [[c, 900 - 71 * n, n + 1, round(9 - n, 2)] for n, c in enumerate(COUNTIES)],
}


@pytest.mark.parametrize(
    ("table", "row", "column", "value"),
    [
        (MOVED, 2, 4, 8),
        (MOVED, 2, 2, 30),
        (MOVED, 3, 2, -4),
        (RUNNING, 3, 1, 90),
        (RUNNING, 4, 2, 131),
        (AHEAD, 1, 2, 5.6),
        (POINTS, 0, 3, 80),
        (POINTS, 7, 1, 925),
    ],
)
def test_places_that_moved_and_figures_from_the_row_above(
    table: dict[str, Any], row: int, column: int, value: object
) -> None:
    assert not serious(reproduce(table))
    assert any(u == table["rows"][row][0] for _kind, u, _h in serious(changed(table, row, column, value)))
