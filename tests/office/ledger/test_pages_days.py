"""The working calendar typed by the office: every bad line at once, deadlines move by what was saved."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.office.world import World

from luodi.office.journal.models import Entry
from luodi.office.ledger import standings
from luodi.office.ledger.daylines import read_lines
from luodi.office.ledger.models import Day

pytestmark = pytest.mark.django_db
PAGE = "/workdays/2027/edit/"
TEXT = "2027-01-01 休 元旦\n2027年2月5日至2月7日 放假 春节\n1月9日\t班\t春节调休\n2027-10-01 休 国庆节"


def test_a_year_is_pasted_corrected_and_emptied(world: World, sign_in) -> None:
    client = sign_in(world.people["office"])
    assert "尚未录入2027年" in client.get(PAGE).content.decode()
    assert "录入2027年" in client.get("/workdays/?year=2027").content.decode()
    assert client.post(PAGE, {"days": TEXT}).status_code == 303
    assert list(Day.objects.values_list("date", "working", "name")) == [
        (dt.date(2027, 1, 1), False, "元旦"),
        (dt.date(2027, 1, 9), True, "春节调休"),
        *((dt.date(2027, 2, d), False, "春节") for d in (5, 6, 7)),
        (dt.date(2027, 10, 1), False, "国庆节"),
    ]
    assert standings.calendar().shift(dt.date(2027, 1, 1)) == dt.date(2027, 1, 4)
    assert Entry.objects.latest("number").act == "calendar.set"
    seen = client.get(PAGE).content.decode()
    assert "2027-02-06 休 春节" in seen and "尚未录入" not in seen
    assert client.post(PAGE, {"days": "2027-10-01 休 国庆节"}).status_code == 303
    assert Day.objects.count() == 1
    number = Entry.objects.count()
    client.post(PAGE, {"days": "2027-10-01 休 国庆节"})
    assert Entry.objects.count() == number


def test_every_bad_line_is_told_and_what_was_typed_stays(world: World, sign_in) -> None:
    bad = "2027-01-01 休 元旦\n元旦放假\n2027-02-30 休\n2026-12-31 休\n3月1日 也许\n1月1日 班\n<script>x</script>"
    answer = sign_in(world.people["office"]).post(PAGE, {"days": bad})
    text = answer.content.decode()
    assert answer.status_code == 422 and not Day.objects.exists()
    for words in (
        "第2行",
        "第3行",
        "没有02月30日",
        "第4行",
        "不在2027年",
        "第5行",
        "第6行",
        "与第1行不一致",
        "第7行",
    ):
        assert words in text, words
    assert "<script>x" not in text and "元旦放假" in text


@pytest.mark.parametrize("who", ["east_office", "leader", "finance_liaison", "auditor"])
def test_only_the_house_s_office_may(world: World, sign_in, who: str) -> None:
    client = sign_in(world.people[who])
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"days": TEXT}).status_code == 403
    assert not Day.objects.exists()
    assert PAGE not in client.get("/workdays/?year=2027").content.decode()


def test_a_flood_of_lines_is_refused() -> None:
    rows, faults = read_lines("x\n" * 1000, 2027)
    assert rows == [] and len(faults) == 1
