"""A task's steps, tags and proofs, and leaders' words, as programs take them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.office.api.conftest import told
from tests.office.world import World

from luodi.office.journal.models import Entry
from luodi.office.ledger.models import Evidence, Instruction, Tag, Task

pytestmark = pytest.mark.django_db


def acts_of(pk: int) -> list[str]:
    return list(Entry.objects.filter(subject_id=pk).order_by("number").values_list("act", flat=True))


def test_a_draft_is_proposed_and_handed_out(world: World, program: Any) -> None:
    at = f"/tasks/{world.tasks['draft'].pk}"
    program("west_head").post(f"{at}/assign", status=404)  # what is not handed out is not seen
    program("leader").post(f"{at}/assign", status=404)
    assert program("office").post(f"{at}/propose")["state"] == "proposed"
    assert program("office").post(f"{at}/assign")["state"] == "assigned"
    assert "不能交办" in program("office").post(f"{at}/assign", status=422)["detail"]
    assert program("west_head").post(f"{at}/receive")["state"] == "received"
    assert acts_of(world.tasks["draft"].pk) == ["task.propose", "task.assign", "task.receive"]


def test_ended_opened_again_made_routine_and_put_away(world: World, program: Any) -> None:
    pk, office = world.tasks["east"].pk, program("office")
    at = f"/tasks/{pk}"
    for step in ("end", "routine", "reopen"):
        office.post(f"{at}/{step}", {"why": " "}, 422)  # each needs its reason
        assert program("east_head").post(f"{at}/{step}", {"why": "自行决定"}, 403)["code"] == "forbidden"
        program("west_head").post(f"{at}/{step}", {"why": "自行决定"}, 404)
    office.post(f"{at}/archive", status=422)  # under way
    assert office.post(f"{at}/end", {"why": "政策已调整"})["state"] == "ended"
    office.post(f"{at}/end", {"why": "再来"}, 422)
    assert office.post(f"{at}/reopen", {"why": "政策恢复"})["state"] == "active"
    assert office.post(f"{at}/routine", {"why": "已成日常"})["state"] == "routine"
    program("east_head").post(f"{at}/archive", status=403)
    assert office.post(f"{at}/archive")["state"] == "archived"
    found = Entry.objects.filter(subject_id=pk).order_by("number").values_list("act", "why")
    assert list(found) == [
        ("task.end", "政策已调整"), ("task.reopen", "政策恢复"), ("task.routine", "已成日常"), ("task.archive", ""),
    ]  # fmt: skip


def test_tags_are_put_whole_by_the_office_with_the_version_read(world: World, program: Any) -> None:
    at, office = f"/tasks/{world.tasks['east'].pk}", program("office")
    one, two = Tag.objects.create(kind="field", name="新材料"), Tag.objects.create(kind="field", name="氢能")
    seen = office.get(at)["version"]
    found = told(office("PUT", f"{at}/tags", {"version": seen, "tags": [one.pk, two.pk]}), 200)
    assert {t["name"] for t in found["tags"]} == {"新材料", "氢能"} and found["version"] == seen + 1
    assert told(office("PUT", f"{at}/tags", {"version": seen, "tags": []}), 409)["code"] == "stale"
    told(program("east_head")("PUT", f"{at}/tags", {"version": seen + 1, "tags": []}), 403)
    told(office("PUT", f"{at}/tags", {"version": seen + 1, "tags": [987_654_321]}), 422)
    Tag.objects.filter(pk=one.pk).update(retired=True)
    kept = told(office("PUT", f"{at}/tags", {"version": seen + 1, "tags": [one.pk]}), 200)
    assert [t["name"] for t in kept["tags"]] == ["新材料"]  # retired, and carried on where it was
    bare = told(office("PUT", f"{at}/tags", {"version": seen + 2, "tags": []}), 200)
    told(office("PUT", f"{at}/tags", {"version": bare["version"], "tags": [one.pk]}), 422)
    assert Entry.objects.filter(act="task.tags").count() == 3


def test_a_proof_withdrawn_stays_listed_and_no_longer_counts(world: World, program: Any) -> None:
    task, liaison = world.tasks["east"].pk, program("east_liaison")
    made = liaison.send(f"/tasks/{task}/evidence", "验收.txt", "通过".encode())
    at = f"/evidence/{made['id']}/withdraw"
    liaison.post(at, {"why": ""}, 422)
    program("finance_liaison").post(at, {"why": "不对"}, 403)  # supports the task, did not add it
    program("west_liaison").post(at, {"why": "不对"}, 404)
    assert liaison.post(at, {"why": "传错了"})["withdrawn_at"].startswith("2026-06-20")
    liaison.post(at, {"why": "再撤"}, 422)
    assert liaison.get(f"/tasks/{task}/evidence")["items"][0]["withdrawn_at"]
    assert b"".join(liaison("GET", f"/evidence/{made['id']}/file").streaming_content).decode() == "通过"
    assert Evidence.objects.count() == 1 and Entry.objects.get(act="evidence.withdraw").why == "传错了"


def test_leaders_words_become_a_task_or_are_filed(world: World, program: Any) -> None:
    assert world.plan is not None
    plan, task = world.plan.pk, world.tasks["east"].pk
    body = {"text": "请抓紧，月底前报结果。"}
    on_task = program("leader").post(f"/tasks/{task}/instructions", body, 201)
    on_plan = program("leader").post(f"/plans/{plan}/instructions", body, 201)
    assert on_task["task"] == task and on_plan["task"] is None and on_task["leader"]["name"] == "郑海"
    program("office").post(f"/tasks/{task}/instructions", body, 403)
    program("east_leader").post(f"/plans/{plan}/instructions", body, 403)  # the plan is not below them
    program("leader").post(f"/plans/{plan}/instructions", {"text": "  "}, 422)

    new = {"title": "核查设备到货", "leads": [world.units["east"].pk], "due": "2026-07-31"}
    program("leader").post(f"/instructions/{on_plan['id']}/task", new, 403)
    made = program("office").post(f"/instructions/{on_plan['id']}/task", new, 201)
    assert made["source"]["quote"] == body["text"] and made["source"]["title"] == "郑海批示"
    program("office").post(f"/instructions/{on_plan['id']}/note", {"why": "已阅"}, 422)
    program("office").post(f"/instructions/{on_task['id']}/note", {"why": ""}, 422)
    filed = program("office").post(f"/instructions/{on_task['id']}/note", {"why": "已电话催办"})
    assert filed["state"] == "noted"
    found = {i["id"]: i for i in program("office").get(f"/instructions?plan={plan}")["items"]}
    assert found[on_plan["id"]]["state"] == "tasked" and found[on_plan["id"]]["made"] == made["id"]
    assert Instruction.objects.count() == 2 and Task.objects.get(pk=made["id"]).lead == world.units["east"]


def test_words_on_a_task_are_seen_with_the_task_and_words_on_a_plan_by_its_keepers(
    world: World, program: Any
) -> None:
    assert world.plan is not None
    body = {"text": "请抓紧"}
    on_task = program("leader").post(f"/tasks/{world.tasks['east'].pk}/instructions", body, 201)["id"]
    on_plan = program("leader").post(f"/plans/{world.plan.pk}/instructions", body, 201)["id"]
    both, one = {on_task, on_plan}, {on_task}
    sees = {
        "office": both,
        "leader": both,
        "east_head": one,
        "finance_liaison": one,
        "west_head": set(),
        "auditor": set(),
    }
    for name, ids in sees.items():
        assert {i["id"] for i in program(name).get("/instructions")["items"]} == ids, name
        assert {i["id"] for i in program(name).get("/instructions?state=open&limit=1")["items"]} <= ids
        assert program(name).get("/instructions?state=noted")["items"] == []
        if on_plan not in ids:
            program(name).post(f"/instructions/{on_plan}/note", {"why": "已阅"}, 404)


def test_a_draft_is_dropped_with_its_reason_what_is_handed_out_is_not(world: World, program: Any) -> None:
    pk, why = world.tasks["draft"].pk, {"why": "重复列入"}
    program("west_head").post(f"/tasks/{pk}/drop", why, 404)
    program("office").post(f"/tasks/{pk}/drop", {"why": " "}, 422)
    assert program("office").post(f"/tasks/{pk}/drop", why)["id"] == pk
    assert not Task.objects.filter(pk=pk).exists() and acts_of(pk) == ["task.drop"]
    program("office").post(f"/tasks/{world.tasks['east'].pk}/drop", why, 422)
