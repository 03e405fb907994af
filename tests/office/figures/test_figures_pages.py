"""The pages, for whom they are and what they cost; forms and workbooks as people send them."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook
from tests.office import budget
from tests.office.figures.conftest import Numbers

from luodi.office.figures import acts
from luodi.office.figures.models import (
    Collection,
    Freeze,
    Indicator,
    PeerGroup,
    Region,
    Submission,
    Target,
    Value,
)
from luodi.office.journal.record import SYSTEM

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return str(answer.content.decode())


def sheet(data: bytes) -> list[list[Any]]:
    return list(CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python())


@pytest.fixture
def full(numbers: Numbers) -> Numbers:
    """The panel, some quarters of both cities and the county, a target, a freeze, an open round."""
    acts.load_panel(SYSTEM)
    province, office = numbers.unit("province"), numbers.person("office")
    rows = [
        acts.Row(code, numbers.regions[key], f"2026Q{q}", str(n * q), source_word="季报")
        for key, n in (("east", 10), ("west", 12), ("county", 4))
        for code in ("high_tech", "contracts")
        for q in (1, 2, 3)
    ]
    acts.record_values(office, province, rows)
    acts.set_targets(office, province, [
        acts.Goal("high_tech", numbers.regions["east"], "2027Q1", "50", source_word="倍增方案", base_period="2026Q1"),
        acts.Goal("high_tech", numbers.regions["county"], "2026Q3", "20", source_word="年度方案"),
    ])  # fmt: skip
    acts.freeze_period(office, province, "2026Q3", ["high_tech"], numbers.regions.values())
    acts.open_collection(
        office, province, name="四季度填报", period="2026Q4", due=dt.date(2026, 10, 20),
        indicators=[numbers.indicators["high_tech"]], regions=[numbers.regions["east"], numbers.regions["west"]],
    )  # fmt: skip
    acts.set_peers(office, province, "两市", [numbers.regions["east"], numbers.regions["west"]])
    return numbers


def test_every_page_within_its_queries(full: Numbers, sign_in: Any) -> None:
    east, row = full.regions["east"], Submission.objects.get(unit=full.unit("east"))
    made, frozen, gansu = Collection.objects.get(), Freeze.objects.get(), Region.objects.get(name="甘肃")
    pages = {
        "figures list": "/figures/",
        "figures comparison": f"/figures/i/high_tech/?region={east.pk}",
        "figures comparison of provinces": f"/figures/i/rd_intensity/?region={gansu.pk}",
        "figures derived": f"/figures/i/rd_per_capita/?region={gansu.pk}",
        "figures regions": "/figures/regions/",
        "figures region": f"/figures/regions/{east.pk}/",
        "figures value": f"/figures/value/{east.pk}/high_tech/2026Q3/",
        "figures derived value": f"/figures/value/{gansu.pk}/rd_share/2022/",
        "figures rounds": "/figures/rounds/",
        "figures round": f"/figures/rounds/{made.pk}/",
        "figures new round": "/figures/rounds/new/",
        "figures targets": "/figures/targets/",
        "figures new target": "/figures/targets/new/",
        "figures proposals": f"/figures/targets/propose/?code=high_tech&region={east.pk}",
        "figures freezes": "/figures/freezes/",
        "figures freeze": f"/figures/freezes/{frozen.pk}/",
        "figures import": "/figures/import/",
        "figures peers": "/figures/peers/new/",
    }
    office, liaison = sign_in(full.person("office")), sign_in(full.person("east_liaison"))
    for name, address in pages.items():
        budget.get(office, address, name)
    budget.get(liaison, f"/figures/rounds/unit/{row.pk}/", "figures submission east_liaison")
    budget.get(liaison, "/figures/rounds/", "figures rounds east_liaison")


def test_the_comparison_says_rank_gap_and_course(full: Numbers, sign_in: Any) -> None:
    office = sign_in(full.person("office"))
    shown = text(office.get(f"/figures/i/high_tech/?region={full.regions['east'].pk}"))
    assert "2026年三季度，本域各市中东泽市的高新技术企业净增" in shown
    assert "前一位：西岭市" in shown and "比平均低3" in shown
    assert "按直线进度应为30家，进度正常；2027年一季度目标50家，为目标的60.0%。" in shown
    both = text(
        office.get(f"/figures/i/rd_intensity/?region={Region.objects.get(name='甘肃').pk}&period=2022")
    )
    assert "全国31个省份" in both and "待核" in both and "有数据的31个地区中" in both


def test_a_county_sees_its_own_and_what_is_published(full: Numbers, sign_in: Any) -> None:
    county, west = full.regions["county"], full.regions["west"]
    client = sign_in(full.person("county_head"))
    page = f"/figures/i/high_tech/?region={county.pk}"
    assert "西岭市" not in text(client.get(page)) and "只有一个地区有您能看到的数" in text(client.get(page))
    assert client.get(f"/figures/value/{west.pk}/high_tech/2026Q3/").status_code == 404
    assert client.get(f"/figures/regions/{west.pk}/").status_code == 404
    assert "西岭市" not in text(client.get("/figures/regions/"))
    acts.publish_values(SYSTEM, full.unit("province"), "2026Q3", ["high_tech"])
    assert client.get(f"/figures/value/{west.pk}/high_tech/2026Q3/").status_code == 200
    assert client.get(f"/figures/value/{west.pk}/high_tech/2026Q2/").status_code == 404
    assert "西岭市" in text(client.get("/figures/i/high_tech/?group=own-city"))


def test_a_round_through_the_pages(full: Numbers, sign_in: Any) -> None:
    row = Submission.objects.get(unit=full.unit("east"))
    line, page = row.lines.get(), f"/figures/rounds/unit/{row.pk}/"
    clients = {k: sign_in(full.person(k)) for k in ("east_liaison", "east_head", "office", "west_liaison")}
    assert clients["west_liaison"].get(page).status_code == 404
    assert clients["office"].get(page).status_code == 404  # not yet its business
    send = {f"line-{line.pk}": "十二", f"absent-{line.pk}": "", "version": "0", "do": "submit"}
    assert "不是数字" in text(clients["east_liaison"].post(page, send))
    assert "确实没有的写明原因" in text(clients["east_liaison"].post(page, {**send, f"line-{line.pk}": ""}))
    assert Submission.objects.get(pk=row.pk).version == 0  # nothing was kept of what failed
    assert clients["east_liaison"].post(page, {**send, f"line-{line.pk}": "45"}).status_code == 303
    assert "等东泽市负责人审核" in text(clients["east_head"].get("/figures/rounds/"))
    assert "等东泽市负责人审核" in text(
        clients["east_head"].get("/")
    )  # and on the first page of whose move it is
    assert "等东泽市负责人审核" not in text(clients["west_liaison"].get("/"))
    assert clients["east_head"].post(page, {"do": "approve"}).status_code == 303
    refused = clients["office"].post(page, {"do": "return", "why": ""})
    assert "请写明退回理由" in text(refused)
    assert "已采用" in text(clients["office"].post(page, {"do": "accept"}, follow=True))
    value = Value.objects.get(submission=row)
    assert value.shown == "45" and "东泽市填报（四季度填报）" in text(
        clients["east_liaison"].get(f"/figures/value/{value.region_id}/high_tech/2026Q4/")
    )


def test_a_filled_in_workbook(full: Numbers, sign_in: Any) -> None:
    row = Submission.objects.get(unit=full.unit("east"))
    client, page = sign_in(full.person("east_liaison")), f"/figures/rounds/unit/{row.pk}/import/"
    assert sheet(client.get(f"/figures/rounds/unit/{row.pk}/template/").content) == [
        ["地区", "高新技术企业净增（家）"], ["东泽市", ""],
    ]  # fmt: skip
    bad = "地区,高新技术企业净增\n东泽市,四十五\n西岭市,3\n".encode()
    shown = text(client.post(page, {"file": SimpleUploadedFile("表.csv", bad)}))
    assert "“四十五”不是数字" in shown and "没有“西岭市”，或不在这次的范围内" in shown
    marked = client.post(page, {"file": SimpleUploadedFile("表.csv", bad), "marked": "1"})
    assert sheet(marked.content)[1][-1] == "高新技术企业净增：“四十五”不是数字，只填数字，没有的留空"
    good = (
        "单位,高新技术企业净增(家)\n石桥,\n".encode()
        .replace("石桥".encode(), b"990100")
        .replace(b",\n", b",45\n", 2)
        .replace("(家),45".encode(), "(家)".encode())
    )
    assert client.post(page, {"file": SimpleUploadedFile("表.csv", good)}).status_code == 303
    line = Submission.objects.get(pk=row.pk).lines.get()
    assert (line.typed, line.cell) == ("45", "B2")


def test_an_office_imports_its_own_table(full: Numbers, sign_in: Any) -> None:
    client = sign_in(full.person("east_office"))
    table = (
        "地区,期,高新技术企业净增,吸纳技术合同成交额（亿元）,R&D经费,备注\n"
        "石桥县,2026年三季度,15,12,,甲\n东泽市,2026Q3,30,30.0,,\n西岭市,2026Q3,1,,,\n石桥县,三季度,x,,,\n"
    ).encode()  # fmt: skip
    unit = full.unit("east")
    send = {"unit": unit.pk, "period": "", "file": SimpleUploadedFile("三季度.csv", table)}
    trial = client.post("/figures/import/", send)
    assert trial.status_code == 303
    shown = text(client.get(trial["Location"]))
    assert "没有“西岭市”" in shown and "“三季度”不是期" in shown and "没有用上：备注" in shown
    assert "由“12”改为“15”" in shown  # 4 × 3 was recorded
    assert "还有2行有错" in text(client.post(trial["Location"], {}))
    before = Value.objects.count()
    assert client.post(trial["Location"], {"only_good": "1"}).status_code == 303
    new = list(Value.objects.order_by("-pk")[: Value.objects.count() - before])
    assert [(v.region.name, v.shown, v.vintage, v.cell) for v in new] == [("石桥县", "15", 2, "C2")]
    assert new[0].file is not None and client.get(f"/figures/files/{new[0].pk}/").status_code == 404
    whole = sign_in(full.person("office"))
    assert b"".join(whole.get(f"/figures/files/{new[0].pk}/")) == table


def test_figures_of_elsewhere(full: Numbers, sign_in: Any) -> None:
    """A peer the panel does not have, and next year's figures of the provinces."""
    client, city = sign_in(full.person("office")), sign_in(full.person("east_office"))
    peer = {"code": "650500", "name": "哈密市", "kind": "city"}
    assert city.post("/figures/regions/new/", peer).status_code == 403
    assert client.post("/figures/regions/new/", peer).status_code == 302
    assert "已经登记过" in text(client.post("/figures/regions/new/", peer))
    table = "地区,期,R&D经费\n甘肃,2024,180.2\n哈密市,2024,6\n东泽市,2024,1\n".encode()
    send = {"unit": "", "period": "", "file": SimpleUploadedFile("公报.csv", table)}
    assert (
        "必填" in text(city.post("/figures/import/", send))
        and not Value.objects.filter(period="2024", region__code="620000").exists()
    )
    send["file"] = SimpleUploadedFile("公报.csv", table)
    trial = client.post("/figures/import/", send)
    assert "没有“东泽市”" in text(client.get(trial["Location"]))  # ours are imported under their unit
    assert client.post(trial["Location"], {"only_good": "1"}).status_code == 303
    assert {
        v.region.name for v in Value.objects.filter(period="2024", indicator__code="rd", file__isnull=False)
    } == {"甘肃", "哈密市"}
    assert "哈密市" in text(city.get("/figures/i/rd/?period=2024"))


