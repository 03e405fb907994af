"""Document → Findings: meetings, agenda, tasks, targets, each with its exact words.

`find(document)` goes by rules only; with a unit book, `find(document, book)` also resolves names.
"""

from __future__ import annotations

from luodi.finding.finder import find
from luodi.finding.findings import Findings

__all__ = ["Findings", "find"]
