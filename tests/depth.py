"""How much is tried: enough for every change as a rule, all that was promised with FULL=1 (`FULL=1 make test`)."""

import os
from typing import TypeVar

T = TypeVar("T")
FULL = os.environ.get("FULL") == "1"


def depth(full: T, usual: T) -> T:
    return full if FULL else usual
