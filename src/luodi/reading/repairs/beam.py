"""The inverse of a byte slip: from the garbled stream back to what was written.

Inside a slip every garbled character is the trail of one clean character and the lead of
the next:

    clean    高    校     科     技      力
    bytes    B8DF  D0 A3  BF C6  BC BC   C1 A6
    garbled  高    ?  ？……… 萍……… 剂………  …

A reader that holds one *pending* lead byte and walks the garbled characters writes the
clean ones. How a slip begins, what was lost on the way and where it ends is not visible;
all possibilities are walked side by side and the language model keeps the best (a beam).
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from luodi.reading.repairs.chars import codes, holes, is_han, pairs, traditional_only
from luodi.reading.repairs.choices import ANY, FEW, Option, Page
from luodi.reading.repairs.readings import BRACKET, SYLLABLE, reads, reads_exactly

BEAM = 24  # states kept at each place; 48 and 96 find nothing more
DROPPED = 36  # … just behind a lost pair, where one byte is unknown
BEHIND = 16.0  # a reading this much worse than the garbled text is given up
REACH = 60  # characters a slip may run
PER_END = 14  # candidates kept for each place a slip may end
LOST_LIMIT = 3

# What each thing that may have happened costs, as a log probability.
LEAD_MARKED = 0.5  # a lead byte lost, a `?` in its place
LEAD_GONE = 1.5  # … nothing in its place
LEAD_GONE_PLAIN = 3.0  # … on a page that is not cloned
FIRST_TRAIL = 3.0  # a byte lost inside the first character
SWALLOWED = 0.3  # `?` ate a byte and the bracket behind it
NOT_ON_LIST = 2.0  # … of a character not seen with a bracket elsewhere
FOLDED_MARK, FOLDED_BRACKET, FOLDED_LETTER = 0.4, 1.0, 2.0  # ASCII that was full-width
PAIR_LOST = 0.3  # a pair that stands for nothing was dropped
PAIR_LOST_PLAIN = 6.0  # … by a decoder that should have left a mark
TRAIL_MARKED = 0.7  # a trail byte lost at `?`
TRAIL_GONE = 1.2  # … before punctuation or the line's end
TRAIL_GONE_PLAIN = 3.0  # … anywhere, on a page that is not cloned
UNKNOWN_LAST = 1.0  # both bytes of the last character gone
BRACKET_MISSING = 6.0  # a character of the page's list without its bracket
IMPOSSIBLE_PAIR = 10.0  # 。、 and the like
LONE_LETTER = 8.0  # a Latin letter left over behind the end

LOST = "〓"
QUERIES = "?\ufffd"
DELIMITERS = frozenset("！？；：。，、!?;:,")
STOPS = frozenset("。、，；：！？,;:!?")
SWALLOW = re.compile(f"[?\ufffd][ \u00a0]?({SYLLABLE})[ \u00a0]?[)）]")

Chain: TypeAlias = "tuple[Chain | None, str, int, int]"  # before, character, from, to


class State(NamedTuple):
    """One way of reading the stream so far."""

    score: float
    cost: float  # the part of the score that is not the language model's
    pending: int  # lead byte held; ANY; or -u: some v for which (u, v) stands for nothing
    held: int  # where the pending byte stood
    recent: str  # the last two clean characters, in form
    lost: int
    chain: Chain | None
    last: str  # the garbled character just read


# A state, the clean character to add, what that costs, the garbled places it came from,
# and what is pending afterwards (0: nothing, the slip is over).
Way: TypeAlias = tuple[State, Option, float, int, int, int]


@dataclass(frozen=True)
class Candidate:
    """A clean wording for `[start, end)`; one interval of the line for each character."""

    start: int
    end: int
    clean: str
    spans: tuple[tuple[int, int], ...]
    cost: float
    score: float


class Walk:
    """One decoding: a line, a place to start, and what is before it."""

    def __init__(self, page: Page, line: str, start: int, before: str, as_is: list[float]) -> None:
        self.page, self.line, self.start = page, line, start
        self.as_is = as_is  # log probability of the text as it stands from here to each place
        self.before = before  # clean text to the left, in form, brackets removed
        self.cloned = page.facts.cloned
        self.waiting: dict[int, list[State]] = {}
        self.finished: dict[int, list[State]] = {}

    def run(self) -> list[Candidate]:
        """All good readings of the slip, best of each end."""
        self._enter()
        limit = min(self.start + REACH, len(self.line))
        for at in range(self.start, limit + 1):
            states = self.waiting.pop(at, None)
            if states:
                self.page.patience -= 1
                floor = self.as_is[at - self.start] - BEHIND
                states = [s for s in states if s.score > floor]
                self._step(at, heapq.nlargest(BEAM, states, key=lambda s: s.score))
        found = []
        for end, states in self.finished.items():
            for state in heapq.nlargest(PER_END, states, key=lambda s: s.score):
                found.append(self._candidate(end, state))
        return found

    def _enter(self) -> None:
        line, at = self.line, self.start
        mark = line[at]
        recent = self.before[-2:]
        after_delimiter = line[at + 1 : at + 2] in DELIMITERS if at + 1 < len(line) else False
        if mark in QUERIES:
            if after_delimiter or not self.cloned:
                self._wait(at + 1, State(-LEAD_MARKED, LEAD_MARKED, ANY, at, recent, 0, None, mark))
            swallowed = SWALLOW.match(line, at)
            if swallowed is not None:
                for lead, cost in self._bitten(swallowed.group(1)):
                    self._wait(swallowed.end(), State(-cost, cost, lead, at, recent, 0, None, mark))
        if mark in DELIMITERS or not self.cloned:
            cost = LEAD_GONE if self.cloned else LEAD_GONE_PLAIN
            self._wait(at, State(-cost, cost, ANY, at, recent, 0, None, ""))
        code = codes().get(mark)
        if not self.cloned and code is not None:
            # The trail of the first character is gone: its lead stands before a whole stranger.
            for char, form, cost in self.page.with_lead(code >> 8):
                total = cost + FIRST_TRAIL
                score = self.page.scorer.log(recent, form) - total
                chain = (None, char, at, at + 1)
                self._wait(at + 1, State(score, total, code & 255, at, recent[-1:] + form, 1, chain, mark))

    def _bitten(self, syllable: str) -> Iterator[tuple[int, float]]:
        """`?yè)`: the bracket went in behind a *false* 頁, the trail before it and a lead."""
        at = self.start
        while at > 0 and self.line[at - 1] in ")）":  # the character before may have its bracket
            opening = max(self.line.rfind("(", 0, at), self.line.rfind("（", 0, at))
            if opening < 0 or at - opening > 10:
                break
            at = opening
        trail = codes().get(self.line[at - 1 : at], 0) & 255
        if not trail:
            return
        for lead in range(0x81, 0xFF):
            char = pairs().get(trail << 8 | lead)
            if char and is_han(char) and reads_exactly(char, syllable):
                known = char in self.page.facts.annotated or char in traditional_only()
                yield lead, SWALLOWED + (0.0 if known else NOT_ON_LIST)

    def _wait(self, at: int, state: State) -> None:
        self.waiting.setdefault(at, []).append(state)

    def _grow(self, ways: list[Way], most: int) -> list[tuple[State, Way]]:
        """Add a clean character to a state, in the best of many ways."""
        log = self.page.scorer.log
        costs, scores = [], []
        for state, (_, form, cost), extra, _, _, _ in ways:
            cost += extra
            if form in STOPS and state.recent[-1:] in STOPS:
                cost += IMPOSSIBLE_PAIR
            costs.append(cost)
            scores.append(state.score + log(state.recent, form) - cost)
        best = range(len(ways))
        grown = []
        for k in best if len(ways) <= most else heapq.nlargest(most, best, key=scores.__getitem__):
            way = ways[k]
            state, (char, form, _), _, start, end, pending = way
            chain = (state.chain, char, min(state.held, start), end)
            new = State(
                scores[k],
                state.cost + costs[k],
                pending,
                end - 1 if pending > 0 else start,
                state.recent[-1:] + form,
                state.lost + (pending < 0),
                chain,
                self.line[start] if pending > 0 else "",
            )
            grown.append((new, way))
        return grown

    def _step(self, at: int, states: list[State]) -> None:
        line = self.line
        char = line[at] if at < len(line) else "\n"
        self._leave(at, char, [s for s in states if s.chain is not None or s.pending > 0])
        if char == "\n":
            return
        dropped = self._dropped(at, states)
        # Two in a row happen; a third is not worth the search.
        states = states + dropped + self._dropped(at, dropped[:FEW])
        if char in "(（":
            self._inner_bracket(at, states)
        elif char in QUERIES:
            self._swallow(at, states)
        elif "@" <= char <= "~":
            self._complete(at, states, ord(char))
        elif char == "€":
            self._complete(at, states, 0x80)
        self._advance(at, char, states)

    def _advance(self, at: int, char: str, states: list[State]) -> None:
        """Read one garbled character: its lead completes, its trail is held."""
        code, cost = codes().get(char, 0), 0.0
        if not code:
            if char in " \u00a0":
                code, cost = 0xA1A1, FOLDED_MARK
            elif " " < char < "\x7f":
                code = 0xA300 | ord(char) + 0x80
                cost = FOLDED_LETTER if char.isalnum() else FOLDED_BRACKET if char in "()" else FOLDED_MARK
            else:
                return
        lead, trail = code >> 8, code & 255
        annotated, options = self.page.facts.annotated, self.page.options
        ways = [
            (state, option, cost + (BRACKET_MISSING if option[0] in annotated else 0.0), at, at + 1, trail)
            for state in states
            for option in options(state.pending, lead)
        ]
        self.waiting.setdefault(at + 1, []).extend(grown for grown, _ in self._grow(ways, BEAM))

    def _complete(self, at: int, states: list[State], byte: int) -> None:
        """An ASCII letter is the trail byte the slip was waiting for: back in step."""
        bracket = BRACKET.match(self.line, at + 1)
        annotated = self.page.facts.annotated
        bare_ways: list[Way] = []
        annotated_ways: list[Way] = []
        for state in states:
            for option in self.page.options(state.pending, byte):
                if option[0] not in annotated:
                    bare_ways.append((state, option, 0.0, at, at + 1, 0))
                elif bracket is not None and reads(option[0], bracket.group(1)):
                    annotated_ways.append((state, option, 0.0, at, bracket.end(), 0))
                else:
                    bare_ways.append((state, option, BRACKET_MISSING, at, at + 1, 0))
        self._finish(at + 1, bare_ways)
        if bracket is not None:
            self._finish(bracket.end(), annotated_ways)

    def _swallow(self, at: int, states: list[State]) -> None:
        """`?lián)`: the last trail byte and the opening bracket were eaten together."""
        swallowed = SWALLOW.match(self.line, at)
        if swallowed is None:
            return
        syllable, end = swallowed.group(1), swallowed.end()
        after_cut = not self.cloned or at == 0 or self.line[at - 1] in DELIMITERS
        annotated = self.page.facts.annotated
        ways: list[Way] = []
        for state in states:
            if state.pending != ANY or after_cut:
                for option in self.page.read_as(state.pending, syllable):
                    cost = SWALLOWED + (0.0 if option[0] in annotated else NOT_ON_LIST)
                    ways.append((state, option, cost, at, end, 0))
        self._finish(end, ways)

    def _inner_bracket(self, at: int, states: list[State]) -> None:
        """A bracket behind a *garbled* character of the list: inserted before the slip was."""
        bracket = BRACKET.match(self.line, at)
        if bracket is not None:
            for state in states:
                if state.last and reads(state.last, bracket.group(1)):
                    self._wait(bracket.end(), state)

    def _dropped(self, at: int, states: list[State]) -> list[State]:
        """A pair that stands for nothing was dropped here: it ended one character, began another."""
        cost = PAIR_LOST if self.cloned else PAIR_LOST_PLAIN
        ways: list[Way] = [
            (state, option, cost, at, at + 1, -lead)
            for state in states
            if state.lost < LOST_LIMIT and state.pending != ANY
            for option, lead in self.page.into_hole(state.pending)
        ]
        found = [grown for grown, _ in self._grow(ways, DROPPED)]
        if "]" in self.line[at : at + 4]:  # the second byte may have been an ASCII `[`
            bracket = ("[", "[", 0.0)
            openings = [(s, bracket, 0.0, at, at + 1, 0) for s in found if ord("[") in holes()[-s.pending]]
            self._finish(at, openings)
        return found

    def _leave(self, at: int, char: str, states: list[State]) -> None:
        """The slip ends with its last trail byte lost."""
        if char in QUERIES:
            self._leave_at_query(at, states)
        ends_here = char in "\n \u00a0" or char in DELIMITERS or char in "”）)》"
        if ends_here or not self.cloned:
            cost = TRAIL_GONE if ends_here else TRAIL_GONE_PLAIN
            # The lost byte gets the nearest place: that of the lead before it.
            ways: list[Way] = [
                (state, option, cost, state.held, max(at, state.held + 1), 0)
                for state in states
                if state.pending > 0
                for option in self.page.with_lead(state.pending)
            ]
            self._finish(at, ways)

    def _leave_at_query(self, at: int, states: list[State]) -> None:
        """The `?` is what is left of the trail; in mid-sentence it also ate an ASCII character."""
        following = self.line[at + 1 : at + 2]
        at_a_cut = not following or following in DELIMITERS or following in " \u00a0\n"
        whole = at_a_cut or not self.cloned
        ways: list[Way] = []
        for state in states:
            if state.pending > 0:
                for option in self.page.with_lead(state.pending):
                    ways.append((state, option, TRAIL_MARKED, at, at + 1, 0))
            elif state.pending != ANY and not whole:
                ways.append((state, (LOST, LOST, UNKNOWN_LAST), TRAIL_MARKED, at, at + 1, 0))
        if whole:
            self._finish(at + 1, ways)
            return
        self._finish(at + 1, ways, LOST)

    def _finish(self, end: int, ways: list[Way], behind: str = "") -> None:
        """The slip ends here; `behind` is a character known to be lost after its last."""
        if end <= self.start or not ways:
            return
        after = self.line[end : end + 1]
        left_over = LONE_LETTER if after.isascii() and after.isalpha() else 0.0
        finished = self.finished.setdefault(end, [])
        for state, _ in self._grow(ways, PER_END):
            chain = (state.chain, behind, end - 1, end) if behind else state.chain
            finished.append(
                state._replace(score=state.score - left_over, cost=state.cost + left_over, chain=chain)
            )

    def _candidate(self, end: int, state: State) -> Candidate:
        clean, spans, chain = [], [], state.chain
        while chain is not None:
            clean.append(chain[1])
            spans.append((chain[2], min(chain[3], end)))
            chain = chain[0]
        wording = "".join(reversed(clean))
        return Candidate(self.start, end, wording, tuple(reversed(spans)), state.cost, state.score)
