"""Units: made, changed, moved with all that is below them, closed; and their other names."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from luodi.office.journal.clock import today
from luodi.office.journal.record import act, record, unchanged
from luodi.office.units.acts.ground import Actor, allowed, apply, manage_unit, period, text
from luodi.office.units.models import Person, Role, Unit, UnitAlias, holding

FIELDS = ("name", "short_name", "level", "code", "order", "since", "until")
DEEPEST = Unit._meta.get_field("path").max_length or 200


def cleaned(values: dict[str, Any]) -> dict[str, Any]:
    """The values of a unit, fit to keep."""
    values = dict(values)
    for name, label, most in (
        ("name", _("名称"), 100),
        ("short_name", _("简称"), 40),
        ("code", _("区划码"), 12),
    ):
        if name in values:
            values[name] = text(values[name], label, most, need=name == "name")
    if values.get("code") and not (values["code"].isascii() and values["code"].isdigit()):
        raise ValidationError(_("区划码“%s”应只有数字。") % values["code"])
    if "level" in values and values["level"] not in Unit.Level.values:
        raise ValidationError(_("没有“%s”这个层级。") % values["level"])
    period(values.get("since"), values.get("until"))
    return values


def lock_tree() -> None:
    """Changes to the tree's shape wait for each other: two moves at once could make a ring."""
    list(Unit.objects.select_for_update().filter(parent=None).order_by("pk").values_list("pk"))


def put_below(unit: Unit, parent: Unit | None) -> None:
    """Save a new unit with its path."""
    unit.parent = parent
    unit.path = f"new-{uuid.uuid4()}"
    unit.save(force_insert=True)
    unit.path = f"{parent.path if parent else ''}{unit.pk}."
    if len(unit.path) > DEEPEST:
        raise ValidationError(_("层级太深，不能再往下设。"))
    unit.save(update_fields=["path"])


@act
def create_unit(actor: Actor, parent: Unit | None, *, why: str = "", **values: Any) -> Unit:
    """A new unit below `parent`. Offices make units below their node, system administrators in theirs."""
    if parent is None:
        if isinstance(actor, Person) and not actor.scope.everything("system_admin"):
            allowed(actor, "", "system_admin", doing=_("新设顶层单位"))
    else:
        allowed(actor, parent.path, "system_admin", "office", doing=_("新设单位"))
    lock_tree()
    if parent is not None:
        parent = Unit.objects.get(pk=parent.pk)
        if parent.until and parent.until < today():
            raise ValidationError(_("“%s”已经撤并，不能在其下新设单位。") % parent)
    if unknown := set(values) - set(FIELDS):
        raise TypeError(f"a unit has no {sorted(unknown)}")
    unit = Unit(**cleaned({"name": "", **values}))
    _name_is_free(unit.name, parent)
    put_below(unit, parent)
    record(
        actor,
        "unit.create",
        unit,
        {"parent": parent.name if parent else "", "level": unit.get_level_display(), "code": unit.code},
        unit_path=unit.path,
        why=why,
    )
    return unit


@act
def edit_unit(actor: Actor, unit: Unit, *, why: str = "", **changes: Any) -> Unit:
    """Change a unit's own data. A former name stays as an alias: papers go on using it."""
    manage_unit(actor, unit, _("修改"))
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    former = unit.name
    changes = cleaned(changes)
    payload = apply(unit, changes, FIELDS)
    period(unit.since, unit.until)
    if not payload:
        unchanged()
        return unit
    if unit.name != former:
        _name_is_free(unit.name, unit.parent, unit.pk)
        UnitAlias.objects.get_or_create(unit=unit, name=former)
    unit.save()
    record(actor, "unit.edit", unit, payload, unit_path=unit.path, why=why, name=former)
    return unit


