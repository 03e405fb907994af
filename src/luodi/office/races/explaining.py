"""Why a unit stands where it does: what moved since the round before, and what would lift it one place."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from luodi.office.races import computing, exactly, lifting, queries
from luodi.office.races.models import Version


@dataclass(frozen=True)
class Change:
    """One indicator against the round before: points of the score gained or lost, and the figures behind them."""

    name: str
    points: Fraction
    was: str
    now: str


def nothing() -> dict[str, Any]:
    """What is said where nothing may be said."""
    return {"why": "", "changes": [], "lift": None, "move": ""}


def told(version: Version, unit: str) -> dict[str, Any]:
    """What the unit's page says beyond its points; nothing where there is nothing to compare."""
    made = nothing()
    previous = version.previous
    if previous is not None:
        made |= _changed(version, previous, unit)
    return made | {"lift": lifting.one_place(version, unit)}


def _changed(version: Version, previous: Version, unit: str) -> dict[str, Any]:
    now = next(x for x in queries.lines_of(version) if x.unit == unit)
    was = next((x for x in queries.lines_of(previous) if x.region == now.region), None)
    if was is None:
        return {}
    changes = []
    for leaf in queries.spec_of(version.rules.text).indicators():
        old = was.cells.get(leaf.code)
        new = now.cells[leaf.code]
        if old is None:
            continue
        points = new.adds - old.adds
        if points:
            changes.append(
                Change(leaf.name, points, _shown(previous, was, leaf.code), _shown(version, now, leaf.code))
            )
    changes.sort(key=lambda c: -abs(c.points))
    return {
        "changes": changes,
        "was": was,
        "why": sentence(now, was, changes),
        "move": parts_told(version, previous, now, was),
    }


def parts_told(version: Version, previous: Version, now: queries.Line, was: queries.Line) -> str:
    """How much of a movement is the unit's own doing, the others', the rules': three steps, each a real run.

    First the unit's new figures among the others' old ones under the old rules; then all new figures; then
    the new rules. So the parts add up to the whole, and anybody can run each step again.
    """
    if now.place is None or was.place is None or now.score is None or was.score is None:
        return ""
    mixed = {
        heading: [*column[: was.at], version.inputs["cells"][heading][now.at], *column[was.at + 1 :]]
        if heading in version.inputs["cells"]
        else column
        for heading, column in previous.inputs["cells"].items()
    }  # fmt: skip
    alone = computing.run({**previous.inputs, "cells": mixed}, previous.rules.text).line(was.unit)
    middle: tuple[int | None, Fraction | None] = (now.place, now.score)
    if previous.rules.digest != version.rules.digest:
        try:
            line = computing.run(version.inputs, previous.rules.text).line(now.unit)
        except ValueError:
            return "规则的数据列有增减，位次变化不能分解。"
        middle = (line.place, line.score)
    if alone.place is None or alone.score is None or middle[0] is None or middle[1] is None:
        return ""
    steps = (
        ("本单位数据变化", was.place - alone.place, alone.score - was.score),
        ("其他单位变化", alone.place - middle[0], middle[1] - alone.score),
        ("规则调整", middle[0] - now.place, now.score - middle[1]),
    )
    said = [
        f"{what}使位次{_up(places)}、得分{_more(points)}"
        for what, places, points in steps
        if places or points
    ]
    return f"分解来看：{'；'.join(said)}。" if said else ""


def _up(places: int) -> str:
    return f"上升{places}位" if places > 0 else f"下降{-places}位" if places else "不变"


def _more(points: Fraction) -> str:
    if not points:
        return "不变"
    return f"{'增加' if points > 0 else '减少'}{exactly.printed(abs(points))}分"


def _shown(version: Version, line: queries.Line, code: str) -> str:
    leaf = next((x for x in queries.spec_of(version.rules.text).indicators() if x.code == code), None)
    source = version.inputs["cells"][leaf.column][line.at] if leaf else None
    return str(source["said"]) + (leaf.unit if leaf else "") if source else "缺报"


def sentence(now: queries.Line, was: queries.Line, changes: list[Change]) -> str:
    """Why did we fall, in one sentence; as well for a rise or an unchanged place."""
    if now.place is None or was.place is None:
        return ""
    moved = was.place - now.place
    score = (now.score or Fraction(0)) - (was.score or Fraction(0))
    head = (
        f"比上期下降{-moved}位（第{was.place}名→第{now.place}名）"
        if moved < 0
        else f"比上期上升{moved}位（第{was.place}名→第{now.place}名）"
        if moved
        else f"位次与上期相同（第{now.place}名）"
    )
    gained = (
        "得分持平" if not score else f"得分{'增加' if score > 0 else '减少'}{exactly.printed(abs(score))}分"
    )
    wanted = [c for c in changes if (c.points < 0) == (moved < 0 or (not moved and score < 0))][:3]
    if moved < 0 and not wanted:
        return f"{head}，{gained}：本单位各项没有减分，是其他单位进步更快。"
    parts = "、".join(
        f"{c.name}{'少' if c.points < 0 else '多'}得{exactly.printed(abs(c.points))}分（{c.was}→{c.now}）"
        for c in wanted
    )
    if moved < 0 and score > 0:
        return f"{head}，{gained}，但其他单位进步更快；本单位失分在{parts}。"
    return f"{head}，{gained}" + (f"，主要是{parts}。" if parts else "。")
