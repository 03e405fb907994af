"""Worked cases against the standards: every difference by its name.

A case names a standard, gives figures and says what must come out: scores, total, route, verdict and the codes of
failed demands. It is how an official checks the program before trusting it, and how a changed YAML is checked
before it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from luodi.standards import money
from luodi.standards.catalogue import NoStandard, load
from luodi.standards.firms import FigureError, Firm, firm
from luodi.standards.judgement import Judgement, judgement
from luodi.standards.loading import StandardError
from luodi.standards.spec import Standard

VERDICTS = {"pass": True, "fail": False}
CERTAIN = {"pass": "pass", "fail": "fail"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found for a case, in the case's own terms."""

    eligible: bool | None
    failed: tuple[frozenset[str], ...]
    """Each failed demand by all the codes it is known under."""
    total: Any
    route: str | None
    scores: Mapping[str, Any]
    verdict: str = ""


Checker = Callable[[Mapping[str, Any]], Outcome]


@dataclass(frozen=True, slots=True)
class Checked:
    """A case, and where it differs: (what, found, expected)."""

    id: str
    standard: str
    differences: tuple[tuple[str, Any, Any], ...]
    error: str = ""

    @property
    def right(self) -> bool:
        return not self.differences and not self.error


Many = Callable[[Standard, Sequence[Firm], Sequence[Outcome]], Sequence[Outcome | str]]
"""What an engine says of many firms under one standard, laid over what judging each alone said; a sentence
where it cannot take one."""


def check(
    cases: Iterable[Mapping[str, Any]],
    *,
    folders: Sequence[Path] = (),
    more: Mapping[str, Checker] | None = None,
    many: Many | None = None,
) -> list[Checked]:
    """Run worked cases, read with `parse_float=Decimal`. `more`: checkers for what is no standard. `many`: an
    engine that judges all the cases of a standard at once; without it they are judged one by one.

    A case names its standard as the cases do (`hnte_2016`), by id and version, or by id and the day it asks for
    (`"standard": "specialised-sme", "on": "2026-04-01"`). `conflicts` lists inputs the sources disagree on.
    """
    checkers = {"hnte_tax_saving": tax_saving, **(more or {})}
    found = [_one(case, folders, checkers) for case in cases]
    if many is not None:
        _together(found, many)
    return [one.checked() for one in found]


@dataclass(slots=True)
class _Case:
    id: str
    name: str
    expected: Mapping[str, Any]
    error: str = ""
    found: Outcome | None = None
    standard: Standard | None = None
    firm: Firm | None = None

    def checked(self) -> Checked:
        if self.error or self.found is None:
            return Checked(self.id, self.name, (), self.error)
        return Checked(self.id, self.name, tuple(differences(self.found, self.expected)))


def _one(case: Mapping[str, Any], folders: Sequence[Path], checkers: Mapping[str, Checker]) -> _Case:
    name, number = str(case.get("standard", "")), str(case.get("id", "?"))
    figures, expected = case.get("inputs"), case.get("expected")
    if not isinstance(figures, Mapping) or not isinstance(expected, Mapping):
        return _Case(number, name, {}, "案例要有 standard、id、inputs 和 expected")
    made = _Case(number, name, expected)
    try:
        if name in checkers:
            made.found = checkers[name](figures)
        else:
            made.standard = load(name, on=_day(case), folders=folders)
            made.firm = firm(made.standard, figures, _disputed(case))
            made.found = outcome(judgement(made.standard, made.firm))
    except (NoStandard, FigureError, StandardError, ValueError) as error:
        made.error = str(error)
    return made


def _day(case: Mapping[str, Any]) -> date | None:
    said = case.get("on", case.get("as_of"))
    if said is None:
        return None
    try:
        return date.fromisoformat(str(said))
    except ValueError:
        raise ValueError(f"on（评价日期）{said!r}：应写成 2026-04-01 这样") from None


def _disputed(case: Mapping[str, Any]) -> Sequence[str]:
    said = case.get("conflicts") or ()
    if isinstance(said, str) or not isinstance(said, Sequence):
        raise ValueError("conflicts 应是指标名的列表")
    return [str(name) for name in said]


def _together(found: Sequence[_Case], many: Many) -> None:
    """Every standard's cases judged at once; a case the engine cannot take says so, the others go on."""
    for key in dict.fromkeys(c.standard.key for c in found if c.standard is not None and c.found is not None):
        group = [c for c in found if c.standard is not None and c.standard.key == key and c.found is not None]
        standard = group[0].standard
        assert standard is not None
        if standard.refuses:
            continue
        firms, singly = [c.firm for c in group if c.firm], [c.found for c in group if c.found]
        for case, told in zip(group, many(standard, firms, singly), strict=True):
            if isinstance(told, str):
                case.error = told
            else:
                case.found = told


