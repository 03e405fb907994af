"""The desk: words exact, every decision by plain form and by htmx, long papers in parts, few questions."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.office.documents.conftest import read
from tests.office.documents.examples_world import EXAMPLES, make_examples_world
from tests.office.world import World

from luodi.office.documents import desk, limits, near
from luodi.office.documents.models import Document, Finding, Passage
from luodi.office.ledger import acts as ledger
from luodi.office.ledger.models import Task
from luodi.office.search import index

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


@pytest.fixture
def client_of_office(world: World, sign_in: Any) -> Client:
    return sign_in(world.people["office"])


def named(document: Document, words: str) -> Finding:
    return document.findings.get(kind="task", action__contains=words)


def post(client: Client, finding: Finding, do: str, htmx: bool = False, **more: object) -> Any:
    headers = {"HX-Request": "true"} if htmx else {}
    data = {"do": do, "version": finding.version, **more}
    return client.post(f"/documents/findings/{finding.pk}/decide/", data, headers=headers)


def shown_text(page: str) -> str:
    """The source pane's words, without its marks."""
    pane = page[page.index('id="source"') : page.index('id="findings"')]
    return "\n".join(
        unescape(re.sub(r"<[^>]+>", "", part))
        for part in re.findall(
            r"<p>((?:<span class=\"anchor\"|<a class=\"hit|<span [^>]*data-at).*?)</p>", pane, re.S
        )
    )


def test_the_source_is_shown_word_for_word(
    world: World, plan_paper: Document, client_of_office: Client
) -> None:
    page = client_of_office.get(f"/documents/{plan_paper.pk}/review/").content.decode()
    words = re.sub(r"\s+", "", plan_paper.text)
    assert re.sub(r"\s+", "", shown_text(page)) == words
    for finding in plan_paper.findings.filter(kind="task"):
        assert f'id="f{finding.pk}"' in page and f'id="s{finding.pk}"' in page


def test_overlapping_spans_and_repairs_are_cut_into_stretches(world: World, plan_paper: Document) -> None:
    from luodi.office.documents import coverage, source

    passage = plan_paper.passages.get()
    at = plan_paper.text.index("两市6月底前")
    texts = [(at, at + 12), (at + 4, at + 20), (at + 4, at + 6), (at + 12, at + 40)]
    made = [
        Finding(pk=n, document=plan_paper, kind="task", level="concrete", start=a, end=b, state="open")
        for n, (a, b) in enumerate(texts, 1)
    ]
    passage.repairs = [
        {"before": "x", "after": "y", "sure": "check", "why": "", "raw": {"place": ""}, "alternatives": [],
         "span": [at + 5, at + 14]}
    ]  # fmt: skip
    built = source.build(passage, plan_paper.text, made, coverage.of(plan_paper))
    for piece, (start, end, *_rest) in zip(built.pieces, passage.blocks, strict=True):
        assert "".join(s.text for s in piece.stretches) == plan_paper.text[start:end]
        for s in piece.stretches:
            for f in made:
                assert (f in s.findings) == (f.start < s.at + len(s.text) and f.end > s.at)
    assert sorted(pk for p in built.pieces for s in p.stretches for pk in s.begins) == [1, 2, 3, 4]


def test_accept_by_plain_form(world: World, plan_paper: Document, client_of_office: Client) -> None:
    survey = named(plan_paper, "企业摸底")
    answer = post(client_of_office, survey, "accept", plan=world.plan.pk, passage=1)  # type: ignore[union-attr]
    assert answer.status_code == 302 and answer["Location"].endswith(f"/review/#f{survey.pk}")
    assert Task.objects.get(source_id=survey.pk).title.endswith("完成企业摸底")


def test_accept_by_htmx_answers_with_the_card_and_the_tally(
    world: World, plan_paper: Document, client_of_office: Client
) -> None:
    survey = named(plan_paper, "企业摸底")
    answer = post(client_of_office, survey, "accept", htmx=True, plan=world.plan.pk)  # type: ignore[union-attr]
    page = answer.content.decode()
    assert answer.status_code == 200 and f'id="f{survey.pk}"' in page and 'data-state="accepted"' in page
    assert 'id="tally" class="tally" hx-swap-oob="true"' in page and "采纳1" in page
    assert re.search(r'class="cov cov-part" id="cov-\d+" hx-swap-oob="true"', page)
    late = post(client_of_office, survey, "reject", htmx=True, reason="重复").content.decode()
    assert "没有重复办理" in late and 'role="alert"' in late


