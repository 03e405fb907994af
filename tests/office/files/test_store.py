"""The same bytes once, damage noticed, leftovers swept, nothing in use lost."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from luodi.office.files import store
from luodi.office.files.models import StoredFile

pytestmark = pytest.mark.django_db


def test_the_same_bytes_are_one_file(home: Path) -> None:
    first, new = store.put(b"one")
    second, again = store.put(iter([b"o", b"ne"]))
    assert first == second and new and not again
    assert first.path == home / "files" / first.sha256[:2] / hashlib.sha256(b"one").hexdigest()
    assert store.read(first) == b"one" and first.size == 3
    assert [p.name for p in (home / "files").rglob("*") if p.is_file()] == [first.sha256]


def test_damage_is_noticed(home: Path) -> None:
    file, _new = store.put(b"one")
    file.path.write_bytes(b"two")
    with pytest.raises(OSError, match="备份"):
        store.read(file)


def test_nothing_stays_of_a_broken_upload(home: Path) -> None:
    def broken() -> object:
        yield b"half"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        store.put(broken())  # type: ignore[arg-type]
    assert not [p for p in (home / "files").rglob("*") if p.is_file()]
    assert not StoredFile.objects.exists()


def test_sweep_takes_old_orphans_alone(home: Path) -> None:
    kept, _new = store.put(b"kept")
    orphan, _new = store.put(b"orphan")
    young, _new = store.put(b"young orphan")
    paths = [orphan.path, young.path]
    StoredFile.objects.filter(pk__in=[orphan.pk, young.pk]).delete()
    left = home / "files" / ".incoming-x"
    left.write_bytes(b"half")
    for path in (kept.path, orphan.path, left):
        os.utime(path, (time.time() - 3 * 86400,) * 2)
    assert store.sweep() == 2
    assert kept.path.exists() and paths[1].exists() and not paths[0].exists() and not left.exists()
    assert store.sweep() == 0
