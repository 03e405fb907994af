"""Who sees what: the managers against an obvious, slow reading of the rule, over made-up worlds and persons."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from tests.office.world import World

from luodi.office.journal.clock import at, now
from luodi.office.ledger.models import Evidence, Plan, Report, Round, Standing, Supporting, Task, TaskState
from luodi.office.ledger.models.tasks import PRIVATE
from luodi.office.units.models import Person, Role
from luodi.office.units.scope import NAMES

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 10)


def holds(person: Person, path: str, *kinds: str) -> bool:
    return any(path.startswith(r.unit.path) for r in person.roles.all() if r.kind in kinds)


def may_see_task(person: Person, task: Task) -> bool:
    if holds(person, task.plan.unit.path, "office"):
        return True
    if task.state in PRIVATE:
        return False
    if holds(person, task.plan.unit.path, "leader"):
        return True
    paths = [task.lead.path, *(s.unit.path for s in task.supporting.all())]
    return any(holds(person, path, "office", "head", "liaison", "leader") for path in paths)


def may_see_report(person: Person, report: Report) -> bool:
    task = report.task
    if not may_see_task(person, task):
        return False
    left = report.state in ("approved", "accepted") or (report.state == "returned" and report.approved_at)
    return bool(left) or holds(person, task.lead.path, "head", "liaison")


@pytest.fixture
def full(world: World) -> World:
    """Three plans (one drawn up), tasks of every state and lead, reports of every state, made by chance."""
    dice = random.Random(20260310)
    units = list(world.units.values())
    plans = [world.plan]
    for key, state in (("east", "running"), ("west", "draft"), ("province", "draft")):
        plans.append(
            Plan.objects.create(unit=world.units[key], name=f"方案{key}{state}", since=DAY, state=state)
        )
    number = 100
    for plan in plans:
        round = Round.objects.create(plan=plan, month=DAY.replace(day=1), opened_at=now(), due=DAY)
        for _ in range(60):
            number += 1
            state = dice.choice(TaskState.values)
            task = Task.objects.create(
                plan=plan, code=str(number), title="任务", lead=dice.choice(units), state=state
            )
            for unit in dice.sample(units, dice.randint(0, 2)):
                Supporting.objects.create(task=task, unit=unit)
            Standing.objects.create(
                task=task, as_of=DAY, plan=plan, lead=task.lead, state=state, light="grey", why="", actual=0
            )
            if dice.random() < 0.7:
                Report.objects.create(
                    round=round,
                    task=task,
                    state=dice.choice(Report.State.values),
                    approved_at=dice.choice([None, now()]),
                )
    # Persons with one role anywhere, and with two.
    for index, kind in enumerate(NAMES):
        for unit in units:
            person = Person.objects.create(login=f"p{index}-{unit.pk}", name="某", unit=unit)
            Role.objects.create(person=person, kind=kind, unit=unit)
            if dice.random() < 0.4:
                Role.objects.create(person=person, kind=dice.choice(list(NAMES)), unit=dice.choice(units))
    return world


def test_managers_agree_with_the_rule(full: World) -> None:
    root = full.units["province"].path
    tasks = list(Task.objects.select_related("plan__unit", "lead").prefetch_related("supporting__unit"))
    reports = list(Report.objects.select_related("task__plan__unit", "task__lead"))
    plans = list(Plan.objects.select_related("unit"))
    by_pk = {t.pk: t for t in tasks}
    people = list(Person.objects.prefetch_related("roles__unit"))
    seen = 0
    for person in people:
        expected = {t.pk for t in tasks if may_see_task(person, t)}
        assert set(Task.objects.visible_to(person).values_list("pk", flat=True)) == expected, person.login
        assert set(Standing.objects.visible_to(person).values_list("pk", flat=True)) == expected & set(
            Standing.objects.values_list("pk", flat=True)
        )
        for report in reports:
            report.task = by_pk[report.task_id]
        expected_reports = {r.pk for r in reports if may_see_report(person, r)}
        assert set(Report.objects.visible_to(person).values_list("pk", flat=True)) == expected_reports, (
            person.login
        )
        whole = holds(person, root, "office", "head", "liaison", "leader")
        expected_plans = {
            p.pk
            for p in plans
            if holds(person, p.unit.path, "office")
            or (
                p.state != "draft"
                and (
                    whole
                    or holds(person, p.unit.path, "leader")
                    or any(t.plan_id == p.pk and t.pk in expected for t in tasks)
                )
            )
        }
        assert set(Plan.objects.visible_to(person).values_list("pk", flat=True)) == expected_plans, (
            person.login
        )
        seen += bool(expected)
    assert 0 < seen < len(people)


@pytest.mark.parametrize("kind", ["auditor", "system_admin", "security_admin", "audit_admin"])
def test_administrators_see_no_business(full: World, kind: str) -> None:
    person = Person.objects.create(login="nobody", name="某", unit=full.units["province"])
    Role.objects.create(person=person, kind=kind, unit=full.units["province"])
    for model in (Task, Report, Plan, Standing, Evidence):
        assert not model._default_manager.visible_to(person).exists()  # type: ignore[attr-defined]


def test_a_child_does_not_show_its_siblings(world: World) -> None:
    from luodi.office.ledger import acts

    with at(DAY):
        parent = acts.add_task(
            world.people["office"],
            world.plan,
            title="两市",
            leads=[world.units["east"], world.units["west"]],  # type: ignore[arg-type]
        )
        mine = Task.objects.visible_to(world.people["east_liaison"])
        assert [t.lead.name for t in mine.filter(parent=parent)] == ["东泽市"]
        assert not mine.filter(pk=parent.pk).exists()


def test_a_draft_stays_in_its_unit(world: World) -> None:
    from luodi.office.ledger import acts

    p = world.people
    with at(DAY):
        round = acts.open_round(p["office"], world.plan, DAY)  # type: ignore[arg-type]
        report = acts.save_draft(p["east_liaison"], round, world.tasks["east"], {"progress": "内部"}, 0)
        file = acts.add_evidence(p["east_liaison"], world.tasks["east"], "内部.pdf", b"x", report=report)
    for key, sees in (("east_head", True), ("office", False), ("leader", False), ("finance_liaison", False)):
        person = Person.objects.get(pk=p[key].pk)
        assert Report.objects.visible_to(person).exists() is sees, key
        assert Evidence.objects.visible_to(person).filter(pk=file.pk).exists() is sees, key
