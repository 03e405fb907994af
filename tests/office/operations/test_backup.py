"""A backup made while the office is at work comes back whole; a damaged one is refused in words."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.depth import depth
from tests.office.operations.databases import POSTGRES, fresh
from tests.office.operations.offices import CONTENTS, WRITE, Office

KINDS = ["postgresql" if POSTGRES else "sqlite"]


@pytest.fixture(scope="module", params=KINDS)
def offices(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Office, Office, Office]]:
    """A working office, and two empty places."""
    folder = tmp_path_factory.mktemp("offices")
    with ExitStack() as stack:
        databases = stack.enter_context(fresh(3)) if request.param == "postgresql" else (None, None, None)
        made = [Office(folder / f"home{i}", database) for i, database in enumerate(databases)]
        first = made[0].luodi("init", "--name", "河清省")
        assert first.returncode == 0, first.stderr
        assert "sysadmin" in first.stdout
        made[0].python(WRITE + "for n in range(20): write(n)")
        yield made[0], made[1], made[2]


@pytest.fixture(scope="module")
def archive(offices: tuple[Office, Office, Office], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup made in the midst of writes, with the key."""
    office, target = offices[0], tmp_path_factory.mktemp("backup") / "一份.tar.gz"
    writer = office.start(
        code=WRITE + "n = 1000\nprint('on', flush=True)\nwhile True:\n    write(n)\n    n += 1\n"
    )
    try:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "on\n"
        time.sleep(0.3)
        done = office.luodi("backup", "-o", target, "--with-key")
        assert writer.poll() is None, writer.stdout.read()
    finally:
        writer.kill()
        writer.wait()
    assert done.returncode == 0, done.stderr
    assert "已备份到" in done.stdout
    return target


def manifest(path: Path) -> dict:  # type: ignore[type-arg]
    with tarfile.open(path) as tar:
        reader = tar.extractfile("manifest.json")
        assert reader is not None
        found: dict = json.load(reader)  # type: ignore[type-arg]
        return found


def test_it_comes_back_whole(offices: tuple[Office, Office, Office], archive: Path) -> None:
    office, empty, _ = offices
    number = manifest(archive)["head"][0]
    assert number > 20
    done = empty.luodi("restore", archive)
    assert done.returncode == 0, done.stderr
    assert f"日志{number}条" in done.stdout
    assert empty.luodi("verify", "--files").returncode == 0

    # What the office has by now is more; taken back to the backup's entries, all is the same.
    again = json.loads(empty.python(f"LIMIT = {number}\n" + CONTENTS))
    before = json.loads(office.python(f"LIMIT = {number}\n" + CONTENTS))
    assert again["files.StoredFile"][0] <= before["files.StoredFile"][0]
    del again["files.StoredFile"], before["files.StoredFile"]
    assert again == before
    stored = [p for p in (empty.home / "files").rglob("*") if p.is_file()]
    assert len(stored) == int(
        empty.python("from luodi.office.files.models import StoredFile as S; print(S.objects.count())")
    )
    assert all(
        p.read_bytes() == (office.home / "files" / p.parent.name / p.name).read_bytes() for p in stored
    )
    assert (empty.home / "secret-key").read_text() == (office.home / "secret-key").read_text()
    assert empty.home.stat().st_mode & 0o077 == 0
    # The office goes on: the next act is the next number.
    assert (
        empty.python(
            WRITE + "write(7)\nfrom luodi.office.journal.models import Head\nprint(Head.objects.get().number)"
        )
        == f"{number + 2}\n"
    )


@pytest.mark.once
def test_what_is_there_is_not_overwritten_unless_asked_and_then_kept(
    offices: tuple[Office, Office, Office], archive: Path
) -> None:
    _, _, taken = offices
    assert taken.luodi("init", "--name", "别处").returncode == 0
    taken.python(WRITE + "write(5)")
    refused = taken.luodi("restore", archive)
    assert refused.returncode == 1
    assert "已经有内容了" in refused.stderr
    assert "--replace" in refused.stderr
    assert (
        taken.python("from luodi.office.units.models import Unit; print(Unit.objects.get().name)") == "别处\n"
    )
    done = taken.luodi("restore", archive, "--replace")
    assert done.returncode == 0, done.stderr
    assert "原来的数据在" in done.stdout
    assert (
        taken.python("from luodi.office.units.models import Unit; print(Unit.objects.get().name)")
        == "河清省\n"
    )
    (aside,) = taken.home.glob("replaced-*")
    assert [p for p in (aside / "files").rglob("*") if p.is_file()]
    assert not list(taken.home.glob(".restore-*"))
    # And once more, from its own backup: what was put aside is not in it and not in the way.
    own = taken.home / "own.tar.gz"
    assert taken.luodi("backup", "-o", own).returncode == 0
    again = taken.luodi("restore", own, "--replace")
    assert again.returncode in (0, 1)
    assert "Traceback" not in again.stderr
    assert taken.luodi("verify", "--files").returncode == 0


