"""The lake: what was returned, as of any day.

    lake = Lake("/data/lake")
    table = lake.firm_table(on=date(2026, 6, 30))

A batch is live until another replaces it. `known` chooses batches by when they were taken in: what the
office knew on that day. `on` is the day the firms are looked at: which titles hold, how old a patent is.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from luodi.lake.batches import Batch, Store
from luodi.lake.errors import LakeError
from luodi.lake.figures import registers
from luodi.lake.importing import Reading, mapping_of
from luodi.lake.place import place

if TYPE_CHECKING:
    import ibis

    from luodi.lake.backends import Engine
    from luodi.lake.tracing import Trace


class Lake:
    """A folder of batches and an engine that asks it. Opening costs nothing; the engine starts when asked."""

    def __init__(self, where: str | os.PathLike[str] | None = None) -> None:
        self.place = place(where)
        self.store = Store(self.place.folder)
        self._engine: Engine | None = None

    @property
    def folder(self) -> Path:
        return self.place.folder

    @property
    def engine(self) -> Engine:
        if self._engine is None:
            from luodi.lake.backends import start

            self._engine = start(self.place)
        return self._engine

    def close(self) -> None:
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    # ---- batches -------------------------------------------------------------------------------

    def batches(self, kind: str | None = None) -> list[Batch]:
        return [b for b in self.store.batches() if kind in (None, b.kind)]

    def batch(self, id: str) -> Batch:
        """A batch by its id or its number."""
        for batch in self.store.batches():
            if id in (batch.id, str(batch.number)):
                return batch
        raise LakeError(f"批次 {id}", "没有这个批次", "用 luodi lake list 查看")

    def live(self, known: dt.datetime | dt.date | None = None) -> list[Batch]:
        """Batches that hold, of those taken in by `known`; replaced ones are left out, oldest first."""
        taken = [b for b in self.store.batches() if known is None or _by(b, known)]
        gone = {id for b in taken for id in b.replaces}
        return [b for b in taken if b.id not in gone]

    def add(
        self,
        reading: Reading,
        *,
        by: str,
        at: dt.datetime,
        replaces: Sequence[str] = (),
        amends: str = "",
        department: str = "",
        complete_for: Sequence[str] = (),
        again: bool = False,
        why: str = "",
    ) -> Batch:
        """Store what was read. The same file twice is told, unless `again` or it replaces the earlier one.

        `complete_for`: area codes (or their beginnings, "" for everywhere) whose firms this list names
        completely: who does not stand on it has none.
        """
        counts = Counter((p.level, p.what.split("（")[0]) for p in reading.problems)
        said = {
            "source": {
                "name": reading.file.name, "sha256": reading.file.sha256, "bytes": reading.file.bytes,
                "sheet": reading.sheet, "header_row": reading.header_row, "year": reading.year, "unit": reading.unit,
                "columns": [
                    {"index": c.index, "letter": c.letter, "heading": c.heading, "target": c.target,
                     "year": c.year, "back": c.back, "unit": c.unit}
                    for c in reading.columns if c.target
                ],
            },
            "validation": {
                "read": reading.read, "rejected": reading.rejected,
                "errors": len(reading.errors), "warnings": len(reading.warnings),
                "counts": [{"level": level, "what": what, "cells": n} for (level, what), n in counts.most_common(50)],
            },
        }  # fmt: skip
        if not reading.rows.num_rows:
            raise LakeError(reading.file.name, "没有一行可以导入", "请按问题清单改正后重新导入")
        batch = self.put(
            reading.kind, reading.rows, by=by, at=at, replaces=replaces, amends=amends, department=department,
            complete_for=complete_for, why=why, again=again, problems=[p.as_dict() for p in reading.problems], **said,
        )  # fmt: skip
        self.store.remember(reading.fingerprint, mapping_of(reading), reading.headings)
        return batch

    def put(
        self,
        kind: str,
        rows: pa.Table,
        *,
        by: str,
        at: dt.datetime,
        source: Mapping[str, Any] | None = None,
        validation: Mapping[str, Any] | None = None,
        replaces: Sequence[str] = (),
        amends: str = "",
        department: str = "",
        complete_for: Sequence[str] = (),
        why: str = "",
        again: bool = False,
        problems: Sequence[Any] = (),
    ) -> Batch:
        """Store rows that are in order already (a sample, a frozen list). `add` is the door for files."""
        register = registers()[kind]
        schema = register.schema()
        source = dict(source or {})
        with self.store.writing():
            replaced = self._replaced(kind, replaces, amends)
            if not again and (twin := self._twin(kind, source, replaced)):
                raise LakeError(
                    source.get("name", ""), f"同一个文件已经导入过（批次 {twin.id}，{twin.at:%Y-%m-%d}，{twin.by}）",
                    "要更正请加 --replaces；确要再导入一次请加 --again",
                )  # fmt: skip
            given = {"kind": kind, "by": by, "at": at, "source": source, "validation": dict(validation or {}),
                     "replaces": tuple(replaced), "amends": self.batch(amends).id if amends else "",
                     "department": department, "complete_for": tuple(complete_for), "why": why,
                     "facts": _facts(kind, rows)}  # fmt: skip
            rows = _complete(rows, schema)
            return self.store.put(rows, schema, given, problems)

    def withdraw(self, id: str, *, by: str, at: dt.datetime, why: str) -> Batch:
        """Take a batch back: an empty batch replaces it, and says why."""
        old = self.batch(id)
        empty = registers()[old.kind].schema().empty_table().drop_columns(["_batch"])
        return self.put(old.kind, empty, by=by, at=at, replaces=[old.id], why=why)

    def freeze(
        self,
        year: int,
        kind: str = "above_scale",
        *,
        by: str,
        at: dt.datetime,
        firms: Iterable[str] | None = None,
        replaces: Sequence[str] = (),
    ) -> Batch:
        """Fix a list of firms for a year: the denominator of its rates, whatever becomes of the firms.

        Without `firms` the firms of 规上工业 by the figures of the year before: said to be above scale, or
        else sector B, C, D with main revenue of at least 2,000 万元.
        """
        from luodi.lake import frozen

        if not replaces and (old := frozen.of(self, year, kind)):
            raise LakeError(
                f"{year} 年名单 {kind}", f"已经固定（批次 {old.id}）", "确要改正请用 replaces 说明替换哪一批"
            )
        rows = frozen.rows(self, year, kind, None if firms is None else list(firms))
        return self.put("frozen", rows, by=by, at=at, replaces=replaces, complete_for=("",))

    def _replaced(self, kind: str, replaces: Sequence[str], amends: str) -> list[str]:
        found = [self.batch(id) for id in replaces]
        gone = {id for b in self.store.batches() for id in b.replaces}
        for batch in [*found, *([self.batch(amends)] if amends else [])]:
            if batch.kind != kind:
                raise LakeError(
                    f"批次 {batch.id}", f"是“{registers()[batch.kind].label}”", "只能更正同一种数据"
                )
            if batch.id in gone:
                raise LakeError(f"批次 {batch.id}", "已经被别的批次替换", "请替换最新的那一批")
        return [b.id for b in found]

    def _twin(self, kind: str, source: Mapping[str, Any], replaced: Sequence[str]) -> Batch | None:
        if not source.get("sha256"):
            return None
        same = [
            b for b in self.live()
            if b.kind == kind and b.source.get("sha256") == source["sha256"]
            and b.source.get("sheet") == source.get("sheet") and b.source.get("year") == source.get("year")
        ]  # fmt: skip
        return next((b for b in same if b.id not in replaced), None)

    # ---- mappings ------------------------------------------------------------------------------

    def mapping(self, fingerprint: str) -> dict[int, dict[str, str]]:
        return self.store.remembered(fingerprint)

    def register_names(self) -> pa.Table:
        """uscc and name of the register, the newest batch first to speak."""
        tables = [
            pq.read_table(self.store.path(b), columns=["uscc", "name"])
            for b in reversed(self.live()) if b.kind == "firms"
        ]  # fmt: skip
        if not tables:
            return pa.table({"uscc": pa.array([], pa.string()), "name": pa.array([], pa.string())})
        return pa.concat_tables(tables)

    # ---- questions -----------------------------------------------------------------------------

    def rows(self, kind: str, known: dt.datetime | dt.date | None = None) -> ibis.Table:
        """Every live row of a kind, as it was returned, with its batch and source row."""
        return self.engine.union(kind, [(self.store.path(b), b) for b in self.live(known) if b.kind == kind])

    def firm_table(
        self,
        on: dt.date,
        year: int | None = None,
        counties: Sequence[str] | None = None,
        known: dt.datetime | dt.date | None = None,
    ) -> ibis.Table:
        """One row for each firm with every column of the catalogue, scaled to whole millionths.

        `year` is the newest accounting year, by default the one before `on`. `counties` are area codes or
        their beginnings. `conflicts` names the columns on which live batches disagree; they are NULL.
        """
        from luodi.lake import firmtable, kept

        year = on.year - 1 if year is None else year
        if self.place.engine != "duckdb":
            return firmtable.build(self, on, year, counties, known)
        table = kept.table(self, on, year, known)
        return (
            table
            if counties is None
            else table.filter(firmtable.under(table.county, counties).fill_null(False))
        )

    def qualifications(
        self, on: dt.date | None = None, known: dt.datetime | dt.date | None = None
    ) -> ibis.Table:
        """Titles of firms, one row each; with `on` only those valid that day."""
        from luodi.lake import firmtable

        return firmtable.qualifications(self, on, known)

    def coverage(
        self, year: int, kind: str = "above_scale", known: dt.datetime | dt.date | None = None
    ) -> ibis.Table:
        """County × month: firms of the year's fixed list, and how many of them have each of 四有."""
        from luodi.lake import frozen

        return frozen.coverage(self, year, kind, known)

    def trace(
        self,
        uscc: str,
        column: str,
        on: dt.date,
        year: int | None = None,
        known: dt.datetime | dt.date | None = None,
    ) -> list[Trace]:
        """Where a value of the firm table comes from: batches, files, rows, cells."""
        from luodi.lake import tracing

        return tracing.trace(self, uscc, column, on, on.year - 1 if year is None else year, known)


