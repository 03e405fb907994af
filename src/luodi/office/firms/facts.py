"""The lake as the office asks it: firms as of a day, one firm's figures, where a figure comes from.

The one module here that opens the lake. Engines are kept one a thread: they are not made to be shared.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from luodi.office.journal.clock import now

if TYPE_CHECKING:
    import pyarrow as pa

    from luodi.lake.figures import Figure
    from luodi.lake.importing import Reading
    from luodi.lake.store import Lake

_HELD = threading.local()

SCALE = Decimal(1_000_000)

FOUR = ("has_rd_cost", "has_rd_institution", "has_rd_people", "has_cooperation", "has_rd_activity")

TITLE_OF = {
    "hnte": "high-tech",
    "tech_sme": "tech-sme",
    "innovative_sme": "innovative-sme",
    "srdi": "specialised-sme",
    "little_giant": "little-giant",
}
"""Titles in the register of qualifications → the standard that gives them."""


def lake() -> Lake:
    """The lake of this home; moved with LUODI_HOME or LUODI_LAKE_URL, which tests change."""
    from luodi.lake.place import place
    from luodi.lake.store import Lake

    where = place()
    held: tuple[Any, Lake] | None = getattr(_HELD, "lake", None)
    if held is None or held[0] != where:
        close()
        held = (where, Lake())
        _HELD.lake = held
    return held[1]


def close() -> None:
    """Let go of this thread's engine."""
    held = getattr(_HELD, "lake", None)
    if held is not None:
        held[1].close()
        _HELD.lake = None


@cache
def kinds() -> dict[str, str]:
    """Kinds of returns that can be taken in, with their names; frozen lists are made, not imported."""
    from luodi.lake.figures import registers

    return {name: r.label for name, r in registers().items() if name != "frozen"}


@cache
def columns() -> dict[str, Figure]:
    """The firm table's columns with the figure each shows."""
    from luodi.lake.figures import firm_columns

    return firm_columns()


def register_columns(kind: str) -> list[tuple[str, str]]:
    """(name, label) of what a file of this kind may hold, for the page where columns are matched by hand."""
    from luodi.lake.figures import registers

    return [(c.name, f"{c.label}{f'（{c.unit}）' if c.unit else ''}") for c in registers()[kind].columns]


def batch_ids() -> list[str]:
    """The batches that hold now, oldest first."""
    return [b.id for b in lake().live(now()) if b.rows]


def live_batches() -> list[Any]:
    return lake().live(now())


def add(reading: Reading, *, by: str, replaces: str = "") -> str:
    """Store what was read; the batch's id."""
    from luodi.lake.errors import LakeError

    try:
        batch = lake().add(reading, by=by, at=now(), replaces=[replaces] if replaces else ())
    except LakeError as error:
        raise ValidationError(str(error)) from error
    return batch.id


def counties_of(usccs: set[str]) -> dict[str, str]:
    """Where the register says firms are, the newest batch first to speak."""
    import pyarrow.parquet as pq

    here = lake()
    found: dict[str, str] = {}
    for batch in reversed(here.live()):
        if batch.kind == "firms":
            rows = pq.read_table(here.store.path(batch), columns=["uscc", "county"])
            for uscc, county in zip(rows["uscc"].to_pylist(), rows["county"].to_pylist(), strict=True):
                if uscc in usccs and county:
                    found.setdefault(uscc, county)
    return found


def firm_table(
    on: dt.date, year: int, counties: Sequence[str] | None, known: dt.datetime | None = None
) -> pa.Table:
    """One row for each firm, in whole millionths."""
    here = lake()
    return here.engine.arrow(here.firm_table(on, year, counties, known))


def one(uscc: str, county: str, on: dt.date, year: int, known: dt.datetime | None = None) -> dict[str, Any]:
    """One firm's row in whole millionths; empty if the lake does not know it."""
    here = lake()
    table = here.firm_table(on, year, [county] if county else None, known)
    rows: list[dict[str, Any]] = here.engine.arrow(table.filter(table.uscc == uscc)).to_pylist()
    return rows[0] if rows else {}


