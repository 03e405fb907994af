"""Figures: every vintage of every value, targets with their sources, and what a freeze fixed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luodi.office.figures import periods
from luodi.office.figures.models.catalogue import Indicator, Region
from luodi.office.files.models import StoredFile
from luodi.office.journal.clock import now
from luodi.office.units.models import Person, Unit
from luodi.office.units.scope import BUSINESS

MILLION = 10**6


def public_to(person: Person) -> Q:
    """The filter for values made public to whoever is there, or by a unit at or above one of the person's nodes."""
    above = {int(part) for path in person.scope.paths(*BUSINESS) for part in path.split(".") if part}
    return Q(published_on__isnull=False) & (Q(published_in=None) | Q(published_in__in=above))


class ValueQuerySet(models.QuerySet["Value"]):
    def visible_to(self, person: Person) -> ValueQuerySet:
        """One's own and those below; what one's own unit filed; the nation's and provinces'; others' once public.

        What a city makes public is read in that city, what the province does in all of it.
        """
        if not person.has(*BUSINESS):
            return self.none()
        if person.scope.everything():
            return self
        return self.filter(
            Q(region__unit=None)
            | public_to(person)
            | person.scope.within("region__unit__path", *BUSINESS)
            | person.scope.within("submission__unit__path", *BUSINESS)
        )


class Value(models.Model):
    """One figure as it was published at one time. A revision is another row; none is ever changed."""

    class Vintage(models.TextChoices):
        FIRST = "first", _("首次公布")
        REVISED = "revised", _("修订")
        CENSUS = "census", _("普查后修订")

    class Confidence(models.TextChoices):
        CONFIRMED = "confirmed", _("有出处")
        RECALLED = "recalled", _("待核")
        DERIVED = "derived", _("推算，待核")

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="values", verbose_name=_("指标"))
    region = models.ForeignKey(Region, models.PROTECT, related_name="values", verbose_name=_("地区"))
    period = models.CharField(_("期"), max_length=7)
    amount = models.BigIntegerField(_("数值"))  # in millionths
    vintage = models.PositiveSmallIntegerField(_("第几次"), default=1)
    vintage_kind = models.CharField(_("版次"), max_length=10, choices=Vintage.choices, default=Vintage.FIRST)
    confidence = models.CharField(
        _("可信"), max_length=10, choices=Confidence.choices, default=Confidence.CONFIRMED
    )
    source_word = models.CharField(_("出处"), max_length=300, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    cell = models.CharField(_("单元格"), max_length=60, blank=True)  # Sheet1!C5
    submission = models.ForeignKey(
        "figures.Submission", models.PROTECT, null=True, blank=True, related_name="values"
    )
    published_on = models.DateField(_("公开日期"), null=True, blank=True)  # none: not open to everybody
    published_in = models.ForeignKey(  # to the people of this unit and below; none: to everybody
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("公开范围")
    )
    recorded_at = models.DateTimeField(_("入库时间"), default=now)
    entry = models.BigIntegerField(null=True)  # of the journal

    objects = ValueQuerySet.as_manager()

    class Meta:
        ordering = ["indicator_id", "region_id", "period", "vintage"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "region", "period", "vintage"], name="value_vintage")
        ]
        indexes = [
            models.Index(fields=["period", "indicator"], name="value_period"),
            models.Index(fields=["region", "indicator", "period"], name="value_region"),
        ]

    @property
    def when(self) -> str:
        return periods.words(self.period)

    def __str__(self) -> str:
        return f"{self.region}{self.indicator}{periods.words(self.period)}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None and not self._state.adding:
            raise TypeError("a value is never changed: record another vintage")
        super().save(*args, **kwargs)

    @property
    def figure(self) -> Fraction:
        return Fraction(self.amount, MILLION)

    @property
    def shown(self) -> str:
        return self.indicator.said(self.figure)

    @property
    def doubtful(self) -> bool:
        return self.confidence != self.Confidence.CONFIRMED

    @property
    def version(self) -> str:
        """首次公布, 第2次（修订）."""
        kind = self.get_vintage_kind_display()
        return str(kind) if self.vintage == 1 else f"第{self.vintage}次（{kind}）"

    @property
    def whence(self) -> str:
        """Where it is from and which vintage, in words."""
        parts = [self.source_word or "未注明出处", self.version]
        if self.cell:
            parts.append(self.cell)
        if self.doubtful:
            parts.append(str(self.get_confidence_display()))
        return "，".join(parts)


