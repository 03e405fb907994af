"""The monthly report's form: saved as one types, carried forward, handed in once, never lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.office import budget
from tests.office.ledger.stage import DAY, HOSTILE, Stage, make_stage
from tests.office.world import World

from luodi.office.journal import clock
from luodi.office.journal.models import Entry
from luodi.office.ledger import acts
from luodi.office.ledger.models import Evidence, Report

pytestmark = pytest.mark.django_db
TYPED = {"version": "0", "progress": "本月评审两次。", "percent": "42", "page": "one"}


@pytest.fixture
def stage(world: World) -> Stage:
    made = make_stage(world)
    with clock.at(DAY):
        yield made


def address(stage: Stage, month: int = 1) -> str:
    return f"/tasks/{stage.task.pk}/reports/{stage.rounds[month].pk}/"


def form(stage: Stage, **more: Any) -> dict[str, Any]:
    measure = stage.task.measures.get().pk
    return {**TYPED, f"measure_{measure}": "2", **more}


def june(stage: Stage) -> Report:
    return Report.objects.get(round=stage.rounds[1], task=stage.task)


def test_form_shows_last_month_beside_and_works_as_a_plain_form(stage: Stage, sign_in) -> None:
    response = budget.get(sign_in(stage.world.people["east_liaison"]), address(stage), "report form")
    text = response.content.decode()
    assert "摸底完成。" in text and "上月35%" in text and "上月1" in text and "目标≥3" in text
    assert f'data-autosave="{address(stage)}draft/"' in text and 'name="do" value="submit"' in text
    assert "下一项" in text
    assert not re.search(r"\sstyle=|\son\w+=|javascript:", text)


def test_submit_saves_figures_and_goes_to_the_head(stage: Stage, sign_in) -> None:
    client = sign_in(stage.world.people["east_liaison"])
    answer = client.post(address(stage), form(stage, do="submit"))
    assert answer.status_code == 303
    report = june(stage)
    assert report.state == Report.State.SUBMITTED and report.percent == 42
    assert report.values.get().value == 2
    assert "您的" not in client.get(address(stage)).content.decode()
    assert "月报已报送" in client.get(address(stage)).content.decode()


def test_submit_onward_opens_the_next_not_filed(stage: Stage, sign_in) -> None:
    client = sign_in(stage.world.people["east_liaison"])
    answer = client.post(address(stage), form(stage, do="submit", onward="1"))
    assert re.fullmatch(r"/tasks/\d+/reports/\d+/", answer["Location"])
    assert answer["Location"] != address(stage)


def test_what_is_missing_is_said_by_the_field_and_kept_as_draft(stage: Stage, sign_in) -> None:
    client = sign_in(stage.world.people["east_liaison"])
    answer = client.post(
        address(stage),
        {
            "version": "0",
            "page": "one",
            "progress": "",
            "percent": "",
            "done": "已办三件",
            "request": "要钱",
            "do": "submit",
        },
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    for words in ("请填写本期进展", "请填写完成率", "请写明请谁协调", "已办三件"):
        assert words in text
    assert june(stage).done == "已办三件"  # nothing typed is lost
    assert f'name="version" value="{june(stage).version}"' in text


def test_a_bad_number_is_quoted_back(stage: Stage, sign_in) -> None:
    answer = sign_in(stage.world.people["east_liaison"]).post(
        address(stage), form(stage, percent="约三成", do="save")
    )
    assert answer.status_code == 422 and "“约三成”不是数字" in answer.content.decode()


def test_the_same_form_sent_twice_acts_once(stage: Stage, sign_in) -> None:
    client = sign_in(stage.world.people["east_liaison"])
    sent = form(stage, do="submit", once="6f9c-1", page="one")
    sent["evidence"] = SimpleUploadedFile("照片.jpg", b"jpeg")
    first = client.post(address(stage), sent)
    sent["evidence"] = SimpleUploadedFile("照片.jpg", b"jpeg")
    before = Entry.objects.count()
    second = client.post(address(stage), sent, follow=True)
    assert first.status_code == 303
    assert Entry.objects.count() == before and Evidence.objects.filter(name="照片.jpg").count() == 1
    assert "已报送" in second.content.decode() or "已经办过" in second.content.decode()


def test_autosave_and_then_submit_from_the_same_page(stage: Stage, sign_in) -> None:
    client = sign_in(stage.world.people["east_liaison"])
    for text in ("本", "本月", "本月评审"):
        answer = client.post(address(stage) + "draft/", form(stage, progress=text))
        assert answer.status_code == 200, answer.content
    assert june(stage).progress == "本月评审"
    assert client.post(address(stage), form(stage, do="submit")).status_code == 303


def test_somebody_elses_change_is_told_and_not_overwritten(stage: Stage, sign_in) -> None:
    mine = sign_in(stage.world.people["east_liaison"])
    mine.post(address(stage) + "draft/", form(stage))
    theirs = june(stage)
    acts.save_draft(
        stage.world.people["east_head"],
        stage.rounds[1],
        stage.task,
        {"progress": "负责人改的"},
        theirs.version,
    )
    answer = mine.post(address(stage) + "draft/", form(stage, progress="我写的"))
    assert answer.status_code == 409 and "别人刚刚改过" in answer.json()["detail"]
    shown = mine.post(address(stage), form(stage, progress="我写的", do="save"))
    text = shown.content.decode()
    assert shown.status_code == 422 and "我写的" in text and "朱红" in text
    assert june(stage).progress == "负责人改的"
    again = mine.post(
        address(stage), form(stage, progress="我写的", do="save", version=str(june(stage).version))
    )
    assert again.status_code == 303 and june(stage).progress == "我写的"


def test_another_device_of_the_same_person_is_not_overwritten(stage: Stage, sign_in) -> None:
    desk, phone = (sign_in(stage.world.people["east_liaison"]) for _n in range(2))
    desk.post(address(stage) + "draft/", form(stage, page="desk"))
    phone.post(address(stage) + "draft/", form(stage, page="phone", version="1", progress="手机上写的"))
    answer = desk.post(address(stage) + "draft/", form(stage, page="desk", progress="电脑上写的"))
    assert answer.status_code == 409 and june(stage).progress == "手机上写的"


def test_carrying_last_month_forward_fills_only_what_is_empty(stage: Stage, sign_in) -> None:
    client = sign_in(stage.world.people["east_liaison"])
    client.post(address(stage), form(stage, do="copy", next="我自己的打算"))
    report = june(stage)
    assert report.done == stage.may.done and report.problems == stage.may.problems
    assert report.next == "我自己的打算" and report.progress == "本月评审两次。"
    assert report.state == Report.State.DRAFT


def test_only_the_lead_unit_writes(stage: Stage, sign_in) -> None:
    p = stage.world.people
    for who in ("office", "leader", "finance_liaison", "west_liaison", "auditor", "system"):
        answer = sign_in(p[who]).post(address(stage), form(stage, do="submit"))
        assert answer.status_code in (303, 403, 404), who
        assert sign_in(p[who]).post(address(stage) + "draft/", form(stage)).status_code in (403, 404), who
    assert not Report.objects.filter(round=stage.rounds[1]).exists()


def test_a_draft_stays_inside_the_unit(stage: Stage, sign_in) -> None:
    p = stage.world.people
    sign_in(p["east_liaison"]).post(address(stage), form(stage, do="save", progress="还没定稿"))
    for who in ("office", "leader", "finance_liaison"):
        assert "还没定稿" not in sign_in(p[who]).get(address(stage)).content.decode()
    assert "还没定稿" in sign_in(p["east_head"]).get(address(stage)).content.decode()


def test_return_needs_a_reason_and_opens_the_form_again(stage: Stage, sign_in) -> None:
    p = stage.world.people
    sign_in(p["east_liaison"]).post(address(stage), form(stage, do="submit"))
    head, report = sign_in(p["east_head"]), june(stage)
    assert "审核通过，报办公室" in budget.get(head, address(stage), "report to approve").content.decode()
    refused = head.post(f"/reports/{report.pk}/return/", {"why": " "}, follow=True)
    assert "请填写退回理由" in refused.content.decode()
    head.post(f"/reports/{report.pk}/return/", {"why": "缺数据"})
    text = sign_in(p["east_liaison"]).get(address(stage)).content.decode()
    assert "缺数据" in text and "<textarea" in text


@pytest.mark.parametrize("who", ["east_liaison", "east_head", "office"])
def test_hostile_text_is_text(stage: Stage, sign_in, who: str) -> None:
    p = stage.world.people
    hostile = dict.fromkeys(("progress", "done", "problems", "request", "next"), HOSTILE)
    liaison = sign_in(p["east_liaison"])
    liaison.post(address(stage), form(stage, **hostile, request_of=HOSTILE[:60], do="submit"))
    report = june(stage)
    if who == "office":
        acts.approve_report(p["east_head"], report)
    for path in (address(stage), "/", f"/tasks/{stage.task.pk}/", "/reports/inbox/"):
        text = sign_in(p[who]).get(path).content.decode()
        assert "<script>alert" not in text and "<img src=x" not in text and "\u202e" not in text


def test_evidence_comes_with_the_report(stage: Stage, sign_in) -> None:
    client = sign_in(stage.world.people["east_liaison"])
    sent = form(stage, do="save", evidence_measure=str(stage.task.measures.get().pk))
    sent["evidence"] = [SimpleUploadedFile("一.jpg", b"1"), SimpleUploadedFile("二.jpg", b"2")]
    client.post(address(stage), sent)
    kept = Evidence.objects.filter(report=june(stage))
    assert {e.name for e in kept} == {"一.jpg", "二.jpg"} and all(e.measure_id for e in kept)
    other = sign_in(stage.world.people["finance_liaison"])
    assert other.get(f"/evidence/{kept[0].pk}/").status_code == 404  # the draft's files stay inside too
    assert "一.jpg" not in other.get(f"/tasks/{stage.task.pk}/").content.decode()
    bad = form(stage, do="save", version=str(june(stage).version))
    bad["evidence"] = SimpleUploadedFile("木马.exe", b"MZ")
    assert "不能作佐证" in client.post(address(stage), bad).content.decode()
