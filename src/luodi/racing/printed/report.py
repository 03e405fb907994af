"""What came of retracing a table: each recomputed cell, the rules found, and what cannot be right."""

from __future__ import annotations

from dataclasses import dataclass, field

from luodi.racing.checking.digits import Fit
from luodi.racing.checking.finding import Finding, in_order


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed figure and what the others give for it."""

    unit: str
    heading: str
    printed: str
    reckoned: str
    fit: Fit
    how: str

    @property
    def reproduced(self) -> bool:
        return self.fit != "wrong"


@dataclass(slots=True)
class Report:
    """`cells`: every figure that can be recomputed; the rest of the table is what they are recomputed from.
    `rules`: the arithmetic the table shows, in words. `notes`: what is worth knowing and no fault."""

    title: str
    cells: list[Cell] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    figures: int = 0
    """All figures of the table, given and derived."""

    @property
    def reproduced(self) -> int:
        return sum(1 for c in self.cells if c.reproduced)

    @property
    def missed(self) -> list[Cell]:
        """Figures the others do not give."""
        return [c for c in self.cells if not c.reproduced]

    def tell(self, findings: list[Finding]) -> None:
        self.findings = in_order([*self.findings, *findings])

    def __str__(self) -> str:
        lines = [
            f"{self.title}：共{self.figures}个数，可由其他数推算的{len(self.cells)}个，复现{self.reproduced}个"
        ]
        lines += [f"  规律：{rule}" for rule in self.rules]
        lines += [f"  {note}" for note in self.notes]
        lines += [f"  {finding}" for finding in self.findings] or ["  没有发现问题"]
        return "\n".join(lines)
