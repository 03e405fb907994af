"""What the shape of a target is judged from: one figure with its surroundings, and the sentence so far."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from luodi.finding.clauses import Clause, Sentence
from luodi.finding.findings import Span
from luodi.finding.indicators import Reading, pieces, verb_before
from luodi.finding.quantities import Quantity
from luodi.finding.terms import WINDOW

# Behind the figure goes on a predicate, not the thing counted: 25家纳入培育库.
_PREDICATE = re.compile(r"纳入|用于|支持|开展|进入|列入|投向|[，已均将为居位全并左以来后时地]")


@dataclass(slots=True)
class Shape:
    """An indicator and its quote; `anchor` is where a later figure's quote begins that leans on it."""

    indicator: str
    start: int
    end: int
    why: str
    verb: str = ""  # 新增, 引进 …: shared by what is joined by 、
    noun: str = ""
    anchor: int = 0
    kind: str = ""  # of its figure
    clause: int = 0


REFUSED = Shape("", 0, 0, "no indicator")


@dataclass(slots=True)
class Memory:
    """What the sentence has told so far."""

    prev: Shape | None = None
    counted: Shape | None = None  # a set whose parts are counted next
    counted_unit: str = ""
    topic: Span | None = None
    cuts: list[Span] = field(default_factory=list)  # sets that are only named
    counting: set[int] = field(default_factory=set)  # clauses with figures, by index
    named: list[str] = field(default_factory=list)  # indicators, in order
    known: set[str] = field(default_factory=set)  # the same


@dataclass(slots=True)
class View:
    """One figure with everything its shape may depend on."""

    text: str
    sentence: Sentence
    clause: Clause
    index: int  # of the clause
    following: Quantity | None  # the next figure of the clause
    q: Quantity
    reading: Reading
    tail: Span  # the words right behind the figure
    joined: bool  # 、 parts it from the figure before
    change: bool
    gone: list[Span]  # dates and named sets, left out of indicators
    memory: Memory
    before: str = ""  # the clause up to the figure, as far as words can reach
    own: str = ""
    after: str = ""
    verb: int = 0

    def __post_init__(self) -> None:
        self.before = self.text[max(self.clause.start, self.q.start - WINDOW) : self.q.start]
        self.own = pieces(self.text, self.reading.start, self.reading.end, self.gone)
        self.after = self.text[slice(*self.tail)].strip()
        self.verb = verb_before(self.text, self.reading.start, self.reading.end)

    @property
    def only_verbs(self) -> bool:
        return self.verb <= self.reading.start < self.reading.end

    @property
    def thing(self) -> str:
        """What is counted, when it stands behind the figure."""
        return "" if _PREDICATE.match(self.after) else self.after.lstrip("的")
