"""A race, who takes part in it, and every numbered version of its rules."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luodi.office.figures.models import Region
from luodi.office.journal.clock import now
from luodi.office.units.models import Person, Unit
from luodi.office.units.scope import BUSINESS, READERS


def above(person: Person) -> list[int]:
    """Ids of the units a person's business roles are held at, and of all above those."""
    return sorted({int(part) for path in person.scope.paths(*BUSINESS) for part in path.split(".") if part})


def sight(person: Person, to_race: str = "") -> Q:
    """Races somebody may know of: run at or below where they read; those their units take part in.

    Conditions are laid by id, for a join to participants would count a race once for each.
    """
    unit = f"{to_race}unit__path"
    run = person.scope.within(unit, *READERS)
    if not run:
        return Q()  # an empty condition means everything
    mine = Participant.objects.filter(person.scope.within("region__unit__path", *BUSINESS)).values("race_id")
    return run | Q(**{f"{to_race}pk__in": mine})


class RaceQuerySet(models.QuerySet["Race"]):
    def visible_to(self, person: Person) -> RaceQuerySet:
        """Readers of the unit that runs it; people of participants; those below it once something is published."""
        if not person.has(*BUSINESS):
            return self.none()
        known = sight(person)
        if not known:
            return self
        return self.filter(known | Q(unit_id__in=above(person), published=True))


class Race(models.Model):
    """What is repeated every period: who runs it, who takes part, whom the lists praise and warn."""

    name = models.CharField(_("名称"), max_length=100)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("由谁组织"))
    regions = models.ManyToManyField(Region, through="Participant", related_name="races")
    red_top = models.PositiveSmallIntegerField(
        _("红榜：前几名"), default=3, help_text=_("全部任务目标都完成，并且位次在前几名；填0不设红榜")
    )
    black_bottom = models.PositiveSmallIntegerField(
        _("黑榜：后几名"),
        default=0,
        help_text=_("有任务目标没有完成，并且位次在后几名；经认定不可抗力的不列入；填0不设黑榜"),
    )
    praise_first = models.PositiveSmallIntegerField(
        _("表扬前几名"), default=3, help_text=_("写入表扬名单，有一票否决的不列入")
    )
    confirm_days = models.PositiveSmallIntegerField(
        _("确认申诉期限（工作日）"), default=5, help_text=_("从开放确认的次日起算")
    )
    issuer = models.CharField(_("通报署名"), max_length=100, blank=True)
    addressee = models.CharField(_("通报主送"), max_length=200, blank=True)
    published = models.BooleanField(default=False)  # some round of it has been
    made_at = models.DateTimeField(default=now)
    retired_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    objects = RaceQuerySet.as_manager()

    class Meta:
        ordering = ["retired_at", "name", "id"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="race_name")]

    def __str__(self) -> str:
        return self.name

    def whole(self, person: Person) -> bool:
        """Whether somebody sees all of it before anything is published."""
        return person.scope.covers(self.unit.path, *READERS)

    def runs(self, person: Person) -> bool:
        return person.scope.covers(self.unit.path, "office")


class Participant(models.Model):
    """A region in a race, with the group (分类) it is compared in."""

    race = models.ForeignKey(Race, models.CASCADE, related_name="participants")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("参赛单位"))
    group = models.CharField(_("分类"), max_length=40, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["race", "region"], name="participant_once")]

    def __str__(self) -> str:
        return self.region.name


class OfRace(models.QuerySet[Any]):
    def visible_to(self, person: Person) -> OfRace:
        return self.filter(race__in=Race.objects.visible_to(person))


class Rules(models.Model):
    """One version of a race's rules, in full. Never changed: whoever edits makes the next number."""

    race = models.ForeignKey(Race, models.CASCADE, related_name="rules")
    number = models.PositiveSmallIntegerField(_("第几版"))
    key = models.CharField(_("规则"), max_length=80)  # county-race@2026-1, as the text itself says
    title = models.CharField(_("名称"), max_length=200)
    text = models.TextField(_("规则文本"))
    digest = models.CharField(max_length=64)  # SHA-256 of the text
    why = models.CharField(_("修改理由"), max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=now)
    entry = models.BigIntegerField(null=True)

    objects = OfRace.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["race", "number"], name="rules_number")]

    def __str__(self) -> str:
        return f"第{self.number}版（{self.key}）"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None and not self._state.adding and kwargs.get("update_fields") != ["entry"]:
            raise TypeError("rules are never changed: make the next version")
        super().save(*args, **kwargs)
