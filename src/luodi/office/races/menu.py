"""This app's entries in the main navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from luodi.office.units.scope import BUSINESS
from luodi.office.web.navigation import Entry, register


def enter() -> None:
    register(
        Entry(
            "races:list",
            _("赛马"),
            "flag",
            order=22,
            test=lambda person: person.has(*BUSINESS),
            prefix="/races/",
        )
    )
