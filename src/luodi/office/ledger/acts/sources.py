"""Where a task comes from. The ledger knows no documents: it keeps the words and a reference."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """`type` and `id` say which row ("documents.finding", 12); the rest is printed beside the task."""

    type: str = ""
    id: int | None = None
    title: str = ""
    number: str = ""  # 文号
    section: str = ""  # 条目
    quote: str = ""  # the exact words
