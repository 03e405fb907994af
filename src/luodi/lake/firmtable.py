"""The firm table: one row for each firm, every column of the catalogue, as of a day.

Where two live batches give different values for one figure, nobody knows which is right: the value is NULL
and `conflicts` names the column. Where a register says more than a return does (titles, lists, coverage by
month, the fixed list), the register speaks first; counts of rights must agree with what was returned.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING

import ibis

from luodi.lake import ipcounts
from luodi.lake.batches import Batch
from luodi.lake.figures import IDENTITY, catalogue, firm_columns, returned

if TYPE_CHECKING:
    from luodi.lake.store import Lake

Known = dt.datetime | dt.date | None
_FLAG_OF = {
    "hnte_valid": "hnte",
    "tech_sme_valid": "tech_sme",
    "innovative_sme_valid": "innovative_sme",
    "srdi_valid": "srdi",
    "national_ip_advantage": "ip_advantage",
}
_LEVELS = ("national", "provincial", "municipal", "below")
_FOUR = ("has_rd_cost", "has_rd_institution", "has_rd_people", "has_cooperation", "has_rd_activity")


def build(lake: Lake, on: dt.date, year: int, counties: Sequence[str] | None, known: Known) -> ibis.Table:
    """See `Lake.firm_table`."""
    firms = universe(lake, known)
    if counties is not None:
        firms = firms.filter(under(firms.county, counties).fill_null(False))
    parts = [  # the widest last: each join writes down all columns so far
        _titles(lake, on, known),
        _rights(lake, on, known),
        _months(lake, on, known),
        _lists(lake, known, on),
        _fixed(lake, on, known),
        _returns(lake, year, known, firms if counties is not None else None),
    ]
    table = firms
    for number, part in enumerate(parts):
        table = table.left_join(part, "uscc", rname=f"{{name}}__{number}")
    values, conflicts = _values(lake, table, on, year, known)
    typed = {n: values[n].cast(_ibis_type(n)) if n in conflicts else values[n] for n in firm_columns()}
    said = table.conflicts.fill_null("").concat(_names(conflicts))
    return table.select(**typed, conflicts=ibis.ifelse(said == "", ibis.null(str), said.substr(1)))


def _names(conflicts: Mapping[str, ibis.BooleanValue]) -> ibis.StringValue:
    """The columns that clash, each behind a semicolon."""
    return ibis.literal("").concat(
        *(ibis.ifelse(clash.fill_null(False), f";{name}", "") for name, clash in conflicts.items())
    )


def _ibis_type(column: str) -> str:
    kind = firm_columns()[column].kind
    return {"money": "int64", "number": "int64", "count": "int64", "flag": "boolean"}.get(kind, "string")


# ---- who --------------------------------------------------------------------------------------------


def universe(lake: Lake, known: Known) -> ibis.Table:
    """Every firm anybody named, with the newest word on who it is; the register before the returns."""
    firms, figures = lake.rows("firms", known), lake.rows("figures", known)
    when = firms._batch.cast("int64") * 10**9 + firms._row
    registered = firms.select("uscc", *IDENTITY, _when=when + 10**17)
    when = (figures._batch.cast("int64") * 100 + (figures.year - 2000)) * 10**7 + figures._row
    named = figures.select("uscc", *IDENTITY, _when=when)
    both = registered.union(named)
    newest = {n: both[n].argmax(both._when, where=both[n].notnull()) for n in IDENTITY}
    return both.group_by("uscc").aggregate(**newest)


def under(county: ibis.StringValue, areas: Sequence[str]) -> ibis.BooleanValue:
    """Whether a county lies in one of the areas; an area is a code or its beginning (9901 for a city)."""
    if not areas:
        return ibis.literal(False)
    short = [
        a[:-4] if a.endswith("0000") else a[:-2] if a.endswith("00") and len(a) == 6 else a for a in areas
    ]
    return reduce(
        lambda a, b: a | b, [county.substr(0, len(a)) == a if a else ibis.literal(True) for a in short]
    )


def _complete(batches: Sequence[Batch], county: ibis.StringValue) -> ibis.BooleanValue:
    """Whether some batch names all firms of the county that have what it lists."""
    areas = sorted({area for b in batches for area in b.complete_for})
    return under(county, areas).fill_null("" in areas)


# ---- parts: each one row for each firm it speaks of ------------------------------------------------------


def _returns(lake: Lake, year: int, known: Known, firms: ibis.Table | None) -> ibis.Table:
    rows = lake.rows("figures", known)
    rows = rows.filter(rows.year.isin([year, year - 1, year - 2]))
    if firms is not None:
        rows = rows.semi_join(firms, "uscc")
    bounds, columns = {}, {}
    for figure in returned():
        for back, column in enumerate(figure.columns()):
            when = rows.year == year - back
            columns[column] = figure
            bounds[f"{column}__lo"] = rows[figure.name].min(where=when)
            bounds[f"{column}__hi"] = rows[figure.name].max(where=when)
    told = rows.group_by("uscc").aggregate(**bounds)
    clash = {column: told[f"{column}__lo"] != told[f"{column}__hi"] for column in columns}
    return told.select(
        "uscc",
        **{c: ibis.ifelse(clash[c], ibis.null(told[f"{c}__lo"].type()), told[f"{c}__lo"]) for c in columns},
        # a register may speak before a return: whether the return's own word clashes is kept apart
        **{f"{c}__clash": clash[c] for c, figure in columns.items() if figure.source != "figures"},
        conflicts=_names({c: clash[c] for c, figure in columns.items() if figure.source == "figures"}),
    )


def qualifications(lake: Lake, on: dt.date | None, known: Known) -> ibis.Table:
    """Titles, the newest word on each certificate; `valid` tells whether it holds on the day."""
    rows = lake.rows("qualifications", known)
    rows = rows.mutate(number=rows.number.fill_null(""), _when=rows._batch.cast("int64") * 10**9 + rows._row)
    said = ("level", "issued", "valid_to", "revoked")
    newest = {n: rows[n].argmax(rows._when, where=rows[n].notnull()) for n in said}
    titles = rows.group_by("uscc", "type", "number").aggregate(**newest)
    if on is None:
        return titles
    valid = _holds(titles, on)
    return titles.filter(valid)


def _holds(titles: ibis.Table, on: dt.date) -> ibis.BooleanValue:
    until = titles.valid_to.isnull() | (titles.valid_to >= on)
    return (titles.issued <= on) & until & (titles.revoked.isnull() | (titles.revoked > on))


def _titles(lake: Lake, on: dt.date, known: Known) -> ibis.Table:
    titles = qualifications(lake, None, known)
    valid = _holds(titles, on)
    institution = titles.type == "rd_institution"
    counted = {}
    for name in (*_FLAG_OF.values(), "national_tech_demo"):
        counted[f"{name}__any"] = titles.count(where=titles.type == name)
        counted[f"{name}__valid"] = titles.count(where=valid & (titles.type == name))
    for level in _LEVELS:
        counted[f"{level}__valid"] = titles.count(where=valid & institution & (titles.level == level))
    counted["institution__any"] = titles.count(where=institution)
    return titles.group_by("uscc").aggregate(**counted)


def _rights(lake: Lake, on: dt.date, known: Known) -> ibis.Table:
    ip = newest_rights(lake, known)
    counted = {
        f"{name}__n": ip.count(where=rule.fill_null(False)) for name, rule in ipcounts.counts(ip, on).items()
    }
    return ip.group_by("uscc").aggregate(**counted)


def newest_rights(lake: Lake, known: Known) -> ibis.Table:
    """The register of rights, the newest word on each."""
    rows = lake.rows("ip", known)
    rows = rows.mutate(_when=rows._batch.cast("int64") * 10**9 + rows._row)
    said = (
        "granted", "transferred", "ended", "source", "owner_rank", "status", "high_value", "main_product",
        "used_in_hnte_year", "in_use_with_benefit",
    )  # fmt: skip
    newest = {n: rows[n].argmax(rows._when, where=rows[n].notnull()) for n in said}
    return rows.group_by("uscc", "type", "number").aggregate(**newest)


def _months(lake: Lake, on: dt.date, known: Known) -> ibis.Table:
    rows = lake.rows("coverage", known)
    rows = rows.filter((rows.month >= dt.date(on.year, 1, 1)) & (rows.month <= on))
    bounds = {}
    for name in _FOUR:
        bounds[f"{name}__lo"] = rows[name].min()
        bounds[f"{name}__hi"] = rows[name].max()
    months = rows.group_by("uscc", "month").aggregate(**bounds)
    told = {}
    for name in _FOUR:
        clash = months[f"{name}__lo"] != months[f"{name}__hi"]
        told[f"{name}__month"] = months[f"{name}__hi"].max(where=~clash)
        told[f"{name}__unsure"] = clash.max()
    return months.group_by("uscc").aggregate(**told)


def _lists(lake: Lake, known: Known, on: dt.date) -> ibis.Table:
    rows = lake.rows("lists", known)
    rows = rows.filter(rows.checked <= on)
    there = (rows.listed.isnull() | (rows.listed <= on)) & (rows.removed.isnull() | (rows.removed > on))
    told = {}
    for name in ("abnormal", "dishonest"):
        told[f"{name}__on"] = rows.checked.max(where=there & (rows.type == name))
        told[f"{name}__seen"] = rows.checked.max(where=rows.type == name)
    return rows.group_by("uscc").aggregate(**told)


def _fixed(lake: Lake, on: dt.date, known: Known) -> ibis.Table:
    year = _fixed_year(lake, on, known)
    rows = lake.rows("frozen", known)
    rows = rows.filter((rows.type == "above_scale") & (rows.year == (year or 0)))
    return rows.group_by("uscc").aggregate(above_scale__n=rows.count())


def _fixed_year(lake: Lake, on: dt.date, known: Known) -> int | None:
    """The year whose fixed list holds on the day: this one's, or the last one's while there is none yet."""
    years = {y for b in lake.live(known) for name, y in b.facts.get("lists", ()) if name == "above_scale"}
    return next((y for y in (on.year, on.year - 1) if y in years), None)


# ---- together ---------------------------------------------------------------------------------------


def _values(
    lake: Lake, table: ibis.Table, on: dt.date, year: int, known: Known
) -> tuple[dict[str, ibis.Value], dict[str, ibis.BooleanValue]]:
    live = lake.live(known)
    values: dict[str, ibis.Value] = {n: table[n] for n in ("uscc", *IDENTITY) if n in catalogue()}
    conflicts: dict[str, ibis.BooleanValue] = {}
    for figure in returned():
        for column in figure.columns():
            values[column] = table[column]
            if figure.source != "figures":
                conflicts[column] = table[f"{column}__clash"]
    registered = table.registered
    values["registered_days"] = ibis.literal(on).delta(registered, unit="day").cast("int64")
    age = ibis.literal(year) - registered.year().cast("int64") + 1
    values["accounting_years"] = ibis.ifelse(age > 0, age, ibis.ifelse(age <= 0, 0, ibis.null("int64"))).cast(
        "int64"
    )
    _put_titles(values, conflicts, table, live)
    _put_rights(values, conflicts, table, live)
    _put_months(values, conflicts, table)
    _put_lists(values, conflicts, table, live, on)
    fixed = [
        b
        for b in live
        if b.kind == "frozen" and ["above_scale", _fixed_year(lake, on, known)] in b.facts["lists"]
    ]
    _speaks_first(
        values, conflicts, "above_scale",
        ibis.ifelse(table.above_scale__n.notnull(), True, _false_if(_complete(fixed, table.county))),
    )  # fmt: skip
    return values, conflicts


def _false_if(condition: ibis.BooleanValue) -> ibis.BooleanValue:
    return ibis.ifelse(condition, False, ibis.null("boolean"))


def _speaks_first(
    values: dict[str, ibis.Value], conflicts: dict[str, ibis.BooleanValue], name: str, said: ibis.Value
) -> None:
    """The register's word where it has one, else what was returned."""
    values[name] = ibis.coalesce(said, values[name])
    conflicts[name] = conflicts[name] & said.isnull()


