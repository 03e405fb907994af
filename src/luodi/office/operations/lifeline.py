"""Nothing is left behind: a child ends when the process that started it is gone, however that went.

The parent holds the writing end of a pipe and never writes; every child holds the reading end. The
kernel closes the writing end with the parent, even one that was killed, and the children's read
returns. Works wherever there are pipes, and for grandchildren as well.
"""

from __future__ import annotations

import os
import signal
import threading
import time

VARIABLE = "LIFELINE_FD"
GRACE = 3.0
"""Seconds between asking and ending."""


def open_pipe() -> tuple[int, int]:
    """(reading end for the children, writing end for the parent)."""
    reads, writes = os.pipe()  # neither is inherited unless it is passed on
    return reads, writes


def hold(grace: float = GRACE) -> None:
    """In a child: watch the pipe named by the environment, if there is one."""
    number = os.environ.get(VARIABLE)
    if number:
        threading.Thread(target=_watch, args=(int(number), grace), name="lifeline", daemon=True).start()


def _watch(reads: int, grace: float) -> None:
    try:
        while os.read(reads, 1):
            pass
    except OSError:
        return  # the pipe was not passed on: nobody to watch
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(grace)
    os._exit(1)
