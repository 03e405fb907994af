"""A race's result as the plain values papers print, and as JSON that loses no digit.

The one place that knows both the engine and its papers; the command line and the office print from here:

    racebook.race_book(paper_result(result, "2026年一季度"), day)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from luodi.papers.raceresult import Heading, RaceCell, RaceLine, RaceResult, Shown
from luodi.racing.combine import DUELS, TITLES
from luodi.racing.exact import Value, decimal
from luodi.racing.lines import Line
from luodi.racing.normalise import NORMALISERS
from luodi.racing.running import Result
from luodi.racing.spec import MISSING_WORDS, Indicator, Node, Race, branches

MOST_BITS = 12_000
"""Python and other readers refuse longer whole numbers as text (4,300 digits)."""
WEIGHTINGS = {
    "given": "规则给定",
    "equal": "等权",
    "entropy": "熵权法",
    "pca": "主成分法",
    "loadings": "各组主成分载荷",
    "expert": "专家判断矩阵（AHP）",
}


def duels(race: Race) -> bool:
    """Whether units are compared in pairs somewhere, so that no indicator adds anything by itself."""
    return bool(DUELS.keys() & {race.aggregation, *(node.aggregation for node in branches(race.tree))})


def paper_result(result: Result, period: str = "") -> RaceResult:
    """The result as papers take it."""
    race = result.race
    before = {x.unit: x.place for x in result.previous.lines} if result.previous else {}
    return RaceResult(
        title=race.title,
        period=period or race.rounds,
        lines=tuple(_line(result, line, before.get(line.unit)) for line in result.ranked()),
        headings=tuple(_headings(race.tree, result.weights)),
        rules=race.key,
        document=race.document,
        places=race.publish.places,
        shown=Shown(race.publish.table, race.publish.first, race.publish.last),
        by_group=race.rank_within == "group",
        said=(*result.values.notes, *result.done),
        bad=tuple(str(b) for b in result.bad),
        facts=tuple(facts_of(race)),
        source=result.values.source,
    )


def _line(result: Result, line: Line, before: int | None) -> RaceLine:
    race, values = result.race, result.values
    at = values.units.index(line.unit)
    cells = {}
    for leaf in race.indicators():
        cell = line.cells[leaf.code]
        cells[leaf.code] = RaceCell(
            cell.figure,
            cell.points,
            cell.adds if cell.points is not None and not duels(race) else None,
            values.column(leaf.target_column)[at] if leaf.target_column else None,
            values.column(leaf.base_column)[at] if leaf.base_column else None,
            cell.note,
            cell.where,
        )
    deduction = sum((p for p in line.extras.values() if p < 0), Fraction(0))
    whole = line.score - line.base if line.score is not None and line.base is not None else Fraction(0)
    return RaceLine(
        unit=line.unit,
        score=line.score,
        place=line.place,
        group=line.group,
        group_place=line.group_place if race.rank_within != "all" else None,
        before=before,
        base=line.base,
        bonus=whole - deduction,  # as it counted, within the cap of all bonuses
        deduction=deduction,
        grade=line.grade,
        cells=cells,
        branches=dict(line.branches),
        remarks=(*line.remarks, *([line.tie] if line.tie else []), *_lacking(race, line)),
        commended=not line.vetoes,
    )


def _lacking(race: Race, line: Line) -> list[str]:
    """What a unit did not file, with what that costs by the rules."""
    rules: dict[str, list[str]] = {}
    for leaf in race.indicators():
        if line.cells[leaf.code].figure is None:
            rules.setdefault(MISSING_WORDS[leaf.missing or race.missing], []).append(leaf.name)
    return [f"缺报{'、'.join(names)}（{rule}）" for rule, names in rules.items()]


def _headings(nodes: Sequence[Node], weights: dict[str, Fraction], dimension: str = "") -> Iterator[Heading]:
    for node in nodes:
        if isinstance(node, Indicator):
            weight = weights.get(node.code, node.weight)
            yield Heading(
                node.code, node.name, weight, True, dimension, node.unit, formula(node), node.source
            )
        else:
            yield Heading(node.code, node.name, node.weight, False, dimension)
            yield from _headings(node.children, weights, dimension or node.name)


def headings_of(race: Race) -> list[Heading]:
    """The tree of indicators with the weights the rules give."""
    return list(_headings(race.tree, {}))


def formula(leaf: Indicator) -> str:
    """How an indicator is scored, with the rule's own numbers."""
    how = NORMALISERS[leaf.normaliser]
    words = [f"{how.title}：{how.formula}"]
    if leaf.options:
        words.append("、".join(f"{name} = {number(value)}" for name, value in leaf.options.items()))
    words.append("越高越好" if leaf.higher else "越低越好")
    for value, word in ((leaf.floor, "不低于"), (leaf.cap, "不高于")):
        words += [f"{word}{number(value)}分"] if value is not None else []
    words += [MISSING_WORDS[leaf.missing]] if leaf.missing else []
    return "；".join(words)


