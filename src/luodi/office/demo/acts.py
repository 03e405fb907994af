"""The one act of the demonstration's own: accounts whose password is printed for whoever tries it."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from luodi.office.demo.people import SIGNINS
from luodi.office.journal.record import SYSTEM, act, record
from luodi.office.units import passwords
from luodi.office.units.models import Person


@act
def open_demo_accounts(people: dict[str, Person], password: str) -> None:
    """Logins for one person of each role, all with one password that need not be changed first."""
    encoded = make_password(password)
    for key, login, _label in SIGNINS:
        person = Person.objects.select_for_update(of=("self",)).get(pk=people[key].pk)
        person.login = login
        person.save(update_fields=["login"])
        passwords.store(person, encoded, must_change=False)
        record(SYSTEM, "account.demo", person, {"login": login}, unit_path=person.unit.path)
