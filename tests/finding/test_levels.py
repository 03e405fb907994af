"""Levels of actions, with and without a deadline of their own: the rulings C8 and C9."""

from __future__ import annotations

import datetime as dt

import pytest

from luodi.finding.findings import Due
from luodi.finding.levelrules import FIRST_ASKED, JUDGED
from luodi.finding.levels import _ATTITUDES, _DEFINITE, _IMPROVING, _LEFT_OPEN, level_of, places_of

# action -> level and rule
ACTIONS: list[tuple[str, str, str]] = [
    # a definite act or product
    ("成立中试工作专班", "concrete", "set up"),
    ("制定概念验证管理细则", "concrete", "law or paper named"),
    ("梳理闲置设备", "concrete", "list or find out"),
    ("报送季度小结", "concrete", "hand in"),
    ("召开技术对接会", "concrete", "meet"),
    ("建成共享仪器库", "concrete", "finish"),
    ("纳入年度考核", "concrete", "count into the assessment"),
    ("实施专利转化行动", "concrete", "named action"),
    ("兑现首台套奖励资金", "concrete", "money moves"),
    ("逐户上门走访", "concrete", "one by one"),
    ("签署合作备忘", "concrete", "sign"),
    ("修订《服务券使用办法》", "concrete", "law or paper named"),
    ("建设“云上中试”平台", "concrete", "one named project"),
    # a figure of its own; ways of speaking and slogans are none
    ("培育瞪羚企业12家", "concrete", "own figure"),
    ("提升技能人才占比3个百分点", "concrete", "own figure"),
    ("实现研发机构全覆盖", "concrete", "own figure"),
    ("健全“1+8”协同体系", "direction", "improve"),
    # four characters without an object; with one it is a line of work
    ("错位发展", "stance", "four characters without an object"),
    ("因地制宜、精准施策", "stance", "four characters without an object"),
    ("协同发力", "stance", "four characters without an object"),
    ("聚力攻坚", "stance", "four characters without an object"),
    ("优势互补、错位发展", "stance", "four characters without an object"),
    ("统筹推进科技体制改革", "direction", "line of work"),
    # lines of work
    ("加强与高校的合作", "direction", "improve"),
    ("支持企业牵头攻关", "direction", "encourage"),
    ("探索数据资产入表", "direction", "explore"),
    ("开展企业上门辅导", "direction", "unnamed work"),
    ("优先保障中试用地", "direction", "preference"),
    ("负责平台日常运维", "direction", "duty statement"),
    # attitude and exhortation
    ("坚持企业主体地位", "stance", "insist"),
    ("增强责任感紧迫感", "stance", "awareness"),
    ("弘扬工匠精神", "stance", "promote spirit"),
    ("营造崇尚创新的氛围", "stance", "atmosphere"),
    ("发挥链主带动作用", "stance", "play a part"),
    ("压实属地责任", "stance", "responsibility"),
    ("狠抓工作落实", "stance", "get it done"),
    ("倒排工期", "stance", "work style"),
    ("把科技创新摆在突出位置", "stance", "put in place of honour"),
    ("交出满意答卷", "stance", "big words"),
]


@pytest.mark.parametrize(("action", "level", "rule"), ACTIONS)
def test_levels(action: str, level: str, rule: str) -> None:
    assert level_of(action, Due()) == (level, rule)


DAY = dt.date(2025, 6, 30)
# a deadline of the clause's own -> level and rule of 加强平台管理
DEADLINES: list[tuple[Due, str, str]] = [
    (Due("6月底前", DAY, why="month"), "concrete", "own deadline"),
    (Due("每月", recur="monthly", every="monthly", why="recurring"), "concrete", "own deadline"),
    (Due("5个工作日内", why="within"), "concrete", "own deadline"),
    (Due("尽快", why="open"), "direction", "improve"),
    (Due("到2027年", dt.date(2027, 12, 31), why="year end"), "direction", "improve"),
]


@pytest.mark.parametrize(("due", "level", "rule"), DEADLINES)
def test_a_deadline_of_its_own(due: Due, level: str, rule: str) -> None:
    assert level_of("加强平台管理", due) == (level, rule)


def test_a_project_known_by_its_place() -> None:
    places = places_of("云岭市科技局")
    assert level_of("加快建设云岭科创走廊", Due(), places)[0] == "concrete"
    assert level_of("加快建设科创走廊", Due(), places)[0] == "direction"


def test_rules_have_names_of_their_own() -> None:
    sets = (_ATTITUDES, _LEFT_OPEN, _IMPROVING, _DEFINITE)
    named = [*JUDGED, *FIRST_ASKED, *(rule for one in sets for rule in one.rules)]
    assert len({rule.name for rule in named}) == len(set(named))
