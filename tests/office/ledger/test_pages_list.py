"""The task list, the board and the timeline: one filter, and nobody else's rows, counts or choices."""

from __future__ import annotations

import datetime as dt
import html
import re
from urllib.parse import parse_qsl

import pytest
from tests.office import budget
from tests.office.ledger.stage import DAY, HOSTILE, Stage, make_stage, values
from tests.office.world import World

from luodi.office.journal import clock
from luodi.office.ledger import acts, standings
from luodi.office.ledger.filters import SORTS, TaskFilter
from luodi.office.ledger.models import Milestone, Standing, Tag, Task, Theme
from luodi.office.search import index
from luodi.office.units.models import Person, Unit

pytestmark = pytest.mark.django_db

VIEWS = ("/tasks/", "/tasks/board/", "/tasks/board/?by=light", "/tasks/timeline/")
ROLES = (
    "office", "leader", "finance_head", "finance_liaison", "east_office", "east_leader", "east_head", "east_liaison",
    "county_head", "county_liaison", "west_head", "west_liaison", "zone_liaison", "auditor", "system", "security",
    "audit",
)  # fmt: skip


@pytest.fixture
def stage(world: World) -> Stage:
    made = make_stage(world)
    with clock.at(DAY):
        standings.refresh(None, DAY)
        yield made


def fresh(stage: Stage, who: str) -> Person:
    return Person.objects.get(pk=stage.world.people[who].pk)


def asked(stage: Stage, who: str, **given: object) -> TaskFilter:
    return TaskFilter(fresh(stage, who), given)


def text_of(answer) -> str:
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize("who", ROLES)
def test_each_view_shows_the_persons_rows_and_no_other(stage: Stage, sign_in, who: str) -> None:
    seen = set(Task.objects.visible_to(fresh(stage, who)).values_list("title", flat=True))
    # A title somebody shares with an unseen task would prove nothing either way.
    unseen = set(Task.objects.values_list("title", flat=True)) - seen
    client = sign_in(stage.world.people[who])
    for address in VIEWS:
        text = text_of(client.get(address))
        assert not [t for t in unseen if t in text], (who, address)
        assert not [t for t in seen if t not in text], (who, address)
        assert f"共{Task.objects.visible_to(fresh(stage, who)).count()}项" in text


@pytest.mark.parametrize("who", ROLES)
def test_nothing_may_be_chosen_that_the_person_does_not_see(stage: Stage, who: str) -> None:
    foreign = Theme.objects.create(plan=stage.world.plan, name="西岭专用主题")
    Task.objects.filter(code="4").update(theme=foreign)
    person = fresh(stage, who)
    tasks = TaskFilter(person, {})
    visible = Task.objects.visible_to(person)
    leads = set(visible.values_list("lead_id", flat=True))
    units = {int(v) for v, _label in tasks.unit_choices}
    for unit in Unit.objects.exclude(pk__in=units):
        assert unit.pk not in leads
    for unit in Unit.objects.filter(pk__in=units):
        assert unit.pk in leads or person.scope.covers(unit.path)
    may = person.scope.everything("office", "leader") or visible.filter(theme=foreign).exists()
    assert (str(foreign.pk) in dict(tasks.theme_choices)) == may
    assert bool(tasks.plan_choices) == visible.exists() or person.has("office", "leader")


def test_a_foreign_choice_reads_as_one_that_does_not_exist(stage: Stage) -> None:
    west = stage.world.units["west"].pk
    foreign, none = asked(stage, "county_liaison", unit=west), asked(stage, "county_liaison", unit=99999999)
    assert foreign.notices == none.notices == ["筛选条件“单位”无法识别或不在您的范围内，已忽略。"]
    assert foreign.count == none.count == asked(stage, "county_liaison").count
    assert "西岭" not in foreign.sentence


def test_the_sentence_says_what_is_listed(stage: Stage) -> None:
    Standing.objects.filter(task=stage.task).update(light="red", overdue_days=3)
    tasks = asked(stage, "office", unit=stage.world.units["east"].pk, role="lead", light="red", overdue="1")
    assert tasks.sentence == "牵头单位为东泽市及下级、红灯、逾期的任务，共1项，按逾期天数排列"
    assert [t.pk for t in tasks.queryset] == [stage.task.pk]
    assert asked(stage, "office").sentence.startswith("全部任务，共")
    own = asked(stage, "office", unit=stage.world.units["east"].pk, own="1", role="supporting")
    assert own.conditions == "配合单位为东泽市的任务"


def test_each_chip_leads_to_the_list_without_it(stage: Stage) -> None:
    tasks = asked(
        stage, "office", unit=stage.world.units["east"].pk, own="1", light=["red", "green"], code="7"
    )
    words = [w for w, _href in tasks.chips]
    assert words == ["编号以7开头", "牵头或配合单位为东泽市", "红灯或绿灯"]
    for word, href in tasks.chips:
        left = dict(parse_qsl(href[1:]))
        again = asked(stage, "office", **left)
        assert word not in [w for w, _h in again.chips] and not again.notices
    without_unit = dict(parse_qsl(tasks.chips[1][1][1:]))
    assert "own" not in without_unit


