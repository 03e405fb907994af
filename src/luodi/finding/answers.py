"""What a model answered, checked against the document: only what stands there literally is kept.

A quote must be in the piece that was sent, an action may only leave out characters of its quote,
names must be in the document, a figure must be written in its quote. Dates are not taken from the
model at all: its deadline's words are read by the same rules as everybody's.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from luodi.finding import dates, numerals
from luodi.finding.findings import (
    NO_DUE,
    AgendaItem,
    Attendee,
    Due,
    Findings,
    Level,
    Meeting,
    Span,
    Target,
    Task,
)
from luodi.reading.document import Document

WHY = "model"
LISTS = ("meetings", "agenda", "tasks", "targets")
AGENDA = ("heard", "approved", "briefed", "commended", "spoke", "signed")
COMPARATORS = (">=", "<=", "=", "+", "x", None)
GONE = "〓"  # a character that was lost: no date and no figure is read across it
MAX_ENTRIES = 500  # of one list of one answer
MAX_QUOTE = 600
MAX_NAME = 80

Found = TypeVar("Found", Task, Target, Meeting, AgendaItem)


class UnfitError(Exception):
    """Why an entry is not kept."""


class NoAnswerError(Exception):
    """There is no JSON of the contract's form in what the model said."""


@dataclass
class Kept:
    """The entries that passed, and why the others did not."""

    findings: Findings = field(default_factory=Findings)
    refused: Counter[str] = field(default_factory=Counter)


def parse(words: str) -> dict[str, Any]:
    """The contract's object out of a model's words, which may stand around it or fence it.

    >>> parse('好的：```json\\n{"tasks": []}\\n```')
    {'tasks': []}
    """
    decoder = json.JSONDecoder()
    for tried, brace in enumerate(re.finditer(r"\{", words)):
        if tried >= 50:
            break
        try:
            value, _ = decoder.raw_decode(words, brace.start())
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) and any(key in value for key in LISTS):
            return value
    raise NoAnswerError


def keep(answer: dict[str, Any], document: Document, piece: Span) -> Kept:
    """The entries of an answer about `piece` that the document bears out."""
    checker = _Checker(document, piece)
    return Kept(
        Findings(
            tasks=tuple(checker.all(answer.get("tasks"), checker.task)),
            targets=tuple(checker.all(answer.get("targets"), checker.target)),
            meetings=tuple(checker.all(answer.get("meetings"), checker.meeting)),
            agenda=tuple(checker.all(answer.get("agenda"), checker.agenda_item)),
        ),
        checker.refused,
    )


