"""What a race says of each unit, down to the single figure."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from luodi.racing.exact import Value


@dataclass(slots=True)
class Cell:
    """One indicator of one unit: the figure, its points out of 100, what it adds to the score, what to say."""

    figure: Value
    points: Value
    adds: Fraction = Fraction(0)
    filled: bool = False
    note: str = ""
    where: str = ""


@dataclass(slots=True)
class Line:
    """One unit's line of the result."""

    unit: str
    group: str
    cells: dict[str, Cell]
    branches: dict[str, Value]
    extras: dict[str, Fraction]
    base: Value
    score: Value
    place: int | None = None
    group_place: int | None = None
    grade: str = ""
    vetoes: tuple[str, ...] = ()
    tie: str = ""
    remarks: list[str] = field(default_factory=list)
