"""Meetings: names, days, chairs and who was there, in openings of our own (C19)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.finding.papers import paper

from luodi.finding.findings import Meeting
from luodi.finding.meetings import find_meetings


def read(body: str, kind: str = "meeting_news", title: str = "") -> Meeting:
    (meeting,) = find_meetings(paper(body, kind, title))
    return meeting


NAMES = [
    # body, name, day
    ("6月18日，市长方景行主持召开市政府第42次常务会议，研究有关工作。", "市政府第42次常务会议", "2025-06-18"),
    ("6月18日下午，云汀市科技创新推进大会召开。", "云汀市科技创新推进大会", "2025-06-18"),
    ("6月18日至19日，全省科技工作会议在云川市召开。", "全省科技工作会议", "2025-06-18"),
    ("6月18日，市科创委办公室召开全体成员会议。", "市科创委办公室全体成员会议", "2025-06-18"),
    ("6月18日，云汀市召开科技创新委员会第五次会议。", "云汀市科技创新委员会第五次会议", "2025-06-18"),
    ("昨日，市长方景行主持召开企业家座谈会。", "企业家座谈会", "2025-06-19"),
    ("2024年12月30日，市委书记梁若水主持召开市委专题会议。", "市委专题会议", "2024-12-30"),
    ("12月30日，市委书记梁若水主持召开市委专题会议。", "市委专题会议", "2024-12-30"),
]


@pytest.mark.parametrize(("body", "name", "day"), NAMES, ids=[name for _, name, _ in NAMES])
def test_name_and_day(body: str, name: str, day: str) -> None:
    meeting = read(body)
    assert (meeting.name, meeting.date and meeting.date.isoformat()) == (name, day)


def test_no_year_no_date() -> None:
    (meeting,) = find_meetings(paper("4月9日，全市科技创新大会召开。", published=None))
    assert meeting.date is None


def test_the_chair_and_the_persons_present_with_their_posts() -> None:
    meeting = read(
        "本报讯（记者 许知远）6月18日，市委书记、市科创委主任梁若水主持召开市科创委第三次会议。"
        "市委副书记、市长方景行出席并讲话。市领导谭若谷、费清和，各县区负责同志参加会议。"
    )
    assert meeting.chair == ("梁若水",)
    assert [(a.name, a.post) for a in meeting.attendees] == [
        ("梁若水", "市委书记、市科创委主任"),
        ("方景行", "市委副书记、市长"),
        ("谭若谷", "市领导"),
        ("费清和", "市领导"),
    ]


def test_a_headline_names_in_full_what_the_text_abbreviates() -> None:
    meeting = read(
        "6月18日，副省长陶如是主持召开领导小组专题会议。",
        title="云海创新走廊建设领导小组会议召开",
    )
    assert meeting.name == "云海创新走廊建设领导小组会议"


def test_minutes_with_a_foot() -> None:
    meeting = read(
        "5月8日上午，市科技局局长柏予安主持召开办公室5月份工作会议。纪要如下：\n"
        "一、关于重点任务\n会议听取了综合组的汇报。\n"
        "出席：柏予安、岳凝章、各工作组组长\n列席：碧泉县副县长尹自强\n请假：石磊",
        kind="minutes",
    )
    assert [(a.name, a.post) for a in meeting.attendees] == [
        ("柏予安", "市科技局局长"),
        ("岳凝章", None),
        ("尹自强", "碧泉县副县长"),
    ]


def test_the_title_names_a_meeting_that_the_text_does_not() -> None:
    minutes = read(
        "2025年5月8日，副市长尹自强主持召开专题会议，研究有关事项。",
        kind="minutes",
        title="云汀市成果转化领导小组专题会议纪要",
    )
    news = read(
        "6月18日，市长方景行主持召开全体会议，研究重点任务。",
        title="市委科技委员会召开2025年第二次全体会议",
    )
    assert minutes.name == "云汀市成果转化领导小组专题会议"
    assert news.name == "市委科技委员会2025年第二次全体会议"


def test_a_committee_is_no_meeting() -> None:
    meeting = read("6月18日，市委科技委员会召开2025年第二次全体会议，总结上半年工作。")
    assert meeting.name == "市委科技委员会2025年第二次全体会议"


def test_the_chair_of_a_form_has_the_post_behind() -> None:
    meeting = read(
        "时间：2025年4月9日下午\n主持人：骆明谦（市科技局局长）\n出席人员：柏予安、岳凝章\n\n会议研究了有关事项。",
        kind="minutes",
        title="云汀市科创办第4次会议纪要",
    )
    assert meeting.chair == ("骆明谦",)
    assert meeting.attendees[0].post == "市科技局局长"


def test_a_speech_names_its_meeting_in_the_title() -> None:
    meeting = read(
        "云汀市市长　方景行\n（2025年6月20日）\n同志们：\n今天召开这次会议，主要任务是总结工作。",
        kind="speech",
        title="在全市科技创新大会上的讲话",
    )
    assert (meeting.name, meeting.chair) == ("全市科技创新大会", ())
    assert [(a.name, a.post) for a in meeting.attendees] == [("方景行", "云汀市市长")]


@pytest.mark.parametrize("kind", ["plan", "policy", "notice", "brief", "list"])
def test_other_papers_tell_of_no_meeting(kind: str) -> None:
    assert find_meetings(paper("6月18日，市长方景行主持召开市政府常务会议。", kind)) == []


WORDS = st.text(
    st.sampled_from("6月18日，市长方景行主持召开会议听取了关于的汇报、。和并讲话出席：\n《》（）")
)


@settings(max_examples=200, deadline=None)
@given(WORDS, st.sampled_from(["meeting_news", "minutes", "speech"]))
def test_any_string_is_read_and_every_span_lies_inside(words: str, kind: str) -> None:
    document = paper(words, kind)
    for meeting in find_meetings(document):
        assert 0 <= meeting.span[0] < meeting.span[1] <= len(document.string)
