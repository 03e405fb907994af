"""The form of a plan and of its light rules."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luodi.office.ledger.lightrules import COLOURS, PRESETS, Rules, RulesError
from luodi.office.ledger.models import Plan
from luodi.office.units.models import Person, Unit

DAY = {"type": "date"}
COLOUR_NAMES = {
    "red": _("红"), "yellow": _("黄"), "pale": _("浅黄"), "green": _("绿"), "blue": _("蓝"), "grey": _("灰"),
}  # fmt: skip
RULE_LABELS = {
    "mode": "比较方式", "pale_to": "浅黄上限", "yellow_to": "黄灯上限", "near_days": "临期天数",
    "near_colour": "临期的颜色", "done_colour": "已销号的颜色", "yellows_to_red": "连续黄灯转红的月数",
    "idle_months_to_red": "应启动未启动转红的月数", "late_report_yellow": "迟报亮黄灯",
    "aspirational_never_red": "力争类不亮红灯", "legend": "图例",
}  # fmt: skip


class PlanForm(forms.Form):
    """What a plan is; for a new one also whose."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("主管单位"))
    name = forms.CharField(label=_("方案名称"), max_length=200)
    code = forms.CharField(
        label=_("代号"), max_length=20, required=False, help_text=_("印在编号前，如“科创”。")
    )
    source_name = forms.CharField(
        label=_("交办来源"),
        max_length=200,
        required=False,
        help_text=_("专报中的称呼，如“省科技创新委员会”。"),
    )
    since = forms.DateField(label=_("起"), widget=forms.DateInput(DAY, "%Y-%m-%d"))
    until = forms.DateField(label=_("止"), required=False, widget=forms.DateInput(DAY, "%Y-%m-%d"))
    report_day = forms.IntegerField(
        label=_("每月填报截止日"), min_value=1, max_value=31, initial=25,
        help_text=_("遇节假日顺延至下一个工作日；当月没有这一天的，按月末。"),
    )  # fmt: skip
    reports_monthly = forms.BooleanField(label=_("按月填报"), required=False, initial=True)
    leader_confirms = forms.BooleanField(label=_("销号须领导审定"), required=False)
    themes = forms.CharField(
        label=_("主题"), required=False, widget=forms.Textarea({"rows": 5}),
        help_text=_("每行一个，按顺序成为方案页矩阵的列；已有任务的主题不能删去。"),
    )  # fmt: skip
    state = forms.ChoiceField(label=_("状态"), choices=Plan.State.choices, required=False)
    why = forms.CharField(
        label=_("修改理由"), required=False, max_length=500, widget=forms.Textarea({"rows": 2}),
        help_text=_("记入日志；还有未办结任务时结束方案，必须填写。"),
    )  # fmt: skip

    def __init__(self, *args: Any, person: Person, plan: Plan | None = None, **kwargs: Any):
        if plan is not None:
            kwargs.setdefault("initial", _initial(plan))
        super().__init__(*args, **kwargs)
        if plan is None:
            del self.fields["why"], self.fields["state"]
            units = Unit.objects.filter(person.scope.within("path", "office")).current().order_by("path")
            field = self.fields["unit"]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = units
            field.empty_label = _("请选择")
            first = next((g.unit_id for g in person.scope.grants if g.kind == "office"), None)
            field.initial = first
        else:
            del self.fields["unit"]

    def clean_themes(self) -> list[str]:
        names = [line.strip() for line in self.cleaned_data["themes"].splitlines() if line.strip()]
        if long := [n for n in names if len(n) > 100]:
            raise forms.ValidationError(_("主题“%(name)s…”超过100字。") % {"name": long[0][:20]})
        return names


def _initial(plan: Plan) -> dict[str, Any]:
    names = (
        "name", "code", "source_name", "since", "until", "report_day", "reports_monthly", "leader_confirms", "state",
    )  # fmt: skip
    found = {name: getattr(plan, name) for name in names}
    found["themes"] = "\n".join(plan.themes.values_list("name", flat=True))
    return found


