"""What the office keeps about firms. The facts themselves lie in the lake; here are acts and derived rows.

Derived rows (`Verdict`, `CountyMonth`, `CountyYear`, most of `Firm`) may be emptied: a recomputation
makes them again. `Return`, `Run`, `Prices`, `Denominator`, `Doubling` and `FirmTask` are what somebody did.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luodi.office.files.models import StoredFile
from luodi.office.journal.clock import now
from luodi.office.ledger.models import Task
from luodi.office.units.models import Person, Unit
from luodi.office.units.scope import BUSINESS


class OfUnit(models.QuerySet[Any]):
    """Rows that are the business of a unit: seen from there and from above, never by administrators."""

    path = "unit__path"

    def visible_to(self, person: Person) -> OfUnit:
        return self.filter(person.scope.within(self.path, *BUSINESS))


class OfFirm(OfUnit):
    path = "firm__unit__path"


class RunQuerySet(OfUnit):
    def visible_to(self, person: Person) -> OfUnit:
        """Besides one's own: runs ordered above, for verdicts on one's firms point to them."""
        above = {int(part) for path in person.scope.paths(*BUSINESS) for part in path.split(".") if part}
        return self.filter(person.scope.within(self.path, *BUSINESS) | Q(unit_id__in=above))


class Return(models.Model):
    """A batch of returns as the office took it in: the raw file, how it was read, the batch in the lake."""

    class State(models.TextChoices):
        TRIAL = "trial", _("待确认")
        KEPT = "kept", _("已导入")
        DROPPED = "dropped", _("已放弃")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("范围"))
    kind = models.CharField(_("内容"), max_length=30)
    year = models.PositiveSmallIntegerField(_("年度"), null=True, blank=True)
    name = models.CharField(_("文件名"), max_length=255)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+"
    )  # none: by the command line
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.TRIAL)
    mapping = models.JSONField(default=dict)  # heading of the file → column of the lake
    rows = models.PositiveIntegerField(_("行数"), default=0)
    faulty = models.PositiveIntegerField(_("有问题的行"), default=0)
    batch = models.CharField(_("批次"), max_length=80, blank=True, db_index=True)
    entry = models.BigIntegerField(null=True)  # of the import in the journal
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=now)

    objects = OfUnit.as_manager()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.name


class Run(models.Model):
    """One recomputation: of whose firms, on which day, by which standards, from which batches."""

    class State(models.TextChoices):
        WAITING = "waiting", _("等待计算")
        RUNNING = "running", _("正在计算")
        DONE = "done", _("已完成")
        FAILED = "failed", _("未完成")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("范围"))
    on = models.DateField(_("评估日期"))
    year = models.PositiveSmallIntegerField(_("数据年度"))
    standards = models.JSONField(default=list)  # high-tech@2016 …
    batches = models.JSONField(default=list)  # ids of the lake, oldest first
    prices = models.PositiveIntegerField(default=0)  # version of the price list; 0: as shipped
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)
    stage = models.CharField(max_length=60, blank=True)
    beat_at = models.DateTimeField(null=True)
    firms = models.PositiveIntegerField(default=0)
    verdicts = models.PositiveIntegerField(default=0)
    seconds = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    error = models.TextField(blank=True)
    entry = models.BigIntegerField(null=True)  # of the order: it names versions and batches
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=now)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.unit.name}{self.on}"


class Firm(models.Model):
    """A firm of the register, as lists need it. Rows are renewed by each recomputation, never removed."""

    uscc = models.CharField(_("统一社会信用代码"), max_length=18, unique=True)
    name = models.CharField(_("企业名称"), max_length=200)
    county = models.CharField(_("区划码"), max_length=6, db_index=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="firms", verbose_name=_("所在地"))
    sector = models.CharField(_("行业门类"), max_length=2, blank=True)
    industry = models.CharField(_("行业代码"), max_length=10, blank=True)
    year = models.PositiveSmallIntegerField(_("数据年度"), null=True)
    above_scale = models.BooleanField(_("规上"), null=True)
    held = models.CharField(
        _("资质"), max_length=200, blank=True
    )  # ;high-tech;tech-sme; valid on the day of the run
    expires = models.DateField(_("最近到期"), null=True)  # the first of the valid ones to end
    rung = models.PositiveSmallIntegerField(default=0)  # the highest rung it has the title of
    pool = models.BooleanField(default=False)  # on the ladder, or passing or one step from some rung
    revenue = models.DecimalField(_("营业收入（万元）"), max_digits=18, decimal_places=6, null=True)
    rd = models.DecimalField(_("研发费用（万元）"), max_digits=18, decimal_places=6, null=True)
    staff = models.BigIntegerField(_("职工人数"), null=True)
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="+")

    objects = OfUnit.as_manager()

    class Meta:
        ordering = ["name", "id"]
        indexes = [
            models.Index(fields=["unit", "name"], name="firm_unit_name"),
            models.Index(fields=["expires"], name="firm_expires"),
        ]

    def __str__(self) -> str:
        return self.name


class Verdict(models.Model):
    """What one standard says of one firm, and by which run: derived, replaced by the next run."""

    class Word(models.TextChoices):
        PASS = "pass", _("达标")
        FAIL = "fail", _("未达标")
        UNKNOWN = "unknown", _("缺数据")
        CONFLICT = "conflict", _("数据矛盾")
        UNDECIDED = "undecided", _("待专家评分")

    class Grade(models.TextChoices):
        A = "A", _("A 已具备条件")
        B = "B", _("B 只差一步，今年可补")
        C = "C", _("C 差两三步")
        D = "D", _("D 暂不作为培育对象")

    run = models.ForeignKey(Run, models.CASCADE, related_name="+")
    firm = models.ForeignKey(Firm, models.CASCADE, related_name="verdicts")
    standard = models.CharField(max_length=40)  # high-tech
    key = models.CharField(max_length=60)  # high-tech@2016
    verdict = models.CharField(max_length=10, choices=Word.choices)
    held = models.BooleanField(default=False)  # the firm has this title, valid on the day of the run
    before = models.CharField(max_length=10, blank=True)  # by the run before, where batches or version differ
    before_run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="+")
    low = models.DecimalField(max_digits=12, decimal_places=4, null=True)  # total points, least
    high = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    failed = models.TextField(blank=True)  # ;C2_staff;C5_total;
    unsure = models.TextField(blank=True)  # codes of conditions that could not be decided
    missing = models.TextField(blank=True)  # ;rd_hnte_wan_y2;
    steps = models.JSONField(default=list)  # the cheapest route, in words
    cost = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    grade = models.CharField(max_length=1, blank=True, choices=Grade.choices)

    objects = OfFirm.as_manager()

    class Meta:
        ordering = ["standard"]
        constraints = [models.UniqueConstraint(fields=["firm", "standard"], name="verdict_one_per_standard")]
        indexes = [
            models.Index(fields=["standard", "verdict"], name="verdict_word"),
            models.Index(fields=["standard", "grade", "cost"], name="verdict_near"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.verdict}"

    @property
    def word(self) -> str:
        """The verdict as its standard says it: 规上 is no title one qualifies for."""
        from luodi.office.firms import rules

        return rules.verdict_word(self.key, self.verdict)

    @property
    def lacks(self) -> list[str]:
        """The demands not met, as the standard calls them."""
        from luodi.office.firms import rules

        words = rules.labels(self.key)
        return [words.get(code, code) for code in self.failed.split(";") if code]

    @property
    def does(self) -> list[str]:
        """The steps of the cheapest route, in words."""
        return [str(step.get("words", "")) for step in self.steps]


class CountyMonth(models.Model):
    """R&D coverage of above-scale firms in one county and month (四有): derived by each run."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    county = models.CharField(max_length=6)
    month = models.DateField()
    firms = models.PositiveIntegerField(default=0)  # above scale: the denominator
    reported = models.PositiveIntegerField(default=0)
    activity = models.PositiveIntegerField(default=0)
    cost = models.PositiveIntegerField(default=0)
    institution = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    cooperation = models.PositiveIntegerField(default=0)
    all_four = models.PositiveIntegerField(default=0)
    run = models.ForeignKey(Run, models.CASCADE, related_name="+")

    objects = OfUnit.as_manager()

    class Meta:
        ordering = ["month"]
        constraints = [models.UniqueConstraint(fields=["unit", "county", "month"], name="county_month_once")]


