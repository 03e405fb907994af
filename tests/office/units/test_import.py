"""Lists from Excel: text stays text, every wrong row is told at once, the same file twice changes nothing."""

from __future__ import annotations

import io
import time
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.office.world import World
from xlsxwriter import Workbook

from luodi.office.journal.models import Entry
from luodi.office.journal.verify import verify
from luodi.office.units import acts
from luodi.office.units.importing import workbook
from luodi.office.units.models import Person, Unit, Upload

pytestmark = pytest.mark.django_db


def sheet(*rows: list[Any]) -> bytes:
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            page.write(number, column, value)
    book.close()
    return buffer.getvalue()


def faults(plan: Any) -> list[tuple[int, str, str]]:
    return [(line.row.number, f.column, f.what) for line in plan.bad for f in line.faults]


def test_numbers_are_read_as_typed_and_headings_by_other_names(world: World) -> None:
    data = sheet(
        ["2026年单位名单（科技厅制）"],
        [],
        ["序号", "单 位 名 称*", "隶属单位", "级别", "行政区划代码"],
        [1, "新县", "东泽市", "县级", 620122.0],
    )
    acts.import_list(world.people["system"], "units", data, "甲.xlsx")
    unit = Unit.objects.get(name="新县")
    assert (unit.code, unit.level, unit.parent) == ("620122", "county", world.units["east"])
    people = sheet(
        ["所在单位", "姓名", "手机号码"], ["新县", "王一", 13812345679], ["新县", "李二", "0931-8888123"]
    )
    acts.import_list(world.people["office"], "people", people, "人.xlsx")
    assert list(Person.objects.filter(unit=unit).order_by("id").values_list("phone", flat=True)) == [
        "13812345679",
        "0931-8888123",
    ]


def test_every_bad_row_at_once(world: World) -> None:
    data = sheet(
        ["单位名称", "上级单位", "层级", "区划码", "设立日期", "排序"],
        ["甲局", "东泽市", "部门", "", "", ""],
        ["", "东泽市", "", "", "", ""],
        ["乙局", "没有的市", "", "", "", ""],
        ["丙局", "东泽市", "某级", "62A", "三月", "一"],
        ["甲局", "东泽市", "", "", "", ""],
        ["丁局", "戊局", "", "", "", ""],
        ["戊局", "丁局", "", "", "", ""],
        ["己局", "乙局", "", "", "", ""],
        ["庚局", "东泽市", "", 1234567890123456.0, "", ""],
    )
    plan = acts.judge(world.people["system"], "units", data, "甲.xlsx")
    found = faults(plan)
    assert {n for n, _c, _w in found} == {3, 4, 5, 6, 7, 8, 9, 10}
    assert (5, "区划码", "区划码“62A”应只有数字") in found
    assert (6, "单位名称", "与第2行重复") in found
    assert (7, "上级单位", "上下级互为上级") in found
    assert (9, "上级单位", "上级单位（第4行）有错") in found
    assert {c for n, c, _w in found if n == 5} == {"层级", "区划码", "设立日期", "排序"}
    assert any(n == 10 and "15位" in w for n, _c, w in found)
    before = Unit.objects.count()
    with pytest.raises(ValidationError, match="还有8行有错"):
        acts.import_list(world.people["system"], "units", data, "甲.xlsx")
    assert (Unit.objects.count(), Entry.objects.count()) == (before, 0)
    made = acts.import_list(world.people["system"], "units", data, "甲.xlsx", only_good=True)
    assert (made.created, made.left_out) == (1, 8)


def test_parents_may_come_later_in_the_file_and_the_second_time_nothing_happens(world: World) -> None:
    data = sheet(
        ["单位", "上级", "别名"],
        ["新局二科", "新局", ""],
        ["新局", "东泽市", "新局旧称、老新局"],
        ["财政局", "东泽市", ""],
        ["财政局", "西岭市", ""],
    )
    made = acts.import_list(world.people["system"], "units", data, "甲.xlsx")
    assert made.created == 4
    inner = Unit.objects.get(name="新局二科")
    outer = Unit.objects.get(name="新局")
    assert inner.path == f"{world.units['east'].path}{outer.pk}.{inner.pk}."
    number = Entry.objects.count()
    again = acts.import_list(world.people["system"], "units", data, "甲.xlsx")
    assert (again.created, again.changed, again.same) == (0, 0, 4)
    assert Entry.objects.count() == number


