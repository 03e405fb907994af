"""How likely is this wording? Characters in context, words, and the document itself.

Three witnesses: a three-character language model; the document's own pairs of characters
(a page that says 科技创新 forty times will say it once more), each counted once less than it
occurs so that damage cannot vouch for itself; and word frequencies.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from itertools import pairwise

from luodi.reading.model.form import form
from luodi.reading.model.store import Model
from luodi.reading.repairs.chars import is_han, simple

QUERY_COST = -9.0  # log probability of a `?` where a character should be
LOST_COST = -12.0  # … and of U+FFFD
CACHE_WEIGHT = 0.4  # of the document's own pairs, when it has many
CACHE_HALF = 6.0  # occurrences at which half that weight is reached
UNKNOWN_HAN = -16.0
MARK, RARE_MARK = -4.0, 1e-5  # log probability of a usual mark; the probability that makes it usual
UNKNOWN_LETTER = -7.0
LONGEST_WORD = 8
MEMO_LIMIT = 200_000


class _Forms(dict[str, str]):
    """Character -> the form the model counts it in, filled as asked."""

    def __missing__(self, char: str) -> str:
        self[char] = found = form(simple(char))
        return found


FORMS = _Forms()


class Scorer:
    """Scores wordings of one document. All strings it takes are in the model's form."""

    def __init__(self, model: Model, document: str = "") -> None:
        self.model = model
        self._after: dict[str, dict[str, int]] = defaultdict(dict)
        self._totals: dict[str, int] = defaultdict(int)
        self._memo: dict[str, float] = {}
        pairs = Counter(map("".join, pairwise(document)))
        for pair, n in pairs.items():
            if n > 1 and "\n" not in pair:
                self._after[pair[0]][pair[1]] = n - 1
                self._totals[pair[0]] += n - 1

    def log(self, before: str, char: str) -> float:
        """Log probability of a character after the two before it (fewer at a line's start)."""
        key = before + char
        found = self._memo.get(key)
        if found is None:
            chance = self.model.chance(before, char)
            own = self._totals.get(before[-1:], 0)
            if own:
                weight = CACHE_WEIGHT * own / (own + CACHE_HALF)
                chance = (1 - weight) * chance + weight * self._after[before[-1]].get(char, 0) / own
            if len(self._memo) > MEMO_LIMIT:
                self._memo.clear()
            found = self._memo[key] = math.log(chance)
        return found

    def wording(self, before: str, string: str) -> float:
        """Log probability of a string after some left context."""
        total, recent = 0.0, before[-2:]
        for char in string:
            if char in "?〓":
                total += QUERY_COST
            elif char == "\ufffd":
                total += LOST_COST
            else:
                total += self.log(recent, char)
            recent = recent[-1:] + char
        return total

    def words(self, string: str) -> float:
        """Log probability of the likeliest division of a string into words."""
        best = [0.0] + [-1e9] * len(string)
        for k, char in enumerate(string):
            here = best[k]
            if is_han(char):
                words = self.model.words(char)
                lone = here + max(words.get(char, UNKNOWN_HAN), UNKNOWN_HAN)
                best[k + 1] = max(best[k + 1], lone)
                for end in range(k + 2, min(k + LONGEST_WORD, len(string)) + 1):
                    word = words.get(string[k:end])
                    if word is not None and here + word > best[end]:
                        best[end] = here + word
            else:
                if char in "a0?〓\ufffd":
                    cost = UNKNOWN_LETTER
                else:
                    cost = MARK if self.model.unigram(char) > RARE_MARK else UNKNOWN_HAN
                best[k + 1] = max(best[k + 1], here + cost)
        return best[-1]
