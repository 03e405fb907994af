"""Schedule progress (序时进度): how much of a task ought to be done by a day.

The plan is a line through dated points: milestones where there are any, else a stored curve, else
the straight line from start to due. Between points it is straight; it never falls. Figures are exact
decimals in percent, 0 to 100, and rounded only where they are judged or printed.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

__all__ = [
    "Number",
    "Point",
    "exact",
    "faults",
    "line",
    "month_ends",
    "monthly",
    "planned",
    "points",
    "rollup",
    "yearly",
]

Number = Decimal | int | float | str
ZERO, FULL = Decimal(0), Decimal(100)


class Point(NamedTuple):
    """By the end of this day, so many percent of the whole."""

    day: dt.date
    percent: Number


def exact(value: Number) -> Decimal:
    """The decimal a person meant: 0.1 is a tenth, not the binary fraction next to it."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def planned(
    day: dt.date,
    *,
    start: dt.date | None,
    due: dt.date | None,
    milestones: Sequence[tuple[dt.date, Number]] = (),
    curve: Sequence[tuple[dt.date, Number]] = (),
) -> Decimal | None:
    """Percent that ought to be done by the end of `day`, or None where nothing says.

    * Milestones win over the curve, the curve over the straight line. All are cumulative.
    * Before the start 0, on the start 0 unless a point of that day says more; on the due and ever after
      100, whatever the points say.
    * Before the first point of a plan without a start: 0. After the last of a plan without a due: its percent.
    * Neither points nor a due: None (持续推进 has no schedule). A due without start or points: None until
      the due, because how much of it is owed earlier nobody has said.
    * Points out of order are sorted, a fall is read as a standstill, beyond 0 and 100 is cut; `faults`
      tells the user instead of guessing.

    >>> span = dict(start=dt.date(2026, 1, 1), due=dt.date(2026, 12, 31))
    >>> planned(dt.date(2026, 7, 2), **span), planned(dt.date(2026, 12, 31), **span)
    (Decimal('50'), Decimal('100'))
    >>> planned(dt.date(2026, 8, 31), **span, curve=yearly(2026)).quantize(Decimal("0.1"))
    Decimal('66.7')
    >>> planned(dt.date(2026, 7, 2), start=None, due=None) is None
    True
    """
    if due is not None and day >= due:
        return FULL
    corners = line(start=start, due=due, milestones=milestones, curve=curve)
    if not corners:
        return None
    return _on(corners, day)


def line(
    *,
    start: dt.date | None,
    due: dt.date | None,
    milestones: Sequence[tuple[dt.date, Number]] = (),
    curve: Sequence[tuple[dt.date, Number]] = (),
) -> list[tuple[dt.date, Decimal]]:
    """The corners of the plan, in order, each day once, never falling; empty where there is no plan."""
    given: dict[dt.date, Decimal] = {}
    opening = start if start is not None and (due is None or start < due) else None
    for day, percent in milestones or curve:
        # On and after the due the plan is 100 whatever a point says; before the start nothing is owed.
        if (due is None or day < due) and (opening is None or day >= opening):
            given[day] = max(given.get(day, ZERO), min(FULL, max(ZERO, exact(percent))))
    had_points = bool(milestones or curve)
    if not had_points and (start is None or due is None):
        return []
    if opening is not None:
        given.setdefault(opening, ZERO)
    if due is not None:
        given[due] = FULL
    corners: list[tuple[dt.date, Decimal]] = []
    reached = ZERO
    for day in sorted(given):
        reached = max(reached, given[day])
        corners.append((day, reached))
    return corners


def _on(corners: list[tuple[dt.date, Decimal]], day: dt.date) -> Decimal:
    after = bisect_right(corners, day, key=lambda corner: corner[0])
    if after == 0:
        return ZERO
    first_day, first = corners[after - 1]
    if after == len(corners):
        return first
    last_day, last = corners[after]
    # Multiplied before divided: a half is then exactly a half.
    return first + (last - first) * (day - first_day).days / (last_day - first_day).days


