"""The cheapest combination of levels, joined two groups at a time: as looking at each combination finds it."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from luodi.standards.compiling.nodes import Node
from luodi.standards.routes import joining
from luodi.standards.routes.joining import NEVER, Joining, TooManyError
from luodi.standards.routes.table import _Whole
from luodi.standards.routes.vectors import _Program

ROWS = 40


@pytest.mark.parametrize("seed", range(25))
def test_as_looking_at_each_combination(seed: int) -> None:
    draw, graph = random.Random(seed), _Whole()
    needs = [draw.choice([10, 15, 20, 40, 60]) for _ in range(draw.randint(1, 3))]
    groups = [
        [
            (tuple(draw.choice([0, 0, 5, 10, 20]) for _ in needs), graph.column(f"k{g}_{n}", "int", 10**12))
            for n in range(draw.randint(1, 5))
        ]
        for g in range(draw.randint(1, 4))
    ]
    own = graph.case([(graph.column("own", "bool"), graph.whole(10))], graph.whole(5))
    fixed = [draw.choice([own, graph.whole(0), graph.whole(5)]) for _ in needs]
    key, levels = Joining(graph, needs, fixed).cheapest(groups)

    cells = np.random.default_rng(seed)
    program = _Program.of([key, *levels])
    columns: dict[str, np.ndarray] = {"own": cells.random(ROWS) < 0.5}
    columns |= {str(k.payload): cells.integers(0, 1000, ROWS) for g in groups for _, k in g}
    inputs: dict[int, tuple[np.ndarray, None]] = {
        n.number: (columns[str(n.payload)], None) for n in program.leaves
    }
    (keys, _), *stands = program.run(inputs, ROWS)

    def points(have: Node, row: int) -> int:
        return int(str(have.payload)) if have.op == "whole" else 10 if columns["own"][row] else 5

    for row in range(ROWS):
        costs = {}
        for ways in itertools.product(*(range(len(g)) for g in groups)):
            sums = [
                points(h, row) + sum(g[w][0][i] for g, w in zip(groups, ways, strict=True))
                for i, h in enumerate(fixed)
            ]
            if all(s >= n for s, n in zip(sums, needs, strict=True)):
                costs[ways] = sum(
                    int(columns[str(g[w][1].payload)][row]) for g, w in zip(groups, ways, strict=True)
                )
        assert keys[row] == min(costs.values(), default=NEVER)
        if costs:
            assert costs[tuple(int(s[0][row]) for s in stands)] == keys[row]


def test_few_points_are_kept_of_very_many_combinations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four groups of 3, 5, 5 and 25 levels: 1,875 combinations, and few steps."""
    graph = _Whole()
    sizes = {"debt": 3, "ip": 5, "rd": 5}
    groups = [
        [
            ((5 * n * (g != "debt"), 5 * n * (g == "debt"), 0, 5 * n), graph.column(f"{g}{n}", "int", 10**12))
            for n in range(size)
        ]
        for g, size in sizes.items()
    ]
    groups.append(
        [
            ((0, 5 * a, 5 * b, 5 * (a + b)), graph.column(f"main{a}{b}", "int", 10**12))
            for a in range(5)
            for b in range(5)
        ]
    )
    key, _ = Joining(graph, (20, 15, 15, 60), [graph.whole(0)] * 4).cheapest(groups)
    assert len(_Program.of([key]).order) < 700
    monkeypatch.setattr(joining, "MOST_COMBINATIONS", 1)
    with pytest.raises(TooManyError, match="得分组合有"):
        Joining(graph, (20, 15, 15, 60), [graph.whole(0)] * 4).cheapest(groups)
