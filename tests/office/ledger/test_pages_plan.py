"""Plan, month and unit pages: figures add up to the lists behind them, and stop at what the person sees."""

from __future__ import annotations

import html
import re

import pytest
from tests.office import budget
from tests.office.ledger.stage import DAY, HOSTILE, Stage, make_stage, values

from luodi.office.journal import clock
from luodi.office.ledger import acts, monthfigures, planfigures, standings
from luodi.office.ledger.filters import TaskFilter, leaf
from luodi.office.ledger.lights import Rules
from luodi.office.ledger.models import Plan, Report, Task, Theme
from luodi.office.ledger.models.tasks import PRIVATE
from luodi.office.ledger.planforms import told
from luodi.office.ledger.summary import Item, summarise
from luodi.office.units.models import Person, Unit

pytestmark = pytest.mark.django_db

ROLES = (
    "office",
    "leader",
    "finance_head",
    "east_office",
    "east_leader",
    "east_liaison",
    "county_head",
    "west_head",
)
ADMINS = ("auditor", "system", "security", "audit")


@pytest.fixture
def stage(world) -> Stage:
    made = make_stage(world)
    with clock.at(DAY):
        standings.refresh(None, DAY)
        yield made


def fresh(stage: Stage, who: str) -> Person:
    return Person.objects.get(pk=stage.world.people[who].pk)


def addresses(stage: Stage) -> dict[str, str]:
    plan = stage.world.plan.pk
    return {
        "plan": f"/plans/{plan}/",
        "plans": "/plans/",
        "months": f"/plans/{plan}/months/",
        "month": f"/plans/{plan}/months/2026-06/",
        "past month": f"/plans/{plan}/months/2026-05/",
        "workdays": "/workdays/",
    }


def counted(person: Person, plan: Plan):
    return Task.objects.visible_to(person).filter(leaf(), plan=plan).exclude(state__in=PRIVATE)


@pytest.mark.parametrize("who", ROLES)
def test_every_figure_of_the_matrix_is_the_length_of_its_list(stage: Stage, sign_in, who: str) -> None:
    person, plan = fresh(stage, who), stage.world.plan
    text = html.unescape(sign_in(person).get(f"/plans/{plan.pk}/").content.decode())
    matrix = planfigures.matrix(plan, person)
    assert matrix.whole.total == counted(person, plan).count()
    assert matrix.whole.total == sum(line.whole.total for line in matrix.lines)
    dots = re.findall(r'<a class="dot c-\w+" href="/tasks/\?([^"]+)".*?</span>(\d+)</a>', text, re.S)
    assert dots
    from django.http import QueryDict

    for query, n in dots:
        tasks = TaskFilter(person, QueryDict(query))
        assert tasks.count == int(n) and not tasks.notices, query


@pytest.mark.parametrize("who", ROLES)
def test_pages_name_no_unit_or_task_out_of_sight(stage: Stage, sign_in, who: str) -> None:
    person = fresh(stage, who)
    visible = Task.objects.visible_to(person)
    unseen = set(Task.objects.values_list("title", flat=True)) - set(visible.values_list("title", flat=True))
    known = set(visible.values_list("lead_id", flat=True)) | set(
        visible.values_list("supporting__unit_id", flat=True)
    )
    strange = [
        u.name
        for u in Unit.objects.exclude(pk__in=[k for k in known if k])
        if not person.scope.covers(u.path)
    ]
    strange = [name for name in strange if name != "河清省"]  # keeps the plan
    client = sign_in(person)
    for page, address in addresses(stage).items():
        text = html.unescape(client.get(address).content.decode())
        assert not [t for t in unseen if t in text], page
        assert not [n for n in strange if n in text], page
    for unit in Unit.objects.all():
        covered = person.scope.covers(unit.path) or visible.filter(lead=unit).exists()
        answer = client.get(f"/ledger/units/{unit.pk}/?below=1")
        assert answer.status_code == (200 if covered else 404), unit.name
        assert not [t for t in unseen if t in html.unescape(answer.content.decode())]


@pytest.mark.parametrize("who", ADMINS)
def test_administrators_see_no_plan(stage: Stage, sign_in, who: str) -> None:
    client = sign_in(stage.world.people[who])
    for page in ("plan", "months", "month"):
        assert client.get(addresses(stage)[page]).status_code == 404
    assert stage.world.plan.name not in client.get("/plans/").content.decode()


