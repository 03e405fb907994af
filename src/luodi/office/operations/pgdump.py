"""PostgreSQL's own tools, told where the database is without a password on their command line."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import Any

from luodi.office.operations.troubles import Trouble

NAMES = {
    "dbname": "PGDATABASE",
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
}
OPTIONS = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}
ASIDE = "before_restore_"
"""How schemas are called that a restore has put aside."""


def environment() -> dict[str, str]:
    """The process's environment with the database's address for libpq."""
    from django.db import connection

    given: dict[str, Any] = connection.get_connection_params()
    found = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    for key, name in {**NAMES, **OPTIONS}.items():
        if given.get(key) not in (None, ""):
            found[name] = str(given[key])
    return found


def available(program: str) -> bool:
    return shutil.which(program) is not None


def run(*words: str) -> None:
    """Run one of the tools, or say what it said."""
    done = subprocess.run(
        words, env=environment(), capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()] or [f"状态{done.returncode}"]
        raise Trouble(f"{words[0]} 没有办成：{lines[0]}。", "请核对数据库服务和 PostgreSQL 工具的版本。")
