"""The source as the desk shows it: paragraphs cut into stretches, each knowing the findings and the repair in it.

Findings overlap and repairs lie across them, so that nothing is nested: wherever any of them begins or
ends, a stretch ends. Put together again, the stretches of a paragraph are its words exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from luodi.office.documents.coverage import Coverage, Paragraph
from luodi.office.documents.models import Finding, Passage

KINDS = {"slip": "字节错位", "pinyin": "夹注拼音", "script": "繁体转换", "mojibake": "乱码"}
SURE = {"check": "请核对", "repaired": "已修补"}


@dataclass(frozen=True)
class Repair:
    """One repair a person should see."""

    number: int
    before: str
    after: str
    sure: str
    why: str
    place: str
    alternatives: list[str]
    start: int
    end: int

    @property
    def word(self) -> str:
        return SURE.get(self.sure, "")

    @property
    def title(self) -> str:
        others = f"；也可能是：{'、'.join(self.alternatives[:3])}" if self.alternatives else ""
        return f"{self.word}：原为“{self.before[:40]}”。{self.why}{others}"


@dataclass(frozen=True)
class Stretch:
    """Words without a seam."""

    at: int
    text: str
    findings: list[Finding]
    repair: Repair | None
    begins: list[int]  # findings whose first words these are

    @property
    def look(self) -> str:
        """The most pressing of the findings here gives the colour."""
        order = {"open": 0, "accepted": 1, "merged": 2, "split": 3, "rejected": 4}
        first = min(self.findings, key=lambda f: (order[f.state], f.end - f.start))
        return f"{first.kind} {first.level or 'plain'} {first.state}"

    @property
    def target(self) -> int:
        """The finding a click leads to: the shortest, for it is the hardest to hit."""
        return min(self.findings, key=lambda f: (f.end - f.start, f.pk)).pk


@dataclass(frozen=True)
class Piece:
    """One paragraph, or a part of one without end."""

    start: int
    kind: str
    level: int
    stretches: list[Stretch]
    coverage: Paragraph | None = None


@dataclass(frozen=True)
class Source:
    pieces: list[Piece]
    repairs: list[Repair] = field(default_factory=list)


def repairs_of(passage: Passage) -> list[Repair]:
    return [
        Repair(
            n, r["before"], r["after"], r["sure"], r["why"], r["raw"]["place"], r["alternatives"], *r["span"]
        )
        for n, r in enumerate(passage.repairs, 1)
    ]


def build(passage: Passage, text: str, findings: Sequence[Finding], coverage: Coverage) -> Source:
    """`text` is the passage's own; `findings` those that touch it."""
    repairs = repairs_of(passage)
    shown = [f for f in findings if f.start < passage.end and f.end > passage.start]
    pieces = []
    for start, end, kind, level in passage.blocks:
        inside = [f for f in shown if f.start < end and f.end > start]
        mended = [r for r in repairs if r.start < end and r.end > start]
        stretches = list(_stretches(text, passage.start, start, end, inside, mended))
        pieces.append(Piece(start, kind, level, stretches, _numbered(coverage, start)))
    return Source(pieces, repairs)


def _numbered(coverage: Coverage, start: int) -> Paragraph | None:
    paragraph = coverage.at(start)
    return paragraph if paragraph is not None and paragraph.start == start else None


def _stretches(
    text: str, offset: int, start: int, end: int, findings: Sequence[Finding], repairs: Sequence[Repair]
) -> Iterator[Stretch]:
    edges = {start, end}
    spans = [(f.start, f.end) for f in findings] + [(r.start, r.end) for r in repairs]
    for first, last in spans:
        edges |= {min(max(first, start), end), min(max(last, start), end)}
    ordered = sorted(edges)
    for at, stop in pairwise(ordered):
        here = [f for f in findings if f.start <= at and f.end >= stop]
        mended = next((r for r in repairs if r.start <= at and r.end >= stop), None)
        # A finding that began on the page before begins for this page where it is first seen.
        begins = [f.pk for f in here if f.start == at or (f.start < at == start)]
        yield Stretch(at, text[at - offset : stop - offset], here, mended, begins)