def test_scope_and_administrators(world: World) -> None:
    office = world.people["east_office"]
    data = sheet(["单位", "上级"], ["新所", "西岭市"], ["新院", "东泽市"])
    assert [n for n, _c, _w in faults(acts.judge(office, "units", data, "甲.xlsx"))] == [2]
    people = sheet(["单位", "姓名", "职务"], ["河清省", "褚安", "科员"])
    assert "三员之一" in faults(acts.judge(world.people["office"], "people", people, "人.xlsx"))[0][2]
    with pytest.raises(PermissionDenied, match="办公室或系统管理员"):
        acts.judge(world.people["security"], "units", data, "甲.xlsx")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空的"),
        (b"PK\x03\x04 broken", "损坏"),
        (b"\xd0\xcf\x11\xe0 broken", "损坏"),
        (b"<html><table><tr><td>a", "网页"),
        (b"\xff\xfe\x00\x01\x02", "不是表格"),
        (b"\x80\x81\xff\xff,\xfe", "编码"),
        ("姓名,电话\n甲,1".encode("gb18030"), "表头"),
        (sheet(["单位名称", "上级单位"]), "只有表头"),
        (b"x" * (10 * 2**20 + 1), "过大"),
    ],
)
def test_files_that_are_no_list(world: World, data: bytes, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        acts.judge(world.people["system"], "units", data, "甲.xlsx")


def test_csv_in_either_encoding(world: World) -> None:
    for charset in ("utf-8-sig", "gb18030"):
        data = "单位,上级,区划码\r\n新县,东泽市,062000\r\n".encode(charset)
        plan = acts.judge(world.people["system"], "units", data, "甲.csv")
        assert plan.lines[0].values["code"] == "062000"


def test_the_marked_workbook(world: World) -> None:
    data = sheet(
        ["单位名称", "上级单位", "备注"], ["=1+1", "没有的市", "=HYPERLINK(1)"], ["甲局", "东泽市", "x"]
    )
    plan = acts.judge(world.people["system"], "units", data, "甲.xlsx")
    page = openpyxl.load_workbook(io.BytesIO(workbook.marked(plan))).active
    assert page is not None
    assert page["D1"].value == "问题与办法"
    assert "没有“没有的市”" in page["D2"].value
    assert page["B2"].fill.fgColor.rgb == "FFFF9999"
    assert page["B3"].fill.fgColor.rgb != "FFFF9999"
    assert {c.data_type for row in page.iter_rows() for c in row if c.value} == {"s"}  # no formula anywhere
    assert page["A2"].quotePrefix


def test_template_and_export_come_back_unchanged(world: World, sign_in: Any) -> None:
    client = sign_in(world.people["system"])
    assert client.get("/units/import/units/template/").status_code == 200
    for kind in ("units", "people"):
        answer = client.post(f"/units/import/{kind}/export/")
        entry = Entry.objects.latest("number")
        assert entry.act == "units.export"
        if kind == "units":
            plan = acts.judge(world.people["system"], kind, answer.content, "名单.xlsx")
            assert [faults(plan), plan.count("same"), plan.count("changed")] == [[], Unit.objects.count(), 0]
        marks = openpyxl.load_workbook(io.BytesIO(answer.content))["导出信息"]
        assert f"日志第{entry.number}号" in marks["A1"].value


def test_pages(world: World, sign_in: Any) -> None:
    client = sign_in(world.people["office"])
    data = sheet(["单位名称", "上级单位"], ["甲局", "东泽市"], ["乙局", "没有的市"])
    answer = client.post("/units/import/units/", {"file": SimpleUploadedFile("甲.xlsx", data)})
    address = answer["Location"]
    body = client.get(address).content.decode()
    assert "没有“没有的市”" in body
    assert "甲局" in body
    assert client.get(address + "marked/").status_code == 200
    assert sign_in(world.people["office2"]).get(address).status_code == 404
    assert "还有1行有错" in client.post(address).content.decode()
    assert client.post(address, {"only_good": "1"}).status_code == 302
    assert Unit.objects.filter(name="甲局").exists()
    assert not Upload.objects.exists()


def test_five_thousand_rows(world: World) -> None:
    rows = [
        [f"第{n}研究所", "东泽市" if n % 50 == 0 else f"第{n - n % 50}研究所", f"{n:06d}"]
        for n in range(5000)
    ]
    data = sheet(["单位名称", "上级单位", "区划码"], *rows)
    begun = time.perf_counter()
    made = acts.import_list(world.people["system"], "units", data, "多.xlsx")
    spent = time.perf_counter() - begun
    assert made.created == 5000
    people = sheet(
        ["单位", "姓名", "电话"], *([f"第{n}研究所", f"人{n}", f"138{n:08d}"] for n in range(5000))
    )
    begun = time.perf_counter()
    assert acts.import_list(world.people["system"], "people", people, "人.xlsx").created == 5000
    print(f"units {spent:.1f} s, people {time.perf_counter() - begun:.1f} s")
    again = acts.import_list(world.people["system"], "units", data, "多.xlsx")
    assert (again.same, again.changed) == (5000, 0)
    assert spent < 30  # on a machine shared with others; about 3 s alone
    assert (
        Entry.objects.filter(act="unit.create").count() == Entry.objects.filter(act="person.create").count()
    )


def test_who_and_what_came_in_by_a_list_has_a_history(world: World) -> None:
    units = sheet(["单位名称", "上级单位"], ["乙所", "甲局"], ["甲局", "东泽市"])
    acts.import_list(world.people["system"], "units", units, "甲.xlsx")
    people = sheet(["单位", "姓名", "职务"], ["乙所", "王一", "科员"])
    acts.import_list(world.people["office"], "people", people, "人.xlsx")
    below = Unit.objects.get(name="乙所")
    (entry,) = Entry.objects.about(below)
    assert (entry.act, entry.unit_path, entry.actor_id) == (
        "unit.create", below.path, world.people["system"].pk,
    )  # fmt: skip
    assert "在“甲局”之下新设“乙所”" in entry.sentence
    (entry,) = Entry.objects.about(Person.objects.get(name="王一"))
    assert "“乙所”增加人员王一（科员）" in entry.sentence and entry.unit_path == below.path
    assert verify().intact
    acts_seen = list(Entry.objects.order_by("number").values_list("act", flat=True))
    assert acts_seen == ["unit.create", "unit.create", "units.import", "person.create", "people.import"]
