"""Nodes in order, and about how much work each is: what the writers of SQL decide by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from luodi.standards.compiling.nodes import Node

WEIGHTS = {"compare": 1, "times": 1, "add": 1, "is_unknown": 1, "one_of": 3, "case": 2, "given": 2, "real": 2,
           "real_op": 4, "size": 2, "floor_guess": 8, "contains": 20, "joined": 20, "to_whole": 20}  # fmt: skip
EXACT = 20
"""What a number of 38 digits weighs more."""

DEAR = 30
"""From this weight on a demand is better asked last."""


def in_order(roots: Iterable[Node]) -> list[Node]:
    """Every node once, what it needs before it."""
    out: list[Node] = []
    seen: set[int] = set()
    stack = [(root, False) for root in roots][::-1]
    while stack:
        node, ready = stack.pop()
        if ready:
            out.append(node)
        elif node.number not in seen:
            seen.add(node.number)
            stack.append((node, True))
            stack.extend((a, False) for a in node.args[::-1])
    return out


def weight(root: Node) -> int:
    """About how much work a node is for one firm, what it asks twice counted twice."""
    known: dict[int, int] = {}
    for node in in_order([root]):
        known[node.number] = weighed(node, known)
    return known[root.number]


def weighed(node: Node, known: Mapping[int, int]) -> int:
    """The weight of a node over those it needs."""
    own = WEIGHTS.get(node.op, 0) * (len(node.args) // 2 if node.op == "case" else 1)
    own += EXACT if node.kind == "big" else 0
    return min(own + sum(known[a.number] for a in node.args), 10**9)
