"""Files as people have them: every bad cell named at once, the good rows kept, nothing guessed in silence."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from tests.lake.kit import AT, CODES, A, B, C, book, put, taken

from luodi.lake import Lake, LakeError, inspect, sample

HEAD = ["企业名称", "统一社会信用代码", "营业收入", "研发费用", "职工总数", "是否高新技术企业"]


def test_every_flaw_is_told_at_once_with_its_place_and_the_rest_is_kept(tmp_path: Path) -> None:
    path = book(
        tmp_path / "年报2025.xlsx",
        [
            ["2025年度企业情况", None, None, None, None, "单位：元"],
            HEAD,
            ["甲", A, "12,345,678.9", "—", 120, "是"],
            ["乙", B, "约500万", 1, 3.5, "大概"],
            ["丙", C[:-1], 1, 1, 1, "否"],
            ["丁", CODES[3], 5000000, "20万元", None, ""],
            ["合计", None, 99, 99, 99, None],
            ["填表人：王五"],
        ],
    )
    reading = taken(path, "figures")
    assert [(p.row, p.letter, p.value) for p in reading.errors] == [
        (4, "C", "约500万"), (4, "E", "3.5"), (4, "F", "大概"), (5, "B", C[:-1]),
    ]  # fmt: skip
    assert all(p.what and p.do for p in reading.problems)
    assert (reading.read, reading.rejected) == (4, 2)
    kept = {r["uscc"]: r for r in reading.rows.to_pylist()}
    assert set(kept) == {A, CODES[3]}
    assert kept[A]["revenue_wan"] == 1_234_567_890
    assert kept[A]["rd_wan"] is None  # a dash is nothing, not zero
    assert kept[CODES[3]]["rd_wan"] == 20_000_000  # the cell's own unit wins
    assert kept[A]["year"] == 2025
    assert kept[A]["_row"] == 3


def test_the_sample_of_a_real_table(tmp_path: Path) -> None:
    path = tmp_path / "填报.xlsx"
    said = sample.workbook(path)
    reading = taken(path, "figures")
    assert reading.read == said["firms"]
    assert len(reading.errors) == said["wrong"] == reading.rejected
    swallowed = next(p for p in reading.errors if p.value.endswith("000"))
    assert "文本" in swallowed.do
    by_row = {(r["_row"], r["year"]): r for r in reading.rows.to_pylist()}
    assert by_row[29, 2025]["rd_wan"] == -12_500_000
    assert by_row[32, 2025]["revenue_wan"] == 1_200_500_000
    assert {r["year"] for r in reading.rows.to_pylist()} == {2024, 2025}


def test_cells_whose_formula_failed_are_told_not_taken_for_empty(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    page.append(["统一社会信用代码", "年度", "营业收入（万元）"])
    page.append([A, 2025, 5])
    page.append([B, 2025, None])
    page["C3"].value, page["C3"].data_type = "#DIV/0!", "e"
    made.save(tmp_path / "a.xlsx")
    reading = taken(tmp_path / "a.xlsx", "figures")
    assert [(p.row, p.letter, p.value) for p in reading.errors] == [(3, "C", "#DIV/0!")]
    assert reading.rows["uscc"].to_pylist() == [A]


def test_cells_shown_as_per_cent_are_read_as_shown(tmp_path: Path) -> None:
    """0.15 in a percent format is 15%: right where the figure is a share, a flaw where it is an amount."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        page, shown = made.add_worksheet(), made.add_format({"num_format": "0.0%"})
        page.write_row(0, 0, ["统一社会信用代码", "年度", "细分市场占有率", "营业收入（万元）"])
        for row, (code, share, money) in enumerate([(A, 0.15, 5), (B, 12.5, 6), (C, 0.1 + 0.2, 0.07)], 1):
            page.write_row(row, 0, [code, 2025])
            page.write(row, 2, share, shown if share < 1 else None)
            page.write(row, 3, money, shown if money < 1 else None)
    reading = taken(path, "figures")
    kept = {r["uscc"]: r["market_share_pct"] for r in reading.rows.to_pylist()}
    assert kept == {A: 15_000_000, B: 12_500_000}
    assert [(p.row, p.letter, p.value) for p in reading.errors] == [(4, "D", "7%")]
    assert [n for n in reading.notes if "百分" in n] == [
        "C 列“细分市场占有率”有 2 个单元格是百分比格式，按看到的百分数读（0.15 读作 15%）",
        "D 列“营业收入（万元）”有 1 个单元格是百分比格式，按看到的百分数读（0.15 读作 15%）",
    ]


