"""Figures over thousands of tasks, counted once and kept until anything changes.

    matrix = kept(person, ("matrix", plan.pk), lambda: matrix(plan, person))

Why what is kept is never old. Whatever a figure is made of changes in one of two ways: by an act, which
moves the journal's head in the same transaction, or by writing standings outside an act (the daily run),
which raises `Refreshed` in the same transaction. Both are read, in one query, before the figure is looked up or counted,
and are part of its key: whoever reads a state sees at least all that led to it, on both databases. Counted
a moment after a further change, a figure is newer than its key; nobody asks for that key once the change
can be seen. Only signing in and out moves nothing here: those entries are passed over.

The day, the person's roles and the language are part of the key too, so that nobody is given a figure made
for wider eyes. Each process keeps its own, the ones used last; small ledgers are simply counted, which is
quick, and lets no row written past the acts (a test's, a migration's) go unseen.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db.models import BigIntegerField, Subquery
from django.db.models.functions import Coalesce
from django.utils import translation

from luodi.office.journal.clock import today
from luodi.office.journal.models import Entry
from luodi.office.ledger.models import Refreshed, Task
from luodi.office.units.models import Person

R = TypeVar("R")

SMALL = 3000
"""Up to this many tasks nothing is kept."""
MOST = 400
"""Figures a process keeps."""

_KEPT: OrderedDict[Hashable, Any] = OrderedDict()
_LOCK = threading.Lock()


class Keeper:
    """The figures of one request: the state of the ledger is asked for once, when the first is wanted."""

    def __init__(self, person: Person):
        self.person = person
        self._state: Hashable | None = None
        self._asked = False

    def __call__(self, name: Hashable, count: Callable[[], R]) -> R:
        """The figure called `name`, as this person sees it now. It is shared: do not change it."""
        if not self._asked:
            self._state, self._asked = _state(), True
        if self._state is None:
            return count()
        key = (self._state, today(), _eyes(self.person), translation.get_language(), name)
        with _LOCK:
            if key in _KEPT:
                _KEPT.move_to_end(key)
                return _KEPT[key]
        made = count()
        with _LOCK:
            _KEPT[key] = made
            while len(_KEPT) > MOST:
                _KEPT.popitem(last=False)
        return made


def _state() -> Hashable | None:
    """Where the journal and the standings are; None where counting is quick."""
    last = Entry.objects.exclude(act__startswith="signin.").order_by("-number")
    row = (
        Entry.objects.filter(pk__in=last.values("pk")[:1])
        .annotate(
            largest=Subquery(Task.objects.order_by("-pk").values("pk")[:1]),
            refreshed=Coalesce(
                Subquery(Refreshed.objects.values("number")[:1]), 0, output_field=BigIntegerField()
            ),
        )
        .values_list("largest", "hash", "refreshed")
        .first()
    )
    if row is None or (row[0] or 0) <= SMALL:
        return None
    return row


def _eyes(person: Person) -> Hashable:
    """What two people must share to see the same: their roles and where they hold them."""
    return frozenset(person.scope.grants), person.scope.roots
