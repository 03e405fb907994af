"""A short paper as a document: what the cases of meetings and agenda are read from."""

from __future__ import annotations

import datetime as dt

from luodi.reading.document import Document, Masthead, Source
from luodi.reading.outline import blocks
from luodi.reading.text import Text


def paper(
    body: str, kind: str = "meeting_news", title: str = "", published: str | None = "2025-06-20"
) -> Document:
    """`body` under its title, with the masthead given instead of read."""
    words = f"{title}\n{body}" if title else body
    day = dt.date.fromisoformat(published) if published else None
    spans = {"title": (0, len(title))} if title else {}
    head = Masthead(title=title or None, published=day, kind=kind, spans=spans)
    return Document(Source("paper.txt", "txt", words), Text(words), head, blocks(words, head))
