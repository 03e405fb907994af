"""The web server's process: gunicorn on a socket that is open already.

Threads, not one request at a time: a report sent from a phone over a slow line must hold up nobody
else, and two processes are soon full of such.
"""

from __future__ import annotations

import argparse
import os
from threading import Thread
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from luodi.office.operations import lifeline

THREADS = 4


class Site(BaseApplication):
    """gunicorn with the office in it, loaded before the workers are forked, so that they share it."""

    def __init__(self, socket: int, workers: int, threads: int = THREADS):
        self.given = {
            "bind": f"fd://{socket}",
            "workers": workers,
            "worker_class": "gthread" if threads > 1 else "sync",
            "threads": threads,
            "preload_app": True,
            "timeout": 120,
            "graceful_timeout": 10,
            "keepalive": 5,
            "max_requests": 20_000,  # whatever leaks, leaks no further
            "max_requests_jitter": 2_000,
            "loglevel": "warning",
            "proc_name": "luodi",
            "post_fork": _after_fork,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.given.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from django.db import connections
        from django.urls import get_resolver

        from luodi.office.wsgi import application

        get_resolver().reverse_dict  # noqa: B018 - every view: the first request needs them, the forks share them
        connections.close_all()  # a connection must not be shared between forks
        return application


def _after_fork(_server: object, _worker: object) -> None:
    lifeline.hold()
    Thread(target=_make_ready, name="warming", daemon=True).start()


def _make_ready() -> None:
    """Pages first; the standards take seconds to read, and whoever opens a firm's page should not wait for them."""
    from luodi.office.firms import rules
    from luodi.office.operations import warming

    warming.warm()
    rules.catalogue()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--socket", type=int, required=True)
    parser.add_argument("--workers", type=int, required=True)
    parser.add_argument("--threads", type=int, default=THREADS)
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luodi.office.settings")
    lifeline.hold()
    Site(given.socket, given.workers, given.threads).run()


if __name__ == "__main__":
    main()
