"""The graph of nodes and its two writers: what is built once, what fits in 64 bits, and one answer from both."""

from __future__ import annotations

import operator
import random
from typing import Any

import duckdb
import ibis
import pyarrow as pa
import pytest
from tests.depth import depth
from tests.standards.drawn import Drawing, table

from luodi.standards import load
from luodi.standards.assessing import assess
from luodi.standards.compiling import asked, compiled, prefix
from luodi.standards.compiling.duck import query
from luodi.standards.compiling.nodes import INT64, Graph, Kind, Node, TooLargeError
from luodi.standards.compiling.stages import build
from luodi.standards.compiling.verdicts import kinds_of
from luodi.standards.compiling.weighing import weight

OPS = {"==": operator.eq, ">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt}
WORDS = ("A", "B", "C", "D")
ROWS: list[dict[str, Any]] = [
    {"x": x, "y": y, "p": p, "q": q, "w": w}
    for x in (None, -3, 0, 2, 5)
    for y in (None, 0, 2)
    for p in (None, True, False)
    for q in (None, True, False)
    for w in (None, "A", "D", "Z")
]


def test_the_same_node_is_made_once() -> None:
    graph = Graph()
    x, y = graph.column("x", "int", 9), graph.column("y", "int", 9)
    assert graph.add(x, y) is graph.add(x, y)
    assert graph.compare(">=", x, y) is not graph.compare(">", x, y)
    assert graph.scaled(x, 1) is x and graph.no(graph.no(graph.column("p", "bool"))).op == "column"


def test_a_product_that_could_pass_64_bits_is_wide_and_one_beyond_38_digits_refused() -> None:
    graph = Graph()
    x = graph.column("x", "int", 10**10)
    assert graph.scaled(x, 9 * 10**8).kind == "int" and graph.scaled(x, 10**9).kind == "big"
    assert graph.scaled(x, 9 * 10**8).bound <= INT64
    with pytest.raises(TooLargeError):
        graph.times(graph.times(x, x), graph.times(x, x))


def test_constants_are_worked_out_while_writing() -> None:
    graph = Graph()
    p = graph.column("p", "bool")
    assert graph.both(p, graph.truth(True)) is p
    assert graph.both(p, graph.truth(False)).payload is False
    assert graph.compare(">=", graph.whole(3), graph.whole(2)).payload is True
    assert graph.case([(graph.truth(False), graph.whole(1)), (graph.truth(True), graph.whole(2))], None) == (
        graph.whole(2)
    )


def test_numbers_wider_than_64_bits_are_compared_exactly() -> None:
    graph = Graph()
    x, y = (graph.column(n, "int", 10**15) for n in "xy")
    wanted = {"over": graph.compare(">", graph.times(x, x), graph.times(y, graph.add(y, graph.whole(2))))}
    rows = [{"x": 10**15 - d, "y": 10**15 - e} for d in range(3) for e in range(3)]
    right = [{"over": r["x"] ** 2 > r["y"] * (r["y"] + 2)} for r in rows]
    assert both_ways(wanted, rows) == right


class Maker:
    """Draws nodes, each with what it means for a row: None where it is unknown."""

    def __init__(self, seed: int) -> None:
        self.graph, self.random = Graph(), random.Random(seed)
        self.meanings: dict[Node, Any] = {}

    def number(self, deep: int) -> tuple[Node, Any]:
        graph, pick = self.graph, self.random
        if deep == 0 or pick.random() < 0.2:
            name = pick.choice("xy")
            if pick.random() < 0.3:
                value = pick.randrange(-3, 4)
                return graph.whole(value), lambda r: value
            return graph.column(name, "int", 9), lambda r: r[name]
        a, means = self.number(deep - 1)
        match pick.randrange(4):
            case 0:
                b, other = self.number(deep - 1)
                return graph.add(a, b), lambda r: _spread(operator.add, means(r), other(r))
            case 1:
                by = pick.randrange(-3, 4)
                return graph.scaled(a, by), lambda r: _spread(operator.mul, means(r), by)
            case 2:
                return graph.given(a, graph.whole(1)), lambda r: 1 if means(r) is None else means(r)
            case _:
                when, holds = self.truth(deep - 1)
                b, other = self.number(deep - 1)
                if pick.random() < 0.5:
                    return graph.case([(when, a)], b), lambda r: means(r) if holds(r) is True else other(r)
                sure = graph.sure_case([(when, a)], b)
                return sure, lambda r: None if holds(r) is None else means(r) if holds(r) else other(r)

    def truth(self, deep: int) -> tuple[Node, Any]:
        graph, pick = self.graph, self.random
        if deep == 0:
            name = pick.choice("pq")
            return graph.column(name, "bool"), lambda r: r[name]
        kind = pick.randrange(6)
        if kind == 0:
            (a, left), (b, right), op = self.number(deep - 1), self.number(deep - 1), pick.choice([*OPS])
            return graph.compare(op, a, b), lambda r: _spread(OPS[op], left(r), right(r))
        if kind == 1:
            words = tuple(pick.sample(WORDS, pick.randrange(1, 4)))
            column = graph.column("w", "text")
            if pick.random() < 0.5:
                said = pick.choice(WORDS)
                node = graph.one_of(graph.given(column, graph.text(said)), words)
                return node, lambda r: (said if r["w"] is None else r["w"]) in words
            return graph.one_of(column, words), lambda r: None if r["w"] is None else r["w"] in words
        parts = [self.truth(deep - 1) for _ in range(pick.randrange(2, 4))]
        (first, means), nodes = parts[0], [n for n, _ in parts]
        if kind == 2:
            return graph.both(*nodes), lambda r: _kleene(False, [m(r) for _, m in parts])
        if kind == 3:
            return graph.either(*nodes), lambda r: _kleene(True, [m(r) for _, m in parts])
        if kind == 4:
            return graph.no(first), lambda r: None if means(r) is None else not means(r)
        if pick.random() < 0.5:
            return graph.is_unknown(first), lambda r: means(r) is None
        value = pick.random() < 0.5
        return graph.is_exactly(first, value), lambda r: means(r) is value


def _spread(op: Any, a: Any, b: Any) -> Any:
    return None if a is None or b is None else op(a, b)


def _kleene(decides: bool, values: list[Any]) -> Any:
    if decides in values:
        return decides
    return None if None in values else not decides


def both_ways(wanted: dict[str, Node], rows: list[dict[str, Any]], **more: Any) -> list[dict[str, Any]]:
    """What DuckDB's own SQL says, after seeing that the Ibis expression says the same."""
    firms = pa.Table.from_pylist(rows)
    con = duckdb.connect()
    con.register("firms", firms)
    found: list[dict[str, Any]] = con.execute(query(wanted, "firms", **more)).to_arrow_table().to_pylist()
    here = ibis.duckdb.connect()
    assert build(here.create_table("firms", firms), wanted).to_pyarrow().to_pylist() == found
    return found


@pytest.mark.parametrize("seed", range(depth(40, 6)))
def test_both_writers_say_what_a_node_means(seed: int) -> None:
    maker = Maker(seed)
    drawn = [maker.truth(4) for _ in range(25)] + [maker.number(4) for _ in range(10)]
    wanted = {f"n{i}": node for i, (node, _) in enumerate(drawn)}
    when = {f"w{i}": maker.graph.case([(n, maker.graph.whole(1))], maker.graph.whole(0)) for i, (n, _) in enumerate(drawn[:25])}  # fmt: skip
    for row, found in zip(ROWS, both_ways(wanted | when, ROWS), strict=True):
        for i, (node, means) in enumerate(drawn):
            assert found[f"n{i}"] == means(row), (node, row)
            assert i >= 25 or found[f"w{i}"] == (means(row) is True), (node, row)


def test_a_guarded_part_is_worked_out_only_where_its_guard_holds() -> None:
    graph = Graph()
    x, w = graph.column("x", "int", 9), graph.column("w", "text")
    number = graph.to_whole(w, 9)  # fails on a word that is no number
    more = [(graph.compare(">", number, graph.whole(k)), graph.whole(k)) for k in range(8, 0, -1)]
    points = graph.case(more, graph.whole(0))  # one less than the number
    open_ = graph.case([(graph.compare("<", x, graph.whole(1)), graph.truth(False))], graph.truth(True))
    tops = [
        graph.both(graph.compare("==", x, graph.whole(1)), graph.compare(">=", points, graph.whole(least)))
        for least in (5, 2)
    ]
    cases = [(graph.no(open_), graph.whole(0)), (tops[0], graph.whole(1)), (tops[1], graph.whole(2))]
    guards = {(top.number, part.number): open_ for top in tops for part in top.args[1:]}
    sql = query({"code": graph.case(cases, graph.whole(3))}, "firms", guards=guards)
    con = duckdb.connect()
    rows = [{"x": 0, "w": "word"}, {"x": 1, "w": "6"}, {"x": 1, "w": "3"}, {"x": 1, "w": "1"}]
    con.register("firms", pa.Table.from_pylist(rows))
    assert [row[0] for row in con.execute(sql).fetchall()] == [0, 1, 2, 3]
    assert sql.count("CAST") == len(more)  # the points are worked out once, under the guard
    assert weight(points) > weight(tops[0].args[0])


def test_what_several_demands_have_in_common_is_asked_once() -> None:
    """innovative-sme: four scores fall away for the same reasons; the reasons stand once in the question."""
    standard = load("innovative-sme@2022")
    kinds: dict[str, Kind] = {"national_award_3y": "bool", "revenue_wan": "int"}
    what = asked([standard], kinds, frozenset(), "code")
    sql = query(what.nodes, "firms", guards=what.guards)
    assert sql.count('"national_award_3y"') <= 4


@pytest.mark.parametrize("key", depth(["high-tech@2016", "specialised-sme@2022", "little-giant@2022"], ["specialised-sme@2022"]))  # fmt: skip
def test_ibis_says_of_firms_what_the_sql_says(key: str) -> None:
    standard = load(key)
    drawing = Drawing([standard], seed=5)
    firms = table(drawing.rows(150), drawing.kinds)
    there = ibis.duckdb.connect().create_table("firms", firms)
    assert kinds_of(there)["revenue_wan"] == "int"
    away = compiled([standard], there, "all", ["uscc"]).to_pyarrow().sort_by("uscc")
    here = assess(standard, firms, detail="all", scaled=True).sort_by("uscc")
    assert f"{prefix(standard)}_verdict" in here.column_names
    for name in here.column_names:
        assert away[name].to_pylist() == here[name].to_pylist(), name
