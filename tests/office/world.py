"""A small world: enough units, people and tasks for every rule to have somebody it refuses."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from luodi.office.ledger.models import Plan, Standing, Supporting, Task, Theme
from luodi.office.units.models import Person, Role, Unit, UnitGroup


@dataclass
class World:
    """By short keys: units (province, office, finance, east, west, county, zone), people by role and place."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    plan: Plan | None = None
    tasks: dict[str, Task] = field(default_factory=dict)


UNITS = (  # key, parent, name, short name, level
    ("province", None, "河清省", "河清省", "province"),
    ("office", "province", "河清省科技厅", "省科技厅", "department"),
    ("finance", "province", "河清省财政厅", "省财政厅", "department"),
    ("east", "province", "东泽市", "东泽市", "city"),
    ("west", "province", "西岭市", "西岭市", "city"),
    ("county", "east", "石桥县", "石桥县", "county"),
    ("eastbureau", "east", "东泽市科技局", "东泽市科技局", "department"),
    ("zone", "west", "西岭高新区管委会", "西岭高新区", "zone"),
)
PEOPLE = (  # key, name, unit, role, role's node
    ("office", "周明", "office", "office", "province"),
    ("office2", "吴静", "office", "office", "province"),
    ("leader", "郑海", "province", "leader", "province"),
    ("auditor", "冯涛", "province", "auditor", "province"),
    ("system", "陈坚", "province", "system_admin", "province"),
    ("security", "褚安", "province", "security_admin", "province"),
    ("audit", "卫平", "province", "audit_admin", "province"),
    ("finance_head", "蒋立", "finance", "head", "finance"),
    ("finance_liaison", "沈青", "finance", "liaison", "finance"),
    ("east_office", "韩冰", "eastbureau", "office", "east"),
    ("east_leader", "杨帆", "east", "leader", "east"),
    ("east_head", "朱红", "east", "head", "east"),
    ("east_liaison", "秦岳", "east", "liaison", "east"),
    ("county_head", "尤勇", "county", "head", "county"),
    ("county_liaison", "许佳", "county", "liaison", "county"),
    ("west_head", "何山", "west", "head", "west"),
    ("west_liaison", "吕敏", "west", "liaison", "west"),
    ("zone_liaison", "施雨", "zone", "liaison", "zone"),
)
TASKS = (  # key, code, title, lead, supporting, state
    ("finance", "1", "落实科技创新专项资金2亿元", "finance", ("office",), "active"),
    ("east", "2", "新增高新技术企业50家", "east", ("finance",), "active"),
    ("county", "3", "建成石桥中试基地", "county", (), "assigned"),
    ("west", "4", "实现规上工业企业研发活动全覆盖", "west", ("zone",), "active"),
    ("zone", "5", "引进高层次人才团队10个", "zone", (), "received"),
    ("draft", "6", "研究设立科创基金", "west", (), "draft"),
)


def make_units(world: World) -> None:
    for order, (key, parent, name, short, level) in enumerate(UNITS):
        above = world.units.get(parent or "")
        unit = Unit(parent=above, name=name, short_name=short, level=level, order=order, path=f"new-{order}")
        unit.save()
        unit.path = f"{above.path if above else ''}{unit.pk}."
        unit.save(update_fields=["path"])
        world.units[key] = unit


def make_world(day: dt.date = dt.date(2026, 1, 1)) -> World:
    """Rows are made directly: what the acts do is what other tests are about."""
    world = World()
    make_units(world)
    for key, name, unit, kind, node in PEOPLE:
        person = Person(login=key, name=name, unit=world.units[unit], must_change=False, phone="13812345678")
        person.set_unusable_password()
        person.save()
        Role.objects.create(person=person, kind=kind, unit=world.units[node])
        world.people[key] = person
    group = UnitGroup.objects.create(name="两市", aliases=["两个市"], owner=world.units["province"])
    for order, key in enumerate(("east", "west")):
        group.members.create(unit=world.units[key], order=order)
    world.plan = Plan.objects.create(
        unit=world.units["province"],
        name="2026年科技创新工作推进方案",
        code="科创",
        since=day,
        until=dt.date(2026, 12, 31),
        source_name="省科技创新委员会",
    )
    theme = Theme.objects.create(plan=world.plan, name="以平台促创新")
    for key, code, title, lead, supporting, state in TASKS:
        task = Task.objects.create(
            plan=world.plan,
            code=code,
            title=title,
            theme=theme,
            lead=world.units[lead],
            state=state,
            starts=day,
            due=dt.date(2026, 12, 31),
            due_first=dt.date(2026, 12, 31),
        )
        for unit in supporting:
            Supporting.objects.create(task=task, unit=world.units[unit])
        Standing.objects.create(
            task=task,
            as_of=day,
            plan=world.plan,
            lead=task.lead,
            theme=theme,
            state=state,
            light="grey",
            why="",
            actual=0,
        )
        world.tasks[key] = task
    return world
