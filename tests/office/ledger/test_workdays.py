"""Working days: holidays, the weekend days worked instead, and years nobody has announced yet."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.office.ledger.workdays import NO_CALENDAR, Calendar, UnknownYearError, published, seed, words

Day = dt.date
C2026 = Calendar.of_rows(seed([2026]))
DAYS = st.dates(Day(2025, 6, 1), Day(2027, 6, 30))


@pytest.mark.parametrize(
    ("day", "working", "name"),
    [
        (Day(2026, 1, 1), False, "元旦"),
        (Day(2026, 1, 4), True, "元旦调休上班"),  # a Sunday
        (Day(2026, 10, 1), False, "国庆节"),
        (Day(2026, 10, 10), True, "国庆节调休上班"),  # a Saturday
        (Day(2026, 3, 5), True, ""),
        (Day(2026, 3, 7), False, "周六"),
        (Day(2026, 3, 8), False, "周日"),
    ],
)
def test_days_of_a_known_year(day: Day, working: bool, name: str) -> None:
    assert C2026.is_working(day) is working
    assert C2026.name(day) == name
    assert not C2026.assumed(day)
    assert C2026.note(day) == ""


def test_a_missing_year_is_read_by_weekends_and_says_so() -> None:
    labour_day = Day(2027, 5, 3)  # a Monday, and a holiday in any year's announcement
    assert C2026.covers(2026) and not C2026.covers(2027)
    assert C2026.is_working(labour_day) and C2026.assumed(labour_day)
    assert C2026.note(labour_day) == "尚未录入2027年放假安排，暂按双休日推算。"


def test_a_single_row_does_not_make_a_year_known() -> None:
    c = Calendar({Day(2027, 1, 1): False}, {Day(2027, 1, 1): "元旦"})
    assert not c.covers(2027)
    assert not c.assumed(Day(2027, 1, 1)), "the row itself is no guess"
    assert c.assumed(Day(2027, 1, 4))


def test_years_the_package_does_not_know_are_all_named() -> None:
    assert published(2026) and not published(2099)
    with pytest.raises(UnknownYearError) as caught:
        seed([2026, 2099, 2098])  # at the call, not at the first row
    assert caught.value.years == (2098, 2099)
    assert "2098、2099" in str(caught.value) and "工作日历" in str(caught.value)


def test_seed_gives_only_days_that_are_special_and_each_once() -> None:
    rows = list(seed([2026, 2025, 2026]))
    assert len({day for day, _, _ in rows}) == len(rows)
    assert all(name for _, _, name in rows)
    assert all(day.weekday() >= 5 for day, working, _ in rows if working)
    assert {day.year for day, _, _ in rows} == {2025, 2026}
    # 2026: 元旦 3, 春节 9, 清明 3, 劳动节 5, 端午 3, 中秋 3, 国庆 7, with the weekends they take in.
    assert sum(not working for day, working, _ in rows if day.year == 2026) == 33


@pytest.mark.parametrize(
    ("due", "falls_on"),
    [
        (Day(2026, 9, 30), Day(2026, 9, 30)),
        (Day(2026, 10, 1), Day(2026, 10, 8)),
        (Day(2026, 10, 7), Day(2026, 10, 8)),
        (Day(2026, 10, 10), Day(2026, 10, 10)),  # a Saturday that is worked
        (Day(2026, 10, 11), Day(2026, 10, 12)),
    ],
)
def test_a_due_on_a_holiday_moves_to_the_next_working_day(due: Day, falls_on: Day) -> None:
    assert C2026.shift(due) == falls_on


def test_both_days_are_shown() -> None:
    assert C2026.explain(Day(2026, 10, 1)) == "2026年10月1日（国庆节）为非工作日，顺延至2026年10月8日。"
    assert C2026.explain(Day(2026, 3, 7)) == "2026年3月7日（周六）为非工作日，顺延至2026年3月9日。"
    assert C2026.explain(Day(2026, 9, 30)) == ""


def test_a_move_that_rests_on_a_guess_says_so() -> None:
    assert (
        C2026.explain(Day(2027, 2, 6))
        == "2027年2月6日（周六）为非工作日，顺延至2027年2月8日。尚未录入2027年放假安排，暂按双休日推算。"
    )
    assert C2026.explain(Day(2027, 2, 5)) == "尚未录入2027年放假安排，暂按双休日推算。"
    # The due lies in a known year, the day it moves to does not.
    year_end = Calendar({Day(2026, 10, 1): False, Day(2026, 12, 31): False})
    assert year_end.explain(Day(2026, 12, 31)).endswith("尚未录入2027年放假安排，暂按双休日推算。")


def test_next_working_is_never_the_day_itself() -> None:
    assert C2026.next_working(Day(2026, 3, 5)) == Day(2026, 3, 6)
    assert C2026.next_working(Day(2026, 9, 30)) == Day(2026, 10, 8)


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        (Day(2026, 3, 6), 1, Day(2026, 3, 9)),
        (Day(2026, 9, 30), 1, Day(2026, 10, 8)),
        (Day(2026, 9, 30), 3, Day(2026, 10, 10)),
        (Day(2026, 10, 8), -1, Day(2026, 9, 30)),
        (Day(2026, 10, 1), 0, Day(2026, 10, 1)),
    ],
)
def test_add_working(day: Day, count: int, then: Day) -> None:
    assert C2026.add_working(day, count) == then


@given(DAYS, DAYS)
def test_counting_is_what_counting_day_by_day_gives(first: Day, last: Day) -> None:
    low, high = sorted((first, last))
    slow = sum(C2026.is_working(low + dt.timedelta(days=n)) for n in range(1, (high - low).days + 1))
    assert C2026.working_between(low, high) == slow
    assert C2026.working_between(high, low) == -slow


@given(DAYS, st.integers(0, 90))
def test_adding_and_counting_agree(day: Day, count: int) -> None:
    assert C2026.working_between(day, C2026.add_working(day, count)) == count


@given(DAYS)
def test_without_a_table_weekends_are_all_there_is(day: Day) -> None:
    assert NO_CALENDAR.is_working(day) == (day.weekday() < 5)
    assert NO_CALENDAR.assumed(day)


@given(DAYS)
def test_a_shift_lands_on_a_working_day_and_never_back(day: Day) -> None:
    moved = C2026.shift(day)
    assert C2026.is_working(moved) and moved >= day
    assert C2026.shift(moved) == moved


def test_words_has_no_idle_noughts() -> None:
    assert words(Day(2026, 3, 5)) == "2026年3月5日"
