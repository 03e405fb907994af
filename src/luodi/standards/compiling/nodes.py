"""Whole-number arithmetic as a graph, before it becomes Ibis expressions.

Every node is made once: the same sum, comparison or band asked for by five standards is one node, which
`stages` projects once and all five read. Each whole-number node knows how large it can become; a product that
could pass 2^63 is made in DECIMAL(38, 0) instead, so no backend can overflow and none can round.

What may stand here is what every backend does alike: + - x on whole numbers, comparisons, AND OR NOT with
NULL as unknown, CASE, text equality. No division, no rounding, no LEAST (it ignores NULL on some backends).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["int", "big", "real", "bool", "text"]

INT64 = 2**63 - 1
BIG = 10**38 - 1
REAL_EXACT = 2**53

SWAPPED = {">=": "<=", "<=": ">=", ">": "<", "<": ">", "==": "=="}

SPREADS = frozenset({"add", "times", "compare", "one_of", "contains", "not", "big", "real"})
"""Operations that are unknown exactly where one of their parts is."""


class TooLargeError(ValueError):
    """A standard multiplies figures further than 38 digits hold."""


@dataclass(eq=False, slots=True)
class Node:
    """One value. `payload` is what is not a node: a column's name, a constant, an operator."""

    op: str
    args: tuple[Node, ...]
    payload: object
    kind: Kind
    bound: int = 0
    number: int = 0

    def __repr__(self) -> str:
        inner = ", ".join(map(repr, self.args))
        return f"{self.op}({self.payload!r}{', ' if inner else ''}{inner})"


