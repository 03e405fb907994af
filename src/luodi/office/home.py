"""The home folder: everything an office keeps on its machine, in one place that can be copied.

home/office.sqlite3   the ledger database, unless DATABASE_URL names another
home/files/ab/ab12…   uploaded files by their SHA-256
home/lake/            batches of firms' returns, unless LUODI_LAKE_URL names another place
home/secret-key       signs sessions; readable by its owner only
home/backups/         what `luodi backup` writes
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import platformdirs


def home() -> Path:
    """The folder named by LUODI_HOME, else the user's data folder of this machine."""
    named = os.environ.get("LUODI_HOME")
    return Path(named).expanduser().resolve() if named else platformdirs.user_data_path("luodi")


def database() -> Path:
    return home() / "office.sqlite3"


def files() -> Path:
    return home() / "files"


def lake() -> Path:
    """The lake, where it lies in the home; LUODI_LAKE_URL may name a place on shared storage instead."""
    return home() / "lake"


def backups() -> Path:
    return home() / "backups"


def secret_key() -> str:
    """The key of this home; one for this process alone where there is no home yet."""
    path = home() / "secret-key"
    try:
        return path.read_text("ascii").strip()
    except OSError:
        return secrets.token_urlsafe(50)


def make_secret_key() -> Path:
    """Write the home's key once; an existing one is kept, for it has signed what people hold."""
    path = home() / "secret-key"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_urlsafe(50))
    return path
