"""My work: what waits for this person, in piles, each by the role that has the step (operations G, B7)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from luodi.office.ledger.models import (
    Instruction,
    Postponement,
    Report,
    Round,
    SignOff,
    Standing,
    Task,
    TaskState,
)
from luodi.office.ledger.queries import own
from luodi.office.units.models import Person

UNIT = ("liaison", "head")


@dataclass
class Pile:
    """Things of one kind that wait. `key` is for programs, `title` for people."""

    key: str
    title: str
    rows: QuerySet[Any]

    def peek(self, n: int = 5) -> list[Any]:
        """The first few; asked once, and then the count is known too if there are no more."""
        found = list(self.rows[: n + 1])
        if len(found) <= n:
            self.__dict__["count"] = len(found)
        return found[:n]

    @cached_property
    def count(self) -> int:
        return self.rows.order_by().count()


def my_work(person: Person) -> list[Pile]:
    """The piles of the person's roles, the most pressing first. Nothing is read until a pile is opened."""
    scope = person.scope
    found: list[Pile] = []
    if scope.has(*UNIT):
        found += _of_unit(person)
    if scope.has("head"):
        found.append(Pile("approve", _("待我审核的月报"), _to_approve(person)))
    if scope.has("office"):
        found.append(Pile("accept", _("待采用的月报"), _to_accept(person)))
    if scope.has("head", "office"):
        found.append(Pile("postponements", _("待审批的延期"), _postponements(person)))
    if scope.has("head", "office", "leader"):
        found.append(Pile("signoffs", _("待审核的办结"), _signoffs(person)))
    if scope.has("office"):
        mine = scope.within("plan__unit__path", "office")
        instructions = Instruction.objects.filter(mine, state=Instruction.State.OPEN)
        found.append(
            Pile("instructions", _("待办理的批示"), instructions.select_related("plan", "task", "leader"))
        )
        drafts = Task.objects.filter(mine, state__in=(TaskState.DRAFT, TaskState.PROPOSED), parent=None)
        found.append(Pile("drafts", _("待交办的任务"), drafts.select_related("plan", "lead").order_by("-pk")))
    if scope.has("leader", "office"):
        found += _of_leader(person)
    return found


def _of_unit(person: Person) -> list[Pile]:
    """What the unit is to write; rows of both piles of reports are read by `own.told`."""
    reports = own.month_reports(person, own.unit_kind(person))
    return [
        Pile("returned", _("退回重报的月报"), reports.filter(own.SENT_BACK)),
        Pile("receive", _("待签收的任务"), own.to_receive(person)),
        Pile("report", _("待填报的月报"), reports.filter(own.UNWRITTEN)),
    ]


def _to_approve(person: Person) -> QuerySet[Report]:
    waiting = own.to_approve(person).exclude(submitted_by_id=person.pk)
    return waiting.select_related("task__plan", "task__lead", "round", "submitted_by").order_by(
        "submitted_at"
    )


def _to_accept(person: Person) -> QuerySet[Report]:
    waiting = own.to_accept(person).exclude(submitted_by_id=person.pk).exclude(approved_by_id=person.pk)
    return waiting.select_related("task__plan", "task__lead", "round", "approved_by").order_by("approved_at")


def _postponements(person: Person) -> QuerySet[Postponement]:
    scope, state = person.scope, Postponement.State
    head = Q(scope.within("task__lead__path", "head"), state=state.ASKED)
    office = Q(scope.within("task__plan__unit__path", "office"), state=state.APPROVED)
    mine = _mine(scope, head=head, office=office)
    waiting = Postponement.objects.filter(mine).exclude(asked_by_id=person.pk)
    waiting = waiting.exclude(approved_by_id=person.pk)
    return waiting.select_related("task__plan", "task__lead", "asked_by").order_by("due_before")


def _signoffs(person: Person) -> QuerySet[SignOff]:
    scope, state = person.scope, SignOff.State
    mine = _mine(
        scope,
        head=Q(scope.within("task__lead__path", "head"), state=state.UNIT),
        office=Q(scope.within("task__plan__unit__path", "office"), state=state.OFFICE),
        leader=Q(scope.within("task__plan__unit__path", "leader"), state=state.LEADER),
    )
    waiting = SignOff.objects.filter(mine).exclude(asked_by_id=person.pk)
    for earlier in ("approved_by_id", "checked_by_id"):
        waiting = waiting.exclude(**{earlier: person.pk})
    return waiting.select_related("task__plan", "task__lead", "asked_by").order_by("asked_at")


def _of_leader(person: Person) -> list[Pile]:
    standings = Standing.objects.visible_to(person).filter(rolled=False).select_related("task__plan", "lead")
    asked = Report.objects.visible_to(person).filter(asks=True, state__in=("approved", "accepted"))
    newest = asked.filter(round__in=_newest_rounds())
    return [
        Pile("overdue", _("已逾期"), standings.filter(part="overdue").order_by("-overdue_days", "pk")),
        Pile(
            "red",
            _("红灯"),
            standings.filter(light="red").exclude(part="overdue").order_by("light_since", "pk"),
        ),
        Pile(
            "coordination", _("需协调事项"), newest.select_related("task__lead", "round").order_by("task_id")
        ),
    ]


def _newest_rounds() -> QuerySet[Any]:
    """The rounds of the newest month of each plan."""
    later = Round.objects.filter(plan_id=OuterRef("plan_id"), month__gt=OuterRef("month"))
    return Round.objects.filter(~Exists(later)).order_by().values("pk")


def _mine(scope: Any, **steps: Q) -> Q:
    found = Q(pk__in=[])
    for kind, step in steps.items():
        if scope.has(kind):
            found |= step
    return found