def faults(
    *,
    start: dt.date | None,
    due: dt.date | None,
    milestones: Sequence[tuple[dt.date, Number]] = (),
) -> list[str]:
    """Everything wrong with a plan, all at once, each a sentence for the form it was typed into.

    >>> faults(start=dt.date(2026, 3, 1), due=dt.date(2026, 2, 1))
    ['启动时间2026-03-01晚于完成时限2026-02-01，请改正其一。']
    """
    found = []
    if start and due and start > due:
        found.append(f"启动时间{start}晚于完成时限{due}，请改正其一。")
    seen: dict[dt.date, int] = {}
    top: tuple[Decimal, dt.date] | None = None
    for number, (day, given) in sorted(enumerate(milestones, 1), key=lambda item: (item[1][0], item[0])):
        percent = exact(given)
        where = f"第{number}个节点（{day}，{percent}%）"
        if not ZERO <= percent <= FULL:
            found.append(f"{where}的百分比应在0到100之间。")
        if day in seen:
            found.append(f"{where}与第{seen[day]}个节点同一天，请合并。")
        elif top and percent < top[0]:
            found.append(f"{where}低于{top[1]}的{top[0]}%：节点填累计数，不应回落。")
        seen.setdefault(day, number)
        if start and day < start:
            found.append(f"{where}早于启动时间{start}。")
        if due and day > due:
            found.append(f"{where}晚于完成时限{due}。")
        if due and day == due and percent < FULL:
            found.append(f"{where}在完成时限当天，应为100%。")
        top = (percent, day) if top is None or percent > top[0] else top
    return found


def month_ends(first: dt.date, last: dt.date) -> list[dt.date]:
    """The last days of months from `first` to `last`, both counted.

    >>> month_ends(dt.date(2026, 1, 31), dt.date(2026, 3, 30))
    [datetime.date(2026, 1, 31), datetime.date(2026, 2, 28)]
    """
    ends = []
    year, month = first.year, first.month
    while (end := dt.date(year, month, monthrange(year, month)[1])) <= last:
        ends.append(end)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return ends


def monthly(year: int, percents: Iterable[Number | None]) -> list[Point]:
    """A stored curve: January's cumulative percent first; None leaves a month to the straight line.

    The year begins at 0 on the last day of the year before.
    """
    curve = [Point(dt.date(year - 1, 12, 31), ZERO)]
    for month, percent in enumerate(percents, 1):
        if percent is not None:
            curve.append(Point(dt.date(year, month, monthrange(year, month)[1]), exact(percent)))
    return curve


def yearly(year: int) -> list[Point]:
    """The curve of a yearly target: month ÷ 12 at the end of each month (时间过半、任务过半)."""
    return monthly(year, (FULL * month / 12 for month in range(1, 13)))


def points(
    first: dt.date,
    last: dt.date,
    *,
    start: dt.date | None,
    due: dt.date | None,
    milestones: Sequence[tuple[dt.date, Number]] = (),
    curve: Sequence[tuple[dt.date, Number]] = (),
) -> list[tuple[dt.date, Decimal]]:
    """What a chart draws from `first` to `last`: both ends, month ends and corners between, each day once.

    Days the plan says nothing about are left out, so a task without a schedule gives an empty list.
    """
    corners = line(start=start, due=due, milestones=milestones, curve=curve)
    days = {first, last, *month_ends(first, last), *(day for day, _ in corners)}
    drawn = []
    for day in sorted(day for day in days if first <= day <= last):
        percent = planned(day, start=start, due=due, milestones=milestones, curve=curve)
        if percent is not None:
            drawn.append((day, percent))
    return drawn


def rollup(children: Iterable[tuple[Number, Number | None]]) -> Decimal | None:
    """The parent's percent: its children's by weight; None where no child has a figure.

    A child without a figure (None) is left out together with its weight: missing is not zero. Whoever
    means zero (nothing reported yet, but it ought to be) says 0.

    >>> rollup([(1, 100), (3, 20), (5, None)])
    Decimal('40')
    """
    total = weight = ZERO
    for share, percent in children:
        heavy = exact(share)
        if heavy < 0:
            raise ValueError(f"权重不能为负：{share}")
        if percent is not None:
            total += heavy * exact(percent)
            weight += heavy
    return total / weight if weight else None
