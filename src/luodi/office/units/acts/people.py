"""People: who they are, where they serve, when they leave, and who stands in for them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from luodi.office.journal.clock import now, today
from luodi.office.journal.record import act, record, unchanged
from luodi.office.units.acts.ground import (
    ADMINS,
    Actor,
    allowed,
    apply,
    is_admin,
    manage_person,
    may_manage_person,
    period,
    text,
)
from luodi.office.units.acts.sessions import close_sessions
from luodi.office.units.models import ApiToken, Person, Role, Unit
from luodi.office.units.scope import Refusal

FIELDS = ("name", "unit", "post", "phone", "since")
PHONE = re.compile(r"[0-9+＋()（）\-－ ]{3,40}(转\d{1,6})?")


def cleaned(values: dict[str, Any]) -> dict[str, Any]:
    """The values of a person, fit to keep."""
    values = dict(values)
    for name, label, most in (("name", _("姓名"), 60), ("post", _("职务"), 60), ("phone", _("电话"), 40)):
        if name in values:
            values[name] = text(values[name], label, most, need=name == "name")
    if values.get("phone") and not all(
        PHONE.fullmatch(p.strip()) for p in re.split("[、,，/；;]", values["phone"])
    ):
        raise ValidationError(_("电话“%s”不像电话号码。") % values["phone"])
    return values


@act
def create_person(actor: Actor, unit: Unit, *, why: str = "", **values: Any) -> Person:
    """Somebody with a post in the unit; an account is opened apart, roles are granted apart."""
    allowed(actor, unit.path, "system_admin", "office", doing=_("增加人员"))
    values = cleaned({"name": "", **values})
    if unknown := set(values) - {*FIELDS, "until"}:
        raise TypeError(f"a person has no {sorted(unknown)}")
    period(values.get("since"), values.get("until"))
    if Person.objects.filter(unit=unit, name=values["name"]).filter(_serving(today())).exists():
        raise ValidationError(
            _("“%(unit)s”已有“%(name)s”；若是同名的另一人，请在姓名后注明。")
            % {"unit": unit, "name": values["name"]}
        )
    person = Person(unit=unit, **values)
    person.set_unusable_password()
    person.save()
    record(
        actor, "person.create", person, {"unit": unit.name, "post": person.post}, unit_path=unit.path, why=why
    )
    return person


@act
def edit_person(actor: Actor, person: Person, *, why: str = "", **changes: Any) -> Person:
    """Change a person's data. Who moves to another unit leaves the roles held in the old one behind."""
    person = Person.objects.select_for_update(of=("self",)).select_related("unit").get(pk=person.pk)
    manage_person(actor, person, _("修改人员"))
    former, old = person.name, person.unit
    payload = apply(person, cleaned(changes), FIELDS)
    period(person.since, person.until)
    if not payload:
        unchanged()
        return person
    if person.unit_id != old.pk:
        allowed(actor, person.unit.path, "system_admin", "office", doing=_("把人员调到那里"))
        payload["roles_ended"] = _end_roles(
            person,
            today() - dt.timedelta(days=1),
            Q(unit__path__startswith=old.path, kind__in=("head", "liaison")),
        )
    person.save()
    record(actor, "person.edit", person, payload, unit_path=person.unit.path, why=why, name=former)
    return person


@act
def leave_office(actor: Actor, person: Person, *, on: dt.date, why: str = "") -> Person:
    """The person's last day: roles, substitution, keys and (once past) sessions end with it."""
    person = Person.objects.select_for_update(of=("self",)).select_related("unit").get(pk=person.pk)
    manage_person(actor, person, _("办理离任"))
    if isinstance(actor, Person) and actor.pk == person.pk:
        raise Refusal(_("不能为自己办理离任。"))
    period(person.since, on)
    for kind in {r.kind for r in person.roles.all() if r.kind in ADMINS}:
        keep_one(kind, but=person)
    person.until = on
    person.save(update_fields=["until"])
    ended = _end_roles(person, on, Q())
    Person.objects.filter(substitute=person).filter(
        Q(substitute_until=None) | Q(substitute_until__gt=on)
    ).update(substitute_until=on)
    if on < today():
        close_sessions(person)
    ApiToken.objects.filter(person=person, revoked_at=None).update(revoked_at=now())
    record(
        actor, "person.leave", person, {"on": on, "roles_ended": ended}, unit_path=person.unit.path, why=why
    )
    return person


