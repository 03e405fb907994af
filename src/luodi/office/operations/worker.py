"""The worker's process: takes tasks from the queue in the database, one after the other."""

from __future__ import annotations

import logging

from luodi.office.operations import lifeline

INTERVAL = 1.0
"""Seconds between looks at an empty queue."""


def main() -> None:
    lifeline.hold(grace=10.0)  # a task being done may take a while to end
    from luodi.office.operations.site import start

    start()
    from django.utils.crypto import get_random_string
    from django_tasks_db.management.commands.db_worker import Worker

    from luodi.office.documents.reading import requeue_stale
    from luodi.office.firms.assessing import give_up_stale

    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    worker = Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=INTERVAL,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=500,  # then a fresh process takes over: the readers of old formats leak
        worker_id=get_random_string(32),
    )
    worker.configure_signals()
    requeue_stale()  # what a worker before us was at when it died
    give_up_stale()
    worker.run()


if __name__ == "__main__":
    main()
