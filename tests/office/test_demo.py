"""The demonstration: complete, made by the acts alone, made once, begun anew where it was cut short."""

from __future__ import annotations

import datetime as dt
import http.cookiejar
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.depth import FULL
from tests.office import demohome
from tests.office.browser.fixed_clock import DAY

pytestmark = pytest.mark.sqlite_only


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demohome.copy(tmp_path_factory.mktemp("demo") / "home")


@pytest.fixture(scope="module")
def ask(home: Path) -> Iterator[Any]:
    """Rows of the demonstration's database."""
    connection = sqlite3.connect(f"file:{home / 'office.sqlite3'}?mode=ro", uri=True)
    yield lambda query: connection.execute(query).fetchall()
    connection.close()


def test_it_is_an_office_at_work(ask: Any) -> None:
    def count(query: str) -> int:
        return int(ask(f"SELECT count(*) FROM {query}")[0][0])

    assert 55 <= count("units_unit") <= 70
    # Those of several units are one task for the office and one for each unit.
    assert 75 <= count("ledger_task WHERE parent_id IS NULL") <= 110
    assert count("documents_document WHERE state = 'read'") >= 6
    assert count("documents_finding WHERE state = 'open' AND kind = 'task'") >= 1, (
        "something is left to review"
    )
    months = [m for (m,) in ask("SELECT DISTINCT month FROM ledger_round ORDER BY month")]
    assert len(months) >= 10 and months[-1] == f"{DAY:%Y-%m}-01"
    for month in months[1:-1]:
        filed = f"ledger_report r JOIN ledger_round o ON o.id = r.round_id WHERE o.month = '{month}'"
        assert count(f"{filed} AND r.state = 'accepted'") >= 10, month
    late = "ledger_report r JOIN ledger_round o ON o.id = r.round_id WHERE date(r.submitted_at) > o.due"
    assert count(late) >= 5, "some came late"
    lights = dict(ask("SELECT light, count(*) FROM ledger_standing GROUP BY light"))
    assert min(lights.get(light, 0) for light in ("red", "yellow", "pale", "blue")) >= 2, lights
    assert count("ledger_task WHERE state = 'closed'") >= 5, "some are signed off"
    done = count("ledger_signoff WHERE state = 'done'")  # a task of several units closes with its parts
    assert done == count("ledger_task WHERE state = 'closed' AND collective = ''")
    assert {s for (s,) in ask("SELECT state FROM ledger_postponement")} >= {"granted", "refused"}
    assert {s for (s,) in ask("SELECT state FROM ledger_report")} >= {
        "draft",
        "submitted",
        "approved",
        "accepted",
    }
    assert count("ledger_instruction WHERE state = 'open'") >= 1
    assert count("ledger_evidence") >= 5


def test_everything_came_by_the_acts(home: Path, ask: Any) -> None:
    done = demohome.luodi(home, "verify")
    assert done.returncode == 0, done.stdout + done.stderr
    acts = dict(ask("SELECT act, count(*) FROM journal_entry GROUP BY act"))
    assert acts["task.add"] >= 80 and acts["report.submit"] >= 100 and acts["report.accept"] >= 100, acts
    [(first, last)] = ask("SELECT min(date(at)), max(date(at)) FROM journal_entry")
    assert dt.date.fromisoformat(last) <= DAY
    assert (DAY - dt.date.fromisoformat(first)).days > 300
    for _state, task in ask("SELECT state, id FROM ledger_task"):
        told = ask(f"SELECT 1 FROM journal_entry WHERE subject_type = 'ledger.task' AND subject_id = {task}")
        assert told, f"no word in the journal about task {task}"


def test_each_role_signs_in(home: Path) -> None:
    told = (home / "whole").read_text("utf-8")
    word = demohome.password(home)
    with demohome.serving(home) as site:
        for login in demohome.SIGNINS:
            assert re.search(rf"^  {login} +{re.escape(word)}  \S", told, re.M), told
            assert 'action="/units/signout/"' in first_page(site, login, word), login


def first_page(site: str, login: str, word: str) -> str:
    """What somebody sees who types name and password."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    form = browser.open(f"{site}/units/signin/").read().decode()
    [token] = set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', form))
    given = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "login": login, "password": word})
    with browser.open(f"{site}/units/signin/", given.encode()) as answer:
        assert urllib.parse.urlsplit(answer.url).path == "/", answer.url
        return str(answer.read().decode())


def test_a_second_time_it_only_says_the_names(tmp_path: Path) -> None:
    home = demohome.copy(tmp_path / "home")
    before = state(home)
    started = time.monotonic()
    done = demohome.luodi(home, "demo")
    took = time.monotonic() - started
    assert done.returncode == 0, done.stderr
    assert done.stdout == (home / "whole").read_text("utf-8")
    assert state(home) == before
    assert took < 20


def state(home: Path) -> list[Any]:
    """All rows that say what happened, and the files."""
    connection = sqlite3.connect(home / "office.sqlite3")
    tables = [t for (t,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    rows: list[Any] = [
        (t, connection.execute(f'SELECT count(*) FROM "{t}"').fetchone()[0])
        for t in sorted(tables)
        if not t.startswith(("search_words", "sqlite_"))
    ]
    rows.append(connection.execute("SELECT number, hash FROM journal_head").fetchall())
    connection.close()
    return [*rows, sorted(p.name for p in (home / "files").rglob("*") if p.is_file())]


def test_an_office_at_work_is_not_made_a_demonstration(tmp_path: Path) -> None:
    home = demohome.copy(tmp_path / "home")
    (home / "demo-password").unlink()
    before = state(home)
    done = demohome.luodi(home, "demo")
    assert done.returncode != 0
    assert "已有办公室" in done.stdout + done.stderr
    assert state(home) == before


@pytest.mark.skipif(not FULL, reason="builds the demonstration twice: FULL=1")
def test_killed_half_way_it_is_begun_anew(tmp_path: Path) -> None:
    home = tmp_path / "home"
    command = [sys.executable, "-m", "luodi.cli", "demo"]

    def begin() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            cwd=demohome.ROOT,
            env=demohome.environment(home),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    first = begin()
    cut_at = wait_for(home, first, entries=400)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert (home / "demo-unfinished").exists()
    assert entries(home) >= cut_at
    # Begun anew: the second run has fewer entries than the first had made, and grows again.
    second = begin()
    try:
        until = time.monotonic() + 120
        seen = entries(home)
        while entries(home) >= cut_at and time.monotonic() < until:
            assert second.poll() is None
            time.sleep(0.05)
        assert entries(home) < cut_at <= seen, "what was half done is gone"
        wait_for(home, second, entries=cut_at)
    finally:
        os.kill(second.pid, signal.SIGKILL)
        second.wait()


def wait_for(home: Path, process: subprocess.Popen[bytes], entries: int) -> int:
    """How many acts the journal has, once it has that many."""
    until = time.monotonic() + 240
    while time.monotonic() < until:
        if (found := globals()["entries"](home)) >= entries:
            return int(found)
        assert process.poll() is None, "it ended before"
        time.sleep(0.1)
    raise AssertionError(f"only {found} acts")


def entries(home: Path) -> int:
    try:
        connection = sqlite3.connect(f"file:{home / 'office.sqlite3'}?mode=ro", uri=True, timeout=5)
        try:
            return int(connection.execute("SELECT number FROM journal_head").fetchone()[0])
        finally:
            connection.close()
    except (sqlite3.Error, TypeError):
        return 0