class _Checker:
    """Checks the entries of one answer; each is kept whole or refused whole."""

    def __init__(self, document: Document, piece: Span) -> None:
        self.document, self.piece = document, piece
        self.string = document.string
        self.taken: set[tuple[str, Span]] = set()
        self.refused: Counter[str] = Counter()
        published = document.masthead.published
        self.calendar = dates.Calendar(published.year if published else None, published)

    def all(self, entries: object, check: Callable[[dict[str, Any]], Found]) -> Iterator[Found]:
        if entries is None:
            return
        if not isinstance(entries, list):
            self.refused["格式不对"] += 1
            return
        if len(entries) > MAX_ENTRIES:
            self.refused["条数过多"] += len(entries) - MAX_ENTRIES
        for entry in entries[:MAX_ENTRIES]:
            try:
                if not isinstance(entry, dict):
                    raise UnfitError("格式不对")
                yield check(entry)
            except UnfitError as reason:
                self.refused[str(reason)] += 1

    def task(self, entry: dict[str, Any]) -> Task:
        quote = _words(entry, "quote", MAX_QUOTE)
        action = _words(entry, "action", MAX_QUOTE)
        level = entry.get("level")
        if level not in list(Level):
            raise UnfitError("格式不对")
        if not _shortened(action, quote):
            raise UnfitError("改动了原文")
        owners, support = self._names(entry, "owners"), self._names(entry, "support")
        due = self._due(entry.get("due"))
        span = self._place(quote, "task")
        return Task(
            Level(level),
            action,
            span,
            owners,
            support,
            due,
            section=self._section(span),
            sentence=self._sentence(span),
            why=WHY,
        )

    def target(self, entry: dict[str, Any]) -> Target:
        quote = _words(entry, "quote", MAX_QUOTE)
        indicator = _words(entry, "indicator", MAX_NAME)
        unit = entry.get("unit")
        comparator, fact = entry.get("comparator"), entry.get("fact")
        if not isinstance(unit, str) or not isinstance(fact, bool) or comparator not in COMPARATORS:
            raise UnfitError("格式不对")
        if GONE in quote:
            raise UnfitError("触及缺字")
        if any(part not in self.string for part in indicator.split()):
            raise UnfitError("原文中没有")
        written = figures(quote)
        value, baseline = _figure(entry, "value", written), _figure(entry, "baseline", written)
        if value is None:
            raise UnfitError("格式不对")
        span = self._place(quote, "target")
        return Target(indicator, value, unit, comparator, fact, span, baseline, why=WHY)

    def meeting(self, entry: dict[str, Any]) -> Meeting:
        quote = _words(entry, "quote", MAX_QUOTE)
        name = _words(entry, "name", MAX_NAME)
        people = entry.get("attendees") or []
        if not isinstance(people, list) or not all(isinstance(p, dict) for p in people):
            raise UnfitError("格式不对")
        attendees = tuple(self._attendee(p) for p in people)
        self._literal(name)
        chair = self._names(entry, "chair")
        span = self._place(quote, "meeting")
        return Meeting(name, self._day(quote), span, chair, attendees, WHY)

    def agenda_item(self, entry: dict[str, Any]) -> AgendaItem:
        quote = _words(entry, "quote", MAX_QUOTE)
        kind = entry.get("kind")
        if kind not in AGENDA:
            raise UnfitError("格式不对")
        subject = entry.get("subject")
        if subject is not None:
            subject = _words(entry, "subject", MAX_QUOTE)
            self._literal(subject)
        by = self._names(entry, "by")
        return AgendaItem(kind, self._place(quote, "agenda"), by, subject, WHY)

    def _attendee(self, person: dict[str, Any]) -> Attendee:
        name = _words(person, "name", MAX_NAME)
        self._literal(name)
        post = person.get("post")
        if post is not None:
            post = _words(person, "post", MAX_NAME)
            self._literal(post)
        return Attendee(name, post)

    def _place(self, quote: str, kind: str) -> Span:
        """Where the quote stands in the piece: the first place no entry of this kind has taken."""
        start, end = self.piece
        at = self.string.find(quote, start, end)
        while at >= 0:
            span = (at, at + len(quote))
            if (kind, span) not in self.taken:
                self.taken.add((kind, span))
                return span
            at = self.string.find(quote, at + 1, end)
        raise UnfitError("原文中没有" if quote not in self.string[start:end] else "重复")

    def _names(self, entry: dict[str, Any], key: str) -> tuple[str, ...]:
        names = entry.get(key)
        if names is None:
            return ()
        if not isinstance(names, list) or not all(
            isinstance(n, str) and 0 < len(n) <= MAX_NAME for n in names
        ):
            raise UnfitError("格式不对")
        for name in names:
            self._literal(name)
        return tuple(dict.fromkeys(names))

    def _literal(self, words: str) -> None:
        if words not in self.string:
            raise UnfitError("原文中没有")

    def _due(self, entry: object) -> Due:
        """The deadline's words must be in the piece; what day they mean the rules say."""
        words = entry.get("text") if isinstance(entry, dict) else entry
        if words is None or words == "":
            return NO_DUE
        if not isinstance(words, str) or len(words) > MAX_NAME:
            raise UnfitError("格式不对")
        at = self.string.find(words, *self.piece)
        if at < 0:
            raise UnfitError("原文中没有")
        span = (at, at + len(words))
        if GONE in words:
            return Due(text=words, span=span, why=WHY)
        read = next(dates.find(self.string, *span, self.calendar), None)
        if read is None:
            return Due(text=words, span=span, why=WHY)
        return Due(words, read.date, read.recur, read.every, span, WHY)

    def _day(self, quote: str) -> dt.date | None:
        """The day a meeting's quote states, read by the rules."""
        at = self.string.find(quote, *self.piece)
        found = dates.find(self.string, at, at + len(quote), self.calendar)
        return next((due.date for due in found if due.why == "day" and GONE not in (due.text or "")), None)

    def _section(self, span: Span) -> tuple[str, ...]:
        for block in self.document.blocks:
            if block.start <= span[0] < block.end:
                path = [self.document.blocks[i] for i in block.path]
                return tuple(self.string[b.start : b.end].strip() for b in path)
        return ()

    def _sentence(self, span: Span) -> Span:
        start = max(self.string.rfind(mark, 0, span[0]) for mark in "。！？\n") + 1
        ends = [at for mark in "。！？\n" if (at := self.string.find(mark, span[1])) >= 0]
        return start, min(ends, default=len(self.string))


def figures(quote: str) -> frozenset[float]:
    """Every number a quote can be said to state: as written, scaled out, in words.

    >>> sorted(figures("由不足5%提高到一半，成交额1.2亿元"))
    [0.0, 1.0, 1.2, 5.0, 50.0, 120000000.0]
    """
    values: set[float] = {0.0} if re.search(r"零|没有|空白|不足|清零", quote) else set()
    for found in re.finditer(numerals.NUMBER, quote):
        for words in (found.group(), re.sub(r"[万亿百千]+$", "", found.group())):
            try:
                values.add(float(numerals.parse(words)))
            except (ValueError, KeyError):
                continue
    values |= {10.0 * numerals.parse(tens) for tens in re.findall(r"([一二三四五六七八九])成", quote)}
    if "半" in quote:
        values.add(50.0)
    if "翻" in quote or "倍增" in quote:
        values.add(2.0)
    if share := re.search(r"([二三四五六七八九十])分之([一二三四五六七八九])", quote):
        part, whole = numerals.parse(share[2]), numerals.parse(share[1])
        values.add(round(part / whole * 100, 1))
    return frozenset(values)


def _figure(entry: dict[str, Any], key: str, written: frozenset[float]) -> float | int | None:
    value = entry.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise UnfitError("格式不对")
    if abs(float(value)) not in written:
        raise UnfitError("数字与原文不符")
    return value


def _words(entry: dict[str, Any], key: str, most: int) -> str:
    words = entry.get(key)
    if not isinstance(words, str) or not words.strip() or len(words) > most:
        raise UnfitError("格式不对")
    return words


def _shortened(action: str, quote: str) -> bool:
    """Whether the action is the quote with characters left out.

    >>> _shortened("制定清单", "制定下半年清单"), _shortened("清单制定", "制定清单")
    (True, False)
    """
    rest = iter(quote)
    return all(char in rest for char in action)
