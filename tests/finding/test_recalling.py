"""Somebody else's words, recalled in a speech or the news, are no tasks; the meeting's own are (C21)."""

from __future__ import annotations

import pytest
from tests.finding.papers import paper

from luodi.finding import find

SPEECH = ("speech", "在全市科技创新大会上的讲话")
NEWS = ("meeting_news", "澄川市召开科技创新推进会")
MINUTES = ("minutes", "澄川市人民政府专题会议纪要")


def actions(words: str, kind: str, title: str) -> list[str]:
    return [task.action for task in find(paper(words, kind, title, "2025-03-10")).tasks]


# words -> what this paper itself tells
ALWAYS: list[tuple[str, list[str]]] = [
    ("总书记强调，要坚持把科技自立自强作为战略支撑。", []),
    ("总书记多次强调，要坚持人才第一资源；要打好攻坚战。", []),
    ("早在几年前，总书记就指出，要建设一批实验室，推进产业升级。", []),
    ("总书记在座谈会上强调：要坚持自主创新，要加快成果转化。", []),
    ("总书记强调要建设创新高地，加快推进成果转化。", []),
    ("党的二十届三中全会提出，要深化科技体制改革，建立评价机制。", []),
    ("省委全会要求，要健全科技投入机制。", []),
    ("中央经济工作会议强调，要以科技创新引领产业建设。", []),
    ("国务院要求，各地要建立台账。", []),
    ("上级要求，要建立台账。", []),
    # what the meeting demands behind it, in the same sentence or the next
    ("总书记强调，要坚持自主创新。各县区要建立台账。", ["建立台账"]),
    ("总书记强调，要坚持自主创新，全市上下要建立台账，按月更新。", ["建立台账", "更新"]),
    ("总书记强调，要坚持自主创新，我们要组建专班。", ["组建专班"]),
    ("总书记指出，要坚持自主创新，各级各部门要组建专班。", ["组建专班"]),
    ("省委全会提出，要打造创新高地；市科技局要制定方案。", ["制定方案"]),
    ("国务院强调，要加快动能转换。市科技局要制定方案。", ["制定方案"]),
    # no words of another, though he is named
    ("按照总书记要求，要组建专班。", ["组建专班"]),
    ("省委、省政府提出了明确要求，要组建专班。", ["组建专班"]),
    ("党中央作出重大部署，要组建专班。", ["组建专班"]),
]


@pytest.mark.parametrize(("words", "expected"), ALWAYS)
@pytest.mark.parametrize("paper_of", [SPEECH, NEWS, MINUTES], ids=lambda p: p[0])
def test_what_is_recalled(words: str, expected: list[str], paper_of: tuple[str, str]) -> None:
    assert actions(words, *paper_of) == expected


# a leader of the house: recalled in a speech, which is another's; in the news only an earlier day's
LEADERS: list[tuple[str, tuple[str, str], list[str]]] = [
    ("省委书记在我市调研时强调，要打造创新高地。", SPEECH, []),
    ("省委主要领导来我市调研时要求，要抓好成果转化。各园区要组建专班。", SPEECH, ["组建专班"]),
    ("市长在年初的大会上强调，要建设中试基地。", SPEECH, []),
    ("刚才，王市长强调，要建设3个中试基地。", SPEECH, ["建设3个中试基地"]),
    ("市委书记王勇强调，要建设3个中试基地。", NEWS, ["建设3个中试基地"]),
    ("去年，省长在我市调研时强调，要建设3个中试基地。", NEWS, []),
    ("会议指出，总书记强调，要坚持自主创新。会议要求，市科技局要制定方案。", NEWS, ["制定方案"]),
    ("会议强调，省委全会提出要建设创新高地，要制定方案。", NEWS, ["制定方案"]),
    ("全会强调，要制定方案。", ("meeting_news", "澄川市委召开全会"), ["制定方案"]),
    ("澄川市委全会强调，要制定方案。", ("meeting_news", "澄川市委全会召开"), ["制定方案"]),
    ("会议传达学习上级批示。批示要求，要建立台账。", MINUTES, []),
]


@pytest.mark.parametrize(("words", "paper_of", "expected"), LEADERS)
def test_whose_words(words: str, paper_of: tuple[str, str], expected: list[str]) -> None:
    assert actions(words, *paper_of) == expected


def test_a_plan_recalls_too() -> None:
    words = "一、主要任务\n（一）夯实平台\n总书记强调，要坚持自主创新。市科技局要制定方案。"
    assert actions(words, "plan", "澄川市科技创新工作方案") == ["制定方案"]
