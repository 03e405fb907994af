"""`luodi backup`: one file with everything, made while the office is at work.

The database is copied as it stood at one moment; files are added before the rows that speak of them
and never change, so those of that moment are all still there.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from luodi import __version__
from luodi.office import home
from luodi.office.journal import clock
from luodi.office.operations import archive, pgdump, tables
from luodi.office.operations.troubles import Trouble

FILES = "SELECT sha256, size FROM files_storedfile ORDER BY sha256"
HEAD = "SELECT number, hash FROM journal_head WHERE id = 1"


@dataclass
class Made:
    """What was written, and what could not be."""

    path: Path
    size: int = 0
    files: int = 0
    head: tuple[int, str] = (0, "")
    how: str = ""
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


def backup(target: Path | None = None, *, with_key: bool = False) -> Made:
    """Write the archive; its entry in the journal is made afterwards."""
    target = target or home.backups() / f"luodi-{clock.now().astimezone():%Y%m%d-%H%M%S}.tar.gz"
    if target.exists():
        raise Trouble(f"{target} 已经有了。", "请换一个文件名。")
    made = Made(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=home.home()) as work:
            _write(made, Path(work), with_key)
    except OSError as error:
        raise Trouble(
            f"备份没有写成：{error.strerror or error}。", "请核对磁盘空间和文件夹的权限。"
        ) from error
    made.size = target.stat().st_size
    _record(made)
    return made


def _write(made: Made, work: Path, with_key: bool) -> None:
    from django.db import connection

    take = _sqlite if connection.vendor == "sqlite" else _postgresql
    facts = take(work)
    made.head, made.how = tuple(facts["head"]), facts["how"]
    stored = facts.pop("stored")
    with archive.writing(made.path) as writer:
        for path in sorted(p for p in work.rglob("*") if p.is_file()):
            writer.add(path.relative_to(work).as_posix(), path)
            path.unlink()
        for sha256, _size in stored:
            path = home.files() / sha256[:2] / sha256
            if not path.is_file():
                made.missing.append(sha256)
                continue
            if _sum(path) != sha256:  # read twice: what is damaged must not get in
                made.damaged.append(sha256)
                continue
            writer.add(f"files/{sha256[:2]}/{sha256}", path)
            made.files += 1
        # Batches never change and appear whole: those the database of that moment speaks of are all there.
        for path in _lake():
            writer.add(f"lake/{path.relative_to(home.lake()).as_posix()}", path)
        if with_key:
            writer.add("secret-key", home.home() / "secret-key")
        writer.close(
            version=__version__,
            made_at=clock.now().isoformat(timespec="seconds"),
            missing=made.missing,
            damaged=made.damaged,
            **facts,
        )


def _lake() -> list[Path]:
    """The files of the home's lake that are not made anew by themselves."""
    found = [p for p in home.lake().glob("batches/*/*") if not p.parent.name.startswith(".")]
    found += [p for p in home.lake().glob("mappings/*.json") if not p.name.startswith(".")]
    return sorted(p for p in found if p.is_file())


def _sum(path: Path) -> str:
    import hashlib

    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _sqlite(work: Path) -> dict[str, Any]:
    from django.db import connection

    copy = work / "database.sqlite3"
    office = sqlite3.connect(str(connection.settings_dict["NAME"]), timeout=20)
    with closing(office) as source, closing(sqlite3.connect(copy)) as target:
        # In one step: a reader of one moment, who hinders no writer (WAL) and whom none hinders.
        source.backup(target, pages=-1)
        target.execute("PRAGMA journal_mode=DELETE")
        (said,) = target.execute("PRAGMA quick_check(1)").fetchone()
        if said != "ok":
            raise Trouble(f"数据库有损坏：{said}。", "没有写备份；请从上一份备份恢复，并检查磁盘。")
        head, stored = target.execute(HEAD).fetchone(), target.execute(FILES).fetchall()
        states = target.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
    return {
        "database": "sqlite",
        "how": "SQLite 在线备份",
        "head": list(head),
        "stored": stored,
        "tables": {"migrations": [list(s) for s in states]},
    }


def _postgresql(work: Path) -> dict[str, Any]:
    with _snapshot() as (connection, name):
        with connection.cursor() as cursor:
            head = cursor.execute(HEAD).fetchone()
            stored = cursor.execute(FILES).fetchall()
            cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
            facts: dict[str, Any] = {"migrations": [list(row) for row in cursor.fetchall()]}
        how = "pg_dump"
        if not pgdump.available("pg_dump"):
            facts, how = tables.dump(connection, work / "tables"), "本程序的 COPY（本机没有 pg_dump）"
        else:
            try:
                pgdump.run(
                    "pg_dump", "--format=custom", "--compress=0", "--no-owner", "--no-privileges", f"--snapshot={name}",
                    f"--exclude-schema={pgdump.ASIDE}*", f"--file={work / 'database.pgdump'}",
                )  # fmt: skip
            except Trouble as error:  # a pg_dump older than its server, mostly
                (work / "database.pgdump").unlink(missing_ok=True)
                facts, how = (
                    tables.dump(connection, work / "tables"),
                    f"本程序的 COPY（{error.what.rstrip('。')}）",
                )
    return {"database": "postgresql", "how": how, "head": list(head), "stored": stored, "tables": facts}


@contextmanager
def _snapshot() -> Any:
    """A connection of its own in one moment's view of the database, and the name others can share it by."""
    import psycopg
    from django.db import connection

    keep = ("dbname", "host", "port", "user", "password", *pgdump.OPTIONS)
    given = {k: v for k, v in connection.get_connection_params().items() if k in keep}
    with psycopg.connect(**given) as own:
        own.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        own.read_only = True
        row = own.execute("SELECT pg_export_snapshot()").fetchone()
        yield own, row[0] if row else ""


def _record(made: Made) -> None:
    from luodi.office.journal.record import SYSTEM, act, record

    @act
    def tell() -> None:
        facts = {"file": made.path.name, "sha256": _sum(made.path), "head": made.head[0], "files": made.files}
        record(SYSTEM, "office.backup", None, facts, name="办公室")

    tell()


def room_for(folder: Path) -> int:
    """Bytes free where the folder is, or will be."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(os.fspath(folder)).free
