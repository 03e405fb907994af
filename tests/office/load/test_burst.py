"""The last evening of the month: many liaisons hand in at once, through a real server with two workers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from benchmarks.office.clients import Browser
from benchmarks.office.fill import PASSWORD
from benchmarks.office.rush import Due, rush, signed_in
from tests.depth import depth
from tests.office.operations.databases import POSTGRES, fresh
from tests.office.operations.offices import Office, free_port

LIAISONS = depth(24, 12)

FILL = f"""
import datetime as dt, json
from dataclasses import astuple
from benchmarks.office.fill import Filling
from benchmarks.office.rush import to_file
from luodi.office.journal.clock import today
Filling(today(), 0.005, say=lambda words: None).run()
print(json.dumps([astuple(d) for d in to_file({LIAISONS})]))
"""

AFTER = """
import json
from benchmarks.office.rush import Due, outcome
print(json.dumps(outcome([Due(*d) for d in json.loads(DUES)])))
"""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with fresh() if POSTGRES else nullcontext([None]) as addresses:
        yield Office(tmp_path / "home", addresses[0]).begin()


@pytest.fixture
def port(office: Office) -> Iterator[int]:
    """Where the office is served."""
    port = free_port()
    process = office.start("serve", "--bind", f"127.0.0.1:{port}", "--workers", "2")
    try:
        end = time.monotonic() + 90
        while time.monotonic() < end:
            try:
                if Browser(port).get("/units/signin/").status == 200:
                    break
            except OSError:
                time.sleep(0.2)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()


def test_all_liaisons_at_once(office: Office, request: pytest.FixtureRequest) -> None:
    given = office.python(FILL).strip().splitlines()[-1]
    dues = [Due(*d) for d in json.loads(given)]
    assert len(dues) == len({d.login for d in dues}) == LIAISONS
    port = request.getfixturevalue("port")
    done = rush(signed_in(port, dues, PASSWORD), dues)
    assert done.errors == []
    expected = {"form 200", "save 303", "form again 200", "submit 303"}
    assert done.statuses == dict.fromkeys(expected, LIAISONS)
    found = json.loads(office.python(AFTER.replace("DUES", repr(given))))
    assert found == {
        "wanted": LIAISONS,
        "handed in": LIAISONS,
        "standings": LIAISONS,
        "entries": {str(d.task): 1 for d in dues},
        "numbers without a gap": True,
        "chain intact": True,
    }
