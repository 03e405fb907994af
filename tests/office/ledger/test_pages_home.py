"""我的工作: each role sees its own work, nobody another's."""

from __future__ import annotations

import pytest
from tests.office import budget
from tests.office.ledger.stage import DAY, Stage, make_stage, values
from tests.office.world import World

from luodi.office.journal import clock
from luodi.office.ledger import acts, standings
from luodi.office.ledger.models import Report, Task
from luodi.office.units.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(world: World) -> Stage:
    made = make_stage(world)
    with clock.at(DAY):
        standings.refresh(None, DAY)
        yield made


def submitted(stage: Stage) -> Report:
    p = stage.world.people
    report = acts.save_draft(
        p["east_liaison"], stage.rounds[1], stage.task, values(stage.task.measures.get().pk), 0
    )
    return acts.submit_report(p["east_liaison"], report, report.version)


def page(sign_in, stage: Stage, who: str) -> str:
    return sign_in(stage.world.people[who]).get("/").content.decode()


def test_liaison_sees_what_to_receive_and_to_file(stage: Stage, sign_in) -> None:
    text = page(sign_in, stage, "east_liaison")
    assert "待签收的任务" in text and "开展科技特派员行动" in text
    assert f"/tasks/{stage.task.pk}/reports/{stage.rounds[1].pk}/" in text
    assert "还有5天" in text  # June's reports are due on the 25th
    assert "等我审核的月报" not in text and "等办公室采用的月报" not in text and "迟报单位" not in text


def test_a_report_to_file_is_listed_once(stage: Stage, sign_in) -> None:
    text = sign_in(stage.world.people["east_liaison"]).get("/reports/").content.decode()
    address = f'class="todo-main" href="/tasks/{stage.task.pk}/reports/{stage.rounds[1].pk}/"'
    assert text.count(address) == 1


def test_returned_report_comes_first_with_its_reason(stage: Stage, sign_in) -> None:
    acts.return_report(stage.world.people["east_head"], submitted(stage), "请写具体数据")
    text = page(sign_in, stage, "east_liaison")
    assert text.index("退回给我修改的月报") < text.index("待签收的任务")
    assert "请写具体数据" in text


def test_a_county_with_its_own_liaison_is_not_the_citys_work(stage: Stage, sign_in) -> None:
    assert "建成石桥中试基地" not in page(sign_in, stage, "east_liaison")
    assert "建成石桥中试基地" in page(sign_in, stage, "county_liaison")
    Role.objects.filter(person=stage.world.people["county_liaison"]).delete()
    assert "建成石桥中试基地" in page(sign_in, stage, "east_liaison")


def test_head_reads_and_approves_several_at_once(stage: Stage, sign_in) -> None:
    report = submitted(stage)
    client = sign_in(stage.world.people["east_head"])
    text = client.get("/").content.decode()
    assert "本月组织评审两次。" in text and "已看，同意" in text
    assert "本单位还没有报的月报" in text
    answer = client.post("/reports/approve/", {"report": [report.pk], "back": "/"}, follow=True)
    assert answer.redirect_chain[0] == ("/", 303)
    assert "已审核通过1份月报" in answer.content.decode()
    report.refresh_from_db()
    assert report.state == Report.State.APPROVED


def test_a_figure_that_fell_is_pointed_out_to_whoever_approves(stage: Stage, sign_in) -> None:
    report = submitted(stage)
    assert report.percent > 0
    client = sign_in(stage.world.people["east_head"])
    assert "低于上次" not in client.get("/").content.decode()
    Task.objects.filter(pk=report.task_id).update(progress=report.percent + 1)
    assert "低于上次" in client.get("/").content.decode()


def test_nobody_approves_what_they_submitted(stage: Stage, sign_in) -> None:
    p = stage.world.people
    Role.objects.create(person=p["east_liaison"], kind="head", unit=stage.world.units["east"])
    report = submitted(stage)
    client = sign_in(p["east_liaison"])
    text = client.get("/").content.decode()
    assert "您是提交人或前一步的审核人" in text and f'value="{report.pk}" form="batch-approve"' not in text
    answer = client.post("/reports/approve/", {"report": [report.pk]}, follow=True)
    assert "不能由同一人" in answer.content.decode()
    report.refresh_from_db()
    assert report.state == Report.State.SUBMITTED


def test_office_accepts_in_batch_and_sees_instructions(stage: Stage, sign_in) -> None:
    p = stage.world.people
    report = acts.approve_report(p["east_head"], submitted(stage))
    acts.instruct(p["leader"], stage.world.plan, "抓紧建设中试平台")
    client = sign_in(p["office"])
    text = client.get("/").content.decode()
    for words in ("等办公室采用的月报", "抓紧建设中试平台", "迟报单位", "今天新亮红灯"):
        assert words in text
    client.post("/reports/accept/", {"report": [report.pk]})
    stage.task.refresh_from_db()
    assert stage.task.progress == 40


def test_leader_sees_the_sentence_and_reds_and_may_instruct(stage: Stage, sign_in) -> None:
    client = sign_in(stage.world.people["leader"])
    text = client.get("/").content.decode()
    assert "截至目前，省科技创新委员会交办的" in text and "红灯任务" in text
    assert "请加快拨付" in text  # May's request for coordination
    assert "研究设立科创基金" not in text  # a draft
    answer = client.post("/instructions/", {"plan": stage.world.plan.pk, "text": "请尽快办理", "back": "/"})
    assert answer.status_code == 303 and stage.world.plan.instructions.get().text == "请尽快办理"


@pytest.mark.parametrize("who", ["auditor", "system", "security", "audit"])
def test_administrators_and_auditors_see_no_business(stage: Stage, sign_in, who: str) -> None:
    text = page(sign_in, stage, who)
    assert "您的工作在这里" in text or "您还没有业务角色" in text
    for words in ("新建省级技术创新中心", "红灯", "月报", "待签收"):
        assert words not in text


def test_several_roles_stand_together(stage: Stage, sign_in) -> None:
    p = stage.world.people
    Role.objects.create(person=p["east_liaison"], kind="head", unit=stage.world.units["east"])
    text = page(sign_in, stage, "east_liaison")
    assert "要报的月报" in text and "等我审核的月报" in text


@pytest.mark.parametrize("who", ["east_liaison", "east_head", "office", "leader", "auditor"])
def test_queries(stage: Stage, sign_in, who: str) -> None:
    p = stage.world.people
    acts.approve_report(p["east_head"], submitted(stage))
    acts.instruct(p["leader"], stage.world.plan, "抓紧")
    acts.ask_postponement(
        p["east_liaison"], stage.task, due=stage.task.due.replace(year=2027), reason="a", progress="b"
    )
    budget.get(sign_in(p[who]), "/", f"home {who}")
    if who in ("east_head", "office"):
        budget.get(sign_in(p[who]), "/reports/inbox/", f"reports_inbox {who}")
    if who == "east_liaison":
        budget.get(sign_in(p[who]), "/reports/", "reports_mine")
