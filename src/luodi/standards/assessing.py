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
from typing import Any

import ibis
import pyarrow as pa

from luodi.standards.asking import Question
from luodi.standards.compiling import Detail, compiled, marked, prefix
from luodi.standards.compiling.figures import CONFLICTS
from luodi.standards.spec import Standard
from luodi.standards.tables import stored

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
    `scaled` its figures are stored whole numbers already, as the lake gives them. An Ibis table or the path
    of a Parquet file is always taken as stored. `detail` is verdict, scores or all.

    Raises TableError, which names every cell that cannot be used.
    """
    chosen = _several(standards)
    with _opened(chosen, table, scaled) as firms:
        return _judging(chosen, detail, keep, clashing(firms)).answer(firms)


def tally(
    standards: Standard | Sequence[Standard], table: Any, *, by: str = "county", scaled: bool = False
) -> pa.Table:
    """Rows of `by`, standard, verdict, firms: every verdict of every standard, also where nobody has it."""
    chosen = _several(standards)
    with _opened(chosen, table, scaled) as firms:
        clash = clashing(firms)
        question = Question(chosen, ("count", by, clash), lambda rows: counted(chosen, rows, by, clash))
        return _long(chosen, question.answer(firms), by)


def counted(standards: Sequence[Standard], firms: ibis.Table, by: str, clash: frozenset[str]) -> ibis.Table:
    """One row for each value of `by`: its firms, and for each standard and verdict but `unknown` how many."""
    told = marked(standards, firms, [by], clash)
    sums = {name: told[name].cast("int8").sum() for name in told.columns if name != by}
    return told.group_by(by).aggregate(firms=told.count(), **sums)


def clashing(firms: ibis.Table) -> frozenset[str]:
    """The columns on which any firm's sources disagree: one look at one column saves a look at each other."""
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
    with _opened(chosen, table, scaled) as firms:
        _judging(chosen, detail, keep, clashing(firms)).write(firms, str(path))


def _judging(
    standards: Sequence[Standard], detail: Detail, keep: Sequence[str], clash: frozenset[str]
) -> Question:
    about = ("judge", detail, tuple(keep), clash)
    return Question(standards, about, lambda rows: compiled(standards, rows, detail, keep, clash))


def _several(standards: Standard | Sequence[Standard]) -> list[Standard]:
    chosen = [standards] if isinstance(standards, Standard) else list(standards)
    if refusing := [s for s in chosen if s.refuses]:
        raise ValueError("；".join(f"{s.title}（{s.key}）暂不能评价：{s.refuses}" for s in refusing))
    return chosen


@contextmanager
def _opened(standards: Sequence[Standard], table: Any, scaled: bool) -> Iterator[ibis.Table]:
    """The table as Ibis sees it. DuckDB of its own for what is not in an engine already.

    Ibis would melt each stage into the next as long as that makes nothing longer; it makes nothing shorter
    either, and looking for it takes a second for all standards together.
    """
    fuse, ibis.options.sql.fuse_selects = ibis.options.sql.fuse_selects, False
    own = None
    try:
        if isinstance(table, ibis.Table):
            yield table
            return
        own = ibis.duckdb.connect()
        own.raw_sql("SET preserve_insertion_order = true")
        if isinstance(table, (str, Path)):
            yield own.read_parquet(str(table))
        else:
            arrow = (
                table
                if scaled and isinstance(table, pa.Table)
                else stored(table, [] if scaled else standards)
            )
            yield own.create_table("firms", arrow, temp=True)
    finally:
        ibis.options.sql.fuse_selects = fuse
        if own is not None:
            own.disconnect()


def _long(standards: Sequence[Standard], wide: pa.Table, by: str) -> pa.Table:
    rows = []
    for row in sorted(wide.to_pylist(), key=lambda r: (r[by] is None, str(r[by]))):
        for standard in standards:
            counts = {word: int(row.get(f"{prefix(standard)}_{word}") or 0) for word in VERDICTS}
            counts["unknown"] = row["firms"] - sum(counts.values())
            told = {by: row[by], "standard": standard.key}
            rows += [{**told, "verdict": word, "firms": counts[word]} for word in VERDICTS]
    types = [(by, pa.string()), ("standard", pa.string()), ("verdict", pa.string()), ("firms", pa.int64())]
    return pa.Table.from_pylist(rows, pa.schema(types))
