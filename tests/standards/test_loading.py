"""A standard's file: every fault with its line, all at once; which version is loaded."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

import luodi.standards
from luodi.standards.catalogue import DATA, NoStandard, catalogue, load
from luodi.standards.judgement import judge
from luodi.standards.loading import StandardError, read
from luodi.standards.spec import Banded

GOOD = """\
id: own
version: "2026"
case_id: own_2026
title: 本市科技小巨人
document: 市科〔2026〕1号
issuer: 市科技局
effective_from: 2026-01-01
inputs:
  staff: {label: 职工, kind: count, unit: 人, columns: [staff_total]}
  rd: {label: 研发费用, kind: money, columns: [rd_wan_y1, rd_wan], series: years}
  sales: {label: 销售收入, kind: money, columns: [revenue_wan_y1, revenue_wan], series: years}
  known: {label: 已备案, kind: flag, columns: [known], absent: false, why: 备案名单中没有}
lets:
  need: "5%"
scores:
  - name: rd_share
    label: 研发占比
    most: 20
    on: rd[-1] / sales[-1]
    article: 第三条
    quote: 研发占比
    confidence: S1
    bands:
      - {from: 5%, points: 20}
      - {from: 3%, to: 5%, points: 10}
      - {to: 3%, points: 0}
  - {name: total, label: 总分, most: 20, sum_of: [rd_share], cap: 20}
total: total
alternatives:
  - {name: direct, label: 直接认定, when: known, article: 第五条, quote: 已备案的直接认定, confidence: M}
conditions:
  - {code: A1, label: 职工不超过500人, require: staff <= 500, unit: 人, article: 第一条, quote: 不超过500人, confidence: M+}
  - {code: A2, label: 总分10分以上, require: total >= 10, unit: 分, waived_by: [direct], article: 第三条, quote: 10分, confidence: S2}
