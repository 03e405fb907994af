"""Batches: folders that appear whole or not at all, and never change.

batches/000012-figures/rows.parquet    the rows, each with its source row and the batch's number
batches/000012-figures/manifest.json   who, when, from which file, what the validation said, what it replaces
batches/000012-figures/problems.json   every flaw of the import
mappings/<fingerprint>.json            what the headings of a form mean

A batch is written into a folder of another name, brought to disk, and renamed under a lock that gives it
its number. A writer that is killed leaves a folder nobody reads, which the next writer removes.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from luodi.lake.errors import LakeError
from luodi.lake.figures import SCHEMA_VERSION

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows: one writer at a time is up to the office there
    fcntl = None  # type: ignore[assignment]

ROW_GROUP = 122_880
"""Rows DuckDB takes at once; it works in parallel by such groups."""

_UNFINISHED = ".unfinished-"


@dataclass(frozen=True, slots=True)
class Batch:
    """A manifest. `replaces` are batches it stands instead of; `amends` one it corrects cell by cell."""

    id: str
    number: int
    kind: str
    by: str
    at: dt.datetime
    rows: int
    columns: tuple[str, ...]
    schema_version: int = SCHEMA_VERSION
    department: str = ""
    why: str = ""
    source: Mapping[str, Any] = field(default_factory=dict)
    validation: Mapping[str, Any] = field(default_factory=dict)
    replaces: tuple[str, ...] = ()
    amends: str = ""
    complete_for: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    rows_sha256: str = ""

    def as_json(self) -> str:
        said = asdict(self) | {"at": self.at.isoformat()}
        return json.dumps(said, ensure_ascii=False, indent=2, sort_keys=True)

    @classmethod
    def load(cls, path: Path) -> Batch:
        said = json.loads(path.read_text("utf-8"))
        said["at"] = dt.datetime.fromisoformat(said["at"])
        for name in ("columns", "replaces", "complete_for"):
            said[name] = tuple(said[name])
        return cls(**said)


class Store:
    """The folder of batches: the only place that writes them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._kept: tuple[tuple[str, ...], list[Batch]] | None = None

    # ---- reading -------------------------------------------------------------------------------

    def batches(self) -> list[Batch]:
        """Every batch, oldest first."""
        try:
            names = sorted(p.name for p in (self.folder / "batches").iterdir() if not p.name.startswith("."))
        except FileNotFoundError:
            return []
        if self._kept is None or self._kept[0] != tuple(names):
            known = {b.id: b for b in self._kept[1]} if self._kept else {}
            found = [known.get(n) or Batch.load(self.folder / "batches" / n / "manifest.json") for n in names]
            self._kept = (tuple(names), found)
        return list(self._kept[1])

    def path(self, batch: Batch) -> Path:
        return self.folder / "batches" / batch.id / "rows.parquet"

    def problems(self, batch: Batch) -> list[dict[str, Any]]:
        path = self.folder / "batches" / batch.id / "problems.json"
        said: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
        return said

    # ---- writing -------------------------------------------------------------------------------

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """One writer at a time; what an earlier one left unfinished is removed."""
        try:
            (self.folder / "batches").mkdir(parents=True, exist_ok=True)
            lock = (self.folder / ".lock").open("a")
        except OSError as error:
            raise LakeError(
                str(self.folder), f"不能写入（{error.strerror}）", "请核对文件夹的权限"
            ) from error
        with lock:
            if fcntl is not None:
                fcntl.flock(lock, fcntl.LOCK_EX)
            for left in (self.folder / "batches").glob(f"{_UNFINISHED}*"):
                shutil.rmtree(left, ignore_errors=True)
            yield

    def put(
        self, rows: pa.Table, schema: pa.Schema, said: dict[str, Any], problems: Sequence[Any] = ()
    ) -> Batch:
        """Write one batch; call within `writing`."""
        number = max((b.number for b in self.batches()), default=0) + 1
        name = f"{number:06d}-{said['kind']}"
        folder = self.folder / "batches" / f"{_UNFINISHED}{name}-{os.getpid()}"
        folder.mkdir()
        try:
            numbered = rows.append_column("_batch", pa.repeat(pa.scalar(number, pa.int32()), rows.num_rows))
            table = numbered.select(schema.names).cast(schema)
            pq.write_table(table, folder / "rows.parquet", compression="zstd", row_group_size=ROW_GROUP)
            batch = Batch(
                id=name, number=number, rows=rows.num_rows, columns=tuple(schema.names),
                rows_sha256=_sha256(folder / "rows.parquet"), **said,
            )  # fmt: skip
            (folder / "problems.json").write_text(json.dumps(list(problems), ensure_ascii=False), "utf-8")
            (folder / "manifest.json").write_text(batch.as_json(), "utf-8")
            for file in folder.iterdir():
                _to_disk(file)
            _to_disk(folder)
            folder.rename(self.folder / "batches" / name)
            _to_disk(self.folder / "batches")
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return batch

    def damaged(self) -> list[str]:
        """Batches whose rows are not what their manifest says, in words."""
        found = []
        for batch in self.batches():
            path = self.path(batch)
            if not path.exists():
                found.append(f"批次 {batch.id}：数据文件不见了。请从备份里找回。")
            elif _sha256(path) != batch.rows_sha256:
                found.append(f"批次 {batch.id}：数据文件与导入时不同。请从备份里找回，并查明是谁改的。")
        return found

    # ---- mappings ------------------------------------------------------------------------------

    def remember(
        self, fingerprint: str, mapping: Mapping[int, Mapping[str, str]], names: Sequence[str]
    ) -> None:
        """Keep what the headings of a form mean; the latest word counts."""
        folder = self.folder / "mappings"
        folder.mkdir(parents=True, exist_ok=True)
        said = {"headings": list(names), "columns": {str(i): dict(m) for i, m in mapping.items()}}
        beside = folder / f".{fingerprint}-{os.getpid()}"
        beside.write_text(json.dumps(said, ensure_ascii=False, indent=1), "utf-8")
        _to_disk(beside)
        beside.replace(folder / f"{fingerprint}.json")

    def remembered(self, fingerprint: str) -> dict[int, dict[str, str]]:
        try:
            said = json.loads((self.folder / "mappings" / f"{fingerprint}.json").read_text("utf-8"))
        except FileNotFoundError:
            return {}
        return {int(i): m for i, m in said["columns"].items()}

    def mappings(self) -> dict[str, dict[str, Any]]:
        folder = self.folder / "mappings"
        return {p.stem: json.loads(p.read_text("utf-8")) for p in sorted(folder.glob("*.json"))}

    def forget(self, fingerprint: str) -> bool:
        path = self.folder / "mappings" / f"{fingerprint}.json"
        there = path.exists()
        path.unlink(missing_ok=True)
        return there


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
