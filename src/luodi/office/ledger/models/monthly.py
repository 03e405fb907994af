"""The monthly round: one report for each task, from draft to accepted."""

from __future__ import annotations

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from luodi.office.ledger.models.plans import Plan
from luodi.office.ledger.models.tasks import PRIVATE, Measure, Task, seen_by
from luodi.office.units.models import Person


class Round(models.Model):
    """One month of one plan."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="rounds")
    month = models.DateField(_("月份"))  # its first day
    opened_at = models.DateTimeField()
    due = models.DateField(_("填报截止"))
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-month", "plan_id"]
        constraints = [models.UniqueConstraint(fields=["plan", "month"], name="round_once_a_month")]

    def __str__(self) -> str:
        return f"{self.plan} {self.month.year}年{self.month.month}月"


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, person: Person) -> ReportQuerySet:
        """Reports on tasks the person sees; what is under way inside a unit is seen only there.

        A report leaves its unit when the head approves it. Sent back by the office it stays in sight
        until somebody writes on it again; sent back by the head it never left.
        """
        own, filed = _seen(person)
        if person.scope.everything("office"):
            return self.filter(own | filed)
        return self.filter(own | filed & seen_by(person, "task__"))

    def shown_to(self, person: Person) -> ReportQuerySet:
        """The same where the caller has narrowed to tasks the person sees: nobody asks for them again."""
        own, filed = _seen(person)
        return self.filter(own | filed)


def _seen(person: Person) -> tuple[Q, Q]:
    """Reports of the person's own units, and reports that have left their unit."""
    # An empty condition means everything, and "everything or what is filed" would mean what is filed.
    own = person.scope.within("task__lead__path", "head", "liaison") or Q(pk__isnull=False)
    filed = Q(state__in=(Report.State.APPROVED, Report.State.ACCEPTED)) | Q(
        state=Report.State.RETURNED, approved_at__isnull=False
    )
    if person.scope.everything("office"):
        return own, filed
    return own & ~Q(task__state__in=PRIVATE), filed


class Report(models.Model):
    """本期进展, 累计, 问题, 需协调事项, 下步, with who submitted, approved and accepted it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        SUBMITTED = "submitted", _("待负责人审核")
        APPROVED = "approved", _("待办公室审核")
        ACCEPTED = "accepted", _("已采用")
        RETURNED = "returned", _("已退回")

    round = models.ForeignKey(Round, models.CASCADE, related_name="reports")
    task = models.ForeignKey(Task, models.CASCADE, related_name="reports")
    state = models.CharField(_("状态"), max_length=20, choices=State.choices, default=State.DRAFT)
    progress = models.TextField(_("本期进展"), blank=True)
    done = models.TextField(_("累计完成"), blank=True)
    percent = models.DecimalField(_("完成率（%）"), max_digits=5, decimal_places=2, null=True, blank=True)
    problems = models.TextField(_("存在问题"), blank=True)
    request = models.TextField(_("需协调事项"), blank=True)
    request_of = models.CharField(_("请谁协调"), max_length=100, blank=True)
    next = models.TextField(_("下步打算"), blank=True)

    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    returned_why = models.TextField(_("退回理由"), blank=True)
    version = models.PositiveIntegerField(default=0)

    # Kept by the database itself, so that nobody who writes rows can forget them.
    asks = models.GeneratedField(  # asks somebody to coordinate
        expression=Case(When(request="", then=Value(False)), default=Value(True)),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    troubled = models.GeneratedField(  # names a problem or asks
        expression=Case(When(request="", problems="", then=Value(False)), default=Value(True)),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-round_id", "task_id"]
        constraints = [models.UniqueConstraint(fields=["round", "task"], name="report_once_a_round")]
        indexes = [
            models.Index(fields=["task", "state"], name="report_task_state"),
            models.Index(fields=["state", "round"], name="report_state_round"),
            models.Index(fields=["round", "asks"], name="report_round_asks"),
            models.Index(fields=["round", "troubled"], name="report_round_troubled"),
            # All columns of a month's counts.
            models.Index(fields=["round", "submitted_at", "state", "task"], name="report_month"),
        ]

    def __str__(self) -> str:
        return f"{self.task.code} {self.round.month:%Y-%m}"


class ReportedMeasure(models.Model):
    """The value a report gives for one measure."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="values")
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="values")
    value = models.DecimalField(max_digits=18, decimal_places=4)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "measure"], name="value_once")]
