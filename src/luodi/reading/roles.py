"""What each line of a paper is: title, meta, part of a table, heading or text.

First by itself (tables, the head of the paper, signatures and attachments), then among its
neighbours: a heading needs something under it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from luodi.reading.document import Masthead
from luodi.reading.headings import LONGEST_LINE, is_duties, is_heading, lead
from luodi.reading.lines import (
    GENRE_END,
    ORGAN,
    Line,
    is_addressee,
    is_attachment_head,
    is_attachment_item,
    is_byline,
    is_date,
    is_meta,
    is_speaker,
    lines_of,
    opens_attachments,
    signed,
)
from luodi.reading.numbering import Label, label_at
from luodi.reading.tables import Table, tables


@dataclass(slots=True)
class Row:
    """A line on its way to becoming blocks."""

    line: Line
    label: Label | None = None
    role: str = "text"  # title, meta, table, heading or text
    table: Table | None = None


def rows_of(text: str, masthead: Masthead) -> list[Row]:
    """The lines of a text, each with its role."""
    title = masthead.spans.get("title", (0, 0))
    rows = [Row(part, label_at(part.text)) for line in lines_of(text) for part in _parted(line, title)]
    _mark_tables(rows)
    _mark_head(rows, masthead)
    _mark_meta(rows)
    _mark_headings(rows)
    return rows


# Where a page lost the break between paragraphs, a blank after the full stop is left of it.
_LOST_BREAK = re.compile(r"(?<=。|！|”)[ \u3000\xa0]+(?=[\u4e00-\u9fff（(“《\d])")


def _parted(line: Line, title: tuple[int, int]) -> list[Line]:
    """A line in its paragraphs; and the title by itself where it is glued to the end of the text."""
    cuts = [match.span() for match in _LOST_BREAK.finditer(line.text)] if "。" in line.text else []
    if line.start < title[0] < line.end == title[1]:
        at = title[0] - line.start
        cuts = [span for span in cuts if span[1] < at] + [(len(line.text[:at].rstrip()), at)]
    if not cuts:
        return [line]
    starts = [0, *(stop for _, stop in cuts)]
    stops = [*(start for start, _ in cuts), len(line.text)]
    return [
        Line(line.start + a, line.start + b, line.text[a:b])
        for a, b in zip(starts, stops, strict=True)
        if a < b and line.text[a:b].strip()
    ]


# ---- what each line is by itself -------------------------------------------------------------


def _mark_tables(rows: Sequence[Row]) -> None:
    for table in tables([row.line for row in rows]):
        for row in rows[table.first : table.last]:
            row.role, row.table, row.label = "table", table, None


def _mark_head(rows: Sequence[Row], masthead: Masthead) -> None:
    """Everything above the text: title, subtitle, byline, number, addressees."""
    title = masthead.spans.get("title")
    for row in rows:
        if title and row.line.start < title[1] and row.line.end > title[0]:
            row.role, row.label = "title", None
        elif masthead.spans.get("source") == (row.line.start, row.line.end):
            row.role, row.label = "meta", None  # who issues it
    seen = False
    for at, row in enumerate(rows[:24]):
        line = row.line.text
        if row.role == "title":
            seen = True
        elif row.role == "table":
            break
        elif (
            row.role == "meta"
            or is_meta(line)
            or is_addressee(line)
            or (seen and is_speaker(line) and not row.label)
        ):
            row.role = "meta"
        elif row.label or row.line.sentence or len(line) > LONGEST_LINE:
            break
        elif seen and at and rows[at - 1].role == "title":
            row.role = "title"  # a second line of the title
        elif not seen and title is None and at + 1 < len(rows):
            row.role, seen = "title", True
        elif title and row.line.start < title[0]:
            row.role = "meta"  # the letterhead, above the title
        else:
            break


def _mark_meta(rows: Sequence[Row]) -> None:
    """Signatures, dates, attachments, and the title of a paper that is attached."""
    listing = False  # inside 附件：1.… 2.…
    fresh = False  # after a date or 附件1: the next short line is the title of what is attached
    for at, row in enumerate(rows):
        line = row.line.text
        if row.role != "text":
            listing = fresh = False
            if row.role == "meta":
                fresh = is_date(line) or is_attachment_head(line)
                listing = opens_attachments(line)
                if is_date(line):
                    _mark_signature(rows, at)
            continue
        if listing and is_attachment_item(line):
            row.role, row.label = "meta", None
        elif is_meta(line) or (signed(line) and not row.label):
            row.role, row.label = "meta", None
            listing = opens_attachments(line) or is_attachment_head(line)
            fresh = is_date(line) or is_attachment_head(line)
            if is_date(line):
                _mark_signature(rows, at)
        elif fresh and row.label is None and not row.line.sentence and _titles_what_follows(rows, at):
            row.role, fresh = "title", False
        else:
            listing = fresh = False


def _mark_signature(rows: Sequence[Row], date: int) -> None:
    """The bodies that sign stand right above the date, several when they issue jointly."""
    for row in reversed(rows[max(0, date - 6) : date]):
        line = row.line.text
        if row.role != "text" or row.label or row.line.sentence or len(line) > 40 or not _signs(line):
            return
        row.role = "meta"


def _signs(line: str) -> bool:
    return ORGAN.search(line) is not None or is_speaker(line) or len(line) <= 4


def _titles_what_follows(rows: Sequence[Row], at: int) -> bool:
    line = rows[at].line.text
    return (
        len(line) <= LONGEST_LINE
        and (GENRE_END.search(line) is not None or at + 1 < len(rows))
        and "，" not in line
    )


# ---- what it is among its neighbours ---------------------------------------------------------


def _mark_headings(rows: Sequence[Row]) -> None:
    """A heading has something under it; without that it is a paragraph.

    Items of one list stay alike: the last item, when plain text follows the list, is no
    heading if the items before it were none.
    """
    alone: dict[int, bool] = {}  # rank -> was the last item of this rank a paragraph by itself?
    for at, row in enumerate(rows):
        if row.role == "title":
            alone.clear()
        if row.role != "text":
            continue
        if row.label is None:
            if _is_plain_heading(rows, at):
                row.role = "heading"
            continue
        rank = row.label.rank
        for deeper in [r for r in alone if r > rank]:
            del alone[deeper]
        follower = _follower(rows, at)
        heads = follower is not None and (
            (follower.label is not None and follower.label.rank > rank)
            or follower.role == "table"
            or (follower.label is None and not alone.get(rank, False))
        )
        if heads and _can_head(row):
            row.role = "heading"
            alone[rank] = False
        else:
            words = row.line.text[row.label.end :]
            alone[rank] = lead(words, 0, len(words)) is None


def _follower(rows: Sequence[Row], at: int) -> Row | None:
    """The next line, if it is text or a table; a lone responsibility line spells nothing out."""
    if at + 1 >= len(rows):
        return None
    row = rows[at + 1]
    if row.role not in ("text", "table") or (row.role == "text" and is_duties(row.line.text)):
        return None
    return row


def _can_head(row: Row) -> bool:
    line, label = row.line.text, row.label
    words = line[label.end :] if label else line
    if not words.strip() or len(words) > LONGEST_LINE:
        return not words.strip()
    if line.endswith(("：", ":")):
        return len(words) <= 40
    if not row.line.sentence:
        return "。" not in words
    ends = sum(words.count(mark) for mark in "。；！？")
    return line.endswith(("。", "！")) and ends == 1 and len(words) <= 40 and is_heading(words)


def _is_plain_heading(rows: Sequence[Row], at: int) -> bool:
    """A short line set apart, with no number and no end mark, between paragraphs."""
    line = rows[at].line
    if line.sentence or len(line.text) > 30 or "。" in line.text or "\t" in line.text or is_duties(line.text):
        return False
    if is_byline(line.text):
        return False
    follower = _follower(rows, at)
    return follower is not None and (
        follower.role == "table"
        or follower.label is not None
        or follower.line.sentence
        or len(follower.line.text) > 40
    )
