"""Working days: the table of public holidays and of the weekend days worked in their stead.

The State Council announces one year at a time, each autumn for the next. A year the table does not
hold is read by weekends alone, and whoever asks is told so: a silent guess would move deadlines.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

__all__ = ["NO_CALENDAR", "Calendar", "Row", "UnknownYearError", "published", "seed", "words"]

Row = tuple[dt.date, bool, str]
_DAY = dt.timedelta(days=1)
_NO_NAMES: Mapping[dt.date, str] = MappingProxyType({})


def words(day: dt.date) -> str:
    """The date as an official document writes it: no zero in front.

    >>> words(dt.date(2026, 3, 5))
    '2026年3月5日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


class UnknownYearError(ValueError):
    """Years were asked for whose holidays the package does not know (yet)."""

    def __init__(self, years: Iterable[int]) -> None:
        self.years = tuple(years)
        listed = "、".join(str(year) for year in self.years)
        super().__init__(f"没有{listed}年的放假安排：请按国务院办公厅的放假通知，在“工作日历”中补录该年。")


class Calendar:
    """Which days are worked. Built from rows of the table; a day without a row follows the weekend.

    `days` says of a day whether it is worked, `names` what it is called (国庆节, 春节调休上班).
    Rows are needed only for days that differ from an ordinary week; more rows do no harm.

    >>> c = Calendar({dt.date(2026, 10, 1): False, dt.date(2026, 10, 10): True}, {dt.date(2026, 10, 1): "国庆节"})
    >>> c.is_working(dt.date(2026, 10, 1)), c.is_working(dt.date(2026, 10, 10)), c.is_working(dt.date(2026, 10, 11))
    (False, True, False)
    """

    def __init__(self, days: Mapping[dt.date, bool], names: Mapping[dt.date, str] = _NO_NAMES) -> None:
        self._days = dict(days)
        self._names = dict(names)
        # Only what differs from an ordinary week, sorted: counting over years then costs two look-ups.
        self._gained = sorted(d for d, worked in self._days.items() if worked and d.weekday() >= 5)
        self._lost = sorted(d for d, worked in self._days.items() if not worked and d.weekday() < 5)

    @classmethod
    def of_rows(cls, rows: Iterable[Row]) -> Calendar:
        """The calendar of rows as `seed` yields them, or as the table stores them."""
        listed = list(rows)
        return cls({day: worked for day, worked, _ in listed}, {day: name for day, _, name in listed if name})

    def covers(self, year: int) -> bool:
        """Is the year's announcement in the table?

        A year counts as known when its 1 October has a row: every announcement has that day, while
        a stray row in January may belong to the announcement of the year before.
        """
        return dt.date(year, 10, 1) in self._days

    def assumed(self, day: dt.date) -> bool:
        """Is the answer for this day a guess by weekday? A day with a row of its own never is."""
        return day not in self._days and not self.covers(day.year)

    def is_working(self, day: dt.date) -> bool:
        """Is the day worked? Without a row: Monday to Friday."""
        return self._days.get(day, day.weekday() < 5)

    def name(self, day: dt.date) -> str:
        """What the day is called, 周六/周日 where it has no name of its own, else ''."""
        return self._names.get(day) or (
            "周六" if day.weekday() == 5 else "周日" if day.weekday() == 6 else ""
        )

    def note(self, day: dt.date) -> str:
        """The sentence to print beside a date that rests on a guess; '' when it does not.

        >>> Calendar({}).note(dt.date(2027, 5, 3))
        '尚未录入2027年放假安排，暂按双休日推算。'
        """
        return f"尚未录入{day.year}年放假安排，暂按双休日推算。" if self.assumed(day) else ""

    def next_working(self, day: dt.date) -> dt.date:
        """The first working day after `day` (never `day` itself)."""
        day += _DAY
        while not self.is_working(day):
            day += _DAY
        return day

    def shift(self, due: dt.date) -> dt.date:
        """The day a deadline really falls on: itself when worked, else the next working day."""
        return due if self.is_working(due) else self.next_working(due)

    def explain(self, due: dt.date) -> str:
        """Both days, and why: what is printed beside a deadline that moves; '' when it stands and is sure.

        >>> Calendar({dt.date(2026, 10, 1): False}, {dt.date(2026, 10, 1): "国庆节"}).explain(dt.date(2026, 10, 1))
        '2026年10月1日（国庆节）为非工作日，顺延至2026年10月2日。'
        """
        moved = self.shift(due)
        # The guess may lie in any of the days stepped over (31 December known, 1 January not).
        span = (due + _DAY * n for n in range((moved - due).days + 1))
        guess = next((note for note in map(self.note, span) if note), "")
        if moved == due:
            return guess
        name = f"（{self.name(due)}）" if self.name(due) else ""
        return f"{words(due)}{name}为非工作日，顺延至{words(moved)}。{guess}"

    def add_working(self, day: dt.date, count: int) -> dt.date:
        """The `count`-th working day after `day`; before it when negative; `day` itself for 0.

        The day itself is never counted, as in 在30个工作日内: served on Friday, one day ends on Monday.
        """
        step = _DAY if count > 0 else -_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def working_between(self, first: dt.date, last: dt.date) -> int:
        """Working days after `first`, up to and including `last`; negative when `last` is the earlier.

        So `working_between(due, today)` is how many working days late something is, and
        `working_between(day, add_working(day, n)) == n` for every n of 0 or more.
        """
        if last < first:
            return -self.working_between(last, first)
        plain = _weekdays(last) - _weekdays(first)
        gained = bisect_right(self._gained, last) - bisect_right(self._gained, first)
        lost = bisect_right(self._lost, last) - bisect_right(self._lost, first)
        return plain + gained - lost


def _weekdays(day: dt.date) -> int:
    """Mondays to Fridays from the calendar's first day (a Monday) to `day`, both counted."""
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * 5 + min(rest, 5)


NO_CALENDAR = Calendar({})
"""No table at all: weekends only, and every day assumed."""


def published(year: int) -> bool:
    """Does the installed `chinesecalendar` know this year's holidays?

    >>> published(2026), published(1999)
    (True, False)
    """
    import chinese_calendar

    try:
        chinese_calendar.is_workday(dt.date(year, 10, 1))
    except NotImplementedError:
        return False
    return True


def seed(years: Iterable[int]) -> Iterator[Row]:
    """Rows for the table: every public holiday of these years, and every weekend day worked instead.

    Raises `UnknownYearError` naming all unknown years before the first row; ask `published` first
    where a missing year is no fault.

    >>> [row for row in seed([2026]) if row[0].month == 1]
    [(datetime.date(2026, 1, 1), False, '元旦'), (datetime.date(2026, 1, 2), False, '元旦'), \
(datetime.date(2026, 1, 3), False, '元旦'), (datetime.date(2026, 1, 4), True, '元旦调休上班')]
    """
    wanted = sorted(set(years))
    unknown = [year for year in wanted if not published(year)]
    if unknown:
        raise UnknownYearError(unknown)
    return _rows(wanted)


def _rows(years: list[int]) -> Iterator[Row]:
    import chinese_calendar

    chinese = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}
    for year in years:
        day = dt.date(year, 1, 1)
        while day.year == year:
            off, value = chinese_calendar.get_holiday_detail(day)
            if value:
                name = chinese.get(value, value)
                yield day, not off, name if off else f"{name}调休上班"
            day += _DAY