def facts_of(race: Race) -> Iterator[tuple[str, str]]:
    """What the rules say beside the tree of indicators, in pairs."""
    yield "规则", f"{race.title}（{race.key}）"
    yield "依据", race.document
    yield "施行", race.effective_from.isoformat()
    yield "合成", TITLES.get(race.aggregation, race.aggregation)
    for node in branches(race.tree):
        if node.aggregation and node.aggregation != race.aggregation:
            yield "合成", f"{node.name}：{TITLES[node.aggregation]}"
    if race.threshold is not None:
        yield "合成", f"下一层有数的不到{number(race.threshold * 100)}%时没有得分"
    yield "权重", WEIGHTINGS[race.weighting]
    yield "缺报", MISSING_WORDS[race.missing]
    yield "同分", "、".join(_named(race, code) for code in race.ties) or "并列"
    for extra in race.extras:
        cap = f"，最多{number(extra.cap)}分" if extra.cap is not None else ""
        yield "扣分" if extra.deducts else "加分", f"{extra.name}：每项{number(extra.each)}分{cap}"
    if race.extras_cap is not None:
        yield "加分", f"合计最多{number(race.extras_cap)}分"
    effects = {"unranked": "不参加排名", "last_class": "降为末类", "no_commendation": "不予表扬"}
    for veto in race.vetoes:
        yield "否决", f"{veto.name}：{effects[veto.effect]}"
    for one in race.grades:
        yield "等次", one.name if one.low is None else f"{one.name}：{number(one.low)}分以上"


def _named(race: Race, code: str) -> str:
    for heading in _headings(race.tree, {}):
        if heading.code == code:
            return heading.name
    return code


def number(value: Value) -> str:
    """Exactly: a decimal where there is one of at most sixty places, else a fraction.

    >>> number(Fraction(1, 8)), number(Fraction(-1, 3)), number(Fraction(300)), number(None)
    ('0.125', '-1/3', '300', '')
    """
    if value is None:
        return ""
    rest, places = value.denominator, 0
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest, count = rest // prime, count + 1
        places = max(places, count)
    if rest != 1 or places > 60:
        return str(value)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    whole, parts = (digits[:-places], "." + digits[-places:]) if places else (digits, "")
    return f"{'-' if value < 0 else ''}{whole}{parts}"


def exact_json(value: Value) -> str | None:
    """An exact number as a string: a decimal, or what no decimal can hold to the end as a fraction (2/3). Only
    what has more digits than a program reads, after roots and logarithms, is told to sixty of them.

    >>> exact_json(Fraction(3, 4)), exact_json(Fraction(2, 3)), exact_json(None)
    ('0.75', '2/3', None)
    """
    if value is None:
        return None
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MOST_BITS:
        return f"{decimal(value):f}"
    return number(value)


def plain(result: Result, period: str = "") -> dict[str, Any]:
    """The result for JSON: numbers are strings and exact, nothing is rounded."""
    paper = paper_result(result, period)
    return {
        "rules": paper.rules,
        "title": paper.title,
        "period": paper.period,
        "document": paper.document,
        "source": paper.source,
        "weights": {code: exact_json(w) for code, w in result.weights.items()},
        "said": list(paper.said),
        "bad": list(paper.bad),
        "lines": [_plain_line(result, x) for x in paper.lines],
    }


def _plain_line(result: Result, x: RaceLine) -> dict[str, Any]:
    return {
        "unit": x.unit,
        "place": x.place,
        "group": x.group,
        "group_place": x.group_place,
        "previous_place": x.before,
        "rise": x.rise,
        "score": exact_json(x.score),
        "base": exact_json(x.base),
        "bonus": exact_json(x.bonus),
        "deduction": exact_json(x.deduction),
        "extras": {code: exact_json(v) for code, v in result.line(x.unit).extras.items()},
        "grade": x.grade,
        "dimensions": {code: exact_json(v) for code, v in x.branches.items()},
        "indicators": {
            code: {
                "figure": exact_json(c.figure),
                "target": exact_json(c.target),
                "base": exact_json(c.base),
                "points": exact_json(c.points),
                "adds": exact_json(c.adds),
                "note": c.note,
                "where": c.where,
            }
            for code, c in x.cells.items()
        },
        "remarks": list(x.remarks),
    }
