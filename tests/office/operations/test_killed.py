"""Killing the acting process at 200 random moments loses nothing, doubles nothing, leaves nothing half done.

See `killing.py` for what is done and looked at. At the end all rows are compared with those of a run
that nobody killed: whatever a kill had spoilt would show there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.depth import depth
from tests.office.operations.databases import POSTGRES, fresh

ROOT = Path(__file__).parents[3]
KILLS, SEED, ENTRIES = depth(200, 40), 20261122, depth(800, 240)


def run(folder: Path, database: str | None, kills: int) -> subprocess.Popen[str]:
    """One run of `killing.py` with a home and a database of its own."""
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "PYTEST_VERSION")}
    environment |= {"LUODI_HOME": str(folder), "PYTHONPATH": str(ROOT)}
    if database:
        environment["DATABASE_URL"] = database
    words = [sys.executable, str(Path(__file__).with_name("killing.py")), str(kills), str(SEED), str(ENTRIES)]
    return subprocess.Popen(
        [*words, str(folder) + ".json"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )  # fmt: skip


def both(tmp_path: Path, databases: tuple[str | None, str | None]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The run with kills and the calm one, side by side."""
    runs = [run(tmp_path / "killed", databases[0], KILLS), run(tmp_path / "calm", databases[1], 0)]
    try:
        for process in runs:
            said, _ = process.communicate(timeout=600)
            assert process.returncode == 0, said[-4000:]
    finally:
        for process in runs:
            process.kill()
    killed, calm = (json.loads((tmp_path / f"{name}.json").read_text("utf-8")) for name in ("killed", "calm"))
    return killed, calm


def check(killed: dict[str, Any], calm: dict[str, Any]) -> None:
    found = killed["found"]
    assert found["kills"] == KILLS
    assert found["inside"] >= KILLS * 0.7, found  # most kills hit in the middle of an act
    assert found["rolled back"] >= KILLS * 0.3, found
    assert found["acknowledged"] >= KILLS * 0.5, found
    assert found["entries when killed"] <= ENTRIES, found
    assert killed["rows"].keys() == calm["rows"].keys()
    for table, rows in calm["rows"].items():
        assert killed["rows"][table] == rows, table
    assert len(calm["rows"]["journal.entry"]) >= ENTRIES


@pytest.mark.sqlite_only
def test_on_sqlite(tmp_path: Path) -> None:
    killed, calm = both(tmp_path, (None, None))
    check(killed, calm)
    # There the very numbers agree, so that the last hash stands for the whole journal.
    assert killed["rows"]["journal.head"] == calm["rows"]["journal.head"]


@pytest.mark.skipif(not POSTGRES, reason="DATABASE_URL names no PostgreSQL: see scripts/with-postgres")
def test_on_postgresql(tmp_path: Path) -> None:
    with fresh(2) as (one, other):
        check(*both(tmp_path, (one, other)))
