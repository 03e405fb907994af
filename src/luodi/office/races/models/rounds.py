"""One round of a race: its state, bonus and deduction with evidence, what checks found, confirmations, appeals."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luodi.office.figures import periods
from luodi.office.figures.models import Indicator, Region, Value
from luodi.office.figures.models.values import MILLION
from luodi.office.files.models import StoredFile
from luodi.office.journal.clock import now
from luodi.office.races.models.setup import Race, Rules, above, sight
from luodi.office.units.models import Person
from luodi.office.units.scope import BUSINESS, READERS


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, person: Person) -> RoundQuerySet:
        """As the race; who merely stands below the unit that runs it sees published rounds alone."""
        if not person.has(*BUSINESS):
            return self.none()
        known = sight(person, "race__")
        if not known:
            return self
        return self.filter(known | Q(race__unit_id__in=above(person), published_on__isnull=False))


class Round(models.Model):
    """One period of a race, from the collection of figures to the published result."""

    class State(models.TextChoices):
        COLLECTING = "collecting", _("收数")
        CHECKING = "checking", _("核查")
        CONFIRMING = "confirming", _("确认申诉")
        FROZEN = "frozen", _("已冻结")
        COMPUTED = "computed", _("已计分")
        MET = "met", _("已审议")
        PUBLISHED = "published", _("已公布")

    race = models.ForeignKey(Race, models.PROTECT, related_name="rounds")
    rules = models.ForeignKey(Rules, models.PROTECT, related_name="rounds", verbose_name=_("规则版本"))
    period = models.CharField(_("期"), max_length=7)
    label = models.CharField(_("名称"), max_length=100)
    state = models.CharField(_("阶段"), max_length=12, choices=State.choices, default=State.COLLECTING)
    collect_due = models.DateField(_("数据报送截止"))
    confirm_due = models.DateField(_("确认申诉截止"), null=True, blank=True)
    meeting = models.CharField(_("审议会议"), max_length=200, blank=True)
    met_on = models.DateField(_("审议日期"), null=True, blank=True)
    published_on = models.DateField(_("公布日期"), null=True, blank=True)  # of the first version published
    opened_at = models.DateTimeField(default=now)
    checked_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-period", "-id"]
        constraints = [models.UniqueConstraint(fields=["race", "label"], name="race_round_label")]
        indexes = [models.Index(fields=["race", "period"], name="race_round_period")]

    def __str__(self) -> str:
        return self.label

    @property
    def step(self) -> int:
        """Where in its life the round stands."""
        return list(self.State).index(self.State(self.state))

    @property
    def loose(self) -> bool:
        """Whether figures, entries and appeals still count by themselves: nothing is frozen."""
        return self.step < 3

    @property
    def period_words(self) -> str:
        return periods.words(self.period)

    @property
    def due(self) -> dt.date | None:
        """The next deadline, where the step has one."""
        return {"collecting": self.collect_due, "confirming": self.confirm_due}.get(self.state)

    @property
    def turn(self) -> str:
        """Whose move it is, in words."""
        office = self.race.unit.brief
        return str(
            {
                "collecting": _("各数据来源单位报送数据，办公室登记加分扣分；报齐以后由%s办公室开始核查"),
                "checking": _("%s办公室逐条处理核查发现的问题，严重的要改正或说明，然后开放确认"),
                "confirming": _("参赛单位负责人确认本单位数据，或者提出申诉；%s办公室裁定申诉"),
                "frozen": _("数据已经冻结，等%s办公室计分"),
                "computed": _("计分完成，等%s办公室会议审议"),
                "met": _("会议已经审议，等%s办公室公布并印发通报"),
                "published": _("本期已公布，%s不用再办"),
            }[self.state]
            % office
        )


class OfRound(models.QuerySet[Any]):
    """Rows about one unit in a round: the unit's own people, and readers of whoever runs the race."""

    def visible_to(self, person: Person) -> OfRound:
        own = person.scope.within("region__unit__path", *BUSINESS)
        run = person.scope.within("round__race__unit__path", *READERS)
        return self.filter(own | run) if own and run else self


class Entry(models.Model):
    """A bonus, a deduction or a veto of one unit, with the file that shows it."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="entries")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("单位"))
    column = models.CharField(_("项目"), max_length=80)  # as the rules name the column
    count = models.BigIntegerField(_("数量"), default=MILLION)  # in millionths; a veto has one
    why = models.CharField(_("事由和依据"), max_length=300)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    objects = OfRound.as_manager()

    class Meta:
        ordering = ["region__order", "region_id", "id"]

    def __str__(self) -> str:
        return f"{self.region}{self.column}"

    @property
    def figure(self) -> Fraction:
        return Fraction(self.count, MILLION)


class CheckLine(models.Model):
    """One thing the check found: where, what, and how it was explained. Corrected ones are gone at the next check."""

    class Level(models.TextChoices):
        SERIOUS = "serious", _("须处理")
        NOTE = "note", _("提示")

    round = models.ForeignKey(Round, models.CASCADE, related_name="checks")
    key = models.CharField(max_length=64)  # the same finding at the next check has the same
    level = models.CharField(max_length=10, choices=Level.choices)
    rule = models.CharField(max_length=60, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    column = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=400)
    where = models.CharField(max_length=200, blank=True)
    explained = models.CharField(_("说明"), max_length=300, blank=True)
    explained_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    explained_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-level", "id"]
        constraints = [models.UniqueConstraint(fields=["round", "key"], name="check_line_once")]

    def __str__(self) -> str:
        return self.text

    @property
    def settled(self) -> bool:
        return self.level != self.Level.SERIOUS or bool(self.explained)


class Confirmation(models.Model):
    """A unit's head says that the unit's figures are right."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="confirmations")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=now)

    objects = OfRound.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "region"], name="confirmation_once")]


class Appeal(models.Model):
    """A unit says a figure is wrong: which, what it should be, why, with proof; and what the office ruled."""

    class State(models.TextChoices):
        OPEN = "open", _("待裁定")
        UPHELD = "upheld", _("成立")
        REJECTED = "rejected", _("不成立")
        WITHDRAWN = "withdrawn", _("已撤回")

    round = models.ForeignKey(Round, models.CASCADE, related_name="appeals")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("单位"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name=_("指标"))
    claimed = models.BigIntegerField(_("应为"))  # in millionths
    reason = models.TextField(_("理由"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    before = models.ForeignKey(
        Value, models.PROTECT, null=True, related_name="+"
    )  # the value appealed against
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN)
    ruling = models.TextField(_("裁定理由"), blank=True)
    ruled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ruled_at = models.DateTimeField(null=True, blank=True)
    value = models.ForeignKey(
        Value, models.PROTECT, null=True, related_name="+"
    )  # the vintage it brought about
    version = models.ForeignKey(
        "races.Version", models.PROTECT, null=True, related_name="+"
    )  # the computation the ruling brought about
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=now)

    objects = OfRound.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["round", "state"], name="appeal_round_state")]

    def __str__(self) -> str:
        return f"{self.region}{self.indicator}申诉"

    @property
    def claim(self) -> str:
        """The value claimed, in full: places of the indicator are not enough where the claim is finer."""
        return _plain(self.claimed)


def _plain(millionths: int) -> str:
    """
    >>> _plain(12_500_000), _plain(-3_000_000)
    ('12.5', '-3')
    """
    whole, rest = divmod(abs(millionths), MILLION)
    text = f"{whole:,}.{rest:06d}".rstrip("0").rstrip(".")
    return f"-{text}" if millionths < 0 else text
