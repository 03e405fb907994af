"""Which arithmetic the columns of a printed table show: sums, differences, shares, ratios, growth, capped scores.

Every formula that could give a column is tried on every row. One that gives most rows to the last printed
digit is taken for the rule of the table; the rows it does not give are what a reader must look at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain, combinations
from math import ceil

from luodi.racing.checking.digits import Fit, Span, fit, text, total
from luodi.racing.printed.grid import Grid, Row

HOLDS = 0.7
"""A formula is a rule of the table when it holds in at least this share of the rows it can be tried on."""
STRONG = 0.5
"""…and to the last digit, not only within rounding, in at least this share."""
GOOD: tuple[Fit, ...] = ("exact", "short", "even", "cut")
CAPS = (Fraction(1), Fraction(11, 10), Fraction(12, 10), Fraction(15, 10), Fraction(2))

SUMS = re.compile(
    r"合计|总计|小计|总分|总得分|综合得分|最终得分|合成|总额|总量|总数|^总|^计$|合计分|得分|total|sum", re.I
)
TOTAL = re.compile("合计|总计|小计|总数")
GAPS = re.compile(r"差|净|增量|增加|减少|新增|缺口|gap|diff", re.I)
RATES = re.compile(
    r"率|比|占|%|％|强度|增|幅|降|完成|人均|均|得分|分值|评分|指数|系数|份额|密度|score|index", re.I
)
MINUS = re.compile(r"扣|减|负")
RANKS = re.compile(r"排名|排位|位次|名次|位序|排序|序号|^名$|rank", re.I)
MOVES = re.compile(r"变化|升降|变动|进退|增减|较上|比上")
"""A column of how places changed; it is not one of places."""
YEAR = re.compile(r"(?:19|20)\d\d")
WEIGHTS = re.compile(r"权重|权数|分值|满分|标准分|weight", re.I)
PER = re.compile(r"人均|每万|每百|地均|亩均|密度|per", re.I)
PER_UNITS = (10, 1000, 10_000, 100_000)
"""亿元 over 万人 is printed in 元, 家 over 万人 for each ten thousand…"""
YEARLY = re.compile(r"增|幅|同比|环比|growth", re.I)
REVERSED = re.compile(r"逆|负|反|越低|越小|lower|-1", re.I)

Predict = Callable[[Row], Span | None]


@dataclass(slots=True)
class Relation:
    """A formula for a column, and how it stands to each row. `family`: of several formulas of a family for
    one column the best is kept."""

    kind: str
    family: str
    target: str
    inputs: tuple[str, ...]
    formula: str
    predict: Predict
    fits: dict[int, Fit] = field(default_factory=dict)
    spans: dict[int, Span] = field(default_factory=dict)
    telling: set[int] = field(default_factory=set)
    """Rows in which the formula says more than that a cap was reached."""

    @property
    def support(self) -> float:
        held = sum(1 for f in self.fits.values() if f != "wrong")
        return held / len(self.fits) if self.fits else 0.0

    def strong(self) -> int:
        return sum(1 for n, f in self.fits.items() if f in GOOD and n in self.telling)

    def mostly_cut(self) -> bool:
        """Whether the column is cut off instead of rounded, as a rule."""
        cuts = sum(1 for f in self.fits.values() if f == "cut")
        return cuts * 2 > sum(1 for f in self.fits.values() if f in GOOD)


def value(row: Row, name: str) -> Span | None:
    """A cell's span; for a list of parts that of their sum."""
    if name in row.lists:
        return total(n.span for n in row.lists[name]) if row.lists[name] else None
    cell = row.numbers.get(name)
    return None if cell is None else cell.span


def relations(grid: Grid, more: Callable[[Grid, str], Iterator[Relation]]) -> list[Relation]:
    """The rules of the table's columns, best of each family; `more` makes further candidates for a column."""
    kept: list[Relation] = []
    for target in grid.headings:
        if RANKS.search(target) and not MOVES.search(target):
            continue
        found: dict[str, list[Relation]] = {}
        for relation in chain(_candidates(grid, target), more(grid, target)):
            _try(grid, relation)
            if _rule(grid, relation):
                found.setdefault(relation.family, []).append(relation)
        for family in found.values():
            family.sort(key=lambda r: (-r.support, -r.strong(), len(r.inputs), -_near(grid, r)))
            kept.append(family[0])
        if len(found) > 1 and "constant" in found:
            # a constant that most rows allow is an accident where two columns of the table give them
            kept.remove(found["constant"][0])
    return _without_echoes(kept)


