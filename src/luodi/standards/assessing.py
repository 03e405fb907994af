"""Many firms at once: tables in, verdicts out, on whatever engine holds the table.

    assess(standards, table)            an Arrow table with a verdict a firm and standard
    tally(standards, table)             how many firms of each county have which verdict
    write(standards, table, "v.parquet")   the same verdicts to a file, without holding them in memory

One firm with its reasons is `judging`; both give the same answers, to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from luodi.standards.asking import Columns, Held, Question, kinds_of
from luodi.standards.compiling import VERDICTS as CODES
from luodi.standards.compiling import Detail, asked, coded, compiled, prefix
from luodi.standards.compiling.duck import query, quoted
from luodi.standards.compiling.figures import CONFLICTS
from luodi.standards.compiling.nodes import Kind
from luodi.standards.spec import Standard

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

# Ibis and Arrow are loaded where they are needed: a file counted by DuckDB needs neither.

VERDICTS = ("pass", "fail", "unknown", "conflict", "undecided")
WHO = ("uscc", "name", "county")
"""Columns kept beside the answers, where the table has them."""


def assess(
    standards: Standard | Sequence[Standard],
    table: Any,
    *,
    detail: Detail = "verdict",
    scaled: bool = False,
    keep: Sequence[str] = WHO,
) -> pa.Table:
    """The answers of every standard for every firm, in the order of the table.

    `table` is an Arrow table, a pandas or polars frame or a mapping of columns in users' units (万元); with
    `scaled` its figures are stored whole numbers already, as the lake gives them. An Ibis table, the path of a
    Parquet file and what a DuckDB of your own holds (`Held(con, "firms")`) are always taken as stored. `detail` is verdict, scores or all.

    Raises TableError, which names every cell that cannot be used.
    """
    chosen = _several(standards)
    with opened(chosen, table, scaled) as firms:
        return _judging(chosen, detail, keep, clashing(firms)).answer(firms)


class Count(NamedTuple):
    """How many firms of one county (or whatever was asked by) have this verdict under this standard."""

    by: Any
    standard: str
    verdict: str
    firms: int


def counts(
    standards: Standard | Sequence[Standard], table: Any, *, by: str = "county", scaled: bool = False
) -> list[Count]:
    """Every verdict of every standard, also where nobody has it, by county."""
    chosen = _several(standards)
    with opened(chosen, table, scaled) as firms:
        clash = clashing(firms)
        question = Question(
            tuple(chosen),
            ("count", by, clash),
            lambda rows: _counted(chosen, rows, by, clash),
            lambda columns, place: _counting(chosen, columns, place, by, clash),
        )
        found = question.rows(firms)
    out = []
    for row in sorted(found, key=lambda r: (r[by] is None, str(r[by]))):
        for standard in chosen:
            said = {word: int(row.get(f"{prefix(standard)}_{word}") or 0) for word in CODES[:-1]}
            said["unknown"] = row["firms"] - sum(said.values())
            out += [Count(row[by], standard.key, word, said[word]) for word in VERDICTS]
    return out


def tally(
    standards: Standard | Sequence[Standard], table: Any, *, by: str = "county", scaled: bool = False
) -> pa.Table:
    """The counts as a table of `by`, standard, verdict, firms."""
    import pyarrow as pa

    found = counts(standards, table, by=by, scaled=scaled)
    types = [(by, pa.string()), ("standard", pa.string()), ("verdict", pa.string()), ("firms", pa.int64())]
    names = [name for name, _ in types]
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in found], pa.schema(types))


def _counted(standards: Sequence[Standard], firms: ibis.Table, by: str, clash: frozenset[str]) -> ibis.Table:
    """One row for each value of `by`: its firms, and for each standard and verdict but `unknown` how many."""
    told = coded(standards, firms, [by], clash)
    sums = {
        f"{prefix(s)}_{word}": (told[f"{prefix(s)}_code"] == code).cast("int8").sum()
        for s in standards
        for code, word in enumerate(CODES[:-1])
    }
    return told.group_by(by).aggregate(firms=told.count(), **sums)


def _counting(
    standards: Sequence[Standard], columns: Columns, place: str, by: str, clash: frozenset[str]
) -> tuple[str, dict[str, Kind]]:
    """The same in DuckDB's SQL."""
    what = asked(standards, dict(columns.kinds), clash, "code")
    told = query(what.nodes, place, narrow=columns.narrow, keep=[by], guards=what.guards)
    sums = []
    for standard in standards:
        name = prefix(standard)
        codes = {str(a.payload) for a in what.nodes[f"{name}_code"].args if a.op == "whole"}
        sums += [
            f"sum(({name}_code = {code})::TINYINT) AS {quoted(f'{name}_{word}')}"
            for code, word in enumerate(CODES[:-1])
            if str(code) in codes
        ]
    return f"SELECT {quoted(by)}, count(*) AS firms, {', '.join(sums)} FROM ({told}) GROUP BY 1", {}


