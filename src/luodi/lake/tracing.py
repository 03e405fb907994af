"""Where a value comes from: every live row that speaks of it, with its batch, file, row and column."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from luodi.lake import ipcounts
from luodi.lake.batches import Batch
from luodi.lake.errors import LakeError
from luodi.lake.figures import IDENTITY, SCALED, Figure, figure_of, registers

if TYPE_CHECKING:
    from luodi.lake.store import Lake


@dataclass(frozen=True, slots=True)
class Trace:
    """One source of a value. `row`, `letter` and `heading` are where a person finds it in the file."""

    batch: str
    kind: str
    by: str
    at: dt.datetime
    file: str
    sheet: str
    row: int
    letter: str
    heading: str
    value: Any
    words: str


_TITLE = {
    "hnte_valid": ("hnte",), "tech_sme_valid": ("tech_sme",), "innovative_sme_valid": ("innovative_sme",),
    "srdi_valid": ("srdi",), "national_ip_advantage": ("ip_advantage",),
    "provincial_institution": ("rd_institution",), "rd_institution_level": ("rd_institution",),
    "valid_honor": ("hnte", "national_tech_demo", "ip_advantage"),
}  # fmt: skip


def trace(
    lake: Lake, uscc: str, column: str, on: dt.date, year: int, known: dt.datetime | dt.date | None
) -> list[Trace]:
    """See `Lake.trace`. Returns speak for the year of the column, registers for the day."""
    found = figure_of(column)
    if found is None:
        raise LakeError(column, "没有这个指标", "见 docs/数据湖.md 的指标表")
    figure, back = found
    traces: list[Trace] = []
    if figure.source == "firms":
        name = "registered" if column in ("registered_days", "accounting_years") else column
        traces += _rows(lake, "firms", uscc, name, known)
        if name in IDENTITY and not traces:
            traces += _rows(lake, "figures", uscc, name, known)
        return traces
    if figure.source == "ip":
        rights = lake.rows("ip", known)
        rights = rights.filter(rights.uscc == uscc)
        rule = ipcounts.counts(rights, on)[column].fill_null(False)
        traces += _told(lake, "ip", lake.engine.arrow(rights.filter(rule)).to_pylist(), "number", "计入")
    elif figure.source == "qualifications":
        titles = lake.rows("qualifications", known)
        titles = titles.filter((titles.uscc == uscc) & titles.type.isin(_TITLE[column]))
        traces += _told(lake, "qualifications", lake.engine.arrow(titles).to_pylist(), "valid_to", "资质")
    elif figure.source == "coverage":
        months = lake.rows("coverage", known)
        months = months.filter(
            (months.uscc == uscc) & (months.month >= dt.date(on.year, 1, 1)) & (months.month <= on)
        )
        traces += _told(
            lake, "coverage", lake.engine.arrow(months.order_by("month")).to_pylist(), column, "月报"
        )
    elif figure.source == "lists":
        kind = "abnormal" if column == "on_abnormal_list" else "dishonest"
        rows = lake.rows("lists", known)
        rows = rows.filter((rows.uscc == uscc) & (rows.type == kind) & (rows.checked <= on))
        traces += _told(lake, "lists", lake.engine.arrow(rows).to_pylist(), "checked", "名录")
    elif figure.source == "frozen":
        rows = lake.rows("frozen", known)
        rows = rows.filter(
            (rows.uscc == uscc) & (rows.type == "above_scale") & rows.year.isin([on.year, on.year - 1])
        )
        traces += _told(lake, "frozen", lake.engine.arrow(rows).to_pylist(), "year", "固定名单")
    return traces + _rows(lake, "figures", uscc, figure.name, known, year - back)


def _rows(
    lake: Lake, kind: str, uscc: str, name: str, known: dt.datetime | dt.date | None, year: int | None = None
) -> list[Trace]:
    """Rows of each batch by itself: a correction and what it corrects are two sources."""
    told: list[Trace] = []
    for batch in lake.live(known):
        if batch.kind != kind or name not in batch.columns:
            continue
        rows = lake.engine.read([lake.store.path(batch)])
        rows = rows.filter((rows.uscc == uscc) & rows[name].notnull())
        if year is not None:
            rows = rows.filter(rows.year == year)
        words = "更正" if batch.amends else registers()[kind].label
        told += _told(
            lake, kind, lake.engine.arrow(rows.select("_row", "_batch", name)).to_pylist(), name, words, year
        )
    return told


def _told(
    lake: Lake, kind: str, rows: list[dict[str, Any]], name: str, words: str, year: int | None = None
) -> list[Trace]:
    batches = {b.number: b for b in lake.batches()}
    figure = registers()[kind][name]
    traces = []
    for row in sorted(rows, key=lambda r: (r["_batch"], r["_row"])):
        batch = batches[row["_batch"]]
        place = _place(batch, name, year)
        traces.append(
            Trace(
                batch.id,
                kind,
                batch.by,
                batch.at,
                batch.source.get("name", ""),
                batch.source.get("sheet", ""),
                row["_row"],
                place.get("letter", ""),
                place.get("heading", ""),
                _shown(figure, row[name]),
                words,
            )
        )
    return traces


def _place(batch: Batch, name: str, year: int | None) -> dict[str, Any]:
    """The column of the file this figure of this year stood in."""
    columns = [c for c in batch.source.get("columns", ()) if c["target"] == name]
    default = batch.source.get("year")
    for column in columns:
        stands_for = column["year"] or (default - (column["back"] or 0) if default else None)
        if year is None or stands_for in (None, year):
            return dict(column)
    return dict(columns[0]) if columns else {}


def _shown(figure: Figure, value: Any) -> Any:
    """A value in its unit, exactly."""
    if figure.kind in SCALED and value is not None:
        exact = Decimal(value).scaleb(-6)
        return exact.to_integral_value() if exact == exact.to_integral_value() else exact.normalize()
    return value
