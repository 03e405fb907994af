"""What is derived from the ledger on a day. May be emptied at any time: the tick makes it again."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi.office.ledger.models.plans import Plan, Theme
from luodi.office.ledger.models.tasks import Task
from luodi.office.units.models import Unit


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
    report_state = models.CharField(max_length=20, blank=True)  # of the current round
    report_late = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["plan", "lead", "theme", "light"], name="standing_matrix"),
            models.Index(fields=["light", "overdue_days"], name="standing_light"),
            models.Index(fields=["plan", "light"], name="standing_plan_light"),
        ]
