"""Databases of their own for tests that run the program from outside."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")


@contextmanager
def fresh(count: int = 1) -> Iterator[list[str]]:
    """Addresses of so many empty databases beside that of DATABASE_URL, gone afterwards."""
    import psycopg

    address = urlsplit(os.environ["DATABASE_URL"])
    names = [f"luodi_{secrets.token_hex(6)}" for _ in range(count)]
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        for name in names:
            server.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
        try:
            yield [urlunsplit(address._replace(path=f"/{name}")) for name in names]
        finally:
            for name in names:
                server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[call-overload]