def test_a_table_that_begins_elsewhere_keeps_its_letters_and_rows(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx", [["统一社会信用代码", "年度", "研发费用(万元)"], [A, 2025, "x"]], top=4, left=2
    )
    (problem,) = taken(path, "figures").errors
    assert (problem.row, problem.letter) == (6, "E")


def test_two_headings_over_years_and_a_line_of_units(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        [
            ["信用代码", "研发费用", None, "从业人员"],
            [None, "2024年", "2025年", None],
            [None, "元", "元", "人"],
            [A, 10000, 25000, 7],
        ],
    )
    reading = taken(path, "figures", year=2025)
    found = {r["year"]: (r["rd_wan"], r["staff"]) for r in reading.rows.to_pylist()}
    assert found == {2024: (1_000_000, None), 2025: (2_500_000, 7)}


def test_last_year_is_counted_from_the_year_of_the_row(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        [
            ["信用代码", "年度", "营业收入（万元）", "上年营业收入（万元）"],
            [A, "2025年", 3, 2],
            [B, 2024, 5, 4],
        ],
    )
    found = {(r["uscc"], r["year"]): r["revenue_wan"] for r in taken(path, "figures").rows.to_pylist()}
    assert found == {(A, 2025): 3_000_000, (A, 2024): 2_000_000, (B, 2024): 5_000_000, (B, 2023): 4_000_000}


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_of_any_charset(tmp_path: Path, charset: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f'统一社会信用代码,年度,营业收入（万元）\n{A},2025,"1,200.5"\n'.encode(charset))
    assert taken(path, "figures").rows["revenue_wan"].to_pylist() == [1_200_500_000]


def test_parquet_keeps_its_digits(tmp_path: Path) -> None:
    table = pa.table(
        {"uscc": [A], "year": [2025], "revenue_wan": pa.array([Decimal("0.10")], pa.decimal128(9, 2))}
    )
    pq.write_table(table, tmp_path / "a.parquet")
    assert taken(tmp_path / "a.parquet", "figures").rows["revenue_wan"].to_pylist() == [100_000]


def test_doubled_rows_same_and_different(tmp_path: Path) -> None:
    rows = [
        ["信用代码", "年度", "营业收入（万元）"],
        [A, 2025, 3],
        [A, 2025, 3],
        [B, 2025, 4],
        [B, 2025, 5],
        [C, 2025, 6],
    ]
    reading = taken(book(tmp_path / "a.xlsx", rows), "figures")
    assert reading.rows["uscc"].to_pylist() == [A, C]
    assert [(p.row, p.level) for p in reading.problems] == [(3, "warning"), (4, "error"), (5, "error")]


def test_beside_the_register_of_firms(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    put(lake, "firms", [{"uscc": A, "name": "甲公司", "county": "990121"}])
    rows = [["信用代码", "企业名称", "年度", "职工总数"], [A, "乙公司", 2025, 3], [B, "丙", 2025, 3]]
    reading = taken(book(tmp_path / "a.xlsx", rows), "figures", lake)
    assert [(p.row, p.letter, p.level) for p in reading.problems] == [
        (2, "B", "warning"),
        (3, "A", "warning"),
    ]
    assert reading.rows.num_rows == 2


def test_a_heading_once_explained_is_remembered(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    rows = [["信用代码", "企业名称", "营业额", "研发费用（万元）"], [A, "甲", 30000, 3]]
    path = book(tmp_path / "2024.xlsx", rows)
    assert inspect(path, "figures").columns[2].target == ""
    lake.add(taken(path, "figures", lake, {"营业额": "营业收入:元", "D": ""}), by="张三", at=AT)
    rows[1][2] = 50000
    again = inspect(book(tmp_path / "2025.xlsx", rows), "figures", lake=lake)
    assert again.remembered
    assert (again.columns[2].target, again.columns[2].unit) == ("revenue_wan", "元")
    assert again.columns[3].target == ""
    assert taken(again.path, "figures", lake).rows["revenue_wan"].to_pylist() == [5_000_000]


def test_what_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"no workbook")
    (tmp_path / "a.docx").write_bytes(b"")
    empty = book(tmp_path / "b.xlsx", [["这里", "没有"], ["表", "头"]])
    for path in (tmp_path / "a.xlsx", tmp_path / "a.docx", empty, tmp_path / "none.csv"):
        with pytest.raises(LakeError) as told:
            inspect(path, "figures")
        assert path.name in str(told.value)
        assert told.value.do
    no_year = book(tmp_path / "c.xlsx", [["信用代码", "研发费用（万元）"], [A, 1]])
    with pytest.raises(LakeError, match="年度"):
        taken(no_year, "figures")


def test_a_unit_that_is_no_unit_of_the_column(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["信用代码", "年度", "研发费用（人）"], [A, 2025, 1]])
    with pytest.raises(LakeError, match="单位"):
        taken(path, "figures")


