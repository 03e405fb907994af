"""Bringing in a list of units or people: one act, all of it or all that is right."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat, Length
from django.utils.translation import gettext as _

from luodi.office.journal.clock import now
from luodi.office.journal.models import Entry
from luodi.office.journal.record import Noted, act, record, record_many, unchanged
from luodi.office.units.acts.ground import Actor, apply
from luodi.office.units.acts.tree import DEEPEST, lock_tree
from luodi.office.units.importing import people as people_rules
from luodi.office.units.importing import units as unit_rules
from luodi.office.units.importing.columns import KINDS
from luodi.office.units.importing.plan import CHANGED, CREATED, SAME, Line, Plan
from luodi.office.units.importing.reading import read
from luodi.office.units.models import Person, Unit, UnitAlias, Upload
from luodi.office.units.scope import Refusal

WAITS = dt.timedelta(days=1)
CHUNK = 500


@dataclass
class Imported:
    """How many rows came to what."""

    created: int
    changed: int
    same: int
    left_out: int


def judge(actor: Actor, kind: str, data: bytes, name: str) -> Plan:
    """The trial run: what an import of the file would do. Nothing is written."""
    may_import(actor)
    table = read(data, name, KINDS[kind])
    return unit_rules.judge(actor, table) if kind == "units" else people_rules.judge(actor, table)


def may_import(actor: Actor) -> None:
    if isinstance(actor, Person) and not actor.scope.has("system_admin", "office"):
        raise Refusal(_("导入由办公室或系统管理员办理。"))


def keep_upload(actor: Person, data: bytes, name: str) -> Upload:
    """Keep the file until it is imported. No act: nothing of the office's has changed yet."""
    Upload.objects.filter(at__lt=now() - WAITS).delete()
    Upload.objects.filter(person=actor).delete()  # one at a time
    return Upload.objects.create(person=actor, name=name[:255], data=data)


@act
def import_list(actor: Actor, kind: str, data: bytes, name: str, *, only_good: bool = False) -> Imported:
    """Write what the trial run showed, judged anew. With wrong rows only if the right ones are asked for."""
    lock_tree()
    plan = judge(actor, kind, data, name)
    if plan.bad and not only_good:
        raise ValidationError(_("还有%s行有错。请改正后重新上传，或选择“只导入无误的行”。") % len(plan.bad))
    made = Imported(plan.count(CREATED), plan.count(CHANGED), plan.count(SAME), len(plan.bad))
    if isinstance(actor, Person):
        Upload.objects.filter(person=actor).delete()
    if not plan.good:
        unchanged()
        return made
    created = _units(actor, plan) if kind == "units" else _people(actor, plan)
    top = actor.scope.paths("system_admin", "office")[0] if isinstance(actor, Person) else ""
    record(
        actor,
        f"{kind}.import",
        None,
        {
            "created": made.created,
            "changed": made.changed,
            "same": made.same,
            "left_out": made.left_out,
            "created_ids": created,
            "sha256": hashlib.sha256(data).hexdigest(),
        },
        unit_path=top,
        name=name,
    )
    return made


@act
def record_listing(actor: Person, kind: str, count: int) -> Entry:
    """A list goes out as a file: who took what, when. Its number stands in the file."""
    what = {"units": _("单位"), "people": _("人员")}[kind]
    return record(
        actor,
        "units.export",
        None,
        {"count": count, "what": what},
        unit_path=actor.unit.path,
        name=f"{what}名单",
    )


def _units(actor: Actor, plan: Plan) -> list[int]:
    made: dict[int, Unit] = {}
    waiting = [line for line in plan.good if line.outcome == CREATED]
    while waiting:  # one level of the tree after another
        ready = [x for x in waiting if not isinstance(x.parent, Line) or _known(x.parent, made) is not None]
        if not ready:
            raise ValidationError(_("上级单位没有导入成功，请重新上传。"))
        _create_level(ready, made)
        taken = {id(x) for x in ready}
        waiting = [x for x in waiting if id(x) not in taken]
    aliases = [
        UnitAlias(unit=_known(line, made), name=alias)
        for line in plan.good
        for alias in dict.fromkeys(line.values["aliases"])
        if alias != line.title
    ]
    UnitAlias.objects.bulk_create(aliases, CHUNK)
    for line in plan.good:
        if line.outcome == CHANGED:
            unit = line.existing
            payload = apply(
                unit, {k: line.values[k] for k in unit_rules.PLAIN if k in line.values}, unit_rules.PLAIN
            )
            unit.save()
            record(actor, "unit.edit", unit, {**payload, "changes": line.words}, unit_path=unit.path)
    # Each has a history of its own, as if made by hand.
    record_many(actor, "unit.create", [_unit_made(unit) for unit in made.values()])
    return [u.pk for u in made.values()]


def _unit_made(unit: Unit) -> Noted:
    above = unit.parent.name if unit.parent else ""
    payload = {"parent": above, "level": unit.get_level_display(), "code": unit.code}
    return Noted(unit, payload, unit.path)


def _known(line: Line, made: dict[int, Unit]) -> Unit | None:
    return line.existing if line.existing is not None else made.get(id(line))


def _create_level(lines: list[Line], made: dict[int, Unit]) -> None:
    units, batch = [], f"new-{uuid.uuid4()}-"
    for number, line in enumerate(lines):
        above = _known(line.parent, made) if isinstance(line.parent, Line) else line.parent
        values = {k: line.values[k] for k in unit_rules.PLAIN if k in line.values}
        units.append(Unit(parent=above, path=f"{batch}{number}", **values))
    Unit.objects.bulk_create(units, CHUNK)
    for line, unit in zip(lines, units, strict=True):
        unit.path = f"{unit.parent.path if unit.parent else ''}{unit.pk}."
        made[id(line)] = unit
    above_it = Unit.objects.filter(pk=OuterRef("parent_id")).values("path")
    number_of = Cast(F("pk"), CharField())
    Unit.objects.filter(path__startswith=batch).update(path=Concat(Subquery(above_it), number_of, Value(".")))
    if Unit.objects.annotate(deep=Length("path")).filter(deep__gt=DEEPEST).exists():
        raise ValidationError(_("层级太深，不能再往下设。"))


def _people(actor: Actor, plan: Plan) -> list[int]:
    fresh = []
    by_outcome: dict[str, list[Line]] = defaultdict(list)
    for line in plan.good:
        by_outcome[line.outcome].append(line)
    for line in by_outcome[CREATED]:
        if not isinstance(line.parent, Unit):  # judged: every good row has its unit
            continue
        person = Person(unit=line.parent, **line.values)
        person.set_unusable_password()
        fresh.append(person)
    Person.objects.bulk_create(fresh, CHUNK)
    record_many(
        actor,
        "person.create",
        [Noted(p, {"unit": p.unit.name, "post": p.post}, p.unit.path) for p in fresh],
    )
    for line in by_outcome[CHANGED]:
        person = line.existing
        payload = apply(
            person, {k: line.values[k] for k in people_rules.PLAIN if k in line.values}, people_rules.PLAIN
        )
        person.save()
        record(actor, "person.edit", person, payload, unit_path=person.unit.path)
    return [p.pk for p in fresh]
