"""The journal's pages: only auditors, only their units, filters that speak, exports that are entries."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import re
from collections.abc import Callable

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.office.world import World

from luodi.office.journal import clock, sentences, triggers
from luodi.office.journal.history import history
from luodi.office.journal.models import Entry
from luodi.office.journal.record import SYSTEM, act, record, request

sentences.register(
    ("cup.fill", "倒茶", "给“{subject}”倒了{cups}杯茶"),
    ("cup.wash", "洗杯", "洗了“{subject}”"),
)
pytestmark = pytest.mark.django_db
SignIn = Callable[[object], Client]


@act
def fill(actor: object, unit: object, cups: object, why: str = "", name: str = "cup.fill") -> Entry:
    facts = {"cups": cups, "from": "甲"}
    return record(actor, name, unit, facts, unit_path=unit.path, why=why)  # type: ignore[arg-type,attr-defined]


@pytest.fixture
def entries(world: World) -> World:
    with clock.at(dt.datetime(2026, 3, 1, 23, 30)):
        fill(world.people["office"], world.units["east"], 3, why="客人来了")
    with clock.at(dt.date(2026, 3, 2)), request("request-7"):
        fill(world.people["east_liaison"], world.units["county"], 4)
        fill(SYSTEM, world.units["west"], "=1+1", name="cup.wash", why="<script>alert(1)</script>")
    return world


def numbers(page: object) -> list[int]:
    return [int(n) for n in re.findall(r'href="/journal/(\d+)/"', text(page))]


def link(page: object, which: str) -> str | None:
    """The address of the older or newer page."""
    found = re.search(rf'href="(\?[^"]*{which}=\d+[^"]*)"', text(page))
    return found and html.unescape(found[1])


def text(page: object) -> str:
    return page.content.decode()  # type: ignore[attr-defined]


@pytest.fixture
def auditor(entries: World, sign_in: SignIn) -> Client:
    return sign_in(entries.people["auditor"])


@pytest.mark.parametrize(
    "who",
    ["office", "leader", "system", "security", "east_head", "east_liaison", "county_liaison", "zone_liaison"],
)
def test_who_is_no_auditor_is_refused_with_the_reason(who: str, entries: World, sign_in: SignIn) -> None:
    client = sign_in(entries.people[who])
    for answer in (client.get("/journal/"), client.get("/journal/1/"), client.post("/journal/export/")):
        assert answer.status_code == 403
        assert "审计员" in text(answer)
        assert "倒茶" not in text(answer)
    assert Entry.objects.count() == 3


def test_nobody_signed_in_is_sent_to_the_door(entries: World, client: Client) -> None:
    for answer in (client.get("/journal/"), client.get("/journal/1/"), client.post("/journal/export/")):
        assert answer.status_code == 302
        assert "/journal/" not in answer["Location"].partition("?")[0]


def test_auditors_see_their_units_newest_first(entries: World, sign_in: SignIn) -> None:
    for who in ("auditor", "audit"):
        page = sign_in(entries.people[who]).get("/journal/")
        assert numbers(page) == [3, 2, 1]
        assert "给“东泽市”倒了3杯茶" in text(page)
        assert "<script>alert" not in text(page)
    east = entries.people["east_leader"]
    east.roles.create(kind="auditor", unit=entries.units["east"])
    client = sign_in(east)
    assert numbers(client.get("/journal/")) == [2, 1]
    assert client.get("/journal/2/").status_code == 200
    assert client.get("/journal/3/").status_code == 404
    assert numbers(client.get("/journal/?subject=西岭")) == []
    exported = client.post("/journal/export/?subject=西", {"format": "csv"})
    assert "西岭" not in b"".join(exported).decode("utf-8-sig").replace("对象含“西”", "")


@pytest.mark.parametrize(
    ("query", "found", "says"),
    [
        ("", [3, 2, 1], "全部记录"),
        ("who=周", [1], "经办人含“周”"),
        ("who=系统", [3], "经办人含“系统”"),
        ("act=倒茶", [2, 1], "办理“倒茶”"),
        ("since=2026-03-02", [3, 2], "2026年3月2日起"),
        ("until=2026-03-01", [1], "2026年3月1日止"),
        ("since=2026-03-01&until=2026-03-01", [1], "2026年3月1日起，2026年3月1日止"),
        ("subject=石桥", [2], "对象含“石桥”"),
        ("request=request-7", [3, 2], "请求号request-7"),
        ("act=倒茶&request=request-7", [2], "办理“倒茶”，请求号request-7"),
        ("who=没有这个人", [], "经办人含“没有这个人”"),
        ("since=昨天", [3, 2, 1], "筛选条件有误"),
        ("since=2026-03-02&until=2026-03-01", [3, 2, 1], "筛选条件有误"),
        ("of=x&act=%00&before=-1&after=９", [3, 2, 1], "筛选条件有误"),
    ],
)
def test_filters_narrow_and_speak(query: str, found: list[int], says: str, auditor: Client) -> None:
    page = auditor.get(f"/journal/?{query}")
    assert page.status_code == 200
    assert numbers(page) == found
    assert says in html.unescape(text(page))


def test_the_history_of_one_object_is_a_filter(entries: World, auditor: Client) -> None:
    page = auditor.get(f"/journal/?of=units.unit:{entries.units['county'].pk}")
    assert numbers(page) == [2]


def test_pages_are_walked_by_number_without_counting(entries: World, auditor: Client) -> None:
    for n in range(120):
        fill(SYSTEM, entries.units["west"], n)
    first = auditor.get("/journal/?act=倒茶")
    assert numbers(first) == [*range(123, 73, -1)]
    assert link(first, "after") is None
    second = auditor.get("/journal/" + str(link(first, "before")))
    third = auditor.get("/journal/" + str(link(second, "before")))
    assert numbers(second) == [*range(73, 23, -1)]
    assert numbers(third) == [*range(23, 3, -1), 2, 1]
    assert link(third, "before") is None
    back = auditor.get("/journal/" + str(link(third, "after")))
    assert numbers(back) == numbers(second)
    assert numbers(auditor.get("/journal/" + str(link(back, "after")))) == numbers(first)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        auditor.get("/journal/?before=50")
    assert len(queries) <= 10
    assert not [q for q in queries if "COUNT(" in q["sql"] and "journal_entry" in q["sql"]]


def test_an_entry_shows_everything_and_that_it_fits(auditor: Client) -> None:
    page = text(auditor.get("/journal/1/"))
    entry = Entry.objects.get(pk=1)
    for part in (
        entry.hash,
        entry.previous,
        "cups",
        "原为",
        "客人来了",
        "给“东泽市”倒了3杯茶",
        "与校验值和前一条一致",
    ):
        assert part in page
    assert "/journal/2/" in page
    assert auditor.get("/journal/4/").status_code == 404
    assert auditor.get(f"/journal/{10**30}/").status_code == 404


def test_an_entry_that_was_changed_says_so(auditor: Client) -> None:
    triggers.remove(connection)
    Entry.objects.filter(pk=2).update(payload='{"cups":5}')
    triggers.install(connection)
    assert "写入之后被改过" in text(auditor.get("/journal/2/"))
    assert "写入之后被改过" not in text(auditor.get("/journal/1/"))


def test_the_csv_is_what_is_filtered_and_an_entry_itself(auditor: Client, entries: World) -> None:
    answer = auditor.post("/journal/export/?request=request-7", {"format": "csv"})
    made = Entry.objects.get(pk=4)
    assert (made.act, made.actor_name) == ("journal.export", "冯涛")
    assert made.values == {"count": 2, "filter": "请求号request-7", "format": "csv"}
    assert "第4号" in answer["Content-Disposition"] or "%E7%AC%AC4" in answer["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert rows[0][:3] == ["号", "时间", "经办人"]
    assert [row[0] for row in rows[1:-1]] == ["2", "3"]
    assert rows[2][4] == "洗了“西岭市”"
    assert "冯涛" in rows[-1][0]
    assert "日志第4号" in rows[-1][0]
    assert made.hash[:16] in rows[-1][0]


def test_the_workbook_runs_nothing_and_says_who_took_it(auditor: Client, entries: World) -> None:
    fill(SYSTEM, entries.units["west"], 1, why="=HYPERLINK(1)\u202e甲")
    answer = auditor.post("/journal/export/", {"format": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active
    assert sheet is not None
    assert "冯涛" in sheet["A1"].value
    assert "日志第5号" in sheet["A1"].value
    assert "日志第5号" in sheet.oddFooter.left.text
    assert [row[0].value for row in sheet.iter_rows(min_row=3)] == [1, 2, 3, 4]
    cell = sheet["F6"]
    assert cell.value == "=HYPERLINK(1)⟨U+202E⟩甲" or cell.value.startswith("=HYPERLINK(1)")
    assert cell.data_type == "s"
    assert cell.quotePrefix


@pytest.mark.parametrize(("query", "kind"), [("", "pdf"), ("since=昨天", "csv")])
def test_what_cannot_be_exported_is_said_and_not_recorded(query: str, kind: str, auditor: Client) -> None:
    answer = auditor.post(f"/journal/export/?{query}", {"format": kind}, follow=True)
    assert "没有导出" in text(answer)
    assert Entry.objects.count() == 3
    assert auditor.get("/journal/export/").status_code == 405


def test_the_same_form_twice_is_one_act_and_leads_back_to_our_own_page_only(auditor: Client) -> None:
    once = {"format": "csv", "once": "abc"}
    assert auditor.post("/journal/export/", once).status_code == 200
    for referer, to in (
        ("http://testserver/journal/?who=x", "http://testserver/journal/?who=x"),
        ("http://evil.example/journal/", "/"),
        ("javascript:alert(1)", "/"),
        ("//evil.example", "/"),
        ("", "/"),
    ):
        answer = auditor.post("/journal/export/", once, headers={"referer": referer})
        assert (answer.status_code, answer["Location"]) == (302, to)
        part = auditor.post("/journal/export/", once, headers={"referer": referer, "hx-request": "true"})
        assert (part.status_code, part["HX-Redirect"]) == (200, to)
    assert Entry.objects.filter(act="journal.export").count() == 1


def test_a_token_is_its_senders_own(auditor: Client, entries: World, sign_in: SignIn) -> None:
    other = sign_in(entries.people["audit"])
    for client in (auditor, other):
        assert client.post("/journal/export/", {"format": "csv", "once": "same"}).status_code == 200
    assert Entry.objects.filter(act="journal.export").count() == 2


def test_a_history_reads_as_prose_with_drafts_drawn_together(world: World) -> None:
    task, east, office = world.tasks["east"], world.people["east_liaison"], world.people["office"]

    @act
    def note(actor: object, name: str, why: str = "") -> None:
        record(actor, name, task, {"fields": ["进展"], "month": "3月"}, unit_path=task.lead.path, why=why)  # type: ignore[arg-type]

    note(office, "task.assign", why="会议定的")
    for _ in range(5):
        note(east, "report.save")
    note(office, "report.save")
    note(east, "report.save")
    lines = history(task, east)
    assert [(line.number, line.times) for line in lines] == [(8, 1), (7, 1), (6, 5), (1, 1)]
    assert lines[2].sentence.startswith("您保存“")
    assert lines[2].sentence.endswith("（连续5次，只显示最后一次）")
    assert lines[3].sentence.startswith("周明把“")
    assert lines[3].why == "会议定的"
    assert history(task)[0].sentence.startswith("秦岳保存“")
    assert history(world.tasks["west"]) == []