def test_every_form_without_script(world: World, plan_paper: Document, client_of_office: Client) -> None:
    c, survey = client_of_office, named(plan_paper, "企业摸底")
    for do in ("edit", "split", "merge"):
        page = c.get(f"/documents/findings/{survey.pk}/{do}/").content.decode()
        assert page.startswith("<!doctype html>") and page.count("<h1") == 1
    c.post(
        f"/documents/findings/{survey.pk}/edit/",
        {"action": "完成摸底", "owners": "省科技厅、省财政厅", "support": "", "level": "concrete",
         "due_text": "6月底前", "due": "2026-06-20", "recurs": "", "version": 0},
    )  # fmt: skip
    survey.refresh_from_db()
    assert survey.action == "完成摸底" and survey.due.isoformat() == "2026-06-20"  # type: ignore[union-attr]
    assert survey.leads == [world.units["office"].pk, world.units["finance"].pk]
    bad = c.post(f"/documents/findings/{survey.pk}/edit/", {"action": "", "due": "2026-13-40"})
    assert "有3处需要改正" in bad.content.decode()
    build = named(plan_paper, "建成石桥")
    c.post(f"/documents/findings/{build.pk}/split/", {"at": [8], "version": 0})
    assert build.parts.count() == 2
    rule, first = named(plan_paper, "管理办法"), build.parts.order_by("start").first()
    assert first
    c.post(f"/documents/findings/{first.pk}/merge/", {"into": rule.pk, "version": first.version})
    first.refresh_from_db()
    assert first.state == "merged"
    post(c, first, "reopen")
    first.refresh_from_db()
    assert first.state == "open"
    start = plan_paper.text.index("现将方案印发给你们")
    c.post(f"/documents/{plan_paper.pk}/mark/", {"start": start, "end": start + 9})
    assert plan_paper.findings.filter(quote="现将方案印发给你们").exists()


def test_a_whole_section_at_once(world: World, plan_paper: Document, client_of_office: Client) -> None:
    page = client_of_office.get(f"/documents/{plan_paper.pk}/review/").content.decode()
    stamps = re.findall(r'name="stamps" value="([\d:,]+)"', page)
    assert len(stamps) == 2  # sections with more than one that is ready
    for stamp in stamps:
        data = {"stamps": stamp, "plan": world.plan.pk}  # type: ignore[union-attr]
        client_of_office.post(f"/documents/{plan_paper.pk}/accept/", data)
    assert Task.objects.filter(source_type="documents.finding").count() == 4
    again = client_of_office.post(
        f"/documents/{plan_paper.pk}/accept/",
        {"stamps": stamps[0], "plan": world.plan.pk},  # type: ignore[union-attr]
        follow=True,
    )
    assert "没有重复办理" in again.content.decode()
    assert Task.objects.filter(source_type="documents.finding").count() == 4


@pytest.mark.parametrize(
    "stamps", ["", "x", "1:", ":1", "9999999999999999999999:1", "1:1,1:1", "１:1", "-1:0"]
)
def test_broken_stamps(plan_paper: Document, client_of_office: Client, world: World, stamps: str) -> None:
    data = {"stamps": stamps, "plan": world.plan.pk}  # type: ignore[union-attr]
    assert client_of_office.post(f"/documents/{plan_paper.pk}/accept/", data).status_code == 302


def test_a_new_plan_from_the_desk(world: World, plan_paper: Document, client_of_office: Client) -> None:
    data = {"name": "2026年专项", "since": "2026-01-01", "until": "2026-12-31", "code": "", "source_name": ""}
    client_of_office.post(f"/documents/{plan_paper.pk}/plan/", data)
    page = client_of_office.get(f"/documents/{plan_paper.pk}/review/").content.decode()
    assert re.search(r'<option value="\d+" selected>2026年专项', page)
    bad = client_of_office.post(
        f"/documents/{plan_paper.pk}/plan/", {"name": ""}, follow=True
    ).content.decode()
    assert "方案名称：" in bad


