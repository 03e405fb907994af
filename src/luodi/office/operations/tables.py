"""A database as COPY gives it, table by table: for machines that have no pg_dump.

Data only: on restoring, the tables are made by the migrations, as far as they were when the backup was made.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from psycopg import sql


def dump(connection: Any, folder: Path) -> dict[str, Any]:
    """Write every table to the folder, through a psycopg connection in its snapshot; columns and states."""
    folder.mkdir(mode=0o700)
    columns: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name, c.column_name FROM information_schema.columns c "
            "JOIN information_schema.tables t USING (table_schema, table_name) "
            "WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' "
            "AND c.is_generated = 'NEVER' ORDER BY c.table_name, c.ordinal_position"
        )
        for table, column in cursor.fetchall():
            columns.setdefault(table, []).append(column)
        for table, names in columns.items():
            order = sql.SQL(" ORDER BY number") if table == "journal_entry" else sql.SQL("")
            query = sql.SQL("COPY (SELECT {} FROM {}{}) TO STDOUT").format(
                _names(names), sql.Identifier(table), order
            )
            with (folder / f"{table}.copy").open("wb") as out, cursor.copy(query) as copy:
                for data in copy:
                    out.write(data)
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        states = [list(row) for row in cursor.fetchall()]
    return {"columns": columns, "migrations": states}


def load(folder: Path, facts: dict[str, Any]) -> None:
    """Fill an empty database: tables as they were then, rows, counters."""
    from django.db import connection, transaction
    from django.db.migrations.executor import MigrationExecutor

    from luodi.office.journal import triggers

    executor = MigrationExecutor(connection)
    applied = {tuple(state) for state in facts["migrations"]}
    graph = executor.loader.graph
    executor.migrate(
        [node for node in graph.nodes if node in applied and not _followed(graph, node, applied)]
    )
    columns: dict[str, list[str]] = facts["columns"]
    with transaction.atomic():
        triggers.remove(connection)
        with connection.cursor() as cursor:
            tables = sql.SQL(", ").join(map(sql.Identifier, columns))
            cursor.execute(sql.SQL("TRUNCATE {} CASCADE").format(tables).as_string())
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for table, names in columns.items():
                query = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), _names(names))
                with (folder / f"{table}.copy").open("rb") as source, cursor.cursor.copy(query) as copy:
                    while data := source.read(2**20):
                        copy.write(data)
            _set_counters(cursor, columns)
        triggers.install(connection)


def _followed(graph: Any, node: tuple[str, str], applied: set[tuple[str, ...]]) -> bool:
    return any(child.key in applied and child.key[0] == node[0] for child in graph.node_map[node].children)


def _set_counters(cursor: Any, columns: dict[str, list[str]]) -> None:
    for table, names in columns.items():
        if "id" not in names:
            continue
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [f'"{table}"'])
        sequence = cursor.fetchone()[0]
        if sequence:
            top = sql.SQL("SELECT setval({}, coalesce(max(id), 1), max(id) IS NOT NULL) FROM {}")
            cursor.execute(top.format(sql.Literal(sequence), sql.Identifier(table)).as_string())


def _names(names: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))
