"""Dates the office has to set: what is proposed where the words give none. Always marked 推定."""

from __future__ import annotations

import datetime as dt
import re

from luodi.finding.dateforms import Calendar
from luodi.finding.dates import find
from luodi.office.documents.limits import ASSUMED_DAYS

# B3: 尽快/及时/抓紧 give no date; the office must set one.
_SOON = re.compile(r"尽快|尽早|及早|早日|及时|抓紧|立即|立刻|马上|从速|即刻|加紧")
# No end by intent: the light comes from reports alone.
_ENDLESS = re.compile(r"持续|长期|常态|经常|不断|始终|每[年季月周日天旬半两]|定期|按[年季月周]")


def endless(text: str) -> bool:
    """Whether the words mean that there is no end: a missing date is no gap then.

    >>> endless("长期坚持"), endless("尽快")
    (True, False)
    """
    return bool(_ENDLESS.search(text))


def propose(text: str, paper: dt.date | None, uploaded: dt.date) -> dt.date | None:
    """A date for a deadline whose words give none; from the day of the paper, else of its upload.

    >>> propose("尽快", dt.date(2026, 3, 1), dt.date(2026, 5, 1))
    datetime.date(2026, 3, 31)
    >>> propose("6月5日前", None, dt.date(2026, 5, 1)), propose("长期坚持", None, dt.date(2026, 5, 1))
    (datetime.date(2026, 6, 5), None)
    """
    day = paper or uploaded
    if not text or endless(text):
        return None
    if _SOON.search(text):
        return day + dt.timedelta(days=ASSUMED_DAYS)
    # 6月5日前 in a paper that names no year; 10日内 after something undated.
    calendar = Calendar(year=day.year, published=day, meeting=day, effective=day)
    dates = [due.date for due in find(text, 0, len(text), calendar) if due.date is not None]
    if dates:
        return dates[-1]
    if match := re.search(r"(\d{1,3})个?(工作日|日|天|个?月)[以之]?内", text):
        number = int(match[1])
        # Seven days for five working ones: rough, and marked as assumed.
        days = {"工作日": number * 7 // 5 + 1, "日": number, "天": number}.get(match[2], number * 30)
        return day + dt.timedelta(days=days)
    return None
