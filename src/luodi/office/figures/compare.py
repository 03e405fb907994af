"""Putting regions side by side: rank, gaps, the way to a target, targets proposed from peers. Exact fractions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from luodi.office.figures import periods
from luodi.office.figures.models import Indicator, Region, Target
from luodi.office.figures.models.catalogue import rounded
from luodi.office.figures.queries import Figure


@dataclass(frozen=True, slots=True)
class Place:
    """Where a region stands: ties share a rank and the next one is left out (1, 2, 2, 4)."""

    region: Region
    value: Figure
    rank: int
    to_average: Fraction  # above the average if positive, whichever way is better
    next_above: Region | None
    to_next: Fraction | None  # how far from the next better figure; never negative


def places(indicator: Indicator, found: Sequence[tuple[Region, Figure]]) -> list[Place]:
    """Those that have a figure, the best first."""
    better = -1 if indicator.higher else 1
    rows = sorted(found, key=lambda f: (better * f[1].figure, f[0].order, f[0].code))
    if not rows:
        return []
    mean = average([v.figure for _r, v in rows])
    made: list[Place] = []
    above: tuple[Region, Fraction] | None = None  # the last of those with a better figure
    for number, (region, value) in enumerate(rows, 1):
        rank = number
        if made and made[-1].value.figure == value.figure:
            rank, above = made[-1].rank, _above(made[-1])
        elif made:
            above = made[-1].region, made[-1].value.figure
        made.append(
            Place(
                region, value, rank, value.figure - mean,
                above[0] if above else None, abs(above[1] - value.figure) if above else None,
            )
        )  # fmt: skip
    return made


def _above(tied: Place) -> tuple[Region, Fraction] | None:
    if tied.next_above is None or tied.to_next is None:
        return None
    sign = 1 if tied.value.indicator.higher else -1
    return tied.next_above, tied.value.figure + sign * tied.to_next


def average(figures: Sequence[Fraction]) -> Fraction:
    return sum(figures, Fraction(0)) / len(figures)


@dataclass(frozen=True, slots=True)
class Course:
    """A figure against the straight line from its base to its target."""

    target: Target
    period: str  # of the last figure
    value: Fraction
    base: tuple[str, Fraction] | None
    due: Fraction | None  # where the line is at the period; none without a base
    line: Mapping[str, Fraction]  # the line's points, for the picture

    @property
    def behind(self) -> Fraction:
        """By how much it falls short of the line, or of the target where there is no line; negative if ahead."""
        goal = self.due if self.due is not None else self.target.figure
        lack = (goal or Fraction(0)) - self.value
        return lack if self.target.indicator.higher else -lack

    @property
    def reached(self) -> bool:
        goal = self.target.figure or Fraction(0)
        return self.value >= goal if self.target.indicator.higher else self.value <= goal

    @property
    def share(self) -> Fraction | None:
        """Of the target, in percent; none where the target is nothing or less."""
        goal = self.target.figure
        return 100 * self.value / goal if goal is not None and goal > 0 else None

    @property
    def colour(self) -> str:
        if self.reached:
            return "green"
        if self.due is None:
            return "grey" if periods.key(self.period) < periods.key(self.target.period) else "red"
        return "green" if self.behind <= 0 else "yellow" if self.behind * 10 <= abs(self.due) else "red"

    @property
    def words(self) -> str:
        """The sentence: on course, or behind by how much, or what is still lacking."""
        one, goal = self.target.indicator, self.target.figure
        unit, when = one.unit_word, periods.words(self.period)
        now = f"{when}{one.said(self.value)}{unit}"
        aim = f"{periods.words(self.target.period)}目标{one.said(goal)}{unit}"
        share = "" if self.share is None else f"，为目标的{rounded(self.share, 1)}%"
        if self.reached:
            return f"{now}，{aim}，已经达到。"
        if self.due is None:
            lack = one.said(abs((goal or Fraction(0)) - self.value))
            if periods.key(self.period) < periods.key(self.target.period):
                return f"{now}，{aim}{share}，还差{lack}{unit}；没有设基期，不判断快慢。"
            return f"{now}，{aim}{share}，未达到，差{lack}{unit}。"
        line = f"按直线进度应为{one.said_closely(self.due)}{unit}"
        gap = f"{one.said_closely(abs(self.behind))}{unit}"
        pace = f"落后{gap}" if self.behind > 0 else f"进度正常，超前{gap}" if self.behind else "进度正常"
        return f"{now}，{line}，{pace}；{aim}{share}。"


def course(target: Target, series: Mapping[str, Figure]) -> Course | None:
    """The way to a target, told from the figures of its region by period."""
    if target.figure is None:
        return None
    same = {
        p: v.figure
        for p, v in series.items()
        if periods.kind_of(p) == periods.kind_of(target.period)
        and periods.key(p) <= periods.key(target.period)
    }
    if not same:
        return None
    last = max(same, key=periods.key)
    base, due, line = None, None, {}
    start = target.base_period
    length = periods.distance(start, target.period) if start in same else None
    if length:
        base = start, same[start]
        step = (target.figure - same[start]) / length
        line = {periods.step(start, n): same[start] + step * n for n in range(length + 1)}
        due = line.get(last)
    return Course(target, last, same[last], base, due, line)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A target somebody might set, with the reasoning; nothing until the office adopts it."""

    key: str
    amount: Fraction
    reason: str


