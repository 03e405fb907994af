"""Where a paper goes: a path, or any binary file that is open for writing.

Papers are made whole in memory and written in one go, so a failure half-way leaves no torn file.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

Target = str | os.PathLike[str] | BinaryIO


def put(data: bytes, target: Target) -> None:
    """Write `data` to the path or file. What goes wrong is the OSError the system gives."""
    if isinstance(target, str | os.PathLike):
        Path(target).write_bytes(data)
    else:
        target.write(data)
