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
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from luodi.reading.model.form import START, form
from luodi.reading.model.store import Model
from luodi.reading.repairs.beam import LOST, QUERIES, REACH, Candidate, Walk
from luodi.reading.repairs.chars import HAN, codes, common_han, is_han
from luodi.reading.repairs.choices import Page
from luodi.reading.repairs.facts import Facts
from luodi.reading.repairs.readings import ANNOTATED, SYLLABLE
from luodi.reading.repairs.score import FORMS, Scorer
from luodi.reading.repairs.script import to_simplified
from luodi.reading.text import Edit, Sure

WHY = "字节错位造成的乱码，按原编码还原"
WHY_CHECK = "字节错位造成的乱码，还原结果不止一种可能，请核对"
WHY_LOST = "字节错位吞掉了一个字符（可能是数字），以〓代替，请对照原件补上"

CANDIDATES = 110  # looked at closely
CONTEXT = 4  # clean characters on each side that a reading is judged with
NEARBY = 4  # a slip may really begin at a trigger this much further on
WORD_SHARE = 0.8  # of the word score in the whole
LOST_COST = 4.0  # 〓 means a word cut in two; part of that is not the reading's fault
GAIN_CLONED = 8.0  # how much better than the text as it is, on a page known to be damaged
GAIN_PLAIN = 18.0  # … on any other
SILENT, REPAIRED = 10.0, 6.0  # how much better than the next best reading
STRAY_LETTER = 6.0  # a single Latin letter that the reading explains
UNLIKELY_PAIR = -9.5  # a delimiter and what follows it: below this, look closer
RARE = 2e-5  # characters rarer than this make a plain line worth a look
ODD_PAIR = -10.0
SHIFTED_GOOD, SHIFTED_GAIN = -9.0, 1.5  # log probability a character, read one byte on

# A `?` that a slip may have left: before a character, a mark, a stray letter, `pinyin)`.
QUERY = re.compile(
    rf"[?\ufffd](?=[{HAN}?\ufffd，。、；：！”（《!;:,@-~]|[\u3000-\u33ff\u2100-\u25ff\u0370-\u04ff]"
    rf"|[ \u00a0]?{SYLLABLE}[ \u00a0]?[)）])"
)
STRAY = re.compile(r"(?<![!-~])[?!:;,]?([@-~])(?=[^!-~]|\(|$)")
MARK = re.compile("[！？；：。，、!?;:,]")


def edits(text: str, facts: Facts, model: Model) -> list[Edit]:
    """All slips of a document, left to right."""
    page: Page | None = None
    found: list[Edit] = []
    for match in re.finditer(r"[^\n]+", text) if facts.cloned else _suspicious_lines(text, model):
        line = match.group()
        if unreadable(line) or next(_triggers(line, facts, model), None) is None:
            continue
        if page is None:
            page = Page(Scorer(model, form(to_simplified(ANNOTATED.sub("", text)))), facts)
        found += Line(page, line, match.start()).mend()
    return found


def unreadable(line: str) -> bool:
    """Bytes lost wholesale: nothing a slip could explain, nothing anyone can mend."""
    lost = line.count("\ufffd")
    return lost >= 3 and lost > 0.05 * len(line)


def _suspicious_lines(text: str, model: Model) -> Iterator[re.Match[str]]:
    """Lines of an uncloned text that hold a rare character, a `?` or a U+FFFD."""
    rare = "".join(c for c in set(text) - common_han() if is_han(c) and model.unigram(FORMS[c]) < RARE)
    yield from re.finditer(rf"[^\n]*[?\ufffd{rare}][^\n]*", text)


def _triggers(line: str, facts: Facts, model: Model, at: int = 0) -> Iterator[int]:
    """Where a slip may begin, in order."""
    if not facts.cloned:
        yield from _plain_triggers(line, model, at)
        return
    for match in MARK.finditer(line, at):
        k = match.start()
        if line[k] in QUERIES and QUERY.match(line, k):
            yield k
            continue
        following = line[k + 1 : k + 4]
        if "@" <= following[:1] <= "~":
            yield k  # a stray letter behind a delimiter: the trail byte of a character cut in two
            continue
        tried = following if line[k] in "!?;:！？；：" else following[:1]
        before = FORMS[line[k]]
        for char in tried:
            if is_han(char) and model.log(before[-1:], FORMS[char]) < UNLIKELY_PAIR:
                yield k
                break
            before = FORMS[char]


