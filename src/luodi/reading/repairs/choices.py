"""Which clean characters may be behind a garbled byte, on one page.

A clean character is a lead and a trail byte. Inside a slip the lead may be known, unknown,
or known only to have stood in a pair that was dropped; the same for the trail. Where a byte
is unknown the commonest characters are tried, in the page's own script.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TypeAlias

from luodi.reading.repairs.chars import codes, holes, is_han, pairs, simplified_only, traditional_only
from luodi.reading.repairs.facts import Facts
from luodi.reading.repairs.readings import bare, readings, reads_exactly
from luodi.reading.repairs.score import FORMS, Scorer

CHOICES = 24  # characters tried where one byte is unknown
FEW = 6  # … where both are, as good as
WRONG_SCRIPT = 7.0  # log cost of a character the page's script does not use
WIDE_LETTER = 7.0  # … of a full-width letter or figure: printers use them, official sites do not

ANY = -1  # pending: some lead byte, unknown
EATEN = tuple(range(0x81, 0xFF))  # trail bytes that a decoder takes for a lead

# A clean character, its form, and what it costs beside its probability.
Option: TypeAlias = tuple[str, str, float]


class Page:
    """What the decoder knows about one document.

    `pending` is the lead byte held, ANY, or -u: some v for which (u, v) stands for nothing.
    """

    def __init__(self, scorer: Scorer, facts: Facts, patience: int) -> None:
        self.scorer, self.facts = scorer, facts
        self.patience = patience  # garbled characters that may still be read
        self._options: dict[tuple[int, int], tuple[Option, ...]] = {}
        self._with_lead: dict[int, tuple[Option, ...]] = {}
        self._into_hole: dict[int, tuple[tuple[Option, int], ...]] = {}
        self._read_as: dict[tuple[int, str], tuple[Option, ...]] = {}

    @cached_property
    def wrong_script(self) -> frozenset[str]:
        return simplified_only() if self.facts.traditional else traditional_only()

    def options(self, pending: int, trail: int) -> tuple[Option, ...]:
        """The clean characters a pending lead and a trail byte can make."""
        key = pending, trail
        found = self._options.get(key)
        if found is None:
            if pending > 0:
                char = pairs().get(pending << 8 | trail)
                found = (self._option(char),) if char else ()
            else:
                leads = EATEN if pending == ANY else holes()[-pending]
                found = self._commonest([lead << 8 | trail for lead in leads])
                if pending == ANY and trail == 0xA1:  # the ideographic blank, A1A1
                    found += (self._option("\u3000"),)
            self._options[key] = found
        return found

    def with_lead(self, lead: int) -> tuple[Option, ...]:
        """The commonest characters with a lead byte, whatever the trail."""
        found = self._with_lead.get(lead)
        if found is None:
            found = self._commonest([lead << 8 | trail for trail in EATEN])
            if lead == 0xA1:
                found += (self._option("\u3000"),)
            self._with_lead[lead] = found
        return found

    def into_hole(self, pending: int) -> tuple[tuple[Option, int], ...]:
        """The characters that a pending lead makes with the first byte of a pair that stands
        for nothing, and that byte."""
        found = self._into_hole.get(pending)
        if found is None:
            few = None if pending > 0 else FEW
            found = self._into_hole[pending] = tuple(
                (option, lead)
                for lead, trails in holes().items()
                if trails
                for option in self.options(pending, lead)[:few]
            )
        return found

    def read_as(self, pending: int, syllable: str) -> tuple[Option, ...]:
        """The characters a pending lead can begin that are read so."""
        key = pending, syllable
        found = self._read_as.get(key)
        if found is None:
            if pending > 0:
                chars = [c for trail in EATEN if (c := pairs().get(pending << 8 | trail))]
            else:
                leads = EATEN if pending == ANY else holes()[-pending]
                chars = [c for c in self._by_reading[bare(syllable)] if codes()[c] >> 8 in leads]
            found = self._read_as[key] = tuple(
                self._option(c)
                for c in chars
                if c not in self.wrong_script and self._known(c) and reads_exactly(c, syllable)
            )
        return found

    @cached_property
    def _by_reading(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for char, code in codes().items():
            if code & 255 >= 0x81 and is_han(char) and self._known(char):
                for syllable in {bare(reading) for reading in readings(char)}:
                    found[syllable].append(char)
        return found

    def _known(self, char: str) -> bool:
        return FORMS[char] in self.scorer.model.unigrams

    def _option(self, char: str) -> Option:
        cost = WRONG_SCRIPT if char in self.wrong_script else 0.0
        if "０" <= char <= "ｚ" and char.isalnum():
            cost = WIDE_LETTER
        return char, FORMS[char], cost

    def _commonest(self, pair_codes: list[int]) -> tuple[Option, ...]:
        table, wrong, common = pairs(), self.wrong_script, self.scorer.model.unigrams
        known = [(common.get(FORMS[c], 0.0), c) for k in pair_codes if (c := table.get(k)) and c not in wrong]
        known.sort(key=lambda pair: -pair[0])
        return tuple(self._option(char) for _, char in known[:CHOICES])
