"""The lights: every bound to the tenth, every preset, and no better light for less progress."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.office.ledger.lights import (
    COLOURS,
    DEFAULT,
    PRESETS,
    Legend,
    Light,
    Month,
    Rules,
    RulesError,
    bucket,
    countdown,
    days_left,
    light,
    on_time,
    overdue_days,
    streak,
)
from luodi.office.ledger.workdays import Calendar, seed

Day = dt.date
TODAY = Day(2026, 8, 31)
FAR = Day(2026, 12, 31)
RELATIVE = PRESETS["三亚2022"].rules


def lit(planned: Any, actual: Any, **more: Any) -> Light:
    return light(**{"planned": planned, "actual": actual, "due": FAR, "today": TODAY} | more)


@pytest.mark.parametrize(
    ("planned", "actual", "colour", "kind"),
    [
        (50, 60, "green", "on_schedule"),
        (50, 50, "green", "on_schedule"),
        (50, "49.9", "pale", "slightly_behind"),
        (50, "40.1", "pale", "slightly_behind"),
        (50, 40, "yellow", "behind"),
        (50, 20, "yellow", "behind"),
        (50, "19.9", "red", "far_behind"),
        (50, 0, "red", "far_behind"),
        (50, None, "red", "far_behind"),
        (0, 0, "green", "on_schedule"),
        (100, 100, "green", "on_schedule"),
    ],
)
def test_bounds_in_points(planned: int, actual: Any, colour: str, kind: str) -> None:
    seen = lit(planned, actual)
    assert (seen.colour, seen.kind) == (colour, kind)


@pytest.mark.parametrize(
    ("planned", "actual", "colour"),
    [
        (40, 40, "green"),
        (40, "39.9", "yellow"),
        (40, 20, "yellow"),  # exactly half is still yellow
        (40, "19.9", "red"),
        (10, 5, "yellow"),  # five points, half of the plan
        (0, 0, "green"),
        (0, -5, "green"),  # a slip of the pen does not divide by nothing
    ],
)
def test_bounds_as_share_of_the_plan(planned: int, actual: Any, colour: str) -> None:
    assert lit(planned, actual, rules=RELATIVE).colour == colour


@pytest.mark.parametrize(
    ("planned", "actual", "colour"),
    [
        (Decimal(200) / 3, "56.7", "yellow"),  # 66.7 − 56.7, as anybody reckons it from the table
        ("60.04", "30.0", "yellow"),
        ("60.05", "30.0", "red"),
        ("50.04", 50, "green"),
    ],
)
def test_what_is_judged_is_what_is_printed(planned: Any, actual: Any, colour: str) -> None:
    assert lit(planned, actual).colour == colour


@pytest.mark.parametrize(
    ("due", "colour", "kind", "why"),
    [
        (Day(2026, 8, 30), "red", "overdue", "已逾期1天（时限2026年8月30日）；"),
        (TODAY, "yellow", "near", "今天到期（时限2026年8月31日）；"),
        (Day(2026, 9, 7), "yellow", "near", "距时限7天（时限2026年9月7日）；"),
        (Day(2026, 9, 8), "green", "on_schedule", "序时应达"),
    ],
)
def test_due_near_and_past(due: Day, colour: str, kind: str, why: str) -> None:
    seen = lit(90, 95, due=due)
    assert (seen.colour, seen.kind) == (colour, kind)
    assert seen.why.startswith(why) and seen.why.endswith("序时应达90%，实际95%，超前5个百分点。")


def test_the_worst_decides_and_all_are_told() -> None:
    seen = lit("66.7", 41, due=Day(2026, 8, 28), report_late=True)
    assert seen.why == (
        "已逾期3天（时限2026年8月28日）；本期月报迟报；序时应达66.7%，实际41%，落后25.7个百分点。"
    )
    assert (seen.colour, seen.gap, seen.overdue) == ("red", Decimal("25.7"), 3)


def test_a_due_on_a_holiday_counts_from_the_day_it_moves_to() -> None:
    calendar = Calendar.of_rows(seed([2026]))
    due = Day(2026, 10, 1)  # moves to the 8th
    more = {"due": due, "calendar": calendar}
    assert lit(100, 95, today=Day(2026, 10, 8), **more).kind == "near"
    late = lit(100, 95, today=Day(2026, 10, 9), **more)
    assert late.kind == "overdue" and late.overdue == 1
    assert late.why.startswith("已逾期1天（时限2026年10月1日，节假日顺延至2026年10月8日）")
    assert lit(100, 95, today=Day(2026, 10, 9), due=due).overdue == 8


def test_signed_off_is_done_whatever_else_holds() -> None:
    seen = lit(
        100, 20, closed_on=Day(2026, 8, 20), due=Day(2026, 8, 18), report_late=True, yellows_in_a_row=5
    )
    assert (seen.colour, seen.word, seen.kind, seen.overdue) == ("blue", "蓝灯", "done", 2)
    assert seen.why == "2026年8月20日销号，晚于时限2026年8月18日2天。"
    assert lit(100, 20, closed_on=TODAY).why == "2026年8月31日销号，在时限2026年12月31日之内。"
    assert lit(100, 20, closed_on=TODAY, due=None).why == "2026年8月31日销号。"


def test_looking_back_a_later_sign_off_is_not_yet_one() -> None:
    assert lit(50, 10, closed_on=Day(2026, 9, 1)).kind == "far_behind"


def test_stopped_is_grey() -> None:
    assert (lit(100, 0, stopped=True, due=Day(2026, 1, 1)).kind) == "stopped"


def test_not_begun_is_grey_only_while_nothing_is_owed() -> None:
    assert lit(0, None, started=False).kind == "waiting"
    assert lit("0.04", None, started=False).kind == "waiting"
    seen = lit(20, None, started=False)
    assert (seen.colour, seen.why) == ("yellow", "序时应达20%，尚未启动，落后20个百分点。")
    assert lit(0, None, started=False, due=Day(2026, 8, 1)).kind == "overdue"
    assert lit(20, 25, started=False).colour == "green", "a figure says it has begun"


def test_idle_months_make_red_where_the_rules_say_so() -> None:
    rules = PRESETS["银川2025"].rules
    assert lit(5, 0, started=False, idle_months=2, rules=rules).colour == "pale"
    seen = lit(5, 0, started=False, idle_months=3, rules=rules)
    assert (seen.colour, seen.kind) == ("red", "idle")
    assert seen.why.startswith("应启动未启动已3个月；")
    assert lit(5, 0, started=True, idle_months=3, rules=rules).colour == "pale"
    assert lit(5, 0, started=False, idle_months=3).colour == "pale", "the default has no such rule"


@pytest.mark.parametrize(
    ("late", "colour", "kind"),
    [(0, "grey", "long_term"), (1, "yellow", "late_report"), (2, "red", "late_report")],
)
def test_long_term_is_judged_by_its_reports_alone(late: int, colour: str, kind: str) -> None:
    seen = lit(80, 0, long_term=True, late_reports=late, due=Day(2026, 1, 1))
    assert (seen.colour, seen.kind, seen.gap) == (colour, kind, None)


def test_a_late_report_is_yellow_even_on_schedule() -> None:
    assert lit(50, 60, report_late=True).kind == "late_report"
    assert lit(50, 60, late_reports=2).why.startswith("月报连续2期迟报；")
    assert lit(50, 60, report_late=True, rules=Rules(late_report_yellow=False)).colour == "green"


def test_undated_and_unplanned_say_what_is_missing() -> None:
    assert lit(None, None, due=None).kind == "undated"
    seen = lit(None, 40)
    assert (seen.colour, seen.kind) == ("grey", "unplanned")
    assert "没有序时进度可比" in seen.why


def test_nothing_reported_counts_as_nought_and_says_so() -> None:
    assert lit(25, None).why == "序时应达25%，尚未填报（按0计），落后25个百分点。"


@pytest.mark.parametrize(
    ("row", "actual", "colour"),
    [
        (1, 30, "yellow"),
        (2, 30, "red"),
        (3, 30, "red"),
        (3, 45, "pale"),  # it has caught up
        (3, 50, "green"),
    ],
)
def test_two_yellow_months_and_still_behind_is_red(row: int, actual: int, colour: str) -> None:
    seen = lit(50, actual, yellows_in_a_row=row)
    assert seen.colour == colour
    assert (seen.kind == "repeated") == (colour == "red")


def test_nearly_due_is_no_fault_and_does_not_repeat() -> None:
    seen = lit(95, 96, due=Day(2026, 9, 2), yellows_in_a_row=3)
    assert (seen.colour, seen.kind) == ("yellow", "near")


def test_repeating_can_be_switched_off() -> None:
    assert lit(50, 30, yellows_in_a_row=9, rules=Rules(yellows_to_red=0)).colour == "yellow"


@pytest.mark.parametrize(
    ("months", "row"),
    [
        ([], 0),
        ([Month(50, 40)], 1),
        ([Month(50, "40.1")], 0),  # pale
        ([Month(50, 40), Month(60, 20)], 2),  # red counts as well
        ([Month(50, 40), Month(60, 60), Month(70, 50)], 1),
        ([Month(50, 40), Month(60, 60, late=True)], 2),
        ([Month(50, 40), Month(None, None)], 0),
        ([Month(50, None)], 1),
    ],
)
def test_streak(months: list[Month], row: int) -> None:
    assert streak(months) == row


def test_streak_follows_the_rules() -> None:
    assert streak([Month(10, 9), Month(10, 9)], RELATIVE) == 2
    assert streak([Month(10, 10, late=True)], RELATIVE) == 0


def test_aspirational_is_tracked_not_blamed() -> None:
    seen = lit(50, 0, aspirational=True, due=Day(2026, 8, 1))
    assert (seen.colour, seen.kind) == ("yellow", "overdue")
    assert seen.why.endswith("；属力争类，只跟踪、不亮红灯。")
    assert lit(50, 0, aspirational=True, rules=Rules(aspirational_never_red=False)).colour == "red"
    assert "力争" not in lit(50, 50, aspirational=True).why


def test_suqian_blue_means_nearly_due() -> None:
    rules = PRESETS["宿迁"].rules
    more = {"rules": rules, "due": Day(2026, 9, 3)}
    near = lit(90, 95, **more)
    assert (near.colour, near.kind) == ("blue", "near")
    assert lit(90, 0, **more).colour == "yellow"
    assert lit(90, 95, rules=rules, due=Day(2026, 8, 30)).colour == "red"
    assert lit(100, 100, closed_on=TODAY, **more).colour == "green"
    assert "临近" not in rules.meaning("yellow") and rules.meaning("blue") == "距时限7天以内"


def test_sanya_districts_turn_red_only_by_repeating() -> None:
    rules = PRESETS["三亚区级"].rules
    assert lit(100, 0, rules=rules).colour == "yellow"
    assert lit(100, 0, rules=rules, yellows_in_a_row=2).colour == "red"


@pytest.mark.parametrize("name", PRESETS)
def test_presets_are_plain_json_and_come_back_equal(name: str) -> None:
    rules = PRESETS[name].rules
    assert Rules.from_dict(json.loads(json.dumps(rules.to_dict()))) == rules
    assert PRESETS[name].source
    key = rules.key()
    assert [colour for colour, _, _ in key] == [colour for colour in COLOURS if rules.meaning(colour)]
    assert all(word and meaning for _, word, meaning in key)
    hash(rules)


def test_own_words_in_the_legend() -> None:
    rules = Rules.from_dict(
        {"legend": {"yellow": {"word": "橙灯", "meaning": "限期整改"}, "red": {"word": "红牌"}}}
    )
    assert lit(50, 30, rules=rules).word == "橙灯"
    assert rules.meaning("yellow") == "限期整改"
    assert rules.word("red") == "红牌" and "落后超过30个百分点" in rules.meaning("red")
    assert rules.word("green") == "绿灯"
    assert Rules.from_dict(rules.to_dict()) == rules
    assert rules.legend["red"] == Legend("红牌")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"yelow_to": 20}, ["不认识的键“yelow_to”"]),
        ({"pale_to": 40}, ["pale_to", "40和30"]),
        ({"yellow_to": "三十"}, ["yellow_to应为数字"]),
        ({"yellow_to": float("nan")}, ["yellow_to应为数字"]),
        ({"pale_to": True}, ["pale_to应为数字"]),
        ({"pale_to": None}, ["pale_to应为数字"]),
        ({"near_days": 7.5}, ["near_days应为整数"]),
        ({"near_days": True}, ["near_days应为整数"]),
        ({"near_days": -1}, ["near_days不能为负"]),
        ({"late_report_yellow": 1}, ["late_report_yellow应为true或false"]),
        ({"mode": "points"}, ["mode（比较方式）"]),
        ({"mode": ["absolute"], "x": 1}, ["mode应为文字", "“x”"]),
        ({"near_colour": "blue"}, ["near_colour和done_colour不能同为蓝色"]),
        ({"near_colour": "red", "done_colour": "grey"}, ["near_colour（", "done_colour（"]),
        ({"legend": {"orange": {"word": "橙"}}}, ["不认识的颜色“orange”"]),
        ({"legend": {"red": {"word": " "}}}, ["“red”缺word"]),
        ({"legend": {"red": {"word": "红", "hex": "#f00"}}}, ["不认识的键“hex”"]),
        ({"legend": {"red": "红灯"}}, ["“red”应写明word"]),
        ({"legend": []}, ["legend应为"]),
    ],
)
def test_faulty_rules_name_the_fault(data: Mapping[str, Any], told: list[str]) -> None:
    with pytest.raises(RulesError) as caught:
        Rules.from_dict(data)
    for part in told:
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("due", "band"),
    [
        (Day(2026, 8, 30), None),
        (TODAY, "1周"),
        (Day(2026, 9, 7), "1周"),
        (Day(2026, 9, 8), "半月"),
        (Day(2026, 9, 15), "半月"),
        (Day(2026, 9, 16), "1月"),
        (Day(2026, 9, 30), "1月"),  # a month on from 31 August
        (Day(2026, 10, 1), "3月"),
        (Day(2026, 11, 30), "3月"),
        (Day(2026, 12, 1), None),
        (None, None),
    ],
)
def test_countdown_bands(due: Day | None, band: str | None) -> None:
    assert countdown(due, TODAY) == band


def test_overdue_days_stop_at_the_sign_off() -> None:
    due = Day(2026, 8, 20)
    assert overdue_days(due, TODAY) == 11
    assert overdue_days(due, TODAY, closed_on=Day(2026, 8, 22)) == 2
    assert overdue_days(due, TODAY, closed_on=due) == 0
    assert overdue_days(due, Day(2026, 8, 21), closed_on=Day(2026, 8, 25)) == 1, "looking back"
    assert overdue_days(None, TODAY) == 0
    assert days_left(FAR, TODAY) == 122


def test_on_time_with_a_holiday_and_without_a_due() -> None:
    calendar = Calendar.of_rows(seed([2026]))
    due = Day(2026, 10, 5)
    assert on_time(Day(2026, 10, 8), due) is False
    assert on_time(Day(2026, 10, 8), due, calendar=calendar) is True
    assert on_time(None, due, today=Day(2026, 10, 8), calendar=calendar) is None
    assert on_time(None, due, today=Day(2026, 10, 9), calendar=calendar) is False
    assert on_time(None, due) is None
    assert on_time(TODAY, None) is None


def test_pale_counts_as_green() -> None:
    assert [bucket(colour) for colour in COLOURS] == ["red", "yellow", "green", "green", "blue", "grey"]


# Less progress never gives a better light. Blue is here only as "nearly due".
RANK = {"red": 0, "yellow": 1, "blue": 2, "pale": 3, "green": 4}
PERCENT = st.decimals(0, 100, places=2)
CUSTOM = st.builds(
    lambda mode, bounds, near, late, row, idle: Rules(
        mode=mode,
        pale_to=Decimal(min(bounds)),
        yellow_to=Decimal(max(bounds)),
        near_days=near,
        late_report_yellow=late,
        yellows_to_red=row,
        idle_months_to_red=idle,
    ),
    st.sampled_from(["absolute", "relative"]),
    st.tuples(st.integers(0, 100), st.integers(0, 100)),
    st.integers(0, 15),
    st.booleans(),
    st.integers(0, 3),
    st.integers(0, 3),
)
RULES = st.sampled_from([preset.rules for preset in PRESETS.values()]) | CUSTOM
CASE = st.fixed_dictionaries(
    {
        "planned": PERCENT,
        "due": st.none() | st.dates(Day(2026, 8, 1), Day(2026, 9, 30)),
        "started": st.booleans(),
        "late_reports": st.integers(0, 3),
        "yellows_in_a_row": st.integers(0, 3),
        "idle_months": st.integers(0, 4),
        "aspirational": st.booleans(),
        "rules": RULES,
    }
)


def rank(seen: Light) -> int:
    """Grey, and it is only a task not begun that owes nothing yet, is no better than green."""
    return RANK.get(seen.colour, 4)


@given(CASE, PERCENT, PERCENT)
def test_less_progress_never_gives_a_better_light(case: dict[str, Any], one: Decimal, other: Decimal) -> None:
    less, more = sorted((one, other))
    worse, better = light(**case, actual=less, today=TODAY), light(**case, actual=more, today=TODAY)
    assert rank(worse) <= rank(better), (worse, better)
    silent = light(**case, actual=None, today=TODAY)
    assert rank(silent) <= rank(worse), (silent, worse)


@given(CASE, PERCENT, st.integers(0, 60))
def test_a_later_day_never_gives_a_better_light(case: dict[str, Any], actual: Decimal, days: int) -> None:
    now = light(**case, actual=actual, today=TODAY)
    then = light(**case, actual=actual, today=TODAY + dt.timedelta(days=days))
    assert rank(then) <= rank(now), (now, then)


@given(CASE, PERCENT, PERCENT)
def test_a_higher_plan_never_gives_a_better_light(
    case: dict[str, Any], actual: Decimal, other: Decimal
) -> None:
    low, high = sorted((case["planned"], other))
    under = light(**case | {"planned": low}, actual=actual, today=TODAY)
    over = light(**case | {"planned": high}, actual=actual, today=TODAY)
    assert rank(over) <= rank(under), (under, over)


@given(CASE, PERCENT)
def test_every_light_has_a_word_and_a_sentence(case: dict[str, Any], actual: Decimal) -> None:
    seen = light(**case, actual=actual, today=TODAY)
    assert seen.word == case["rules"].word(seen.colour)
    assert seen.why.endswith("。") and "。" not in seen.why[:-1]
    assert (seen.overdue > 0) == (case["due"] is not None and case["due"] < TODAY)
    if case["aspirational"] and case["rules"].aspirational_never_red:
        assert seen.colour != "red"
    assert case["rules"].meaning(seen.colour), "no colour is lit that the legend does not explain"


def test_the_default_is_the_house_rule() -> None:
    assert (DEFAULT.mode, DEFAULT.pale_to, DEFAULT.yellow_to, DEFAULT.near_days) == ("absolute", 10, 30, 7)
    assert DEFAULT.late_report_yellow and DEFAULT.aspirational_never_red and DEFAULT.yellows_to_red == 2
