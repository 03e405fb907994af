"""The unit book: what names stand for, and what is said about a book that is wrong."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from luodi.finding.unitbook import Group, Unit, UnitBook
from luodi.finding.unitfile import UnitBookError, loads

DAY = dt.date(2025, 6, 1)
BOOK = """
area: 砚州
units:
  - name: 市科技局
    aliases: [市科学技术局]
    level: department
  - {name: 市发展改革委, level: department}
  - {name: 砚东区, level: county}
  - {name: 青禾县, level: county}
  - {name: 兰州市政府, level: city}
  - {name: 白银市政府, level: city}
  - {name: 望湖高新区管委会, level: zone, to: 2024-12-31}
  - {name: 望湖新区管委会, aliases: [望湖高新区管委会], level: zone, from: 2025-01-01}
groups:
  - name: 各县（市、区）
    members: [砚东区, 青禾县]
  - name: 两市
    members: [兰州市政府, 白银市政府]
    from: 2020-01-01
  - name: 全部地方
    members: [各县（市、区）, 两市]
"""


@pytest.fixture(scope="module")
def book() -> UnitBook:
    return loads(BOOK.encode(), "units.yaml")


@pytest.mark.parametrize(
    ("written", "units"),
    [
        ("市科技局", ("市科技局",)),
        ("市科学技术局", ("市科技局",)),
        ("科技局", ("市科技局",)),
        ("砚州市科技局", ("市科技局",)),
        ("市发展和改革委员会", ("市发展改革委",)),
        ("青禾县人民政府", ("青禾县",)),
        ("青禾县委", None),
        ("各县(市、区)", ("砚东区", "青禾县")),
        ("各县（市、区）人民政府", ("砚东区", "青禾县")),
        ("各县（市、区）政府（管委会）", ("砚东区", "青禾县")),
        ("两市", ("兰州市政府", "白银市政府")),
        ("全部地方", ("砚东区", "青禾县", "兰州市政府", "白银市政府")),
        ("兰州、白银市政府", ("兰州市政府", "白银市政府")),
        ("兰州、天水市政府", None),
        ("市科技局、市发展改革委", ("市科技局", "市发展改革委")),
        ("省科技局", None),
        ("有关部门", None),
        ("", None),
    ],
)
def test_what_a_name_stands_for(book: UnitBook, written: str, units: tuple[str, ...] | None) -> None:
    assert book.resolve(written, DAY) == units


def test_a_name_means_what_it_meant_on_the_day(book: UnitBook) -> None:
    assert book.resolve("望湖高新区管委会", dt.date(2024, 5, 1)) == ("望湖高新区管委会",)
    assert book.resolve("望湖高新区管委会", dt.date(2025, 5, 1)) == ("望湖新区管委会",)
    assert book.resolve("两市", dt.date(2019, 12, 31)) is None


def test_a_way_of_writing_that_fits_two_units_is_not_guessed() -> None:
    book = UnitBook((Unit("市科技局"), Unit("县科技局")))
    assert book.resolve("科技局") is None
    assert book.resolve("县科技局") == ("县科技局",)


def test_every_name_is_reported_known_or_unknown(book: UnitBook) -> None:
    known, unknown = book.resolve_all(("科技局", "各有关单位"), DAY)
    assert known == (("科技局", ("市科技局",)),)
    assert unknown == ("各有关单位",)


def test_a_csv_book_says_the_same() -> None:
    rows = (
        "名称,别名,级别,成员,启用,停用\n"
        "市科技局,市科学技术局；科技局,department,,2019-01-01,\n"
        '青禾县,,county,,,\n砚东区,,county,,,\n各县（市、区）,各县区,,"砚东区、青禾县",,\n'
        "全体,,,各县（市、区）、市科技局,,\n"
    )
    book = loads(rows.encode("gb18030"), "units.csv")
    assert book.resolve("科技局", DAY) == ("市科技局",)
    assert book.resolve("各县区", DAY) == ("砚东区", "青禾县")
    assert book.resolve("全体", DAY) == ("砚东区", "青禾县", "市科技局")
    assert book.units[0].since == dt.date(2019, 1, 1)
    assert book.groups[0] == Group("各县（市、区）", ("砚东区", "青禾县"), ("各县区",))


@pytest.mark.parametrize(
    ("name", "text", "line", "says"),
    [
        ("a.yaml", "units:\n  - name: 甲\n    alias: [乙]\n", 3, "不认识的键“alias”"),
        ("a.yaml", "units:\n  - name: 甲\n    level: 县级\n", 2, "没有级别“县级”"),
        ("a.yaml", "units:\n  - level: county\n", 2, "缺名称"),
        ("a.yaml", "units:\n  - {name: 甲, from: 明年}\n", 2, "日期“明年”看不懂"),
        ("a.yaml", "units:\n  - {name: 甲, from: 2025-02-01, to: 2025-01-01}\n", 2, "启用日期晚于停用日期"),
        ("a.yaml", "units:\n  - name: 甲\n  - name: 乙\n    aliases: [甲]\n", 3, "“甲”在第2行已有"),
        ("a.yaml", "groups:\n  - {name: 两市, members: [兰州]}\n", 2, "成员“兰州”不在单位簿里"),
        ("a.yaml", "groups:\n  - {name: 两市, members: [两市]}\n", 2, "包含了自己"),
        (
            "a.yaml",
            "groups:\n  - {name: 甲, members: [乙]}\n  - {name: 乙, members: [甲]}\n",
            2,
            "包含了自己",
        ),
        ("a.yaml", "groups:\n  - name: 两市\n", 2, "没有成员"),
        ("a.yaml", "units:\n  - name: 甲\n    name: 乙\n", 3, "写了两次"),
        ("a.yaml", "units: 甲\n", 1, "这里应是清单"),
        ("a.yaml", "- 甲\n", 1, "这里应是“键: 值”"),
        ("a.yaml", "units:\n  - name: [甲]\n", 2, "这里应是一个词"),
        ("a.yaml", "units: [\n", 2, "不合 YAML 的写法"),
        ("a.csv", "名称,电话\n甲,1\n", 1, "不认识的列“电话”"),
        ("a.csv", "别名\n甲\n", 1, "缺“名称”列"),
        ("a.csv", "名称\n甲,乙\n", 2, "单元格比列名多"),
        ("a.csv", '名称\n"甲"乙\n', 2, "不合 CSV 的写法"),
    ],
)
def test_a_wrong_book_names_file_line_and_remedy(name: str, text: str, line: int, says: str) -> None:
    with pytest.raises(UnitBookError) as caught:
        loads(text.encode(), name)
    message = str(caught.value)
    assert message.startswith(f"{name}：第{line}行：")
    assert says in message
    assert caught.value.do


@pytest.mark.parametrize(("data", "says"), [(b"", "是空的"), (b"\xff\xfe\x00\x81", "不是 UTF-8")])
def test_a_file_that_is_no_book(data: bytes, says: str) -> None:
    with pytest.raises(UnitBookError, match=says):
        loads(data, "a.yaml")


def test_a_missing_book(tmp_path: Path) -> None:
    with pytest.raises(UnitBookError, match="找不到单位簿"):
        UnitBook.load(tmp_path / "没有.yaml")
