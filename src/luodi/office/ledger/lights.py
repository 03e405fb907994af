"""The light of a task (亮灯): a colour, its word, and a sentence with the figures it was judged by.

Nothing here is stored. Overdue, countdown, punctuality and light are told from dates and figures each
time they are asked for, so that they are right on the day a page is read, and for any past day too.

Figures are taken to one decimal place before they are judged, so that whoever recomputes a light from
a printed table comes to the same colour. Bounds: on schedule to the tenth is green; a gap of exactly
`pale_to` is yellow; of exactly `yellow_to` is still yellow; the due day itself is not overdue; `near_days`
days before the due, that day counted, is nearly due. What lies behind `Rules` is in `lightrules`.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from luodi.office.ledger.lightrules import (
    COLOURS,
    DEFAULT,
    PRESETS,
    Colour,
    Legend,
    Preset,
    Rules,
    RulesError,
    percent_text,
)
from luodi.office.ledger.schedule import Number, exact
from luodi.office.ledger.workdays import Calendar, words

__all__ = [
    "COLOURS",
    "DEFAULT",
    "PRESETS",
    "Colour",
    "Countdown",
    "Kind",
    "Legend",
    "Light",
    "Month",
    "Preset",
    "Rules",
    "RulesError",
    "bucket",
    "countdown",
    "days_left",
    "days_words",
    "gap",
    "light",
    "on_time",
    "overdue_days",
    "streak",
]

Kind = Literal[
    "done",  # 已销号
    "stopped",  # 终止
    "overdue",  # 逾期
    "idle",  # 应启动未启动
    "repeated",  # 连续黄灯
    "far_behind",  # 落后超过黄灯上限
    "behind",  # 落后
    "late_report",  # 月报迟报
    "near",  # 临近时限
    "slightly_behind",  # 基本达序时
    "on_schedule",  # 达序时
    "waiting",  # 未到启动时间
    "long_term",  # 长期任务
    "undated",  # 未定时限
    "unplanned",  # 有时限，无序时可比
]
"""Why a light is what it is, as a word for programs: a colour may mean different things per plan."""

Countdown = Literal["3月", "1月", "半月", "1周"]
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Light:
    """`colour` for the eye, `word` to print beside it, `why` to read; `kind` is the deciding reason.

    `gap` is planned − actual in points (None where nothing is compared, whatever the mode), and
    `overdue` the days late: so far when open, for good when signed off late.
    """

    colour: Colour
    word: str
    why: str
    kind: Kind
    gap: Decimal | None = None
    overdue: int = 0


class Month(NamedTuple):
    """One closed month of a task: what was planned and done by its end, and was the report late or missing."""

    planned: Number | None
    actual: Number | None
    late: bool = False


class _Cause(NamedTuple):
    colour: Colour
    kind: Kind
    told: str


def light(
    *,
    planned: Number | None,
    actual: Number | None,
    due: dt.date | None,
    today: dt.date,
    closed_on: dt.date | None = None,
    started: bool = True,
    long_term: bool = False,
    report_late: bool = False,
    late_reports: int = 0,
    yellows_in_a_row: int = 0,
    idle_months: int = 0,
    aspirational: bool = False,
    stopped: bool = False,
    rules: Rules = DEFAULT,
    calendar: Calendar | None = None,
) -> Light:
    """The light of one task on one day; the worst of all that holds decides, `why` tells them all.

    planned: what ought to be done, from `schedule.planned`; None: no schedule.
    actual: cumulative percent reported; None: nothing reported yet, judged as 0 and said so.
    due: the current approved due; with a `calendar`, a due on a holiday counts from the next working day.
    closed_on: signed off; a day after `today` is not yet (for looking back at a past month).
    started: has the unit begun? A task that ought to have begun is judged all the same.
    long_term: 持续推进: no schedule; grey, unless its reports are late.
    report_late, late_reports: is the latest report late; how many in a row up to it were.
    yellows_in_a_row: from `streak`, the closed months; today's colour is not among them.
    idle_months: whole months since it ought to have begun, when it has not.
    aspirational: 力争: tracked; red becomes yellow where the rules say so.

    Less progress, a later day or a later report never give a better light (red < yellow < pale < green).

    >>> today = dt.date(2026, 8, 31)
    >>> seen = light(planned="66.7", actual=41, due=dt.date(2026, 12, 31), today=today)
    >>> seen.word, seen.why
    ('黄灯', '序时应达66.7%，实际41%，落后25.7个百分点。')
    """
    if long_term:
        due = None  # its yearly review is no deadline
    ends = calendar.shift(due) if calendar and due else due
    if closed_on is not None and closed_on <= today:
        return _done(closed_on, due, ends, rules)
    if stopped:
        return Light("grey", rules.word("grey"), "任务已终止，不再计进度。", "stopped")

    causes: list[_Cause] = []
    overdue = max(0, (today - ends).days) if ends else 0
    if overdue:
        causes.append(_Cause("red", "overdue", f"已逾期{overdue}天（时限{_due_words(due, ends)}）"))
    elif ends and rules.near_days and (ends - today).days <= rules.near_days:
        told = f"{days_words(ends, today)}（时限{_due_words(due, ends)}）"
        causes.append(_Cause(rules.near_colour, "near", told))

    late = max(late_reports, int(report_late))
    if late and rules.late_report_yellow:
        again = long_term and 0 < rules.yellows_to_red <= late
        told = f"月报连续{late}期迟报" if late > 1 else "本期月报迟报"
        causes.append(_Cause("red" if again else "yellow", "late_report", told))

    begun = started or bool(actual and exact(actual) > 0)
    behind = None
    if not long_term and planned is not None and (begun or _tenths(planned) > 0):
        behind = gap(planned, actual)
        causes.append(_progress(planned, actual, behind, begun, rules))
        if not begun and 0 < rules.idle_months_to_red <= idle_months:
            causes.append(_Cause("red", "idle", f"应启动未启动已{idle_months}个月"))

    # Nearly due is no fault: only a task still behind, or late again, is red for its past months.
    if 0 < rules.yellows_to_red <= yellows_in_a_row and any(
        cause.colour == "yellow" and cause.kind in ("behind", "late_report") for cause in causes
    ):
        causes.append(_Cause("red", "repeated", f"已连续{yellows_in_a_row}个月末为黄灯或红灯"))

    if not causes:
        return _quiet(due, started=begun, long_term=long_term, late=late, planned=planned, rules=rules)
    worst = min(causes, key=lambda cause: _RANK[cause.colour])
    colour = worst.colour
    told = "；".join(cause.told for cause in sorted(causes, key=lambda cause: _RANK[cause.colour]))
    if aspirational and rules.aspirational_never_red and colour == "red":
        colour = "yellow"
        told += "；属力争类，只跟踪、不亮红灯"
    return Light(colour, rules.word(colour), told + "。", worst.kind, behind, overdue)


# The worst first. Blue stands here for "nearly due", where a plan uses it so.
_RANK: dict[Colour, int] = {"red": 0, "yellow": 1, "blue": 2, "pale": 3, "green": 4, "grey": 5}


def _progress(planned: Number, actual: Number | None, behind: Decimal, begun: bool, rules: Rules) -> _Cause:
    ought, done = _tenths(planned), _done_tenths(actual)
    told = f"序时应达{percent_text(ought)}%，"
    if not begun:
        told += "尚未启动"
    elif actual is None:
        told += "尚未填报（按0计）"
    else:
        told += f"实际{percent_text(done)}%"
    if behind < 0:
        return _Cause("green", "on_schedule", f"{told}，超前{percent_text(-behind)}个百分点")
    if behind == 0:
        return _Cause("green", "on_schedule", f"{told}，与序时持平")
    told += f"，落后{percent_text(behind)}个百分点"
    # Multiplied, not divided: a share of exactly the bound stays exactly the bound.
    measure, unit = behind * 100, Decimal(100)
    if rules.mode == "relative":
        unit = ought
        told += f"（为计划数的{percent_text((behind * 100 / ought).quantize(TENTH, ROUND_HALF_UP))}%）"
    if measure > rules.yellow_to * unit:
        return _Cause("red", "far_behind", told)
    if measure >= rules.pale_to * unit:
        return _Cause("yellow", "behind", told)
    return _Cause("pale", "slightly_behind", told)


def _done(closed_on: dt.date, due: dt.date | None, ends: dt.date | None, rules: Rules) -> Light:
    late = max(0, (closed_on - ends).days) if ends else 0
    told = f"{words(closed_on)}销号"
    if ends:
        told += (
            f"，晚于时限{_due_words(due, ends)}{late}天" if late else f"，在时限{_due_words(due, ends)}之内"
        )
    return Light(rules.done_colour, rules.word(rules.done_colour), told + "。", "done", overdue=late)


def _quiet(
    due: dt.date | None, *, started: bool, long_term: bool, late: int, planned: Number | None, rules: Rules
) -> Light:
    kind: Kind
    if long_term:
        kind, told = "long_term", "长期任务，不设序时" + ("。" if late else "；月报无迟报。")
    elif planned is None and due is None:
        kind, told = "undated", "未定完成时限，请办公室确定。"
    elif not started:
        kind, told = "waiting", "未到应启动时间。"
    else:
        kind, told = "unplanned", "未设启动时间或节点，没有序时进度可比。"
    return Light("grey", rules.word("grey"), told, kind)


def gap(planned: Number, actual: Number | None) -> Decimal:
    """Planned − actual in points, to one decimal place; nothing reported counts as 0.

    >>> gap("66.7", 41), gap(50, None)
    (Decimal('25.7'), Decimal('50.0'))
    """
    return _tenths(planned) - _done_tenths(actual)


def _done_tenths(actual: Number | None) -> Decimal:
    # Below nothing is a slip of the pen; it must not divide by a plan of 0 in relative mode.
    return max(Decimal("0.0"), _tenths(actual if actual is not None else 0))


@lru_cache(maxsize=8192)  # a plan's tasks share few figures; a month page judges thousands of them
def _tenths(value: Number) -> Decimal:
    return exact(value).quantize(TENTH, ROUND_HALF_UP)


def streak(months: Sequence[Month], rules: Rules = DEFAULT) -> int:
    """How many months in a row, ending with the last of `months`, closed yellow or worse.

    `months` are the closed months, oldest first, and count by their gaps and late reports alone: nearly
    due is no fault. A month without a plan figure and with its report in time breaks the row.

    >>> streak([Month(10, 10), Month(20, 5), Month(30, 12)])
    2
    >>> streak([Month(20, 5), Month(30, 30)])
    0
    """
    row = 0
    for month in reversed(months):
        late = month.late and rules.late_report_yellow
        if not late:
            if month.planned is None:
                break
            behind = gap(month.planned, month.actual)
            cause = _progress(month.planned, month.actual, behind, True, rules)
            if cause.colour not in ("yellow", "red"):
                break
        row += 1
    return row


def bucket(colour: Colour) -> Colour:
    """The colour a light is counted under in totals: pale (基本达序时) counts as green."""
    return "green" if colour == "pale" else colour


def days_left(due: dt.date, today: dt.date, calendar: Calendar | None = None) -> int:
    """Days until the due, 0 on the day itself, negative when past."""
    return ((calendar.shift(due) if calendar else due) - today).days


def overdue_days(
    due: dt.date | None,
    today: dt.date,
    closed_on: dt.date | None = None,
    calendar: Calendar | None = None,
) -> int:
    """Days past the due: until today while open, until sign-off when closed; 0 in time or without a due.

    >>> overdue_days(dt.date(2026, 3, 1), dt.date(2026, 3, 1)), overdue_days(dt.date(2026, 3, 1), dt.date(2026, 3, 4))
    (0, 3)
    """
    if due is None:
        return 0
    until = closed_on if closed_on is not None and closed_on <= today else today
    return max(0, -days_left(due, until, calendar))


def countdown(due: dt.date | None, today: dt.date, calendar: Calendar | None = None) -> Countdown | None:
    """The reminder band an open task is in: 1周 (≤ 7 days), 半月 (≤ 15), 1月, 3月 (calendar months).

    None further off than three months, once the due is past, and without a due.

    >>> [countdown(dt.date(2026, 3, 31), dt.date(2026, 3, 31 - n)) for n in (0, 7, 8, 15, 16)]
    ['1周', '1周', '半月', '半月', '1月']
    """
    if due is None:
        return None
    ends = calendar.shift(due) if calendar else due
    left = (ends - today).days
    if left < 0:
        return None
    if left <= 7:
        return "1周"
    if left <= 15:
        return "半月"
    if ends <= _months_on(today, 1):
        return "1月"
    return "3月" if ends <= _months_on(today, 3) else None


def _months_on(day: dt.date, count: int) -> dt.date:
    """The same day `count` months on, or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def days_words(due: dt.date, today: dt.date) -> str:
    """The days to a due in words.

    >>> day = dt.date(2026, 3, 5)
    >>> [days_words(day, dt.date(2026, 3, n)) for n in (1, 5, 7)]
    ['距时限4天', '今天到期', '已逾期2天']
    """
    left = (due - today).days
    return "今天到期" if left == 0 else f"距时限{left}天" if left > 0 else f"已逾期{-left}天"


def on_time(
    filed_on: dt.date | None,
    due: dt.date | None,
    today: dt.date | None = None,
    calendar: Calendar | None = None,
) -> bool | None:
    """Was it filed (or closed) by the due, that day included? None while nobody can say.

    Not filed is late once `today` is past the due, and open before; without a due nothing is late or in time.

    >>> due = dt.date(2026, 3, 25)
    >>> on_time(due, due), on_time(None, due, today=due), on_time(None, due, today=dt.date(2026, 3, 26))
    (True, None, False)
    """
    if due is None:
        return None
    if filed_on is not None:
        return days_left(due, filed_on, calendar) >= 0
    if today is not None and days_left(due, today, calendar) < 0:
        return False
    return None


def _due_words(due: dt.date | None, ends: dt.date | None) -> str:
    if due is None or ends is None:
        return ""
    return words(due) if due == ends else f"{words(due)}，节假日顺延至{words(ends)}"