def _without_echoes(kept: list[Relation]) -> list[Relation]:
    """A formula read backwards is no second rule: of two over the same columns the better stays, then the
    one whose name asks for it."""
    made: list[Relation] = []
    named = {r.target for r in kept if _named(r)}
    for r in sorted(kept, key=lambda r: (-r.support, not _named(r), -len(r.target))):
        columns = {r.target, *r.inputs}
        if any(columns == {m.target, *m.inputs} for m in made):
            continue
        if (
            not _named(r)
            and r.target not in named
            and r.support < 1
            and any(r.target in m.inputs and m.support >= r.support for m in made)
        ):
            continue
        made.append(r)
    return sorted(made, key=kept.index)


def _named(r: Relation) -> bool:
    pattern = {"additive": SUMS if r.kind == "sum" else GAPS}.get(r.family, RATES)
    return pattern.search(r.target) is not None


def _near(grid: Grid, r: Relation) -> int:
    return sum(grid.position.get(i, 0) for i in r.inputs if grid.position.get(i, 0) < grid.position[r.target])


def _try(grid: Grid, relation: Relation) -> None:
    for n, row in enumerate(grid.rows):
        cell = row.numbers.get(relation.target)
        try:
            span = relation.predict(row)
        except ZeroDivisionError:
            continue
        if cell is None or span is None:
            continue
        relation.fits[n] = fit(cell, span)
        relation.spans[n] = span
        if (
            relation.kind not in ("capped", "weighted")
            or span.low < span.high
            or _uncapped(relation, row, span)
        ):
            relation.telling.add(n)


def _uncapped(relation: Relation, row: Row, span: Span) -> bool:
    top = max((s.value for s in relation.spans.values()), default=span.value)
    return relation.kind == "weighted" or span.value < top


def _rule(grid: Grid, relation: Relation) -> bool:
    tried = len(relation.fits)
    named = _named(relation)
    if tried == 0 or relation.support < (HOLDS if tried > 2 else STRONG):
        return False
    strong = relation.strong()
    values = {
        grid.rows[n].numbers[relation.target].value
        for n, f in relation.fits.items()
        if f in GOOD and n in relation.telling
    }
    if tried <= 2:
        # a row or two prove a rule only for a column whose name asks for it; one of two when all parts go in
        whole = relation.kind == "sum" and len(relation.inputs) >= 3 and bool(TOTAL.search(relation.target))
        return named and grid.position[relation.target] > 0 and (strong == tried or (whole and strong >= 1))
    if tried == 3 and not (relation.support == 1 or named):
        return False
    loose = sum(
        1
        for n in relation.spans
        if relation.spans[n].high - relation.spans[n].low > abs(relation.spans[n].value) / 20
    )
    # figures of few digits leave wide spans; what is right to the last digit nearly everywhere is no accident
    firm = loose * 2 <= tried or strong >= max(4, HOLDS * tried)
    return strong >= max(2, STRONG * tried) and len(values) >= min(3, tried - 1) and firm


def _candidates(grid: Grid, target: str) -> Iterator[Relation]:
    at = grid.position[target]
    figures = [h for h in grid.headings if h != target and not RANKS.search(h)]
    left = [h for h in figures if grid.position[h] < at]
    yield from _sums(grid, target, figures if re.search("合计|总", target) else left)
    sources = [*figures, *grid.listed]
    before = [s for s in sources if grid.position[s] < at]
    gap = GAPS.search(target) is not None
    for a in sources if gap else before:
        for b in sources if gap else before:
            if a != b:
                yield _minus(target, a, b)
    if RANKS.search(target):
        return  # a change of place is a difference, never a share or a ratio
    pool = sources if RATES.search(target) else before
    for a in pool:
        yield from _shares(grid, target, a)
        yield from _yearly(grid, target, a)
        for b in pool:
            if a != b:
                yield from _ratios(grid, target, a, b)
    yield from _weighted(grid, target, before)


