"""The demonstration's units and groups, from the data beside this file, through the acts."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

from luodi.office.journal.record import SYSTEM
from luodi.office.units import acts
from luodi.office.units.models import Unit

DATA = files("luodi.office.demo") / "data"


def make_province() -> Unit:
    """The whole tree and the groups that papers name; answers the province."""
    root: Unit | None = None
    for order, entry in enumerate(_load("units.yaml")):
        root = _make(entry, None, order)
    if root is None:
        raise ValueError("units.yaml lists no unit")
    short = {u.short_name or u.name: u for u in Unit.objects.all()}
    for group in _load("groups.yaml"):
        members = [short[name] for name in group["members"]]
        acts.create_group(SYSTEM, root, name=group["name"], members=members, aliases=group.get("aliases", ()))
    return root


def _make(entry: dict[str, Any], parent: Unit | None, order: int) -> Unit:
    unit = acts.create_unit(
        SYSTEM,
        parent,
        name=entry["name"],
        short_name=entry.get("short", ""),
        level=entry["level"],
        code=entry.get("code", ""),
        order=order,
    )
    for alias in entry.get("aliases", ()):
        acts.add_alias(SYSTEM, unit, name=alias)
    for below, child in enumerate(entry.get("below", ())):
        _make(child, unit, below)
    return unit


def _load(name: str) -> Any:
    return yaml.safe_load((DATA / name).read_text("utf-8"))
