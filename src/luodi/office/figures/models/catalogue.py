"""The catalogue: what is measured, of which regions, and beside whom they are put."""

from __future__ import annotations

from fractions import Fraction

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from luodi.office.units.models import Person, Unit
from luodi.office.units.scope import BUSINESS

DIMENSIONS = ("改革", "政策", "平台", "人才", "合作", "绿色", "环境")
"""The words of the seven 以…促创新, as the ledger's tags have them."""


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def visible_to(self, person: Person) -> IndicatorQuerySet:
        """The catalogue is the same for everybody who sees business data; the figures are not."""
        return self if person.has(*BUSINESS) else self.none()

    def current(self) -> IndicatorQuerySet:
        return self.filter(retired_at=None)


class Indicator(models.Model):
    """What is measured: how it is defined, in what unit, how often, by whom, and which way is better."""

    class Frequency(models.TextChoices):
        YEAR = "year", _("年度")
        HALF = "half", _("半年")
        QUARTER = "quarter", _("季度")
        MONTH = "month", _("月度")

    class Derived(models.TextChoices):
        NONE = "", _("直接填报")
        PER_CAPITA = "per_capita", _("人均：分子÷人口")
        PER_GDP = "per_gdp", _("占生产总值：分子÷生产总值")
        RATIO = "ratio", _("比率：分子÷分母")

    code = models.CharField(_("代码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=80)
    definition = models.TextField(_("定义"), blank=True)
    formula = models.TextField(_("计算公式"), blank=True)
    unit_word = models.CharField(_("计量单位"), max_length=20, blank=True)
    higher = models.BooleanField(_("越高越好"), default=True)
    frequency = models.CharField(
        _("频率"), max_length=10, choices=Frequency.choices, default=Frequency.QUARTER
    )
    places = models.PositiveSmallIntegerField(_("小数位数"), default=2)
    owner = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("数据来源部门")
    )
    source_word = models.CharField(_("来源"), max_length=100, blank=True)
    dimension = models.CharField(_("维度"), max_length=10, blank=True)  # one of DIMENSIONS
    derived = models.CharField(_("取得方式"), max_length=12, blank=True, choices=Derived.choices)
    numerator = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("分子")
    )
    denominator = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("分母")
    )
    factor = models.DecimalField(
        _("换算乘数"), max_digits=18, decimal_places=6, default=1
    )  # 亿元 ÷ 万人 × 10000 = 元
    order = models.IntegerField(_("排序"), default=0)
    retired_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(derived="", numerator=None, denominator=None)
                | Q(~Q(derived=""), numerator__isnull=False, denominator__isnull=False),
                name="derived_has_both_parts",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def titled(self) -> str:
        """With its unit, as a heading has it."""
        return f"{self.name}（{self.unit_word}）" if self.unit_word else self.name

    @property
    def dimension_name(self) -> str:
        return f"以{self.dimension}促创新" if self.dimension else ""

    @property
    def way(self) -> str:
        return str(_("越高越好") if self.higher else _("越低越好"))

    def said(self, figure: Fraction | None) -> str:
        """The figure rounded to the indicator's places, without its unit."""
        return rounded(figure, self.places)

    def said_closely(self, figure: Fraction) -> str:
        """With a place where none is printed and it does not come out even: between two whole firms is a gap."""
        return rounded(figure, self.places or (0 if figure.denominator == 1 else 1))


def rounded(figure: Fraction | None, places: int) -> str:
    """Half away from zero, with commas.

    >>> rounded(Fraction(2469, 2), 0), rounded(Fraction(-1, 200), 2), rounded(Fraction(-1, 300), 1), rounded(None, 0)
    ('1,235', '-0.01', '0.0', '—')
    """
    if figure is None:
        return "—"
    whole = abs(figure) * 10**places
    number = (whole.numerator * 2 + whole.denominator) // (whole.denominator * 2)
    sign = "-" if figure < 0 and number else ""
    if not places:
        return f"{sign}{number:,}"
    before, after = divmod(number, 10**places)
    return f"{sign}{before:,}.{after:0{places}d}"


class RegionQuerySet(models.QuerySet["Region"]):
    def visible_to(self, person: Person) -> RegionQuerySet:
        """The nation, provinces and peers; our own units' below one's node, and those one's unit files for;
        others once something is published."""
        if not person.has(*BUSINESS):
            return self.none()
        if person.scope.everything():
            return self
        from luodi.office.figures.models.rounds import Line
        from luodi.office.figures.models.values import Value, public_to

        filed = Line.objects.filter(
            person.scope.within("submission__unit__path", *BUSINESS), region=OuterRef("pk")
        )
        published = Value.objects.filter(public_to(person), region=OuterRef("pk"))
        return self.filter(
            Q(unit=None)
            | person.scope.within("unit__path", *BUSINESS)
            | Q(Exists(published))
            | Q(Exists(filed))
        )


class Region(models.Model):
    """Where something is measured: one of our units, or the nation, a province, a peer."""

    class Kind(models.TextChoices):
        NATION = "nation", _("全国")
        PROVINCE = "province", _("省份")
        CITY = "city", _("城市")
        COUNTY = "county", _("县区")
        PEER = "peer", _("园区等")

    code = models.CharField(_("区划码"), max_length=40, unique=True)  # or one of its own
    name = models.CharField(_("名称"), max_length=60)
    kind = models.CharField(_("类别"), max_length=10, choices=Kind.choices)
    unit = models.OneToOneField(
        Unit, models.PROTECT, null=True, blank=True, related_name="region", verbose_name=_("本地单位")
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("所属")
    )
    order = models.IntegerField(default=0)

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class PeerGroupQuerySet(models.QuerySet["PeerGroup"]):
    def visible_to(self, person: Person) -> PeerGroupQuerySet:
        """Those that belong to nobody, those kept at a node above one's own, and those below it."""
        if not person.has(*BUSINESS):
            return self.none()
        above = {int(part) for path in person.scope.paths(*BUSINESS) for part in path.split(".") if part}
        return self.filter(
            Q(unit=None) | Q(unit__in=above) | (person.scope.within("unit__path", *BUSINESS) or Q(pk__gt=0))
        )


class PeerGroup(models.Model):
    """Regions that are put side by side: the western provinces, an office's chosen rivals."""

    name = models.CharField(_("名称"), max_length=60)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("由谁设")
    )  # none: as shipped
    regions = models.ManyToManyField(Region, related_name="groups", verbose_name=_("地区"))
    order = models.IntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = PeerGroupQuerySet.as_manager()

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="peer_group_name"),
            models.UniqueConstraint(fields=["name"], condition=Q(unit=None), name="peer_group_shipped"),
        ]

    def __str__(self) -> str:
        return self.name