@act
def set_substitute(
    actor: Actor, person: Person, substitute: Person, *, since: dt.date, until: dt.date, why: str = ""
) -> Person:
    """From day to day somebody else does what the person does as head or liaison.

    Whoever goes on leave names the substitute, or the office does; nobody names themselves.
    """
    person = Person.objects.select_for_update(of=("self",)).select_related("unit").get(pk=person.pk)
    substitute = Person.objects.select_related("unit").get(pk=substitute.pk)
    _may_arrange(actor, person)
    if isinstance(actor, Person) and actor.pk == substitute.pk:
        raise Refusal(_("不能指定自己代办；请由本人或办公室指定。"))
    if substitute.pk == person.pk:
        raise ValidationError(_("代办人不能是本人。"))
    period(since, until)
    if until < today():
        raise ValidationError(_("代办止日已过。"))
    if (until - since).days > 366:
        raise ValidationError(_("代办最长一年；更长请另行任命。"))
    if not substitute.is_active:
        raise ValidationError(_("%s不在任或已停用，不能代办。") % substitute)
    if is_admin(substitute):
        raise ValidationError(_("%s是三员之一，不能代办业务。") % substitute)
    a, b = person.unit.path, substitute.unit.path
    if not (a.startswith(b) or b.startswith(a)):
        raise ValidationError(_("代办人应在同一单位或其上下级单位。"))
    person.substitute, person.substitute_since, person.substitute_until = substitute, since, until
    person.save(update_fields=["substitute", "substitute_since", "substitute_until"])
    record(
        actor,
        "person.substitute",
        person,
        {"substitute": substitute.name, "substitute_id": substitute.pk, "since": since, "until": until},
        unit_path=person.unit.path,
        why=why,
    )
    return person


@act
def end_substitute(actor: Actor, person: Person, *, why: str = "") -> Person:
    """The person is back."""
    person = (
        Person.objects.select_for_update(of=("self",)).select_related("unit", "substitute").get(pk=person.pk)
    )
    _may_arrange(actor, person)
    if person.substitute is None:
        unchanged()
        return person
    former = person.substitute
    person.substitute = person.substitute_since = person.substitute_until = None
    person.save(update_fields=["substitute", "substitute_since", "substitute_until"])
    record(
        actor,
        "person.substitute_end",
        person,
        {"substitute": former.name},
        unit_path=person.unit.path,
        why=why,
    )
    return person


def may_arrange(actor: Actor, person: Person) -> bool:
    return (isinstance(actor, Person) and actor.pk == person.pk) or may_manage_person(actor, person)


def _may_arrange(actor: Actor, person: Person) -> None:
    if not may_arrange(actor, person):
        manage_person(actor, person, _("安排代办"))


def keep_one(kind: str, but: Person) -> None:
    """Refuse to lose the last person of an administrator's role: nobody could grant it again."""
    day = today()
    others = (
        Role.objects.filter(kind=kind, person__disabled=False)
        .filter(Q(until=None) | Q(until__gt=day))
        .filter(Q(since=None) | Q(since__lte=day))
        .filter(Q(person__until=None) | Q(person__until__gt=day))
        .exclude(person=but)
    )
    if kind in ADMINS and not others.exists():
        from luodi.office.units.scope import names

        raise ValidationError(_("%s只剩这一位，请先另行任命。") % names([kind]))


def _end_roles(person: Person, last: dt.date, which: Q) -> int:
    return (
        Role.objects.filter(which, person=person).filter(Q(until=None) | Q(until__gt=last)).update(until=last)
    )


def _serving(day: dt.date) -> Q:
    return Q(until=None) | Q(until__gte=day)
