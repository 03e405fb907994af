"""Who I am, units and people, as the API gives them."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from luodi.office.journal.clock import today
from luodi.office.units.access import FOUND, READ, person_of, says
from luodi.office.units.models import Person, Unit
from luodi.office.units.models import holding as dated
from luodi.office.units.scope import NAMES
from luodi.office.web.rest import Day, Id, Next, OneOf, Out, Paged, known_query, one, page

router = Router(tags=["单位与人员"])

Kind = Annotated[str, OneOf(NAMES.items())]
Level = Annotated[str, OneOf(Unit.Level.choices)]


class UnitRef(Out):
    """A unit where it is only named."""

    id: Id
    name: str


class UnitOut(UnitRef):
    short_name: str
    level: Level
    code: Annotated[str, Field(description="行政区划码。")]
    parent: Annotated[int | None, Field(description="上级单位；在范围之外的不给出。")]
    since: Day | None
    until: Day | None


class UnitDetail(UnitOut):
    aliases: Annotated[list[str], Field(description="现用的别名。")]


class Units(Out):
    items: list[UnitOut]
    next: Next


class PersonRef(Out):
    """A person where only the name is needed."""

    id: Id
    name: str


class PersonOut(PersonRef):
    unit: UnitRef
    post: str
    phone: Annotated[str, Field(description="本单位的和办公室可见全号，其余隐去中间几位。")]
    since: Day | None
    until: Day | None


class People(Out):
    items: list[PersonOut]
    next: Next


class RoleOut(Out):
    kind: Kind
    unit: Annotated[int, Field(description="角色所在的单位，含其下级。")]


class Me(PersonOut):
    roles: Annotated[list[RoleOut], Field(description="今天有效的角色，含代办的。")]
    rights: Annotated[list[str], Field(description="令牌的权限。")]


class UnitsAsked(Paged):
    q: Annotated[str, Field(max_length=100, description="名称或简称中的字。", examples=["科技"])] = ""
    parent: Annotated[Id | None, Field(description="只要它的直接下级。")] = None
    current: Annotated[bool, Field(description="只要现存的。", examples=[True])] = False


class PeopleAsked(Paged):
    q: Annotated[str, Field(max_length=60, description="姓名中的字。", examples=["王"])] = ""
    unit: Annotated[Id | None, Field(description="只要这个单位的。")] = None
    current: Annotated[bool, Field(description="只要在任的。", examples=[True])] = False


def unit_ref(unit: Unit) -> UnitRef:
    return UnitRef(id=unit.pk, name=unit.name)


def person_ref(person: Person | None) -> PersonRef | None:
    return None if person is None else PersonRef(id=person.pk, name=person.name)


def _unit(unit: Unit, seen: set[int]) -> dict[str, object]:
    return {
        "id": unit.pk,
        "name": unit.name,
        "short_name": unit.short_name,
        "level": unit.level,
        "code": unit.code,
        "parent": unit.parent_id if unit.parent_id in seen else None,
        "since": unit.since,
        "until": unit.until,
    }


def _above(person: Person, units: list[Unit]) -> set[int]:
    wanted = {u.parent_id for u in units if u.parent_id}
    return set(Unit.objects.visible_to(person).filter(pk__in=wanted).values_list("pk", flat=True))


def _person(person: Person, viewer: Person) -> dict[str, object]:
    return {
        "id": person.pk,
        "name": person.name,
        "unit": unit_ref(person.unit),
        "post": person.post,
        "phone": person.phone_for(viewer),
        "since": person.since,
        "until": person.until,
    }


@router.get(
    "/me",
    **says("me", "我是谁", "令牌代表的人、其角色和令牌的权限。", right="", out=Me, errors=(400, 401, 403)),
)
def me(request: HttpRequest) -> Me:
    person = person_of(request)
    roles = [RoleOut(kind=g.kind, unit=g.unit_id) for g in person.scope.grants]
    rights = sorted(request.auth.rights)  # type: ignore[attr-defined]
    return Me(**_person(person, person), roles=roles, rights=rights)  # type: ignore[arg-type]


@router.get(
    "/units",
    **says(
        "list_units", "单位列表", "范围内的单位，按编号排列。", right="units:read", out=Units, errors=READ
    ),
)
def list_units(request: HttpRequest, asked: Query[UnitsAsked]) -> Units:
    known_query(request, UnitsAsked)
    person = person_of(request)
    rows = Unit.objects.visible_to(person)
    if asked.q:
        rows = rows.filter(name__contains=asked.q) | rows.filter(short_name__contains=asked.q)
    if asked.parent is not None:
        rows = rows.filter(parent_id=asked.parent, parent__in=Unit.objects.visible_to(person))
    if asked.current:
        rows = rows.current()
    found, after = page(rows, asked)
    seen = _above(person, found)
    return Units(items=[UnitOut(**_unit(u, seen)) for u in found], next=after)  # type: ignore[arg-type]


@router.get(
    "/units/{unit_id}",
    **says("get_unit", "一个单位", "连同现用的别名。", right="units:read", out=UnitDetail, errors=FOUND),
)
def get_unit(request: HttpRequest, unit_id: Id) -> UnitDetail:
    person = person_of(request)
    unit = one(Unit.objects.visible_to(person), unit_id)
    aliases = [a.name for a in unit.aliases.filter(dated(today())).order_by("pk")]
    return UnitDetail(**_unit(unit, _above(person, [unit])), aliases=aliases)  # type: ignore[arg-type]


@router.get(
    "/people",
    **says(
        "list_people", "人员列表", "范围内的人员，按编号排列。", right="units:read", out=People, errors=READ
    ),
)
def list_people(request: HttpRequest, asked: Query[PeopleAsked]) -> People:
    known_query(request, PeopleAsked)
    person = person_of(request)
    rows = Person.objects.visible_to(person).select_related("unit")
    if asked.q:
        rows = rows.filter(name__contains=asked.q)
    if asked.unit is not None:
        rows = rows.filter(unit_id=asked.unit)
    if asked.current:
        rows = rows.filter(dated(today()), disabled=False)
    found, after = page(rows, asked)
    return People(items=[PersonOut(**_person(p, person)) for p in found], next=after)  # type: ignore[arg-type]
