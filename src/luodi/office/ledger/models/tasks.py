"""Tasks: what a unit is told or commits to do, with its figures, stages and evidence."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luodi.office.files.models import StoredFile
from luodi.office.journal.clock import now
from luodi.office.ledger.models.plans import Plan, Tag, Theme
from luodi.office.units.models import Person, Unit
from luodi.office.units.scope import BUSINESS


class TaskState(models.TextChoices):
    """As a task moves; overdue is not among them, it is derived."""

    DRAFT = "draft", _("拟办")
    PROPOSED = "proposed", _("待审定")
    ASSIGNED = "assigned", _("已交办")
    RECEIVED = "received", _("已签收")
    ACTIVE = "active", _("推进中")
    CLOSING = "closing", _("申请办结")  # which approval it waits for is in its SignOff
    CLOSED = "closed", _("已销号")
    ARCHIVED = "archived", _("已归档")
    ROUTINE = "routine", _("转常态化")
    ENDED = "ended", _("已终止")


PRIVATE = (TaskState.DRAFT, TaskState.PROPOSED)
"""States only the office that keeps the plan sees."""

LIVE = (TaskState.ASSIGNED, TaskState.RECEIVED, TaskState.ACTIVE, TaskState.CLOSING)
"""States in which a task has to be reported on."""


def seen_by(person: Person, task: str = "") -> Q:
    """The filter on a task's columns (a standing repeats them; `task` leads there, as "task__") for what the
    person may see.

    Tasks led or supported below a node of the person's, and all tasks of plans their office keeps. A
    leader sees what is assigned in plans kept below their node. What is not assigned yet is seen by the
    office that keeps the plan, or one above it, alone. A parent that rolls up belongs to the office's
    unit: a unit sees its own child, not through the parent how the others are doing.
    """
    scope = person.scope
    if scope.everything("office"):
        return Q()
    if not scope.has(*BUSINESS):
        return Q(pk__in=[])
    # Units and plans are few: looked up first, they let the index on tasks do the work.
    kept = Q(**{f"{task}plan__in": Plan.objects.filter(scope.within("unit__path", "office"))})
    handed_out = ~Q(**{f"{task}state__in": PRIVATE})
    if scope.everything():
        return kept | handed_out
    supports = Supporting.objects.filter(unit__in=person.units_below).order_by().values("task_id")
    mine = Q(**{f"{task}lead__in": person.units_below}) | Q(**{f"{task}pk__in": supports})
    if scope.has("leader"):
        mine |= Q(**{f"{task}plan__in": Plan.objects.filter(scope.within("unit__path", "leader"))})
    return kept | (mine & handed_out)


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, person: Person) -> TaskQuerySet:
        """See `seen_by`."""
        return self.filter(seen_by(person))


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, person: Person) -> EvidenceQuerySet:
        """Files of tasks the person sees; one that belongs to a report, with the report."""
        from luodi.office.ledger.models.monthly import Report

        reports = Report.objects.visible_to(person)
        return self.filter(
            Q(task__in=Task.objects.visible_to(person)) & (Q(report=None) | Q(report__in=reports))
        )


class Task(models.Model):
    """One line of the ledger."""

    class Level(models.TextChoices):
        CONCRETE = "concrete", _("具体")
        DIRECTION = "direction", _("方向")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="tasks", verbose_name=_("方案"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级任务")
    )
    code = models.CharField(_("编号"), max_length=40)  # 3.2 within the plan
    title = models.TextField(_("任务内容"))
    theme = models.ForeignKey(Theme, models.PROTECT, null=True, blank=True, verbose_name=_("主题"))
    tags = models.ManyToManyField(Tag, blank=True, related_name="tasks", verbose_name=_("标签"))
    level = models.CharField(_("类别"), max_length=20, choices=Level.choices, default=Level.CONCRETE)
    lead = models.ForeignKey(Unit, models.PROTECT, related_name="tasks_led", verbose_name=_("牵头单位"))
    collective = models.CharField(_("集体名称"), max_length=100, blank=True)  # 两市四区: a parent rolling up
    leading_official = models.CharField(_("牵头领导"), max_length=60, blank=True)
    responsible = models.CharField(_("责任人"), max_length=60, blank=True)
    measures_text = models.TextField(_("具体措施"), blank=True)
    weight = models.DecimalField(_("权重"), max_digits=8, decimal_places=2, default=1)
    starts = models.DateField(_("启动时间"), null=True, blank=True)
    due_text = models.CharField(_("完成时限（原文）"), max_length=200, blank=True)
    due = models.DateField(_("完成时限"), null=True, blank=True)  # as now approved
    due_first = models.DateField(_("原定时限"), null=True, blank=True)  # as first assigned
    due_assumed = models.BooleanField(_("推定"), default=False)
    recurs = models.CharField(_("周期"), max_length=20, blank=True)  # monthly, quarterly, yearly
    aspirational = models.BooleanField(_("力争"), default=False)
    money_planned = models.DecimalField(
        _("计划资金（万元）"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    money_spent = models.DecimalField(
        _("已到位资金（万元）"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    progress = models.DecimalField(_("完成率"), max_digits=5, decimal_places=2, default=0)  # last accepted
    state = models.CharField(_("状态"), max_length=20, choices=TaskState.choices, default=TaskState.ASSIGNED)
    assigned_at = models.DateTimeField(null=True, blank=True)
    closed_on = models.DateField(_("销号日期"), null=True, blank=True)
    note = models.TextField(_("备注"), blank=True)
    created_at = models.DateTimeField(default=now)
    version = models.PositiveIntegerField(default=0)  # raised by every act; a stale form is refused

    # Where it comes from. The ledger knows no documents: it keeps the words and a reference.
    source_type = models.CharField(max_length=40, blank=True)  # "documents.finding"
    source_id = models.BigIntegerField(null=True, blank=True)
    source_title = models.CharField(_("任务来源"), max_length=300, blank=True)
    source_number = models.CharField(_("文号"), max_length=60, blank=True)
    source_section = models.CharField(_("条目"), max_length=300, blank=True)
    source_quote = models.TextField(_("原文"), blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["plan_id", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="task_code_in_plan")]
        indexes = [
            models.Index(fields=["plan", "state", "lead"], name="task_plan_state_lead"),
            models.Index(fields=["lead", "state", "due"], name="task_lead_state_due"),
            models.Index(fields=["state", "due"], name="task_state_due"),
            models.Index(fields=["source_type", "source_id"], name="task_source"),
            models.Index(fields=["code"], name="task_code"),
            models.Index(fields=["id", "state", "lead"], name="task_sight"),
            # Orders of the list: a page is read from the index, whatever else is in the row.
            models.Index(fields=["due", "id"], name="task_due"),
            models.Index(fields=["progress", "id"], name="task_progress"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


class Supporting(models.Model):
    """A unit that helps with a task."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="supporting")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="supports")
    order = models.IntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["task", "unit"], name="supporting_once")]


