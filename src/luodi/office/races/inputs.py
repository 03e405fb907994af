"""The table of values of a round: every cell exact, with the value, target, entry or tasks it stands on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from luodi import racing
from luodi.office.figures import periods, queries
from luodi.office.figures.models import Freeze, Indicator, Region
from luodi.office.journal.clock import today
from luodi.office.races import counting, exactly
from luodi.office.races.models import Entry, Participant, Race, Round, Rules
from luodi.racing.spec import Race as Spec

FORCE = "不可抗力"
"""What is entered for a unit that is kept off the black list."""

MATTERS = ("v", "w", "from", "ids")
"""What of a cell goes into the digest: what it says and which rows it is from, not the words about them."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the table: what it is filled from."""

    heading: str
    kind: str  # figure, target, base, extra, veto, group
    code: str = ""  # of the indicator


@dataclass
class Fields:
    """All columns the rules need; `lost`: headings no indicator of the catalogue fills, by heading."""

    fields: list[Field] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def codes(self) -> list[str]:
        return list(dict.fromkeys(f.code for f in self.fields if f.code))

    def code_of(self, heading: str) -> str:
        return next((f.code for f in self.fields if f.heading == heading and f.kind == "figure"), "")


def fields_of(spec: Spec) -> Fields:
    """Match the rules' headings with the catalogue: by an indicator's code, or else by its name."""
    leaves = spec.indicators()
    known = {i.code: i for i in Indicator.objects.filter(code__in=[x.code for x in leaves])}
    names = {i.name: i for i in Indicator.objects.filter(name__in=[x.column for x in leaves])}
    by_heading: dict[str, str] = {}
    for leaf in leaves:
        if leaf.code in known:
            by_heading.setdefault(leaf.column, leaf.code)
    for leaf in leaves:
        if leaf.column in names:
            by_heading.setdefault(leaf.column, names[leaf.column].code)
    made = Fields()
    seen: set[str] = set()

    def add(heading: str, kind: str, code: str = "") -> None:
        if heading and heading not in seen:
            seen.add(heading)
            made.fields.append(Field(heading, kind, code))

    for leaf in leaves:
        code = by_heading.get(leaf.column, "")
        if not code and leaf.column not in seen:
            made.lost.append(leaf.column)
        add(leaf.column, "figure", code)
        add(leaf.target_column, "target", code)
        add(leaf.base_column, "base", code)
    for extra in spec.extras:
        add(extra.column, "extra")
    for veto in spec.vetoes:
        add(veto.column, "veto")
    add(spec.group_column, "group")
    return made


def table_of(round: Round, rules: Rules, *, freeze: Freeze | None = None) -> dict[str, Any]:
    """The round's table as it stands now, or as it was frozen."""
    spec = racing.loads(rules.text).race
    return make_table(round.race, spec, round.period, round=round, freeze=freeze, digest=rules.digest)


def make_table(
    race: Race,
    spec: Spec,
    period: str,
    *,
    round: Round | None = None,
    freeze: Freeze | None = None,
    digest: str = "",
    count: bool = True,
    fields: Fields | None = None,
) -> dict[str, Any]:
    """The table as plain values: five queries, and those of the ledger unless nothing is to be counted there."""
    who = list(race.participants.select_related("region__unit").order_by("order", "id"))
    regions = [p.region for p in who]
    fields = fields or fields_of(spec)
    day = today()  # nothing counts that was recorded later: a demonstration's past is as it was
    now = queries.figures_at(fields.codes, regions, period, freeze=freeze, on=day)
    has = {f.kind for f in fields.fields}
    base = (
        queries.figures_at(fields.codes, regions, periods.year_earlier(period), freeze=freeze, on=day)
        if "base" in has
        else {}
    )
    goals = (
        queries.targets_at(fields.codes, regions, period, freeze=freeze, on=day) if "target" in has else {}
    )
    entries = _entries(round)
    deducted = [f.heading for f in fields.fields if f.kind == "extra"]
    counted = counting.counted(race, period, regions, deducted) if count else {}
    cells: dict[str, list[dict[str, Any] | None]] = {}
    for one in fields.fields:
        if one.kind == "group":
            cells[one.heading] = [{"w": p.group} for p in who]
        elif one.kind in ("extra", "veto"):
            cells[one.heading] = [_gathered(one, r, entries, counted) for r in regions]
        elif one.kind == "target":
            cells[one.heading] = [_goal(goals.get((one.code, r.pk))) for r in regions]
        else:
            side = now if one.kind == "figure" else base
            cells[one.heading] = [_figure(side.get((one.code, r.pk))) for r in regions]
    return {
        "period": period,
        "rules": spec.key,
        "rules_digest": digest,
        "units": [{"region": p.region_id, "name": n, "group": p.group} for p, n in zip(who, _names(who), strict=True)],
        "codes": {f.heading: f.code for f in fields.fields if f.code},
        "cells": cells,
        "spared": sorted(region for column, region in entries if column == FORCE),
    }  # fmt: skip