class TargetQuerySet(models.QuerySet["Target"]):
    def visible_to(self, person: Person) -> TargetQuerySet:
        if not person.has(*BUSINESS):
            return self.none()
        if person.scope.everything():
            return self
        return self.filter(Q(region__unit=None) | person.scope.within("region__unit__path", *BUSINESS))


class Target(models.Model):
    """What is to be reached by a period, and who said so. A new target is another row; the last one holds."""

    class Kind(models.TextChoices):
        PLAN = "plan", _("规划或方案规定")
        OFFICE = "office", _("办公室下达")
        PEERS = "peers", _("对标测算")

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets", verbose_name=_("指标"))
    region = models.ForeignKey(Region, models.PROTECT, related_name="targets", verbose_name=_("地区"))
    period = models.CharField(_("目标期"), max_length=7)
    amount = models.BigIntegerField(_("目标值"), null=True)  # in millionths; none: taken back
    number = models.PositiveSmallIntegerField(_("第几次"), default=1)
    kind = models.CharField(_("目标来源"), max_length=10, choices=Kind.choices, default=Kind.OFFICE)
    source_word = models.CharField(_("依据"), max_length=400, blank=True)
    base_period = models.CharField(_("基期"), max_length=7, blank=True)  # where the straight line begins
    set_at = models.DateTimeField(default=now)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    entry = models.BigIntegerField(null=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["indicator_id", "region_id", "period", "number"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "region", "period", "number"], name="target_number")
        ]

    @property
    def when(self) -> str:
        return periods.words(self.period)

    def __str__(self) -> str:
        return f"{self.region}{self.indicator}{periods.words(self.period)}目标"

    @property
    def figure(self) -> Fraction | None:
        return None if self.amount is None else Fraction(self.amount, MILLION)

    @property
    def shown(self) -> str:
        return self.indicator.said(self.figure)


class OfUnit(models.QuerySet[Any]):
    def visible_to(self, person: Person) -> OfUnit:
        return self.filter(person.scope.within("unit__path", *BUSINESS))


class Freeze(models.Model):
    """The figures of a period as they stood at one moment, for good. A later one has the next number."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("范围"))
    period = models.CharField(_("期"), max_length=7)
    number = models.PositiveSmallIntegerField(_("第几版"))
    frozen_at = models.DateTimeField(_("冻结时间"), default=now)
    digest = models.CharField(_("校验码"), max_length=64)  # SHA-256 over all that is in it
    why = models.CharField(_("说明"), max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    entry = models.BigIntegerField(null=True)
    values = models.ManyToManyField(Value, through="FrozenValue", related_name="freezes")
    targets = models.ManyToManyField(Target, through="FrozenTarget", related_name="freezes")

    objects = OfUnit.as_manager()

    class Meta:
        ordering = ["-frozen_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["unit", "period", "number"], name="freeze_number")]

    @property
    def when(self) -> str:
        return periods.words(self.period)

    def __str__(self) -> str:
        return f"{self.unit.name}{periods.words(self.period)}第{self.number}版"


class FrozenValue(models.Model):
    freeze = models.ForeignKey(Freeze, models.CASCADE, related_name="value_rows")
    value = models.ForeignKey(Value, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["freeze", "value"], name="frozen_value_once")]


class FrozenTarget(models.Model):
    freeze = models.ForeignKey(Freeze, models.CASCADE, related_name="target_rows")
    target = models.ForeignKey(Target, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["freeze", "target"], name="frozen_target_once")]
