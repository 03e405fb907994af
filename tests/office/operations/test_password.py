"""`luodi password`: whoever runs the server lets anybody in again, once, and the journal says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.office.operations.offices import Office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("password") / "home").begin()


def test_a_new_password_is_shown_once_and_must_be_changed(office: Office) -> None:
    done = office.luodi("password", "SysAdmin", "--why", "忘记密码")
    assert done.returncode == 0 and not done.stderr
    login, password = done.stdout.splitlines()[1].split()
    assert login == "sysadmin"
    told = office.python(
        "from luodi.office.units.models import Person, Role\n"
        "from luodi.office.journal.models import Entry\n"
        "p = Person.objects.get(login='sysadmin')\n"
        "e = Entry.objects.get(act='account.reset')\n"
        f"print(p.check_password({password!r}), p.must_change, e.actor_name, e.actor_id, e.why, {password!r} in e.payload)"
    )
    assert told.split() == ["True", "True", "系统", "None", "忘记密码", "False"]
    assert "日志第" in done.stdout and office.luodi("verify").returncode == 0
    again = office.luodi("password", "sysadmin")
    assert again.returncode == 0 and password not in again.stdout


def test_nobody_of_that_name_and_no_office(office: Office, tmp_path: Path) -> None:
    done = office.luodi("password", "nobody")
    assert done.returncode == 1 and "没有登录名“nobody”" in done.stderr and not done.stdout
    none = Office(tmp_path / "none").luodi("password", "sysadmin")
    assert none.returncode == 1 and "luodi init" in none.stderr
