"""How the journal tells this app's acts."""

from __future__ import annotations


def register() -> None:
    """Nothing yet."""