def proposals(
    indicator: Indicator,
    region: Region,
    period: str,
    own: Mapping[str, Figure],
    peers: Sequence[Place],
    group: str,
) -> list[Proposal]:
    """From the peers' median, the next one above, and the region's own pace; rounded to the harder side."""
    unit, found = indicator.unit_word, []
    now = next((p for p in peers if p.region.pk == region.pk), None)
    others = [p for p in peers if p.region.pk != region.pk]
    if len(others) >= 2:
        middle = Fraction(median([p.value.figure for p in others]))
        at = periods.words(others[0].value.period)
        found.append(
            Proposal(
                "median",
                middle,
                f"{group}（除本地外{len(others)}个有数据的地区）{at}{indicator.name}的中位数为{indicator.said(middle)}{unit}",
            )
        )
    if now is not None and now.next_above is not None and now.to_next is not None:
        ahead = next(p for p in peers if p.region.pk == now.next_above.pk)
        found.append(
            Proposal(
                "next",
                ahead.value.figure,
                f"{periods.words(ahead.value.period)}{region.name}在{group}列第{now.rank}位，前一位{ahead.region.name}"
                f"为{ahead.value.shown}{unit}，高出{indicator.said(now.to_next)}{unit}"
                if indicator.higher
                else f"{periods.words(ahead.value.period)}{region.name}在{group}列第{now.rank}位，前一位"
                f"{ahead.region.name}为{ahead.value.shown}{unit}，低{indicator.said(now.to_next)}{unit}",
            )
        )
    trend = _trend(indicator, region, period, own)
    if trend is not None:
        found.append(trend)
    return [Proposal(p.key, harder(indicator, p.amount), p.reason) for p in found]


def _trend(indicator: Indicator, region: Region, period: str, own: Mapping[str, Figure]) -> Proposal | None:
    """The average step of its own figures, carried on to the period. Counted-up quarters compare with the year before."""
    same = sorted((p for p in own if periods.kind_of(p) == periods.kind_of(period)), key=periods.key)
    same = [p for p in same if periods.key(p) < periods.key(period)]
    if periods.kind_of(period) != "year":
        number = periods.parts(period)[2]
        same = [p for p in same if periods.parts(p)[2] == number]
    if len(same) < 2:
        return None
    first, last = same[0], same[-1]
    size = periods.IN_YEAR[periods.kind_of(period)] if periods.kind_of(period) != "year" else 1
    between = (periods.distance(first, last) or 0) // size
    onward = (periods.distance(last, period) or 0) // size
    step = (own[last].figure - own[first].figure) / between
    amount = own[last].figure + step * onward
    unit = indicator.unit_word
    return Proposal(
        "trend",
        amount,
        f"{region.name}从{periods.words(first)}的{own[first].shown}{unit}到{periods.words(last)}的{own[last].shown}{unit}，"
        f"平均每年{'增加' if step >= 0 else '减少'}{indicator.said(abs(step))}{unit}，按此推到{periods.words(period)}",
    )


def harder(indicator: Indicator, amount: Fraction) -> Fraction:
    """Rounded to the indicator's places, up where more is better and down where less is."""
    scale = 10**indicator.places
    whole = amount * scale
    up = -((-whole.numerator) // whole.denominator)
    down = whole.numerator // whole.denominator
    return Fraction(up if indicator.higher else down, scale)
