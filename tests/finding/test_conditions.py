"""Conditions and topics across sentences: to whom an act applies stays with the act (C1, C20)."""

from __future__ import annotations

import pytest

from luodi.finding import find
from luodi.reading import read_string

MEETING = "临川市科技创新委员会会议召开\n6月3日，临川市召开科技创新委员会会议。\n会议要求，"


def tasks(text: str) -> list[tuple[str, tuple[str, ...]]]:
    document = read_string(MEETING + text, "会议.txt")
    return [(document.string[slice(*task.span)], task.owners) for task in find(document).tasks]


@pytest.mark.parametrize(
    "before", ["", "各县要抓紧整改。"], ids=["in the first sentence", "in a sentence of its own"]
)
def test_the_condition_belongs_to_the_act(before: str) -> None:
    words = "对连续两个季度排名末位的，由市科技局约谈提醒。"
    assert tasks(before + words)[-1] == ("对连续两个季度排名末位的，由市科技局约谈提醒", ("市科技局",))


def test_a_condition_without_an_act_is_no_task() -> None:
    assert tasks("对新落户的企业，市财政局去年兑现了奖补资金。") == []


def test_the_body_a_paragraph_opens_with_is_its_topic() -> None:
    document = read_string(MEETING + "市科技局要梳理平台清单。要完善服务制度。", "会议.txt")
    first, second = find(document).tasks
    assert first.owners == ("市科技局",) and first.context == ()
    assert second.owners == () and second.context == ("市科技局",)
