"""Addresses of static files."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static as static_url


@functools.cache
def _found(path: str) -> Path | None:
    found = finders.find(path)
    return Path(str(found)) if found else None


@functools.cache
def _version(path: str) -> str:
    """A few digits of the file's hash: browsers may keep the file for long and still notice a new release."""
    found = _found(path)
    return hashlib.sha256(found.read_bytes()).hexdigest()[:8] if found else ""


@functools.cache
def _address(path: str) -> str:
    version = _version(path)
    return static_url(path) + (f"?v={version}" if version else "")


def static(path: str) -> str:
    """Address of a static file, with its version; while developing, the time of the last change will do."""
    if not settings.DEBUG:
        return _address(path)
    found = _found(path)
    return static_url(path) + (f"?v={found.stat().st_mtime_ns:x}" if found else "")
