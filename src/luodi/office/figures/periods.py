"""Periods as they are written in keys: 2026, 2026H1, 2026Q3, 2026-03; before, a year earlier, in words."""

from __future__ import annotations

import datetime as dt
import re

PERIOD = re.compile(r"(\d{4})(?:Q([1-4])|H([12])|-(0[1-9]|1[0-2]))?")
QUARTERS = "一二三四"
_WRITTEN = (
    (re.compile(r"(\d{4})年?"), "{0}"),
    (re.compile(r"(\d{4})年?(?:第)?([1-4一二三四])季度"), "{0}Q{1}"),
    (re.compile(r"(\d{4})年?[Qq]([1-4])"), "{0}Q{1}"),
    (re.compile(r"(\d{4})年?([上下])半年"), "{0}H{1}"),
    (re.compile(r"(\d{4})年?[Hh]([12])"), "{0}H{1}"),
    (re.compile(r"(\d{4})[-年./](\d{1,2})月?"), "{0}-{1}"),
)
_DIGITS = dict(zip("一二三四上下", "123412", strict=True))


def parts(period: str) -> tuple[int, str, int]:
    """Year, kind (year, half, quarter, month) and number in the year.

    >>> parts("2026"), parts("2026Q3"), parts("2026-03")
    ((2026, 'year', 1), (2026, 'quarter', 3), (2026, 'month', 3))
    """
    found = PERIOD.fullmatch(period)
    if found is None:
        raise ValueError(f"“{period}”不是期：写成2026、2026Q3、2026H1或2026-03")
    year = int(found[1])
    for kind, group in (("quarter", 2), ("half", 3), ("month", 4)):
        if found[group]:
            return year, kind, int(found[group])
    return year, "year", 1


def valid(period: str) -> bool:
    return bool(PERIOD.fullmatch(period))


def made(year: int, kind: str, number: int = 1) -> str:
    """
    >>> made(2026, "quarter", 3), made(2026, "month", 3)
    ('2026Q3', '2026-03')
    """
    return {
        "year": f"{year}",
        "half": f"{year}H{number}",
        "quarter": f"{year}Q{number}",
        "month": f"{year}-{number:02d}",
    }[kind]


IN_YEAR = {"year": 1, "half": 2, "quarter": 4, "month": 12}


def step(period: str, by: int) -> str:
    """
    >>> step("2026Q1", -1), step("2025-12", 2), step("2026", 4)
    ('2025Q4', '2026-02', '2030')
    """
    year, kind, number = parts(period)
    whole = year * IN_YEAR[kind] + number - 1 + by
    return made(whole // IN_YEAR[kind], kind, whole % IN_YEAR[kind] + 1)


def before(period: str) -> str:
    return step(period, -1)


def year_earlier(period: str) -> str:
    """
    >>> year_earlier("2026Q3"), year_earlier("2026")
    ('2025Q3', '2025')
    """
    year, kind, number = parts(period)
    return made(year - 1, kind, number)


def distance(first: str, last: str) -> int | None:
    """How many steps from one to the other; none where they are of different kinds.

    >>> distance("2025Q3", "2026Q1"), distance("2025", "2026Q1")
    (2, None)
    """
    (y, kind, n), (z, other, m) = parts(first), parts(last)
    return (z - y) * IN_YEAR[kind] + m - n if kind == other else None


def kind_of(period: str) -> str:
    return parts(period)[1]


def key(period: str) -> tuple[int, int, int]:
    """Sorts by the end of the period; a year stands after its quarters.

    >>> sorted(["2026", "2025", "2026Q4", "2026-01"], key=key)
    ['2025', '2026-01', '2026Q4', '2026']
    """
    year, kind, number = parts(period)
    return year, number * 12 // IN_YEAR[kind], 12 // IN_YEAR[kind]


def end(period: str) -> dt.date:
    """
    >>> end("2026Q1"), end("2026-02")
    (datetime.date(2026, 3, 31), datetime.date(2026, 2, 28))
    """
    year, month, _length = key(period)
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(1)


def words(period: str) -> str:
    """
    >>> words("2026"), words("2026Q3"), words("2026H1"), words("2026-03")
    ('2026年', '2026年三季度', '2026年上半年', '2026年3月')
    """
    if not valid(period):
        return period
    year, kind, number = parts(period)
    if kind == "half":
        return f"{year}年{'上下'[number - 1]}半年"
    if kind == "quarter":
        return f"{year}年{QUARTERS[number - 1]}季度"
    return f"{year}年{number}月" if kind == "month" else f"{year}年"


def read(text: str) -> str | None:
    """The key of a period however it is written; None if it is none.

    >>> [read(t) for t in ("2026年三季度", "2026 Q3", "2026年", "2026年上半年", "2026年3月", "三季度")]
    ['2026Q3', '2026Q3', '2026', '2026H1', '2026-03', None]
    """
    text = re.sub(r"\s+", "", text)
    for pattern, form in _WRITTEN:
        found = pattern.fullmatch(text)
        if found is None:
            continue
        given = [_DIGITS.get(g, g) for g in found.groups()]
        if form.endswith("-{1}"):
            given[1] = given[1].zfill(2)
        period = form.format(*given)
        return period if valid(period) else None
    return None


def of(day: dt.date, kind: str) -> str:
    """The period of the kind the day is in.

    >>> of(dt.date(2026, 11, 23), "quarter"), of(dt.date(2026, 11, 23), "half")
    ('2026Q4', '2026H2')
    """
    return made(day.year, kind, (day.month - 1) * IN_YEAR[kind] // 12 + 1)
