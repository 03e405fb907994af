"""Whether this home is being served: a lock the serving process holds as long as it lives.

The system drops the lock with the process, so a killed server leaves nothing to clean up.
"""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from typing import Any

from luodi.office import home


def lock_file() -> Path:
    return home.home() / "serving"


class Lock:
    """Held while serving. `take` says whether it could be had."""

    def __init__(self) -> None:
        self.handle = -1

    def take(self, **facts: Any) -> bool:
        handle = os.open(lock_file(), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return False
        os.ftruncate(handle, 0)
        os.write(handle, json.dumps({"pid": os.getpid(), **facts}).encode())
        self.handle = handle
        return True

    def release(self) -> None:
        if self.handle >= 0:
            os.ftruncate(self.handle, 0)
            os.close(self.handle)
            self.handle = -1


def serving() -> dict[str, Any] | None:
    """What the serving process said of itself; None if nobody serves this home."""
    path = lock_file()
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        try:
            found: dict[str, Any] = json.loads(path.read_text("utf-8") or "{}")
        except ValueError:
            found = {}
        return found
    finally:
        os.close(handle)
    return None
