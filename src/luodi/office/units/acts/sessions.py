"""Sessions: each is a row with its beginning and end; an ended one opens no page any more."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.sessions.models import Session
from django.utils.translation import gettext as _

from luodi.office.journal.clock import now
from luodi.office.journal.record import act, record, unchanged
from luodi.office.units.acts.ground import Actor, allowed
from luodi.office.units.models import Person, SignIn


def close_sessions(person: Person, but: str = "") -> int:
    """End the person's sessions, in the caller's transaction; `but` is the key of one to keep."""
    rows = SignIn.objects.filter(person=person, ended_at=None).exclude(session_key=but)
    return close_rows(rows)


def close_rows(rows: Iterable[SignIn]) -> int:
    """Mark the rows ended and take away what the cookies stand for."""
    keys = {row.pk: row.session_key for row in rows}
    SignIn.objects.filter(pk__in=keys, ended_at=None).update(ended_at=now())
    Session.objects.filter(session_key__in=keys.values()).delete()
    return len(keys)


@act
def end_session(actor: Actor, signin: SignIn, *, why: str = "") -> SignIn:
    """End one session: one's own from another place, or anybody's as security administrator."""
    signin = SignIn.objects.select_for_update(of=("self",)).select_related("person__unit").get(pk=signin.pk)
    person = signin.person
    if not (isinstance(actor, Person) and actor.pk == person.pk):
        allowed(actor, person.unit.path, "security_admin", doing=_("结束他人的登录"))
    if signin.ended_at is not None:
        unchanged()
        return signin
    close_rows([signin])
    signin.refresh_from_db()
    record(
        actor,
        "session.end",
        person,
        {"count": 1, "address": signin.address},
        unit_path=person.unit.path,
        why=why,
    )
    return signin


@act
def end_sessions(actor: Actor, person: Person, *, but: str = "", why: str = "") -> int:
    """End all sessions of a person, or all but the one whose key is given."""
    if not (isinstance(actor, Person) and actor.pk == person.pk):
        allowed(actor, person.unit.path, "security_admin", doing=_("结束他人的登录"))
    count = close_sessions(person, but)
    if not count:
        unchanged()
        return 0
    record(actor, "session.end", person, {"count": count}, unit_path=person.unit.path, why=why)
    return count
