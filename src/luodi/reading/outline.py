"""The outline: headings told from the text they head, parts of a paragraph, rows of a table.

`roles` says what each line is; here the lines become blocks, with the open headings kept
on a stack, and a line is cut where it holds more than one block: a heading and the text
that spells it out, or a series (一是…二是…三是…).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from luodi.reading.document import Block, Masthead
from luodi.reading.headings import lead
from luodi.reading.numbering import Label, series_in
from luodi.reading.roles import Row, rows_of


def blocks(text: str, masthead: Masthead | None = None) -> tuple[Block, ...]:
    """The blocks of a text in order; together they hold every character that is not blank.

    >>> text = "一、目标\\n1.建平台。年内建成2家。\\n2.印发办法。"
    >>> [(b.kind, text[b.start:b.end], b.path) for b in blocks(text)]  # doctest: +NORMALIZE_WHITESPACE
    [('heading', '一、目标', ()), ('heading', '1.建平台。', (0,)),
     ('paragraph', '年内建成2家。', (0, 1)), ('paragraph', '2.印发办法。', (0,))]
    """
    writer = _Writer(text)
    for at, row in enumerate(rows_of(text, masthead or Masthead())):
        writer.write(at, row)
    return tuple(writer.blocks)


@dataclass
class _Stack:
    """The headings that are open, as (rank, index of block); a rank closes its equals."""

    open: list[tuple[float, int]] = field(default_factory=list)

    def close(self, rank: float) -> None:
        while self.open and self.open[-1][0] >= rank:
            self.open.pop()

    def push(self, rank: float, block: int) -> None:
        self.close(rank)
        self.open.append((rank, block))

    def push_plain(self, block: int) -> None:
        """A heading without a number closes the one before it and stands where that stood."""
        for at, (rank, _) in enumerate(self.open):
            if rank % 1:
                del self.open[at:]
                break
        self.open.append(((self.open[-1][0] if self.open else 0) + 0.5, block))

    @property
    def path(self) -> tuple[int, ...]:
        return tuple(block for _, block in self.open)


@dataclass
class _Writer:
    """Turns lines into blocks, one line after another."""

    text: str
    blocks: list[Block] = field(default_factory=list)
    stack: _Stack = field(default_factory=_Stack)
    heads: dict[int, int] = field(default_factory=dict)  # first line of a table -> its head block

    def write(self, at: int, row: Row) -> None:
        start, end = row.line.start, row.line.end
        if row.role in ("title", "meta"):
            if row.role == "title":
                self.stack.open.clear()
            self.blocks.append(Block(start, end, row.role))
        elif row.table is not None:
            self._table_row(at, row)
        elif row.label is not None:
            self._numbered(row, row.label)
        elif row.role == "heading":
            self.stack.push_plain(len(self.blocks))
            self.blocks.append(Block(start, end, "heading", path=self.stack.path[:-1]))
        else:
            self._paragraph(start, end)

    def _table_row(self, at: int, row: Row) -> None:
        table = row.table
        assert table is not None
        here = len(self.blocks)
        cells = table.cells[at - table.first]
        if table.has_head and at == table.first:
            self.heads[table.first] = here
            self.blocks.append(Block(row.line.start, row.line.end, "head", path=self.stack.path, cells=cells))
            return
        head = self.heads.get(table.first if table.has_head else table.head_of)
        self.blocks.append(
            Block(row.line.start, row.line.end, "row", path=self.stack.path, cells=cells, table_head=head)
        )

    def _numbered(self, row: Row, label: Label) -> None:
        """A numbered line: a heading, a heading and its text, or a paragraph."""
        start, end = row.line.start, row.line.end
        after = start + label.end
        number = label.level, self.text[start + label.start : after].strip()
        self.stack.close(label.rank)
        if row.role == "heading":
            stop: int | None = end
        else:
            series = series_in(self.text, start, end)
            stop = None if series and series[0].start == start else lead(self.text, after, end)
        if stop is None:
            self._paragraph(start, end, number)
            return
        self.blocks.append(Block(start, stop, "heading", *number, self.stack.path))
        self.stack.push(label.rank, len(self.blocks) - 1)
        self._paragraph(stop, end)

    def _paragraph(self, start: int, end: int, own: tuple[int, str] = (0, "")) -> None:
        """A paragraph, cut where a series (一是…二是…) runs inside it."""
        series = {label.start: label for label in series_in(self.text, start, end)}
        for at, stop in pairwise(sorted({start, *series, end})):
            label = series.get(at)
            if label is None:
                self._add(at, stop, "paragraph", self.stack.path, own)
                continue
            number = label.level, self.text[label.start : label.end].strip()
            heading = lead(self.text, label.end, stop)
            if heading is None:
                self._add(at, stop, "paragraph", self.stack.path, number)
            else:
                self._add(at, heading, "heading", self.stack.path, number)
                self._add(heading, stop, "paragraph", (*self.stack.path, len(self.blocks) - 1))

    def _add(
        self, start: int, end: int, kind: str, path: tuple[int, ...], number: tuple[int, str] = (0, "")
    ) -> None:
        piece = self.text[start:end]
        if piece.strip():
            start += len(piece) - len(piece.lstrip())
            self.blocks.append(Block(start, start + len(piece.strip()), kind, *number, path))
