"""Figures over thousands of tasks, counted once and kept until something they are made of changes.

    keep = Keeper(person)
    keep("name", count)                       until any of the ledger moves
    keep.lasting("name", count)               until more than single tasks' reports, lights or dates moves
    keep.of_plan(plan.pk, "name", count)      until a task of the plan moves
    keep.by_unit(plan.pk, "name", count)      parts by lead unit: count(None) all, count([…]) those that moved
    keep.by_task(("light", day), ids, count)  parts by task, the same for everybody

Why what is kept is never old. Whatever a figure is made of changes in one of two ways: by an act, which
leaves its entry in the same transaction, or by writing standings outside an act (the daily run), which
raises `Refreshed` in the same transaction. Both are read, in one query, before anything kept is looked up:
the entries since the last look say which tasks have moved. Entries are numbered in the order in which they
are committed, so whoever sees one sees all before it, on both databases. A part is kept with the number up
to which entries had been read when it was counted; one with a later entry is counted again. Counted a moment
after a further change, it is newer than its number and will be counted once more.

Only acts named below are known to move no more than their task (`OF_ONE`), or nothing that is kept (`QUIET`);
any other act makes everything old. The day, the person's roles and the language are part of what a figure is
kept under, so that nobody is given a figure made for wider eyes.

Each process keeps its own, the ones used last; small ledgers are simply counted, which is quick, and lets no
row written past the acts (a test's, a migration's) go unseen.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import BigIntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import translation

from luodi.office.journal.clock import today
from luodi.office.journal.models import Entry
from luodi.office.ledger.models import Refreshed, Task
from luodi.office.units.models import Person

R = TypeVar("R")

SMALL = 3000
"""Up to this many tasks nothing is kept."""
MOST = 600
"""Figures a process keeps."""
LETTERS = 40_000_000
"""Letters of pages' parts a process keeps."""
TASKS = 60_000
"""Tasks of one figure by task; beyond them it begins anew."""
UNREAD = 5000
"""Entries since the last look that are read one by one; after more, everything is old."""

QUIET_APPS = ("signin.", "document.", "export.", "token.")
QUIET = frozenset(
    {
        "task.comment", "task.support", "task.instruct", "plan.instruct", "plan.instruction_note",
        "evidence.add", "evidence.withdraw", "finding.edit", "finding.split", "finding.merge", "finding.reject",
        "finding.reopen", "finding.add",
        "postponement.ask", "postponement.approve", "postponement.refuse",
        "signoff.approve", "signoff.check", "signoff.confirm",
    }
)  # fmt: skip
"""Acts after which every figure is as it was."""
OF_ONE = frozenset(
    {
        "report.save", "report.submit", "report.approve", "report.return", "report.accept",
        "task.receive", "task.milestones", "task.milestone_mark", "task.measures", "task.tags",
        "task.close", "task.close_with_children", "task.reopen",
        "postponement.grant", "signoff.ask", "signoff.return",
    }
)  # fmt: skip
"""Acts that change nothing but their task, its reports and its standing, and those of the parents it rolls up
to; never who sees it, its unit, plan or theme."""


@dataclass
class _Now:
    """How far this process has read the journal, and what has moved."""

    number: int = 0
    hash: str = ""
    refreshed: int = -1
    epoch: int = 0  # raised when everything is old
    moved: int = 0  # number of the last entry after which any figure may differ
    plans: dict[int, int] = field(default_factory=dict)  # plan → number of its last such entry
    units: dict[int, dict[int, int]] = field(
        default_factory=lambda: defaultdict(dict)
    )  # plan → unit → number
    tasks: dict[int, int] = field(default_factory=dict)


@dataclass
class _Part:
    """What was counted when entries up to the number had been read."""

    number: int
    value: Any


