"""Verdicts and cheapest routes of many firms at once, as rows the office keeps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from luodi.office.firms.models import Run, Verdict
from luodi.office.firms.words import RUNGS, listed

if TYPE_CHECKING:
    import pyarrow as pa

    from luodi.standards.prices import Change, Prices
    from luodi.standards.spec import Standard

BULK = 50_000
"""Firms judged at once: one question to the engine for all standards."""


@dataclass(slots=True)
class Answer:
    """What one standard says of one firm."""

    standard: str
    key: str
    verdict: str
    low: int | None = None
    high: int | None = None
    failed: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    grade: str = ""
    cost: Decimal | None = None
    steps: list[dict[str, Any]] = field(default_factory=list)

    def row(self, run: Run, firm: int, *, held: bool) -> Verdict:
        return Verdict(
            run=run,
            firm_id=firm,
            standard=self.standard,
            key=self.key,
            verdict=self.verdict,
            held=held,
            low=self.low,
            high=self.high,
            failed=listed(self.failed),
            unsure=listed(self.unsure),
            missing=listed(self.missing),
            steps=self.steps,
            cost=self.cost,
            grade=self.grade,
        )


def answers(
    standards: Sequence[Standard], table: pa.Table, prices: Prices, on: dt.date
) -> dict[str, list[Answer]]:
    """uscc → its answers, in the order of the standards."""
    found: dict[str, list[Answer]] = {u: [] for u in table["uscc"].to_pylist()}
    judged = _judged(standards, table)
    usccs = judged["uscc"].to_pylist()
    for standard in standards:
        for uscc, answer in zip(usccs, _of(standard, judged), strict=True):
            found[uscc].append(answer)
    _routes([s for s in standards if s.id in RUNGS], table, prices, on, found)
    return found


def _judged(standards: Sequence[Standard], table: pa.Table) -> pa.Table:
    """All standards in one question: what they ask alike is worked out once."""
    from luodi.standards.assessing import assess

    return assess(standards, table, detail="all", scaled=True, keep=["uscc"])


def _of(standard: Standard, judged: pa.Table) -> list[Answer]:
    from luodi.standards.compiling import prefix

    begin = prefix(standard)

    def column(name: str) -> list[Any]:
        full = f"{begin}_{name}"
        return judged[full].to_pylist() if full in judged.column_names else [None] * judged.num_rows

    codes = [c.code for c in standard.conditions]
    met = {code: column(code) for code in codes}
    rows = zip(
        column("verdict"),
        column("total_lo"),
        column("total_hi"),
        column("failed"),
        column("missing"),
        strict=True,
    )
    return [
        Answer(
            standard=standard.id,
            key=standard.key,
            verdict=verdict,
            low=low,
            high=high,
            failed=[c for c in (failed or "").split(";") if c],
            unsure=[c for c in codes if met[c][i] is None],
            missing=[c for c in (missing or "").split(";") if c],
            grade="A" if verdict == Verdict.Word.PASS else "",
        )
        for i, (verdict, low, high, failed, missing) in enumerate(rows)
    ]


def _routes(
    standards: Sequence[Standard],
    table: pa.Table,
    prices: Prices,
    on: dt.date,
    found: dict[str, list[Answer]],
) -> None:
    """What it would take, for those who do not pass: cost, steps in words, how near. One standard at a time:
    one that has no closed form does not keep the others from theirs."""
    import ibis

    from luodi.standards.routes.bulk import NoBulkError
    from luodi.standards.routes.table import routes

    con = ibis.duckdb.connect()
    try:
        here = con.create_table("firms", table)
        for standard in standards:
            try:
                told: Any = routes(standard, here, prices, on=on)
                told = told if hasattr(told, "to_pylist") else told.to_pyarrow()
            except NoBulkError:
                _one_by_one(standard, table, prices, on, found)
            else:
                _laid_down(standard, told, prices, on, found)
    finally:
        con.disconnect()


def _laid_down(
    standard: Standard, told: pa.Table, prices: Prices, on: dt.date, found: dict[str, list[Answer]]
) -> None:
    from luodi.standards.compiling import prefix

    begin = f"{prefix(standard)}_route_"
    names = {c: c.removeprefix(begin) for c in told.column_names if c.startswith(begin)}
    known = ("cost", "gaps", "waits", "open", "class")
    changes = {c: _change(n, prices) for c, n in names.items() if n not in known}
    for row in told.to_pylist():
        answer = next(a for a in found[row["uscc"]] if a.standard == standard.id)
        grade, cost = row[f"{begin}class"], row[f"{begin}cost"]
        answer.grade = "" if grade == "U" else grade
        if cost is None or grade not in ("B", "C") or answer.verdict == Verdict.Word.PASS:
            continue
        answer.cost = Decimal(cost) / 1_000_000
        waits = int(row[f"{begin}waits"] or 0)
        for column, (change, back) in changes.items():
            if row[column]:
                answer.steps.append(_step(change, back, int(row[column]), waits, on))


def _change(name: str, prices: Prices) -> tuple[Change, int]:
    """A column's change, and how many years before the year judged it is made."""
    base, _, back = name.rpartition("_y")
    if base in prices.changes and back.isdigit():
        return prices.changes[base], int(back)
    return prices.changes[name], 0


def _step(change: Change, back: int, amount: int, waits: int, on: dt.date) -> dict[str, Any]:
    from luodi.standards.routes.words import step

    by = Fraction(amount) if change.whole else Fraction(amount, 1_000_000)
    when = on.year + waits - back if change.each_year and waits else change.ready_in(on)
    said = step(change, by, by * change.price, when if waits or when != on.year else None)
    return {"change": change.name, "words": said, "when": when}


def _one_by_one(
    standard: Standard, table: pa.Table, prices: Prices, on: dt.date, found: dict[str, list[Answer]]
) -> None:
    """For a standard without a closed form: those near enough to be worth the time."""
    from luodi.standards.routes.route import router

    planner = router(standard, prices, on)
    for row in table.to_pylist():
        answer = next(a for a in found[row["uscc"]] if a.standard == standard.id)
        if answer.verdict == Verdict.Word.PASS:
            continue
        if len(answer.failed) + len(answer.unsure) > 3:
            answer.grade = "D"
            continue
        route = planner.route(row)
        answer.grade = "" if route.near == "U" else route.near
        if route.cost is not None and route.near in ("A", "B", "C"):
            answer.cost = Decimal(str(round(float(route.cost), 4)))
            answer.steps = [{"change": s.change, "words": s.words, "when": s.when} for s in route.steps]