def test_figures_in_yuan_without_a_word_are_suspected(tmp_path: Path) -> None:
    rows = [["信用代码", "年度", "营业收入"], *([code, 2025, 23_456_789.12] for code in CODES)]
    reading = taken(book(tmp_path / "a.xlsx", rows), "figures")
    assert any("以元填报" in p.what for p in reading.warnings)
    assert reading.notes


def test_titles_get_the_end_everybody_knows(tmp_path: Path) -> None:
    rows = [["信用代码", "资质类型", "证书编号", "发证日期", "有效期至"], [A, "高新技术企业", "GR1", "2023年11月28日", None],
            [A, "科技型中小企业", "2", 45000, "2024-03-31"]]  # fmt: skip
    reading = taken(book(tmp_path / "a.xlsx", rows), "qualifications")
    assert reading.rows["valid_to"].to_pylist() == [dt.date(2026, 11, 27), dt.date(2024, 3, 31)]
    assert reading.rows["issued"].to_pylist()[1] == dt.date(2023, 3, 15)
    assert [(p.row, p.level) for p in reading.problems] == [(2, "warning")]


def test_the_same_right_written_in_two_ways_is_one(tmp_path: Path) -> None:
    rows = [["信用代码", "专利类型", "专利号", "授权日"], [A, "发明专利", "ZL 2020 1 0123456.7", "2022-01-01"],
            [A, "发明", "202010123456.7", "2022-01-01"], [A, "天书", "3", "2022-01-01"]]  # fmt: skip
    reading = taken(book(tmp_path / "a.xlsx", rows), "ip")
    assert reading.rows.num_rows == 1
    assert [(p.row, p.letter, p.level) for p in reading.problems] == [(3, "A", "warning"), (4, "B", "error")]


def test_a_bracket_that_says_by_which_rule_is_another_figure(tmp_path: Path) -> None:
    """R&D by the tax rule was kept as R&D by the books when the rule stood in brackets."""
    heads = [
        "统一社会信用代码",
        "研发费用（加计扣除口径）（万元）",
        "研发费用（高企口径）",
        "研发费用（本市另定口径）",
        "职工总数（含劳务派遣）",
    ]
    reading = taken(book(tmp_path / "年报2025.xlsx", [heads, [A, 1, 2, 3, 4]]), "figures")
    (row,) = reading.rows.to_pylist()
    assert (row["rd_super_wan"], row["rd_hnte_wan"], row["rd_wan"], row["staff_total"]) == (
        1_000_000,
        2_000_000,
        None,
        4,
    )


def test_headings_printed_again_and_marks_of_columns_are_no_firms(tmp_path: Path) -> None:
    rows = [HEAD, ["甲", "乙", 1, 2, 3, 4], ["甲公司", A, 1, 1, 1, "是"], HEAD, ["乙公司", B, 1, 1, 1, "否"]]
    reading = taken(book(tmp_path / "年报2025.xlsx", rows), "figures")
    assert (reading.read, reading.errors) == (2, [])


def test_parts_below_a_merged_group_and_a_hidden_old_copy(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    old = made.active
    assert old is not None
    old.title, old.sheet_state = "旧", "hidden"
    page = made.create_sheet("新")
    for row in [HEAD, ["甲公司", A, 9, 9, 9, "否"]]:
        old.append(row)
    for row in [["企业名称", "信用代码", "财务指标（元）", None, "知识产权（项）", None], [None, None, "营业收入", "研发费用", "Ⅰ类", "Ⅱ类"],
                ["甲公司", A, 10000, 20000, 3, 4]]:  # fmt: skip
        page.append(row)
    made.save(path := tmp_path / "年报2025.xlsx")
    (row,) = taken(path, "figures").rows.to_pylist()
    assert (row["revenue_wan"], row["rd_wan"]) == (1_000_000, 2_000_000)
    assert (row["ip_sme_class1"], row["ip_sme_class2"]) == (3, 4)
