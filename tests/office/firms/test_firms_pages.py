"""Pages of firms: what they show, to whom, in how many queries, and what a verdict leads to."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook
from tests.office import budget
from tests.office.answers import body
from tests.office.firms import sample
from tests.office.firms.conftest import Firms
from tests.office.world import World

from luodi.office.firms import acts, queries
from luodi.office.firms.models import Firm, Return, Run, Verdict
from luodi.office.journal.models import Entry, Head
from luodi.office.ledger.models import Plan

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return re.sub(
        r"\s+", " ", re.sub(r"<script.*?</script>|<[^>]+>", " ", answer.content.decode(), flags=re.S)
    )


def test_pages_and_their_queries(firms: Firms, sign_in: Any) -> None:
    office = firms.person("office")
    acts.freeze(office, firms.unit("east"), 2026)
    acts.set_doubling(office, firms.unit("east"), measure="rd", base_year=2024, base=300, target_year=2027)
    acts.make_task(
        office, Firm.objects.get(uscc=firms.east[0]), Plan.objects.get(), action="补一项", lead=firms.unit("county"),
        due=dt.date(2026, 9, 1),
    )  # fmt: skip
    client, code, east = sign_in(office), firms.east[0], firms.unit("east").pk
    assert firms.run is not None
    pages = {
        "firms list": "/firms/",
        "firms list by standard": f"/firms/?standard=tech-sme&grade=A&unit={east}&sort=cost",
        "firms counties": "/firms/counties/",
        "firms county": f"/firms/counties/{east}/",
        "firm": f"/firms/firm/{code}/",
        "firm verdict": f"/firms/firm/{code}/standards/tech-sme/",
        "firm figure": f"/firms/firm/{code}/figures/revenue_wan/",
        "firm what-if": f"/firms/firm/{code}/what-if/?tech_staff=1",
        "firms returns": "/firms/returns/",
        "firms upload": "/firms/returns/new/",
        "firms runs": "/firms/runs/",
        "firms run": f"/firms/runs/{firms.run.pk}/",
        "firms prices": "/firms/prices/",
        "firm task": f"/firms/firm/{code}/task/?standard=tech-sme",
        "firms freeze": f"/firms/counties/{east}/freeze/",
        "firms doubling": f"/firms/counties/{east}/doubling/",
    }
    for page, path in pages.items():
        shown = budget.get(client, path, page).content.decode()
        assert shown.count("<h1") == 1, path
        assert 'style="' not in shown and "onclick" not in shown, path


def test_every_verdict_leads_to_its_computation(firms: Firms, sign_in: Any) -> None:
    client, run = sign_in(firms.person("office")), firms.run
    assert run is not None
    for path in (f"/firms/firm/{firms.east[0]}/", f"/firms/firm/{firms.east[0]}/standards/tech-sme/"):
        shown = client.get(path).content.decode()
        assert (
            f'href="/firms/runs/{run.pk}/"' in shown
            and f"日志第{run.entry}号" in shown
            and "tech-sme@2017" in shown
        )
    told = text(client.get(f"/firms/runs/{run.pk}/"))
    assert "tech-sme@2017" in told and "000002-figures" in told and "2026年6月20日" in told
    shown = client.get(f"/firms/firm/{firms.east[0]}/").content.decode()
    assert f"/firms/firm/{firms.east[0]}/figures/revenue_wan/" in shown
    told = text(client.get(f"/firms/firm/{firms.east[0]}/figures/revenue_wan/"))
    assert "东2025.xlsx" in told and "000003-figures" in told and "3,000" in told


def test_a_county_sees_its_own_firms_alone(firms: Firms, sign_in: Any) -> None:
    for key in ("east_office", "east_head", "east_leader", "county_liaison"):
        shown = text(sign_in(firms.person(key)).get("/firms/"))
        assert "东联合攻关企业1" in shown and "西联合攻关" not in shown and "共3家" in shown, key
    client = sign_in(firms.person("west_head"))
    assert client.get(f"/firms/firm/{firms.east[0]}/").status_code == 404
    assert client.get(f"/firms/counties/{firms.unit('east').pk}/").status_code == 404
    assert client.get(f"/firms/firm/{firms.east[0]}/figures/revenue_wan/").status_code == 404
    for key in ("auditor", "system", "security", "audit"):
        assert sign_in(firms.person(key)).get("/firms/").status_code == 403, key


def test_what_if_moves_the_verdict_and_keeps_nothing(firms: Firms, sign_in: Any) -> None:
    client, code = sign_in(firms.person("east_leader")), firms.east[1]
    before = Head.objects.get(pk=1).number, list(Verdict.objects.values_list("pk", "verdict"))
    shown = text(client.get(f"/firms/firm/{code}/what-if/?tech_staff=1"))
    assert "科技人员数 10 → 1" in shown and "有变" in shown and "未达标" in shown
    part = client.get(
        f"/firms/firm/{code}/what-if/?tech_staff=10", headers={"HX-Request": "true"}
    ).content.decode()
    assert "<html" not in part and "没有改动" in part
    assert "不是数字" in text(client.get(f"/firms/firm/{code}/what-if/?tech_staff=很多"))
    assert (Head.objects.get(pk=1).number, list(Verdict.objects.values_list("pk", "verdict"))) == before


def test_filters_say_what_they_do(firms: Firms, sign_in: Any) -> None:
    client, county = sign_in(firms.person("office")), firms.unit("county")
    shown = text(
        client.get(f"/firms/?unit={county.pk}&standard=tech-sme&verdict=pass&above_scale=1&held=high-tech")
    )
    assert "石桥县、科技型中小企业达标、现为高新技术企业、规上的企业，共1家" in shown
    assert "无法识别" in text(client.get("/firms/?unit=999999&verdict=x"))
    assert "共0家" in text(client.get("/firms/?missing=1")) and "没有符合条件的企业" in text(
        client.get("/firms/?missing=1")
    )
    assert "共2家" in text(client.get("/firms/?q=攻关企业3"))


def test_exports_are_what_is_shown(firms: Firms, sign_in: Any) -> None:
    client = sign_in(firms.person("east_office"))
    answer = client.get("/firms/export/?standard=tech-sme&verdict=pass&format=xlsx")
    entry = Entry.objects.order_by("-number")[0]
    assert entry.act == "export.make" and entry.values["count"] == 3
    rows = CalamineWorkbook.from_filelike(io.BytesIO(body(answer))).get_sheet_by_index(0).to_python()
    cells = [str(c) for row in rows for c in row]
    assert any(f"日志第{entry.number}号" in c for c in cells)
    assert {c for c in cells if c in (*firms.east, *firms.west)} == set(firms.east)
    paper = body(client.get("/firms/export/?format=docx"))
    words = zipfile.ZipFile(io.BytesIO(paper)).read("word/document.xml").decode()
    assert words.count("一企一策") == 3 and "西联合攻关" not in words
    one = body(client.get(f"/firms/firm/{firms.east[0]}/plan/"))
    assert zipfile.ZipFile(io.BytesIO(one)).read("word/document.xml").decode().count("一企一策") == 1


def test_the_county_page_counts(firms: Firms, sign_in: Any) -> None:
    office, east = firms.person("office"), firms.unit("east")
    acts.freeze(office, east, 2026)
    Firm.objects.filter(uscc=firms.east[2]).update(above_scale=False)
    shown = text(sign_in(office).get(f"/firms/counties/{east.pk}/"))
    assert "2026年冻结的规上名单，3家" in shown  # the denominator does not move with the firm
    assert "研发活动覆盖率" in shown and "没有倍增计划" in shown
    names = [s.label for s in queries.ladder([east.pk, firms.unit("county").pk])]
    assert names == [
        "科技型中小企业",
        "创新型中小企业",
        "专精特新中小企业",
        "专精特新“小巨人”",
        "高新技术企业",
    ]


def test_an_upload_from_page_to_batch(coded: World, sign_in: Any) -> None:
    client, root = sign_in(coded.people["office"]), coded.units["province"]
    good, bad = sample.code("990121", 5), "91990121XX"
    data = f"统一社会信用代码,企业名称,区划代码\n{good},<b>甲</b>公司,990121\n{bad},乙公司,990121\n".encode()
    answer = client.post(
        "/firms/returns/new/",
        {"unit": root.pk, "kind": "firms", "file": SimpleUploadedFile("登记.csv", data)},
    )
    row = Return.objects.get()
    assert answer.status_code == 303 and answer["Location"] == f"/firms/returns/{row.pk}/"
    shown = client.get(answer["Location"])
    assert bad in text(shown) and "不导入" in text(shown) and "<b>甲" not in shown.content.decode()
    book = CalamineWorkbook.from_filelike(io.BytesIO(body(client.get(f"/firms/returns/{row.pk}/marked/"))))
    cells = book.get_sheet_by_index(0).to_python()
    assert cells[0][0] == "问题和怎么改" and cells[1][0] == "" and cells[2][0] and cells[2][1] == bad
    assert body(client.get(f"/firms/returns/{row.pk}/original/")) == data
    assert "有1行有问题" in text(client.post(f"/firms/returns/{row.pk}/", {"do": "keep"}))
    answer = client.post(f"/firms/returns/{row.pk}/", {"do": "keep", "only_good": "1"}, follow=True)
    assert "已导入1行" in text(answer)


def test_a_run_ordered_on_the_page_waits_for_the_worker(firms: Firms, sign_in: Any) -> None:
    client = sign_in(firms.person("east_office"))
    asked = {"unit": firms.unit("east").pk, "on": "2026-06-20", "year": "2025", "standards": ["tech-sme"]}
    answer = client.post("/firms/runs/", asked, follow=True)
    assert "等待计算" in text(answer) and Run.objects.filter(state="waiting").count() == 1
    assert "正在评估，请等它完成" in text(client.post("/firms/runs/", asked))
    foreign = asked | {"unit": firms.unit("west").pk}
    client.post("/firms/runs/", foreign)
    assert not Run.objects.filter(unit=firms.unit("west")).exists()


def test_hostile_names_are_text(firms: Firms, sign_in: Any) -> None:
    Firm.objects.filter(uscc=firms.east[0]).update(name="<script>alert(1)</script>\u202e公司")
    client = sign_in(firms.person("office"))
    for path in ("/firms/", f"/firms/firm/{firms.east[0]}/", f"/firms/counties/{firms.unit('east').pk}/"):
        shown = client.get(path).content.decode()
        assert "<script>alert" not in shown and "\u202e" not in shown, path
