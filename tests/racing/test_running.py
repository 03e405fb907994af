"""A whole run: points to score to place, with everything that must be told."""

from __future__ import annotations

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.racing.builders import leaf, race, values

from luodi.racing.exact import exact
from luodi.racing.running import run
from luodi.racing.spec import Branch, Extra, Grade, Indicator, Node, Race, Veto
from luodi.racing.values import Values

F = Fraction

ASEM = Path(__file__).parents[3] / "shared" / "cases" / "asem"


def test_points_add_up_and_every_part_is_there() -> None:
    made = run(
        race(leaf("甲", weight=60), leaf("乙", weight=40)),
        values(["东县", "西县"], 甲=[6, 3], 甲目标=[6, 6], 乙=[1, 4], 乙目标=[4, 4]),
    )
    assert [line.score for line in made.lines] == [70, 70]
    assert [line.place for line in made.lines] == [1, 1]
    assert made.line("东县").cells["乙"].adds == 10
    with pytest.raises(KeyError, match="南县"):
        made.line("南县")


def test_a_tie_is_broken_by_the_rule_and_said() -> None:
    rules = race(leaf("甲", weight=60), leaf("乙", weight=40), ties=("乙",))
    made = run(rules, values(["东县", "西县"], 甲=[6, 3], 甲目标=[6, 6], 乙=[1, 4], 乙目标=[4, 4]))
    assert [line.place for line in made.lines] == [2, 1]
    assert made.line("西县").tie == "总分相同，按乙排定"


@pytest.mark.parametrize(
    ("rule", "score"), [("zero", 60), ("exclude", 100), ("worst", 70), ("group_mean", 85)]
)
def test_a_missing_figure_is_never_silently_zero(rule: str, score: int) -> None:
    rules = race(leaf("甲", weight=60), leaf("乙", weight=40), missing=rule)
    made = run(
        rules,
        values(["东县", "西县", "北县"], 甲=[6, 6, 6], 甲目标=[6] * 3, 乙=[None, 1, 4], 乙目标=[4] * 3),
    )
    line = made.line("东县")
    assert line.score == score and line.cells["乙"].note.startswith("缺报：")
    assert sum(c.adds for c in line.cells.values()) == score


def test_bonus_deduction_and_their_caps() -> None:
    extras = (
        Extra("award", "获奖", "获奖数", F(3), F(5), False),
        Extra("red", "红灯", "红灯数", F(1), None, True),
    )
    rules = race(leaf("甲"), extras=extras, extras_cap=F(4))
    made = run(rules, values(["东县"], 甲=[6], 甲目标=[6], 获奖数=[2], 红灯数=[3]))
    line = made.lines[0]
    assert line.score == 100 + 4 - 3 and line.extras == {"award": 5, "red": -3}
    assert line.remarks == ["获奖封顶5分", "加分合计封顶4分"]


def test_a_veto_takes_a_unit_out_of_the_ranking() -> None:
    rules = race(leaf("甲"), vetoes=(Veto("accident", "重大安全事故", "事故", "unranked"),))
    made = run(
        rules, Values(["东县", "西县"], {"甲": [F(6), F(3)], "甲目标": [F(6)] * 2}, {"事故": ["是", ""]})
    )
    assert [line.place for line in made.lines] == [None, 1]
    assert made.lines[0].remarks == ["一票否决：重大安全事故"] and made.ranked()[-1].unit == "东县"


def test_places_within_groups_and_classes() -> None:
    grades = (Grade("A类", F(80)), Grade("B类", F(60)), Grade("C类", None))
    rules = race(
        leaf("甲"), groups={"东县": "一类", "西县": "二类", "北县": "二类"}, rank_within="both", grades=grades
    )
    made = run(rules, values(["东县", "西县", "北县"], 甲=[8, 6, 5], 甲目标=[10] * 3))
    assert [(x.place, x.group_place, x.grade) for x in made.lines] == [
        (1, 1, "A类"),
        (2, 1, "B类"),
        (3, 2, "C类"),
    ]


def test_columns_that_are_not_there_are_all_named() -> None:
    with pytest.raises(ValueError, match="甲目标、乙"):
        run(race(leaf("甲", weight=60), leaf("乙", "z_score", 40)), values(["东县"], 甲=[1]))


