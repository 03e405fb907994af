"""Counting text into a character language model and a word list.

Three sources, each with a weight: documents written in the house style (1 a character),
jieba's dictionary (a word counts a small part of its frequency there, and never more than a
few times), and the lexicon of the field (3 a word). Text is counted in one form: simplified,
full-width marks folded, digits as 0, Latin letters as a, a sign at each end of a paragraph.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise

from luodi.reading.model.form import END, START, form
from luodi.reading.model.store import Stored, pack

DISCOUNT = 0.6  # taken from every count for what was never seen
PRIOR = 2.0  # observations' worth of belief in the shorter context
DICTIONARY_WEIGHT = 0.01
DICTIONARY_CAP = 40.0  # no dictionary word counts more than this
LEXICON_WEIGHT = 3.0
LEXICON_FREQUENCY = 300  # of a lexicon word among jieba's 60 million
REPEATS = 300  # a word of the documents counts as so many of jieba's
LONGEST_WORD = 8
SMALLEST = 0.3  # counts below this are not kept
ALPHABET = 20_000  # characters that may turn up unseen


HAN_RUN = re.compile("[\u4e00-\u9fff]+")


class Counts:
    """Character n-grams of one to three, and words, as weights."""

    def __init__(self) -> None:
        self.one: dict[str, float] = defaultdict(float)
        self.two: dict[str, float] = defaultdict(float)
        self.three: dict[str, float] = defaultdict(float)
        self.words: dict[str, float] = defaultdict(float)

    def text(self, paragraphs: Iterable[str], weight: float = 1.0) -> None:
        for paragraph in paragraphs:
            line = paragraph.strip()
            if line:
                self._add(START + form(line) + END, weight)

    def _add(self, line: str, weight: float) -> None:
        one, two, three = self.one, self.two, self.three
        for char in line:
            one[char] += weight
        for pair in map("".join, pairwise(line)):
            two[pair] += weight
        for triple in map("".join, zip(line, line[1:], line[2:], strict=False)):
            three[triple] += weight

    def dictionary(self, lines: Iterable[str]) -> None:
        """jieba's `word frequency tag` lines."""
        for line in lines:
            word, _, rest = line.partition(" ")
            frequency = int(rest.partition(" ")[0])
            self.words[word] += frequency
            weight = min(DICTIONARY_WEIGHT * frequency, DICTIONARY_CAP)
            if weight >= SMALLEST and len(word) > 1:
                self._add(word, weight)
            elif len(word) == 1:
                self.one[word] += weight

    def lexicon(self, words: Iterable[str]) -> None:
        for word in words:
            self.words[word] += LEXICON_FREQUENCY
            self._add(word, LEXICON_WEIGHT)

    def divide(self, paragraphs: Iterable[str]) -> None:
        """Count the words of documents, divided by the frequencies known so far."""
        words, total = self.words, sum(self.words.values()) or 1.0
        found: Counter[str] = Counter()
        for paragraph in paragraphs:
            for run in HAN_RUN.findall(paragraph):
                found.update(_likeliest(run, words, total))
        for word, n in found.items():
            words[word] += n * REPEATS

    def compiled(self) -> bytes:
        """The model's file."""
        total = sum(self.one.values()) or 1.0
        unseen = DISCOUNT * len(self.one) + PRIOR
        unigrams = {
            char: (max(n - DISCOUNT, 0) + unseen / ALPHABET) / (total + PRIOR) for char, n in self.one.items()
        }
        floor = unseen / ALPHABET / (total + PRIOR)
        after: dict[str, dict[str, float]] = defaultdict(dict)
        for pair, n in self.two.items():
            if n >= SMALLEST:
                after[pair[0]][pair[1]] = n
        longer: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
        for triple, n in self.three.items():
            if n >= SMALLEST:
                longer[triple[1]][triple[0]][triple[2]] = n
        words: dict[str, dict[str, int]] = defaultdict(dict)
        for word, n in self.words.items():
            words[word[0]][word] = int(n) or 1
        all_words = int(sum(self.words.values())) or 1
        blocks: dict[str, Stored] = {}
        for char in {*after, *longer, *words}:
            triples = {c: _discounted(nexts) for c, nexts in longer.get(char, {}).items()}
            blocks[char] = (*_discounted(after.get(char, {})), triples, words.get(char, {}))
        return pack(unigrams, floor, all_words, blocks)


def _likeliest(run: str, words: dict[str, float], total: float) -> list[str]:
    """The likeliest division of a run of Han characters into words."""
    length = len(run)
    best, begun = [0.0] + [-math.inf] * length, [0] * (length + 1)
    for k in range(length):
        here = best[k]
        for end in range(k + 1, min(k + LONGEST_WORD, length) + 1):
            n = words.get(run[k:end]) or (0.5 if end == k + 1 else 0.0)
            if n:
                score = here + math.log(n / total)
                if score > best[end]:
                    best[end], begun[end] = score, k
    division, end = [], length
    while end:
        division.append(run[begun[end] : end])
        end = begun[end]
    return division


def _discounted(nexts: dict[str, float]) -> tuple[dict[str, float], float]:
    """Probabilities after the discount, and the mass left for the shorter context."""
    total = sum(nexts.values()) + PRIOR
    kept = {char: (n - DISCOUNT) / total for char, n in nexts.items() if n > DISCOUNT}
    left = sum(min(n, DISCOUNT) for n in nexts.values()) + PRIOR
    return kept, left / total
