"""What people type about races, cleaned; every fault told at once."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from luodi.office.figures import periods
from luodi.office.figures.models import Indicator, Region
from luodi.office.races.acts import DRAWS
from luodi.office.races.models import Race, Round, Rules
from luodi.office.units.models import Person, Unit

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _lines(rows: int, **more: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **more})


class RaceForm(forms.ModelForm):
    """A race's settings and its participants as people write a list: 甲类：青石县、白水县."""

    unit = forms.ModelChoiceField(label=_("由谁组织"), queryset=Unit.objects.none(), empty_label=None)
    participants = forms.CharField(
        label=_("参赛单位"),
        widget=_lines(6),
        help_text=_("每行一类：“甲类：青石县、白水县”；不分类的只写单位，用顿号或换行隔开"),
    )

    class Meta:
        model = Race
        fields = (
            "unit",
            "name",
            "confirm_days",
            "red_top",
            "black_bottom",
            "praise_first",
            "issuer",
            "addressee",
        )

    def __init__(self, person: Person, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.person = person
        kept = Unit.objects.filter(person.scope.within("path", "office")).order_by("path")
        self.fields["unit"].queryset = kept  # type: ignore[attr-defined]
        if self.instance.pk:
            del self.fields["unit"]
            self.fields["participants"].initial = written(self.instance)

    def clean_participants(self) -> list[tuple[Region, str]]:
        wanted: list[tuple[str, str]] = []
        for line in self.cleaned_data["participants"].splitlines():
            group, colon, names = line.replace(":", "：").partition("：")
            if not colon:
                group, names = "", line
            wanted += [(n, group.strip()) for n in re.split(r"[、,，;；\s]+", names) if n]
        regions: dict[str, list[Region]] = {}
        for region in Region.objects.select_related("unit").visible_to(self.person):
            names = {region.name, region.code}
            if region.unit is not None:
                names |= {region.unit.name, region.unit.short_name}
            for name in names - {""}:
                regions.setdefault(name, []).append(region)
        lost = [n for n, _g in wanted if n not in regions]
        twice = [n for n, _g in wanted if len(regions.get(n, ())) > 1]
        faults = []
        if lost:
            faults.append(_now("没有这些地区：%s。请写地区全称、简称或区划码。") % "、".join(lost))
        if twice:
            faults.append(_now("有重名，请改写区划码：%s。") % "、".join(twice))
        if faults:
            raise forms.ValidationError(faults)
        return [(regions[n][0], g) for n, g in wanted]


def written(race: Race) -> str:
    """Participants as the form writes them."""
    groups: dict[str, list[str]] = {}
    for p in race.participants.select_related("region"):
        groups.setdefault(p.group, []).append(p.region.name)
    return "\n".join((f"{g}：" if g else "") + "、".join(names) for g, names in groups.items())


class RulesForm(forms.Form):
    text = forms.CharField(
        label=_("规则（YAML）"),
        widget=_lines(28, spellcheck="false", wrap="off", **{"class": "code"}),
        strip=False,
        max_length=200_000,
    )
    why = forms.CharField(label=_("修改理由"), max_length=300, required=False)


class RoundForm(forms.Form):
    period = forms.CharField(
        label=_("期"), max_length=10, help_text=_("如2026Q3（三季度）、2026（全年）、2026H1（上半年）")
    )
    label = forms.CharField(
        label=_("名称"), max_length=100, required=False, help_text=_("不填即为“期＋赛马名称”")
    )
    rules = forms.ModelChoiceField(label=_("规则版本"), queryset=Rules.objects.none(), empty_label=None)
    collect_due = forms.DateField(label=_("数据报送截止"), widget=DAY)

    def __init__(self, race: Race, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["rules"].queryset = race.rules.all()  # type: ignore[attr-defined]

    def clean_period(self) -> str:
        text: str = self.cleaned_data["period"]
        return periods.read(text) or text.strip()


class EntryForm(forms.Form):
    region = forms.ModelChoiceField(label=_("单位"), queryset=Region.objects.none())
    column = forms.ChoiceField(label=_("项目"))
    count = forms.DecimalField(
        label=_("数量"), max_digits=10, decimal_places=2, initial=1, help_text=_("一票否决和不可抗力不用填")
    )
    why = forms.CharField(label=_("事由和依据"), max_length=300)
    file = forms.FileField(
        label=_("佐证材料"), required=False, help_text=_("加分、一票否决、不可抗力必须上传")
    )

    def __init__(self, round: Round, fields: list[tuple[str, str, str]], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = Region.objects.filter(races=round.race)  # type: ignore[attr-defined]
        choices = [(c, f"{kind}：{name}" if name != c or kind else c) for c, name, kind in fields]
        self.fields["column"].choices = choices  # type: ignore[attr-defined]


class AppealForm(forms.Form):
    indicator = forms.ModelChoiceField(
        label=_("哪个指标"), queryset=Indicator.objects.none(), empty_label=None
    )
    claimed = forms.CharField(label=_("应为"), max_length=40, help_text=_("写数值，不写单位"))
    reason = forms.CharField(label=_("理由"), max_length=2000, widget=_lines(4))
    file = forms.FileField(label=_("佐证材料"))

    def __init__(self, codes: list[str], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["indicator"].queryset = Indicator.objects.filter(code__in=codes, derived="")  # type: ignore[attr-defined]


class RulingForm(forms.Form):
    do = forms.ChoiceField(
        label=_("裁定"),
        choices=[("uphold", _("成立，更正数据并重算")), ("reject", _("不成立"))],
        widget=forms.RadioSelect,
    )
    amount = forms.CharField(
        label=_("更正为"), max_length=40, required=False, help_text=_("成立时填；不填即按申诉主张的数值")
    )
    ruling = forms.CharField(label=_("裁定理由"), max_length=2000, widget=_lines(3))


class DueForm(forms.Form):
    due = forms.DateField(label=_("截止日期"), widget=DAY)


class ExtendForm(DueForm):
    why = forms.CharField(label=_("延长理由"), max_length=300)


class MeetingForm(forms.Form):
    meeting = forms.CharField(label=_("会议名称"), max_length=200, help_text=_("如：办公室第12次主任会议"))
    met_on = forms.DateField(label=_("审议日期"), widget=DAY)


class RecomputeForm(forms.Form):
    why = forms.CharField(label=_("为什么重算"), max_length=400)
    rules = forms.ModelChoiceField(label=_("规则版本"), queryset=Rules.objects.none(), empty_label=None)

    def __init__(self, round: Round, *args: Any, **kwargs: Any):
        kwargs.setdefault("initial", {"rules": round.rules_id})
        super().__init__(*args, **kwargs)
        self.fields["rules"].queryset = round.race.rules.all()  # type: ignore[attr-defined]


class StudyForm(forms.Form):
    draws = forms.TypedChoiceField(
        label=_("抽样次数"), choices=[(n, f"{n:,}") for n in DRAWS], coerce=int, initial=10_000
    )
    weights = forms.IntegerField(label=_("权重上下变动（%）"), min_value=1, max_value=100, initial=25)
    seed = forms.IntegerField(
        label=_("随机种子"),
        min_value=0,
        max_value=2**31 - 1,
        initial=1,
        help_text=_("种子相同，结果就完全相同"),
    )
