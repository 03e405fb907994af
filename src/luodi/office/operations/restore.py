"""`luodi restore`: an office as a backup has it, in an empty place or in place of another, which is put aside.

Everything is unpacked and checked before anything is touched; what fails afterwards is undone.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from luodi.office import home
from luodi.office.journal import clock
from luodi.office.journal.verify import Anchor, Result, verify
from luodi.office.operations import archive, opening, pgdump, site, tables, verification
from luodi.office.operations.running import Lock, serving
from luodi.office.operations.troubles import Trouble

WORDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass
class Restored:
    """What came back, and whether it is what was backed up."""

    manifest: dict[str, Any]
    aside: list[str] = field(default_factory=list)
    chain: Result = field(default_factory=Result)
    files: verification.Files = field(default_factory=verification.Files)

    @property
    def intact(self) -> bool:
        lost = set(self.files.missing) - set(
            self.manifest.get("missing", []) + self.manifest.get("damaged", [])
        )
        return self.chain.intact and not lost and not self.files.damaged


def restore(source: Path, *, replace: bool = False) -> Restored:
    """Bring the backup back and verify it."""
    site.start()
    opening.make_folder()
    lock = Lock()
    if not lock.take():
        raise Trouble(
            f"这个办公室正在服务中（进程{(serving() or {}).get('pid', '？')}）。",
            "请先停止 luodi serve 再恢复。",
        )
    try:
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=home.home()) as work:
            return _restore(source, Path(work), replace)
    except OSError as error:
        raise Trouble(f"没有恢复成：{error.strerror or error}。", "请核对磁盘空间和文件夹的权限。") from error
    finally:
        lock.release()


def _restore(source: Path, work: Path, replace: bool) -> Restored:
    from django.db import connection

    place: _Place = _Sqlite() if connection.vendor == "sqlite" else _Postgresql()
    if not replace and (taken := place.occupied() or _has_files() or _has_lake()):
        raise Trouble(
            f"{taken}里已经有内容了。", "请恢复到空的位置；确要替换，加 --replace，原来的会另存在旁边。"
        )
    manifest = archive.unpack(source, work)
    _fits(manifest, connection.vendor)
    restored = Restored(manifest)
    undo: list[Callable[[], object]] = []
    try:
        _put_aside(restored, place, undo)
        place.fill(work, manifest)
        _place_files(work, undo)
        _place_lake(work, undo)
        _migrate()
    except BaseException:
        connection.close()
        place.clear()
        for step in reversed(undo):
            step()
        raise
    _key(work, replace)
    number, digest = manifest["head"]
    restored.chain = verify((Anchor(number, digest),) if number else ())
    restored.files = verification.files()
    if restored.intact:
        _record(source, manifest)
    return restored


def _has_files() -> str:
    return str(home.files()) if home.files().is_dir() and any(home.files().iterdir()) else ""


def _has_lake() -> str:
    return str(home.lake()) if home.lake().is_dir() and any(home.lake().iterdir()) else ""


def _fits(manifest: dict[str, Any], vendor: str) -> None:
    from django.apps import apps
    from django.db.migrations.loader import MigrationLoader

    made = str(manifest.get("database"))
    if made != vendor:
        raise Trouble(
            f"这是{WORDS.get(made, made)}数据库的备份，现在的设置是{WORDS[vendor]}。",
            "请设好 DATABASE_URL 再恢复。" if made == "postgresql" else "请去掉 DATABASE_URL 再恢复。",
        )
    known = MigrationLoader(None).disk_migrations
    ours = {config.label for config in apps.get_app_configs()}
    newer = [f"{a}.{n}" for a, n in manifest["tables"]["migrations"] if a in ours and (a, n) not in known]
    if newer:
        raise Trouble(
            f"备份由更新的版本（{manifest.get('version')}）写成。", "请安装同样新或更新的 luodi 再恢复。"
        )


def _put_aside(restored: Restored, place: _Place, undo: list[Callable[[], object]]) -> None:
    stamp = f"{clock.now().astimezone():%Y%m%d%H%M%S}"
    folder = home.home() / f"replaced-{stamp}"
    if where := place.put_aside(folder, stamp, undo):
        restored.aside.append(where)
    if _has_files():
        folder.mkdir(exist_ok=True, mode=0o700)
        _move(home.files(), folder / "files", undo)
        restored.aside.append(str(folder / "files"))
    if _has_lake():
        folder.mkdir(exist_ok=True, mode=0o700)
        _move(home.lake(), folder / "lake", undo)
        restored.aside.append(str(folder / "lake"))


def _move(source: Path, target: Path, undo: list[Callable[[], object]]) -> None:
    shutil.move(source, target)
    undo.append(lambda: shutil.move(target, source))


def _place_files(work: Path, undo: list[Callable[[], object]]) -> None:
    target = home.files()
    if target.is_dir():
        target.rmdir()  # empty: what it held was put aside
    (work / "files").mkdir(exist_ok=True, mode=0o700)
    (work / "files").replace(target)
    undo.append(lambda: shutil.rmtree(target))


def _place_lake(work: Path, undo: list[Callable[[], object]]) -> None:
    target = home.lake()
    if not (work / "lake").is_dir():
        return
    if target.is_dir():
        target.rmdir()  # empty: what it held was put aside
    (work / "lake").replace(target)
    undo.append(lambda: shutil.rmtree(target))


def _key(work: Path, replace: bool) -> None:
    brought, here = work / "secret-key", home.home() / "secret-key"
    if brought.exists() and (replace or not here.exists()):
        brought.replace(here)
    else:
        home.make_secret_key()
    home.backups().mkdir(exist_ok=True, mode=0o700)


def _migrate() -> None:
    from django.core.management import call_command

    if site.pending_migrations():
        call_command("migrate", verbosity=0, interactive=False)


class _Place:
    """Where the database goes."""

    def occupied(self) -> str:
        """The place in words, if something is there already."""
        raise NotImplementedError

    def put_aside(self, folder: Path, stamp: str, undo: list[Callable[[], object]]) -> str:
        """Make room, keeping what is there; where it went."""
        raise NotImplementedError

    def fill(self, work: Path, manifest: dict[str, Any]) -> None:
        raise NotImplementedError

    def clear(self) -> None:
        """Take away what `fill` may have left half done."""
        raise NotImplementedError


class _Sqlite(_Place):
    def __init__(self) -> None:
        from django.db import connection

        connection.close()
        self.path = Path(str(connection.settings_dict["NAME"]))

    def occupied(self) -> str:
        return str(self.path) if self.path.exists() else ""

    def _parts(self) -> list[Path]:
        return [p for p in (self.path, *(Path(f"{self.path}-{end}") for end in ("wal", "shm"))) if p.exists()]

    def put_aside(self, folder: Path, stamp: str, undo: list[Callable[[], object]]) -> str:
        parts = self._parts()
        for part in parts:
            folder.mkdir(exist_ok=True, mode=0o700)
            _move(part, folder / part.name, undo)
        return str(folder / self.path.name) if parts else ""

    def fill(self, work: Path, manifest: dict[str, Any]) -> None:
        shutil.move(work / "database.sqlite3", self.path)
        handle = os.open(self.path.parent, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)

    def clear(self) -> None:
        for part in self._parts():
            part.unlink()


class _Postgresql(_Place):
    def __init__(self) -> None:
        self._schema = ""

    def _run(self, *statements: str) -> None:
        from django.db import connection, transaction

        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def occupied(self) -> str:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema(), current_database()")
            self._schema, name = cursor.fetchone()
            cursor.execute(
                "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()"
            )
            return f"数据库 {name} " if cursor.fetchone()[0] else ""

    def put_aside(self, folder: Path, stamp: str, undo: list[Callable[[], object]]) -> str:
        if not self.occupied():
            return ""
        aside = f"{pgdump.ASIDE}{stamp}"
        self._run(f'ALTER SCHEMA "{self._schema}" RENAME TO "{aside}"', f'CREATE SCHEMA "{self._schema}"')
        undo.append(
            lambda: self._run(
                f'DROP SCHEMA "{self._schema}"', f'ALTER SCHEMA "{aside}" RENAME TO "{self._schema}"'
            )
        )
        return f"同一数据库的模式 {aside}"

    def fill(self, work: Path, manifest: dict[str, Any]) -> None:
        if not (work / "database.pgdump").exists():
            tables.load(work / "tables", manifest["tables"])
            return
        if not pgdump.available("pg_restore"):
            raise Trouble("备份是 pg_dump 写的，本机没有 pg_restore。", "请安装 PostgreSQL 的客户端工具。")
        pgdump.run(
            "pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error",
            f"--dbname={pgdump.environment()['PGDATABASE']}", str(work / "database.pgdump"),
        )  # fmt: skip

    def clear(self) -> None:
        schema = self._schema or "public"
        self._run(f'DROP SCHEMA "{schema}" CASCADE', f'CREATE SCHEMA "{schema}"')


def _record(source: Path, manifest: dict[str, Any]) -> None:
    from luodi.office.journal.record import SYSTEM, act, record

    @act
    def tell() -> None:
        facts = {"file": source.name, "made_at": manifest["made_at"], "head": manifest["head"][0]}
        record(SYSTEM, "office.restore", None, facts, name="办公室")

    tell()
