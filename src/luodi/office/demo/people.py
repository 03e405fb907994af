"""Invented people: a head and a liaison in every unit, the office, leaders, an auditor, three administrators."""

from __future__ import annotations

from collections.abc import Iterator

from luodi.office.journal.record import SYSTEM
from luodi.office.units import acts
from luodi.office.units.models import Person, Unit


def _words(text: str) -> list[str]:
    return text.split()


FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎"
GIVEN = _words(
    "志远 文静 建国 丽华 晓东 雪梅 永强 海燕 俊杰 秀英 立新 春燕 国栋 慧敏 明哲 玉兰 振华 佳怡 少峰 静怡 "
    "伟民 雅琴 向前 晓雯 一鸣 若兰 长青 思远 凤鸣 子谦 清和 云帆 承志 念慈 敬之 知秋"
)

HEADS = {
    "department": "主要负责人",
    "city": "市长",
    "county": "县（区）长",
    "zone": "管委会主任",
    "institute": "院（校）长",
}
OFFICE = "河清省科学技术厅"
VISITED = "河清省工业和信息化厅"
"""Whose head and liaison can be signed in as: a unit with several tasks."""
COUNTY = "松坪县"
"""The county to try the race from: its figures wait for its head, its next ones for its liaison."""

SIGNINS = (
    ("office", "bangong", "办公室（经办）"),
    ("office2", "fuhe", "办公室（复核）"),
    ("leader", "lingdao", "分管领导"),
    ("head", "fuze", "单位负责人（省工业和信息化厅）"),
    ("liaison", "lianluo", "联络员（省工业和信息化厅）"),
    ("county_head", "xianzhang", "县负责人（松坪县，确认赛马数据、申诉）"),
    ("county_liaison", "xianlian", "县联络员（松坪县，填报指标）"),
    ("auditor", "shenji", "审计员"),
    ("system_admin", "xitong", "系统管理员"),
    ("security_admin", "anquan", "安全管理员"),
    ("audit_admin", "rizhi", "审计管理员"),
)
"""Who gets an account in the demonstration: key, login, how the printed list calls them."""


def names() -> Iterator[str]:
    """Different names without end in a fixed order."""
    count = 0
    while True:
        yield FAMILY[(count * 7) % len(FAMILY)] + GIVEN[(count * 5 + count // len(GIVEN)) % len(GIVEN)]
        count += 1


def make_people(root: Unit) -> dict[str, Person]:
    """People with their roles, through the acts; those of SIGNINS by key, others as head-<id>, liaison-<id>."""
    people: dict[str, Person] = {}
    given = names()

    def add(key: str, unit: Unit, post: str, kind: str, node: Unit) -> None:
        number = len(people)
        person = acts.create_person(SYSTEM, unit, name=next(given), post=post, phone=f"0990-555{number:04d}")
        acts.grant_role(SYSTEM, person, kind, node)
        people[key] = person

    office = Unit.objects.get(name=OFFICE)
    add("office", office, "创新委办公室综合处副处长", "office", root)
    add("office2", office, "创新委办公室综合处处长", "office", root)
    add("leader", root, "副省长、省科技创新委员会副主任", "leader", root)
    add("auditor", office, "审计员", "auditor", root)
    for kind in ("system_admin", "security_admin", "audit_admin"):
        add(kind, office, "信息中心", kind, root)
    for unit in Unit.objects.exclude(pk=root.pk).order_by("pk"):
        add(f"head-{unit.pk}", unit, HEADS.get(unit.level, "负责人"), "head", unit)
        add(f"liaison-{unit.pk}", unit, "联络员", "liaison", unit)
    visited = Unit.objects.get(name=VISITED)
    people["head"], people["liaison"] = people[f"head-{visited.pk}"], people[f"liaison-{visited.pk}"]
    county = Unit.objects.get(name=COUNTY)
    people["county_head"], people["county_liaison"] = (
        people[f"head-{county.pk}"],
        people[f"liaison-{county.pk}"],
    )
    return people
