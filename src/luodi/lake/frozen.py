"""Lists fixed for a year, and the rates that stand on them.

A rate whose denominator moves with every closed firm cannot be compared: the list of a year is a batch of
its own, made once.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa

from luodi.lake.batches import Batch
from luodi.lake.figures import SCALE
from luodi.lake.firmtable import universe

if TYPE_CHECKING:
    from luodi.lake.store import Lake

ABOVE_SCALE_WAN = 2000
"""规上工业: main business revenue since 2011, in 万元."""

INDUSTRY = ("B", "C", "D")

RATES = ("has_rd_cost", "has_rd_institution", "has_rd_people", "has_cooperation", "has_rd_activity")


def of(lake: Lake, year: int, kind: str) -> Batch | None:
    """The live batch that fixed this list, if any did."""
    return next((b for b in lake.live() if [kind, year] in list(b.facts.get("lists", ()))), None)


def rows(lake: Lake, year: int, kind: str, firms: list[str] | None) -> pa.Table:
    """The rows of a fixed list, in the order of the codes."""
    if firms is None:
        table = lake.firm_table(on=dt.date(year, 12, 31), year=year - 1)
        large = table.sector.isin(INDUSTRY) & (table.main_revenue_wan >= ABOVE_SCALE_WAN * SCALE)
        table = table.filter(ibis.coalesce(table.above_scale, large, ibis.literal(False)))
        chosen = lake.engine.arrow(table.select("uscc", "name", "county").order_by("uscc"))
    else:
        known = lake.engine.arrow(universe(lake, None).select("uscc", "name", "county"))
        who = {r["uscc"]: r for r in known.to_pylist()}
        chosen = pa.Table.from_pylist(
            [who.get(u, {"uscc": u, "name": None, "county": None}) for u in sorted(set(firms))],
            schema=known.schema,
        )
    count = chosen.num_rows
    chosen = chosen.append_column("type", pa.repeat(pa.scalar(kind), count))
    return chosen.append_column("year", pa.repeat(pa.scalar(year, pa.int64()), count))


def coverage(lake: Lake, year: int, kind: str, known: dt.datetime | dt.date | None) -> ibis.Table:
    """County and month of a year: `firms` on the fixed list, `told` of them reported, and how many have what.

    `four` counts firms that have all of 四有. A firm that did not report is not counted as having nothing:
    firms - told are unknown.
    """
    listed = lake.rows("frozen", known)
    listed = listed.filter((listed.type == kind) & (listed.year == year)).select("uscc", "county").distinct()
    reports = lake.rows("coverage", known)
    reports = reports.filter(
        (reports.month >= dt.date(year, 1, 1)) & (reports.month <= dt.date(year, 12, 31))
    )
    bounds = {}
    for name in RATES:
        bounds[f"{name}__lo"], bounds[f"{name}__hi"] = reports[name].min(), reports[name].max()
    months = reports.group_by("uscc", "month").aggregate(**bounds)
    sure = {
        name: ibis.ifelse(
            months[f"{name}__lo"] == months[f"{name}__hi"], months[f"{name}__hi"], ibis.null("boolean")
        )
        for name in RATES
    }
    months = months.select("uscc", "month", **sure)
    months = months.mutate(has_rd_activity=ibis.coalesce(months.has_rd_activity, months.has_rd_cost))
    joined = listed.inner_join(months, "uscc")
    four = joined.has_rd_cost & joined.has_rd_institution & joined.has_rd_people & joined.has_cooperation
    counted = joined.group_by("county", "month").aggregate(
        told=joined.count(),
        **{name.removeprefix("has_"): joined.count(where=joined[name].fill_null(False)) for name in RATES},
        four=joined.count(where=four.fill_null(False)),
    )
    firms = listed.group_by("county").aggregate(firms=listed.count())
    table = counted.left_join(firms, "county")
    names = ["county", "month", "firms", "told", *(n.removeprefix("has_") for n in RATES), "four"]
    return table.select(*names).order_by("county", "month")
