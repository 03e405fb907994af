"""Every address of the app, in every role: own things are shown, foreign ones are not even named."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.office.world import PEOPLE, World

from luodi.office.journal.record import SYSTEM
from luodi.office.units import acts
from luodi.office.units.models import Person, SteeringBody, Unit, UnitAlias, UnitGroup
from luodi.office.units.scope import NAMES
from luodi.office.units.urls import urlpatterns

pytestmark = pytest.mark.django_db
ROLES = [key for key, *_rest in PEOPLE]
POSTS_ONLY = {
    "add_alias", "end_alias", "end_substitute", "batch", "reset", "revoke", "account_disable", "account_enable",
    "account_unlock", "account_end", "export", "signout", "end_others", "end_session", "revoke_token",
}  # fmt: skip


@pytest.fixture
def full(world: World) -> World:
    """The world with a group, a steering body, aliases and a substitute in two places."""
    for key in ("east", "west"):
        unit = world.units[key]
        acts.create_group(SYSTEM, unit, name=f"{unit.name}各部门", members=[unit])
        body = acts.create_body(SYSTEM, unit, name=f"{unit.name}领导小组")
        acts.open_seat(SYSTEM, body, post="chair", person_name=f"{unit.name}组长", unit=unit)
        acts.add_alias(SYSTEM, unit, f"{unit.name}旧称")
    return world


def objects(world: World, unit: Unit) -> dict[str, object]:
    """Ids of one place's things, by the name of the argument in an address."""
    group = UnitGroup.objects.filter(owner=unit).first()
    body = SteeringBody.objects.filter(unit=unit).first()
    person = Person.objects.filter(unit=unit).first()
    alias = UnitAlias.objects.filter(unit=unit).first()
    return {
        "unit": unit.pk,
        "person": person.pk if person else 0,
        "group": group.pk if group else 0,
        "body": body.pk if body else 0,
        "seat": body.seats.first().pk if body else 0,  # type: ignore[union-attr]
        "alias": alias.pk if alias else 0,
    }


def addresses(ids: dict[str, object]) -> dict[str, str]:
    """Every address of the app with these ids."""
    found = {}
    for pattern in urlpatterns:
        name, route = str(pattern.name), str(pattern.pattern)
        kind = "group" if route.startswith("groups/") else "body" if route.startswith("bodies/") else "person"
        kind = kind if re.match("(groups|bodies|people|accounts)/", route) else "unit"
        values = {"pk": ids[kind], "seat": ids["seat"], "alias": ids["alias"], "role": 1, "kind": "units"}
        wanted = re.findall(r"<\w+:(\w+)>", route)
        found[name] = reverse(f"units:{name}", kwargs={w: values[w] for w in wanted})
    return found


@pytest.mark.parametrize("role", ROLES)
def test_own_and_foreign(full: World, sign_in: object, role: str) -> None:
    person = full.people[role]
    client: Client = sign_in(person)  # type: ignore[operator]
    covered = person.scope.paths(*NAMES)
    for key in ("east", "west"):
        unit = full.units[key]
        foreign = not any(unit.path.startswith(p) for p in covered)
        for name, address in addresses(objects(full, unit)).items():
            answer = client.get(address)
            if name in POSTS_ONLY:
                assert answer.status_code == 405, name
                continue
            assert answer.status_code in (200, 302, 403, 404), (name, answer.status_code)
            body = (
                answer.content.decode()
                if not answer.get("Content-Type", "").startswith("application")
                else ""
            )
            if answer.status_code == 403:
                assert re.search("没有办理此事的角色|只读|办理|设定|维护", body), (name, "a refusal says why")
            if foreign:
                mine = {u.name for u in Unit.objects.visible_to(person)}
                for word in {unit.name, f"{unit.name}组长", f"{unit.name}旧称"} - mine:
                    assert word not in body, (name, word)
                if "<int:pk>" in str(next(p.pattern for p in urlpatterns if p.name == name)):
                    assert answer.status_code in (403, 404), name


@pytest.mark.parametrize("role", ROLES)
def test_lists_hold_what_is_in_scope(full: World, sign_in: object, role: str) -> None:
    person = full.people[role]
    client: Client = sign_in(person)  # type: ignore[operator]
    hidden_people = set(Person.objects.values_list("name", flat=True)) - set(
        Person.objects.visible_to(person).values_list("name", flat=True)
    )
    hidden_units = set(Unit.objects.values_list("name", flat=True)) - set(
        Unit.objects.visible_to(person).values_list("name", flat=True)
    )
    for name, query in (
        ("tree", ""), ("tree", "?q=市"), ("people", ""), ("people", "?q=市"), ("people", "?role=head"), ("groups", ""),
        ("bodies", ""), ("lacking", ""), ("accounts", ""), ("names", "?field=x&x=市"), ("person_names", "?field=x&x=何"),
    ):  # fmt: skip
        answer = client.get(reverse(f"units:{name}") + query)
        body = answer.content.decode()
        own = {person.name, person.unit.name}
        for word in (hidden_people | hidden_units) - own:
            # 东泽市 stands in 东泽市科技局, which may be in scope
            if not any(
                word in shown
                for shown in own | set(Unit.objects.visible_to(person).values_list("name", flat=True))
            ):
                assert word not in body, (name, query, word)


