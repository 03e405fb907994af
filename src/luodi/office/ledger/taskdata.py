"""The office's form of a task: its columns, and rows for measures and stages that need no script to be added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luodi.office.journal.clock import today
from luodi.office.ledger.models import Plan, Tag, Task
from luodi.office.units.models import Unit

BLANK = 3
"""Empty rows under those there are: enough for most, and saving gives three more."""
RECURS = (("", _("不重复")), ("monthly", _("每月")), ("quarterly", _("每季度")), ("yearly", _("每年")))
COMPARATORS = ((">=", "≥"), ("<=", "≤"), ("=", "="), (">", ">"), ("<", "<"))


def _date(label: Any, hint: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("请按2026-06-30的样子填写日期。")},
    )


def _text(label: Any, most: int, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=False, max_length=most)


def _area(label: Any, rows: int, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, required=required, widget=forms.Textarea(attrs={"rows": rows}))


class UnitChoice(forms.ModelMultipleChoiceField):
    """Units to tick, in the order of the tree, known by both names; the page's script adds a field to find them by."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            queryset=Unit.objects.none(),
            widget=forms.CheckboxSelectMultiple(attrs={"class": "unit-picks"}),
            **options,
        )

    def label_from_instance(self, obj: Any) -> str:
        short = f"（{obj.short_name}）" if obj.short_name and obj.short_name != obj.name else ""
        return "　" * max(obj.path.count(".") - 1, 0) + str(obj.name) + short


class TagChoice(forms.ModelMultipleChoiceField):
    """Tags with their kind before the name: programmes and fields may be called alike."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.name if obj.kind == Tag.Kind.DIMENSION else f"{obj.get_kind_display()}：{obj.name}"


class TaskForm(forms.Form):
    """The columns of operations B1 that the office writes."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)
    title = _area(_("任务内容"), 3, required=True)
    leads = UnitChoice(
        label=_("牵头单位"),
        help_text=_("选几个单位就分成几项子任务，各报各的，上级任务自动汇总。"),
        error_messages={"required": _("请选择牵头单位。")},
    )
    supporting = UnitChoice(label=_("配合单位"), required=False)
    collective = _text(_("集体名称"), 100, _("多个牵头单位的合称，如“两市四区”；可不填。"))
    theme: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("主题"), queryset=None, required=False, empty_label=_("不分主题")
    )
    level = forms.ChoiceField(
        label=_("类别"), choices=Task.Level.choices, widget=forms.RadioSelect, initial="concrete"
    )
    code = _text(_("编号"), 40, _("留空由系统接着编。"))
    starts = _date(_("启动时间"))
    due = _date(_("完成时限"), _("长期任务留空。"))
    due_text = _text(_("完成时限（原文）"), 200, _("文件里怎么写的，如“年底前”。"))
    due_assumed = forms.BooleanField(label=_("时限是推定的（原文写“尽快”等）"), required=False)
    recurs = forms.ChoiceField(label=_("周期"), choices=RECURS, required=False)
    aspirational = forms.BooleanField(label=_("力争类（只跟踪，不亮红灯）"), required=False)
    leading_official = _text(_("牵头领导"), 60)
    responsible = _text(_("责任人"), 60)
    measures_text = _area(_("具体措施"), 3)
    weight = forms.DecimalField(label=_("权重"), initial=1, required=False, max_digits=8, decimal_places=2)
    money_planned = forms.DecimalField(
        label=_("计划资金（万元）"), required=False, max_digits=16, decimal_places=2
    )
    tags = TagChoice(
        label=_("标签"),
        queryset=Tag.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "tag-boxes"}),
    )
    note = _area(_("备注"), 2)
    why = _text(_("修改理由"), 500, _("改牵头单位或已交办任务的时限时必须写。"))
    use_required_attribute = False

    def __init__(self, *args: Any, plan: Plan, task: Task | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.current(today()).filter(path__startswith=plan.unit.path).order_by("path")
        for name in ("leads", "supporting"):
            self.fields[name].queryset = units  # type: ignore[attr-defined]
        offered = Q(retired=False) | (Q(tasks=task) if task is not None else Q(pk__in=[]))
        self.fields["tags"].queryset = Tag.objects.filter(offered).distinct()  # type: ignore[attr-defined]
        self.fields["theme"].queryset = plan.themes.all()  # type: ignore[attr-defined]
        if task is None:
            del self.fields["why"]
            return
        del self.fields["collective"]
        self.fields["leads"].help_text = _("改派给别的单位，须重新签收。")
        if task.collective:
            del self.fields["leads"]


def start_of(task: Task) -> dict[str, Any]:
    """What the form starts with for a task there is."""
    columns = (
        "title", "theme", "level", "code", "starts", "due", "due_text", "due_assumed", "recurs", "aspirational",
        "leading_official", "responsible", "measures_text", "weight", "money_planned", "note", "version",
    )  # fmt: skip
    start = {name: getattr(task, name) for name in columns}
    start["theme"] = task.theme_id
    start["leads"] = [task.lead_id]
    start["supporting"] = list(task.supporting.values_list("unit_id", flat=True))
    start["tags"] = list(task.tags.values_list("pk", flat=True))
    return start


class MeasureRow(forms.Form):
    """A figure to be reached."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    indicator = _text(_("指标"), 200)
    comparator = forms.ChoiceField(label=_("要求"), choices=COMPARATORS, required=False, initial=">=")
    target = _text(_("目标值"), 24)
    unit = _text(_("单位"), 20)
    baseline = _text(_("基期值"), 24)
    use_required_attribute = False

    def empty(self) -> bool:
        return not any(self.cleaned_data.get(n) for n in ("indicator", "target", "baseline"))


class StageRow(forms.Form):
    """A stage on the way: what is to be reached by when."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = _text(_("阶段目标"), 200)
    due = _date(_("时间节点"))
    percent = _text(_("应完成（%）"), 10)
    use_required_attribute = False

    def empty(self) -> bool:
        return not any(self.cleaned_data.get(n) for n in ("name", "due", "percent"))


def rows(kind: Any, prefix: str, data: Any = None, there: Sequence[dict[str, Any]] = ()) -> list[Any]:
    """The rows of a form: those posted, or those there are with some blank ones under them."""
    if data is None:
        return [
            kind(prefix=f"{prefix}-{i}", initial=r)
            for i, r in enumerate([*there, *({} for _n in range(BLANK))])
        ]
    given = data.get(f"{prefix}-rows", "")
    count = min(int(given), 60) if given.isdecimal() and len(given) < 4 else 0
    return [kind(data, prefix=f"{prefix}-{i}") for i in range(count)]


def filled_rows(forms_: Sequence[Any]) -> list[dict[str, Any]]:
    """The rows somebody wrote in, as the act takes them."""
    return [dict(f.cleaned_data) for f in forms_ if f.is_valid() and not f.empty()]
