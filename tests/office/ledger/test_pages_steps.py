"""Buttons of the office and the leader on a task's page: assign, end, routine, archive, confirm, refuse."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.office.ledger.stage import DAY, Stage, make_stage
from tests.office.world import World

from luodi.office.journal import clock
from luodi.office.journal.models import Entry
from luodi.office.ledger import acts, standings
from luodi.office.ledger.models import Postponement, SignOff, Task, TaskState

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(world: World) -> Stage:
    made = make_stage(world)
    with clock.at(DAY):
        standings.refresh(None, DAY)
        yield made


def state(task: Task) -> str:
    return Task.objects.get(pk=task.pk).state


def test_where_the_leader_confirms_the_office_does_not_close(stage: Stage, sign_in: Any) -> None:
    p, task = stage.world.people, stage.task
    acts.change_plan(p["office"], stage.world.plan, leader_confirms=True)
    milestone = task.milestones.get(name="完成摸底")
    acts.mark_milestone(p["east_liaison"], milestone, dt.date(2026, 4, 28))
    sign_in(p["east_liaison"]).post(
        f"/tasks/{task.pk}/signoff/", {"statement": "已办好", "unmet": "顺延，已获同意"}
    )
    here = f"/signoffs/{SignOff.objects.get().pk}/"
    sign_in(p["east_head"]).post(here, {"do": "approve"})
    sign_in(p["office"]).post(here, {"do": "check", **{f"check_{n}": "on" for n in range(5)}})
    assert state(task) == TaskState.CLOSING and SignOff.objects.get().state == SignOff.State.LEADER
    page = f"/tasks/{task.pk}/"
    assert "等候领导审定" in sign_in(p["office"]).get(page).content.decode()
    sign_in(p["office2"]).post(here, {"do": "confirm"})
    assert state(task) == TaskState.CLOSING  # an office is no leader
    leader = sign_in(p["leader"])
    assert f'href="{here}"' in leader.get(page).content.decode() and here in leader.get("/").content.decode()
    leader.post(here, {"do": "confirm"})
    assert state(task) == TaskState.CLOSED
    assert Entry.objects.filter(act="signoff.confirm", actor_id=p["leader"].pk).exists()


@pytest.mark.parametrize(("what", "then"), [("end", TaskState.ENDED), ("routine", TaskState.ROUTINE)])
def test_end_and_routine_need_a_reason_then_the_archive(
    stage: Stage, sign_in: Any, what: str, then: str
) -> None:
    p, task = stage.world.people, stage.task
    office, path = sign_in(p["office"]), f"/tasks/{stage.task.pk}/"
    assert f"{path}move/{what}/" in office.get(path).content.decode()
    assert office.post(f"{path}move/{what}/", {"why": " "}).status_code == 422
    assert state(task) == TaskState.ACTIVE
    for who in ("east_head", "leader"):
        assert f"{path}move/{what}/" not in sign_in(p[who]).get(path).content.decode()
        sign_in(p[who]).post(f"{path}move/{what}/", {"why": "越权"})
        sign_in(p[who]).post(f"{path}archive/")
    assert state(task) == TaskState.ACTIVE
    office.post(f"{path}archive/")
    assert state(task) == TaskState.ACTIVE  # what goes on is not put away
    assert office.post(f"{path}move/{what}/", {"why": "政策调整"}).status_code == 303
    assert state(task) == then
    assert "政策调整" in office.get(f"{path}course/").content.decode()
    assert f'action="{path}archive/"' in office.get(path).content.decode()
    office.post(f"{path}archive/")
    assert state(task) == TaskState.ARCHIVED


def test_a_draft_is_handed_out_by_its_button(stage: Stage, sign_in: Any) -> None:
    p, draft = stage.world.people, stage.world.tasks["draft"]
    path = f"/tasks/{draft.pk}/"
    assert sign_in(p["west_liaison"]).get(path).status_code == 404
    assert sign_in(p["west_head"]).post(f"{path}assign/").status_code == 404
    office = sign_in(p["office"])
    assert office.get(f"{path}assign/").status_code == 405 and state(draft) == TaskState.DRAFT
    assert f'action="{path}assign/"' in office.get(path).content.decode()
    office.post(f"{path}assign/")
    assert state(draft) == TaskState.ASSIGNED
    assert sign_in(p["west_liaison"]).get(path).status_code == 200


def test_the_office_refuses_a_postponement(stage: Stage, sign_in: Any) -> None:
    p, task = stage.world.people, stage.task
    due = Task.objects.get(pk=task.pk).due
    given = {"due": "2027-03-01", "reason": "用地未批", "progress": "已完成摸底"}
    assert sign_in(p["east_liaison"]).post(f"/tasks/{task.pk}/postpone/", given).status_code == 303
    row = Postponement.objects.get()
    here = f"/postponements/{row.pk}/"
    office = sign_in(p["office"])
    assert office.post(here, {"do": "refuse", "decision": "早了"}).status_code in (403, 422)
    sign_in(p["east_head"]).post(here, {"do": "approve"})
    sign_in(p["east_head"]).post(here, {"do": "refuse", "decision": "越权"})
    row.refresh_from_db()
    assert row.state == Postponement.State.APPROVED
    silent = office.post(here, {"do": "refuse", "decision": ""})
    assert silent.status_code == 422
    assert office.post(here, {"do": "refuse", "decision": "理由不充分"}).status_code == 303
    row.refresh_from_db()
    assert row.state == Postponement.State.REFUSED and Task.objects.get(pk=task.pk).due == due
    assert "理由不充分" in sign_in(p["east_liaison"]).get(here).content.decode()
    assert Entry.objects.filter(act="postponement.refuse").count() == 1


def test_only_the_office_closes_a_month_and_only_when_it_is_over(stage: Stage, sign_in: Any) -> None:
    p, plan = stage.world.people, stage.world.plan
    assert plan is not None
    page = f"/plans/{plan.pk}/months/2026-05/"
    office = sign_in(p["office"])
    assert f'action="{page}close/"' in office.get(page).content.decode()
    assert "还没有过" in office.post(f"/plans/{plan.pk}/months/2026-06/close/", follow=True).content.decode()
    sign_in(p["east_head"]).post(f"{page}close/")
    assert stage.rounds[0].__class__.objects.get(pk=stage.rounds[0].pk).closed_at is None
    said = office.post(f"{page}close/", follow=True).content.decode()
    assert "月报已关闭" in said and f'action="{page}close/"' not in said
    assert Entry.objects.filter(act="round.close").count() == 1
    assert office.get(f"{page}close/").status_code == 405
