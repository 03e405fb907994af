"""GBK byte slips.

Damage: `高?萍剂α拷ㄔO(shè)` for 高校科技力量建设. A cloner works on the bytes of GBK and
finds its delimiters and characters at odd offsets, between the trail of one character and
the lead of the next; it cuts there, a byte is lost, and everything up to the next stroke
of luck is read one byte out of step. (`luodi.reading.damage` does it.) Databases and mail
gateways that lose a single byte do the same.
Repair: the loss is a function, so it is inverted (`beam`): find where a slip may begin,
walk the stream, and let the language model say which reading is Chinese. A reading is taken
only when it is far better than the text as it stands; how much better than the next
best one decides whether it is silent, shown, or put to a person.
"""

from __future__ import annotations

import heapq
import re
from dataclasses import dataclass
from itertools import accumulate

from luodi.reading.model.form import END, START, form
from luodi.reading.model.store import Model
from luodi.reading.repairs.beam import LOST, REACH, Candidate, Walk
from luodi.reading.repairs.choices import Page
from luodi.reading.repairs.facts import Facts
from luodi.reading.repairs.readings import ANNOTATED
from luodi.reading.repairs.score import Scorer
from luodi.reading.repairs.script import to_simplified
from luodi.reading.repairs.triggers import suspicious_lines, triggers
from luodi.reading.text import Edit, Sure

WHY = "字节错位造成的乱码，按原编码还原"
WHY_CHECK = "字节错位造成的乱码，还原结果不止一种可能，请核对"
WHY_LOST = "字节错位吞掉了一个字符（可能是数字），以〓代替，请对照原件补上"

STRAY = re.compile(r"(?<![!-~])[?!:;,]?([@-~])(?=[^!-~]|\(|$)")

NEIGHBOURHOOD = 50_000  # characters to each side that count as the same document
PATIENCE = 2000  # garbled characters read in all, and one for every four of the text
CANDIDATES = 110  # looked at closely
MEMORY = 12  # … that are remembered to the left
QUOTES = {"“": 1, "”": -1}
CONTEXT = 4  # clean characters on each side that a reading is judged with
NEARBY = 4  # a slip may really begin at a trigger this much further on
WORD_SHARE = 0.8  # of the word score in the whole
LOST_COST = 4.0  # 〓 means a word cut in two; part of that is not the reading's fault
GAIN_CLONED = 8.0  # how much better than the text as it is, on a page known to be damaged
GAIN_PLAIN = 18.0  # … on any other
SILENT, REPAIRED = 10.0, 6.0  # how much better than the next best reading
UNOPENED = 10.0  # a closing quotation mark that was never opened
STRAY_LETTER = 6.0  # a single Latin letter that the reading explains


