"""`luodi race`: rules and people's files in; places, a workbook, a notice, JSON and draws out; bad cells told."""

from __future__ import annotations

import io
import json
from fractions import Fraction
from pathlib import Path

import docx
import numpy as np
import openpyxl
import pytest

from commands import run
from luodi import racing

ROOT = Path(__file__).parents[2]
NOW, BEFORE = ROOT / "examples/race/2026年一季度.csv", ROOT / "examples/race/2025年四季度.csv"
OWN = ROOT / "examples/race/赛马规则.yaml"


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "表.csv"
    path.write_bytes(
        NOW.read_bytes().replace(b"8.88,8.00", b"x").replace(b"2.57,1.83", "约2.57,1.83".encode())
    )
    return path


def test_the_shipped_rules_are_listed_and_shown() -> None:
    assert "county-race@2026-1" in run("race", "list").stdout
    shown = run("race", "show", "county-race").stdout
    for word in (
        "R&D经费投入强度",
        "功效系数法",
        "base=60 spread=40",
        "国家级平台和奖励：每项5分，最多10分",
        "A类：80分以上",
    ):
        assert word in shown


def test_a_run_prints_places_and_what_moved() -> None:
    result = run("race", "run", "county-race", NOW, "--previous", BEFORE)
    assert result.exit_code == 0
    lines = {row.split()[1]: row for row in result.stdout.splitlines() if row[:1].isdigit()}
    assert lines["槐阳区"].split()[:4] == ["1", "槐阳区", "96.96", "—"]
    assert "↑1" in lines["桐口市"]
    assert "缺报" in result.stdout
    assert "第13行“合计”是汇总或其中项，不作为单位" in result.stderr
    assert "9个单位，9个排名，0个单元格读不懂" in result.stderr


def test_json_keeps_every_digit(tmp_path: Path) -> None:
    out = tmp_path / "结果.json"
    run("race", "run", "county-race", NOW, "--period", "2026年一季度", "-o", out)
    found = json.loads(out.read_text("utf-8"))
    exact = {x.unit: x.score for x in racing.load("county-race").run(NOW).lines}
    assert {x["unit"]: Fraction(x["score"]) for x in found["lines"]} == exact
    assert found["period"] == "2026年一季度" and found["source"] == NOW.name
    cell = next(x for x in found["lines"] if x["unit"] == "青禾县")["indicators"]["contracts"]
    assert cell["figure"] is None and cell["where"] == "M11" and "缺报" in cell["note"]


def test_a_workbook_and_a_notice(tmp_path: Path) -> None:
    book, paper = tmp_path / "成绩.xlsx", tmp_path / "通报.docx"
    run("race", "run", OWN, NOW, "--previous", BEFORE, "--previous-spec", "county-race", "-o", book)
    sheets = openpyxl.load_workbook(io.BytesIO(book.read_bytes()))
    assert [c.value for c in sheets["成绩"][4]][:4] == [1, 1, 0, "槐阳区"]
    run(
        "race",
        "run",
        "county-race",
        NOW,
        "-o",
        paper,
        "--issuer",
        "澄川市办公室",
        "--on",
        "2026-04-20",
        "--number",
        "澄办〔2026〕7号",
        "--addressee",
        "各县",
    )
    text = "\n".join(p.text for p in docx.Document(str(paper)).paragraphs)
    assert "澄川市办公室" in text and "2026年4月20日" in text and "各县：" in text
    assert "石梁县" not in text, "the rules let only the first and last three be printed"
    run("race", "run", "county-race", NOW, "-o", paper, "--commend", "2", "--period", "2026年一季度")
    praise = docx.Document(str(paper))
    names = [row.cells[1].text for row in praise.tables[0].rows]
    assert names[2:] == ["槐阳区", "松陵区"] and "表扬" in praise.paragraphs[0].text


def test_bad_cells_are_told_and_stop_a_notice(bad: Path, tmp_path: Path) -> None:
    result = run("race", "run", "county-race", bad)
    assert result.exit_code == 1 and "槐阳区" in result.stdout
    assert "C4：'约2.57' 不是数，按缺报处理" in result.stderr
    out = tmp_path / "通报.docx"
    refused = run("race", "run", "county-race", bad, "-o", out)
    assert refused.exit_code == 1 and not out.exists()
    assert "有1个单元格读不懂，没有写通报" in refused.output


def test_a_check_names_cells_and_sources(bad: Path) -> None:
    good = run("race", "check", "county-race", NOW, "--previous", BEFORE)
    assert good.exit_code == 0
    assert (
        "疑似｜M11：青禾县“吸纳技术合同成交额”缺报：缺报计0分；请核实是否真的没有（来源：科技局）"
        in good.stdout
    )
    wrong = run("race", "check", "county-race", bad)
    assert wrong.exit_code == 1
    assert wrong.stdout.startswith("错误｜C4：'约2.57' 不是数，按缺报处理，请改正后重算\n")
    assert "错误1处，疑似" in wrong.stderr


