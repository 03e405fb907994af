"""The door: who gets in, who is kept out, and that nothing tells which logins there are."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.test import Client
from tests.office.operations.offices import Office
from tests.office.world import World

from luodi.office.journal.clock import at, now
from luodi.office.journal.models import Entry
from luodi.office.units import acts, signin
from luodi.office.units.models import PasswordUsed, Person, SignIn

GOOD = "Hong-Qiao7788"
URL = "/units/signin/"
NOON = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def quick_hashes(settings: object) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    signin._decoy.cache_clear()


@pytest.fixture
def liaison(world: World) -> Person:
    person = world.people["east_liaison"]
    person.set_password(GOOD)
    person.password_changed_at = NOON
    person.save()
    return person


def enter(login: str = "east_liaison", password: str = GOOD, **extra: object) -> Client:
    client = Client()
    client.answer = client.post(URL, {"login": login, "password": password, **extra})  # type: ignore[attr-defined]
    return client


def signed_in(client: Client) -> bool:
    return client.get("/units/sessions/").status_code == 200


@pytest.mark.django_db
class TestDoor:
    def test_in_and_out(self, liaison: Person) -> None:
        with at(NOON):
            client = enter(login=" East_Liaison ")
            assert client.answer.status_code == 302
            assert signed_in(client)
            row = SignIn.objects.get()
            assert row.session_key == client.session.session_key
            client.post("/units/signout/")
            assert not signed_in(client)
        assert [e.act for e in Entry.objects.order_by("number")] == ["signin.success", "signin.out"]
        assert SignIn.objects.get().ended_at == NOON

    def test_the_session_gets_a_new_key(self, liaison: Person) -> None:
        client = Client()
        client.get(URL)
        session = client.session
        session["planted"] = "1"
        session.save()
        before = client.session.session_key
        client.post(URL, {"login": "east_liaison", "password": GOOD})
        assert client.session.session_key != before
        assert "planted" not in client.session
        assert not Session.objects.filter(session_key=before).exists()

    @pytest.mark.parametrize(
        "path", ["/units/", "/units/people/", "/journal/", "/documents/", "/", "/nowhere/"]
    )
    def test_anonymous_people_see_the_door_only(self, world: World, path: str) -> None:
        answer = Client().get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith(URL)

    def test_a_part_of_a_page_sends_the_whole_page_to_the_door(self, world: World) -> None:
        answer = Client().get("/units/people/", headers={"HX-Request": "true"})
        assert answer.status_code == 401
        assert answer["HX-Redirect"].startswith(URL)

    @pytest.mark.parametrize(
        "to", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
    )
    def test_afterwards_to_pages_of_ours_only(self, liaison: Person, to: str) -> None:
        assert enter(next=to).answer["Location"] == "/"

    def test_afterwards_to_the_page_asked_for(self, liaison: Person) -> None:
        assert enter(next="/units/sessions/?a=1").answer["Location"] == "/units/sessions/?a=1"

    def test_who_is_disabled_or_left_or_not_yet_there(self, liaison: Person) -> None:
        with at(NOON):
            for change in (
                {"disabled": True},
                {"until": dt.date(2026, 5, 31)},
                {"since": dt.date(2026, 6, 2)},
            ):
                Person.objects.filter(pk=liaison.pk).update(**change)
                assert not signed_in(enter()), change
                Person.objects.filter(pk=liaison.pk).update(disabled=False, until=None, since=None)
            assert signed_in(enter())

    def test_leaving_ends_an_open_session(self, liaison: Person, world: World) -> None:
        with at(NOON):
            client = enter()
            acts.leave_office(world.people["system"], liaison, on=dt.date(2026, 5, 31))
            assert not signed_in(client)


@pytest.mark.django_db
class TestNothingIsTold:
    def test_same_answer_same_entry_same_work(self, liaison: Person) -> None:
        locked = Person.objects.create(
            login="locked", name="锁", unit=liaison.unit, password=make_password(GOOD)
        )
        Person.objects.filter(pk=locked.pk).update(locked_until=now() + dt.timedelta(hours=1))
        seen = set()
        for login, password in (
            ("east_liaison", "wrong"),
            ("nobody-here", "wrong"),
            ("west_head", "wrong"),  # an account without a usable password
            ("locked", GOOD),
        ):
            with mock.patch.object(signin, "check_password", wraps=signin.check_password) as work:
                answer = enter(login, password).answer
            entry = Entry.objects.latest("number")
            body = answer.content.decode().replace(login, "LOGIN")
            body = re.sub('content="[A-Za-z0-9]{64}"', "", body.split("<form", 1)[0])
            seen.add(
                (answer.status_code, body, work.call_count, entry.act, entry.subject_id, entry.unit_path,
                 entry.actor_id, entry.actor_name)
            )  # fmt: skip
        assert len(seen) == 1, seen

    def test_what_was_typed_is_kept_by_half(self, liaison: Person) -> None:
        enter("My-Secret-Password9", "x")
        assert "Secret" not in Entry.objects.latest("number").payload

    def test_decoy_costs_what_a_real_hash_costs(self, liaison: Person) -> None:
        assert signin._decoy().split("$")[0] == make_password("x").split("$")[0]


@pytest.mark.django_db
class TestLock:
    def test_five_failures_lock_for_fifteen_minutes(self, liaison: Person) -> None:
        with at(NOON):
            for _n in range(5):
                enter(password="wrong")
            assert not signed_in(enter())
        with at(NOON + dt.timedelta(minutes=14, seconds=59)):
            assert not signed_in(enter())
        with at(NOON + dt.timedelta(minutes=15)):
            assert signed_in(enter())
        assert Entry.objects.filter(act="signin.lock", subject_id=liaison.pk).count() == 1

    def test_counting_begins_anew_after_success_and_after_a_lock(self, liaison: Person) -> None:
        with at(NOON):
            for _n in range(4):
                enter(password="wrong")
            assert signed_in(enter())
            for _n in range(4):
                enter(password="wrong")
            assert signed_in(enter())

    def test_one_form_token_sent_again_is_counted_again(self, liaison: Person) -> None:
        for _n in range(5):
            enter(password="wrong", once="always-the-same")
        liaison.refresh_from_db()
        assert liaison.is_locked

    def test_the_security_administrator_unlocks_nobody_else_does(self, liaison: Person, world: World) -> None:
        for _n in range(5):
            enter(password="wrong")
        for key in ("system", "office", "audit"):
            with pytest.raises(Exception, match="没有办理此事的角色"):
                acts.unlock(world.people[key], liaison)
        acts.unlock(world.people["security"], liaison)
        with at(NOON):
            assert signed_in(enter())


@pytest.mark.django_db
class TestSessions:
    def test_idle_sessions_end(self, liaison: Person) -> None:
        with at(NOON):
            client = enter()
        with at(NOON + dt.timedelta(minutes=29)):
            assert signed_in(client)
        with at(NOON + dt.timedelta(minutes=58)):  # seen at 29: still within
            assert signed_in(client)
        with at(NOON + dt.timedelta(minutes=88)):
            assert not signed_in(client)
        assert Entry.objects.filter(act="signin.idle").count() == 1

    def test_seen_is_written_once_a_minute(self, liaison: Person) -> None:
        with at(NOON):
            client = enter()
        with at(NOON + dt.timedelta(seconds=59)):
            client.get("/units/sessions/")
            assert SignIn.objects.get().seen_at == NOON
        with at(NOON + dt.timedelta(seconds=61)):
            client.get("/units/sessions/")
            assert SignIn.objects.get().seen_at == NOON + dt.timedelta(seconds=61)

    def test_ended_from_another_place(self, liaison: Person) -> None:
        with at(NOON):
            one, two, three = enter(), enter(), enter()
            row = SignIn.objects.get(session_key=one.session.session_key)
            two.post(f"/units/sessions/{row.pk}/end/")
            assert not signed_in(one)
            assert "again=1" in one.get("/units/sessions/")["Location"]
            assert signed_in(three)
            two.post("/units/sessions/end-others/")
            assert not signed_in(three)
            assert signed_in(two)

    def test_nobody_ends_anothers_by_number(self, liaison: Person, world: World, sign_in: object) -> None:
        with at(NOON):
            client = enter()
            row = SignIn.objects.get()
            other = sign_in(world.people["west_head"])  # type: ignore[operator]
            assert other.post(f"/units/sessions/{row.pk}/end/").status_code == 404
            assert signed_in(client)

    def test_an_ended_row_stops_even_a_session_that_is_still_stored(self, liaison: Person) -> None:
        with at(NOON):
            client = enter()
            SignIn.objects.update(ended_at=NOON)
            assert not signed_in(client)


@pytest.mark.django_db
class TestPassword:
    def test_first_change_is_forced(self, liaison: Person) -> None:
        Person.objects.filter(pk=liaison.pk).update(must_change=True)
        client = enter()
        assert client.get("/units/sessions/")["Location"] == "/units/password/"
        answer = client.post("/units/password/", {"old": GOOD, "new": "Xin-Mima99!", "again": "Xin-Mima99!"})
        assert answer.status_code == 302
        assert signed_in(client)
        assert signed_in(enter(password="Xin-Mima99!"))

    def test_old_after_ninety_days(self, liaison: Person) -> None:
        with at(NOON + dt.timedelta(days=90)):
            assert enter().get("/units/sessions/")["Location"] == "/units/password/"
        with at(NOON + dt.timedelta(days=89)):
            Person.objects.update(must_change=False)
            assert signed_in(enter())

    @pytest.mark.parametrize(
        ("new", "words"),
        [
            ("Aa1!aaaaa", "至少10位"),
            ("abcdefgh12", "至少3类"),
            ("East_Liaison9!", "不能包含登录名"),
            ("秦岳Abc12345", "不能包含姓名"),
            ("Ab!13812345678", "不能包含电话"),
            (GOOD, "不能与最近5次"),
        ],
    )
    def test_rules(self, liaison: Person, new: str, words: str) -> None:
        client = enter()
        answer = client.post("/units/password/", {"old": GOOD, "new": new, "again": new})
        assert answer.status_code == 200
        assert words in answer.content.decode()

    def test_administrators_need_twelve(self, world: World) -> None:
        person = world.people["system"]
        person.set_password(GOOD)
        person.save()
        client = enter("system")
        answer = client.post("/units/password/", {"old": GOOD, "new": "Abcdef-1234", "again": "Abcdef-1234"})
        assert "至少12位" in answer.content.decode()

    def test_the_last_five_are_remembered_the_sixth_is_free(self, liaison: Person) -> None:
        client = enter()
        old = GOOD
        for n in range(1, 6):
            new = f"Di-{n}-Ci-Mima"
            client.post("/units/password/", {"old": old, "new": new, "again": new})
            old = new
        assert PasswordUsed.objects.filter(person=liaison).count() == 5
        again = client.post("/units/password/", {"old": old, "new": "Di-1-Ci-Mima", "again": "Di-1-Ci-Mima"})
        assert "不能与最近5次" in again.content.decode()
        assert client.post("/units/password/", {"old": old, "new": GOOD, "again": GOOD}).status_code == 302

    def test_a_change_ends_the_other_sessions(self, liaison: Person) -> None:
        here, there = enter(), enter()
        here.post("/units/password/", {"old": GOOD, "new": "Xin-Mima99!", "again": "Xin-Mima99!"})
        assert signed_in(here)
        assert not signed_in(there)
        assert SignIn.objects.get(ended_at=None).session_key == here.session.session_key

    def test_an_open_session_is_no_place_to_guess(self, liaison: Person) -> None:
        client = enter()
        for n in range(5):
            client.post(
                "/units/password/",
                {"old": f"no{n}", "new": "Xin-Mima99!", "again": "Xin-Mima99!", "once": "x"},
            )
        assert not signed_in(client)
        assert not signed_in(enter())

    def test_no_password_in_the_journal(self, liaison: Person, world: World) -> None:
        enter(password="Wrong-Guess-77")
        client = enter()
        client.post("/units/password/", {"old": GOOD, "new": "Xin-Mima99!", "again": "Xin-Mima99!"})
        first = acts.reset_password(world.people["system"], liaison)
        kept = "".join(e.payload + e.subject_name + e.why for e in Entry.objects.all())
        assert not [w for w in (GOOD, "Wrong-Guess-77", "Xin-Mima99!", first) if w in kept]


BURST = """
import django; django.setup()
from concurrent.futures import ThreadPoolExecutor
from django.db import connection
from django.test import Client
from luodi.office.journal.models import Entry
from luodi.office.units.models import Person

def guess(n):
    try:
        return Client().post("/units/signin/", {"login": "sysadmin", "password": f"wrong{n}"}).status_code
    finally:
        connection.close()

with ThreadPoolExecutor(8) as pool:
    codes = set(pool.map(guess, range(12)))
person = Person.objects.get(login="sysadmin")
print(codes, person.is_locked, Entry.objects.filter(act="signin.failure").count(),
      Entry.objects.filter(act="signin.lock").count())
"""


@pytest.mark.once
def test_failures_at_once_are_all_counted(home: Path) -> None:
    """In a process and a database file of its own, as in service: the tests' database is in memory."""
    env = {**Office(home).begin().environment, "DJANGO_SETTINGS_MODULE": "luodi.office.settings"}
    ran = subprocess.run(
        [sys.executable, "-c", BURST], check=False, env=env, capture_output=True, text=True, timeout=120
    )
    assert ran.stdout.strip() == "{200} True 12 1", ran.stderr[-2000:]
