"""The filter of every list of firms: one set of conditions for the list, its exports and the county's links.

    firms = FirmFilter(person, request.GET)
    firms.queryset     Firm rows the person sees and the conditions let through, in order
    firms.sentence     石桥县、规上、高新技术企业只差一步的企业，共12家，按补差成本排列
    firms.chips, firms.form, firms.notices as for tasks

A verdict, a grade and a missing figure are asked of one standard (`standard`); without one, of any.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from luodi.office.firms.models import Counted, Denominator, Firm, FirmTask, Verdict
from luodi.office.firms.words import GRADES, LADDER
from luodi.office.journal.clock import today
from luodi.office.ledger.models import Task
from luodi.office.ledger.models.tasks import LIVE
from luodi.office.units.models import Person, Unit
from luodi.office.units.scope import BUSINESS
from luodi.office.web.filterfields import Box, Choice, Field, One, Some, Words
from luodi.office.web.speaking import Speaking, indented

EXPIRING = {"30": _("30天内"), "90": _("90天内"), "180": _("半年内"), "365": _("一年内"), "past": _("已过期")}
SORTS: dict[str, tuple[str, tuple[Any, ...]]] = {
    "name": (_("名称"), ("name", "id")),
    "cost": (_("补差成本"), (F("cost").asc(nulls_last=True), "id")),
    "revenue": (_("营业收入"), (F("revenue").desc(nulls_last=True), "id")),
    "rd": (_("研发费用"), (F("rd").desc(nulls_last=True), "id")),
    "expires": (_("资质到期"), (F("expires").asc(nulls_last=True), "id")),
    "county": (_("所在地"), ("unit__path", "name", "id")),
}


class FirmFilter(Speaking):
    """The conditions in an address, as this person may ask them."""

    sorts = SORTS
    everything = lazy("全部企业")
    those = lazy("%s的企业")
    counted = lazy("%(what)s，共%(n)d家，按%(order)s排列")

    def __init__(self, person: Person, given: QueryDict | Mapping[str, Any], titles: Mapping[str, str]):
        self.person, self.titles = person, titles
        super().__init__(given)

    # ── what it lets through ────────────────────────────────────────────────
    @property
    def unsorted(self) -> Any:
        rows = Firm.objects.visible_to(self.person)
        for name, value in self.values.items():
            asked = self.fields[name].ask(value)
            if asked:
                rows = rows.filter(asked)
        judged = self._verdicts()
        return rows.filter(Exists(judged)) if judged is not None else rows

    def _verdicts(self) -> Any:
        """Verdict, grade and missing figure are about one and the same verdict."""
        asked = Q()
        if "standard" in self.values:
            asked &= Q(standard=self.values["standard"])
        if "verdict" in self.values:
            asked &= Q(verdict__in=self.values["verdict"])
        if "grade" in self.values:
            asked &= Q(grade__in=self.values["grade"])
        if "failed" in self.values:
            asked &= Q(failed__contains=f";{self.values['failed']};")
        if "missing" in self.values:
            asked &= ~Q(missing="")
        if "moved" in self.values:
            asked &= ~Q(before="") & ~Q(before=F("verdict"))
        return Verdict.objects.filter(asked, firm=OuterRef("pk")) if asked else None

    @property
    def queryset(self) -> Any:
        rows = self.unsorted
        if self.sort == "cost":
            cost = Verdict.objects.filter(firm=OuterRef("pk"), cost__isnull=False)
            if "standard" in self.values:
                cost = cost.filter(standard=self.values["standard"])
            rows = rows.annotate(cost=Subquery(cost.order_by("cost").values("cost")[:1]))
        return rows.order_by(*SORTS[self.sort][1])

    @property
    def standard(self) -> str:
        return str(self.values.get("standard", ""))

    @property
    def sort(self) -> str:
        """The order asked for; where near misses are looked at, the cheapest step comes first."""
        wanted = (self.given.get("sort") or [""])[-1]
        if wanted in SORTS:
            return wanted
        if "expiring" in self.values:
            return "expires"
        return "cost" if "grade" in self.values else "name"

    # ── the fields ──────────────────────────────────────────────────────────
    def _fields(self) -> list[Field]:
        words = dict(Verdict.Word.choices)
        titles = list(self.titles.items())
        return [
            Words("q", _("名称或代码"), _text, lambda v: _("名称或代码含“%s”") % v),
            One("unit", _("所在地"), self._unit, lambda v: self._names[v], self.unit_choices),
            One("standard", _("标准"), lambda v: Q(), self._say_standard, titles),
            Some("verdict", _("结论"), lambda v: Q(), self._say_verdict,
                 [(k, str(v)) for k, v in words.items()]),
            Some("grade", _("培育类别"), lambda v: Q(), self._say_grade, [(k, str(v)) for k, v in GRADES.items()]),
            One("held", _("现有资质"), lambda v: Q(held__contains=f";{v};"), lambda v: _("现为%s") % dict(_rungs())[v],
                _rungs()),
            One("lacks_title", _("尚无资质"), lambda v: ~Q(held__contains=f";{v};"),
                lambda v: _("尚不是%s") % dict(_rungs())[v], _rungs()),
            One("expiring", _("资质到期"), _expiring, lambda v: _("资质%s到期") % EXPIRING[v] if v != "past"
                else _("资质已过期"), [(k, str(v)) for k, v in EXPIRING.items()]),
            Box("above_scale", _("只看规上"), lambda v: Q(above_scale=True), lambda v: _("规上")),
            Box("pool", _("只看培育库"), lambda v: Q(pool=True), lambda v: _("在培育库")),
            Box("missing", _("缺少数据"), lambda v: Q(), lambda v: _("评估缺少数据")),
            Box("moved", _("结论有变"), lambda v: Q(), lambda v: _("结论比上次有变")),
            Box("tasked", _("有在办任务"), self._tasked, lambda v: _("有在办任务")),
            Words("failed", _("未达条件代号"), lambda v: Q(), lambda v: _("条件%s未达") % v),
            One("frozen", _("冻结名单"), self._frozen, lambda v: _("在%s冻结名单") % dict(self.frozen_choices)[v],
                self.frozen_choices),
        ]  # fmt: skip

    def _unit(self, value: str) -> Q:
        return Q(unit__in=Unit.objects.filter(path__startswith=self._paths[value]).values("pk"))

    def _frozen(self, value: str) -> Q:
        return Q(uscc__in=Counted.objects.filter(denominator_id=int(value)).values("uscc"))

    def _tasked(self, value: Any) -> Q:
        seen = Task.objects.visible_to(self.person).filter(state__in=LIVE)
        return Q(pk__in=FirmTask.objects.filter(task__in=seen.values("pk")).values("firm_id"))

    def _say_standard(self, value: str) -> str:
        return "" if {"verdict", "grade"} & self.values.keys() else _("评估过%s") % self.titles[value]

    def _say_verdict(self, value: list[str]) -> str:
        words = dict(Verdict.Word.choices)
        return f"{self._title()}{_('或').join(str(words[v]) for v in value)}"

    def _say_grade(self, value: list[str]) -> str:
        title = "" if "verdict" in self.values else self._title()
        return title + _("或").join(str(GRADES[v])[2:] for v in value)

    def _title(self) -> str:
        return self.titles.get(self.standard, "") or _("任一标准")

    @cached_property
    def _units(self) -> list[tuple[int, str, str, str]]:
        """Units that have firms below them or of their own, within sight."""
        rows = list(
            Unit.objects.filter(self.person.scope.within("path", *BUSINESS))
            .filter(~Q(code="") | Q(parent=None))
            .order_by("path")
            .values_list("pk", "path", "short_name", "name")
        )
        return [(pk, path, short or name, name) for pk, path, short, name in rows]

    @property
    def unit_choices(self) -> list[Choice]:
        return indented(self._units)

    @cached_property
    def _paths(self) -> dict[str, str]:
        return {str(pk): path for pk, path, _short, _name in self._units}

    @cached_property
    def _names(self) -> dict[str, str]:
        return {str(pk): short for pk, _path, short, _name in self._units}

    @cached_property
    def frozen_choices(self) -> list[Choice]:
        rows = Denominator.objects.visible_to(self.person).select_related("unit")
        return [(str(d.pk), f"{d.unit.brief}{d.year}年") for d in rows]


def _rungs() -> list[Choice]:
    return [(r.standard, r.label) for r in LADDER]


def _text(text: str) -> Q:
    return Q(name__icontains=text) | Q(uscc__istartswith=text)


def _expiring(value: str) -> Q:
    day = today()
    if value == "past":
        return Q(expires__lt=day)
    return Q(expires__range=(day, day + dt.timedelta(days=int(value))))
