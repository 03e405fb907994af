"""Who earned something in a period, by the registers: each register that knows tells it here, for commendation.

honours.register("titles", _("新获认定的企业和平台"), earned)

A register lives above this app, so it brings itself; whoever commends asks all of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from luodi.office.units.models import Unit


@dataclass(frozen=True)
class Honour:
    """One who may be commended: for what, by which paper, and where the register shows it."""

    id: str  # the same for the same honour, of the register's own
    name: str
    place: str = ""
    reason: str = ""
    basis: str = ""
    href: str = ""


Source = Callable[[Unit, dt.date, dt.date], Iterable[Honour]]
"""Honours below a unit earned from the first day to the last."""


@dataclass(frozen=True)
class Group:
    """What one register tells."""

    key: str
    title: Any
    honours: list[Honour]


_SOURCES: dict[str, tuple[Any, Source]] = {}


def register(key: str, title: Any, source: Source) -> None:
    """Let a register tell its honours; called from an app's `ready`."""
    _SOURCES[key] = (title, source)


def earned(unit: Unit, since: dt.date, until: dt.date) -> list[Group]:
    """Of every register, in the order they came; empty ones too, so that a page can say nothing was found."""
    return [Group(key, title, list(source(unit, since, until))) for key, (title, source) in _SOURCES.items()]
