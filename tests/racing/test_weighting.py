"""Weights that are worked out: told, adding up, refused where they mean nothing."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.racing.builders import leaf, race, values

from luodi.racing.running import run
from luodi.racing.spec import Branch

UNITS = ["东县", "西县", "北县", "南县"]
TABLE = values(UNITS, 甲=[1, 2, 3, 10], 乙=[5, 5, 5, 6], 丙=[9, 1, 4, 2])


def rules(**more: object):  # type: ignore[no-untyped-def]
    leaves = [leaf(c, "min_max", w) for c, w in (("甲", 20), ("乙", 30), ("丙", 50))]
    return race(*leaves, aggregation="arithmetic", **more)


@pytest.mark.parametrize("how", ["equal", "entropy", "pca"])
def test_weights_add_up_and_are_told(how: str) -> None:
    made = run(rules(weighting=how), TABLE)
    assert sum(made.weights.values()) == 100 and min(made.weights.values()) >= 0
    assert made.done[0].startswith("权重：") and made.done[-1].startswith("所用权重：甲")
    for line in made.lines:
        assert sum((c.adds for c in line.cells.values()), Fraction(0)) == line.score
    assert made.weights != {"甲": 20, "乙": 30, "丙": 50}


def test_what_tells_units_apart_weighs_more() -> None:
    alike = values(UNITS, 甲=[1, 2, 3, 10], 乙=[5, 5, 5, 5], 丙=[9, 9, 9, 8])
    made = run(rules(weighting="entropy"), alike).weights
    assert made["乙"] == 0 or made["乙"] < made["甲"]


def test_experts_judgements_give_their_eigenvector() -> None:
    thirds = ((1, 2, 4), (Fraction(1, 2), 1, 2), (Fraction(1, 4), Fraction(1, 2), 1))
    judged = tuple(tuple(Fraction(v) for v in row) for row in thirds)
    made = run(rules(weighting="expert", judgements=judged), TABLE)
    shares = [float(made.weights[c]) for c in ("甲", "乙", "丙")]
    assert shares == pytest.approx([400 / 7, 200 / 7, 100 / 7], abs=1e-6)
    assert made.done[0] == "权重：层次分析法，一致性比例0.000"


def test_a_branch_shares_out_what_experts_gave_it() -> None:
    inner = Branch("b", "维度", Fraction(80), (leaf("乙", "min_max", 60), leaf("丙", "min_max", 20)))
    judged = ((Fraction(1), Fraction(1, 4)), (Fraction(4), Fraction(1)))
    made = run(
        race(
            leaf("甲", "min_max", 20), inner, aggregation="arithmetic", weighting="expert", judgements=judged
        ),
        TABLE,
    )
    assert [round(float(w), 6) for w in made.weights.values()] == [20, 60, 20]


@pytest.mark.parametrize(
    ("judged", "said"),
    [
        (((1, 2), (Fraction(1, 2), 1)), "应为3行3列"),
        (((1, 2, 1), (2, 1, 1), (1, 1, 1)), "不互为倒数"),
        (((1, 9, Fraction(1, 9)), (Fraction(1, 9), 1, 9), (9, Fraction(1, 9), 1)), "一致性比例"),
    ],
)
def test_judgements_that_cannot_stand_are_refused(judged: object, said: str) -> None:
    rows = tuple(tuple(Fraction(v) for v in row) for row in judged)  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match=said):
        run(rules(weighting="expert", judgements=rows), TABLE)


def test_figures_that_say_nothing_are_refused() -> None:
    alike = values(UNITS, 甲=[1] * 4, 乙=[5] * 4, 丙=[9] * 4)
    for how in ("entropy", "pca"):
        with pytest.raises(ValueError, match="求不出权重"):
            run(rules(weighting=how), alike)
