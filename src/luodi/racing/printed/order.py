"""Places against the figures they come from, names of the rows, classes by bounds."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise

from luodi.racing.checking.digits import text
from luodi.racing.checking.finding import Finding
from luodi.racing.checking.names import near, places, resolves
from luodi.racing.exact import Value
from luodi.racing.printed.grid import Grid, Row
from luodi.racing.printed.relations import MOVES, RANKS
from luodi.racing.printed.report import Cell, Report
from luodi.racing.ranks import places as placed

HOLDS = 0.7
SORTED = 0.9
MANY = 8
"""One row in so many may be wrong; more are a rule of their own."""
LISTED = 8
"""Rows a list must have before its order is taken for meant."""
PLACED = re.compile(r"市|县|区|省|地区|城市|单位|名称|region|city", re.IGNORECASE)
BOUND = re.compile(
    r"([A-Z一二三甲乙丙优良中差][A-Za-z类级等秀好]*)\s*(?:类|级|等)?\s*[=＝:：为]?\s*(?:得分|分数|总分|分)?\s*(>=|≥|不低于)\s*(\d+(?:\.\d+)?)"
)


@dataclass(slots=True)
class _Way:
    """Figures that places may come from, within which rows, which end first."""

    name: str
    values: list[Value]
    higher: bool
    groups: list[str]
    expected: list[tuple[int, int] | None]

    def word(self) -> str:
        return f"“{self.name}”由{'高到低' if self.higher else '低到高'}" + (
            "（分组）" if len(set(self.groups)) > 1 else ""
        )


def ranks(grid: Grid, report: Report) -> None:
    """Every column of places against the figures that give it; a list's order where there is none."""
    told = False
    for heading in grid.headings:
        column = [c.value if c is not None else None for c in grid.column(heading)]
        named = RANKS.search(heading) is not None and MOVES.search(heading) is None
        if named:
            _impossible(grid, heading, column, report)
        there = [v for v in column if v is not None]
        if len(there) < 3 or any(v.denominator != 1 or v < 1 for v in there):
            continue
        if not named and (max(there) > len(grid.rows) or len(set(there)) < 0.7 * len(there)):
            continue
        way = _best(grid, heading, column)
        if way is not None:
            told = True
            report.rules.append(f"“{heading}”＝{way.word()}的名次")
            _against(grid, heading, column, way, report)
    if not told:
        _listed(grid, report)


