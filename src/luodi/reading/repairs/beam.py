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
from functools import cached_property
from typing import NamedTuple, TypeAlias

from luodi.reading.repairs.chars import codes, holes, is_han, pairs, simplified_only, traditional_only
from luodi.reading.repairs.facts import Facts
from luodi.reading.repairs.readings import BRACKET, SYLLABLE, reads, reads_exactly
from luodi.reading.repairs.score import FORMS, Scorer

BEAM = 24  # states kept at each place; 48 and 96 find nothing more
DROPPED = 36  # … just behind a lost pair, where one byte is unknown
BEHIND = 16.0  # a reading this much worse than the garbled text is given up
REACH = 60  # characters a slip may run
CHOICES = 24  # characters tried where one byte is unknown
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
TRAIL_MARKED = 0.7  # a trail byte lost at `?`
TRAIL_GONE = 1.2  # … before punctuation or the line's end
TRAIL_GONE_PLAIN = 3.0  # … anywhere, on a page that is not cloned
UNKNOWN_LAST = 1.0  # both bytes of the last character gone
NOTHING_EATEN = 5.0  # a `?` in mid-sentence that swallowed no figure
WRONG_SCRIPT = 7.0
WIDE_LETTER = 7.0  # a full-width letter or figure: printers use them, official sites do not
BRACKET_MISSING = 6.0  # a character of the page's list without its bracket
IMPOSSIBLE_PAIR = 10.0  # 。、 and the like
LONE_LETTER = 8.0  # a Latin letter left over behind the end

ANY = -1  # pending: some lead byte, unknown
LOST = "〓"
QUERIES = "?\ufffd"
DELIMITERS = frozenset("！？；：。，、!?;:,")
STOPS = frozenset("。、，；：！？,;:!?")
SWALLOW = re.compile(f"[?\ufffd][ \u00a0]?({SYLLABLE})[ \u00a0]?[)）]")

Option: TypeAlias = tuple[str, str, float]  # character, its form, cost
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


@dataclass(frozen=True)
class Candidate:
    """A clean wording for `[start, end)`; one interval of the line for each character."""

    start: int
    end: int
    clean: str
    spans: tuple[tuple[int, int], ...]
    cost: float
    score: float