def _put_titles(
    values: dict[str, ibis.Value],
    conflicts: dict[str, ibis.BooleanValue],
    table: ibis.Table,
    live: Sequence[Batch],
) -> None:
    lists = [b for b in live if b.kind == "qualifications" and b.complete_for]

    def told(kind: str, some: ibis.BooleanValue, any_row: ibis.IntegerValue) -> ibis.BooleanValue:
        whole = [b for b in lists if kind in b.facts.get("types", ())]
        none = (any_row.fill_null(0) > 0) | _complete(whole, table.county)
        return ibis.ifelse(some, True, _false_if(none))

    def held(name: str) -> ibis.BooleanValue:
        return table[f"{name}__valid"].fill_null(0) > 0

    for flag, kind in _FLAG_OF.items():
        _speaks_first(values, conflicts, flag, told(kind, held(kind), table[f"{kind}__any"]))
    high = held("national") | held("provincial")
    _speaks_first(
        values, conflicts, "provincial_institution", told("rd_institution", high, table.institution__any)
    )
    whole = [b for b in lists if "rd_institution" in b.facts.get("types", ())]
    none = (table.institution__any.fill_null(0) > 0) | _complete(whole, table.county)
    level = ibis.ifelse(none, "none", ibis.null(str))
    for name in reversed(_LEVELS):
        level = ibis.ifelse(held(name), name, level)
    _speaks_first(values, conflicts, "rd_institution_level", level)
    honour = ibis.null(str)
    for name, word in (
        ("ip_advantage", "ip_advantage"),
        ("national_tech_demo", "national_tech_demo"),
        ("hnte", "HNTE"),
    ):
        honour = ibis.ifelse(held(name), word, honour)
    _speaks_first(values, conflicts, "valid_honor", honour)