def edits(text: str, facts: Facts, model: Model) -> list[Edit]:
    """All slips of a document, left to right."""
    page: Page | None = None
    found: list[Edit] = []
    for start, line in suspicious_lines(text, facts, model):
        if next(triggers(line, facts, model), None) is None:
            continue
        if page is None:
            near = text[max(start - NEIGHBOURHOOD, 0) : start + NEIGHBOURHOOD]
            document = form(to_simplified(ANNOTATED.sub("", near)))
            page = Page(Scorer(model, document), facts, PATIENCE + len(text) // 4)
        found += Line(page, line, start).mend()
    return found


@dataclass(frozen=True)
class Reading:
    """A candidate after the close look; `wording` is the line from a fixed place to its end."""

    candidate: Candidate
    clean: str  # in form
    wording: str
    gain: float


class Line:
    """One line being mended."""

    def __init__(self, page: Page, line: str, offset: int) -> None:
        self.page, self.line, self.offset = page, line, offset
        hidden: set[int] = set()
        for match in ANNOTATED.finditer(line):
            hidden.update(range(match.start(), match.end()))
        # What each place of the line contributes to the text as it stands.
        self.forms = ["" if k in hidden else form(c) for k, c in enumerate(to_simplified(line))]
        # Quotation marks still open at each place.
        self.opened = list(accumulate((QUOTES.get(c, 0) for c in self.forms), initial=0))
        # Clean text so far, in form, and where it ends on the line.
        self.mended, self.done = START, 0
        # Walks already made; what is before a place changes with each edit.
        self.walked: dict[int, list[Candidate]] = {}

    def mend(self) -> list[Edit]:
        facts, model = self.page.facts, self.page.scorer.model
        found: list[Edit] = []
        tried = 0
        while self.page.patience > 0:
            starts: list[int] = []
            for trigger in triggers(self.line, facts, model, tried):
                if starts and trigger > starts[0] + NEARBY:
                    break
                starts.append(trigger)
            if not starts:
                break
            best = self._best(starts)
            if best is None:
                tried = starts[0] + 1
                self.walked.pop(starts[0], None)
                continue
            reading, margin, others = best
            found.append(self._edit(reading, margin, others))
            self.mended = (self._before(reading.candidate.start) + reading.clean)[-MEMORY:]
            self.done = tried = reading.candidate.end
            self.walked.clear()
        return found

    def _before(self, at: int) -> str:
        """The clean text before a place, as far back as anyone looks."""
        start = max(self.done, at - 4 * MEMORY)  # brackets take places and contribute nothing
        return (self.mended + "".join(self.forms[start:at]))[-MEMORY:]

    def _best(self, starts: list[int]) -> tuple[Reading, float, list[Reading]] | None:
        """The reading to take from here, how sure it is, and what else it might be."""
        candidates: list[Candidate] = []
        for start in starts:
            if start not in self.walked:
                before = self._before(start)
                walk = Walk(self.page, self.line, start, before, self._as_is(start, before))
                self.walked[start] = walk.run()
            candidates += self.walked[start]
        as_is = {
            (c.start, c.end): self.page.scorer.wording(
                self._before(c.start), "".join(self.forms[c.start : c.end])
            )
            for c in candidates
        }
        candidates = heapq.nlargest(CANDIDATES, candidates, key=lambda c: c.score - as_is[c.start, c.end])
        readings = sorted((self._read(c, starts[0]) for c in candidates), key=lambda r: -r.gain)
        if not readings:
            return None
        best = readings[0]
        garbled = self.line[best.candidate.start : best.candidate.end]
        needed = GAIN_CLONED if self.page.facts.cloned or "\ufffd" in garbled else GAIN_PLAIN
        if best.gain < needed:
            return None
        others: list[Reading] = []
        for reading in readings[1:]:
            seen = [best, *others]
            if not any(_same(reading.wording, r.wording) for r in seen):
                others.append(reading)
        margin = best.gain - max(others[0].gain if others else 0.0, 0.0)
        return best, margin, others

    def _as_is(self, start: int, before: str) -> list[float]:
        """Log probability of the line as it stands, from a place to each of the next."""
        scorer, recent = self.page.scorer, before[-2:]
        totals = [0.0]
        for shown in self.forms[start : start + REACH + 1]:
            totals.append(totals[-1] + (scorer.wording(recent, shown) if shown else 0.0))
            recent = (recent + shown)[-2:]
        return totals

    def _read(self, candidate: Candidate, first: int) -> Reading:
        scorer, forms = self.page.scorer, self.forms
        start, end = candidate.start, candidate.end
        left = self._before(start)
        clean = form(to_simplified(candidate.clean))
        right = "".join((*forms[end : end + 24], END if end + 24 > len(forms) else ""))[:CONTEXT]
        garbled = "".join(forms[start:end])
        near = left[-CONTEXT:]
        gain = scorer.wording(left, clean + right) - scorer.wording(left, garbled + right)
        gain += WORD_SHARE * (scorer.words(near + clean + right) - scorer.words(near + garbled + right))
        gain += LOST_COST * clean.count(LOST) - candidate.cost
        if -sum(QUOTES.get(c, 0) for c in clean) > max(self.opened[start], 0):
            gain -= UNOPENED
        gain += STRAY_LETTER * len(STRAY.findall(self.line, max(start - 1, 0), end))
        return Reading(candidate, clean, "".join(forms[first:start]) + clean, gain)

    def _edit(self, reading: Reading, margin: float, others: list[Reading]) -> Edit:
        candidate, start = reading.candidate, reading.candidate.start
        sure = Sure.SILENT if margin >= SILENT else Sure.REPAIRED if margin >= REPAIRED else Sure.CHECK
        why = WHY if sure is not Sure.CHECK else WHY_CHECK
        if LOST in candidate.clean:
            sure, why = Sure.CHECK, WHY_LOST
        alternatives: tuple[str, ...] = ()
        if sure is Sure.CHECK:
            near = [r for r in others if r.gain > 0 and r.candidate.start == start]
            choices = dict.fromkeys(to_simplified(r.candidate.clean) for r in near)
            choices.pop(to_simplified(candidate.clean), None)
            alternatives = tuple(choices)[:3]
        return Edit(
            self.offset + start,
            self.offset + candidate.end,
            candidate.clean,
            "slip",
            why,
            sure,
            round(margin, 1),
            alternatives,
            tuple((self.offset + a, self.offset + max(b, a + 1)) for a, b in candidate.spans),
        )


def _same(one: str, other: str) -> bool:
    """Readings of which one merely runs further than the other."""
    return one.startswith(other) or other.startswith(one)
