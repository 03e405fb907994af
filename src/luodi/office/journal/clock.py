"""The office's clock: every act, tick and page asks here, so that a demonstration or a test can set it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

_SET: ContextVar[dt.datetime | None] = ContextVar("luodi_clock", default=None)


def now() -> dt.datetime:
    """This moment, aware; or the moment the clock was set to."""
    return _SET.get() or timezone.now()


def today() -> dt.date:
    """The day it is at the office."""
    return timezone.localtime(now()).date()


@contextmanager
def at(moment: dt.datetime | dt.date) -> Iterator[None]:
    """Set the clock for the block; a day means nine in the morning."""
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime.combine(moment, dt.time(9))
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    token = _SET.set(moment)
    try:
        yield
    finally:
        _SET.reset(token)
