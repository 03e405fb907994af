"""What lifts a unit one place: by each indicator alone, and the cheapest mix; the others stay as they are.

Every answer is a figure as it is printed (to the decimals of its column) that was tried by the real rules: with
it the place rises, with one last digit less it does not. Points of others that change with it are counted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from luodi.racing.cheapest import Unproven, cheapest
from luodi.racing.checking.automatic import is_share
from luodi.racing.exact import Value, known
from luodi.racing.ranks import quick
from luodi.racing.spec import Indicator, Race, leaves
from luodi.racing.trial import Row, Trial
from luodi.racing.values import Values

FAR = 100
"""A figure is tried up to so many times the spread of its column away."""
DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Step:
    """One indicator: from the figure now (None: not reported) to the least that is needed. `needs` is None where
    no figure within reach does it alone; `why` says so. `cost`: of that change, by the prices given."""

    code: str
    name: str
    column: str
    now: Value
    needs: Value
    cost: Fraction
    why: str = ""
    unit_word: str = ""

    @property
    def change(self) -> Value:
        return None if self.needs is None or self.now is None else self.needs - self.now


@dataclass(frozen=True, slots=True)
class Lift:
    """One unit: its place, whom it has to reach, each indicator alone (cheapest first), and the cheapest mix
    found; `mix` is empty where even everything together is not enough.

    `proven`: no mix of figures as they are printed is cheaper; `unproven` says why that is not known."""

    unit: str
    place: int
    above: str
    gap: Value
    alone: list[Step]
    mix: list[Step]
    said: str
    proven: bool = False
    unproven: str = ""


def lift(
    race: Race,
    values: Values,
    unit: str,
    *,
    prices: Mapping[str, Fraction] | None = None,
    limits: Mapping[str, Fraction] | None = None,
    over: Collection[str] | None = None,
) -> Lift | None:
    """What lifts `unit` one place; None where nobody is above it or it is not ranked. `prices`: of one unit of
    an indicator's figure, by code; as long as none is given, the whole spread between the units on an indicator
    prices 1. `limits`: figures that cannot be passed; besides, nothing is asked that the checks would call
    impossible: a share above 100 %, a figure outside the `bounds` its rules declare. `over`: to the place of the
    nearest of these instead, so that nothing is said of those between; a mix for it is not proven cheapest.

    Raises KeyError for a unit that does not race."""
    limited = {**possible(race), **(limits or {})}
    return _Lifting(Trial(race, values), unit, prices or {}, limited, over).found()


def possible(race: Race) -> dict[str, Fraction]:
    """By code: the best figure an indicator can have at all, where that is known."""
    found: dict[str, Fraction] = {}
    for leaf in leaves(race.tree):
        ends = [Fraction(100)] if leaf.higher and is_share(leaf) else []
        for rule in race.checks:
            end = rule.most if leaf.higher else rule.least
            if rule.kind == "bounds" and rule.column == leaf.column and end is not None:
                ends.append(end)
        if ends:
            found[leaf.code] = min(ends) if leaf.higher else max(ends)
    return found


class _Lifting:
    def __init__(
        self,
        trial: Trial,
        unit: str,
        prices: Mapping[str, Fraction],
        limits: Mapping[str, Fraction],
        over: Collection[str] | None = None,
    ) -> None:
        self.trial, self.unit = trial, unit
        self.line = trial.result.line(unit)
        self.i = trial.at[unit]
        self.place, self.over = self.line.place, over
        self.goal = max(1, (self.place or 2) - 1)
        self.leaves: dict[str, Indicator] = {}
        for leaf in trial.leaves:
            self.leaves.setdefault(leaf.column, leaf)
        self.prices, self.limits = prices, limits
        self.reaches = {
            column: _Reach(leaf, trial.values, self.i, limits.get(leaf.code))
            for column, leaf in self.leaves.items()
        }

    def found(self) -> Lift | None:
        lines = self.trial.result.ranked()
        rivals = [x for x in lines if self.trial.race.rank_within != "group" or x.group == self.line.group]
        ahead = [x for x in rivals if x.place is not None and self.place is not None and x.place < self.place]
        near = [x for x in ahead if self.over is None or x.unit in self.over]
        if self.place is None or not near:
            return None
        above = [x for x in near if x.place == near[-1].place]
        if self.over is not None:
            self.goal = above[0].place or 1
        gap = (
            above[0].score - self.line.score
            if above[0].score is not None and self.line.score is not None
            else None
        )
        alone = [self._alone(column) for column in self.leaves]
        alone.sort(key=lambda s: (s.needs is None, s.cost))
        mix = self._mix([s for s in alone if s.needs is not None])
        if near == ahead:
            mix, why = self._proven(mix, [self.trial.at[x.unit] for x in ahead])
        else:
            why = "只证明升一位的组合"
        names, said = "、".join(x.unit for x in above), self._said(alone, mix)
        return Lift(self.unit, self.place, names, gap, alone, mix, said, bool(mix) and not why, why)

    def _proven(self, mix: list[Step], ahead: list[int]) -> tuple[list[Step], str]:
        """The cheapest mix of all, or the one that was found and why it is not known to be."""
        if not mix:
            return mix, "没有找到能升一位的组合"
        bound = sum((s.cost for s in mix), Fraction(0))
        try:
            taken = cheapest(self.trial, self.i, ahead, self.reaches, self._cost, bound)
        except Unproven as reason:
            return mix, str(reason)
        steps = [self._step(column, k) for column, k in taken.items()]
        if sum((s.cost for s in steps), Fraction(0)) >= bound:
            return mix, ""
        if self.enough({column: self.reaches[column].figure(k) for column, k in taken.items()})[0]:
            return sorted(steps, key=lambda s: -s.cost), ""
        return mix, "同分的排定或其他单位得分的变化使算出的最省组合不成立"

    def enough(self, row: Row) -> tuple[bool, Fraction]:
        """Whether the place rises, and how far the score is above (or below) that of who must be reached."""
        lines = self.trial.run(self.i, row)
        me = lines[self.i]
        group = self.trial.race.rank_within == "group"
        out = [x for x in lines if x is not me and x.place is not None and (not group or x.group == me.group)]
        others = sorted((x.score for x in out if x.score is not None), key=quick, reverse=True)
        need = others[min(self.goal - 1, len(others) - 1)]
        margin = (me.score if me.score is not None else Fraction(-1000)) - need
        return me.place is not None and self.place is not None and me.place <= self.goal, margin

    def least(self, column: str, base: Mapping[str, Value], far: int) -> int | None:
        """The fewest last digits a column must be moved beside what `base` says; None when `far` is too few."""
        reach = self.reaches[column]

        def at(k: int) -> tuple[bool, Fraction]:
            return self.enough({**base, column: reach.figure(k)})

        done, high_margin = at(far)
        if not done:
            return None
        low, high = -1 if reach.now is None else 0, far
        low_margin = self.enough(dict(base))[1]
        if low == 0 and self.enough(dict(base))[0]:
            return 0
        turn = True
        while high - low > 1:
            middle = (low + high) // 2
            wide = high_margin - low_margin
            if turn and wide > 0 and low_margin < 0:
                guess = low + (high - low) * -low_margin / wide
                middle = min(max(guess.__ceil__(), low + 1), high - 1)
            turn = not turn
            done, margin = at(middle)
            if done:
                high, high_margin = middle, margin
                if high - 1 > low:  # a straight line is hit at once: is one less too little?
                    below, margin = at(high - 1)
                    if below:
                        high, high_margin = high - 1, margin
                    else:
                        low, low_margin = high - 1, margin
            else:
                low, low_margin = middle, margin
        return high

    def _alone(self, column: str) -> Step:
        reach = self.reaches[column]
        if reach.most <= 0:
            return self._step(column, None, "已到可能的最好值")
        k = self.least(column, {}, reach.most)
        if k is None:
            return self._step(column, None, "单靠这一项不够")
        return self._step(column, k)

    def _step(self, column: str, k: int | None, why: str = "") -> Step:
        leaf, reach = self.leaves[column], self.reaches[column]
        needs = None if k is None else reach.figure(k)
        cost = Fraction(0) if k is None else self._cost(column, k)
        return Step(leaf.code, leaf.name, column, reach.now, needs, cost, why, leaf.unit)

    def _cost(self, column: str, k: int) -> Fraction:
        reach = self.reaches[column]
        moved = abs(reach.figure(k) - reach.start)
        given = self.prices.get(self.leaves[column].code)
        return moved * given if given is not None else moved / (reach.spread or Fraction(1))

    def _mix(self, alone: list[Step]) -> list[Step]:
        """Best gain for the cost first, each up to where its formula stops or bends; then every one is cut back
        as far as the rest allows, dearest first. Whatever single indicator is cheaper wins."""
        taken: dict[str, int] = {}
        base: dict[str, Value] = {}
        margin = self.enough({})[1]
        left = {column: reach.bends() for column, reach in self.reaches.items() if reach.most > 0}
        done = False
        while not done:
            best: tuple[Fraction, str, int, Fraction] | None = None
            for column, bends in left.items():
                k = next((b for b in bends if b > taken.get(column, 0)), None)
                if k is None:
                    continue
                gained = self.enough({**base, column: self.reaches[column].figure(k)})[1]
                paid = self._cost(column, k) - self._cost(column, taken.get(column, 0))
                rate = (gained - margin) / (paid or Fraction(1, 10**9))
                if rate > 0 and (best is None or rate > best[0]):
                    best = (rate, column, k, gained)
            if best is None:
                break
            _rate, column, k, margin = best
            taken[column] = k
            base[column] = self.reaches[column].figure(k)
            done = self.enough(base)[0]
        if not done:
            return alone[:1]
        whole, all_taken = dict(base), dict(taken)
        for column in sorted(taken, key=lambda c: -self._cost(c, taken[c])):
            rest = {c: v for c, v in base.items() if c != column}
            k = self.least(column, rest, taken[column])
            taken[column] = taken[column] if k is None else k
            base = {**rest, column: self.reaches[column].figure(taken[column])} if taken[column] > 0 else rest
        if not self.enough(base)[0]:  # rules that are not monotone: what was not cut back does it
            taken, base = all_taken, whole
        mix = [self._step(c, k) for c, k in taken.items() if c in base]
        if alone and alone[0].cost <= sum((s.cost for s in mix), Fraction(0)):
            return alone[:1]
        return sorted(mix, key=lambda s: -s.cost)

    def _said(self, alone: list[Step], mix: list[Step]) -> str:
        can = [s for s in alone if s.needs is not None]
        if can:
            return f"其他单位不变，单靠一项就能升一位的有{len(can)}项，最省力的是{can[0].name}。"
        if mix:
            return f"单靠任何一项都不够，{'、'.join(s.name for s in mix)}一起提高才能升一位。"
        return "其他单位不变，各项都提高到能试的最好值也升不了一位。"


class _Reach:
    """How far a figure may be moved, in units of its last printed digit."""

    def __init__(self, leaf: Indicator, values: Values, i: int, limit: Value) -> None:
        column = values.column(leaf.column)
        there = known(column)
        self.leaf, self.now = leaf, column[i]
        self.spread = max(there) - min(there) if there else Fraction(0)
        self.grain = Fraction(1, 10 ** max((_decimals(v) for v in there), default=0))
        self.way = 1 if leaf.higher else -1
        nothing = Fraction(0) if leaf.higher or not there else max(there)
        self.start = self.now if self.now is not None else nothing
        target = values.column(leaf.target_column)[i] if leaf.target_column else None
        base = values.column(leaf.base_column)[i] if leaf.base_column else None
        span = (
            max(
                self.spread, abs(self.start), abs(target or Fraction(0)), abs(base or Fraction(0)), self.grain
            )
            * FAR
        )
        if limit is not None:
            span = min(span, max(Fraction(0), (limit - self.start) * self.way))
        if not leaf.higher and all(v >= 0 for v in there):
            span = min(span, self.start)  # less than nothing cannot be
        self.most = int(span / self.grain)
        self.marks = [max(there) if leaf.higher else min(there)] if there else []
        for one, caps in ((target, (Fraction(1), leaf.options.get("cap"))), (base, (Fraction(1),))):
            self.marks += [one * c if leaf.higher else one / c for c in caps if one is not None and c]
        growth = leaf.options.get("cap") if leaf.normaliser == "growth" else None
        if base is not None and growth is not None:
            least = max(base, leaf.options.get("base_floor") or base)
            self.marks.append(least * (1 + growth * self.way))

    def figure(self, k: int) -> Fraction:
        """The figure moved by so many last digits, better or worse."""
        return self.start + self.way * k * self.grain

    def bends(self) -> list[int]:
        """Where the formula may bend or stop, nearest first, and the end of what is tried."""
        at = {-(((self.start - mark) * self.way) // self.grain) for mark in self.marks}
        return sorted({int(k) for k in at if 0 < k <= self.most} | {self.most})


def _decimals(value: Fraction) -> int:
    """Decimals a figure is printed with; a figure no decimals end has as many as are tried."""
    for places in range(DECIMALS):
        if (value * 10**places).denominator == 1:
            return places
    return DECIMALS
