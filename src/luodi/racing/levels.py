"""Ways of making a score that differ from level to level or from dimension to dimension."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from luodi.lined import Part, number
from luodi.racing.combine import TITLES
from luodi.racing.spec import Branch, Node

WHOLE = ("sum", *(t for t in TITLES if t != "sum"))
"""What the whole of a race may be made by."""
LEVEL = tuple(t for t in WHOLE if t != "sum")
"""What a level or a dimension may be made by: points already weighed cannot be added up in the middle."""


def aggregation(root: Part, nodes: tuple[Node, ...]) -> tuple[str, tuple[Node, ...]]:
    """The whole's aggregation; a list gives one for each level, from the indicators up, and goes to the nodes."""
    if not isinstance(root.plain("aggregation"), list):
        return root.choice("aggregation", WHOLE, "sum"), nodes
    given = [str(word) for word in root.plain("aggregation")]
    line = root.lines["aggregation"]
    for word in given:
        if word not in LEVEL:
            root.fault(f"aggregation 的“{word}”不能用于一层，可用：{'、'.join(LEVEL)}", line)
    high = _height(root, nodes, "aggregation", len(given))
    if high is None or any(word not in LEVEL for word in given):
        return "arithmetic", nodes
    return given[-1], _down(nodes, given[:-1], "aggregation")


def threshold(root: Part, nodes: tuple[Node, ...]) -> tuple[Fraction | None, tuple[Node, ...]]:
    """The whole's `data_threshold`; a list gives one for each level, from the indicators up."""
    if not isinstance(root.plain("data_threshold"), list):
        return _share(root), nodes
    words = root.plain("data_threshold")
    line = root.lines["data_threshold"]
    try:
        given = [number(word) for word in words]
    except (ValueError, TypeError):
        root.fault("data_threshold 的每一层应是 0 到 1 之间的数", line)
        return None, nodes
    if any(not 0 <= share <= 1 for share in given):
        root.fault("data_threshold 的每一层应是 0 到 1 之间的数", line)
        return None, nodes
    if _height(root, nodes, "data_threshold", len(given)) is None:
        return None, nodes
    return given[-1], _down(nodes, given[:-1], "threshold")


def own(part: Part) -> tuple[str, Fraction | None, Fraction | None]:
    """What a dimension says of itself: aggregation, power, threshold."""
    how = part.choice("aggregation", ("", *LEVEL), "")
    power = part.number("power")
    if power is not None and how != "generalised":
        part.fault("power 只用于 aggregation: generalised，请删去", part.lines["power"])
    return how, power, _share(part)


def _share(part: Part) -> Fraction | None:
    given = part.number("data_threshold")
    if given is not None and not 0 <= given <= 1:
        part.fault("data_threshold 应在 0 到 1 之间", part.lines["data_threshold"])
        return None
    return given


def _height(root: Part, nodes: Sequence[Node], key: str, given: int) -> int | None:
    """How many levels are made; None and a fault where a list does not fit them."""
    heights = {_deep(node) for node in nodes}
    if len(heights) > 1:
        root.fault(f"指标的层数不一，{key} 不能按层写；请写在各维度里", root.lines[key])
        return None
    high = heights.pop() + 1 if heights else 1
    if -1 in {_deep(node) for node in nodes}:
        root.fault(f"指标的层数不一，{key} 不能按层写；请写在各维度里", root.lines[key])
        return None
    if high != given:
        root.fault(f"{key} 写了{given}层，指标到总分共{high}层，应从最下一层写起", root.lines[key])
        return None
    return high


def _deep(node: Node) -> int:
    """Levels under a node; -1 where its branches are not of one height."""
    if not isinstance(node, Branch):
        return 0
    below = {_deep(child) for child in node.children}
    return -1 if len(below) != 1 or -1 in below else below.pop() + 1


def _down(nodes: tuple[Node, ...], given: Sequence[object], field: str) -> tuple[Node, ...]:
    """Each level's word to its nodes; what a dimension says of itself stands."""
    made: list[Node] = []
    for node in nodes:
        if isinstance(node, Branch):
            node = replace(node, children=_down(node.children, given[:-1], field))
            if getattr(node, field) in ("", None):
                node = replace(node, **{field: given[-1]})  # type: ignore[arg-type]
        made.append(node)
    return tuple(made)
