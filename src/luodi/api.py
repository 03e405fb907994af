"""Luodi from Python: `read` a file, ask the document for its `findings`.

This is the one place where reading and finding meet; the command line goes through it too.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from luodi.reading import document as reading_document

if TYPE_CHECKING:
    from luodi.finding.findings import Findings
    from luodi.finding.second import SecondFinder
    from luodi.finding.unitbook import UnitBook

PathLike = str | os.PathLike[str]


@dataclass(frozen=True)
class Document(reading_document.Document):
    """A document as read, which finds its meetings, agenda, tasks and targets when first asked."""

    units: UnitBook | None = field(default=None, compare=False, repr=False)
    second: SecondFinder | None = field(default=None, compare=False, repr=False)

    @cached_property
    def findings(self) -> Findings:
        """What the rules found, and the second finder after them where there is one."""
        from luodi.finding import find

        found = find(self, self.units)
        return self.second.add(self, found) if self.second is not None else found

    def to_contract(self, doc: str | None = None) -> dict[str, Any]:
        """The contract's JSON as a dictionary; `doc` is its id."""
        from luodi.finding.contract import to_contract

        return to_contract(self, self.findings, doc)


def read(
    path: PathLike, units: UnitBook | PathLike | None = None, second: SecondFinder | None = None
) -> Document:
    """Read a file of any known kind; a `ReadError` says what is wrong with it and what to do.

    `units` is a unit book or the path of one; `second` a second finder, of which there is none
    unless you give one (`luodi.finding.second.from_environment()`).
    """
    from luodi.reading import read as read_path

    return _document(read_path(Path(path)), units, second)


def read_bytes(
    name: str,
    data: bytes,
    units: UnitBook | PathLike | None = None,
    second: SecondFinder | None = None,
) -> Document:
    """Read what is already in memory, such as standard input; the format is told by the content."""
    from luodi.reading import read_bytes as read_data

    return _document(read_data(name, data), units, second)


def _document(
    plain: reading_document.Document, units: UnitBook | PathLike | None, second: SecondFinder | None
) -> Document:
    if isinstance(units, str | os.PathLike):
        from luodi.finding.unitbook import UnitBook

        units = UnitBook.load(Path(units))
    values = {f.name: getattr(plain, f.name) for f in fields(reading_document.Document)}
    return Document(**values, units=units, second=second)
