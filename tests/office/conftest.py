"""What all office tests share: a home of their own, the journal's triggers, a small world of units and people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, TransactionTestCase
from tests.depth import depth
from tests.office.world import World, make_world

from luodi.office.journal import triggers
from luodi.office.journal.models import Head

settings.WHITENOISE_AUTOREFRESH = (
    True  # thousands of clients, each of which would list all static files first
)

ONCE = (
    "office/web/",
    "office/browser/",
    "office/test_walk.py",
    "test_doctor.py",
    "test_password.py",
    "test_serve.py",
    "api/test_schema.py",
    *depth(
        (),
        (
            "ledger/test_pages_",
            "office/api/",
            "office/firms/",
            "office/figures/test_figures_pages",
            "office/races/test_races_pages",
            "units/test_import.py",
            "units/test_pages.py",
            "documents/test_desk.py",
            "load/test_kept.py",
        ),
    ),
)
"""The same whatever the database, and long: run on SQLite only, where every page and program is walked. What
differs between databases (acts, journal, search, lists, killing, backup, bursts) is run on both; with FULL=1
the pages of the ledger, the API and firms too."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if any(part in item.path.as_posix() for part in ONCE):
            item.add_marker(pytest.mark.once)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files go to a folder of this test alone."""
    monkeypatch.setenv("LUODI_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def world(db: None) -> World:
    """One province with two cities, a county, departments, a person for each role, one plan."""
    return make_world()


@pytest.fixture
def sign_in(client: Client) -> Iterator[object]:
    """`sign_in(person)` gives a client in whose name requests are made."""

    def signed(person: object) -> Client:
        fresh = Client()
        fresh.force_login(person)  # type: ignore[arg-type]
        return fresh

    yield signed


# Tests that really commit empty the database afterwards, which the journal's triggers forbid.
_empty = TransactionTestCase._fixture_teardown


def _empty_with_journal(self: TransactionTestCase) -> None:
    triggers.remove(connection)
    try:
        _empty(self)
    finally:
        triggers.install(connection)
        Head.objects.get_or_create(pk=1)


TransactionTestCase._fixture_teardown = _empty_with_journal  # type: ignore[method-assign]
