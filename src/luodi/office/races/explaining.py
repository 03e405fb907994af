"""Why a unit stands where it does: what moved since the round before, and what would lift it one place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from luodi.office.races import exactly, inputs, lifting, queries
from luodi.office.races.models import Version
from luodi.racing.movement import movement


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


def told(version: Version, unit: str, named: Collection[str] | None = None) -> dict[str, Any]:
    """What the unit's page says beyond its points; nothing where there is nothing to compare. `named`: the units
    somebody may read of, all where none is given."""
    made = nothing()
    previous = version.previous
    if previous is not None:
        made |= _changed(version, previous, unit)
    return made | {"lift": lifting.one_place(version, unit, named)}


def _changed(version: Version, previous: Version, unit: str) -> dict[str, Any]:
    now = next(x for x in queries.lines_of(version) if x.unit == unit)
    was = next((x for x in queries.lines_of(previous) if x.region == now.region), None)
    if was is None:
        return {}
    spec = queries.spec_of(version.rules.text)
    duel = queries.duel(spec)  # nothing adds up there: the points of each indicator are what moved
    changes = []
    for leaf in spec.indicators():
        old = was.cells.get(leaf.code)
        new = now.cells[leaf.code]
        if old is None:
            continue
        points = (new.points or Fraction(0)) - (old.points or Fraction(0)) if duel else new.adds - old.adds
        if points:
            changes.append(
                Change(leaf.name, points, _shown(previous, was, leaf.code), _shown(version, now, leaf.code))
            )
    changes += _extras(version, now, previous, was)
    changes.sort(key=lambda c: -abs(c.points))
    return {
        "changes": changes,
        "was": was,
        "why": sentence(now, was, changes),
        "move": parts_told(version, previous, unit),
    }


def _extras(version: Version, now: queries.Line, previous: Version, was: queries.Line) -> list[Change]:
    """Bonus and deduction against the round before, as they counted: a cap on all of them makes them one."""
    names = {e.code: e.name for v in (previous, version) for e in queries.spec_of(v.rules.text).extras}

    def counted(line: queries.Line) -> dict[str, Fraction]:
        given = {c: v for c, v in line.extras.items() if v > 0}
        taken = {c: v for c, v in line.extras.items() if v < 0}
        return {**(given if sum(given.values()) == line.bonus else {"": line.bonus}), **taken}

    new, old = counted(now), counted(was)
    if "" in new or "" in old:
        new, old = ({"": x.bonus, **{c: v for c, v in x.extras.items() if v < 0}} for x in (now, was))
    made = []
    for code in dict.fromkeys((*new, *old)):
        a, b = old.get(code, Fraction(0)), new.get(code, Fraction(0))
        if a != b:
            told = (f"{exactly.printed(v)}分" for v in (a, b))
            made.append(Change(names.get(code, "加分合计"), b - a, *told))
    return made


def parts_told(version: Version, previous: Version, unit: str) -> str:
    """How much of a movement is the unit's own doing, the others', the rules', as the engine splits it."""
    place = _splits(version, version.result_digest, previous).get(unit)
    if place is None:
        return ""
    said = [
        f"{what}使位次{'上升' if part > 0 else '下降'}{exactly.printed(abs(part), 0 if part.denominator == 1 else 1)}位"
        for what, part in zip(("本单位数据变化", "其他单位变化", "规则调整"), place, strict=True)
        if part
    ]
    return f"分解来看：{'；'.join(said)}。" if said else ""


@lru_cache(maxsize=64)
def _splits(now: Version, digest: str, was: Version) -> dict[str, tuple[Fraction, Fraction, Fraction]]:
    """By unit, the three parts of its change of place. Versions never change: the digest says so."""
    race, then = queries.spec_of(now.rules.text), queries.spec_of(was.rules.text)
    try:
        moves = movement(
            race,
            inputs.values_of(now.inputs, race.unit_column),
            inputs.values_of(was.inputs, then.unit_column),
            then,
        )
    except ValueError:  # the rules name columns that neither table has
        return {}
    return {m.unit: (m.place.own, m.place.others, m.place.rule) for m in moves if m.place is not None}


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
