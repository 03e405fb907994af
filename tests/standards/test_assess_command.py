"""`luodi assess`: people's files in, a workbook out; what cannot be read is told, all of it, and the rest judged."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from luodi.cli import luodi

HEADS = [
    "统一社会信用代码", "企业名称", "行政区划代码", "职工总数", "科技人员数", "2024年销售收入（元）", "资产总额（万元）",
    "加计扣除研发费用（万元）", "成本费用支出(万元)", "Ⅰ类知识产权（科技型）", "Ⅱ类知识产权（科技型）", "备注",
]  # fmt: skip
GOOD = ["91350100M000100Y43", "=1+1公司", "340802", 100, 30, 50_000_000, 6000, 300, 4500, 0, 4, "x"]
SHORT = ["91512081MA62K0260E", "乙公司", "340803", 207, 31, 20_000_000, 100, 10, 4500, 0, 1, ""]


def write(path: Path, *rows: list[object], heads: list[str] = HEADS) -> Path:
    if path.suffix == ".csv":
        with path.open("w", newline="", encoding="gb18030") as stream:
            csv.writer(stream).writerows([heads, *rows])
        return path
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in [["各县企业表"], heads, *rows]:
        page.append(row)
    for cell in page["B"]:
        cell.data_type = "s"  # a name that begins with = is a name
    book.save(path)
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(luodi, ["assess", *map(str, arguments)])


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_a_firm_passes_and_another_is_told_what_it_lacks(tmp_path: Path, suffix: str) -> None:
    source = write(tmp_path / f"企业{suffix}", GOOD, SHORT)
    out = tmp_path / "out.json"
    result = run(source, "--standard", "tech-sme", "--on", "2026-05-01", "-o", out)
    assert result.exit_code == 0, result.output
    first, second = json.loads(out.read_text("utf-8"))["standards"][0]["firms"]
    assert (first["verdict"], first["total"]) == ("pass", [94, 94])
    # 31/207 is not 15 %: 4 points, not 8; the sales in 元 were read as 2,000 万元
    assert (second["verdict"], second["total"]) == ("fail", [10, 10])
    assert second["lacks"] == ["综合评价得分还差50分"]
    assert "备注" in result.output


def test_every_bad_cell_is_told_and_the_good_firms_are_judged(tmp_path: Path) -> None:
    bad = [*SHORT[:3], "两百", "31人多", *SHORT[5:]]
    bad[0] = "91110000802100433B"
    source = write(tmp_path / "firms.xlsx", bad, GOOD, GOOD, ["", "没有代码", *SHORT[2:]])
    out = tmp_path / "out.json"
    result = run(source, "--standard", "tech-sme", "-o", out)
    assert result.exit_code == 1
    told = json.loads(out.read_text("utf-8"))
    assert (told["read"], told["judged"]) == (4, 1)
    assert [(p["row"], p["letter"]) for p in told["problems"]] == [(3, "D"), (3, "E"), (5, "A"), (6, "A")]
    for words in ("第 3 行 D 列（职工总数）", "第 3 行 E 列（科技人员数）", "第 5 行", "第 6 行"):
        assert words in result.output


def test_the_workbook_speaks_to_an_official(tmp_path: Path) -> None:
    source = write(tmp_path / "firms.xlsx", GOOD, SHORT)
    out = tmp_path / "结果.xlsx"
    assert run(source, "--standard", "tech-sme", "--standard", "sme-size", "-o", out).exit_code == 0
    book = openpyxl.load_workbook(out)
    assert len(book.sheetnames) == 4
    page = book.worksheets[0]
    rows = list(page.iter_rows(values_only=True))
    assert rows[0][:4] == ("统一社会信用代码", "企业名称", "区划代码", "结论")
    assert rows[1][:4] == ("91350100M000100Y43", "=1+1公司", "340802", "符合")
    assert page["B2"].data_type == "s"  # what begins with = is text
    assert page["B2"].quotePrefix
    assert rows[2][3:7] == ("不符合", 10, "综合评价得分不低于60分", "综合评价得分还差50分")


def test_a_missing_figure_is_not_nought(tmp_path: Path) -> None:
    source = write(tmp_path / "firms.csv", [*GOOD[:10], "", ""])
    out = tmp_path / "out.json"
    assert run(source, "--standard", "tech-sme", "-o", out).exit_code == 0
    (firm,) = json.loads(out.read_text("utf-8"))["standards"][0]["firms"]
    assert (firm["verdict"], firm["total"], firm["missing"]) == ("unknown", None, ["Ⅱ类知识产权"])


def test_identifiers_and_days_since_registration(tmp_path: Path) -> None:
    source = write(
        tmp_path / "f.csv", ["91350100M000100Y43", "2025-05-01", "C"], heads=["uscc", "成立日期", "sector"]
    )
    out = tmp_path / "out.parquet"
    assert run(source, "--standard", "high-tech", "--on", "2026-04-30", "-o", out).exit_code == 0
    (firm,) = pq.read_table(out).to_pylist()
    assert firm["high_tech_2016_H1"] is False
    assert firm["high_tech_2016_lack_H1"] == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--standard", "no-such"), "no-such"),
        (("--standard", "innovation-points"), "权重"),
        (("--sheet", "没有的"), "没有"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    source = write(tmp_path / "firms.xlsx", GOOD)
    result = run(source, *arguments, "-o", tmp_path / "out.json")
    assert result.exit_code == 1
    assert words in result.output
    assert not (tmp_path / "out.json").exists()


def test_the_file_read_is_never_written_over(tmp_path: Path) -> None:
    source = write(tmp_path / "firms.xlsx", GOOD)
    before = source.read_bytes()
    assert run(source, "--standard", "tech-sme", "-o", source).exit_code == 1
    assert source.read_bytes() == before


PLAIN = ["统一社会信用代码", "企业名称", "职工总数", "科技人员", "销售收入(万元)", "资产总额(万元)", "研发费用(万元)",
         "成本费用支出(万元)", "I类知识产权数", "Ⅱ类知识产权"]  # fmt: skip
FIRM = [GOOD[0], "甲公司", 100, 30, 5000, 6000, 300, 4500, 0, 4]


def judged(source: Path, out: Path, *more: object) -> tuple[Result, list[dict[str, object]]]:
    result = run(source, *more, "--on", "2026-05-01", "-o", out)
    return result, json.loads(out.read_text("utf-8"))["standards"][0]["firms"] if out.exists() else []


def test_a_word_means_what_the_asked_standard_means_by_it(tmp_path: Path) -> None:
    source, out = write(tmp_path / "企业.xlsx", FIRM, heads=PLAIN), tmp_path / "out.json"
    result, (firm,) = judged(source, out, "--standard", "tech-sme")
    assert (firm["verdict"], firm["total"], firm["missing"]) == ("pass", [94, 94], [])
    assert "“研发费用(万元)”按所评标准的口径，读作“加计扣除口径研发费用”" in result.output
    result, (firm,) = judged(source, out, "--standard", "high-tech")
    assert "科技人员数" not in firm["missing"] and "读作“当年科技人员平均数”" in result.output


def test_a_word_of_several_meanings_is_told(tmp_path: Path) -> None:
    source, out = write(tmp_path / "企业.xlsx", FIRM, heads=PLAIN), tmp_path / "out.json"
    result, (firm,) = judged(source, out, "--standard", "tech-sme", "--standard", "specialised-sme")
    assert "研发费用" in firm["missing"]
    assert (
        "“研发费用(万元)”按“研发费用”读；另有口径不同的 “加计扣除口径研发费用”（科技型中小企业评价用）"
        in result.output
    )


def test_a_figure_counted_for_the_standard_goes_before_a_plain_one(tmp_path: Path) -> None:
    heads = [*PLAIN[:6], "加计扣除研发费用(万元)", *PLAIN[7:], "研发费用(万元)"]
    source, out = write(tmp_path / "企业.xlsx", [*FIRM, 1], heads=heads), tmp_path / "out.json"
    _, (firm,) = judged(source, out, "--standard", "tech-sme")
    assert firm["total"] == [94, 94]


def test_merged_headings_a_hidden_copy_and_a_line_of_sums(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    old = book.active
    assert old is not None
    old.title, old.sheet_state = "旧表", "hidden"
    page = book.create_sheet("今年")
    groups = [
        "信用代码",
        "企业名称",
        "人员（人）",
        None,
        "财务指标（万元）",
        None,
        None,
        None,
        "知识产权（项）",
        None,
    ]
    parts = [
        None,
        None,
        "职工总数",
        "科技人员",
        "销售收入",
        "资产总额",
        "研发费用",
        "成本费用支出",
        "Ⅰ类",
        "Ⅱ类",
    ]
    for row in [groups, parts, FIRM, ["合计", None, 100, 30, 5000, 6000, 300, 4500, 0, 4]]:
        page.append(row)
    for first, last in (("A1", "A2"), ("B1", "B2"), ("C1", "D1"), ("E1", "H1"), ("I1", "J1")):
        page.merge_cells(f"{first}:{last}")
    for row in [PLAIN, [*FIRM[:4], 9, *FIRM[5:]]]:
        old.append(row)
    book.save(source := tmp_path / "企业.xlsx")
    result, (firm,) = judged(source, tmp_path / "out.json", "--standard", "tech-sme")
    assert result.exit_code == 0 and "读到 1 家" in result.output and "工作表“今年”" in result.output
    assert (firm["verdict"], firm["total"]) == ("pass", [94, 94])


def test_years_below_a_group_and_shares_shown_as_per_cent(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(
        [
            "统一社会信用代码",
            "企业名称",
            "营业收入（万元）",
            None,
            None,
            "研发费用（万元）",
            None,
            "细分市场占有率",
        ]
    )
    page.append([None, None, "2023年", "2024年", "2025年", "2024年", "2025年"])
    page.append([GOOD[0], "甲公司", 10000, 10500, 11024.99, 600, 599.99, 0.0999])
    page["H3"].number_format = "0.00%"
    book.save(source := tmp_path / "企业.xlsx")
    result, (firm,) = judged(source, tmp_path / "out.json", "--standard", "little-giant")
    assert "百分比格式" in result.output
    assert {"G2c", "G3a"} <= set(firm["failed"]) and "G3b" not in firm["failed"]


def test_lines_between_the_firms_are_no_firms_and_a_wrong_code_is_told_once(tmp_path: Path) -> None:
    heads = ["纳税人识别号", "企业名称", "从业人员", "从业人员", "营业收入（万元）"]
    rows = [["甲", "乙", 1, 2, 3], [GOOD[0], "甲公司", 20, 1, 300], heads, [f'="{SHORT[0]}"', "乙公司", "２０", 1, 300],
            ["91350100M000100Y4", "丙公司", 20, 1, 300]]  # fmt: skip
    source = write(tmp_path / "企业.csv", *rows, heads=heads)
    result, firms = judged(source, tmp_path / "out.json", "--standard", "sme-size")
    assert [f["name"] for f in firms] == ["甲公司", "乙公司"] and "读到 3 家，评价 2 家" in result.output
    assert result.output.count("第 6 行") == 1 and "实为 17 位" in result.output
    assert "从业人员（与“从业人员”列同为一项，用前一列）" in result.output


def test_nobody_asks_a_young_firm_for_years_before_it_was(tmp_path: Path) -> None:
    heads = [
        "统一社会信用代码",
        "企业名称",
        "成立日期",
        *(f"{y}年{w}" for w in ("研究开发费用", "销售收入", "净资产") for y in (2023, 2024, 2025)),
    ]
    figures = [None, 50, 60, None, 800, 1200, None, 500, 600]
    source = write(tmp_path / "企业.xlsx", [GOOD[0], "新公司", "2024-02-01", *figures],
                   [SHORT[0], "老公司", "2015-02-01", *figures], heads=heads)  # fmt: skip
    _, (young, old) = judged(source, tmp_path / "out.json", "--standard", "high-tech")
    assert not [m for m in young["missing"] if "前2年" in m]
    assert {"销售收入（前2年）", "净资产（前2年）"} <= set(old["missing"])