class LightsForm(forms.Form):
    """The rules of a plan's lights: thresholds and the words printed beside the colours."""

    preset = forms.ChoiceField(label=_("从一套规则开始"), required=False)
    mode = forms.ChoiceField(
        label=_("比较方式"),
        choices=[("absolute", _("相差的百分点（序时−实际）")), ("relative", _("占计划数的比例"))],
    )
    pale_to = forms.DecimalField(
        label=_("浅黄上限"),
        max_digits=5,
        decimal_places=2,
        help_text=_("落后不到这个数为“基本达序时”，汇总计入绿灯；0表示不用浅黄。"),
    )
    yellow_to = forms.DecimalField(
        label=_("黄灯上限"),
        max_digits=5,
        decimal_places=2,
        help_text=_("落后超过这个数为红灯；100表示不因落后亮红灯。"),
    )
    near_days = forms.IntegerField(
        label=_("临期天数"), help_text=_("距时限这么多天以内提示临期；0表示不用。")
    )
    near_colour = forms.ChoiceField(label=_("临期的颜色"), choices=[("yellow", _("黄")), ("blue", _("蓝"))])
    done_colour = forms.ChoiceField(label=_("已销号的颜色"), choices=[("blue", _("蓝")), ("green", _("绿"))])
    yellows_to_red = forms.IntegerField(label=_("连续几个月黄灯转红"), help_text=_("0表示不用。"))
    idle_months_to_red = forms.IntegerField(label=_("应启动未启动几个月转红"), help_text=_("0表示不用。"))
    late_report_yellow = forms.BooleanField(label=_("月报迟报亮黄灯"), required=False)
    aspirational_never_red = forms.BooleanField(label=_("力争类任务不亮红灯"), required=False)

    def __init__(self, *args: Any, rules: Rules | None = None, **kwargs: Any):
        kwargs["prefix"] = "lights"
        self.rules = rules or Rules()
        kwargs.setdefault("initial", rule_values(self.rules))
        super().__init__(*args, **kwargs)
        field = self.fields["preset"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("（保持下面的设置）")), *((name, name) for name in PRESETS)]
        for colour in COLOURS:
            name = COLOUR_NAMES[colour]
            self.fields[f"word_{colour}"] = forms.CharField(
                label=_("%s：名称") % name, max_length=10, required=False
            )
            self.fields[f"meaning_{colour}"] = forms.CharField(
                label=_("%s：含义") % name, max_length=100, required=False
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        plain: dict[str, Any] = {
            key: data[key] for key in RULE_LABELS if key != "legend" and data.get(key) is not None
        }
        plain["legend"] = {
            colour: {"word": data[f"word_{colour}"], "meaning": data.get(f"meaning_{colour}", "")}
            for colour in COLOURS
            if data.get(f"word_{colour}") or data.get(f"meaning_{colour}")
        }
        usual = Rules()
        for colour, entry in list(plain["legend"].items()):
            entry["word"] = entry["word"] or usual.word(colour)
            if entry == {"word": usual.word(colour), "meaning": ""}:
                del plain["legend"][colour]
        try:
            self.rules = Rules.from_dict(plain)
        except RulesError as error:
            for fault in error.faults:
                field, words = told(fault)
                self.add_error(field if field in self.fields else None, words)
        return data


def told(fault: str) -> tuple[str | None, str]:
    """The field a fault is about, and the fault in the words of the form.

    >>> told("near_days不能为负，现为-1；0表示不用这一条。")
    ('near_days', '临期天数不能为负，现为-1；0表示不用这一条。')
    """
    field = next((m[0] for m in re.finditer(r"[a-z_]{4,}", fault) if m[0] in RULE_LABELS), None)
    words = re.sub(r"[a-z_]{4,}（([^）]*)）", r"\1", fault)
    for key, label in RULE_LABELS.items():
        words = re.sub(rf"(?<![a-z_]){key}(?![a-z_])", label, words)
    for colour, name in COLOUR_NAMES.items():
        words = re.sub(rf"(?<![a-z_]){colour}(?![a-z_])", str(name), words)
    return field, words


def rule_values(rules: Rules) -> dict[str, Any]:
    """The rules as the form shows them."""
    plain = rules.to_dict()
    legend = plain.pop("legend")
    for colour in COLOURS:
        plain[f"word_{colour}"] = legend.get(colour, {}).get("word", rules.word(colour))
        plain[f"meaning_{colour}"] = legend.get(colour, {}).get("meaning", "")
    return plain


def year_given(text: str | None, day: dt.date) -> int:
    """The year of an address, this year where it is none."""
    return int(text) if text and re.fullmatch(r"(19|20|21)\d\d", text) else day.year
