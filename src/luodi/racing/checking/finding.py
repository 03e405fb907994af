"""What a check found: the cell, what is wrong with both numbers, how serious, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Serious = Literal["错误", "疑似", "提示"]
"""错误: the numbers cannot all be right. 疑似: they may be, but somebody must look. 提示: worth knowing."""

ORDER: dict[Serious, int] = {"错误": 0, "疑似": 1, "提示": 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at before anything is published."""

    kind: str
    """Which check: `sum`, `ratio`, `share`, `rank`, `growth`, `jump`, …"""
    serious: Serious
    unit: str
    heading: str
    where: str
    """The place of the cell (`Sheet1!C5`, or the unit's row and the heading)."""
    what: str
    todo: str
    source: str = ""

    def __str__(self) -> str:
        source = f"（来源：{self.source}）" if self.source else ""
        return f"{self.serious}｜{self.where}：{self.what}；{self.todo}{source}"


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The most serious first, each thing said once; otherwise in the order they were found."""
    return sorted(dict.fromkeys(findings), key=lambda f: ORDER[f.serious])
