"""All checks of a table before anything of it is published, the most serious findings first."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction

from luodi.racing.checking.automatic import automatic
from luodi.racing.checking.digits import Number, decimals, fit, slip, text, total
from luodi.racing.checking.finding import Finding, in_order
from luodi.racing.checking.related import numbers, related
from luodi.racing.spec import Race
from luodi.racing.values import Values

MEANS = re.compile(r"平均|均值")
INTENSIVE = re.compile(r"率|比|强度|增长|增速|增幅|均|指数|%|％|得分|系数|密度|排名|位次")


def check(
    race: Race,
    values: Values,
    *,
    history: Sequence[Values] = (),
    frozen: Values | None = None,
    known: Collection[str] = (),
) -> list[Finding]:
    """What must be looked at. `history`: tables of the rounds before, the oldest first; `frozen`: the table as
    it was frozen; `known`: the names of units there are. Findings name the cell, both numbers, what to do."""
    found = [
        Finding("unread", "错误", "", "", b.where, f"{b.text!r} {b.what}", "改正后重新检查", values.source)
        for b in values.bad
    ]
    found += related(values, race.checks, values.source)
    found += automatic(race, values, history, frozen, known)
    found += _totals(values)
    return in_order(found)


def _totals(values: Values) -> Iterator[Finding]:
    """Rows that add the units up, held against what the units add up to."""
    for label, row in values.totals.items():
        for heading, printed in row.items():
            column = [n for n in numbers(values.column(heading)) if n is not None]
            if printed is None or not column or INTENSIVE.search(heading):
                continue
            span = total(n.span for n in column)
            if MEANS.search(label):
                span = span.times(Fraction(1, len(column)))
            places = max(n.places for n in column) if not MEANS.search(label) else decimals(printed)
            cell = Number(printed, decimals(printed), max(decimals(printed), places), counted=places == 0)
            how = fit(cell, span)
            if how in ("exact", "short", "even"):
                continue
            loose = how == "rounding"
            why = slip(printed, span.value)
            said = f"“{label}”为{cell}，各单位{'平均' if MEANS.search(label) else '之和'}为{text(span.value)}"
            said += "，差在四舍五入以内" if loose else f"，{why}" if why else ""
            yield Finding(
                "total", "提示" if loose else "错误", label, heading, values.place(label, heading), said,
                "不必更正" if loose else "核对各单位和合计，查明漏报、重复或误填", values.source,
            )  # fmt: skip
