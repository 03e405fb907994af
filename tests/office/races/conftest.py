"""A race among three cities and counties whose figures are known to the last digit, and its people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.office.world import World

from luodi.office.figures import acts as figures
from luodi.office.figures.models import Indicator, Region
from luodi.office.journal import clock
from luodi.office.journal.record import SYSTEM
from luodi.office.races import acts
from luodi.office.races.models import Race, Round
from luodi.office.units.models import Unit

DAY = dt.datetime(2026, 10, 12, 9, 0)  # a Monday
CODES = {"province": "990000", "east": "990100", "county": "990121", "west": "990200", "zone": "990271"}
FIGURES = {  # by unit: R&D intensity, high-tech firms against the target, contracts this year and last
    "east": ("2.40", "10", "12", "5", "4"),
    "county": ("1.80", "12", "12", "3", "2"),
    "west": ("2.00", "9", "12", "4", "5"),
    "zone": ("1.20", "6", "12", "2", "2"),
}
RULES = """id: test-race
version: "1"
title: 季度赛马
document: 《季度赛马办法》
effective_from: 2026-01-01
ties: [rd_intensity]
group_column: 分类
rank_within: both
indicators:
  - code: input
    name: 研发投入
    weight: 40
    indicators:
      - {code: rd_intensity, name: R&D强度, unit: "%", weight: 40, normaliser: min_max, source: 统计局}
  - code: firms
    name: 企业培育
    weight: 60
    indicators:
      - {code: high_tech, name: 高企净增, unit: 家, weight: 40, normaliser: attainment, cap: 1, target_column: 高企净增目标}
      - {code: contracts_growth, name: 技术合同增速, unit: 亿元, weight: 20, normaliser: growth, cap: 100%, full: 1, column: 技术合同成交额, base_column: 技术合同上年同期}
bonus:
  - {code: national, name: 国家级平台, each: 5, cap: 10}
deductions:
  - {code: late, name: 缺报迟报项数, each: 1, cap: 3}
  - {code: red, name: 逾期红灯任务数, each: 1, cap: 5}
vetoes:
  - {code: falsified, name: 数据弄虚作假, effect: unranked}
classes:
  - {name: A类, from: 60}
  - {name: B类}
publish: {table: first_last, first: 1, last: 1, places: 2}
"""


@dataclass
class Course:
    """The world with its race."""

    world: World
    regions: dict[str, Region]
    race: Race
    rounds: dict[str, Round] = field(default_factory=dict)

    def person(self, key: str) -> Any:
        return type(self.world.people[key]).objects.get(pk=self.world.people[key].pk)

    def unit(self, key: str) -> Unit:
        return Unit.objects.get(pk=self.world.units[key].pk)

    def fresh(self, round: Round) -> Round:
        return Round.objects.select_related("race__unit", "rules").get(pk=round.pk)

    def begin(self, period: str = "2026Q3") -> Round:
        """A round opened and, its figures being complete, checked."""
        round = acts.open_round(
            self.person("office"), self.race, period=period, rules=self.race.rules.first(), collect_due=DAY.date()
        )  # fmt: skip
        acts.check_round(self.person("office"), round)
        return self.fresh(round)

    def confirming(self, period: str = "2026Q3") -> Round:
        round = self.begin(period)
        acts.open_confirmation(self.person("office"), round)
        return self.fresh(round)

    def published(self, period: str = "2026Q3") -> Round:
        """Through all steps, with the deadline gone by without a word."""
        round = self.confirming(period)
        office = self.person("office")
        with clock.at(DAY + dt.timedelta(days=20)):
            acts.freeze_round(office, round)
            acts.compute_round(office, round)
            acts.meet(office, round, meeting="办公室第3次会议")
            acts.publish(office, round)
        return self.fresh(round)


def put_figures(course: Any, period: str, told: dict[str, tuple[str, ...]] = FIGURES) -> None:
    year, rest = int(period[:4]), period[4:]
    rows, goals = [], []
    for key, (intensity, firms, target, contracts, base) in told.items():
        region = course.regions[key]
        rows += [
            figures.Row("rd_intensity", region, period, intensity, source_word="统计局"),
            figures.Row("high_tech", region, period, firms, source_word="科技局", cell="填报!C3"),
            figures.Row("contracts", region, period, contracts),
            figures.Row("contracts", region, f"{year - 1}{rest}", base),
        ]
        goals.append(figures.Goal("high_tech", region, period, target, source_word="年度方案"))
    province = course.unit("province")
    figures.record_values(SYSTEM, province, rows)
    figures.set_targets(SYSTEM, province, goals)


@pytest.fixture
def course(world: World) -> Iterator[Course]:
    for key, code in CODES.items():
        Unit.objects.filter(pk=world.units[key].pk).update(code=code)
    with clock.at(DAY):
        province = Unit.objects.get(pk=world.units["province"].pk)
        made = {r.code: r for r in figures.add_regions(SYSTEM, province)}
        for code, name, word in (
            ("rd_intensity", "R&D强度", "%"),
            ("high_tech", "高企净增", "家"),
            ("contracts", "技术合同成交额", "亿元"),
        ):
            Indicator.objects.filter(code=code).delete()
            figures.add_indicator(
                SYSTEM, code=code, name=name, unit_word=word, places=0 if word == "家" else 2
            )
        regions = {k: made[c] for k, c in CODES.items()}
        names = (("east", "甲类"), ("west", "甲类"), ("county", "乙类"), ("zone", "乙类"))
        race = acts.open_race(
            type(world.people["office"]).objects.get(pk=world.people["office"].pk), province,
            name="市县季度赛马", participants=[(regions[k], g) for k, g in names], text=RULES,
            red_top=2, black_bottom=1,
        )  # fmt: skip
        made_course = Course(world, regions, race)
        put_figures(made_course, "2026Q3")
        yield made_course
