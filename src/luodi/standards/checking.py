"""Worked cases against the standards: every difference by its name.

A case names a standard, gives figures and says what must come out: scores, total, route, verdict and the codes of
failed demands. It is how an official checks the program before trusting it, and how a changed YAML is checked
before it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from luodi.standards import money
from luodi.standards.catalogue import NoStandard, load
from luodi.standards.firms import FigureError
from luodi.standards.judgement import Judgement
from luodi.standards.judgement import judge as judge_one
from luodi.standards.loading import StandardError

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


def check(
    cases: Iterable[Mapping[str, Any]],
    *,
    folders: Sequence[Path] = (),
    more: Mapping[str, Checker] | None = None,
) -> list[Checked]:
    """Run worked cases, read with `parse_float=Decimal`. `more`: checkers for what is no standard."""
    checkers = {"hnte_tax_saving": tax_saving, **(more or {})}
    return [_one(case, folders, checkers) for case in cases]


def _one(case: Mapping[str, Any], folders: Sequence[Path], checkers: Mapping[str, Checker]) -> Checked:
    name, number = str(case.get("standard", "")), str(case.get("id", "?"))
    figures, expected = case.get("inputs"), case.get("expected")
    if not isinstance(figures, Mapping) or not isinstance(expected, Mapping):
        return Checked(number, name, (), "案例要有 standard、id、inputs 和 expected")
    try:
        if name in checkers:
            found = checkers[name](figures)
        else:
            found = outcome(judge_one(load(name, folders=folders), figures))
    except (NoStandard, FigureError, StandardError, ValueError) as error:
        return Checked(number, name, (), str(error))
    return Checked(number, name, tuple(differences(found, expected)))


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
    for name, value in expected.items():
        if name not in ("eligible", "failed_conditions", "route", "total", "scores") and not same(
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
