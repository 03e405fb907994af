"""What an auditor may ask of the journal, and the sentence that says what was asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max, Min, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from luodi.office.journal import sentences
from luodi.office.journal.models import Entry, EntryQuerySet


def _acts() -> list[tuple[str, str]]:
    """Acts by their label: two acts that are called the same are one choice."""
    labels = {sentence.label for sentence in sentences.SENTENCES.values()}
    return [("", str(_("全部"))), *((label, label) for label in sorted(labels))]


class Filter(forms.Form):
    """All fields may be empty; what cannot be read is said and filters nothing."""

    who = forms.CharField(
        label=_("谁"),
        required=False,
        max_length=60,
        help_text=_("姓名，可以只写一部分；“系统”是自动办理的。"),
    )
    act = forms.ChoiceField(label=_("做了什么"), required=False, choices=_acts)
    since = forms.DateField(label=_("从哪天"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("到哪天"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    subject = forms.CharField(
        label=_("对象"), required=False, max_length=100, help_text=_("名称，可以只写一部分。")
    )
    of = forms.RegexField(
        r"^[a-z]+\.[a-z]+:\d{1,18}$", required=False, widget=forms.HiddenInput
    )  # one very object
    request = forms.CharField(
        label=_("请求号"), required=False, max_length=64, help_text=_("报错页上的编号。")
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:
            raise ValidationError(_("“从哪天”晚于“到哪天”，请对调。"))
        return data

    @property
    def asked(self) -> dict[str, Any]:
        """The fields that were filled in and could be read."""
        if not self.is_valid():
            return {}
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}

    def narrow(self, entries: EntryQuerySet) -> EntryQuerySet:
        asked = self.asked
        if who := asked.get("who"):
            entries = entries.filter(actor_name__contains=who)
        if label := asked.get("act"):
            names = [s.act for s in sentences.SENTENCES.values() if s.label == label]
            entries = entries.filter(act__in=names)
        if "since" in asked or "until" in asked:
            entries = _between(entries, asked.get("since"), asked.get("until"))
        if subject := asked.get("subject"):
            entries = entries.filter(subject_name__contains=subject)
        if of := asked.get("of"):
            kind, _colon, pk = of.partition(":")
            entries = entries.filter(subject_type=kind, subject_id=int(pk))
        if request := asked.get("request"):
            entries = entries.filter(request_id=request)
        return entries

    def _parts(self) -> Iterator[tuple[str, str]]:
        asked = self.asked
        if "since" in asked:
            yield "since", str(_("%s起") % _day(asked["since"]))
        if "until" in asked:
            yield "until", str(_("%s止") % _day(asked["until"]))
        if "who" in asked:
            yield "who", str(_("经办人含“%s”") % asked["who"])
        if "act" in asked:
            yield "act", str(_("办理“%s”") % asked["act"])
        if "subject" in asked:
            yield "subject", str(_("对象含“%s”") % asked["subject"])
        if "of" in asked:
            yield "of", str(_("同一对象"))
        if "request" in asked:
            yield "request", str(_("请求号%s") % asked["request"])

    def sentence(self) -> str:
        parts = [says for _name, says in self._parts()]
        if self.errors:
            return str(_("筛选条件有误，现在显示的是全部记录。"))
        return str(_("%s的记录，新的在前。") % "，".join(parts)) if parts else str(_("全部记录，新的在前。"))

    def words(self) -> str:
        """The filter as the export's entry says it."""
        return "，".join(says for _name, says in self._parts()) or str(_("全部"))

    def chips(self) -> list[tuple[str, str]]:
        """Each condition with the address of the list without it."""
        return [(says, "?" + urlencode({k: v for k, v in self.data.items() if k in self.asked and k != name}))
                for name, says in self._parts()]  # fmt: skip

    @property
    def query(self) -> str:
        """The filter as a query string, without what could not be read."""
        return urlencode({k: v for k, v in self.data.items() if k in self.asked})


def _between(entries: EntryQuerySet, since: dt.date | None, until: dt.date | None) -> EntryQuerySet:
    """Entries of these days, found by their numbers.

    Asked for by moment alone, a long period would be sorted by number whole for each page. The numbers
    are bounds; the moment still decides, hidden from the planner so that it walks by number.
    """
    period = Q()
    if since:
        period &= Q(at__gte=_midnight(since))
    if until:
        period &= Q(at__lt=_midnight(until + dt.timedelta(days=1)))
    ends = Entry.objects.filter(period).order_by().aggregate(first=Min("number"), last=Max("number"))
    if ends["first"] is None:
        return entries.none()
    exact = Q(*((name.replace("at__", "moment__"), value) for name, value in period.children))  # type: ignore[misc]
    return entries.annotate(moment=Coalesce("at", "at")).filter(
        exact, number__range=(ends["first"], ends["last"])
    )


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