def test_the_draws_are_kept(tmp_path: Path) -> None:
    common = ("race", "stress", "county-race", NOW, "--draws", "200", "--seed", "7", "--vary", "weights=30%")
    printed = run(*common, "--vary", "means=arithmetic,geometric").stdout
    assert "槐阳区" in printed and "抽样200次，种子7" in printed and "arithmetic、geometric" in printed
    data, table, arrays = (tmp_path / f"检验.{kind}" for kind in ("json", "xlsx", "npz"))
    for out in (data, table, arrays):
        assert run(*common, "-o", out).exit_code == 0
    found = json.loads(data.read_text("utf-8"))
    kept = np.load(arrays)
    assert np.array_equal(np.array(found["ranks"]), kept["ranks"]) and kept["ranks"].shape == (200, 9)
    assert found["intervals"][0]["unit"] == "槐阳区" and found["intervals"][0]["place"] == 1
    rows = openpyxl.load_workbook(io.BytesIO(table.read_bytes()))["抽样"]
    assert [c.value for c in rows[2]][1:10] == found["ranks"][0]


def test_two_rules_side_by_side() -> None:
    said = run("race", "compare", "county-race", OWN, NOW).stdout
    row = next(line for line in said.splitlines() if line.startswith("青禾县"))
    assert row.split()[1:4] == ["9", "6", "↑3"]


def test_what_the_rules_themselves_differ_in() -> None:
    said = run("race", "compare", "county-race", OWN, NOW).stdout
    told = said.splitlines()
    for line in (
        "R&D经费投入强度：权重 15 → 25",
        "R&D经费增量：上限 无 → 110",
        "专精特新中小企业：计分公式 功效系数法 → 位次法",
        "全部：缺报规则 缺报计0分 → 缺报按组内最低分计",
        "创新投入：维度 无 → 有（权重40）",
        "人才团队：指标 有（权重6，功效系数法） → 无",
        "A类：等次 80分以上 → 无",
    ):
        assert line in told, line
    assert "每项加5分，最多10分" in said and "每项加2分，最多4分" in said, "a cap that changed is told"
    assert "完全相同" in run("race", "compare", OWN, OWN, NOW).stdout


def test_why_a_unit_stands_where_it_does(tmp_path: Path) -> None:
    said = run("race", "explain", "county-race", NOW, "云岭县", "--previous", BEFORE)
    assert said.exit_code == 0
    rows = [" ".join(line.split()) for line in said.stdout.splitlines()]
    assert rows[0] == "云岭县第5名（共9个），总分81.36分，二类第2名，A类。"
    assert "R&D经费增量 0.84亿元 目标0.96 87.50 10 8.75 +0.04 D9" in rows
    assert "高新技术企业净增 5 6 +1.71 0.00 0.00 +1.71" in rows and "位次 +0.50 +0.50 0.00 +1.00" in rows
    assert any(row.startswith("云岭县由第6名升到第5名") for row in rows)
    assert "最省力的组合" in said.stdout and "对云岭县最有利的权重下排第4名" in said.stdout
    out = tmp_path / "说明.json"
    changed = ("--previous", BEFORE, "--previous-spec", OWN, "-o", out)
    assert run("race", "explain", "county-race", NOW, "云岭县", *changed).exit_code == 0
    found = json.loads(out.read_text("utf-8"))
    parts = found["movement"]["score"]
    old, new = racing.load(OWN).run(BEFORE), racing.load("county-race").run(NOW)
    apart = (new.line("云岭县").score or 0) - (old.line("云岭县").score or 0)
    assert sum(Fraction(v) for v in parts.values()) == apart and Fraction(parts["rule"]) != 0
    assert Fraction(found["line"]["score"]) == new.line("云岭县").score
    assert found["lift"]["mix"] and found["best_case"]["place"] == 4


def test_a_new_unit_and_missing_figures_are_explained(tmp_path: Path) -> None:
    text = BEFORE.read_text("utf-8-sig")
    older = tmp_path / "上期.csv"
    older.write_text("\n".join(x for x in text.splitlines() if not x.startswith("青禾县")), "utf-8")
    said = run("race", "explain", "county-race", NOW, "青禾县", "--previous", older).stdout
    assert "青禾县是本期新参加的单位" in said
    assert any(line.split()[:2] == ["吸纳技术合同成交额", "缺报"] for line in said.splitlines())