@act
def move_unit(actor: Actor, unit: Unit, parent: Unit, *, why: str = "") -> Unit:
    """Put a unit, and all below it, under another one; never under itself."""
    lock_tree()
    unit, parent = Unit.objects.select_related("parent").get(pk=unit.pk), Unit.objects.get(pk=parent.pk)
    manage_unit(actor, unit, _("移动"))
    allowed(actor, parent.path, "system_admin", "office", doing=_("把单位移到那里"))
    if parent.path.startswith(unit.path):
        raise ValidationError(
            _("不能把“%(unit)s”移到它自己或它的下级“%(parent)s”之下。") % {"unit": unit, "parent": parent}
        )
    if unit.parent_id == parent.pk:
        unchanged()
        return unit
    if unit.parent is None:
        raise ValidationError(_("顶层单位不能移动。"))
    _name_is_free(unit.name, parent, unit.pk)
    old, new = unit.path, f"{parent.path}{unit.pk}."
    longest = max(len(p) for p in Unit.objects.below(unit).values_list("path", flat=True))
    if longest - len(old) + len(new) > DEEPEST:
        raise ValidationError(_("移动后层级太深。"))
    above = unit.parent
    Unit.objects.filter(pk=unit.pk).update(parent=parent)
    moved = Unit.objects.filter(path__startswith=old).update(
        path=Concat(Value(new), Substr(F("path"), len(old) + 1))
    )
    unit.refresh_from_db()
    record(
        actor,
        "unit.move",
        unit,
        {"from": above.name, "to": parent.name, "count": moved, "old_path": old, "new_path": new},
        unit_path=new,
        why=why,
    )
    return unit


@act
def close_unit(
    actor: Actor, unit: Unit, *, until: dt.date, successor: Unit | None = None, why: str = ""
) -> Unit:
    """The unit's last day. Its name goes to the successor, so that a paper naming it finds somebody."""
    manage_unit(actor, unit, _("撤并"))
    lock_tree()
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    period(unit.since, until)
    after = until + dt.timedelta(days=1)
    if unit.parent_id is None:
        raise ValidationError(_("顶层单位不能撤并。"))
    if below := list(
        Unit.objects.filter(parent=unit).filter(holding(after)).values_list("name", flat=True)[:5]
    ):
        raise ValidationError(
            _("“%(unit)s”还有下级单位：%(below)s。请先移走或撤并。")
            % {"unit": unit, "below": "、".join(below)}
        )
    if successor is not None:
        allowed(actor, successor.path, "system_admin", "office", doing=_("承接其名称"))
        if successor.pk == unit.pk or not successor.holds_on(after):
            raise ValidationError(_("承接单位“%s”在那天之后不存在。") % successor)
        for name in filter(None, dict.fromkeys((unit.name, unit.short_name))):
            UnitAlias.objects.get_or_create(unit=successor, name=name, since=after)
    unit.until = until
    unit.save(update_fields=["until"])
    ended = Role.objects.filter(unit=unit).filter(holding(after)).update(until=until)
    record(
        actor,
        "unit.close",
        unit,
        {"until": until, "successor": successor.name if successor else "", "roles_ended": ended},
        unit_path=unit.path,
        why=why,
    )
    return unit


@act
def add_alias(
    actor: Actor, unit: Unit, name: str, *, since: dt.date | None = None, until: dt.date | None = None
) -> UnitAlias:
    """Another way the unit is written, for all time or for a time."""
    manage_unit(actor, unit, _("增加别名"))
    name = text(name, _("别名"), 100, need=True)
    period(since, until)
    alias, made = UnitAlias.objects.get_or_create(unit=unit, name=name, since=since, until=until)
    if not made:
        unchanged()
        return alias
    record(actor, "unit.alias", unit, {"alias": name, "since": since, "until": until}, unit_path=unit.path)
    return alias


@act
def end_alias(actor: Actor, alias: UnitAlias, *, until: dt.date | None = None, why: str = "") -> None:
    """The alias holds until that day; without a day it never did and goes."""
    unit = alias.unit
    manage_unit(actor, unit, _("停用别名"))
    if until is None:
        alias.delete()
    else:
        period(alias.since, until)
        UnitAlias.objects.filter(pk=alias.pk).update(until=until)
    record(actor, "unit.alias_end", unit, {"alias": alias.name, "until": until}, unit_path=unit.path, why=why)


def _name_is_free(name: str, parent: Unit | None, but: int | None = None) -> None:
    if Unit.objects.filter(parent=parent, name=name).exclude(pk=but or 0).exists():
        raise ValidationError(
            _("“%(parent)s”之下已有“%(name)s”。") % {"parent": parent or _("顶层"), "name": name}
        )
