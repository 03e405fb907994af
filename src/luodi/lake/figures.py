"""What the lake keeps of a firm: the catalogue in figures.yaml, read once.

The names here are those of the firm table, which standards read by column. A test holds both together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import pyarrow as pa
import yaml

Kind = Literal["money", "number", "count", "flag", "choice", "graded", "text", "date", "month"]

SCHEMA_VERSION = 1
"""Raised when a column changes its meaning; new columns need no new version."""

SCALE = 1_000_000
"""Money and numbers are whole millionths of their unit: 1 万元 is a million, 1 分 is one."""

MOST = 10**9
"""No figure is larger than this in its unit: products of two stay within what a query can hold."""

TYPES: dict[str, pa.DataType] = {
    "money": pa.int64(),
    "number": pa.int64(),
    "count": pa.int64(),
    "flag": pa.bool_(),
    "choice": pa.string(),
    "graded": pa.string(),
    "text": pa.string(),
    "date": pa.date32(),
    "month": pa.date32(),
}
SCALED: frozenset[str] = frozenset({"money", "number"})
IDENTITY = ("name", "county", "sector", "industry", "size_industry", "registered")
"""What says who a firm is. A register is a state taken anew, so the newest batch speaks for it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One column: of the firm table, of a register, or of both."""

    name: str
    label: str
    kind: Kind
    unit: str = ""
    years: int = 1
    source: str = "figures"
    how: str = ""
    definition: str = ""
    department: str = ""
    also: tuple[str, ...] = ()
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def type(self) -> pa.DataType:
        return TYPES[self.kind]

    def columns(self) -> tuple[str, ...]:
        """The firm table's columns of this figure, newest year first.

        >>> catalogue()["net_assets_wan"].columns()
        ('net_assets_wan', 'net_assets_wan_y1', 'net_assets_wan_y2')
        """
        return tuple(self.name if back == 0 else f"{self.name}_y{back}" for back in range(self.years))


@dataclass(frozen=True, slots=True)
class Register:
    """A kind of return: its key and its columns, in order."""

    name: str
    label: str
    key: tuple[str, ...]
    columns: tuple[Figure, ...]

    def __getitem__(self, name: str) -> Figure:
        return _columns_of(self.name)[name]

    def schema(self) -> pa.Schema:
        """How its Parquet files look: its columns, then the row of the source and the batch's number."""
        fields = [pa.field(c.name, c.type) for c in self.columns]
        return pa.schema([*fields, pa.field("_row", pa.int32()), pa.field("_batch", pa.int32())])


@cache
def _columns_of(register: str) -> dict[str, Figure]:
    return {c.name: c for c in registers()[register].columns}


@cache
def _file() -> dict[str, Any]:
    text = files("luodi.lake").joinpath("figures.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def _figure(name: str, said: dict[str, Any]) -> Figure:
    known = {"label", "kind", "unit", "years", "from", "how", "definition", "department", "also", "words"}
    if unknown := set(said) - known:
        raise ValueError(f"figures.yaml, {name}: unknown keys {sorted(unknown)}")
    unit = said.get("unit", "万元" if said["kind"] == "money" else "")
    return Figure(
        name, said["label"], said["kind"], unit, said.get("years", 1), said.get("from", ""),
        said.get("how", ""), said.get("definition", ""), said.get("department", ""),
        tuple(str(a) for a in said.get("also", ())),
        tuple((str(word), tuple(others)) for word, others in said.get("words", {}).items()),
    )  # fmt: skip


@cache
def catalogue() -> dict[str, Figure]:
    """The firm table's figures by name, in the order of the file.

    >>> catalogue()["revenue_wan"].label, catalogue()["revenue_wan"].unit
    ('营业收入', '万元')
    """
    return {name: _figure(name, said) for name, said in _file()["columns"].items()}


def figure_of(column: str) -> tuple[Figure, int] | None:
    """A firm table column's figure and how many years it looks back.

    >>> figure_of("dev_score_y1")[1], figure_of("dev_score_y2")
    (1, None)
    """
    name, _, back = column.rpartition("_y")
    if name in catalogue() and back.isdigit():
        figure = catalogue()[name]
        return (figure, int(back)) if 0 < int(back) < figure.years else None
    return (catalogue()[column], 0) if column in catalogue() else None


def firm_columns() -> dict[str, Figure]:
    """Every column of the firm table with the figure it shows."""
    return {column: figure for figure in catalogue().values() for column in figure.columns()}


COMPUTED_ONLY = frozenset({"registered_days", "accounting_years"})
"""Never returned by anybody: worked out from the register and the asked day."""


def returned() -> tuple[Figure, ...]:
    """What a yearly return may give. Counts and flags that registers give too may be returned where a
    place keeps no register; the register speaks first."""
    return tuple(f for f in catalogue().values() if f.source != "firms" and f.name not in COMPUTED_ONLY)


@cache
def registers() -> dict[str, Register]:
    """The kinds of return by name."""
    kinds = {}
    for name, said in _file()["registers"].items():
        columns = [catalogue()[c] for c in said["of"]]
        columns += [_figure(c, body) for c, body in said["columns"].items()]
        if name == "figures":
            columns += returned()
        kinds[name] = Register(name, said["label"], tuple(said["key"]), tuple(columns))
    return kinds
