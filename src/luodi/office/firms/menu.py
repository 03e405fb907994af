"""This app's entries in the main navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from luodi.office.units.scope import BUSINESS, READERS
from luodi.office.web.navigation import Entry, register


def enter() -> None:
    register(
        Entry(
            "firms:list",
            _("企业"),
            "unit",
            order=18,
            test=lambda person: person.has(*BUSINESS),
            prefix="/firms/",
        ),
        Entry(
            "firms:counties",
            _("企业梯度"),
            "target",
            order=19,
            test=lambda person: person.has(*READERS),
            prefix="/firms/counties/",
        ),
    )