class _Memory:
    """What this process keeps, the ones used last."""

    def __init__(self) -> None:
        self.now = _Now()
        self.parts: OrderedDict[Hashable, _Part] = OrderedDict()
        self.letters = 0

    def everything_old(self, number: int, hash: str, refreshed: int) -> None:
        self.now = _Now(number, hash, refreshed, self.now.epoch + 1)

    def get(self, key: Hashable) -> _Part | None:
        part = self.parts.get(key)
        if part is not None:
            self.parts.move_to_end(key)
        return part

    def put(self, key: Hashable, part: _Part) -> None:
        before = self.parts.pop(key, None)
        self.letters += _weight(part) - (_weight(before) if before is not None else 0)
        self.parts[key] = part
        while len(self.parts) > MOST or self.letters > LETTERS:
            _key, dropped = self.parts.popitem(last=False)
            self.letters -= _weight(dropped)


_HERE = _Memory()
_LOCK = threading.Lock()


class Keeper:
    """The figures of one request: where the journal is is asked once, when the first is wanted."""

    def __init__(self, person: Person):
        self.person = person
        self._base: Hashable = None
        self._now = _HERE.now  # stays this one, should another thread find everything old meanwhile
        self._number: int | None = None
        self._asked = False

    def __call__(self, name: Hashable, count: Callable[[], R]) -> R:
        """The figure called `name`, as this person sees it now. It is shared: do not change it."""
        if not self._look():
            return count()
        return self._whole(("any", name), self._now.moved, count)

    def lasting(self, name: Hashable, count: Callable[[], R]) -> R:
        """A figure that nothing done on a single task changes: how many there are, in which units."""
        return self._whole(("lasting", name), 0, count) if self._look() else count()

    def of_plan(self, plan: int, name: Hashable, count: Callable[[], R]) -> R:
        """A figure of one plan."""
        if not self._look():
            return count()
        return self._whole(("plan", plan, name), self._now.plans.get(plan, 0), count)

    def by_unit(
        self,
        plan: int | None,
        name: Hashable,
        count: Callable[[Collection[int] | None], Mapping[int, R]],
    ) -> Mapping[int, R]:
        """Parts of a plan's figure, or of all plans', by the lead units of tasks; `count` leaves out a unit
        that has none."""
        if not self._look():
            return count(None)
        assert self._number is not None
        key = (self._base, "units", plan, name)
        with _LOCK:
            part = _HERE.get(key)
            plans = self._now.units.values() if plan is None else [self._now.units.get(plan, {})]
            old = {u for of in plans for u, n in of.items() if part is not None and n > part.number}
        if part is None:
            value = dict(count(None))
        elif old:
            again = count(old)
            value = {u: v for u, v in part.value.items() if u not in old} | dict(again)
        else:
            return dict(part.value)
        with _LOCK:
            _HERE.put(key, _Part(self._number, value))
        return dict(value)

    def by_task(
        self, name: Hashable, ids: Iterable[int], count: Callable[[Collection[int]], Mapping[int, R]]
    ) -> dict[int, R]:
        """Parts by task, which do not depend on who looks; `count` answers for each it is given."""
        wanted = list(ids)
        if not self._look():
            return dict(count(wanted))
        assert self._number is not None
        key = (self._now.epoch, today(), translation.get_language(), "tasks", name)
        with _LOCK:
            part = _HERE.get(key)
            parts: dict[int, tuple[int, R]] = part.value if part is not None else {}
            moved = self._now.tasks
            known = {
                pk: found[1]
                for pk in wanted
                if (found := parts.get(pk)) is not None and found[0] >= moved.get(pk, 0)
            }
        missing = [pk for pk in wanted if pk not in known]
        if missing:
            again = dict(count(missing))
            with _LOCK:
                part = _HERE.get(key)
                if part is None or len(part.value) > TASKS:
                    part = _Part(0, {})
                    _HERE.put(key, part)
                part.value.update({pk: (self._number, value) for pk, value in again.items()})
            known.update(again)
        return known

    def _whole(self, name: Hashable, moved: int, count: Callable[[], R]) -> R:
        assert self._number is not None
        key = (self._base, name)
        with _LOCK:
            part = _HERE.get(key)
        if part is not None and part.number >= moved:
            return part.value
        value = count()
        with _LOCK:
            _HERE.put(key, _Part(self._number, value))
        return value

    def _look(self) -> bool:
        """Read the journal on, once; whether anything is kept at all."""
        if not self._asked:
            self._asked = True
            with _LOCK:
                self._number = _read_on()
                self._now = _HERE.now
            if self._number is not None:
                self._base = (self._now.epoch, today(), _eyes(self.person), translation.get_language())
        return self._number is not None


