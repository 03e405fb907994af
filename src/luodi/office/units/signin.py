"""How a person is recognised."""

from __future__ import annotations

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from luodi.office.units.models import Person


class Backend(BaseBackend):
    """Sessions find their person here; checking a password is `units.acts.sign_in`."""

    def get_user(self, user_id: int) -> Person | None:
        person = Person.objects.filter(pk=user_id).select_related("unit").first()
        return person if person is not None and person.is_active else None

    def authenticate(self, request: HttpRequest | None, **credentials: object) -> None:
        return None
