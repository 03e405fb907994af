"""The agenda, one act in each sentence (C8, C19)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from tests.finding.papers import paper
from tests.finding.test_meetings import WORDS

from luodi.finding.agenda import find_agenda

Item = tuple[str, tuple[str, ...], str | None]
OPENING = "6月18日，市长方景行主持召开市科创委第三次会议，研究部署有关工作。\n"


def items(body: str, kind: str = "meeting_news") -> list[Item]:
    return [(a.kind, a.by, a.subject) for a in find_agenda(paper(body, kind))]


ACTS: list[tuple[str, list[Item]]] = [
    (
        "会议听取了市科技局关于上半年工作情况、市财政局关于资金使用绩效的汇报。",
        [("heard", ("市科技局",), "上半年工作情况"), ("heard", ("市财政局",), "资金使用绩效")],
    ),
    (
        "会议听取了市科技局、市财政局关于平台建设情况的汇报。",
        [("heard", ("市科技局", "市财政局"), "平台建设情况")],
    ),
    ("会议听取了市科技局支持平台建设的补充汇报。", [("heard", ("市科技局",), "支持平台建设")]),
    ("青垣区、沅泽区就驻企工作作了补充汇报。", [("heard", ("青垣区", "沅泽区"), "驻企工作")]),
    ("会上，市科技局汇报了全市科技创新工作情况。", [("heard", ("市科技局",), "全市科技创新工作情况")]),
    (
        "会议审议通过了《云汀市科创委工作规则》《云汀市平台管理办法（试行）》。",
        [("approved", (), "《云汀市科创委工作规则》"), ("approved", (), "《云汀市平台管理办法（试行）》")],
    ),
    (
        "会议审议并原则通过了《甲方案》和《乙方案》。",
        [("approved", (), "《甲方案》"), ("approved", (), "《乙方案》")],
    ),
    ("会议原则同意《云汀市低空经济发展规划》。", [("approved", (), "《云汀市低空经济发展规划》")]),
    ("会议通报了一季度“赛马”结果。", [("briefed", (), "一季度“赛马”结果")]),
    ("会议传达学习了全国科技大会精神。", [("briefed", (), "全国科技大会精神")]),
    (
        "会上，市委常委、组织部部长丁雨眠宣读了《关于表扬先进集体的通报》。",
        [("briefed", ("丁雨眠",), "《关于表扬先进集体的通报》")],
    ),
    (
        "市科技局局长沈亦川通报全市重点任务进展情况。",
        [("briefed", ("沈亦川",), "全市重点任务进展情况")],
    ),
    ("大会授予傅明远院士省最高科学技术奖。", [("commended", (), "傅明远院士")]),
    ("10个产学研合作项目现场签约。", [("signed", (), "10个产学研合作项目")]),
    (
        "顾青崖、云泽大学教授宁小川、恒岳精工董事长霍向南先后发言。",
        [("spoke", ("顾青崖", "宁小川", "霍向南"), None)],
    ),
    ("四位代表作了发言。", []),
    ("十三家企业的负责人逐一发言。", []),
    ("方景行在发言中指出，要抓好落实。", [("spoke", ("方景行",), None)]),
    ("会议表彰了2024年度科技工作先进集体。", [("commended", (), "2024年度科技工作先进集体")]),
    ("市委书记梁若水出席会议并讲话。", [("spoke", ("梁若水",), None)]),
    ("方景行在讲话中要求，各级要抓好落实。", [("spoke", ("方景行",), None)]),
    (
        "青禾县、恒岳精工、云泽大学3家单位先后发言。",
        [("spoke", ("青禾县", "恒岳精工", "云泽大学"), None)],
    ),
    (
        "会上，市政府与海棠大学签署了共建研究院合作协议。",
        [("signed", ("市政府", "海棠大学"), "共建研究院合作协议")],
    ),
]


@pytest.mark.parametrize(("words", "wanted"), ACTS, ids=[words for words, _ in ACTS])
def test_acts(words: str, wanted: list[Item]) -> None:
    assert items(OPENING + words) == wanted


NONE = [
    "《云汀市平台管理办法》已经市政府第3次常务会议审议通过，现印发给你们。",
    "会议要求，各单位要认真听取企业意见，及时报告。",
    "市科技局要抓紧制定办法，提交下次会议审议。",
    "对工作突出的，要大张旗鼓表扬。",
    "要推动两区签订产业协同发展协议。",
    "会议还研究了其他事项。",
    "督查室每两月通报一次结果。",
]


@pytest.mark.parametrize("words", NONE)
def test_no_agenda(words: str) -> None:
    assert items(OPENING + words) == []


def test_a_summary_in_the_opening_gives_way_to_the_body() -> None:
    body = (
        "5月8日，市科技局局长柏予安主持召开工作会议，听取1—4月重点任务推进情况汇报，研究近期工作。\n"
        "一、关于重点任务\n会议听取了综合协调组关于重点任务推进情况的汇报。\n"
        "（一）同意将完成时限由6月底调整为9月底。"
    )
    assert items(body, "minutes") == [
        ("heard", ("综合协调组",), "重点任务推进情况"),
        ("approved", (), "将完成时限由6月底调整为9月底"),
    ]


def test_a_notice_commends_those_it_names() -> None:
    body = (
        "现将有关情况通报如下。\n"
        "一、对一季度综合排名前3位的望湖区、砚东区、青禾县予以通报表扬。\n"
        "二、对工作推进有力的，予以通报表扬。"
    )
    assert items(body, "notice") == [("commended", (), "望湖区、砚东区、青禾县")]


def test_a_plan_has_no_agenda() -> None:
    assert items("会议审议通过了《工作规则》。", "plan") == []


@settings(max_examples=200, deadline=None)
@given(WORDS)
def test_any_string_is_read_and_every_span_lies_inside(words: str) -> None:
    for kind in ("meeting_news", "minutes", "speech", "notice"):
        document = paper(words, kind)
        for item in find_agenda(document):
            assert 0 <= item.span[0] < item.span[1] <= len(document.string)
