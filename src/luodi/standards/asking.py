"""Questions about all firms, put to the engine that holds them.

DuckDB is asked in its own SQL, and gets by without Ibis where it reads the file itself. What a question says
depends on the standards and the table's columns, not on its rows, so it is kept, with the table's place left open.
Other engines are asked through Ibis each time. Both write the same nodes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from luodi.standards.compiling.duck import quoted
from luodi.standards.compiling.figures import CONFLICTS
from luodi.standards.compiling.nodes import Kind, Node
from luodi.standards.spec import Standard

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

PLACE = "luodi_firms_here"
MOST = 40
"""Questions kept, the ones asked last."""

_NUMBERS = count(1)

WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")


@dataclass(frozen=True, slots=True)
class Columns:
    """A table's columns: of which kind, and which whole numbers have not the 64 bits of a sum."""

    kinds: tuple[tuple[str, Kind], ...]
    names: tuple[str, ...]
    narrow: frozenset[str]

    @classmethod
    def of(cls, types: Sequence[tuple[str, str]]) -> Columns:
        """By DuckDB's names of the types. A column that is wholly NULL has none, and says nothing."""
        kinds = tuple((name, _kind(said)) for name, said in types if said not in ('"NULL"', "NULL"))
        narrow = frozenset(name for name, said in types if said in WHOLE and said != "BIGINT")
        return cls(kinds, tuple(name for name, _ in types), narrow)


def _kind(said: str) -> Kind:
    if said == "BOOLEAN":
        return "bool"
    if said in WHOLE:
        return "int"
    return "text" if said == "VARCHAR" or said.startswith("ENUM") else "real"


class Held:
    """Firms that DuckDB holds: what to read them from, and whether that gives them in one order each time."""

    def __init__(self, con: Any, source: str, still: bool = False) -> None:
        self.con, self.source, self.still = con, source, still
        self._columns: Columns | None = None

    @property
    def columns(self) -> Columns:
        if self._columns is None:
            said = self.con.execute(f"DESCRIBE SELECT * FROM {self.source}").fetchall()
            self._columns = Columns.of([(row[0], row[1]) for row in said])
        return self._columns

    @contextmanager
    def steady(self, columns: Sequence[str]) -> Iterator[Held]:
        """The same firms where they come in one order each time they are read: copied, if they have to be."""
        (kept,) = self.con.execute("SELECT current_setting('preserve_insertion_order')").fetchone()
        if self.still and kept:
            yield self
            return
        name = f"luodi_firms_{next(_NUMBERS)}"
        self.con.execute("SET preserve_insertion_order = true")
        try:
            self.con.execute(
                f"CREATE TEMP TABLE {name} AS SELECT {', '.join(map(quoted, columns))} FROM {self.source}"
            )
            yield Held(self.con, name, still=True)
        finally:
            self.con.execute(f"DROP TABLE IF EXISTS {name}")
            self.con.execute(f"SET preserve_insertion_order = {str(kept).lower()}")

    def clashing(self) -> frozenset[str]:
        """The columns on which any firm's sources disagree: one look at one column saves a look at each other."""
        if CONFLICTS not in dict(self.columns.kinds):
            return frozenset()
        said = self.con.execute(
            f"SELECT DISTINCT {CONFLICTS} FROM {self.source} WHERE {CONFLICTS} IS NOT NULL"
        )
        return frozenset(name for (line,) in said.fetchall() for name in line.split(";") if name)


@dataclass(frozen=True, slots=True)
class _Kept:
    """The SQL, its own answers' kinds, and the standards, whose numbers in memory are part of the key."""

    sql: str
    answers: dict[str, Kind]
    standards: tuple[Standard, ...]


_KEPT: OrderedDict[Hashable, _Kept] = OrderedDict()

Writer = Callable[[Columns, str], tuple[str, dict[str, Kind]]]
"""The SQL over a table of these columns, by its place, and the kinds of the answers in it."""


@dataclass(frozen=True, slots=True)
class Question:
    """`ask` makes the Ibis table of the answers from the table of firms, `sql` writes the same for DuckDB; `about`
    is all that it depends on besides the standards and the table's columns."""

    standards: tuple[Standard, ...]
    about: Hashable
    ask: Callable[[ibis.Table], ibis.Table]
    sql: Writer

    def rows(self, firms: Held | ibis.Table) -> list[dict[str, Any]]:
        """The answer, where it is short."""
        if not isinstance(firms, Held):
            found: list[dict[str, Any]] = self.ask(firms).to_pyarrow().to_pylist()
            return found
        said = firms.con.execute(self._placed(firms)[0])
        names = [column[0] for column in said.description]
        return [dict(zip(names, row, strict=True)) for row in said.fetchall()]

    def answer(self, firms: Held | ibis.Table) -> pa.Table:
        if not isinstance(firms, Held):
            out: pa.Table = self.ask(firms).to_pyarrow()
            return out
        import pyarrow as pa

        types = {"int": pa.int64(), "bool": pa.bool_(), "text": pa.string(), "real": pa.float64()}
        sql, answers = self._placed(firms)
        found = firms.con.execute(sql).to_arrow_table()
        fields = [f.with_type(types[answers[f.name]]) if f.name in answers else f for f in found.schema]
        return found.cast(pa.schema(fields))

    def write(self, firms: Held | ibis.Table, path: str) -> None:
        """The answer as a Parquet file, a part at a time."""
        if not isinstance(firms, Held):
            self.ask(firms).to_parquet(path)
            return
        place = path.replace("'", "''")
        firms.con.execute(f"COPY ({self._placed(firms)[0]}) TO '{place}' (FORMAT parquet)")

    def _placed(self, firms: Held) -> tuple[str, dict[str, Kind]]:
        key = (self.about, tuple(map(id, self.standards)), firms.columns)
        kept = _KEPT.get(key)
        if kept is None:
            kept = _Kept(*self.sql(firms.columns, PLACE), self.standards)
            while len(_KEPT) >= MOST:
                _KEPT.popitem(last=False)
        _KEPT[key] = kept
        _KEPT.move_to_end(key)
        return kept.sql.replace(PLACE, firms.source), kept.answers


def kinds_of(nodes: dict[str, Node]) -> dict[str, Kind]:
    """What an answer's columns hold."""
    return {name: node.kind for name, node in nodes.items()}
