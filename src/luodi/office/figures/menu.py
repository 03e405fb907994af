"""This app's entries in the main navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from luodi.office.units.scope import BUSINESS
from luodi.office.web.navigation import Entry, register


def enter() -> None:
    register(
        Entry(
            "figures:indicators",
            _("指标"),
            "target",
            order=21,
            test=lambda person: person.has(*BUSINESS),
            prefix="/figures/",
        ),
        Entry(
            "figures:rounds",
            _("指标填报"),
            "report",
            order=22,
            test=lambda person: person.has("office", "head", "liaison"),
            prefix="/figures/rounds/",
        ),
    )
