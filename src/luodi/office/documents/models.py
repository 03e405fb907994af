"""Documents as read, and what was found in them until the office has decided."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from luodi.office.files.models import StoredFile
from luodi.office.journal.clock import now
from luodi.office.ledger.models import Task
from luodi.office.units.models import Person, Unit


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, person: Person) -> DocumentQuerySet:
        """Documents of the units under a node where the person is office or leader.

        Liaisons see the words a task of theirs rests on, on the task's page, not the whole paper.
        """
        return self.filter(person.scope.within("unit__path", "office", "leader"))


class Document(models.Model):
    """A file somebody gave us, and the text the engine made of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("等待阅读")
        READING = "reading", _("正在阅读")
        READ = "read", _("已读")
        FAILED = "failed", _("未能读出")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="documents", verbose_name=_("所属单位"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="documents")
    name = models.CharField(_("文件名"), max_length=255)
    state = models.CharField(_("状态"), max_length=20, choices=State.choices, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)  # percent, while reading
    stage = models.CharField(max_length=40, blank=True)  # what the reading is at, in words
    claim = models.CharField(max_length=32, blank=True)  # of the one reading that may store its result
    beat_at = models.DateTimeField(null=True)  # the last sign of life of that reading
    error = models.TextField(_("说明"), blank=True)  # for people: what happened, what to do
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=now)
    read_at = models.DateTimeField(null=True, blank=True)

    title = models.CharField(_("标题"), max_length=300, blank=True)
    number = models.CharField(_("文号"), max_length=60, blank=True)
    issuer = models.CharField(_("发文机关"), max_length=200, blank=True)
    issued_on = models.DateField(_("成文日期"), null=True, blank=True)
    kind = models.CharField(_("文种"), max_length=40, blank=True)
    text = models.TextField(blank=True)  # repaired; findings' spans count its characters
    reading = models.JSONField(default=dict)  # see documents.engine.Reading.summary
    coverage = models.DecimalField(max_digits=5, decimal_places=2, null=True)  # percent of paragraphs

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["unit", "file"], name="document_once_in_a_unit")]

    def __str__(self) -> str:
        return self.title or self.name


class Passage(models.Model):
    """One screenful of a document: a run of paragraphs, cut from the text by `start` and `end`.

    A paper of a million characters is shown passage by passage; the desk never loads more than one.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="passages")
    number = models.PositiveIntegerField()  # from 1
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    blocks = models.JSONField(default=list)  # [start, end, kind, level] of each paragraph
    repairs = models.JSONField(default=list)  # as the contract has them

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="passage_once")]


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, person: Person) -> FindingQuerySet:
        return self.filter(person.scope.within("document__unit__path", "office", "leader"))


class Finding(models.Model):
    """One task, target, meeting or agenda item with its exact words, and what the office made of it."""

    class Kind(models.TextChoices):
        TASK = "task", _("任务")
        TARGET = "target", _("指标")
        MEETING = "meeting", _("会议")
        AGENDA = "agenda", _("议题")

    class State(models.TextChoices):
        OPEN = "open", _("待审")
        ACCEPTED = "accepted", _("已采纳")
        REJECTED = "rejected", _("已剔除")
        MERGED = "merged", _("已并入")
        SPLIT = "split", _("已拆分")

    document = models.ForeignKey(Document, models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    order = models.IntegerField()  # as in the document
    level = models.CharField(max_length=20, blank=True)  # concrete, direction, stance
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()  # is document.text[start:end]; the act that stores it checks
    sentence_start = models.PositiveIntegerField(null=True)
    sentence_end = models.PositiveIntegerField(null=True)
    section = models.JSONField(default=list)  # the headings it stands under
    data = models.JSONField(default=dict)  # as the engine gave it (the contract's entry and more)

    # What the office reads and may correct; filled from `data` at first.
    action = models.TextField(_("任务内容"), blank=True)
    owners = models.JSONField(_("牵头单位（原文）"), default=list)
    support = models.JSONField(_("配合单位（原文）"), default=list)
    lead = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("牵头单位"))
    leads = models.JSONField(default=list)  # unit ids, when a written name stands for several
    supporting = models.JSONField(default=list)  # unit ids
    unresolved = models.JSONField(default=list)  # written names nobody could tell
    due_text = models.CharField(_("完成时限（原文）"), max_length=200, blank=True)
    due = models.DateField(_("完成时限"), null=True, blank=True)
    due_assumed = models.BooleanField(_("推定"), default=False)
    recurs = models.CharField(_("周期"), max_length=20, blank=True)  # monthly, quarterly, yearly

    state = models.CharField(max_length=20, choices=State.choices, default=State.OPEN)
    version = models.PositiveIntegerField(default=0)  # raised by every change; a stale form is refused
    reason = models.TextField(_("理由"), blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    task = models.ForeignKey(Task, models.PROTECT, null=True, related_name="+")  # what it became
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="parts")  # split from / into

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["document_id", "start", "order"]
        indexes = [
            models.Index(fields=["document", "state"], name="finding_document_state"),
            models.Index(fields=["document", "start"], name="finding_document_start"),
        ]
        constraints = [models.CheckConstraint(condition=Q(end__gt=F("start")), name="finding_has_words")]

    def __str__(self) -> str:
        return self.action or self.quote[:40]

    @property
    def reviewable(self) -> bool:
        """Whether it waits for a decision: tasks do, and goals; facts, meetings and items are for reading."""
        return self.kind == self.Kind.TASK or (
            self.kind == self.Kind.TARGET and not self.data.get("fact", False)
        )
