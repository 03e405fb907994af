"""A string in which every character still knows where it stood in the raw source.

A repair never returns a bare string: it returns edits, and `Text.edit` applies them,
moves the map along and writes each edit down as a `Step`. So the map composes over any
number of repairs, and `replay` can run the steps again to the same text.

Positions are offsets in characters. *Raw* positions are offsets in the decoded source
(`Source.raw`); the source knows which byte, page, cell or paragraph that is.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class Sure(StrEnum):
    """How sure a repair is, in the three steps a reader can act on."""

    SILENT = "silent"  # as good as certain: not shown unless asked for
    REPAIRED = "repaired"  # shown as repaired
    CHECK = "check"  # shown as "please check", with alternatives where there are any


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `[start, end)` of a text by `after`; `why` is a sentence for a person."""

    start: int
    end: int
    after: str
    kind: str
    why: str = ""
    sure: Sure = Sure.SILENT
    margin: float | None = None
    alternatives: tuple[str, ...] = ()
    # One interval of the edited text for each character of `after`, where the repair knows
    # better than "all of [start, end)": a slip's character straddles two garbled ones.
    spans: tuple[tuple[int, int], ...] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """An edit that was made: in which pass, on what, and where that is in the raw source."""

    number: int  # the pass: steps of one pass were applied together
    edit: Edit
    before: str
    raw_start: int
    raw_end: int

    @property
    def after(self) -> str:
        return self.edit.after

    @property
    def kind(self) -> str:
        return self.edit.kind

    @property
    def sure(self) -> Sure:
        return self.edit.sure


@dataclass(frozen=True)
class Text:
    """`string`, the raw interval of each character, and the steps that led here.

    `starts` and `ends` hold one raw offset a character, half-open; both are None while
    nothing was edited, when character i simply stands at [i, i + 1).
    Starts never decrease, so a raw position can be looked up by bisection.

    >>> text = Text("創(chuàng)新").edit([Edit(1, 9, "", "pinyin"), Edit(0, 1, "创", "script")])
    >>> text.string, text.cite(0, 1), text.cite(1, 2)
    ('创新', (0, 9), (9, 10))
    """

    string: str
    starts: array[int] | None = None
    ends: array[int] | None = None
    steps: tuple[Step, ...] = ()
    passes: int = 0
    raw_length: int = -1
    previous: Text | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.raw_length < 0:
            object.__setattr__(self, "raw_length", len(self.string))

    def __len__(self) -> int:
        return len(self.string)

    def cite(self, start: int, end: int) -> tuple[int, int]:
        """The raw interval that `[start, end)` came from; an empty one for an empty slice."""
        if start >= end:
            at = self.cite(start, start + 1)[0] if start < len(self) else self.raw_length
            return at, at
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], max(self.ends[start:end])

    def locate(self, raw_start: int, raw_end: int) -> tuple[int, int]:
        """The characters that came from any part of a raw interval (a click in the raw view)."""
        if self.starts is None or self.ends is None:
            return raw_start, raw_end
        last = max(bisect_left(self.starts, raw_end), 0)
        first = bisect_right(self._reach, raw_start)
        return (first, last) if first < last else (last, last)

    @cached_property
    def _reach(self) -> array[int]:
        """Running maximum of `ends`: non-decreasing, so that it can be searched."""
        reach, top = array("l"), 0
        for end in self.ends or ():
            top = max(top, end)
            reach.append(top)
        return reach

    def edit(self, edits: Iterable[Edit]) -> Text:
        """Apply edits (disjoint, any order) as one pass; without edits, the text itself.

        Same length: character for character. A deletion's raw interval joins the character
        before it, so that a cited slice stays contiguous; at the start of the text it is
        dropped. Otherwise every new character gets the whole interval, or its own from
        `Edit.spans`. Overlapping edits are a ValueError: two repairs claim the same words.
        """
        ordered = sorted(edits, key=lambda e: (e.start, e.end))
        if not ordered:
            return self
        _check(ordered, len(self.string))
        pieces: list[str] = []
        starts, ends = array("l"), array("l")
        old_starts = self.starts if self.starts is not None else array("l", range(len(self)))
        old_ends = self.ends if self.ends is not None else array("l", range(1, len(self) + 1))
        steps = list(self.steps)
        at = 0
        for edit in ordered:
            pieces.append(self.string[at : edit.start])
            starts.extend(old_starts[at : edit.start])
            ends.extend(old_ends[at : edit.start])
            raw = self.cite(edit.start, edit.end)
            steps.append(Step(self.passes + 1, edit, self.string[edit.start : edit.end], *raw))
            pieces.append(edit.after)
            if not edit.after:
                if ends and edit.kind not in CUTS:
                    ends[-1] = max(ends[-1], raw[1])
            elif edit.spans is not None:
                for start, end in edit.spans:
                    place = self.cite(start, end)
                    starts.append(max(place[0], starts[-1] if starts else 0))
                    ends.append(place[1])
            elif len(edit.after) == edit.end - edit.start:
                starts.extend(old_starts[edit.start : edit.end])
                ends.extend(old_ends[edit.start : edit.end])
            else:
                starts.extend([raw[0]] * len(edit.after))
                ends.extend([raw[1]] * len(edit.after))
            at = edit.end
        pieces.append(self.string[at:])
        starts.extend(old_starts[at:])
        ends.extend(old_ends[at:])
        return Text("".join(pieces), starts, ends, tuple(steps), self.passes + 1, self.raw_length, self)

    def without(self, unwanted: Sequence[Step]) -> Text:
        """The text as if some steps of its last pass had not been made: how a cut is restored."""
        if self.previous is None or any(s.number != self.passes for s in unwanted):
            raise ValueError("only steps of the last pass can be taken back")
        return self.previous.edit(s.edit for s in self.steps if s.number == self.passes and s not in unwanted)


# Kinds of edit that take whole lines off a page: what they removed belongs to no character.
CUTS = frozenset({"chrome", "spam", "related", "meta"})


def _check(ordered: Sequence[Edit], length: int) -> None:
    at = 0
    for edit in ordered:
        if not at <= edit.start <= edit.end <= length:
            raise ValueError(f"edit [{edit.start}, {edit.end}) overlaps another or leaves the text")
        if edit.spans is not None and len(edit.spans) != len(edit.after):
            raise ValueError("an edit's spans must be one for each new character")
        at = edit.end


def replay(raw: str, steps: Iterable[Step]) -> str:
    """Run recorded steps again over the raw source; the result equals `Text.string`."""
    string = raw
    by_pass: dict[int, list[Step]] = {}
    for step in steps:
        by_pass.setdefault(step.number, []).append(step)
    for number in sorted(by_pass):
        pieces, at = [], 0
        for step in by_pass[number]:
            if string[step.edit.start : step.edit.end] != step.before:
                raise ValueError(f"step of pass {number} does not fit: {step.before!r} is not there")
            pieces += [string[at : step.edit.start], step.edit.after]
            at = step.edit.end
        string = "".join([*pieces, string[at:]])
    return string
