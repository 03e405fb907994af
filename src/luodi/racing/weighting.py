"""Weights that are not given: equal, from the figures (entropy, principal component), from experts (AHP).

Each is told with the result, weight by weight. Only the given weights of a file are official by themselves.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from luodi.racing.exact import Value
from luodi.racing.spec import Branch, Indicator, Node, Race

Floats = npt.NDArray[np.float64]

# Mean consistency index of random judgements, by the number of things compared (Saaty 1980).
RANDOM_INDEX = (0.0, 0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
CONSISTENT = 0.10
STEP = 10**9
"""Weights from figures are rounded to this, so that they are exact from then on."""


def weights_of(race: Race, columns: Mapping[str, Sequence[Value]]) -> tuple[dict[str, Fraction], list[str]]:
    """Weights of the indicators by the race's rule, adding up to `full`, and what must be said about them.

    Raises ValueError where the rule cannot be followed: a matrix of the wrong size, figures that say nothing.
    """
    leaves = race.indicators()
    if race.weighting == "given":
        return {x.code: x.weight for x in leaves}, []
    if race.weighting == "equal":
        found, said = [1.0] * len(leaves), ["权重：各指标等权"]
    elif race.weighting == "expert":
        found, said = expert(race)
    else:
        points = np.array(
            [[np.nan if p is None else float(p) for p in columns[x.code]] for x in leaves], dtype=np.float64
        ).T
        if race.weighting == "loadings":
            return loadings(race, points)
        whole = points[~np.isnan(points).any(axis=1)]
        if len(whole) < 3:
            raise ValueError("数据不全的单位太多，无法由数据求权重；请补齐数据或改用给定权重")
        found, said = entropy(whole) if race.weighting == "entropy" else component(whole)
        lost = len(points) - len(whole)
        said += [f"求权重时未计数据不全的{lost}个单位"] if lost else []
    made = _exact(found, race.full)
    named = "、".join(f"{x.name} {float(w):.4g}" for x, w in zip(leaves, made, strict=True))
    return dict(zip((x.code for x in leaves), made, strict=True)), [*said, f"所用权重：{named}"]


def entropy(points: Floats) -> tuple[list[float], list[str]]:
    """熵值法: what tells units apart weighs more. Points are moved to start at zero where one is below it.

    Raises ValueError when all units are alike on every indicator.
    """
    moved = points - np.minimum(points.min(axis=0), 0)
    total = moved.sum(axis=0)
    share = np.divide(moved, total, out=np.zeros_like(moved), where=total > 0)
    logs = np.log(share, out=np.zeros_like(share), where=share > 0)
    order = -(share * logs).sum(axis=0) / math.log(len(points))
    tells = np.where(total > 0, np.maximum(0.0, 1 - order), 0.0)
    if tells.sum() <= 0:
        raise ValueError("各单位在所有指标上没有差别，熵值法求不出权重")
    return [float(w) for w in tells], ["权重：熵值法，由本期数据求得"]


def component(points: Floats) -> tuple[list[float], list[str]]:
    """主成分: squared loadings of the first component of the correlations; what does not vary weighs nothing.

    Raises ValueError when no two indicators vary.
    """
    varies = points.std(axis=0) > 0
    if varies.sum() < 2:
        raise ValueError("有差别的指标不足两个，主成分法求不出权重")
    values, vectors = np.linalg.eigh(np.corrcoef(points[:, varies], rowvar=False))
    loads = np.zeros(points.shape[1])
    loads[varies] = vectors[:, -1] ** 2
    part = values[-1] / values.sum() * 100
    return [float(w) for w in loads], [f"权重：主成分法，第一主成分解释{part:.1f}%的差异"]


def loadings(race: Race, points: Floats) -> tuple[dict[str, Fraction], list[str]]:
    """各组主成分载荷, as COINr's `get_PCA` weights: within each dimension of indicators the loadings of its first
    component, as they are; dimensions keep the weights they were given. They share out what the indicators of
    the dimension weigh together.

    A loading may come out below zero, which says that the indicator runs against the others: it is told.
    Raises ValueError where a dimension has too few whole rows, or its loadings cancel out.
    """
    made: dict[str, Fraction] = {}
    said: list[str] = []
    at = {x.code: n for n, x in enumerate(race.indicators())}
    queue: list[tuple[str, Sequence[Node]]] = [("", race.tree)]
    while queue:
        name, nodes = queue.pop(0)
        queue += [(node.name, node.children) for node in nodes if isinstance(node, Branch)]
        mine = [node for node in nodes if isinstance(node, Indicator)]
        if len(mine) < 2:
            made |= {leaf.code: leaf.weight for leaf in mine}
            continue
        part = points[:, [at[leaf.code] for leaf in mine]]
        whole = part[~np.isnan(part).any(axis=1)]
        if len(whole) < 3 or (whole.std(axis=0) == 0).any():
            raise ValueError(
                f"“{name or '全部指标'}”数据齐全的单位不足3个，或有指标没有差别，主成分载荷求不出权重"
            )
        _values, vectors = np.linalg.eigh(np.corrcoef(whole, rowvar=False))
        loads = vectors[:, -1]
        if abs(loads.sum()) < 1e-6:
            raise ValueError(f"“{name or '全部指标'}”的主成分载荷正负相抵，求不出权重；请改用别的定权办法")
        total = sum((leaf.weight for leaf in mine), Fraction(0))
        exact = [Fraction(round(float(w) * STEP**2), STEP**2) for w in loads / loads.sum()]
        made |= {leaf.code: w * total for leaf, w in zip(mine, exact, strict=True)}
        if (loads / loads.sum() < 0).any():
            names = "、".join(x.name for x, w in zip(mine, exact, strict=True) if w < 0)
            said.append(f"权重为负的指标：{names}（与同组其他指标相反，请核对方向）")
    named = "、".join(f"{x.name} {float(made[x.code]):.4g}" for x in race.indicators())
    return made, ["权重：各组第一主成分载荷，由本期数据求得", *said, f"所用权重：{named}"]


def expert(race: Race) -> tuple[list[float], list[str]]:
    """层次分析法: the principal eigenvector of the judgements, with its consistency ratio (Saaty 1980).

    The matrix compares the nodes of the first level; under a branch its own weights share out its part.
    Raises ValueError for a matrix of the wrong size, one that contradicts itself, or a ratio above 0.10.
    """
    nodes, rows = race.tree, race.judgements
    n = len(nodes)
    if len(rows) != n or any(len(row) != n for row in rows):
        raise ValueError(f"判断矩阵应为{n}行{n}列，与第一层的{n}个指标对应")
    for i in range(n):
        for j in range(n):
            if rows[i][j] <= 0 or rows[i][j] * rows[j][i] != 1:
                raise ValueError(f"判断矩阵第{i + 1}行第{j + 1}列与对称位置不互为倒数")
    values, vectors = np.linalg.eig(np.array([[float(v) for v in row] for row in rows]))
    first = int(np.argmax(values.real))
    vector = np.abs(vectors[:, first].real)
    index = (values[first].real - n) / (n - 1) if n > 1 else 0.0
    ratio = index / RANDOM_INDEX[min(n, 15)] if n > 2 else 0.0
    if ratio > CONSISTENT:
        raise ValueError(f"判断矩阵一致性比例{ratio:.3f}大于0.10，请专家重新比较")
    found: list[float] = []
    for node, share in zip(nodes, vector / vector.sum(), strict=True):
        found += [float(share) * part for part in _under(node)]
    return found, [f"权重：层次分析法，一致性比例{max(0.0, ratio):.3f}"]


def _under(node: Node) -> list[float]:
    """Parts of the indicators under a node, adding up to 1."""
    if isinstance(node, Indicator):
        return [1.0]
    whole = sum((c.weight for c in node.children), Fraction(0))
    return [float(c.weight / whole) * part for c in node.children for part in _under(c)]


def _exact(found: Sequence[float], full: Fraction) -> list[Fraction]:
    """Rounded to a milliardth of the whole, the rounding's rest on the largest, so that they add up."""
    whole = sum(found)
    parts = [Fraction(round(w / whole * STEP), STEP) * full for w in found]
    largest = max(range(len(parts)), key=lambda i: parts[i])
    parts[largest] += full - sum(parts, Fraction(0))
    return parts


def reweighted(race: Race, weights: Mapping[str, Fraction]) -> Race:
    """The same race with other weights of its indicators; a branch weighs what is under it."""

    def down(node: Node) -> Node:
        if isinstance(node, Indicator):
            return replace(node, weight=weights[node.code])
        children = tuple(down(c) for c in node.children)
        whole = sum((c.weight for c in children), Fraction(0))
        # loadings share out within a dimension only
        return replace(node, weight=node.weight if race.weighting == "loadings" else whole, children=children)

    return replace(race, tree=tuple(down(n) for n in race.tree))
