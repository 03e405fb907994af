"""Firm tables already worked out, kept beside the batches.

Batches never change, so a table is named by what it was made of: the live batches, the day, the year. It can
be deleted at any time; asking for it makes it again (some seconds, most of them for planning the question).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from luodi.lake.figures import SCHEMA_VERSION

if TYPE_CHECKING:
    import ibis

    from luodi.lake.store import Lake

RULES = 1
"""Raised whenever `firmtable` or `ipcounts` would answer differently for the same batches."""

MOST = 30
"""Tables kept, the newest; an older one goes when nobody can be reading it any more."""

_OLD_SECONDS = 3600


def table(lake: Lake, on: dt.date, year: int, known: dt.datetime | dt.date | None) -> ibis.Table:
    """The firm table from its file, made first where there is none."""
    from luodi.lake import firmtable

    made_of = [[b.id, b.rows_sha256, b.complete_for, b.amends] for b in lake.live(known)]
    said = json.dumps([SCHEMA_VERSION, RULES, made_of, on.isoformat(), year, _catalogue()])
    path = lake.folder / "tables" / f"{hashlib.sha256(said.encode()).hexdigest()[:32]}.parquet"
    if not path.exists():
        whole = firmtable.build(lake, on, year, None, known)
        beside = path.with_name(f".{path.stem}-{os.getpid()}-{time.monotonic_ns()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with _plain():
                lake.engine.con.to_parquet(whole, str(beside))
            beside.replace(path)
        except OSError:  # a lake that may only be read
            beside.unlink(missing_ok=True)
            return whole
        _tidy(path.parent)
    else:
        with contextlib.suppress(OSError):
            os.utime(path)
    return lake.engine.read([path])


@contextlib.contextmanager
def _plain() -> Iterator[None]:
    """Each stage written as it is: Ibis would melt it into the next, which takes seconds and saves nothing."""
    import ibis

    before, ibis.options.sql.fuse_selects = ibis.options.sql.fuse_selects, False
    try:
        yield
    finally:
        ibis.options.sql.fuse_selects = before


def _catalogue() -> str:
    from luodi.lake.figures import firm_columns

    return hashlib.sha256(",".join(firm_columns()).encode()).hexdigest()


def _tidy(folder: Path) -> None:
    now = time.time()
    aged = sorted(((p.stat().st_mtime, p) for p in folder.iterdir()), reverse=True)
    for number, (when, path) in enumerate(aged):
        unfinished = path.name.startswith(".")
        if now - when > _OLD_SECONDS and (number >= MOST or unfinished):
            path.unlink(missing_ok=True)
