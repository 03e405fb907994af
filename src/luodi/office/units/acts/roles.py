"""Roles: granted and taken back by security administrators, never to oneself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from luodi.office.journal.clock import today
from luodi.office.journal.record import act, record, unchanged
from luodi.office.units.acts.ground import ADMINS, Actor, allowed, period
from luodi.office.units.acts.people import keep_one
from luodi.office.units.models import Person, Role, Unit
from luodi.office.units.scope import NAMES, Refusal, names


@act
def grant_role(
    actor: Actor,
    person: Person,
    kind: str,
    unit: Unit,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    why: str = "",
) -> Role:
    """Give a role at a unit. The three administrators are three persons and hold no other role."""
    role, made = _grant(actor, person, kind, unit, since, until)
    if not made:
        unchanged()
        return role
    record(
        actor,
        "role.grant",
        role.person,
        {
            "role": names([kind]),
            "kind": kind,
            "unit": unit.name,
            "unit_id": unit.pk,
            "since": role.since,
            "until": until,
        },
        unit_path=unit.path,
        why=why,
    )
    return role


@act
def grant_at_own_unit(actor: Actor, people: Sequence[Person], kind: str, *, why: str = "") -> int:
    """The same business role to several people, each for the own unit: liaisons after an import."""
    if kind not in ("head", "liaison"):
        raise ValidationError(_("批量授权只限单位负责人和联络员。"))
    given = [p for p in people if _grant(actor, p, kind, p.unit, None, None)[1]]
    if not given:
        unchanged()
        return 0
    for person in given:
        record(
            actor,
            "role.grant",
            person,
            {"role": names([kind]), "kind": kind, "unit": person.unit.name, "unit_id": person.unit_id},
            unit_path=person.unit.path,
            why=why,
        )
    return len(given)


@act
def revoke_role(actor: Actor, role: Role, *, on: dt.date | None = None, why: str = "") -> Role:
    """Take a role back: from tomorrow of `on`, or at once. The row stays as what once held."""
    role = Role.objects.select_for_update(of=("self",)).select_related("person__unit", "unit").get(pk=role.pk)
    _may(actor, role.person, role.unit)
    last = on or today() - dt.timedelta(days=1)
    if role.until is not None and role.until <= last:
        unchanged()
        return role
    if role.kind in ADMINS:
        keep_one(role.kind, but=role.person)
    role.until = last
    role.save(update_fields=["until"])
    record(
        actor,
        "role.revoke",
        role.person,
        {"role": names([role.kind]), "kind": role.kind, "unit": role.unit.name, "last": last},
        unit_path=role.unit.path,
        why=why,
    )
    return role


def _may(actor: Actor, person: Person, unit: Unit) -> None:
    if isinstance(actor, Person) and actor.pk == person.pk:
        raise Refusal(_("不能给自己授权或收回自己的角色；请另一位安全管理员办理。"))
    allowed(actor, unit.path, "security_admin", doing=_("授权"))
    allowed(actor, person.unit.path, "security_admin", doing=_("给该人员授权"))


def _grant(
    actor: Actor, person: Person, kind: str, unit: Unit, since: dt.date | None, until: dt.date | None
) -> tuple[Role, bool]:
    # The person's row is the lock: two grants at once could each pass the check for the other.
    person = Person.objects.select_for_update(of=("self",)).select_related("unit").get(pk=person.pk)
    if kind not in NAMES:
        raise ValidationError(_("没有“%s”这个角色。") % kind)
    _may(actor, person, unit)
    since = since or today()
    period(since, until)
    if until is not None and until < today():
        raise ValidationError(_("止日已过，授权不会生效。"))
    if person.until is not None and person.until < since:
        raise ValidationError(_("%s已经离任，不能授权。") % person)
    if unit.until is not None and unit.until < since:
        raise ValidationError(_("“%s”已经撤并，不能在那里授权。") % unit)
    overlapping = list(_overlapping(person, since, until))
    for role in overlapping:
        if role.kind == kind and role.unit_id == unit.pk:
            return role, False
    _keep_apart(person, kind, overlapping, since, until)
    return Role.objects.create(person=person, kind=kind, unit=unit, since=since, until=until), True


def _overlapping(person: Person, since: dt.date, until: dt.date | None) -> list[Role]:
    begins = Q() if until is None else Q(since=None) | Q(since__lte=until)
    return list(
        Role.objects.filter(begins, Q(until=None) | Q(until__gte=since), person=person).select_related("unit")
    )


def _keep_apart(
    person: Person, kind: str, others: Sequence[Role], since: dt.date, until: dt.date | None
) -> None:
    """Administrators hold nothing else, by role or by standing in; only auditing goes with auditing."""
    for other in others:
        pair = {kind, other.kind}
        if len(pair) == 1 or pair == {"audit_admin", "auditor"} or not pair & set(ADMINS):
            continue
        raise ValidationError(
            _("%(person)s已是%(held)s，不能再任%(new)s：三员必须分设，且不兼业务角色。")
            % {"person": person, "held": names([other.kind]), "new": names([kind])}
        )
    if kind in ADMINS:
        stands_in = Person.objects.filter(substitute=person, substitute_until__gte=since)
        if until is not None:
            stands_in = stands_in.filter(substitute_since__lte=until)
        if (absent := stands_in.first()) is not None:
            raise ValidationError(
                _("%(person)s正代%(absent)s办理业务，不能任三员。") % {"person": person, "absent": absent}
            )
