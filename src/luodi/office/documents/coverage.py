"""How much of each numbered paragraph became tasks (A5: every numbered paragraph should have become some)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from luodi.office.documents.models import Document, Finding

BECAME = (Finding.State.ACCEPTED, Finding.State.MERGED)


@dataclass
class Paragraph:
    """One numbered paragraph and what its findings became."""

    start: int
    end: int
    label: str
    found: int = 0  # tasks found in it, attitudes and split ones apart
    became: int = 0
    open: int = 0

    @property
    def state(self) -> str:
        """full, part, open (nothing decided yet), none (decided, and nothing became a task), empty."""
        if not self.found:
            return "empty"
        if self.became == self.found:
            return "full"
        if self.became:
            return "part"
        return "open" if self.open else "none"


@dataclass(frozen=True)
class Coverage:
    """All numbered paragraphs of a document."""

    paragraphs: list[Paragraph]

    @property
    def total(self) -> int:
        return len(self.paragraphs)

    @property
    def covered(self) -> int:
        return sum(bool(p.became) for p in self.paragraphs)

    @property
    def percent(self) -> Decimal | None:
        """Share of the paragraphs of which something became a task; None without numbered paragraphs."""
        return round(Decimal(100 * self.covered) / self.total, 2) if self.total else None

    def at(self, start: int) -> Paragraph | None:
        """The paragraph a position stands in."""
        at = bisect_right(self.paragraphs, start, key=lambda p: p.start) - 1
        return self.paragraphs[at] if at >= 0 and start < self.paragraphs[at].end else None


def of(document: Document, findings: Iterable[tuple[int, str, str]] | None = None) -> Coverage:
    """Coverage of a document; `findings` are (start, state, level) of its tasks, asked for if not given."""
    if findings is None:
        findings = (
            Finding.objects.filter(document=document, kind__in=[Finding.Kind.TASK, Finding.Kind.TARGET])
            .exclude(state=Finding.State.SPLIT)
            .exclude(kind=Finding.Kind.TARGET, state=Finding.State.OPEN)
            .exclude(kind=Finding.Kind.TARGET, state=Finding.State.REJECTED)
            .values_list("start", "state", "level")
        )
    found = Coverage([Paragraph(*p) for p in document.reading.get("numbered", [])])
    for start, state, level in findings:
        paragraph = found.at(start)
        # An attitude is nobody's task unless somebody made it one.
        if paragraph is None or (level == "stance" and state not in BECAME):
            continue
        paragraph.found += 1
        paragraph.became += state in BECAME
        paragraph.open += state == Finding.State.OPEN
    return found


def percent(document: Document) -> Decimal | None:
    return of(document).percent
