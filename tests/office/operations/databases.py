"""Databases of their own for tests that run the program from outside."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg

POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")


@contextmanager
def fresh(count: int = 1) -> Iterator[list[str]]:
    """Addresses of so many empty databases beside that of DATABASE_URL, gone afterwards."""
    address = urlsplit(os.environ["DATABASE_URL"])
    names = [f"luodi_{secrets.token_hex(6)}" for _ in range(count)]
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        for name in names:
            server.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
        try:
            yield [urlunsplit(address._replace(path=f"/{name}")) for name in names]
        finally:
            for name in names:
                _drop(server, name)


def _drop(server: psycopg.Connection, name: str) -> None:
    """Away with it, whoever is still connected. The server's own cleaner may be just then and cannot be
    sent away by us: it is done in a moment."""
    end = time.monotonic() + 30
    while True:
        try:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[call-overload]
            return
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.ObjectInUse):
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
