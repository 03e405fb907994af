"""The backup's file: a gzipped tar whose last member is a manifest with the SHA-256 of every other.

    database.sqlite3        a consistent copy of the database; or
    database.pgdump         what pg_dump wrote (custom format); or
    tables/NAME.copy        what COPY gave of each table, where there is no pg_dump
    files/ab/ab12…          the stored files
    lake/batches/N-KIND/…   batches of the lake in the home: rows, manifest, problems
    lake/mappings/…json     what the headings of forms mean
    secret-key              only if asked for
    manifest.json           version, moment, head of the journal, members with size and SHA-256

Written beside and renamed, so that a file of this name is a whole one. Reading trusts nothing: a
name that is not one of the above, a size or a sum that differs, a member too many or too few is refused.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from luodi.office.operations.troubles import Trouble

FORMAT = 1
MANIFEST = "manifest.json"
LEVEL = 4  # of gzip: documents are compressed already, the database shrinks well at any level
CHUNK = 2**20
MANIFEST_LIMIT = 256 * 2**20
NAMES = re.compile(
    r"database\.(sqlite3|pgdump)|tables/[a-z0-9_]{1,63}\.copy|files/([0-9a-f]{2})/\2[0-9a-f]{62}|secret-key"
    r"|lake/batches/[0-9]{6,9}-[a-z_]{1,40}/(rows\.parquet|manifest\.json|problems\.json)"
    r"|lake/mappings/[0-9a-f]{1,64}\.json"
)


class Writer:
    """Members one by one, then the manifest."""

    def __init__(self, tar: tarfile.TarFile):
        self.tar = tar
        self.members: dict[str, dict[str, Any]] = {}

    def add(self, name: str, path: Path) -> str:
        """A file under its name in the archive; its SHA-256 as read."""
        with path.open("rb") as source:
            info = self._info(name, os.fstat(source.fileno()).st_size)
            reading = _Hashing(source)
            self.tar.addfile(info, reading)  # it asks for read() alone
        digest = reading.digest.hexdigest()
        self.members[name] = {"size": info.size, "sha256": digest}
        return digest

    def close(self, **facts: Any) -> dict[str, Any]:
        manifest = {"format": FORMAT, **facts, "members": self.members}
        data = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        self.tar.addfile(self._info(MANIFEST, len(data)), io.BytesIO(data))
        return manifest

    @staticmethod
    def _info(name: str, size: int) -> tarfile.TarInfo:
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, int(time.time())
        return info


class _Hashing:
    def __init__(self, source: IO[bytes]):
        self.source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.source.read(size)
        self.digest.update(data)
        return data


@contextmanager
def writing(target: Path) -> Iterator[Writer]:
    """Write an archive beside its place; it gets its name when it is whole and on the disk."""
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with beside.open("xb") as out:
            beside.chmod(0o600)
            with tarfile.open(
                fileobj=out, mode="w:gz", compresslevel=LEVEL, format=tarfile.PAX_FORMAT
            ) as tar:
                yield Writer(tar)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(target)
        _sync_folder(target.parent)
    finally:
        beside.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack into the folder, checking everything; the manifest."""
    found: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] | None = None
    try:
        with tarfile.open(source, mode="r|gz") as tar:
            for member in tar:
                if manifest is not None:
                    raise _damaged(source, f"清单之后还有内容（{member.name}）")
                reader = tar.extractfile(member) if member.isreg() else None
                if reader is None:
                    raise _damaged(source, f"有不该有的内容（{member.name}）")
                if member.name == MANIFEST:
                    manifest = _manifest(source, reader.read(MANIFEST_LIMIT))
                elif NAMES.fullmatch(member.name) and member.name not in found:
                    found[member.name] = _extract(reader, folder / member.name)
                else:
                    raise _damaged(source, f"有不该有的内容（{member.name}）")
    except FileNotFoundError as error:
        raise Trouble(f"没有 {source} 这个文件。", "请核对文件名。") from error
    except (tarfile.TarError, EOFError, zlib.error, UnicodeDecodeError, ValueError) as error:
        raise _damaged(source, "读不完整") from error
    except OSError as error:
        if type(error).__name__ == "BadGzipFile" or error.errno is None:
            raise _damaged(source, "读不完整") from error
        raise Trouble(f"读不了 {source}：{error.strerror}。", "请核对磁盘空间和权限。") from error
    if manifest is None:
        raise _damaged(source, "没有清单，可能没有写完")
    _compare(source, manifest["members"], found)
    return manifest


def _manifest(source: Path, data: bytes) -> dict[str, Any]:
    manifest = json.loads(data)
    if not isinstance(manifest, dict) or not isinstance(manifest.get("members"), dict):
        raise _damaged(source, "清单不成样子")
    if manifest.get("format") != FORMAT:
        raise Trouble(
            f"{source.name} 是另一种格式的备份（{manifest.get('format')}）。", "请用写出它的版本恢复。"
        )
    return manifest


def _extract(reader: IO[bytes], target: Path) -> dict[str, Any]:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while chunk := reader.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return {"size": size, "sha256": digest.hexdigest()}


def _compare(source: Path, listed: dict[str, Any], found: dict[str, dict[str, Any]]) -> None:
    for name in sorted({*listed, *found}):
        if name not in found:
            raise _damaged(source, f"缺少 {name}")
        if listed.get(name) != found[name]:
            raise _damaged(source, f"{name} 与清单不符")
        if name.startswith("files/") and found[name]["sha256"] != name.rpartition("/")[2]:
            raise _damaged(source, f"{name} 的内容与名称不符")


def _damaged(source: Path, why: str) -> Trouble:
    return Trouble(f"备份文件 {source.name} 已损坏：{why}。", "没有恢复任何内容，请换一份备份。")
