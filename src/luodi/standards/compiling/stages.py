"""Nodes as Ibis columns, in stages: what is read more than once is projected once and then named.

An Ibis expression used five times is written five times into the SQL. So each shared node becomes a column of
an inner SELECT, at the first depth where all it needs stands; the outer ones read it by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import ibis

from luodi.standards.compiling.nodes import Node
from luodi.standards.compiling.weighing import in_order

DECIMAL = "decimal(38, 0)"
FREE = frozenset({"column", "whole", "truth", "text", "unknown", "real_number", "big", "to_whole"})
"""Nodes written again wherever they are used. A cast to DECIMAL belongs in a branch seldom taken, one from text
to a number in a branch that knows it for one."""

SMALL = 2**31
MOST_POINTS = 255

Value = Any
"""An Ibis value; Ibis's own types do not say what operators give."""


def build(table: ibis.Table, wanted: dict[str, Node], keep: Iterable[str] = ()) -> ibis.Table:
    """The table with the wanted nodes as columns beside the columns to keep."""
    order = in_order(wanted.values())
    shared = _shared(order, wanted.values())
    depth = _depths(order, shared)
    last = max((depth[n.number] + (n.number in shared) for n in wanted.values()), default=0)
    needed = _until_when(order, wanted, shared, depth, last)
    kept = [name for name in table.columns if name in set(keep)]
    names: dict[int, str] = {}
    for level in range(last):
        here = [n for n in order if n.number in shared and depth[n.number] == level]
        if not here:
            continue
        writer = _Writer(table, names)
        columns = {f"_{n.number}": writer.value(n) for n in here}
        alive = [c for c in table.columns if c in kept or needed.get(c, -1) > level]
        fresh = {c: v for c, v in columns.items() if needed.get(c, -1) > level}
        table = table.select(*alive, **fresh)
        names |= {n.number: f"_{n.number}" for n in here}
    writer = _Writer(table, names)
    return table.select(*kept, **{name: writer.value(node) for name, node in wanted.items()})


def _shared(order: list[Node], roots: Iterable[Node]) -> set[int]:
    """Nodes worth a name of their own: read from two places or more, and not free."""
    uses: dict[int, int] = {}
    for node in order:
        for number in {a.number for a in node.args}:
            uses[number] = uses.get(number, 0) + 1
        if node.op == "case":  # a value that stands in two branches is written twice
            for a in node.args:
                if sum(1 for b in node.args if b is a) > 1:
                    uses[a.number] = uses.get(a.number, 0) + 1
    for root in roots:
        uses[root.number] = uses.get(root.number, 0) + 1
    seldom: set[int] = set()  # exact products: computed only in the branch that needs them, so never named
    for node in order:
        if node.kind == "big" or (node.op != "case" and any(a.number in seldom for a in node.args)):
            seldom.add(node.number)
    return {n.number for n in order if uses.get(n.number, 0) > 1 and n.op not in FREE} - seldom


def _depths(order: list[Node], shared: set[int]) -> dict[int, int]:
    depth: dict[int, int] = {}
    for node in order:
        depth[node.number] = max((depth[a.number] + (a.number in shared) for a in node.args), default=0)
    return depth


def _until_when(
    order: list[Node], wanted: dict[str, Node], shared: set[int], depth: dict[int, int], last: int
) -> dict[str, int]:
    """The last depth at which each column is still read."""
    until: dict[str, int] = {}
    readers = [(list(n.args), depth[n.number]) for n in order if n.number in shared]
    readers += [([n], last) for n in wanted.values()]
    for stack, level in readers:
        while stack:
            node = stack.pop()
            if node.op == "column" or node.number in shared:
                name = str(node.payload) if node.op == "column" else f"_{node.number}"
                until[name] = max(until.get(name, -1), level)
            else:
                stack.extend(node.args)
    return until


class _Writer:
    """Writes nodes over one stage's table; what has a name there is read by it."""

    def __init__(self, table: ibis.Table, names: dict[int, str]) -> None:
        self.table, self.names = table, names
        self.written: dict[int, Value] = {}

    def value(self, node: Node) -> Value:
        done = self.written.get(node.number)
        if done is None:
            name = self.names.get(node.number)
            done = self.table[name] if name is not None else _WRITE[node.op](self, node)
            self.written[node.number] = done
        return done

    def values(self, node: Node) -> list[Value]:
        return [self.value(a) for a in node.args]


