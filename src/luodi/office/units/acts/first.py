"""The beginning: the top unit and the three administrators, before anybody could grant anything."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.office.journal.record import SYSTEM, act
from luodi.office.units.acts.accounts import open_account
from luodi.office.units.acts.ground import ADMINS
from luodi.office.units.acts.people import create_person
from luodi.office.units.acts.roles import grant_role
from luodi.office.units.acts.tree import create_unit, lock_tree
from luodi.office.units.models import Person, Role, Unit
from luodi.office.units.scope import names

LOGINS = {"system_admin": "sysadmin", "security_admin": "secadmin", "audit_admin": "audadmin"}


@act
def make_first_admin(
    office: str, *, login: str = LOGINS["system_admin"], name: str = "", level: str = Unit.Level.PROVINCE
) -> tuple[Person, str]:
    """The first system administrator, below a top unit made for it if there is none; answers the password."""
    return _make("system_admin", _root(office, level), login, name)


@act
def make_administrators(office: str, *, level: str = Unit.Level.PROVINCE) -> list[tuple[str, str, str]]:
    """All three administrators of a new office: (role, login, password); each password is shown once."""
    root = _root(office, level)
    made = []
    for kind in ADMINS:
        _person, password = _make(kind, root, LOGINS[kind], "")
        made.append((kind, LOGINS[kind], password))
    return made


def _root(office: str, level: str) -> Unit:
    lock_tree()
    root = Unit.objects.filter(parent=None).order_by("pk").first()
    return root or create_unit(SYSTEM, None, name=office, level=level)


def _make(kind: str, root: Unit, login: str, name: str) -> tuple[Person, str]:
    if Role.objects.filter(kind=kind).exists():
        raise ValidationError(_("已经有%s了；请由安全管理员授权，或在服务器上重设其密码。") % names([kind]))
    person = create_person(SYSTEM, root, name=name or names([kind]), post=names([kind]))
    grant_role(SYSTEM, person, kind, root)
    return person, open_account(SYSTEM, person, login)