def _put_rights(
    values: dict[str, ibis.Value],
    conflicts: dict[str, ibis.BooleanValue],
    table: ibis.Table,
    live: Sequence[Batch],
) -> None:
    whole = _complete([b for b in live if b.kind == "ip"], table.county)
    for figure in catalogue().values():
        if figure.source != "ip":
            continue
        name = figure.name
        counted = ibis.coalesce(table[f"{name}__n"], ibis.ifelse(whole, 0, ibis.null("int64")))
        reported = values[name]
        clash = counted != reported
        conflicts[name] = conflicts[name].fill_null(False) | clash.fill_null(False)
        values[name] = ibis.ifelse(conflicts[name], ibis.null("int64"), ibis.coalesce(counted, reported))


def _put_months(
    values: dict[str, ibis.Value], conflicts: dict[str, ibis.BooleanValue], table: ibis.Table
) -> None:
    # A yearly figure above nothing says that there is some; nothing said stays unknown.
    by_year = {
        "has_rd_cost": values["rd_wan"] > 0,
        "has_rd_people": values["rd_staff"] > 0,
        "has_rd_activity": values["rd_stat_wan"] > 0,
        "has_rd_institution": values["rd_institution"],
    }
    for name in _FOUR:
        said = table[f"{name}__month"]
        clash = table[f"{name}__unsure"].fill_null(False) & ~said.fill_null(False)
        if name == "has_rd_activity":
            said = ibis.coalesce(said, table["has_rd_cost__month"])
        returned_clash = conflicts[name].fill_null(False) & said.isnull()
        conflicts[name] = clash | returned_clash
        later = ibis.coalesce(values[name], by_year[name]) if name in by_year else values[name]
        values[name] = ibis.ifelse(conflicts[name], ibis.null("boolean"), ibis.coalesce(said, later))


def _put_lists(
    values: dict[str, ibis.Value],
    conflicts: dict[str, ibis.BooleanValue],
    table: ibis.Table,
    live: Sequence[Batch],
    on: dt.date,
) -> None:
    for name in ("abnormal", "dishonest"):
        checked: list[tuple[str, dt.date]] = []
        for batch in live:
            day = batch.facts.get("checked", {}).get(name) if batch.kind == "lists" else None
            if day and dt.date.fromisoformat(day) <= on:
                checked += [(area, dt.date.fromisoformat(day)) for area in batch.complete_for]
        last: ibis.Value = ibis.null("date")
        for area, day in sorted(checked, key=lambda c: c[1]):
            last = ibis.ifelse(under(table.county, [area]).fill_null(area == ""), day, last)
        listed, seen = table[f"{name}__on"], table[f"{name}__seen"]
        still = listed.notnull() & (last.isnull() | (listed >= last)) & (listed >= seen)
        told = ibis.ifelse(still, True, _false_if(seen.notnull() | last.notnull()))
        _speaks_first(values, conflicts, f"on_{name}_list", told)