def _folded(operator: Callable[[Value, Value], Value]) -> Callable[[_Writer, Node], Value]:
    def write(writer: _Writer, node: Node) -> Value:
        first, *rest = writer.values(node)
        for other in rest:
            first = operator(first, other)
        return first.cast(DECIMAL) if node.kind == "big" else first

    return write


_COMPARE: dict[str, Callable[[Value, Value], Value]] = {
    ">=": lambda a, b: a >= b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    "<": lambda a, b: a < b,
    "==": lambda a, b: a == b,
}
_REAL: dict[str, Callable[[Value, Value], Value]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}
_TYPES = {"int": "int64", "big": DECIMAL, "real": "float64", "bool": "boolean", "text": "string"}


def _column(writer: _Writer, node: Node) -> Value:
    value = writer.table[str(node.payload)]
    return value.cast("int64") if node.kind == "int" and value.type().nbytes != 8 else value


def _whole(writer: _Writer, node: Node) -> Value:
    return ibis.literal(node.payload, type="int32" if node.bound < SMALL else "int64")


def _literal(writer: _Writer, node: Node) -> Value:
    return ibis.literal(node.payload, type=_TYPES[node.kind])


def _nothing(writer: _Writer, node: Node) -> Value:
    return ibis.null(_TYPES[node.kind])


def _case(writer: _Writer, node: Node) -> Value:
    *pairs, otherwise = (_wide(writer.value(a), a, node) for a in node.args)
    branches = list(zip(pairs[::2], pairs[1::2], strict=True))
    return ibis.cases(*branches, else_=otherwise)


def _wide(value: Value, of: Node, case: Node) -> Value:
    """A bare 200000 is 32 bits wide to SQL, and so is a CASE of them: what is multiplied later needs 64."""
    return (
        value.cast("int64") if of.op == "whole" and of.bound < SMALL and case.bound > MOST_POINTS else value
    )


def _floor_guess(writer: _Writer, node: Node) -> Value:
    return (writer.value(node.args[0]).cast("float64") / float(str(node.payload))).floor().cast("int64")


def _is_exactly(writer: _Writer, node: Node) -> Value:
    """Not IS NOT DISTINCT FROM, which binds more tightly than an AND or NOT written without brackets before it."""
    (of,) = node.args
    value = writer.value(of)
    return ibis.coalesce(value if node.payload else ~value, ibis.literal(False))


_WRITE: dict[str, Callable[[_Writer, Node], Value]] = {
    "column": _column,
    "whole": _whole,
    "truth": _literal,
    "text": _literal,
    "real_number": _literal,
    "unknown": _nothing,
    "add": _folded(lambda a, b: a + b),
    "times": _folded(lambda a, b: a * b),
    "and": _folded(lambda a, b: a & b),
    "or": _folded(lambda a, b: a | b),
    "joined": _folded(lambda a, b: a.concat(b)),
    "not": lambda w, n: ~w.value(n.args[0]),
    "big": lambda w, n: w.value(n.args[0]).cast(DECIMAL),
    "real": lambda w, n: w.value(n.args[0]).cast("float64"),
    "size": lambda w, n: w.value(n.args[0]).abs(),
    "compare": lambda w, n: _COMPARE[str(n.payload)](*w.values(n)),
    "real_op": lambda w, n: _REAL[str(n.payload)](*w.values(n)),
    "to_whole": lambda w, n: w.value(n.args[0]).cast("int64"),
    "one_of": lambda w, n: w.value(n.args[0]).isin(n.payload),
    "contains": lambda w, n: w.value(n.args[0]).contains(str(n.payload)),
    "is_unknown": lambda w, n: w.value(n.args[0]).isnull(),
    "is_exactly": _is_exactly,
    "given": lambda w, n: ibis.coalesce(*w.values(n)),
    "case": _case,
    "floor_guess": _floor_guess,
}