def _names(who: Sequence[Participant]) -> list[str]:
    """Names tell units apart; two of one name carry their codes."""
    names = [p.region.name for p in who]
    return [f"{n}（{p.region.code}）" if names.count(n) > 1 else n for n, p in zip(names, who, strict=True)]


def _figure(value: queries.Figure | None) -> dict[str, Any] | None:
    if value is None:
        return None
    made: dict[str, Any] = {
        "v": exactly.told(value.figure),
        "from": "value",
        "said": value.shown,
        "whence": value.whence,
        "period": value.period,
        "code": value.indicator.code,
        "doubt": value.doubtful,
    }
    if isinstance(value, queries.Worked):
        made |= {"from": "worked", "ids": [value.numerator.pk, value.denominator.pk]}
    else:
        made |= {"ids": [value.pk], "vintage": value.vintage}
    return made


def _goal(target: Any) -> dict[str, Any] | None:
    if target is None:
        return None
    return {
        "v": exactly.told(target.figure),
        "from": "target",
        "ids": [target.pk],
        "said": target.shown,
        "whence": f"{target.get_kind_display()}：{target.source_word}",
        "code": target.indicator.code,
        "period": target.period,
    }


def _entries(round: Round | None) -> dict[tuple[str, int], list[Entry]]:
    found: dict[tuple[str, int], list[Entry]] = {}
    if round is not None:
        for entry in round.entries.filter(withdrawn_at=None):
            found.setdefault((entry.column, entry.region_id), []).append(entry)
    return found


def _gathered(
    one: Field, region: Region, entries: dict[tuple[str, int], list[Entry]], counted: counting.Found
) -> dict[str, Any] | None:
    mine = entries.get((one.heading, region.pk), [])
    tasks = counted.get(one.heading, {}).get(region.pk, [])
    if not mine and not tasks and one.heading not in counted:
        return None
    total = sum((e.figure for e in mine), Fraction(len(tasks)))
    return {
        "v": exactly.told(total),
        "from": "gathered",
        "ids": [e.pk for e in mine],
        "entries": [[e.pk, exactly.told(e.figure), e.why, e.file_name] for e in mine],
        "tasks": [t.plain() for t in tasks],
    }


def digest_of(table: dict[str, Any]) -> str:
    """What the computation stands on, in one word."""
    kept = {
        heading: [None if c is None else {k: c[k] for k in MATTERS if k in c} for c in column]
        for heading, column in table["cells"].items()
    }
    counted = {
        h: [c.get("tasks") if c else None for c in column]
        for h, column in table["cells"].items()
        if any(c and c.get("tasks") for c in column)
    }
    head = {k: table[k] for k in ("period", "rules", "rules_digest", "units", "spared")}
    return exactly.digest([head, kept, counted])


def values_of(table: dict[str, Any], unit_column: str = "单位") -> racing.Values:
    """The table as the engine takes it; `where` of a cell names the row it is from."""
    units = [u["name"] for u in table["units"]]
    made = racing.Values(units, source=f"{periods.words(table['period'])}数据")
    for heading, column in table["cells"].items():
        if any(c is not None and "w" in c for c in column):
            made.words[heading] = [(c or {}).get("w", "") for c in column]
            continue
        made.figures[heading] = [exactly.read(c["v"]) if c else None for c in column]
        for unit, cell in zip(units, column, strict=True):
            if cell is not None:
                made.where[unit, heading] = place(cell)
    return made


WORDS = {"value": "数据", "worked": "推算数据", "target": "目标", "gathered": "登记"}


def place(cell: dict[str, Any]) -> str:
    """Where a cell is from, by the ids of its rows: 数据#12."""
    ids = "、".join(f"#{i}" for i in cell.get("ids", ()))
    return f"{WORDS[cell['from']]}{ids}" if ids else "台账"


def missing(table: dict[str, Any], kinds: Iterable[str]) -> list[tuple[str, str, int]]:
    """(heading, unit, region) of figures nobody gave."""
    return [
        (h, u["name"], u["region"])
        for h in kinds
        for u, c in zip(table["units"], table["cells"].get(h, ()), strict=True)
        if c is None
    ]
