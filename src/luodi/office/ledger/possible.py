"""What this person may do with a task now, and why not what one might expect to: the buttons of its page.

The acts decide; this says beforehand what they would say, so that no button leads to a refusal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from luodi.office.journal.clock import today
from luodi.office.ledger.models import Postponement, SignOff, Task, TaskState
from luodi.office.ledger.models.tasks import LIVE, PRIVATE
from luodi.office.units.models import Person

UNDER_WAY = (TaskState.ASSIGNED, TaskState.RECEIVED, TaskState.ACTIVE)
FINISHED = (TaskState.CLOSED, TaskState.ROUTINE, TaskState.ENDED)


@dataclass(frozen=True)
class Action:
    """One button. `posts` acts at once; else it is a link to a page with a form."""

    label: str
    href: str
    kind: str = "plain"
    icon: str = ""
    posts: bool = False
    confirm: str = ""


@dataclass(frozen=True)
class Possible:
    """The buttons, the rarer ones apart, and sentences on what comes next or cannot be done."""

    first: list[Action]
    more: list[Action]
    notes: list[str]


@dataclass(frozen=True)
class Stand:
    """Where the person stands to the task."""

    lead: bool
    head: bool
    office: bool
    leader: bool
    leader_of_plan: bool
    supports: bool


def standing_of(person: Person, task: Task, supporting_paths: list[str]) -> Stand:
    scope = person.scope
    plan, lead = task.plan.unit.path, task.lead.path
    return Stand(
        lead=scope.covers(lead, "liaison", "head"),
        head=scope.covers(lead, "head"),
        office=scope.covers(plan, "office"),
        leader=scope.covers(plan, "leader") or scope.covers(lead, "leader"),
        leader_of_plan=scope.covers(plan, "leader"),
        supports=any(scope.covers(p, "liaison", "head") for p in supporting_paths),
    )


def possible(
    person: Person,
    task: Any,
    stand: Stand,
    *,
    signoff: SignOff | None,
    postponement: Postponement | None,
    report_open: bool,
) -> Possible:
    """`task` comes from `with_flags`; `signoff` is the one under way, `postponement` the one undecided."""
    first: list[Action] = []
    more: list[Action] = []
    notes: list[str] = []
    if stand.lead:
        _of_lead(task, first, more, notes, postponement, report_open)
    _steps(person, stand, signoff, postponement, first, notes)
    if stand.office:
        _of_office(task, first, more)
    if stand.supports and not stand.lead and task.state not in PRIVATE and task.state != TaskState.ARCHIVED:
        first.append(Action(_("填写配合进展"), _at("course", task) + "#say", icon="comment", kind="primary"))
        notes.append(_("您的单位配合这项任务：可填配合进展、传佐证；月报由牵头单位%s填报。") % task.lead.name)
    if stand.leader and task.state not in (*PRIVATE, TaskState.ARCHIVED):
        first.append(Action(_("批示"), _at("course", task) + "#instruct", icon="flag"))
    return Possible(first, more, notes)


def _of_lead(
    task: Any,
    first: list[Action],
    more: list[Action],
    notes: list[str],
    postponement: Postponement | None,
    report_open: bool,
) -> None:
    if task.state == TaskState.ASSIGNED:
        first.append(Action(_("签收"), _at("receive", task), "primary", "check", posts=True))
    if task.state in LIVE and task.has_children:
        notes.append(_("这项任务由子任务汇总，不单独填报。"))
    elif task.state in LIVE and task.open_round and report_open:
        kind = "plain" if task.state == TaskState.ASSIGNED else "primary"
        label = _("填%d月月报") % task.open_month.month
        first.append(Action(label, _at("report", task, task.open_round), kind, "edit"))
    if task.state in (TaskState.RECEIVED, TaskState.ACTIVE):
        first.append(Action(_("申请办结"), _at("signoff_ask", task), icon="seal"))
    if task.state in UNDER_WAY and task.due and postponement is None:
        left = task.standing.days_left if hasattr(task, "standing") else None
        if (left if left is not None else (task.due - today()).days) >= 0:
            more.append(Action(_("申请延期"), _at("postpone", task), icon="calendar"))
        else:
            notes.append(_("已过完成时限，不能再申请延期（须在时限之前申请）。"))


def _steps(
    person: Person,
    stand: Stand,
    signoff: SignOff | None,
    postponement: Postponement | None,
    first: list[Action],
    notes: list[str],
) -> None:
    if postponement is not None:
        mine = stand.head if postponement.state == Postponement.State.ASKED else stand.office
        who = _("单位负责人") if postponement.state == Postponement.State.ASKED else _("办公室")
        href = reverse("ledger:postponement", args=[postponement.pk])
        if mine and person.pk not in (postponement.asked_by_id, postponement.approved_by_id):
            first.append(Action(_("审批延期申请"), href, "primary", "calendar"))
        else:
            notes.append(_("延期申请等候%s审批。") % who)
    if signoff is not None:
        step = SignOff.State
        holds = {step.UNIT: stand.head, step.OFFICE: stand.office, step.LEADER: stand.leader_of_plan}
        names = {step.UNIT: _("单位负责人审核"), step.OFFICE: _("办公室复核"), step.LEADER: _("领导审定")}
        at = step(signoff.state)
        earlier = (signoff.asked_by_id, signoff.approved_by_id, signoff.checked_by_id)
        href = reverse("ledger:signoff", args=[signoff.pk])
        if holds.get(at) and person.pk not in earlier:
            first.append(Action(names[at], href, "primary", "seal"))
        elif holds.get(at):
            notes.append(_("办结申请等候%s；您办过前一步，须由他人办理。") % names[at])
        else:
            notes.append(_("办结申请等候%s。") % names.get(at, ""))


def _of_office(task: Any, first: list[Action], more: list[Action]) -> None:
    if task.state in PRIVATE:
        ask = _("交办后牵头单位就能看到，确定交办？")
        first.append(Action(_("交办"), _at("assign", task), "primary", "next", posts=True, confirm=ask))
        if task.state == TaskState.DRAFT:
            first.append(Action(_("提请审定"), _at("propose", task), icon="up", posts=True))
        more.append(Action(_("删除草稿"), _at("move", task, "drop"), "danger", "delete"))
    if task.state in (*PRIVATE, *LIVE):
        more.append(Action(_("修改任务"), _at("task_edit", task), icon="edit"))
    if task.state in LIVE:
        more.append(
            Action(_("增加子任务"), reverse("ledger:task_new", args=[task.plan_id]) + f"?parent={task.pk}")
        )
    if task.state in UNDER_WAY:
        more.append(Action(_("转常态化"), _at("move", task, "routine"), icon="refresh"))
        more.append(Action(_("终止"), _at("move", task, "end"), "danger", "stop"))
    if task.state in FINISHED:
        more.append(Action(_("重新打开"), _at("move", task, "reopen"), icon="refresh"))
        more.append(Action(_("归档"), _at("archive", task), icon="folder", posts=True))


def _at(name: str, task: Task, *rest: Any) -> str:
    return reverse(f"ledger:{name}", args=[task.pk, *rest])
