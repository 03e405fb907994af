"""The one sentence a supervision brief opens with (督查专报), and the rate of tasks done in time.

Every figure is counted from dates on the day it is asked for; the parts always add up to the whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Literal

from luodi.office.ledger.lights import on_time, overdue_days
from luodi.office.ledger.workdays import Calendar, words

__all__ = ["Counts", "Item", "Rate", "completion", "count", "sentence", "summarise"]

NOTHING_DUE = "尚无到期事项"
By = Literal["current", "original"]


@dataclass(frozen=True)
class Item:
    """What the summary needs to know of one assigned task (drafts are not assigned: leave them out)."""

    due: dt.date | None  # the current approved due; None: 长期
    original_due: dt.date | None = None  # before any postponement; None: never postponed
    closed_on: dt.date | None = None
    stopped: bool = False
    troubled: bool = False  # its latest report names a problem or asks for coordination


@dataclass(frozen=True)
class Counts:
    """The parts of all assigned items; each item is in exactly one of done, going, overdue, stopped.

    `troubled` are those among `going`: an overdue item is counted as overdue, whatever troubles it.
    """

    done: int = 0
    going: int = 0
    troubled: int = 0
    overdue: int = 0
    stopped: int = 0

    @property
    def total(self) -> int:
        """All items assigned."""
        return self.done + self.going + self.overdue + self.stopped


@dataclass(frozen=True)
class Rate:
    """So many of those that can be judged were in time."""

    in_time: int
    judged: int

    @property
    def percent(self) -> Decimal | None:
        """Percent to one decimal; None while nothing can be judged. 100 only when all were, 0 only when none.

        >>> Rate(2, 3).percent, Rate(1999, 2000).percent, Rate(1, 3000).percent, Rate(0, 0).percent
        (Decimal('66.7'), Decimal('99.9'), Decimal('0.1'), None)
        """
        if not self.judged:
            return None
        share = Decimal(self.in_time) * 100 / self.judged
        tenth = Decimal("0.1")
        if self.in_time < self.judged and share > Decimal("99.9"):
            return share.quantize(tenth, ROUND_DOWN)
        if 0 < share < tenth:
            return tenth
        return share.quantize(tenth, ROUND_HALF_UP)

    def __str__(self) -> str:
        percent = self.percent
        if percent is None:
            return NOTHING_DUE
        return f"{percent.normalize():f}%"


def count(items: Iterable[Item], today: dt.date, calendar: Calendar | None = None) -> Counts:
    """How the items stand on `today`; what was signed off later counts as open."""
    done = going = troubled = overdue = stopped = 0
    for item in items:
        if _closed(item, today):
            done += 1
        elif item.stopped:
            stopped += 1
        elif overdue_days(item.due, today, calendar=calendar):
            overdue += 1
        else:
            going += 1
            troubled += item.troubled
    return Counts(done, going, troubled, overdue, stopped)


def completion(
    items: Iterable[Item], today: dt.date, by: By = "current", calendar: Calendar | None = None
) -> Rate:
    """按期完成率: signed off in time ÷ (signed off + overdue), by the current approved due or the original.

    Not judged, in neither number: open items not yet due, stopped ones, and those without a due.

    >>> item = Item(due=dt.date(2026, 6, 30), original_due=dt.date(2026, 3, 31), closed_on=dt.date(2026, 5, 8))
    >>> today = dt.date(2026, 9, 1)
    >>> str(completion([item], today)), str(completion([item], today, by="original"))
    ('100%', '0%')
    """
    in_time = judged = 0
    for item in items:
        due = item.original_due or item.due if by == "original" else item.due
        closed = item.closed_on if _closed(item, today) else None
        if item.stopped and closed is None:
            continue
        verdict = on_time(closed, due, today, calendar)
        if verdict is not None:
            judged += 1
            in_time += verdict
    return Rate(in_time, judged)


def sentence(counts: Counts, rate: Rate, source: str, day: dt.date | None = None) -> str:
    """The sentence of the brief; with `day` it says the date instead of 目前.

    >>> sentence(Counts(done=12, going=70, troubled=5, overdue=8), Rate(11, 20), "省委科技委")
    '截至目前，省委科技委交办的90个具体事项，已完成12个，按期推进中70个（其中存在困难或问题5个），已超期8个，任务按期完成率55%。'
    >>> sentence(Counts(going=3), Rate(0, 0), "市政府", dt.date(2026, 3, 5))
    '截至2026年3月5日，市政府交办的3个具体事项，已完成0个，按期推进中3个（其中存在困难或问题0个），已超期0个，尚无到期事项。'
    """
    when = f"截至{words(day)}" if day else "截至目前"
    given = f"{source}交办的" if source else "交办的"
    if not counts.total:
        return f"{when}，{source}尚无交办事项。"
    parts = [
        when,
        f"{given}{counts.total}个具体事项",
        f"已完成{counts.done}个",
        f"按期推进中{counts.going}个（其中存在困难或问题{counts.troubled}个）",
        f"已超期{counts.overdue}个",
    ]
    # The form seen has no stopped items; without them the parts would not add up.
    if counts.stopped:
        parts.append(f"已终止{counts.stopped}个")
    parts.append(NOTHING_DUE if rate.percent is None else f"任务按期完成率{rate}")
    return "，".join(parts) + "。"


def summarise(
    items: Iterable[Item],
    today: dt.date,
    source: str,
    *,
    day: dt.date | None = None,
    calendar: Calendar | None = None,
) -> str:
    """The sentence straight from the items, by the current approved due."""
    listed = list(items)
    return sentence(count(listed, today, calendar), completion(listed, today, calendar=calendar), source, day)


def _closed(item: Item, today: dt.date) -> bool:
    return item.closed_on is not None and item.closed_on <= today
