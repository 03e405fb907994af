"""A value is never changed: revisions stand beside it, a freeze keeps what it fixed, targets have their history."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from tests.office.figures.conftest import DAY, Numbers

from luodi.office.figures import acts, queries
from luodi.office.figures.models import Target, Value
from luodi.office.journal import clock
from luodi.office.journal.models import Entry
from luodi.office.journal.record import SYSTEM
from luodi.office.units.scope import Refusal

pytestmark = pytest.mark.django_db


def test_a_revision_stands_beside_the_first(numbers: Numbers) -> None:
    numbers.put("rd", "east", "2025", "12.5", source_word="统计快报")
    with clock.at(DAY + dt.timedelta(days=30)):
        numbers.put("rd", "east", "2025", "12.8", source_word="统计年鉴")
        numbers.put("rd", "east", "2025", "13", vintage_kind="census")
    east = numbers.regions["east"]
    rows = list(Value.objects.filter(region=east))
    assert [(v.vintage, v.version, v.figure) for v in rows] == [
        (1, "首次公布", Fraction(25, 2)),
        (2, "第2次（修订）", Fraction(64, 5)),
        (3, "第3次（普查后修订）", 13),
    ]
    assert queries.values_at(["rd"], [east], "2025")["rd", east.pk] == rows[2]
    assert queries.values_at(["rd"], [east], "2025", on=DAY.date())["rd", east.pk] == rows[0]
    with pytest.raises(TypeError):
        rows[0].save()


def test_the_same_list_twice_changes_nothing(numbers: Numbers) -> None:
    numbers.put("rd", "east", "2025", "12.5")
    entries = Entry.objects.count()
    numbers.put("rd", "east", "2025", "12.50")
    assert Entry.objects.count() == entries and Value.objects.count() == 1


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_recorded(numbers: Numbers) -> None:
    east = numbers.regions["east"]
    rows = [
        acts.Row("rd", east, "2025", "12.5"),
        acts.Row("nothing", east, "2025", "1"),
        acts.Row("rd", east, "2025Q5", "1"),
        acts.Row("rd", east, "2025", "十二"),
        acts.Row("rd", "123456", "2025", "1"),
        acts.Row("rd", numbers.regions["west"], "2025", "1"),
        acts.Row("share", east, "2025", "1"),
        acts.Row("rd", east, "2024", "0.0000001"),
    ]
    with pytest.raises(ValidationError) as told:
        acts.record_values(numbers.person("east_office"), numbers.unit("east"), rows)
    assert told.value.messages == [
        "第2条：没有代码为“nothing”的指标",
        "第3条：“2025Q5”不是期，写成2026、2026Q3、2026H1或2026-03",
        "第4条：“十二”不是数字",
        "第5条：没有代码为“123456”的地区",
        "第6条：“西岭市”不在东泽市范围内",
        "第7条：“R&D经费与生产总值之比”由系统按公式算出，不能登记",
        "第8条：“0.0000001”的小数超过6位，请先舍入",
    ]
    assert not Value.objects.exists()


def test_who_may_record(numbers: Numbers) -> None:
    row = acts.Row("rd", numbers.regions["east"], "2025", "1")
    for key in ("east_liaison", "east_head", "west_head", "east_leader", "system"):
        with pytest.raises(Refusal):
            acts.record_values(numbers.person(key), numbers.unit("east"), [row])
    with pytest.raises(Refusal):
        acts.record_values(numbers.person("east_office"), None, [row])
    assert acts.record_values(numbers.person("east_office"), numbers.unit("east"), [row])


def test_what_is_derived_is_exact_and_says_from_what(numbers: Numbers) -> None:
    numbers.put("rd", "east", "2025", "1", source_word="年鉴")
    numbers.put("gdp", "east", "2025", "3", confidence="recalled")
    found = queries.figures_at(["share"], [numbers.regions["east"]], "2025")
    worked = found["share", numbers.regions["east"].pk]
    assert worked.figure == Fraction(100, 3) and worked.shown == "33.33" and worked.doubtful
    assert worked.whence == (
        "R&D经费1.00亿元（年鉴，首次公布） ÷ 地区生产总值3.00亿元（未注明出处，首次公布，待核）×100"
    )
    assert not queries.figures_at(["share"], [numbers.regions["west"]], "2025")


def test_a_freeze_keeps_its_figures_and_targets(numbers: Numbers) -> None:
    province, east, office = numbers.unit("province"), numbers.regions["east"], numbers.person("office")
    goal = acts.Goal("rd", east, "2026Q3", "14", source_word="2026年工作方案")
    numbers.put("rd", "east", "2026Q3", "12.5")
    acts.set_targets(office, province, [goal])
    frozen = acts.freeze_period(office, province, "2026Q3", ["rd", "share"], [east])
    numbers.put("rd", "east", "2026Q3", "15")
    acts.set_targets(
        office, province, [acts.Goal("rd", east, "2026Q3", "16", source_word="调整", base_period="2025Q3")]
    )
    assert queries.values_at(["rd"], [east], "2026Q3")["rd", east.pk].figure == 15
    assert queries.values_at(["rd"], [east], "2026Q3", freeze=frozen)["rd", east.pk].shown == "12.50"
    assert queries.targets_at(["rd"], [east], "2026Q3")["rd", east.pk].figure == 16
    assert queries.targets_at(["rd"], [east], "2026Q3", freeze=frozen)["rd", east.pk].figure == 14
    assert acts.digest_of(frozen) == frozen.digest
    with pytest.raises(ValidationError, match="已经冻结过第1版"):
        acts.freeze_period(office, province, "2026Q3", ["rd"], [east])
    second = acts.freeze_period(office, province, "2026Q3", ["rd"], [east], why="申诉成立，重新计算")
    assert second.number == 2 and second.digest != frozen.digest
    with pytest.raises(Refusal):
        acts.freeze_period(numbers.person("east_office"), province, "2026Q3", ["rd"], [east])


def test_a_target_taken_back_is_none(numbers: Numbers) -> None:
    east = numbers.regions["east"]
    for amount in ("14", None):
        acts.set_targets(
            SYSTEM, numbers.unit("province"), [acts.Goal("rd", east, "2026", amount, source_word="方案")]
        )
    assert queries.targets_at(["rd"], [east], "2026") == {} and Target.objects.count() == 2


def test_a_freeze_of_nothing_is_refused(numbers: Numbers) -> None:
    with pytest.raises(ValidationError, match="没有可冻结的"):
        acts.freeze_period(SYSTEM, numbers.unit("province"), "2026Q3", ["rd"], numbers.regions.values())
