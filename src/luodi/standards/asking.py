"""Questions about all firms, put to DuckDB in the words of the last time.

What a question says depends on the standards and on the table's columns, not on its rows; writing it takes as
long as judging some hundred thousand firms. So DuckDB's SQL is kept, with the table's place left open. Other
engines are asked through Ibis each time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr import operations as ops

from luodi.standards.spec import Standard

PLACE = "luodi_firms_here"
MOST = 40
"""Questions kept, the ones asked last."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """The SQL, the columns it answers with, and the standards, whose numbers in memory are part of the key."""

    sql: str
    schema: pa.Schema
    standards: tuple[Standard, ...]


_KEPT: OrderedDict[Hashable, _Kept] = OrderedDict()


class Question:
    """`ask` makes the Ibis table of the answers from the table of firms; `about` is all it depends on
    besides the standards and the table's columns."""

    def __init__(
        self, standards: Sequence[Standard], about: Hashable, ask: Callable[[ibis.Table], ibis.Table]
    ) -> None:
        self.standards, self.about, self.ask = tuple(standards), about, ask

    def answer(self, firms: ibis.Table) -> pa.Table:
        con = _duckdb(firms)
        if con is None:
            out: pa.Table = self.ask(firms).to_pyarrow()
            return out
        kept = self._kept(con, firms)
        return con.con.execute(_placed(kept, con, firms)).to_arrow_table().cast(kept.schema)

    def write(self, firms: ibis.Table, path: str) -> None:
        """The answer as a Parquet file, a part at a time."""
        con = _duckdb(firms)
        if con is None:
            self.ask(firms).to_parquet(path)
            return
        kept = self._kept(con, firms)
        place = path.replace("'", "''")
        con.con.execute(f"COPY ({_placed(kept, con, firms)}) TO '{place}' (FORMAT parquet)")

    def _kept(self, con: Any, firms: ibis.Table) -> _Kept:
        schema = firms.schema()
        key = (self.about, tuple(map(id, self.standards)), tuple(schema.items()))
        kept = _KEPT.get(key)
        if kept is None:
            asked = self.ask(ibis.table(schema, name=PLACE))
            kept = _Kept(con.compile(asked), asked.schema().to_pyarrow(), self.standards)
            while len(_KEPT) >= MOST:
                _KEPT.popitem(last=False)
        _KEPT[key] = kept
        _KEPT.move_to_end(key)
        return kept


def _duckdb(firms: ibis.Table) -> Any:
    """The engine, where it is DuckDB and holds the whole table itself."""
    if firms.op().find(ops.InMemoryTable):
        return None
    con = firms.get_backend()
    return con if con.name == "duckdb" else None


def _placed(kept: _Kept, con: Any, firms: ibis.Table) -> str:
    return kept.sql.replace(f'"{PLACE}"', f"({con.compile(firms)})")
