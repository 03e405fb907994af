"""Sensitivity: right on functions whose answer is known, repeatable, silent about what is not varied."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.depth import depth
from tests.racing.builders import leaf, race, values

from luodi.racing.matrices import Floats
from luodi.racing.sensitivity import sensitivity, sobol
from luodi.racing.stress import Vary

UNITS = ["甲县", "乙县", "丙县", "丁县", "戊县"]


def ishigami(x: Floats) -> Floats:
    """A function whose indices are known in closed form (Ishigami and Homma 1990; a = 7, b = 0.1)."""
    u = (2 * x - 1) * math.pi
    made = np.sin(u[:, 0]) + 7 * np.sin(u[:, 1]) ** 2 + 0.1 * u[:, 2] ** 4 * np.sin(u[:, 0])
    return np.asarray(made)[:, None]


def test_the_ishigami_function() -> None:
    first, total = sobol(ishigami, 3, [[0], [1], [2]], depth(60_000, 30_000), seed=3)
    assert first[:, 0] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert total[:, 0] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)


def test_inputs_taken_together() -> None:
    first, total = sobol(ishigami, 3, [[0, 2], [1]], 30_000, seed=4)
    assert first[:, 0] == pytest.approx([0.5576, 0.4424], abs=0.02)
    assert total[:, 0] == pytest.approx([0.5576, 0.4424], abs=0.02)


def test_what_never_varies_has_no_index() -> None:
    first, _total = sobol(lambda x: np.ones((len(x), 1)), 1, [[0]], 100, seed=1)
    assert np.isnan(first).all()


def test_a_race() -> None:
    rules = race(leaf("a", "min_max", weight=60), leaf("b", "min_max", weight=40))
    figures = values(UNITS, a=[1, 2, 3, 4, 9], b=[9, 8, 6, 3, 1])
    vary = Vary(weights=0.9, normalisers=("", "z_score", "rank_points"))
    found = sensitivity(rules, figures, draws=500, vary=vary)
    again = sensitivity(rules, figures, draws=500, vary=vary, threads=1)
    assert found.inputs == ("a权重", "b权重", "计分方法")
    assert found.first.shape == (3, 5) and found.shift_total.shape == (3,)
    assert np.array_equal(found.total, again.total, equal_nan=True)
    assert (np.nan_to_num(found.total) >= 0).all()


def test_nothing_varied_is_said() -> None:
    rules = race(leaf("a", "min_max"))
    with pytest.raises(ValueError, match="没有可变动的选择"):
        sensitivity(rules, values(UNITS, a=[1, 2, 3, 4, 5]), vary=Vary(weights=0))
