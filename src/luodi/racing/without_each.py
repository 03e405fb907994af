"""What each indicator does to the places: the race without it, its weight shared out among the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from luodi.racing.exact import Value
from luodi.racing.lines import Cell, Line
from luodi.racing.placing import add_extras, place
from luodi.racing.running import Result, run
from luodi.racing.spec import Branch, Indicator, Node, Race
from luodi.racing.sums import Sums
from luodi.racing.tree import totals
from luodi.racing.values import Values
from luodi.racing.weighting import reweighted, weights_of


@dataclass(frozen=True, slots=True)
class Without:
    """The race without one indicator: places gained (above zero) or lost by unit, and their average size.

    A unit without a place on either side is left out of `rises`."""

    code: str
    name: str
    rises: dict[str, int]
    places: dict[str, int | None]

    @property
    def shift(self) -> Fraction:
        """Average places moved, up or down."""
        if not self.rises:
            return Fraction(0)
        return Fraction(sum(abs(r) for r in self.rises.values()), len(self.rises))


def without_each(race: Race, values: Values) -> list[Without]:
    """Every indicator left out in turn. Raises ValueError for rules with a single indicator."""
    if len(race.indicators()) < 2:
        raise ValueError("规则只有一个指标，去掉以后没有可比的")
    whole = run(race, values)
    before = {line.unit: line.place for line in whole.lines}
    points = {x.code: [line.cells[x.code].points for line in whole.lines] for x in race.indicators()}
    sums = Sums(points)
    made = []
    for leaf in race.indicators():
        rest = {code: column for code, column in points.items() if code != leaf.code}
        after = _placed(left_out(race, leaf.code), values, rest, whole, sums)
        rises = {u: b - a for u, b in before.items() if b is not None and (a := after[u]) is not None}
        made.append(Without(leaf.code, leaf.name, rises, after))
    return made


def _placed(
    race: Race, values: Values, points: Mapping[str, Sequence[Value]], whole: Result, sums: Sums
) -> dict[str, int | None]:
    """The places with other weights over the same points, which no indicator left out has changed."""
    weights, _said = weights_of(race, points)
    if race.weighting != "given":
        race = reweighted(race, weights)
    branches: list[dict[str, Value]] = [{} for _line in whole.lines]
    if race.adding and points.keys() >= set(race.ties):
        scores = sums.scores(race, weights)
    else:  # means that do not add up, and dimensions that break ties, are worked out whole
        trees = totals(race, points, weights, len(whole.lines))
        scores, branches = [tree.score for tree in trees], [tree.branches for tree in trees]
    lines = []
    for i, old in enumerate(whole.lines):
        cells = {code: Cell(None, points[code][i]) for code in race.ties if code in points}
        line = Line(old.unit, old.group, cells, branches[i], {}, scores[i], scores[i])
        add_extras(race, values, line, i)
        lines.append(line)
    place(race, values, lines)
    return {line.unit: line.place for line in lines}


def left_out(race: Race, code: str) -> Race:
    """The rules without an indicator; the rest of its branch takes its weight in proportion, and where the
    branch is empty the other branches do. A tie-break by it is dropped."""
    if race.weighting == "expert":
        raise ValueError("层次分析法的判断矩阵对应全部指标，不能去掉一个")

    def stretched(nodes: Sequence[Node], whole: Fraction) -> tuple[Node, ...]:
        has = sum((n.weight for n in nodes), Fraction(0))
        part = whole / has if has else Fraction(1)
        return tuple(_times(n, part) for n in nodes)

    def down(nodes: Sequence[Node]) -> tuple[Node, ...]:
        whole = sum((n.weight for n in nodes), Fraction(0))
        kept: list[Node] = []
        for node in nodes:
            if isinstance(node, Branch):
                children = down(node.children)
                if children:
                    kept.append(replace(node, children=children))
            elif node.code != code:
                kept.append(node)
        return tuple(kept) if len(kept) == len(nodes) else stretched(kept, whole)

    def _times(node: Node, part: Fraction) -> Node:
        if isinstance(node, Indicator) or race.weights != "points":
            return replace(node, weight=node.weight * part)
        return replace(
            node, weight=node.weight * part, children=tuple(_times(c, part) for c in node.children)
        )

    tree = down(race.tree)
    codes = _codes(tree)
    return replace(race, tree=tree, ties=tuple(t for t in race.ties if t in codes))


def _codes(nodes: Sequence[Node]) -> set[str]:
    found = {n.code for n in nodes}
    for node in nodes:
        if isinstance(node, Branch):
            found |= _codes(node.children)
    return found