def test_each_condition_finds_its_tasks(stage: Stage) -> None:
    tag = Tag.objects.create(kind="programme", name="强科技")
    index.put("task", stage.task.pk, stage.task.title, stage.task.measures_text)
    stage.task.tags.add(tag)
    theme = stage.world.tasks["east"].theme
    Task.objects.filter(pk=stage.task.pk).update(theme=theme)
    found = {
        "q": asked(stage, "office", q="技术创新中心"),
        "q in the measures": asked(stage, "office", q="摸底 评审"),
        "code": asked(stage, "office", code=stage.task.code),
        "tag": asked(stage, "office", tag=tag.pk),
        "state": asked(stage, "office", state="active"),
        "due": asked(stage, "office", due_from="2026-12-20", due_to="2026-12-20"),
        "responsible": asked(stage, "office", responsible="朱红"),
        "coordination": asked(stage, "office", coordination="1"),
        "theme": asked(stage, "office", theme=theme.pk),
        "plan": asked(stage, "office", plan=stage.world.plan.pk),
        "level": asked(stage, "office", level="concrete"),
    }
    for name, tasks in found.items():
        assert not tasks.notices, name
        assert stage.task.pk in set(tasks.queryset.values_list("pk", flat=True)), name
    assert set(found["tag"].queryset) == set(found["due"].queryset) == set(found["coordination"].queryset)
    assert stage.fresh.pk not in set(
        asked(stage, "office", state="active").queryset.values_list("pk", flat=True)
    )
    near = asked(stage, "office", left="7")
    assert [t.pk for t in near.queryset] == [stage.fresh.pk]  # due on 25 June, five days on
    assert stage.shared.pk not in {t.pk for t in asked(stage, "office", leaf="1").queryset}


def test_a_draft_is_no_report_to_anybody_else(stage: Stage) -> None:
    acts.save_draft(fresh(stage, "east_liaison"), stage.rounds[1], stage.task, values(), 0)
    assert Standing.objects.get(pk=stage.task.pk).report_state == "draft"
    assert stage.task.pk in {t.pk for t in asked(stage, "office", report="missing").queryset}
    assert stage.task.pk not in {t.pk for t in asked(stage, "office", report="filed").queryset}


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_gives_every_row_once(stage: Stage, sort: str) -> None:
    tasks = asked(stage, "office", sort=sort)
    assert tasks.sentence.endswith(f"按{SORTS[sort][0]}排列")
    assert sorted(t.pk for t in tasks.queryset) == sorted(Task.objects.values_list("pk", flat=True))


@pytest.mark.parametrize(
    "query",
    [
        "plan=x&unit=-1&theme=99999999999999999999999&tag=1e9&level=?&state=gone&light=pink,red&overdue=yes",
        "due_from=2026-13-40&due_to=0001-01-01&left=%00&report=%F0%9F%98%80&sort=;drop&by=none&page=-3",
        "page=99999999999999999999&q=%00%FF%27%22*()&code=%25&responsible=%25%5F",
        "page=2&page=1&unit=1&unit=2&role=boss&own=1&light=&light=&leaf=maybe&coordination=on",
    ],
)
def test_no_address_breaks_a_view(stage: Stage, sign_in, query: str) -> None:
    for who in ("office", "county_liaison"):
        client = sign_in(stage.world.people[who])
        for address in ("/tasks/", "/tasks/board/", "/tasks/timeline/"):
            assert client.get(f"{address}?{query}").status_code == 200


def test_hostile_titles_and_names_are_text(stage: Stage, sign_in) -> None:
    Task.objects.filter(pk=stage.task.pk).update(title=HOSTILE, code="<b>1", due_text=HOSTILE, due=None)
    Unit.objects.filter(pk=stage.world.units["east"].pk).update(name=HOSTILE, short_name=HOSTILE[:40])
    Milestone.objects.filter(task=stage.task).update(name=HOSTILE)
    Theme.objects.update(name=HOSTILE[:100])
    client = sign_in(stage.world.people["office"])
    for address in (*VIEWS, f"/tasks/?q={HOSTILE}", f"/tasks/?responsible={HOSTILE}"):
        raw = client.get(address).content.decode()
        assert "<script>alert" not in raw and "<img src=x" not in raw and "\u202e" not in raw
        assert "&lt;script&gt;" in raw and "49" not in re.findall(r"alert\(1\)\S*49", raw)


def test_fifty_to_a_page_and_the_board_says_what_is_left(stage: Stage, sign_in) -> None:
    w = stage.world
    Task.objects.bulk_create(
        Task(plan=w.plan, code=f"90.{n}", title=f"第{n}件事", lead=w.units["west"], state="active", due=DAY)
        for n in range(120)
    )
    standings.refresh(None, DAY)
    client = sign_in(w.people["office"])
    total = Task.objects.count()
    first, last = text_of(client.get("/tasks/")), text_of(client.get("/tasks/?page=99"))
    assert first.count('class="tight code"') == 50 and f"共{total}条" in first
    assert "第3页" in last and "第119件事" in last
    board = text_of(client.get("/tasks/board/"))
    active = Task.objects.filter(state="active").count()
    assert f"其余{active - 20}项" in board


def test_lists_take_few_queries(stage: Stage, sign_in) -> None:
    for who in ("office", "east_liaison"):
        client = sign_in(stage.world.people[who])
        query = f"?light=red&unit={stage.world.units['east'].pk}&q=技术&coordination=1&report=late"
        budget.get(client, "/tasks/", f"list {who}")
        budget.get(client, "/tasks/" + query, f"list filtered {who}")
        budget.get(client, "/tasks/board/", f"board {who}")
        budget.get(client, "/tasks/board/?by=light", f"board by light {who}")
        budget.get(client, "/tasks/timeline/", f"timeline {who}")


def test_queries_do_not_grow_with_rows(stage: Stage, sign_in, django_assert_max_num_queries) -> None:
    w = stage.world
    Task.objects.bulk_create(
        Task(
            plan=w.plan,
            code=f"80.{n}",
            title="同",
            lead=w.units["east"],
            state="active",
            due=dt.date(2026, 9, 1),
        )
        for n in range(60)
    )
    standings.refresh(None, DAY)
    client = sign_in(w.people["office"])
    for address in VIEWS:
        with django_assert_max_num_queries(15):
            client.get(address)
