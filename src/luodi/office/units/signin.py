"""Signing in and out: the same answer and the same work for a wrong password and for a login nobody has."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.contrib.auth import login as open_session
from django.contrib.auth import logout as close_session
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from luodi.office.journal.clock import now
from luodi.office.journal.record import act, record, unchanged
from luodi.office.journal.record import request as journal_request
from luodi.office.units import passwords
from luodi.office.units.models import Person, Policy, SignIn

BACKEND = "luodi.office.units.signin.Backend"
NUMBER = "signin"  # where a session keeps the number of its SignIn


@dataclass(frozen=True)
class Nobody:
    """Who has not signed in yet; the journal names them so."""

    name: str = "未登录者"
    pk: int | None = None


NOBODY = Nobody()


class Backend(BaseBackend):
    """Sessions find their person here; checking a password is `sign_in`."""

    def get_user(self, user_id: int) -> Person | None:
        person = Person.objects.filter(pk=user_id).select_related("unit").first()
        return person if person is not None and person.is_active else None

    def authenticate(self, request: HttpRequest | None, **credentials: object) -> None:
        return None


def sign_in(request: HttpRequest, login: str, password: str) -> Person:
    """Open a session for whoever proves to be this person; anything else is one and the same refusal.

    The password is checked before the transaction, for hashing takes long and writers wait; what is
    counted and decided is decided under the lock of the person's row.
    """
    login = login.strip().lower()[:60]
    password = password[: passwords.LONGEST + 1]
    person = Person.objects.filter(login=login).first() if login else None
    usable = person is not None and person.has_usable_password()
    encoded = person.password if person is not None and usable else _decoy()
    right = check_password(password, encoded) and usable
    # The form's one-time token must not count: whoever sent one token again and again could guess
    # without being counted.
    with journal_request(getattr(request, "id", "")):
        found = _decide(request, login, person.pk if person else None, encoded, right)
    if found is None:
        raise ValidationError(refusal())
    return found


def refusal() -> str:
    """One sentence for every reason, so that it tells nothing about which logins there are."""
    return _(
        "登录未成功：登录名或密码不对，或因连续输错已暂时锁定。"
        "请核对大小写后再试；多次不成请稍候片刻，或请安全管理员解锁。"
    )


@act
def _decide(request: HttpRequest, login: str, pk: int | None, encoded: str, right: bool) -> Person | None:
    """Count, lock or admit, in one transaction with its entry."""
    policy = Policy.current()
    person = (
        Person.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=pk).first()
        if pk is not None
        else None
    )
    where = {"login": _half(login), "address": address(request)}
    # The password may have been changed between the check and the lock: then the check was of another.
    if (
        person is not None
        and right
        and person.password == encoded
        and person.is_active
        and not person.is_locked
    ):
        return _admit(request, person, policy)
    record(NOBODY, "signin.failure", None, where, name=str(_("登录")))
    if person is not None and not person.is_locked:
        _count(person, policy, where)
    return None


def wrong_password(request: HttpRequest, person: Person) -> None:
    """Count a wrong password given by somebody whose session is open; at the limit the session ends too."""

    @act
    def count() -> bool:
        locked = Person.objects.select_for_update(of=("self",)).select_related("unit").get(pk=person.pk)
        where = {"login": _half(locked.login or ""), "address": address(request)}
        record(locked, "signin.failure", None, where, name=str(_("修改密码")), unit_path=locked.unit.path)
        if not locked.is_locked:
            _count(locked, Policy.current(), where)
        return locked.is_locked

    with journal_request(getattr(request, "id", "")):
        if count():
            sign_out(request)


def _count(person: Person, policy: Policy, where: dict[str, str]) -> None:
    over = person.locked_until is not None  # a former lock has run out: counting begins anew
    person.failures = 1 if over else person.failures + 1
    person.locked_until = None
    if person.failures >= policy.failures:
        person.failures = 0
        person.locked_until = now() + dt.timedelta(minutes=policy.lock_minutes)
        record(
            NOBODY,
            "signin.lock",
            person,
            {"failures": policy.failures, "minutes": policy.lock_minutes, "address": where["address"]},
            unit_path=person.unit.path,
        )
    person.save(update_fields=["failures", "locked_until"])


def _admit(request: HttpRequest, person: Person, policy: Policy) -> Person:
    person.failures, person.locked_until = 0, None
    person.must_change = person.must_change or passwords.expired(person, policy)
    person.save(update_fields=["failures", "locked_until", "must_change"])
    SignIn.objects.filter(pk=request.session.get(NUMBER) or 0, ended_at=None).update(ended_at=now())
    request.session.flush()  # nothing of an earlier visitor's session goes over, its key least of all
    open_session(request, person, backend=BACKEND)
    signin = SignIn.objects.create(
        person=person,
        session_key=request.session.session_key or "",
        address=address(request),
        agent=agent(request),
    )
    request.session[NUMBER] = signin.pk
    request.session.save()
    record(person, "signin.success", person, {"address": signin.address}, unit_path=person.unit.path)
    return person


@act
def sign_out(request: HttpRequest) -> None:
    """End this session, here and in the list of sessions."""
    person = request.user
    number = request.session.get(NUMBER)
    if not isinstance(person, Person):
        unchanged()
        return
    SignIn.objects.filter(pk=number or 0, ended_at=None).update(ended_at=now())
    close_session(request)
    record(person, "signin.out", person, {"address": address(request)}, unit_path=person.unit.path)


@act
def idle_out(request: HttpRequest, person: Person, signin: SignIn) -> None:
    """End a session nobody used for too long."""
    SignIn.objects.filter(pk=signin.pk, ended_at=None).update(ended_at=now())
    close_session(request)
    record(person, "signin.idle", person, {"minutes": settings.IDLE_MINUTES}, unit_path=person.unit.path)


def address(request: HttpRequest) -> str:
    """Where the request comes from; behind a front server of ours, what that server says."""
    if getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")[-1].strip()
        if forwarded:
            return forwarded[:60]
    return str(request.META.get("REMOTE_ADDR", ""))[:60]


def agent(request: HttpRequest) -> str:
    return str(request.META.get("HTTP_USER_AGENT", ""))[:200]


def _half(login: str) -> str:
    """Enough of what was typed to recognise a habit, not enough for a password typed in the wrong box."""
    return login[:3] + "***" if len(login) > 3 else "***"


@cache
def _decoy() -> str:
    """A hash to try passwords against where there is no person; made once, by the hasher in use."""
    return make_password("decoy")