def _sums(grid: Grid, target: str, pool: Sequence[str]) -> Iterator[Relation]:
    for name in grid.listed:
        yield Relation(
            "sum",
            "additive",
            target,
            (name,),
            f"“{name}”各项之和",
            lambda row, name=name: value(row, name),  # type: ignore[misc]
        )
    if len(pool) <= 9:
        sets: Iterator[tuple[str, ...]] = (c for k in range(2, len(pool) + 1) for c in combinations(pool, k))
    else:
        sets = (tuple(pool[i:j]) for i in range(len(pool)) for j in range(i + 2, len(pool) + 1))
    for parts in sets:
        yield _plus(target, parts)
        if any(MINUS.search(p) for p in parts[1:]):
            yield _plus(target, parts, signed=True)


def _plus(target: str, parts: tuple[str, ...], *, signed: bool = False) -> Relation:
    signs = {p: -1 if signed and n and MINUS.search(p) else 1 for n, p in enumerate(parts)}

    def predict(row: Row) -> Span | None:
        there = [(signs[p], s) for p in parts if (s := value(row, p)) is not None]
        return total(s.times(sign) for sign, s in there) if there else None

    words = "".join(("−" if signs[p] < 0 else "+" if n else "") + f"“{p}”" for n, p in enumerate(parts))
    return Relation("sum", "additive", target, parts, words, predict)


def _minus(target: str, a: str, b: str) -> Relation:
    def predict(row: Row) -> Span | None:
        x, y = value(row, a), value(row, b)
        return None if x is None or y is None else x - y

    return Relation("difference", "additive", target, (a, b), f"“{a}”−“{b}”", predict)


def _shares(grid: Grid, target: str, a: str) -> Iterator[Relation]:
    column = [s for row in grid.rows if (s := value(row, a)) is not None]
    if len(column) < 3:
        return
    whole, most = total(column), max(s.value for s in column)
    best = next(s for s in column if s.value == most)
    for scale in (100, 1):
        solved = _whole(grid, target, a, scale)
        if solved is not None and solved.value != whole.value:
            words = f"“{a}”÷{text(solved.value)}{'×100' if scale == 100 else ''}"
            yield Relation("share", "share", target, (a,), words, _over(a, solved, scale))
        if whole.low > 0:
            yield Relation(
                "share",
                "share",
                target,
                (a,),
                f"“{a}”÷合计{'×100' if scale == 100 else ''}",
                _over(a, whole, scale),
            )
        if best.low > 0:
            yield Relation(
                "capped",
                "ratio",
                target,
                (a,),
                f"“{a}”÷最好值{'×100' if scale == 100 else ''}",
                _over(a, best, scale),
            )


def _whole(grid: Grid, target: str, a: str, scale: int) -> Span | None:
    """The whole that most shares are of, where a wrong part has spoilt the sum of the parts; counted parts of
    a closed column only."""
    pairs = [
        (x, c)
        for r in grid.rows
        if (x := r.numbers.get(a)) is not None and (c := r.numbers.get(target)) is not None
    ]
    closed = sum((c.value for _x, c in pairs), Fraction(0))
    if len(pairs) < 4 or abs(closed - scale) * 50 > scale or not all(x.counted for x, _c in pairs):
        return None
    bounds = [
        (x.value * scale / c.span.high, x.value * scale / c.span.low) for x, c in pairs if c.span.low > 0
    ]
    best = max(
        (ceil(low) for low, _high in bounds),
        key=lambda w: sum(1 for low, high in bounds if low <= w <= high),
        default=0,
    )
    return Span.point(best) if best > 0 else None


def _over(a: str, whole: Span, scale: int) -> Predict:
    def predict(row: Row) -> Span | None:
        x = value(row, a)
        return None if x is None else (x / whole).times(scale)

    return predict


