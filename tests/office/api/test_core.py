"""The API with a client of its own: keys and rights, scope, the one shape of errors, and what is sent to break it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.office.api.conftest import NOON, Program, told
from tests.office.world import World

from luodi.office.api import api
from luodi.office.journal.models import Entry
from luodi.office.ledger.models import Comment, Evidence, Report, Round, SignOff, Task
from luodi.office.units.models import ApiToken, Person
from luodi.office.units.tokens import RIGHTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(world: World) -> Round:
    assert world.plan is not None
    return Round.objects.create(
        plan=world.plan, month=dt.date(2026, 6, 1), opened_at=NOON, due=dt.date(2026, 6, 25)
    )


# ── keys and rights ─────────────────────────────────────────────────────────
def test_without_a_key_nothing_is_told(world: World) -> None:
    client = Client()
    for header in ("", "Bearer luodi_wrong", "Basic YTpi", "Bearer ", "luodi_x"):
        answer = client.get("/api/v1/tasks", headers={"Authorization": header} if header else {})
        assert told(answer, 401)["code"] == "unauthenticated"


@pytest.mark.parametrize(
    "change",
    [{"revoked_at": NOON}, {"expires_at": NOON - dt.timedelta(minutes=1)}],
    ids=["revoked", "expired"],
)
def test_a_key_no_longer_in_force_is_none(world: World, change: dict[str, Any]) -> None:
    asks = Program(world.people["office"])
    asks.get("/me")
    ApiToken.objects.update(**change)
    asks.get("/me", 401)


def test_a_key_of_somebody_who_left_or_must_change_the_password_is_none(world: World) -> None:
    asks, person = Program(world.people["office"]), Person.objects.filter(login="office")
    person.update(disabled=True)
    asks.get("/me", 401)
    person.update(disabled=False, must_change=True)
    asks.get("/me", 401)
    person.update(must_change=False)
    assert asks.get("/me")["name"] == "周明"


def test_each_route_asks_for_its_right_and_no_other_will_do(world: World) -> None:
    """Every route of the schema with a key that holds all rights but the one it names."""
    asked = 0
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, route in methods.items():
            named = re.search(r"需要权限：([a-z]+:[a-z]+)", route["description"])
            if named is None:
                assert route["operationId"] == "me"
                continue
            others = [r for r in RIGHTS if r != named[1]]
            asks = Program(world.people["office"], *others, key=f"luodi_{method}_{asked}")
            address = re.sub(r"\{[^}]+\}", "1", path).removeprefix("/api/v1")
            found = told(asks(method.upper(), address, {}), 403)
            assert found["code"] == "forbidden" and named[1] in found["detail"]
            asked += 1
    assert asked > 30


def test_a_browsers_session_reads_but_never_acts(world: World, sign_in: Any) -> None:
    client = sign_in(world.people["office"])
    assert client.get("/api/v1/me").json()["name"] == "周明"
    task = world.tasks["finance"].pk
    answer = client.post(f"/api/v1/tasks/{task}/comments", b'{"text": "x"}', content_type="application/json")
    told(answer, 401)
    assert not Comment.objects.exists()


# ── scope ───────────────────────────────────────────────────────────────────
SEES = {
    "office": {"finance", "east", "county", "west", "zone", "draft"},
    "leader": {"finance", "east", "county", "west", "zone"},
    "auditor": set(),
    "system": set(),
    "finance_liaison": {"finance", "east"},
    "east_head": {"east", "county"},
    "east_leader": {"east", "county"},
    "county_liaison": {"county"},
    "west_liaison": {"west", "zone"},
    "zone_liaison": {"west", "zone"},
}


@pytest.mark.parametrize("name", SEES)
def test_each_role_gets_its_own_tasks_in_lists_and_one_by_one(world: World, program: Any, name: str) -> None:
    asks = program(name)
    titles = {t.pk: key for key, t in world.tasks.items()}
    assert {titles[t["id"]] for t in asks.get("/tasks")["items"]} == SEES[name]
    for pk, key in titles.items():
        status = 200 if key in SEES[name] else 404
        for address in ("", "/comments", "/evidence"):
            asks.get(f"/tasks/{pk}{address}", status)
        if status == 404:
            asks.post(f"/tasks/{pk}/receive", status=404)


def test_what_is_out_of_sight_reads_like_what_does_not_exist(world: World, program: Any) -> None:
    asks = program("county_liaison")
    there, nowhere = asks.get(f"/tasks/{world.tasks['west'].pk}", 404), asks.get("/tasks/987654321", 404)
    assert {**there, "request": ""} == {**nowhere, "request": ""}
    # … as a condition too
    a, b = asks.get(f"/tasks?unit={world.units['west'].pk}", 422), asks.get("/tasks?unit=987654321", 422)
    assert {**a, "request": ""} == {**b, "request": ""}


def test_units_and_people_are_those_of_the_branch_and_phones_are_hidden(world: World, program: Any) -> None:
    asks = program("east_liaison")
    assert {u["name"] for u in asks.get("/units")["items"]} == {"东泽市", "石桥县", "东泽市科技局"}
    east = next(u for u in asks.get("/units")["items"] if u["name"] == "东泽市")
    assert east["parent"] is None  # the province is out of sight
    people = {p["name"]: p["phone"] for p in asks.get("/people")["items"]}
    assert people["朱红"] == "13812345678" and people["许佳"] != "13812345678"
    assert "何山" not in people
    asks.get(f"/units/{world.units['west'].pk}", 404)


def test_a_report_stays_in_its_unit_until_the_head_approves(
    world: World, program: Any, round_: Round
) -> None:
    task = world.tasks["east"]
    report = Report.objects.create(round=round_, task=task, progress="进展", state="submitted")
    program("east_head").get(f"/reports/{report.pk}")
    program("finance_liaison").get(f"/reports/{report.pk}", 404)  # supports the task
    assert program("leader").get("/reports")["items"] == []
    Report.objects.update(state="approved")
    program("leader").get(f"/reports/{report.pk}")


# ── acts ────────────────────────────────────────────────────────────────────
def test_a_task_from_opening_to_sign_off(world: World, program: Any, round_: Round) -> None:
    office, liaison, head = program("office"), program("county_liaison"), program("county_head")
    body = {
        "plan": world.plan.pk if world.plan else 0, "title": "建成中试平台", "leads": [world.units["county"].pk],
        "due": "2026-11-30", "milestones": [{"name": "选址", "due": "2026-07-31", "percent": "30"}],
        "measures": [{"indicator": "平台", "unit": "个", "target": "1"}], "weight": "2.5",
        "source": {"title": "会议纪要", "number": "〔2026〕3号"},
    }  # fmt: skip
    task = office.post("/tasks", body, 201)
    pk, measure = task["id"], task["measures"][0]["id"]
    assert (
        task["state"] == "assigned" and task["weight"] == "2.5" and task["source"]["number"] == "〔2026〕3号"
    )
    assert liaison.post(f"/tasks/{pk}/receive")["state"] == "received"
    saved = told(
        liaison(
            "PUT", f"/rounds/{round_.pk}/tasks/{pk}/report",
            {"version": 0, "progress": "已投用", "percent": "100", "measures": [{"measure": measure, "value": "1"}]},
        ),
        200,
    )  # fmt: skip
    report = f"/reports/{saved['id']}"
    assert saved["state"] == "draft" and saved["measures"] == [{"measure": measure, "value": "1"}]
    assert liaison.post(f"{report}/submit", {"version": 99}, 409)["code"] == "stale"
    assert liaison.post(f"{report}/submit", {"version": saved["version"]})["state"] == "submitted"
    assert liaison.post(f"{report}/approve", status=403)["code"] == "forbidden"
    assert office.post(f"{report}/accept", status=404)  # not approved: still the unit's own
    assert head.post(f"{report}/approve")["state"] == "approved"
    assert office.post(f"{report}/accept")["state"] == "accepted"
    assert office.get(f"/tasks/{pk}")["progress"] == "100"
    refused = liaison.post(f"/tasks/{pk}/signoffs", {"statement": "已完成"}, 422)
    assert "没有佐证材料" in next(f["message"] for f in refused["fields"] if f["field"] == "unmet")
    signoff = liaison.post(f"/tasks/{pk}/signoffs", {"statement": "已完成", "unmet": "节点另补"}, 201)["id"]
    assert head.post(f"/signoffs/{signoff}/approve")["state"] == "office"
    checks = dict.fromkeys(("事实清楚", "问题解决", "任务落实", "措施合法", "文书规范"), True)
    assert office.post(f"/signoffs/{signoff}/check", {"checks": {**checks, "文书规范": False}}, 422)
    assert office.post(f"/signoffs/{signoff}/check", {"checks": checks})["state"] == "done"
    assert Task.objects.get(pk=pk).state == "closed" and SignOff.objects.count() == 1
    acts = set(Entry.objects.filter(subject_id=pk).values_list("act", flat=True))
    assert {"task.add", "task.receive", "report.submit", "report.accept", "signoff.ask", "task.close"} <= acts


def test_a_later_date_takes_two_approvals(world: World, program: Any) -> None:
    task = world.tasks["east"].pk
    asked = {"due": "2027-03-31", "reason": "设备迟到", "progress": "已封顶"}
    made = program("east_liaison").post(f"/tasks/{task}/postponements", asked, 201)
    at = f"/postponements/{made['id']}"
    program("office").post(f"{at}/decide", {"grant": True}, 422)
    program("west_head").post(f"{at}/approve", status=404)
    program("east_head").post(f"{at}/approve")
    assert program("office").post(f"{at}/decide", {"grant": True})["state"] == "granted"
    assert program("office").get(f"/tasks/{task}")["due"] == "2027-03-31"


def test_a_change_needs_the_version_read_and_the_right_role(world: World, program: Any) -> None:
    at = f"/tasks/{world.tasks['east'].pk}"
    office = program("office")
    seen = office.get(at)["version"]
    changed = told(office("PATCH", at, {"version": seen, "title": "新增高新技术企业60家"}), 200)
    assert changed["title"].endswith("60家") and changed["version"] == seen + 1
    assert told(office("PATCH", at, {"version": seen, "title": "又改"}), 409)["code"] == "stale"
    told(program("east_liaison")("PATCH", at, {"version": seen + 1, "title": "自己改"}), 403)
    told(program("east_liaison")("PATCH", at, {"version": seen + 1, "responsible": "秦岳"}), 200)
    told(office("PATCH", at, {"version": seen + 2, "title": None}), 422)
    told(office("PATCH", at, {"version": seen + 2, "state": "closed"}), 422)  # not a field of a change


def test_stages_and_figures_are_put_whole_by_the_office(world: World, program: Any) -> None:
    at = f"/tasks/{world.tasks['east'].pk}"
    two = [
        {"name": "甲", "due": "2026-07-01", "percent": "40"},
        {"name": "乙", "due": "2026-09-01", "percent": "70"},
    ]
    office, seen = program("office"), program("office").get(at)["version"]
    found = told(office("PUT", f"{at}/milestones", {"version": seen, "milestones": two}), 200)
    assert [m["name"] for m in found["milestones"]] == ["甲", "乙"] and found["version"] == seen + 1
    stale = told(office("PUT", f"{at}/milestones", {"version": seen, "milestones": []}), 409)
    assert stale["code"] == "stale" and office.get(at)["milestones"] == found["milestones"]
    falls = {"version": seen + 1, "milestones": [two[0], {**two[1], "percent": "10"}]}
    assert "不应回落" in str(told(office("PUT", f"{at}/milestones", falls), 422))
    told(program("east_liaison")("PUT", f"{at}/milestones", {"version": seen + 1, "milestones": []}), 403)
    figures = {"version": seen + 1, "measures": [{"indicator": "高企", "unit": "家", "target": "50"}]}
    assert told(office("PUT", f"{at}/measures", figures), 200)["measures"][0]["id"]
    told(office("PUT", f"{at}/measures", figures), 409)
    done = f"{at}/milestones/{found['milestones'][0]['id']}/done"
    told(office("PUT", done, {"done_on": "2026-06-18"}), 403)  # the unit answers for its stages
    late = told(program("east_liaison")("PUT", done, {"done_on": "2026-06-21"}), 422)
    assert late["fields"] == [{"field": "done_on", "message": "完成日期不能晚于今天。"}]
    reached = told(program("east_liaison")("PUT", done, {"done_on": "2026-06-18"}), 200)["milestones"][0]
    assert reached["done_on"] == "2026-06-18"


def test_the_same_request_twice_does_it_once(world: World, program: Any) -> None:
    at = f"/tasks/{world.tasks['east'].pk}/comments"
    office = program("office")
    office.post(at, {"text": "请抓紧"}, 201, once="2026-06-20-1")
    again = office.post(at, {"text": "请抓紧"}, 409, once="2026-06-20-1")
    entry = Entry.objects.get(act="task.comment")
    assert again["code"] == "done" and again["entry"] == entry.number
    assert Comment.objects.count() == 1
    program("east_head").post(
        at, {"text": "另一个人"}, 201, once="2026-06-20-1"
    )  # a number is one program's own


def test_a_number_for_once_that_cannot_be_kept_is_told(world: World, program: Any) -> None:
    """Left aside it would protect from nothing, and the program would not know."""
    at = f"/tasks/{world.tasks['east'].pk}/comments"
    for once in ("a b", "编号", "x" * 201, "a\tb"):
        found = program("office").post(at, {"text": "请抓紧"}, 422, once=once)
        assert found["fields"][0]["field"] == "Idempotency-Key"
    assert not Comment.objects.exists()


def test_evidence_comes_by_a_form_and_goes_out_as_it_came(world: World, program: Any) -> None:
    asks, at = program("east_liaison"), f"/tasks/{world.tasks['east'].pk}/evidence"
    made = asks.send(at, "验收.txt", "通过".encode())
    asks.send(at, "坏.exe", b"MZ", 422)
    asks.send(at, "空.txt", b"", 422)
    asks.send(at, "甲.txt", b"x", 422, measure="987654")
    stray = asks.send(at, "甲.txt", b"x", 422, measrue="1")  # misspelt: not kept as proof of nothing
    assert stray["fields"][0]["field"] == "measrue"
    headers = {"Authorization": f"Bearer {asks.key}"}
    told(asks.client.post(f"/api/v1{at}", {"measure": ""}, headers=headers), 422)
    told(asks("POST", at, {"file": "x"}), 415)
    assert Evidence.objects.count() == 1
    file = f"/evidence/{made['id']}/file"
    answer = asks("GET", file)
    assert b"".join(answer.streaming_content).decode() == "通过"
    assert (
        answer["Content-Disposition"].startswith("attachment")
        and answer["Content-Type"] == "application/octet-stream"
    )
    program("west_liaison").get(file, 404)


# ── what is sent to break it ────────────────────────────────────────────────
HOSTILE: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 422),
    "no json": (b"{", 400),
    "not utf-8": (b'{"text": "\xff"}', 400),
    "nul": (b'{"text": "a\\u0000b"}', 400),
    "half a pair": (b'{"text": "\\ud800"}', 400),
    "half a pair as a name": (b'{"\\udfff": 1}', 400),
    "nan": (b'{"text": NaN}', 400),
    "huge integer": (b'{"text": ' + b"9" * 5000 + b"}", 400),
    "large integer": (b'{"text": 99999999999999999999}', 422),
    "deep": (b'{"text": ' + b"[" * 5000 + b"]" * 5000 + b"}", 400),
    "deeper": (b"[" * 100_000, 400),
    "a list": (b"[]", 422),
    "a number": (b"1", 422),
    "null": (b"null", 422),
    "wrong type": (b'{"text": {"a": 1}}', 422),
    "blank": (b'{"text": "  "}', 422),
    "long": (b'{"text": "' + b"a" * 100_000 + b'"}', 422),
    "too long to read": (b'{"text": "' + b"a" * (5 * 2**20) + b'"}', 413),
    "unknown field": (b'{"text": "a", "author": 1}', 422),
    "a number for a text": (b'{"text": 1}', 422),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_body_is_told_what_is_wrong(world: World, program: Any, name: str) -> None:
    raw, status = HOSTILE[name]
    answer = program("office")("POST", f"/tasks/{world.tasks['east'].pk}/comments", raw=raw)
    told(answer, status)
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("limit=0", 422), ("limit=201", 422), ("limit=x", 422), ("cursor=zz", 422), ("cursor=o5", 422),
        ("cursor=a999999999999999999", 200), ("cursor=a9999999999999999999", 422), ("sort=due&cursor=o999999", 422),
        ("sort=due&cursor=o1&limit=1", 200), ("ligth=red", 422), ("light=red&light=green", 200), ("light=pink", 422),
        ("due_from=2026-02-30", 422), ("due_from=99999-01-01", 422), ("plan=99999999999999999999", 422),
        ("q=%00", 400), ("q=%ED%A0%80", 200), ("q=" + "a" * 101, 422), ("overdue=maybe", 422), ("q=%25_%27--", 200),
    ],
)  # fmt: skip
def test_a_condition_nobody_knows_is_told_not_left_out(
    world: World, program: Any, query: str, status: int
) -> None:
    told(program("office")("GET", f"/tasks?{query}"), status)


@pytest.mark.parametrize("pk", ["0", "-1", "x", "1.5", "9" * 30, "%00", "1%27"])
def test_a_strange_number_in_an_address(world: World, program: Any, pk: str) -> None:
    answer = program("office")("GET", f"/tasks/{pk}")
    assert answer.status_code in (404, 422)
    told(answer, answer.status_code)


@pytest.mark.parametrize("method", ["DELETE", "PUT", "TRACE", "OPTIONS", "HEAD", "LINK"])
def test_a_method_an_address_does_not_take_is_told(world: World, program: Any, method: str) -> None:
    answer = program("office")(method, f"/tasks/{world.tasks['east'].pk}/comments")
    assert answer.status_code == 405 and answer["Allow"] == "GET, POST"
    if method != "HEAD":
        assert told(answer, 405)["code"] == "method"


def test_of_json_the_types_count(world: World, program: Any) -> None:
    """`false` is not the version 0, nor is "0"."""
    at = f"/tasks/{world.tasks['county'].pk}"
    for version in (False, "0", 0.5, None):
        told(program("office")("PATCH", at, {"version": version, "title": "改"}), 422)
    told(program("office")("PATCH", at, {"version": 0, "overdue": 1}), 422)
    told(program("office")("PATCH", at, {"version": 0, "due_assumed": 1}), 422)
    told(program("office")("PATCH", at, {"version": 0, "due_assumed": True}), 200)


def test_an_address_the_api_does_not_have_answers_in_its_shape(world: World, program: Any) -> None:
    for path in ("/nothing", "/tasks/1/nothing", "/"):
        program("office").get(path, 404)


def test_a_program_error_says_nothing_of_the_program(
    world: World, program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from luodi.office.ledger import acts

    def broken(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr(acts, "receive_task", broken)
    asks = program("county_liaison")
    answer = asks.client.post(
        f"/api/v1/tasks/{world.tasks['county'].pk}/receive", headers={"Authorization": f"Bearer {asks.key}"}
    )
    found = told(answer, 500)
    assert found["code"] == "failed" and "secret" not in str(found) and found["request"]


# ── lists, queries, description ─────────────────────────────────────────────
def test_pages_of_a_list_give_each_row_once(world: World, program: Any) -> None:
    for sort in ("", "&sort=due", "&sort=-progress"):
        seen: list[int] = []
        cursor: str | None = ""
        while cursor is not None:
            found = program("office").get(f"/tasks?limit=4&cursor={cursor}{sort}")
            seen += [t["id"] for t in found["items"]]
            cursor = found["next"]
        assert sorted(seen) == sorted(t.pk for t in world.tasks.values())


def test_no_route_reads_more_than_fifteen_times(world: World, program: Any, round_: Round) -> None:
    for task in world.tasks.values():
        Report.objects.create(round=round_, task=task, progress="进展", state="accepted")
        Comment.objects.create(task=task, author=world.people["office"], text="一")
    plan, east = world.plan.pk if world.plan else 0, world.tasks["east"].pk
    paths = [
        "/me", "/units", f"/units/{world.units['east'].pk}", "/people", "/plans", f"/plans/{plan}", "/tags", "/tasks",
        f"/tasks?plan={plan}&unit={world.units['east'].pk}&light=grey&sort=overdue", f"/tasks/{east}",
        f"/tasks/{east}/comments", f"/tasks/{east}/evidence", f"/plans/{plan}/rounds", "/reports",
        f"/reports/{Report.objects.all()[0].pk}", "/postponements", "/signoffs",
    ]  # fmt: skip
    for name in ("office", "east_liaison"):
        asks = program(name)
        asks.get("/me")
        for path in paths:
            with CaptureQueriesContext(connection) as caught:
                answer = asks("GET", path)
            assert answer.status_code in (200, 404)
            assert len(caught) <= 15, (path, len(caught))


def test_the_page_of_the_api_is_made_from_the_schema_alone(world: World, sign_in: Any) -> None:
    for client in (Client(), sign_in(world.people["office"])):
        answer = client.get("/api/v1/docs")
        text = answer.content.decode()
        assert answer.status_code == 200
        for path, methods in client.get("/api/v1/openapi.json").json()["paths"].items():
            for method, route in methods.items():
                assert f'id="{route["operationId"]}"' in text and f"{method.upper()} {path}" in text
        assert "curl" in text and "https://" not in text
        assert not re.search(r"<script(?![^>]*src=\"/static/)|style=\"|\son[a-z]+=\"", text)


def test_every_route_has_words_a_right_and_the_shape_of_errors() -> None:
    names = []
    for methods in api.get_openapi_schema()["paths"].values():
        for method, route in methods.items():
            names.append(route["operationId"])
            assert re.search("[\u4e00-\u9fff]", route["summary"]) and "权限" in route["description"]
            wrong = {str(c): r for c, r in route["responses"].items() if int(c) >= 400}
            assert {"401", "403"} <= set(wrong) and (method == "get" or "409" in wrong)
            assert all("Error" in str(r["content"]) for r in wrong.values())
    assert len(names) == len(set(names))


def test_a_leader_confirms_where_the_plan_says_so(world: World, program: Any) -> None:
    office, liaison, head, leader = (
        program(n) for n in ("office", "county_liaison", "county_head", "leader")
    )
    body = {
        "unit": world.units["province"].pk, "name": "领导审定的方案", "since": "2026-01-01", "until": "2026-12-31",
        "leader_confirms": True, "themes": ["平台建设", "企业培育"],
    }  # fmt: skip
    head.post("/plans", body, 422)  # a unit not seen is a unit not there
    head.post("/plans", {**body, "unit": world.units["county"].pk}, 403)
    plan = office.post("/plans", body, 201)
    assert plan["leader_confirms"] and [t["name"] for t in plan["themes"]] == ["平台建设", "企业培育"]
    assert "同名" in office.post("/plans", body, 422)["fields"][0]["message"]
    task = {
        "plan": plan["id"],
        "title": "建成实验室",
        "leads": [world.units["county"].pk],
        "due": "2026-11-30",
    }
    pk = office.post("/tasks", task, 201)["id"]
    liaison.post(f"/tasks/{pk}/receive")
    asked = liaison.post(f"/tasks/{pk}/signoffs", {"statement": "已建成", "unmet": "材料另送"}, 201)["id"]
    leader.post(f"/signoffs/{asked}/confirm", status=422)  # two steps come before
    head.post(f"/signoffs/{asked}/approve")
    checks = dict.fromkeys(("事实清楚", "问题解决", "任务落实", "措施合法", "文书规范"), True)
    assert office.post(f"/signoffs/{asked}/check", {"checks": checks})["state"] == "leader"
    assert Task.objects.get(pk=pk).state != "closed"
    office.post(f"/signoffs/{asked}/confirm", status=403)
    assert leader.post(f"/signoffs/{asked}/confirm")["state"] == "done"
    assert Task.objects.get(pk=pk).state == "closed"


def test_a_month_is_opened_once_by_the_office(world: World, program: Any) -> None:
    assert world.plan is not None
    at, month = f"/plans/{world.plan.pk}/rounds", {"month": "2026-06-09"}
    program("county_liaison").post(at, month, 403)
    opened = program("office").post(at, month, 201)
    assert opened["month"] == "2026-06-01" and opened["closed_at"] is None
    assert "已经开启" in program("office").post(at, month, 422)["detail"]
    assert "还没有到" in program("office").post(at, {"month": "2026-07-01"}, 422)["detail"]
