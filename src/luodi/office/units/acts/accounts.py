"""Accounts: opened and closed by system administrators, unlocked by security administrators."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from luodi.office.journal.clock import today
from luodi.office.journal.record import act, record, unchanged
from luodi.office.units import passwords
from luodi.office.units.acts.ground import ADMINS, Actor, allowed, apply, open_roles
from luodi.office.units.acts.ground import label as field_label
from luodi.office.units.acts.people import keep_one
from luodi.office.units.acts.sessions import close_sessions
from luodi.office.units.models import Person, Policy, SignIn
from luodi.office.units.scope import Refusal, names
from luodi.office.units.signin import wrong_password

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
AT_ONCE = 100  # each password is hashed; a page must answer before the front server gives up
# What the policy may be set to: never weaker than what the grade protection standard expects.
BOUNDS = {
    "min_length": (10, 64),
    "admin_length": (12, 64),
    "classes": (3, 4),
    "days": (7, 90),
    "remembered": (5, 20),
    "failures": (3, 5),
    "lock_minutes": (15, 1440),
}


def open_account(actor: Actor, person: Person, login: str) -> str:
    """Give a person a login; answers the first password, which is kept nowhere and must be changed."""
    password = passwords.random_password()
    _open(actor, [(person, login, make_password(password))])
    return password


def open_accounts(actor: Actor, people: Sequence[Person]) -> list[tuple[Person, str, str]]:
    """Accounts for several people at once, logins proposed from their names: (person, login, password)."""
    if len(people) > AT_ONCE:
        raise ValidationError(_("一次最多为%s人开通账号。") % AT_ONCE)
    for person in people:
        _accounts(actor, person, _("开通账号"))
    fresh = [(p, "", passwords.random_password()) for p in people if not p.login]
    logins = _open(actor, [(p, login, make_password(password)) for p, login, password in fresh])
    return [(p, login, password) for (p, _none, password), login in zip(fresh, logins, strict=True)]


def reset_password(actor: Actor, person: Person, *, why: str = "") -> str:
    """A new first password; sessions end. Nobody takes over an administrator of another kind this way."""
    password = passwords.random_password()
    _reset(actor, person, make_password(password), why)
    return password


@act
def _reset(actor: Actor, person: Person, encoded: str, why: str) -> None:
    person = _locked(person)
    _accounts(actor, person, _("重设密码"))
    if not person.login:
        raise ValidationError(_("%s还没有开通账号。") % person)
    kinds = {r.kind for r in open_roles(person)} & set(ADMINS)
    if isinstance(actor, Person) and kinds and not actor.scope.has(*kinds):
        raise Refusal(
            _("%(person)s是%(kind)s，密码只能由本人修改、由另一位%(kind)s重设，或在服务器上用命令重设。")
            % {"person": person, "kind": names(sorted(kinds))}
        )
    passwords.store(person, encoded, must_change=True)
    close_sessions(person)
    record(actor, "account.reset", person, unit_path=person.unit.path, why=why)


@act
def disable_account(actor: Actor, person: Person, *, why: str = "") -> Person:
    """The person signs in no more, at once."""
    person = _locked(person)
    allowed(actor, person.unit.path, "system_admin", "security_admin", doing=_("停用账号"))
    if isinstance(actor, Person) and actor.pk == person.pk:
        raise Refusal(_("不能停用自己的账号。"))
    if person.disabled:
        unchanged()
        return person
    for kind in {r.kind for r in open_roles(person) if r.kind in ADMINS}:
        keep_one(kind, but=person)
    person.disabled = True
    person.save(update_fields=["disabled"])
    close_sessions(person)
    record(actor, "account.disable", person, unit_path=person.unit.path, why=why)
    return person


@act
def enable_account(actor: Actor, person: Person, *, why: str = "") -> Person:
    person = _locked(person)
    _accounts(actor, person, _("启用账号"))
    if not person.disabled:
        unchanged()
        return person
    person.disabled = False
    person.save(update_fields=["disabled"])
    record(actor, "account.enable", person, unit_path=person.unit.path, why=why)
    return person


@act
def unlock(actor: Actor, person: Person, *, why: str = "") -> Person:
    """Let a person try again before the lock runs out; never oneself."""
    person = _locked(person)
    allowed(actor, person.unit.path, "security_admin", doing=_("解锁"))
    if not person.is_locked and not person.failures:
        unchanged()
        return person
    person.failures, person.locked_until = 0, None
    person.save(update_fields=["failures", "locked_until"])
    record(actor, "account.unlock", person, unit_path=person.unit.path, why=why)
    return person


def change_password(request: HttpRequest, old: str, new: str) -> Person:
    """One's own password: the old one proves who asks; other sessions end, this one gets a new key.

    A wrong old password counts as a failed sign-in: an open session is no place to guess in.
    """
    if not isinstance(request.user, Person):
        raise Refusal(_("请先登录。"))
    person = Person.objects.select_related("unit").get(pk=request.user.pk)
    if person.is_locked or not check_password(old[: passwords.LONGEST + 1], person.password):
        wrong_password(request, person)
        raise ValidationError({"old": _("现在的密码不对，或因连续输错已暂时锁定。")})
    if found := passwords.faults(new, person):
        raise ValidationError({"new": found})
    return _change(request, person, make_password(new))


@act
def _change(request: HttpRequest, checked: Person, encoded: str) -> Person:
    person = _locked(checked)
    if person.password != checked.password:
        raise ValidationError(_("密码刚刚在别处改过，请用新密码登录。"))
    key = request.session.session_key or ""
    passwords.store(person, encoded, must_change=False)
    close_sessions(person, but=key)
    update_session_auth_hash(request, person)  # also changes the session's key
    request.session.save()
    SignIn.objects.filter(person=person, session_key=key).update(
        session_key=request.session.session_key or ""
    )
    record(person, "password.change", person, unit_path=person.unit.path)
    return person


@act
def set_policy(actor: Actor, *, why: str = "", **changes: int) -> Policy:
    """What is asked of passwords, within the bounds of the standard."""
    if isinstance(actor, Person) and not actor.scope.everything("security_admin"):
        allowed(actor, "", "security_admin", doing=_("修改全系统的密码规则"))
    for name, value in changes.items():
        least, most = BOUNDS[name]
        if not least <= value <= most:
            raise ValidationError(
                {
                    name: _("%(label)s应在%(least)s到%(most)s之间。")
                    % {"label": field_label(Policy, name), "least": least, "most": most}
                }
            )
    Policy.objects.get_or_create(pk=1)
    policy = Policy.objects.select_for_update().get(pk=1)
    payload = apply(policy, changes, BOUNDS)
    if not payload:
        unchanged()
        return policy
    policy.save()
    record(actor, "policy.change", policy, payload, why=why)
    return policy


def propose_login(person: Person) -> str:
    """沈青 → shenqing, with a number where somebody has it already."""
    from pypinyin import lazy_pinyin

    base = "".join(c for c in "".join(lazy_pinyin(person.name)).lower() if c.isascii() and c.isalnum())[:30]
    base = base if len(base) >= 3 else f"{base}user"
    taken = set(Person.objects.filter(login__startswith=base).values_list("login", flat=True))
    return next(n for n in (base, *(f"{base}{i}" for i in range(2, 10_000))) if n not in taken)


@act
def _open(actor: Actor, accounts: Sequence[tuple[Person, str, str]]) -> list[str]:
    """Open accounts of (person, login or nothing, hashed password); answers the logins."""
    logins = []
    for given, wanted, encoded in accounts:
        person = _locked(given)
        _accounts(actor, person, _("开通账号"))
        login = wanted.strip().lower() or propose_login(person)
        if not LOGIN.fullmatch(login):
            raise ValidationError({"login": _("登录名应是3到60位的字母、数字、点、横线或下划线。")})
        if person.login:
            raise ValidationError({"login": _("%(name)s已有登录名。") % {"name": person}})
        if Person.objects.filter(login=login).exists():
            raise ValidationError({"login": _("登录名“%s”已有人用。") % login})
        if person.until is not None and person.until < today():
            raise ValidationError(_("%s已经离任，不能开通账号。") % person)
        person.login = login
        person.save(update_fields=["login"])
        passwords.store(person, encoded, must_change=True)
        record(actor, "account.open", person, {"login": login}, unit_path=person.unit.path)
        logins.append(login)
    if not logins:
        unchanged()
    return logins


def _locked(person: Person) -> Person:
    return Person.objects.select_for_update(of=("self",)).select_related("unit").get(pk=person.pk)


def _accounts(actor: Actor, person: Person, doing: str) -> None:
    allowed(actor, person.unit.path, "system_admin", doing=doing)