def _ratios(grid: Grid, target: str, a: str, b: str) -> Iterator[Relation]:
    top = max((c.value for c in grid.column(target) if c is not None), default=Fraction(0))
    for scale in (100, 1):
        sign = "×100" if scale == 100 else ""
        yield Relation("ratio", "ratio", target, (a, b), f"“{a}”÷“{b}”{sign}", _ratio(a, b, scale))
        yield Relation(
            "growth", "ratio", target, (a, b), f"（“{a}”÷“{b}”−1）{sign}", _ratio(a, b, scale, less=1)
        )
        for cap in CAPS:
            if top == cap * scale:
                for turn in (False, True):
                    words = f"{scale}×min({text(cap)}，“{a}”÷“{b}”)" + ("，逆向指标反比" if turn else "")
                    yield Relation(
                        "capped",
                        "ratio",
                        target,
                        (a, b),
                        words,
                        _capped(grid, target, a, b, cap, scale, turn),
                    )
    if PER.search(target):
        for scale in PER_UNITS:
            yield Relation("ratio", "ratio", target, (a, b), f"“{a}”÷“{b}”×{scale}", _ratio(a, b, scale))
    if a < b:
        for part, sign in ((Fraction(1), ""), (Fraction(1, 100), "÷100")):
            yield Relation("product", "product", target, (a, b), f"“{a}”×“{b}”{sign}", _product(a, b, part))


def _yearly(grid: Grid, target: str, a: str) -> Iterator[Relation]:
    """Growth over the row of the year before, in a table that goes down the years."""
    if not YEARLY.search(target):
        return
    years = [YEAR.search(row.label) for row in grid.rows]
    if len(years) < 3 or not all(years):
        return
    at = {int(y[0]): row for y, row in zip(years, grid.rows, strict=True) if y}
    before = {row.number: at.get(year - 1) for year, row in at.items()}
    for scale in (100, 1):

        def predict(row: Row, scale: int = scale) -> Span | None:
            last = before.get(row.number)
            x, y = value(row, a), None if last is None else value(last, a)
            return None if x is None or y is None else (x / y - Span.point(1)).times(scale)

        words = f"（“{a}”÷上年−1）{'×100' if scale == 100 else ''}"
        yield Relation("growth", "ratio", target, (a,), words, predict)


def _ratio(a: str, b: str, scale: int, less: int = 0) -> Predict:
    def predict(row: Row) -> Span | None:
        x, y = value(row, a), value(row, b)
        return None if x is None or y is None else (x / y - Span.point(less)).times(scale)

    return predict


def _product(a: str, b: str, scale: Fraction) -> Predict:
    def predict(row: Row) -> Span | None:
        x, y = value(row, a), value(row, b)
        return None if x is None or y is None else (x * y).times(scale)

    return predict


def _capped(
    grid: Grid, target: str, a: str, b: str, cap: Fraction, scale: int, turn: bool, weight: str = ""
) -> Predict:
    """`scale` × min(cap, a / b), or a column of weights instead of the scale. With `turn` a row may be of an
    indicator of which less is better: where a word of the row says so, or where nothing else gives it."""

    def predict(row: Row) -> Span | None:
        x, y = value(row, a), value(row, b)
        full = value(row, weight) if weight else Span.point(scale)
        if x is None or y is None or full is None:
            return None
        straight = (x / y).upto(cap) * full
        if not turn:
            return straight
        cell = row.numbers.get(target)
        back = (y / x).upto(cap) * full
        if any(REVERSED.search(w) for w in row.words.values()):
            return back
        return (
            back
            if cell is not None and fit(cell, straight) == "wrong" and fit(cell, back) != "wrong"
            else straight
        )

    return predict


def _weighted(grid: Grid, target: str, pool: Sequence[str]) -> Iterator[Relation]:
    """A column of weights: weight × min(1, a / b), weight × a / 100."""
    for w in pool:
        if not WEIGHTS.search(w):
            continue
        others = [p for p in pool if p != w]
        for a in others:
            yield Relation(
                "weighted", "ratio", target, (w, a), f"“{w}”×“{a}”÷100", _product(w, a, Fraction(1, 100))
            )
            for b in others:
                if a != b:
                    for cap in CAPS[:4]:
                        for turn in (False, True):
                            words = f"“{w}”×min({text(cap)}，“{a}”÷“{b}”)" + (
                                "，逆向指标反比" if turn else ""
                            )
                            yield Relation(
                                "weighted",
                                "ratio",
                                target,
                                (w, a, b),
                                words,
                                _capped(grid, target, a, b, cap, 1, turn, w),
                            )
