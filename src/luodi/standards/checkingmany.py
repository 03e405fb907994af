"""Worked cases as a firm table, judged many at once: that an engine says of them what judging one by one says.

A case's figures go into the columns the lake keeps, in its whole numbers. What an engine tells (verdict, failed
demands, points, demand by demand) is compared with the case; what only the judging of one firm tells (the route,
rates as facts) is taken from there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from luodi.standards.checking import VERDICTS, Outcome
from luodi.standards.compiling.figures import CONFLICTS, LARGEST, SCALE
from luodi.standards.compiling.translating import ACCOUNTING_YEARS
from luodi.standards.compiling.verdicts import prefix
from luodi.standards.firms import FigureError, Firm
from luodi.standards.spec import Input, Standard

if TYPE_CHECKING:
    import pyarrow as pa

Judging = Callable[[Standard, "pa.Table"], "pa.Table"]
"""Judges a firm table in the stored form on some engine, with all details; any order of rows, `uscc` kept."""


def record(standard: Standard, figures: Firm) -> dict[str, Any]:
    """A firm's figures as a row of the firm table. Raises FigureError for what the table cannot hold."""
    faults: list[str] = []
    row: dict[str, Any] = {}
    for spec in standard.inputs.values():
        for back, column in enumerate(reversed(spec.columns)):
            value = None if spec.name in figures.assumed else figures.values.get((spec.name, back))
            try:
                row[column] = _stored(spec, value)
            except ValueError as error:
                faults.append(f"{spec.label}（{spec.name}）{value}：{error}")
    row[CONFLICTS] = ";".join(c for n in figures.conflicts for c in standard.inputs[n].columns) or None
    series = [spec for spec in standard.inputs.values() if spec.series == "years"]
    lived = {min(figures.lengths[spec.name], len(spec.columns)) for spec in series}
    short = min(lived, default=0)
    if any(figures.lengths[spec.name] != min(short, len(spec.columns)) for spec in series) and any(
        figures.lengths[spec.name] < len(spec.columns) for spec in series
    ):
        faults.append(
            f"逐年的数年数不一（{'、'.join(map(str, sorted(lived)))}年），企业表只有一个经营会计年度数"
        )
    row[ACCOUNTING_YEARS] = short if any(short < len(spec.columns) for spec in series) else None
    if faults:
        raise FigureError(faults)
    return row


def _stored(spec: Input, value: Any) -> Any:
    if value is None or spec.kind in ("flag", "choice"):
        return value
    if spec.kind == "graded":
        return str(value)
    whole = Fraction(value) * SCALE[spec.kind]
    if whole.denominator != 1:
        raise ValueError("企业表只存到6位小数")
    if abs(whole) > LARGEST[spec.kind]:
        raise ValueError("数太大，请核对单位")
    return int(whole)


def outcomes(
    standard: Standard, firms: Sequence[Firm], singly: Sequence[Outcome], judging: Judging
) -> list[Outcome | str]:
    """What the engine says of each firm, laid over what judging it alone said; a sentence for a firm whose
    figures no firm table can hold."""
    import pyarrow as pa

    from luodi.standards.tables import TYPES, kinds

    out: list[Outcome | str] = []
    rows = []
    for number, one in enumerate(firms):
        try:
            rows.append({**record(standard, one), "uscc": f"{number:09d}"})
            out.append(singly[number])
        except FigureError as error:
            out.append(str(error))
    schema = pa.schema([("uscc", pa.string()), *((c, TYPES[k]) for c, k in kinds([standard]).items())])
    start = f"{prefix(standard)}_"
    for row in judging(standard, pa.Table.from_pylist(rows, schema)).to_pylist():
        number = int(row["uscc"])
        told = {name.removeprefix(start): value for name, value in row.items()}
        out[number] = _outcome(standard, told, singly[number])
    return out


def _outcome(standard: Standard, told: Mapping[str, Any], one: Outcome) -> Outcome:
    scores = dict(one.scores)
    for name in list(scores):
        if f"{name}_lo" in told:
            scores[name] = _points(told, name)
    if standard.groups:
        scores["groups"] = {name: _points(told, name) for name in standard.groups}
    words = {True: "pass", False: "fail", None: "uncertain"}
    scores |= {c.code.lower(): words[told[c.code]] for c in standard.conditions}
    known = {c.code: frozenset((c.code, *c.also)) for c in standard.conditions}
    failed = tuple(known[code] for code in str(told["failed"]).split(";") if code)
    total = _points(told, "total") if standard.total else None
    verdict = str(told["verdict"])
    return Outcome(VERDICTS.get(verdict), failed, total, one.route, scores, verdict)


def _points(told: Mapping[str, Any], name: str) -> Any:
    low, high = told[f"{name}_lo"], told[f"{name}_hi"]
    return low if low == high else [low, high]


def on_duckdb(standard: Standard, firms: pa.Table) -> pa.Table:
    from luodi.standards.assessing import assess

    return assess(standard, firms, detail="all", scaled=True)
