"""The working calendar: a year's holidays as announced, typed in where the package does not know them yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.office.journal.record import System, record, unchanged
from luodi.office.ledger.acts.base import Who, act
from luodi.office.ledger.models import Day
from luodi.office.units.scope import Refusal


@act
def set_days(actor: Who, year: int, days: Iterable[tuple[dt.date, bool, str]]) -> int:
    """The special days of a year, all of them: (date, worked?, name). Deadlines move by them (operations B5).

    For the office of the whole house or the system administrator: the calendar is everybody's.
    """
    if not isinstance(actor, System) and not actor.scope.everything("office", "system_admin"):
        raise Refusal(_("工作日历由总办公室或系统管理员维护。"))
    rows = {day: (working, name.strip()[:40]) for day, working, name in days}
    if stray := [d for d in rows if d.year != year]:
        raise ValidationError(_("%s不在%d年。") % ("、".join(map(str, stray)), year))
    before = {d.date: (d.working, d.name) for d in Day.objects.filter(date__year=year)}
    if before == rows:
        unchanged()
        return 0
    Day.objects.filter(date__year=year).delete()
    Day.objects.bulk_create(Day(date=d, working=w, name=n) for d, (w, n) in sorted(rows.items()))
    record(actor, "calendar.set", None, {"year": year, "days": len(rows)}, name=f"{year}年工作日历")
    return len(rows)
