"""The cheapest mix: it lifts when the race is run again, nothing tried one by one is cheaper, and it says if unproven."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.depth import depth
from tests.racing.builders import leaf, race, values

from luodi.racing.checking.rules import Rule
from luodi.racing.lift import Lift, lift, possible
from luodi.racing.running import run
from luodi.racing.spec import Race
from luodi.racing.values import Values

F = Fraction
UNITS = ["甲县", "乙县", "丙县"]
KINDS = ["attainment", "efficacy", "rank_points", "growth", "benchmark"]
FIGURES = st.lists(st.integers(1, 7), min_size=3, max_size=3)


def place(rules: Race, table: Values, i: int, row: dict[str, F]) -> int:
    figures = {h: [*c[:i], row[h], *c[i + 1 :]] if h in row else c for h, c in table.figures.items()}
    return run(rules, replace(table, figures=figures)).lines[i].place or 99


def cost(found: Lift) -> F:
    return sum((step.cost for step in found.mix), F(0))


@settings(max_examples=depth(120, 20), deadline=None)
@given(st.data())
def test_nothing_tried_one_by_one_is_cheaper(data: st.DataObject) -> None:
    kinds = data.draw(st.lists(st.sampled_from(KINDS), min_size=2, max_size=3))
    leaves = [
        leaf(f"c{n}", kind, data.draw(st.integers(1, 9)), higher=data.draw(st.booleans()) or kind == "growth")
        for n, kind in enumerate(kinds)
    ]
    rules = race(*leaves, aggregation="arithmetic")
    columns = {h: data.draw(FIGURES) for x in leaves for h in (x.column, x.target_column, x.base_column) if h}
    table = values(UNITS, **columns)
    prices = {x.code: F(data.draw(st.integers(1, 9))) for x in leaves}
    for i, unit in enumerate(UNITS):
        found = lift(rules, table, unit, prices=prices)
        if found is None or not found.mix:
            continue
        row = {s.column: s.needs for s in found.mix if s.needs is not None}
        assert place(rules, table, i, row) < found.place, "applied, it lifts"
        assert all(cost(found) <= s.cost for s in found.alone if s.needs is not None)
        assert found.proven or found.unproven
        if not found.proven:
            continue
        best = cost(found)
        ways = []
        for x in leaves:
            now = table.figures[x.column][i] or F(0)
            steps = range(int(best / prices[x.code]) + 1)
            ways.append([(x, k, now + k if x.higher else now - k) for k in steps if x.higher or now - k >= 0])
        for mix in product(*ways):
            paid = sum((prices[x.code] * k for x, k, _figure in mix), F(0))
            if paid < best:
                assert place(rules, table, i, {x.column: figure for x, _k, figure in mix}) >= found.place


def test_a_mix_cheaper_than_taking_the_best_rate_first() -> None:
    """Whole numbers: the indicator with the better rate overshoots, the other fits."""
    rules = race(leaf("甲", "attainment", 60), leaf("乙", "attainment", 40))
    table = values(["一县", "二县"], 甲=[5, 4], 甲目标=[10, 10], 乙=["5.0", "4.5"], 乙目标=[10, 10])
    found = lift(rules, table, "二县", prices={"甲": F(10), "乙": F(8)})
    assert found is not None and found.gap == 8 and found.proven
    assert {s.column: s.needs for s in found.mix} == {"甲": 5, "乙": 5}
    assert cost(found) == 14, "乙 alone has to gain 2.0 for 16, 甲 alone 2 for 20"


@pytest.mark.parametrize(
    ("more", "kind", "said"),
    [
        ({"aggregation": "geometric"}, "min_max", "不是各指标得分之和"),
        ({"aggregation": "arithmetic"}, "z_score", "太多"),
    ],
)
def test_what_is_not_proven_says_why(more: dict[str, str], kind: str, said: str) -> None:
    rules = race(leaf("甲", kind, 60, higher=True), leaf("乙", kind, 40), **more)
    table = values(["一县", "二县", "三县"], 甲=["9.0001", 5, 3], 乙=["8.0001", 6, 2])
    found = lift(rules, table, "二县")
    assert found is not None and found.mix and not found.proven and said in found.unproven


def test_nothing_impossible_is_asked() -> None:
    """A share stops at 100 %, a figure at the bounds its rules declare, either way round."""
    shares = replace(leaf("覆盖率", "mean_step", 60, options={"base": 60, "step": 1, "per": 1}), unit="%")
    cost = replace(leaf("能耗", "min_max", 40), higher=False)
    table = values(["一县", "二县", "三县"], 覆盖率=[99, 95, 60], 能耗=[10, 40, 60])
    rules = race(shares, cost)
    assert possible(rules) == {"覆盖率": 100}
    for bounded, best in (
        (rules, F(0)),
        (replace(rules, checks=(Rule("bounds", "能耗", least=F(8)),)), F(8)),
    ):
        for unit in table.units[1:]:
            found = lift(bounded, table, unit)
            assert found is not None
            for step in (*found.alone, *found.mix):
                assert step.needs is None or (
                    step.needs <= 100 if step.code == "覆盖率" else step.needs >= best
                )
    assert possible(replace(rules, checks=(Rule("bounds", "覆盖率", most=F(98)),)))["覆盖率"] == 98


def test_over_a_named_unit_says_nothing_of_those_between() -> None:
    """The same whatever the figures between: what reaches the named one, and one digit less does not."""
    rules = race(leaf("a", "benchmark", 1), aggregation="arithmetic")
    told = []
    for between in (7, 8):
        table = values(UNITS, a=[9, between, 2])
        found = lift(rules, table, "丙县", over={"甲县"})
        assert found is not None and found.above == "甲县" and not found.proven and found.unproven
        needs = found.alone[0].needs
        assert needs is not None
        assert place(rules, table, 2, {"a": needs}) == 1 < place(rules, table, 2, {"a": needs - 1})
        told.append((found.gap, needs))
    assert told[0] == told[1]
    assert lift(rules, values(UNITS, a=[9, 7, 2]), "甲县", over={"丙县"}) is None