def _plain_triggers(line: str, model: Model, at: int) -> Iterator[int]:
    done = at
    for k in range(at, len(line)):
        char = line[k]
        if char == "\ufffd":
            starts = range(max(done, k - 2), k + 1)
        elif char == "?" and QUERY.match(line, k):
            starts = range(k, k + 1)
        elif char not in common_han() and is_han(char) and model.unigram(FORMS[char]) < RARE:
            if not _odd_here(line, k, model):
                continue
            starts = range(max(done, k - 3), k + 1)
            starts = range(*next(((s, s + 1) for s in starts if _shifts_well(line, s, model)), (0, 0)))
        else:
            continue
        yield from starts
        done = max(done, k + 1)


def _odd_here(line: str, k: int, model: Model) -> bool:
    forms = [FORMS[c] for c in line[max(0, k - 3) : k + 4]]
    odd = sum(model.log(a, b) < ODD_PAIR for a, b in pairwise(forms))
    return odd >= 2


def _shifts_well(line: str, start: int, model: Model) -> bool:
    """Whether the characters from here, read one byte further on, make better Chinese."""
    here = [codes().get(c, 0) for c in line[start : start + 8]]
    shifted = []
    for one, two in pairwise(here):
        pair = bytes((one & 255, two >> 8)) if one and two else b""
        char = pair.decode("gbk", "ignore")
        if len(char) != 1:
            break
        shifted.append(FORMS[char])
    if len(shifted) < 3:
        return False
    own = [FORMS[c] for c in line[start : start + len(shifted) + 1]]
    new = sum(model.log(a, b) for a, b in pairwise(shifted)) / (len(shifted) - 1)
    old = sum(model.log(a, b) for a, b in pairwise(own)) / (len(own) - 1)
    return new > SHIFTED_GOOD and new - old >= SHIFTED_GAIN


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
        simplified = to_simplified(line)
        # Walks already made from a place; what is before it may have changed since an edit.
        self.walked: dict[int, list[Candidate]] = {}
        hidden: set[int] = set()
        for match in ANNOTATED.finditer(line):
            hidden.update(range(match.start(), match.end()))
        # What each place of the line contributes to the text as it stands.
        self.forms = ["" if k in hidden else form(c) for k, c in enumerate(simplified)]

    def mend(self) -> list[Edit]:
        facts, model = self.page.facts, self.page.scorer.model
        found: list[Edit] = []
        mended = START  # clean text so far, in form
        done = tried = 0
        while True:
            starts: list[int] = []
            for trigger in _triggers(self.line, facts, model, tried):
                if starts and trigger > starts[0] + NEARBY:
                    break
                starts.append(trigger)
            if not starts:
                return found
            best = self._best(starts, mended + "".join(self.forms[done : starts[0]]))
            if best is None:
                tried = starts[0] + 1
                continue
            reading, margin, others = best
            start, end = reading.candidate.start, reading.candidate.end
            mended += "".join(self.forms[done:start]) + reading.clean
            found.append(self._edit(reading, margin, others))
            done = tried = end
            self.walked.clear()

    def _best(self, starts: list[int], before: str) -> tuple[Reading, float, list[Reading]] | None:
        """The reading to take from here, how sure it is, and what else it might be."""
        first = starts[0]
        candidates: list[Candidate] = []
        for start in starts:
            context = before + "".join(self.forms[first:start])
            if start not in self.walked:
                self.walked[start] = Walk(
                    self.page, self.line, start, context, self._as_is(start, context)
                ).run()
            candidates += self.walked[start]
        as_is = {
            (c.start, c.end): self.page.scorer.wording(
                before + "".join(self.forms[first : c.start]), "".join(self.forms[c.start : c.end])
            )
            for c in candidates
        }
        candidates = heapq.nlargest(CANDIDATES, candidates, key=lambda c: c.score - as_is[c.start, c.end])
        readings = sorted((self._read(c, first, before) for c in candidates), key=lambda r: -r.gain)
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

    def _read(self, candidate: Candidate, first: int, before: str) -> Reading:
        scorer, forms = self.page.scorer, self.forms
        start, end = candidate.start, candidate.end
        left = before + "".join(forms[first:start])
        clean = form(to_simplified(candidate.clean))
        right = "".join(forms[end : end + 24])[:CONTEXT]
        garbled = "".join(forms[start:end])
        near = left[-CONTEXT:]
        gain = scorer.wording(left, clean + right) - scorer.wording(left, garbled + right)
        gain += WORD_SHARE * (scorer.words(near + clean + right) - scorer.words(near + garbled + right))
        gain += LOST_COST * clean.count(LOST) - candidate.cost
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
