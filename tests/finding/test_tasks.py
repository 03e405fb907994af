"""Tasks in short papers: the rulings C1, C2, C4 to C8, C11 and C13 with words of our own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.finding.papers import paper

from luodi.finding import find
from luodi.finding.findings import Task

PLAN = ("plan", "澄川市科技创新工作方案")
NEWS = ("meeting_news", "澄川市召开科技创新推进会")


def tasks(words: str, kind: str = "plan", title: str = PLAN[1]) -> list[Task]:
    body = f"一、主要任务\n（一）夯实平台\n{words}" if kind in ("plan", "notice", "policy") else words
    return list(find(paper(body, kind, title, "2025-03-10")).tasks)


def actions(words: str, kind: str = "plan", title: str = PLAN[1]) -> list[str]:
    return [task.action for task in tasks(words, kind, title)]


# words of a plan -> its tasks
PLANS: list[tuple[str, list[str]]] = [
    # one task for each verb phrase with an object of its own (C5)
    ("市科技局要建立平台清单，完善评价办法。", ["建立平台清单", "完善评价办法"]),
    ("加强项目管理、完善评价机制。", ["加强项目管理", "完善评价机制"]),
    ("培育专精特新企业、科技小巨人、链主企业。", ["培育专精特新企业、科技小巨人、链主企业"]),
    ("研究、制定并印发中试服务券管理规程。", ["研究、制定并印发中试服务券管理规程"]),
    ("建立难题线索库并按月更新。", ["建立难题线索库", "更新"]),
    ("支持高校建设概念验证中心、引进技术经理人。", ["支持高校建设概念验证中心、引进技术经理人"]),
    ("提高政治站位、增强创新意识。", ["提高政治站位、增强创新意识"]),
    # a clause that only says how or for whom belongs to its neighbour (C1)
    ("围绕新材料产业链，组织3家企业对接。", ["组织3家企业对接"]),
    ("以赛马机制为抓手，推动平台提质。", ["推动平台提质"]),
    ("对连续两年未开展研发活动的，予以摘牌。", ["对连续两年未开展研发活动的，予以摘牌"]),
    # a clause that only counts belongs to the one before; one with an indicator does not (C6)
    ("遴选首批科研助理，数量不少于30名。", ["遴选首批科研助理，数量不少于30名"]),
    # the quote minus owner, deadline and modal (C2)
    ("各县（市、区）6月底前要报送联络员名单。", ["报送联络员名单"]),
    ("主要负责同志要亲自推动。", ["主要负责同志亲自推动"]),
    # goals with a figure and no owner are targets; acts with a count are both (C7)
    ("技术合同成交额达到60亿元。", []),
    ("举办对接会2场。", ["举办对接会2场"]),
    ("实现规上工业企业研发活动全覆盖。", ["实现规上工业企业研发活动全覆盖"]),
    # no tasks (C8)
    ("为加快成果转化，制定本方案。", []),
    ("让更多成果走出实验室。", []),
    ("去年，全市建成中试基地3个。", []),
    ("建议省科技厅加大支持力度。", []),
    ("本方案自印发之日起施行，有效期三年。", []),
    ("申报企业应当具备独立法人资格。", []),
    ("一分部署，九分落实。", []),
    ("平台数量仍然偏少。", []),
]


@pytest.mark.parametrize(("words", "expected"), PLANS)
def test_what_is_a_task(words: str, expected: list[str]) -> None:
    assert actions(words) == expected


# words of a meeting's news -> its tasks: talk tells only with a modal, an address or 要求
TALK: list[tuple[str, list[str]]] = [
    ("会议指出，全市科技投入稳步增长。", []),
    ("会议听取了中试平台建设情况汇报。", []),
    ("会议强调，要盘活闲置厂房，建设中试车间。", ["盘活闲置厂房", "建设中试车间"]),
    ("会议要求，市科技局抓紧修订管理办法。", ["修订管理办法"]),
    ("各县区要配强科技副职。", ["配强科技副职"]),
    ("省委全会明确提出，深入实施科教兴省战略。", []),
    ("新材料产业规模已突破百亿元。", []),
]


@pytest.mark.parametrize(("words", "expected"), TALK)
def test_what_talk_tells(words: str, expected: list[str]) -> None:
    assert actions(words, *NEWS) == expected


# words of a meeting's news that tell everybody -> owners and action of each task
EVERYBODY: list[tuple[str, list[tuple[tuple[str, ...], str]]]] = [
    ("各级各方面要建立台账，按月更新。", [(("各级各方面",), "建立台账"), (("各级各方面",), "更新")]),
    ("各级各部门各单位要在6月底前组建专班。", [(("各级各部门各单位",), "组建专班")]),
    ("全省上下要建设5个中试基地。", [(("全省上下",), "建设5个中试基地")]),
    ("各级各部门、各园区要组建专班。", [(("各级各部门", "各园区"), "组建专班")]),
    ("各条战线要组建专班。", [(("各条战线",), "组建专班")]),
    ("会议要求，各级各方面建立台账。", [(("各级各方面",), "建立台账")]),
    ("会议强调，全市上下加快建设中试基地。", [(("全市上下",), "加快建设中试基地")]),
    ("会议强调，各级各方面推进创新，要组建专班。", [(("各级各方面",), "组建专班")]),
    ("会议指出，全市上下抢抓机遇，新增平台9个。", []),
    ("各级各方面积极性要调动起来。", [((), "各级各方面积极性要调动起来")]),
]


@pytest.mark.parametrize(("words", "expected"), EVERYBODY)
def test_everybody_can_be_told(words: str, expected: list[tuple[tuple[str, ...], str]]) -> None:
    assert [(task.owners, task.action) for task in tasks(words, *NEWS)] == expected


@pytest.mark.parametrize(
    "who", ["各级各方面", "各级各部门各单位", "全省上下", "全县各级各部门", "各地", "社会各方面"]
)
@pytest.mark.parametrize(
    "words", ["{}建立台账。", "{}要建立台账。", "由{}建立台账。", "{}于6月底前建立台账。"]
)
def test_everybody_is_told_in_a_plan(who: str, words: str) -> None:
    assert [(t.owners, t.action) for t in tasks(words.format(who))] == [((who,), "建立台账")]


# words of a plan -> owners and support of each task (C10, C11, C12)
OWNERS: list[tuple[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]] = [
    ("市科技局要建立平台清单，完善评价办法。", [(("市科技局",), ()), (("市科技局",), ())]),
    ("市科技局制定办法；开展摸底调查。", [(("市科技局",), ()), (("市科技局",), ())]),
    ("市科技局要制定办法。要开展摸底调查。", [(("市科技局",), ()), ((), ())]),
    ("市科技局要制定办法。同时要开展摸底调查。", [(("市科技局",), ()), (("市科技局",), ())]),
    ("由市科技局牵头，市财政局配合，制定经费包干制办法。", [(("市科技局",), ("市财政局",))]),
    ("市经信局会同市统计局开展摸底调查。", [(("市经信局",), ("市统计局",))]),
    ("请各县（市、区）于5月20日前报送联络员名单。", [(("各县（市、区）",), ())]),
    ("希望广大企业家加大研发投入。", [(("广大企业家",), ())]),
    ("原则同意由市科技局设立概念验证基金。", [(("市科技局",), ())]),
    ("制定经费包干制办法。（责任单位：市科技局、市财政局）", [(("市科技局", "市财政局"), ())]),
    ("制定经费包干制办法。（牵头单位：市科技局；配合单位：市财政局）", [(("市科技局",), ("市财政局",))]),
    ("各高校要开放实验室。（责任单位：市教育局）", [(("各高校",), ())]),
]


@pytest.mark.parametrize(("words", "expected"), OWNERS)
def test_who_owns(words: str, expected: list[tuple[tuple[str, ...], tuple[str, ...]]]) -> None:
    assert [(task.owners, task.support) for task in tasks(words)] == expected


def test_a_subject_of_its_own_displaces_the_list() -> None:
    (task,) = tasks("各高校要开放实验室。（责任单位：市教育局）")
    assert task.listed == ("市教育局",)


# words of a plan -> the deadline of each task (C13)
DUES: list[tuple[str, list[str | None]]] = [
    ("6月底前，市科技局完成方案修订，并公开发布。", ["6月底前", "6月底前"]),
    ("年底前，建成共享仪器平台；开展技术培训。", ["年底前", None]),
    ("9月底前建成中试基地，推广服务券。", ["9月底前", None]),
    ("推广服务券，9月底前建成中试基地。", [None, "9月底前"]),
    ("尽快制定服务券办法。", ["尽快"]),
    ("重大事项要在24小时内报告市科技局。", ["24小时内"]),
    ("2小时内，市科技局要派员核实；48小时内提交报告。", ["2小时内", "48小时内"]),
    ("各园区要当日上报隐患清单。", ["当日"]),
    ("市科技局要在当天内反馈结果。", ["当天内"]),
    ("每月召开一次调度会。", ["每月"]),
    ("制定服务券办法。（责任单位：市科技局；完成时限：2025年8月底前）", ["2025年8月底前"]),
    ("6月底前制定服务券办法。（责任单位：市科技局；完成时限：2025年8月底前）", ["6月底前"]),
]


@pytest.mark.parametrize(("words", "expected"), DUES)
def test_until_when(words: str, expected: list[str | None]) -> None:
    assert [task.due.text for task in tasks(words)] == expected


# words -> the action, which the deadline leaves with all that leads it in (C2)
LED_IN: list[tuple[str, str]] = [
    ("要于6月底前报送平台清单。", "报送平台清单"),
    ("同时要于每月25日前报送进展。", "报送进展"),
    ("各县（市、区）要在9月底前建成中试基地。", "建成中试基地"),
    ("各县区要把摸底情况于4月15日前报市科技局。", "把摸底情况报市科技局"),
    ("主要负责同志要于5月底前亲自部署。", "主要负责同志亲自部署"),
    ("项目资金须于8月底前拨付到位。", "项目资金须拨付到位"),
    ("力争于2026年上半年投用新园区。", "力争投用新园区"),
    ("要最迟在7月底前兑付服务券。", "兑付服务券"),
    ("务于3月20日前反馈修改意见。", "反馈修改意见"),
    ("将于10月底前启动验收。", "启动验收"),
    ("从9月起每月通报一次经费支出。", "通报一次经费支出"),
    ("于4月底前拟定开放办法。", "拟定开放办法"),
    ("开工时间不晚于9月底。", "开工时间不晚于"),
]


@pytest.mark.parametrize(("words", "action"), LED_IN)
def test_no_preposition_of_the_deadline_is_left(words: str, action: str) -> None:
    assert actions(words) == [action]


@pytest.mark.parametrize("words", ["要于6月底前报送清单。", "各高校要于会后10日内报送清单。"])
def test_talk_tells_with_a_deadline_behind_the_modal(words: str) -> None:
    assert actions(f"会议要求，{words}", *NEWS) == actions(words, *NEWS) == ["报送清单"]


# words with a connective -> their actions: it is no task, and no part of one
CONNECTED: list[tuple[str, list[str]]] = [
    ("同时，市科技局要建立清单。", ["建立清单"]),
    ("市科技局要建立清单，同时，要按季评估。", ["建立清单", "评估"]),
    ("要盘活闲置厂房；与此同时，各园区要完善评价办法。", ["盘活闲置厂房", "完善评价办法"]),
    ("建设中试基地，同时，加强监管。", ["建设中试基地", "加强监管"]),
    ("6月底前，同时，要修订章程。", ["修订章程"]),
    ("此外，还要修订章程。", ["修订章程"]),
    ("因此，要健全容错机制。", ["健全容错机制"]),
    ("首先，开展摸底调查。其次，编制目录。", ["开展摸底调查", "编制目录"]),
    ("对首次入库的企业，同时，给予奖励20万元。", ["对首次入库的企业，给予奖励20万元"]),
    ("对首次入库的企业，同时给予奖励20万元。", ["对首次入库的企业，给予奖励20万元"]),
    ("各高校要在抓好教学的同时，加快人才引进。", ["加快人才引进"]),
    ("要同时建立清单和台账。", ["同时建立清单和台账"]),
]


@pytest.mark.parametrize(("words", "expected"), CONNECTED)
def test_a_connective_is_no_task(words: str, expected: list[str]) -> None:
    assert actions(words) == expected


def test_a_connective_is_no_task_in_talk() -> None:
    words = "会议强调，要盘活闲置厂房。同时，要完善评价办法，此外，要修订章程。"
    assert actions(words, *NEWS) == ["盘活闲置厂房", "完善评价办法", "修订章程"]


def test_a_heading_with_text_under_it_is_no_task_and_names_the_section() -> None:
    (task,) = tasks("1.建设概念验证中心。\n遴选5家高校试点。")[:1]
    assert task.action == "遴选5家高校试点"
    assert task.section[-1].startswith("1.建设概念验证中心")


def test_every_why_names_its_rule() -> None:
    for words, _ in PLANS:
        for task in tasks(words):
            assert task.why and all(part.strip() for part in task.why.split(";"))


# ---- any text at all -------------------------------------------------------------------------

PIECES = (
    "市科技局 各县（市、区） 要 应 由 会同 牵头 配合 负责 建立 完善 清单 机制 并 6月底前 每月 2025年 年内 到2027年 "
    "达到 30% 5家 “ ” （ ） 《 》 ， 。 ； ： 、 责任单位：市财政局 对 的 以 为抓手 通过 一、 （一） 是 了 请 希望 "
    "会议强调 同时 其中 不少于 数量 全覆盖 提高 政治站位"
)
TEXTS = st.one_of(
    st.lists(st.sampled_from([*PIECES.split(), "\n", "\t", "　"]), max_size=40).map("".join),
    st.text(max_size=80),
)
KINDS = st.sampled_from(("plan", "meeting_news", "minutes", "notice", "policy", "speech", "brief", "list"))


def is_made_by_deleting(action: str, quote: str) -> bool:
    """Do the characters of `action` stand in `quote` in their order?"""
    rest = iter(quote)
    return all(char in rest for char in action)


@settings(max_examples=300, deadline=None)
@given(TEXTS, KINDS)
def test_any_text_is_read(words: str, kind: str) -> None:
    document = paper(words, kind, "关于科技创新工作的通知")
    text = document.string
    for task in find(document).tasks:
        start, end = task.span
        assert 0 <= start < end <= len(text)
        assert is_made_by_deleting(task.action, text[start:end])
        if task.due.span:
            assert 0 <= task.due.span[0] <= task.due.span[1] <= len(text)


# words of a plan -> action, owners, deadline as written
DATED = [
    # a subject, its date, its verb, no 要 between
    ("各市8月15日前完成名单核实。", "完成名单核实", ("各市",), "8月15日前"),
    ("澄川大学、澄川理工大学9月底前各建成转移机构1家。", "各建成转移机构1家", ("澄川大学", "澄川理工大学"), "9月底前"),
    ("澄川医科大学附属医院7月底前组建研究中心。", "组建研究中心", ("澄川医科大学附属医院",), "7月底前"),
    ("澄川材料科学院10月底前提出建设方案。", "提出建设方案", ("澄川材料科学院",), "10月底前"),
    ("澄川实验室9月底前发布开放目录。", "发布开放目录", ("澄川实验室",), "9月底前"),
    ("澄川创新投资集团有限公司6月底前设立基金。", "设立基金", ("澄川创新投资集团有限公司",), "6月底前"),
    ("东泽高新区、南浦经开区年内各新建孵化器1家。", "各新建孵化器1家", ("东泽高新区", "南浦经开区"), "年内"),
    ("澄川科学城管委会5月底前完成土地报批。", "完成土地报批", ("澄川科学城管委会",), "5月底前"),
    ("市工商联合会第三季度举办对接会3场。", "举办对接会3场", ("市工商联合会",), "第三季度"),
    ("市委、市政府年内出台条例。", "出台条例", ("市委", "市政府"), "年内"),
    ("市科技局到2027年建成平台5个。", "建成平台5个", ("市科技局",), "到2027年"),
    ("第三季度召开理事会。", "召开理事会", (), "第三季度"),
    ("第一批试点单位名单6月底前公布。", "第一批试点单位名单公布", (), "6月底前"),
    # what is built is no owner, nor is a class
    ("澄川实验室9月底前建成投用。", "澄川实验室建成投用", (), "9月底前"),
    ("选择澄川大学等高校开展试点。", "选择澄川大学等高校开展试点", (), None),
    # a year, or 已, in the object of a demand with a deadline
    ("6月底前完成上年度汇算清缴辅导。", "完成上年度汇算清缴辅导", (), "6月底前"),
    ("市财政局5月底前清算去年奖补资金。", "清算去年奖补资金", ("市财政局",), "5月底前"),
    ("市统计局每月10日前通报上季度投入情况。", "通报上季度投入情况", ("市统计局",), "每月10日前"),
    ("市科技局8月底前完成已立项项目检查。", "完成已立项项目检查", ("市科技局",), "8月底前"),
    ("市科技局6月底前完成2024年度绩效评价。", "完成2024年度绩效评价", ("市科技局",), "6月底前"),
    # a period behind the verb names the object
    ("市统计局12月15日前完成全年投入预测。", "完成全年投入预测", ("市统计局",), "12月15日前"),
    ("市科技局12月底前研究提出明年项目10项。", "研究提出明年项目10项", ("市科技局",), "12月底前"),
    ("市科技局6月底前报送上半年工作情况。", "报送上半年工作情况", ("市科技局",), "6月底前"),
    ("市科技局尽快研究提出明年方案建议稿。", "研究提出明年方案建议稿", ("市科技局",), "尽快"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "action", "owners", "due"), DATED, ids=[case[0] for case in DATED])
def test_subject_date_and_verb(words: str, action: str, owners: tuple[str, ...], due: str | None) -> None:
    (task,) = tasks(words)
    assert (task.action, task.owners, task.due.text) == (action, owners, due)


@pytest.mark.parametrize(
    "words",
    ["去年6月底前完成了验收。", "市科技局去年完成平台验收。", "市科技局4月底前已完成上年度验收。"],
)
def test_what_was_done_by_then_is_no_task(words: str) -> None:
    assert not tasks(words)


def test_several_periods_of_a_clause_date_their_own_acts() -> None:
    found = tasks("上半年完成初稿，全年举办对接会3场。")
    assert [task.due.text for task in found] == ["上半年", "全年"]
