"""Nodes as DuckDB's own SQL, written so that DuckDB asks as little as it can.

The same nodes become Ibis expressions in `stages`, for every engine; this is the short way for the engine that
judges ten million firms. Three things differ, none of them in what is answered:

- A truth is written for a CASE to try: DuckDB tries the parts of an AND or OR one after the other and looks, at
  each, only at the rows the parts before left open. So cheap truths are written out where they are asked,
  not worked out for all firms beforehand.
- What only dear demands need (points of growth rates, grades) is worked out only for the firms that no cheap
  demand has ruled out: the guard.
- A list of words is asked by `list_contains`, which a dictionary column answers once for each word it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from luodi.standards.compiling.nodes import Node, certain
from luodi.standards.compiling.weighing import in_order, weighed

WIDE = "HUGEINT"
TYPES = {"int": "BIGINT", "big": WIDE, "real": "DOUBLE", "bool": "BOOLEAN", "text": "VARCHAR"}
FREE = frozenset({"column", "whole", "truth", "text", "unknown", "real_number", "big", "to_whole"})
SMALL = 2**31
MOST_POINTS = 255
LAZY = frozenset({"and", "or", "not", "compare", "is_unknown", "is_exactly", "one_of", "contains", "joined"})
"""Truths are written where they are asked, so that they are asked only of the rows that are still open."""

FEW = 2
"""So many words are compared one by one."""

NAMED = 5
"""What weighs less is written again wherever it is asked."""

Guards = Mapping[tuple[int, int], Node]
"""For a part of a demand (numbers of the AND and of the part): the truth, never unknown, where it is asked at all."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which nodes get a name, at which depth, and where they are worked out (nowhere said: for all firms)."""

    order: list[Node]
    named: set[int]
    guard: dict[int, tuple[Node, ...]]
    depth: dict[int, int]


def query(
    wanted: Mapping[str, Node],
    source: str,
    *,
    narrow: frozenset[str] = frozenset(),
    keep: Sequence[str] = (),
    guards: Guards | None = None,
) -> str:
    """SELECT the columns to keep and the wanted nodes from a table; whole numbers in `narrow` have not 64 bits."""
    plan = _planned(list(wanted.values()), guards or {})
    last = max((plan.depth[n.number] + (n.number in plan.named) for n in wanted.values()), default=0)
    names: dict[int, str] = {}
    for level in range(last):
        here = [n for n in plan.order if n.number in plan.named and plan.depth[n.number] == level]
        if not here:
            continue
        writer = _Writer(names, narrow)
        columns = [f"{writer.guarded(n, plan.guard.get(n.number, ()))} AS _{n.number}" for n in here]
        source = f"(SELECT *, {', '.join(columns)} FROM {source})"
        names |= {n.number: f"_{n.number}" for n in here}
    writer = _Writer(names, narrow)
    columns = [quoted(name) for name in keep]
    columns += [f"{writer.value(node)} AS {quoted(name)}" for name, node in wanted.items()]
    return f"SELECT {', '.join(columns)} FROM {source}"


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _planned(roots: list[Node], guards: Guards) -> Plan:
    guarding = list(dict.fromkeys(guards.values()))
    order = in_order([*guarding, *roots])
    seldom: set[int] = set()  # exact products: computed only in the branch that needs them, so never named
    known: dict[int, int] = {}
    for node in order:
        known[node.number] = weighed(node, known)
        if node.kind == "big" or (node.op != "case" and any(a.number in seldom for a in node.args)):
            seldom.add(node.number)
    named = {g.number for g in guarding}
    asked = dict.fromkeys((r.number for r in roots), 1)
    for node in reversed(
        order
    ):  # a node without a name is written, with all below it, as often as it is asked
        often = asked.get(node.number, 0)
        if (
            often > 1
            and node.op not in FREE | LAZY
            and node.number not in seldom
            and known[node.number] >= NAMED
        ):
            named.add(node.number)
        for a in node.args:
            asked[a.number] = asked.get(a.number, 0) + (1 if node.number in named else often)
    for node in order:  # over parts that have names, less is left
        known[node.number] = weighed(node, known)
        if known[node.number] < NAMED and node not in guarding:
            named.discard(node.number)
        if node.number in named:
            known[node.number] = 0
    guard = _contexts(order, [*guarding, *roots], guards)
    depth: dict[int, int] = {}
    for node in order:
        below = [*node.args, *(guard.get(node.number, ()) if node.number in named else ())]
        depth[node.number] = max((depth[a.number] + (a.number in named) for a in below), default=0)
    return Plan(order, named, guard, depth)


