"""Up the tree: indicators to dimensions to the whole, and what each indicator adds to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from luodi.racing.combine import DUELS, MEANS
from luodi.racing.exact import Value
from luodi.racing.spec import Branch, Indicator, Node, Race, branches


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
    duels = {race.aggregation, *(node.aggregation for node in branches(race.tree))} & DUELS.keys()
    if duels and race.layered:
        made: dict[str, list[Value]] = {}
        scores = _columns(race, race.tree, None, columns, weights, made)
        return [
            Tree(score, {c: column[i] for c, column in made.items()}, {}) for i, score in enumerate(scores)
        ]
    if duels:
        parts = shares(race.tree, weights)
        won = DUELS[race.aggregation](list(parts.values()), [columns[code] for code in parts])
        return [Tree(score, {}, {}) for score in won]
    if race.aggregation == "sum":
        return [_sum(race.tree, row, weights) for row in rows]
    if race.adding:
        return [_arithmetic(race, race.tree, None, row, weights) for row in rows]
    return [_other(race, row, weights) for row in rows]


def lacking(race: Race, node: Branch | None, there: int, whole: int) -> bool:
    """Whether too little of what stands under a node is there for it to have a score (COINr's `dat_thresh`):
    heads are counted, not weights."""
    threshold = race.threshold if node is None or node.threshold is None else node.threshold
    return not there or (threshold is not None and there < threshold * whole)


def _columns(
    race: Race,
    nodes: Sequence[Node],
    branch: Branch | None,
    columns: Mapping[str, Sequence[Value]],
    weights: Mapping[str, Fraction],
    made: dict[str, list[Value]],
) -> list[Value]:
    """A node's score for all units at once, as duels within a level need it."""
    under: list[Sequence[Value]] = []
    for node in nodes:
        if isinstance(node, Indicator):
            under.append(columns[node.code])
        else:
            made[node.code] = _columns(race, node.children, node, columns, weights, made)
            under.append(made[node.code])
    own = [weight(node, weights) for node in nodes]
    how, power = _how(race, branch)
    rows = list(zip(*under, strict=True))
    if how in DUELS:
        scores = DUELS[how](own, under)
    else:
        scores = []
        for row in rows:
            pairs = [(w, x) for w, x in zip(own, row, strict=True) if x is not None and w]
            scores.append(MEANS[how](pairs, power) if pairs else None)
    if how == "coinr_copeland":  # gives a score even to a unit that has nothing
        return scores
    there = [sum(x is not None for x in row) for row in rows]
    return [None if lacking(race, branch, n, len(nodes)) else s for n, s in zip(there, scores, strict=True)]


def _how(race: Race, branch: Branch | None) -> tuple[str, Fraction]:
    """The aggregation under a node and its own number."""
    if branch is None:
        return race.aggregation, race.power
    power = race.power if branch.power is None else branch.power
    return branch.aggregation or race.aggregation, power


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


def _arithmetic(
    race: Race,
    nodes: Sequence[Node],
    branch: Branch | None,
    row: Mapping[str, Value],
    weights: Mapping[str, Fraction],
) -> Tree:
    """Weighted mean over what is there, at every level."""
    made = Tree(None, {}, {})
    count = 0
    there: list[tuple[Fraction, Fraction, dict[str, Fraction]]] = []
    for node in nodes:
        if isinstance(node, Indicator):
            points = row[node.code]
            score, adds = points, {} if points is None else {node.code: points}
        else:
            below = _arithmetic(race, node.children, node, row, weights)
            made.branches |= {**below.branches, node.code: below.score}
            score, adds = below.score, below.adds
        count += score is not None
        if score is not None and weight(node, weights):
            there.append((weight(node, weights), score, adds))
    if there and not lacking(race, branch, count, len(nodes)):
        whole = sum((w for w, _score, _adds in there), Fraction(0))
        made.score = sum((w * score for w, score, _adds in there), Fraction(0)) / whole
        made.adds = {code: w / whole * add for w, _score, adds in there for code, add in adds.items()}
    return made


def _other(race: Race, row: Mapping[str, Value], weights: Mapping[str, Fraction]) -> Tree:
    found: dict[str, Value] = {}
    score = _up(race, race.tree, None, row, weights, found)
    adds = {}
    if score is not None:
        for code, points in row.items():
            if points is not None:
                rest = _up(race, race.tree, None, {**row, code: None}, weights, {})
                adds[code] = score - rest if rest is not None else score
    return Tree(score, found, adds)


def _up(
    race: Race,
    nodes: Sequence[Node],
    branch: Branch | None,
    row: Mapping[str, Value],
    weights: Mapping[str, Fraction],
    found: dict[str, Value],
) -> Value:
    there: list[tuple[Fraction, Fraction]] = []
    count = 0
    for node in nodes:
        if isinstance(node, Indicator):
            score = row[node.code]
        else:
            score = found[node.code] = _up(race, node.children, node, row, weights, found)
        count += score is not None
        if score is not None and weight(node, weights):
            there.append((weight(node, weights), score))
    if not there or lacking(race, branch, count, len(nodes)):
        return None
    how, power = _how(race, branch)
    return MEANS[how](there, power)
