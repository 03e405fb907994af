"""The journal's place in the navigation: auditors only."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from luodi.office.web.navigation import Entry
from luodi.office.web.navigation import register as put

READERS = ("auditor", "audit_admin")


def may_read(person: Any) -> bool:
    return person.has(*READERS)


def register() -> None:
    put(Entry("journal:list", _("日志"), "journal", order=80, test=may_read))
