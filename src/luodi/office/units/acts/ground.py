"""What every act of this app stands on: who may, is the text fit to keep, what has changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from luodi.office.journal.record import SYSTEM, System
from luodi.office.units.models import Person, Role, Unit
from luodi.office.units.scope import Refusal
from luodi.office.web.filters import HIDDEN, mask_phone

Actor = Person | System

ADMINS = ("system_admin", "security_admin", "audit_admin")
"""The three administrators: separate persons, without business roles."""


def allowed(actor: Actor, path: str, *kinds: str, doing: str = "") -> None:
    """Refuse unless one of the roles covers the unit; the system itself may."""
    if isinstance(actor, Person):
        actor.scope.require(path, *kinds, doing=doing)
    elif actor is not SYSTEM:
        raise Refusal(_("无法确认办理人。"))


def may_manage_unit(actor: Actor, unit: Unit) -> bool:
    """System administrators from their node downwards; offices below their node, not the node itself."""
    if not isinstance(actor, Person):
        return actor is SYSTEM
    above = unit.path[: unit.path.rstrip(".").rfind(".") + 1]
    return actor.scope.covers(unit.path, "system_admin") or bool(
        above and actor.scope.covers(above, "office")
    )


def manage_unit(actor: Actor, unit: Unit, doing: str) -> None:
    if may_manage_unit(actor, unit):
        return
    allowed(actor, unit.path, "system_admin", "office", doing=doing)
    raise Refusal(_("办公室只能维护本级以下的单位，不能%s本级；请系统管理员办理。") % doing)


def is_admin(person: Person) -> bool:
    """Whether the person holds, held or will hold an administrator's role that has not ended."""
    return any(r.kind in ADMINS for r in open_roles(person))


def open_roles(person: Person) -> list[Role]:
    from luodi.office.journal.clock import today

    return list(
        Role.objects.filter(person=person)
        .filter(models.Q(until=None) | models.Q(until__gte=today()))
        .select_related("unit")
    )


def may_manage_person(actor: Actor, person: Person) -> bool:
    """As for units, the office's own node included; administrators are the system administrator's to keep."""
    if not isinstance(actor, Person):
        return actor is SYSTEM
    path = person.unit.path
    return actor.scope.covers(path, "system_admin") or (
        actor.scope.covers(path, "office") and not is_admin(person)
    )


def manage_person(actor: Actor, person: Person, doing: str) -> None:
    if may_manage_person(actor, person):
        return
    allowed(actor, person.unit.path, "system_admin", "office", doing=doing)
    raise Refusal(_("%s是三员之一，只有系统管理员能维护其资料。") % person.name)


def text(value: object, label: str, most: int, *, need: bool = False) -> str:
    """One line of text fit to keep; what cannot be seen is refused by name, not dropped."""
    cleaned = " ".join(str(value or "").split(" ")).strip()
    if bad := HIDDEN.search(cleaned) or next((c for c in cleaned if c in "\r\n\t"), None):
        sign = bad if isinstance(bad, str) else bad[0]
        raise ValidationError(
            _("%(label)s含看不见的字符（U+%(code)s），请删去后重填。")
            % {"label": label, "code": f"{ord(sign):04X}"}
        )
    if need and not cleaned:
        raise ValidationError(_("%s不能为空。") % label)
    if len(cleaned) > most:
        raise ValidationError(
            _("%(label)s过长：%(n)s字，最多%(most)s字。") % {"label": label, "n": len(cleaned), "most": most}
        )
    return cleaned


def period(since: dt.date | None, until: dt.date | None) -> None:
    if since and until and until < since:
        raise ValidationError(
            _("止日（%(until)s）早于起日（%(since)s）。") % {"since": since, "until": until}
        )


def label(model: models.Model | type[models.Model], name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def apply(row: models.Model, changes: dict[str, Any], fields: Iterable[str]) -> dict[str, Any]:
    """Set what is different; answer what is to be recorded, as words and as values before and after."""
    unknown = set(changes) - set(fields)
    if unknown:
        raise TypeError(f"cannot change {sorted(unknown)} of {row._meta.label}")
    words, before, after = [], {}, {}
    for name, value in changes.items():
        old = getattr(row, name)
        if old == value:
            continue
        setattr(row, name, value)
        shown_old, shown_new = _shown(row, name, old), _shown(row, name, value)
        words.append(f"{label(row, name)}由“{shown_old}”改为“{shown_new}”")
        before[name], after[name] = shown_old, shown_new
    return {"changes": "，".join(words), "before": before, "after": after} if words else {}


def _shown(row: models.Model, name: str, value: Any) -> str:
    if name == "phone":  # a history is read by more people than a telephone number
        return mask_phone(value) or "—"
    field: Any = row._meta.get_field(name)
    named = dict(field.flatchoices).get(value, value) if field.choices else value
    return str(named) if named not in (None, "") else "—"
