"""A sheet of movements: what a unit's own figures did, what the others' did, what the change of rules did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from luodi.papers.table import Cell, Column, Sheet

if TYPE_CHECKING:
    from luodi.racing.movement import Move, Split

COLUMNS = (
    Column("unit", "单位", "label", most=16),
    *(
        Column(f"{what}_{by}", f"{word}：{cause}", "number", most=11)
        for what, word in (("place", "位次"), ("score", "得分"))
        for by, cause in (("own", "自身"), ("others", "他人"), ("rule", "规则"))
    ),
    Column("why", "原因", most=80),
)


def sheet_of(moves: Sequence[Move]) -> Sheet:
    """One row for each unit; a rise is above zero."""
    rows: list[tuple[Cell, ...]] = []
    for move in moves:
        rows.append((move.unit, *_three(move.place), *_three(move.score), move.why))
    return Sheet("升降原因", COLUMNS, tuple(rows))


def _three(split: Split | None) -> tuple[Cell, ...]:
    return (None,) * 3 if split is None else tuple(float(x) for x in (split.own, split.others, split.rule))