@dataclass(slots=True)
class Graph:
    """Makes nodes, and never the same one twice."""

    made: dict[tuple[object, ...], Node] = field(default_factory=dict)

    def node(self, op: str, kind: Kind, *args: Node, payload: object = None, bound: int = 0) -> Node:
        key = (op, kind, type(payload), payload, *(a.number for a in args))
        node = self.made.get(key)
        if node is None:
            node = Node(op, args, payload, kind, bound, len(self.made))
            self.made[key] = node
        return node

    # ---- leaves ---------------------------------------------------------------------------------------

    def column(self, name: str, kind: Kind, bound: int = 0) -> Node:
        return self.node("column", kind, payload=name, bound=bound)

    def whole(self, value: int) -> Node:
        return self.node("whole", "int", payload=value, bound=abs(value))

    def truth(self, value: bool | None) -> Node:
        return self.node("truth", "bool", payload=value)

    def text(self, value: str | None) -> Node:
        return self.node("text", "text", payload=value)

    def unknown(self, kind: Kind) -> Node:
        if kind == "bool":
            return self.truth(None)
        return self.node("unknown", kind)

    # ---- arithmetic -----------------------------------------------------------------------------------

    def _room(self, bound: int) -> Kind:
        if bound > BIG:
            raise TooLargeError(
                f"a product of {len(str(bound))} digits is more than any backend holds exactly"
            )
        return "int" if bound <= INT64 else "big"

    def big(self, a: Node) -> Node:
        """The same number as DECIMAL(38, 0)."""
        return a if a.kind == "big" else self.node("big", "big", a, bound=a.bound)

    def _alike(self, kind: Kind, nodes: tuple[Node, ...]) -> tuple[Node, ...]:
        return tuple(self.big(n) for n in nodes) if kind == "big" else nodes

    def add(self, *terms: Node) -> Node:
        constant = sum(int(str(t.payload)) for t in terms if t.op == "whole")
        parts = [t for t in terms if t.op != "whole"]
        if not parts:
            return self.whole(constant)
        if constant:
            parts.append(self.whole(constant))
        if len(parts) == 1:
            return parts[0]
        bound = sum(p.bound for p in parts)
        if any(p.op == "unknown" for p in parts):
            return self.unknown("int")
        kind: Kind = "big" if any(p.kind == "big" for p in parts) else self._room(bound)
        self._room(bound)
        return self.node("add", kind, *self._alike(kind, tuple(parts)), bound=bound)

    def times(self, a: Node, b: Node) -> Node:
        if a.op == "whole" and b.op != "whole":
            a, b = b, a
        if "unknown" in (a.op, b.op):
            return self.unknown("int")
        if b.op == "whole":
            factor = int(str(b.payload))
            if a.op == "whole":
                return self.whole(int(str(a.payload)) * factor)
            if factor in (0, 1):
                return a if factor else self.whole_like(a, 0)
        bound = a.bound * b.bound
        kind: Kind = "big" if "big" in (a.kind, b.kind) else self._room(bound)
        self._room(bound)
        return self.node("times", kind, *self._alike(kind, (a, b)), bound=bound)

    def whole_like(self, a: Node, value: int) -> Node:
        """The constant where `a` is known, unknown where it is not."""
        return self.case([(self.is_unknown(a), self.unknown("int"))], self.whole(value))

    def scaled(self, a: Node, factor: int) -> Node:
        return self.times(a, self.whole(factor))

    def least(self, a: Node, b: Node) -> Node:
        if a is b:
            return a
        return self.case([(self.compare("<=", a, b), a), (self.compare(">", a, b), b)], None)

    def greatest(self, a: Node, b: Node) -> Node:
        if a is b:
            return a
        return self.case([(self.compare(">=", a, b), a), (self.compare("<", a, b), b)], None)

    def floor(self, a: Node, divisor: int) -> Node:
        """`a` divided by a positive constant, rounded down, exact up to 2^53 in the quotient."""
        if divisor == 1:
            return a
        if a.bound // divisor + 2 > REAL_EXACT or a.kind != "int":
            raise TooLargeError("a quotient beyond 2^53 cannot be taken exactly")
        guess = self.node("floor_guess", "int", a, payload=divisor, bound=a.bound // divisor + 2)
        up = self.compare("<=", self.scaled(self.add(guess, self.whole(1)), divisor), a)
        down = self.compare(">", self.scaled(guess, divisor), a)
        return self.case(
            [(up, self.add(guess, self.whole(1))), (down, self.add(guess, self.whole(-1)))], guess
        )

    def ceiling(self, a: Node, divisor: int) -> Node:
        return self.scaled(self.floor(self.scaled(a, -1), divisor), -1)

    # ---- truths ---------------------------------------------------------------------------------------

    def compare(self, op: str, a: Node, b: Node) -> Node:
        if a.op == b.op == "whole":
            x, y = int(str(a.payload)), int(str(b.payload))
            return self.truth({">=": x >= y, ">": x > y, "<=": x <= y, "<": x < y, "==": x == y}[op])
        if "unknown" in (a.op, b.op):
            return self.truth(None)
        if "big" in (a.kind, b.kind):
            a, b = self.big(a), self.big(b)
        return self.node("compare", "bool", a, b, payload=op)

    def one_of(self, a: Node, words: tuple[str, ...]) -> Node:
        if a.op == "unknown":
            return self.truth(None)
        return self.node("one_of", "bool", a, payload=words)

    def to_whole(self, a: Node, bound: int) -> Node:
        """The number a text writes; only where it is known to be one of a few."""
        return self.node("to_whole", "int", a, bound=bound)

    def contains(self, a: Node, word: str) -> Node:
        return self.node("contains", "bool", a, payload=word)

    def is_unknown(self, a: Node) -> Node:
        if a.op in ("whole", "truth", "text", "unknown"):
            return self.truth(a.payload is None)
        if a.op in SPREADS:
            return self.either(*map(self.is_unknown, a.args))
        if certain(a):
            return self.truth(False)
        return self.node("is_unknown", "bool", a)

    def is_exactly(self, a: Node, value: bool) -> Node:
        """Whether a truth is this one and known."""
        if a.op == "truth":
            return self.truth(a.payload is value)
        if a.op == "is_exactly":
            return a if value else self.no(a)
        return self.node("is_exactly", "bool", a, payload=value)

    def both(self, *truths: Node) -> Node:
        return self._joined("and", False, truths)

    def either(self, *truths: Node) -> Node:
        return self._joined("or", True, truths)

    def _joined(self, op: str, decides: bool, truths: tuple[Node, ...]) -> Node:
        parts: dict[int, Node] = {}
        for t in truths:
            for inner in t.args if t.op == op else (t,):
                if inner.op == "truth" and inner.payload is decides:
                    return inner
                if not (inner.op == "truth" and inner.payload is (not decides)):
                    parts[inner.number] = inner
        if not parts:
            return self.truth(not decides)
        if len(parts) == 1:
            return next(iter(parts.values()))
        return self.node(op, "bool", *parts.values())

    def no(self, a: Node) -> Node:
        if a.op == "not":
            return a.args[0]
        if a.op == "truth":
            return self.truth(None if a.payload is None else not a.payload)
        return self.node("not", "bool", a)

    # ---- choices --------------------------------------------------------------------------------------

    def case(self, cases: list[tuple[Node, Node]], otherwise: Node | None) -> Node:
        """The value of the first case that is true; a case that is unknown is passed over, as SQL does."""
        kept: list[tuple[Node, Node]] = []
        for when, value in cases:
            if when.op == "truth":  # a constant: it ends the choice, or is never taken
                if when.payload is True:
                    otherwise = value
                    break
                continue
            kept.append((when, value))
        kind: Kind = otherwise.kind if otherwise is not None else cases[0][1].kind
        values = [v for _, v in kept] + ([otherwise] if otherwise is not None else [])
        if any(v.kind == "big" for v in values):
            kind = "big"
            kept = [(w, self.big(v)) for w, v in kept]
            otherwise = self.big(otherwise) if otherwise is not None else None
        if otherwise is None:
            otherwise = self.unknown(kind)
        while (
            kept and kept[-1][1] is otherwise
        ):  # the last case says what the rest says: but not where unknown
            kept.pop()
        if not kept:
            return otherwise
        flat = [n for pair in kept for n in pair]
        bound = max((v.bound for v in values), default=0)
        return self.node("case", kind, *flat, otherwise, bound=bound)

    def sure_case(self, cases: list[tuple[Node, Node]], otherwise: Node) -> Node:
        """The value of the first case that holds; unknown where a case before it is unknown."""
        steps: list[tuple[Node, Node]] = []
        asked: set[Node] = set()
        for when, value in cases:
            doubt = self.is_unknown(when)
            parts = [p for p in (doubt.args if doubt.op == "or" else (doubt,)) if p not in asked]
            asked.update(parts)
            steps.append((self.either(*parts), self.unknown(value.kind)))
            steps.append((when, value))
        return self.case(steps, otherwise)

    def given(self, a: Node, otherwise: Node) -> Node:
        """`a`, or a constant where it is unknown."""
        if a.op == "unknown" or (a.op == "truth" and a.payload is None):
            return otherwise
        if certain(a):
            return a
        if otherwise.op == "truth" and otherwise.payload is not None:  # cheaper than COALESCE
            told = self.is_exactly(a, not otherwise.payload)
            return self.no(told) if otherwise.payload else told
        return self.node("given", a.kind, a, otherwise, bound=max(a.bound, otherwise.bound))

    def joined(self, parts: list[Node]) -> Node:
        """Texts one after the other; none may be unknown."""
        return self.node("joined", "text", *parts) if parts else self.text("")

    # ---- estimates in floating point, always checked by exact numbers where they are close -------------

    def real(self, a: Node) -> Node:
        return self.node("real", "real", a)

    def real_op(self, op: Literal["+", "-", "*", "/"], a: Node, b: Node) -> Node:
        return self.node("real_op", "real", a, b, payload=op)

    def real_number(self, value: float) -> Node:
        return self.node("real_number", "real", payload=value)

    def size(self, a: Node) -> Node:
        return self.node("size", "real", a)

    def real_compare(self, op: str, a: Node, b: Node) -> Node:
        return self.node("compare", "bool", a, b, payload=op)


def certain(node: Node) -> bool:
    """Whether the node is known whatever the firm's figures (a flag assumed false, a question whether given)."""
    if node.op in {"column", "unknown"}:
        return False
    if node.op in ("is_unknown", "is_exactly"):
        return True
    if node.op in ("whole", "text", "truth", "real_number"):
        return node.payload is not None
    if node.op == "given":
        return certain(node.args[1])
    return all(certain(a) for a in node.args)
