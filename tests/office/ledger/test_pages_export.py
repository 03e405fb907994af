"""Exports: exactly the rows of the list, nothing of anybody else's, nothing that runs, and a number on each."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import docx
import openpyxl
import pytest
from django.db import connection
from tests.office.answers import body
from tests.office.ledger.stage import DAY, HOSTILE, Stage, make_stage

from luodi.office.journal import clock
from luodi.office.journal.models import Entry
from luodi.office.ledger import standings
from luodi.office.ledger.exportrows import COLUMNS
from luodi.office.ledger.filters import TaskFilter
from luodi.office.ledger.models import Report, Standing, Task
from luodi.office.ledger.views import exports
from luodi.office.units.models import Person
from luodi.papers import ledgerbook
from luodi.papers.ledgerbook import BookSheet, Light, Mark
from luodi.papers.table import Column

pytestmark = pytest.mark.django_db

HEAD = 3  # the row of headings, counted from 1


@pytest.fixture
def stage(world) -> Stage:
    made = make_stage(world)
    with clock.at(DAY):
        standings.refresh(None, DAY)
        yield made


def fresh(stage: Stage, who: str) -> Person:
    return Person.objects.get(pk=stage.world.people[who].pk)


def got(client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    assert answer["Content-Disposition"].startswith("attachment")
    return body(answer)


def sheet(data: bytes):
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


def words(data: bytes) -> str:
    paper = docx.Document(io.BytesIO(data))
    cells = [c.text for t in paper.tables for r in t.rows for c in r.cells]
    heads = [p.text for s in paper.sections for h in (s.header, s.even_page_header) for p in h.paragraphs]
    return "\n".join([*(p.text for p in paper.paragraphs), *cells, *heads])


@pytest.mark.parametrize(
    "who", ["office", "leader", "finance_head", "east_office", "county_liaison", "west_head"]
)
@pytest.mark.parametrize("query", ["", "&light=red,grey&sort=-due", "&state=active&role=lead"])
def test_the_workbook_is_the_list(stage: Stage, sign_in, who: str, query: str) -> None:
    from django.http import QueryDict

    tasks = TaskFilter(fresh(stage, who), QueryDict(query[1:]))
    page = sheet(got(sign_in(stage.world.people[who]), f"/tasks/export/?format=xlsx{query}"))
    rows = list(page.iter_rows(min_row=HEAD + 1, max_row=HEAD + tasks.count, values_only=True))
    assert [(r[1], r[6]) for r in rows] == [(t.code, t.title) for t in tasks.queryset]
    assert page["A1"].value == tasks.sentence
    assert [c.value for c in page[HEAD]] == [c.title for c in COLUMNS]
    below = [r[0] for r in page.iter_rows(min_row=HEAD + 1 + max(tasks.count, 1), values_only=True)]
    assert all(isinstance(v, str) for v in below if v), "nothing but notes below the rows"


@pytest.mark.parametrize("who", ["office", "finance_head", "county_liaison"])
def test_the_paper_is_the_list(stage: Stage, sign_in, who: str) -> None:
    text = words(got(sign_in(stage.world.people[who]), "/tasks/export/?format=docx"))
    seen = set(Task.objects.visible_to(fresh(stage, who)).values_list("title", flat=True))
    unseen = set(Task.objects.values_list("title", flat=True)) - seen
    assert not [t for t in seen if t not in text] and not [t for t in unseen if t in text]


def test_every_export_is_in_the_journal_and_carries_its_number(stage: Stage, sign_in) -> None:
    client, plan = sign_in(stage.world.people["office"]), stage.world.plan.pk
    for address, kind in (
        ("/tasks/export/?format=xlsx", "xlsx"),
        ("/tasks/export/?format=docx", "docx"),
        (f"/plans/{plan}/brief/", "docx"),
        (f"/plans/{plan}/months/2026-05/export/?format=docx", "docx"),
        (f"/plans/{plan}/months/2026-05/export/?format=xlsx", "xlsx"),
    ):
        before = Entry.objects.count()
        data = got(client, address)
        entry = Entry.objects.order_by("-number").first()
        assert Entry.objects.count() == before + 1 and entry.act == "export.make"
        mark = f"周明 导出于 2026-06-20 09:00，日志第{entry.number}号"
        if kind == "docx":
            assert words(data).count(mark) >= 2, address
        else:
            book = openpyxl.load_workbook(io.BytesIO(data))
            for page in book.worksheets:
                assert page["A2"].value == mark
                assert mark in page.oddHeader.right.text and mark in page.oddFooter.left.text


def test_a_light_is_its_word_on_its_colour_and_the_due_stands_beside_its_words(stage: Stage, sign_in) -> None:
    Standing.objects.filter(pk=stage.task.pk).update(light="red")
    page = sheet(got(sign_in(stage.world.people["office"]), f"/tasks/export/?code={stage.task.code}"))
    at = {c.key: n for n, c in enumerate(COLUMNS)}
    row = page[HEAD + 1]
    light = row[at["light"]]
    assert light.value == "红灯" and light.fill.fgColor.rgb == "FF" + ledgerbook.FILLS["red"][1:]
    assert row[at["due_text"]].value == "年底前"
    assert row[at["due"]].value == dt.datetime(2026, 12, 20) and row[at["due"]].is_date
    assert at["due"] == at["due_text"] + 1
    assert (
        row[at["progress"]].value == "（5月）摸底完成。"
        and row[at["request"]].value == "请加快拨付（请省财政厅）"
    )
    assert "技术创新中心 ≥3家（基期1，现1）" in row[at["targets"]].value
    assert row[at["evidence"]].value == "批复.pdf" and "秦岳" in row[at["liaison"]].value
    assert row[at["code"]].data_type == "s"
    assert page.freeze_panes == f"C{HEAD + 1}" and page.auto_filter.ref
    assert page.page_setup.orientation == "landscape" and page.page_setup.paperSize == 9
    assert page.print_title_rows == f"${HEAD}:${HEAD}"


def test_a_report_nobody_approved_is_in_no_export(stage: Stage, sign_in) -> None:
    Report.objects.filter(pk=stage.may.pk).update(
        state="submitted", progress="未经审核的话", problems="内部的话"
    )
    client, plan = sign_in(stage.world.people["office"]), stage.world.plan.pk
    rows = sheet(got(client, "/tasks/export/")).iter_rows(values_only=True)
    assert "未经审核的话" not in str(list(rows))
    for address in (
        "/tasks/export/?format=docx",
        f"/plans/{plan}/brief/",
        f"/plans/{plan}/months/2026-05/export/",
    ):
        text = words(got(client, address))
        assert "未经审核的话" not in text and "内部的话" not in text


def test_leaders_and_others_get_telephone_numbers_masked(stage: Stage, sign_in) -> None:
    for who, whole in (("office", True), ("leader", False), ("finance_head", False)):
        found = str(
            list(
                sheet(got(sign_in(stage.world.people[who]), f"/tasks/export/?code={stage.task.code}")).values
            )
        )
        assert ("13812345678" in found) == whole and ("138****5678" in found) != whole, who


def test_nothing_in_a_workbook_runs_hides_or_breaks(stage: Stage, sign_in) -> None:
    evil = [
        '=HYPERLINK("http://x","点")',
        "+86",
        "@SUM(1)",
        "-1+1",
        "＝cmd|' /C calc'!A0",
        "a\x0bc" if connection.vendor == "postgresql" else "a\x00b\x0bc",  # which keeps no NUL
        HOSTILE,
    ]
    ids = list(Task.objects.values_list("pk", flat=True))
    for pk, text in zip(ids, evil, strict=False):
        Task.objects.filter(pk=pk).update(title=text, responsible=text[:60], note=text, code=f"{pk}.10")
    client = sign_in(stage.world.people["office"])
    page = sheet(got(client, "/tasks/export/"))
    cells = [c for row in page.iter_rows() for c in row if c.value is not None]
    assert not [c for c in cells if c.data_type == "f"]
    assert not [c for c in cells if isinstance(c.value, str) and ("\u202e" in c.value or "\x00" in c.value)]
    formulas = [
        c for c in cells if isinstance(c.value, str) and c.value.startswith(("=", "+", "@", "-", "＝"))
    ]
    assert len(formulas) >= 10 and all(c.quotePrefix for c in formulas)
    codes = [row[1].value for row in page.iter_rows(min_row=HEAD + 1) if row[1].value]
    assert f"{ids[0]}.10" in codes
    text = words(got(client, "/tasks/export/?format=docx"))
    assert "\u202e" not in text and "=HYPERLINK" in text


def test_too_much_is_refused_with_a_sentence_and_no_entry(stage: Stage, sign_in, monkeypatch) -> None:
    monkeypatch.setattr(exports, "MOST_ON_PAPER", 3)
    before = Entry.objects.count()
    answer = sign_in(stage.world.people["office"]).get("/tasks/export/?format=docx&state=active", follow=True)
    assert "超过一次导出的3项" in answer.content.decode() and "state=active" in answer.redirect_chain[0][0]
    assert Entry.objects.count() == before


@pytest.mark.parametrize("who", ["auditor", "system", "security", "audit"])
def test_administrators_export_nothing(stage: Stage, sign_in, who: str) -> None:
    client, plan = sign_in(stage.world.people[who]), stage.world.plan.pk
    assert client.get("/tasks/export/").status_code == 403
    assert client.get(f"/plans/{plan}/brief/").status_code == 404
    assert client.get(f"/plans/{plan}/months/2026-05/export/").status_code == 404


def test_briefs_stop_at_what_the_person_sees(stage: Stage, sign_in) -> None:
    Standing.objects.update(light="red", why="测试", overdue_days=1)
    plan = stage.world.plan.pk
    for address in (f"/plans/{plan}/brief/", f"/plans/{plan}/months/2026-05/export/"):
        text = words(got(sign_in(stage.world.people["county_head"]), address))
        assert "西岭" not in text and "新建省级技术创新中心" not in text, address
    office = words(got(sign_in(stage.world.people["office"]), f"/plans/{plan}/brief/"))
    assert "省科技创新委员会交办的" in office and "▲红灯" in office and "三、红灯任务" in office


def test_a_long_workbook_needs_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    """Memory grows with nothing but what one row needs; the file is read back whole."""
    import tracemalloc

    columns = [
        Column("code", "编号", "label"),
        *(Column(f"c{n}", f"第{n}列", "text", 10, 20) for n in range(10)),
    ]

    def peak(rows: int) -> int:
        given = (
            (f"{n}.10", *("推动规上工业企业研发活动全覆盖",) * 9, Light("red", "红灯")) for n in range(rows)
        )
        tracemalloc.start()
        with (tmp_path / f"{rows}.xlsx").open("wb") as file:
            mark = Mark("周明", "2026-06-20 09:00", 1)
            ledgerbook.write_to(file, [BookSheet("清单", "题", columns, given)], mark, DAY)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    small, large = peak(200), peak(2000)
    assert large < small + 3 * 2**20, (small, large)
    page = openpyxl.load_workbook(tmp_path / "2000.xlsx", read_only=True).worksheets[0]
    assert sum(1 for _row in page.iter_rows(min_row=HEAD + 1)) == 2000


@pytest.mark.parametrize("header", ["HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_MOZ"])
def test_a_browser_that_fetches_ahead_takes_nothing_and_leaves_no_entry(
    stage: Stage, sign_in, header: str
) -> None:
    client, plan = sign_in(stage.world.people["office"]), stage.world.plan.pk
    before = Entry.objects.count()
    month = f"/plans/{plan}/months/2026-05/export/"
    for address in ("/tasks/export/?format=xlsx", f"/plans/{plan}/brief/", month):
        answer = client.get(address, **{header: "prefetch;prerender"})
        assert answer.status_code == 503 and not answer.content
        assert client.head(address).status_code == 503
    assert Entry.objects.count() == before
    assert client.get(month).status_code == 200
    assert Entry.objects.count() == before + 1
