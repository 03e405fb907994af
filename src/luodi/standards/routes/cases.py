"""Ways to meet a standard: what must hold, what changes must reach, and how much points they give."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from luodi.standards.compiling.nodes import Node

MOST_CASES = 256


@dataclass(frozen=True, slots=True, order=True)
class Var:
    """A change made `back` years before the year judged; what lasts is bought once, as early as can be."""

    change: str
    back: int = 0


@dataclass(frozen=True, slots=True)
class Atom:
    """`value + sum of slope x amount >= 0`, all whole. `words` names the figure that moves."""

    value: Node
    slopes: tuple[tuple[Var, int], ...]

    @property
    def vars(self) -> set[Var]:
        return {v for v, _ in self.slopes}


@dataclass(frozen=True, slots=True)
class Need:
    """Enough points: the addends' points together are at least `least`."""

    addends: tuple[Addend, ...]
    least: int


@dataclass(frozen=True, slots=True)
class Case:
    """One way: all of it must hold."""

    fixed: frozenset[Node] = frozenset()
    atoms: frozenset[Atom] = frozenset()
    needs: frozenset[Need] = frozenset()

    def __and__(self, other: Case) -> Case:
        return Case(self.fixed | other.fixed, self.atoms | other.atoms, self.needs | other.needs)

    def holds_where(self, other: Case) -> bool:
        """Whether this asks for nothing the other does not ask for."""
        return self.fixed <= other.fixed and self.atoms <= other.atoms and self.needs <= other.needs


@dataclass(frozen=True, slots=True)
class Option:
    """Points for an item, and the ways to have them."""

    points: Node
    ways: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Addend:
    """Part of a sum of points: what no change touches has `fixed`; the rest has options or capped parts."""

    name: str
    fixed: Node | None = None
    options: tuple[Option, ...] = ()
    parts: tuple[Addend, ...] = ()
    cap: int = 0

    @property
    def vars(self) -> set[Var]:
        own = {v for o in self.options for way in o.ways for a in way.atoms for v in a.vars}
        return own.union(*(p.vars for p in self.parts))


def least(ways: Iterable[Case]) -> tuple[Case, ...]:
    """The ways without those that ask for more than another does."""
    kept: list[Case] = []
    for way in ways:
        if any(k.holds_where(way) for k in kept):
            continue
        kept = [k for k in kept if not way.holds_where(k)]
        kept.append(way)
    return tuple(kept)


def joined(some: list[Case], others: Iterable[Case]) -> list[Case]:
    out = list(least(a & b for a, b in itertools.product(some, others)))
    if len(out) > MOST_CASES:
        raise ValueError(f"more than {MOST_CASES} ways to meet one standard")
    return out