def _impossible(grid: Grid, heading: str, column: list[Value], report: Report) -> None:
    """Places that are none (−5, 0, 2.5): told, and left out, so that the others are still checked."""
    bad = [i for i, v in enumerate(column) if v is not None and (v.denominator != 1 or v < 1)]
    if len(bad) > max(1, len(column) // MANY):
        return
    for i in bad:
        words = f"“{heading}”印为{text(column[i] or Fraction(0))}，不是名次"
        report.tell([_finding(grid, grid.rows[i], heading, "错误", "rank", words, "核对名次")])
        column[i] = None


def _best(grid: Grid, heading: str, column: Sequence[Value]) -> _Way | None:
    sources: dict[str, list[Value]] = {}
    plain = [
        h
        for h in grid.headings
        if h != heading and not RANKS.search(h) and not h.endswith(("年", "年份", "年度"))
    ]
    for name in plain:
        sources[name] = [c.value if c else None for c in grid.column(name)]
    for a, b in combinations(plain[:6], 2):
        sums = [
            None if x is None and y is None else (x or Fraction(0)) + (y or Fraction(0))
            for x, y in zip(sources[a], sources[b], strict=True)
        ]
        sources[f"{a}+{b}"] = sums
    groupings = [[""] * len(grid.rows)]
    for word in grid.worded:
        names = [r.words.get(word, "") for r in grid.rows]
        if 1 < len(set(names)) <= len(names) / 2:
            groupings.append(names)
    ways: list[tuple[float, bool, int, _Way]] = []
    for n, (name, values) in enumerate(sources.items()):
        for groups in groupings:
            for higher in (True, False):
                expected = _expected(values, groups, higher, column)
                pairs = [
                    (e, c) for e, c in zip(expected, column, strict=True) if e is not None and c is not None
                ]
                if len(pairs) < 3 or len({c for _e, c in pairs}) < 3 or len({e for e, _c in pairs}) < 3:
                    continue
                # places that differ by one or two only because of one slip elsewhere still speak for the order
                hit = sum(
                    1.0 if e[0] <= c <= e[1] else 0.5 if e[0] - 1 <= c <= e[1] + 1 else 0.0 for e, c in pairs
                )
                share, way = hit / len(pairs), _Way(name, values, higher, groups, expected)
                if share < HOLDS and len(pairs) >= LISTED and name in plain:
                    # one figure put wrong moves all between by a place: the others still stand in order
                    mine = [i for i, e in enumerate(expected) if e is not None]
                    spare = sum(
                        len(_out_of_order([i for i in mine if groups[i] == g], column, way))
                        for g in dict.fromkeys(groups)
                    )
                    if spare <= max(1, len(mine) // MANY):
                        share = max(share, 1 - spare / len(mine))
                ways.append((share, name in heading, -n, way))
    if not ways:
        return None
    best = max(ways, key=lambda w: w[:3])
    return best[3] if best[0] >= HOLDS else None


def _expected(
    values: Sequence[Value], groups: Sequence[str], higher: bool, column: Sequence[Value]
) -> list[tuple[int, int] | None]:
    """The shared place and the last place equal figures could be listed at. Where the table shows but a part
    of the list, places are taken among the places printed."""
    made: list[tuple[int, int] | None] = [None] * len(values)
    for group in dict.fromkeys(groups):
        mine = [
            i for i, g in enumerate(groups) if g == group and values[i] is not None and column[i] is not None
        ]
        found = placed([values[i] for i in mine], higher=higher)
        count = Counter(found)
        printed = sorted(int(column[i] or 0) for i in mine)
        beyond = [i for i in mine if (column[i] or 0) > len(mine)]
        # one place beyond the rows of a whole list is a slip, unless it is that of the last ones
        last = len(mine) - len(beyond)
        partly = len(beyond) > max(1, len(mine) // MANY) or (
            bool(beyond) and all((p or 0) > last for i, p in zip(mine, found, strict=True) if i in beyond)
        )
        for i, place in zip(mine, found, strict=True):
            if place is None:
                continue
            first, last = place, place + count[place] - 1
            made[i] = (printed[first - 1], printed[last - 1]) if partly else (first, last)
    return made


def _against(grid: Grid, heading: str, column: Sequence[Value], way: _Way, report: Report) -> None:
    off: set[int] = set()
    for group in dict.fromkeys(way.groups):
        mine = [i for i, g in enumerate(way.groups) if g == group and way.expected[i] is not None]
        if any(not _within(way.expected[i], column[i]) for i in mine) and not _dense(mine, column, way):
            wrong = _out_of_order(mine, column, way) | _doubled(mine, column, way)
            outside = {i for i in mine if not _within(way.expected[i], column[i])}
            if not wrong and len(outside) <= max(1, len(mine) // MANY):
                wrong = outside  # in order, but at a place the ties above leave to nobody
            off |= wrong
    for i, (row, e, c) in enumerate(zip(grid.rows, way.expected, column, strict=True)):
        if e is None or c is None:
            continue
        due = str(e[0]) if e[0] == e[1] else f"{e[0]}（并列至{e[1]}）"
        report.cells.append(
            Cell(row.label, heading, text(c), due, "wrong" if i in off else "exact", way.word())
        )
        if i in off:
            shown = text(way.values[i] or Fraction(0))
            words = f"“{heading}”印为{text(c)}，“{way.name}”{shown}应排第{due}"
            report.tell(
                [_finding(grid, row, heading, "错误", "rank", words, "核对名次和得分，改正其中有误的一个")]
            )
    _ties(grid, heading, column, way, report)
    _bonus(grid, way, report)


def _within(e: tuple[int, int] | None, c: Value) -> bool:
    return e is None or c is None or e[0] <= c <= e[1]


def _dense(mine: Sequence[int], column: Sequence[Value], way: _Way) -> bool:
    """Whether places go on without a gap after a tie (1, 2, 2, 3): a rule of its own."""
    levels = sorted({way.values[i] or Fraction(0) for i in mine}, reverse=way.higher)
    due = {v: n for n, v in enumerate(levels, 1)}
    return len(levels) < len(mine) and all(column[i] == due[way.values[i] or Fraction(0)] for i in mine)


def _out_of_order(mine: Sequence[int], column: Sequence[Value], way: _Way) -> set[int]:
    """The fewest rows without which the figures stand in the order of the places."""
    sign = -1 if way.higher else 1
    order = sorted(mine, key=lambda i: (column[i] or 0, sign * (way.values[i] or 0)))
    keep = _longest([sign * (way.values[i] or Fraction(0)) for i in order])
    return {i for n, i in enumerate(order) if n not in keep}


def _doubled(mine: Sequence[int], column: Sequence[Value], way: _Way) -> set[int]:
    """Rows that share a place without sharing a figure, and places that are told of nobody."""
    by: dict[Value, list[int]] = {}
    for i in mine:
        by.setdefault(column[i], []).append(i)
    return {
        i
        for rows in by.values()
        if len({way.values[i] for i in rows}) > 1
        for i in rows
        if not _within(way.expected[i], column[i])
    }


def _longest(values: Sequence[Fraction]) -> set[int]:
    """Positions of a longest run that never falls, the rest being left out."""
    ends: list[Fraction] = []
    tails: list[int] = []
    before: list[int] = []
    for n, v in enumerate(values):
        at = bisect_right(ends, v)
        before.append(tails[at - 1] if at else -1)
        if at == len(ends):
            ends.append(v)
            tails.append(n)
        else:
            ends[at], tails[at] = v, n
    kept: set[int] = set()
    n = tails[-1] if tails else -1
    while n >= 0:
        kept.add(n)
        n = before[n]
    return kept


def _ties(grid: Grid, heading: str, column: Sequence[Value], way: _Way, report: Report) -> None:
    by: dict[tuple[str, Value], list[int]] = {}
    for i, v in enumerate(way.values):
        if v is not None and column[i] is not None:
            by.setdefault((way.groups[i], v), []).append(i)
    for (_group, v), mine in by.items():
        shown = {column[i] for i in mine}
        if len(mine) < 2:
            continue
        names = "、".join(grid.rows[i].label for i in mine)
        if len(shown) == 1:
            report.notes.append(
                f"{names}“{way.name}”同为{text(v or Fraction(0))}，并列第{text(column[mine[0]] or Fraction(0))}"
            )
            continue
        words = f"{names}“{way.name}”同为{text(v or Fraction(0))}，名次却印为{'、'.join(text(column[i] or Fraction(0)) for i in mine)}：并列被打破而没有说明"
        report.tell(
            [
                _finding(
                    grid,
                    grid.rows[mine[0]],
                    heading,
                    "疑似",
                    "tie",
                    words,
                    "写明打破并列的办法，或按同名次并列",
                )
            ]
        )


def _bonus(grid: Grid, way: _Way, report: Report) -> None:
    """Whom a bonus or a deduction lifts past others: places by the score before it and after it."""
    if len(set(way.groups)) > 1:
        return
    for name in grid.headings:
        before = [c.value if c else None for c in grid.column(name)]
        if name == way.name or RANKS.search(name) or any(v is None for v in before):
            continue
        apart = [a != b for a, b in zip(before, way.values, strict=True)]
        bonus = any(re.search("加分|扣分|奖励|附加|bonus", h, re.I) for h in grid.headings)
        if (
            not bonus
            or not any(apart)
            or not re.search(r"分|得|score", name)
            or re.search("加|扣|奖|附", name)
        ):
            continue
        old, new = placed(before), placed(way.values, higher=way.higher)
        moved = [(grid.rows[i].label, a, b) for i, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
        if moved and len(moved) < len(old):
            said = "、".join(f"{who}由第{a}到第{b}" for who, a, b in moved)
            report.notes.append(f"按“{name}”和按“{way.name}”名次不同：{said}")


def _listed(grid: Grid, report: Report) -> None:
    """A list without places is still in the order of a column, or nearly."""
    if len(grid.rows) < LISTED:
        return
    for heading in grid.headings:
        column = [c.value if c else None for c in grid.column(heading)]
        if any(v is None for v in column) or len(set(column)) < LISTED:
            continue
        for sign in (-1, 1):
            values = [sign * (v or Fraction(0)) for v in column]
            keep = _longest(values)
            if len(keep) < SORTED * len(values):
                continue
            report.rules.append(f"各行按“{heading}”由{'高到低' if sign < 0 else '低到高'}排列")
            for n, row in enumerate(grid.rows):
                if n not in keep:
                    words = f"{text(column[n] or Fraction(0))}不合全表由{'高到低' if sign < 0 else '低到高'}的顺序"
                    report.tell(
                        [_finding(grid, row, heading, "疑似", "order", words, "核对这个数和它的位置")]
                    )


def _whole(row: Row) -> str:
    """Everything that names a row."""
    return "|".join([row.label, *row.words.values()])


def labels(grid: Grid, report: Report) -> None:
    """Rows told twice, and names of places that are none."""
    seen: dict[str, Row] = {}
    for row in grid.rows:
        if not row.label:
            continue
        if _whole(row) in seen:
            words = f"“{row.label}”与第{seen[_whole(row)].number}行重复"
            report.tell(
                [
                    _finding(
                        grid,
                        row,
                        grid.label_heading or "名称",
                        "错误",
                        "twice",
                        words,
                        "删去重复的一行，或改正名称",
                    )
                ]
            )
        seen.setdefault(_whole(row), row)
    known = places()
    columns: list[tuple[str, Callable[[Row], str]]] = [(grid.label_heading, lambda row: row.label)]
    columns += [(w, lambda row, w=w: row.words.get(w, "")) for w in grid.worded]  # type: ignore[misc]
    for heading, name_of in columns:
        names = [name_of(row) for row in grid.rows]
        there = [bool(n) and bool(resolves(n, known)) for n in names]
        if (not PLACED.search(heading) and sum(there) < 0.8 * len(names)) or sum(there) < max(
            3, 0.6 * len(names)
        ):
            continue
        there_names = {resolves(n, known) for n, ok in zip(names, there, strict=True) if ok}
        for row, name, ok in zip(grid.rows, names, there, strict=True):
            if ok or not name:
                continue
            like = near(name, known)
            free = [k for k in like if k not in there_names] or like
            words = f"“{name}”对不上任何城市或省份" + (f"，是否为{'、'.join(free)}" if free else "")
            report.tell(
                [
                    _finding(
                        grid,
                        row,
                        heading,
                        "错误" if free else "疑似",
                        "name",
                        words,
                        "改正名称，或确认是新设、更名的地方",
                    )
                ]
            )
        _same(grid, heading, name_of, known, report)


def _same(
    grid: Grid, heading: str, name_of: Callable[[Row], str], known: frozenset[str], report: Report
) -> None:
    if heading != grid.label_heading:
        return
    seen: dict[str, Row] = {}
    for row in grid.rows:
        meant = resolves(name_of(row), known)
        if meant and meant in seen and seen[meant].label != row.label and not row.words:
            words = f"“{row.label}”与第{seen[meant].number}行“{seen[meant].label}”是同一个地方"
            report.tell([_finding(grid, row, heading, "疑似", "twice", words, "核对是否重复")])
        seen.setdefault(meant, row)


def classes(grid: Grid, report: Report) -> None:
    """A column of classes whose bounds the figures show, and rows on the wrong side of one."""
    said = {m[1].rstrip("类级等"): Fraction(m[3]) for m in BOUND.finditer(grid.text)}
    for word in grid.worded:
        names = [r.words.get(word, "") for r in grid.rows]
        kinds = set(names)
        if not (2 <= len(kinds) <= 6) or len(names) < 2 * len(kinds) or "" in kinds:
            continue
        for heading in grid.headings:
            column = [c.value if c else None for c in grid.column(heading)]
            if RANKS.search(heading) or any(v is None for v in column):
                continue
            values = [v or Fraction(0) for v in column]
            if _parted(grid, word, heading, names, values, said, report):
                break


def _parted(
    grid: Grid,
    word: str,
    heading: str,
    names: Sequence[str],
    values: Sequence[Fraction],
    said: dict[str, Fraction],
    report: Report,
) -> bool:
    def middle(kind: str) -> Fraction:
        mine = sorted(v for v, n in zip(values, names, strict=True) if n == kind)
        return mine[len(mine) // 2]

    ordered = sorted(set(names), key=middle, reverse=True)
    bounds: list[Fraction] = []
    for upper, lower in pairwise(ordered):
        mine = [(v, n == upper) for v, n in zip(values, names, strict=True) if n in (upper, lower)]
        given = said.get(upper.rstrip("类级等"))
        levels = sorted({v for v, _up in mine})
        cuts = [given] if given is not None else [_roundest(a, b) for a, b in pairwise(levels)]
        bounds.append(min(cuts, key=lambda b: (sum((v >= b) != up for v, up in mine), _digits(b))))
    if any(a <= b for a, b in pairwise(bounds)):
        return False

    def due(v: Fraction) -> str:
        return next((k for k, b in zip(ordered, bounds, strict=False) if v >= b), ordered[-1])

    wrong = [i for i, (v, n) in enumerate(zip(values, names, strict=True)) if due(v) != n]
    if len(wrong) > max(1, len(values) // 7):
        return False
    report.rules.append(
        f"“{word}”按“{heading}”划分："
        + "，".join(f"{k}≥{text(b)}" for k, b in zip(ordered, bounds, strict=False))
    )
    for i, row in enumerate(grid.rows):
        report.cells.append(
            Cell(
                row.label,
                word,
                names[i],
                due(values[i]),
                "wrong" if i in wrong else "exact",
                f"按“{heading}”划分",
            )
        )
        if i in wrong:
            words = f"“{heading}”{text(values[i])}应为{due(values[i])}，印为{names[i]}"
            report.tell([_finding(grid, row, word, "错误", "class", words, "核对得分和类别")])
    return True


def _digits(value: Fraction) -> int:
    """How many digits a bound takes to say: 80 takes one, 74.2 three."""
    return len(text(value).replace(".", "").strip("0"))


def _roundest(low: Fraction, high: Fraction) -> Fraction:
    """The roundest number above one figure and not above the next."""
    for step in (Fraction(100), Fraction(10), Fraction(5), Fraction(1), Fraction(1, 2), Fraction(1, 10)):
        found = high // step * step
        if found > low:
            return Fraction(found)
    return high


def _finding(grid: Grid, row: Row, heading: str, serious: str, kind: str, what: str, todo: str) -> Finding:
    return Finding(kind, serious, row.label, heading, grid.where(row, heading), what, todo, grid.source)  # type: ignore[arg-type]