def test_near_tasks_are_shown_with_what_differs(world: World, sign_in: Any) -> None:
    assert world.plan
    office = world.people["office"]
    task = ledger.add_task(
        office, world.plan, title="全年新增高新技术企业100家以上", leads=[world.units["office"]]
    )
    index.put("task", task.pk, task.title)
    d = read(world)
    growth = named(d, "新增高新技术企业")
    assert task.pk in growth.data["near"]
    beside = next(b for b in near.beside(office, d, [growth])[growth.pk] if b.task == task)
    assert beside.task == task and beside.score > limits.NEAR
    assert "".join(p.text for p in beside.theirs) == task.title
    assert any(not p.same and "2" in p.text for p in beside.ours)
    page = sign_in(office).get(f"/documents/{d.pk}/near/").content.decode()
    assert f'id="near-{growth.pk}"' in page and "并入这项任务" in page
    assert (
        sign_in(office).get(f"/documents/{d.pk}/review/?near=1").content.decode().count("与已有任务相近") >= 1
    )
    post(sign_in(office), growth, "into_task", task=task.pk)
    growth.refresh_from_db()
    assert growth.state == "merged" and growth.task == task


def test_near_tasks_of_a_foreign_office_are_not_shown(world: World) -> None:
    index.put("task", world.tasks["west"].pk, world.tasks["west"].title)
    d = read(world, "东泽.txt", "东泽市工作通知\n\n石桥县要实现规上工业企业研发活动全覆盖。\n", unit="east")
    finding = named(d, "全覆盖")
    assert finding.data["near"] == [world.tasks["west"].pk]
    assert near.beside(world.people["east_office"], d, [finding]) == {}
    assert near.beside(world.people["office"], d, [finding])


def many(world: World, count: int) -> Document:
    lines = [
        f"{n}.建设平台。省科技厅要在6月底前建成第{n}个中试基地，新增高新技术企业{n}家。"
        for n in range(1, count)
    ]
    return read(world, "多.txt", "河清省2026年方案\n\n一、任务\n" + "\n".join(lines) + "\n")


@pytest.mark.parametrize("size", [3, 120])
def test_questions_do_not_grow(world: World, sign_in: Any, size: int) -> None:
    d = many(world, size)
    client = sign_in(world.people["office"])
    finding = d.findings.filter(kind="task").first()
    assert finding
    client.get("/documents/")
    for url in (
        "/documents/", "/documents/?q=中试&state=todo&kind=plan&issuer=x&since=2026-01-01", "/documents/upload/",
        f"/documents/{d.pk}/", f"/documents/{d.pk}/review/", f"/documents/{d.pk}/near/",
        f"/documents/{d.pk}/review/?near=1", f"/documents/findings/{finding.pk}/",
        f"/documents/findings/{finding.pk}/card/", f"/documents/findings/{finding.pk}/edit/",
        f"/documents/findings/{finding.pk}/merge/", f"/documents/progress/?id={d.pk}",
        "/search/?q=中试基地", "/search/?q=中试 基地&kind=finding",
    ):  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(url)
        assert answer.status_code == 200, url
        assert len(asked) <= MOST_QUERIES, (url, len(asked), [q["sql"][:120] for q in asked])


def test_a_long_paper_is_shown_in_parts(world: World, sign_in: Any) -> None:
    paragraph = "省科技厅要在6月底前完成企业摸底并报送清单。" * 40
    text = "河清省方案\n\n" + "\n".join(f"{n}.任务。{paragraph}" for n in range(1, 40))
    text += "\n甲" * 3 + "乙" * (limits.BLOCK_CHARACTERS * 2 + 7) + "\n"
    d = read(world, "长.txt", text)
    passages = list(Passage.objects.filter(document=d))
    assert len(passages) > 2
    assert passages[0].start == 0 and passages[-1].end == len(d.text)
    assert all(a.end == b.start for a, b in pairwise(passages))
    client = sign_in(world.people["office"])
    seen = ""
    for passage in passages:
        answer = client.get(f"/documents/{d.pk}/review/?passage={passage.number}")
        assert answer.status_code == 200 and len(answer.content) < 4_000_000
        seen += re.sub(r"\s+", "", shown_text(answer.content.decode()))
    assert seen == re.sub(r"\s+", "", d.text)
    for odd in ("0", "999999", "-1", "x", "１", "9" * 30):
        assert client.get(f"/documents/{d.pk}/review/?passage={odd}").status_code == 200


