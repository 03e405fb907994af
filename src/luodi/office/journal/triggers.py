"""The database itself forbids changing or removing an entry, and writing one anywhere but at the end.

The insert trigger is what stops SQLite's REPLACE, which removes a row without asking a delete trigger.
"""

from __future__ import annotations

import re

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = {
    "journal_no_update": "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal_entry "
    "BEGIN SELECT RAISE(ABORT, 'journal entries are never changed'); END",
    "journal_no_delete": "CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal_entry "
    "BEGIN SELECT RAISE(ABORT, 'journal entries are never removed'); END",
    "journal_at_end": "CREATE TRIGGER journal_at_end BEFORE INSERT ON journal_entry "
    "WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM journal_entry) "
    "OR EXISTS (SELECT 1 FROM journal_entry WHERE hash = NEW.hash) "
    "OR EXISTS (SELECT 1 FROM journal_entry WHERE once = NEW.once) "
    "BEGIN SELECT RAISE(ABORT, 'journal entries are added at the end only'); END",
}
FUNCTIONS = {
    "journal_refuse": "BEGIN RAISE EXCEPTION 'journal entries are never changed or removed'; END",
    "journal_follows": "BEGIN IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM journal_entry) THEN "
    "RAISE EXCEPTION 'journal entries are added at the end only'; END IF; RETURN NEW; END",
}
POSTGRESQL = {
    "journal_no_change": "CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON journal_entry "
    "FOR EACH ROW EXECUTE FUNCTION journal_refuse()",
    "journal_no_truncate": "CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal_entry "
    "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()",
    "journal_at_end": "CREATE TRIGGER journal_at_end BEFORE INSERT ON journal_entry "
    "FOR EACH ROW EXECUTE FUNCTION journal_follows()",
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place, anew where they are already."""
    remove(connection)
    if connection.vendor == "sqlite":
        _run(connection, *SQLITE.values())
        return
    functions = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
        for name, body in FUNCTIONS.items()
    )
    _run(connection, *functions, *POSTGRESQL.values())


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for unmaking the migration, and for tests that empty their database."""
    if connection.vendor == "sqlite":
        _run(connection, *(f"DROP TRIGGER IF EXISTS {name}" for name in SQLITE))
    else:
        _run(connection, *(f"DROP TRIGGER IF EXISTS {name} ON journal_entry" for name in POSTGRESQL))


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that are not there, are switched off, or do something else than they should."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = {name: _squeezed(sql) for name, sql in cursor.fetchall()}
            return [name for name, sql in SQLITE.items() if found.get(name) != _squeezed(sql)]
        cursor.execute(
            "SELECT t.tgname, p.proname, p.prosrc, t.tgtype, t.tgqual IS NULL FROM pg_trigger t "
            "JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE t.tgrelid = 'journal_entry'::regclass AND t.tgenabled IN ('O', 'A')"
        )
        known = {row[0]: row[1:] for row in cursor.fetchall()}
    return [
        name
        for name, (function, kind) in POSTGRESQL_KINDS.items()
        if name not in known
        or known[name][0] != function
        or _squeezed(known[name][1]) != _squeezed(FUNCTIONS[function])
        or known[name][2:] != (kind, True)
    ]


# pg_trigger.tgtype is a sum: row 1, before 2, insert 4, delete 8, update 16, truncate 32.
POSTGRESQL_KINDS = {
    "journal_no_change": ("journal_refuse", 1 + 2 + 8 + 16),
    "journal_no_truncate": ("journal_refuse", 2 + 32),
    "journal_at_end": ("journal_follows", 1 + 2 + 4),
}


def migrate(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    install(editor.connection)


def unmigrate(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    remove(editor.connection)


def _squeezed(sql: str) -> str:
    return re.sub(r"\s+", " ", sql).strip()


def _run(connection: BaseDatabaseWrapper, *statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
