"""What people and files give for a figure: merged, refused or told, never silently turned into something else."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luodi import standards
from luodi.standards.firms import FigureError
from luodi.standards.judgement import judge

FIRM = {
    "staff_total": 100,
    "tech_staff": 30,
    "sales_revenue_wan": 5000,
    "total_assets_wan": 6000,
    "rd_expense_wan": 300,
    "cost_expense_wan": 4500,
    "class1_ip": 0,
    "class2_ip": 4,
}


@pytest.mark.parametrize(
    ("one", "two", "verdict"),
    [
        ("否", "否", "pass"),
        (None, float("nan"), "pass"),
        ("否", "是", "fail"),
        (False, True, "fail"),
        (None, "是", "fail"),
        (False, None, "pass"),
    ],
)
def test_a_flag_told_under_two_names(one: object, two: object, verdict: str) -> None:
    made = judge(standards.load("tech-sme"), {**FIRM, "accident": one, "major_accident": two})
    assert made.verdict == verdict


def test_a_typo_under_the_second_name_is_told() -> None:
    with pytest.raises(FigureError, match=r"major_accident.*应填是或否"):
        judge(standards.load("tech-sme"), {**FIRM, "accident": False, "major_accident": "flase"})


@pytest.mark.parametrize("value", ["1e400", 10**40, Decimal("1e30"), float("inf")])
def test_a_number_no_firm_can_have_is_refused(value: object) -> None:
    with pytest.raises(FigureError, match=r"数太大|应填数"):
        judge(standards.load("tech-sme"), {**FIRM, "sales_revenue_wan": value})


@pytest.mark.parametrize("years", [0, -1, "x", True, 1.5])
def test_accounting_years_that_cannot_be_are_refused(years: object) -> None:
    with pytest.raises(FigureError, match="accounting_years"):
        judge(standards.load("high-tech"), {"accounting_years": years})


@pytest.mark.parametrize("grade", ["X", 9, -3, "b"])
def test_a_grade_nobody_knows_is_told_and_counts_as_none(grade: object) -> None:
    made = judge(standards.load("high-tech"), {"ip_advanced": grade})
    assert any("不能用" in remark and "按未评分计" in remark for remark in made.remarks)
    assert made.scores["ip"] == judge(standards.load("high-tech"), {}).scores["ip"]


@pytest.mark.parametrize("grade", ["A", 6, "6", Decimal(0)])
def test_a_good_grade_is_no_remark(grade: object) -> None:
    assert judge(standards.load("high-tech"), {"ip_advanced": grade}).remarks == []


def test_a_letter_where_points_belong_is_told() -> None:
    made = judge(standards.load("high-tech"), {"class1_ip": 1, "ip_count_score": "F"})
    assert any("F" in remark for remark in made.remarks)


def test_a_name_nobody_knows_lists_what_there_is() -> None:
    with pytest.raises(FigureError, match=r"可用：.*staff_total"):
        judge(standards.load("tech-sme"), {"zzzz": 1})
