"""What can be searched. Each app registers its own kinds; this app knows none of them.

register(Kind("task", _("任务"), visible=lambda p: Task.objects.visible_to(p), …))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from luodi.office.search import index


@dataclass(frozen=True)
class Kind:
    """One kind of object: who sees which, what of it is indexed, how a hit is shown."""

    name: str  # the index's name for it
    label: Any  # a lazy string
    order: int
    visible: Callable[[Any], QuerySet]  # the objects a person sees
    texts: Callable[[], Iterable[tuple[int, str]]]  # everything there is, for `rebuild`
    title: Callable[[Any], str]
    href: Callable[[Any], str | None]
    field: str  # the column a snippet is cut from
    note: Callable[[Any], str] = lambda _hit: ""  # a few words beside the title
    # Columns a hit's row needs; related ones with __ are fetched along.
    related: tuple[str, ...] = ()
    defer: tuple[str, ...] = ()  # long columns a list must not load


_KINDS: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Make kinds searchable; called from an app's `ready`."""
    for kind in kinds:
        _KINDS[kind.name] = kind


def kinds() -> list[Kind]:
    return sorted(_KINDS.values(), key=lambda k: (k.order, k.name))


def rebuild(*names: str) -> dict[str, int]:
    """Make the index anew from the objects themselves, all kinds or those named; how many of each."""
    counts = {}
    for kind in kinds():
        if not names or kind.name in names:
            index.clear(kind.name)
            counts[kind.name] = index.put_many(kind.name, kind.texts())
    return counts