def test_what_places_hang_on(tmp_path: Path) -> None:
    common = ("race", "sensitivity", "county-race", NOW, "--draws", "64", "--vary", "weights=30%")
    said = run(*common).stdout
    assert "规上工业研发活动覆盖率权重" in said and "抽样64次，种子1" in said
    data, book = tmp_path / "敏.json", tmp_path / "敏.xlsx"
    for out in (data, book):
        assert run(*common, "--by", "dimension", "-o", out).exit_code == 0
    found = json.loads(data.read_text("utf-8"))
    assert [x["code"] for x in found["inputs"]] == [
        "investment",
        "firms",
        "coverage",
        "transfer",
        "platforms",
    ]
    assert len(found["without"]) == 12 and len(found["best_case"]) == 9
    assert all(sum(b["weights"].values()) == pytest.approx(1) for b in found["best_case"])
    sheets = openpyxl.load_workbook(io.BytesIO(book.read_bytes()))
    assert sheets.sheetnames == ["敏感性", "一阶", "总阶", "去掉一项", "最有利权重"]
    rows = list(sheets["总阶"].iter_rows(values_only=True))
    first = found["inputs"][0]
    unit = next(row for row in rows if row[0] == "白塔县")
    assert unit[1] == pytest.approx(first["total"]["白塔县"])


def test_what_cannot_be_studied_is_told_and_the_rest_is_done(tmp_path: Path) -> None:
    rules = tmp_path / "一项.yaml"
    rules.write_text(
        "id: one\nversion: '1'\ntitle: 一项\neffective_from: 2026-01-01\nindicators:\n"
        "  - {code: a, name: R&D经费投入强度, weight: 100, normaliser: efficacy}\n",
        "utf-8",
    )
    told = run("race", "sensitivity", rules, NOW, "--draws", "16")
    assert told.exit_code == 0 and "没有做“去掉一个指标”：规则只有一个指标" in told.stderr
    assert "槐阳区" in told.stdout


def test_what_lifts_a_unit_one_place() -> None:
    said = run("race", "lift", "county-race", NOW, "云岭县").stdout
    assert "云岭县第5名，前面是白塔县，相差0.0326分" in said
    assert "最省力的组合：R&D经费增量由0.84到0.85亿元" in said and "已证明没有更省的" in said
    assert "槐阳区前面没有单位（第1名）" in run("race", "lift", "county-race", NOW, "槐阳区").stdout
    unknown = run("race", "lift", "county-race", NOW, "无名县")
    assert unknown.exit_code == 1 and "数据表里没有“无名县”；有 槐阳区、" in unknown.output


def test_the_workbook_says_why_each_unit_moved(tmp_path: Path) -> None:
    out = tmp_path / "成绩.xlsx"
    run("race", "run", "county-race", NOW, "--previous", BEFORE, "-o", out)
    rows = list(openpyxl.load_workbook(io.BytesIO(out.read_bytes()))["升降原因"].iter_rows(values_only=True))
    risen = next(row for row in rows if row[0] == "桐口市")
    assert sum(risen[1:4]) == 1 and "第3" in str(risen[-1])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "nobody", NOW), "没有规则文件“nobody”；自带的规则有 county-race、innovation-index"),
        (("run", "county-race", "没有.xlsx"), "没有.xlsx：文件不存在"),
        (("run", "county-race", NOW, "-o", "x.pdf"), "结果文件应以"),
        (("run", "county-race", NOW, "--commend", "2"), "--commend 要和 -o 表扬.docx 一起用"),
        (("run", "county-race", NOW, "--previous-spec", "county-race"), "要和 --previous 一起用"),
        (("explain", "county-race", NOW, "无名县"), "数据表里没有“无名县”；有 槐阳区、"),
        (("explain", "county-race", NOW, "云岭县", "-o", "x.xlsx"), "结果文件应以 .json 结尾"),
        (("explain", "county-race", NOW, "云岭县", "--previous-spec", OWN), "要和 --previous 一起用"),
        (("explain", "county-race", NOW, "云岭县", "--previous", "没有.csv"), "没有.csv：打不开"),
        (("sensitivity", "county-race", NOW, "-o", "x.docx"), "结果文件应以"),
        (("sensitivity", "county-race", NOW, "--vary", "weights=0"), "没有可变动的选择"),
        (("sensitivity", "nobody", NOW), "没有规则文件“nobody”"),
        (("stress", "county-race", NOW, "--vary", "means=foo"), "不能用于稳健性检验：foo"),
        (("stress", "county-race", NOW, "--vary", "foo"), "--vary 看不懂“foo”"),
        (("stress", "county-race", NOW, "--vary", "missing=foo"), "缺报规则没有“foo”"),
        (("stress", "county-race", NOW, "--vary", "weights=foo"), "后面应是数"),
    ],
)
def test_what_cannot_be_done_is_told(arguments: tuple[object, ...], said: str) -> None:
    result = run("race", *arguments)
    assert result.exit_code != 0 and said in result.output
