"""Routes about who and where: the caller itself, units, people."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from luodi.office.journal.clock import today
from luodi.office.units.access import FOUND, READ, Caller, person_of, says
from luodi.office.units.models import Person, Role, Unit, holding
from luodi.office.units.scope import NAMES
from luodi.office.units.tokens import RIGHTS
from luodi.office.web.rest import Day, Id, Next, OneOf, Out, Paged, known_query, one, page

router = Router(tags=["单位和人员"])
RIGHT = "units:read"


class UnitRef(Out):
    """A unit where another thing names it."""

    id: Id
    name: Annotated[str, Field(examples=["东泽市科技局"])]


class RoleOut(Out):
    kind: Annotated[str, OneOf(NAMES.items())]
    unit: UnitRef


class Me(Out):
    """The caller."""

    id: Id
    name: Annotated[str, Field(examples=["周明"])]
    unit: UnitRef
    post: str
    roles: Annotated[list[RoleOut], Field(description="今天有效的角色，含代办的。")]
    rights: Annotated[list[Annotated[str, OneOf(RIGHTS.items())]], Field(description="本令牌的权限。")]


class UnitOut(Out):
    id: Id
    name: Annotated[str, Field(examples=["东泽市科技局"])]
    short_name: str
    level: Annotated[str, OneOf(Unit.Level.choices)]
    code: Annotated[str, Field(description="区划码。", examples=["620100"])]
    parent: Annotated[int | None, Field(description="上级单位；不在您的范围内时为空。")]
    since: Day | None
    until: Annotated[Day | None, Field(description="撤并日期；现有单位为空。")]


class UnitPage(Out):
    items: list[UnitOut]
    next: Next


class UnitQuery(Paged):
    q: Annotated[str, Field(max_length=60, description="名称或简称含有。", examples=["东泽"])] = ""
    level: Annotated[str | None, OneOf(Unit.Level.choices)] = None
    parent: Annotated[Id | None, Field(description="上级单位的编号。")] = None
    gone: Annotated[bool, Field(description="也列出已撤并的。")] = False


class PersonOut(Out):
    id: Id
    name: Annotated[str, Field(examples=["秦岳"])]
    unit: UnitRef
    post: str
    phone: Annotated[str, Field(description="本单位和主管办公室可见全号，其他人只见首尾。")]
    roles: Annotated[list[RoleOut], Field(description="今天有效、且在您范围内的角色。")]


class PersonPage(Out):
    items: list[PersonOut]
    next: Next


class PersonQuery(Paged):
    q: Annotated[str, Field(max_length=60, description="姓名或职务含有。", examples=["秦"])] = ""
    unit: Annotated[Id | None, Field(description="单位编号，含下级。")] = None
    role: Annotated[str | None, OneOf(NAMES.items())] = None


@router.get(
    "/me",
    **says("me", "我是谁", "令牌代表的人员、角色，和令牌的权限。", right="", out=Me, errors=(400, 401)),
)
def me(request: HttpRequest) -> Me:
    caller: Caller = request.auth  # type: ignore[attr-defined]
    person = caller.person
    names = dict(
        Unit.objects.filter(pk__in={g.unit_id for g in person.scope.grants}).values_list("pk", "name")
    )
    held = [
        RoleOut(kind=g.kind, unit=UnitRef(id=g.unit_id, name=names[g.unit_id])) for g in person.scope.grants
    ]
    return Me(
        id=person.pk,
        name=person.name,
        unit=unit_ref(person.unit),
        post=person.post,
        roles=held,
        rights=sorted(caller.rights),
    )


@router.get(
    "/units",
    **says("listUnits", "单位列表", "您范围内的单位，按编号排列。", right=RIGHT, out=UnitPage, errors=READ),
)
def list_units(request: HttpRequest, asked: Query[UnitQuery]) -> UnitPage:
    known_query(request, UnitQuery)
    rows = Unit.objects.visible_to(person_of(request))
    if asked.q:
        rows = rows.filter(Q(name__icontains=asked.q) | Q(short_name__icontains=asked.q))
    if asked.level is not None:
        rows = rows.filter(level=asked.level)
    if asked.parent is not None:
        rows = rows.filter(parent_id=asked.parent)
    if not asked.gone:
        rows = rows.filter(holding(today()))
    found, following = page(rows, asked)
    return UnitPage(items=_units(request, found), next=following)


@router.get(
    "/units/{pk}", **says("getUnit", "一个单位", "名称、层级、上级。", right=RIGHT, out=UnitOut, errors=FOUND)
)
def get_unit(request: HttpRequest, pk: Id) -> UnitOut:
    return _units(request, [one(Unit.objects.visible_to(person_of(request)), pk)])[0]


@router.get(
    "/people",
    **says(
        "listPeople", "人员列表", "您范围内在任的人员，按编号排列。", right=RIGHT, out=PersonPage, errors=READ
    ),
)
def list_people(request: HttpRequest, asked: Query[PersonQuery]) -> PersonPage:
    known_query(request, PersonQuery)
    caller, day = person_of(request), today()
    rows = Person.objects.visible_to(caller).filter(holding(day)).select_related("unit")
    if asked.q:
        rows = rows.filter(Q(name__icontains=asked.q) | Q(post__icontains=asked.q))
    if asked.unit is not None:
        # A unit out of sight has nobody in it for this caller.
        above = Unit.objects.visible_to(caller).filter(pk=asked.unit).values_list("path", flat=True).first()
        rows = rows.filter(unit__path__startswith=above) if above else rows.none()
    if asked.role is not None:
        rows = rows.filter(pk__in=_roles(caller).filter(kind=asked.role).values("person_id"))
    found, following = page(rows, asked)
    return PersonPage(items=_people(caller, found), next=following)


@router.get(
    "/people/{pk}",
    **says("getPerson", "一名人员", "单位、职务、电话、角色。", right=RIGHT, out=PersonOut, errors=FOUND),
)
def get_person(request: HttpRequest, pk: Id) -> PersonOut:
    caller = person_of(request)
    row = one(Person.objects.visible_to(caller).select_related("unit"), pk)
    return _people(caller, [row])[0]


def unit_ref(unit: Unit) -> UnitRef:
    return UnitRef(id=unit.pk, name=unit.name)


def _units(request: HttpRequest, rows: list[Unit]) -> list[UnitOut]:
    above = {u.parent_id for u in rows if u.parent_id}
    seen = set(Unit.objects.visible_to(person_of(request)).filter(pk__in=above).values_list("pk", flat=True))
    return [
        UnitOut(
            id=u.pk,
            name=u.name,
            short_name=u.short_name,
            level=u.level,
            code=u.code,
            parent=u.parent_id if u.parent_id in seen else None,
            since=u.since,
            until=u.until,
        )
        for u in rows
    ]


def _roles(caller: Person) -> Any:
    return Role.objects.filter(holding(today()), caller.scope.within("unit__path", *NAMES))


def _people(caller: Person, rows: list[Person]) -> list[PersonOut]:
    held: dict[int, list[RoleOut]] = {}
    for role in _roles(caller).filter(person__in=[p.pk for p in rows]).select_related("unit").order_by("pk"):
        held.setdefault(role.person_id, []).append(RoleOut(kind=role.kind, unit=unit_ref(role.unit)))
    return [
        PersonOut(
            id=p.pk,
            name=p.name,
            unit=unit_ref(p.unit),
            post=p.post,
            phone=p.phone_for(caller),
            roles=held.get(p.pk, []),
        )
        for p in rows
    ]
