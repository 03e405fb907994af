"""Make the whole demonstration office in an empty home, and say how to sign in."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

from luodi.office import home
from luodi.office.demo import figures, races
from luodi.office.demo.acts import open_demo_accounts
from luodi.office.demo.firms import make_firms
from luodi.office.demo.papers import month_after
from luodi.office.demo.people import SIGNINS, make_people
from luodi.office.demo.province import make_province
from luodi.office.demo.story import MONTHS, Story
from luodi.office.journal import clock
from luodi.office.units.models import Unit
from luodi.office.units.passwords import random_password

Progress = Callable[[int, int], None]


def is_empty() -> bool:
    """Whether nobody works in this home yet."""
    return not Unit.objects.exists()


def build(today: dt.date, progress: Progress | None = None) -> None:
    """A fictional province: units, people, papers, tasks, ten months of reports, up to this morning."""
    start = month_after(today.replace(day=1), -MONTHS)
    with clock.at(start):
        root = make_province()
        people = make_people(root)
    story = Story(root, people, today)
    figures.enter(story)
    races.enter(story)
    plan = story.run(progress or (lambda done, total: None))
    make_firms(root, people, plan, today)
    password = random_password()
    open_demo_accounts(people, password)
    _keep(password)


def signins() -> list[tuple[str, str, str]]:
    """(who, login, password) for each role, as kept in the home; empty where there is no demonstration."""
    try:
        password = _file().read_text("utf-8").strip()
    except OSError:
        return []
    return [(label, login, password) for _key, login, label in SIGNINS]


def _file() -> Path:
    return home.home() / "demo-password"


def _keep(password: str) -> None:
    handle = os.open(_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write(password)
