"""The cheapest route: it leads to the standard, nothing single is cheaper, and it says why when there is none."""

from __future__ import annotations

import math
import re
from datetime import date
from fractions import Fraction
from typing import Any

import ibis
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.depth import depth
from tests.standards.drawn import Drawing, table

from luodi.standards import load
from luodi.standards.judgement import judge, judge_row
from luodi.standards.prices import load as load_prices
from luodi.standards.routes import Route, apply, cheapest, what_if
from luodi.standards.routes.bulk import NoBulkError
from luodi.standards.routes.cases import Var
from luodi.standards.routes.moves import STEPS
from luodi.standards.routes.route import Router, moved, router
from luodi.standards.routes.table import routes
from luodi.standards.spec import Standard

ON = date(2026, 9, 22)
PRICES = load_prices()
TECH = load("tech-sme@2017")

BASE: dict[str, Any] = {
    "staff_total": 100,
    "tech_staff": 19,
    "sales_revenue_wan": 5000,
    "total_assets_wan": 6000,
    "rd_expense_wan": 200,
    "cost_expense_wan": 4500,
    "class1_ip": 0,
    "class2_ip": 3,
}


def route(**changes: Any) -> Route:
    return cheapest(TECH, {**BASE, **changes}, PRICES, on=ON)


def test_four_points_short_are_one_software_right() -> None:
    found = route()
    assert [(s.change, s.by, s.cost) for s in found.steps] == [("register_class2", 1, 1)]
    assert found.near == "B" and found.feasible_this_year and found.waits_until is None
    assert "再登记1项Ⅱ类知识产权" in found.words and "约1万元" in found.words


def test_a_firm_that_passes_has_nothing_to_buy() -> None:
    found = route(tech_staff=30, rd_expense_wan=300)
    assert (found.cost, found.steps, found.near) == (0, (), "A")


def test_an_accident_a_blacklist_and_a_foreign_seat_cannot_be_bought() -> None:
    for name in ("accident_2y", "on_abnormal_list", "restricted_industry"):
        if name in TECH.inputs:
            found = route(**{name: True})
            assert found.cost is None and len(found.blocked) == 1 and found.near == "D", name
    assert route(resident_mainland=False).blocked


def test_more_people_than_allowed_is_no_route_and_hiring_stops_at_the_cap() -> None:
    assert "职工总数" in route(staff_total=501).blocked[0]
    found = cheapest(
        TECH,
        {**BASE, "staff_total": 499, "tech_staff": 49, "class1_ip": 1},
        PRICES.only(["hire_tech"]),
        on=ON,
    )
    assert [(s.change, s.by) for s in found.steps] == [("hire_tech", 1)]
    at_cap = cheapest(TECH, {**BASE, "staff_total": 500, "tech_staff": 49}, PRICES.only(["hire_tech"]), on=ON)
    assert at_cap.cost is None


def test_hiring_raises_both_counts_and_moving_people_only_one() -> None:
    both = route(tech_staff=5, rd_expense_wan=300)
    assert [(s.change, s.by) for s in both.steps] == [("convert_tech", 5)]
    hired = cheapest(
        TECH,
        {**BASE, "tech_staff": 5, "rd_expense_wan": 300},
        PRICES.without("convert_tech"),
        on=ON,
    )
    assert [(s.change, s.by) for s in hired.steps] == [("hire_tech", 6)]


def test_a_missing_figure_is_asked_for_never_taken_as_zero() -> None:
    found = route(rd_expense_wan=None)
    assert found.cost is None and found.missing and found.near == "U"
    assert found.missing[0] in found.words


def test_what_has_to_wait_says_until_when_and_what_would_do_this_year() -> None:
    found = route(tech_staff=5)
    assert found.waits_until == 2028 and not found.feasible_this_year
    assert found.sooner and found.sooner_cost is not None and found.cost is not None
    assert found.sooner_cost > found.cost
    assert "2028年" in found.words and "若要今年办成" in found.words


