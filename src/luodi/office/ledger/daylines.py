"""Special days as lines of text: how an office types or pastes a year's announcement."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from luodi.office.ledger.workdays import Row
from luodi.office.web.filters import unhidden

DAY = re.compile(r"(?:(\d{4})\s*[-年./])?\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})\s*日?")
SPAN = re.compile(rf"^{DAY.pattern}(?:\s*(?:至|到|—|－|~|～|--)\s*{DAY.pattern})?[\s，,：:]*(.*)$")
OFF, ON = ("休息", "放假", "休", "假"), ("上班", "补班", "调休上班", "班")
LONGEST = 40
MOST = 400


def lines_of(rows: Iterable[Row]) -> str:
    """The rows as they are typed.

    >>> lines_of([(dt.date(2027, 1, 1), False, "元旦")])
    '2027-01-01 休 元旦'
    """
    return "\n".join(f"{day:%Y-%m-%d} {'班' if works else '休'} {name}".rstrip() for day, works, name in rows)


def read_lines(text: str, year: int) -> tuple[list[Row], list[str]]:
    """The rows, and a sentence for every line that is none: all of them, so that one correction is enough.

    >>> read_lines("2027-01-01 休 元旦\\n10月1日至10月3日 休 国庆节\\n2027-10-09 班", 2027)[0][-2:]
    [(datetime.date(2027, 10, 3), False, '国庆节'), (datetime.date(2027, 10, 9), True, '')]
    """
    rows: dict[dt.date, tuple[int, bool, str]] = {}
    faults: list[str] = []
    lines = [(n, line.strip()) for n, line in enumerate(str(unhidden(text)).splitlines(), 1) if line.strip()]
    if len(lines) > MOST:
        return [], [_("共%(n)d行，一年最多%(most)d行。") % {"n": len(lines), "most": MOST}]
    for number, line in lines:
        try:
            days, works, name = _line(line, year)
        except ValueError as error:
            faults.append(
                _("第%(n)d行“%(line)s”：%(what)s") % {"n": number, "line": line[:40], "what": error}
            )
            continue
        for day in days:
            if day in rows and rows[day][1:] != (works, name):
                what = _("%(day)s与第%(other)d行不一致。") % {"day": day, "other": rows[day][0]}
                faults.append(
                    _("第%(n)d行“%(line)s”：%(what)s") % {"n": number, "line": line[:40], "what": what}
                )
            rows.setdefault(day, (number, works, name))
    return [(day, works, name) for day, (_n, works, name) in sorted(rows.items())], faults


def _line(line: str, year: int) -> tuple[list[dt.date], bool, str]:
    found = SPAN.match(line)
    if found is None:
        raise ValueError(_("开头应是日期，如“%d-01-01 休 元旦”。") % year)
    y1, m1, d1, y2, m2, d2, rest = found.groups()
    first = _day(y1 or year, m1, d1)
    last = _day(y2 or y1 or year, m2, d2) if m2 else first
    if last < first or (last - first).days > LONGEST:
        raise ValueError(_("起止日期不对，或超过%d天。") % LONGEST)
    for day in (first, last):
        if day.year != year:
            raise ValueError(_("不在%d年。") % year)
    word, _blank, name = rest.strip().replace("\t", " ").partition(" ")
    if word not in (*OFF, *ON):
        raise ValueError(_("日期后应写“休”（放假）或“班”（上班），再写名称。"))
    if len(name.strip()) > 40:
        raise ValueError(_("名称超过40字。"))
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    return days, word in ON, name.strip()


def _day(year: int | str, month: str, day: str) -> dt.date:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(_("没有%(m)s月%(d)s日这一天。") % {"m": month, "d": day}) from None
