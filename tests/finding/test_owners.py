"""Responsibility lists and the names in them: the rulings C10 and C12."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.finding.columns import column_kind
from luodi.finding.dates import Calendar
from luodi.finding.names import split_names
from luodi.finding.owners import Duty, find_lists, first_leads

PAPER = Calendar(2025, dt.date(2025, 4, 10))

# a string of names -> the names
NAMES: list[tuple[str, list[str]]] = [
    ("市科技局、市财政局，市统计局", ["市科技局", "市财政局", "市统计局"]),
    ("各县（市、区）、高新区管委会", ["各县（市、区）", "高新区管委会"]),
    ("组织、人社部门", ["组织、人社部门"]),
    ("市、区财政", ["市、区财政"]),
    ("云岭、澄川市人民政府", ["云岭、澄川市人民政府"]),
    ("市科技局和市财政局", ["市科技局", "市财政局"]),
    ("市科技局等部门", ["市科技局"]),
    ("恒岳精工、天枢新材等链主企业", ["恒岳精工", "天枢新材", "链主企业"]),
    ("各高等院校", ["各高等院校"]),
    ("市科技局 市财政局", ["市科技局", "市财政局"]),
    ("由市科技局", ["市科技局"]),
    ("——", []),
    ("", []),
]


@pytest.mark.parametrize(("words", "expected"), NAMES)
def test_names(words: str, expected: list[str]) -> None:
    assert split_names(words) == expected


@given(st.text(alphabet="市县区局、，；等和及（）科技 /组织部门由", max_size=40))
def test_names_stand_in_their_words(words: str) -> None:
    bare = words.replace(" ", "、").replace("/", "、")
    for name in split_names(words):
        assert name
        assert name in bare or "、" in name


def lists(words: str, first: bool = False) -> list[Duty]:
    return find_lists(words, 0, len(words), PAPER, first)


# a paragraph -> owners, support, deadlines of its list
LISTS: list[tuple[str, list[str], list[str], list[str]]] = [
    ("建设平台。（责任单位：市科技局、市财政局）", ["市科技局", "市财政局"], [], []),
    (
        "建设平台。（牵头单位：市科技局；配合单位：市财政局、市统计局）",
        ["市科技局"],
        ["市财政局", "市统计局"],
        [],
    ),
    ("建设平台。〔责任单位：市科技局；完成时限：6月底前〕", ["市科技局"], [], ["6月底前"]),
    ("建设平台。（市科技局牵头，市财政局配合）", ["市科技局"], ["市财政局"], []),
    (
        "建设平台。（由市科技局会同市财政局负责，2025年9月底前完成）",
        ["市科技局"],
        ["市财政局"],
        ["2025年9月底前"],
    ),
    ("建设平台。（市科技局、市财政局按职责分工负责）", ["市科技局", "市财政局"], [], []),
    ("建设平台。（责任单位：科技处（牵头）、财务处）", ["科技处"], ["财务处"], []),
    ("责任单位：市科技局", ["市科技局"], [], []),
    ("建设平台。责任单位：市科技局、市财政局。", ["市科技局", "市财政局"], [], []),
    ("建设平台。（市科技局、市财政局）", ["市科技局", "市财政局"], [], []),
    ("甲方责任单位：市科技局；乙方责任单位：市科委", ["市科技局", "市科委"], [], []),
    ("建设平台。（责任单位：市科技局；完成时限：持续推进）", ["市科技局"], [], ["持续推进"]),
]


@pytest.mark.parametrize(("words", "owners", "support", "dues"), LISTS)
def test_lists(words: str, owners: list[str], support: list[str], dues: list[str]) -> None:
    (duty,) = lists(words)
    assert (list(duty.owners), list(duty.support)) == (owners, support)
    assert [due.text for due in duty.dues] == dues
    assert 0 <= duty.span[0] < duty.span[1] <= len(words)


NO_LISTS = [
    "建设平台（含中试线）。",
    "召开会议（视频）。",
    "按《办法》（试行）执行。",
    "（责任单位：市科技局",
]


@pytest.mark.parametrize("words", NO_LISTS)
def test_no_lists(words: str) -> None:
    assert lists(words) == []


def test_persons_are_no_owners() -> None:
    (duty,) = lists("建设平台。（责任单位：市科技局；责任人：沈亦川；联络员：岳凝章）")
    assert (duty.owners, duty.responsible, duty.liaison) == (("市科技局",), ("沈亦川",), ("岳凝章",))


def test_the_first_leads_where_the_document_says_so() -> None:
    assert first_leads("责任单位中列第一位的为牵头单位。")
    assert not first_leads("责任单位按职责分工落实。")
    (duty,) = lists("建设平台。（责任单位：市科技局、市财政局）", first=True)
    assert (duty.owners, duty.support) == (("市科技局",), ("市财政局",))


COLUMNS = [
    ("牵头单位", "lead"),
    ("责任单位", "plain"),
    ("配合单位", "support"),
    ("责任人", "responsible"),
    ("联络员", "liaison"),
    ("完成时限", "due"),
    ("序号", "number"),
    ("工作举措", "deed"),
    ("备注", "note"),
    ("颜色", ""),
]


@pytest.mark.parametrize(("name", "kind"), COLUMNS)
def test_columns(name: str, kind: str) -> None:
    assert column_kind(name) == kind
