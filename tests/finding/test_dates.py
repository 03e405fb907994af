"""Deadlines: the words, the last day they allow, the rhythm, and what is none (C13, C14)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.finding import dates
from luodi.finding.dateforms import RULES, Calendar
from luodi.finding.memory import remembering

PAPER = Calendar(2025, dt.date(2025, 4, 10), dt.date(2025, 4, 8), dt.date(2025, 5, 1))

# words -> the date expression, its last day, its rhythm
FORMS: list[tuple[str, str, str | None, str | None]] = [
    ("2025年9月15日前报送", "2025年9月15日前", "2025-09-15", None),
    ("9月15日前报送", "9月15日前", "2025-09-15", None),
    ("2025年11月底前建成", "2025年11月底前", "2025-11-30", None),
    ("6月底完成", "6月底", "2025-06-30", None),
    ("6月前完成", "6月前", "2025-05-31", None),
    ("1月前完成", "1月前", "2024-12-31", None),
    ("5月、9月底前报送", "5月、9月底前", "2025-09-30", None),
    ("八月底前完成", "八月底前", "2025-08-31", None),
    ("7月上旬完成", "7月上旬", "2025-07-10", None),
    ("7月中旬前完成", "7月中旬前", "2025-07-20", None),
    ("2月下旬完成", "2月下旬", "2025-02-28", None),
    ("三季度末前挂牌", "三季度末前", "2025-09-30", None),
    ("上半年完成", "上半年", "2025-06-30", None),
    ("2026年下半年完成", "2026年下半年", "2026-12-31", None),
    ("年底前完成", "年底前", "2025-12-31", None),
    ("年内完成", "年内", "2025-12-31", None),
    ("今年完成", "今年", "2025-12-31", None),
    ("明年底前完成", "明年底前", "2026-12-31", None),
    ("到2027年建成", "到2027年", "2027-12-31", None),
    ("“十四五”末建成", "“十四五”末", "2025-12-31", None),
    ("会后10日内报送", "会后10日内", "2025-04-18", None),
    ("会后两周内报送", "会后两周内", "2025-04-22", None),
    ("方案印发后30日内报备", "方案印发后30日内", "2025-05-10", None),
    ("本办法施行后60日内公布", "本办法施行后60日内", "2025-06-30", None),
    ("收到函件后5个工作日内答复", "收到函件后5个工作日内", None, None),
    ("3个月内完成", "3个月内", None, None),
    ("24小时内上报", "24小时内", None, None),
    ("48小时以内核实", "48小时以内", None, None),
    ("七十二个小时之内办结", "七十二个小时之内", None, None),
    ("收到工单后2小时内响应", "收到工单后2小时内", None, None),
    ("会后24小时内印发", "会后24小时内", "2025-04-09", None),
    ("会议结束后48小时内反馈", "会议结束后48小时内", "2025-04-10", None),
    ("会后2小时内反馈", "会后2小时内", None, None),
    ("通知印发后72小时内上报", "通知印发后72小时内", "2025-04-13", None),
    ("会后当天内印发", "会后当天内", "2025-04-08", None),
    ("当天内反馈", "当天内", None, None),
    ("于当日内反馈", "于当日内", None, None),
    ("当日办结", "当日", None, None),
    ("次日及时上报", "次日", None, None),
    ("尽快启动", "尽快", None, None),
    ("及时公布", "及时", None, None),
    ("每月25日前报送", "每月25日前", None, "monthly"),
    ("每季度首月5日前报送", "每季度首月5日前", None, "quarterly"),
    ("每年7月底前评估", "每年7月底前", None, "yearly"),
    ("按季通报", "按季", None, "quarterly"),
    ("每半年评估", "每半年", None, None),
    ("每两月调度", "每两月", None, None),
    ("每周调度", "每周", None, None),
]


@pytest.mark.parametrize(("words", "expression", "day", "recur"), FORMS)
def test_forms(words: str, expression: str, day: str | None, recur: str | None) -> None:
    due = next(dates.find(words, 0, len(words), PAPER))
    assert due.text == expression
    assert (due.date.isoformat() if due.date else None, due.recur) == (day, recur)
    assert due.why in {rule.name for rule in RULES}


NO_FORM = [
    "加快建设中试基地",
    "持续推进成果转化",
    "同步开展培训",
    "随时调度",
    "青年人才驿站",
    "日常管理",
    "实行24小时值班",
    "当天的会议",
    "当日报告会",
    "次日的天气",
    "建立当日办结机制",
]


@pytest.mark.parametrize("words", NO_FORM)
def test_no_form(words: str) -> None:
    assert list(dates.find(words, 0, len(words), PAPER)) == []


def test_without_a_year_the_date_stays_open() -> None:
    due = next(dates.find("6月底前完成", 0, 6, Calendar()))
    assert (due.text, due.date) == ("6月底前", None)


# words with a date form that is no deadline where it stands
NO_DEADLINE = [
    "编制2025年度工作计划",
    "落实2024年重点任务清单",
    "连续3个月内未报送的单位",
    "审批时间压缩到24小时内",
    "由48小时内缩短",
    "落实《2025年底前清零行动方案》",
    "完成全年目标任务",
]


@pytest.mark.parametrize("words", NO_DEADLINE)
def test_no_deadline(words: str) -> None:
    found = list(dates.find(words, 0, len(words), PAPER))
    assert not any(dates.is_deadline(words, due, len(words)) for due in found)


# words of a deadline slot -> the texts and last days it holds
SLOTS: list[tuple[str, list[tuple[str, str | None]]]] = [
    ("2025年8月底前", [("2025年8月底前", "2025-08-31")]),
    ("持续推进", [("持续推进", None)]),
    ("长期坚持", [("长期坚持", None)]),
    ("6月底前；10月底前", [("6月底前", "2025-06-30"), ("10月底前", "2025-10-31")]),
    ("——", []),
]


@pytest.mark.parametrize(("words", "expected"), SLOTS)
def test_slots(words: str, expected: list[tuple[str, str | None]]) -> None:
    found = dates.read_slot(words, 0, len(words), PAPER)
    assert [(d.text, d.date.isoformat() if d.date else None) for d in found] == expected


# words -> the year that governs later dates in them
YEARS: list[tuple[str, int | None]] = [
    ("2026年3月底前开工", 2026),
    ("到2028年建成，2026年上半年开工", 2026),
    ("2024年度计划", None),
    ("至2027年底", None),
]


@pytest.mark.parametrize(("words", "year"), YEARS)
def test_named_years(words: str, year: int | None) -> None:
    assert dates.year_named(words, 0, len(words)) == year


PIECES = "2025年 6月 底前 、 9月 到 2027年 年内 每月 25日前 按季 会后 10日内 及时 十四五末 三季度 建设 ，"


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(PIECES.split()), max_size=12).map("".join),
    st.integers(0, 20),
    st.integers(0, 40),
)
def test_what_is_remembered_is_what_is_found(words: str, start: int, size: int) -> None:
    end = min(len(words), start + size)
    start = min(start, end)
    found, year = list(dates.find(words, start, end, PAPER)), dates.year_named(words, start, end)
    with remembering(words):
        assert list(dates.find(words, start, end, PAPER)) == found
        assert dates.year_named(words, start, end) == year == dates.year_named(words, start, end)
    assert all(start <= d.span[0] < d.span[1] <= end for d in found if d.span)
