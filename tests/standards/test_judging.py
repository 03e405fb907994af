"""One firm: its verdict, its reasons, what it lacks, what was assumed, and what cannot be used."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from luodi.standards import Standard
from luodi.standards.catalogue import load
from luodi.standards.checking import check
from luodi.standards.firms import FigureError
from luodi.standards.judgement import Judgement, Lack, Reason, judge

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared" / "cases" / "standards.json"
ELSEWHERE = {"uscc_gb32100"}  # what is no standard: codes of firms, held by the lake's tests


def cases(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text("utf-8"), parse_float=Decimal) if path.exists() else []


@pytest.mark.parametrize("case", cases(HERE / "cases" / "ladder.json"), ids=lambda c: c["id"])
def test_worked_by_hand(case: dict[str, Any]) -> None:
    (found,) = check([case])
    assert found.right, (found.error, found.differences, case["note"])


@pytest.mark.skipif(not SHARED.exists(), reason="没有随代码一起的算例文件，只试本库自己的算例")
def test_the_shared_cases_come_out() -> None:
    there = [c for c in cases(SHARED) if c["standard"] not in ELSEWHERE]
    assert there
    assert [c for c in check(there) if not c.right] == []


def of(name: str) -> tuple[Standard, dict[str, Any]]:
    """A standard and a firm that passes it."""
    return load(name), dict(PASSES[name])


PASSES: dict[str, dict[str, Any]] = {
    "tech-sme@2017": {
        "staff_total": 100,
        "tech_staff": 25,
        "sales_revenue_wan": 5000,
        "total_assets_wan": 6000,
        "rd_expense_wan": 150,
        "cost_expense_wan": 4500,
        "class1_ip": 1,
        "class2_ip": 0,
    },
    "high-tech@2016": {
        "registered_days": 365,
        "owns_core_ip": True,
        "tech_in_8_fields": True,
        "tech_staff_avg": 10,
        "staff_avg": 100,
        "rd_wan": [160, 190, 230],
        "sales_revenue_wan": [3000, 3600, 4500],
        "rd_domestic_wan": 580,
        "hightech_income_wan": 3200,
        "total_income_wan": 4550,
        "class1_ip": 1,
        "class2_ip": 6,
        "ip_source": "self",
        "ip_advanced": "B",
        "ip_core_support": "A",
        "conversions_total": 15,
        "conversion_years": 3,
        "org_scores": [5, 5, 3, 3],
        "net_assets_wan": [1000, 1300, 1800],
    },
    "specialised-sme@2026": {
        "tech_sme_valid": True,
        "years_in_niche": 3,
        "revenue_2y_wan": [1500, 1500],
        "main_revenue_wan": 1200,
        "liabilities_wan": 3200,
        "assets_wan": 4000,
        "rd_2y_wan": [100, 100],
        "class1_ip_self_applied": 1,
        "market_position_ok": True,
        "dev_scores_2y": [40, 50],
    },
    "little-giant@2026": {
        "srdi_valid": True,
        "years_in_niche": 6,
        "revenue_3y_wan": [10000, 10500, 11025],
        "main_revenue_wan": 9922.5,
        "liabilities_wan": 7500,
        "assets_wan": 10000,
        "rd_2y_wan": [600, 600],
        "class1_ip_applied": 4,
        "market_share_pct": 10,
        "field_and_chain_ok": True,
        "dev_scores_2y": [50, 60],
    },
    "little-giant@2022": {
        "srdi_valid": True,
        "years_in_niche": 5,
        "revenue_2y_wan": [11000, 12000],
        "main_revenue_3y_wan": [9000, 9800, 10700],
        "rd_2y_wan": [340, 370],
        "info_system_in_core_business": True,
        "mgmt_or_product_cert": True,
        "liabilities_wan": 6000,
        "assets_wan": 10000,
        "market_share_pct": 15,
        "own_brand": True,
        "rd_institution": True,
        "class1_ip_applied": 3,
        "rd_staff": 30,
        "staff_total": 150,
        "chain_key_link": True,
        "field_ok": True,
    },
}


@pytest.mark.parametrize("name", PASSES)
def test_the_firms_these_tests_change_pass(name: str) -> None:
    assert judge(*of(name)).verdict == "pass"


def changed(name: str, **figures: Any) -> Judgement:
    standard, firm = of(name)
    return judge(standard, {k: v for k, v in {**firm, **figures}.items() if v is not ...})


def lacks(found: Judgement, code: str) -> tuple[Lack, ...]:
    return next(c.lacks for c in found.conditions if c.code == code)


# ---- what is missing, what the sources disagree on, what experts leave open --------------------------------------


def test_a_missing_figure_is_named() -> None:
    found = changed("tech-sme@2017", sales_revenue_wan=...)
    assert (found.verdict, found.words) == ("unknown", "缺数据，无法判断")
    assert found.missing == ["销售收入"]
    found = changed("little-giant@2026", rd_2y_wan=[None, 1300])
    assert found.verdict == "unknown"
    assert found.missing == ["研发费用（前1年）"]


def test_a_missing_figure_does_not_hide_a_failure() -> None:
    found = changed("tech-sme@2017", cost_expense_wan=..., total_assets_wan=20001)
    assert (found.verdict, found.failed) == ("fail", ["C2_assets"])


def test_a_missing_figure_that_cannot_matter_is_not_asked_for() -> None:
    found = changed("tech-sme@2017", tech_staff=..., hnte_cert_valid=True)
    assert (found.verdict, found.route, found.missing) == ("pass", "direct", [])


def test_what_sources_disagree_on_is_a_conflict() -> None:
    standard, firm = of("tech-sme@2017")
    found = judge(standard, firm, conflicts=["tech_staff"])
    assert (found.verdict, found.conflicts, found.missing) == ("conflict", ["科技人员数"], [])
    assert "来源矛盾" in next(c.why for c in found.conditions if c.code == "C5_staff") or any(
        "来源矛盾" in text for text in said(found)
    )
    other = judge(standard, {**firm, "class1_ip": None}, conflicts=["restricted_industry"])
    assert other.verdict == "conflict"


def test_experts_points_leave_it_undecided_and_say_how_many_are_needed() -> None:
    found = changed("high-tech@2016", sales_revenue_wan=[4600, 4600, 4600], rd_wan=[240, 240, 240],
                    rd_domestic_wan=720)  # fmt: skip
    assert found.total == (20 + 25 + 16 + 7, 28 + 30 + 16 + 8)
    assert (found.verdict, found.words) == ("undecided", "待专家评分")
    assert [k.words for k in lacks(found, "H7")] == ["创新能力评价得分还差3分（现为68～82分）"]


def test_experts_own_points_outside_their_band_are_told() -> None:
    found = changed("high-tech@2016", conversion_score=20)
    assert found.scores["conversion"] == (25, 30)
    assert found.remarks == ["科技成果转化能力：专家给的20分不在应得档内，按档计25～30分"]


def test_a_base_below_zero_is_told_and_counts_as_zero() -> None:
    found = changed("high-tech@2016", net_assets_wan=[-100, 500, 700])
    assert found.facts["net_asset_rule"] == "first_year_zero_use_last_two"
    assert found.facts["net_asset_growth_pct"] == 40
    assert found.remarks == ["净资产（前2年）为负（-100），按0计算增长率，请人工复核"]


def test_what_is_assumed_is_told_and_only_that() -> None:
    found = changed("tech-sme@2017", resident_mainland=True, restricted_industry=False)
    assert "列入经营异常名录：否（推定，名录中没有该企业）" in found.assumed
    assert not any("居民企业" in a or "限制" in a for a in found.assumed)
    claims = changed("little-giant@2026", staff=...).assumed
    assert "从业人员：没有填，需要它的说法按没有提出处理" in claims
    assert not any("从业人员" in a for a in changed("little-giant@2026", staff=10).assumed)


def test_waived_demands_say_by_what() -> None:
    found = changed("little-giant@2026", class1_ip_applied=3, national_award_3y=True)
    finding = next(c for c in found.conditions if c.code == "G4")
    assert (found.verdict, finding.met, finding.waived) == ("pass", True, "national_award")
    assert finding.why.startswith("近三年国家级科技奖励前三，本条不再要求")
    short = {"class1_ip_applied": 1, "rd_institution": False, "rd_2y_wan": [1, 1]}
    assert changed("little-giant@2022", **short).failed == ["L9a", "L9b", "L9c"]
    straight = changed("little-giant@2022", **short, maker_china_top50_3y=True)
    assert (straight.verdict, straight.route) == ("pass", "direct")


def test_a_recheck_is_asked_less() -> None:
    less = {"revenue_3y_wan": [11000, 11000, 11025], "dev_scores_2y": [60, 10]}
    assert changed("little-giant@2026", **less).failed == ["G2c", "G7"]
    again = changed("little-giant@2026", **less, recheck=True)
    assert (again.verdict, again.route) == ("pass", "recheck")
    growth = next(c for c in again.conditions if c.code == "G2c")
    assert (growth.applies, growth.why.startswith("不适用本条")) == (False, True)


# ---- what is lacking, in the unit people use ----------------------------------------------------------------------


def test_people_are_whole_and_rounded_up() -> None:
    (lack,) = lacks(changed("little-giant@2026", class1_ip_applied=1), "G4")
    assert (lack.amount, lack.unit, lack.words) == (3, "项", "已实际应用并产生效益的Ⅰ类知识产权还差3项")
    (lack,) = lacks(changed("tech-sme@2017", staff_total=507), "C2_staff")
    assert (lack.amount, lack.unit, lack.over) == (7, "人", True)
    assert lack.words == "职工总数超出7人"


def test_money_is_exact() -> None:
    low = changed("high-tech@2016", rd_wan=[150, 180, 220], rd_domestic_wan=550)
    (lack,) = lacks(low, "H5_intensity")
    assert (lack.amount, lack.unit) == (Fraction(5), "万元")  # 5% of 11100 is 555
    assert lack.words == "研究开发费用还差5万元"
    (lack,) = lacks(changed("specialised-sme@2026", liabilities_wan=Decimal("3200.01")), "Z2c")
    assert (lack.amount, lack.words) == (Fraction(1, 100), "负债总额超出0.01万元")


def test_a_year_that_fell_short_is_named() -> None:
    found = changed("specialised-sme@2026", rd_2y_wan=[99, 100])
    assert [(k.amount, k.back) for k in lacks(found, "Z3a")] == [(1, 1)]
    assert lacks(found, "Z3a")[0].words == "研发费用（前1年）还差1万元"


def test_growth_says_the_newest_years_figure() -> None:
    (lack,) = lacks(changed("little-giant@2026", revenue_3y_wan=[10000, 10500, 11000]), "G2c")
    assert (lack.amount, lack.words) == (25, "营业收入（最近一年）还差25万元")
    found = changed("little-giant@2022", main_revenue_3y_wan=[10000, 10300, 10500])
    (lack,) = lacks(found, "L3")
    raised = Fraction(10500) + lack.amount
    assert (Fraction(10300, 10000) + raised / 10300) / 2 - 1 == Fraction(5, 100)


def test_days_and_points() -> None:
    (lack,) = lacks(changed("high-tech@2016", registered_days=300), "H1")
    assert (lack.amount, lack.unit) == (65, "天")
    (lack,) = lacks(changed("tech-sme@2017", class1_ip=0, class2_ip=1), "C5_total")
    assert (lack.amount, lack.unit, lack.words) == (18, "分", "综合评价得分还差18分（现为42分）")


def test_one_way_or_the_other_is_not_both() -> None:
    found = changed("specialised-sme@2026", revenue_2y_wan=[1500, 1400], main_revenue_wan=1300)
    assert [k.words for k in lacks(found, "Z2a")] == [
        "营业收入（最近一年）还差100万元",
        "或近两年新增股权融资还差2000万元",
    ]
    # a re-check's way is none for a firm that applies anew
    assert [k.back for k in lacks(changed("little-giant@2026", dev_scores_2y=[50, 55]), "G7")] == [0]
    # nobody is told to sell less so as to be judged as a smaller firm
    found = changed("little-giant@2022", rd_2y_wan=[340, 300])
    assert [k.words for k in lacks(found, "L9a")] == ["研发费用（最近一年）还差60万元"]


def test_two_bounds_on_one_figure_ask_for_the_larger() -> None:
    firm = {"rd_wan": 50, "revenue_wan": 4000, "innovative_sme_valid": True, "years_in_niche": 2}
    found = judge(load("specialised-sme@2022"), firm)
    assert [k.words for k in lacks(found, "P2")] == ["研发费用还差70万元"]  # 3% of 4000, not 100


# ---- reasons ------------------------------------------------------------------------------------------------------


def said(found: Judgement) -> list[str]:
    def of_all(reasons: tuple[Reason, ...]) -> list[str]:
        return [text for r in reasons for text in (r.text, *of_all(r.children))]

    return of_all(found.reasons)


def test_reasons_are_sentences_with_numbers() -> None:
    texts = said(changed("tech-sme@2017"))
    assert "综合评价得分不低于60分：达到（第六条（五））" in texts
    assert "科技人员指标 16分（满分20）" in texts
    assert "科技人员数25人 ÷ 职工总数100人 = 25%" in texts
    assert "研发费用150万元 ÷ 销售收入5000万元 = 3%" in texts


def test_a_share_just_off_its_edge_does_not_read_as_the_edge() -> None:
    found = changed("little-giant@2026", rd_2y_wan=[600, Decimal("661.49")], revenue_3y_wan=[20000, 20000, 22050],
                    main_revenue_wan=20000)  # fmt: skip
    why = next(c.why for c in found.conditions if c.code == "G3b")
    assert "= 3%" in why.split("；")[1]
    assert "= 2.99995% ＜ 3%" in why.split("；")[0]
    found = changed("little-giant@2026", revenue_3y_wan=[10000, 10500, Decimal("11024.99")])
    growth = next(c.why for c in found.conditions if c.code == "G2c")
    assert growth == "营业收入两年复合增长率约4.99995% ＜ 5%"


@pytest.mark.parametrize("newest", [-5, 0])
def test_a_newest_year_not_above_zero_can_be_said(newest: int) -> None:
    found = changed("little-giant@2026", revenue_3y_wan=[10000, 10500, newest])
    assert "G2c" in found.failed
    assert said(found)


# ---- figures that cannot be used ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figures", "what"),
    [
        ({"tech_staf": 1}, "不用“tech_staf”，是不是 tech_staff"),
        ({"staff_total": 10.5}, "应填整数"),
        ({"staff_total": -1}, "不能是负数"),
        ({"staff_total": True}, "应填数，不是是否"),
        ({"staff_total": [1, 2]}, "应是一个数，不是多个"),
        ({"rd_expense_wan": "很多"}, "应填数"),
        ({"rd_expense_wan": float("inf")}, "应填数"),
        ({"hnte_cert_valid": "flase"}, "应填是或否"),
        ({"hnte_cert_valid": 2}, "应填是或否"),
    ],
)
def test_what_cannot_be_used_is_told(figures: dict[str, Any], what: str) -> None:
    with pytest.raises(FigureError, match=what):
        changed("tech-sme@2017", **figures)


def test_all_unusable_figures_at_once() -> None:
    with pytest.raises(FigureError) as caught:
        changed("high-tech@2016", rd_wan=[1, 2, 3, 4], org_scores=[1, 2], registered_days="x", nonsense=1)
    assert len(caught.value.faults) == 4
    assert any("最多3个数，最早的在前" in f for f in caught.value.faults)
    assert any("应有4个数" in f for f in caught.value.faults)
    with pytest.raises(FigureError, match="应是 A、B、C 之一"):
        judge(load("specialised-sme@2022"), {"field_grade": "D"})


@pytest.mark.parametrize(
    ("word", "truth"), [("是", True), ("有", True), ("true", True), ("否", False), ("No", False)]
)
def test_yes_and_no_in_words(word: str, truth: bool) -> None:
    assert (changed("tech-sme@2017", hnte_cert_valid=word).route == "direct") is truth


def test_floats_are_read_as_they_are_printed() -> None:
    exactly = changed("little-giant@2022", main_revenue_3y_wan=[100.0, 105.0, 110.25], rd_2y_wan=[3.3, 3.6],
                      revenue_2y_wan=[110.0, 120.0])  # fmt: skip
    assert next(c.met for c in exactly.conditions if c.code == "L3")
