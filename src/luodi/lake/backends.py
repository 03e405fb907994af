"""The engines behind one set of questions: DuckDB in this process, or Spark beside a shared folder.

Every question is an Ibis expression; an engine only opens Parquet and runs it. The questions keep to what
all engines do alike: whole numbers, comparisons, least and greatest, no rounding, no division.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from functools import reduce
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from luodi.lake.batches import Batch
from luodi.lake.errors import LakeError
from luodi.lake.figures import registers
from luodi.lake.place import Place


class Engine:
    """An Ibis backend and how it opens files."""

    name = ""

    def __init__(self, con: Any) -> None:
        self.con = con

    def read(self, paths: Sequence[Path]) -> ibis.Table:
        raise NotImplementedError

    def close(self) -> None:
        self.con.disconnect()

    def arrow(self, table: ibis.Table) -> pa.Table:
        """The answer, in the types the expression has, whatever the engine's own are."""
        found: pa.Table = table.to_pyarrow()
        return found

    def union(self, kind: str, batches: Sequence[tuple[Path, Batch]]) -> ibis.Table:
        """The rows of batches of one kind, corrections laid over what they correct.

        A batch of an older catalogue lacks newer columns; they are unknown there.
        """
        schema = registers()[kind].schema()
        if not batches:
            return self._empty(schema)
        amended = {b.amends for _, b in batches if b.amends} & {b.id for _, b in batches}
        plain: dict[tuple[str, ...], list[Path]] = defaultdict(list)
        apart: dict[str, ibis.Table] = {}
        moved: dict[str, str] = {}
        for path, batch in batches:
            if batch.id in amended or batch.amends in amended:
                apart[batch.id] = self._shaped(self.read([path]), batch.columns, schema)
            else:
                plain[batch.columns].append(path)
        tables = [self._shaped(self.read(paths), columns, schema) for columns, paths in plain.items()]
        for _path, batch in batches:  # oldest first: a correction of a correction comes last
            if batch.amends in amended:
                key = registers()[kind].key
                target = batch.amends
                while target in moved:  # a correction of a correction belongs to what both correct
                    target = moved[target]
                apart[target] = _laid_over(apart[target], apart.pop(batch.id), key, schema)
                moved[batch.id] = target
        tables += apart.values()
        return reduce(lambda a, b: a.union(b), tables)

    def _shaped(self, table: ibis.Table, columns: Sequence[str], schema: pa.Schema) -> ibis.Table:
        types = ibis.Schema.from_pyarrow(schema)
        return table.select(**{n: table[n] if n in columns else ibis.null(types[n]) for n in schema.names})

    def _empty(self, schema: pa.Schema) -> ibis.Table:
        types = ibis.Schema.from_pyarrow(schema)
        one = ibis.memtable({"_one": [1]}, schema={"_one": "int8"})
        return one.select(**{n: ibis.null(types[n]) for n in schema.names}).filter(ibis.literal(False))


class DuckDB(Engine):
    name = "duckdb"

    def read(self, paths: Sequence[Path]) -> ibis.Table:
        table: ibis.Table = self.con.read_parquet([str(p) for p in paths])
        return table


class Spark(Engine):
    name = "spark"

    def read(self, paths: Sequence[Path]) -> ibis.Table:
        return reduce(lambda a, b: a.union(b), [self.con.read_parquet(str(p)) for p in paths])

    def close(self) -> None:
        self.con._session.stop()


def _laid_over(base: ibis.Table, over: ibis.Table, key: Sequence[str], schema: pa.Schema) -> ibis.Table:
    """A correction cell by cell: what it says counts, what it leaves empty stays."""
    values = [n for n in schema.names if n not in key]
    new = over.select(*key, **{f"{n}__new": over[n] for n in values})
    both = base.left_join(new, list(key), rname="{name}__key")
    fixed = both.select(
        *(both[k] for k in key),
        **{n: both[n] if n.startswith("_") else ibis.coalesce(both[f"{n}__new"], both[n]) for n in values},
    ).select(*schema.names)
    fresh = over.anti_join(base.select(*key), list(key)).select(*schema.names)
    return fixed.union(fresh)


def start(place: Place) -> Engine:
    """The engine of a place, started."""
    if place.engine == "duckdb":
        return DuckDB(ibis.duckdb.connect())
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise LakeError("Spark", "没有安装 pyspark", "请安装 luodi[spark]，或不设 LUODI_LAKE_URL") from error
    if place.master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    session = (
        SparkSession.builder.master(place.master)
        .appName("luodi lake")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "8" if place.master.startswith("local") else "200")
        .getOrCreate()
    )
    return Spark(ibis.pyspark.connect(session))