"""


def write(folder: Path, text: str, name: str = "own@2026.yaml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def faults(folder: Path, text: str) -> dict[int, str]:
    """What is told of a changed file, by line."""
    with pytest.raises(StandardError) as caught:
        read(write(folder, text))
    told: dict[int, str] = {}
    for fault in caught.value.faults:
        told[fault.line] = told.get(fault.line, "") + fault.what
    return told


def line(text: str, part: str) -> int:
    return next(n for n, row in enumerate(text.splitlines(), 1) if part in row)


def test_the_file_as_it_should_be(tmp_path: Path) -> None:
    found = read(write(tmp_path, GOOD))
    assert found.key == "own@2026"
    assert found.effective_to is None
    rule = found.items[0].rule
    assert isinstance(rule, Banded)
    assert [(b.low, b.high, b.points) for b in rule.bands] == [
        (Fraction(1, 20), None, (20, 20)),
        (Fraction(3, 100), Fraction(1, 20), (10, 10)),
        (None, Fraction(3, 100), (0, 0)),
    ]
    assert found.conditions[0].clause.line == line(GOOD, "code: A1")
    assert judge(found, {"staff": 500, "rd": [1, 3], "sales": [100, 100]}).verdict == "pass"


# what is changed, into what, where the fault is told, and in which words
CHANGES = [
    ("issuer: 市科技局", "isuer: 市科技局", "isuer", "不认识“isuer”，请检查拼写"),
    (", confidence: M+}", "}", "code: A1", "缺少“confidence”"),
    ("article: 第一条, ", "", "code: A1", "缺少“article”"),
    (", quote: 10分", "", "code: A2", "缺少“quote”"),
    ("confidence: M+", "confidence: 高", "code: A1", "confidence 应为 S、M+、M、M- 或来源编号如 S7"),
    ("to: 5%, points: 10", "to: 6%, points: 10", "{from: 5%", "的档重叠"),
    ("to: 5%, points: 10", "up_to: 5%, points: 10", "{from: 5%", "的档重叠"),
    ("to: 5%, points: 10", "to: 4%, points: 10", "{from: 5%", "之间有空档"),
    ("{from: 5%, points", "{above: 5%, points", "{above: 5%", "之间有空档"),
    ("- {to: 3%, points: 0}", "", "{from: 3%", "最低一档不应有下限：更低的值无分可得"),
    ("- {from: 5%, points: 20}", "", "{from: 3%", "最高一档不应有上限：更高的值无分可得"),
    ("from: 3%, to: 5%", "from: 6%, to: 5%", "{from: 6%", "这一档的下限不小于上限"),
    ("from: 3%, to: 5%", "from: 3%, above: 3%, to: 5%", "above: 3%", "from 和 above 只能写一个"),
    ("from: 3%, to: 5%, points: 10", "points: 10", "- {points: 10}", "这一档没有上下限"),
    ("{from: 5%, points: 20}", "{from: 5%, points: 21}", "points: 21", "21分超过满分20分"),
    ("points: 10}", "points: [12, 8]}", "[12, 8]", "“points”应是分数，如 20 或 [7, 8]"),
    ("points: 10}", "points: 十}", "points: 十", "“points”应是分数"),
    ("staff <= 500", "staf <= 500", "code: A1", "不认识“staf”，是不是“staff”"),
    ("staff <= 500", "staff < = 500", "code: A1", "看不懂"),
    ("staff <= 500", "staff", "code: A1", "是一个数，不是条件"),
    ("rd[-1] / sales[-1]", "rd / sales[-1]", "on: rd", "“rd”有2个数，请写明哪一个"),
    ("code: A2", "code: A1", "总分10分以上", "条件代码“A1”与第"),
    ("name: direct", "name: straight", "waived_by", "waived_by 写的“direct”不是替代条件"),
    ("sum_of: [rd_share]", "sum_of: [rd_shar]", "sum_of", "“rd_shar”不是前面写过的得分项"),
    ("total: total", "total: totl", "total: totl", "total 写的“totl”不是得分项"),
    ("effective_from: 2026-01-01", "effective_from: 2026年1月", "effective_from", "应是日期，如 2026-01-01"),
    ("effective_from: 2026-01-01", "effective_from: 2026-02-30", "effective_from", "应是日期"),
    (
        "effective_from: 2026-01-01",
        "effective_from: 2026-01-01\neffective_to: 2025-12-31",
        "effective_to",
        "effective_to 早于 effective_from",
    ),
    ("kind: count", "kind: counts", "staff: {", "“kind”不能是“counts”，可用：money、count"),
    (", series: years}\n  sales", "}\n  sales", "rd: {", "“rd”有2列，请写 series: years"),
    (", columns: [staff_total]", "", "staff: {", "“staff”没有写 columns"),
    (", why: 备案名单中没有", "", "known: {", "缺项时有推定值，请在 why 写明理由"),
    ("absent: false", "absent: 没有", "known: {", "absent 应是 true 或 false"),
    ("most: 20\n    on", "on", "name: rd_share", "要写满分 most"),
    ("    on: rd[-1] / sales[-1]\n", "", "name: rd_share", "应写且只写一种计分办法"),
    ("need: \"5%\"", "need: 五", "need", "不认识“五”"),
    ("title: 本市科技小巨人\n", "", "id: own", "缺少“title”"),
    ("id: own\n", "id: own\nid: two\n", "id: two", "“id”写了两次，请留一处"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "where", "what"), CHANGES, ids=[f"{n}" for n in range(len(CHANGES))])
def test_every_fault_has_its_line(tmp_path: Path, old: str, new: str, where: str, what: str) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    told = faults(tmp_path, text)
    at = line(text, where)
    assert what in told.get(at, ""), f"line {at} of {told}"


def test_all_faults_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    text = (
        GOOD.replace("issuer:", "isuer:")
        .replace("to: 5%, points", "to: 4%, points")
        .replace(", quote: 10分", "")
        .replace("staff <= 500", "staf <= 500")
    )
    told = faults(tmp_path, text)
    assert list(told) == sorted(told)
    assert {line(text, p) for p in ("isuer", "{from: 5%", "code: A1", "code: A2")} <= set(told)
    with pytest.raises(StandardError, match=r"(?s)^own@2026\.yaml 不能使用：\n第1行：.*第\d+行："):
        read(tmp_path / "own@2026.yaml")


def test_no_conditions_is_a_fault_unless_it_refuses(tmp_path: Path) -> None:
    text = GOOD[: GOOD.index("conditions:")]
    assert any("没有条件" in what for what in faults(tmp_path, text).values())
    assert read(write(tmp_path, text + "refuses: 权重没有填写\n")).refuses


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "文件是空的"),
        (b"- a\n- b\n", "文件是空的，或不是“名称: 值”的形式"),
        ("id: own\ntitle: [没有写完\n".encode(), "不是合格的 YAML"),
        ("id: own\ntitle: 专精特新\n".encode("gbk"), "不是 UTF-8 文本"),
        (b"id: own\x00\n", "不是合格的 YAML"),
    ],
    ids=["empty", "list", "damaged", "gbk", "nul"],
)
def test_a_file_that_is_none(tmp_path: Path, data: bytes, what: str) -> None:
    path = tmp_path / "broken.yaml"
    path.write_bytes(data)
    with pytest.raises(StandardError, match=what):
        read(path)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert read(path).id == "own"


# ---- which version -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(p for p in DATA.glob("*@*.yaml")), ids=lambda p: p.stem)
def test_what_we_ship_has_no_fault_and_is_named_after_itself(path: Path) -> None:
    found = read(path)
    assert found.key == path.stem
    for clause in [c.clause for c in found.conditions] + [a.clause for a in found.alternatives]:
        assert clause.article
        assert clause.quote
        assert clause.line


def test_by_version_by_case_and_by_day() -> None:
    assert load("high-tech@2016") is load("hnte_2016")
    assert load("little-giant").version == "2026"  # without a day the newest
    assert luodi.standards.load("high-tech", on=date(2026, 5, 1)).key == "high-tech@2016"
    assert load("specialised-sme", on=date(2022, 8, 1)).version == "2022"


def test_no_version_on_that_day_says_which_there_are() -> None:
    with pytest.raises(NoStandard, match=r"2022-07-31没有施行中的“little-giant”版本.*little-giant@2022"):
        load("little-giant", on=date(2022, 7, 31))


def test_an_unknown_name_says_the_near_one() -> None:
    with pytest.raises(NoStandard, match="没有标准“high-teck”。是不是 high-tech"):
        load("high-teck")
    with pytest.raises(NoStandard, match=r"现有：.*tech-sme"):
        load("什么")


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    assert load(path).title == load(str(path)).title == "本市科技小巨人"
    with pytest.raises(NoStandard, match="没有这个文件"):
        load(tmp_path / "none.yaml")
    write(tmp_path, GOOD.replace("staff <= 500", "staff <= 300"))
    assert "300" in judge(load(path), {"staff": 301, "rd": [1, 3], "sales": [100, 100]}).conditions[0].why


def test_an_office_may_correct_what_we_ship(tmp_path: Path) -> None:
    text = (DATA / "rd-coverage@2022.yaml").read_text("utf-8").replace("规上工业企业研发活动", "我市")
    write(tmp_path, text, "ours.yaml")
    assert load("rd-coverage", folders=[tmp_path]).title.startswith("我市")
    assert not load("rd-coverage").title.startswith("我市")
    keys = [s.key for s in catalogue([tmp_path])]
    assert len(keys) == len(set(keys))


def test_the_example_of_the_page_is_a_standard(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "标准.md").read_text("utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    found = judge(load(write(tmp_path, example)), {"staff": 501, "rd": [2, 4], "sales": [100, 100]})
    assert found.failed == ["A1"]
    for standard in catalogue():
        assert f"| {standard.key} |" in page
