"""Why a unit rose or fell: its own change, the others' change and the change of rules, adding up exactly.

Eight rounds can be thought of between two real ones: the unit's own figures, the others' figures and the rules,
each old or new. A cause's part is its average effect over the orders in which the three may have come (Shapley),
so the parts add up to the change of the score, and of the place, to the last fraction, and no order is preferred.
A heading that only one round has counts as unchanged between the two: what it does is the rules' doing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product

from luodi.racing.exact import Value, rounded
from luodi.racing.lines import Line
from luodi.racing.running import Result
from luodi.racing.spec import Race
from luodi.racing.trial import Row, Trial
from luodi.racing.values import Values

Key = tuple[bool, bool, bool]
"""Whether the unit's own figures, the others' figures and the rules are this round's."""
KEYS: tuple[Key, ...] = tuple((a, b, c) for a, b, c in product((False, True), repeat=3))
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Split:
    """A change by its three causes; for places, above zero is a rise."""

    own: Fraction
    others: Fraction
    rule: Fraction

    def __iter__(self) -> Iterator[Fraction]:
        return iter((self.own, self.others, self.rule))

    @property
    def whole(self) -> Fraction:
        return self.own + self.others + self.rule


NOTHING = Split(Fraction(0), Fraction(0), Fraction(0))


@dataclass(frozen=True, slots=True)
class Part:
    """What one indicator adds to the change of the score, and the figures behind it."""

    code: str
    name: str
    split: Split
    before: Value
    now: Value


@dataclass(slots=True)
class Move:
    """One unit between two rounds. `rest` is what no single indicator accounts for: bonus and deduction, and
    for means that do not add up their interplay. `score` and `place` are None where one end has none."""

    unit: str
    state: str
    before: Line | None
    now: Line | None
    score: Split | None = None
    place: Split | None = None
    parts: list[Part] = field(default_factory=list)
    rest: Split = NOTHING
    overtaken_by: list[str] = field(default_factory=list)
    why: str = ""


def movement(
    race: Race,
    values: Values,
    before: Values,
    before_race: Race | None = None,
    *,
    only: Collection[str] = (),
) -> list[Move]:
    """Every unit of this round in the order of its table, then those that are gone; `only` these where any are
    named.

    Raises ValueError where a heading the rules need is in neither table."""
    old_race = before_race or race
    old, new = _alike(before, values), _alike(values, before)
    same = replace(old_race, path="") == replace(race, path="")
    trials = {
        (t, r): Trial(race if r else old_race, new if t else old)
        for t in (0, 1)
        for r in (0, 1)
        if not (same and r)
    }
    if same:
        trials |= {(t, 1): trials[t, 0] for t in (0, 1)}
    first, last = trials[0, 0].result, trials[1, 1].result
    made = []
    for unit in values.units:
        if only and unit not in only:
            continue
        now = last.line(unit)
        if unit not in trials[0, 0].at:
            made.append(Move(unit, "new", None, now, why=f"{unit}是本期新参加的单位，上期没有可比的名次。"))
            continue
        move = Move(unit, "", first.line(unit), now)
        _split(move, trials, race, old_race, same=same)
        move.overtaken_by = _passed(first, last, unit)
        move.why = sentence(move)
        made.append(move)
    for unit in before.units:
        if unit not in trials[1, 1].at and (not only or unit in only):
            made.append(Move(unit, "gone", first.line(unit), None, why=f"{unit}上期参加，本期没有参加。"))
    return made


def _alike(values: Values, other: Values) -> Values:
    """The table with the headings only the other one has, each unit's cell taken from there."""
    at = {unit: i for i, unit in enumerate(other.units)}
    places = [at.get(unit) for unit in values.units]
    more = {
        h: [None if i is None else column[i] for i in places]
        for h, column in other.figures.items()
        if not values.has(h)
    }
    words = {
        h: ["" if i is None else column[i] for i in places]
        for h, column in other.words.items()
        if not values.has(h)
    }
    return replace(values, figures={**values.figures, **more}, words={**values.words, **words})


def _row(values: Values, like: Values, unit: str) -> Row:
    """A unit's row as far as the other table can take it."""
    i = values.units.index(unit)
    row: dict[str, Value | str] = {h: c[i] for h, c in values.figures.items() if h in like.figures}
    return row | {h: c[i] for h, c in values.words.items() if h in like.words}


def _split(
    move: Move, trials: Mapping[tuple[int, int], Trial], race: Race, old_race: Race, *, same: bool
) -> None:
    ends: dict[Key, Line] = {}
    for key in KEYS:
        own, others, rule = key
        if same and rule:
            ends[key] = ends[own, others, False]
            continue
        trial = trials[int(others), int(rule)]
        i = trial.at[move.unit]
        if own == others:
            ends[key] = trial.result.lines[i]
            continue
        source = trials[int(own), int(rule)].values
        row = _row(source, trial.values, move.unit)
        there = {h: c for h, c in row.items() if _cell(trial.values, h, i) != c}
        ends[key] = trial.run(i, there)[i] if there else trial.result.lines[i]
    scores = {key: line.score for key, line in ends.items()}
    places = {key: None if line.place is None else Fraction(-line.place) for key, line in ends.items()}
    move.score, move.place = shapley(scores), shapley(places)
    if move.score is None:
        return
    names = {x.code: x for x in [*old_race.indicators(), *race.indicators()]}
    for code, leaf in names.items():
        adds = {k: x.cells[code].adds if code in x.cells else NOTHING.own for k, x in ends.items()}
        split = shapley(adds)
        if split is not None:
            figures = (_figure(trials[t, t].values, leaf.column, move.unit) for t in (0, 1))
            move.parts.append(Part(code, leaf.name, split, *figures))
    own, others, rule = (
        getattr(move.score, cause) - sum((getattr(p.split, cause) for p in move.parts), Fraction(0))
        for cause in ("own", "others", "rule")
    )
    move.rest = Split(own, others, rule)