def _by(batch: Batch, known: dt.datetime | dt.date) -> bool:
    if isinstance(known, dt.datetime):
        if (known.tzinfo is None) != (batch.at.tzinfo is None):
            return batch.at.replace(tzinfo=None) <= known.replace(tzinfo=None)
        return batch.at <= known
    return batch.at.date() <= known


def _facts(kind: str, rows: pa.Table) -> dict[str, Any]:
    """What a reader must know of a batch without opening it."""
    import pyarrow.compute as pc

    facts: dict[str, Any] = {}
    if kind == "lists" and rows.num_rows:
        for name in pc.unique(rows["type"]).to_pylist():
            checked = pc.max(rows.filter(pc.equal(rows["type"], name))["checked"]).as_py()
            facts.setdefault("checked", {})[name] = checked.isoformat() if checked else None
    if kind == "frozen" and rows.num_rows:
        pairs = rows.select(["type", "year"]).group_by(["type", "year"]).aggregate([])
        facts["lists"] = sorted([r["type"], r["year"]] for r in pairs.to_pylist())
    if kind == "qualifications" and rows.num_rows:
        facts["types"] = sorted(t for t in pc.unique(rows["type"]).to_pylist() if t)
    if kind == "figures" and rows.num_rows:
        facts["years"] = sorted(pc.unique(rows["year"]).to_pylist())
    return facts


def _complete(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """The rows with every column of the schema; a column we do not know is a mistake of the program."""
    if unknown := set(rows.column_names) - set(schema.names):
        raise ValueError(f"unknown columns {sorted(unknown)}")
    for name in schema.names:
        if name not in rows.column_names and name != "_batch":
            missing = pa.nulls(rows.num_rows, schema.field(name).type)
            if name == "_row":
                missing = pa.array(range(1, rows.num_rows + 1), pa.int32())
            rows = rows.append_column(name, missing)
    return rows
