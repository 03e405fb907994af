"""Document → Findings: meetings, agenda, tasks, targets, each with its exact words.

    findings = find(document)                # rules only
    findings = find(document, units=book)    # names resolved through a unit book
"""

from __future__ import annotations

from luodi.finding.findings import Findings

__all__ = ["Findings"]
