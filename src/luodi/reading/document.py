"""What reading yields: a source as it came, a document as it should have been."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

from luodi.reading.text import CUTS, Step, Sure, Text


@dataclass(frozen=True, slots=True)
class Place:
    """Where a raw character stands, in the words of its format.

    `byte` for plain text and HTML; `part` such as "第3页", "表2 第4行 第2列" or
    "工作表 Sheet1 第5行 C列" for the others; `line` and `column` count from 1.
    """

    line: int
    column: int
    byte: int | None = None
    part: str | None = None

    def __str__(self) -> str:
        return self.part or f"第{self.line}行第{self.column}字"


@dataclass(frozen=True)
class Source:
    """A file as it came: its raw text (what the map points into) and where it is from."""

    name: str
    format: str  # txt, html, docx, doc, pdf, xlsx, xls, csv
    raw: str
    charset: str | None = None
    sha256: str = ""
    size: int = 0
    # Raw offset -> place; by default line and column of the raw text.
    locate: Callable[[int], Place] | None = field(default=None, compare=False, repr=False)
    # Facts a format states about itself, such as an HTML <title> or a PDF's page count.
    meta: dict[str, str] = field(default_factory=dict)
    # Raw intervals a format's own library says are not the article (HTML only), with the reason.
    aside: tuple[tuple[int, int, str], ...] = ()

    def place(self, at: int) -> Place:
        if self.locate is not None:
            return self.locate(at)
        line = self.raw.count("\n", 0, at) + 1
        return Place(line, at - (self.raw.rfind("\n", 0, at) + 1) + 1)


@dataclass(frozen=True, slots=True)
class Masthead:
    """What the head and foot of a paper say about it. None where it says nothing."""

    title: str | None = None
    number: str | None = None  # 文号
    source: str | None = None  # issuing body, or outlet of a news page
    published: dt.date | None = None
    kind: str = "notice"  # meeting_news speech plan notice minutes policy brief list
    # Where title, signature, date and the like stand in the repaired text, by field name.
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph (a line of the text), or a numbered part of one.

    `kind`: title, meta (number, addressees, byline, signature, date, attachment lines),
    heading (followed by text that spells it out), paragraph, row (a table's row),
    head (a table's header row).
    `level` is the depth of its number (1 for 一、 or 第一条; 2 for （一）; 3 for 1.; …; 0 for none),
    `label` the number as written, `path` the headings it stands under (indices of blocks).
    """

    start: int
    end: int
    kind: str
    level: int = 0
    label: str = ""
    path: tuple[int, ...] = ()
    # For rows: the span of each cell; the block index of the table's header row, or None.
    cells: tuple[tuple[int, int], ...] = ()
    table_head: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the repaired text that a person should see, and the step that made it so."""

    start: int
    end: int
    sure: Sure
    step: Step


@dataclass(frozen=True)
class Document:
    """A document as it should have been, every character tied to its source."""

    source: Source
    text: Text
    masthead: Masthead = field(default_factory=Masthead)
    blocks: tuple[Block, ...] = ()

    @property
    def name(self) -> str:
        return self.source.name

    @property
    def string(self) -> str:
        return self.text.string

    @cached_property
    def cuts(self) -> tuple[Step, ...]:
        """What was taken off the page, each with its reason; see `restore`."""
        return tuple(s for s in self.text.steps if s.kind in CUTS)

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Repairs that are not silent, where they stand now."""
        found = []
        for step in self.text.steps:
            if step.sure is not Sure.SILENT and step.kind not in CUTS:
                start, end = self.text.locate(step.raw_start, max(step.raw_end, step.raw_start + 1))
                if start < end:
                    found.append(Mark(start, end, step.sure, step))
        return tuple(found)

    @property
    def plain(self) -> str:
        """The text with the title first, also where a page bears it below the article."""
        start, end = self.masthead.spans.get("title", (0, 0))
        if not any(block.kind == "paragraph" for block in self.blocks if block.end <= start):
            return self.string
        rest = f"{self.string[:start].rstrip()}\n{self.string[end:].lstrip()}"
        return f"{self.string[start:end]}\n\n{rest.strip()}\n"

    def restore(self, *cuts: Step) -> Document:
        """The document with cut lines put back where they stood (its blocks are not redone)."""
        return replace(self, text=self.text.without(cuts))
