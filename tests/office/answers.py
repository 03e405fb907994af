"""What an answer of the office carries, whether it was made in memory or is sent from a file."""

from __future__ import annotations

import io
import zipfile
from typing import Any


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def parts(data: bytes, *, properties: bool = True) -> str:
    """All parts of a workbook or paper, one after another; its own properties (when it was made) where asked."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        kept = [name for name in sorted(opened.namelist()) if properties or "docProps" not in name]
        return "\n".join(opened.read(name).decode("utf-8", "replace") for name in kept)
