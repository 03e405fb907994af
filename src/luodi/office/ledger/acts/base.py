"""What all acts of the ledger share: who may, what is wrong with a value, rows locked in one order.

On PostgreSQL every act locks its task rows first (lower numbers first), then the journal's head, then
the derived rows: two acts can then wait for each other but never stand in each other's way for good.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from luodi.office.journal import record as journal
from luodi.office.journal.clock import today
from luodi.office.journal.models import Entry
from luodi.office.journal.record import AlreadyDone, System, record
from luodi.office.ledger.models import Plan, Task, TaskState
from luodi.office.units.models import Person, Role, Unit, holding
from luodi.office.units.scope import Refusal

__all__ = [
    "Errors",
    "Who",
    "act",
    "decimal",
    "is_of_lead",
    "is_office",
    "lock_plan",
    "lock_tasks",
    "note",
    "person_of",
    "require_lead",
    "require_office",
    "somebody_else",
    "state_must_be",
    "today",
    "words_needed",
]

Who = Person | System
P = ParamSpec("P")
R = TypeVar("R")


def act(function: Callable[P, R]) -> Callable[P, R]:
    """The journal's act; a form sent a second time is told so, not that the state has changed meanwhile."""
    inner = journal.act(function)

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return inner(*args, **kwargs)
        except (PermissionDenied, ValidationError):
            done = journal.already_done()
            if done is not None:
                raise AlreadyDone(done) from None
            raise

    return run


class Errors:
    """Everything wrong with a form, told at once."""

    def __init__(self) -> None:
        self.found: dict[str, list[str]] = {}

    def add(self, field: str, sentence: str) -> None:
        self.found.setdefault(field, []).append(sentence)

    def check(self) -> None:
        if self.found:
            raise ValidationError({k: list(v) for k, v in self.found.items()})


def note(
    actor: Who,
    name: str,
    task: Task,
    payload: dict[str, Any] | None = None,
    *,
    why: str = "",
) -> Entry:
    """An entry about a task: it is the business of the unit that leads it."""
    return record(actor, name, task, payload, unit_path=task.lead.path, why=why)


def require_office(actor: Who, plan: Plan, doing: str = "") -> None:
    """The office that keeps the plan, or one above it (operations G: 省级办公室)."""
    if not isinstance(actor, System):
        actor.scope.require(plan.unit.path, "office", doing=doing)


def is_office(actor: Who, plan: Plan) -> bool:
    return isinstance(actor, System) or actor.scope.covers(plan.unit.path, "office")


def require_lead(actor: Who, task: Task, *kinds: str, doing: str = "") -> None:
    """Somebody of the lead unit: its liaison or its head, or who stands in for them (operations G)."""
    if not isinstance(actor, System):
        actor.scope.require(task.lead.path, *(kinds or ("liaison", "head")), doing=doing)


def is_of_lead(actor: Who, task: Task) -> bool:
    return isinstance(actor, System) or actor.scope.covers(task.lead.path, "liaison", "head")


def person_of(actor: Who, doing: str) -> Person:
    """The person acting: the system neither reports nor approves."""
    if isinstance(actor, System):
        raise Refusal(_("%s须由人办理，系统不能代办。") % doing)
    return actor


def somebody_else(actor: Person, *earlier: int | None, what: str) -> None:
    """Reviewer ≠ submitter (operations B8)."""
    if actor.pk in earlier:
        raise Refusal(_("%s不能由同一人提交和审核：您是提交人或前一步的审核人，请由他人办理。") % what)


def head_exists(task: Task, but: Person) -> bool:
    """Whether the lead unit has a head who is not this person: somebody must be able to approve."""
    day = today()
    above = _above(task.lead)
    heads = Role.objects.filter(holding(day), kind="head", unit_id__in=above, person__disabled=False)
    stand_in = Q(
        person__substitute__isnull=False,
        person__substitute__disabled=False,
        person__substitute_since__lte=day,
        person__substitute_until__gte=day,
    ) & ~Q(person__substitute_id=but.pk)
    return heads.filter(~Q(person_id=but.pk) | stand_in).exists()


def require_head(task: Task, but: Person) -> None:
    """A unit of one person cannot check itself, and the office does not do it instead (operations B8)."""
    if not head_exists(task, but):
        raise Refusal(_("本单位没有可审核的负责人，请在单位人员中设置。"))


def _above(unit: Unit) -> list[int]:
    return [int(part) for part in unit.path.split(".") if part]


def state_must_be(task: Task, *states: str, doing: str) -> None:
    """The state machine's one door (operations B7)."""
    if task.state not in states:
        wanted = "、".join(str(TaskState(s).label) for s in states)
        raise ValidationError(
            _("任务%(code)s现为“%(now)s”，不能%(doing)s（须为：%(wanted)s）。")
            % {"code": task.code, "now": TaskState(task.state).label, "doing": doing, "wanted": wanted}
        )


def words_needed(text: str, what: str, field: str = "why") -> str:
    """The text without blanks around it; a step that needs a reason is refused without one."""
    text = (text or "").strip()
    if not text:
        raise ValidationError({field: _("请填写%s。") % what})
    return text


def lock_plan(plan: Plan) -> Plan:
    return Plan.objects.select_for_update(no_key=True, of=("self",)).select_related("unit").get(pk=plan.pk)


def lock_tasks(ids: Iterable[int]) -> list[Task]:
    """The tasks as they now stand, locked in the order of their numbers, with plan and lead at hand."""
    wanted = sorted(set(ids))
    found = (
        Task.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=wanted)
        .select_related("plan__unit", "lead")
        .order_by("pk")
    )
    return list(found)


def lock_task(task: Task) -> Task:
    found = lock_tasks([task.pk])
    if not found:
        raise ValidationError(_("任务已不存在，请刷新页面。"))
    return found[0]


def same_version(row: Any, version: int) -> None:
    """A form filled in from an older state is refused, not merged by guess."""
    if row.version != version:
        raise ValidationError(_("别人刚刚改过，请刷新页面，对照后再保存。"))


def decimal(
    value: Any, field: str, label: str, errors: Errors, *, places: int = 2, below: int = 10**13
) -> Decimal | None:
    """The number a form gave, None for nothing; what is no number is told with its value."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        number = Decimal(str(value).strip().rstrip("%％"))
    except InvalidOperation:
        errors.add(field, _("%(label)s“%(value)s”不是数字。") % {"label": label, "value": str(value)[:40]})
        return None
    if not number.is_finite() or abs(number) >= below:
        errors.add(field, _("%(label)s“%(value)s”过大。") % {"label": label, "value": str(value)[:40]})
        return None
    return number.quantize(Decimal(1).scaleb(-places))


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """For the journal: field → [before, after], only what differs."""
    return {k: [before[k], after[k]] for k in after if before[k] != after[k]}


def month_of(day: dt.date) -> dt.date:
    return day.replace(day=1)
