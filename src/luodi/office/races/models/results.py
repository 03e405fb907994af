"""Numbered computations: what went in, what came out, why once more; and the long studies on them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi.office.figures.models import Freeze
from luodi.office.files.models import StoredFile
from luodi.office.journal.clock import now
from luodi.office.races.models.rounds import Round
from luodi.office.races.models.setup import Rules
from luodi.office.units.models import Person


class Version(models.Model):
    """One computation of a round. Everything it stood on is in it, so it can be read and run again for good."""

    class Kind(models.TextChoices):
        TRIAL = "trial", _("试算")
        OFFICIAL = "official", _("正式")

    round = models.ForeignKey(Round, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("第几版"))
    kind = models.CharField(_("性质"), max_length=10, choices=Kind.choices)
    rules = models.ForeignKey(Rules, models.PROTECT, related_name="+", verbose_name=_("规则版本"))
    freeze = models.ForeignKey(Freeze, models.PROTECT, null=True, related_name="+", verbose_name=_("冻结"))
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", verbose_name=_("与哪一期比较")
    )  # what was published last when this was computed
    inputs = models.JSONField(default=dict)  # the table of values, exact, each cell with where it is from
    inputs_digest = models.CharField(_("输入校验码"), max_length=64)
    result = models.JSONField(default=dict)  # exact numbers as strings
    result_digest = models.CharField(_("结果校验码"), max_length=64)
    changes = models.JSONField(default=list)  # what differs from the version before, in sentences
    why = models.CharField(_("为什么重算"), max_length=400, blank=True)
    published_on = models.DateField(_("公布日期"), null=True, blank=True)
    notice = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=now)
    entry = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="version_number")]

    def __str__(self) -> str:
        return f"{self.round}第{self.number}版"

    FIXED = ("inputs", "result", "inputs_digest", "result_digest", "number", "rules", "freeze", "kind")

    def save(self, *args: Any, **kwargs: Any) -> None:
        fields = kwargs.get("update_fields")
        if self.pk is not None and not self._state.adding and (not fields or set(fields) & set(self.FIXED)):
            raise TypeError("a version is never changed: compute another")
        super().save(*args, **kwargs)


class Study(models.Model):
    """Long work on a version, done by the worker: how sure the places are, what they hang on."""

    class State(models.TextChoices):
        WAITING = "waiting", _("等待计算")
        RUNNING = "running", _("正在计算")
        DONE = "done", _("已完成")
        FAILED = "failed", _("未完成")

    version = models.ForeignKey(Version, models.CASCADE, related_name="studies")
    draws = models.PositiveIntegerField(_("抽样次数"), default=10_000)
    seed = models.PositiveIntegerField(_("随机种子"), default=1)
    vary = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)
    result = models.JSONField(default=dict)
    error = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=now)
    beat_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    @property
    def busy(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)
