"""The office writes a year's special days: typed, corrected, taken out, or pasted from the announcement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from luodi.office.ledger import acts, standings
from luodi.office.ledger.daylines import lines_of, read_lines
from luodi.office.ledger.models import Day
from luodi.office.ledger.views.tools import after, go, me, put_errors
from luodi.office.ledger.workdays import Row, published, seed
from luodi.office.units.scope import Refusal

KEEPERS = ("office", "system_admin")


class DaysForm(forms.Form):
    """All special days of one year, one line each."""

    days = forms.CharField(
        label=__("与平常不同的日子"),
        required=False,
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
        help_text=__(
            "一行一天：日期、“休”或“班”、名称，如“2027-01-01 休 元旦”；连续几天写“2月5日至2月11日 休 春节”。"
            "可从放假通知或表格粘贴。删去的行恢复为平常日子（周一至周五上班）。"
        ),
    )

    def __init__(self, year: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    def clean_days(self) -> list[Row]:
        rows, faults = read_lines(self.cleaned_data["days"], self.year)
        if faults:
            raise ValidationError(faults)
        return rows


def edit(request: HttpRequest, year: int) -> HttpResponse:
    """The year as lines: what is saved is what stands in the field."""
    person = me(request)
    if not 1990 < year < 2100:
        raise Http404
    if not person.scope.everything(*KEEPERS):
        raise Refusal(_("工作日历由总办公室或系统管理员维护。"))
    rows: list[Row] = [
        (d.date, d.working, d.name) for d in Day.objects.filter(date__year=year).order_by("date")
    ]
    offered = not rows and published(year)
    start = list(seed([year])) if offered else rows
    form = DaysForm(
        year, request.POST if request.method == "POST" else None, initial={"days": lines_of(start)}
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                count = acts.set_days(person, year, form.cleaned_data["days"])
            except (Refusal, ValidationError) as error:
                put_errors(form, error)
            else:
                said = _("%(year)d年工作日历已保存，共%(n)d个特殊日；天数和亮灯在下一次每日例行后更新。")
                if not count:
                    said = _("%(year)d年工作日历没有改动。")
                return after(
                    request, go("ledger:workdays") + f"?year={year}", said % {"year": year, "n": count}
                )
    context = {
        "form": form,
        "year": year,
        "known": standings.calendar().covers(year),
        "offered": offered,
    }
    return render(request, "ledger/workdays_form.html", context, status=status)


routes = [path("workdays/<int:year>/edit/", edit, name="workdays_edit")]
