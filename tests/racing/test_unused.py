"""No option is silently not applied: what would do nothing is a fault with its line."""

from __future__ import annotations

import pytest

from luodi import racing

WHOLE = """id: t
version: "1"
title: 测试
effective_from: 2026-01-01
"""
LEAF = "indicators:\n  - {code: a, name: 甲, weight: 100, normaliser: efficacy}\n"
TREE = """aggregation: {how}
weights: relative
indicators:
  - code: d
    weight: 1
    indicators:
      - {{code: a, name: 甲, weight: 1, normaliser: efficacy}}
"""


def faults(text: str) -> str:
    with pytest.raises(racing.RaceError) as told:
        racing.loads(WHOLE + text)
    return str(told.value)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("power: 2\n", "第5行：power 只用于 aggregation: generalised"),
        ("judgements: [[1]]\n", "第5行：judgements 只用于 weighting: expert"),
        ("bonus_cap: 10\n", "没有加分项"),
        ("groups: {一类: [甲县]}\ngroup_column: 类\n", "第6行：groups 和 group_column 只能写一个"),
        ("rank_within: both\n", "第5行：按组排名，但没有 groups"),
        ("vetoes:\n  - {code: v, effect: last_class}\n", "第6行：effect: last_class 需要 classes"),
        ("weighting: expert\njudgements: [[1, 2], [1/2, 1]]\n", "第6行：judgements 应为1行1列"),
        ("publish: {table: first_last, first: 3}\n", "要写 last"),
        ("publish: {table: first, first: 3, last: 3}\n", "第5行：只公布前几名（first）时 last 没有作用"),
    ],
)
def test_keys_of_the_whole(more: str, said: str) -> None:
    assert said in faults(more + LEAF)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("rank_points, low: 60", "不给 step 时没有下限"),
        ("efficacy, floor: 9, ceiling: 3", "floor 应小于 ceiling"),
        ("min_max, high: 0", "low 应小于 high"),
        ("efficacy, min_points: 9, max_points: 3", "min_points 不能大于 max_points"),
        ("growth, low: 2, base_column: 乙", "low 应小于 cap"),
        ("attainment, cap: 0, target_column: 乙", "cap 应大于0"),
        ("efficacy, cap: 1", "不认识“cap”"),
        ("efficacy, target_column: 乙", "不用 target_column"),
    ],
)
def test_numbers_of_a_formula(how: str, said: str) -> None:
    assert "第6行：" in faults(LEAF.replace("efficacy", how)) and said in faults(
        LEAF.replace("efficacy", how)
    )


def test_ties_and_full_that_cannot_apply() -> None:
    assert "两两比较没有维度得分" in faults("ties: [d]\n" + TREE.format(how="copeland"))
    assert "full 只在" in faults("full: 100\n" + TREE.format(how="arithmetic"))
    absolute = "groups: {一类: [甲县]}\nnormalise_within: group\n" + LEAF.replace(
        "efficacy", "index, base_column: 乙"
    )
    assert "normalise_within: group 没有作用" in faults(absolute)
