"""The office's own settings, with its clock standing on one day: for the processes a test starts.

A demonstration ends on the day it is made. Made and served on the same fixed day, it shows the same
pages whenever the tests run.
"""

from __future__ import annotations

import datetime as dt
from contextvars import ContextVar

from luodi.office.journal import clock
from luodi.office.settings import *  # noqa: F403

DAY = dt.date(2026, 11, 20)  # a Friday in the middle of the month's reports
_MOMENT = dt.datetime.combine(DAY, dt.time(9, 30), dt.timezone(dt.timedelta(hours=8)))

clock._SET = ContextVar("luodi_clock", default=_MOMENT)
