"""What people type about figures, cleaned; every fault told at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from luodi.office.figures import periods
from luodi.office.figures.models import Indicator, Region, Target
from luodi.office.figures.models.catalogue import DIMENSIONS
from luodi.office.units.models import Person, Unit

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
LONG = forms.Textarea(attrs={"rows": 2})
AREA = forms.Textarea(attrs={"rows": 3})


class PeriodField(forms.CharField):
    """A period however it is written, as its key."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("label", _("期"))
        kwargs.setdefault("help_text", _("如2026年三季度、2026Q3、2026、2026年3月"))
        super().__init__(max_length=20, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        found = periods.read(text)
        if found is None:
            raise ValidationError(
                _("“%(text)s”不是期，写成2026年三季度、2026Q3或2026。"), params={"text": text}
            )
        return found


def units_kept(person: Person) -> Any:
    """Units the person's office answers for that regions can lie below."""
    return (
        Unit.objects.filter(person.scope.within("path", "office"), level__in=("province", "city", "county", "zone"))
        .order_by("path")
    )  # fmt: skip


class IndicatorForm(forms.Form):
    code = forms.CharField(
        label=_("代码"),
        max_length=40,
        help_text=_("小写字母、数字和下划线；赛马规则和导入表用它，设定后不改"),
    )
    name = forms.CharField(label=_("名称"), max_length=80)
    unit_word = forms.CharField(
        label=_("计量单位"), max_length=20, required=False, help_text=_("如家、亿元、%")
    )
    definition = forms.CharField(label=_("定义"), max_length=2000, required=False, widget=LONG)
    formula = forms.CharField(label=_("计算公式"), max_length=2000, required=False, widget=LONG)
    higher = forms.BooleanField(label=_("越高越好"), required=False)
    frequency = forms.ChoiceField(label=_("频率"), choices=Indicator.Frequency.choices)
    places = forms.IntegerField(label=_("小数位数"), min_value=0, max_value=6)
    owner = forms.ModelChoiceField(
        label=_("数据来源部门"),
        queryset=Unit.objects.none(),
        required=False,
        help_text=_("由这个单位统一填报各地数据；不选则由各地自己填报"),
    )
    source_word = forms.CharField(
        label=_("来源"), max_length=100, required=False, help_text=_("如统计局、科技局，印在表上")
    )
    dimension = forms.ChoiceField(label=_("维度"), required=False)
    derived = forms.ChoiceField(
        label=_("取得方式"),
        choices=Indicator.Derived.choices,
        required=False,
        help_text=_("人均、占比等由系统用分子和分母精确算出，不用填报"),
    )
    numerator = forms.ModelChoiceField(label=_("分子"), queryset=Indicator.objects.none(), required=False)
    denominator = forms.ModelChoiceField(label=_("分母"), queryset=Indicator.objects.none(), required=False)
    factor = forms.DecimalField(
        label=_("换算乘数"),
        max_digits=18,
        decimal_places=6,
        required=False,
        help_text=_("如亿元÷万人×10000为元；占比乘100"),
    )

    def __init__(self, person: Person, *args: Any, row: Indicator | None = None, **kwargs: Any):
        if row is not None:
            kwargs.setdefault("initial", model_to_dict(row))
        super().__init__(*args, **kwargs)
        if row is not None:
            del self.fields["code"]
        choices = [("", _("不分维度")), *((d, f"以{d}促创新") for d in DIMENSIONS)]
        self.fields["dimension"].choices = choices  # type: ignore[attr-defined]
        self.fields["owner"].queryset = Unit.objects.filter(  # type: ignore[attr-defined]
            person.scope.within("path", "office"), level__in=("department", "zone")
        ).order_by("path")
        plain = Indicator.objects.current().filter(derived="")
        for name in ("numerator", "denominator"):
            self.fields[name].queryset = plain  # type: ignore[attr-defined]


class RegionsForm(forms.Form):
    unit = forms.ModelChoiceField(
        label=_("范围"), queryset=Unit.objects.none(), empty_label=None,
        help_text=_("把这个单位和下面所有有区划码的单位登记为统计地区"),
    )  # fmt: skip

    def __init__(self, person: Person, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_kept(person)  # type: ignore[attr-defined]


class PeersForm(forms.Form):
    unit = forms.ModelChoiceField(label=_("由谁设"), queryset=Unit.objects.none(), empty_label=None)
    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("如“对标的五个市”"))
    regions = forms.ModelMultipleChoiceField(
        label=_("地区"), queryset=Region.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, person: Person, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_kept(person)  # type: ignore[attr-defined]
        self.fields["regions"].queryset = Region.objects.visible_to(person)  # type: ignore[attr-defined]


class PeerForm(forms.Form):
    code = forms.CharField(label=_("区划码"), max_length=40, help_text=_("没有区划码的园区等，填名称"))
    name = forms.CharField(label=_("名称"), max_length=60)
    kind = forms.ChoiceField(label=_("类别"), choices=Region.Kind.choices, initial=Region.Kind.CITY)


class CollectionForm(forms.Form):
    unit = forms.ModelChoiceField(label=_("由谁布置"), queryset=Unit.objects.none(), empty_label=None)
    name = forms.CharField(label=_("名称"), max_length=100, help_text=_("如“2026年三季度赛马指标填报”"))
    period = PeriodField()
    due = forms.DateField(label=_("填报截止"), widget=DAY)
    indicators = forms.ModelMultipleChoiceField(
        label=_("指标"), queryset=Indicator.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text=_("有数据来源部门的由部门填各地的数，没有的由各地自己填"),
    )  # fmt: skip

    def __init__(self, person: Person, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_kept(person)  # type: ignore[attr-defined]
        plain = Indicator.objects.current().filter(derived="")
        self.fields["indicators"].queryset = plain  # type: ignore[attr-defined]


class ReopenForm(forms.Form):
    due = forms.DateField(label=_("新的截止日"), widget=DAY)
    why = forms.CharField(label=_("理由"), max_length=300)


class ReturnForm(forms.Form):
    why = forms.CharField(label=_("退回理由"), max_length=300, widget=AREA)


class ImportForm(forms.Form):
    unit = forms.ModelChoiceField(
        label=_("范围"),
        queryset=Unit.objects.none(),
        empty_label=None,
        help_text=_("表里只能有这个范围内的地区"),
    )
    period = PeriodField(required=False, help_text=_("表里没有“期”一列时填写，如2026年三季度"))
    file = forms.FileField(label=_("文件"), max_length=200)

    def __init__(self, person: Person, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_kept(person)  # type: ignore[attr-defined]
        if person.scope.everything("office"):
            self.fields["unit"].required = False
            self.fields["unit"].empty_label = _("外地（全国、各省份和对标地区）")  # type: ignore[attr-defined]


class FileForm(forms.Form):
    file = forms.FileField(label=_("文件"), max_length=200)


class TargetForm(forms.Form):
    indicator = forms.ModelChoiceField(
        label=_("指标"), queryset=Indicator.objects.none(), to_field_name="code"
    )
    region = forms.ModelChoiceField(label=_("地区"), queryset=Region.objects.none())
    period = PeriodField(label=_("目标期"))
    kind = forms.ChoiceField(label=_("目标来源"), choices=Target.Kind.choices)
    base_period = PeriodField(
        label=_("基期"), required=False, help_text=_("填了基期，从基期值到目标值画直线，判断进度快慢")
    )
    amount = forms.CharField(label=_("目标值"), required=False, max_length=40)
    times = forms.DecimalField(
        label=_("或：基期值的倍数"), required=False, min_value=0, max_digits=8, decimal_places=3,
        help_text=_("倍增填2；要先填基期，目标值留空"),
    )  # fmt: skip
    source_word = forms.CharField(label=_("依据"), max_length=400, help_text=_("文件名称、文号，或测算理由"))

    def __init__(self, person: Person, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["indicator"].queryset = Indicator.objects.current()  # type: ignore[attr-defined]
        self.fields["region"].queryset = regions_kept(person)  # type: ignore[attr-defined]


def regions_kept(person: Person) -> Any:
    return Region.objects.filter(person.scope.within("unit__path", "office"), unit__isnull=False)


class FreezeForm(forms.Form):
    unit = forms.ModelChoiceField(label=_("范围"), queryset=Unit.objects.none(), empty_label=None)
    period = PeriodField()
    also = PeriodField(label=_("连同哪一期"), required=False, help_text=_("计算增速要用的上年同期等；可不填"))
    why = forms.CharField(
        label=_("说明"), max_length=300, required=False, help_text=_("再次冻结同一期时必填")
    )

    def __init__(self, person: Person, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_kept(person)  # type: ignore[attr-defined]


class PublishForm(forms.Form):
    unit = forms.ModelChoiceField(label=_("范围"), queryset=Unit.objects.none(), empty_label=None)
    period = PeriodField()
    why = forms.CharField(label=_("依据"), max_length=300, required=False, help_text=_("通报文号等"))

    def __init__(self, person: Person, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_kept(person)  # type: ignore[attr-defined]


class ListForm(forms.Form):
    """The catalogue's filter."""

    q = forms.CharField(label=_("名称或代码"), required=False, max_length=40)
    dimension = forms.ChoiceField(label=_("维度"), required=False)
    retired = forms.BooleanField(label=_("连同停用的"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [("", _("全部")), *((d, f"以{d}促创新") for d in DIMENSIONS)]
        self.fields["dimension"].choices = choices  # type: ignore[attr-defined]


class GroupChoice(forms.Form):
    """Whose place among whom, and when."""

    region = forms.ChoiceField(label=_("本地"), required=False)
    group = forms.ChoiceField(label=_("与谁比"), required=False)
    period = forms.ChoiceField(label=_("期"), required=False)

    def __init__(
        self, regions: Any, groups: list[tuple[str, str]], when: list[str], *args: Any, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [(r.pk, r.name) for r in regions]  # type: ignore[attr-defined]
        self.fields["group"].choices = groups  # type: ignore[attr-defined]
        self.fields["period"].choices = [(p, periods.words(p)) for p in when]  # type: ignore[attr-defined]