def test_treatments_are_reported() -> None:
    from luodi.racing.spec import Treatment

    rules = race(leaf("甲", "min_max", treatment=Treatment(winsorise=1, impute="group_median")))
    figures = [1, 2, 3, 2, 1, 2, 3, 500, None]
    made = run(rules, values([f"{n}县" for n in range(9)], 甲=figures))
    assert made.done == ["甲：1个缺失值以组内中位数补齐", "甲：缩尾处理1个极端值"]
    assert made.lines[7].score == 100 == made.lines[2].score and made.lines[7].cells["甲"].figure == 500


FIGURES = st.lists(
    st.lists(
        st.one_of(st.none(), st.fractions(min_value=0, max_value=50, max_denominator=10)),
        min_size=3,
        max_size=3,
    ),
    min_size=2,
    max_size=6,
)


@given(rows=FIGURES, weights=st.tuples(*[st.integers(1, 50)] * 3), scale=st.integers(2, 9))
@pytest.mark.parametrize("aggregation", ["arithmetic", "geometric", "harmonic", "copeland"])
def test_only_the_proportion_of_weights_matters(aggregation: str, rows, weights, scale: int) -> None:  # type: ignore[no-untyped-def]
    def places(by: int) -> list[int | None]:
        leaves = [leaf(f"k{n}", "efficacy", w * by) for n, w in enumerate(weights)]
        rules = race(*leaves, aggregation=aggregation, weights="relative", missing="exclude")
        table = values(
            [f"{n}县" for n in range(len(rows))], **{f"k{n}": [r[n] for r in rows] for n in range(3)}
        )
        return [line.place for line in run(rules, table).lines]

    assert places(1) == places(scale)


@given(rows=FIGURES, order=st.permutations(range(3)))
@pytest.mark.parametrize("aggregation", ["sum", "arithmetic"])
def test_the_order_of_indicators_changes_nothing_and_parts_make_the_whole(
    aggregation: str, rows, order
) -> None:  # type: ignore[no-untyped-def]
    leaves = [leaf(f"k{n}", "efficacy", w) for n, w in enumerate((20, 30, 50))]
    table = values([f"{n}县" for n in range(len(rows))], **{f"k{n}": [r[n] for r in rows] for n in range(3)})
    one = run(race(*leaves, aggregation=aggregation, missing="exclude"), table)
    two = run(race(*[leaves[n] for n in order], aggregation=aggregation, missing="exclude"), table)
    assert [line.score for line in one.lines] == [line.score for line in two.lines]
    for line in one.lines:
        assert sum((c.adds for c in line.cells.values()), F(0)) == (line.score or 0)


@pytest.mark.skipif(not ASEM.exists(), reason="the ASEM figures are not beside this checkout")
@pytest.mark.parametrize(
    ("pipeline", "normaliser", "options"),
    [
        ("minmax_0_100_arithmetic", "min_max", {"low": F(0), "high": F(100)}),
        ("zscore_10_2_arithmetic", "z_score", {"middle": F(10), "spread": F(2)}),
    ],
)
def test_an_index_equals_what_coinr_makes_of_the_same_figures(
    pipeline: str, normaliser: str, options
) -> None:  # type: ignore[no-untyped-def]
    def read(name: str) -> list[dict[str, str]]:
        with (ASEM / name).open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    meta, rows = read("imeta.csv"), read("idata.csv")

    def below(parent: str) -> tuple[Node, ...]:
        made: list[Node] = []
        for m in (m for m in meta if m["Parent"] == parent):
            code, name = m["iCode"], m["iName"]
            weight = exact(m["Weight"])
            if m["Type"] == "Indicator":
                up = m["Direction"] == "1"
                made.append(Indicator(code, name, weight, m["Unit"], up, normaliser, options, code))
            else:
                made.append(Branch(code, name, weight, below(code)))
        return tuple(made)

    rules = Race(
        "asem", "1", "", "", date(2018, 1, 1), below("Index"), "arithmetic", "relative", missing="exclude"
    )
    figures = {
        x.code: [None if r[x.code] in ("NA", "") else exact(r[x.code]) for r in rows]
        for x in rules.indicators()
    }
    made = run(rules, Values([r["uCode"] for r in rows], figures))
    golden = {g["uCode"]: g for g in read("golden.csv") if g["pipeline"] == pipeline}
    assert len(golden) == len(made.lines) == 51
    for line in made.lines:
        want = golden[line.unit]
        assert line.place == int(want["Rank"])
        for have, name in (
            (line.score, "Index"),
            (line.branches["Conn"], "Conn"),
            (line.branches["Sust"], "Sust"),
        ):
            assert have is not None and abs(float(have) - float(want[name])) < 1e-7