def _contexts(order: list[Node], roots: Iterable[Node], guards: Guards) -> dict[int, tuple[Node, ...]]:
    """Where each node is asked: under which guards, if it is asked nowhere else."""
    always: set[int] = {r.number for r in roots}
    under: dict[int, dict[int, Node]] = {}
    for node in reversed(order):
        for a in node.args:
            own = guards.get((node.number, a.number))
            if node.number in always:
                if own is None:
                    always.add(a.number)
                else:
                    under.setdefault(a.number, {})[own.number] = own
            else:
                under.setdefault(a.number, {}).update(under.get(node.number, {}))
    return {number: tuple(found.values()) for number, found in under.items() if number not in always}


@dataclass(slots=True)
class _Writer:
    """Writes nodes over one stage; what has a name there is read by it."""

    names: Mapping[int, str]
    narrow: frozenset[str]
    written: dict[tuple[int, str], str] = field(default_factory=dict)

    def guarded(self, node: Node, guards: Sequence[Node]) -> str:
        if not guards:
            return self.value(node)
        return f"CASE WHEN {' OR '.join(map(self.value, guards))} THEN {self.value(node)} END"

    def value(self, node: Node) -> str:
        key = (node.number, "")
        if key not in self.written:
            self.written[key] = self.names.get(node.number) or self._write(node)
        return self.written[key]

    def where(self, node: Node, holds: bool = True) -> str:
        """Something that is true just where the truth is this one; where it is not, it may be false or unknown."""
        key = (node.number, str(holds))
        if key not in self.written:
            if node.number in self.names:
                self.written[key] = self.value(node) if holds else f"(NOT {self.value(node)})"
            else:
                self.written[key] = self._where(node, holds)
        return self.written[key]

    def _where(self, node: Node, holds: bool) -> str:
        match node.op:
            case "and" | "or":
                joint = _BETWEEN["and" if (node.op == "and") == holds else "or"]
                return f"({joint.join(self.where(a, holds) for a in node.args)})"
            case "not":
                return self.where(node.args[0], not holds)
            case "compare" if not holds:
                left, right = map(self.value, node.args)
                return f"({left} {_OPPOSITE[str(node.payload)]} {right})"
            case "is_unknown":
                return self._unknown(node.args[0]) if holds else f"({self.value(node.args[0])} IS NOT NULL)"
            case "is_exactly" if holds:
                return self.where(node.args[0], node.payload is True)
            case "is_exactly":
                return f"({self.value(node.args[0])} IS DISTINCT FROM {str(node.payload).upper()})"
            case "one_of" if holds and node.args[0].op == "given" and node.args[0].args[1].op == "text":
                return self._one_of_given(node)
            case "truth" if node.payload is not None:
                return str(node.payload is holds).upper()
            case _:
                return self.value(node) if holds else f"(NOT {self.value(node)})"

    def _one_of_given(self, node: Node) -> str:
        """Asked of the column itself, whose dictionary answers once for each word."""
        given, words = node.args[0], node.payload
        assert isinstance(words, tuple)
        column = self.value(given.args[0])
        plain = self._one_of(column, words)
        return f"({plain} OR {column} IS NULL)" if given.args[1].payload in words else plain

    def _write(self, node: Node) -> str:
        args = node.args
        match node.op:
            case "column":
                name = quoted(str(node.payload))
                return (
                    f"CAST({name} AS BIGINT)" if node.kind == "int" and node.payload in self.narrow else name
                )
            case "whole":
                return str(node.payload)
            case "truth" | "unknown" | "text" if node.payload is None:
                return f"CAST(NULL AS {TYPES[node.kind]})"
            case "truth":
                return str(node.payload).upper()
            case "text":
                return _text(str(node.payload))
            case "real_number":
                return f"{float(str(node.payload))!r}::DOUBLE"
            case "add" | "times" | "and" | "or" | "joined":
                return f"({_BETWEEN[node.op].join(map(self.value, args))})"
            case "not":
                return f"(NOT {self.value(args[0])})"
            case "big" | "real" | "to_whole":
                return f"CAST({self.value(args[0])} AS {TYPES[node.kind]})"
            case "size":
                return f"abs({self.value(args[0])})"
            case "compare":
                op = "=" if node.payload == "==" else node.payload
                return f"({self.value(args[0])} {op} {self.value(args[1])})"
            case "real_op":
                return f"({self.value(args[0])} {node.payload} {self.value(args[1])})"
            case "one_of":
                return self._one_of(self.value(args[0]), node.payload)
            case "contains":
                return f"contains({self.value(args[0])}, {_text(str(node.payload))})"
            case "is_unknown":
                return f"({self.value(args[0])} IS NULL)"
            case "is_exactly":
                return f"({self.value(args[0])} IS NOT DISTINCT FROM {str(node.payload).upper()})"
            case "given":
                return f"COALESCE({self.value(args[0])}, {self.value(args[1])})"
            case "case":
                return self._case(node)
            case "floor_guess":
                return (
                    f"CAST(floor(CAST({self.value(args[0])} AS DOUBLE) / {node.payload}::DOUBLE) AS BIGINT)"
                )
        raise ValueError(f"no SQL for {node.op}")

    def _unknown(self, node: Node) -> str:
        """True just where the node is unknown. An AND is that where no part is false and one is unknown: asked in
        this order, few rows come far."""
        if node.op not in ("and", "or") or node.number in self.names:
            return f"({self.value(node)} IS NULL)"
        decides = "FALSE" if node.op == "and" else "TRUE"
        open_ = [
            self.where(a, node.op == "and") if certain(a) else f"({self.value(a)} IS DISTINCT FROM {decides})"
            for a in node.args
        ]
        doubts = [self._unknown(a) for a in node.args if not certain(a)]
        return f"({' AND '.join([*open_, '(' + ' OR '.join(doubts) + ')'])})"

    def _one_of(self, value: str, payload: object) -> str:
        assert isinstance(payload, tuple)
        words = [_text(word) for word in payload]
        if len(words) <= FEW:
            return "(" + " OR ".join(f"{value} = {word}" for word in words) + ")"
        return f"list_contains([{', '.join(words)}], {value})"

    def _case(self, node: Node) -> str:
        *pairs, otherwise = node.args
        said = [
            f"WHEN {self.where(when)} THEN {self._wide(then, node)}"
            for when, then in zip(pairs[::2], pairs[1::2], strict=True)
        ]
        return f"(CASE {' '.join(said)} ELSE {self._wide(otherwise, node)} END)"

    def _wide(self, of: Node, case: Node) -> str:
        """A bare 200000 is 32 bits wide to SQL, and so is a CASE of them: what is multiplied later needs 64."""
        value = self.value(of)
        return (
            f"{value}::BIGINT"
            if of.op == "whole" and of.bound < SMALL and case.bound > MOST_POINTS
            else value
        )


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


_BETWEEN = {"add": " + ", "times": " * ", "and": " AND ", "or": " OR ", "joined": " || "}
_OPPOSITE = {">=": "<", ">": "<=", "<=": ">", "<": ">=", "==": "<>"}
