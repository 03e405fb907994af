"""A firm's figures as a standard reads them: by the inputs' own names, or from a row of the firm table."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from luodi.standards.compiling.figures import SCALE
from luodi.standards.spec import Input, Standard

YES = {"是", "有", "true", "yes", "y", "1"}
NO = {"否", "无", "没有", "false", "no", "n", "0"}
LARGEST_DIGITS = 15
"""No figure of a firm in its users' unit has more digits before the point."""


class FigureError(ValueError):
    """Figures that cannot be used: every one of them, with what to do."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(self.faults))


@dataclass(slots=True)
class Firm:
    """A firm's figures by the inputs' names: (input, years back) → value, None where nobody gave one.

    `lengths`: how many years of a series the firm has existed. `assumed`: inputs whose absence the standard
    reads as an answer. `conflicts`: inputs on which the sources disagree; they count as not given.
    """

    values: dict[tuple[str, int], Any] = field(default_factory=dict)
    lengths: dict[str, int] = field(default_factory=dict)
    assumed: list[str] = field(default_factory=list)
    conflicts: set[str] = field(default_factory=set)


def exact(value: object, spec: Input) -> Any:
    """A figure as the standard counts it. Raises ValueError for what cannot be one."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if spec.kind == "flag":
        if isinstance(value, bool):
            return value
        word = str(value).strip().lower()
        if word in YES or word in NO:
            return word in YES
        raise ValueError("应填是或否")
    if spec.kind == "choice":
        word = str(value).strip()
        if spec.words and word not in spec.words:
            raise ValueError(f"应是 {'、'.join(spec.words)} 之一")
        return word
    if spec.kind == "graded" and isinstance(value, str) and not value.strip().isdigit():
        return value.strip()
    if isinstance(value, bool):
        raise ValueError("应填数，不是是否")
    if isinstance(value, Fraction | int):
        number = Fraction(value)
    else:
        try:
            read = Decimal(repr(value) if isinstance(value, float) else str(value).strip())
        except InvalidOperation:
            raise ValueError("应填数") from None
        if not read.is_finite() or read.adjusted() > LARGEST_DIGITS:
            raise ValueError("应填数" if not read.is_finite() else "数太大，请核对单位")
        number = Fraction(read)
    if abs(number) >= 10 ** (LARGEST_DIGITS + 1):
        raise ValueError("数太大，请核对单位")
    if spec.kind == "count" and number.denominator != 1:
        raise ValueError("应填整数")
    if spec.kind == "count" and number < 0:
        raise ValueError("不能是负数")
    return number


def firm(standard: Standard, figures: Mapping[str, Any], conflicts: Iterable[str] = ()) -> Firm:
    """Figures by input names, series as lists with the oldest year first.

    Raises FigureError naming every figure that is unknown to the standard or cannot be used.
    """
    made, faults = Firm(), []
    names = {other: spec.name for spec in standard.inputs.values() for other in spec.also}
    told = figures.get("accounting_years")
    if told is not None and (isinstance(told, bool) or not str(told).isdecimal() or int(told) < 1):
        faults.append(f"accounting_years（经营会计年度数）{told!r}：应是不小于1的整数")
        told = None
    given: dict[str, Any] = {}
    for name, value in figures.items():
        own = name if name in standard.inputs else names.get(name)
        if own is None:
            if name != "accounting_years":
                near = get_close_matches(name, [*standard.inputs, *names], 3)
                hint = f"是不是 {'、'.join(near)}？" if near else f"可用：{'、'.join(standard.inputs)}"
                faults.append(f"{standard.title}不用“{name}”，{hint}")
            continue
        if standard.inputs[own].kind == "flag" and own in given:
            try:  # told under two names: yes under either is yes
                told_before, now = (exact(v, standard.inputs[own]) for v in (given[own], value))
                given[own] = True if told_before or now else now if told_before is None else told_before
            except ValueError as error:
                faults.append(f"{standard.inputs[own].label}（{name}）{value!r}：{error}")
        else:
            given[own] = value
    made.conflicts = {names.get(c, c) for c in conflicts}
    faults += [f"{standard.title}不用“{c}”" for c in sorted(made.conflicts - set(standard.inputs))]
    for spec in standard.inputs.values():
        try:
            _take(made, spec, given.get(spec.name), spec.name in given, told)
        except ValueError as error:
            faults.append(f"{spec.label}（{spec.name}）{given.get(spec.name)!r}：{error}")
    if faults:
        raise FigureError(faults)
    return made


def _take(made: Firm, spec: Input, value: Any, given: bool, told: Any) -> None:
    if spec.series:
        cells = (
            []
            if value is None
            else list(value)
            if isinstance(value, Sequence) and not isinstance(value, str)
            else [value]
        )
        size = len(spec.columns)
        if len(cells) > size:
            raise ValueError(f"最多{size}个数，最早的在前")
        if spec.series == "parts" and cells and len(cells) != size:
            raise ValueError(f"应有{size}个数")
        known = len(cells) if given and cells else size
        made.lengths[spec.name] = min(known, int(told)) if told is not None else known
        padded = [None] * (size - len(cells)) + [exact(c, spec) for c in cells]
        for back, cell in enumerate(reversed(padded)):
            made.values[spec.name, back] = None if spec.name in made.conflicts else cell
        return
    if isinstance(value, Sequence) and not isinstance(value, str):
        raise ValueError("应是一个数，不是多个")
    cell = exact(value, spec)
    if cell is None and spec.absent is not None:
        cell = spec.absent
        made.assumed.append(spec.name)
    made.values[spec.name, 0] = None if spec.name in made.conflicts else cell


def row(standard: Standard, record: Mapping[str, Any]) -> Firm:
    """A row of the firm table in its stored form (whole numbers, millionths of 万元)."""
    made = Firm()
    disputed = {c for c in str(record.get("conflicts") or "").split(";") if c}
    told = record.get("accounting_years")
    for spec in standard.inputs.values():
        per = SCALE.get(spec.kind)
        made.lengths[spec.name] = min(len(spec.columns), int(told)) if told is not None else len(spec.columns)
        for back, column in enumerate(reversed(spec.columns)):
            cell = None if column in disputed else record.get(column)
            if column in disputed:
                made.conflicts.add(spec.name)
            if cell is not None and per is not None:
                cell = Fraction(int(cell), per)
            elif spec.kind == "graded" and isinstance(cell, int):
                cell = Fraction(cell)
            elif spec.kind == "graded" and isinstance(cell, str) and cell.strip().isdigit():
                cell = Fraction(int(cell))
            if cell is None and spec.absent is not None and column not in disputed:
                cell = spec.absent
                made.assumed.append(spec.name)
            made.values[spec.name, back] = cell
    return made
