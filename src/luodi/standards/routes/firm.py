"""One firm's figures as the plan reads them: the compiler's nodes worked out for a single row.

The same nodes become SQL for ten million firms; here they are walked with Python's whole numbers, so the
one-firm route and the bulk route start from the same truths.
"""

from __future__ import annotations

import math
import operator
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from luodi.standards import firms
from luodi.standards.compiling.figures import NODE_KIND, SCALE
from luodi.standards.compiling.nodes import Kind, Node
from luodi.standards.compiling.translating import ACCOUNTING_YEARS
from luodi.standards.spec import Input, Standard

Value = int | bool | str | float | None
Given = object
"""A figure as people give it: int, Decimal, Fraction, float (by its shortest form), bool, str, None."""

_COMPARE: dict[str, Callable[[typing.Any, typing.Any], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "==": operator.eq,
}


def kinds(standard: Standard) -> dict[str, Kind]:
    """Every column the standard reads, as the firm table stores it."""
    out: dict[str, Kind] = {ACCOUNTING_YEARS: "int"}
    for spec in standard.inputs.values():
        for column in spec.columns:
            out[column] = NODE_KIND.get(spec.kind, "text")
    return out


def row_of(standard: Standard, figures: Mapping[str, Given]) -> dict[str, Value]:
    """The firm table's row from figures by the standard's own names; a series is a list, oldest first."""
    given = firms.firm(standard, dict(figures))
    row: dict[str, Value] = {}
    for spec in standard.inputs.values():
        for back, column in enumerate(reversed(spec.columns)):
            row[column] = stored(spec, given.values.get((spec.name, back)))
    years = figures.get(ACCOUNTING_YEARS)
    series = [s for s in standard.inputs.values() if s.series == "years"]
    short = [given.lengths[s.name] for s in series if given.lengths[s.name] < len(s.columns)]
    if years is not None or short:
        row[ACCOUNTING_YEARS] = int(str(years)) if years is not None else min(short)
    return row


def columns_of(standard: Standard, table_row: Mapping[str, Given]) -> dict[str, Value]:
    """The stored row from one by the firm table's columns, in the units people use."""
    row: dict[str, Value] = {}
    for spec in standard.inputs.values():
        for column in spec.columns:
            if column in table_row:
                row[column] = stored(spec, table_row[column])
    years = table_row.get(ACCOUNTING_YEARS)
    if years is not None:
        row[ACCOUNTING_YEARS] = int(str(years))
    return row


def stored(spec: Input, value: Given) -> Value:
    """The figure as it is stored: millionths for money and numbers. A decimal beyond that is refused."""
    if value is None:
        return None
    if spec.kind == "flag":
        return bool(value)
    if spec.kind in ("choice", "graded"):
        return str(value)
    exact = Fraction(Decimal(repr(value)) if isinstance(value, float) else value)  # type: ignore[call-overload]
    exact *= SCALE.get(spec.kind, 1)
    if exact.denominator != 1:
        raise ValueError(f"{spec.label}（{spec.name}）的{value}小数位太多：最多六位")
    return int(exact)


def unstored(spec: Input, value: Value) -> Fraction | bool | str | None:
    """The figure in the unit people use."""
    if value is None or isinstance(value, bool | str):
        return value
    return Fraction(int(value), SCALE.get(spec.kind, 1))


@dataclass(slots=True)
class Firm:
    """One row, and what has been worked out of it so far."""

    row: Mapping[str, Value]
    known: dict[Node, Value] = field(default_factory=dict)

    def truth(self, node: Node) -> bool:
        """Certainly true."""
        return self.value(node) is True

    def whole(self, node: Node) -> int | None:
        value = self.value(node)
        return value if isinstance(value, int) else None

    def value(self, node: Node) -> Value:
        if node not in self.known:
            self.known[node] = self._value(node)
        return self.known[node]

    def _value(self, node: Node) -> Value:
        match node.op:
            case "column":
                return self.row.get(str(node.payload))
            case "whole" | "truth" | "text" | "real_number":
                return node.payload  # type: ignore[return-value]
            case "unknown":
                return None
            case "is_unknown":
                return self.value(node.args[0]) is None
            case "is_exactly":
                return self.value(node.args[0]) is node.payload
            case "and" | "or":
                return self._joined(node, node.op == "or")
            case "case":
                for when, then in zip(node.args[:-1:2], node.args[1::2], strict=True):
                    if self.value(when) is True:
                        return self.value(then)
                return self.value(node.args[-1])
            case "given":
                first = self.value(node.args[0])
                return self.value(node.args[1]) if first is None else first
        args = [self.value(a) for a in node.args]
        return None if any(a is None for a in args) else _worked_out(node, args)

    def _joined(self, node: Node, decides: bool) -> bool | None:
        seen = [self.value(a) for a in node.args]
        if decides in seen:
            return decides
        return None if None in seen else not decides


def _worked_out(node: Node, args: list[Value]) -> Value:
    numbers: list[int] = args  # type: ignore[assignment]
    match node.op:
        case "add":
            return sum(numbers)
        case "times":
            return math.prod(numbers)
        case "floor_guess":
            return numbers[0] // int(str(node.payload))
        case "big":
            return args[0]
        case "to_whole":
            return int(str(args[0]))
        case "not":
            return not args[0]
        case "compare":
            return _COMPARE[str(node.payload)](args[0], args[1])
        case "equals":
            return args[0] == node.payload
        case "one_of":
            return args[0] in node.payload  # type: ignore[operator]
        case "contains":
            return str(node.payload) in str(args[0])
        case "joined":
            return "".join(map(str, args))
        case "real":
            return float(numbers[0])
        case "size":
            return abs(numbers[0])
        case "real_op":
            return _real(str(node.payload), float(numbers[0]), float(numbers[1]))
    raise ValueError(f"unknown node {node.op}")


def _real(op: str, a: float, b: float) -> float:
    if op == "/":
        return a / b if b else math.copysign(math.inf, a) if a else math.nan
    return a + b if op == "+" else a - b if op == "-" else a * b
