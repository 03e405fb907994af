"""One firm against one standard, exactly, with every reason.

The same two bounds as `compiling`: each truth and each score is worked out as the experts' points fall worst and
best, and a figure nobody gave makes both unknown. A demand is met if its worst is true, not met if its best
is false, undecided if both are known, unknown otherwise. Nothing is rounded before it is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Literal, TypeVar

from luodi.standards import expression as ex
from luodi.standards.compiling.reading import reads
from luodi.standards.firms import Firm
from luodi.standards.spec import (
    Band,
    Banded,
    Best,
    Cased,
    Computed,
    Condition,
    Graded,
    Points,
    Standard,
    Total,
)

Side = Literal["worst", "best"]
OTHER: dict[Side, Side] = {"worst": "best", "best": "worst"}
T = TypeVar("T", int, Fraction)
SIDES: tuple[Side, Side] = ("worst", "best")
Bounds = tuple[int | None, int | None]


class Judge:
    """A standard's tree over one firm."""

    def __init__(self, standard: Standard, figures: Firm) -> None:
        self.standard, self.firm = standard, figures
        self._points: dict[str, Bounds] = {}
        self._items = {item.name: item for item in standard.items}
        self._alternatives = {a.name: a for a in standard.alternatives}

    # ---- numbers --------------------------------------------------------------------------------------

    def figure(self, name: str, back: int = 0) -> Any:
        return self.firm.values.get((name, back))

    def years(self, name: str) -> int:
        return self.firm.lengths.get(name, len(self.standard.inputs[name].columns))

    def number(self, tree: ex.Num, side: Side) -> Fraction | None:
        match tree:
            case ex.Number(value):
                return value
            case ex.Figure(name, back):
                found: Fraction | None = self.figure(name, back)
                return found
            case ex.SeriesSum(name):
                return _sum(self.figure(name, back) for back in range(self.years(name)))
            case ex.Years(name):
                return Fraction(self.years(name))
            case ex.Score(name):
                points = self.points(name)[side == "best"]
                return None if points is None else Fraction(points)
            case ex.Sum(terms):
                return _sum(self.number(t, side) for t in terms)
            case ex.Scaled(by, of):
                inner = self.number(of, side if by >= 0 else OTHER[side])
                return None if inner is None else by * inner
            case ex.Least(of):
                return _extreme([self.number(t, side) for t in of], min)
            case ex.Greatest(of):
                return _extreme([self.number(t, side) for t in of], max)
            case ex.Pick(cases, otherwise):
                for when, picked in cases:
                    holds = self.truth(when, side)
                    if holds is None:
                        return None
                    if holds:
                        return self.number(picked, side)
                return self.number(otherwise, side)

    # ---- measures -------------------------------------------------------------------------------------

    def rate(self, tree: ex.Measure, side: Side) -> Fraction | Literal["none"] | None:
        """The measure's value; None when unknown; "none" when there is nothing to divide by. A CAGR is given
        by its square, (y3/y1): whoever compares it squares the other side."""
        if isinstance(tree, ex.Ratio):
            over, under = self.number(tree.over, side), self.number(tree.under, OTHER[side])
            if under is not None and under <= 0:
                return "none"
            return None if over is None or under is None else over / under
        if isinstance(tree, ex.Growth):
            return self.growth(tree)
        return self.number(tree, side)

    def growth(self, tree: ex.Growth) -> Fraction | Literal["none"] | None:
        y3, y2, y1 = (self.figure(tree.input, back) for back in range(3))
        mean: Fraction | None = None
        if None not in (y1, y2, y3) and y1 > 0 and y2 > 0:
            mean = Fraction(y2 / y1 + y3 / y2) / 2 - 1
        if tree.form == "last":
            return _over(y3, y2, 1)
        if tree.form == "cagr":
            return _over(y3, y1, 0)
        if tree.form == "mean":
            if (y1 is not None and y1 <= 0) or (y2 is not None and y2 <= 0):
                return "none"
            return mean
        years = self.years(tree.input)
        if years <= 1 or (y2 is not None and y2 <= 0):
            return "none"
        if years <= 2 or (y1 is not None and y1 <= 0):
            return _over(y3, y2, 1)
        return mean

    def growth_rule(self, name: str) -> str | None:
        """By which rule of 国科火字〔2016〕195号 a growth was reckoned."""
        years = self.years(name)
        y2, y1 = self.figure(name, 1), self.figure(name, 2)
        if years <= 1:
            return "one_year"
        if y2 is None:
            return None
        if y2 <= 0:
            return "second_year_zero"
        if years <= 2:
            return "two_years"
        if y1 is None:
            return None
        return "first_year_zero_use_last_two" if y1 <= 0 else "normal"

    # ---- truths ---------------------------------------------------------------------------------------

    def truth(self, tree: ex.Truth, side: Side) -> bool | None:
        match tree:
            case ex.Compare():
                return self._compare(tree, side)
            case ex.Flag(name):
                found: bool | None = self.figure(name)
                return found
            case ex.OneOf(name, words):
                word = self.figure(name)
                return None if word is None else word in words
            case ex.Given(name, back):
                return self.figure(name, back) is not None and name not in self.firm.assumed
            case ex.All(of):
                return _all(self.truth(t, side) for t in of)
            case ex.Any(of):
                return _any(self.truth(t, side) for t in of)
            case ex.Not(of):
                inner = self.truth(of, OTHER[side])
                return None if inner is None else not inner

    def _compare(self, tree: ex.Compare, side: Side) -> bool | None:
        left_side = side if tree.op in (">=", ">", "==") else OTHER[side]
        right = self.number(tree.right, OTHER[left_side])
        if tree.op == "==" and not isinstance(tree.left, ex.Ratio | ex.Growth):
            ends = [self.number(tree.left, s) for s in SIDES]
            if None in ends or right is None:
                return None
            low, high = ends
            assert low is not None and high is not None
            return low <= right <= high if side == "best" else low == right == high
        left = self.rate(tree.left, left_side)
        if left == "none":
            return False
        if left is None or right is None:
            return None
        if isinstance(tree.left, ex.Growth) and tree.left.form == "cagr":
            if right < -1:
                return tree.op in (">=", ">")
            right = (1 + right) ** 2
        return _holds(left, tree.op, right)

    def condition(self, condition: Condition, side: Side) -> bool | None:
        """Whether the demand is met, has fallen away, or does not apply."""
        ways = [self.truth(condition.truth, side)]
        ways += [self.truth(self._alternatives[name].truth, side) for name in condition.waived]
        if condition.only_if is not None:
            applies = self.truth(condition.only_if, OTHER[side])
            ways.append(None if applies is None else not applies)
        return _any(ways)

    def met(self, condition: Condition) -> bool | None:
        worst, best = (self.condition(condition, side) for side in SIDES)
        return True if worst else False if best is False else None

    # ---- the score table ------------------------------------------------------------------------------

    def points(self, name: str) -> Bounds:
        """Least and most points of an item, None where a figure is missing."""
        if name not in self._points:
            self._points[name] = self._item(name)
        return self._points[name]

    def _item(self, name: str) -> Bounds:
        item = self._items[name]
        match item.rule:
            case Banded() as rule:
                low, high = (self._fallen(rule, side, end) for end, side in enumerate(SIDES))
                return self._own(rule.given, rule.given_back, (low, high))
            case Cased() as rule:
                low, high = (self._cased(rule, side, end) for end, side in enumerate(SIDES))
                return self._own(rule.given, rule.given_back, (low, high))
            case Graded() as rule:
                return self._graded(rule)
            case Best(of):
                low, high = (_extreme([self.points(n)[end] for n in of], max) for end in (0, 1))
                return low, high
            case Total(of, cap):
                low, high = (_sum_points([self.points(n)[end] for n in of], cap) for end in (0, 1))
                return low, high
            case Computed(value, per, most):
                low, high = (self._steps(value, per, most, side) for side in SIDES)
                return low, high

    def _fallen(self, rule: Banded, side: Side, end: int) -> int | None:
        value = self.rate(rule.measure, side)
        if value == "none":
            return rule.none[end]
        if value is None:
            return None
        squared = isinstance(rule.measure, ex.Growth) and rule.measure.form == "cagr"
        found = next((b for b in rule.bands if _within(b, value, squared)), None)
        return 0 if found is None else found.points[end]

    def band(self, rule: Banded) -> Band | None:
        """The band a certain measure falls in."""
        value = self.rate(rule.measure, "worst")
        if value is None or value == "none":
            return None
        squared = isinstance(rule.measure, ex.Growth) and rule.measure.form == "cagr"
        return next((b for b in rule.bands if _within(b, value, squared)), None)

    def _cased(self, rule: Cased, side: Side, end: int) -> int | None:
        for when, points in rule.cases:
            holds = self.truth(when, side)
            if holds is None:
                return None
            if holds:
                return points[end]
        return rule.otherwise[end]

    def _own(self, name: str, back: int, ends: Bounds) -> Bounds:
        """The experts' own points, where they gave them within the band."""
        if not name:
            return ends
        own = self.figure(name, back)
        low, high = ends
        if (
            isinstance(own, Fraction)
            and own.denominator == 1
            and low is not None
            and high is not None
            and low <= own <= high
        ):
            return int(own), int(own)
        return ends

    def _graded(self, rule: Graded) -> Bounds:
        given = self.figure(rule.input, rule.back)
        if isinstance(given, str):
            points: Points | None = rule.grades.get(given)
            return points or (0, rule.most)
        if isinstance(given, Fraction) and given.denominator == 1 and 0 <= given <= rule.most:
            return int(given), int(given)
        return 0, rule.most

    def _steps(self, value: ex.Num, per: int, most: int, side: Side) -> int | None:
        number = self.number(value, side)
        return None if number is None else max(0, min(most, int(number // per)))

    # ---- what is missing ------------------------------------------------------------------------------

    def missing(self, condition: Condition) -> list[tuple[str, int]]:
        """Figures the demand reads that nobody gave (not what experts give, not years before the firm was)."""
        lost = []
        for name, back in reads(self.standard, condition):
            spec = self.standard.inputs[name]
            existed = spec.series != "years" or back < self.years(name)
            if spec.kind != "graded" and existed and self.figure(name, back) is None:
                lost.append((name, back))
        return lost

    def unclaimed(self) -> list[tuple[str, int]]:
        """Figures whose absence the standard reads as a claim not made (`given(x)`), and which are absent."""
        asked = dict.fromkeys(
            (g.input, g.back)
            for tree in (
                *(c.truth for c in self.standard.conditions),
                *(a.truth for a in self.standard.alternatives),
            )
            for g in _given(tree)
        )
        return [spot for spot in asked if self.figure(*spot) is None]

    def open(self, condition: Condition) -> bool:
        """Whether a missing figure, not the experts, keeps the demand from being decided."""
        return any(self.condition(condition, side) is None for side in SIDES)


def _given(tree: ex.Truth) -> Iterator[ex.Given]:
    match tree:
        case ex.Given():
            yield tree
        case ex.All(of) | ex.Any(of):
            for part in of:
                yield from _given(part)
        case ex.Not(of):
            yield from _given(of)


def _within(band: Band, value: Fraction, squared: bool) -> bool:
    def edge(bound: Fraction) -> Fraction:
        return (1 + bound) ** 2 if squared else bound

    if band.low is not None and (value < edge(band.low) or (value == edge(band.low) and not band.low_in)):
        return False
    return not (
        band.high is not None and (value > edge(band.high) or (value == edge(band.high) and not band.high_in))
    )


def _holds(left: Fraction, op: str, right: Fraction) -> bool:
    match op:
        case ">=":
            return left >= right
        case ">":
            return left > right
        case "<=":
            return left <= right
        case "<":
            return left < right
        case _:
            return left == right


def _over(above: Fraction | None, below: Fraction | None, less: int) -> Fraction | Literal["none"] | None:
    if below is not None and below <= 0:
        return "none"
    return None if above is None or below is None else above / below - less


def _sum(parts: Iterable[Fraction | None]) -> Fraction | None:
    whole = Fraction(0)
    for part in parts:
        if part is None:
            return None
        whole += part
    return whole


def _sum_points(parts: Sequence[int | None], cap: int | None) -> int | None:
    if any(p is None for p in parts):
        return None
    whole = sum(p for p in parts if p is not None)
    return whole if cap is None else min(whole, cap)


def _extreme(parts: Sequence[T | None], pick: Callable[[list[T]], T]) -> T | None:
    there = [p for p in parts if p is not None]
    return pick(there) if len(there) == len(parts) else None


def _all(truths: Iterable[bool | None]) -> bool | None:
    unknown = False
    for one in truths:
        if one is False:
            return False
        unknown = unknown or one is None
    return None if unknown else True


def _any(truths: Iterable[bool | None]) -> bool | None:
    unknown = False
    for one in truths:
        if one:
            return True
        unknown = unknown or one is None
    return None if unknown else False
