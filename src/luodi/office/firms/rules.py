"""The standards as the office uses them: which holds on a day, what it is called, what its demands are called.

The one module here that loads standards; a page asks by name and day and need not know where they lie.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from luodi.office.firms.words import LADDER, TITLES

if TYPE_CHECKING:
    from luodi.standards.prices import Prices as PriceList
    from luodi.standards.spec import Standard

LISTED_FIRST = (*(r.standard for r in LADDER), "zero-and-raise", "rd-coverage", "above-scale")


@cache
def catalogue() -> tuple[Standard, ...]:
    """All versions of all standards; read once for the life of the process, for the files do not change under it."""
    from luodi import standards

    return tuple(standards.catalogue())


@lru_cache(maxsize=256)
def in_force(day: dt.date) -> dict[str, Standard]:
    """The version of each standard that holds on the day, ladder first."""
    found: dict[str, Standard] = {}
    for s in sorted(catalogue(), key=lambda s: s.effective_from):
        if s.effective_from <= day and (s.effective_to is None or day <= s.effective_to):
            found[s.id] = s
    rank = {name: i for i, name in enumerate(LISTED_FIRST)}
    return dict(sorted(found.items(), key=lambda item: (rank.get(item[0], 99), item[0])))


def judged(day: dt.date) -> dict[str, Standard]:
    """Those that say pass or fail of a firm: a frame without weights refuses to score, and is left out."""
    return {name: s for name, s in in_force(day).items() if s.conditions and not refuses(s)}


def rungs(day: dt.date) -> list[str]:
    """The rungs of the ladder that have a version on the day."""
    return [r.standard for r in LADDER if r.standard in in_force(day)]


def refuses(standard: Standard) -> bool:
    """An empty-weights frame scores nobody until an office gives it weights."""
    return bool(standard.refuses)


@cache
def by_key() -> dict[str, Standard]:
    return {s.key: s for s in catalogue()}


@cache
def titles() -> dict[str, str]:
    """id → what people call it, for every standard there is."""
    rank = {name: i for i, name in enumerate(LISTED_FIRST)}
    found = {s.id: TITLES.get(s.id, s.title) for s in catalogue()}
    return dict(sorted(found.items(), key=lambda item: (rank.get(item[0], 99), item[0])))


def title(standard: str) -> str:
    return titles().get(standard) or TITLES.get(standard, standard)


@cache
def labels(key: str) -> dict[str, str]:
    """code → label of the demands of one version."""
    found = by_key().get(key)
    return {c.code: c.label for c in found.conditions} if found else {}


def verdict_word(key: str, verdict: str) -> str:
    """A verdict in the words of its standard, else in the office's."""
    from luodi.office.firms.models import Verdict

    found = by_key().get(key)
    own = found.verdict_words.get(verdict) if found else None
    return own or str(Verdict.Word(verdict).label)


def conditions(standard: str, day: dt.date) -> list[tuple[str, str]]:
    found = in_force(day).get(standard)
    return [(c.code, c.label) for c in found.conditions] if found else []


# ---- prices ---------------------------------------------------------------------------------------------


@cache
def shipped_prices() -> PriceList:
    from luodi.standards import prices

    return prices.load()


def price_list(data: Mapping[str, Any] | None) -> PriceList:
    """The shipped list with the office's own prices over it; what it no longer knows is left out."""
    shipped = shipped_prices()
    own = {n: Fraction(str(p)) for n, p in (data or {}).items() if n in shipped.changes}
    return shipped.priced(**own) if own else shipped


def current_prices() -> tuple[int, PriceList]:
    """The list in force with its version; 0: as shipped."""
    from luodi.office.firms.models import Prices

    row = Prices.objects.first()
    return (row.version, price_list(row.data)) if row else (0, shipped_prices())
