"""What is worked out without a database: tax estimates, doubling courses, places of firms on the ladder."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from luodi.office.firms import money, queries, words
from luodi.office.firms.firmpage import change

DAY = dt.date(2026, 6, 20)


def named(row: dict[str, Any], start: str, held: set[str] = frozenset()) -> money.Fact:  # type: ignore[assignment]
    return next(f for f in money.facts(row, held, DAY) if f.name.startswith(start))


@pytest.mark.parametrize(
    ("profit", "rd", "staff", "assets", "saving"),
    [
        (1000, 300, 500, 9000, "70.00"),  # 700 × (25 % - 15 %)
        (200, 0, 50, 1000, "0.00"),  # small low-profit: 5 % already
        (300, 0, 300, 5000, "0.00"),  # on the edge, still small
        (301, 0, 300, 5000, "30.10"),  # the cliff
        (100, 200, 50, 1000, "0.00"),  # nothing to tax
    ],
)
def test_what_the_lower_rate_saves(profit: int, rd: int, staff: int, assets: int, saving: str) -> None:
    row = {
        "net_profit_wan": profit,
        "rd_super_wan": rd,
        "staff": staff,
        "total_assets_wan": assets,
        "sector": "C",
    }
    assert named(row, "高新技术企业15%税率").amount == Decimal(saving)


def test_every_fact_has_its_citation_and_its_day() -> None:
    row = {"net_profit_wan": -20, "rd_super_wan": 50, "sector": "C"}
    told = money.facts(row, {"high-tech"}, DAY)
    assert {f.name[:4] for f in told} == {"研发费用", "高新技术", "亏损结转", "先进制造"}
    assert all(f.citation and money.LOOKED_UP.isoformat() in f.line for f in told)
    assert named(row, "研发费用").amount == 0  # no profit, nothing to deduct from


def test_a_missing_figure_gives_no_amount() -> None:
    assert named({}, "高新技术").amount is None and "算不出" in named({}, "高新技术").words
    assert named({"rd_super_wan": None}, "研发费用").amount is None
    assert "不适用" in named({"sector": "F", "rd_super_wan": 10}, "研发费用").words


def plan(**own: Any) -> Any:
    given = {
        "measure": "high_tech",
        "base_year": 2022,
        "base": Decimal(45),
        "target_year": 2027,
        "target": Decimal(90),
    }
    return SimpleNamespace(**(given | own))


def test_the_course_reaches_the_target_evenly() -> None:
    course = queries.course_of(plan(), {2023: Decimal(60), 2024: Decimal(55)})
    assert course.years == [2022, 2023, 2024, 2025, 2026, 2027]
    assert course.planned[0] == 45 and course.planned[-1] == 90
    ratios = [b / a for a, b in zip(course.planned, course.planned[1:], strict=False) if a and b]
    assert max(ratios) - min(ratios) < 0.001
    assert course.reached == [45, 60, 55, None, None, None]
    assert (course.year, course.now, course.colour, course.word) == (2024, 55, "yellow", "略慢于计划")
    assert queries.course_of(plan(), {2024: Decimal(80)}).word == "快于计划"
    assert queries.course_of(plan(), {2024: Decimal(10)}).word == "慢于计划"
    assert queries.course_of(plan(), {}).word == "尚无基期后的数据"


def test_where_a_firm_stands_on_a_rung() -> None:
    step = queries.Step("high-tech", "高新技术企业", held=5)
    for held, verdict, grade in (
        (True, "fail", "D"), (False, "pass", "A"), (False, "undecided", "A"), (False, "fail", "B"),
        (False, "fail", "C"), (False, "unknown", ""), (False, "fail", "D"),
    ):  # fmt: skip
        queries.place_in(step, held, verdict, grade, 1)
    assert (step.held, step.ready, step.open, step.near, step.few, step.unknown, step.far) == (
        5,
        1,
        1,
        1,
        1,
        1,
        1,
    )


def test_a_change_is_told_only_where_it_means_something() -> None:
    assert change(100, 110) == 10 and change(100, 50) == -50
    assert change(0, 5) is None and change(-3, 5) is None and change(None, 5) is None


def test_lists_in_a_text_column() -> None:
    assert words.unlisted(words.listed(["C2", "C5"])) == ["C2", "C5"]
    assert words.listed([]) == ""
