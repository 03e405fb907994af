"""The columns of an import: what each is called in offices' own lists, and what belongs in it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from luodi.office.units.models import Unit


@dataclass(frozen=True, slots=True)
class Column:
    """`names` are the headings it is known by, the first is ours."""

    key: str
    names: tuple[str, ...]
    hint: str
    need: bool = False
    example: str = ""
    width: int = 16

    @property
    def title(self) -> str:
        return self.names[0]


UNITS = (
    Column(
        "name", ("单位名称", "单位", "名称", "单位全称", "全称", "机构名称"), "全称", True, "东泽市科技局", 26
    ),
    Column(
        "parent",
        ("上级单位", "上级", "上级单位名称", "隶属单位", "主管单位", "所属单位"),
        "系统内或本表内的单位名称；有同名时写成“上级/单位”",
        False,
        "东泽市",
        22,
    ),
    Column("short_name", ("简称", "单位简称"), "可不填", False, "市科技局"),
    Column(
        "level",
        ("层级", "级别", "单位层级", "类别", "单位类别"),
        "、".join(str(v) for v in Unit.Level.labels),
        False,
        "部门",
        10,
    ),
    Column(
        "code",
        ("区划码", "行政区划码", "行政区划代码", "区划代码", "代码", "单位代码"),
        "只有数字，按文本填写",
        False,
        "620100",
    ),
    Column(
        "aliases", ("别名", "曾用名", "其他名称", "其它名称"), "多个用顿号隔开", False, "市科学技术局", 26
    ),
    Column("order", ("排序", "排序号", "顺序"), "整数，小的在前", False, "10", 8),
    Column("since", ("设立日期", "成立日期", "启用日期", "启用"), "如2026-03-01"),
    Column("until", ("撤销日期", "停用日期", "停用"), "最后一日，如2026-12-31"),
)
PEOPLE = (
    Column(
        "unit",
        ("单位", "单位名称", "所在单位", "工作单位", "所属单位"),
        "系统内的单位名称；有同名时写成“上级/单位”",
        True,
        "东泽市科技局",
        26,
    ),
    Column("name", ("姓名", "名字", "人员姓名", "联系人"), "", True, "沈青", 12),
    Column("post", ("职务", "职位", "岗位", "职务职级"), "可不填", False, "科长", 18),
    Column(
        "phone",
        ("电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "电话号码"),
        "按文本填写",
        False,
        "0931-8888123",
        18,
    ),
    Column("since", ("到任日期", "到任", "任职日期", "任职时间", "到任时间"), "如2026-03-01"),
    Column("until", ("离任日期", "离任", "离任时间"), "最后一日，如2026-12-31"),
)
KINDS = {"units": UNITS, "people": PEOPLE}

_LEVELS = {
    **{str(label): value for value, label in Unit.Level.choices},
    **{value: value for value in Unit.Level.values},
    "省": "province", "自治区": "province", "直辖市": "province",
    "市": "city", "地级市": "city", "市州": "city", "州": "city",
    "县": "county", "区": "county", "区县": "county", "县区": "county", "县级市": "county",
    "开发区": "zone", "高新区": "zone", "新区": "zone", "园区": "zone", "经开区": "zone",
    "省直部门": "department", "市直部门": "department", "厅局": "department", "委办局": "department",
    "高校": "institute", "院所": "institute", "科研院所": "institute", "高校院所": "institute",
    "公司": "enterprise", "企业": "enterprise",
}  # fmt: skip


def level(text: str) -> str | None:
    """
    >>> level("市级"), level("开发区"), level("甲")
    ('city', 'zone', None)
    """
    return _LEVELS.get(text.strip())


def bare(heading: str) -> str:
    """A heading without blanks, brackets and the marks of obligation.

    >>> bare(" 联 系 电 话*（必填） ")
    '联系电话'
    """
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", heading))
    return re.sub(r"\(.*?\)|[*:：★※]", "", text)


def match(heading: str, columns: tuple[Column, ...]) -> str | None:
    """Which column a heading names."""
    text = bare(heading)
    return next((c.key for c in columns if text in c.names), None)
