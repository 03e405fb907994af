"""A race's file: read whole, or every fault with its line."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from luodi import racing
from luodi.racing.loading import RaceError, load
from luodi.racing.normalise import NORMALISERS

DATA = Path(racing.__file__).parent / "data"

GOOD = """\
id: small
version: "1"
title: 小赛马
effective_from: 2026-01-01
indicators:
  - {code: a, name: 甲, weight: 60, target_column: 甲目标}
  - {code: b, name: 乙, weight: 40, normaliser: efficacy}
"""


def faults(tmp_path: Path, text: str) -> list[tuple[int, str]]:
    path = tmp_path / "race.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RaceError) as caught:
        load(path)
    return [(f.line, f.what) for f in caught.value.faults]


def test_the_default_race_is_in_order() -> None:
    race = load(DATA / "county-race.yaml")
    assert sum(x.weight for x in race.indicators()) == 100 and len(race.indicators()) == 12
    assert race.key == "county-race@2026-1" and race.grades[2].low is None
    growth = next(x for x in race.indicators() if x.code == "contracts_growth")
    assert growth.options["cap"] == 1 and growth.column == "吸纳技术合同成交额"
    assert race.extras[1].each == Fraction(1, 2) and race.extras[1].deducts


def test_defaults_of_a_formula_are_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "race.yaml"
    path.write_text(GOOD, encoding="utf-8")
    race = load(path)
    assert race.tree[1].options == {"base": 60, "spread": 40}  # type: ignore[union-attr]
    assert race.tree[0].normaliser == "attainment" and race.tree[0].column == "甲"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("title:", "titel:", 3, "不认识“titel”"),
        ("weight: 40", "weight: 41", 6, "权重合计为101，应为100"),
        ("weight: 40", "weight: -40", 7, "权重不能小于0"),
        ("normaliser: efficacy", "normaliser: efficiency", 7, "不能是“efficiency”"),
        (", target_column: 甲目标", "", 6, "需要 target_column"),
        ("normaliser: efficacy", "normaliser: efficacy, base_column: 上年", 7, "不用 base_column"),
        ("normaliser: efficacy", "normaliser: efficacy, cup: 1", 7, "不认识“cup”"),
        ("normaliser: efficacy", "normaliser: schedule, target_column: t", 7, "elapsed"),
        ("code: b", "code: a", 7, "与第6行重复"),
        ("weight: 40", "weight: forty", 7, "“weight”应是数"),
        ("2026-01-01", "2026-13-01", 4, "应是日期"),
        ("effective_from", "ties: [c]\neffective_from", 4, "“c”不是本规则的指标"),
        ("effective_from", "rank_within: group\neffective_from", 1, "没有 groups"),
        ("effective_from", "weighting: expert\neffective_from", 1, "判断矩阵"),
        ("effective_from", "version: '2'\neffective_from", 4, "写了两次"),
        ("effective_from", "groups: {一类: [甲县], 二类: [甲县]}\neffective_from", 4, "同时在“一类”和“二类”"),
        ("effective_from", "weights: shares\neffective_from", 4, "weights 应为 points"),
        ("effective_from", "publish: {table: first}\neffective_from", 4, "要写 first"),
        (
            "effective_from",
            "classes: [{name: A, from: 60}, {name: B, from: 80}]\neffective_from",
            4,
            "从高到低",
        ),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    found = faults(tmp_path, GOOD.replace(old, new, 1))
    assert any(at == line and said in what for at, what in found), found


def test_all_faults_at_once_in_order(tmp_path: Path) -> None:
    text = GOOD.replace("title", "titel").replace("weight: 40", "weight: 41").replace("2026-01-01", "soon")
    found = faults(tmp_path, text)
    assert [line for line, _what in found] == sorted(line for line, _what in found) and len(found) >= 4


@pytest.mark.parametrize("text", ["", "- 1\n- 2\n", "a: [1,\n", "\x00"])
def test_what_is_no_race_is_said(tmp_path: Path, text: str) -> None:
    assert faults(tmp_path, text)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "race.yaml"
    path.write_bytes("title: 赛马".encode("gbk"))
    with pytest.raises(RaceError, match="UTF-8"):
        load(path)


def test_every_formula_names_its_source() -> None:
    for how in NORMALISERS.values():
        assert how.title and how.formula and how.source


@pytest.mark.parametrize("document", ["&a [*a]", "[" * 2000 + "]" * 2000])
def test_rules_that_contain_themselves_are_told(document: str) -> None:
    with pytest.raises(ValueError, match=r"套得太深|引用了自己"):
        racing.loads(f"id: a\ndocument: {document}\n")


def test_a_weight_of_endless_digits_is_no_number() -> None:
    with pytest.raises(ValueError, match="“full”应是数"):
        racing.loads("id: a\nfull: 1e999999999\n")
