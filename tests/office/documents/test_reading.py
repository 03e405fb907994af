"""The worker: what it stores, how it fails, and that a reading killed in the middle is begun anew."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import call_command
from tests.office.documents.conftest import EXAMPLES, PLAN, read, upload
from tests.office.world import World

from luodi.office.documents import acts, engine
from luodi.office.documents import reading as worker
from luodi.office.documents.acts.reading import Lost
from luodi.office.documents.models import Document, Finding
from luodi.office.files import store
from luodi.office.files.models import StoredFile
from luodi.office.journal import clock
from luodi.office.journal.models import Entry
from luodi.office.journal.record import SYSTEM
from luodi.reading.errors import SecretError

pytestmark = pytest.mark.django_db


def named(document: Document, words: str) -> Finding:
    return document.findings.get(kind="task", action__contains=words)


def test_head_and_findings(world: World, plan_paper: Document) -> None:
    d = plan_paper
    assert (d.number, d.issuer, d.kind) == ("河政办〔2026〕8号", "河清省人民政府办公厅", "plan")
    assert d.issued_on == dt.date(2026, 3, 2) and d.state == "read" and d.progress == 100
    for finding in d.findings.all():
        assert d.text[finding.start : finding.end] == finding.quote
    survey = named(d, "企业摸底")
    assert (
        survey.lead == world.units["office"] and survey.due == dt.date(2026, 6, 30) and not survey.due_assumed
    )
    assert survey.supporting == [world.units["finance"].pk]
    assert survey.section[-1].startswith("1.培育创新主体")


def test_soon_proposes_thirty_days_from_the_paper(plan_paper: Document) -> None:
    rule = named(plan_paper, "管理办法")
    assert rule.due_text == "尽快" and rule.due == dt.date(2026, 4, 1) and rule.due_assumed


def test_soon_in_an_undated_paper_counts_from_the_upload(world: World) -> None:
    with clock.at(dt.date(2026, 5, 1)):
        d = read(world, "纪要.txt", "会议纪要\n\n会议议定：省科技厅要尽快制定管理办法。6月5日前报送清单。\n")
    assert named(d, "管理办法").due == dt.date(2026, 5, 31)
    assert named(d, "清单").due == dt.date(2026, 6, 5) and named(d, "清单").due_assumed


def test_unknown_owners_stand_out_and_collectives_expand(world: World, plan_paper: Document) -> None:
    unknown = named(plan_paper, "项目清单")
    assert unknown.unresolved == ["省未知局"] and unknown.leads == [] and unknown.lead is None
    d = read(world, "通知.txt", "关于报送材料的通知\n\n两市要在6月底前建立企业台账。\n")
    both = named(d, "台账")
    assert both.leads == [world.units["east"].pk, world.units["west"].pk]


def test_a_quote_that_is_not_there_is_not_stored(world: World) -> None:
    fate = upload(world)
    assert fate.document
    claimed = acts.begin_reading(SYSTEM, fate.document.pk)
    assert claimed
    reading = engine.read("方案.txt", PLAN.encode())
    lie = engine.Found("task", {**reading.found[0].data, "action": "建设月球基地"}, 10, 20)
    object.__setattr__(reading, "found", [lie])
    with pytest.raises(ValueError, match="not in its quote"):
        acts.store_reading(SYSTEM, claimed, reading)
    assert not Finding.objects.exists()


def test_read_again_keeps_what_was_decided(world: World, plan_paper: Document) -> None:
    office = world.people["office"]
    survey, rule = named(plan_paper, "企业摸底"), named(plan_paper, "管理办法")
    acts.reject_findings(office, [survey], "重复")
    acts.edit_finding(office, rule, action="制定河清省中试基地管理办法")
    ids = set(plan_paper.findings.values_list("pk", flat=True))
    acts.read_again(office, plan_paper)
    assert worker.read_document.func(plan_paper.pk) == "read"
    survey.refresh_from_db()
    rule.refresh_from_db()
    assert survey.state == "rejected" and rule.action == "制定河清省中试基地管理办法"
    after = plan_paper.findings
    assert after.count() == len(ids)
    assert after.filter(start=survey.start, end=survey.end, kind="task").count() == 1


def test_a_reading_that_lost_decided_words_keeps_the_old_one(
    world: World, plan_paper: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts.reject_findings(world.people["office"], [named(plan_paper, "企业摸底")], "重复")
    acts.read_again(world.people["office"], plan_paper)
    other = engine.read("a.txt", "关于别的事的通知\n省科技厅要制定方案。".encode())
    monkeypatch.setattr(engine, "read", lambda *_args: other)
    assert worker.read_document.func(plan_paper.pk) == "kept"
    plan_paper.refresh_from_db()
    assert plan_paper.state == "read" and "企业摸底" in plan_paper.text and "对不上" in plan_paper.error


def test_a_killed_reading_is_begun_anew(world: World) -> None:
    fate = upload(world)
    assert fate.document
    dead = acts.begin_reading(SYSTEM, fate.document.pk)  # and then the worker is killed
    assert dead and worker.requeue_stale() == 0  # it may be alive still
    Document.objects.filter(pk=dead.pk).update(beat_at=clock.now() - dt.timedelta(minutes=5))
    assert worker.requeue_stale() == 1 and worker.requeue_stale() == 0
    assert worker.read_document.func(dead.pk) == "read"
    with pytest.raises(Lost):  # the one thought dead comes to its end after all
        acts.store_reading(SYSTEM, dead, engine.read("方案.txt", PLAN.encode()))
    assert worker.read_document.func(dead.pk) == "not waiting"
    assert Entry.objects.filter(act="document.read").count() == 1


def test_secrecy_seen_by_the_full_reading_alone(
    world: World, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fate = upload(world)
    assert fate.document
    path = fate.document.file.path

    def marked(*_args: object) -> None:
        raise SecretError("方案.txt", "标有密级“机密”", "")

    monkeypatch.setattr(engine, "read", marked)
    assert worker.read_document.func(fate.document.pk) == "refused"
    assert not Document.objects.exists() and not StoredFile.objects.exists()
    assert Entry.objects.filter(act="document.refuse").exists()
    assert path.exists()  # removed with the commit, which this test never reaches


def test_a_fault_is_told_to_people(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    fate = upload(world)
    assert fate.document
    monkeypatch.setattr(engine, "read", lambda *_args: 1 / 0)
    assert worker.read_document.func(fate.document.pk) == "error"
    document = Document.objects.get()
    assert document.state == "failed" and "重读" in document.error and "division" not in document.error


def test_a_damaged_store_is_noticed(world: World) -> None:
    fate = upload(world)
    assert fate.document
    fate.document.file.path.write_bytes(b"something else")
    assert worker.read_document.func(fate.document.pk) == "failed"
    assert "备份" in Document.objects.get().error
    with pytest.raises(OSError, match="不符"):
        store.read(fate.document.file)


def test_nul_and_halves_of_surrogates_are_kept_out(world: World) -> None:
    d = read(world, "坏字.txt", "关于工作的通知\n省科技厅要\x00制定管理办法\x00并印发。\n")
    assert "\x00" not in d.text
    assert all(d.text[f.start : f.end] == f.quote for f in d.findings.all())


@pytest.mark.parametrize("path", sorted(EXAMPLES.iterdir()), ids=lambda p: p.name)
def test_the_examples_are_read(world: World, path: Path) -> None:
    d = read(world, path.name, path.read_bytes())
    assert d.title and d.findings.filter(kind="task").count() >= 10


@pytest.mark.django_db(transaction=True)
def test_the_queue_and_its_worker() -> None:
    from tests.office.world import make_world

    world = make_world()
    fate = upload(world)
    assert fate.document and fate.document.state == "waiting"
    call_command("db_worker", "--batch", "--no-startup-delay", "--interval", "0")
    document = Document.objects.get()
    assert document.state == "read" and document.findings.filter(kind="task").count() >= 5
