"""What stands in the main navigation. Each app registers its own entries; this app knows none of them.

from luodi.office.web.navigation import Entry, register
register(Entry("ledger:list", _("任务"), "list", order=20, test=lambda person: True))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


def everybody(_person: Any) -> bool:
    return True


@dataclass(frozen=True)
class Entry:
    """One way into the program."""

    name: str  # URL name, also the entry's identity: registering it again replaces it
    label: Any  # a lazy string
    icon: str  # an icon of static/luodi/icons.svg
    order: int = 50  # small numbers first
    test: Callable[[Any], bool] = everybody  # is it shown to this person?
    phone: bool = False  # one of the few in the phone's bottom bar (the rest stand under 更多)
    prefix: str = ""  # addresses the entry counts as current for; its own address when empty


@dataclass(frozen=True)
class Item:
    """An entry as this page shows it."""

    href: str
    label: Any
    icon: str
    current: bool
    phone: bool


@dataclass(frozen=True)
class Shell:
    """The frame around a page."""

    user: Any = None  # the signed-in person, or None
    items: list[Item] = field(default_factory=list)
    office: str = ""


_ENTRIES: dict[str, Entry] = {}


def register(*entries: Entry) -> None:
    """Put entries into the navigation; called from an app's `ready`."""
    for entry in entries:
        _ENTRIES[entry.name] = entry


def entries() -> list[Entry]:
    return sorted(_ENTRIES.values(), key=lambda e: (e.order, e.name))


def items_for(person: Any, path: str) -> list[Item]:
    """The entries this person may see; the one with the longest matching address is current."""
    shown: list[tuple[Entry, str]] = []
    for entry in entries():
        try:
            href = reverse(entry.name)
        except NoReverseMatch:  # an app that is not installed here
            continue
        if entry.test(person):
            shown.append((entry, href))
    fits = [entry.prefix or href for entry, href in shown if _under(path, entry.prefix or href)]
    best = max(fits, key=len, default=None)
    return [Item(href, e.label, e.icon, (e.prefix or href) == best, e.phone) for e, href in shown]


def _under(path: str, prefix: str) -> bool:
    return path == prefix if prefix == "/" else path.startswith(prefix)


def shell(request: HttpRequest | None) -> Shell:
    """Everything the frame needs, or an empty frame where nobody is signed in."""
    user = getattr(request, "user", None)
    office = getattr(settings, "OFFICE_NAME", "")
    if request is None or user is None or not user.is_authenticated:
        return Shell(office=office)
    return Shell(user, items_for(user, request.path), office)
