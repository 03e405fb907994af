"""Keeping bytes: written beside, synced, renamed to their SHA-256, then told to the database.

A process killed in between leaves at most a file nobody refers to; `sweep` removes those.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from luodi.office import home
from luodi.office.files.models import StoredFile


def put(chunks: Iterable[bytes] | bytes, media_type: str = "") -> tuple[StoredFile, bool]:
    """Keep the bytes; the second value says whether they are new. Call inside an act."""
    if isinstance(chunks, bytes):
        chunks = (chunks,)
    folder = home.files()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    handle, name = tempfile.mkstemp(dir=folder, prefix=".incoming-")
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        sha256 = digest.hexdigest()
        target = folder / sha256[:2] / sha256
        if not target.exists():
            target.parent.mkdir(exist_ok=True, mode=0o700)
            Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
    return StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"size": size, "media_type": media_type[:100]}
    )


def read(file: StoredFile) -> bytes:
    """The bytes, checked against their name: a damaged store is noticed, not served."""
    data = file.path.read_bytes()
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise OSError(f"文件 {file.sha256[:12]}… 的内容与登记不符，请从备份恢复。")
    return data


def sweep() -> int:
    """Remove incoming leftovers older than a day and files no row knows; the number removed."""
    import time

    removed, folder = 0, home.files()
    if not folder.is_dir():
        return 0
    old = time.time() - 86400
    known = set(StoredFile.objects.values_list("sha256", flat=True))
    for path in folder.rglob("*"):
        orphan = path.name.startswith(".incoming-") or (len(path.name) == 64 and path.name not in known)
        if path.is_file() and orphan and path.stat().st_mtime < old:
            path.unlink(missing_ok=True)
            removed += 1
    return removed