def test_a_past_year_has_to_roll_out() -> None:
    """Last year's R&D cannot be changed: with this year's and next year's made good it counts from 2027."""
    standard = load("little-giant@2022")
    figures: dict[str, Any] = {
        "srdi_valid": True, "years_in_niche": 5, "revenue_2y_wan": [9000, 9999], "rd_2y_wan": [300, 350],
        "main_revenue_3y_wan": [7000, 7700, 8470], "info_system_in_core_business": True,
        "mgmt_or_product_cert": True, "liabilities_wan": 6000, "assets_wan": 10000, "market_share_pct": 15,
        "own_brand": True, "rd_institution": True, "class1_ip_applied": 3, "rd_staff": 30, "staff_total": 150,
        "chain_key_link": True, "field_ok": True,
    }  # fmt: skip
    found = cheapest(standard, figures, PRICES, on=ON)
    assert (found.waits_until, found.near) == (2027, "C")
    assert sorted((s.when, s.by) for s in found.steps) == [
        (2026, Fraction("249.94")),
        (2027, Fraction("249.94")),
    ]
    assert judge(standard, apply(standard, figures, found, PRICES, on=ON)).verdict == "pass"


def test_what_if_tells_before_and_after() -> None:
    before, after = what_if(TECH, BASE, {"class2_ip": 4})
    assert (before.verdict, after.verdict) == ("fail", "pass")


def test_experts_points_are_named_and_not_bought() -> None:
    standard = load("high-tech@2016")
    rows = [{**r, "conflicts": None} for r in Drawing([standard], 3).rows(400)]
    the = router(standard, PRICES, ON)
    found = [r for row in rows if (r := the.route(_row(standard, row))).verdict == "undecided"]
    assert found
    assert all(r.points_needed > 0 and "专家" in r.words for r in found if r.cost is not None)


def _row(standard: Standard, drawn: dict[str, Any]) -> dict[str, Any]:
    columns = {c for spec in standard.inputs.values() for c in spec.columns} | {"accounting_years"}
    return {c: v for c, v in drawn.items() if c in columns}


firms = st.fixed_dictionaries(
    {
        "staff_total": st.integers(1, 520),
        "tech_staff": st.integers(0, 120),
        "sales_revenue_wan": st.integers(0, 20_500),
        "total_assets_wan": st.sampled_from([100, 20_000, 20_001]),
        "rd_expense_wan": st.integers(0, 1_300),
        "cost_expense_wan": st.integers(1, 20_000),
        "class1_ip": st.sampled_from([0, 0, 0, 1]),
        "class2_ip": st.integers(0, 5),
    }
)


