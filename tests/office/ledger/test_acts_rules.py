"""The rules beyond who and when: versions, codes, collective owners, dates, sign-off, reports' figures."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from tests.office.world import World

from luodi.office.journal.clock import at
from luodi.office.journal.models import Entry
from luodi.office.ledger import acts
from luodi.office.ledger.models import Day, Evidence, Instruction, Measure, Report, Round, Task
from luodi.office.units.models import Person, Role
from luodi.office.units.scope import Refusal

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 10)
END = dt.date(2026, 12, 31)


def told(error: pytest.ExceptionInfo[BaseException]) -> str:
    raised = error.value
    return "".join(raised.messages) if isinstance(raised, ValidationError) else str(raised)


@pytest.fixture(autouse=True)
def march() -> object:
    with at(DAY):
        yield


@pytest.fixture
def office(world: World) -> Person:
    return world.people["office"]


@pytest.fixture
def round(world: World, office: Person) -> Round:
    return acts.open_round(office, world.plan, DAY)  # type: ignore[arg-type]


def make(world: World, *leads: str, **more: object) -> Task:
    values = {"title": "建设平台", "leads": [world.units[k] for k in leads or ("east",)], "due": END, **more}
    return acts.add_task(world.people["office"], world.plan, **values)  # type: ignore[arg-type]


def accepted(world: World, round: Round, task: Task, unit: str, **values: object) -> Report:
    p = world.people
    given = {"progress": "推进", "percent": 40, **values}
    report = acts.save_draft(p[f"{unit}_liaison"], round, task, given, 0)
    report = acts.submit_report(p[f"{unit}_liaison"], report, report.version)
    report = acts.approve_report(p[f"{unit}_head"], report)
    return acts.accept_report(p["office"], report)


class TestPlans:
    def test_one_name_once(self, world: World, office: Person) -> None:
        with pytest.raises(ValidationError, match="已有同名方案"):
            acts.open_plan(office, world.units["province"], name="2026年科技创新工作推进方案", since=DAY)

    def test_every_fault_at_once(self, world: World, office: Person) -> None:
        with pytest.raises(ValidationError) as error:
            acts.open_plan(
                office, world.units["province"], name=" ", since=DAY, until=dt.date(2025, 1, 1), report_day=40
            )
        assert set(error.value.message_dict) == {"name", "until", "report_day"}

    def test_a_city_opens_its_own_and_not_the_provinces(self, world: World) -> None:
        mine = acts.open_plan(world.people["east_office"], world.units["east"], name="市方案", since=DAY)
        assert mine.unit == world.units["east"]
        with pytest.raises(Refusal, match="不在本单位范围"):
            acts.open_plan(world.people["east_office"], world.units["province"], name="省方案", since=DAY)

    def test_lights_are_checked_and_change_every_standing(self, world: World, office: Person) -> None:
        with pytest.raises(ValidationError, match="不认识的键"):
            acts.change_plan(office, world.plan, lights={"yelow_to": 3})  # type: ignore[arg-type]
        changed = acts.change_plan(office, world.plan, lights={"yellow_to": 20}, why="会议定")  # type: ignore[arg-type]
        assert changed.lights == {"yellow_to": 20}
        before = Entry.objects.count()
        acts.change_plan(office, changed, lights={"yellow_to": 20})
        assert Entry.objects.count() == before  # nothing changed, nothing told

    def test_a_used_theme_stays(self, world: World, office: Person) -> None:
        with pytest.raises(ValidationError, match="已有任务，不能删去"):
            acts.change_plan(office, world.plan, themes=["以人才促创新"])  # type: ignore[arg-type]
        acts.change_plan(office, world.plan, themes=["以人才促创新", "以平台促创新"])  # type: ignore[arg-type]
        assert [t.name for t in world.plan.themes.all()] == ["以人才促创新", "以平台促创新"]  # type: ignore[union-attr]

    def test_closing_with_work_left_needs_a_reason(self, world: World, office: Person) -> None:
        with pytest.raises(ValidationError, match="还有5项任务未办结"):
            acts.change_plan(office, world.plan, state="closed")  # type: ignore[arg-type]
        closed = acts.change_plan(office, world.plan, state="closed", why="并入新方案")  # type: ignore[arg-type]
        assert Entry.objects.about(closed).last().why == "并入新方案"  # type: ignore[union-attr]
        with pytest.raises(ValidationError, match="未在实施中"):
            make(world)


class TestTasks:
    def test_codes_count_on_from_what_is_there(self, world: World) -> None:
        first = make(world)
        assert first.code == "7"
        child = make(world, parent=first)
        assert (child.code, make(world, parent=first).code, make(world).code) == ("7.1", "7.2", "8")

    def test_a_code_of_ones_own(self, world: World) -> None:
        assert make(world, code="三（一）").code == "三（一）"
        with pytest.raises(ValidationError, match="编号“3”在本方案中已有"):
            make(world, code="3")

    def test_nobody_leads(self, world: World, office: Person) -> None:
        with pytest.raises(ValidationError, match="请先确定牵头单位"):
            acts.add_task(office, world.plan, title="有关部门加强服务", leads=[])  # type: ignore[arg-type]

    def test_a_unit_that_is_gone(self, world: World) -> None:
        west = world.units["west"]
        west.until = dt.date(2025, 12, 31)
        west.save()
        with pytest.raises(ValidationError, match="“西岭市”已撤并"):
            make(world, "west")

    def test_all_faults_of_a_form_at_once(self, world: World) -> None:
        with pytest.raises(ValidationError) as error:
            make(world, title=" ", weight="-1", money_planned="五万", level="stance", due_text="长" * 201)
        assert set(error.value.message_dict) == {"title", "weight", "money_planned", "level", "due_text"}

    def test_stages_that_fall_are_told(self, world: World) -> None:
        stages = [
            {"name": "一", "due": dt.date(2026, 6, 30), "percent": 60},
            {"name": "二", "due": dt.date(2026, 9, 30), "percent": 40},
            {"name": "", "due": None, "percent": "x"},
        ]
        with pytest.raises(ValidationError) as error:
            make(world, milestones=stages)
        assert "第3个节点" in told(error)
        with pytest.raises(ValidationError, match="不应回落"):
            make(world, milestones=stages[:2])

    def test_drafts_are_assigned_with_their_family(self, world: World, office: Person) -> None:
        parent = make(world, "east", "west", collective="两市", assign=False)
        children = list(Task.objects.filter(parent=parent))
        assert {t.state for t in (parent, *children)} == {"draft"}
        acts.assign_tasks(office, [children[0]])
        assert set(
            Task.objects.filter(plan=world.plan, code__startswith=parent.code).values_list("state", flat=True)
        ) == {
            "assigned",
            "draft",
        }
        acts.assign_tasks(office, [children[1]])
        parent.refresh_from_db()
        assert (parent.state, parent.due_first) == ("assigned", END)

    def test_a_stale_form(self, world: World, office: Person) -> None:
        task = make(world)
        acts.edit_task(office, task, version=0, title="建设中试平台")
        with pytest.raises(ValidationError, match="别人刚刚改过"):
            acts.edit_task(world.people["office2"], task, version=0, title="别的")

    def test_the_office_does_not_write_the_units_figures(self, world: World, office: Person) -> None:
        task = make(world)
        with pytest.raises(Refusal, match="不能代改"):
            acts.edit_task(office, task, version=0, money_spent=100)
        acts.edit_task(world.people["east_liaison"], task, version=0, money_spent="100.5", responsible="朱红")
        task.refresh_from_db()
        assert (task.money_spent, task.responsible) == (Decimal("100.50"), "朱红")
        with pytest.raises(Refusal):
            acts.edit_task(world.people["east_liaison"], task, version=1, title="改小任务")

    def test_the_due_moves_by_postponement_once_received(self, world: World, office: Person) -> None:
        task = make(world)
        with pytest.raises(ValidationError, match="更正时限的理由"):
            acts.edit_task(office, task, version=0, due=dt.date(2026, 11, 30))
        task = acts.edit_task(office, task, version=0, due=dt.date(2026, 11, 30), why="录入有误")
        assert task.due_first == dt.date(2026, 11, 30)
        acts.receive_task(world.people["east_liaison"], task)
        with pytest.raises(ValidationError, match="延期程序"):
            acts.edit_task(office, task, version=2, due=END, why="再改")

    def test_an_assumed_date_may_be_fixed(self, world: World, office: Person) -> None:
        task = make(world, due=dt.date(2026, 4, 9), due_text="尽快", due_assumed=True)
        acts.receive_task(world.people["east_liaison"], task)
        task = acts.edit_task(office, task, version=1, due=dt.date(2026, 5, 31))
        assert (task.due, task.due_first, task.due_assumed) == (
            dt.date(2026, 5, 31),
            dt.date(2026, 5, 31),
            False,
        )

    def test_a_new_lead_receives_again(self, world: World, office: Person) -> None:
        task = make(world)
        acts.receive_task(world.people["east_liaison"], task)
        with pytest.raises(ValidationError, match="调整牵头单位的理由"):
            acts.edit_task(office, task, version=1, lead=world.units["west"])
        task = acts.edit_task(office, task, version=1, lead=world.units["west"], why="职责划转")
        assert (task.state, task.lead) == ("assigned", world.units["west"])

    def test_dropping_is_for_drafts(self, world: World, office: Person) -> None:
        draft = make(world, "east", "west", assign=False)
        acts.drop_task(office, draft, "与他项重复")
        assert not Task.objects.filter(code__startswith=draft.code).exists()
        assert Entry.objects.filter(act="task.drop").count() == 3


class TestCollective:
    def test_parent_and_children(self, world: World, round: Round) -> None:
        parent = make(
            world,
            "east",
            "west",
            collective="两市",
            measures=[
                {"indicator": "高企", "unit": "家", "target": 50},
                {"indicator": "覆盖率", "unit": "%", "target": 90},
            ],
            milestones=[{"name": "过半", "due": dt.date(2026, 6, 30), "percent": 50}],
        )
        east, west = Task.objects.filter(parent=parent).order_by("pk")
        assert (parent.lead, parent.collective) == (world.units["province"], "两市")
        assert (east.code, west.code) == (f"{parent.code}.1", f"{parent.code}.2")
        assert [m.indicator for m in parent.measures.all()] == ["高企"]
        assert {m.indicator: m.target for m in east.measures.all()} == {"高企": None, "覆盖率": 90}
        assert (parent.milestones.count(), east.milestones.count()) == (0, 1)
        figure = {str(east.measures.get(indicator="高企").pk): "30"}
        accepted(world, round, east, "east", percent=60, measures=figure)
        parent.refresh_from_db()
        assert (parent.progress, parent.state, parent.measures.get().current) == (Decimal(30), "active", 30)
        with pytest.raises(Refusal):
            acts.save_draft(world.people["east_liaison"], round, parent, {"progress": "代填"}, 0)

    def test_weights(self, world: World, office: Person, round: Round) -> None:
        parent = make(world, "east", "west")
        east, west = Task.objects.filter(parent=parent).order_by("pk")
        acts.edit_task(office, west, version=0, weight=3)
        accepted(world, round, east, "east", percent=100)
        accepted(world, round, west, "west", percent=20)
        parent.refresh_from_db()
        assert parent.progress == Decimal(40)
        acts.end_task(office, west, "不再需要")
        parent.refresh_from_db()
        assert parent.progress == Decimal(100)

    def test_closes_and_reopens_with_its_children(self, world: World, office: Person, round: Round) -> None:
        parent = make(world, "east", "west")
        for key, child in zip(
            ("east", "west"), Task.objects.filter(parent=parent).order_by("pk"), strict=True
        ):
            accepted(world, round, child, key, percent=100)
            signoff = acts.ask_signoff(world.people[f"{key}_liaison"], child, statement="完成")
            acts.approve_signoff(world.people[f"{key}_head"], signoff)
            parent.refresh_from_db()
            assert parent.state == "active"
            acts.check_signoff(office, signoff, dict.fromkeys(acts.CHECKS, True))
        parent.refresh_from_db()
        assert (parent.state, parent.closed_on, parent.progress) == ("closed", DAY, 100)
        acts.reopen_task(office, child, "复核发现未达标")
        parent.refresh_from_db()
        assert (parent.state, parent.closed_on) == ("active", None)

    def test_postponing_a_child_carries_the_parent(self, world: World, office: Person) -> None:
        parent = make(world, "east", "west")
        child = Task.objects.get(parent=parent, lead=world.units["east"])
        later = dt.date(2027, 2, 28)
        asked = acts.ask_postponement(
            world.people["east_liaison"], child, due=later, reason="征地", progress="半"
        )
        acts.approve_postponement(world.people["east_head"], asked)
        acts.decide_postponement(office, asked, True)
        parent.refresh_from_db()
        assert (parent.due, parent.due_first) == (later, END)


class TestReports:
    def test_figures_are_checked_at_once(self, world: World, round: Round) -> None:
        task, other = make(world), make(world, "west", measures=[{"indicator": "甲"}])
        values = {"percent": "120", "progress": "长" * 5001, "measures": {str(other.measures.get().pk): 1}}
        with pytest.raises(ValidationError) as error:
            acts.save_draft(world.people["east_liaison"], round, task, values, 0)
        assert set(error.value.message_dict) == {"percent", "progress", "measures"}
        assert "0到100之间，现为120" in told(error)
        with pytest.raises(ValidationError, match="“很多”不是数字"):
            acts.save_draft(world.people["east_liaison"], round, task, {"percent": "很多"}, 0)

    @pytest.mark.parametrize("percent", ["0", "100", "99.99", "50%"])
    def test_bounds_belong(self, world: World, round: Round, percent: str) -> None:
        report = acts.save_draft(world.people["east_liaison"], round, make(world), {"percent": percent}, 0)
        assert report.percent == Decimal(percent.rstrip("%"))

    @pytest.mark.parametrize("percent", ["-0.01", "100.01", "NaN", "Infinity", "1e9"])
    def test_beyond_is_refused(self, world: World, round: Round, percent: str) -> None:
        with pytest.raises(ValidationError):
            acts.save_draft(world.people["east_liaison"], round, make(world), {"percent": percent}, 0)

    def test_saving_the_same_again_says_nothing(self, world: World, round: Round) -> None:
        task = make(world)
        report = acts.save_draft(world.people["east_liaison"], round, task, {"next": "招标"}, 0)
        before = Entry.objects.count()
        again = acts.save_draft(world.people["east_liaison"], round, task, {"next": "招标"}, report.version)
        assert (again.version, Entry.objects.count()) == (report.version, before)

    def test_two_windows(self, world: World, round: Round) -> None:
        task, who = make(world), world.people["east_liaison"]
        acts.save_draft(who, round, task, {"next": "一"}, 0)
        with pytest.raises(ValidationError, match="别人刚刚改过"):
            acts.save_draft(who, round, task, {"next": "二"}, 0)

    def test_incomplete_is_not_handed_in(self, world: World, round: Round) -> None:
        who = world.people["east_liaison"]
        report = acts.save_draft(who, round, make(world), {"request": "用地指标"}, 0)
        with pytest.raises(ValidationError) as error:
            acts.submit_report(who, report, report.version)
        assert set(error.value.message_dict) == {"progress", "percent", "request_of"}

    def test_a_unit_without_a_head(self, world: World, round: Round) -> None:
        who = world.people["west_liaison"]
        Role.objects.filter(person=world.people["west_head"]).delete()
        report = acts.save_draft(who, round, world.tasks["west"], {"progress": "推进", "percent": 5}, 0)
        with pytest.raises(Refusal, match="没有可审核的负责人，请在单位人员中设置"):
            acts.submit_report(who, report, report.version)

    def test_a_head_who_files_needs_another_to_approve(self, world: World, round: Round) -> None:
        second = Person.objects.create(login="east_vice", name="副职", unit=world.units["east"])
        Role.objects.create(person=second, kind="head", unit=world.units["east"])
        head = world.people["east_head"]
        report = acts.save_draft(head, round, make(world), {"progress": "推进", "percent": 5}, 0)
        report = acts.submit_report(head, report, report.version)
        with pytest.raises(Refusal, match="不能由同一人提交和审核"):
            acts.approve_report(head, report)
        assert acts.approve_report(second, report).state == "approved"

    def test_who_stands_in_does_not_approve_own_paper(self, world: World, round: Round) -> None:
        head, liaison = world.people["east_head"], world.people["east_liaison"]
        head.substitute, head.substitute_since, head.substitute_until = liaison, DAY, DAY
        head.save()
        liaison = Person.objects.get(pk=liaison.pk)
        report = acts.save_draft(liaison, round, make(world), {"progress": "推进", "percent": 5}, 0)
        report = acts.submit_report(liaison, report, report.version)
        with pytest.raises(Refusal, match="不能由同一人提交和审核"):
            acts.approve_report(liaison, report)
        assert acts.approve_report(head, report).state == "approved"

    def test_the_office_person_is_a_third(self, world: World, round: Round) -> None:
        head = world.people["east_head"]
        Role.objects.create(person=head, kind="office", unit=world.units["province"])
        head = Person.objects.get(pk=head.pk)
        liaison = world.people["east_liaison"]
        report = acts.save_draft(liaison, round, make(world), {"progress": "推进", "percent": 5}, 0)
        report = acts.submit_report(liaison, report, report.version)
        report = acts.approve_report(head, report)
        with pytest.raises(Refusal, match="不能由同一人"):
            acts.accept_report(head, report)

    def test_late_is_taken_and_told(self, world: World, round: Round) -> None:
        task = make(world)
        with at(dt.date(2026, 3, 26)):
            report = acts.save_draft(
                world.people["east_liaison"], round, task, {"progress": "晚", "percent": 5}, 0
            )
            acts.submit_report(world.people["east_liaison"], report, report.version)
        assert Entry.objects.get(act="report.submit").values["late"] is True
        task.refresh_from_db()
        assert task.standing.report_late is True

    def test_mending_does_not_make_late(self, world: World, round: Round) -> None:
        who, task = world.people["east_liaison"], make(world)
        report = acts.save_draft(who, round, task, {"progress": "初", "percent": 5}, 0)
        report = acts.submit_report(who, report, report.version)
        with at(dt.date(2026, 3, 27)):
            report = acts.return_report(world.people["east_head"], report, "太简单")
            report = acts.save_draft(who, round, task, {"progress": "补"}, report.version)
            report = acts.submit_report(who, report, report.version)
            assert (report.returned_why, task.__class__.objects.get(pk=task.pk).standing.report_late) == (
                "",
                False,
            )

    def test_an_older_month_does_not_undo_a_newer(self, world: World, office: Person, round: Round) -> None:
        task = world.tasks["east"]
        with at(dt.date(2026, 2, 5)):
            february = acts.open_round(office, world.plan, dt.date(2026, 2, 1))  # type: ignore[arg-type]
        accepted(world, round, task, "east", percent=40)
        accepted(world, february, task, "east", percent=15)
        task.refresh_from_db()
        assert task.progress == Decimal(40)

    def test_a_batch_fails_as_one(self, world: World, round: Round) -> None:
        p = world.people
        first, second = make(world), make(world)
        reports = []
        for task in (first, second):
            report = acts.save_draft(p["east_liaison"], round, task, {"progress": "推进", "percent": 5}, 0)
            reports.append(acts.submit_report(p["east_liaison"], report, report.version))
        acts.approve_report(p["east_head"], reports[1])
        with pytest.raises(ValidationError, match=f"任务{second.code}的2026年3月月报现为"):
            acts.approve_reports(p["east_head"], reports)
        assert Report.objects.get(pk=reports[0].pk).state == "submitted"

    def test_a_long_term_task_needs_no_percent(self, world: World, round: Round) -> None:
        task = make(world, due=None, due_text="持续推进")
        report = acts.save_draft(world.people["east_liaison"], round, task, {"progress": "常抓"}, 0)
        assert acts.submit_report(world.people["east_liaison"], report, report.version).state == "submitted"
        assert "长期任务" in Task.objects.get(pk=task.pk).standing.why

    def test_a_closed_round_takes_no_more(self, world: World, office: Person, round: Round) -> None:
        with pytest.raises(ValidationError, match="还没有过"):
            acts.close_round(office, round)
        with at(dt.date(2026, 4, 8)):
            acts.close_round(office, round)
            round.refresh_from_db()
            with pytest.raises(ValidationError, match="已关闭"):
                acts.save_draft(world.people["east_liaison"], round, make(world), {"next": "补"}, 0)


class TestRounds:
    def test_months_of_the_plan_only(self, world: World, office: Person) -> None:
        for month, why in ((dt.date(2025, 12, 1), "不在方案期内"), (dt.date(2026, 4, 1), "还没有到")):
            with pytest.raises(ValidationError, match=why):
                acts.open_round(office, world.plan, month)  # type: ignore[arg-type]

    def test_due_on_a_holiday_moves(self, world: World, office: Person) -> None:
        Day.objects.create(date=dt.date(2026, 3, 25), working=False, name="休")
        Day.objects.create(date=dt.date(2026, 3, 26), working=False, name="休")
        assert acts.open_round(office, world.plan, DAY).due == dt.date(2026, 3, 27)  # type: ignore[arg-type]

    def test_the_last_day_of_short_months(self, world: World, office: Person) -> None:
        acts.change_plan(office, world.plan, report_day=31)  # type: ignore[arg-type]
        opened = acts.open_round(office, world.plan, dt.date(2026, 2, 1))  # type: ignore[arg-type]
        assert opened.due == dt.date(2026, 3, 2)  # 28 February 2026 is a Saturday


class TestPostponement:
    def ask(self, world: World, task: Task, due: dt.date = dt.date(2027, 3, 1), **more: str) -> object:
        values = {"reason": "征地", "progress": "一半", **more}
        return acts.ask_postponement(world.people["east_liaison"], task, due=due, **values)

    def test_on_the_due_day_and_not_after(self, world: World) -> None:
        task = make(world, due=dt.date(2026, 6, 30))
        with at(dt.date(2026, 7, 1)), pytest.raises(ValidationError, match="现已逾期1天"):
            self.ask(world, task)
        with at(dt.date(2026, 6, 30)):
            self.ask(world, task)

    def test_a_holiday_due_lasts_to_the_next_working_day(self, world: World) -> None:
        task = make(world, due=dt.date(2026, 6, 28))  # a Sunday
        with at(dt.date(2026, 6, 30)), pytest.raises(ValidationError, match="逾期1天"):
            self.ask(world, task)
        with at(dt.date(2026, 6, 29)):
            self.ask(world, task)

    def test_all_faults_at_once(self, world: World) -> None:
        with pytest.raises(ValidationError) as error:
            self.ask(world, make(world), due=END, reason=" ", progress="")
        assert set(error.value.message_dict) == {"due", "reason", "progress"}

    def test_one_at_a_time(self, world: World) -> None:
        task = make(world)
        self.ask(world, task)
        with pytest.raises(ValidationError, match="已有一份"):
            self.ask(world, task)

    def test_a_long_term_task_has_none(self, world: World) -> None:
        with pytest.raises(ValidationError, match="没有完成时限"):
            self.ask(world, make(world, due=None, due_text="长期坚持"))

    def test_granted_after_the_due_if_asked_before(self, world: World, office: Person) -> None:
        task = make(world, due=dt.date(2026, 6, 30))
        asked = self.ask(world, task)
        with at(dt.date(2026, 7, 3)):
            acts.approve_postponement(world.people["east_head"], asked)  # type: ignore[arg-type]
            acts.decide_postponement(office, asked, True)  # type: ignore[arg-type]
        task.refresh_from_db()
        assert (task.due, task.due_first) == (dt.date(2027, 3, 1), dt.date(2026, 6, 30))

    def test_refusing_says_why(self, world: World, office: Person) -> None:
        task = make(world)
        asked = self.ask(world, task)
        acts.approve_postponement(world.people["east_head"], asked)  # type: ignore[arg-type]
        with pytest.raises(ValidationError, match="不批准的理由"):
            acts.decide_postponement(office, asked, False)  # type: ignore[arg-type]
        acts.decide_postponement(office, asked, False, "理由不充分")  # type: ignore[arg-type]
        task.refresh_from_db()
        assert task.due == END


class TestSignOff:
    def test_everything_open_is_listed(self, world: World, round: Round) -> None:
        task = make(
            world,
            measures=[{"indicator": "高企", "unit": "家", "target": 50}, {"indicator": "备注"}],
            milestones=[{"name": "过半", "due": dt.date(2026, 6, 30), "percent": 50}],
        )
        child = make(world, parent=task)
        acts.receive_task(world.people["east_liaison"], task)
        with pytest.raises(ValidationError) as error:
            acts.ask_signoff(world.people["east_liaison"], task, statement="完成")
        for part in (
            "还没有采用过的填报值",
            "没有佐证材料",
            f"子任务{child.code}尚未办结",
            "“过半”未标明完成",
        ):
            assert part in told(error)
        asked = acts.ask_signoff(world.people["east_liaison"], task, statement="完成", unmet="政策调整")
        assert asked.unmet == "政策调整"

    def test_target_not_met(self, world: World, round: Round) -> None:
        task = make(world, measures=[{"indicator": "能耗", "unit": "吨", "target": 10, "comparator": "<="}])
        measure = task.measures.get()
        accepted(world, round, task, "east", measures={str(measure.pk): "12"})
        acts.add_evidence(world.people["east_liaison"], task, "表.xlsx", b"x", measure=measure)
        with pytest.raises(ValidationError, match="现为12吨，未达目标"):
            acts.ask_signoff(world.people["east_liaison"], task, statement="完成")
        Measure.objects.filter(pk=measure.pk).update(current=10)
        assert acts.ask_signoff(world.people["east_liaison"], task, statement="完成").state == "unit"

    def test_all_five_checks(self, world: World, office: Person) -> None:
        asked = acts.ask_signoff(world.people["east_liaison"], world.tasks["east"], statement="完成")
        acts.approve_signoff(world.people["east_head"], asked)
        checks = dict.fromkeys(acts.CHECKS, True) | {"措施合法": False}
        with pytest.raises(ValidationError, match="“措施合法”未通过"):
            acts.check_signoff(office, asked, checks)
        with pytest.raises(ValidationError, match="未通过"):
            acts.check_signoff(office, asked, {})

    def test_unmet_keeps_the_reported_percent(self, world: World, office: Person, round: Round) -> None:
        task = make(world, milestones=[{"name": "过半", "due": dt.date(2026, 6, 30), "percent": 50}])
        accepted(world, round, task, "east", percent=80)
        asked = acts.ask_signoff(world.people["east_liaison"], task, statement="完成", unmet="另行安排")
        acts.approve_signoff(world.people["east_head"], asked)
        acts.check_signoff(office, asked, dict.fromkeys(acts.CHECKS, True))
        task.refresh_from_db()
        assert (task.state, task.progress) == ("closed", Decimal(80))

    def test_the_checker_is_a_third(self, world: World) -> None:
        liaison = world.people["east_liaison"]
        Role.objects.create(person=liaison, kind="office", unit=world.units["province"])
        liaison = Person.objects.get(pk=liaison.pk)
        asked = acts.ask_signoff(liaison, world.tasks["east"], statement="完成")
        acts.approve_signoff(world.people["east_head"], asked)
        with pytest.raises(Refusal, match="不能由同一人"):
            acts.check_signoff(liaison, asked, dict.fromkeys(acts.CHECKS, True))

    def test_reopening_needs_a_reason(self, world: World, office: Person) -> None:
        Task.objects.filter(pk=world.tasks["east"].pk).update(state="closed", closed_on=DAY)
        with pytest.raises(ValidationError, match="重新打开的理由"):
            acts.reopen_task(office, world.tasks["east"], " ")
        task = acts.reopen_task(office, world.tasks["east"], "反弹")
        assert (task.state, task.closed_on) == ("active", None)


class TestEvidenceAndTalk:
    def test_files_are_kept_and_withdrawn(self, world: World) -> None:
        task, who = make(world), world.people["east_liaison"]
        kept = acts.add_evidence(who, task, "C:\\资料\\照片.jpg", [b"ab", b"c"])
        assert (kept.name, kept.file.size) == ("照片.jpg", 3)
        acts.withdraw_evidence(who, kept, "传错")
        assert Evidence.objects.get(pk=kept.pk).withdrawn_at is not None
        with pytest.raises(ValidationError, match="已经撤回"):
            acts.withdraw_evidence(who, kept, "再撤")

    @pytest.mark.parametrize(
        ("name", "data", "why"),
        [("a.exe", b"x", "程序或网页"), ("a.pdf", b"", "空文件"), (" ", b"x", "没有名称")],
    )
    def test_what_is_no_evidence(self, world: World, name: str, data: bytes, why: str) -> None:
        with pytest.raises(ValidationError, match=why):
            acts.add_evidence(world.people["east_liaison"], make(world), name, data)

    def test_not_while_a_sign_off_rests_on_it(self, world: World) -> None:
        task, who = world.tasks["east"], world.people["east_liaison"]
        kept = acts.add_evidence(who, task, "证明.pdf", b"x")
        acts.ask_signoff(who, task, statement="完成")
        with pytest.raises(ValidationError, match="不能撤回佐证"):
            acts.withdraw_evidence(who, kept, "换一份")

    def test_a_supporting_unit(self, world: World, round: Round) -> None:
        task, helper = world.tasks["east"], world.people["finance_liaison"]
        acts.comment(helper, task, "已拨付500万元", kind="progress")
        acts.add_evidence(helper, task, "拨款单.pdf", b"x")
        with pytest.raises(Refusal, match="配合单位只能填写配合进展"):
            acts.comment(helper, task, "我有意见")
        with pytest.raises(Refusal):
            acts.save_draft(helper, round, task, {"progress": "代填"}, 0)

    def test_words_of_a_leader_become_a_task(self, world: World, office: Person) -> None:
        said = acts.instruct(world.people["leader"], world.plan, "抓紧办理", world.tasks["east"])  # type: ignore[arg-type]
        made = acts.task_from_instruction(
            office, said, title="专题研究", leads=[world.units["east"]], due=END
        )
        assert (made.source_title, made.source_quote) == ("郑海批示", "抓紧办理")
        assert Instruction.objects.get().state == "tasked"
        with pytest.raises(ValidationError, match="已转任务"):
            acts.note_instruction(office, said, "已阅")

    def test_a_city_leader_speaks_on_the_citys_tasks(self, world: World) -> None:
        acts.instruct(world.people["east_leader"], world.plan, "抓紧", world.tasks["county"])  # type: ignore[arg-type]
        with pytest.raises(Refusal):
            acts.instruct(world.people["east_leader"], world.plan, "抓紧", world.tasks["west"])  # type: ignore[arg-type]
        with pytest.raises(Refusal):
            acts.instruct(world.people["east_leader"], world.plan, "抓紧")  # type: ignore[arg-type]

    def test_an_export_leaves_its_number(self, world: World, office: Person) -> None:
        entry = acts.record_export(office, what="任务清单", sentence="红灯任务", count=3, format="xlsx")
        assert entry.sentence == "导出任务清单（红灯任务），3行，xlsx"
