"""The ledger's entries in the main navigation."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from luodi.office.units.scope import BUSINESS
from luodi.office.web.navigation import Entry, register


def holds(*kinds: str) -> Any:
    """Shown to whoever holds one of the roles."""
    return lambda person: person.has(*kinds)


def enter() -> None:
    register(
        Entry("ledger:home", _("我的工作"), "home", order=0, phone=True),
        Entry("ledger:reports_mine", _("我的月报"), "report", order=12, test=holds("liaison"), phone=True),
        Entry(
            "ledger:reports_inbox", _("月报阅办"), "inbox", order=14, test=holds("head", "office"), phone=True
        ),
        Entry("ledger:list", _("任务"), "list", order=4, test=holds(*BUSINESS), phone=True, prefix="/tasks/"),
        Entry("ledger:plans", _("方案"), "plan", order=8, test=holds(*BUSINESS), prefix="/plans/"),
        Entry(
            "ledger:tags", _("标签"), "flag", order=34, test=lambda person: person.scope.everything("office")
        ),
        Entry("ledger:instructions", _("批示"), "flag", order=32, test=holds("office", "leader")),
    )
