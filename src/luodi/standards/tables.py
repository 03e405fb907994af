"""Firm tables as the compiled standards read them: whole numbers, exactly what was given or a fault by its cell.

Money and numbers are kept in millionths of their unit. A float is read by its shortest decimal form, as it
was written down; what has more than six decimals, is too large or is not what its column holds is a fault. All
faults of a table are told at once, and nothing is rounded.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from luodi.standards.compiling.figures import CONFLICTS, LARGEST, MILLION
from luodi.standards.compiling.translating import ACCOUNTING_YEARS
from luodi.standards.spec import Standard

TYPES = {
    "money": pa.int64(),
    "number": pa.int64(),
    "count": pa.int64(),
    "flag": pa.bool_(),
    "choice": pa.string(),
    "graded": pa.string(),
}
SHOWN_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """One cell that is not what its column holds; `row` counts from 0."""

    row: int
    column: str
    value: str
    what: str
    do: str

    def __str__(self) -> str:
        return f"第 {self.row + 1} 行 {self.column}：“{self.value}”{self.what}。{self.do}。"


class TableError(ValueError):
    """A firm table with cells that cannot be judged; `faults` has every one."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        shown = "\n".join(map(str, faults[:SHOWN_FAULTS]))
        more = f"\n……共 {len(faults)} 处" if len(faults) > SHOWN_FAULTS else ""
        super().__init__(f"企业表里有 {len(faults)} 处不能用：\n{shown}{more}")


def kinds(standards: Iterable[Standard]) -> dict[str, str]:
    """The firm table's columns these standards read, and the kind of figure in each."""
    found: dict[str, str] = {
        column: spec.kind
        for standard in standards
        for spec in standard.inputs.values()
        for column in spec.columns
    }
    return found | {ACCOUNTING_YEARS: "count", CONFLICTS: "choice"}


def labels(standards: Iterable[Standard]) -> dict[str, str]:
    """Chinese labels that mean one column only, in these standards: an input of one figure by its label."""
    found: dict[str, set[str]] = {}
    for standard in standards:
        for spec in standard.inputs.values():
            if len(spec.columns) == 1:
                found.setdefault(spec.label, set()).add(spec.columns[0])
    return {label: next(iter(columns)) for label, columns in found.items() if len(columns) == 1}


def stored(data: Any, standards: Sequence[Standard]) -> pa.Table:
    """A table in users' units (万元, years, per cent) in the whole numbers the standards read.

    `data` is an Arrow table, a pandas or polars frame, or a mapping of columns. Columns go by their
    identifiers or labels; others are kept as they are. Raises TableError with every bad cell.

    >>> stored({"revenue_wan": [1.5, None]}, [])["revenue_wan"].to_pylist()
    [1.5, None]
    """
    table = arrow(data)
    known, named = kinds(standards), labels(standards)
    names = [named.get(n, n) if n not in known else n for n in table.column_names]
    faults: list[Fault] = []
    columns = []
    for shown, name, column in zip(table.column_names, names, table.columns, strict=True):
        if name in known:
            column, bad = exact(column, known[name])
            faults += [Fault(row, shown, value, what, do) for row, value, what, do in bad]
        columns.append(column)
    if faults:
        raise TableError(sorted(faults, key=lambda f: f.row))
    return pa.table(dict(zip(names, columns, strict=True)))


def arrow(data: Any) -> pa.Table:
    """An Arrow table of what people hold tables in."""
    if isinstance(data, pa.Table):
        return data
    if isinstance(data, Mapping):
        return pa.table({name: _column(values) for name, values in data.items()})
    if hasattr(data, "__arrow_c_stream__"):
        return pa.table(data)
    if hasattr(data, "to_arrow"):
        return data.to_arrow()
    raise TypeError(f"不认识的表：{type(data).__name__}。可用 Arrow、pandas、polars 的表，或各列的字典")


