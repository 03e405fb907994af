"""What happens to a task besides reports: postponement, sign-off, comments, leaders' instructions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luodi.office.journal.clock import now
from luodi.office.ledger.models.plans import Plan
from luodi.office.ledger.models.tasks import Task
from luodi.office.units.models import Person


class OfTask(models.QuerySet):
    """What belongs to a task is seen by whoever sees the task."""

    def visible_to(self, person: Person) -> OfTask:
        return self.filter(task__in=Task.objects.visible_to(person))


class InstructionQuerySet(models.QuerySet["Instruction"]):
    def visible_to(self, person: Person) -> InstructionQuerySet:
        """On a task: whoever sees the task; on a plan: its office, the leaders above it, and who wrote it."""
        kept = person.scope.within("plan__unit__path", "office", "leader")
        if not kept:  # no condition: everything, which "or" would narrow to the other half
            return self
        mine = kept | Q(leader_id=person.pk)
        return self.filter(mine | Q(task__isnull=False, task__in=Task.objects.visible_to(person)))


class Postponement(models.Model):
    """A later date, asked for before the due date, approved by the head and then by the office."""

    class State(models.TextChoices):
        ASKED = "asked", _("待负责人审核")
        APPROVED = "approved", _("待办公室批准")
        GRANTED = "granted", _("已批准")
        REFUSED = "refused", _("未批准")

    task = models.ForeignKey(Task, models.CASCADE, related_name="postponements")
    state = models.CharField(max_length=20, choices=State.choices, default=State.ASKED)
    due_before = models.DateField(_("现时限"))
    due_asked = models.DateField(_("申请延至"))
    reason = models.TextField(_("延期理由"))
    progress = models.TextField(_("目前进展"))
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=now)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(_("意见"), blank=True)

    objects = OfTask.as_manager()

    class Meta:
        ordering = ["-id"]


class SignOff(models.Model):
    """销号: asked by the unit, approved by its head, checked by the office, by the leader if the plan says so."""

    class State(models.TextChoices):
        UNIT = "unit", _("单位审核")
        OFFICE = "office", _("办公室复核")
        LEADER = "leader", _("领导审定")
        DONE = "done", _("已销号")
        RETURNED = "returned", _("退回重办")

    task = models.ForeignKey(Task, models.CASCADE, related_name="signoffs")
    state = models.CharField(max_length=20, choices=State.choices, default=State.UNIT)
    statement = models.TextField(_("办结说明"))
    unmet = models.TextField(_("未完成事项说明"), blank=True)  # why it may close with parts open
    checks = models.JSONField(default=dict)  # 事实清楚, 问题解决, 任务落实, 措施合法, 文书规范 -> bool
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=now)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField(null=True)
    returned_why = models.TextField(_("退回理由"), blank=True)

    objects = OfTask.as_manager()

    class Meta:
        ordering = ["-id"]


class Comment(models.Model):
    """A remark on a task; from a supporting unit, its progress."""

    class Kind(models.TextChoices):
        COMMENT = "comment", _("意见")
        PROGRESS = "progress", _("配合进展")

    task = models.ForeignKey(Task, models.CASCADE, related_name="comments")
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.COMMENT)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    text = models.TextField(_("内容"))

    objects = OfTask.as_manager()

    class Meta:
        ordering = ["id"]


class Instruction(models.Model):
    """批示: a leader's words, on a task or on none; the office makes a task of it or files it."""

    class State(models.TextChoices):
        OPEN = "open", _("待办理")
        TASKED = "tasked", _("已转任务")
        NOTED = "noted", _("已阅存")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="instructions")
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="instructions")
    leader = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    text = models.TextField(_("批示内容"))
    state = models.CharField(max_length=20, choices=State.choices, default=State.OPEN)
    made = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="made_by_instruction")

    objects = InstructionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