def clashing(firms: Held | ibis.Table) -> frozenset[str]:
    """The columns on which any firm's sources disagree: one look at one column saves a look at each other."""
    if isinstance(firms, Held):
        return firms.clashing()
    if CONFLICTS not in firms.columns:
        return frozenset()
    said = firms.filter(firms[CONFLICTS].notnull()).select(CONFLICTS).distinct().to_pyarrow()
    return frozenset(name for line in said[CONFLICTS].to_pylist() for name in line.split(";") if name)


def write(
    standards: Standard | Sequence[Standard],
    table: Any,
    path: Path | str,
    *,
    detail: Detail = "verdict",
    scaled: bool = False,
    keep: Sequence[str] = WHO,
) -> None:
    """The answers to a Parquet file, a part at a time: ten million firms need no more memory than one."""
    chosen = _several(standards)
    with opened(chosen, table, scaled) as firms:
        _judging(chosen, detail, keep, clashing(firms)).write(firms, str(path))


def _judging(
    standards: Sequence[Standard], detail: Detail, keep: Sequence[str], clash: frozenset[str]
) -> Question:
    def sql(columns: Columns, place: str) -> tuple[str, dict[str, Kind]]:
        what = asked(standards, dict(columns.kinds), clash, detail)
        kept = [name for name in columns.names if name in keep]
        return query(what.nodes, place, narrow=columns.narrow, keep=kept, guards=what.guards), kinds_of(
            what.nodes
        )

    about = ("judge", detail, tuple(keep), clash)
    return Question(tuple(standards), about, lambda rows: compiled(standards, rows, detail, keep, clash), sql)


def _several(standards: Standard | Sequence[Standard]) -> list[Standard]:
    chosen = [standards] if isinstance(standards, Standard) else list(standards)
    if refusing := [s for s in chosen if s.refuses]:
        raise ValueError("；".join(f"{s.title}（{s.key}）暂不能评价：{s.refuses}" for s in refusing))
    return chosen


@contextmanager
def opened(standards: Sequence[Standard], table: Any, scaled: bool) -> Iterator[Held | ibis.Table]:
    """The table where an engine holds it; a DuckDB of its own for what is in none yet."""
    if isinstance(table, Held):
        yield table
        return
    if not isinstance(table, (str, Path)) and hasattr(table, "get_backend"):
        with _unfused():
            yield held(table) or table
        return
    import duckdb

    own = duckdb.connect()
    try:
        if isinstance(table, (str, Path)):
            place = str(table).replace("'", "''")
            yield Held(own, f"read_parquet('{place}')", still=True)
            return
        import pyarrow as pa

        from luodi.standards.tables import stored

        plain = scaled and isinstance(table, pa.Table)
        own.register("given", table if plain else stored(table, [] if scaled else standards))
        own.execute("CREATE TEMP TABLE firms AS SELECT * FROM given")
        yield Held(own, "firms", still=True)
    finally:
        own.close()


@contextmanager
def _unfused() -> Iterator[None]:
    """Ibis would melt each stage into the next as long as that makes nothing longer; it makes nothing shorter
    either, and looking for it takes a second for all standards together."""
    import ibis

    fuse, ibis.options.sql.fuse_selects = ibis.options.sql.fuse_selects, False
    try:
        yield
    finally:
        ibis.options.sql.fuse_selects = fuse


def held(firms: ibis.Table) -> Held | None:
    """The firms, where the engine is DuckDB and holds the whole table itself."""
    from ibis.expr import operations as ops

    if firms.op().find(ops.InMemoryTable):
        return None
    con = firms.get_backend()
    if con.name != "duckdb":
        return None
    still = isinstance(firms.op(), ops.DatabaseTable) and firms.get_name().startswith("ibis_read_parquet")
    return Held(con.con, f"({con.compile(firms)})", still)
