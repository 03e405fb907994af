"""A round of submission: who is asked for which figures, and whose move it is."""

from __future__ import annotations

from fractions import Fraction

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from luodi.office.figures import periods
from luodi.office.figures.models.catalogue import Indicator, Region
from luodi.office.figures.models.values import MILLION
from luodi.office.files.models import StoredFile
from luodi.office.journal.clock import now
from luodi.office.units.models import Person, Unit


class CollectionQuerySet(models.QuerySet["Collection"]):
    def visible_to(self, person: Person) -> CollectionQuerySet:
        """Whoever reads all of the unit that asks, and whoever is asked."""
        asked = Submission.objects.counted_for(person).filter(collection=OuterRef("pk"))
        kept = person.scope.within("unit__path", "office", "leader")
        return self.filter(kept | Q(Exists(asked))) if kept else self


class Collection(models.Model):
    """One period's figures asked for by one office."""

    class State(models.TextChoices):
        OPEN = "open", _("正在填报")
        CLOSED = "closed", _("已截止")

    name = models.CharField(_("名称"), max_length=100)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("由谁布置"))
    period = models.CharField(_("期"), max_length=7)
    due = models.DateField(_("填报截止"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN)
    indicators = models.ManyToManyField(Indicator, related_name="collections", verbose_name=_("指标"))
    opened_at = models.DateTimeField(default=now)
    closed_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = CollectionQuerySet.as_manager()

    class Meta:
        ordering = ["-period", "-id"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="collection_name")]

    @property
    def when(self) -> str:
        return periods.words(self.period)

    def __str__(self) -> str:
        return self.name


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, person: Person) -> SubmissionQuerySet:
        """One's own unit's at any time; to offices and leaders above once the unit's head has approved."""
        own = person.scope.within("unit__path", "head", "liaison")
        read = person.scope.within("unit__path", "office", "leader")
        filed = Q(state__in=("approved", "accepted")) | Q(state="returned", approved_at__isnull=False)
        # An empty condition means everything, and "everything or what is filed" would mean what is filed.
        return self.filter(own | (filed & read) if own else own)

    def counted_for(self, person: Person) -> SubmissionQuerySet:
        """Whose turn it is may be known to the office that asks, whatever has been written so far."""
        return self.filter(person.scope.within("unit__path", "office", "leader", "head", "liaison"))


class Submission(models.Model):
    """What one unit is asked for in a round: filled in, approved by its head, accepted by the office."""

    class State(models.TextChoices):
        DRAFT = "draft", _("待填报")
        SUBMITTED = "submitted", _("待负责人审核")
        APPROVED = "approved", _("待办公室审核")
        ACCEPTED = "accepted", _("已采用")
        RETURNED = "returned", _("已退回")

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="submissions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("填报单位"))
    state = models.CharField(_("状态"), max_length=20, choices=State.choices, default=State.DRAFT)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)  # of the workbook last taken in
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
    returned_why = models.CharField(_("退回理由"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["collection_id", "unit__order", "unit_id"]
        constraints = [models.UniqueConstraint(fields=["collection", "unit"], name="submission_once")]
        indexes = [models.Index(fields=["unit", "state"], name="submission_unit_state")]

    def __str__(self) -> str:
        return f"{self.unit.name}{self.collection.name}"

    @property
    def turn(self) -> str:
        """Whose move it is, in words."""
        if self.collection.state == Collection.State.CLOSED and self.state != self.State.ACCEPTED:
            return str(_("本期已截止，如需补报请联系办公室重新开放"))
        unit = self.unit.brief
        return {
            "draft": f"等{unit}联络员填报",
            "submitted": f"等{unit}负责人审核",
            "approved": "等办公室审核采用",
            "accepted": "已采用，不用再办",
            "returned": f"已退回，等{unit}联络员修改后重报",
        }[self.state]

    @property
    def editable(self) -> bool:
        return self.state in (self.State.DRAFT, self.State.RETURNED)


class Line(models.Model):
    """One figure a submission is asked for."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="lines")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name=_("指标"))
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("地区"))
    amount = models.BigIntegerField(_("数值"), null=True, blank=True)  # in millionths
    absent = models.CharField(_("未填原因"), max_length=200, blank=True)  # missing is not zero
    cell = models.CharField(_("单元格"), max_length=60, blank=True)

    class Meta:
        ordering = ["indicator__order", "indicator_id", "region__order", "region_id"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "indicator", "region"], name="line_once")
        ]

    def __str__(self) -> str:
        return f"{self.region}{self.indicator}{periods.words(self.submission.collection.period)}"

    @property
    def figure(self) -> Fraction | None:
        return None if self.amount is None else Fraction(self.amount, MILLION)

    @property
    def typed(self) -> str:
        """The figure as it is put into a form's field: no commas, no needless zeros.

        >>> Line(amount=12_500_000).typed, Line(amount=-300).typed, Line().typed
        ('12.5', '-0.0003', '')
        """
        if self.amount is None:
            return ""
        whole, rest = divmod(abs(self.amount), MILLION)
        text = f"{whole}.{rest:06d}".rstrip("0").rstrip(".")
        return f"-{text}" if self.amount < 0 else text
