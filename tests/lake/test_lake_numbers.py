"""Figures as people write them: exact, in either of the two ways, and nothing is never zero."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from luodi.lake.figures import MOST, SCALE, catalogue, registers
from luodi.lake.headings import plain, propose
from luodi.lake.numbers import EMPTY, fast, parse
from luodi.tableunits import UNITS

POWERS = st.sampled_from(sorted(UNITS.values()))
AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=6, allow_nan=False, allow_infinity=False)


@settings(deadline=None)
@given(AMOUNTS, POWERS)
@example(Decimal("0.000001"), -4)
@example(Decimal("-999999999.999999"), 0)
@example(Decimal("100000"), 4)
def test_both_ways_give_the_same_number(amount: Decimal, power: int) -> None:
    text = format(amount, "f")
    quick = fast(pa.array([text]), power=power)[0].as_py()
    slow = parse(text, power=power)
    if quick is not None:
        assert (slow.value, slow.what, slow.note) == (quick, "", "")
    elif not slow.bad and not slow.note:
        assert len(text.lstrip("-").split(".")[0]) > 9 or abs(amount.scaleb(power)) >= MOST // 100


@settings(deadline=None)
@given(AMOUNTS, POWERS)
def test_a_figure_is_its_decimal_in_the_unit(amount: Decimal, power: int) -> None:
    found = parse(format(amount, "f"), power=power)
    exact = amount.scaleb(power) * SCALE
    if abs(amount.scaleb(power)) > MOST:
        assert found.bad
    elif exact == exact.to_integral_value():
        assert found.value == int(exact)
    else:
        assert found.note
        assert found.value is not None
        assert abs(found.value - exact) <= Decimal("0.5")


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**9 * 100))
def test_ways_of_writing_one_amount(cents: int) -> None:
    amount = Decimal(cents) / 100
    value = cents * SCALE // 100
    text = f"{amount:,.2f}"
    wide = text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789.,"})
    for written in (
        text,
        f" {amount:.2f} ",
        wide,
        f"¥{text}",
        f"{amount:.2f}万元",
        f"+{amount:.2f}",
        f"{amount:f}",
    ):
        assert parse(written).value == value, written
    assert parse(f"({text})").value == -value
    assert parse(f"（{wide}）").value == -value


@pytest.mark.parametrize("text", [*sorted(EMPTY), "  ", "\u3000", "－"])
def test_nothing_is_unknown_and_never_zero(text: str) -> None:
    assert parse(text).value is None
    assert not parse(text).bad


def test_zero_is_zero() -> None:
    assert [parse(t).value for t in ("0", "0.00", "０", "-0")] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    "text", ["约500", "12,34", "1.2.3", "五百", "#REF!", "1/2", "12人民币", "１２a", "--5", "()"]
)
def test_what_is_no_number_is_told(text: str) -> None:
    found = parse(text)
    assert found.value is None
    assert found.what
    assert found.do


def test_units_in_the_cell_win_over_the_columns() -> None:
    assert parse("1.2亿", power=-4).value == 12000 * SCALE
    assert parse("50万元", power=-4).value == 50 * SCALE
    assert parse("3000元").value == 300_000
    assert parse("1.5万", whole=True).value == 15000
    assert parse("12人", whole=True).value == 12


def test_binary_dust_of_a_spreadsheet_is_no_digit() -> None:
    assert parse("12345678.123455999").value == 12345678123456
    assert parse("0.30000000000000004").value == 300000
    assert parse("0.30000000000000004").note == ""


def test_too_large_points_to_the_unit() -> None:
    assert "单位" in parse("1000000001").do
    assert parse("1000000000").value == MOST * SCALE
    assert parse("12345678901", power=-4).value == 1234567890100


def test_per_cent_only_where_a_share_is_asked() -> None:
    assert parse("12.5%", share=True).value == 12_500_000
    assert parse("12.5%").bad


def test_every_heading_in_the_catalogue_is_found_again() -> None:
    for register in registers().values():
        for figure in register.columns:
            for label in (figure.label, *figure.also):
                found = propose([label], register.name)[0]
                assert found.target == figure.name, (register.name, label, found)


def test_year_and_unit_of_a_heading_do_not_hide_it() -> None:
    for figure in catalogue().values():
        if figure.kind == "money" and figure.source == "figures":
            found = propose([f"2024年{figure.label}（元）"], "figures")[0]
            assert (found.target, found.year, found.unit) == (figure.name, 2024, "元")


def test_what_is_only_alike_is_never_taken_by_itself() -> None:
    found = propose(["营业收入总和", "营业总收入额"], "figures")
    assert [f.target for f in found] == ["", ""]
    assert {f.guess for f in found} <= {"revenue_wan", ""}
    assert found[1].guess == "revenue_wan"


def test_the_unit_a_heading_says() -> None:
    said = {
        h: plain(h).unit for h in ("营业收入(单位：亿元)", "营业收入，千元", "营业收入【元】", "营业收入")
    }
    assert list(said.values()) == ["亿元", "千元", "元", ""]
