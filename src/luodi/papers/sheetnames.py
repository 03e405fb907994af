"""Names Excel accepts for its sheets.

At most 31 characters, none of []:*?/ or backslash, no apostrophe at either end, not "History", and no two that
differ in case only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from luodi.papers.safe import visible

LONGEST = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\n\t]")


def unique_names(names: Iterable[str]) -> list[str]:
    """The names, each made acceptable and different from the rest.

    >>> unique_names(["任务清单", "任务/清单", "", "任务清单"])
    ['任务清单', '任务 清单', '表', '任务清单（2）']
    """
    taken: set[str] = {"history"}
    out: list[str] = []
    for name in names:
        name = _FORBIDDEN.sub(" ", visible(name)).strip("' \t\u3000") or "表"
        candidate, count = _short(name, LONGEST), 1
        while candidate.casefold() in taken:
            count += 1
            tail = f"（{count}）"
            candidate = _short(name, LONGEST - len(tail)) + tail
        taken.add(candidate.casefold())
        out.append(candidate)
    return out


def _short(name: str, limit: int) -> str:
    """At most `limit` UTF-16 code units, which is how Excel counts."""
    return name.encode("utf-16-le")[: limit * 2].decode("utf-16-le", errors="ignore").rstrip("' ")
