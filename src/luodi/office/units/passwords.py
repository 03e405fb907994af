"""What a password must be. The rules are the security administrator's; these are the checks."""

from __future__ import annotations

import datetime as dt
import secrets
import string

from django.contrib.auth.hashers import check_password
from django.utils.translation import gettext as _

from luodi.office.journal.clock import now, today
from luodi.office.units.models import PasswordUsed, Person, Policy, Role

ADMINS = ("system_admin", "security_admin", "audit_admin")
LONGEST = 128  # hashing a megabyte of password would be work anybody could order

# No 0 O 1 l I: initial passwords are read out and typed.
_ALPHABETS = ("abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "@#%*+=?")


def classes(password: str) -> int:
    """How many of lower case, upper case, digits and other signs are in it.

    >>> classes("Abc123"), classes("密码abc")
    (3, 2)
    """
    groups = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
    kinds = {next((n for n, g in enumerate(groups) if c in g), 3) for c in password}
    return len(kinds)


def faults(password: str, person: Person, policy: Policy | None = None) -> list[str]:
    """Everything that is wrong with a new password, each as a sentence; empty when it may be used."""
    policy = policy or Policy.current()
    least = policy.admin_length if _holds_admin(person) else policy.min_length
    found = []
    if len(password) < least:
        found.append(_("至少%(n)s位（现在%(have)s位）。") % {"n": least, "have": len(password)})
    if len(password) > LONGEST:
        found.append(_("最多%s位。") % LONGEST)
        return found
    if classes(password) < policy.classes:
        found.append(_("要含小写字母、大写字母、数字、其他符号中的至少%s类。") % policy.classes)
    folded = password.casefold()
    for word, what in ((person.login, _("登录名")), (person.name, _("姓名")), (person.phone, _("电话"))):
        if word and len(word) >= 2 and word.casefold() in folded:
            found.append(_("不能包含%s。") % what)
    if not found and used_before(password, person, policy):
        found.append(_("不能与最近%s次用过的密码相同。") % policy.remembered)
    return found


def used_before(password: str, person: Person, policy: Policy) -> bool:
    former = (
        PasswordUsed.objects.filter(person=person).order_by("-at", "-pk").values_list("password", flat=True)
    )
    hashes = dict.fromkeys([person.password, *former[: policy.remembered]])
    return any(check_password(password, h) for h in list(hashes)[: policy.remembered] if h)


def store(person: Person, encoded: str, *, must_change: bool) -> None:
    """Keep the hashed password and remember it; in the caller's transaction, the person's row locked.

    Hashing is the caller's, before the transaction: it takes long, and other writers would wait.
    """
    person.password = encoded
    person.must_change = must_change
    person.password_changed_at = now()
    person.failures = 0
    person.locked_until = None
    person.save(update_fields=["password", "must_change", "password_changed_at", "failures", "locked_until"])
    PasswordUsed.objects.create(person=person, password=person.password, at=now())
    keep = Policy._meta.get_field("remembered").default * 4
    old = (
        PasswordUsed.objects.filter(person=person).order_by("-at", "-pk").values_list("pk", flat=True)[keep:]
    )
    PasswordUsed.objects.filter(pk__in=list(old)).delete()


def expired(person: Person, policy: Policy) -> bool:
    changed = person.password_changed_at
    return changed is not None and now() - changed >= dt.timedelta(days=policy.days)


def random_password(length: int = 14) -> str:
    """A first password: fits the rules, and can be read out without doubt."""
    chars = [secrets.choice(a) for a in _ALPHABETS]
    chars += [secrets.choice("".join(_ALPHABETS[:3])) for _n in range(length - len(chars))]
    secrets.SystemRandom().shuffle(chars)
    return "".join(chars)


def _holds_admin(person: Person) -> bool:
    from django.db.models import Q

    return (
        person.pk is not None
        and Role.objects.filter(
            Q(until=None) | Q(until__gte=today()), person=person, kind__in=ADMINS
        ).exists()
    )
