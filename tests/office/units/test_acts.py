"""The rules of the acts: who may, what is kept right, what the journal says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.office.world import World

from luodi.office.journal.clock import at, today
from luodi.office.journal.models import Entry
from luodi.office.journal.record import SYSTEM
from luodi.office.units import acts, posts
from luodi.office.units.acts.bodies import seats_on
from luodi.office.units.book import resolve_units, unit_book
from luodi.office.units.models import Person, Role, Seat, Unit, UnitGroup
from luodi.office.units.tokens import token_person

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 6, 1)


@pytest.fixture(autouse=True)
def june() -> Any:
    with at(DAY):
        yield


@pytest.fixture(autouse=True)
def quick_hashes(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def paths_are_right() -> bool:
    units = {u.pk: u for u in Unit.objects.all()}
    return all(
        u.path == (units[u.parent_id].path if u.parent_id else "") + f"{u.pk}." for u in units.values()
    )


class TestTree:
    def test_move_takes_everything_below(self, world: World) -> None:
        moved = acts.move_unit(world.people["system"], world.units["east"], world.units["west"])
        assert paths_are_right()
        assert Unit.objects.below(moved).count() == 3
        assert Entry.objects.get(act="unit.move").values["count"] == 3

    def test_no_ring(self, world: World) -> None:
        for below in ("east", "county"):
            with pytest.raises(ValidationError, match="它自己或它的下级"):
                acts.move_unit(world.people["system"], world.units["east"], world.units[below])
        assert paths_are_right()

    def test_office_below_its_node_only(self, world: World) -> None:
        office = world.people["east_office"]
        acts.create_unit(office, world.units["east"], name="东泽市财政局")
        acts.edit_unit(office, world.units["county"], short_name="石桥")
        for attempt in (
            lambda: acts.edit_unit(office, world.units["east"], name="新名"),
            lambda: acts.create_unit(office, world.units["province"], name="甲"),
            lambda: acts.edit_unit(office, world.units["zone"], name="甲"),
            lambda: acts.move_unit(office, world.units["county"], world.units["west"]),
        ):
            with pytest.raises(PermissionDenied):
                attempt()

    @pytest.mark.parametrize(
        "who", ["leader", "auditor", "security", "audit", "finance_head", "east_liaison"]
    )
    def test_nobody_else(self, world: World, who: str) -> None:
        with pytest.raises(PermissionDenied):
            acts.create_unit(world.people[who], world.people[who].unit, name="甲")

    def test_a_former_name_is_still_understood(self, world: World) -> None:
        acts.edit_unit(
            world.people["system"], world.units["finance"], name="河清省财政和国资厅", short_name=""
        )
        book = unit_book(world.units["province"])
        assert resolve_units(book, "河清省财政厅", DAY) == [world.units["finance"]]

    def test_close_hands_the_name_on(self, world: World) -> None:
        acts.close_unit(world.people["system"], world.units["zone"], until=DAY, successor=world.units["west"])
        book = unit_book(world.units["province"])
        assert resolve_units(book, "西岭高新区", DAY) == [world.units["zone"]]
        assert resolve_units(book, "西岭高新区", dt.date(2026, 6, 2)) == [world.units["west"]]
        with pytest.raises(ValidationError, match="还有下级单位"):
            acts.close_unit(world.people["system"], world.units["east"], until=DAY)

    @pytest.mark.parametrize("name", ["", "  ", "甲\u202e乙", "甲\u200b乙", "甲\x00", "甲" * 101])
    def test_names_that_cannot_stand(self, world: World, name: str) -> None:
        with pytest.raises(ValidationError):
            acts.create_unit(SYSTEM, world.units["province"], name=name)

    def test_a_refused_act_leaves_nothing(self, world: World) -> None:
        before = Unit.objects.count()
        with pytest.raises(ValidationError, match="已有“东泽市”"):
            acts.create_unit(SYSTEM, world.units["province"], name="东泽市")
        assert (Unit.objects.count(), Entry.objects.count()) == (before, 0)


class TestGroups:
    def test_a_change_holds_from_its_day(self, world: World) -> None:
        group = UnitGroup.objects.get(name="两市")
        acts.edit_group(
            world.people["office"],
            group,
            members=[world.units["east"], world.units["zone"]],
            on=dt.date(2026, 7, 1),
        )
        assert [u.name for u in acts.units_of(group, dt.date(2026, 6, 30))] == ["东泽市", "西岭市"]
        assert [u.name for u in acts.units_of(group, dt.date(2026, 7, 1))] == ["东泽市", "西岭高新区管委会"]

    def test_no_group_contains_itself(self, world: World) -> None:
        two = UnitGroup.objects.get(name="两市")
        more = acts.create_group(
            SYSTEM, world.units["province"], name="更多", members=[two, world.units["zone"]]
        )
        with pytest.raises(ValidationError, match="不能互相包含"):
            acts.edit_group(SYSTEM, two, members=[world.units["east"], more])
        assert len(acts.units_of(more, DAY)) == 3


def test_a_change_of_chair_is_one_edit(world: World) -> None:
    body = acts.create_body(SYSTEM, world.units["province"], name="领导小组")
    seat = acts.open_seat(SYSTEM, body, post=Seat.Post.CHAIR, person_name="前任", since=dt.date(2025, 1, 1))
    acts.change_seat(world.people["office"], seat, on=DAY, person_name="现任")
    assert [s.person_name for s in seats_on(body, dt.date(2026, 5, 31))] == ["前任"]
    assert [s.person_name for s in seats_on(body, DAY)] == ["现任"]
    assert "由“前任”改为“现任”" in Entry.objects.get(act="seat.change").sentence


class TestRoles:
    def test_security_grants_others_do_not(self, world: World) -> None:
        person, unit = world.people["zone_liaison"], world.units["zone"]
        for who in ("system", "audit", "office", "leader", "west_head"):
            with pytest.raises(PermissionDenied):
                acts.grant_role(world.people[who], person, "head", unit)
        acts.grant_role(world.people["security"], person, "head", unit)
        assert Person.objects.get(pk=person.pk).scope.covers(unit.path, "head")

    def test_nobody_to_themselves(self, world: World) -> None:
        security = world.people["security"]
        with pytest.raises(PermissionDenied, match="不能给自己授权"):
            acts.grant_role(security, security, "auditor", world.units["province"])
        with pytest.raises(PermissionDenied, match="不能给自己授权"):
            acts.revoke_role(security, security.roles.get())

    @pytest.mark.parametrize(
        "new", ["office", "head", "liaison", "leader", "auditor", "security_admin", "audit_admin"]
    )
    def test_an_administrator_holds_nothing_else(self, world: World, new: str) -> None:
        with pytest.raises(ValidationError, match="三员必须分设"):
            acts.grant_role(world.people["security"], world.people["system"], new, world.units["province"])

    @pytest.mark.parametrize("new", ["system_admin", "security_admin", "audit_admin"])
    def test_who_holds_business_is_no_administrator(self, world: World, new: str) -> None:
        with pytest.raises(ValidationError, match="三员必须分设"):
            acts.grant_role(world.people["security"], world.people["office2"], new, world.units["province"])

    def test_one_after_the_other_is_allowed(self, world: World) -> None:
        person = world.people["office2"]
        acts.revoke_role(world.people["security"], person.roles.get(), on=dt.date(2026, 6, 30))
        with pytest.raises(ValidationError):
            acts.grant_role(
                world.people["security"],
                person,
                "audit_admin",
                world.units["province"],
                since=dt.date(2026, 6, 30),
            )
        acts.grant_role(
            world.people["security"],
            person,
            "audit_admin",
            world.units["province"],
            since=dt.date(2026, 7, 1),
        )

    def test_the_last_administrator_stays(self, world: World) -> None:
        for kind in ("system", "audit"):
            role = world.people[kind].roles.get()
            for attempt in (
                lambda r=role: acts.revoke_role(world.people["security"], r),
                lambda r=role: acts.leave_office(SYSTEM, r.person, on=DAY),
                lambda r=role: acts.disable_account(SYSTEM, r.person),
            ):
                with pytest.raises(ValidationError, match="只剩这一位"):
                    attempt()

    def test_no_stand_in_for_business_by_an_administrator(self, world: World) -> None:
        with pytest.raises(ValidationError, match="三员之一"):
            acts.set_substitute(
                SYSTEM, world.people["finance_head"], world.people["system"], since=DAY, until=DAY
            )

    def test_nobody_names_themselves_substitute(self, world: World) -> None:
        liaison, head = world.people["finance_liaison"], world.people["finance_head"]
        with pytest.raises(PermissionDenied):
            acts.set_substitute(liaison, head, liaison, since=DAY, until=DAY)
        acts.set_substitute(head, head, liaison, since=DAY, until=DAY)
        assert Person.objects.get(pk=liaison.pk).scope.has("head")
        with at(dt.date(2026, 6, 2)):
            assert not Person.objects.get(pk=liaison.pk).scope.has("head")


class TestPeople:
    def test_leaving_ends_roles_and_keys(self, world: World) -> None:
        person = world.people["finance_head"]
        _token, key = acts.create_token(person, name="报表", rights=["tasks:read"])
        acts.leave_office(world.people["office"], person, on=DAY)
        assert token_person(f"Bearer {key}") is None
        assert posts.first_responsible(world.units["finance"], DAY) == person
        with at(dt.date(2026, 6, 2)):
            fresh = Person.objects.get(pk=person.pk)
            assert not fresh.is_active
            assert not fresh.scope.grants
            assert posts.first_responsible(world.units["finance"], today()) is None

    def test_moving_leaves_old_roles_behind(self, world: World) -> None:
        person = world.people["east_liaison"]
        acts.edit_person(world.people["office"], person, unit=world.units["west"])
        assert not Person.objects.get(pk=person.pk).scope.covers(world.units["east"].path)

    def test_the_office_does_not_touch_administrators(self, world: World) -> None:
        for attempt in (acts.edit_person, lambda a, p, name: acts.leave_office(a, p, on=DAY)):
            with pytest.raises(PermissionDenied, match="三员之一"):
                attempt(world.people["office"], world.people["security"], name="换名")

    def test_phones_stay_out_of_the_history(self, world: World) -> None:
        acts.edit_person(world.people["office"], world.people["east_head"], phone="13900002222")
        entry = Entry.objects.get(act="person.edit")
        assert "13900002222" not in entry.payload
        assert "139****2222" in entry.sentence


class TestAccounts:
    def test_system_opens_security_does_not(self, world: World) -> None:
        person = acts.create_person(SYSTEM, world.units["zone"], name="新人")
        with pytest.raises(PermissionDenied):
            acts.open_account(world.people["security"], person, "xinren")
        password = acts.open_account(world.people["system"], person, "XinRen")
        person.refresh_from_db()
        assert person.login == "xinren"
        assert person.must_change
        assert person.check_password(password)

    def test_logins_are_proposed_and_unique(self, world: World) -> None:
        people = [acts.create_person(SYSTEM, world.units[k], name="沈青") for k in ("zone", "west")]
        made = acts.open_accounts(world.people["system"], people)
        assert [login for _p, login, _w in made] == ["shenqing", "shenqing2"]

    def test_no_takeover_of_another_administrator(self, world: World) -> None:
        for victim in ("security", "audit"):
            with pytest.raises(PermissionDenied, match="密码只能由本人修改"):
                acts.reset_password(world.people["system"], world.people[victim])
        acts.reset_password(SYSTEM, world.people["security"])

    def test_policy_is_security_s_and_bounded(self, world: World) -> None:
        with pytest.raises(PermissionDenied):
            acts.set_policy(world.people["system"], min_length=12)
        with pytest.raises(ValidationError):
            acts.set_policy(world.people["security"], min_length=8)
        assert acts.set_policy(world.people["security"], min_length=12).min_length == 12

    def test_the_first_three(self, db: None) -> None:
        made = acts.make_administrators("河清省科技厅")
        assert [kind for kind, _login, _password in made] == ["system_admin", "security_admin", "audit_admin"]
        assert len({password for _k, _l, password in made}) == 3
        assert Unit.objects.get().name == "河清省科技厅"
        for kind, login, password in made:
            person = Person.objects.get(login=login)
            assert person.check_password(password)
            assert person.scope.everything(kind)
        with pytest.raises(ValidationError, match="已经有"):
            acts.make_administrators("河清省科技厅")


class TestTokens:
    def test_in_force(self, world: World) -> None:
        person = world.people["finance_head"]
        token, key = acts.create_token(person, name="报表", rights=["tasks:read"], days=30)
        assert key not in str(Entry.objects.get(act="token.create").payload)
        found = token_person(f"Bearer {key}")
        assert found is not None
        assert (found[0].pk, found[1]) == (person.pk, {"tasks:read"})
        for header in (
            "",
            "Bearer",
            f"Basic {key}",
            f"Bearer {key}x",
            "Bearer luodi_",
            f"Bearer {token.digest}",
        ):
            assert token_person(header) is None
        with at(DAY + dt.timedelta(days=30)):
            assert token_person(f"Bearer {key}") is None
        acts.revoke_token(person, token)
        assert token_person(f"Bearer {key}") is None

    def test_only_the_owner_and_security_revoke(self, world: World) -> None:
        token, _key = acts.create_token(world.people["finance_head"], name="报表", rights=["tasks:read"])
        for who in ("finance_liaison", "office", "system"):
            with pytest.raises(PermissionDenied):
                acts.revoke_token(world.people[who], token)
        acts.revoke_token(world.people["security"], token)

    @pytest.mark.parametrize("who", ["system", "security", "audit"])
    def test_administrators_have_none(self, world: World, who: str) -> None:
        with pytest.raises(PermissionDenied):
            acts.create_token(world.people[who], name="x", rights=["tasks:read"])


def test_units_that_lack_somebody(world: World) -> None:
    def faults(key: str) -> str:
        return "；".join(f for x in posts.lacking([world.units[key]], DAY) for f in x.faults)

    assert faults("finance") == ""
    assert faults("zone") == "没有在任的单位负责人"
    acts.leave_office(SYSTEM, world.people["finance_liaison"], on=dt.date(2026, 6, 20))
    assert "沈青（联络员）将在30天内离任" in faults("finance")
    Role.objects.create(person=world.people["east_leader"], kind="head", unit=world.units["east"])
    assert "第一责任人不唯一" in faults("east")


def test_substitutes_get_the_reminders(world: World) -> None:
    liaison, head = world.people["finance_liaison"], world.people["finance_head"]
    acts.set_substitute(liaison, liaison, head, since=DAY, until=DAY)
    assert posts.liaisons(world.units["finance"], DAY) == [head]
    assert posts.liaisons(world.units["finance"], dt.date(2026, 6, 2)) == [liaison]


def test_every_act_has_its_sentence(world: World) -> None:
    """Sentences are filled from what the acts record: none shows a dash for something that is known."""
    run: list[Callable[[], Any]] = [
        lambda: acts.create_unit(SYSTEM, world.units["east"], name="甲局", code="620101"),
        lambda: acts.move_unit(SYSTEM, Unit.objects.get(name="甲局"), world.units["west"]),
        lambda: acts.grant_role(SYSTEM, world.people["zone_liaison"], "head", world.units["zone"]),
    ]
    for each in run:
        each()
    assert [e.sentence for e in Entry.objects.order_by("number")] == [
        "在“东泽市”之下新设“甲局”（其他）",
        "把“甲局”从“东泽市”移到“西岭市”之下，连同下级共1个单位",
        "授予施雨“联络员”，范围“西岭高新区管委会”".replace("联络员", "单位负责人"),
    ]