def _column(values: Any) -> pa.Array:
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError):  # whole numbers, floats and Decimals in one column
        return pa.array([None if v is None else str(v) for v in values])


Bad = tuple[int, str, str, str]


def exact(column: Any, kind: str) -> tuple[pa.Array, list[Bad]]:
    """A column in whole numbers, and its bad cells (which become unknown)."""
    values = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    if pa.types.is_null(values.type):
        return pa.nulls(len(values), TYPES[kind]), []
    if kind in ("choice", "graded"):
        return values.cast(pa.string()), []
    if kind == "flag":
        return _flags(values)
    scale = 1 if kind == "count" else MILLION
    most = LARGEST[kind] // scale
    if pa.types.is_integer(values.type):
        return _whole(values, scale, most)
    if pa.types.is_floating(values.type):
        return _floats(values.cast(pa.float64()), scale, most)
    return _each(values, lambda v: _decimal(v, scale, most), pa.int64())


def _whole(values: pa.Array, scale: int, most: int) -> tuple[pa.Array, list[Bad]]:
    small = pc.and_(pc.less_equal(values, most), pc.greater_equal(values, -most))
    kept = pc.if_else(small, values, pa.scalar(None, values.type))
    bad = [_too_large(row, values[row]) for row in _rows(pc.invert(small))]
    return pc.multiply(kept.cast(pa.int64()), scale), bad


def _floats(values: pa.Array, scale: int, most: int) -> tuple[pa.Array, list[Bad]]:
    """Floats by their shortest decimal form: n/scale is that form if it reads back as the same float."""
    given = pc.if_else(pc.is_nan(values), pa.scalar(None, pa.float64()), values)
    small = pc.less_equal(pc.abs(given), float(most))
    usable = pc.if_else(small, given, pa.scalar(None, pa.float64()))
    whole = pc.round(pc.multiply(usable, float(scale)))
    same = pc.equal(pc.divide(whole, float(scale)), usable)
    kept = pc.if_else(same, whole, pa.scalar(None, pa.float64())).cast(pa.int64())
    bad = [_too_large(row, given[row]) for row in _rows(pc.invert(small))]
    return kept, bad + [_too_fine(row, given[row], scale) for row in _rows(pc.invert(same))]


def _flags(values: pa.Array) -> tuple[pa.Array, list[Bad]]:
    if pa.types.is_boolean(values.type):
        return values, []

    def read(value: Any) -> bool | str | None:
        if isinstance(value, float) and math.isnan(value):  # how pandas says nothing
            return None
        return bool(value) if value in (0, 1) else "不是是否"

    return _each(values, read, pa.bool_(), "请填 true 或 false")


def _decimal(value: Any, scale: int, most: int) -> int | str:
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value).strip())
    except InvalidOperation:
        return "不是数"
    if not number.is_finite() or abs(number) > most:
        return "太大"
    scaled = number * scale
    return int(scaled) if scaled == scaled.to_integral_value() else _too_fine(0, value, scale)[2]


def _each(
    values: pa.Array, read: Callable[[Any], Any], kind: pa.DataType, do: str = "请核对这个数"
) -> tuple[pa.Array, list[Bad]]:
    out, bad = [], []
    for row, value in enumerate(values.to_pylist()):
        made = None if value is None else read(value)
        if isinstance(made, str):
            bad.append((row, str(value), made, do))
            made = None
        out.append(made)
    return pa.array(out, kind), bad


def _rows(truths: pa.Array) -> list[int]:
    return list(pc.indices_nonzero(pc.fill_null(truths, False)).to_pylist())


def _too_large(row: int, value: object) -> Bad:
    return row, str(value), "太大（超过 10 亿）", "请核对单位，例如“元”当成了“万元”"


def _too_fine(row: int, value: object, scale: int) -> Bad:
    if scale == 1:
        return row, str(value), "应为整数", "请填整数"
    return row, str(value), "小数超过 6 位", "请先取到 6 位小数以内（万元的 6 位小数是分）"
