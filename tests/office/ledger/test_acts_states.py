"""The state machine (operations B7), exhaustively: every act in every state by every role.

The table below says who may do what where; everything else must be refused, with a sentence, and leave
nothing behind: no row changed, no entry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from tests.office.world import World

from luodi.office.journal.clock import at
from luodi.office.journal.models import Entry
from luodi.office.ledger import acts
from luodi.office.ledger.models import Postponement, Report, Round, SignOff, Task, TaskState
from luodi.office.units.models import Person
from luodi.office.units.scope import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DAY = dt.date(2026, 3, 10)
ROLES = (
    "office",  # keeps the plan
    "east_office",  # keeps other plans, above the lead
    "east_liaison",  # of the lead
    "east_head",
    "finance_liaison",  # of a supporting unit
    "west_head",  # of a unit that has nothing to do with it
    "leader",
    "auditor",
    "system",
)
EVERY = tuple(TaskState.values)
LEAD = ("east_liaison", "east_head")
UNDER_WAY = ("assigned", "received", "active")


@dataclass(frozen=True)
class Rule:
    """One act on a task: in which states, by whom, what the task is then."""

    name: str
    do: Callable[[Person, Task, World], Any]
    states: tuple[str, ...]
    roles: tuple[str, ...]
    becomes: str | None = None  # None: stays


def draft(actor: Person, task: Task, world: World) -> Any:
    return acts.save_draft(actor, Round.objects.get(), task, {"progress": "推进"}, 0)


RULES = (
    Rule("propose", lambda a, t, w: acts.propose_tasks(a, [t]), ("draft",), ("office",), "proposed"),
    Rule("assign", lambda a, t, w: acts.assign_tasks(a, [t]), ("draft", "proposed"), ("office",), "assigned"),
    Rule("drop", lambda a, t, w: acts.drop_task(a, t, "重复"), ("draft", "proposed"), ("office",), ""),
    Rule("receive", lambda a, t, w: acts.receive_task(a, t), ("assigned",), LEAD, "received"),
    Rule("report", draft, (*UNDER_WAY, "closing"), LEAD),
    Rule(
        "postpone",
        lambda a, t, w: acts.ask_postponement(a, t, due=dt.date(2027, 3, 1), reason="征地", progress="一半"),
        UNDER_WAY,
        ("east_liaison",),  # the only head could not approve what she asked for herself
    ),
    Rule(
        "ask to close",
        lambda a, t, w: acts.ask_signoff(a, t, statement="完成"),
        ("received", "active"),
        ("east_liaison",),
        "closing",
    ),
    Rule(
        "end", lambda a, t, w: acts.end_task(a, t, "政策调整"), (*UNDER_WAY, "routine"), ("office",), "ended"
    ),
    Rule(
        "make routine", lambda a, t, w: acts.make_routine(a, t, "纳入日常"), UNDER_WAY, ("office",), "routine"
    ),
    Rule(
        "reopen",
        lambda a, t, w: acts.reopen_task(a, t, "未达标"),
        ("closed", "routine", "ended"),
        ("office",),
        "active",
    ),
    Rule(
        "archive",
        lambda a, t, w: acts.archive_tasks(a, [t]),
        ("closed", "routine", "ended"),
        ("office",),
        "archived",
    ),
    Rule(
        "edit",
        lambda a, t, w: acts.edit_task(a, t, version=t.version, title="改写"),
        ("draft", "proposed", *UNDER_WAY, "closing"),
        ("office",),
    ),
    Rule(
        "edit money",
        lambda a, t, w: acts.edit_task(a, t, version=t.version, money_spent=5),
        (*UNDER_WAY, "closing"),
        LEAD,
    ),
    Rule(
        "milestones",
        lambda a, t, w: acts.set_milestones(
            a, t, [{"name": "过半", "due": dt.date(2026, 6, 30), "percent": 50}]
        ),
        ("draft", "proposed", *UNDER_WAY, "closing"),
        ("office",),
    ),
    Rule(
        "measures",
        lambda a, t, w: acts.set_measures(a, t, [{"indicator": "高企", "unit": "家", "target": 5}]),
        ("draft", "proposed", *UNDER_WAY, "closing"),
        ("office",),
    ),
    Rule(
        "evidence",
        lambda a, t, w: acts.add_evidence(a, t, "照片.jpg", b"x"),
        (*UNDER_WAY, "closing"),
        (*LEAD, "finance_liaison"),
    ),
    Rule(
        "comment",
        lambda a, t, w: acts.comment(a, t, "加快"),
        tuple(s for s in EVERY if s not in ("draft", "proposed")),
        ("office", *LEAD, "leader"),
    ),
    Rule(
        "support",
        lambda a, t, w: acts.comment(a, t, "已拨付", kind="progress"),
        tuple(s for s in EVERY if s not in ("draft", "proposed", "archived")),
        ("finance_liaison",),
    ),
    Rule(
        "instruct",
        lambda a, t, w: acts.instruct(a, t.plan, "抓紧", t),
        tuple(s for s in EVERY if s not in ("draft", "proposed", "archived")),
        ("leader",),
    ),
)


@pytest.fixture
def task(world: World) -> Task:
    with at(DAY):
        acts.open_round(world.people["office"], world.plan, DAY)  # type: ignore[arg-type]
    return world.tasks["east"]


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.name)
def test_every_state_and_role(world: World, task: Task, rule: Rule) -> None:
    from django.db import transaction

    allowed = refused = 0
    people = {role: Person.objects.get(login=role) for role in ROLES}
    for state in EVERY:
        closed = DAY if state in ("closed", "archived") else None
        Task.objects.filter(pk=task.pk).update(state=state, closed_on=closed)
        for role in ROLES:
            who = people[role]
            fresh = Task.objects.get(pk=task.pk)
            may = state in rule.states and role in rule.roles
            if rule.name == "comment" and state in ("draft", "proposed"):
                may = role == "office"
            entries = Entry.objects.count()
            before = Task.objects.filter(pk=task.pk).values().get()
            with at(DAY), transaction.atomic():
                try:
                    rule.do(who, fresh, world)
                except (Refusal, ValidationError) as error:
                    assert not may, f"{rule.name} refused to {role} in {state}: {error}"
                    refused += 1
                    told = "".join(error.messages) if isinstance(error, ValidationError) else str(error)
                    assert told.endswith("。") and len(told) > 8, told
                    assert Entry.objects.count() == entries
                    assert Task.objects.filter(pk=task.pk).values().get() == before
                    continue
                assert may, f"{rule.name} allowed to {role} in {state}"
                allowed += 1
                assert Entry.objects.count() > entries
                if rule.becomes == "":
                    assert not Task.objects.filter(pk=task.pk).exists()
                else:
                    assert Task.objects.get(pk=task.pk).state == (rule.becomes or state)
                transaction.set_rollback(True)
    assert allowed >= 1 and refused >= len(ROLES)


REPORT_ACTS: dict[str, tuple[Callable[[Person, Report], Any], tuple[str, ...], tuple[str, ...], str]] = {
    "save": (
        lambda a, r: acts.save_draft(a, r.round, r.task, {"next": "继续"}, r.version),
        ("draft", "returned"),
        LEAD,
        "draft",
    ),
    "submit": (
        lambda a, r: acts.submit_report(a, r, r.version),
        ("draft", "returned"),
        ("east_liaison",),
        "submitted",
    ),
    "approve": (acts.approve_report, ("submitted",), ("east_head",), "approved"),
    "return by head": (
        lambda a, r: acts.return_report(a, r, "不实"),
        ("submitted",),
        ("east_head",),
        "returned",
    ),
    "return by office": (
        lambda a, r: acts.return_report(a, r, "不实"),
        ("approved",),
        ("office",),
        "returned",
    ),
    "accept": (acts.accept_report, ("approved",), ("office",), "accepted"),
}


@pytest.mark.parametrize("name", REPORT_ACTS)
def test_every_report_state_and_role(world: World, task: Task, name: str) -> None:
    from django.db import transaction

    do, states, roles, becomes = REPORT_ACTS[name]
    p = world.people
    with at(DAY):
        values = {"progress": "推进", "percent": 30}
        report = acts.save_draft(p["east_liaison"], Round.objects.get(), task, values, 0)
    for state in Report.State.values:
        Report.objects.filter(pk=report.pk).update(state=state, submitted_by=p["east_liaison"])
        for role in ROLES:
            may = state in states and role in roles
            if name.startswith("return"):  # one act, two steps
                may = (state, role) in {("submitted", "east_head"), ("approved", "office")}
            entries = Entry.objects.count()
            with at(DAY), transaction.atomic():
                try:
                    do(Person.objects.get(login=role), Report.objects.get(pk=report.pk))
                except (Refusal, ValidationError) as error:
                    assert not may, f"{name} refused to {role} in {state}: {error}"
                    assert Report.objects.get(pk=report.pk).state == state
                    assert Entry.objects.count() == entries
                    continue
                # The unit's only head may file, but then nobody is left to approve: refused above.
                assert may, f"{name} allowed to {role} in {state}"
                assert Entry.objects.count() > entries
                assert Report.objects.get(pk=report.pk).state == ("returned" if "return" in name else becomes)
                transaction.set_rollback(True)


SIGNOFF_ACTS: dict[str, tuple[Callable[[Person, SignOff], Any], dict[str, str], str]] = {
    "approve": (acts.approve_signoff, {"unit": "east_head"}, "office"),
    "check": (
        lambda a, s: acts.check_signoff(a, s, dict.fromkeys(acts.CHECKS, True)),
        {"office": "office"},
        "leader",
    ),
    "confirm": (acts.confirm_signoff, {"leader": "leader"}, "done"),
    "return": (
        lambda a, s: acts.return_signoff(a, s, "重办"),
        {"unit": "east_head", "office": "office", "leader": "leader"},
        "returned",
    ),
}


@pytest.mark.parametrize("name", SIGNOFF_ACTS)
def test_every_signoff_state_and_role(world: World, task: Task, name: str) -> None:
    from django.db import transaction

    do, by, becomes = SIGNOFF_ACTS[name]
    world.plan.leader_confirms = True  # type: ignore[union-attr]
    world.plan.save()  # type: ignore[union-attr]
    with at(DAY):
        signoff = acts.ask_signoff(world.people["east_liaison"], task, statement="完成")
    for state in SignOff.State.values:
        SignOff.objects.filter(pk=signoff.pk).update(state=state)
        for role in ROLES:
            may = by.get(state) == role
            with at(DAY), transaction.atomic():
                try:
                    do(Person.objects.get(login=role), SignOff.objects.get(pk=signoff.pk))
                except (Refusal, ValidationError) as error:
                    assert not may, f"{name} refused to {role} in {state}: {error}"
                    assert Task.objects.get(pk=task.pk).state == "closing"
                    continue
                assert may, f"{name} allowed to {role} in {state}"
                assert SignOff.objects.get(pk=signoff.pk).state == becomes
                now = {"confirm": "closed", "return": "active"}.get(name, "closing")
                assert Task.objects.get(pk=task.pk).state == now
                transaction.set_rollback(True)


POSTPONEMENT_ACTS: dict[str, tuple[Callable[[Person, Postponement], Any], dict[str, str], str]] = {
    "approve": (acts.approve_postponement, {"asked": "east_head"}, "approved"),
    "grant": (lambda a, p: acts.decide_postponement(a, p, True), {"approved": "office"}, "granted"),
    "refuse": (
        lambda a, p: acts.decide_postponement(a, p, False, "理由不足"),
        {"approved": "office", "asked": "east_head"},
        "refused",
    ),
}


@pytest.mark.parametrize("name", POSTPONEMENT_ACTS)
def test_every_postponement_state_and_role(world: World, task: Task, name: str) -> None:
    from django.db import transaction

    do, by, becomes = POSTPONEMENT_ACTS[name]
    later = dt.date(2027, 3, 1)
    with at(DAY):
        asked = acts.ask_postponement(
            world.people["east_liaison"], task, due=later, reason="征地", progress="半"
        )
    for state in Postponement.State.values:
        Postponement.objects.filter(pk=asked.pk).update(state=state)
        for role in ROLES:
            may = by.get(state) == role
            with at(DAY), transaction.atomic():
                try:
                    do(Person.objects.get(login=role), Postponement.objects.get(pk=asked.pk))
                except (Refusal, ValidationError) as error:
                    assert not may, f"{name} refused to {role} in {state}: {error}"
                    continue
                assert may, f"{name} allowed to {role} in {state}"
                assert Postponement.objects.get(pk=asked.pk).state == becomes
                now = Task.objects.get(pk=task.pk)
                assert now.due == (later if name == "grant" else dt.date(2026, 12, 31))
                assert now.due_first == dt.date(2026, 12, 31)
                transaction.set_rollback(True)
