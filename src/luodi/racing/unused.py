"""What stands in a race's file and would do nothing is a fault: no option is ever silently not applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from luodi.lined import Part
from luodi.racing.combine import DUELS
from luodi.racing.normalise import NORMALISERS
from luodi.racing.spec import Branch, Race, branches


def tell_unused(root: Part, race: Race) -> None:
    """Faults for keys of the whole that have no effect beside the others, or contradict them."""
    leaves = race.indicators()

    def idle(key: str, what: str, only_if: bool) -> None:
        if root.has(key) and only_if:
            root.fault(what, root.lines[key])

    grouped = bool(race.groups or race.group_column)
    dimensions = list(branches(race.tree))
    ways = {race.aggregation, *(d.aggregation for d in dimensions)}
    idle("power", "power 只用于 aggregation: generalised，请删去", "generalised" not in ways)
    _tell_levels(root, race, dimensions)
    idle("judgements", "judgements 只用于 weighting: expert，请删去", race.weighting != "expert")
    idle(
        "full",
        "full 只在 weights: points 或由数据求权重时有作用，请删去",
        race.weights != "points" and race.weighting in ("given", "loadings"),
    )
    idle("bonus_cap", "没有加分项（bonus），bonus_cap 没有作用", all(e.deducts for e in race.extras))
    idle("group_column", "groups 和 group_column 只能写一个", bool(race.groups and race.group_column))
    idle("rank_within", "按组排名，但没有 groups 或 group_column", race.rank_within == "both" and not grouped)
    idle(
        "normalise_within",
        "各指标的计分方法都不与其他单位比较，normalise_within: group 没有作用",
        race.normalise_within == "group" and not any(NORMALISERS[x.normaliser].relative for x in leaves),
    )
    codes = {node.code for node in dimensions}
    flat = race.aggregation in DUELS and not race.layered
    for code in race.ties:
        idle(
            "ties",
            f"两两比较没有维度得分，不能用“{code}”排定同分",
            flat and code in codes,
        )
    for veto in race.vetoes:
        if veto.effect == "last_class" and not race.grades:
            root.fault("effect: last_class 需要 classes", veto.line)
    if race.weighting == "expert" and race.judgements:
        n = len(race.tree)
        if len(race.judgements) != n or any(len(row) != n for row in race.judgements):
            root.fault(f"judgements 应为{n}行{n}列，与第一层的{n}项对应", root.lines["judgements"])


def _tell_levels(root: Part, race: Race, dimensions: Sequence[Branch]) -> None:
    """Faults for ways of a dimension, and thresholds, that the way of the whole leaves no room for."""
    for node in dimensions:
        if node.aggregation and race.aggregation == "sum":
            root.fault(f"“{node.name}”自己的合成方法不能和 aggregation: sum 一起用", node.line)
    flat = race.aggregation in DUELS and not race.layered
    if race.aggregation == "sum" or flat:
        why = "合计法（sum）" if race.aggregation == "sum" else "对全部指标的两两比较"
        for at in (
            *(d.line for d in dimensions if d.threshold is not None),
            root.lines.get("data_threshold", 0),
        ):
            if at and (race.threshold is not None or at != root.lines.get("data_threshold")):
                root.fault(f"{why}没有维度得分，data_threshold 没有作用，请删去", at)
    elif root.has("data_threshold") or any(d.threshold is not None for d in dimensions):
        rules = {leaf.missing or race.missing for leaf in race.indicators()}
        if "exclude" not in rules:
            at = root.lines.get("data_threshold") or next(
                d.line for d in dimensions if d.threshold is not None
            )
            root.fault("缺报都按规则补了分（missing 没有 exclude），data_threshold 没有作用，请删去", at)


def tell_bounds(part: Part, kind: str, options: Mapping[str, Fraction]) -> None:
    """Faults for numbers of a formula that would do nothing or turn it upside down."""

    def fault(option: str, what: str) -> None:
        part.fault(what, part.lines.get(option))

    if "low" in part.keys and kind == "rank_points" and "step" not in options:
        fault("low", "位次法不给 step 时没有下限，low 没有作用")
    for low, high in (("floor", "ceiling"), ("low", "high")):
        if low in options and high in options and options[low] >= options[high]:
            fault(low if part.has(low) else high, f"{low} 应小于 {high}")
    if kind == "growth" and options["low"] >= options["cap"]:
        fault("low" if part.has("low") else "cap", "low 应小于 cap")
    if "cap" in options and options["cap"] <= 0:
        fault("cap", "cap 应大于0")
    lowest, most = part.number("min_points"), part.number("max_points")
    if lowest is not None and most is not None and lowest > most:
        fault("min_points", "min_points 不能大于 max_points")
