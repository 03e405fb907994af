"""This app's entries in the main navigation, by role."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from luodi.office.web.navigation import Entry
from luodi.office.web.navigation import register as register_entries

KEEPERS = ("office", "system_admin")


def register() -> None:
    register_entries(
        Entry("units:tree", _("单位"), "unit", order=60),
        Entry("units:people", _("人员"), "people", order=61),
        Entry("units:lacking", _("缺岗单位"), "flag", order=62, test=lambda p: p.has(*KEEPERS)),
        Entry("units:accounts", _("账号与角色"), "lock", order=63, test=accounts),
    )


def accounts(person: Any) -> bool:
    return bool(person.has("security_admin", "system_admin"))