class Milestone(models.Model):
    """A stage: what is to be reached by when, as a share of the whole."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="milestones")
    name = models.CharField(_("阶段目标"), max_length=200)
    due = models.DateField(_("时间节点"))
    percent = models.DecimalField(_("应完成（%）"), max_digits=5, decimal_places=2)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)

    class Meta:
        ordering = ["due", "id"]


class Measure(models.Model):
    """A figure the task is to reach."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="measures")
    indicator = models.CharField(_("指标"), max_length=200)
    unit = models.CharField(_("计量单位"), max_length=20, blank=True)
    baseline = models.DecimalField(_("基期值"), max_digits=18, decimal_places=4, null=True, blank=True)
    target = models.DecimalField(_("目标值"), max_digits=18, decimal_places=4, null=True, blank=True)
    comparator = models.CharField(_("要求"), max_length=4, default=">=")  # >=, <=, =, as in the contract
    current = models.DecimalField(_("当前值"), max_digits=18, decimal_places=4, null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.indicator


class Evidence(models.Model):
    """A file that shows something was done; for a measure, for a report, or for the task."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="evidence")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(_("文件名"), max_length=255)
    measure = models.ForeignKey(Measure, models.SET_NULL, null=True, blank=True, related_name="evidence")
    report = models.ForeignKey("Report", models.SET_NULL, null=True, blank=True, related_name="evidence")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # never removed: the file stays

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
