"""Ranks, gaps, courses and proposals, worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from luodi.office.figures import compare
from luodi.office.figures.models import Indicator, Region, Target, Value

UP = Indicator(pk=1, code="a", name="高企数", unit_word="家", places=0)
DOWN = Indicator(pk=2, code="b", name="能耗", unit_word="吨", places=1, higher=False)


def region(number: int) -> Region:
    return Region(pk=number, code=str(number), name=f"{'甲乙丙丁戊'[number]}县", order=number)


def value(indicator: Indicator, number: int, amount: int, period: str = "2026Q3") -> Value:
    return Value(indicator=indicator, region=region(number), period=period, amount=amount * 10**6)


def table(indicator: Indicator, *amounts: int) -> list[compare.Place]:
    return compare.places(indicator, [(region(n), value(indicator, n, a)) for n, a in enumerate(amounts)])


def test_ties_share_a_rank_and_gaps_are_to_the_next_better_figure() -> None:
    rows = table(UP, 10, 40, 25, 25, 5)
    assert [(p.region.name, p.rank) for p in rows] == [
        ("乙县", 1),
        ("丙县", 2),
        ("丁县", 2),
        ("甲县", 4),
        ("戊县", 5),
    ]
    assert [p.to_average for p in rows] == [19, 4, 4, -11, -16]
    assert [(p.next_above and p.next_above.name, p.to_next) for p in rows] == [
        (None, None), ("乙县", 15), ("乙县", 15), ("丁县", 15), ("甲县", 5),
    ]  # fmt: skip
    assert [(p.region.name, p.rank, p.to_next) for p in table(DOWN, 3, 1, 2)] == [
        ("乙县", 1, None), ("丙县", 2, 1), ("甲县", 3, 1),
    ]  # fmt: skip
    assert compare.places(UP, []) == []


def goal(indicator: Indicator, amount: int, period: str = "2027Q4", **more: Any) -> Target:
    return Target(indicator=indicator, region=region(0), period=period, amount=amount * 10**6, **more)


@pytest.mark.parametrize(
    ("amount", "colour", "words"),
    [
        (14, "yellow", "2026年四季度14家，按直线进度应为14.3家，落后0.3家；2027年四季度目标20家，为目标的70.0%。"),
        (15, "green", "2026年四季度15家，按直线进度应为14.3家，进度正常，超前0.7家；2027年四季度目标20家，为目标的75.0%。"),
        (13, "yellow", "2026年四季度13家，按直线进度应为14.3家，落后1.3家；2027年四季度目标20家，为目标的65.0%。"),
        (9, "red", "2026年四季度9家，按直线进度应为14.3家，落后5.3家；2027年四季度目标20家，为目标的45.0%。"),
        (20, "green", "2026年四季度20家，2027年四季度目标20家，已经达到。"),
    ],
)  # fmt: skip
def test_the_way_to_twice_the_base(amount: int, colour: str, words: str) -> None:
    figures = {p: value(UP, 0, a, p) for p, a in (("2026Q1", 10), ("2026Q4", amount))}
    made = compare.course(goal(UP, 20, base_period="2026Q1"), figures)
    assert made is not None
    # seven quarters from 10 to 20: after three of them 10 + 30/7
    assert made.due == 10 + Fraction(30, 7)
    assert (made.colour, made.words) == (colour, words)
    assert len(made.line) == 8 and made.line["2027Q4"] == 20


def test_without_a_base_nobody_is_called_slow_before_the_time() -> None:
    early = compare.course(goal(UP, 20), {"2026Q4": value(UP, 0, 14, "2026Q4")})
    assert early is not None and early.colour == "grey" and "不判断快慢" in early.words
    late = compare.course(goal(UP, 20, "2026Q4"), {"2026Q4": value(UP, 0, 14, "2026Q4")})
    assert late is not None and late.colour == "red"
    assert late.words == "2026年四季度14家，2026年四季度目标20家，为目标的70.0%，未达到，差6家。"
    assert compare.course(goal(UP, 20, "2025Q4"), {"2026Q4": value(UP, 0, 14, "2026Q4")}) is None


def test_proposals_say_why() -> None:
    own = {p: value(UP, 0, a, p) for p, a in (("2024", 10), ("2025", 13))}
    peers = compare.places(UP, [(region(n), value(UP, n, a, "2025")) for n, a in enumerate((13, 40, 25, 16))])
    made = {
        p.key: (p.amount, p.reason) for p in compare.proposals(UP, region(0), "2027", own, peers, "全省各县")
    }
    assert made == {
        "median": (25, "全省各县（除本地外3个有数据的地区）2025年高企数的中位数为25家"),
        "next": (16, "2025年甲县在全省各县列第4位，前一位丁县为16家，高出3家"),
        "trend": (19, "甲县从2024年的10家到2025年的13家，平均每年增加3家，按此推到2027年"),
    }
    assert compare.harder(UP, Fraction(101, 10)) == 11 and compare.harder(
        DOWN, Fraction(101, 30)
    ) == Fraction(33, 10)
