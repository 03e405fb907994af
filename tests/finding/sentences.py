"""One sentence as a document: what the cases of targets and terms are read from."""

from __future__ import annotations

import datetime as dt

from luodi.finding.dates import Calendar
from luodi.finding.passages import Passage

TODAY = Calendar(2025, dt.date(2025, 6, 20))


def passage(words: str, role: str = "work") -> Passage:
    return Passage(0, len(words), "prose", role, 0, calendar=TODAY)
