"""A plan, its themes, the tags tasks carry across plans, and the table of working days."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi.office.units.models import Person, Unit


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, person: Person) -> PlanQuerySet:
        """Plans the person's units keep, lead a task in or support one in.

        One that is still drawn up is seen by the office that keeps it (or one above it) alone.
        """
        from luodi.office.ledger.models.tasks import Task

        scope = person.scope
        if scope.everything("office"):
            return self
        kept = scope.within("unit__path", "office")
        if scope.everything():
            return self.filter(kept | ~models.Q(state=Plan.State.DRAFT))
        mine = scope.within("unit__path", "leader") | models.Exists(
            Task.objects.visible_to(person).filter(plan=models.OuterRef("pk"))
        )
        return self.filter(kept | (mine & ~models.Q(state=Plan.State.DRAFT)))


class Plan(models.Model):
    """A set of tasks for a period, kept by one office, with its own rules for lights and reports."""

    class State(models.TextChoices):
        DRAFT = "draft", _("拟订")
        RUNNING = "running", _("实施中")
        CLOSED = "closed", _("已结束")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="plans", verbose_name=_("主管单位"))
    name = models.CharField(_("名称"), max_length=200)
    code = models.CharField(_("代号"), max_length=20, blank=True)
    since = models.DateField(_("起"))
    until = models.DateField(_("止"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=20, choices=State.choices, default=State.RUNNING)
    source_name = models.CharField(_("交办来源"), max_length=200, blank=True)  # as the summary names it
    report_day = models.PositiveSmallIntegerField(_("每月填报截止日"), default=25)
    reports_monthly = models.BooleanField(_("按月填报"), default=True)
    leader_confirms = models.BooleanField(_("销号须领导审定"), default=False)
    lights = models.JSONField(_("亮灯规则"), default=dict, blank=True)  # see ledger.lights.Rules
    last_number = models.PositiveIntegerField(default=0, editable=False)  # of the tasks numbered so far

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "id"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="plan_name_in_unit")]

    def __str__(self) -> str:
        return self.name


class Theme(models.Model):
    """A line of work within a plan: the columns of its matrix."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="themes")
    name = models.CharField(_("名称"), max_length=100)
    order = models.IntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "name"], name="theme_name_in_plan")]

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    """What tasks of all plans can be sliced by."""

    class Kind(models.TextChoices):
        DIMENSION = "dimension", _("七个“以…创新”")
        PROGRAMME = "programme", _("专项行动")
        FIELD = "field", _("重点领域")

    kind = models.CharField(_("种类"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("名称"), max_length=60)
    order = models.IntegerField(default=0)
    retired = models.BooleanField(_("已停用"), default=False)  # offered no more; tasks keep it

    class Meta:
        ordering = ["kind", "order", "id"]
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="tag_name_in_kind")]

    def __str__(self) -> str:
        return self.name


class Day(models.Model):
    """One day that is not what its weekday says: a holiday, or a weekend that is worked."""

    date = models.DateField(primary_key=True)
    working = models.BooleanField(_("上班"))
    name = models.CharField(_("节日"), max_length=40, blank=True)

    class Meta:
        ordering = ["date"]