def test_the_sentence_counted_in_the_database_is_the_one_counted_one_by_one(stage: Stage) -> None:
    import datetime as dt

    # Signed off in time, late, in time only because the due fell on a Sunday, and past an original due.
    for code, due, first, closed in (
        ("1", dt.date(2026, 6, 1), dt.date(2026, 6, 1), dt.date(2026, 5, 30)),
        ("2", dt.date(2026, 5, 1), dt.date(2026, 3, 1), dt.date(2026, 5, 20)),
        ("3", dt.date(2026, 6, 14), dt.date(2026, 6, 14), dt.date(2026, 6, 15)),
        ("4", dt.date(2026, 12, 1), dt.date(2026, 4, 1), None),
        ("5", dt.date(2026, 6, 1), dt.date(2026, 6, 1), None),
    ):
        Task.objects.filter(code=code).update(
            due=due, due_first=first, closed_on=closed, state="closed" if closed else "active"
        )
    standings.refresh(None, DAY)
    plan, office, days = stage.world.plan, fresh(stage, "office"), standings.calendar()
    found = planfigures.summary(plan, office, DAY)
    items = [
        Item(t.due, t.due_first, t.closed_on, t.state == "ended", troubled=t.pk == stage.task.pk)
        for t in counted(office, plan)
    ]
    assert found.text == summarise(items, DAY, plan.source_name, day=DAY, calendar=days)
    from luodi.office.ledger.summary import completion

    assert found.original == completion(items, DAY, "original", days)
    assert found.counts.troubled == 1 and found.counts.overdue == 1


def test_the_month_counts_who_filed_and_names_who_did_not(stage: Stage, sign_in) -> None:
    p = stage.world.people
    with clock.at(DAY):
        report = acts.save_draft(
            p["east_liaison"], stage.rounds[1], stage.task, values(stage.task.measures.get().pk), 0
        )
        acts.submit_report(p["east_liaison"], report, report.version)
    late_day = stage.rounds[1].due.replace(day=stage.rounds[1].due.day + 2)
    with clock.at(late_day):
        late = acts.save_draft(p["east_liaison"], stage.rounds[1], stage.fresh, values(percent="10"), 0)
        acts.submit_report(p["east_liaison"], late, late.version)
        filings = {f.name: f for f in monthfigures.filings(stage.rounds[1], fresh(stage, "office"))}
        text = html.unescape(sign_in(p["office"]).get(addresses(stage)["month"]).content.decode())
    east = filings["东泽市"]
    owed = counted(fresh(stage, "office"), stage.world.plan).filter(lead=stage.world.units["east"]).count()
    assert (east.owed, east.in_time, east.late, east.missing) == (owed, 1, 1, owed - 2)
    assert filings["石桥县"].missing == filings["石桥县"].owed > 0
    assert "未报单位" in text and "许佳" in text and "13812345678" in text
    assert "建成石桥中试基地" in text


def test_telephone_numbers_are_whole_only_where_somebody_has_to_call(stage: Stage, sign_in) -> None:
    east = f"/ledger/units/{stage.world.units['east'].pk}/"
    for who, whole in (("office", True), ("east_head", True), ("leader", False), ("finance_liaison", False)):
        text = sign_in(stage.world.people[who]).get(east).content.decode()
        assert ("13812345678" in text) == whole, who
        assert whole or "138****5678" in text, who


def test_what_turned_red_was_not_red_before(stage: Stage, sign_in) -> None:
    """Overdue since May: red before June. Overdue since June 5: red in June, and not before."""
    import datetime as dt

    Task.objects.filter(code="1").update(due=dt.date(2026, 4, 20), due_first=None, state="active")
    Task.objects.filter(code="4").update(due=dt.date(2026, 6, 5), due_first=None, starts=dt.date(2026, 5, 30))
    Report.objects.filter(task__code__in=["1", "4"]).delete()
    standings.refresh(None, DAY)
    text = html.unescape(
        sign_in(stage.world.people["office"]).get(addresses(stage)["month"]).content.decode()
    )
    reds = text[text.index('id="reds"') : text.index('id="requests"')]
    assert "实现规上工业企业研发活动全覆盖" in reds and "逾期" in reds
    assert "落实科技创新专项资金2亿元" not in reds


def test_requests_show_once_the_head_approved_them(stage: Stage, sign_in) -> None:
    p = stage.world.people
    report = acts.save_draft(
        p["east_liaison"],
        stage.rounds[1],
        stage.task,
        values(stage.task.measures.get().pk, request="请拨付特定款"),
        0,
    )
    report = acts.submit_report(p["east_liaison"], report, report.version)
    month = addresses(stage)["month"]
    assert "请拨付特定款" not in sign_in(p["office"]).get(month).content.decode()
    acts.approve_report(p["east_head"], report)
    text = sign_in(p["office"]).get(month).content.decode()
    assert "请拨付特定款" in text and "审核采用（1份）" in text
    assert "审核采用" not in sign_in(p["east_head"]).get(month).content.decode()


def plan_post(plan: Plan | None = None, **changes: object) -> dict[str, object]:
    from luodi.office.ledger.planforms import rule_values

    rules = {f"lights-{k}": v for k, v in rule_values(Rules()).items() if v is not False}
    given = {
        "name": "新方案",
        "since": "2026-01-01",
        "report_day": 20,
        "themes": "甲\n乙",
        "state": "running",
    }
    return {**rules, **given, **changes}


