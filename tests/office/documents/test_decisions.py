"""What the office decides: each an act with its entry, its provenance, and a clear no to who comes late."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from tests.office.documents.conftest import read
from tests.office.world import World

from luodi.office.documents import acts, coverage
from luodi.office.documents.models import Document, Finding
from luodi.office.journal.models import Entry
from luodi.office.ledger.models import Plan, Task, Theme
from luodi.office.search import index
from luodi.office.units.scope import Refusal

pytestmark = pytest.mark.django_db


def named(document: Document, words: str) -> Finding:
    return document.findings.get(kind="task", action__contains=words)


def accept(world: World, *findings: Finding, **more: object) -> acts.Accepted:
    assert world.plan
    return acts.accept_findings(world.people["office"], findings, world.plan, **more)  # type: ignore[arg-type]


def test_accepting_opens_a_task_with_its_provenance(world: World, plan_paper: Document) -> None:
    theme = Theme.objects.get()
    survey = named(plan_paper, "企业摸底")
    [task] = accept(world, survey, theme=theme).tasks
    survey.refresh_from_db()
    assert survey.state == "accepted" and survey.task == task and survey.decided_by == world.people["office"]
    assert (task.lead, task.theme, task.due) == (world.units["office"], theme, dt.date(2026, 6, 30))
    assert (task.source_type, task.source_id) == ("documents.finding", survey.pk)
    assert task.source_quote == survey.quote and task.source_quote in plan_paper.text
    assert task.source_number == "河政办〔2026〕8号" and "培育创新主体" in task.source_section
    assert [s.unit for s in task.supporting.all()] == [world.units["finance"]]
    entry = Entry.objects.get(act="finding.accept")
    assert entry.subject_id == plan_paper.pk and task.code in entry.sentence


def test_goals_of_the_sentence_become_measures(world: World, plan_paper: Document) -> None:
    [task] = accept(world, named(plan_paper, "新增高新技术企业")).tasks
    [measure] = task.measures.all()
    assert (measure.indicator, measure.target, measure.unit) == ("新增高新技术企业", Decimal(120), "家")
    assert measure.comparator == ">="
    [other] = accept(world, named(plan_paper, "企业摸底")).tasks
    assert not other.measures.exists()  # the figure is its neighbour's


def test_a_goal_itself_can_be_accepted_once_somebody_leads_it(world: World, plan_paper: Document) -> None:
    growth = plan_paper.findings.get(kind="target", quote__contains="技术合同成交额")
    with pytest.raises(ValidationError, match="没有牵头单位"):
        accept(world, growth)
    acts.edit_finding(world.people["office"], growth, owners=["省科技厅"])
    [task] = accept(world, growth).tasks
    [measure] = task.measures.all()
    assert measure.indicator.endswith("增长") and measure.target == 20 and measure.unit == "%"


def test_assumed_dates_stay_marked_until_confirmed(world: World, plan_paper: Document) -> None:
    rule = named(plan_paper, "管理办法")
    acts.confirm_due(world.people["office"], rule)
    rule.refresh_from_db()
    assert not rule.due_assumed and rule.due == dt.date(2026, 4, 1)
    send = named(plan_paper, "项目清单")
    acts.edit_finding(world.people["office"], send, owners=["省科技厅"])
    [task] = accept(world, send).tasks
    assert task.due_assumed and task.due_text == "抓紧"


def test_a_collective_becomes_one_task_per_unit(world: World) -> None:
    d = read(world, "通知.txt", "关于报送材料的通知\n\n两市要在6月底前建立企业台账。\n")
    [task] = accept(world, named(d, "台账")).tasks
    assert task.collective == "两市"
    assert [t.lead for t in task.children.order_by("pk")] == [world.units["east"], world.units["west"]]


def test_a_batch_keeps_what_can_be_kept_and_names_the_rest(world: World, plan_paper: Document) -> None:
    done = accept(world, *plan_paper.findings.filter(kind="task", level="concrete"))
    assert len(done.tasks) == 5
    [(left, why)] = done.left
    assert "省未知局" in why and left.quote.endswith("报送项目清单")
    assert Entry.objects.filter(act="finding.accept").count() == 1
    plan_paper.refresh_from_db()
    assert plan_paper.coverage == Decimal("60.00")  # three of the five numbered paragraphs
    found = coverage.of(plan_paper)
    assert [(p.found, p.became, p.state) for p in found.paragraphs] == [
        (0, 0, "empty"), (2, 2, "full"), (2, 2, "full"), (2, 1, "part"), (0, 0, "empty"),
    ]  # fmt: skip


def test_two_reviewers_at_once(world: World, plan_paper: Document) -> None:
    survey = named(plan_paper, "企业摸底")
    accept(world, survey)
    with pytest.raises(ValidationError, match=r"周明已于.*已采纳.*任务") as late:
        acts.reject_findings(world.people["office2"], [survey], "重复")
    assert "没有重复办理" in str(late.value)
    with pytest.raises(ValidationError, match="没有重复办理"):
        accept(world, survey)
    assert Task.objects.filter(source_id=survey.pk).count() == 1


def test_a_decision_on_an_older_wording_is_refused(world: World, plan_paper: Document) -> None:
    survey = named(plan_paper, "企业摸底")
    seen = survey.version
    acts.edit_finding(world.people["office2"], survey, action="完成全省企业摸底", version=seen)
    with pytest.raises(ValidationError, match="刚刚改过"):
        accept(world, survey, versions={survey.pk: seen})
    with pytest.raises(ValidationError, match="刚刚改过"):
        acts.edit_finding(world.people["office"], survey, action="别的", version=seen)
    survey.refresh_from_db()
    assert survey.state == "open" and survey.action == "完成全省企业摸底"
    assert "全省" in Entry.objects.get(act="finding.edit").sentence


def test_edit_resolves_names_and_reports_every_fault(world: World, plan_paper: Document) -> None:
    office, send = world.people["office"], named(plan_paper, "项目清单")
    acts.edit_finding(office, send, owners=["两市", "省财政厅"], support=["没有的局"])
    send.refresh_from_db()
    assert send.leads == [world.units[k].pk for k in ("east", "west", "finance")]
    assert send.unresolved == ["没有的局"]
    with pytest.raises(ValidationError) as fault:
        acts.edit_finding(office, send, action=" ", recurs="daily")
    assert set(fault.value.message_dict) == {"action", "recurs"}
    before = Entry.objects.count()
    acts.edit_finding(office, send, owners=["两市", "省财政厅"])  # nothing changes: nothing is recorded
    assert Entry.objects.count() == before


def test_reject_needs_a_reason_and_can_be_taken_back(world: World, plan_paper: Document) -> None:
    office, survey = world.people["office"], named(plan_paper, "企业摸底")
    with pytest.raises(ValidationError, match="理由"):
        acts.reject_findings(office, [survey], "  ")
    acts.reject_findings(office, [survey], "已经完成")
    assert Entry.objects.get(act="finding.reject").why == "已经完成"
    acts.reopen_finding(office, survey)
    survey.refresh_from_db()
    assert survey.state == "open" and survey.decided_by is None and survey.reason == ""
    accept(world, survey)
    with pytest.raises(ValidationError, match="已开列任务"):
        acts.reopen_finding(office, survey)


def test_split_at_a_place_in_the_quote(world: World, plan_paper: Document) -> None:
    office, build = world.people["office"], named(plan_paper, "建成石桥中试基地")
    at = build.quote.index("并投入")
    one, two = acts.split_finding(office, build, [at])
    assert one.quote == "建成石桥中试基地" and two.quote == "并投入使用"
    for part in (one, two):
        assert plan_paper.text[part.start : part.end] == part.quote
        assert part.lead == build.lead and part.state == "open" and part.parent == build
    build.refresh_from_db()
    assert build.state == "split"
    with pytest.raises(ValidationError, match="选择拆开的位置"):
        acts.split_finding(office, one, [0, 999])
    acts.reopen_finding(office, build)
    assert not Finding.objects.filter(pk__in=[one.pk, two.pk]).exists()


def test_a_part_with_the_deadline_keeps_it(world: World, plan_paper: Document) -> None:
    survey = named(plan_paper, "企业摸底")
    one, two = acts.split_finding(world.people["office"], survey, [survey.quote.index("完成")])
    assert one.due == survey.due and two.due is None


def test_merge_joins_words_that_stand_side_by_side(world: World, plan_paper: Document) -> None:
    office = world.people["office"]
    rule, build = named(plan_paper, "管理办法"), named(plan_paper, "建成石桥")
    into = acts.merge_findings(office, build, rule)
    assert into.quote.startswith("尽快制定") and into.quote.endswith("投入使用")
    assert plan_paper.text[into.start : into.end] == into.quote
    assert into.action == "制定中试基地管理办法；建成石桥中试基地并投入使用"
    build.refresh_from_db()
    assert build.state == "merged" and build.parent == into
    far = acts.merge_findings(office, named(plan_paper, "项目清单"), into)
    assert far.quote == into.quote  # too far apart: the words stay, the action says both
    assert "报送项目清单" in far.action
    with pytest.raises(ValidationError, match="自己"):
        acts.merge_findings(office, far, far)


def test_merge_into_a_task_leaves_a_remark_there(world: World, plan_paper: Document) -> None:
    survey, task = named(plan_paper, "企业摸底"), world.tasks["east"]
    acts.merge_into_task(world.people["office"], survey, task)
    survey.refresh_from_db()
    assert survey.state == "merged" and survey.task == task
    assert survey.quote in task.comments.get().text
    d = read(world, "东泽.txt", "东泽市工作通知\n\n东泽市科技局要尽快制定管理办法。\n", unit="east")
    foreign = named(d, "管理办法")
    with pytest.raises(ValidationError, match="范围"):
        acts.merge_into_task(world.people["east_office"], foreign, world.tasks["west"])


def test_words_marked_by_hand(world: World, plan_paper: Document) -> None:
    start = plan_paper.text.index("现将方案印发给你们")
    made = acts.add_finding(world.people["office"], plan_paper, start, start + 9)
    assert made.quote == "现将方案印发给你们" and index.matching("finding", "现将方案").exists()
    with pytest.raises(ValidationError, match="已经是一条"):
        acts.add_finding(world.people["office"], plan_paper, start, start + 9)
    for bad in ((5, 5), (0, 3), (10**9, 10**9 + 50), (-5, 2)):
        with pytest.raises(ValidationError):
            acts.add_finding(world.people["office"], plan_paper, *bad)


def test_facts_are_not_decided(world: World) -> None:
    d = read(world, "通报.txt", "关于一季度情况的通报\n\n一季度全省高新技术企业达到2680家。\n")
    fact = d.findings.get(kind="target")
    with pytest.raises(ValidationError, match="只供查看"):
        accept(world, fact)


def test_only_the_office_of_the_unit_decides(world: World, plan_paper: Document) -> None:
    survey = named(plan_paper, "企业摸底")
    assert world.plan
    for key in ("leader", "east_office", "finance_liaison", "auditor", "system", "security"):
        person = world.people[key]
        for attempt in (
            lambda p=person: acts.accept_findings(p, [survey], world.plan),
            lambda p=person: acts.reject_findings(p, [survey], "x"),
            lambda p=person: acts.edit_finding(p, survey, action="x"),
            lambda p=person: acts.split_finding(p, survey, [2]),
            lambda p=person: acts.add_finding(p, plan_paper, 0, 20),
            lambda p=person: acts.read_again(p, plan_paper),
        ):
            with pytest.raises(Refusal):
                attempt()
    survey.refresh_from_db()
    assert survey.version == 0


def test_a_plan_of_another_office_is_refused(world: World) -> None:
    own = Plan.objects.create(unit=world.units["east"], name="东泽方案", since=dt.date(2026, 1, 1))
    d = read(world, "东泽.txt", "东泽市工作通知\n\n石桥县要尽快制定管理办法。\n", unit="east")
    finding = named(d, "管理办法")
    with pytest.raises(Refusal):
        acts.accept_findings(world.people["east_office"], [finding], world.plan)  # type: ignore[arg-type]
    assert acts.accept_findings(world.people["east_office"], [finding], own).tasks


def test_drafts_when_asked(world: World, plan_paper: Document) -> None:
    [task] = accept(world, named(plan_paper, "企业摸底"), assign=False).tasks
    assert task.state == "draft"
