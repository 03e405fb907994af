"""Documents and findings by the API: uploaded, read, decided on; whose they are, and who was quicker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.office.api.conftest import Program, told
from tests.office.documents.conftest import PLAN, read
from tests.office.world import World

from luodi.office.documents.models import Document, Finding
from luodi.office.files.models import StoredFile
from luodi.office.journal.models import Entry
from luodi.office.ledger.models import Comment, Task

pytestmark = pytest.mark.django_db

SECRET = "某型装备部署地点在甲乙丙丁"


@pytest.fixture
def paper(world: World) -> Document:
    """The province's paper, read by the engine."""
    return read(world)


@pytest.fixture
def eastern(world: World) -> Document:
    """Of the eastern city, and other words, so that it is a file of its own."""
    return read(world, "东泽.txt", PLAN.replace("2026年科技", "2027年科技"), unit="east")


def kept(home: Path) -> list[Path]:
    return [p for p in (home / "files").rglob("*") if p.is_file()] if (home / "files").exists() else []


def a_task(paper: Document, **more: Any) -> Finding:
    """An open finding whose owners are known."""
    rows = Finding.objects.filter(document=paper, kind="task", state="open", **more).order_by("pk")
    return next(f for f in rows if f.leads)


# ── taking in ───────────────────────────────────────────────────────────────
def test_what_is_sent_is_kept_to_the_byte_and_read(world: World, program: Any) -> None:
    office, unit = program("office"), world.units["province"].pk
    made = office.send("/documents", "方案.txt", PLAN.encode(), unit=unit)
    assert made["state"] == "waiting" and made["name"] == "方案.txt" and made["unit"] == unit
    assert made["text"] is None  # only when asked for
    answer = office("GET", f"/documents/{made['id']}/original")
    assert answer.content == PLAN.encode() and answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    from luodi.office.documents.reading import read_document

    assert read_document.func(made["id"]) == "read"
    now = office.get(f"/documents/{made['id']}?text=true&offset=3&limit=4")
    assert now["state"] == "read" and now["text"] == Document.objects.get().text[3:7]
    assert now["number"] == "河政办〔2026〕8号"
    entry = Entry.objects.get(act="document.upload")
    assert entry.subject_id == made["id"] and entry.actor_id == world.people["office"].pk


def test_the_same_file_twice_is_one_file(world: World, program: Any) -> None:
    office, unit = program("office"), world.units["province"].pk
    first = office.send("/documents", "方案.txt", PLAN.encode(), unit=unit)
    again = office.send("/documents", "另一个名字.txt", PLAN.encode(), 200, unit=unit)
    assert again["id"] == first["id"] and again["name"] == "方案.txt"
    other = office.send("/documents", "方案.txt", PLAN.encode(), unit=world.units["east"].pk)
    assert other["id"] != first["id"]  # another unit's document …
    assert StoredFile.objects.count() == 1  # … of the same file
    assert Entry.objects.filter(act="document.upload").count() == 2


def test_a_file_marked_secret_is_refused_before_anything_is_stored(
    world: World, program: Any, home: Path
) -> None:
    unit = world.units["province"].pk
    for name, text in (("报告.txt", f"机密★5年\n\n{SECRET}"), ("绝密-某事.txt", SECRET)):
        found = program("office").send("/documents", name, text.encode(), 422, unit=unit)
        assert found["code"] == "secret" and SECRET not in str(found)
        assert found["fields"][0]["field"] == "file"
    assert not kept(home) and not StoredFile.objects.exists() and not Document.objects.exists()
    for entry in Entry.objects.filter(act="document.refuse"):
        assert SECRET[:6] not in entry.payload + entry.subject_name + entry.why
    assert Entry.objects.filter(act="document.refuse").count() == 2


def test_what_no_form_should_hold_is_told(world: World, program: Any) -> None:
    office, unit = program("office"), world.units["province"].pk
    office.send("/documents", "坏.exe", b"MZ", 422, unit=unit)
    office.send("/documents", "空.txt", b"", 422, unit=unit)
    office.send("/documents", "方案.txt", PLAN.encode(), 422)  # whose?
    office.send("/documents", "方案.txt", PLAN.encode(), 422, unit="x")
    stray = office.send("/documents", "方案.txt", PLAN.encode(), 422, unit=unit, plna="1")
    assert [f["field"] for f in stray["fields"]] == ["plna"]
    office.send("/documents", "方案.txt", PLAN.encode(), 422, unit=987_654_321)
    told(office("POST", "/documents", {"unit": unit}), 415)
    assert not Document.objects.exists()


