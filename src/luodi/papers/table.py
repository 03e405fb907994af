"""A table before it is a file: columns as named data, rows as plain values.

Excel, Word and CSV all print from here, so a column has one name, one order and one meaning.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Cell = str | int | float | dt.date | None

Kind = Literal["text", "label", "number", "date"]
"""text: flowing words, left · label: a word or two, centred · number: right · date: a real date."""

Show = Literal["always", "filled", "varied", "folded"]
"""always · filled: folded away while no row has a value · varied: while all rows have the same one ·
folded: there, but behind the [+] button."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in code, its printed name, and how wide it may grow.

    Widths are counted in half-width characters; a Han character takes two.
    """

    key: str
    title: str
    kind: Kind = "text"
    least: int = 6
    most: int = 30
    show: Show = "always"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A further sheet beside the task list: targets, meetings, notes on the reading."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"sheet {self.name!r}, row {number}: {len(row)} cells for {len(self.columns)} columns"
                )

    @classmethod
    def plain(cls, name: str, titles: Iterable[str], rows: Iterable[Iterable[Cell]]) -> Sheet:
        """A sheet of text columns, known by their printed names only.

        >>> Sheet.plain("说明", ["项目", "内容"], [["读取文件", "3 个"]]).columns[0].title
        '项目'
        """
        columns = tuple(Column(key=title, title=title, most=60) for title in titles)
        return cls(name, columns, tuple(tuple(row) for row in rows))
