"""What is worked out once in one reading of a text: its sentences, dates and figures.

Tasks, targets and terms look at the same passages. Inside `remembering(text)` they share one
`Memory`; it is dropped when the reading ends, so nothing keeps a document alive.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re

    from luodi.finding.clauses import Sentence
    from luodi.finding.dateforms import DateRule
    from luodi.finding.dates import NamedYear
    from luodi.finding.findings import Span
    from luodi.finding.quantities import Quantity
    from luodi.finding.termrules import Refusal


class Memory:
    """The shared results of one text, by the span they were worked out for."""

    __slots__ = ("dates", "figures", "refusals", "sentences", "text", "years")

    def __init__(self, text: str) -> None:
        self.text = text
        self.sentences: dict[Span, tuple[Sentence, ...]] = {}
        self.dates: dict[Span, tuple[tuple[DateRule, re.Match[str]], ...]] = {}
        self.figures: dict[Span, tuple[Quantity, ...]] = {}
        # By the figure, its clause and where the sentence begins.
        self.refusals: dict[tuple[Span, Span, int], Refusal | None] = {}
        self.years: tuple[NamedYear, ...] | None = None


_CURRENT: ContextVar[Memory | None] = ContextVar("memory", default=None)


@contextmanager
def remembering(text: str) -> Iterator[Memory]:
    """Share what is worked out of `text` until the block ends.

    The garbage collector waits meanwhile: a reading only adds small values for some
    milliseconds, and looking through all of them again and again takes a sixth of its time.
    """
    memory = Memory(text)
    token = _CURRENT.set(memory)
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield memory
    finally:
        _CURRENT.reset(token)
        if collecting:
            gc.enable()


def memory_of(text: str) -> Memory | None:
    """The memory of the reading under way, if this is the text it reads."""
    memory = _CURRENT.get()
    return memory if memory is not None and memory.text is text else None
