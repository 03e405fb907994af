"""Batches appear whole or not at all, never change, and are chosen by the day they were known."""

from __future__ import annotations

import datetime as dt
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.lake.kit import AT, A, B, book, put, rows, taken

from luodi.lake import Lake, LakeError

LATER = AT + dt.timedelta(days=30)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def money(code: str, wan: float | None, **more: object) -> dict[str, object]:
    return {"uscc": code, "year": 2025, "revenue_wan": wan, **more}


def test_a_correction_replaces_and_the_past_stays_as_it_was(lake: Lake) -> None:
    first = put(lake, "figures", [money(A, 10), money(B, 20)])
    second = put(lake, "figures", [money(A, 11)], at=LATER, replaces=[first.id], why="填错")
    assert rows(lake)[A]["revenue_wan"] == 11_000_000
    assert B not in rows(lake)
    before = rows(lake, known=AT.date())
    assert (before[A]["revenue_wan"], before[B]["revenue_wan"]) == (10_000_000, 20_000_000)
    assert [b.id for b in lake.live()] == [second.id]
    with pytest.raises(LakeError, match="已经被别的批次替换"):
        put(lake, "figures", [money(A, 12)], replaces=[first.id])


def test_an_amendment_changes_only_the_cells_it_fills(lake: Lake) -> None:
    first = put(lake, "figures", [money(A, 10, rd_wan=1), money(B, 20)])
    second = put(lake, "figures", [money(A, None, rd_wan=2)], at=LATER, amends=first.id)
    third = put(lake, "figures", [money(A, 15), money("x" * 18, 1)], at=LATER, amends=second.id)
    found = rows(lake)
    assert (found[A]["revenue_wan"], found[A]["rd_wan"]) == (15_000_000, 2_000_000)
    assert found[B]["revenue_wan"] == 20_000_000
    assert "conflicts" not in found[A]
    assert "x" * 18 in found
    sources = lake.trace(A, "revenue_wan", on=dt.date(2026, 6, 30))
    assert [(t.batch, t.words) for t in sources] == [(first.id, "年度数据"), (third.id, "更正")]


def test_taking_a_batch_back(lake: Lake) -> None:
    first = put(lake, "figures", [money(A, 10)])
    lake.withdraw(first.id, by="李四", at=LATER, why="不是本县企业")
    assert rows(lake) == {}
    assert rows(lake, known=AT)[A]["revenue_wan"] == 10_000_000


def test_the_same_file_twice_is_told(lake: Lake, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["信用代码", "年度", "职工总数"], [A, 2025, 3]])
    first = lake.add(taken(path, "figures"), by="张三", at=AT)
    again = book(tmp_path / "改了名.xlsx", [["信用代码", "年度", "职工总数"], [A, 2025, 3]])
    again.write_bytes(path.read_bytes())
    with pytest.raises(LakeError, match=f"已经导入过（批次 {first.id}"):
        lake.add(taken(again, "figures"), by="张三", at=LATER)
    assert lake.add(taken(again, "figures"), by="张三", at=LATER, replaces=[first.id]).number == 2
    assert lake.add(taken(again, "figures"), by="张三", at=LATER, again=True).number == 3


def test_the_manifest_says_where_everything_came_from(lake: Lake, tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx", [["信用代码", "年度", "营业收入（元）"], [A, 2025, 30000], [B, 2025, "x"]]
    )
    batch = lake.add(taken(path, "figures"), by="张三", at=AT, department="统计局")
    said = json.loads((lake.folder / "batches" / batch.id / "manifest.json").read_text("utf-8"))
    assert (said["by"], said["at"], said["department"]) == ("张三", AT.isoformat(), "统计局")
    assert said["source"]["name"] == "a.xlsx"
    assert len(said["source"]["sha256"]) == 64
    assert said["rows"] == 1
    assert said["validation"]["rejected"] == said["validation"]["errors"] == 1
    assert lake.store.problems(batch)[0]["value"] == "x"
    (source,) = lake.trace(A, "revenue_wan", on=dt.date(2026, 6, 30))
    assert (source.file, source.row, source.letter, str(source.value)) == ("a.xlsx", 2, "C", "3")


def test_a_changed_file_is_found(lake: Lake) -> None:
    batch = put(lake, "figures", [money(A, 10)])
    assert lake.store.damaged() == []
    path = lake.store.path(batch)
    path.write_bytes(path.read_bytes() + b"x")
    (told,) = lake.store.damaged()
    assert batch.id in told


WRITER = """
import datetime as dt, sys
from luodi.lake import Lake
from luodi.lake.sample import table
from luodi.lake.uscc import make
lake, who, times = Lake(sys.argv[1]), sys.argv[2], int(sys.argv[3])
code = make("990121", "MA0TEXT7")
for n in range(times):
    rows = table("figures", [{"uscc": code, "year": y, "revenue_wan": n} for y in range(2000, 2040)] * 500)
    lake.put("figures", rows, by=who, at=dt.datetime(2026, 3, 1))
    print("written", flush=True)
"""


def writer(folder: Path, who: str, times: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), who, str(times)], stdout=subprocess.PIPE, text=True
    )


def test_two_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    writers = [writer(tmp_path / "lake", who, 4) for who in ("甲", "乙")]
    assert [w.wait(timeout=120) for w in writers] == [0, 0]
    for w in writers:
        assert w.stdout is not None
        w.stdout.close()
    lake = Lake(tmp_path / "lake")
    batches = lake.batches()
    assert [b.number for b in batches] == list(range(1, 9))
    assert sorted(b.by for b in batches) == ["乙"] * 4 + ["甲"] * 4
    assert lake.store.damaged() == []


@pytest.mark.parametrize("wait", [0.0, 0.004, 0.011, 0.017, 0.023])
def test_a_writer_that_is_killed_leaves_nothing_half(tmp_path: Path, wait: float) -> None:
    victim = writer(tmp_path / "lake", "甲", 10_000)
    assert victim.stdout is not None
    victim.stdout.readline()
    time.sleep(wait)
    victim.send_signal(signal.SIGKILL)
    victim.wait(timeout=30)
    victim.stdout.close()
    lake = Lake(tmp_path / "lake")
    batches = lake.batches()
    assert batches
    assert lake.store.damaged() == []
    assert all(b.rows == 20_000 for b in batches)
    after = put(lake, "figures", [money(A, 1)])
    assert after.number == batches[-1].number + 1
    assert list((lake.folder / "batches").glob(".*")) == []


def test_a_writer_stopped_before_the_rename_leaves_no_batch(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worst moment, exactly: everything is on disk but the name."""
    put(lake, "figures", [money(A, 1)])

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", stopped)
        with pytest.raises(KeyboardInterrupt):
            put(lake, "figures", [money(A, 2)])
    assert [b.number for b in lake.batches()] == [1]
    assert rows(lake)[A]["revenue_wan"] == 1_000_000
    assert put(lake, "figures", [money(A, 3)]).number == 2


def test_a_firm_table_is_made_once_and_anew_when_a_batch_comes(lake: Lake) -> None:
    first = put(lake, "figures", [money(A, 10)])
    rows(lake)
    kept = sorted((lake.folder / "tables").iterdir())
    rows(lake, counties=None)
    assert sorted((lake.folder / "tables").iterdir()) == kept
    put(lake, "figures", [money(A, 11)], at=LATER, replaces=[first.id])
    assert rows(lake)[A]["revenue_wan"] == 11_000_000
    assert rows(lake, known=AT)[A]["revenue_wan"] == 10_000_000
