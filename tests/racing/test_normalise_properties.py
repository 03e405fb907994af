"""What must hold of every formula and every mean whatever the figures are, and what must not."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.depth import depth
from tests.racing.builders import leaf, race, scores, values

from luodi.racing.combine import MEANS, combined, copeland, outranking, weighted_sum
from luodi.racing.exact import Value
from luodi.racing.normalise import NORMALISERS, Column
from luodi.racing.running import run
from luodi.racing.spec import MISSING_WORDS, Treatment
from luodi.racing.treat import imputed, outlying, treated, winsorised

F = Fraction
FEW = settings(max_examples=depth(100, 12), deadline=None)
USUAL = F(300)
POSITIVE = st.fractions(min_value=F(1, 10), max_value=500, max_denominator=20)
ANY = st.fractions(min_value=-500, max_value=500, max_denominator=20)
COLUMN = st.lists(POSITIVE, min_size=2, max_size=7)

# What each formula bears without a change of points: figures moved together, or stretched together with
# targets, bases and bounds. A formula that is in neither set must be shown not to bear it.
SHIFTED = {
    "efficacy",
    "min_max",
    "z_score",
    "percentile",
    "percentile_low",
    "rank",
    "rank_points",
    "borda",
    "reference",
    "distance",
}
STRETCHED = {n for n in NORMALISERS if n not in ("linear",)}
OPTIONS: dict[str, dict[str, Fraction]] = {
    "schedule": {"elapsed": F(6)},
    "reference": {"row": F(1)},
    "distance": {"cap": F(1000)},
}


def points(
    name: str, figures: list[Value], *, higher: bool = True, beside: Fraction = USUAL, **more: Any
) -> list[Value]:
    """Points with the same target and base for all."""
    side = {"targets": [beside] * len(figures), "bases": [beside] * len(figures)}
    needed = {k: v for k, v in side.items() if k in NORMALISERS[name].needs}
    return scores(name, figures, higher=higher, options={**OPTIONS.get(name, {}), **more}, **needed)


@pytest.mark.parametrize("name", sorted(SHIFTED))
@FEW
@given(figures=COLUMN, move=ANY)
def test_moving_all_figures_changes_nothing(name: str, figures: list[Value], move: Fraction) -> None:
    moved = [v + move for v in figures if v is not None]
    assert points(name, figures) == points(name, moved, beside=F(300) + move)


@pytest.mark.parametrize("name", sorted(STRETCHED))
@FEW
@given(figures=COLUMN, by=POSITIVE)
def test_another_unit_of_measure_changes_nothing(name: str, figures: list[Value], by: Fraction) -> None:
    stretched = [v * by for v in figures if v is not None]
    for a, b in zip(points(name, figures), points(name, stretched, beside=F(300) * by), strict=True):
        # a root is taken to sixty digits only
        assert a is not None and b is not None and abs(a - b) < F(1, 10**40) if a != b else True


@pytest.mark.parametrize("name", sorted(set(NORMALISERS) - SHIFTED))
def test_formulas_of_ratios_and_fixed_bounds_do_not_bear_a_shift(name: str) -> None:
    figures: list[Value] = [F(120), F(400), F(150)]
    moved: list[Value] = [F(160), F(440), F(190)]
    more = {"cap": F(5)} if "cap" in NORMALISERS[name].options else {}
    assert points(name, figures, **more) != points(name, moved, beside=F(340), **more)


@pytest.mark.parametrize("name", sorted(NORMALISERS))
@pytest.mark.parametrize("higher", [True, False])
@FEW
@given(figures=COLUMN)
def test_better_figures_never_get_fewer_points(name: str, higher: bool, figures: list[Fraction]) -> None:
    if name == "reference" and figures[0] == (min if higher else max)(figures):
        return  # nothing to measure against
    made = points(name, list(figures), higher=higher)
    pairs = sorted(zip(figures, made, strict=True), reverse=not higher)
    got = [p for _v, p in pairs]
    assert all(a is not None and b is not None and a <= b for a, b in pairwise(got))


@pytest.mark.parametrize("name", sorted(NORMALISERS))
@FEW
@given(figures=COLUMN, order=st.randoms(use_true_random=False))
def test_the_order_of_units_changes_nothing_and_equals_get_the_same(
    name: str, figures: list[Value], order: Any
) -> None:
    more = {"reference": F(400)} if name == "reference" else {}
    made = points(name, [*figures, figures[0]], **more)
    assert made[0] == made[-1]
    turn = list(range(len(made)))
    order.shuffle(turn)
    again = points(name, [[*figures, figures[0]][i] for i in turn], **more)
    assert again == [made[i] for i in turn]


@pytest.mark.parametrize("name", ["efficacy", "min_max", "percentile", "rank_points", "benchmark"])
@pytest.mark.parametrize("higher", [True, False])
def test_where_all_are_equal_all_have_full_marks_or_the_same(name: str, higher: bool) -> None:
    made = points(name, [F(7), F(7), F(7)], higher=higher)
    assert made == ([50] * 3 if name == "percentile" else [100] * 3)


@pytest.mark.parametrize("name", sorted(NORMALISERS))
@FEW
@given(figures=COLUMN)
def test_a_missing_figure_stays_missing_and_is_never_zero(name: str, figures: list[Value]) -> None:
    assert points(name, [*figures, None])[-1] is None


@FEW
@given(now=POSITIVE, base=st.fractions(min_value=-100, max_value=0, max_denominator=10))
def test_growth_on_nothing_or_less_is_not_comparable(now: Fraction, base: Fraction) -> None:
    for name in ("growth", "index"):
        how = NORMALISERS[name]
        options = {k: v for k, v in how.options.items() if v is not None}
        column = Column([now], bases=[base], options=options)
        assert how.run(column) == [None] and "n/a" in column.notes[0]


@FEW
@given(now=POSITIVE, base=POSITIVE, cap=st.fractions(min_value=F(1, 10), max_value=3, max_denominator=10))
def test_growth_is_capped(now: Fraction, base: Fraction, cap: Fraction) -> None:
    (made,) = scores("growth", [now], bases=[base], options={"cap": cap})
    assert made == 100 * max(F(0), min(cap, now / base - 1))


WEIGHTS = st.lists(st.integers(1, 9).map(F), min_size=3, max_size=3)
ROWS = st.lists(st.lists(POSITIVE, min_size=3, max_size=3), min_size=2, max_size=5)


def columns(rows: list[list[Fraction]]) -> list[list[Value]]:
    return [list(c) for c in zip(*rows, strict=True)]


def aggregated(name: str, weights: list[Fraction], rows: list[list[Fraction]]) -> list[Value]:
    if name in ("copeland", "outranking"):
        return (copeland if name == "copeland" else outranking)(weights, columns(rows))
    if name == "sum":
        return [weighted_sum(weights, row) for row in rows]
    return combined(MEANS[name], weights, columns(rows), F(2))


AGGREGATIONS = [*MEANS, "sum", "copeland", "outranking"]


@pytest.mark.parametrize("name", AGGREGATIONS)
@FEW
@given(weights=WEIGHTS, rows=ROWS, which=st.integers(0, 2), more=POSITIVE)
def test_who_does_better_on_one_thing_never_falls(
    name: str, weights: list[Fraction], rows: list[list[Fraction]], which: int, more: Fraction
) -> None:
    before = aggregated(name, weights, rows)[0]
    better = [[x + more if i == which else x for i, x in enumerate(rows[0])], *rows[1:]]
    after = aggregated(name, weights, better)[0]
    assert before is not None and after is not None and after >= before


@pytest.mark.parametrize("name", AGGREGATIONS)
@FEW
@given(weights=WEIGHTS, rows=ROWS, order=st.permutations([0, 1, 2]))
def test_the_order_of_indicators_changes_nothing(
    name: str, weights: list[Fraction], rows: list[list[Fraction]], order: list[int]
) -> None:
    turned = aggregated(name, [weights[i] for i in order], [[row[i] for i in order] for row in rows])
    for a, b in zip(aggregated(name, weights, rows), turned, strict=True):
        assert a is not None and b is not None and abs(a - b) < F(1, 10**40)


@pytest.mark.parametrize("name", [n for n in AGGREGATIONS if n != "sum"])
@FEW
@given(weights=WEIGHTS, rows=ROWS, by=st.integers(2, 9))
def test_weights_count_by_proportion(
    name: str, weights: list[Fraction], rows: list[list[Fraction]], by: int
) -> None:
    for a, b in zip(
        aggregated(name, weights, rows), aggregated(name, [w * by for w in weights], rows), strict=True
    ):
        assert a is not None and b is not None and abs(a - b) < F(1, 10**40)


@FEW
@given(weights=WEIGHTS, row=st.lists(POSITIVE, min_size=3, max_size=3))
def test_harmonic_geometric_arithmetic_stand_in_order(weights: list[Fraction], row: list[Fraction]) -> None:
    low, middle, high = (aggregated(n, weights, [row])[0] for n in ("harmonic", "geometric", "arithmetic"))
    assert low is not None and middle is not None and high is not None
    slack = F(1, 10**40)
    assert low <= middle + slack and middle <= high + slack and min(row) - slack <= low and high <= max(row)


@FEW
@given(weights=WEIGHTS, rows=ROWS)
def test_duels_won_are_duels_lost(weights: list[Fraction], rows: list[list[Fraction]]) -> None:
    n = len(rows)
    assert sum(v or 0 for v in aggregated("copeland", weights, rows)) == 0
    assert sum(v or 0 for v in aggregated("outranking", weights, rows)) == F(n * (n - 1), 2)


@FEW
@given(rows=ROWS, rule=st.sampled_from(sorted(MISSING_WORDS)))
def test_a_rule_for_what_is_missing_changes_nothing_where_nothing_is(
    rows: list[list[Fraction]], rule: str
) -> None:
    leaves = [leaf(c, "min_max", w) for c, w in (("甲", 50), ("乙", 30), ("丙", 20))]
    table = values([f"{n}县" for n in range(len(rows))], **dict(zip("甲乙丙", columns(rows), strict=True)))
    usual, other = run(race(*leaves), table), run(race(*leaves, missing=rule), table)
    assert [x.place for x in usual.lines] == [x.place for x in other.lines]


def test_definitions_of_coinr() -> None:
    """Ties take the lower rank; lower-is-better turns the figures round first."""
    assert points("rank", [F(3), F(1), F(3), F(9)]) == [2, 1, 2, 4]
    assert points("borda", [F(3), F(1), F(3), F(9)], higher=False) == [1, 3, 1, 0]
    assert points("percentile_low", [F(3), F(1), F(3), F(9)], full=F(1)) == [F(1, 3), 0, F(1, 3), 1]
    assert points("reference", [F(5), F(1), F(9)], full=F(1)) == [1, 0, 2]
    assert points("reference", [F(5), F(1), F(9)], full=F(1), cap=F(1)) == [1, 0, 1]
    assert points("linear", [F(2), F(12)], floor=F(2), ceiling=F(7)) == [0, 200]
    assert points("min_max", [F(1), F(5), F(9)], floor=F(2), ceiling=F(8), high=F(1)) == [0, F(1, 2), 1]
    rows = [[F(3), F(1)], [F(2), F(1)], [F(1), F(5)]]
    assert aggregated("outranking", [F(3), F(1)], rows) == [F(7, 8) + F(3, 4), F(1, 8) + F(3, 4), F(1, 2)]


def test_duels_count_an_indicator_by_its_part_of_the_whole() -> None:
    from luodi.racing.spec import Branch

    tree = (
        Branch("一", "一", F(9, 10), (leaf("甲", "min_max", 1),)),
        Branch("二", "二", F(1, 10), (leaf("乙", "min_max", 1),)),
    )
    made = run(
        race(*tree, aggregation="copeland", weights="shares"), values(["东", "西"], 甲=[2, 1], 乙=[1, 2])
    )
    assert [x.score for x in made.lines] == [1, -1]


def test_winsorising_is_coinrs() -> None:
    """Points pulled until skewness and kurtosis pass; then the logarithm of the figures as they were."""
    figures: list[Value] = [F(n) for n in range(1, 11)] + [F(100)]
    assert outlying(figures)
    assert winsorised(figures, 5) == ([*figures[:10], F(10)], 1)
    two: list[Value] = [F(n) for n in range(1, 21)] + [F(100), F(200)]
    once, moved = winsorised(two, 1)
    assert moved == 1 and once[-1] == 100 and outlying(once)
    logs, said = treated(two, Treatment(winsorise=1, log=True), [""] * 22)
    assert logs[0] is not None and abs(float(logs[0]) - 0.6881346387) < 1e-9 and "取对数" in said[0]
    kept, said = treated(two, Treatment(winsorise=1), [""] * 22)
    assert kept == once and "仍有极端值" in said[0]
    low, moved = winsorised([-v for v in figures if v is not None], 5)
    assert moved == 1 and low[-1] == -10


def test_imputing_takes_the_group() -> None:
    filled, count = imputed([F(1), F(3), None, F(10), None], "group_mean", ["甲", "甲", "甲", "乙", "乙"])
    assert filled == [1, 3, 2, 10, 10] and count == 2
