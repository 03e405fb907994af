"""Tables as offices keep them: titles above, merged and two-row headings, units, totals, per cent, other charsets."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from luodi import racing
from luodi.grids import FileUnusable

RULES = """
id: small
version: "1"
title: 小赛马
effective_from: 2026-01-01
group_column: 类别
rank_within: both
indicators:
  - {code: a, name: R&D经费增量, unit: 亿元, weight: 60, normaliser: attainment, target_column: R&D经费增量目标}
  - {code: b, name: 研发活动覆盖率, unit: "%", weight: 40, normaliser: efficacy}
vetoes:
  - {code: f, name: 弄虚作假}
"""
CONTEST = racing.loads(RULES)


def book(path: Path, rows: list[list[Any]], *, shares: set[tuple[int, int]] = frozenset()) -> Path:  # type: ignore[assignment]
    made = xlsxwriter.Workbook(str(path))
    made.add_worksheet("说明").write(0, 0, "本表每季度报送一次")
    sheet = made.add_worksheet("数据")
    per_cent = made.add_format({"num_format": "0.00%"})
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell == "#DIV/0!":
                sheet.write_formula(r, c, "=1/0", None, cell)
            elif cell is not None:
                sheet.write(r, c, cell, per_cent if (r, c) in shares else None)
    made.close()
    return path


def test_a_table_with_everything_that_is_usual(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["2026年一季度赛马数据　单位：万元"],
        ["县区", "类别", "R&D经费增量", None, "研发活动\n覆盖率（%）", "弄虚作假"],
        [None, None, "本期", "目标", None, None],
        ["甲　县", "一类", "１２,000.5", 11000, 0.561, "否"],
        ["乙县", "一类", 9000.1, "#DIV/0!", 0.0345, "否"],
        ["丙县", "二类", "约3千", 3300.0000000000005, "—", "待查"],
        ["合　计", None, 21000.6, 14300, None, None],
        ["注：数据为快报数。"],
    ]
    path = book(tmp_path / "表.xlsx", rows, shares={(3, 4), (4, 4)})
    rules = RULES.replace(
        "target_column: R&D经费增量目标}", "column: R&D经费增量本期, target_column: R&D经费增量目标}"
    )
    values = racing.loads(rules).values(path)
    assert values.units == ["甲县", "乙县", "丙县"]
    assert values.figures["R&D经费增量本期"] == [Fraction("1.20005"), Fraction("0.90001"), None]
    assert values.figures["R&D经费增量目标"] == [Fraction("1.1"), None, Fraction("0.33")]
    assert values.figures["研发活动覆盖率"] == [Fraction("56.1"), Fraction("3.45"), None]
    assert values.place("乙县", "研发活动覆盖率") == "数据!E5"
    assert [(b.where, b.text) for b in values.bad] == [("数据!C6", "约3千"), ("数据!D5", "#DIV/0!")]
    assert values.totals["合计"]["R&D经费增量本期"] == Fraction("2.10006")
    assert values.place("合计", "R&D经费增量目标") == "数据!D7"
    assert values.notes == [
        "C列“R&D经费增量本期”以万元计，已换算为规则的亿元",
        "D列“R&D经费增量目标”以万元计，已换算为规则的亿元",
        "第7行“合计”是汇总或其中项，不作为单位",
        "第8行是说明文字，未读：注：数据为快报数。",
    ]
    said = racing.loads(rules).run(path).done
    assert any("数据!F6：'待查' 不是“是”或“否”" in word for word in said)


@pytest.mark.parametrize("charset", ["gb18030", "utf-8", "utf-8-sig"])
def test_a_csv_of_any_charset_with_a_row_of_units(tmp_path: Path, charset: str) -> None:
    text = "单位,类别,R&D经费增量,R&D经费增量目标,研发活动覆盖率,弄虚作假\n,,亿元,万元,%,\n甲县,1,1.5,20000,45.6%,否\n乙县,2,2,-,50,是\n"
    path = tmp_path / "表.csv"
    path.write_bytes(text.encode(charset))
    result = CONTEST.run(path)
    assert [x.group for x in result.lines] == ["1", "2"], "a class that looks like a number is a word"
    assert result.values.figures["R&D经费增量目标"] == [2, None]
    assert result.values.figures["研发活动覆盖率"] == [Fraction("45.6"), 50]
    assert result.lines[1].vetoes == ("f",)
    assert result.bad == []


def test_a_unit_that_reported_nothing_is_in_the_race(tmp_path: Path) -> None:
    """Else who reports nothing would escape the last place; headings and notes without figures are no units."""
    path = tmp_path / "表.csv"
    head = "单位,类别,R&D经费增量,R&D经费增量目标,研发活动覆盖率,弄虚作假\n"
    path.write_text(
        head + "第一类县,,,,,\n甲县,1,1.5,2,45.6,否\n乙县,,,,,\n*快报数,,,,,\n注：略,,,,,\n", "utf-8"
    )
    values = CONTEST.values(path)
    assert values.units == ["甲县", "乙县"]
    assert values.figures["R&D经费增量"] == [Fraction("1.5"), None]
    assert [n[:9] for n in values.notes] == ["第2行是说明文字，", "第5行是说明文字，", "第6行是说明文字，"]


def test_a_needed_column_of_words_is_all_bad_cells_not_all_missing() -> None:
    rows = [
        {
            "单位": u,
            "类别": "一类",
            "R&D经费增量": "快了",
            "R&D经费增量目标": 1,
            "研发活动覆盖率": 1,
            "弄虚作假": "",
        }
        for u in "甲乙"
    ]
    assert len(CONTEST.run(rows).bad) == 2


def test_files_that_are_no_table_are_told(tmp_path: Path) -> None:
    with pytest.raises(FileUnusable, match="文件不存在。请核对路径"):
        CONTEST.values(tmp_path / "没有.xlsx")
    with pytest.raises(FileUnusable, match="前 30 行里没有找到表头。表头应有“单位、R&D经费增量"):
        CONTEST.values(book(tmp_path / "空.xlsx", [["说明"], ["无"]]))
    with pytest.raises(FileUnusable, match="没有工作表“甲”"):
        CONTEST.values(book(tmp_path / "表.xlsx", [["单位"]]), sheet="甲")
    (tmp_path / "表.pdf").write_bytes(b"%PDF")
    with pytest.raises(FileUnusable, match="不认识的文件类型"):
        CONTEST.values(tmp_path / "表.pdf")


def test_groups_that_do_not_fit_the_table_are_told() -> None:
    rules = RULES.replace("group_column: 类别", "groups: {一类: [甲, 丁]}")
    rows = [
        {"单位": u, "R&D经费增量": 1, "R&D经费增量目标": 1, "研发活动覆盖率": 1, "弄虚作假": ""}
        for u in "甲乙"
    ]
    done = racing.loads(rules).run(rows).done
    assert done[:2] == ["规则的分组里没有：乙", "规则的分组里有、数据表中没有：丁"]


def test_a_class_merged_over_its_units_is_theirs_and_a_merged_figure_is_told(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    made = xlsxwriter.Workbook(str(path))
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, ["类别", "单位", "R&D经费增量", "R&D经费增量目标", "研发活动覆盖率", "弄虚作假"])
    for r, unit in enumerate(["甲", "乙", "丙"], 1):
        sheet.write_row(r, 1, [unit, 1, None if unit == "丙" else 1, 50, "否"])
    sheet.merge_range(1, 0, 2, 0, "一类")
    sheet.write(3, 0, "二类")
    sheet.merge_range(2, 3, 3, 3, 2)
    made.close()
    result = CONTEST.run(path)
    assert [x.group for x in result.lines] == ["一类", "一类", "二类"]
    assert result.values.figures["R&D经费增量目标"] == [1, 2, None]
    assert result.values.notes == ["D3至D4是合并单元格，只算第一个单位的，请拆开填写"]


def test_units_in_the_rules_own_headings_and_a_heading_printed_twice(tmp_path: Path) -> None:
    rules = RULES.replace("{code: a, name: R&D经费增量, unit: 亿元", "{code: a, name: R&D经费增量（亿元）")
    heads = ["地区", "类别", "R&D经费增量（万元）", "R&D经费增量目标", "研发活动覆盖率", "弄虚作假"]
    rows: list[list[Any]] = [
        heads,
        ["甲", "一类", 5000, 1, 2, "否"],
        heads,
        ["乙", "一类", 10000, 1, 3, "否"],
    ]
    values = racing.loads(rules).values(book(tmp_path / "表.xlsx", rows))
    assert values.units == ["甲", "乙"]
    assert values.figures["R&D经费增量（亿元）"] == [Fraction(1, 2), 1]
    assert "第3行是重复的表头，未读" in values.notes and values.bad == []
