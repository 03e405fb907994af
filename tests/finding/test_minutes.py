"""Minutes and notices whose items are whole sentences: what is decided, and what only leads in."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.finding.papers import paper

from luodi.finding import find
from luodi.finding.findings import Findings

OPENING = "2026年4月12日，市科创办主任林川主持召开月度例会，研究任务推进中的问题。"


def minutes(items: str, lead: str = "现纪要如下。", published: str | None = None) -> Findings:
    return find(paper(f"{OPENING}{lead}\n{items}", "minutes", "澄川市科创办会议纪要", published))


def listed(words: str) -> list[tuple[str, tuple[str, ...], str | None]]:
    return [(t.action, t.owners, t.due.text) for t in minutes(words).tasks]


ITEMS = [
    # 一、 before a whole sentence: an item, not a heading
    ("一、市科技局尽快协调解决中试用地问题。", [("协调解决中试用地问题", ("市科技局",), "尽快")]),
    (
        "二、市自然资源局5月底前完成起步区土地报批。",
        [("完成起步区土地报批", ("市自然资源局",), "5月底前")],
    ),
    ("三、市统计局每月10日前通报研发投入。", [("通报研发投入", ("市统计局",), "每月10日前")]),
    ("四、各县8月底前建立月调度机制。", [("建立月调度机制", ("各县",), "8月底前")]),
    ("五、澄川大学牵头组建创新联合体。", [("牵头组建创新联合体", ("澄川大学",), None)]),
    # nobody is named: what follows 现纪要如下 is decided all the same
    ("六、建立企业难题台账。", [("建立企业难题台账", (), None)]),
    # a short heading and who does it, by when
    ("一、土地报批。市自然资源局5月底前完成报批。", [("完成报批", ("市自然资源局",), "5月底前")]),
    # reports, views and what was done are no tasks
    ("一、市科技局汇报年度任务进展情况。", []),
    ("二、会议认为，全市科技创新工作开局良好。", []),
    ("三、市财政局已拨付首批资金。", []),
]


@pytest.mark.parametrize(("words", "tasks"), ITEMS, ids=[words for words, _ in ITEMS])
def test_numbered_sentences_of_minutes(
    words: str, tasks: list[tuple[str, tuple[str, ...], str | None]]
) -> None:
    assert listed(words) == tasks


def test_a_year_that_only_the_meeting_states_dates_its_items() -> None:
    (task,) = minutes("一、市科技局9月底前发布榜单。").tasks
    assert task.due.date == dt.date(2026, 9, 30)


LEADS = ["现纪要如下。", "会议议定事项如下。", "现将会议纪要印发如下。", "经研究，决定如下。"]


@pytest.mark.parametrize("lead", LEADS)
def test_what_leads_in_tells_nobody(lead: str) -> None:
    found = minutes("一、市科技局9月底前发布榜单。", lead)
    assert [task.action for task in found.tasks] == ["发布榜单"]


def test_minutes_that_only_report_have_no_tasks() -> None:
    assert not minutes("一、市科技局推进赋权改革，取得明显成效。\n二、市财政局落实了经费。").tasks


def test_the_meeting_of_minutes_with_a_spaced_head() -> None:
    found = minutes("一、市科技局9月底前发布榜单。")
    (meeting,) = found.meetings
    assert (meeting.date, meeting.chair) == (dt.date(2026, 4, 12), ("林川",))


def test_the_size_of_what_is_built_is_no_task_of_its_own() -> None:
    actions = [t.action for t in minutes("一、西岭市7月底前建成中试平台，总投资3.2亿元。").tasks]
    assert actions == ["建成中试平台，总投资3.2亿元"]
