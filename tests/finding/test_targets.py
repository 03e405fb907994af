"""Targets in one sentence each: the rulings C3, C7, C15 to C18 with words of our own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.finding.sentences import TODAY, passage

from luodi.finding.findings import Target
from luodi.finding.owners import Duty
from luodi.finding.passages import Passage
from luodi.finding.targets import find_targets

Row = tuple[str, float | int, str, str]


def read(words: str, role: str = "work") -> list[Target]:
    return find_targets(words, [passage(words, role)])


def rows(words: str, role: str = "work") -> list[Row]:
    return [(t.indicator, t.value or 0, t.unit, t.comparator or "") for t in read(words, role)]


# sentence -> (indicator, value, unit, comparator) of each target
GOALS: list[tuple[str, list[Row]]] = [
    # bounds
    ("高新技术企业突破450家。", [("高新技术企业", 450, "家", ">=")]),
    ("高新技术企业达到450家。", [("高新技术企业", 450, "家", "=")]),
    ("入库企业不少于1200家。", [("入库企业", 1200, "家", ">=")]),
    ("研发投入强度达2.05%以上。", [("研发投入强度", 2.05, "%", ">=")]),
    ("企业融资成本控制在4.5%以内。", [("企业融资成本", 4.5, "%", "<=")]),
    ("采购预算不超过3800万元。", [("采购预算", 38000000, "元", "<=")]),
    ("年度兑付总额控制在800万元。", [("年度兑付总额", 8000000, "元", "<=")]),
    ("产值占比达45%左右。", [("产值占比", 45, "%", "=")]),
    ("科技进步贡献率超63%。", [("科技进步贡献率", 63, "%", ">=")]),
    ("至少建成1个中试基地。", [("建成 中试基地", 1, "个", ">=")]),
    ("培育链主企业8—10家。", [("培育链主企业", 8, "家", ">=")]),
    # growth and change
    ("技术合同成交额增长20%以上。", [("技术合同成交额", 20, "%", "+")]),
    ("研发投入年均增长不低于15%。", [("研发投入", 15, "%", "+")]),
    ("专利转化率年均提升2个百分点。", [("专利转化率", 2, "个百分点", "+")]),
    ("吨产品综合能耗下降8%。", [("吨产品综合能耗", -8, "%", "+")]),
    ("技术合同成交额年均增速保持在18%以上。", [("技术合同成交额", 18, "%", "+")]),
    ("全省位次前移2位。", [("位次", 2, "位", "+")]),
    ("高企数量实现翻番。", [("高企数量", 2, "", "x")]),
    ("成交额翻两番。", [("成交额", 4, "", "x")]),
    ("研发投入较2023年增长1.5倍。", [("研发投入", 1.5, "倍", "+")]),
    # values
    ("总规模达到1.2万亿元。", [("总规模", 1200000000000, "元", "=")]),
    ("服务企业1.2万家次。", [("服务企业", 12000, "家次", "=")]),
    ("数字化改造覆盖面达到六成。", [("数字化改造覆盖面", 60, "%", "=")]),
    ("社会资本占比不低于三分之一。", [("社会资本占比", 33.3, "%", ">=")]),
    ("创建覆盖面达到一半。", [("创建覆盖面", 50, "%", "=")]),
    ("成果转化率达到百分之四十以上。", [("成果转化率", 40, "%", ">=")]),
    ("创新指数达到68.5。", [("创新指数", 68.5, "", "=")]),
    ("全员劳动生产率提高到28万元/人。", [("全员劳动生产率", 280000, "元/人", "=")]),
    ("示范推广面积8万亩。", [("示范推广面积", 80000, "亩", "=")]),
    # where the indicator stands
    ("派出2个专家组。", [("派出 专家组", 2, "个", "=")]),
    ("遴选3家企业开展试点。", [("遴选 企业开展试点", 3, "家", "=")]),
    ("建设5个以上省级研发机构。", [("建设 省级研发机构", 5, "个", ">=")]),
    ("设立总规模10亿元的科创基金。", [("总规模 科创基金", 1000000000, "元", "=")]),
    ("足额保障2亿元建设资金。", [("建设资金", 200000000, "元", "=")]),
    ("9月底前一期1.8万平方米科研用房投入使用。", [("科研用房", 18000, "平方米", "=")]),
    ("实现人才公寓新增房源600套。", [("人才公寓新增房源", 600, "套", "=")]),
    ("“研发贷”全年投放达到30亿元。", [("“研发贷” 投放", 3000000000, "元", "=")]),
    (
        "全年新增高新技术企业70家、专精特新企业25家。",
        [("新增高新技术企业", 70, "家", "="), ("新增 专精特新企业", 25, "家", "=")],
    ),
    (
        "新增研发机构8家，其中省级不少于2家。",
        [("新增研发机构", 8, "家", "="), ("新增 研发机构 省级", 2, "家", ">=")],
    ),
    (
        "引进团队12个，其中海外团队不少于3个。",
        [("引进团队", 12, "个", "="), ("引进 海外团队", 3, "个", ">=")],
    ),
    (
        "加快布局中试验证平台，三季度末前建成投用2个、开工建设3个。",
        [("中试验证平台 建成投用", 2, "个", "="), ("中试验证平台 开工建设", 3, "个", "=")],
    ),
    (
        "高企、瞪羚企业总数分别达到450家、35家。",
        [("高企总数", 450, "家", "="), ("瞪羚企业总数", 35, "家", "=")],
    ),
    (
        "新建院士工作站、博士后工作站各3个。",
        [("新建院士工作站", 3, "个", "="), ("新建 博士后工作站", 3, "个", "=")],
    ),
    (
        "登记技术合同1500项以上，成交额达到68亿元。",
        [("登记技术合同", 1500, "项", ">="), ("登记技术合同 成交额", 6800000000, "元", "=")],
    ),
    (
        "打造未来工厂两家、智能车间二十一个。",
        [("打造未来工厂", 2, "家", "="), ("打造 智能车间", 21, "个", "=")],
    ),
    ("培育年营收超20亿元的企业3家。", [("培育年营收超20亿元的企业", 3, "家", "=")]),
    ("占地268亩，总投资9.6亿元。", [("占地", 268, "亩", "="), ("总投资", 960000000, "元", "=")]),
    ("研发投入占营业收入的比重，由2.7%升到4%。", [("研发投入占营业收入的比重", 4, "%", "=")]),
    ("综合评价跃居全省前40位。", [("综合评价", 40, "位", "<=")]),
]


@pytest.mark.parametrize(("words", "wanted"), GOALS, ids=[words for words, _ in GOALS])
def test_goals(words: str, wanted: list[Row]) -> None:
    assert rows(words) == wanted
    assert not any(t.fact for t in read(words))


FACTS: list[tuple[str, list[Row]]] = [
    (
        "去年，高新技术企业61家，比上年净增9家。",
        [("高新技术企业", 61, "家", "="), ("高新技术企业", 9, "家", "+")],
    ),
    (
        "技术合同成交额42.6亿元、同比增长27%。",
        [("技术合同成交额", 4260000000, "元", "="), ("技术合同成交额", 27, "%", "+")],
    ),
    ("研发投入强度比全省平均水平低0.4个百分点。", [("研发投入强度 比全省平均水平", -0.4, "个百分点", "+")]),
    ("有研发机构的规上企业不到四成。", [("有研发机构的规上企业", 40, "%", "<=")]),
    ("中试平台只有3个。", [("中试平台", 3, "个", "=")]),
    ("申报数为零。", [("申报数", 0, "", "=")]),
    ("综合考评由第9位跃升至第2位。", [("综合考评", 2, "位", "=")]),
    ("总量居全省第4位。", [("总量", 4, "位", "=")]),
    ("新区绿地面积是建区之初的3倍。", [("新区绿地面积", 3, "倍", "x")]),
    ("外贸进出口额同比翻了一番。", [("外贸进出口额", 2, "", "x")]),
    ("产品成本降低三分之一。", [("产品成本", -33.3, "%", "+")]),
    ("惠及企业200余户。", [("惠及企业", 200, "户", ">=")]),
    ("全省58%的高新技术企业建有研发机构。", [("全省 高新技术企业建有研发机构", 58, "%", "=")]),
    ("近六成企业没有研发机构。", [("企业没有研发机构", 60, "%", "=")]),
    ("技术交易额不足全省的十分之一。", [("技术交易额 全省", 10, "%", "<=")]),
    (
        "63项年度任务中，已完成18项，进度滞后4项。",
        [("年度任务", 63, "项", "="), ("年度任务 完成", 18, "项", "="), ("年度任务 进度滞后", 4, "项", "=")],
    ),
    (
        "科技型中小企业入库438家，完成年度目标任务的36.5%。",
        [("科技型中小企业入库", 438, "家", "="), ("科技型中小企业入库 完成年度目标任务", 36.5, "%", "=")],
    ),
    (
        "投资率为41.7%，低于序时进度16.6个百分点。",
        [("投资率", 41.7, "%", "="), ("投资率 低于序时进度", -16.6, "个百分点", "+")],
    ),
]


@pytest.mark.parametrize(("words", "wanted"), FACTS, ids=[words for words, _ in FACTS])
def test_facts(words: str, wanted: list[Row]) -> None:
    assert rows(words, "facts") == wanted
    assert all(t.fact for t in read(words, "facts"))


NONE = [
    # frequency, batches, helpers, existing sets, class thresholds, attendance, slogans, requests
    "每月举办1场对接活动。",
    "每季度至少专题研究一次。",
    "分3批下达计划。",
    "明确1名负责人和1名联络员。",
    "围绕三条产业链，扎实开展工作。",
    "对4项滞后任务逐项核实原因。",
    "对数据波动超过30%的企业，要逐户说明原因。",
    "支持营收5000万元以上企业设立研发机构。",
    "会上，6家单位先后发言。",
    "组织不少于20家企业参加成果展。",
    "聚焦“双50”目标，打造“1+8”格局。",
    "打好自主创新、先行先试两张牌。",
    "恳请市政府安排配套资金2000万元。",
    "建议省科技厅将支持额度提高到5000万元。",
    "企业诉求5个工作日内答复。",
    "一分部署、九分落实。",
    "症结集中在四个方面。",
    "配方调了十二次。",
    "上午8时40分，调度会召开。",
    "按6∶4的比例出资。",
    "第3期培训班如期举办。",
    "对首次认定的企业，给予奖励20万元。",
    "按研发费用增量的8%给予补助。",
    "实施研发投入倍增行动。",
    "实现国家级平台零的突破。",
]


@pytest.mark.parametrize("words", NONE)
def test_no_targets(words: str) -> None:
    assert rows(words) == []


TENSES = [
    # words, role of the section, fact
    ("2024年，高新技术企业达到386家。", "goals", True),
    ("到2026年底，高新技术企业达到600家。", "facts", False),
    ("截至5月底，累计投放11.2亿元。", "work", True),
    ("预计全年研发投入达到70亿元。", "facts", False),
    ("今年要新增高新技术企业70家。", "preamble", False),
    ("会议指出，今年以来新增平台9个。", "work", True),
    ("会议强调，全年服务企业突破100家次。", "preamble", False),
    ("确保8月底前兑付去年奖补资金3600万元。", "preamble", False),
    ("但也要看到，链主企业仅有2家。", "work", True),
    ("全省登记在册的技术经理人2100多名。", "work", True),
    ("明年上半年各建成1个以上中试车间。", "work", False),
    ("一季度，技术合同成交额9.85亿元。", "work", True),
]


@pytest.mark.parametrize(("words", "role", "fact"), TENSES)
def test_goal_or_fact(words: str, role: str, fact: bool) -> None:
    assert [t.fact for t in read(words, role)] == [fact]


DUES = [
    ("到2027年，高新技术企业达到700家。", "2027"),
    ("到2026年底，覆盖率达到70%。", "2026-12-31"),
    ("年内引进团队5个。", "2025"),
    ("9月底前建成中试基地2个。", "2025-09-30"),
    ("今年前5个月，成交额达到21.7亿元。", "2025-05-31"),
    ("去年，成交额达到21.7亿元。", "2024"),
    ("截至4月底，投放贷款11.2亿元。", "2025-04-30"),
    ("今年以来，新增平台9个。", None),
    ("年底前成交额达到68亿元，新增高企20家。", "2025-12-31"),
]


@pytest.mark.parametrize(("words", "due"), DUES)
def test_due(words: str, due: str | None) -> None:
    assert {t.due for t in read(words, "preamble")} == {due}


def test_a_change_has_its_baseline() -> None:
    (target,) = read("到年底，规上企业研发活动覆盖率由48%提高到60%。")
    assert (target.indicator, target.baseline, target.value) == ("规上企业研发活动覆盖率", 48, 60)


def test_the_quote_is_the_shortest_that_holds_indicator_and_figure() -> None:
    words = "到2025年底，力争高新技术企业突破450家，技术合同成交额增长20%以上。"
    assert [words[slice(*t.span)] for t in read(words)] == [
        "高新技术企业突破450家",
        "技术合同成交额增长20%以上",
    ]


def test_the_written_subject_owns_the_figure_before_the_list() -> None:
    words = "市科技局要培育科技型企业30家。"
    listed = Passage(0, len(words), "prose", "work", 0, calendar=TODAY, duty=Duty((0, 0), ("市统计局",)))
    assert [t.owners for t in find_targets(words, [listed])] == [("市科技局",)]


def table(head: str, row: str, heading: str = "各县区情况") -> list[Target]:
    cells, at = [], 0
    for cell in row.split("|"):
        cells.append((at, at + len(cell)))
        at += len(cell) + 1
    names = tuple(head.split("|"))
    piece = Passage(
        0, len(row), "row", "facts", 0, (heading,), calendar=TODAY, cells=tuple(cells), head=names
    )
    return find_targets(row, [piece])


def test_every_number_cell_of_a_table_is_a_fact() -> None:
    found = table("位次|单位|综合得分|成交额（万元）|较上季度", "1|青禾县|87.4|8430|↑3")
    assert [(t.indicator, t.value, t.unit, t.fact) for t in found] == [
        ("青禾县 综合得分", 87.4, "", True),
        ("青禾县 成交额", 84300000, "元", True),
    ]


def test_a_column_of_goals_makes_goals() -> None:
    found = table("指标|单位|2024年实际|2027年目标", "高新技术企业|家|386|700")
    assert [(t.value, t.unit, t.fact, t.due) for t in found] == [
        (386, "家", True, "2024"),
        (700, "家", False, "2027"),
    ]


def test_a_table_of_tasks_is_read_as_prose() -> None:
    found = table("序号|重点任务|牵头单位|完成时限", "1|培育科技型企业30家|市科技局|12月底")
    assert [(t.indicator, t.value, t.fact) for t in found] == [("培育科技型企业", 30, False)]


ALPHABET = st.text(
    st.sampled_from(
        "0123456789一二三四五百千万亿元家个项%成半倍番第前后位由到至提高增长以上达其中，。；、（）“”《》对给予每年月底今去要\n"
    )
)


@settings(max_examples=300, deadline=None)
@given(ALPHABET, st.sampled_from(["goals", "facts", "work", "preamble", "closing"]))
def test_any_string_is_read_and_every_span_lies_inside(words: str, role: str) -> None:
    for target in find_targets(words, [passage(words, role)]):
        start, end = target.span
        assert 0 <= start < end <= len(words)
        assert target.indicator and target.why