def test_only_the_office_of_the_unit_uploads(world: World, program: Any) -> None:
    east, west = world.units["east"].pk, world.units["west"].pk
    program("east_office").send("/documents", "方案.txt", PLAN.encode(), unit=east)
    program("east_office").send("/documents", "方案.txt", PLAN.encode(), 422, unit=west)  # out of sight
    for name in ("east_head", "east_liaison", "east_leader"):
        found = program(name).send("/documents", "又.txt", b"abc", 403, unit=east)
        assert found["code"] == "forbidden"
    assert Document.objects.count() == 1


# ── scope ───────────────────────────────────────────────────────────────────
def test_each_role_gets_its_own_documents_and_no_trace_of_others(
    world: World, program: Any, paper: Document, eastern: Document
) -> None:
    sees = {
        "office": {paper.pk, eastern.pk},
        "leader": {paper.pk, eastern.pk},
        "east_office": {eastern.pk},
        "east_leader": {eastern.pk},
        "east_liaison": set(),
        "county_head": set(),
        "west_liaison": set(),
        "auditor": set(),
    }
    for name, mine in sees.items():
        asks = program(name)
        listed = asks.get("/documents")
        assert {d["id"] for d in listed["items"]} == mine and listed["next"] is None
        for document in (paper, eastern):
            status = 200 if document.pk in mine else 404
            finding = a_task(document)
            for path in (f"/documents/{document.pk}", f"/documents/{document.pk}/findings"):
                asks.get(path, status)
            asks.get(f"/findings/{finding.pk}", status)
            assert asks("GET", f"/documents/{document.pk}/original").status_code == status
            if status == 404:
                asks.post(f"/documents/{document.pk}/read-again", status=404)
                asks.post(f"/findings/{finding.pk}/reject", {"version": 0, "reason": "不该"}, 404)
    # a page of one: what is out of sight is not what "next" points to
    assert program("east_office").get("/documents?limit=1")["next"] is None
    assert program("east_office").get("/documents?q=科技")["items"] != []
    assert program("west_liaison").get("/documents?q=科技")["items"] == []


def test_leaders_read_and_do_not_decide(world: World, program: Any, paper: Document) -> None:
    finding = a_task(paper)
    body = {"version": finding.version, "reason": "重复"}
    assert program("leader").post(f"/findings/{finding.pk}/reject", body, 403)["code"] == "forbidden"
    program("leader").post(f"/documents/{paper.pk}/read-again", status=403)
    assert Finding.objects.get(pk=finding.pk).state == "open"


def test_reading_findings_is_a_right_of_its_own(world: World, paper: Document) -> None:
    asks = Program(world.people["office"], "documents:read", key="luodi_documents_only")
    asks.get(f"/documents/{paper.pk}")
    assert "findings:read" in asks.get(f"/documents/{paper.pk}/findings", 403)["detail"]


# ── deciding ────────────────────────────────────────────────────────────────
def test_accepted_findings_are_tasks_with_their_words(world: World, program: Any, paper: Document) -> None:
    assert world.plan is not None
    good = a_task(paper)
    lost = Finding.objects.filter(document=paper, kind="task", leads=[]).first()
    picked = [good, *([lost] if lost else [])]
    body = {
        "plan": world.plan.pk,
        "findings": [{"id": f.pk, "version": f.version} for f in picked],
    }
    done = program("office").post(f"/documents/{paper.pk}/accept", body)
    assert len(done["tasks"]) == 1 and [x["finding"] for x in done["left"]] == ([lost.pk] if lost else [])
    task = program("office").get(f"/tasks/{done['tasks'][0]}")
    assert task["source"]["quote"] == good.quote and task["source"]["number"] == "河政办〔2026〕8号"
    now = program("office").get(f"/findings/{good.pk}")
    assert now["state"] == "accepted" and now["task"] == done["tasks"][0]
    again = program("office2").post(
        f"/documents/{paper.pk}/accept", {**body, "findings": body["findings"][:1]}, 409
    )
    assert again["code"] == "stale" and "周明" in again["detail"]  # who was quicker
    assert Entry.objects.filter(act="finding.accept").count() == 1


def test_findings_of_another_document_are_not_accepted_with_this(
    world: World, program: Any, paper: Document, eastern: Document
) -> None:
    assert world.plan is not None
    foreign = a_task(eastern)
    body = {"plan": world.plan.pk, "findings": [{"id": foreign.pk, "version": foreign.version}]}
    found = program("office").post(f"/documents/{paper.pk}/accept", body, 422)
    assert found["fields"][0]["field"] == "findings"
    before = Task.objects.count()
    program("east_office").post(f"/documents/{eastern.pk}/accept", {**body, "plan": 987_654_321}, 422)
    assert Task.objects.count() == before


