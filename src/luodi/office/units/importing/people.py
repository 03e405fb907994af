"""Judging a list of people: new, changed, the same, or wrong and why."""

from __future__ import annotations

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from luodi.office.journal.clock import today
from luodi.office.units.acts.ground import ADMINS, Actor, label
from luodi.office.units.acts.people import cleaned
from luodi.office.units.importing.columns import PEOPLE
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
from luodi.office.units.models import Person, Role, Unit
from luodi.office.web.filters import mask_phone

TITLES = {c.key: c.title for c in PEOPLE}
PLAIN = ("post", "phone", "since")


def judge(actor: Actor, table: Table) -> Plan:
    """Every row with all that is wrong with it."""
    scope = actor.scope if isinstance(actor, Person) else None
    units = [u for u in Unit.objects.order_by("path") if covers(scope, u.path)]
    names = Names(units)
    serving = Person.objects.filter(Q(until=None) | Q(until__gte=today()))
    people: dict[tuple[int, str], list[Person]] = defaultdict(list)
    phones: dict[tuple[str, str], Person] = {}
    for person in serving.select_related("unit"):
        people[(person.unit_id, person.name)].append(person)
        if person.phone:
            phones[(person.name, person.phone)] = person
    admins = set(
        Role.objects.filter(Q(until=None) | Q(until__gte=today()), kind__in=ADMINS).values_list(
            "person_id", flat=True
        )
    )
    lines = [Line(row) for row in table.rows]
    first: dict[tuple[int, str], Line] = {}
    for line in lines:
        common_faults(line, TITLES, ("unit", "name"))
        _values(line)
        unit = _unit(line, names)
        if unit is None or not line.title:
            continue
        key = (unit.pk, line.title)
        if (other := first.setdefault(key, line)) is not line:
            line.faults.append(
                Fault(TITLES["name"], _("与第%s行重复") % other.row.number, _("删去其中一行"), "name")
            )
            continue
        same = people.get(key, [])
        if len(same) > 1:
            line.faults.append(
                Fault(TITLES["name"], _("该单位有%s位同名人员") % len(same), _("请在人员页逐人修改"), "name")
            )
        elif same:
            _compare(line, same[0], admins, scope is None or scope.covers(unit.path, "system_admin"))
        else:
            elsewhere = phones.get((line.title, line.values.get("phone", "")))
            if elsewhere is not None and elsewhere.unit_id != unit.pk and covers(scope, elsewhere.unit.path):
                line.faults.append(
                    Fault(
                        TITLES["unit"],
                        _("同名同电话的人员在“%s”") % elsewhere.unit,
                        _("如系调动，请在人员页办理"),
                        "unit",
                    )
                )
            line.outcome = CREATED
    for line in lines:
        if line.faults:
            line.outcome = BAD
    return Plan("people", table, lines)


def _unit(line: Line, names: Names) -> Unit | None:
    written = line.row.cells.get("unit", "")
    if not written or written == LOST:
        return None
    found = names.find(written)
    if len(found) == 1:
        line.parent = found[0]
        return found[0]
    if found:
        line.faults.append(
            Fault(
                TITLES["unit"],
                _("有%(n)s个单位叫“%(name)s”") % {"n": len(found), "name": written},
                _("写成“上级/单位”"),
                "unit",
            )
        )
    else:
        line.faults.append(
            Fault(
                TITLES["unit"], _("没有“%s”，或不在您的范围内") % written, _("核对名称，或先导入单位"), "unit"
            )
        )
    return None


def _values(line: Line) -> None:
    for key in ("name", "post", "phone"):
        text = line.row.cells.get(key, "")
        if text and text != LOST:
            try:
                line.values.update(cleaned({key: text}))
            except ValidationError as error:
                line.faults.append(
                    Fault(TITLES[key], " ".join(error.messages).rstrip("。"), _("请改正"), key)
                )


def _compare(line: Line, person: Person, admins: set[int], system: bool) -> None:
    line.existing = person
    for key in PLAIN:
        old, new = getattr(person, key), line.values.get(key)
        if new is not None and old != new:
            show = mask_phone if key == "phone" else (lambda v: "" if v is None else str(v))
            line.changes[label(person, key)] = (show(old), show(new))
    until = line.values.get("until")
    if until is not None and until != person.until:
        line.faults.append(
            Fault(
                TITLES["until"], _("在任人员的离任不能导入"), _("请在人员页办理离任，角色随之结束"), "until"
            )
        )
    if line.changes and person.pk in admins and not system:
        line.faults.append(
            Fault(
                TITLES["name"], _("%s是三员之一，只有系统管理员能修改") % person.name, _("删去这一行"), "name"
            )
        )
    line.outcome = CHANGED if line.changes else SAME