def outcome(judged: Judgement) -> Outcome:
    """A judgement in the terms of a case."""
    scores: dict[str, Any] = {name: _points(p) for name, p in judged.scores.items()}
    if judged.groups:
        scores["groups"] = {name: _points(p) for name, p in judged.groups.items()}
    scores |= judged.facts
    for finding in judged.conditions:
        scores[finding.code.lower()] = {True: "pass", False: "fail", None: "uncertain"}[finding.met]
    unlisted = {c.code for c in judged.standard.conditions if not c.listed}
    failed = tuple(
        frozenset((f.code, *f.also)) for f in judged.conditions if f.met is False and f.code not in unlisted
    )
    total = None if judged.total is None else _points(judged.total)
    return Outcome(VERDICTS.get(judged.verdict), failed, total, judged.route, scores, judged.verdict)


def tax_saving(figures: Mapping[str, Any]) -> Outcome:
    """高企 income tax, as an estimate (§ money)."""
    found = money.from_figures(dict(figures))
    scores = {
        "taxable_wan": found.taxable,
        "tax_without_wan": found.without,
        "tax_with_hnte_wan": found.with_high_tech,
    }
    return Outcome(True, (), found.saving, None, scores)


def differences(found: Outcome, expected: Mapping[str, Any]) -> Iterable[tuple[str, Any, Any]]:
    """Where the outcome is not what the case says; what a case does not say is not compared."""
    if "eligible" in expected and found.eligible != expected["eligible"]:
        yield "eligible", found.verdict or found.eligible, expected["eligible"]
    wanted = set(expected.get("failed_conditions") or ())
    if "failed_conditions" in expected and not _same_codes(found.failed, wanted):
        yield (
            "failed_conditions",
            sorted(min(f) if len(f) == 1 else "/".join(sorted(f)) for f in found.failed),
            sorted(wanted),
        )
    if expected.get("route") is not None and found.route is not None and found.route != expected["route"]:
        yield "route", found.route, expected["route"]
    if expected.get("total") is not None and not same(found.total, expected["total"]):
        yield "total", found.total, expected["total"]
    for name, value in (expected.get("scores") or {}).items():
        if isinstance(value, Mapping):
            inner = found.scores.get(name) or {}
            for part, points in value.items():
                if not same(inner.get(part), points):
                    yield f"{name}.{part}", inner.get(part), points
        elif not same(found.scores.get(name), value):
            yield name, found.scores.get(name), value
    if "verdict" in expected and found.verdict != expected["verdict"]:
        yield "verdict", found.verdict, expected["verdict"]
    for name, value in expected.items():
        if name not in ("eligible", "failed_conditions", "route", "total", "scores", "verdict") and not same(
            found.scores.get(name), value
        ):
            yield name, found.scores.get(name), value


def _same_codes(found: tuple[frozenset[str], ...], wanted: set[str]) -> bool:
    """Each failed demand is named, under one of its codes, and nothing else is."""
    return all(names & wanted for names in found) and wanted <= frozenset().union(*found)


def same(found: Any, expected: Any) -> bool:
    """Whether two values are the same; a printed decimal is compared at the places it is printed with.

    >>> same(Fraction(1, 3), Decimal("0.34")), same([20, 28], [20, 28]), same(None, 0)
    (False, True, False)
    >>> same(Fraction(3423077, 100000), Decimal("34.2308"))
    True
    """
    if isinstance(found, list | tuple) and isinstance(expected, list | tuple):
        return len(found) == len(expected) and all(map(same, found, expected))
    if isinstance(found, list | tuple) and len(found) == 2:
        return bool(found[0] == found[1]) and same(found[0], expected)
    if isinstance(expected, list | tuple):
        return len(expected) == 2 and all(same(found, e) for e in expected)
    if isinstance(expected, bool) or expected is None or isinstance(expected, str):
        return bool(found == expected)
    if found is None or isinstance(found, str):
        return False
    try:
        printed = Decimal(str(expected))
    except InvalidOperation:
        return False
    places = max(0, -int(printed.as_tuple().exponent))
    return (
        abs(Fraction(found) - Fraction(printed)) * 2 * 10**places <= 1
        if places
        else Fraction(found) == printed
    )


def _points(points: tuple[int | None, int | None]) -> Any:
    low, high = points
    return low if low == high else [low, high]