def _cell(values: Values, heading: str, i: int) -> Value | str:
    return values.figures[heading][i] if heading in values.figures else values.words[heading][i]


def _figure(values: Values, heading: str, unit: str) -> Value:
    return values.column(heading)[values.units.index(unit)]


def shapley(worth: Mapping[Key, Value]) -> Split | None:
    """The parts of three causes in `worth[all new] - worth[all old]`; None where one of the eight is missing."""
    if any(v is None for v in worth.values()):
        return None
    if all(worth[a, b, False] is worth[a, b, True] for a, b in product((False, True), repeat=2)):
        return _halves(worth)  # the rules did nothing: two causes, two orders
    parts = []
    for cause in range(3):
        total = Fraction(0)
        for key in KEYS:
            low, high = worth[key], worth[_with(key, cause)]
            if not key[cause] and low is not None and high is not None:
                total += (high - low) * Fraction(1, 6 if sum(key) == 1 else 3)
        parts.append(total)
    return Split(*parts)


def _halves(worth: Mapping[Key, Value]) -> Split:
    none, own, others, both = (
        worth[key] or Fraction(0)
        for key in ((False, False, False), (True, False, False), (False, True, False), (True, True, False))
    )
    if none == both == own == others:
        return NOTHING
    return Split((own - none + both - others) / 2, (others - none + both - own) / 2, Fraction(0))


def _with(key: Key, cause: int) -> Key:
    return (key[0] or cause == 0, key[1] or cause == 1, key[2] or cause == 2)


def _passed(first: Result, last: Result, unit: str) -> list[str]:
    """Units that stood behind and stand ahead now."""
    was = {line.unit: line.place for line in first.lines}
    mine, now = was[unit], last.line(unit).place
    if mine is None or now is None:
        return []
    return [
        x.unit
        for x in last.ranked()
        if x.place is not None and x.place < now and (place := was.get(x.unit)) is not None and place >= mine
    ]


def sentence(move: Move) -> str:
    """Why did we fall (or rise), in one sentence."""
    before, now = move.before, move.now
    if before is None or now is None:
        return move.why
    if before.place is None or now.place is None or move.score is None:
        gone = "上期" if before.place is None else "本期"
        return f"{move.unit}{gone}没有名次，无法比较。"
    rise = before.place - now.place
    head = (
        f"由第{before.place}名{'升' if rise > 0 else '降'}到第{now.place}名"
        if rise
        else f"仍为第{now.place}名"
    )
    whole = move.score.whole
    causes = (
        ("自身变化", move.score.own),
        ("其他单位变化", move.score.others),
        ("规则变化", move.score.rule),
    )
    parts = "、".join(f"{word}{signed(v)}分" for word, v in causes if rounded(v, 2))
    text = f"{move.unit}{head}，总分{signed(whole)}分" + (f"（{parts}）" if parts else "")
    down = rise < 0 or (rise == 0 and whole < 0)
    big = [p for p in move.parts if p.split.whole and (p.split.whole < 0) == down]
    big.sort(key=lambda p: (-abs(p.split.whole), p.code))
    if big:
        named = "、".join(f"{p.name}（{signed(p.split.whole)}）" for p in big[:SHOWN])
        text += f"；{'失分' if down else '得分'}最多的是{named}"
    extra = move.rest.whole
    if extra and (extra < 0) == down:
        text += f"；加扣分等{signed(extra)}分"
    if rise < 0 and move.overtaken_by:
        names = move.overtaken_by
        more = f"等{len(names)}个单位" if len(names) > SHOWN else ""
        text += f"；被{'、'.join(names[:SHOWN])}{more}超过"
    if rise < 0 and move.place is not None:
        text += f"；{_most(move.place)}"
    return text + "。"


def _most(place: Split) -> str:
    """What cost most places."""
    causes = ((place.own, "自身"), (place.others, "其他单位"), (place.rule, "规则"))
    least = min(v for v, _word in causes)
    words = [word for v, word in causes if v == least]
    if len(words) > 1:
        return f"名次下降由{'、'.join(words)}的变化共同造成（各{signed(least, 1)}名）"
    return f"名次下降主要因为{words[0]}变化（{signed(least, 1)}名）"


def signed(value: Fraction, places: int = 2) -> str:
    """With its sign, for print."""
    made = rounded(value, places)
    return f"{'+' if made > 0 else '−' if made < 0 else '±'}{abs(made)}"