def test_what_the_office_does_on_the_pages(full: Numbers, sign_in: Any) -> None:
    client = sign_in(full.person("office"))
    made = {"code": "green", "name": "绿化覆盖率", "unit_word": "%", "frequency": "year", "places": "1", "higher": "on",
            "dimension": "绿色", "factor": "1"}  # fmt: skip
    assert client.post("/figures/new/", made).status_code == 302
    assert Indicator.objects.get(code="green").dimension_name == "以绿色促创新"
    assert "已经用过" in text(client.post("/figures/new/", made))
    assert client.post("/figures/i/green/edit/", {**made, "name": "绿地率"}).status_code == 302
    client.post("/figures/i/green/retire/")
    assert Indicator.objects.get(code="green").retired_at is not None
    goal = {"indicator": "high_tech", "region": full.regions["west"].pk, "period": "2027年一季度", "kind": "plan",
            "base_period": "2026Q1", "times": "2", "source_word": "倍增方案"}  # fmt: skip
    assert client.post("/figures/targets/new/", goal).status_code == 302
    assert Target.objects.get(region=full.regions["west"]).shown == "24"
    assert "已经冻结过第1版" in text(
        client.post("/figures/freezes/new/", {"unit": full.unit("province").pk, "period": "2026Q3"})
    )
    shown = text(
        client.get(
            f"/figures/targets/propose/?code=high_tech&region={full.regions['county'].pk}&group=own-city"
        )
    )
    assert "赶上中位数" in shown
    group = PeerGroup.objects.get(name="两市")
    assert client.post(f"/figures/peers/{group.pk}/", {"name": "两个市", "regions": [
        full.regions["east"].pk, full.regions["west"].pk]}).status_code == 302  # fmt: skip
    client.post(f"/figures/peers/{group.pk}/retire/")
    assert PeerGroup.objects.get(pk=group.pk).retired_at is not None
    exported = client.get(f"/figures/i/high_tech/export/?region={full.regions['east'].pk}")
    assert sheet(exported.content)[1][:3] == ["1", "西岭市", "36"]
    assert "装入全国面板" in text(client.get("/figures/"))
    assert client.post("/figures/panel/").status_code == 303


def test_hostile_names_are_text(full: Numbers, sign_in: Any) -> None:
    Region.objects.filter(pk=full.regions["east"].pk).update(name="<script>alert(1)</script>")
    Indicator.objects.filter(code="high_tech").update(name="<b>高企</b>", definition="<img src=x>")
    client = sign_in(full.person("office"))
    for address in ("/figures/", "/figures/i/high_tech/", "/figures/targets/", "/figures/regions/"):
        shown = text(client.get(address))
        assert "<script>alert" not in shown and "<b>高企" not in shown and "<img src=x" not in shown, address


def test_administrators_and_auditors_see_no_figures(full: Numbers, sign_in: Any) -> None:
    for key in ("auditor", "system", "security", "audit"):
        client = sign_in(full.person(key))
        for address in ("/figures/", "/figures/i/high_tech/", "/figures/rounds/", "/figures/targets/"):
            assert client.get(address).status_code == 403, (key, address)
