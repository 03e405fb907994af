"""Starting Django for a command: the settings, the threads, and whether there is an office at all."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from luodi.office import home
from luodi.office.operations.troubles import Trouble

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
"""Several processes share the cores: a library that took all of them for each would slow everybody."""

INIT_FIRST = "请先运行 luodi init。"


def start() -> None:
    """Configure Django once for this process."""
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luodi.office.settings")
    import django

    try:
        django.setup()
    except ValueError as error:  # DATABASE_URL or LUODI_IDLE_MINUTES that cannot be read
        raise Trouble(f"设置有误：{error}。", "请核对环境变量（见 luodi --help）。") from error


def start_office() -> None:
    """Configure Django and see to it that the home and its database are there and current."""
    start()
    need_home()
    need_database()
    if pending := pending_migrations():
        raise Trouble(
            f"数据库还没有升级到本版本（差{len(pending)}步）。",
            "请先备份（luodi backup），再运行 luodi init 升级。",
        )


def need_home() -> None:
    if not (home.home() / "secret-key").exists():
        raise Trouble(f"{home.home()} 里还没有办公室。", f"{INIT_FIRST}数据在别处时，用 LUODI_HOME 指明。")


def need_database() -> None:
    """Reach the database, or say why not."""
    from django.db import connection
    from django.db.utils import Error

    if connection.vendor == "sqlite" and not Path(str(connection.settings_dict["NAME"])).exists():
        raise Trouble(f"{connection.settings_dict['NAME']} 不存在。", INIT_FIRST)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (Error, sqlite3.Error) as error:
        raise Trouble(f"连不上数据库：{first_line(error)}。", "请核对 DATABASE_URL 和数据库服务。") from error


def pending_migrations() -> list[str]:
    """What the code expects of the database and the database has not got."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def unknown_migrations() -> list[str]:
    """What the database has and the code does not know: it was made by a newer version."""
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    ours = {config.label for config in apps.get_app_configs()}
    return sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in ours and (app, name) not in loader.disk_migrations
    )


def first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip("。.")