class CountyYear(models.Model):
    """A figure of a county's firms in one year: what the doubling is measured by. Derived by each run."""

    class Measure(models.TextChoices):
        HIGH_TECH = "high_tech", _("高新技术企业数")
        TECH_SME = "tech_sme", _("科技型中小企业数")
        SPECIALISED = "specialised", _("专精特新中小企业数")
        RD = "rd", _("研发投入")

    UNITS = {"rd": "万元"}

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    county = models.CharField(max_length=6)
    year = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=20, choices=Measure.choices)
    value = models.DecimalField(max_digits=20, decimal_places=6)
    firms = models.PositiveIntegerField(default=0)  # how many gave the figure
    run = models.ForeignKey(Run, models.CASCADE, related_name="+")

    objects = OfUnit.as_manager()

    class Meta:
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "county", "year", "measure"], name="county_year_once")
        ]


class Prices(models.Model):
    """The price list of missing things, version by version: what a step is taken to cost."""

    version = models.PositiveIntegerField(unique=True)
    data = models.JSONField()
    entry = models.BigIntegerField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"价目表第{self.version}版"


class Denominator(models.Model):
    """The above-scale firms of a year as they were when the year's list was frozen."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))
    firms = models.PositiveIntegerField(default=0)
    batches = models.JSONField(default=list)
    entry = models.BigIntegerField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=now)

    objects = OfUnit.as_manager()

    class Meta:
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="denominator_once_a_year")]

    def __str__(self) -> str:
        return f"{self.unit.name}{self.year}年"


class Counted(models.Model):
    """One firm of a frozen list."""

    denominator = models.ForeignKey(Denominator, models.CASCADE, related_name="counted")
    uscc = models.CharField(max_length=18)
    name = models.CharField(max_length=200)
    county = models.CharField(max_length=6)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["denominator", "uscc"], name="counted_once")]

    def __str__(self) -> str:
        return self.name


class Doubling(models.Model):
    """A plan to double something by a year, from a written base."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="doublings")
    measure = models.CharField(_("指标"), max_length=20, choices=CountyYear.Measure.choices)
    base_year = models.PositiveSmallIntegerField(_("基期年"))
    base = models.DecimalField(_("基期值"), max_digits=20, decimal_places=2)
    target_year = models.PositiveSmallIntegerField(_("目标年"))
    target = models.DecimalField(_("目标值"), max_digits=20, decimal_places=2)
    entry = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=now)

    objects = OfUnit.as_manager()

    class Meta:
        ordering = ["measure"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "measure"], name="doubling_once"),
            models.CheckConstraint(
                condition=Q(target_year__gt=models.F("base_year")), name="doubling_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit.name}{self.get_measure_display()}"


class FirmTask(models.Model):
    """A task of the ledger that is about a firm, and the verdict it answers."""

    firm = models.ForeignKey(Firm, models.PROTECT, related_name="tasks")
    task = models.OneToOneField(Task, models.CASCADE, related_name="+")
    standard = models.CharField(max_length=40, blank=True)
    verdict = models.CharField(max_length=200, blank=True)  # as it read when the task was made
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=now)

    objects = OfFirm.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.firm} {self.task}"
