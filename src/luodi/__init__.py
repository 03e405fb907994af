"""Luodi 落地: from official documents to a checked task list.

    import luodi
    document = luodi.read("方案.docx")
    document.string            # the text as it should have been
    document.findings.tasks    # who is told to do what, until when, each with its exact words

Importing this package loads nothing else; what a call needs is imported by the call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from luodi.api import Document, read, read_bytes
    from luodi.reading.errors import ReadError

__version__ = "0.1.0"
__all__ = ["Document", "ReadError", "__version__", "read", "read_bytes"]

_HOMES = {
    "Document": "luodi.api",
    "ReadError": "luodi.reading.errors",
    "read": "luodi.api",
    "read_bytes": "luodi.api",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'luodi' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
