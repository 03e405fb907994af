"""Writing the journal: `@act` makes a function one transaction, `record` leaves its entry in it.

    @act
    def assign(actor, task, lead, *, why=""):
        require(...)
        task.lead = lead
        task.save()
        record(actor, "task.assign", task, {"lead": lead.name}, unit_path=lead.path, why=why)
        return task

An act that records nothing is an error, unless it says `unchanged()`: nothing had to be done.

The outermost act takes the lock on the chain's head before anything else. SQLite's immediate
transactions do so anyway; on PostgreSQL two acts that each hold a task and then want the head would
otherwise wait for each other. Work that takes long (hashing a password, reading a file) belongs
before the act, or everybody waits for it.
"""

from __future__ import annotations

import datetime as dt
import decimal
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar

from django.db import models, transaction

from luodi.office.journal import sentences
from luodi.office.journal.clock import now
from luodi.office.journal.models import Entry, Head

P = ParamSpec("P")
R = TypeVar("R")


class Actor(Protocol):
    """Who acts: a person, or the system itself."""

    @property
    def pk(self) -> int | None: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class System:
    """The nightly tick, the worker, the command line."""

    name: str = "系统"
    pk: int | None = None


SYSTEM = System()


@dataclass
class Context:
    """What belongs to one request: its id, and the one-time token of the form it sent."""

    request_id: str = ""
    once: str | None = None


@dataclass
class _Watch:
    entries: list[Entry] = field(default_factory=list)
    unchanged: bool = False


_CONTEXT: ContextVar[Context | None] = ContextVar("journal_context", default=None)
_WATCH: ContextVar[_Watch | None] = ContextVar("journal_watch", default=None)


class AlreadyDone(Exception):
    """The same form came twice: the first one acted, this one does nothing."""

    def __init__(self, entry: Entry):
        super().__init__(f"这一步已经办过了（日志第{entry.number}号）。")
        self.entry = entry


class NothingRecorded(RuntimeError):
    """A mistake in the program: an act came to its end without an entry."""


@contextmanager
def request(request_id: str, once: str | None = None) -> Iterator[Context]:
    """Entries written in the block carry the request's id; the first of them takes the token."""
    context = Context(request_id, once or None)
    token = _CONTEXT.set(context)
    try:
        yield context
    finally:
        _CONTEXT.reset(token)


