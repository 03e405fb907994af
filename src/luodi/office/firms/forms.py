"""What people type about firms, cleaned; every fault told at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luodi.office.firms.models import CountyYear
from luodi.office.ledger.models import Plan
from luodi.office.units.models import Person, Unit

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class FreezeForm(forms.Form):
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)


class DoublingForm(forms.Form):
    measure = forms.ChoiceField(label=_("指标"), choices=CountyYear.Measure.choices)
    base_year = forms.IntegerField(label=_("基期年"), min_value=2000, max_value=2100)
    base = forms.DecimalField(
        label=_("基期值"), max_digits=17, decimal_places=2, help_text=_("企业数按家，研发投入按万元")
    )
    target_year = forms.IntegerField(label=_("目标年"), min_value=2000, max_value=2100)
    target = forms.DecimalField(
        label=_("目标值"),
        max_digits=17,
        decimal_places=2,
        required=False,
        help_text=_("不填即为基期值的两倍"),
    )
    why = forms.CharField(label=_("依据"), required=False, max_length=300, help_text=_("文件名称、文号"))


class RunForm(forms.Form):
    """What to judge: whose firms, on which day, by which standards."""

    unit = forms.ModelChoiceField(label=_("范围"), queryset=Unit.objects.none(), empty_label=None)
    on = forms.DateField(
        label=_("评估日期"), widget=DAY, help_text=_("按这一天有效的标准、这一天以前的报表评估")
    )
    year = forms.IntegerField(
        label=_("数据年度"), min_value=2000, max_value=2100, help_text=_("最近一个会计年度")
    )
    standards = forms.MultipleChoiceField(label=_("标准"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, person: Person, choices: list[tuple[str, str]], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_kept(person)  # type: ignore[attr-defined]
        self.fields["standards"].choices = choices  # type: ignore[attr-defined]


class UploadForm(forms.Form):
    """A file of returns."""

    unit = forms.ModelChoiceField(
        label=_("范围"),
        queryset=Unit.objects.none(),
        empty_label=None,
        help_text=_("文件里只能有这个范围内的企业"),
    )
    kind = forms.ChoiceField(label=_("内容"))
    year = forms.IntegerField(
        label=_("年度"),
        min_value=2000,
        max_value=2100,
        required=False,
        help_text=_("文件里没有“年度”一列时填写"),
    )
    file = forms.FileField(label=_("文件"), help_text=_(".xlsx、.xls 或 .csv，首行（或前几行内）为列名"))

    def __init__(self, person: Person, kinds: list[tuple[str, str]], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_kept(person)  # type: ignore[attr-defined]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class TaskForm(forms.Form):
    """A firm's next action: what, who, until when."""

    action = forms.CharField(
        label=_("下一步"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("一句话：做什么"),
    )
    plan = forms.ModelChoiceField(label=_("列入方案"), queryset=Plan.objects.none(), empty_label=None)
    lead = forms.ModelChoiceField(label=_("牵头单位"), queryset=Unit.objects.none())
    responsible = forms.CharField(label=_("责任人"), required=False, max_length=60)
    due = forms.DateField(label=_("完成时限"), widget=DAY)

    def __init__(self, person: Person, home: Unit, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        plans = Plan.objects.filter(person.scope.within("unit__path", "office"), state=Plan.State.RUNNING)
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]
        self.fields["lead"].queryset = units_kept(person, coded=False)  # type: ignore[attr-defined]
        self.fields["lead"].initial = home.pk


def units_kept(person: Person, *, coded: bool = True) -> Any:
    """Units the person's office answers for; `coded`: those firms can lie below, the top of the tree among them."""
    units = Unit.objects.filter(person.scope.within("path", "office")).order_by("path")
    return units.filter(~Q(code="") | Q(parent=None)) if coded else units
