"""The filter of every task list: one set of conditions for list, board, timeline, export and API.

    tasks = TaskFilter(person, request.GET)
    tasks.queryset     Task rows the person sees and the conditions let through, in order
    tasks.sentence     牵头单位为东泽市及下级、红灯、逾期的任务，共12项，按逾期天数排列
    tasks.chips        each condition in words, with the address of the list without it
    tasks.form         the same conditions to change
    tasks.notices      what was left out because it means nothing here

Whatever is in the address, there is a list: a condition that cannot be read is left out and told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Mapping
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from luodi.office.journal.clock import today
from luodi.office.ledger.lights import COLOURS, Rules
from luodi.office.ledger.models import Plan, Report, Round, Supporting, Tag, Task, TaskState, Theme
from luodi.office.ledger.models.tasks import LIVE, PRIVATE
from luodi.office.ledger.pagerows import Slice, page_of
from luodi.office.ledger.queries.kept import Keeper
from luodi.office.search import index
from luodi.office.search.bigrams import words
from luodi.office.units.models import Person, Unit
from luodi.office.web.filterfields import Box, Choice, Day, Field, One, Some, Words
from luodi.office.web.speaking import Speaking, indented

FILED = (Report.State.SUBMITTED, Report.State.APPROVED, Report.State.ACCEPTED)
COUNTED = (Report.State.APPROVED, Report.State.ACCEPTED)

REPORTS: dict[str, tuple[str, Q]] = {
    # A draft is the unit's own business: to everybody else nothing has been reported yet.
    "missing": ("本月未报", Q(standing__report_state__in=("missing", "draft"))),
    "late": ("月报迟报", Q(standing__report_late=True)),
    "filed": ("本月已报", Q(standing__report_state__in=FILED)),
    "approved": ("月报待办公室审核", Q(standing__report_state=Report.State.APPROVED)),
    "accepted": ("月报已采用", Q(standing__report_state=Report.State.ACCEPTED)),
    "returned": ("月报已退回", Q(standing__report_state=Report.State.RETURNED)),
}
LEFT: dict[str, tuple[str, int]] = {
    "7": ("1周内到期", 7),
    "15": ("半月内到期", 15),
    "31": ("1月内到期", 31),
    "92": ("3月内到期", 92),
}
SORTS: dict[str, tuple[str, tuple[str, ...]]] = {
    # The first is the order where nothing is asked for: rows as they were entered, read straight from the key.
    "number": ("编号", ("plan_id", "id")),
    "overdue": ("逾期天数", ("-standing__overdue_days", "due", "id")),
    "due": ("完成时限", ("due", "id")),
    "-due": ("完成时限（远的在前）", ("-due", "-id")),
    "progress": ("完成率", ("progress", "id")),
    "-progress": ("完成率（高的在前）", ("-progress", "-id")),
    "lead": ("牵头单位", ("lead__path", "id")),
    "behind": ("落后幅度", ("behind", "id")),
}
LASTING = {"q", "code", "plan", "unit", "role", "own", "theme", "level", "leaf"}
"""Conditions that nothing done on a single task changes: who meets them is counted once for long."""
LASTING_SORTS = ("number", "lead")
"""Orders that nothing done on a single task changes."""
VIEWS = ("page", "sort", "by", "format", "from")
"""Parameters of the page rather than conditions: kept out of chips, and out of the sentence."""


class TaskFilter(Speaking):
    """The conditions in an address, as this person may ask them."""

    sorts = SORTS
    everything = lazy("全部任务")
    those = lazy("%s的任务")
    counted = lazy("%(what)s，共%(n)d项，按%(order)s排列")
    kept = ("sort", "by")

    def __init__(self, person: Person, given: QueryDict | Mapping[str, Any]):
        self.person = person
        self.keep = Keeper(person)
        super().__init__(given)
        self._unit_words()

    # ── what it lets through ────────────────────────────────────────────────
    @property
    def unsorted(self) -> Any:
        """The rows, in no order: for counts and groups."""
        rows = Task.objects.visible_to(self.person)
        for name, value in self.values.items():
            asked = self.fields[name].ask(value)
            if asked:
                rows = rows.filter(asked)
        return rows

    @property
    def queryset(self) -> Any:
        """The rows in the order the sentence names."""
        from django.db.models import F

        rows = self.unsorted
        if self.sort == "behind":
            rows = rows.annotate(behind=F("standing__actual") - F("standing__planned"))
        if self.sort == "overdue":
            rows = rows.filter(standing__overdue_days__gte=0)  # true of all: the index then gives the order
        return rows.order_by(*SORTS[self.sort][1])

    @cached_property
    def count(self) -> int:
        """How many there are; asked once, and in a large ledger kept while nothing changes."""
        lasting = self.values.keys() <= LASTING
        return self._kept(lasting)(("count", tuple(self.pairs(()))), lambda: int(self.unsorted.count()))

    def page(self, wanted: str | None) -> Slice:
        """One page of the rows; which ones they are is kept as the count is."""
        lasting = self.values.keys() <= LASTING and self.sort in LASTING_SORTS
        keep, asked = self._kept(lasting), (self.sort, tuple(self.pairs(())))
        return page_of(
            self.queryset, wanted, self.count, kept=lambda start, find: keep(("page", start, asked), find)
        )

    def _kept(self, lasting: bool) -> Callable[[Hashable, Callable[[], Any]], Any]:
        return self.keep.lasting if lasting else self.keep

    @property
    def sort(self) -> str:
        """The order asked for; where red or overdue are looked at, the longest overdue come first."""
        wanted = (self.given.get("sort") or [""])[-1]
        if wanted in SORTS:
            return wanted
        pressing = "overdue" in self.values or self.values.get("light") == ["red"]
        return "overdue" if pressing else "number"

    def with_it(self, name: str) -> tuple[str, ...]:
        # Which part of a unit's tasks is meant goes with the unit.
        return ("role", "own") if name == "unit" else ()

    # ── the fields ──────────────────────────────────────────────────────────
    def _fields(self) -> list[Field]:
        return [
            Words("q", _("内容"), self._text, lambda v: _("含“%s”") % v),
            Words("code", _("编号"), lambda v: Q(code__startswith=v), lambda v: _("编号以%s开头") % v),
            self._one("plan", _("方案"), self.plan_choices, lambda v: Q(plan_id=int(v)), "方案为“%s”"),
            One("unit", _("单位"), self._unit, self._say_unit, self.unit_choices),
            One("role", _("身份"), self._role, self._say_role, [("lead", _("牵头")), ("supporting", _("配合"))]),
            Box("own", _("不含下级单位"), lambda v: Q(), lambda v: ""),
            self._one("theme", _("主题"), self.theme_choices, self._theme, "主题为“%s”"),
            self._one("tag", _("标签"), self.tag_choices, lambda v: Q(pk__in=_tagged(int(v))), "标签为“%s”"),
            self._one("level", _("类别"), list(Task.Level.choices), lambda v: Q(level=v), "%s任务"),
            Some("state", _("状态"), lambda v: Q(state__in=v), self._say_states, self.state_choices),
            Some("light", _("亮灯"), lambda v: Q(standing__light__in=v), self._say_lights, self.light_choices),
            Box(
                "overdue", _("逾期"), lambda v: Q(standing__overdue_days__gt=0, state__in=LIVE), lambda v: _("逾期")
            ),
            One(
                "left", _("临期"), lambda v: Q(standing__days_left__range=(0, LEFT[v][1])),
                lambda v: LEFT[v][0], [(k, v[0]) for k, v in LEFT.items()],
            ),
            Day("due_from", _("时限自"), lambda v: Q(due__gte=v), lambda v: _("时限不早于%s") % _day(v)),
            Day("due_to", _("时限至"), lambda v: Q(due__lte=v), lambda v: _("时限不晚于%s") % _day(v)),
            One(
                "report", _("月报"), lambda v: REPORTS[v][1], lambda v: REPORTS[v][0],
                [(k, v[0]) for k, v in REPORTS.items()],
            ),
            Box("coordination", _("需协调"), lambda v: Q(pk__in=asking()), lambda v: _("有需协调事项")),
            Words(
                "responsible", _("责任人"),
                lambda v: Q(responsible__icontains=v) | Q(leading_official__icontains=v),
                lambda v: _("责任人或牵头领导含“%s”") % v,
            ),
            Box("leaf", _("不含汇总任务"), lambda v: leaf(), lambda v: _("不含汇总")),
        ]  # fmt: skip

    def _one(self, name: str, label: str, choices: list[Choice], ask: Any, words: str) -> One:
        field = One(name, label, ask, lambda v: words % field.words(v), choices)
        return field

    def _text(self, text: str) -> Q:
        if not words(text):  # signs alone, which no index holds
            return Q(code=text) | Q(title__contains=text)
        # Two questions in one: joined by OR in one condition, each row would be looked at for both.
        coded = Task.objects.filter(code=text).values("pk")
        return Q(pk__in=index.matching("task", text)) | Q(pk__in=coded)

    def _theme(self, value: str) -> Q:
        return Q(theme=None) if value == "none" else Q(theme_id=int(value))

    # A unit, in which part, with or without what is below it: three fields that make one condition.
    def _unit(self, value: str) -> Q:
        units = (
            Unit.objects.filter(pk=int(value))
            if "own" in self.values
            else Unit.objects.filter(path__startswith=self._paths[value])
        ).values("pk")
        lead, supporting = (
            Q(lead__in=units),
            Q(pk__in=Supporting.objects.filter(unit__in=units).values("task")),
        )
        role = self.values.get("role")
        return lead if role == "lead" else supporting if role == "supporting" else lead | supporting

    def _role(self, value: str) -> Q:
        if "unit" in self.values:
            return Q()  # said with the unit
        scope = self.person.scope
        if value == "lead":
            return scope.within("lead__path")
        return Q(pk__in=Supporting.objects.filter(scope.within("unit__path")).values("task"))

    def _unit_words(self) -> None:
        if "own" in self.values and "unit" not in self.values:
            del self.values["own"]

    def _say_unit(self, value: str) -> str:
        part = {"lead": _("牵头单位"), "supporting": _("配合单位")}.get(
            self.values.get("role", ""), _("牵头或配合单位")
        )
        below = "" if "own" in self.values or value not in self._with_below else _("及下级")
        return _("%(part)s为%(unit)s%(below)s") % {"part": part, "unit": self._names[value], "below": below}

    def _say_role(self, value: str) -> str:
        if "unit" in self.values:
            return ""
        return _("本单位牵头") if value == "lead" else _("本单位配合")

    def _say_states(self, value: list[str]) -> str:
        return _("或").join(str(TaskState(v).label) for v in value)

    def _say_lights(self, value: list[str]) -> str:
        words = dict(self.light_choices)
        return _("或").join(words[v] for v in value)

    # ── what may be chosen: never more than the person sees ──────────────────
    @cached_property
    def plans(self) -> list[Plan]:
        rows = Plan.objects.visible_to(self.person).only("pk", "name", "lights", "state", "unit_id")
        return self.keep.lasting("plans", lambda: list(rows))

    @cached_property
    def plan(self) -> Plan | None:
        """The one plan looked at: the chosen one, or the only one there is."""
        chosen = (self.given.get("plan") or [""])[-1]
        found = [p for p in self.plans if str(p.pk) == chosen]
        return found[0] if found else self.plans[0] if len(self.plans) == 1 else None

    @property
    def plan_choices(self) -> list[Choice]:
        return [(str(p.pk), p.name) for p in self.plans]

    @cached_property
    def _units(self) -> list[tuple[int, str, str, str]]:
        scope = self.person.scope
        units = Unit.objects.order_by("path")
        if not scope.everything("office", "leader"):
            mine = Task.objects.visible_to(self.person)
            units = units.filter(
                scope.within("path", "office", "head", "liaison", "leader") | Q(pk__in=mine.values("lead_id"))
            )
        rows = units.values_list("pk", "path", "short_name", "name")
        return self.keep.lasting(
            "units", lambda: [(pk, path, short or name, name) for pk, path, short, name in rows]
        )

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
    def _with_below(self) -> set[str]:
        paths = sorted(self._paths.values())
        ids = {path: pk for pk, path in self._paths.items()}
        return {
            ids[a] for a, b in pairwise(paths) if b.startswith(a)
        }  # in order of paths what is below follows at once

    @cached_property
    def theme_choices(self) -> list[Choice]:
        themes = Theme.objects.filter(plan__in=[p.pk for p in self.plans])
        if self.plan is not None:
            themes = themes.filter(plan=self.plan)
        if not self.person.scope.everything("office", "leader"):
            mine = Task.objects.visible_to(self.person).filter(theme=OuterRef("pk"))
            themes = themes.filter(Exists(mine) | self.person.scope.within("plan__unit__path", "office"))
        names = {p.pk: p.name for p in self.plans}
        several = self.plan is None
        wanted = themes.order_by("plan_id", "order", "id").values_list("pk", "name", "plan_id")
        rows = self.keep.lasting(("themes", None if several else self.plan), lambda: list(wanted))
        made = [(str(pk), f"{name}（{names[plan]}）" if several else name) for pk, name, plan in rows]
        return [*made, ("none", _("未分主题"))]

    @cached_property
    def tag_choices(self) -> list[Choice]:
        groups: dict[str, list[tuple[str, str]]] = {}
        for pk, kind, name in Tag.objects.values_list("pk", "kind", "name"):
            groups.setdefault(str(Tag.Kind(kind).label), []).append((str(pk), name))
        return list(groups.items())

    @property
    def state_choices(self) -> list[Choice]:
        private = self.person.scope.has("office")
        return [(s.value, s.label) for s in TaskState if private or s not in PRIVATE]

    @cached_property
    def light_choices(self) -> list[Choice]:
        """In the words of the plan looked at; of several plans, the usual ones."""
        rules = Rules.from_dict(self.plan.lights) if self.plan is not None else Rules()
        return [(c, rules.word(c)) for c in COLOURS]


def leaf() -> Q:
    """Tasks without parts: what totals count, so that a collective line is not counted with its parts."""
    # The parents are few: found once, not asked of every task.
    return ~Q(pk__in=Task.objects.filter(parent__isnull=False).order_by().values("parent_id"))


def recent_rounds() -> Any:
    """This month's rounds and the last's: what was asked for in them is still waited for."""
    first = today().replace(day=1)
    before = (first - dt.timedelta(days=1)).replace(day=1)
    return Round.objects.filter(month__gte=before).order_by().values("pk")


def asking() -> Any:
    """Tasks whose report of this month or the last asks for coordination, once the unit's head approved it."""
    reports = Report.objects.filter(round__in=recent_rounds(), state__in=COUNTED)
    return reports.exclude(request="").order_by().values("task_id")


def _tagged(tag: int) -> Any:
    return Task.tags.through.objects.filter(tag_id=tag).values("task_id")


def _day(day: Any) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
