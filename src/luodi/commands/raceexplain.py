"""`luodi race explain`: why one unit stands where it does, what moved it, what would lift it, its best case."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from luodi.commands.raceopen import SHEET, SPEC, VALUES, contest_of, put, ran, say, tried, unit_in, values_of

if TYPE_CHECKING:
    from luodi.racing import Contest, Result, Values
    from luodi.racing.bestcase import BestCase
    from luodi.racing.lift import Lift
    from luodi.racing.movement import Move, Split

BEST_SHOWN = 3


@click.command()
@SPEC
@VALUES
@click.argument("unit", metavar="单位")
@SHEET
@click.option("--previous", type=click.Path(path_type=Path), help="上期的数据表，用来说明为什么升降。")
@click.option("--previous-spec", metavar="规则", help="上期所用的规则，与本期不同时给出。")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="结果文件：.json，数字一位不少。")
def explain(
    spec: str,
    values: Path,
    unit: str,
    sheet: str,
    previous: Path | None,
    previous_spec: str | None,
    output: Path | None,
) -> None:
    """说明一个单位为什么在这个位次：每个指标的数和计入的分、与上期相比为什么升降、怎样前进一位、最有利的权重。"""
    if previous_spec and previous is None:
        raise click.UsageError("--previous-spec 要和 --previous 一起用。")
    if output is not None and output.suffix.lower() != ".json":
        raise click.UsageError("结果文件应以 .json 结尾。")
    from luodi.commands import racereason

    contest = contest_of(spec)
    table = values_of(contest, values, sheet)
    for bad in map(str, table.bad):
        say(bad)
    unit_in(table, unit)
    result = ran(contest, table, None)
    move = _move(contest, result, unit, previous, previous_spec)
    found = tried(lambda: contest.lift(table, unit))
    best, why = _best(contest, table, unit)
    if output is None:
        racereason.standing(result, unit)
        racereason.moved(move)
        racereason.lifted(result.line(unit), found)
        racereason.best_case(result, best, why)
    else:
        plain = _plain(result, unit, move, found, best, why)
        read = [values, *([previous] if previous else [])]
        put(json.dumps(plain, ensure_ascii=False, indent=1).encode(), output, *read)
    if table.bad:
        raise SystemExit(1)


def _move(
    contest: Contest, result: Result, unit: str, previous: Path | None, previous_spec: str | None
) -> Move | None:
    """The unit's movement, where a round before is given."""
    if previous is None:
        return None
    old = contest_of(previous_spec) if previous_spec else contest
    before = values_of(old, previous, "")
    for bad in before.bad:
        say(f"上期：{bad}")
    race = None if old.race == contest.race else old.race
    moves = tried(lambda: contest.movement(result.values, before, race, only=[unit]))
    return next(m for m in moves if m.unit == unit)


def _best(contest: Contest, values: Values, unit: str) -> tuple[BestCase | None, str]:
    """The unit's best weights, or why there are none: the rest of the explanation stands without them."""
    try:
        return contest.best_weights(values, only=[unit]), ""
    except ValueError as error:
        return None, str(error)


def _plain(
    result: Result, unit: str, move: Move | None, found: Lift | None, best: BestCase | None, why: str
) -> dict[str, Any]:
    """For JSON: exact numbers are strings."""
    from luodi.racepaper import exact_json, plain

    whole = plain(result)
    line = next(x for x in whole["lines"] if x["unit"] == unit)
    made: dict[str, Any] = {"rules": whole["rules"], "source": whole["source"], "line": line}
    if move is not None:
        made["movement"] = {
            "state": move.state,
            "why": move.why,
            "score": _split(move.score),
            "place": _split(move.place),
            "rest": _split(move.rest),
            "indicators": {
                p.code: {"before": exact_json(p.before), "now": exact_json(p.now), **(_split(p.split) or {})}
                for p in move.parts
            },
        }
    if found is not None:
        steps = [
            [
                {
                    "code": s.code,
                    "now": exact_json(s.now),
                    "needs": exact_json(s.needs),
                    "cost": exact_json(s.cost),
                    "why": s.why,
                }
                for s in part
            ]
            for part in (found.alone, found.mix)
        ]
        made["lift"] = {
            "above": found.above,
            "gap": exact_json(found.gap),
            "alone": steps[0],
            "mix": steps[1],
            "proven": found.proven,
            "unproven": found.unproven,
        }
    if best is not None:
        one = best.units[0]
        made["best_case"] = {
            "place": one.place,
            "share": one.share,
            "weights": one.weights,
            "beaten_by": list(one.beaten_by),
        }
    else:
        made["best_case"] = {"why": why}
    return made


def _split(split: Split | None) -> dict[str, str | None] | None:
    from luodi.racepaper import exact_json

    if split is None:
        return None
    parts: dict[str, Fraction] = {"own": split.own, "others": split.others, "rule": split.rule}
    return {name: exact_json(part) for name, part in parts.items()}
