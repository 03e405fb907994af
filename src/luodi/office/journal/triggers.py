"""The database itself forbids changing or removing an entry, on SQLite and on PostgreSQL."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = (
    "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal_entry "
    "BEGIN SELECT RAISE(ABORT, 'journal entries are never changed'); END",
    "CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal_entry "
    "BEGIN SELECT RAISE(ABORT, 'journal entries are never removed'); END",
)
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'journal entries are never changed or removed'; END $$",
    "CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON journal_entry "
    "FOR EACH ROW EXECUTE FUNCTION journal_refuse()",
    "CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal_entry "
    "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()",
)
DROP = {
    "sqlite": ("DROP TRIGGER IF EXISTS journal_no_update", "DROP TRIGGER IF EXISTS journal_no_delete"),
    "postgresql": (
        "DROP TRIGGER IF EXISTS journal_no_change ON journal_entry",
        "DROP TRIGGER IF EXISTS journal_no_truncate ON journal_entry",
    ),
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place; a database without them is refused by `luodi verify`."""
    _run(connection, SQLITE if connection.vendor == "sqlite" else POSTGRESQL)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for unmaking the migration, and for tests that empty their database."""
    _run(connection, DROP[connection.vendor])


def migrate(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    install(editor.connection)


def unmigrate(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    remove(editor.connection)


def _run(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