def act(function: Callable[P, R]) -> Callable[P, R]:
    """Run the function in one transaction and hold it to leaving at least one entry."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        watch = _Watch()
        outer = _WATCH.get()
        context = _CONTEXT.get() or Context()
        once = context.once
        token = _WATCH.set(watch)
        try:
            with transaction.atomic():
                if outer is None:
                    _begin(context)
                result = function(*args, **kwargs)
                if not watch.entries and not watch.unchanged:
                    raise NothingRecorded(f"{function.__module__}.{function.__qualname__}")
        except BaseException:
            context.once = once  # what took the token was rolled back: it is still to be used
            raise
        finally:
            _WATCH.reset(token)
        if outer is not None:
            outer.entries.extend(watch.entries)
        return result

    return run


def already_done() -> Entry | None:
    """The entry of the form now being answered, if it has acted before; None where it has not."""
    context = _CONTEXT.get()
    if context is None or not context.once:
        return None
    return Entry.objects.filter(once=context.once).first()


def _begin(context: Context) -> None:
    """Lock the chain, then see whether this very form has acted: before any check of state can refuse it."""
    if transaction.get_connection().features.has_select_for_update:
        Head.objects.select_for_update().get(pk=1)
    _refuse_repeated(context)


def _refuse_repeated(context: Context) -> None:
    if context.once:
        done = Entry.objects.filter(once=context.once).first()
        if done is not None:
            raise AlreadyDone(done)


def unchanged() -> None:
    """Say that the act found everything already as it should be."""
    watch = _WATCH.get()
    if watch is not None:
        watch.unchanged = True


def record(
    actor: Actor,
    act: str,
    subject: models.Model | None,
    payload: dict[str, Any] | None = None,
    *,
    unit_path: str = "",
    why: str = "",
    name: str = "",
) -> Entry:
    """Append one entry to the chain, in the caller's transaction.

    `act` is a registered name; `payload` plain values (dates, decimals and models are written by
    their JSON form); `unit_path` the path of the unit whose business it is, for auditors' scope.
    """
    return record_many(actor, act, [Noted(subject, payload or {}, unit_path, why, name)])[0]


@dataclass(frozen=True)
class Noted:
    """What one entry of many is about; as the arguments of `record`."""

    subject: models.Model | None
    payload: dict[str, Any]
    unit_path: str = ""
    why: str = ""
    name: str = ""


CHUNK = 500


def record_many(actor: Actor, act: str, about: Sequence[Noted]) -> list[Entry]:
    """Append an entry for each, in order, in one go: a list of thousands must not hold the chain for long."""
    if not sentences.known(act):
        raise ValueError(f"unknown act {act!r}: register its sentence")
    if not transaction.get_connection().in_atomic_block:
        raise NothingRecorded(f"{act} was recorded outside a transaction")
    if not about:
        return []
    head = Head.objects.select_for_update().get(pk=1)
    context = _CONTEXT.get() or Context()
    _refuse_repeated(context)
    entries: list[Entry] = []
    for noted in about:
        subject = noted.subject
        entry = Entry(
            number=head.number + 1,
            at=now(),
            actor_id=actor.pk,
            actor_name=storable(str(actor.name))[:100],
            act=act,
            subject_type=subject._meta.label_lower if subject is not None else "",
            subject_id=subject.pk if subject is not None else None,
            subject_name=storable(noted.name or (str(subject) if subject is not None else ""))[:300],
            unit_path=noted.unit_path,
            payload=canonical(noted.payload),
            why=storable(noted.why),
            request_id=context.request_id,
            once=context.once,
            previous=head.hash,
        )
        context.once = None
        entry.hash = digest(entry)
        head.number, head.hash = entry.number, entry.hash
        entries.append(entry)
    if len(entries) == 1:
        entries[0].save(force_insert=True)
    else:
        Entry.objects.bulk_create(entries, CHUNK)
    Head.objects.filter(pk=1).update(number=head.number, hash=head.hash)
    watch = _WATCH.get()
    if watch is not None:
        watch.entries.extend(entries)
    return entries


# PostgreSQL has no place for NUL in a text, and neither database for half a surrogate pair.
_IMPOSSIBLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """The text with what no database keeps made visible as U+FFFD.

    >>> storable("甲\\x00乙\\ud800")
    '甲\ufffd乙\ufffd'
    """
    return _IMPOSSIBLE.sub("\ufffd", text)


def canonical(payload: dict[str, Any]) -> str:
    """JSON with sorted keys and no blanks: the same values always give the same bytes.

    >>> canonical({"b": 1, "a": "省科技厅"})
    '{"a":"省科技厅","b":1}'
    """
    return storable(
        json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    )


def digest(entry: Entry) -> str:
    """SHA-256 over every column but the hash itself, the previous hash among them."""
    at = entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return digest_of((entry.number, at, *(getattr(entry, name) for name in HASHED[2:])))


HASHED = (
    "number",
    "at",
    "actor_id",
    "actor_name",
    "act",
    "subject_type",
    "subject_id",
    "subject_name",
    "unit_path",
    "payload",
    "why",
    "request_id",
    "once",
    "previous",
)
"""The columns under the hash, in order; `at` as ISO 8601 in UTC with microseconds."""

_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def digest_of(columns: Sequence[Any]) -> str:
    """The hash of the columns `HASHED`. JSON, because it says where one value ends and the next begins."""
    return hashlib.sha256(_ENCODE(columns).encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, models.Model):
        return {"id": value.pk, "name": str(value)}
    return str(value)
