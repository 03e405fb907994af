"""Up the tree: indicators to dimensions to the whole, and what each indicator adds to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from luodi.racing.combine import MEANS, Mean, copeland, outranking
from luodi.racing.exact import Value
from luodi.racing.spec import Indicator, Node, Race


@dataclass(slots=True)
class Tree:
    """One unit's score, the scores of its dimensions, and what each indicator adds to the score.

    For sums and arithmetic means the additions make up the score exactly. For other means, where no such
    division exists, an addition is what the score would lose without the indicator.
    """

    score: Value
    branches: dict[str, Value]
    adds: dict[str, Fraction]


def totals(
    race: Race, columns: Mapping[str, Sequence[Value]], weights: Mapping[str, Fraction], units: int
) -> list[Tree]:
    """The tree of every unit. `columns`: points by indicator; `weights`: of indicators, by code."""
    rows = [{code: column[i] for code, column in columns.items()} for i in range(units)]
    if race.aggregation in ("copeland", "outranking"):
        duel = copeland if race.aggregation == "copeland" else outranking
        parts = shares(race.tree, weights)
        won = duel(list(parts.values()), [columns[code] for code in parts])
        return [Tree(score, {}, {}) for score in won]
    if race.aggregation == "sum":
        return [_sum(race.tree, row, weights) for row in rows]
    if race.aggregation == "arithmetic":
        return [_arithmetic(race.tree, row, weights) for row in rows]
    return [_other(race, row, weights) for row in rows]


def weight(node: Node, weights: Mapping[str, Fraction]) -> Fraction:
    """A node's own weight; an indicator's may have been replaced."""
    return weights[node.code] if isinstance(node, Indicator) else node.weight


def shares(
    nodes: Sequence[Node], weights: Mapping[str, Fraction], mine: Fraction = Fraction(1)
) -> dict[str, Fraction]:
    """Each indicator's part of the whole, down the tree."""
    whole = sum((weight(n, weights) for n in nodes), Fraction(0))
    made: dict[str, Fraction] = {}
    for node in nodes:
        part = mine * weight(node, weights) / whole if whole else Fraction(0)
        if isinstance(node, Indicator):
            made[node.code] = part
        else:
            made |= shares(node.children, weights, part)
    return made


def _sum(nodes: Sequence[Node], row: Mapping[str, Value], weights: Mapping[str, Fraction]) -> Tree:
    """Σ weight × points / 100. What is left out hands its weight to what stands beside it, in proportion."""
    made = Tree(None, {}, {})
    there: list[tuple[Node, Fraction, dict[str, Fraction]]] = []
    for node in nodes:
        if isinstance(node, Indicator):
            points = row[node.code]
            if points is not None:
                part = weights[node.code] * points / 100
                there.append((node, part, {node.code: part}))
            continue
        below = _sum(node.children, row, weights)
        made.branches |= {**below.branches, node.code: below.score}
        if below.score is not None:
            there.append((node, below.score, below.adds))
    if there:
        full = sum((weight(n, weights) for n in nodes), Fraction(0))
        has = sum((weight(n, weights) for n, _part, _adds in there), Fraction(0))
        stretch = full / has if has else Fraction(1)
        made.score = stretch * sum((part for _n, part, _adds in there), Fraction(0))
        made.adds = {code: stretch * add for _n, _part, adds in there for code, add in adds.items()}
    return made


def _arithmetic(nodes: Sequence[Node], row: Mapping[str, Value], weights: Mapping[str, Fraction]) -> Tree:
    """Weighted mean over what is there, at every level."""
    made = Tree(None, {}, {})
    there: list[tuple[Fraction, Fraction, dict[str, Fraction]]] = []
    for node in nodes:
        if isinstance(node, Indicator):
            points = row[node.code]
            score, adds = points, {} if points is None else {node.code: points}
        else:
            below = _arithmetic(node.children, row, weights)
            made.branches |= {**below.branches, node.code: below.score}
            score, adds = below.score, below.adds
        if score is not None and weight(node, weights) > 0:
            there.append((weight(node, weights), score, adds))
    if there:
        whole = sum((w for w, _score, _adds in there), Fraction(0))
        made.score = sum((w * score for w, score, _adds in there), Fraction(0)) / whole
        made.adds = {code: w / whole * add for w, _score, adds in there for code, add in adds.items()}
    return made


def _other(race: Race, row: Mapping[str, Value], weights: Mapping[str, Fraction]) -> Tree:
    mean = MEANS[race.aggregation]
    branches: dict[str, Value] = {}
    score = _up(race, mean, race.tree, row, weights, branches)
    adds = {}
    if score is not None:
        for code, points in row.items():
            if points is not None:
                rest = _up(race, mean, race.tree, {**row, code: None}, weights, {})
                adds[code] = score - rest if rest is not None else score
    return Tree(score, branches, adds)


def _up(
    race: Race,
    mean: Mean,
    nodes: Sequence[Node],
    row: Mapping[str, Value],
    weights: Mapping[str, Fraction],
    branches: dict[str, Value],
) -> Value:
    there: list[tuple[Fraction, Fraction]] = []
    for node in nodes:
        if isinstance(node, Indicator):
            score = row[node.code]
        else:
            score = branches[node.code] = _up(race, mean, node.children, row, weights, branches)
        if score is not None and weight(node, weights) > 0:
            there.append((weight(node, weights), score))
    return mean(there, race.power) if there else None
