"""Where the lake is and which engine asks it: a folder for DuckDB, or a Spark master beside a folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from luodi.lake.errors import LakeError


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of the batches, and the engine."""

    folder: Path
    engine: str = "duckdb"
    master: str = ""


def place(said: str | os.PathLike[str] | None = None) -> Place:
    """What was said, else LUODI_LAKE_URL, else `lake` in the home folder.

    >>> place("spark://local[2]/data/lake")
    Place(folder=PosixPath('/data/lake'), engine='spark', master='local[2]')
    >>> place("spark://10.0.0.5:7077/data/lake").master
    'spark://10.0.0.5:7077'
    >>> place("duckdb:///data/lake").folder
    PosixPath('/data/lake')
    """
    text = os.fspath(said) if said is not None else os.environ.get("LUODI_LAKE_URL", "")
    if not text:
        home = os.environ.get("LUODI_HOME")
        base = Path(home).expanduser().resolve() if home else platformdirs.user_data_path("luodi")
        return Place(base / "lake")
    scheme, found, rest = text.partition("://")
    if not found:
        return Place(Path(text).expanduser().absolute())
    host, slash, path = rest.partition("/")
    if scheme in ("file", "duckdb") and not host and slash:
        return Place(Path("/" + path))
    if scheme == "spark" and host and slash:
        return Place(Path("/" + path), "spark", host if host.startswith("local") else f"spark://{host}")
    raise LakeError(
        "LUODI_LAKE_URL", f"看不懂的地址 {text}",
        "写成 /文件夹、duckdb:///文件夹、spark://local[2]/文件夹 或 spark://主机:7077/文件夹",
    )  # fmt: skip
