"""From a table of values to a result as plain values, and what changed since the version before."""

from __future__ import annotations

from typing import Any

from luodi import racing
from luodi.office.races import exactly, inputs
from luodi.office.races.exactly import told
from luodi.office.races.models import Version
from luodi.racing.running import Result


def run(table: dict[str, Any], text: str) -> Result:
    """The engine over the table."""
    contest = racing.loads(text)
    return contest.run(inputs.values_of(table, contest.race.unit_column))


def again(version: Version) -> Result:
    """The same computation once more, from what the version keeps."""
    return run(version.inputs, version.rules.text)


def plain(result: Result, table: dict[str, Any]) -> dict[str, Any]:
    """All of the result, exact; the order of lines is that of the table."""
    regions = {u["name"]: u["region"] for u in table["units"]}
    return {
        "rules": result.race.key,
        "weights": {code: told(w) for code, w in result.weights.items()},
        "done": list(result.done),
        "lines": [
            {
                "unit": x.unit,
                "region": regions[x.unit],
                "group": x.group,
                "place": x.place,
                "group_place": x.group_place,
                "score": told(x.score),
                "base": told(x.base),
                "grade": x.grade,
                "vetoes": list(x.vetoes),
                "tie": x.tie,
                "remarks": list(x.remarks),
                "extras": {k: told(v) for k, v in x.extras.items()},
                "branches": {k: told(v) for k, v in x.branches.items()},
                "cells": {
                    code: {
                        "figure": told(c.figure),
                        "points": told(c.points),
                        "adds": told(c.adds),
                        "note": c.note,
                        "where": c.where,
                    }
                    for code, c in x.cells.items()
                },
            }
            for x in result.lines
        ],
    }


def result_digest(result: dict[str, Any]) -> str:
    """Places, scores and points: what the same inputs must give again."""
    return exactly.digest(result)


def changes(
    old_table: dict[str, Any], old: dict[str, Any], table: dict[str, Any], new: dict[str, Any]
) -> list[dict[str, Any]]:
    """What differs, one item a cell or a unit: kind figure or place, the region, a sentence."""
    made: list[dict[str, Any]] = []
    if old_table.get("rules_digest") != table.get("rules_digest"):
        made.append({"kind": "rules", "region": None, "said": f"规则由{old['rules']}改为{new['rules']}"})
    at = {u["region"]: n for n, u in enumerate(old_table["units"])}
    for n, unit in enumerate(table["units"]):
        if unit["region"] not in at:
            made.append({"kind": "unit", "region": unit["region"], "said": f"{unit['name']}加入"})
            continue
        for heading, column in table["cells"].items():
            before = old_table["cells"].get(heading)
            was = before[at[unit["region"]]] if before else None
            if _says(was) != _says(column[n]):
                made.append(
                    {
                        "kind": "figure",
                        "region": unit["region"],
                        "said": f"{unit['name']}{heading}由{_word(was)}改为{_word(column[n])}",
                    }
                )
    lines = {x["region"]: x for x in old["lines"]}
    for x in new["lines"]:
        was = lines.get(x["region"])
        if was is None:
            continue
        score = exactly.printed(exactly.read(was["score"])), exactly.printed(exactly.read(x["score"]))
        if was["place"] != x["place"]:
            moved = f"位次由{_place(was)}变为{_place(x)}（得分{score[0]}→{score[1]}）"
            made.append({"kind": "place", "region": x["region"], "said": f"{x['unit']}{moved}"})
        elif was["score"] != x["score"]:
            made.append(
                {
                    "kind": "score",
                    "region": x["region"],
                    "said": f"{x['unit']}得分由{score[0]}变为{score[1]}，位次不变（{_place(x)}）",
                }
            )
    return made


def _says(cell: dict[str, Any] | None) -> Any:
    return None if cell is None else cell.get("w", cell.get("v"))


def _word(cell: dict[str, Any] | None) -> str:
    if cell is None:
        return "缺报"
    return str(cell.get("w") or cell.get("said") or cell.get("v"))


def _place(line: dict[str, Any]) -> str:
    return f"第{line['place']}名" if line["place"] else "不排名"
