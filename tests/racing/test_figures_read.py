"""Figures as people write them are read exactly; exact numbers go out and come back the same."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.racepaper import exact_json
from luodi.racing.values import figure

DECIMALS = st.decimals(-(10**9), 10**9, places=4, allow_nan=False, allow_infinity=False)
FULL = str.maketrans("0123456789.,-%()", "０１２３４５６７８９．，－％（）")
WAYS = [
    str,
    lambda n: f"{n:,}",
    lambda n: f"  {n}　",
    lambda n: f"{n}%",
    lambda n: f"{n} 家",
    lambda n: f"({abs(n)})" if n < 0 else f"+{n}",
    lambda n: f"{n:,}".translate(FULL),
    lambda n: str(n).replace("-", "−"),
]


@given(DECIMALS, st.sampled_from(WAYS))
def test_every_way_of_writing_a_number(number: Decimal, way: object) -> None:
    assert figure(way(number)) == Fraction(number)  # type: ignore[operator]


@given(st.fractions() | DECIMALS.map(Fraction))
def test_json_gives_the_same_number_back(number: Fraction) -> None:
    said = exact_json(number)
    assert said is not None and Fraction(said) == number


@pytest.mark.parametrize(
    "text",
    [
        "约3",
        "3-4",
        "1,23",
        "1.2.3",
        "3亿",
        "５万元",
        "#N/A",
        "nan",
        "inf",
        "1/2",
        "三",
        "1e999",
        "2026-01-01",
    ],
)
def test_what_is_no_number_stays_words(text: str) -> None:
    assert figure(text) == text


@pytest.mark.parametrize("text", ["", " ", "—", "——", "-", "…", "无", "缺报", "N/A", "未报", "＊", "／"])
def test_nothing_is_not_zero(text: str) -> None:
    assert figure(text) is None
