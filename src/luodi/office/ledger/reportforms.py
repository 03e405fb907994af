"""The monthly report's form. The act decides what is right; the form only names, shows and keeps what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luodi.office.ledger.models import Measure, Report

TEXTS = ("progress", "done", "problems", "request", "request_of", "next")
CARRIED = ("done", "problems", "next")
"""What 沿用上月 takes over: the running total, the problems that stay, the plan that goes on."""


def _area(label: Any, rows: int, hint: Any = "", required: bool = False) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "maxlength": 5000})
    return forms.CharField(label=label, required=required, help_text=hint, widget=widget, strip=False)


class ReportForm(forms.Form):
    """One task and one month."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)
    page = forms.CharField(required=False, widget=forms.HiddenInput)
    progress = _area(_("本期进展"), 4, _("本月做了什么、到什么程度，写事实和数字。"), required=True)
    done = _area(_("累计完成"), 3, _("从年初到现在一共完成了什么。"))
    percent = forms.CharField(
        label=_("完成率（%）"),
        required=False,
        widget=forms.NumberInput(
            attrs={"min": "0", "max": "100", "step": "any", "inputmode": "decimal", "data-slide": "1"}
        ),
    )
    problems = _area(_("存在问题"), 2, _("没有就留空。"))
    request = _area(_("需协调事项"), 2, _("要别的单位或上级帮什么；没有就留空。"))
    request_of = forms.CharField(
        label=_("请谁协调"), required=False, widget=forms.TextInput(attrs={"maxlength": 100, "list": "whom"})
    )
    next = _area(_("下步打算"), 2)

    use_required_attribute = False

    def __init__(self, *args: Any, measures: Sequence[Measure] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measures = list(measures)
        for measure in self.measures:
            self.fields[f"measure_{measure.pk}"] = forms.CharField(
                label=measure.indicator,
                required=False,
                widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
            )

    def typed(self) -> dict[str, Any]:
        """What the act takes: the text as it was typed, empty figures as nothing."""
        values: dict[str, Any] = {name: self.data.get(name, "") for name in TEXTS if name in self.data}
        if "percent" in self.data:
            values["percent"] = self.data["percent"]
        figures = {
            m.pk: self.data[f"measure_{m.pk}"] for m in self.measures if f"measure_{m.pk}" in self.data
        }
        if figures:
            values["measures"] = figures
        return values


def filled(report: Report | None, figures: dict[int, Decimal]) -> dict[str, Any]:
    """What the form starts with."""
    if report is None:
        return {"version": "0"}
    start: dict[str, Any] = {name: getattr(report, name) for name in TEXTS}
    start["percent"] = plain(report.percent)
    start["version"] = str(report.version)
    start |= {f"measure_{pk}": plain(value) for pk, value in figures.items()}
    return start


def plain(value: Decimal | None) -> str:
    """A figure for an input field: no idle zeros, no exponent.

    >>> plain(Decimal("50.00")), plain(Decimal("100")), plain(None)
    ('50', '100', '')
    """
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class WhyForm(forms.Form):
    """A reason, for whatever is sent back or ended."""

    why = forms.CharField(
        label=_("理由"), widget=forms.Textarea(attrs={"rows": 3, "maxlength": 2000}), required=True
    )
    use_required_attribute = False