def test_a_leader_reads_and_decides_nothing(world: World, plan_paper: Document, sign_in: Any) -> None:
    client, survey = sign_in(world.people["leader"]), named(plan_paper, "企业摸底")
    page = client.get(f"/documents/{plan_paper.pk}/review/").content.decode()
    assert "只读" in page and f"/findings/{survey.pk}/decide/" not in page and "data-mark-form" not in page
    for do in ("accept", "reject", "confirm"):
        plan = world.plan.pk  # type: ignore[union-attr]
        assert post(client, survey, do, plan=plan, reason="x").status_code == 403
    for do in ("edit", "split", "merge"):
        assert client.get(f"/documents/findings/{survey.pk}/{do}/").status_code == 403
    assert client.get("/documents/upload/").status_code == 403


def test_the_filters_speak(world: World, plan_paper: Document, client_of_office: Client) -> None:
    page = client_of_office.get("/documents/?q=中试&kind=plan&state=todo").content.decode()
    assert "含有文字：中试、状态：有待审事项、文种：方案" in page and "河政办〔2026〕8号" in page
    none = client_of_office.get("/documents/?kind=speech").content.decode()
    assert "没有符合条件的文件" in none
    assert client_of_office.get("/documents/?kind=zzz&since=abc&page=-3").status_code == 200


def test_from_the_upload_to_the_ledger(db: None, sign_in: Any) -> None:
    """The example plan in its own city: uploaded, read by the worker, reviewed, in the ledger with its words."""
    from luodi.office.documents.reading import read_document

    world = make_examples_world()
    client = sign_in(world.people["office"])
    paper = EXAMPLES / "documents" / "01-工作方案.txt"
    with paper.open("rb") as file:
        answer = client.post("/documents/upload/", {"unit": world.units["city"].pk, "files": file})
    document = Document.objects.get()
    assert answer["Location"] == f"/documents/{document.pk}/"
    assert "等待阅读" in client.get(f"/documents/{document.pk}/review/").content.decode()
    assert read_document.func(document.pk) == "read"
    page = client.get(f"/documents/{document.pk}/review/").content.decode()
    for stamps in re.findall(r'name="stamps" value="([\d:,]+)"', page):
        client.post(f"/documents/{document.pk}/accept/", {"stamps": stamps, "plan": world.plan.pk})  # type: ignore[union-attr]
    tasks = list(Task.objects.filter(parent=None))
    assert len(tasks) >= 12
    text = Document.objects.get().text
    for task in tasks:
        assert task.source_quote in text and task.source_number == "澄科领办〔2025〕6号"
    assert {m.indicator for t in tasks for m in t.measures.all()} >= {"新增高新技术企业"}
    detail = client.get(f"/documents/{document.pk}/").content.decode()
    assert "由此开列的任务" in detail and "采纳" in detail
    found = Finding.objects.filter(state="accepted").first()
    assert found
    provenance = client.get(f"/documents/findings/{found.pk}/").content.decode()
    assert f"<mark>{found.quote}</mark>" in provenance and "原文件第" in provenance
    document.refresh_from_db()
    assert document.coverage and document.coverage > 50
    assert desk.tally(document).accepted == len(tasks)


def test_download_is_always_a_download(world: World, plan_paper: Document, client_of_office: Client) -> None:
    answer = client_of_office.get(f"/documents/{plan_paper.pk}/original/")
    assert (
        answer["Content-Disposition"].startswith("attachment;")
        and answer["X-Content-Type-Options"] == "nosniff"
    )
    assert answer["Content-Type"] == "application/octet-stream" and "方案" not in answer["Content-Type"]
    plan_paper.file.path.unlink()
    gone = client_of_office.get(f"/documents/{plan_paper.pk}/original/")
    assert gone.status_code == 410 and "备份" in gone.content.decode()
