"""The cheapest combination of levels of many groups, where there are too many combinations to look at each.

Two groups are made one, and of all ways to the same points only the cheapest is kept, with a number whose digits say
which level each group stands at; so on until one is left. Points from which the groups still to come cannot
suffice are dropped, and more points than can be needed count as those that are: few different points remain.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from luodi.standards.compiling.nodes import Graph, Node

NEVER = 10**18
DIGIT = 64
MOST_COMBINATIONS = 300

Points = tuple[int, ...]
States = dict[Points, tuple[Node, Node]]
"""Points of each need -> the key of the cheapest way there, and the number that says which it is."""


class TooManyError(ValueError):
    """More different points than are worth writing out."""


@dataclass(slots=True)
class Joining:
    """`needs`: the least points of each need; `fixed`: the points a firm has of itself towards it."""

    graph: Graph
    needs: Sequence[int]
    fixed: Sequence[Node]

    def cheapest(self, groups: Sequence[Sequence[tuple[Points, Node]]]) -> tuple[Node, list[Node]]:
        """The least key that meets all needs (NEVER where none does), and the level each group stands at.

        Groups are given as the points and the key of each level.
        """
        graph = self.graph
        if any(len(group) > DIGIT for group in groups):
            raise TooManyError(f"一组补差办法超过{DIGIT}档")
        tops = tuple(max(0, n - _least(have)) for n, have in zip(self.needs, self.fixed, strict=True))
        tables: list[States] = []
        for place, group in enumerate(groups):
            table: States = {}
            for index, (points, key) in enumerate(group):
                there = tuple(map(min, points, tops))
                self.put(table, there, (key, graph.whole(index * DIGIT**place)))
            tables.append(table)
        while len(tables) > 1:
            tables = self.joined(tables, tops)
        best = (graph.whole(NEVER), graph.whole(0))
        for points, (key, code) in tables[0].items():
            enough = [
                graph.compare(">=", graph.add(have, graph.whole(p)), graph.whole(need))
                for p, have, need in zip(points, self.fixed, self.needs, strict=True)
            ]
            reached = graph.case([(graph.both(*enough), key)], graph.whole(NEVER))
            best = self.cheaper((reached, code), best)
        return best[0], list(self.digits(best[1], len(groups)))

    def joined(self, tables: list[States], tops: Points) -> list[States]:
        """Two tables made one: those that together have the fewest different points."""
        most = [tuple(max((p[i] for p in t), default=0) for i in range(len(tops))) for t in tables]

        def ways(a: int, b: int) -> dict[Points, list[tuple[Points, Points]]]:
            coming = [
                have.bound + sum(m[i] for n, m in enumerate(most) if n not in (a, b))
                for i, have in enumerate(self.fixed)
            ]
            found: dict[Points, list[tuple[Points, Points]]] = {}
            for p, q in itertools.product(tables[a], tables[b]):
                there = tuple(min(x + y, top) for x, y, top in zip(p, q, tops, strict=True))
                if all(x + c >= n for x, c, n in zip(there, coming, self.needs, strict=True)):
                    found.setdefault(there, []).append((p, q))
            return found

        pairs = {pair: ways(*pair) for pair in itertools.combinations(range(len(tables)), 2)}
        a, b = min(pairs, key=lambda pair: (len(pairs[pair]), sum(map(len, pairs[pair].values()))))
        if len(pairs[a, b]) > MOST_COMBINATIONS:
            raise TooManyError(f"得分组合有{len(pairs[a, b])}种")
        table: States = {}
        for there, found in pairs[a, b].items():
            for p, q in found:
                (key, code), (other, more) = tables[a][p], tables[b][q]
                self.put(table, there, (self.graph.add(key, other), self.graph.add(code, more)))
        return [table, *(t for n, t in enumerate(tables) if n not in (a, b))]

    def put(self, table: States, there: Points, way: tuple[Node, Node]) -> None:
        table[there] = self.cheaper(table[there], way) if there in table else way

    def cheaper(self, one: tuple[Node, Node], other: tuple[Node, Node]) -> tuple[Node, Node]:
        graph, first = self.graph, self.graph.compare("<=", one[0], other[0])
        return graph.case([(first, one[0])], other[0]), graph.case([(first, one[1])], other[1])

    def digits(self, code: Node, count: int) -> Sequence[Node]:
        """The digits of the number, the first group's being the last."""
        graph, out = self.graph, []
        for _ in range(count):
            rest = graph.floor(code, DIGIT)
            out.append(graph.add(code, graph.scaled(rest, -DIGIT)))
            code = rest
        return out


def _least(node: Node) -> int:
    """What the points a firm has of itself are at least."""
    match node.op:
        case "whole":
            return int(str(node.payload))
        case "case":
            return min(map(_least, [*node.args[1::2], node.args[-1]]))
        case "add":
            return sum(map(_least, node.args))
        case _:
            return 0
