"""Written names → our units, for findings: who leads, who helps, which names nobody can tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from luodi.office.units import book
from luodi.office.units.models import Unit


@dataclass(frozen=True)
class Owners:
    """What stands behind a finding's written names on a day."""

    leads: tuple[int, ...]
    supporting: tuple[int, ...]
    unresolved: tuple[str, ...]


@dataclass(frozen=True)
class Names:
    """Every written name of a document looked up once."""

    known: dict[str, list[Unit]]

    def owners(self, owners: Sequence[str], support: Sequence[str]) -> Owners:
        """A collective name is all its units; who leads is not also listed as helping."""
        leads = self._ids(owners)
        return Owners(
            leads,
            tuple(pk for pk in self._ids(support) if pk not in leads),
            tuple(dict.fromkeys(n for n in (*owners, *support) if n not in self.known)),
        )

    def _ids(self, names: Sequence[str]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(u.pk for n in names for u in self.known.get(n, ())))


def look_up(names: Iterable[str], on: dt.date | None, within: Unit) -> Names:
    known, _unknown = book.resolve(names, on, within)
    return Names(known)


def split_names(text: str) -> list[str]:
    """Names as a clerk types them; brackets keep what is inside together.

    >>> split_names("省科技厅、各县（市、区）政府，  省财政厅；")
    ['省科技厅', '各县（市、区）政府', '省财政厅']
    """
    names, depth, name = [], 0, ""
    for char in text:
        depth += (char in "（(") - (char in "）)")
        if depth <= 0 and char in "、，,；;\n":
            names.append(name)
            name = ""
        else:
            name += char
    return list(dict.fromkeys(n.strip() for n in (*names, name) if n.strip()))
