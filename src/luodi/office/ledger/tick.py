"""The daily run: holidays, the month's rounds, every standing, leftovers of uploads.

Each step is an act or a short transaction of its own, so that nobody waits behind it, and each looks
first at what is there: a second run on the same day finds nothing to do and leaves no entry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Count, Min

from luodi.office.files import store
from luodi.office.journal import record as journal
from luodi.office.ledger import standings, workdays
from luodi.office.ledger.acts import open_round
from luodi.office.ledger.acts.base import act, month_of
from luodi.office.ledger.acts.tags import seed_dimensions
from luodi.office.ledger.models import Day, Plan, Round
from luodi.office.ledger.queries.burnup import LIVE_LIMIT, store_sums


@dataclass
class Summary:
    """What a run did."""

    years: list[int] = field(default_factory=list)
    rounds: int = 0
    standings: int = 0
    swept: int = 0

    def __str__(self) -> str:
        years = f"录入{'、'.join(map(str, self.years))}年节假日，" if self.years else ""
        return f"{years}开启{self.rounds}期月报，更新{self.standings}项任务，清理{self.swept}个无主文件。"


def tick(day: dt.date) -> Summary:
    """Everything that is due on the day. Idempotent; call it as often as you like."""
    done = Summary()
    if missing := _missing_years(day):
        seed_days(journal.SYSTEM, missing)
        done.years = missing
    seed_dimensions()
    for plan, month in _rounds_to_open(day):
        open_round(journal.SYSTEM, plan, month)
        done.rounds += 1
    done.standings = standings.refresh(None, day)
    large = Plan.objects.filter(state=Plan.State.RUNNING).annotate(n=Count("tasks")).filter(n__gt=LIVE_LIMIT)
    for plan in large:
        store_sums(plan, day)
    done.swept = store.sweep()
    return done


@act
def seed_days(actor: journal.System, years: list[int]) -> None:
    """Take over the published holidays of years the table has no row of; what an office typed in stays."""
    Day.objects.bulk_create(
        (Day(date=date, working=working, name=name) for date, working, name in workdays.seed(years)),
        ignore_conflicts=True,
    )
    journal.record(actor, "calendar.seed", None, {"years": years}, name="工作日历")


def _missing_years(day: dt.date) -> list[int]:
    first = Plan.objects.exclude(state=Plan.State.CLOSED).aggregate(first=Min("since"))["first"] or day
    there = set(Day.objects.values_list("date__year", flat=True).distinct().order_by())
    years = range(min(first.year, day.year), day.year + 2)
    return [y for y in years if y not in there and workdays.published(y)]


def _rounds_to_open(day: dt.date) -> Iterator[tuple[Plan, dt.date]]:
    """Months of running plans from their beginning to this one, so far as not opened yet."""
    there = set(Round.objects.values_list("plan_id", "month"))
    for plan in Plan.objects.filter(state=Plan.State.RUNNING, reports_monthly=True).order_by("pk"):
        month, last = month_of(plan.since), min(day, plan.until or day)
        while month <= last:
            if (plan.pk, month) not in there:
                yield plan, month
            month = month_of(month + dt.timedelta(days=32))