@settings(max_examples=depth(60, 20), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(firm=firms)
def test_applying_the_route_makes_the_firm_pass(firm: dict[str, int]) -> None:
    found = cheapest(TECH, firm, PRICES, on=ON)
    before = judge(TECH, firm)
    assert (found.cost == 0) == (before.verdict == "pass")
    if found.cost is None:
        assert found.blocked
        return
    after = judge(TECH, apply(TECH, firm, found, PRICES, on=ON))
    assert after.verdict == "pass", (found.words, after.failed)
    assert found.cost == sum(s.cost for s in found.steps)


@settings(max_examples=depth(25, 10), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(firm=firms)
def test_no_single_change_is_cheaper(firm: dict[str, int]) -> None:
    """By trying: each change alone, in every whole amount a cheaper route could have."""
    the = router(TECH, PRICES, ON)
    found = cheapest(TECH, firm, PRICES, on=ON)
    if found.cost == 0:
        return
    row = dict(_stored(firm))
    plan = the.plan(0, "worst")
    for var in sorted(plan.vars):
        change = plan.change(var)
        if not change.price:
            continue
        most = 600 if found.cost is None else math.ceil(found.cost / change.price) - 1
        steps = range(1, min(most, 60) + 1) if change.whole else _around(most)
        for amount in steps:
            count = amount if change.whole else amount * STEPS
            limits = [lim for lim in plan.limits if set(dict(lim.slopes)) == {Var(change.name)}]
            if any(_room(the, row, lim) < count * -dict(lim.slopes)[var] for lim in limits):
                break
            after = moved(TECH, plan, row, {var: count})
            assert judge_row(TECH, after).verdict != "pass", (change.name, amount, found.words)


def _around(most: int) -> list[int]:
    return sorted({m for m in (most, most // 2, most // 3, most - 1, 1, 10, 100) if 0 < m <= most})


def _room(the: Router, row: dict[str, Any], limit: Any) -> int:
    from luodi.standards.routes.firm import Firm

    return max(Firm(row).whole(limit.value) or 0, 0)


def _stored(firm: dict[str, int]) -> dict[str, Any]:
    from luodi.standards.routes.firm import row_of

    return row_of(TECH, firm)


@settings(max_examples=depth(25, 10), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(firm=firms, times=st.integers(2, 9))
def test_all_prices_times_n_is_the_cost_times_n(firm: dict[str, int], times: int) -> None:
    dearer = PRICES.priced(**{n: c.price * times for n, c in PRICES.changes.items()})
    one, other = (cheapest(TECH, firm, p, on=ON).cost for p in (PRICES, dearer))
    assert other == (None if one is None else one * times)


BULK = ["tech-sme@2017", "high-tech@2016", "specialised-sme@2026", "little-giant@2026", "rd-coverage@2022",
        "innovative-sme@2022", "specialised-sme@2022"]  # fmt: skip


@pytest.mark.parametrize("key", BULK)
def test_the_columns_say_what_each_firm_alone_is_told(key: str) -> None:
    standard = load(key)
    drawing = Drawing([standard], 11)
    rows = [{**r, "conflicts": None} for r in drawing.rows(120)]
    columns = routes(standard, table(rows, drawing.kinds), PRICES, on=ON).to_pylist()
    the, name = router(standard, PRICES, ON), key.replace("-", "_").replace("@", "_")
    seen = set()
    for row, told in zip(rows, columns, strict=True):
        one = the.route(_row(standard, row))
        cost = None if one.cost is None else math.ceil(one.cost * 10**6)
        assert told[f"{name}_route_cost"] == cost, (row, one)
        assert told[f"{name}_route_class"] == one.near, (row, one, told)
        seen.add(one.near)
        if one.cost is not None:
            assert told[f"{name}_route_gaps"] == one.gaps
            assert told[f"{name}_route_waits"] == one.ahead
            assert math.ceil(_price(told, f"{name}_route_") * 10**6) == cost
    assert len(seen) > 1


def _price(told: dict[str, Any], start: str) -> Fraction:
    """What the steps in the columns cost together."""
    out = Fraction(0)
    for column, amount in told.items():
        change = PRICES.changes.get(re.sub("_y[12]$", "", column.removeprefix(start)))
        if change is not None and column.startswith(start):
            out += change.price * (Fraction(amount) if change.whole else Fraction(amount, STEPS))
    return out


def test_an_engine_that_cannot_choose_rows_first_says_the_same() -> None:
    drawing = Drawing([TECH], 3)
    firms = table(drawing.rows(80), drawing.kinds)
    away = routes(TECH, ibis.memtable(firms), PRICES, on=ON)
    assert away.to_pylist() == routes(TECH, firms, PRICES, on=ON).to_pylist()


def test_what_has_no_closed_form_is_refused_and_still_answered_one_by_one() -> None:
    """Hiring at less than the price of moving people helps less and costs less: neither comes first."""
    drawing = Drawing([TECH], 5)
    rows, cheap = drawing.rows(4), PRICES.priced(hire_tech=Fraction(1))
    with pytest.raises(NoBulkError, match="一家一家"):
        routes(TECH, table(rows, drawing.kinds), cheap, on=ON)
    assert router(TECH, cheap, ON).route(_row(TECH, rows[0])).words


def test_prices_are_exact() -> None:
    assert PRICES.changes["main_income"].price == Fraction(1, 50)
