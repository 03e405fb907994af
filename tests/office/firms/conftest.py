"""A province with two cities whose firms are known, judged once by 科技型 and 两清零一提升."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.office.firms import sample
from tests.office.world import World

from luodi.office.firms import facts
from luodi.office.firms.models import Run
from luodi.office.journal import clock
from luodi.office.units.models import Unit

DAY = dt.datetime(2026, 6, 20, 9, 0)
CODES = {"east": "990100", "county": "990121", "west": "990200"}


@dataclass
class Firms:
    """The world with its firms: codes by city, the run."""

    world: World
    east: list[str] = field(default_factory=list)
    west: list[str] = field(default_factory=list)
    run: Run | None = None

    def person(self, key: str) -> Any:
        return type(self.world.people[key]).objects.get(pk=self.world.people[key].pk)

    def unit(self, key: str) -> Unit:
        return Unit.objects.get(pk=self.world.units[key].pk)


@pytest.fixture
def coded(world: World) -> Iterator[World]:
    """The world's cities and county with their 区划码, at nine on a day in June."""
    for key, code in CODES.items():
        Unit.objects.filter(pk=world.units[key].pk).update(code=code)
    with clock.at(DAY):
        yield world
    facts.close()


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this worker keeps the province's lake once it is made, with the firm table worked out."""
    return tmp_path_factory.mktemp("firms") / "lake"


@pytest.fixture
def firms(coded: World, home: Path, ready: Path) -> Firms:
    made = Firms(coded)
    if ready.exists():
        shutil.copytree(ready, home / "lake")
        made.east = [sample.code("990121", n) for n in (1, 2, 3)]
        made.west = [sample.code("990200", n) for n in (1, 2, 3)]
    else:
        made.east = sample.fill("990121", "东")
        made.west = sample.fill("990200", "西")
    made.run = sample.judge(made.unit("province"))
    if not ready.exists():
        shutil.copytree(home / "lake", ready)
    return made
