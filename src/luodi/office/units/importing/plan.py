"""What an import would do, row by row, before anything is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from luodi.office.units.importing.reading import LOST, Row, Table, day_of
from luodi.office.units.models import Unit
from luodi.office.units.scope import Scope

CREATED, CHANGED, SAME, BAD = "created", "changed", "same", "bad"


@dataclass
class Fault:
    """Something wrong with one cell: in which column, what, and what to do."""

    column: str
    what: str
    do: str
    key: str = ""


@dataclass
class Line:
    """One row and what would come of it."""

    row: Row
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    outcome: str = SAME
    existing: Any = None
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)  # label → before, after
    parent: Unit | Line | None = None  # units only: a unit there is, or another line of the file

    @property
    def title(self) -> str:
        return self.row.cells.get("name", "")

    @property
    def words(self) -> str:
        return "，".join(f"{k}由“{a or '—'}”改为“{b}”" for k, (a, b) in self.changes.items())


@dataclass
class Plan:
    """All rows of a file."""

    kind: str
    table: Table
    lines: list[Line]

    def count(self, outcome: str) -> int:
        return sum(1 for line in self.lines if line.outcome == outcome)

    @property
    def bad(self) -> list[Line]:
        return [line for line in self.lines if line.outcome == BAD]

    @property
    def good(self) -> list[Line]:
        return [line for line in self.lines if line.outcome in (CREATED, CHANGED)]


class Names:
    """Units by the names they are written by, among those the actor may keep."""

    def __init__(self, units: Iterable[Unit]):
        self.by_id = {u.pk: u for u in units}
        self.by_name: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.by_id.values():
            for name in dict.fromkeys((unit.name, unit.short_name)):
                if name:
                    self.by_name[name].append(unit)

    def find(self, written: str) -> list[Unit]:
        """The units meant by 名称, 简称 or 上级/名称."""
        *above, name = [
            p.strip() for p in written.replace("＞", "/").replace(">", "/").replace("／", "/").split("/")
        ]
        full = [u for u in self.by_name.get(name, []) if u.name == name]
        return [u for u in full or self.by_name.get(name, []) if self._stands_below(u, above)]

    def _stands_below(self, unit: Unit, above: list[str]) -> bool:
        if not above:
            return True
        parent = self.by_id.get(unit.parent_id or 0)
        return parent is not None and above[-1] in (parent.name, parent.short_name)


def common_faults(line: Line, titles: dict[str, str], needed: Iterable[str]) -> None:
    """What may be wrong in any import: nothing where something is needed, digits lost, no day."""
    for key, text in line.row.cells.items():
        if text == LOST:
            line.faults.append(
                Fault(titles[key], _("数字超过15位，末几位已经丢失"), _("把单元格设为文本后重新输入"), key)
            )
    for key in needed:
        if not line.row.cells.get(key):
            line.faults.append(Fault(titles[key], _("没有填写"), _("请填写"), key))
    for key in ("since", "until"):
        text = line.row.cells.get(key, "")
        if text and text != LOST:
            day = day_of(text)
            if day is None:
                line.faults.append(
                    Fault(titles[key], _("“%s”不是日期") % text, _("写成2026-03-01的样子"), key)
                )
            else:
                line.values[key] = day
    since, until = line.values.get("since"), line.values.get("until")
    if since and until and until < since:
        line.faults.append(
            Fault(titles["until"], _("早于%s") % titles["since"], _("请核对两个日期"), "until")
        )


def covers(scope: Scope | None, path: str) -> bool:
    """Whether who imports may keep what is at the path; the system itself (no scope) may everywhere."""
    return scope is None or scope.covers(path, "system_admin", "office")
