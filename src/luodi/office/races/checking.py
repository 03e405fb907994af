"""What the check of a round finds: figures and targets nobody gave, doubtful ones, and all the engine knows."""

from __future__ import annotations

import hashlib
from typing import Any

from luodi import racing
from luodi.office.figures import periods
from luodi.office.races import inputs
from luodi.office.races.models import CheckLine, Round

Level = CheckLine.Level


def findings(round: Round) -> list[CheckLine]:
    """Every finding over the round's table as it stands, unsaved; the serious ones first."""
    contest = racing.loads(round.rules.text)
    table = inputs.table_of(round, round.rules)
    regions = {u["name"]: u["region"] for u in table["units"]}
    made: dict[str, CheckLine] = {}

    def tell(level: str, rule: str, unit: str, column: str, text: str, where: str = "") -> None:
        key = hashlib.sha256("|".join((rule, unit, column, text)).encode()).hexdigest()
        made.setdefault(
            key,
            CheckLine(
                round=round,
                key=key,
                level=level,
                rule=rule[:60],
                region_id=regions.get(unit),
                column=column[:80],
                text=text[:400],
                where=where[:200],
            ),
        )

    _ours(contest, table, tell)
    values = inputs.values_of(table, contest.race.unit_column)
    for bad in values.bad:
        tell(Level.SERIOUS, "cell", "", "", str(bad))
    _engine(contest, values, _years_before(round, contest), tell)
    return sorted(made.values(), key=lambda c: (c.level != Level.SERIOUS, c.column, c.region_id or 0))


def _ours(contest: racing.Contest, table: dict[str, Any], tell: Any) -> None:
    """Missing is not zero: whoever lacks a figure is asked for it before the points are counted."""
    race = contest.race
    figures = dict.fromkeys(x.column for x in race.indicators())
    targets = dict.fromkeys(x.target_column for x in race.indicators() if x.target_column)
    bases = dict.fromkeys(x.base_column for x in race.indicators() if x.base_column)
    for kind, headings in (("缺报", figures), ("缺目标", targets), ("缺上年同期", bases)):
        for heading, unit, _region in inputs.missing(table, headings):
            level = Level.NOTE if kind == "缺上年同期" else Level.SERIOUS
            tell(level, "missing", unit, heading, f"{unit}{heading}{kind}")
    for heading, column in table["cells"].items():
        for unit, cell in zip(table["units"], column, strict=True):
            if cell and cell.get("doubt"):
                tell(
                    Level.NOTE, "doubt", unit["name"], heading,
                    f"{unit['name']}{heading}{cell['said']}待核：{cell['whence']}", inputs.place(cell),
                )  # fmt: skip


def _years_before(round: Round, contest: racing.Contest) -> list[racing.Values]:
    """The same period of the two years before: what is counted from January is compared with its like."""
    once = periods.year_earlier(round.period)
    return [
        inputs.values_of(
            inputs.make_table(round.race, contest.race, period, count=False), contest.race.unit_column
        )
        for period in (periods.year_earlier(once), once)
    ]


def _engine(contest: racing.Contest, values: racing.Values, history: list[racing.Values], tell: Any) -> None:
    """What the engine's own checks say; what is impossible or doubtful has to be dealt with."""
    for one in contest.check(values, history=history):
        level = Level.NOTE if one.serious == "提示" else Level.SERIOUS
        tell(
            level,
            one.kind,
            one.unit,
            one.heading,
            f"{one.unit}{one.heading}：{one.what}；{one.todo}",
            one.where,
        )
