"""Formulas: worked values, and what must hold whatever the figures."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.racing.builders import scores

from luodi.racing.normalise import NORMALISERS, Column

F = Fraction

NUMBERS = st.fractions(min_value=-1000, max_value=1000, max_denominator=100)
POSITIVE = st.fractions(min_value=F(1, 100), max_value=1000, max_denominator=100)
COLUMNS = st.lists(st.one_of(st.none(), NUMBERS), min_size=2, max_size=8)


def test_attainment_is_capped_and_reversed() -> None:
    assert scores("attainment", [F(45), F(60), F(90)], targets=[F(60)] * 3) == [75, 100, 100]
    capped = scores("attainment", [F(90)], targets=[F(60)], options={"cap": F(12, 10)})
    assert capped == [120]
    assert scores("attainment", [F(80)], targets=[F(60)], higher=False) == [75]


def test_a_target_of_zero_is_not_comparable_and_says_so() -> None:
    column = Column([F(3), F(3), None], targets=[F(0), None, F(5)], options={"cap": F(1)})
    assert NORMALISERS["attainment"].run(column) == [None, None, None]
    assert "n/a" in column.notes[0] and "缺目标值" in column.notes[1] and 2 not in column.notes


def test_schedule_asks_for_the_share_of_the_year() -> None:
    assert scores("schedule", [F(30)], targets=[F(100)], options={"elapsed": F(6)}) == [60]


def test_efficacy_between_worst_and_best() -> None:
    assert scores("efficacy", [F(1), F(2), F(3)]) == [60, 80, 100]
    assert scores("efficacy", [F(1), F(2), F(3)], higher=False) == [100, 80, 60]
    assert scores("efficacy", [F(5), F(5), None]) == [100, 100, None]


def test_mean_step_counts_whole_steps_only() -> None:
    # mean 100: 112 is 12 % above, two whole steps of 5 %; 91 is 9 % below, one
    done = scores("mean_step", [F(112), F(91), F(97)], options={"base": F(10)})
    assert done == [11, F(19, 2), 10]


def test_rank_points() -> None:
    assert scores("rank_points", [F(5), F(9), F(5), F(1)]) == [75, 100, 75, 25]
    assert scores("rank_points", [F(5), F(9), F(1)], options={"step": F(4)}) == [96, 100, 92]


def test_growth_from_nothing_or_less_is_not_comparable() -> None:
    column = Column(
        [F(46), F(3), F(3)],
        bases=[F(1), F(0), F(-2)],
        options={"cap": F(1, 2), "low": F(0), "full": F(1), "base_floor": F(0)},
    )
    assert NORMALISERS["growth"].run(column) == [50, None, None]
    assert column.notes[0] == "增速封顶" and "零" in column.notes[1] and "负" in column.notes[2]


def test_a_low_base_is_lifted_to_the_floor() -> None:
    options = {"cap": F(10), "base_floor": F(10)}
    assert scores("growth", [F(46)], bases=[F(1)], options=options) == [360]


def test_z_score_of_equal_figures_is_the_middle() -> None:
    assert scores("z_score", [F(7), F(7)], options={"middle": F(10), "spread": F(2)}) == [10, 10]


def test_percentile_shares_the_middle_among_equals() -> None:
    assert scores("percentile", [F(1), F(2), F(2), F(5)]) == [0, 50, 50, 100]


@pytest.mark.parametrize("name", ["efficacy", "min_max", "z_score", "percentile", "rank_points"])
@given(figures=COLUMNS, shift=NUMBERS, scale=POSITIVE)
def test_moving_and_stretching_all_figures_changes_nothing(name: str, figures, shift: F, scale: F) -> None:  # type: ignore[no-untyped-def]
    moved = [None if v is None else v * scale + shift for v in figures]
    before, after = scores(name, figures), scores(name, moved)
    for one, two in zip(before, after, strict=True):
        assert (one is None) == (two is None)
        if one is not None and two is not None:  # a root is good to sixty digits, the rest is exact
            assert one == two if name != "z_score" else abs(one - two) < F(1, 10**40)


@pytest.mark.parametrize("name", ["attainment", "benchmark", "index", "growth", "mean_step"])
@given(figures=st.lists(POSITIVE, min_size=2, max_size=6), scale=POSITIVE)
def test_the_unit_of_measure_changes_nothing(name: str, figures: list[F], scale: F) -> None:
    sides = {side: [F(7)] * len(figures) for side in NORMALISERS[name].needs}
    scaled = {side: [F(7) * scale] * len(figures) for side in sides}
    assert scores(name, figures, **sides) == scores(name, [v * scale for v in figures], **scaled)


@pytest.mark.parametrize("name", sorted(NORMALISERS))
@pytest.mark.parametrize("higher", [True, False])
@given(figures=st.lists(POSITIVE, min_size=2, max_size=6), data=st.data())
def test_better_is_never_worse(name: str, higher: bool, figures: list[F], data: st.DataObject) -> None:
    sides = {side: [F(7)] * len(figures) for side in NORMALISERS[name].needs}
    options = {"elapsed": F(6)} if name == "schedule" else {}
    i = data.draw(st.integers(0, len(figures) - 1))
    better = figures[i] * 2 if higher else figures[i] / 2
    before = scores(name, figures, higher=higher, options=options, **sides)
    after = scores(name, [*figures[:i], better, *figures[i + 1 :]], higher=higher, options=options, **sides)
    one, two = before[i], after[i]
    assert one is None or (two is not None and two >= one - F(1, 10**40))


@pytest.mark.parametrize("name", sorted(NORMALISERS))
@given(figures=st.lists(st.one_of(st.none(), POSITIVE), min_size=1, max_size=6), data=st.data())
def test_the_order_of_units_changes_nothing(name: str, figures, data: st.DataObject) -> None:  # type: ignore[no-untyped-def]
    order = data.draw(st.permutations(range(len(figures))))
    sides = {side: [F(n + 3) for n in range(len(figures))] for side in NORMALISERS[name].needs}
    options = {"elapsed": F(6)} if name == "schedule" else {}
    before = scores(name, figures, options=options, **sides)
    mixed = {side: [column[i] for i in order] for side, column in sides.items()}
    after = scores(name, [figures[i] for i in order], options=options, **mixed)
    assert [before[i] for i in order] == after
    assert all((v is None) <= (b is None) for v, b in zip(figures, before, strict=True))


@pytest.mark.parametrize(("higher", "ends", "points"), [
    (True, {"floor": F(50)}, 0), (True, {"ceiling": F(1)}, 100),
    (False, {"floor": F(50)}, 100), (False, {"ceiling": F(1)}, 0),
])  # fmt: skip
def test_all_beyond_a_given_end_stand_at_that_end(higher: bool, ends: dict[str, F], points: int) -> None:
    options = {"low": F(0), "high": F(100)} | ends
    assert scores("min_max", [F(2), F(3), F(9)], higher=higher, options=options) == [points] * 3
