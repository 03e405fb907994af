"""How a figure bounds what it measures: >= <= = + x (ruling C15)."""

from __future__ import annotations

import re

from luodi.finding.indicators import Reading
from luodi.finding.links import LINKS
from luodi.finding.quantities import Quantity

# 低于全省平均水平0.4个百分点: the sign of a gap stands before what it is measured against.
_GAP = re.compile(r"(?P<down>低于|落后于?|少于|差于)|(?P<up>高于|高出|超出|领先于?|多于|快于|优于)")
# 不足全省的十分之一, 超过全国平均水平的一半
_BASE = re.compile(r"(?:(?P<less>不足|不到|未达)|超过|超)(?=全[国省市县区]|[^，]{2,10}(?:平均|同期))")
# 优秀者不超过参评总数的两成: the bound stands before the base, which 的 ties to the figure.
BOUND_OF_BASE = re.compile(
    r"(?:(?P<less>不足|不到|未达|不超过|不得超过|不高于|低于|少于)|超过|不低于|不少于|不得低于|不得少于|高于)(?=[^，]{2,14}$)"
)


def comparator(text: str, reading: Reading, q: Quantity, change: bool = False) -> tuple[str, int]:
    """The comparator, and the sign that a change has.

    `change` says that the figure is the far end of 由A提高到B, which sets a level.
    """
    if q.kind == "double":
        return "x", 1
    if q.unit == "个百分点":
        gap = _GAP.search(text, reading.start, reading.end) or _GAP.search("".join(reading.words))
        if gap:
            return "+", -1 if gap["down"] else 1
    sign = 0 if change else _growth(reading)
    if sign:
        return "+", sign
    if q.kind == "times":
        return "x", 1
    return _bound(text, reading, q), 1


def _bound(text: str, reading: Reading, q: Quantity) -> str:
    """The words behind the figure count before those in front of it: 突破…左右 is =."""
    if q.bound:
        return q.bound
    said = _BASE.search(text, reading.start, reading.end) if q.kind == "share" else None
    if said is None and q.kind == "share" and text[q.start - 1 : q.start] == "的":
        said = BOUND_OF_BASE.search(text[reading.start : reading.end])
    if said is not None:
        return "<=" if said["less"] else ">="
    if "ge" in reading.roles:
        return ">="
    if "le" in reading.roles or "控制在" in reading.words:
        return "<="
    return "="


def _growth(reading: Reading) -> int:
    """+1 when the links say growth, -1 for decline, 0 when they set a level.

    提高到 is one link, and a level; 增长 … 不低于 is growth; 增速 may stay in the indicator's name.
    """
    if reading.roles & {"grows", "shrinks"}:
        return -1 if "shrinks" in reading.roles else 1
    for word in reading.words:
        if LINKS[word] in ("up", "down"):
            return 1 if LINKS[word] == "up" else -1
    return 0


def bounded(said: str, bound: str | None) -> str:
    """A bound behind the last of several figures (450家、150家以上) holds for all of them."""
    return bound if bound and said == "=" else said
