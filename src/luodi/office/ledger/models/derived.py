"""What is derived from the ledger on a day. May be emptied at any time: the tick makes it again."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi.office.ledger.models.plans import Plan, Theme
from luodi.office.ledger.models.tasks import Task, seen_by
from luodi.office.units.models import Person, Unit


class StandingQuerySet(models.QuerySet["Standing"]):
    def visible_to(self, person: Person) -> StandingQuerySet:
        """As for tasks, told from the columns repeated here, so that counting joins nothing."""
        return self.filter(seen_by(person))


class Standing(models.Model):
    """How a task stands on the day `as_of`: its light and the figures behind it.

    Nobody writes here by hand. `ledger.standings.refresh` computes rows from the task, its
    milestones and reports; acts call it for what they touch, the tick for everything. Plan, lead,
    theme and state repeat the task's so that counts over a hundred thousand tasks need one index.
    """

    task = models.OneToOneField(Task, models.CASCADE, primary_key=True, related_name="standing")
    as_of = models.DateField()
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    lead = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    theme = models.ForeignKey(Theme, models.CASCADE, null=True, related_name="+")
    state = models.CharField(max_length=20)
    light = models.CharField(_("亮灯"), max_length=10)  # red, yellow, pale, green, blue, grey
    why = models.CharField(max_length=200)
    planned = models.DecimalField(_("序时进度"), max_digits=5, decimal_places=2, null=True)
    actual = models.DecimalField(_("完成率"), max_digits=5, decimal_places=2)
    overdue_days = models.IntegerField(default=0)
    days_left = models.IntegerField(null=True)
    report_state = models.CharField(max_length=20, blank=True)  # this round's; missing; "" where none is owed
    report_late = models.BooleanField(default=False)  # this round's report, handed in late or not at all
    rolled = models.BooleanField(default=False)  # has children: left out of counts, which take the parts
    part = models.CharField(max_length=10, blank=True)  # done, going, overdue, stopped; "" before assigning
    troubled = models.BooleanField(default=False)  # its latest report names a problem or asks for help
    on_time = models.BooleanField(null=True)  # by the due as now approved; None while nobody can say
    on_time_first = models.BooleanField(null=True)  # by the due as first assigned
    light_before = models.CharField(max_length=10, blank=True)  # what it was until `light_since`
    light_since = models.DateField(null=True)

    objects = StandingQuerySet.as_manager()

    @property
    def left(self) -> int | None:
        """Days to the working day the due date falls on, below zero when overdue: what every page says."""
        return -self.overdue_days if self.overdue_days else self.days_left

    class Meta:
        # Each holds all columns of the count it serves, so that the table itself is not read.
        indexes = [
            models.Index(
                fields=["plan", "rolled", "lead", "theme", "light", "state", "actual", "planned"],
                name="standing_matrix",
            ),
            models.Index(
                fields=["plan", "rolled", "part", "troubled", "on_time", "on_time_first"],
                name="standing_parts",
            ),
            models.Index(
                fields=["plan", "rolled", "lead", "report_state", "report_late"], name="standing_reports"
            ),
            models.Index(fields=["light", "overdue_days"], name="standing_light"),
            models.Index(fields=["overdue_days"], name="standing_overdue"),
            models.Index(fields=["lead", "report_state"], name="standing_owed"),
            # How many are red is counted from this and `task_sight` alone, without reading a row.
            models.Index(fields=["light", "task"], name="standing_light_task"),
        ]


class Refreshed(models.Model):
    """One row: raised with every write of standings, so that what is kept of them is known to be old."""

    number = models.BigIntegerField(default=0)


class MonthSum(models.Model):
    """What a unit's tasks in a large plan came to by the end of a month: the points of the burn-up.

    The sums are of weight × percent. Made by the tick; small plans are added up when asked.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    lead = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    month = models.DateField()
    tasks = models.PositiveIntegerField()
    weight = models.DecimalField(max_digits=18, decimal_places=2)
    planned = models.DecimalField(max_digits=24, decimal_places=4)
    actual = models.DecimalField(max_digits=24, decimal_places=4)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "month", "lead"], name="month_sum_once")]