class Page:
    """What the decoder knows about one document."""

    def __init__(self, scorer: Scorer, facts: Facts) -> None:
        self.scorer, self.facts = scorer, facts
        self._options: dict[int, tuple[Option, ...]] = {}
        self._into_hole: dict[int, tuple[tuple[Option, int], ...]] = {}
        self._read_as: dict[tuple[int, str], tuple[Option, ...]] = {}

    @cached_property
    def wrong_script(self) -> frozenset[str]:
        return simplified_only() if self.facts.traditional else traditional_only()

    def _option(self, char: str) -> Option:
        cost = WRONG_SCRIPT if char in self.wrong_script else 0.0
        if "０" <= char <= "ｚ" and char.isalnum():
            cost = WIDE_LETTER
        return char, FORMS[char], cost

    def options(self, pending: int, trail: int) -> tuple[Option, ...]:
        """The clean characters a pending lead and a trail byte can make."""
        key = pending * 256 + trail if pending > 0 else pending * 256 - trail
        found = self._options.get(key)
        if found is None:
            if pending > 0:
                char = pairs().get(pending << 8 | trail)
                found = (self._option(char),) if char else ()
            elif pending == ANY:
                found = self._commonest(tuple(range(0x81, 0xFF)), (trail,))
            else:
                found = self._commonest(holes()[-pending], (trail,))
            self._options[key] = found
        return found

    def into_hole(self, pending: int) -> tuple[tuple[Option, int], ...]:
        """The characters that a pending lead makes with the first byte of a pair that stands
        for nothing, and that byte."""
        found = self._into_hole.get(pending)
        if found is None:
            few = None if pending > 0 else 6  # of an unknown lead, only the commonest
            found = self._into_hole[pending] = tuple(
                (option, lead)
                for lead, trails in holes().items()
                if trails
                for option in self.options(pending, lead)[:few]
            )
        return found

    def with_lead(self, lead: int) -> tuple[Option, ...]:
        """The commonest characters with a lead byte, whatever the trail."""
        key = 1 << 20 | lead
        found = self._options.get(key)
        if found is None:
            found = self._options[key] = self._commonest((lead,), tuple(range(0x81, 0xFF)))
        return found

    def read_as(self, pending: int, syllable: str) -> tuple[Option, ...]:
        """The characters a pending lead can begin that are read so."""
        key = pending, syllable
        found = self._read_as.get(key)
        if found is None:
            leads = (pending,) if pending > 0 else range(0x81, 0xFF) if pending == ANY else holes()[-pending]
            known = self.scorer.model.unigrams
            chars = (pairs().get(lead << 8 | trail) for lead in leads for trail in range(0x81, 0xFF))
            found = self._read_as[key] = tuple(
                self._option(c)
                for c in chars
                if c and c not in self.wrong_script and FORMS[c] in known and reads_exactly(c, syllable)
            )
        return found

    def _commonest(self, leads: tuple[int, ...], trails: tuple[int, ...]) -> tuple[Option, ...]:
        chars = (pairs().get(lead << 8 | trail) for lead in leads for trail in trails)
        known = [c for c in chars if c and c not in self.wrong_script]
        unigram = self.scorer.model.unigram
        best = heapq.nlargest(CHOICES, known, key=lambda c: unigram(FORMS[c]))
        if trails == (0xA1,) and "\u3000" in known and "\u3000" not in best:
            best.append("\u3000")
        return tuple(map(self._option, best))


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

    def _grow(self, state: State, option: Option, start: int, end: int, extra: float = 0.0) -> State:
        char, form, cost = option
        cost += extra
        if form in STOPS and state.recent[-1:] in STOPS:
            cost += IMPOSSIBLE_PAIR
        score = state.score + self.page.scorer.log(state.recent, form) - cost
        return State(
            score,
            state.cost + cost,
            0,
            start,
            state.recent[-1:] + form,
            state.lost,
            (state.chain, char, min(state.held, start), end),
            "",
        )

    def _step(self, at: int, states: list[State]) -> None:
        line = self.line
        char = line[at] if at < len(line) else "\n"
        for state in states:
            if state.chain is not None or state.pending > 0:
                self._leave(at, char, state)
        if char == "\n":
            return
        dropped = self._dropped(at, states)
        # Two in a row happen; a third is not worth the search.
        states = states + dropped + self._dropped(at, dropped[:6])
        if char in "(（":
            self._inner_bracket(at, states)
        swallowed = SWALLOW.match(line, at) if char in QUERIES else None
        for state in states:
            if swallowed is not None and (state.pending != ANY or self._after_cut(at)):
                self._swallow(at, state, swallowed.group(1), swallowed.end())
            if "@" <= char <= "~":
                self._complete(at, state, ord(char))
            elif char == "€":
                self._complete(at, state, 0x80)
        self._advance(at, char, states)

    def _after_cut(self, at: int) -> bool:
        """Whether the text may have been cut just before this place."""
        return not self.cloned or at == 0 or self.line[at - 1] in DELIMITERS

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
        annotated = self.page.facts.annotated
        for state in states:
            for option in self.page.options(state.pending, lead):
                extra = cost + (BRACKET_MISSING if option[0] in annotated else 0.0)
                grown = self._grow(state, option, at, at + 1, extra)
                self._wait(at + 1, grown._replace(pending=trail, held=at, last=char))

    def _complete(self, at: int, state: State, byte: int) -> None:
        """An ASCII letter is the trail byte the slip was waiting for: back in step."""
        for option in self.page.options(state.pending, byte):
            end, extra = at + 1, 0.0
            if option[0] in self.page.facts.annotated:
                bracket = BRACKET.match(self.line, end)
                if bracket is not None and reads(option[0], bracket.group(1)):
                    end = bracket.end()
                else:
                    extra = BRACKET_MISSING
            self._finish(end, self._grow(state, option, at, end, extra))

    def _swallow(self, at: int, state: State, syllable: str, end: int) -> None:
        """`?lián)`: the last trail byte and the opening bracket were eaten together."""
        annotated = self.page.facts.annotated
        for option in self.page.read_as(state.pending, syllable):
            cost = SWALLOWED + (0.0 if option[0] in annotated else NOT_ON_LIST)
            self._finish(end, self._grow(state, option, at, end, cost))

    def _inner_bracket(self, at: int, states: list[State]) -> None:
        """A bracket behind a *garbled* character of the list: inserted before the slip was."""
        bracket = BRACKET.match(self.line, at)
        if bracket is not None:
            for state in states:
                if state.last and reads(state.last, bracket.group(1)):
                    self._wait(bracket.end(), state)

    def _dropped(self, at: int, states: list[State]) -> list[State]:
        """A pair that stands for nothing was dropped here: it ended one character, began another."""
        log, closing = self.page.scorer.log, "]" in self.line[at : at + 4]
        ways: list[tuple[float, int, State, Option, int]] = []
        for state in states:
            if state.lost < LOST_LIMIT and state.pending != ANY:
                for option, lead in self.page.into_hole(state.pending):
                    score = state.score + log(state.recent, option[1]) - option[2]
                    ways.append((score, len(ways), state, option, lead))
        found = []
        for _, _, state, option, lead in heapq.nlargest(DROPPED, ways):
            grown = self._grow(state, option, at, at + 1, PAIR_LOST)
            found.append(grown._replace(pending=-lead, held=at, lost=state.lost + 1))
            if closing and ord("[") in holes()[lead]:
                self._finish(at, self._grow(found[-1], ("[", "[", 0.0), at, at + 1))
        return found

    def _leave(self, at: int, char: str, state: State) -> None:
        """The slip ends with its last trail byte lost."""
        if char in QUERIES:
            self._leave_at_query(at, state)
        ends_here = char in "\n \u00a0" or char in DELIMITERS or char in "”）)》"
        if state.pending > 0 and (ends_here or not self.cloned):
            cost = TRAIL_GONE if ends_here else TRAIL_GONE_PLAIN
            for option in self.page.with_lead(state.pending):
                # The lost byte gets the nearest place: that of the lead before it.
                self._finish(at, self._grow(state, option, state.held, max(at, state.held + 1), cost))

    def _leave_at_query(self, at: int, state: State) -> None:
        """The `?` is what is left of the trail; in mid-sentence it also ate an ASCII character."""
        following = self.line[at + 1 : at + 2]
        at_a_cut = not following or following in DELIMITERS or following in " \u00a0\n"
        if state.pending > 0:
            options = self.page.with_lead(state.pending)
        elif state.pending != ANY and not at_a_cut and self.cloned:
            options = ((LOST, LOST, UNKNOWN_LAST),)
        else:
            return
        for option in options:
            grown = self._grow(state, option, at, at + 1, TRAIL_MARKED)
            if at_a_cut or not self.cloned:
                self._finish(at + 1, grown)
                continue
            self._finish(at + 1, grown._replace(chain=(grown.chain, LOST, at, at + 1)))
            if not following.isdigit():
                cost = grown.cost + NOTHING_EATEN
                self._finish(at + 1, grown._replace(score=grown.score - NOTHING_EATEN, cost=cost))

    def _finish(self, end: int, state: State) -> None:
        if end <= self.start:
            return
        after = self.line[end : end + 1]
        if after.isascii() and after.isalpha():
            state = state._replace(score=state.score - LONE_LETTER, cost=state.cost + LONE_LETTER)
        self.finished.setdefault(end, []).append(state)

    def _candidate(self, end: int, state: State) -> Candidate:
        clean, spans, chain = [], [], state.chain
        while chain is not None:
            clean.append(chain[1])
            spans.append((chain[2], min(chain[3], end)))
            chain = chain[0]
        wording = "".join(reversed(clean))
        return Candidate(self.start, end, wording, tuple(reversed(spans)), state.cost, state.score)
