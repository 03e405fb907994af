"""Forms of the document pages."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from luodi.office.documents import limits
from luodi.office.documents.models import Document, Finding
from luodi.office.documents.resolving import split_names
from luodi.office.search import index
from luodi.office.units.models import Person, Unit

KINDS = (
    ("plan", _("方案")), ("notice", _("通知")), ("minutes", _("会议纪要")), ("meeting_news", _("会议新闻")),
    ("speech", _("讲话")), ("policy", _("政策措施")), ("brief", _("简报专报")), ("list", _("清单")),
)  # fmt: skip
LEVELS = (("concrete", _("具体")), ("direction", _("方向")), ("stance", _("表态")))
RECURS = (("", _("不重复")), ("monthly", _("每月")), ("quarterly", _("每季度")), ("yearly", _("每年")))


def _day(initial: str = "") -> forms.DateField:
    return forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class UploadForm(forms.Form):
    """Which unit the files belong to, and text pasted instead of a file."""

    unit = forms.ModelChoiceField(label=_("文件属于"), queryset=Unit.objects.none(), empty_label=None)
    title = forms.CharField(
        label=_("粘贴文字的名称"), max_length=100, required=False, help_text=_("不填则用第一行文字。")
    )
    text = forms.CharField(
        label=_("粘贴文字"), required=False, strip=False, max_length=limits.PASTE_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 8}),
    )  # fmt: skip

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nodes = [g.unit_id for g in person.scope.grants if g.kind == "office"]
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Unit.objects.filter(pk__in=nodes).order_by("path")
        field.initial = nodes[0] if nodes else None
        if len(set(nodes)) == 1:
            field.widget = forms.HiddenInput()


class FilterForm(forms.Form):
    """The filters of the document list; each is a query and a few words of the title."""

    q = forms.CharField(label=_("含有文字"), max_length=100, required=False)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *Document.State.choices, ("todo", _("有待审事项"))]
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("文种"), required=False, choices=[("", _("全部")), *KINDS])
    issuer = forms.CharField(label=_("发文机关"), max_length=60, required=False)
    since = _day()
    until = _day()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].label, self.fields["until"].label = _("成文日期起"), _("成文日期止")

    def narrow(self, rows: QuerySet[Document]) -> QuerySet[Document]:
        if not self.is_valid():
            return rows
        values = self.cleaned_data
        if values["q"]:
            rows = rows.filter(
                Q(pk__in=index.matching("document", values["q"])) | Q(name__icontains=values["q"])
            )
        if values["state"] == "todo":
            rows = rows.filter(
                pk__in=Finding.objects.filter(state="open", kind="task")
                .exclude(level="stance")
                .values("document")
            )
        elif values["state"]:
            rows = rows.filter(state=values["state"])
        for name, lookup in (
            ("kind", "kind"),
            ("issuer", "issuer__icontains"),
            ("since", "issued_on__gte"),
            ("until", "issued_on__lte"),
        ):
            if values[name]:
                rows = rows.filter(**{lookup: values[name]})
        return rows

    def words(self) -> list[tuple[str, str]]:
        """Each filter in force: its field and its words."""
        if not self.is_valid():
            return []
        said = []
        for name in self.fields:
            value = self.cleaned_data[name]
            if not value:
                continue
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                value = next(label for key, label in field.choices if key == value)  # type: ignore[union-attr, misc]
            elif isinstance(value, dt.date):
                value = f"{value.year}年{value.month}月{value.day}日"
            said.append((name, f"{field.label}：{value}"))
        return said

    @property
    def sentence(self) -> str:
        said = [words for _name, words in self.words()]
        return "、".join(said) if said else str(_("全部文件，最近上传的在前"))

    @property
    def chips(self) -> list[tuple[str, str]]:
        pairs = [(k, v) for k, v in self.data.items() if k in self.fields and v]
        return [(w, "?" + urlencode([p for p in pairs if p[0] != n])) for n, w in self.words()]


class Names(forms.CharField):
    """Units as a clerk writes them, apart by 、"""

    def prepare_value(self, value: Any) -> Any:
        return "、".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return split_names(str(super().to_python(value)))

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(value) > 60 or any(len(name) > 60 for name in value):
            raise forms.ValidationError(_("单位过多或名称过长。"))

    def run_validators(self, value: Any) -> None:
        """Names are looked up by the act."""


class EditForm(forms.Form):
    """What a finding says."""

    action = forms.CharField(
        label=_("任务内容"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "autofocus": True})
    )
    owners = Names(
        label=_("牵头单位"), required=False, help_text=_("多个单位用顿号隔开；可写简称或“两市四区”。")
    )
    support = Names(label=_("配合单位"), required=False)
    level = forms.ChoiceField(label=_("类别"), choices=LEVELS)
    due_text = forms.CharField(label=_("时限原文"), max_length=200, required=False)
    due = _day()
    recurs = forms.ChoiceField(label=_("周期"), choices=RECURS, required=False)

    def __init__(self, finding: Finding, *args: Any, **kwargs: Any) -> None:
        names = ("action", "owners", "support", "level", "due_text", "due", "recurs")
        kwargs.setdefault("initial", {n: getattr(finding, n) for n in names})
        kwargs.setdefault("auto_id", f"edit{finding.pk}-%s")
        super().__init__(*args, **kwargs)
        self.fields["due"].label = _("完成时限")
        if finding.due_assumed:
            self.fields["due"].help_text = _("推定日期，保存即改为您填的日期。")
        if finding.kind == Finding.Kind.TARGET:
            self.initial["level"] = "concrete"

    @property
    def given(self) -> dict[str, Any]:
        """Only what the person changed, so that a field nobody touched is not written over."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name in self.cleaned_data}


class PlanForm(forms.Form):
    """A new plan, opened from the desk."""

    name = forms.CharField(label=_("方案名称"), max_length=200)
    code = forms.CharField(label=_("代号"), max_length=20, required=False)
    since = forms.DateField(label=_("起"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(
        label=_("止"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    source_name = forms.CharField(
        label=_("交办来源"), max_length=200, required=False, help_text=_("如：省科技创新委员会。")
    )
