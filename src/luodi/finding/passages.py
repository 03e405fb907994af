"""Passages: the stretches of running text and the table rows that findings are read from."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from luodi.finding import dates, owners
from luodi.finding.clauses import trim
from luodi.finding.columns import Columns, column_kind
from luodi.finding.dates import Calendar
from luodi.finding.findings import Span
from luodi.finding.owners import NO_DUTY, Duty
from luodi.finding.sections import role_of
from luodi.reading.document import Block, Document

__all__ = ["Passage", "calendar_of", "column_kind", "passages"]

_UNDATED = Calendar()


@dataclass(frozen=True, slots=True)
class Passage:
    """One stretch of running text, responsibility lists excluded, or one row of a table.

    `kind`: prose, row. `role`: what its section is for: goals (工作目标), facts (a review of what
    was done), work (what is to be done), closing (附则), preamble (before the first section).
    """

    start: int
    end: int
    kind: str
    role: str
    block: int  # index of its block in the document
    path: tuple[str, ...] = ()  # the headings it stands under, outermost first
    duty: Duty = NO_DUTY
    calendar: Calendar = _UNDATED
    cells: tuple[Span, ...] = ()
    head: tuple[str, ...] = ()  # column names, for rows
    numbered: bool = False  # the paragraph bears a number and is no heading
    period: str | None = None  # what its figures were measured for: YYYY-MM-DD or YYYY


def passages(document: Document, meeting: dt.date | None = None) -> tuple[Passage, ...]:
    """What to read, in order, each piece with its section, its responsibility list, its year."""
    return _Builder(document, calendar_of(document, meeting)).build()


# ---- the document's own year -----------------------------------------------------------------

_TITLE_YEAR = re.compile(r"(?<![—\-~～至－])(20\d\d)(?=年)(?!年?[—\-~至－])")
_FROM = re.compile(r"自(20\d\d)年(\d{1,2})月(\d{1,2})日起?(?:正式)?(?:施行|实施|执行|生效)")


def calendar_of(document: Document, meeting: dt.date | None = None) -> Calendar:
    """The document's own year: its date's, or a later one its title names (2026年工作要点)."""
    published = document.masthead.published
    named = [int(y) for y in _TITLE_YEAR.findall(document.masthead.title or "")]
    years = ([published.year] if published else []) + ([max(named)] if named else [])
    if not years and meeting is not None:  # minutes without a date: the meeting's year is the paper's
        years = [meeting.year]
    return Calendar(max(years) if years else None, published, meeting, _effective(document.string))


def _effective(text: str) -> dt.date | None:
    """The day a paper applies from: 本措施自2025年6月1日起施行."""
    found = _FROM.search(text)
    try:
        return dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


# ---- from blocks to passages -----------------------------------------------------------------

_NARRATES = re.compile(r"会议(?:听取|指出|认为|强调)")
_BLANK = re.compile(r"[\s。；;，,、：:（）()〔〕【】\[\]]*")

Path = tuple[int, ...]  # the headings over a block, by their indices


@dataclass(slots=True)
class _Section:
    """What all passages under the same headings share."""

    headings: tuple[str, ...]
    calendar: Calendar
    role: str


class _Builder:
    """Lists apply to the text before them in the same item, or to all under their heading."""

    def __init__(self, document: Document, calendar_: Calendar) -> None:
        self.text, self.blocks, self.calendar = document.string, document.blocks, calendar_
        self.first = owners.first_leads(self.text)
        self.columns = Columns(self.text, self.blocks, self.first)
        self.sections: dict[Path, _Section] = {}
        self.heading_duty: dict[int, Duty] = {}
        self.found: list[Passage] = []
        self.paths: list[Path] = []  # of each passage
        self.own: list[bool] = []  # has each passage a list of its own?
        self.under: dict[Path, list[int]] = {}  # the passages under the same headings
        # Behind the first numbered block the paper's body has begun.
        self.body = next(
            (i for i, b in enumerate(self.blocks) if b.label and b.kind in ("heading", "paragraph")),
            len(self.blocks),
        )

    def build(self) -> tuple[Passage, ...]:
        for index, block in enumerate(self.blocks):
            if block.kind == "heading":
                for duty in self._lists(block):
                    self._give_heading(index, duty)
            elif block.kind == "paragraph":
                self._paragraph(index, block)
            elif block.kind == "row":
                duty_ = self.columns.duty(block, self._section(block.path).calendar)
                row = (block.cells, self.columns.names(block))
                self._add(index, block.start, block.end, block.path, duty_, "row", *row)
        self._bare_headings()
        return tuple(sorted((self._inherit(i) for i in range(len(self.found))), key=lambda p: p.start))

    def _section(self, path: Path) -> _Section:
        if path not in self.sections:
            blocks = [self.blocks[i] for i in path]
            headings = tuple(self.text[b.start : b.end].strip() for b in blocks)
            self.sections[path] = _Section(headings, self._calendar(blocks), role_of(headings))
        return self.sections[path]

    def _calendar(self, headings: list[Block]) -> Calendar:
        """A heading that names a later year than the document's governs what stands under it."""
        for block in reversed(headings):
            named = dates.year_named(self.text, block.start, block.end)
            if named and self.calendar.year and named > self.calendar.year:
                return replace(self.calendar, year=named)
        return self.calendar

    def _lists(self, block: Block) -> list[Duty]:
        calendar_ = self._section(block.path).calendar
        return owners.find_lists(self.text, block.start, block.end, calendar_, self.first)

    def _is_blank(self, start: int, end: int) -> bool:
        """Nothing but marks and blanks?"""
        return _BLANK.fullmatch(self.text, start, end) is not None

    # ---- paragraphs and their lists ----------------------------------------------------------

    def _paragraph(self, index: int, block: Block) -> None:
        lists = self._lists(block)
        start = _behind_label(self.text, block)
        if len(lists) == 1:
            opens, closes = lists[0].span
            if self._is_blank(start, opens) and self._is_blank(closes, block.end):
                self._list_alone(block.path, lists[0])
                return
        at = start
        for duty in lists:
            self._add(index, at, duty.span[0], block.path, duty)
            self._backwards(block.path, duty)
            at = max(at, duty.span[1])
        self._add(index, at, block.end, block.path, None)

    def _add(
        self,
        index: int,
        start: int,
        end: int,
        path: Path,
        duty: Duty | None,
        kind: str = "prose",
        cells: tuple[Span, ...] = (),
        head: tuple[str, ...] = (),
    ) -> None:
        start, end = trim(self.text, start, end)
        if self._is_blank(start, end):
            return
        section = self._section(path)
        role = section.role if path or index < self.body else "work"
        calendar_ = section.calendar
        self.under.setdefault(path, []).append(len(self.found))
        self.found.append(
            Passage(
                start,
                end,
                kind,
                role,
                index,
                section.headings,
                duty or NO_DUTY,
                calendar_,
                cells,
                head,
                bool(self.blocks[index].label),
            )
        )
        self.paths.append(path)
        self.own.append(duty is not None)

    def _give_heading(self, index: int, duty: Duty) -> None:
        known = self.heading_duty.get(index)
        self.heading_duty[index] = known.merged(duty) if known else duty

    def _list_alone(self, path: Path, duty: Duty) -> None:
        """A list on its own line: for the text before it in the item; a second line adds to the first."""
        reached, block = False, None
        series = len(path) > 0 and self.blocks[path[-1]].level >= 2
        for at in range(len(self.found) - 1, -1, -1):
            passage = self.found[at]
            if self.paths[at][: len(path)] != path or passage.kind == "row":
                break
            if self.own[at] and (passage.duty.span[1] < passage.start or reached):
                break
            other = block is not None and passage.block != block
            if other and not (series or (block is not None and self.blocks[block].label)):
                break
            if other and _NARRATES.match(self.text, passage.start):
                break
            known = passage.duty
            self.found[at] = replace(passage, duty=known.merged(duty) if self.own[at] else duty)
            self.own[at] = reached = True
            block = passage.block
        if not reached and path:
            self._give_heading(path[-1], duty)

    def _backwards(self, path: Path, duty: Duty) -> None:
        """A list at the end of an item's last paragraph holds for its earlier ones, if none has its own."""
        if not path:
            return
        earlier = self.under.get(path, [])
        if earlier and earlier[-1] == len(self.found) - 1:
            earlier = earlier[:-1]
        if any(self.own[i] or self.blocks[self.found[i].block].label for i in earlier):
            return
        for i in earlier:
            self.found[i] = replace(self.found[i], duty=duty)
            self.own[i] = True

    # ---- headings ----------------------------------------------------------------------------

    def _bare_headings(self) -> None:
        """A heading with nothing under it is no heading but a task (C4)."""
        over = {i for path in self.paths for i in path}
        over.update(i for b in self.blocks if b.kind in ("row", "heading") for i in b.path)
        for index, block in enumerate(self.blocks):
            if block.kind == "heading" and index not in over and block.path:
                lists = self._lists(block)
                end = lists[0].span[0] if lists else block.end
                start = _behind_label(self.text, block)
                self._add(index, start, end, block.path, self.heading_duty.get(index))

    def _inherit(self, at: int) -> Passage:
        """A passage without a list of its own takes that of the nearest heading over it."""
        if not self.own[at]:
            for index in reversed(self.paths[at]):
                if index in self.heading_duty:
                    return replace(self.found[at], duty=self.heading_duty[index])
        return self.found[at]


def _behind_label(text: str, block: Block) -> int:
    """Where a block's words begin behind its number."""
    if not block.label:
        return block.start
    at = text.find(block.label, block.start, block.end)
    if at == -1:
        return block.start
    at += len(block.label)
    while at < block.end and text[at] in " 、.．，　\t":
        at += 1
    return at
