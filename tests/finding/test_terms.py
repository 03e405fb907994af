"""Policy terms in one clause each: what applies case by case is no target (C16)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.finding.sentences import passage

from luodi.finding.policyterms import find_terms
from luodi.finding.targets import find_targets

# clause -> kind, value, unit
TERMS = [
    ("对首次认定的企业，给予一次性奖励20万元。", ("amount", 200000, "元")),
    ("对新获批的研发机构，给予最高100万元建设经费支持。", ("cap", 1000000, "元")),
    ("按研发费用增量的8%给予补助。", ("rate", 8, "%")),
    ("对符合条件的，按实际租金的50%给予补助。", ("rate", 50, "%")),
    ("单户企业每年最高不超过200万元。", ("cap", 2000000, "元")),
    ("每个项目支持额度不超过100万元。", ("cap", 1000000, "元")),
    ("单个企业年度补贴上限80万元。", ("cap", 800000, "元")),
    ("科技型企业引进的博士，享受每月3000元生活补贴。", ("amount", 3000, "元")),
    ("补贴连续发放36个月。", ("period", 36, "个月")),
    ("补助期限最长3年。", ("period", 3, "年")),
    ("对成效突出的机构，各奖励15万元。", ("amount", 150000, "元")),
    ("每服务12家中小企业，追加补助8万元。", ("amount", 80000, "元")),
    ("资助额度不超过研制成本的四成。", ("rate", 40, "%")),
]


@pytest.mark.parametrize(("words", "wanted"), TERMS, ids=[words for words, _ in TERMS])
def test_terms(words: str, wanted: tuple[str, float, str]) -> None:
    found = find_terms(words, [passage(words)])
    assert [(t.kind, t.value, t.unit) for t in found] == [wanted]
    assert find_targets(words, [passage(words)]) == []


def test_a_term_knows_its_beneficiary_and_its_rhythm() -> None:
    words = "对首次上云的企业，每户每年补助5万元。"
    (term,) = find_terms(words, [passage(words)])
    assert (term.beneficiary, term.per, term.why) == ("首次上云的企业", "每户每年", "per case")


def test_a_cap_in_the_clause_behind_what_it_caps() -> None:
    words = "给予技术交易额10%的后补助，当年累计不超过90万元。"
    assert [(t.kind, t.value) for t in find_terms(words, [passage(words)])] == [("rate", 10), ("cap", 900000)]
    assert find_targets(words, [passage(words)]) == []


def test_a_rate_that_is_changed_is_a_term_twice() -> None:
    words = "将流片补助比例由四成提高到五成。"
    assert [(t.kind, t.value) for t in find_terms(words, [passage(words)])] == [("rate", 40), ("rate", 50)]
    assert find_targets(words, [passage(words)]) == []


GOALS = [
    "全年兑现研发奖补资金1800万元以上。",
    "市财政每年安排补助资金5000万元。",
    "设立规模2亿元的风险补偿资金池。",
    "投向早期项目的比例不低于60%。",
    "奖补资金年度兑付总额控制在6000万元以内。",
]


@pytest.mark.parametrize("words", GOALS)
def test_sums_set_aside_are_goals_and_no_terms(words: str) -> None:
    assert find_terms(words, [passage(words)]) == []
    assert len(find_targets(words, [passage(words)])) == 1


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("0123456789万元%个年月给予奖励补助最高不超过按对的每单户企业，。；（）")))
def test_any_string_is_read_and_every_span_lies_inside(words: str) -> None:
    for term in find_terms(words, [passage(words)]):
        assert 0 <= term.span[0] < term.span[1] <= len(words)
