"""`luodi demo`: a home, a database and the demonstration in it, once."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from luodi.office import home
from luodi.office.operations import opening, site
from luodi.office.operations.troubles import Trouble

Progress = Callable[[int, int], None]


def open_demo(progress: Progress | None = None) -> list[tuple[str, str, str]]:
    """Make whatever is missing; answers (who, login, password) for each role.

    A demonstration killed while it was made is begun anew: its home says that it was one.
    """
    opening.make_folder()
    unfinished = home.home() / "demo-unfinished"
    if unfinished.exists() and not site_is_remote():
        for path in home.home().glob(f"{home.database().name}*"):
            path.unlink()
        shutil.rmtree(home.files(), ignore_errors=True)
    home.make_secret_key()
    opening.upgrade()
    from luodi.office.demo import build
    from luodi.office.journal.clock import today

    if not build.is_empty():
        found = build.signins()
        if not found:
            raise Trouble(
                f"{home.home()} 里已有办公室，不是演示。",
                "请用 LUODI_HOME 指明一个空文件夹，再运行 luodi demo。",
            )
        return found
    unfinished.touch()
    build.build(today(), progress)
    unfinished.unlink()
    return build.signins()


def site_is_remote() -> bool:
    """Whether the database is not in the home, so that removing the home would not empty it."""
    site.start()
    from django.db import connection

    return connection.vendor != "sqlite"
