"""A province whose cities and county are regions, three indicators, and somebody to ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from tests.office.world import World

from luodi.office.figures import acts
from luodi.office.figures.models import Indicator, Region
from luodi.office.journal import clock
from luodi.office.journal.record import SYSTEM
from luodi.office.units.models import Unit

DAY = dt.datetime(2026, 10, 12, 9, 0)
CODES = {"province": "990000", "east": "990100", "county": "990121", "west": "990200"}


@dataclass
class Numbers:
    """The world as figures see it."""

    world: World
    regions: dict[str, Region]
    indicators: dict[str, Indicator]

    def person(self, key: str) -> Any:
        return type(self.world.people[key]).objects.get(pk=self.world.people[key].pk)

    def unit(self, key: str) -> Unit:
        return Unit.objects.get(pk=self.world.units[key].pk)

    def put(self, code: str, region: str, period: str, amount: object, **more: Any) -> None:
        row = acts.Row(code, self.regions[region], period, amount, **more)  # type: ignore[arg-type]
        acts.record_values(SYSTEM, self.unit("province"), [row])


@pytest.fixture
def numbers(world: World) -> Iterator[Numbers]:
    for key, code in CODES.items():
        Unit.objects.filter(pk=world.units[key].pk).update(code=code)
    with clock.at(DAY):
        province = Unit.objects.get(pk=world.units["province"].pk)
        made = {r.code: r for r in acts.add_regions(SYSTEM, province)}
        indicators = {
            "high_tech": acts.add_indicator(
                SYSTEM, code="high_tech", name="高新技术企业净增", unit_word="家", places=0, dimension="政策"
            ),
            "rd": acts.add_indicator(
                SYSTEM, code="rd", name="R&D经费", unit_word="亿元", owner=world.units["finance"]
            ),
            "gdp": acts.add_indicator(SYSTEM, code="gdp", name="地区生产总值", unit_word="亿元"),
        }
        indicators["share"] = acts.add_indicator(
            SYSTEM, code="share", name="R&D经费与生产总值之比", unit_word="%", derived="per_gdp",
            numerator=indicators["rd"], denominator=indicators["gdp"], factor=100,
        )  # fmt: skip
        yield Numbers(world, {k: made[c] for k, c in CODES.items()}, indicators)
