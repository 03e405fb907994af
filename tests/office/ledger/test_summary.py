"""The sentence of the brief and the rate of tasks done in time."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from luodi.office.ledger.summary import Counts, Item, Rate, completion, count, sentence, summarise
from luodi.office.ledger.workdays import Calendar, seed

Day = dt.date
TODAY = Day(2026, 9, 30)
DUE = Day(2026, 6, 30)

DONE = Item(DUE, closed_on=DUE)
DONE_LATE = Item(DUE, closed_on=Day(2026, 7, 1))
POSTPONED = Item(Day(2026, 8, 31), original_due=DUE, closed_on=Day(2026, 8, 1))
OVERDUE = Item(Day(2026, 9, 29), troubled=True)
DUE_TODAY = Item(TODAY)
TROUBLED = Item(Day(2026, 12, 31), troubled=True)
LONG = Item(None)
LONG_DONE = Item(None, closed_on=DUE)
STOPPED = Item(DUE, stopped=True)
ALL = [DONE, DONE_LATE, POSTPONED, OVERDUE, DUE_TODAY, TROUBLED, LONG, LONG_DONE, STOPPED]


def test_each_item_is_counted_once() -> None:
    assert count(ALL, TODAY) == Counts(done=4, going=3, troubled=1, overdue=1, stopped=1)
    assert count(ALL, TODAY).total == len(ALL)


def test_a_sign_off_after_the_day_is_not_yet_one() -> None:
    assert count([DONE_LATE], DUE) == Counts(going=1)
    assert count([POSTPONED], Day(2026, 7, 31)) == Counts(going=1)


def test_a_sign_off_of_the_day_counts_and_outweighs_stopped() -> None:
    assert count([DONE], DUE) == Counts(done=1)
    both = Item(DUE, closed_on=DUE, stopped=True)
    assert count([both], TODAY) == Counts(done=1)
    assert completion([both], TODAY) == Rate(1, 1)


def test_rate_by_the_current_due_and_by_the_original() -> None:
    # Judged: DONE, DONE_LATE, POSTPONED, OVERDUE. Not: due today, later, 长期, stopped.
    assert completion(ALL, TODAY) == Rate(2, 4)
    assert completion(ALL, TODAY, by="original") == Rate(1, 4)


def test_by_the_original_due_a_postponed_open_item_is_late() -> None:
    open_item = Item(Day(2026, 12, 31), original_due=DUE)
    assert completion([open_item], TODAY) == Rate(0, 0)
    assert completion([open_item], TODAY, by="original") == Rate(0, 1)


def test_holidays_move_the_due() -> None:
    calendar = Calendar.of_rows(seed([2026]))
    item = Item(Day(2026, 10, 1), closed_on=Day(2026, 10, 8))
    assert completion([item], Day(2026, 10, 9)) == Rate(0, 1)
    assert completion([item], Day(2026, 10, 9), calendar=calendar) == Rate(1, 1)
    assert count([Item(Day(2026, 10, 1))], Day(2026, 10, 8), calendar) == Counts(going=1)
    assert count([Item(Day(2026, 10, 1))], Day(2026, 10, 9), calendar) == Counts(overdue=1)


def test_the_sentence_of_the_form() -> None:
    assert summarise([DONE, DONE_LATE, OVERDUE, DUE_TODAY, TROUBLED], TODAY, "省政府") == (
        "截至目前，省政府交办的5个具体事项，已完成2个，按期推进中2个（其中存在困难或问题1个），"
        "已超期1个，任务按期完成率33.3%。"
    )


def test_stopped_items_are_named_so_that_the_parts_add_up() -> None:
    told = summarise(ALL, TODAY, "领导小组", day=TODAY)
    assert told.startswith("截至2026年9月30日，领导小组交办的9个具体事项，")
    assert "已超期1个，已终止1个，任务按期完成率50%。" in told


def test_nothing_due_yet_and_nothing_at_all() -> None:
    assert summarise([TROUBLED], TODAY, "市委").endswith("已超期0个，尚无到期事项。")
    assert summarise([], TODAY, "市委") == "截至目前，市委尚无交办事项。"


def test_rates_never_round_to_all_or_to_none() -> None:
    assert str(Rate(19999, 20000)) == "99.9%"
    assert str(Rate(1, 100000)) == "0.1%"
    assert str(Rate(20, 20)) == "100%"
    assert str(Rate(0, 20)) == "0%"
    assert str(Rate(0, 0)) == "尚无到期事项"


DAYS = st.dates(Day(2026, 1, 1), Day(2026, 12, 31))
ITEMS = st.lists(
    st.builds(Item, st.none() | DAYS, st.none() | DAYS, st.none() | DAYS, st.booleans(), st.booleans()),
    max_size=8,
)


@given(ITEMS, DAYS)
def test_parts_add_up_and_rates_stay_within_bounds(items: list[Item], today: Day) -> None:
    counts = count(items, today)
    assert counts.total == len(items)
    assert counts.troubled <= counts.going
    for rate in (completion(items, today), completion(items, today, by="original")):
        assert 0 <= rate.in_time <= rate.judged <= len(items)
    # Overdue items are exactly those judged and not closed.
    assert completion(items, today).judged >= counts.overdue
    assert sentence(counts, completion(items, today), "省政府").endswith("。")
