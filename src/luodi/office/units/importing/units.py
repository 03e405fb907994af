"""Judging a list of units: new, changed, the same, or wrong and why."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.office.units.acts.ground import Actor, label, may_manage_unit
from luodi.office.units.acts.tree import cleaned
from luodi.office.units.importing.columns import UNITS, level
from luodi.office.units.importing.plan import (
    BAD,
    CHANGED,
    CREATED,
    SAME,
    Fault,
    Line,
    Names,
    Plan,
    common_faults,
    covers,
)
from luodi.office.units.importing.reading import LOST, Table
from luodi.office.units.models import Person, Unit, UnitAlias

TITLES = {c.key: c.title for c in UNITS}
PLAIN = ("name", "short_name", "level", "code", "order", "since", "until")


def judge(actor: Actor, table: Table) -> Plan:
    """Every row with all that is wrong with it."""
    units = list(Unit.objects.order_by("path"))
    scope = actor.scope if isinstance(actor, Person) else None
    names = Names(u for u in units if covers(scope, u.path))
    aliases: dict[int, set[str]] = {}
    for unit_id, name in UnitAlias.objects.values_list("unit_id", "name"):
        aliases.setdefault(unit_id, set()).add(name)
    lines = [Line(row) for row in table.rows]
    for line in lines:
        common_faults(line, TITLES, ("name",))
        _values(line)
    in_file: dict[str, list[Line]] = {}
    for line in lines:
        if line.title:
            in_file.setdefault(line.title, []).append(line)
    for line in lines:
        _parent(line, names, in_file)
    _rings(lines)
    _twins(lines)
    _meet_existing(actor, lines, units, aliases)
    _spread(lines)
    return Plan("units", table, lines)


def _values(line: Line) -> None:
    cells = line.row.cells
    for key in ("name", "short_name", "code"):
        if cells.get(key) and cells[key] != LOST:
            try:
                line.values.update(cleaned({key: cells[key]}))
            except ValidationError as error:
                line.faults.append(
                    Fault(TITLES[key], " ".join(error.messages).rstrip("。"), _("请改正"), key)
                )
    if cells.get("level") and cells["level"] != LOST:
        known = level(cells["level"])
        if known is None:
            hint = next(c.hint for c in UNITS if c.key == "level")
            line.faults.append(
                Fault(TITLES["level"], _("没有“%s”这个层级") % cells["level"], _("填：%s") % hint, "level")
            )
        else:
            line.values["level"] = known
    if cells.get("order") and cells["order"] != LOST:
        if re.fullmatch(r"-?\d{1,6}", cells["order"]):
            line.values["order"] = int(cells["order"])
        else:
            line.faults.append(
                Fault(TITLES["order"], _("“%s”不是整数") % cells["order"], _("填整数或留空"), "order")
            )
    written = [a.strip() for a in re.split("[、,，;；]", cells.get("aliases", "")) if a.strip()]
    line.values["aliases"] = []
    for alias in written:
        try:
            line.values["aliases"].append(cleaned({"name": alias})["name"])
        except ValidationError as error:
            line.faults.append(
                Fault(TITLES["aliases"], " ".join(error.messages).rstrip("。"), _("请改正"), "aliases")
            )


def _parent(line: Line, names: Names, in_file: dict[str, list[Line]]) -> None:
    written = line.row.cells.get("parent", "")
    if not written:
        own = names.find(line.title) if line.title else []
        if len(own) == 1:  # a unit there is stays where it is
            line.existing = own[0]
            line.parent = names.by_id.get(own[0].parent_id or 0)
        elif line.title:
            line.faults.append(
                Fault(
                    TITLES["parent"],
                    _("没有填写，无法确定是哪个“%s”") % line.title if own else _("没有填写"),
                    _("请填写上级单位"),
                    "parent",
                )
            )
        return
    kept = names.find(written)
    coming = [other for other in in_file.get(written, []) if other is not line]
    if len(kept) == 1:
        line.parent = kept[0]
    elif len(kept) > 1:
        line.faults.append(
            Fault(
                TITLES["parent"],
                _("有%(n)s个单位叫“%(name)s”") % {"n": len(kept), "name": written},
                _("写成“上级/单位”"),
                "parent",
            )
        )
    elif len(coming) == 1:
        line.parent = coming[0]
    elif coming:
        line.faults.append(
            Fault(
                TITLES["parent"],
                _("表内有%(n)s行叫“%(name)s”") % {"n": len(coming), "name": written},
                _("先导入上级，再写成“上级/单位”"),
                "parent",
            )
        )
    else:
        line.faults.append(
            Fault(
                TITLES["parent"],
                _("没有“%s”，或不在您的范围内") % written,
                _("核对名称，或把它也列入本表"),
                "parent",
            )
        )


def _rings(lines: list[Line]) -> None:
    """Rows that are above each other, each above the next, have no top."""
    for line in lines:
        seen, above = {id(line)}, line.parent
        while isinstance(above, Line) and id(above) not in seen:
            seen.add(id(above))
            above = above.parent
        if isinstance(above, Line):
            line.faults.append(Fault(TITLES["parent"], _("上下级互为上级"), _("请核对上级单位"), "parent"))
            line.parent = None


def _twins(lines: list[Line]) -> None:
    first: dict[tuple[str, int], Line] = {}
    for line in lines:
        if not line.title or line.faults:
            continue
        key = (line.title, line.parent.pk if isinstance(line.parent, Unit) else id(line.parent))
        if (other := first.setdefault(key, line)) is not line:
            line.faults.append(
                Fault(TITLES["name"], _("与第%s行重复") % other.row.number, _("删去其中一行"), "name")
            )


def _meet_existing(actor: Actor, lines: list[Line], units: list[Unit], aliases: dict[int, set[str]]) -> None:
    there = {(u.parent_id, u.name): u for u in units}
    codes = {u.code: u for u in units if u.code}
    for line in lines:
        if isinstance(line.parent, Unit) and line.existing is None:
            line.existing = there.get((line.parent.pk, line.title))
        existing: Unit | None = line.existing
        code = line.values.get("code")
        rival = codes.get(code) if code else None
        if rival is not None and rival is not existing:
            line.faults.append(
                Fault(
                    TITLES["code"],
                    _("区划码%(code)s已属于“%(unit)s”")
                    % {"code": code, "unit": rival if _seen(actor, rival) else _("其他单位")},
                    _("核对区划码；如系移动或更名，请在单位页办理"),
                    "code",
                )
            )
        elif code and not line.faults:
            codes[code] = existing or Unit(name=line.title)
        if existing is not None:
            if not may_manage_unit(actor, existing):
                line.faults.append(
                    Fault(
                        TITLES["name"], _("“%s”不在您可维护的范围内") % existing.name, _("删去这一行"), "name"
                    )
                )
                continue
            for key in PLAIN:
                if key in line.values and getattr(existing, key) != line.values[key]:
                    line.changes[label(existing, key)] = (
                        _shown(getattr(existing, key)),
                        _shown(line.values[key]),
                    )
            fresh = [
                a
                for a in line.values["aliases"]
                if a not in aliases.get(existing.pk, set()) and a != existing.name
            ]
            line.values["aliases"] = fresh
            if fresh:
                line.changes[TITLES["aliases"]] = ("", "、".join(fresh))
        line.outcome = CREATED if existing is None else CHANGED if line.changes else SAME


def _spread(lines: list[Line]) -> None:
    """A row below a wrong row is wrong too: it would hang in the air."""
    for line in lines:
        if line.faults:
            line.outcome = BAD
    again = True
    while again:
        again = False
        for line in lines:
            above = line.parent
            if isinstance(above, Line) and above.outcome == BAD and line.outcome != BAD:
                line.faults.append(
                    Fault(
                        TITLES["parent"],
                        _("上级单位（第%s行）有错") % above.row.number,
                        _("先改正那一行"),
                        "parent",
                    )
                )
                line.outcome, again = BAD, True


def _seen(actor: Actor, unit: Unit) -> bool:
    return not isinstance(actor, Person) or covers(actor.scope, unit.path)


def _shown(value: object) -> str:
    return "" if value is None else str(value)
