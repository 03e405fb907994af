"""What the lake says to people: what happened, where, what to do."""

from __future__ import annotations

from luodi.grids import FileUnusable

LakeError = FileUnusable
"""A whole file or act that cannot be done, whether reading found it or the lake; cells are `Problem`s instead."""
