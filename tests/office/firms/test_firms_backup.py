"""The lake goes into the backup and comes back with it."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest
from tests.depth import FULL
from tests.office.operations.databases import POSTGRES
from tests.office.operations.offices import Office

PUT = """
from luodi.lake import Lake
from luodi.lake.sample import table
from luodi.office.journal.clock import now
Lake().put("firms", table("firms", [{"uscc": "91990121MA00000311", "name": "甲公司", "county": "990121"}]), by="试", at=now())
Lake().store.remember("0123456789abcdef", {0: {"target": "uscc", "unit": ""}}, ["代码"])
"""
ASK = """
from luodi.lake import Lake
here = Lake()
print([b.id for b in here.batches()], here.store.damaged(), here.mapping("0123456789abcdef"), here.register_names().to_pylist())
"""


@pytest.mark.skipif(not FULL, reason="a minute of programs started one after the other: FULL=1")
@pytest.mark.skipif(POSTGRES, reason="the lake is files on either database")
def test_the_lake_comes_back(tmp_path: Path) -> None:
    office, empty = Office(tmp_path / "one").begin(), Office(tmp_path / "two")
    office.python(PUT)
    said = office.python(ASK)
    assert "甲公司" in said and "000001-firms" in said
    target = tmp_path / "一份.tar.gz"
    assert office.luodi("backup", "-o", target).returncode == 0
    with tarfile.open(target) as tar:
        assert "lake/batches/000001-firms/rows.parquet" in tar.getnames()
    done = empty.luodi("restore", target)
    assert done.returncode == 0, done.stderr
    assert empty.python(ASK) == said
    assert empty.luodi("restore", target).returncode != 0  # what is there is not written over
    done = empty.luodi("restore", target, "--replace")
    assert done.returncode == 0 and (empty.home / "lake").is_dir(), done.stderr
    assert empty.python(ASK) == said
