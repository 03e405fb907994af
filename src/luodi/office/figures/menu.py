"""This app's entries in the main navigation."""

from __future__ import annotations


def enter() -> None:
    """Nothing yet."""
