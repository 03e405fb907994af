"""Every act about firms: what it writes, what it records, whom it refuses."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from tests.office.firms import sample
from tests.office.firms.conftest import Firms
from tests.office.world import World

from luodi.office.firms import acts, facts, rules
from luodi.office.firms.models import (
    CountyMonth,
    CountyYear,
    Denominator,
    Firm,
    FirmTask,
    Prices,
    Return,
    Run,
    Verdict,
)
from luodi.office.journal.models import Entry
from luodi.office.ledger.models import Plan, Task
from luodi.office.units.scope import Refusal

pytestmark = pytest.mark.django_db

HEAD = "统一社会信用代码,企业名称,区划代码\n"


def csv(*rows: str) -> bytes:
    return (HEAD + "\n".join(rows) + "\n").encode()


def last(act: str) -> Entry:
    return Entry.objects.filter(act=act).order_by("-number")[0]


# ---- taking in ------------------------------------------------------------------------------------------


def test_a_file_is_tried_then_taken_in(coded: World) -> None:
    office, root = coded.people["office"], coded.units["province"]
    good, bad = sample.code("990121", 5), "91990121XX"
    row = acts.take_in(
        office, root, kind="firms", name="登记.csv", data=csv(f"{good},甲公司,990121", f"{bad},乙公司,990121")
    )
    assert (row.state, row.rows, row.faulty) == ("trial", 2, 1)
    assert facts.batch_ids() == []
    with pytest.raises(ValidationError, match="有1行有问题"):
        acts.keep(office, row)
    kept = acts.keep(office, row, only_good=True)
    assert kept.state == "kept" and kept.rows == 1 and facts.batch_ids() == [kept.batch]
    entry = last("firms.import")
    assert (
        entry.number == kept.entry and entry.values["batch"] == kept.batch and entry.values["left_out"] == 1
    )
    with pytest.raises(ValidationError, match="不能再办"):
        acts.drop(office, kept)


def test_a_county_takes_in_only_its_own(coded: World) -> None:
    east = coded.people["east_office"]
    mine, theirs = sample.code("990121", 5), sample.code("990200", 6)
    row = acts.take_in(
        east,
        coded.units["east"],
        kind="firms",
        name="登记.csv",
        data=csv(f"{mine},甲,990121", f"{theirs},乙,990200"),
    )
    kept = acts.keep(east, row, only_good=True)
    assert kept.rows == 1
    assert facts.counties_of({mine, theirs}) == {mine: "990121"}
    with pytest.raises(Refusal):
        acts.take_in(
            east, coded.units["west"], kind="firms", name="登记.csv", data=csv(f"{theirs},乙,990200")
        )


def test_what_may_not_be_kept_is_not(coded: World) -> None:
    office, root = coded.people["office"], coded.units["province"]
    for name, data, words in (
        ("【机密】登记.csv", csv("a,b,c"), "密级"),
        ("登记.exe", b"MZ", "后缀"),
        ("登记.csv", b"  ", "空的"),
        ("登记.csv", "甲,乙\n1,2\n".encode(), "表头"),
    ):
        with pytest.raises(ValidationError, match=words):
            acts.take_in(office, root, kind="firms", name=name, data=data)
    assert not Return.objects.exists() and not Entry.objects.filter(act="firms.upload").exists()


def test_columns_may_be_matched_by_hand(coded: World) -> None:
    office, root = coded.people["office"], coded.units["province"]
    data = f"统一社会信用代码,企业名称,区划代码,别名\n{sample.code('990121', 5)},甲,990121,制造\n".encode()
    row = acts.take_in(office, root, kind="firms", name="登记.csv", data=data)
    row = acts.remap(office, row, {"B": "", "D": "name"})
    kept = acts.keep(office, row)
    rows = facts.rows_of("firms", [sample.code("990121", 5)])
    assert kept.mapping == {"B": "", "D": "name"} and rows[0]["name"] == "制造"


def test_batches_of_the_command_line_are_entered_once(coded: World) -> None:
    sample.fill("990121", "东")
    made = acts.adopt(coded.people["office"], coded.units["province"])
    assert len(made) == 5 and all(r.entry for r in made)
    assert acts.adopt(coded.people["office"], coded.units["province"]) == []


# ---- judging --------------------------------------------------------------------------------------------


def test_a_run_names_versions_and_batches(firms: Firms) -> None:
    run = firms.run
    assert run is not None
    entry = Entry.objects.get(number=run.entry)
    assert entry.act == "firms.assess"
    assert entry.values["standards"] == ["tech-sme@2017", "zero-and-raise@2023"]
    assert entry.values["batches"] == facts.batch_ids() and len(run.batches) == 10
    assert run.firms == 6 and run.verdicts == 12
    assert Verdict.objects.filter(run=run).count() == 12


def test_verdicts_are_those_of_the_standard(firms: Firms) -> None:
    """60 staff, 10 technical (16.7 %: 8 points), R&D 5 % (40), two class II 12, three 18: sixty is a pass."""
    by_code = {v.firm.uscc: v for v in Verdict.objects.filter(standard="tech-sme").select_related("firm")}
    first, second, third = (by_code[c] for c in firms.east)
    assert first.verdict == "pass" and first.held is False  # two class II: 8 + 40 + 12
    assert (first.low, first.high) == (60, 60) and (second.low, second.high) == (66, 66)
    assert Firm.objects.get(uscc=firms.east[0]).held == ";high-tech;"
    assert third.firm.unit == firms.unit("county")


def test_a_firm_one_step_short_has_its_step_and_cost(firms: Firms) -> None:
    code = sample.code("990121", 50)
    sample.put(
        "firms", [{"uscc": code, "name": "差一步公司", "county": "990121", "sector": "C"}], "新登记.xlsx"
    )
    sample.put(
        "figures",
        [{"uscc": code, "name": "差一步公司", **sample.figures(0, 2025, ip_tech_class2=1)}],
        "新.xlsx",
    )
    sample.judge(firms.unit("east"), "tech-sme")
    v = Verdict.objects.get(firm__uscc=code)
    assert v.verdict == "fail" and v.grade == "B" and v.low == 54
    assert v.cost is not None and 0 < v.cost < 20 and v.does and v.lacks


def test_a_second_run_remembers_what_was_said_before(firms: Firms) -> None:
    code = firms.east[1]  # the first one has a certificate, which waives the score
    before = Verdict.objects.get(firm__uscc=code, standard="tech-sme")
    pk = before.firm_id
    old = Return.objects.count()
    batch = facts.lake().batches("figures")[1]
    facts.lake().put(
        "figures", sample.table("figures", [{"uscc": code, "name": "东", **sample.figures(0, 2025, tech_staff=0)}]),
        by="测试", at=sample.now(), source={"name": "更正.xlsx", "columns": []}, amends=batch.id,
    )  # fmt: skip
    run = sample.judge(firms.unit("east"), "tech-sme")
    after = Verdict.objects.get(firm__uscc=code, standard="tech-sme")
    assert (before.verdict, after.verdict, after.before) == ("pass", "fail", "pass")
    assert after.firm_id == pk and after.run == run and after.before_run == firms.run
    other = Verdict.objects.get(firm__uscc=firms.west[0], standard="tech-sme")
    assert other.run == firms.run and Return.objects.count() == old  # the other city was not touched


def test_a_missing_figure_is_unknown_not_nought(firms: Firms) -> None:
    code = sample.code("990121", 51)
    sample.put(
        "firms", [{"uscc": code, "name": "缺数公司", "county": "990121", "sector": "C"}], "新登记.xlsx"
    )
    sample.put(
        "figures",
        [{"uscc": code, "name": "缺数公司", **sample.figures(0, 2025, staff_total=None)}],
        "新.xlsx",
    )
    sample.judge(firms.unit("east"), "tech-sme")
    v = Verdict.objects.get(firm__uscc=code)
    assert v.verdict == "unknown" and ";staff_total;" in v.missing and v.grade == ""


def test_derived_rows_may_be_emptied(firms: Firms) -> None:
    told = list(
        Verdict.objects.order_by("firm__uscc", "standard").values_list("firm__uscc", "key", "verdict", "low")
    )
    months = list(CountyMonth.objects.values_list("county", "month", "firms", "activity", "all_four"))
    years = list(
        CountyYear.objects.order_by("county", "year", "measure").values_list(
            "county", "year", "measure", "value"
        )
    )
    Verdict.objects.all().delete()
    CountyMonth.objects.all().delete()
    CountyYear.objects.all().delete()
    sample.judge(firms.unit("province"))
    assert (
        list(
            Verdict.objects.order_by("firm__uscc", "standard").values_list(
                "firm__uscc", "key", "verdict", "low"
            )
        )
        == told
    )
    assert list(CountyMonth.objects.values_list("county", "month", "firms", "activity", "all_four")) == months
    assert (
        list(
            CountyYear.objects.order_by("county", "year", "measure").values_list(
                "county", "year", "measure", "value"
            )
        )
        == years
    )
    assert ("990121", dt.date(2026, 5, 1), 3, 3, 3) in months
    assert ("990121", 2025, "rd", Decimal(450)) in years and (
        "990121",
        2025,
        "high_tech",
        Decimal(1),
    ) in years


def test_a_run_is_refused_with_every_reason(coded: World) -> None:
    office, root = coded.people["office"], coded.units["province"]
    with pytest.raises(ValidationError) as told:
        acts.order_run(office, unit=root, on=dt.date(2026, 12, 1), year=2001, standards=["没有"], queue=False)
    assert set(told.value.error_dict) == {"on", "year", "standards", "unit"}
    with pytest.raises(Refusal):
        acts.order_run(
            coded.people["east_head"], unit=root, on=dt.date(2026, 6, 1), year=2025, standards=[], queue=False
        )
    assert not Run.objects.exists()


# ---- settings -------------------------------------------------------------------------------------------


def test_prices_have_versions(coded: World) -> None:
    version, _current = rules.current_prices()
    assert version == 0
    office = coded.people["office"]
    row = acts.set_prices(office, {"新招科技人员": ("12", "10")}, {"hire_tech": "10"}, why="测算")
    assert row is not None and row.version == 1 and rules.current_prices()[1].changes["hire_tech"].price == 10
    assert (
        "12→10" in last("firms.prices").sentence and rules.shipped_prices().changes["hire_tech"].price == 12
    )
    acts.set_prices(office, {}, {}, why="")
    assert Prices.objects.count() == 1
    with pytest.raises(Refusal):
        acts.set_prices(coded.people["east_office"], {"a": ("1", "2")}, {}, why="")


def test_a_frozen_list_stays(firms: Firms) -> None:
    office, east = firms.person("office"), firms.unit("east")
    made = acts.freeze(office, east, 2026, batches=["000001-firms"])
    assert made.firms == 3 and set(made.counted.values_list("uscc", flat=True)) == set(firms.east)
    Firm.objects.filter(uscc=firms.east[0]).update(above_scale=False)
    assert Denominator.objects.get().counted.count() == 3
    with pytest.raises(ValidationError, match="已经冻结"):
        acts.freeze(office, east, 2026)
    with pytest.raises(Refusal):
        acts.freeze(firms.person("west_head"), firms.unit("west"), 2026)


def test_doubling_is_twice_the_base_unless_said(coded: World) -> None:
    office, east = coded.people["office"], coded.units["east"]
    given: dict[str, Any] = {"measure": "high_tech", "base_year": 2022, "base": "45", "target_year": 2027}
    made = acts.set_doubling(office, east, **given)
    assert made.target == 90 and last("firms.double").number == made.entry
    acts.set_doubling(office, east, **given)
    assert Entry.objects.filter(act="firms.double").count() == 1
    with pytest.raises(ValidationError) as told:
        acts.set_doubling(office, east, measure="x", base_year=2027, base="-1", target_year=2022)
    assert set(told.value.error_dict) == {"measure", "base", "target_year"}


def test_a_firms_task_goes_to_the_ledger(firms: Firms) -> None:
    office, county = firms.person("office"), firms.unit("county")
    firm = Firm.objects.get(uscc=firms.east[0])
    plan = Plan.objects.get()
    verdict = Verdict.objects.get(firm=firm, standard="tech-sme")
    made = acts.make_task(
        office, firm, plan, action="登记一项软件著作权", lead=county, due=dt.date(2026, 9, 30), responsible="张三",
        verdict=verdict,
    )  # fmt: skip
    task = Task.objects.get(pk=made.task_id)
    assert task.lead == county and task.source_type == "firms.firm" and task.source_id == firm.pk
    assert (
        "tech-sme@2017" in task.source_quote
        and firms.run is not None
        and str(firms.run.entry) in task.source_number
    )
    assert last("firms.task").subject_id == firm.pk
    with pytest.raises(ValidationError) as told:
        acts.make_task(office, firm, plan, action=" ", lead=county, due=dt.date(2026, 1, 1))
    assert set(told.value.error_dict) == {"action", "due"}
    with pytest.raises(Refusal):
        acts.make_task(
            firms.person("west_head"), firm, plan, action="办", lead=county, due=dt.date(2026, 9, 30)
        )
    assert FirmTask.objects.count() == 1