def damaged(archive: Path, tmp_path: Path, how: str) -> Path:
    """The archive, spoilt."""
    target, data = tmp_path / f"{how}.tar.gz", archive.read_bytes()
    if how in ("cut", "empty", "noise"):
        target.write_bytes(
            {"cut": data[: len(data) * 2 // 3], "empty": b"", "noise": b"not an archive" * 99}[how]
        )
        return target
    if how == "flipped":
        spot = len(data) // 2
        target.write_bytes(data[:spot] + bytes([data[spot] ^ 1]) + data[spot + 1 :])
        return target
    with tarfile.open(archive) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            reader = old.extractfile(member)
            assert reader is not None
            content = reader.read()
            if how == "edited" and member.name.startswith("files/"):
                content = content[:-1] + b"!"
                how = "done"
            if how == "missing" and member.name.startswith("files/"):
                how = "done"
                continue
            if how == "climbing" and member.name == "manifest.json":
                extra = tarfile.TarInfo("../../climbed")
                extra.size = 1
                new.addfile(extra, io.BytesIO(b"x"))
            if how == "no manifest" and member.name == "manifest.json":
                continue
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return target


@pytest.mark.once  # the archive is read the same way whatever it is restored into
@pytest.mark.parametrize(
    "how",
    ["cut", "flipped", "climbing", "no manifest", *depth(["empty", "noise", "edited", "missing"], [])],
)
def test_a_damaged_archive_is_refused_and_nothing_touched(
    how: str, offices: tuple[Office, Office, Office], archive: Path, tmp_path: Path
) -> None:
    _, there, _ = offices
    before = there.luodi("verify").stdout
    done = there.luodi("restore", damaged(archive, tmp_path, how), "--replace")
    assert done.returncode == 1
    assert "已损坏" in done.stderr, done.stderr
    assert "请换一份备份" in done.stderr
    assert there.luodi("verify").stdout == before
    assert not list(there.home.glob(".restore-*"))
    assert not (tmp_path / "climbed").exists()


@pytest.mark.once
def test_a_backup_says_what_files_are_gone_or_changed(
    offices: tuple[Office, Office, Office], tmp_path: Path
) -> None:
    office = offices[0]
    kept_files = (p for p in (office.home / "files").rglob("*") if p.is_file() and p.name[0] != ".")
    one, other = sorted(kept_files)[:2]
    kept = one.read_bytes(), other.read_bytes()
    one.unlink()
    other.write_bytes(b"changed")
    try:
        done = office.luodi("backup", "-o", tmp_path / "b.tar.gz")
        assert done.returncode == 1
        assert f"有1个文件不见了，没有备份：{one.name[:12]}" in done.stderr
        assert f"有1个文件内容变了，没有备份：{other.name[:12]}" in done.stderr
        found = office.luodi("verify", "--files")
        assert found.returncode == 1
        assert f"文件 {one.name} 不见了" in found.stderr
        assert f"文件 {other.name} 的内容变了" in found.stderr
    finally:
        one.write_bytes(kept[0])
        other.write_bytes(kept[1])
    assert "已经有了" in office.luodi("backup", "-o", tmp_path / "b.tar.gz").stderr
    assert office.luodi("verify", "--files").returncode == 0


@pytest.mark.skipif(not POSTGRES, reason="no PostgreSQL")
def test_without_pg_dump_tables_are_copied_by_ourselves(tmp_path: Path) -> None:
    with fresh(2) as (one, other):
        office, empty = Office(tmp_path / "one", one).begin(), Office(tmp_path / "other", other)
        office.python(WRITE + "for n in range(5): write(n)")
        target = tmp_path / "copy.tar.gz"
        nowhere = {"PATH": str(tmp_path)}
        done = office.luodi("backup", "-o", target, **nowhere)
        assert done.returncode == 0, done.stderr
        assert "COPY" in done.stdout
        number = manifest(target)["head"][0]
        back = empty.luodi("restore", target, **nowhere)
        assert back.returncode == 0, back.stderr
        limit = f"LIMIT = {number}\n"
        skip = ("contenttypes.ContentType", "auth.Permission")
        ours, theirs = (json.loads(o.python(limit + CONTENTS)) for o in (office, empty))
        assert {k: v for k, v in ours.items() if k not in skip} == {
            k: v for k, v in theirs.items() if k not in skip
        }
        assert empty.luodi("verify", "--files").returncode == 0
        empty.python(WRITE + "write(9)")  # counters go on where they were


@pytest.mark.once
def test_the_archive_is_plain_tar(archive: Path) -> None:
    with gzip.open(archive) as opened, tarfile.open(fileobj=opened) as tar:
        names = tar.getnames()
    assert names[-1] == "manifest.json"
    assert set(manifest(archive)["members"]) == set(names[:-1])
    assert archive.stat().st_mode & 0o077 == 0