def firms_named(
    usccs: Iterable[str], counties: Sequence[str], on: dt.date, year: int, known: dt.datetime | None = None
) -> list[dict[str, Any]]:
    """Some firms' rows in whole millionths."""
    here = lake()
    table = here.firm_table(on, year, list(counties) if all(counties) else None, known)
    rows: list[dict[str, Any]] = here.engine.arrow(table.filter(table.uscc.isin(list(usccs)))).to_pylist()
    return rows


def rows_of(kind: str, usccs: Iterable[str], known: dt.datetime | None = None) -> list[dict[str, Any]]:
    """Live rows of a register about some firms."""
    here = lake()
    if not any(b.kind == kind for b in here.live(known)):
        return []
    table = here.rows(kind, known)
    found: list[dict[str, Any]] = here.engine.arrow(table.filter(table.uscc.isin(list(usccs)))).to_pylist()
    return found


def titles(known: dt.datetime | None = None) -> pa.Table:
    """Every title any firm holds or held, the newest word on each."""
    here = lake()
    return here.engine.arrow(here.qualifications(None, known))


def months(since: dt.date, known: dt.datetime | None = None) -> pa.Table:
    """Firm × month: each of 四有 as reported; where reports of one month differ, nobody knows."""
    import ibis

    here = lake()
    rows = here.rows("coverage", known)
    rows = rows.filter(rows.month >= since)
    bounds = {f"{n}_lo": rows[n].min() for n in FOUR} | {f"{n}_hi": rows[n].max() for n in FOUR}
    grouped = rows.group_by("uscc", "month").aggregate(**bounds)
    same = {
        n: ibis.ifelse(grouped[f"{n}_lo"] == grouped[f"{n}_hi"], grouped[f"{n}_hi"], ibis.null("boolean"))
        for n in FOUR
    }
    return here.engine.arrow(grouped.select("uscc", "month", **same))


def spending(known: dt.datetime | None = None) -> pa.Table:
    """Firm × year: what was spent on R&D, by the statistical figure, else by the books; the larger where two differ."""
    here = lake()
    rows = here.rows("figures", known)
    grouped = rows.group_by("uscc", "year").aggregate(stat=rows.rd_stat_wan.max(), books=rows.rd_wan.max())
    return here.engine.arrow(grouped.select("uscc", "year", rd=grouped.stat.coalesce(grouped.books)))


def trace(uscc: str, column: str, on: dt.date, year: int, known: dt.datetime | None = None) -> list[Any]:
    """Batches, files, rows and cells a value comes from."""
    from luodi.lake.errors import LakeError

    try:
        return list(lake().trace(uscc, column, on, year, known))
    except LakeError:
        return []


def plain(column: str, value: Any) -> Any:
    """A stored value in its unit: 1 234 500 000 millionths of 万元 are 1234.5."""
    figure = columns().get(column)
    if value is None or figure is None or figure.kind not in ("money", "number"):
        return value
    return (Decimal(int(value)) / SCALE).normalize() + 0


def stored(column: str, value: Decimal | int | bool | str) -> Any:
    """The other way: what a person typed, as the table holds it."""
    figure = columns().get(column)
    if figure is not None and figure.kind in ("money", "number"):
        return int((Decimal(value) * SCALE).to_integral_value())
    return value


def label(column: str) -> str:
    """研发费用（上年）: a column in words."""
    figure = columns().get(column)
    if figure is None:
        return column
    back = (
        {"1": "（上年）", "2": "（前年）"}.get(column.rpartition("_y")[2], "")
        if column != figure.name
        else ""
    )
    return f"{figure.label}{back}"


def word(column: str, value: Any) -> Any:
    """A choice as people read it: C 制造业; other values as they are."""
    figure = columns().get(column)
    if figure is None or not isinstance(value, str):
        return value
    names = dict(figure.words).get(value)
    if not names:
        return value
    return f"{value} {names[0]}" if len(value) == 1 else names[0]


def unit(column: str) -> str:
    figure = columns().get(column)
    return figure.unit if figure else ""