class Pieces:
    """Parts of a page kept by what is in them, so that a table of hundreds of lines is not made anew for one.

    In a template: {% set made = pieces.get(line.key) %}{% if made is none %}{% set made %}…{% endset %}
    {{ pieces.put(line.key, made) }}{% else %}{{ made }}{% endif %}. All that the words depend on is in the key.
    """

    def __init__(self, *base: Hashable):
        self.base = ("piece", translation.get_language(), base)
        self.all: dict[Hashable, Any] = {}
        with _LOCK:
            part = _HERE.get(self.base)
            if part is not None:
                self.all = part.value
        self.used: dict[Hashable, Any] = {}

    def get(self, key: Hashable) -> Any | None:
        found = self.all.get(key)
        if found is not None:
            self.used[key] = found
        return found

    def put(self, key: Hashable, made: Any) -> Any:
        self.used[key] = made
        return made

    def keep(self) -> None:
        """Of the page just made; what it did not use any more is let go."""
        if self.used.keys() != self.all.keys():
            with _LOCK:
                _HERE.put(self.base, _Part(0, self.used))


def clear() -> None:
    """Forget everything."""
    with _LOCK:
        _HERE.everything_old(0, "", -1)
        _HERE.parts.clear()
        _HERE.letters = 0


def _read_on() -> int | None:
    """Read the entries since the last look; the number of the newest, or None where counting is quick."""
    entries = Entry.objects.filter(number__gte=_HERE.now.number).order_by("number")
    if not _HERE.now.number:
        entries = Entry.objects.order_by("-number")
    task = Task.objects.filter(pk=OuterRef("subject_id")).order_by()
    limit = UNREAD if _HERE.now.number else 1
    rows = list(
        entries.annotate(
            largest=Subquery(Task.objects.order_by("-pk").values("pk")[:1]),
            refreshed=Coalesce(
                Subquery(Refreshed.objects.values("number")[:1]), 0, output_field=BigIntegerField()
            ),
            plan=Subquery(task.values("plan_id")[:1]),
            lead=Subquery(task.values("lead_id")[:1]),
        ).values_list(
            "number", "hash", "act", "subject_type", "subject_id", "plan", "lead", "largest", "refreshed"
        )[:limit]
    )
    if not rows:  # a restored journal is shorter than the one read before
        if _HERE.now.number:
            _HERE.everything_old(0, "", -1)
            return _read_on()
        return None
    last = rows[-1]
    if (last[7] or 0) <= SMALL:
        return None
    first_look = not _HERE.now.number or rows[0][:2] != (_HERE.now.number, _HERE.now.hash)
    if first_look or len(rows) == UNREAD or last[8] != _HERE.now.refreshed:
        newest = last[:2]
        if len(rows) == UNREAD:
            newest = Entry.objects.order_by("-number").values_list("number", "hash").first() or newest
        _HERE.everything_old(newest[0], newest[1], last[8])
        return _HERE.now.number
    row: Any
    for row in rows[1:]:
        number, _hash, act, kind, pk, plan, lead, _largest, _refreshed = row
        if act in QUIET or act.startswith(QUIET_APPS):
            continue
        if act not in OF_ONE or kind != "ledger.task" or None in (pk, plan, lead):
            _HERE.everything_old(last[0], last[1], last[8])
            return last[0]
        _HERE.now.moved = _HERE.now.plans[plan] = _HERE.now.units[plan][lead] = _HERE.now.tasks[pk] = number
    _HERE.now.number, _HERE.now.hash = last[0], last[1]
    return _HERE.now.number


def _weight(part: _Part) -> int:
    """Letters of text, as far as it is text that weighs."""
    if isinstance(part.value, str):
        return len(part.value)
    if isinstance(part.value, dict) and part.value and isinstance(next(iter(part.value.values())), str):
        return sum(map(len, part.value.values()))
    return 0


def _eyes(person: Person) -> Hashable:
    """What two people must share to see the same: their roles and where they hold them."""
    return frozenset(person.scope.grants), person.scope.roots
