"""Beyond the score: a trial is a run, causes add up, a lift lifts, indices are those of known functions."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.depth import depth
from tests.racing.builders import leaf, race, values

from luodi import racing
from luodi.racing.bestcase import best_weights
from luodi.racing.compare import compare, differences
from luodi.racing.lift import lift
from luodi.racing.movement import movement
from luodi.racing.running import run
from luodi.racing.sensitivity import sensitivity
from luodi.racing.spec import Branch, Extra, Race
from luodi.racing.stress import Vary, draws_of, stress
from luodi.racing.trial import Trial
from luodi.racing.values import Values
from luodi.racing.without_each import left_out, without_each

EXAMPLES = Path(__file__).parents[2] / "examples" / "race"
UNITS = ["甲县", "乙县", "丙县", "丁县", "戊县"]
KINDS = ["attainment", "efficacy", "min_max", "z_score", "rank_points", "mean_step", "benchmark", "distance"]
FIGURES = st.lists(st.one_of(st.none(), st.integers(1, 40)), min_size=len(UNITS), max_size=len(UNITS)).filter(
    lambda c: sum(v is not None for v in c) > 1
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Race, Values, Values]:
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=2, max_size=4))
    leaves = [
        leaf(
            f"c{n}",
            kind,
            draw(st.integers(1, 30)),
            higher=draw(st.booleans()),
            cap=draw(st.sampled_from([None, Fraction(90)])),
        )
        for n, kind in enumerate(kinds)
    ]
    rules = race(
        *leaves[:1],
        Branch("d", "d", sum((x.weight for x in leaves[1:]), Fraction(0)), tuple(leaves[1:])),
        aggregation=draw(st.sampled_from(["sum", "arithmetic", "copeland"])),
        missing=draw(st.sampled_from(["zero", "exclude", "worst", "group_mean"])),
        ties=draw(st.sampled_from([(), ("c1",), ("d", "c0")])),
        extras=(Extra("e", "加分", "加分", Fraction(1), Fraction(5), False),),
    )
    tables = []
    for _ in range(2):
        columns = {x.column: draw(FIGURES) for x in leaves}
        columns |= {x.target_column: draw(FIGURES) for x in leaves if x.target_column}
        tables.append(values(UNITS, **columns, 加分=draw(FIGURES)))
    return rules, tables[0], tables[1]


@settings(max_examples=depth(400, 50), deadline=None)
@given(cases(), st.integers(0, len(UNITS) - 1))
def test_a_trial_is_a_run_of_the_changed_table(case: tuple[Race, Values, Values], i: int) -> None:
    rules, old, new = case
    trial = Trial(rules, old)
    row = {h: c[i] for h, c in new.figures.items()}
    for part in (row, dict(list(row.items())[:1])):
        tried = trial.run(i, part)
        real = run(rules, trial.change(i, part)).lines
        assert [(x.score, x.place, x.tie) for x in tried] == [(x.score, x.place, x.tie) for x in real]
        if rules.aggregation != "copeland":
            assert {c: x.adds for c, x in tried[i].cells.items()} == {
                c: x.adds for c, x in real[i].cells.items()
            }


@settings(max_examples=depth(200, 25), deadline=None)
@given(cases())
def test_causes_add_up_exactly(case: tuple[Race, Values, Values]) -> None:
    rules, old, new = case
    other = replace(rules, missing="worst" if rules.missing == "zero" else "zero", extras=())
    for before_race in (None, other):
        for move in movement(rules, new, old, before_race):
            first = run(before_race or rules, old).line(move.unit)
            last = run(rules, new).line(move.unit)
            assert move.why.endswith("。")
            if move.score is None or first.score is None or last.score is None:
                continue
            assert move.score.whole == last.score - first.score
            assert first.place and last.place and move.place
            assert move.place.whole == first.place - last.place
            for cause in ("own", "others", "rule"):
                parts = sum((getattr(p.split, cause) for p in move.parts), Fraction(0))
                assert parts + getattr(move.rest, cause) == getattr(move.score, cause)
            if before_race is None:
                assert move.score.rule == move.place.rule == 0


def test_each_cause_alone_is_told_as_what_it_is() -> None:
    rules = race(leaf("甲", "attainment", 100))
    old = values(["一县", "二县"], 甲=[9, 8], 甲目标=[10, 10])
    others = movement(rules, values(["一县", "二县"], 甲=[9, 10], 甲目标=[10, 10]), old)
    assert others[0].score is not None and others[0].score.whole == 0 and others[0].place is not None
    assert (others[0].place.own, others[0].place.others) == (0, -1)
    assert others[0].overtaken_by == ["二县"] and "主要因为其他单位变化（−1.0名）" in others[0].why
    assert others[1].score is not None and (others[1].score.own, others[1].score.others) == (20, 0)
    capped = race(leaf("甲", "attainment", 100, cap=Fraction(50)))
    changed = movement(capped, old, old, rules)
    assert changed[0].score is not None and changed[0].score.rule == -40 == changed[0].score.whole
    gone = movement(rules, values(["一县", "三县"], 甲=[9, 8], 甲目标=[10, 10]), old)
    assert [(m.unit, m.state) for m in gone] == [("一县", ""), ("三县", "new"), ("二县", "gone")]
    assert "新参加" in gone[1].why and "没有参加" in gone[2].why


def test_a_heading_one_round_lacks_is_the_doing_of_the_rules() -> None:
    old_rules = race(leaf("甲", "attainment", 100))
    rules = race(leaf("甲", "attainment", 50), leaf("乙", "attainment", 50))
    old = values(["一县", "二县"], 甲=[9, 8], 甲目标=[10, 10])
    new = values(["一县", "二县"], 甲=[9, 8], 甲目标=[10, 10], 乙=[1, 9], 乙目标=[10, 10])
    move = movement(rules, new, old, old_rules)[0]
    assert move.score is not None and (move.score.own, move.score.others, move.score.rule) == (0, 0, -40)


@settings(max_examples=depth(150, 20), deadline=None)
@given(cases(), st.integers(0, len(UNITS) - 1))
def test_a_lift_lifts_and_less_does_not(case: tuple[Race, Values, Values], i: int) -> None:
    rules, table, _other = case
    found = lift(rules, table, UNITS[i])
    before = run(rules, table).lines[i].place
    if found is None:
        assert before in (None, 1)
        return

    def place(steps: list[tuple[str, Fraction]]) -> int | None:
        figures = dict(table.figures)
        for column, figure in steps:
            figures[column] = [*figures[column][:i], figure, *figures[column][i + 1 :]]
        return run(rules, replace(table, figures=figures)).lines[i].place

    assert found.place == before
    ways = {x.column: 1 if x.higher else -1 for x in rules.indicators()}
    for step in found.alone:
        if step.needs is None:
            assert step.why
            continue
        after, less = place([(step.column, step.needs)]), step.needs - ways[step.column]
        assert before is not None and after is not None and after < before
        if step.now is None or less != step.now:
            after = place([(step.column, less)])
            assert step.now is None or after is None or after >= before
    if found.mix:
        after = place([(s.column, s.needs) for s in found.mix if s.needs is not None])
        assert before is not None and after is not None and after < before


def test_what_lifts_alone_and_together() -> None:
    rules = race(leaf("甲", "attainment", 50), leaf("乙", "attainment", 50))
    table = values(["一县", "二县"], 甲=[10, "5.5"], 甲目标=[10, 10], 乙=[10, 5], 乙目标=[10, 10])
    found = lift(rules, table, "二县")
    assert found is not None
    assert [s.needs for s in found.alone] == [None, None] and found.alone[0].why == "单靠这一项不够"
    assert {s.column: s.needs for s in found.mix} == {"甲": 10, "乙": 10}  # equal scores share the place
    table = values(["一县", "二县"], 甲=["9.0", "5.5"], 甲目标=[10, 10], 乙=[5, 5], 乙目标=[10, 10])
    found = lift(rules, table, "二县")
    assert found is not None
    assert found.gap == Fraction("17.5") and found.above == "一县"
    assert {s.column: s.needs for s in found.alone} == {"甲": 9, "乙": 9}
    dear = lift(rules, table, "二县", prices={"甲": Fraction(9), "乙": Fraction(1)})
    assert dear is not None
    assert [(s.column, s.needs) for s in dear.mix] == [("乙", 9)]
    bound = lift(rules, table, "二县", limits={"甲": Fraction(8)})
    assert bound is not None and bound.alone[-1].needs is None
    assert lift(rules, table, "一县") is None


def test_places_hang_on_what_is_varied() -> None:
    contest = racing.load("county-race")
    table = contest.values(EXAMPLES / "2026年一季度.csv")
    made = contest.sensitivity(table, draws=64, by="dimension", vary=Vary(0.25, ("", "min_max")))
    assert made.inputs[-1] == "计分方法" and made.first.shape == (6, 9)
    again = contest.sensitivity(table, draws=64, by="dimension", vary=Vary(0.25, ("", "min_max")))
    assert made.total.tobytes() == again.total.tobytes()
    scores = contest.sensitivity(
        table, draws=2000, of="score"
    )  # nearly a sum: first orders make up the whole
    assert scores.first.sum(axis=0) == pytest.approx(np.ones(9), abs=0.15)
    with pytest.raises(ValueError, match="没有可变动"):
        sensitivity(contest.race, table, vary=Vary(0))


def test_the_draws_are_the_same_everywhere() -> None:
    rules = race(*[leaf(c, "min_max", w) for c, w in (("甲", 16), ("乙", 16), ("丙", 32))])
    weights, choices = draws_of(rules, Vary(0.25, ("", "z_score")), 1000, 7)
    made = hashlib.sha256(weights.tobytes() + choices.tobytes()).hexdigest()
    assert made[:16] == "1244d54d2734eb3a"


def test_best_weights_keep_their_bounds_and_cannot_do_wonders() -> None:
    rules = race(leaf("甲", "min_max", 50), leaf("乙", "min_max", 50))
    table = values(["一县", "二县", "三县", "四县"], 甲=[10, 0, 6, 5], 乙=[0, 10, 6, 1])
    free = best_weights(rules, table, bounds={"甲": (0, 1), "乙": (0, 1)})
    assert [b.place for b in free.units[:3]] == [1, 1, 1]
    last = free.units[3]
    # w·5 + (1-w)·1 over the best of the others: at w = 0.6 one and three are level, 3.4 / 6; at w = 1, 5 / 10
    assert last.share == pytest.approx(3.4 / 6) and last.weights["甲"] == pytest.approx(0.6)
    assert "三县" in last.beaten_by or last.beaten_by
    tight = best_weights(rules, table, low=0.9, high=1.1)
    assert all(0.45 - 1e-9 <= w <= 0.55 + 1e-9 for b in tight.units for w in b.weights.values())
    assert tight.units[0].place == 2 and tight.units[0].beaten_by == ("三县",)
    with pytest.raises(ValueError, match="互相矛盾"):
        best_weights(rules, table, low=0.1, high=0.2)


def test_without_an_indicator_the_rest_makes_up_the_whole() -> None:
    contest = racing.load("county-race")
    table = contest.values(EXAMPLES / "2026年一季度.csv")
    made = contest.without_each(table)
    assert [w.code for w in made] == [x.code for x in contest.race.indicators()]
    for one in made:
        rest = left_out(contest.race, one.code).indicators()
        assert sum(x.weight for x in rest) == 100 and one.code not in {x.code for x in rest}
    rules = race(leaf("甲", "min_max", 90), leaf("乙", "min_max", 10))
    only = without_each(rules, values(["一县", "二县"], 甲=[2, 1], 乙=[1, 2]))
    assert only[0].rises == {"一县": -1, "二县": 1} and only[0].shift == 1 and only[1].shift == 0


def test_two_sets_of_rules_side_by_side() -> None:
    one = race(leaf("甲", "min_max", 90), leaf("乙", "min_max", 10))
    two = race(leaf("甲", "efficacy", 10, cap=Fraction(90)), leaf("乙", "min_max", 90), missing="worst")
    made = compare(one, two, values(["一县", "二县"], 甲=[2, 1], 乙=[1, 2]))
    assert [(p.places, p.rise) for p in made.pairs] == [((1, 2), -1), ((2, 1), 1)]
    told = [str(d) for d in made.differences]
    assert "甲：权重 90 → 10" in told and "甲：计分公式 极差标准化 → 功效系数法" in told
    assert "甲：上限 无 → 90" in told and any(t.startswith("全部：缺报规则") for t in told)
    assert differences(one, one) == []


@settings(max_examples=depth(100, 15), deadline=None)
@given(cases(), st.permutations(range(len(UNITS))), st.integers(2, 9))
def test_order_of_units_and_size_of_weights_do_not_matter(
    case: tuple[Race, Values, Values], order: list[int], times: int
) -> None:
    rules, table, _other = case
    moved = Values(
        [table.units[i] for i in order], {h: [c[i] for i in order] for h, c in table.figures.items()}
    )
    first = run(rules, table)
    assert [(x.unit, x.score, x.place) for x in run(rules, moved).lines] == [
        (x.unit, x.score, x.place) for x in (first.lines[i] for i in order)
    ]
    plain = replace(rules, extras=(), tree=tuple(reversed(rules.tree)))
    base = run(replace(rules, extras=()), table)
    assert [x.place for x in run(plain, table).lines] == [x.place for x in base.lines]
    larger = replace(plain, tree=tuple(_times(n, times) for n in plain.tree))
    assert [x.place for x in run(larger, table).lines] == [x.place for x in base.lines]


def _times(node: object, by: int) -> object:
    if isinstance(node, Branch):
        return replace(node, weight=node.weight * by, children=tuple(_times(c, by) for c in node.children))  # type: ignore[misc]
    return replace(node, weight=node.weight * by)  # type: ignore[type-var]


def test_a_rank_of_who_dominates_stays() -> None:
    rules = race(leaf("甲", "min_max", 50), leaf("乙", "min_max", 50))
    table = values(["一县", "二县"], 甲=[2, 1], 乙=[2, 1])
    made = sensitivity(rules, table, draws=16)
    assert made.still == ["一县", "二县"] and made.shift == 0 and made.main("一县") == ""
    assert set(stress(rules, table, draws=16).ranks[:, 0]) == {1}
