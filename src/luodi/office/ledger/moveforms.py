"""Forms of what happens to a task: postponement, sign-off, a leader's words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luodi.office.ledger.acts import CHECKS


def area(label: Any, rows: int = 3, hint: Any = "", required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "maxlength": 5000})
    return forms.CharField(label=label, help_text=hint, required=required, widget=widget)


class PostponeForm(forms.Form):
    """A later date, with reason and progress (operations B6)."""

    due = forms.DateField(
        label=_("申请延至"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("请填写新的时限。"), "invalid": _("请按2026-06-30的样子填写日期。")},
    )
    reason = area(_("延期理由"), hint=_("为什么到期完不成，写具体原因。"))
    progress = area(_("目前进展"), hint=_("做到了哪一步。"))
    use_required_attribute = False


class SignOffForm(forms.Form):
    """The unit says the task is done (operations B8)."""

    statement = area(_("办结说明"), 5, _("做成了什么、达到什么效果，对照任务要求逐条说明。"))
    unmet = area(
        _("未完成事项说明"), 3, _("上面列出的缺项补不齐时，写明理由；没有缺项就留空。"), required=False
    )
    use_required_attribute = False


class CheckForm(forms.Form):
    """The five points of the office's check, each ticked by hand."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in enumerate(CHECKS):
            self.fields[f"check_{number}"] = forms.BooleanField(label=name, required=False)

    @property
    def checked(self) -> dict[str, bool]:
        return {name: bool(self.data.get(f"check_{number}")) for number, name in enumerate(CHECKS)}


class InstructForm(forms.Form):
    """A leader's words on a plan."""

    plan: forms.ModelChoiceField = forms.ModelChoiceField(label=_("关于方案"), queryset=None)
    text = area(_("批示内容"), 4)
    use_required_attribute = False

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]
        self.fields["plan"].empty_label = None  # type: ignore[attr-defined]
