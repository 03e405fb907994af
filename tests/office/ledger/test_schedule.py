"""Schedule progress: what ought to be done by a day, and what children make of their parent."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.office.ledger.schedule import (
    exact,
    faults,
    line,
    month_ends,
    monthly,
    planned,
    points,
    rollup,
    yearly,
)

Day = dt.date
JAN, DEC = Day(2026, 1, 1), Day(2026, 12, 31)
TENTH = Decimal("0.1")


def tenth(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(TENTH)


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        (Day(2025, 12, 31), "0"),
        (JAN, "0"),
        (Day(2026, 1, 2), "0.3"),
        (Day(2026, 7, 2), "50"),
        (Day(2026, 12, 30), "99.7"),
        (DEC, "100"),
        (Day(2027, 1, 1), "100"),
    ],
)
def test_linear_from_start_to_due(day: Day, percent: str) -> None:
    assert tenth(planned(day, start=JAN, due=DEC)) == Decimal(percent)


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        (JAN, "0"),
        (Day(2026, 3, 31), "20"),
        (Day(2026, 2, 15), "10.1"),  # 45 of 89 days
        (Day(2026, 6, 30), "60"),
        (Day(2026, 5, 15), "39.8"),  # 45 of 91 days from 20 to 60
        (Day(2026, 12, 30), "99.8"),
        (DEC, "100"),
    ],
)
def test_milestones_and_straight_between(day: Day, percent: str) -> None:
    nodes = [(Day(2026, 6, 30), 60), (Day(2026, 3, 31), 20)]  # any order
    assert tenth(planned(day, start=JAN, due=DEC, milestones=nodes)) == Decimal(percent)


@pytest.mark.parametrize("month", range(1, 13))
def test_a_yearly_target_is_month_by_twelve(month: int) -> None:
    end = month_ends(Day(2026, month, 1), DEC)[0]
    assert tenth(planned(end, start=JAN, due=DEC, curve=yearly(2026))) == tenth(Decimal(month * 100) / 12)


def test_milestones_win_over_the_curve_and_the_curve_over_the_line() -> None:
    day = Day(2026, 6, 30)
    curve = monthly(2026, [5, 10, 15, 20, 25, 30])
    span = {"start": JAN, "due": DEC}
    assert planned(day, **span, curve=curve) == 30
    assert planned(day, **span, curve=curve, milestones=[(day, 70)]) == 70
    assert tenth(planned(day, **span)) == Decimal("49.5")


def test_a_month_left_open_is_straight() -> None:
    curve = monthly(2026, [None, None, 30])
    # 28 February is day 59 of the 90 from 31 December to 31 March.
    assert tenth(planned(Day(2026, 2, 28), start=None, due=None, curve=curve)) == tenth(Decimal(59 * 30) / 90)


def test_no_end_no_schedule() -> None:
    assert planned(JAN, start=JAN, due=None) is None
    assert planned(JAN, start=None, due=None) is None


def test_milestones_without_a_due_hold_at_the_last() -> None:
    nodes = [(Day(2026, 3, 31), 40)]
    assert planned(DEC, start=JAN, due=None, milestones=nodes) == 40
    assert planned(JAN, start=None, due=None, milestones=nodes) == 0


def test_a_due_without_a_start_owes_nothing_named_before_it() -> None:
    assert planned(Day(2026, 6, 30), start=None, due=DEC) is None
    assert planned(DEC, start=None, due=DEC) == 100


def test_the_due_is_full_whatever_the_points_say() -> None:
    nodes = [(DEC, 80), (Day(2027, 3, 1), 90)]
    assert planned(DEC, start=JAN, due=DEC, milestones=nodes) == 100
    assert planned(Day(2027, 2, 1), start=JAN, due=DEC, milestones=nodes) == 100


def test_nothing_is_owed_before_the_start() -> None:
    late = Day(2026, 6, 1)
    assert planned(Day(2026, 5, 31), start=late, due=DEC, curve=yearly(2026)) == 0
    assert planned(late, start=late, due=DEC, curve=yearly(2026)) == 0
    assert planned(Day(2026, 6, 30), start=late, due=DEC, curve=yearly(2026)) == 50


def test_start_and_due_on_one_day_or_turned_round() -> None:
    assert planned(DEC, start=DEC, due=DEC) == 100
    assert planned(Day(2026, 12, 30), start=DEC, due=DEC) == 0
    assert planned(DEC, start=Day(2027, 2, 1), due=DEC) == 100
    assert planned(JAN, start=Day(2027, 2, 1), due=DEC) == 0


def test_a_fall_is_a_standstill_and_two_on_a_day_are_the_greater() -> None:
    nodes = [(Day(2026, 3, 31), 50), (Day(2026, 6, 30), 30), (Day(2026, 3, 31), 40)]
    assert planned(Day(2026, 3, 31), start=JAN, due=DEC, milestones=nodes) == 50
    assert planned(Day(2026, 6, 30), start=JAN, due=DEC, milestones=nodes) == 50


def test_faults_are_told_all_at_once() -> None:
    found = faults(
        start=JAN,
        due=DEC,
        milestones=[
            (Day(2026, 3, 31), 50),
            (Day(2026, 6, 30), 30),
            (Day(2026, 3, 31), 50),
            (Day(2025, 12, 1), 5),
            (Day(2027, 1, 1), 120),
            (DEC, 90),
        ],
    )
    assert found == [
        "第4个节点（2025-12-01，5%）早于启动时间2026-01-01。",
        "第3个节点（2026-03-31，50%）与第1个节点同一天，请合并。",
        "第2个节点（2026-06-30，30%）低于2026-03-31的50%：节点填累计数，不应回落。",
        "第6个节点（2026-12-31，90%）在完成时限当天，应为100%。",
        "第5个节点（2027-01-01，120%）的百分比应在0到100之间。",
        "第5个节点（2027-01-01，120%）晚于完成时限2026-12-31。",
    ]
    assert faults(start=JAN, due=DEC, milestones=[(Day(2026, 3, 31), 20), (DEC, 100)]) == []


DAYS = st.dates(Day(2025, 6, 1), Day(2027, 6, 30))
PERCENTS = st.decimals(-20, 130, places=1)
NODES = st.lists(st.tuples(DAYS, PERCENTS), max_size=6)


@given(DAYS, DAYS, st.none() | DAYS, st.none() | DAYS, NODES, NODES)
def test_never_falls_and_stays_within_bounds(
    a: Day,
    b: Day,
    start: Day | None,
    due: Day | None,
    nodes: list[tuple[Day, Decimal]],
    curve: list[tuple[Day, Decimal]],
) -> None:
    plan = {"start": start, "due": due, "milestones": nodes, "curve": curve}
    first, second = planned(min(a, b), **plan), planned(max(a, b), **plan)
    for percent in (first, second):
        assert percent is None or 0 <= percent <= 100
    if first is not None:
        assert second is not None and first <= second
    if due and max(a, b) >= due:
        assert second == 100
    drawn = points(min(a, b), max(a, b), **plan)
    assert [day for day, _ in drawn] == sorted({day for day, _ in drawn})
    assert all(planned(day, **plan) == percent for day, percent in drawn)


def test_points_for_a_chart_have_ends_months_and_corners() -> None:
    nodes = [(Day(2026, 2, 10), 50)]
    drawn = points(Day(2026, 1, 15), Day(2026, 3, 5), start=JAN, due=DEC, milestones=nodes)
    assert [day for day, _ in drawn] == [
        Day(2026, 1, 15),
        Day(2026, 1, 31),
        Day(2026, 2, 10),
        Day(2026, 2, 28),
        Day(2026, 3, 5),
    ]
    assert points(JAN, DEC, start=JAN, due=None) == []


def test_month_ends_over_new_year_and_leap_day() -> None:
    assert month_ends(Day(2027, 12, 31), Day(2028, 2, 29)) == [
        Day(2027, 12, 31),
        Day(2028, 1, 31),
        Day(2028, 2, 29),
    ]
    assert month_ends(Day(2026, 3, 1), Day(2026, 3, 30)) == []


def test_line_is_empty_without_a_plan() -> None:
    assert line(start=JAN, due=None) == []
    assert line(start=None, due=DEC) == []


def test_rollup_by_weight() -> None:
    assert rollup([(1, 100), (3, 20)]) == 40
    assert rollup([(1, "33.3"), (1, 0)]) == Decimal("16.65")


def test_rollup_leaves_out_what_is_missing_and_never_divides_by_nothing() -> None:
    assert rollup([(2, 50), (98, None)]) == 50
    assert rollup([(2, 50), (98, 0)]) == 1
    assert rollup([]) is None
    assert rollup([(1, None)]) is None
    assert rollup([(0, 50)]) is None
    with pytest.raises(ValueError, match="权重不能为负"):
        rollup([(-1, 50)])


@given(st.lists(st.tuples(st.integers(0, 9), st.none() | st.decimals(0, 100, places=1)), max_size=8))
def test_a_parent_lies_between_its_children(children: list[tuple[int, Decimal | None]]) -> None:
    whole = rollup(children)
    counted = [percent for weight, percent in children if weight and percent is not None]
    if whole is None:
        assert not counted
    else:
        slack = Decimal("1e-20")
        assert min(counted) - slack <= whole <= max(counted) + slack


def test_floats_are_what_a_person_wrote() -> None:
    assert exact(0.1) == Decimal("0.1")
