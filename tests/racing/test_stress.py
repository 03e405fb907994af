"""How sure a place is: draws that can be run again, places that are right, choices that are refused."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.racing.builders import leaf, race, scores, values

from luodi.racing.matrices import SIMPLE, positions, shares
from luodi.racing.running import run
from luodi.racing.spec import Branch
from luodi.racing.stress import Vary, draws_of, stress

UNITS = [f"{n}县" for n in range(6)]
TABLE = values(UNITS, 甲=[9, 8, 5, 4, 2, 1], 乙=[9, 3, 6, 2, 5, 1], 丙=[9, 1, 7, None, 3, 2])
RULES = race(
    *[leaf(c, "min_max", w) for c, w in (("甲", 20), ("乙", 30), ("丙", 50))],
    aggregation="arithmetic",
    missing="exclude",
)


def test_who_leads_everywhere_always_leads() -> None:
    made = stress(RULES, TABLE, draws=500, vary=Vary(0.5, ("", "z_score"), ("arithmetic", "geometric")))
    assert made.ranks.shape == (500, 6) and set(made.ranks[:, 0]) == {1}
    assert made.interval()[0].tolist() == [1, 1, 1]
    assert made.chance(first=1)[0] == 1 and made.chance(last=3)[0] == 0
    assert made.chance(first=6).tolist() == [1] * 6
    low, middle, high = made.interval().T
    assert (low <= middle).all() and (middle <= high).all()


def test_the_same_seed_gives_the_same_bits() -> None:
    weights, choices = draws_of(RULES, Vary(0.25, ("", "z_score")), 1000, 7)
    assert weights[0].tolist() == pytest.approx([0.20126, 0.35927, 0.52570], abs=0.2)
    again, _ = draws_of(RULES, Vary(0.25, ("", "z_score")), 1000, 7)
    assert weights.tobytes() == again.tobytes()
    one, two = (stress(RULES, TABLE, draws=200, seed=3, threads=t) for t in (1, 2))
    assert (one.ranks == two.ranks).all() and (
        one.ranks != stress(RULES, TABLE, draws=200, seed=4).ranks
    ).any()
    assert choices.max() == 1 and (weights <= shares(RULES) * 1.25).all()


def test_draws_without_variation_are_the_official_places() -> None:
    made = stress(RULES, TABLE, draws=3, vary=Vary(weights=0))
    assert made.ranks.tolist() == [[line.place for line in run(RULES, TABLE).lines]] * 3


def test_progress_is_told() -> None:
    told: list[int] = []
    stress(RULES, TABLE, draws=300, progress=told.append)
    assert sum(told) == 300


@pytest.mark.parametrize(
    "vary", [Vary(normalisers=("attainment",)), Vary(means=("copeland",)), Vary(weights=2)]
)
def test_choices_nobody_knows_are_refused(vary: Vary) -> None:
    with pytest.raises(ValueError, match=r"不能用于|之间"):
        stress(RULES, TABLE, draws=10, vary=vary)


def test_a_unit_without_any_figure_is_named() -> None:
    with pytest.raises(ValueError, match="1县"):
        stress(RULES, values(["0县", "1县"], 甲=[1, None], 乙=[1, None], 丙=[1, None]), draws=10)


def test_shares_go_up_the_tree() -> None:
    inner = Branch("b", "维度", Fraction(60), (leaf("乙", weight=20), leaf("丙", weight=40)))
    assert shares(race(leaf("甲", weight=40), inner)).tolist() == pytest.approx([0.4, 0.2, 0.4])


@pytest.mark.parametrize("name", sorted(SIMPLE))
@given(
    figures=st.lists(st.one_of(st.none(), st.integers(-50, 50).map(Fraction)), min_size=2, max_size=9).filter(
        lambda f: any(v is not None for v in f)
    )
)
def test_formulas_in_floats_are_the_exact_ones(name: str, figures) -> None:  # type: ignore[no-untyped-def]
    exact = scores(name, figures)
    plain = np.array([[np.nan if v is None else float(v)] for v in figures])
    with np.errstate(all="ignore"):
        made = SIMPLE[name](plain)[:, 0]
    for one, two in zip(exact, made, strict=True):
        assert np.isnan(two) if one is None else float(one) == pytest.approx(two, abs=1e-9)


@given(st.lists(st.lists(st.integers(-5, 5), min_size=4, max_size=4), min_size=1, max_size=5))
def test_places_share_ties(rows: list[list[int]]) -> None:
    made = positions(np.array(rows, dtype=np.float64))
    for row, placed in zip(rows, made.tolist(), strict=True):
        assert placed == [1 + sum(other > mine for other in row) for mine in row]
