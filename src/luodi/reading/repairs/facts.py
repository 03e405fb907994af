"""What a document says about its own damage, before any of it is mended.

A cloned page betrays itself as a whole: it is traditional, and certain characters, the
same ones throughout, carry their pinyin in brackets. These facts open the gates of the
other repairs; without them a bracket is a gloss and a question mark a question.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from luodi.reading.repairs.chars import HAN_ONE, common_han, plain, simplified_only, traditional_only
from luodi.reading.repairs.readings import ANNOTATED, BRACKET, reads


@dataclass(frozen=True)
class Facts:
    """`annotated`: the characters this page prints with a bracket; `cloned`: it is a cloned page
    ("sig" in the method's notes); `strong`: beyond doubt; counts are in characters."""

    annotated: frozenset[str] = frozenset()
    brackets: int = 0
    traditional_count: int = 0
    simplified_count: int = 0
    cloned: bool = False
    strong: bool = False
    # Annotated characters whose bracket is a gloss by the writer, not damage: 亳(bó)州.
    glosses: frozenset[str] = field(default=frozenset())

    @property
    def traditional(self) -> bool:
        return self.traditional_count >= 3 and self.traditional_count >= 4 * self.simplified_count

    @property
    def whole_document_traditional(self) -> bool:
        return self.traditional and (self.traditional_count >= 8 or self.cloned)

    def count_scripts(self, string: str) -> tuple[int, int]:
        """Traditional-only and simplified-only characters in a string."""
        old, new = traditional_only(), simplified_only()
        return sum(c in old for c in string), sum(c in new for c in string)


def gather(text: str, alphabet: frozenset[str]) -> Facts:
    """The facts of a document; `alphabet` is the set of its characters."""
    brackets = ANNOTATED.search(text) if ("(" in alphabet or "（" in alphabet) else None
    odd = alphabet - plain()
    old = odd & traditional_only() if odd else frozenset()
    if brackets is None and not old:
        return Facts()
    counts = Counter(text)
    traditional = sum(counts[c] for c in old)
    simplified = sum(counts[c] for c in alphabet & simplified_only()) if old else 0
    verified, unverified = _brackets(text)
    total = sum(verified.values())
    facts = Facts(frozenset(verified), total, traditional, simplified)
    if not total:
        return facts
    han = len(HAN_ONE.findall(text)) or 1
    dense = total >= 0.03 * han
    always = sum(1 for char, n in verified.items() if n >= counts[char])
    consistent = always >= 0.7 * len(verified)
    plausible = total >= 9 * unverified
    cloned = plausible and (
        (facts.traditional and ((total >= 3 and consistent) or (total >= 2 and dense)))
        or (total >= 10 and dense)
        # A writer glosses rare characters; three common ones glossed in a few lines is damage.
        or (dense and len(verified) >= 3 and sum(c in common_han() for c in verified) >= 0.8 * len(verified))
    )
    cloned = cloned or bool(facts.annotated & old)
    glosses: frozenset[str] = frozenset()
    if facts.traditional and len(facts.annotated & old) >= 0.9 * len(verified):
        # A writer glosses a rare character, or a common one the first time only.
        glosses = frozenset(
            char
            for char in facts.annotated - traditional_only()
            if char not in common_han() or verified[char] < counts[char]
        )
    return Facts(
        facts.annotated - glosses,
        total,
        traditional,
        simplified,
        cloned,
        cloned and total >= 10 and consistent,
        glosses,
    )


def _brackets(text: str) -> tuple[Counter[str], int]:
    """How often each character stands before a bracket with its reading; and the brackets
    that look like pinyin but are not the character's."""
    verified: Counter[str] = Counter()
    unverified = 0
    for match in ANNOTATED.finditer(text):
        char = text[match.start() - 1]
        if all(reads(char, b) for b in BRACKET.findall(match.group())):
            verified[char] += 1
        else:
            unverified += 1
    return verified, unverified
