"""The page of a task and the steps from it: postponement, sign-off, instructions, adding and changing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.office import budget
from tests.office.ledger.stage import DAY, HOSTILE, Stage, make_stage, values
from tests.office.world import World

from luodi.office.journal import clock
from luodi.office.ledger import acts, standings
from luodi.office.ledger.models import Postponement, SignOff, Task, TaskState

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(world: World) -> Stage:
    made = make_stage(world)
    with clock.at(DAY):
        standings.refresh(None, DAY)
        yield made


def read(sign_in: Any, stage: Stage, who: str, path: str) -> str:
    return sign_in(stage.world.people[who]).get(path).content.decode()


def test_page_shows_facts_provenance_and_chain(stage: Stage, sign_in) -> None:
    text = read(sign_in, stage, "office", f"/tasks/{stage.task.pk}/")
    for words in (
        "新建省级技术创新中心3家", "年底前新建3家技术创新中心。", "科创纪要〔2026〕3号", "二、平台建设", "朱红", "郑海",
        "原文：", "完成摸底", "批复.pdf", "技术创新中心", "河清省财政厅", "省级", "市级", "摸底完成。", "序时应达",
    ):  # fmt: skip
        assert words in text, words


def test_buttons_are_those_of_the_role(stage: Stage, sign_in) -> None:
    path, fresh = f"/tasks/{stage.task.pk}/", f"/tasks/{stage.fresh.pk}/"
    liaison = read(sign_in, stage, "east_liaison", path)
    assert "填6月月报" in liaison and "申请办结" in liaison and "申请延期" in liaison
    assert "终止" not in liaison and "修改任务" not in liaison and "批示</span>" not in liaison
    assert ">签收<" in read(sign_in, stage, "east_liaison", fresh)
    office = read(sign_in, stage, "office", path)
    assert "修改任务" in office and "终止" in office and "填6月月报" not in office
    assert ">签收<" not in read(sign_in, stage, "office", fresh)
    leader = read(sign_in, stage, "leader", path)
    assert "批示" in leader and "修改任务" not in leader and "填6月月报" not in leader
    helper = read(sign_in, stage, "finance_liaison", path)
    assert "填写配合进展" in helper and "填6月月报" not in helper and "上传佐证" in helper


def test_who_may_not_see_a_task_finds_no_page(stage: Stage, sign_in) -> None:
    paths = ("", "course/", "edit/", "postpone/", "signoff/", "move/end/")
    for who in ("west_liaison", "zone_liaison", "auditor", "system"):
        client = sign_in(stage.world.people[who])
        for path in paths:
            assert client.get(f"/tasks/{stage.task.pk}/{path}").status_code == 404, (who, path)
        assert client.get(f"/evidence/{stage.evidence.pk}/").status_code == 404


def test_children_show_only_ones_own(stage: Stage, sign_in) -> None:
    text = read(sign_in, stage, "office", f"/tasks/{stage.shared.pk}/")
    assert "东泽市" in text and "西岭市" in text and "子任务" in text
    assert sign_in(stage.world.people["east_liaison"]).get(f"/tasks/{stage.shared.pk}/").status_code == 404
    west = Task.objects.get(parent=stage.shared, lead=stage.world.units["west"])
    assert sign_in(stage.world.people["east_liaison"]).get(f"/tasks/{west.pk}/").status_code == 404


@pytest.mark.parametrize("who", ["east_liaison", "office", "leader", "finance_liaison"])
def test_queries(stage: Stage, sign_in, who: str) -> None:
    p = stage.world.people
    acts.comment(p["office"], stage.task, "请报名单")
    acts.instruct(p["leader"], stage.world.plan, "抓紧", stage.task)
    acts.ask_postponement(p["east_liaison"], stage.task, due=dt.date(2027, 3, 1), reason="a", progress="b")
    client = sign_in(p[who])
    budget.get(client, f"/tasks/{stage.task.pk}/", "task")
    budget.get(client, f"/tasks/{stage.task.pk}/course/", "task course")
    if who == "office":
        budget.get(client, f"/tasks/{stage.shared.pk}/", "task with children")
        budget.get(client, f"/tasks/{stage.task.pk}/edit/", "task_edit")
        budget.get(client, f"/plans/{stage.world.plan.pk}/tasks/new/", "task_new")
        budget.get(client, "/instructions/", "instructions")
        budget.get(client, f"/postponements/{Postponement.objects.get().pk}/", "postponement")


def test_talk_is_kept_to_those_who_may(stage: Stage, sign_in) -> None:
    say = f"/tasks/{stage.task.pk}/course/say/"
    helper = sign_in(stage.world.people["finance_liaison"])
    assert (
        "只能填写配合进展"
        in helper.post(say, {"text": "意见", "kind": "comment"}, follow=True).content.decode()
    )
    helper.post(say, {"text": "资金已拨付", "kind": "progress"})
    assert "请填写内容" in helper.post(say, {"text": " ", "kind": "progress"}, follow=True).content.decode()
    course = read(sign_in, stage, "office", f"/tasks/{stage.task.pk}/course/")
    assert "资金已拨付" in course and "配合进展" in course and "您把“" in course


def test_evidence_many_at_once_and_as_attachment(stage: Stage, sign_in) -> None:
    client = sign_in(stage.world.people["finance_liaison"])
    measure = stage.task.measures.get().pk
    files = [SimpleUploadedFile("甲.html.txt", b"<script>"), SimpleUploadedFile("乙.txt", b"b")]
    client.post(f"/tasks/{stage.task.pk}/evidence/", {"evidence": files, "measure": measure})
    kept = list(stage.task.evidence.order_by("pk"))[1:]
    assert [e.name for e in kept] == ["甲.html.txt", "乙.txt"] and all(e.measure_id == measure for e in kept)
    answer = client.get(f"/evidence/{kept[0].pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert (
        answer["Content-Type"] == "application/octet-stream"
        and b"".join(answer.streaming_content) == b"<script>"
    )
    mixed = [SimpleUploadedFile("丙.txt", b"c"), SimpleUploadedFile("丁.exe", b"d")]
    refused = client.post(f"/tasks/{stage.task.pk}/evidence/", {"evidence": mixed}, follow=True)
    assert "丁.exe" in refused.content.decode() and stage.task.evidence.count() == 3


def test_postponement_from_asking_to_the_new_date(stage: Stage, sign_in) -> None:
    p = stage.world.people
    liaison, head, office = (sign_in(p[w]) for w in ("east_liaison", "east_head", "office"))
    path = f"/tasks/{stage.task.pk}/postpone/"
    bad = liaison.post(path, {"due": "明天", "reason": "", "progress": "x"})
    assert bad.status_code == 422 and "日期" in bad.content.decode()
    early = liaison.post(path, {"due": "2026-01-01", "reason": "r", "progress": "p"})
    assert "新时限应晚于现时限" in early.content.decode() and 'value="2026-01-01"' in early.content.decode()
    liaison.post(path, {"due": "2027-03-01", "reason": "批复晚", "progress": "已评审", "once": "p-1"})
    liaison.post(path, {"due": "2027-03-01", "reason": "批复晚", "progress": "已评审", "once": "p-1"})
    asked = Postponement.objects.get()
    here = f"/postponements/{asked.pk}/"
    assert "同意，报办公室" not in liaison.get(here).content.decode()
    assert "同意，报办公室" in head.get(here).content.decode()
    assert office.post(here, {"do": "grant"}).status_code == 422  # the head's step comes first
    head.post(here, {"do": "approve"})
    assert "请填写不批准的理由" in office.post(here, {"do": "refuse", "decision": ""}).content.decode()
    office.post(here, {"do": "grant"})
    stage.task.refresh_from_db()
    assert stage.task.due == dt.date(2027, 3, 1)
    assert "原定2026年12月20日" in read(sign_in, stage, "office", f"/tasks/{stage.task.pk}/")


def test_signoff_lists_what_is_missing_then_closes_on_five_checks(stage: Stage, sign_in) -> None:
    p = stage.world.people
    liaison, head, office = (sign_in(p[w]) for w in ("east_liaison", "east_head", "office"))
    path = f"/tasks/{stage.task.pk}/signoff/"
    text = liaison.get(path).content.decode()
    assert "还缺" in text and "阶段节点“完成摸底”未标明完成" in text
    refused = liaison.post(path, {"statement": "都办好了", "unmet": ""})
    assert refused.status_code == 422 and "都办好了" in refused.content.decode()
    liaison.post(path, {"statement": "都办好了", "unmet": "评审顺延，已获同意"})
    asked = SignOff.objects.get()
    here = f"/signoffs/{asked.pk}/"
    assert "审核通过" not in liaison.get(here).content.decode()
    head.post(here, {"do": "approve"})
    half = office.post(here, {"do": "check", "check_0": "on"})
    assert half.status_code == 422 and "未通过，不能销号" in half.content.decode()
    assert "请填写退回理由" in office.post(here, {"do": "return", "why": ""}).content.decode()
    budget.get(office, here, "signoff")
    office.post(here, {"do": "check", **{f"check_{n}": "on" for n in range(5)}})
    stage.task.refresh_from_db()
    assert stage.task.state == TaskState.CLOSED
    page = read(sign_in, stage, "office", f"/tasks/{stage.task.pk}/")
    assert "重新打开" in page and "终止" not in page
    no = office.post(f"/tasks/{stage.task.pk}/move/reopen/", {"why": ""})
    assert no.status_code == 422
    office.post(f"/tasks/{stage.task.pk}/move/reopen/", {"why": "数据有误"})
    stage.task.refresh_from_db()
    assert stage.task.state == TaskState.ACTIVE


def new_task(stage: Stage, **more: Any) -> dict[str, Any]:
    units = stage.world.units
    return {
        "title": "新任务", "leads": [units["east"].pk], "level": "concrete", "weight": "1", "due": "2026-12-31",
        "measure-rows": "3", "measure-0-indicator": "企业数", "measure-0-comparator": ">=", "measure-0-target": "50",
        "measure-0-unit": "家", "measure-1-comparator": ">=", "stage-rows": "3", "stage-0-name": "过半",
        "stage-0-due": "2026-09-30", "stage-0-percent": "50", "do": "assign", **more,
    }  # fmt: skip


def test_office_adds_a_task_with_rows(stage: Stage, sign_in) -> None:
    office = sign_in(stage.world.people["office"])
    path = f"/plans/{stage.world.plan.pk}/tasks/new/"
    bad = office.post(path, new_task(stage, title="", leads=[], **{"measure-0-target": "很多"}))
    assert bad.status_code == 422 and "请选择牵头单位" in bad.content.decode()
    worse = office.post(path, new_task(stage, **{"measure-0-target": "很多"}))
    assert "“很多”不是数字" in worse.content.decode() and "企业数" in worse.content.decode()
    office.post(path, new_task(stage))
    made = Task.objects.get(title="新任务")
    assert made.measures.get().target == 50 and made.milestones.get().percent == 50
    for who in ("east_liaison", "leader", "east_office"):
        assert sign_in(stage.world.people[who]).post(path, new_task(stage, title="外人")).status_code in (
            403,
            404,
        )
    assert not Task.objects.filter(title="外人").exists()


def test_a_stale_form_is_refused_and_keeps_what_was_typed(stage: Stage, sign_in) -> None:
    office = sign_in(stage.world.people["office"])
    path = f"/tasks/{stage.task.pk}/edit/"
    assert 'value="技术创新中心"' in office.get(path).content.decode()
    stage.task.refresh_from_db()
    measure, stages = stage.task.measures.get(), list(stage.task.milestones.all())
    given = {
        "title": "改过的题目", "leads": [stage.task.lead_id], "supporting": [stage.world.units["finance"].pk],
        "level": "concrete", "weight": "1", "due": "2026-12-20", "due_text": "年底前", "starts": "2026-01-01",
        "responsible": "朱红", "leading_official": "郑海", "measures_text": "一是摸底。", "code": stage.task.code,
        "version": str(stage.task.version), "measure-rows": "1", "measure-0-id": measure.pk,
        "measure-0-indicator": "技术创新中心", "measure-0-target": "3", "measure-0-baseline": "1", "measure-0-unit": "家",
        "measure-0-comparator": ">=", "stage-rows": "2",
    }  # fmt: skip
    for n, row in enumerate(stages):
        given |= {
            f"stage-{n}-id": row.pk,
            f"stage-{n}-name": row.name,
            f"stage-{n}-due": row.due.isoformat(),
            f"stage-{n}-percent": row.percent,
        }
    acts.set_tags(stage.world.people["office"], stage.task, [])
    acts.edit_task(stage.world.people["office2"], stage.task, version=stage.task.version, note="别人")
    stale = office.post(path, given)
    assert (
        stale.status_code == 422
        and "别人刚刚改过" in stale.content.decode()
        and "改过的题目" in stale.content.decode()
    )
    stage.task.refresh_from_db()
    done = office.post(path, {**given, "version": str(stage.task.version)})
    assert done.status_code == 303, done.content.decode()[:3000]
    stage.task.refresh_from_db()
    assert stage.task.title == "改过的题目" and stage.task.measures.get().pk == measure.pk


def test_instruction_becomes_a_task_or_is_filed(stage: Stage, sign_in) -> None:
    p, plan = stage.world.people, stage.world.plan
    one = acts.instruct(p["leader"], plan, "建三个平台")
    two = acts.instruct(p["leader"], plan, "已阅")
    office = sign_in(p["office"])
    path = f"/plans/{plan.pk}/tasks/new/?instruction={one.pk}"
    assert "建三个平台" in office.get(path).content.decode()
    office.post(path, new_task(stage, title="建三个平台"))
    one.refresh_from_db()
    assert one.state == "tasked" and one.made.source_quote == "建三个平台"
    office.post(f"/instructions/{two.pk}/note/", {"why": "无需办理"})
    two.refresh_from_db()
    assert two.state == "noted"
    for who in ("east_liaison", "auditor"):
        assert sign_in(p[who]).get("/instructions/").status_code == 403
    assert "建三个平台" not in read(sign_in, stage, "east_leader", "/instructions/")


def test_hostile_text_is_text_everywhere(stage: Stage, sign_in) -> None:
    p, plan = stage.world.people, stage.world.plan
    task = acts.add_task(
        p["office"], plan, title=HOSTILE, leads=[stage.world.units["east"]], due=dt.date(2026, 12, 31),
        due_text=HOSTILE, responsible=HOSTILE[:60], leading_official=HOSTILE[:60], measures_text=HOSTILE, note_text=HOSTILE,
        measures=[{"indicator": HOSTILE, "unit": "<b>家", "target": 3}],
        milestones=[{"name": HOSTILE, "due": dt.date(2026, 9, 30), "percent": 70}],
        source=acts.Source("documents.finding", 7, HOSTILE, HOSTILE[:60], HOSTILE, HOSTILE),
    )  # fmt: skip
    acts.receive_task(p["east_liaison"], task)
    acts.comment(p["office"], task, HOSTILE)
    acts.instruct(p["leader"], plan, HOSTILE, task)
    acts.ask_postponement(p["east_liaison"], task, due=dt.date(2027, 3, 1), reason=HOSTILE, progress=HOSTILE)
    acts.add_evidence(p["east_liaison"], task, HOSTILE[:40] + ".pdf", b"x")
    acts.save_draft(p["east_liaison"], stage.rounds[1], task, values(), 0)
    asked = acts.ask_signoff(p["east_liaison"], task, statement=HOSTILE, unmet=HOSTILE)
    paths = [
        f"/tasks/{task.pk}/", f"/tasks/{task.pk}/course/", f"/tasks/{task.pk}/edit/", "/instructions/", "/",
        f"/postponements/{Postponement.objects.get(task=task).pk}/", f"/signoffs/{asked.pk}/",
        f"/tasks/{task.pk}/reports/{stage.rounds[1].pk}/",
    ]  # fmt: skip
    for who in ("office", "east_liaison", "leader"):
        client = sign_in(p[who])
        for path in paths:
            answer = client.get(path)
            text = answer.content.decode()
            assert answer.status_code in (200, 403), (who, path)
            assert "<script>alert" not in text and "<img src=x" not in text and "<b>家" not in text, (
                who,
                path,
            )
            assert "\u202e" not in text, (who, path)


def test_a_deadline_on_a_holiday_is_counted_alike_in_every_line(stage: Stage, sign_in) -> None:
    """Saturday 20 June is due on Monday: the light's reason, the due line and the lists count from there."""
    p, u = stage.world.people, stage.world.units
    late = acts.add_task(
        p["office"], stage.world.plan, title="周六到期", leads=[u["east"]], due=dt.date(2026, 6, 20)
    )
    acts.receive_task(p["east_liaison"], late)
    for day, words, never in (
        (dt.date(2026, 6, 21), "还有1天", "逾期1天"),
        (dt.date(2026, 6, 30), "逾期8天", "逾期10天"),
    ):
        with clock.at(day):
            standings.refresh(None, day)
            report = f"/tasks/{late.pk}/reports/{stage.rounds[1].pk}/"
            for path in (f"/tasks/{late.pk}/", f"/tasks/{late.pk}/postpone/", report):
                text = read(sign_in, stage, "east_liaison", path)
                assert words in text and never not in text, (day, path)


def test_the_account_menu_leads_to_ones_tokens(stage: Stage, sign_in) -> None:
    address = reverse("units:tokens")
    assert f'href="{address}"' in read(sign_in, stage, "east_liaison", f"/tasks/{stage.task.pk}/")
