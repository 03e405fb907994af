"""The scripts around the program: what set-up fetches, and the PostgreSQL that tests run beside."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).parents[1]
WITH_POSTGRES = [sys.executable, str(ROOT / "scripts" / "with-postgres")]
CHECK = subprocess.run([*WITH_POSTGRES, "--check"], capture_output=True, text=True, check=False)
needs_postgres = pytest.mark.skipif(
    CHECK.returncode != 0, reason=f"this machine has {CHECK.stdout.strip()} (apt-get install postgresql)"
)
# What the command beside the server says: where it is, once it answers.
SAY = "import os, psycopg; psycopg.connect(os.environ['DATABASE_URL']).close(); print(os.environ['DATABASE_URL'])"


def beside(code: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*WITH_POSTGRES, sys.executable, "-c", code],
        capture_output=True, text=True, timeout=120, env={**os.environ, **env}, check=False,
    )  # fmt: skip


def folder_of(address: str) -> Path:
    found = re.fullmatch(r"postgresql://luodi@(.+)/luodi", address.strip())
    assert found, address
    return Path(found.group(1).replace("%2F", "/"))


def processes_in(folder: Path) -> list[str]:
    """The programs that were started with this folder among their words."""
    lines = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    return [line for line in lines.splitlines() if str(folder) in line]


def wait_until_gone(folder: Path) -> None:
    end = time.monotonic() + 30
    while (folder.exists() or processes_in(folder)) and time.monotonic() < end:
        time.sleep(0.1)
    assert not folder.exists()
    assert processes_in(folder) == []


# It waits for as long as somebody waits for it: killing the runner must not leave it behind.
WAIT = f"""
{SAY[:-1]}, flush=True)
import time
runner = os.getppid()
while os.getppid() == runner:
    time.sleep(0.05)
"""


def start_waiting() -> tuple["subprocess.Popen[str]", Path]:
    """A command that waits beside its server, and the server's folder."""
    runner = subprocess.Popen(
        [*WITH_POSTGRES, sys.executable, "-c", WAIT],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert runner.stdout
    return runner, folder_of(runner.stdout.readline())


def test_lock_names_no_host_and_pins_every_package_by_hash() -> None:
    text = (ROOT / "package-lock.json").read_text()
    assert "://" not in text
    packages = {where: data for where, data in json.loads(text)["packages"].items() if where}
    assert {"node_modules/htmx.org", "node_modules/echarts", "node_modules/axe-core"} <= packages.keys()
    assert [where for where, data in packages.items() if not data["integrity"].startswith("sha512-")] == []
    wanted = json.loads((ROOT / "package.json").read_text())
    for name, version in {**wanted["dependencies"], **wanted["devDependencies"]}.items():
        assert packages[f"node_modules/{name}"]["version"] == version


def test_python_lock_names_no_host() -> None:
    assert "://" not in (ROOT / "requirements.lock").read_text()


def test_scripts_of_the_pages_are_in_place_beside_their_licences() -> None:
    vendor = ROOT / "src/luodi/office/web/static/vendor"
    if not vendor.exists():
        pytest.skip("the scripts of the pages are not installed (scripts/assets says why)")
    assert 'version:"2.0.10"' in (vendor / "htmx.min.js").read_text()
    assert 'version="6.1.0"' in (vendor / "echarts.min.js").read_text()
    licences = {file.name for file in vendor.glob("*.txt")}
    assert {
        "htmx.org.LICENSE.txt",
        "echarts.LICENSE.txt",
        "echarts.NOTICE.txt",
        "zrender.LICENSE.txt",
    } <= licences
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert {"src/luodi/office/web/static/vendor/", "tests/vendor/", "node_modules/"} <= set(ignored)


def test_without_npm_the_way_out_is_named_and_set_up_may_go_on(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    programs = tmp_path / "programs"
    (clone / "scripts").mkdir(parents=True)
    programs.mkdir()
    for file in ("package.json", "package-lock.json", ".npmrc", "scripts/assets"):
        shutil.copy(ROOT / file, clone / file)
    for name in ("bash", "env", "dirname", "cksum", "cat"):  # all it may use before it finds no npm
        (programs / name).symlink_to(shutil.which(name) or name)
    (programs / "id").write_text("#!/bin/sh\necho 1000\n")  # an ordinary user cannot install programs
    (programs / "id").chmod(0o755)
    done = subprocess.run(
        [clone / "scripts" / "assets"],
        env={"PATH": str(programs)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "请安装后再运行 make setup" in done.stderr
    assert "apt-get install nodejs npm" in done.stderr


@needs_postgres
def test_server_works_for_an_owner_without_special_powers() -> None:
    done = beside(
        "import os, psycopg\n"
        "with psycopg.connect(os.environ['DATABASE_URL'], autocommit=True) as c:\n"
        "    c.execute('create table t (x text)'); c.execute(\"insert into t values ('落地')\")\n"
        "    print(c.execute('select x from t').fetchone()[0])\n"
        "    c.execute('create database another')\n"
        "    print(c.execute('select rolsuper from pg_roles where rolname = current_user').fetchone()[0])\n"
        "    print(c.execute('show fsync').fetchone()[0], c.execute('show server_encoding').fetchone()[0])\n",
        LUODI_PG_FAST="",
    )
    assert done.stdout.split() == ["落地", "False", "on", "UTF8"], done.stderr


@needs_postgres
def test_fast_server_does_not_wait_for_the_disk() -> None:
    code = "import os, psycopg; print(psycopg.connect(os.environ['DATABASE_URL']).execute('show fsync').fetchone()[0])"
    assert beside(code, LUODI_PG_FAST="1").stdout.split() == ["off"]


@needs_postgres
def test_status_is_the_commands_and_nothing_stays() -> None:
    done = beside(f"{SAY}; raise SystemExit(7)")
    assert done.returncode == 7, done.stderr
    folder = folder_of(done.stdout)
    assert not folder.exists()
    assert processes_in(folder) == []
    assert beside("import os; os.kill(os.getpid(), 9)").returncode == 128 + 9
    absent = subprocess.run([*WITH_POSTGRES, "no-such-command"], capture_output=True, text=True, check=False)
    assert absent.returncode == 127
    assert "no-such-command" in absent.stderr


@needs_postgres
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_reaches_the_command_and_nothing_stays(number: signal.Signals) -> None:
    runner, folder = start_waiting()
    assert processes_in(folder) != []
    runner.send_signal(number)
    assert runner.wait(60) in (130, 143, 1)
    assert not folder.exists()
    assert processes_in(folder) == []


@needs_postgres
def test_server_goes_even_when_its_runner_is_killed() -> None:
    runner, folder = start_waiting()
    runner.kill()
    runner.wait(60)
    wait_until_gone(folder)


@needs_postgres
def test_two_at_once_do_not_meet() -> None:
    (first, here), (second, there) = start_waiting(), start_waiting()
    try:
        assert here != there
        with psycopg.connect(host=str(here), user="luodi", dbname="luodi", autocommit=True) as one:
            one.execute("create table only_here (x int)")
        with psycopg.connect(host=str(there), user="luodi", dbname="luodi") as other:
            found = other.execute("select to_regclass('only_here')").fetchone()
            assert found == (None,)
    finally:
        for runner in (first, second):
            runner.terminate()
            runner.wait(60)
    assert not here.exists()
    assert not there.exists()