def test_a_plan_is_made_and_changed_with_its_rules(stage: Stage, sign_in) -> None:
    office = sign_in(stage.world.people["office"])
    unit = stage.world.units["province"].pk
    made = office.post(
        "/plans/new/", plan_post(unit=unit, **{"lights-yellow_to": "25", "lights-word_red": "红牌"})
    )
    assert made.status_code == 303
    plan = Plan.objects.get(name="新方案")
    assert Rules.from_dict(plan.lights).yellow_to == 25 and Rules.from_dict(plan.lights).word("red") == "红牌"
    assert list(plan.themes.values_list("name", flat=True)) == ["甲", "乙"]
    changed = office.post(
        f"/plans/{plan.pk}/edit/",
        plan_post(themes="乙\n丙", **{"lights-yellow_to": "25", "lights-word_red": "红牌"}),
    )
    assert changed.status_code == 303
    assert list(plan.themes.order_by("order").values_list("name", flat=True)) == ["乙", "丙"]


def test_wrong_rules_are_told_beside_their_fields_in_words(stage: Stage, sign_in) -> None:
    plan = stage.world.plan
    answer = sign_in(stage.world.people["office"]).post(
        f"/plans/{plan.pk}/edit/",
        plan_post(
            name=plan.name, themes="以平台促创新", **{"lights-pale_to": "50", "lights-near_days": "-1"}
        ),
    )
    text = html.unescape(answer.content.decode())
    assert answer.status_code == 200
    assert "临期天数不能为负，现为-1" in text and "浅黄上限" in text and "现为50和30" in text
    assert "near_days" not in re.sub(r"<[^>]+>", "", text)
    plan.refresh_from_db()
    assert plan.lights == {}
    assert told("near_colour和done_colour不能同为蓝色")[0] == "near_colour"


def test_a_preset_fills_the_form_and_saves_nothing(stage: Stage, sign_in) -> None:
    plan = stage.world.plan
    answer = sign_in(stage.world.people["office"]).post(
        f"/plans/{plan.pk}/edit/", plan_post(name="改名中", apply="1", **{"lights-preset": "三亚2022"})
    )
    text = html.unescape(answer.content.decode())
    assert '<option value="relative" selected>' in text and 'value="改名中"' in text
    plan.refresh_from_db()
    assert plan.lights == {} and plan.name != "改名中"


def test_only_the_plans_office_may_change_it(stage: Stage, sign_in) -> None:
    plan = stage.world.plan
    for who in ("east_office", "east_head", "leader", "county_liaison"):
        client = sign_in(stage.world.people[who])
        for answer in (
            client.get(f"/plans/{plan.pk}/edit/"),
            client.post(f"/plans/{plan.pk}/edit/", plan_post()),
        ):
            assert answer.status_code in (403, 404), who
    assert not Plan.objects.filter(name="新方案").exists()
    refused = sign_in(stage.world.people["east_office"]).post(
        "/plans/new/", plan_post(unit=stage.world.units["west"].pk)
    )
    assert refused.status_code == 200 and not Plan.objects.filter(name="新方案").exists()


def test_hostile_names_are_text(stage: Stage, sign_in) -> None:
    Plan.objects.filter(pk=stage.world.plan.pk).update(name=HOSTILE, source_name=HOSTILE)
    Theme.objects.update(name=HOSTILE[:100])
    Task.objects.update(title=HOSTILE)
    Unit.objects.filter(pk=stage.world.units["east"].pk).update(name=HOSTILE, short_name="")
    Report.objects.update(problems=HOSTILE, request=HOSTILE, request_of=HOSTILE[:100])
    client = sign_in(stage.world.people["office"])
    east = stage.world.units["east"].pk
    for address in (
        *addresses(stage).values(),
        f"/ledger/units/{east}/",
        f"/plans/{stage.world.plan.pk}/edit/",
    ):
        raw = client.get(address).content.decode()
        assert "<script>alert" not in raw and "<img src=x" not in raw and "\u202e" not in raw, address


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "x", "2026-04", "2031-01", "２０２６-05"])
def test_a_month_that_is_none_is_no_page(stage: Stage, sign_in, month: str) -> None:
    plan = stage.world.plan.pk
    assert sign_in(stage.world.people["office"]).get(f"/plans/{plan}/months/{month}/").status_code == 404


def test_pages_take_few_queries(stage: Stage, sign_in) -> None:
    for who in ("office", "east_liaison"):
        client = sign_in(stage.world.people[who])
        for page, address in addresses(stage).items():
            budget.get(client, address, f"{page} {who}")
        budget.get(client, f"/ledger/units/{stage.world.units['east'].pk}/?below=1", f"unit {who}")
    budget.get(sign_in(stage.world.people["office"]), f"/plans/{stage.world.plan.pk}/edit/", "plan_edit")