def test_a_decision_on_what_changed_meanwhile_is_stale(world: World, program: Any, paper: Document) -> None:
    finding = a_task(paper)
    at = f"/findings/{finding.pk}"
    first = told(program("office")("PATCH", at, {"version": finding.version, "action": "建成平台"}), 200)
    assert first["action"] == "建成平台" and first["quote"] == finding.quote
    assert first["version"] == finding.version + 1
    late = program("office2")
    assert told(late("PATCH", at, {"version": finding.version, "action": "又改"}), 409)["code"] == "stale"
    assert late.post(f"{at}/reject", {"version": finding.version, "reason": "重复"}, 409)["code"] == "stale"
    assert Finding.objects.get(pk=finding.pk).action == "建成平台"
    # decided already: 409 too, with who and when
    program("office").post(f"{at}/reject", {"version": first["version"], "reason": "已列入"})
    found = late.post(f"{at}/reject", {"version": first["version"], "reason": "重复"}, 409)
    assert found["code"] == "stale" and "周明" in found["detail"] and "剔除" in found["detail"]
    assert Finding.objects.get(pk=finding.pk).reason == "已列入"


def test_rejected_opens_again_and_merged_leaves_its_words_on_the_task(
    world: World, program: Any, paper: Document
) -> None:
    finding, office = a_task(paper), program("office")
    at = f"/findings/{finding.pk}"
    for reason in ("", "  "):
        office.post(f"{at}/reject", {"version": finding.version, "reason": reason}, 422)
    gone = office.post(f"{at}/reject", {"version": finding.version, "reason": "重复"})
    assert gone["state"] == "rejected" and gone["reason"] == "重复"
    back = office.post(f"{at}/reopen", {"version": gone["version"]})
    assert back["state"] == "open" and back["version"] == gone["version"] + 1
    task = world.tasks["finance"].pk
    office.post(f"{at}/merge", {"version": back["version"], "task": 987_654_321}, 422)
    merged = office.post(f"{at}/merge", {"version": back["version"], "task": task})
    assert merged["state"] == "merged" and merged["task"] == task
    assert finding.quote in Comment.objects.get(task_id=task).text


def test_read_again_keeps_what_was_decided(world: World, program: Any, paper: Document) -> None:
    finding, office = a_task(paper), program("office")
    office.post(f"/findings/{finding.pk}/reject", {"version": finding.version, "reason": "重复"})
    assert office.post(f"/documents/{paper.pk}/read-again")["state"] in ("waiting", "reading")
    from luodi.office.documents.reading import read_document

    assert read_document.func(paper.pk) == "read"
    assert office.get(f"/findings/{finding.pk}")["state"] == "rejected"


# ── lists ───────────────────────────────────────────────────────────────────
def test_lists_are_narrowed_and_paged_and_read_little(world: World, program: Any, paper: Document) -> None:
    office = program("office")
    for number in range(8):
        read(world, f"文{number}.txt", PLAN.replace("3000家", f"{3001 + number}家"), unit="east")
    seen: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        found = office.get(f"/documents?limit=4&cursor={cursor}")
        seen, cursor = seen + [d["id"] for d in found["items"]], found["next"]
    assert seen == sorted(Document.objects.values_list("pk", flat=True)) and len(seen) == 9
    assert office.get("/documents?state=waiting")["items"] == []
    tasks = office.get(f"/documents/{paper.pk}/findings?kind=task&state=open")["items"]
    assert len(tasks) == Finding.objects.filter(document=paper, kind="task").count() > 3
    office.get("/documents?stat=read", 422)
    office.get(f"/documents/{paper.pk}/findings?kind=none", 422)
    few: dict[str, int] = {}
    for path in (
        "/documents", "/documents?q=科技&state=read", f"/documents/{paper.pk}", f"/documents/{paper.pk}?text=true",
        f"/documents/{paper.pk}/findings", f"/findings/{a_task(paper).pk}",
    ):  # fmt: skip
        with CaptureQueriesContext(connection) as caught:
            office.get(path)
        few[path] = len(caught)
    assert max(few.values()) <= 15, few
    Finding.objects.filter(document__unit=world.units["east"]).delete()
    Document.objects.filter(unit=world.units["east"]).delete()
    with CaptureQueriesContext(connection) as caught:
        office.get("/documents")
    assert len(caught) == few["/documents"]  # nine papers cost what one does


def test_a_finding_is_cut_in_two(world: World, paper: Document, program: Any) -> None:
    row = a_task(paper)
    at, office = f"/findings/{row.pk}/split", program("office")
    program("east_head").post(at, {"version": row.version, "at": [6]}, 404)
    office.post(at, {"version": row.version, "at": [99_999]}, 422)
    parts = office.post(at, {"version": row.version, "at": [6]})["items"]
    assert [p["state"] for p in parts] == ["open", "open"]
    assert all(p["quote"] in row.quote for p in parts)
    assert office.get(f"/findings/{row.pk}")["state"] == "split"
    assert "已拆分" in office.post(at, {"version": row.version, "at": [6]}, 409)["detail"]