def test_phones_are_masked(world: World, sign_in: object) -> None:
    def page(viewer: str, of: str) -> str:
        return sign_in(world.people[viewer]).get(f"/units/people/{world.people[of].pk}/").content.decode()  # type: ignore[operator]

    assert "138****5678" in page("leader", "east_head")
    assert "13812345678" not in page("leader", "east_head")
    assert "13812345678" in page("office", "east_head")
    assert "13812345678" in page("east_liaison", "east_head")
    assert "13812345678" not in page("security", "east_head")


def test_hostile_names_are_text(world: World, sign_in: object) -> None:
    nasty = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
    unit = acts.create_unit(world.people["system"], world.units["province"], name=nasty[:100])
    Person.objects.create(unit=unit, name="=HYPERLINK(1)", post=nasty[:60], phone="")
    Unit.objects.filter(pk=world.units["zone"].pk).update(
        name="园区\u202egpj.区"
    )  # as if stored before the check
    client = sign_in(world.people["office"])  # type: ignore[operator]
    for address in (
        "/units/",
        f"/units/{unit.pk}/",
        "/units/people/",
        "/units/lacking/",
        "/units/?q=script",
        "/units/names/?field=x&x=script",
    ):
        body = client.get(address).content.decode()
        assert "<script>alert" not in body, address
        assert "<img src=x" not in body, address
        assert "\u202e" not in body, address


def test_forms_call_the_acts(world: World, sign_in: object) -> None:
    client = sign_in(world.people["system"])  # type: ignore[operator]
    made = client.post(
        "/units/new/", {"parent": "东泽市", "name": "东泽高新区", "level": "zone", "order": "3"}
    )
    unit = Unit.objects.get(name="东泽高新区")
    assert made["Location"] == f"/units/{unit.pk}/"
    assert unit.path == f"{world.units['east'].path}{unit.pk}."
    client.post(f"/units/{unit.pk}/move/", {"parent": "西岭市"})
    unit.refresh_from_db()
    assert unit.parent == world.units["west"]
    client.post("/units/people/new/", {"unit": "西岭市/东泽高新区", "name": "新来", "phone": "13900001111"})
    person = Person.objects.get(name="新来")
    assert person.unit == unit
    answer = client.post(f"/units/accounts/{person.pk}/", {"login": "xinlai"})
    password = re.search('id="first-password">([^<]+)<', answer.content.decode())
    assert password is not None
    security = sign_in(world.people["security"])  # type: ignore[operator]
    security.post(f"/units/accounts/{person.pk}/grant/", {"kind": "liaison", "unit": "东泽高新区"})
    assert Person.objects.get(pk=person.pk).scope.covers(unit.path, "liaison")
    answer = security.post("/units/accounts/batch/", {"person": [person.pk], "what": "head"})
    assert answer.status_code == 302
    assert Person.objects.get(pk=person.pk).scope.covers(unit.path, "head")
    body = client.post(
        "/units/new/", {"parent": "没有的单位", "name": "x", "level": "zone", "order": "1"}
    ).content.decode()
    assert "没有“没有的单位”" in body


def test_group_and_body_pages(world: World, sign_in: object) -> None:
    client = sign_in(world.people["office"])  # type: ignore[operator]
    client.post(
        "/units/groups/new/",
        {
            "owner": "河清省",
            "name": "两市一区",
            "members": "西岭高新区",
            "groups": [UnitGroup.objects.get(name="两市").pk],
        },
    )
    group = UnitGroup.objects.get(name="两市一区")
    assert {u.name for u in acts.units_of(group, dt.date.today())} == {"东泽市", "西岭市", "西岭高新区管委会"}
    assert "代表3个单位" in client.get(f"/units/groups/{group.pk}/").content.decode()
    client.post("/units/bodies/new/", {"unit": "河清省", "name": "省科技创新领导小组"})
    body = SteeringBody.objects.get()
    client.post(
        f"/units/bodies/{body.pk}/seats/new/",
        {"post": "chair", "person_name": "老组长", "since": "2025-01-01", "order": "0"},
    )
    seat = body.seats.get()
    client.post(
        f"/units/bodies/{body.pk}/seats/{seat.pk}/change/", {"on": "2026-03-01", "person_name": "新组长"}
    )
    then = client.get(f"/units/bodies/{body.pk}/?on=2026-02-28").content.decode()
    after = client.get(f"/units/bodies/{body.pk}/?on=2026-03-01").content.decode()
    assert '<td data-label="姓名">老组长</td>' in then
    assert '<td data-label="姓名">新组长</td>' in after


QUERIES = {"/units/people/": 8, "/units/": 8, "/units/lacking/": 7, "/units/accounts/": 7}


@pytest.mark.parametrize(("address", "most"), QUERIES.items())
def test_queries_of_a_page(
    world: World, django_assert_max_num_queries: object, address: str, most: int
) -> None:
    """A real session: its row, the person, the sign-in and the scope are four of them."""
    person = world.people["system"]
    person.set_password("Hong-Qiao7788")
    person.save()
    client = Client()
    client.post("/units/signin/", {"login": "system", "password": "Hong-Qiao7788"})
    with django_assert_max_num_queries(most):  # type: ignore[operator]
        assert client.get(address).status_code == 200


def test_overhead_is_four_queries(world: World, django_assert_num_queries: object) -> None:
    person = world.people["system"]
    person.set_password("Hong-Qiao7788")
    person.save()
    client = Client()
    client.post("/units/signin/", {"login": "system", "password": "Hong-Qiao7788"})
    with django_assert_num_queries(4):  # type: ignore[operator]
        client.get("/units/names/")
