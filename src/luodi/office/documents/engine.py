"""The engine's reading of a file as plain values ready to be stored. No database here."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import luodi
from luodi.finding.contract import to_contract
from luodi.office.documents import limits
from luodi.reading.document import Block

Json = dict[str, Any]
Tell = Callable[[int, str], None]

# What PostgreSQL cannot keep in a text: shown as the sign for an unreadable character. One for one, so
# that every span still counts right.
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")

STAGES = ((5, "正在读出文字"), (45, "正在查找任务和指标"), (80, "正在对照单位"), (92, "正在保存"))


@dataclass(frozen=True)
class Found:
    """One finding as the contract has it, with its kind and its sentence."""

    kind: str
    data: Json
    start: int
    end: int
    sentence: tuple[int, int] | None = None


@dataclass(frozen=True)
class Screen:
    """One passage: where it stands, its paragraphs, the repairs in it."""

    start: int
    end: int
    blocks: list[list[Any]]
    repairs: list[Json] = field(default_factory=list)


@dataclass(frozen=True)
class Reading:
    """All that is kept of a document as read."""

    text: str
    title: str
    number: str
    issuer: str
    issued_on: dt.date | None
    kind: str
    summary: Json  # file, notes, cuts, repairs (how many), numbered: [start, end, label]…
    screens: list[Screen]
    found: list[Found]


def silent(_percent: int, _stage: str) -> None:
    """Tells nobody."""


def read(name: str, data: bytes, tell: Tell = silent) -> Reading:
    """Read and find; a ReadError says what is wrong with the file, a SecretError that it must not be kept."""
    tell(*STAGES[0])
    document = luodi.read_bytes(name, data)
    tell(*STAGES[1])
    contract = keepable(to_contract(document, document.findings))
    tell(*STAGES[2])
    text = keepable(document.string)
    sentences = [t.sentence for t in document.findings.tasks]
    found = list(_found(contract, sentences))
    notes = list(contract["notes"])
    if len(found) > limits.FINDINGS:
        notes.append(f"共找到{len(found)}条，只保留前{limits.FINDINGS}条；请把文件拆开后分别上传。")
        found = found[: limits.FINDINGS]
    head = document.masthead
    return Reading(
        text=text,
        title=keepable(head.title or "")[:300],
        number=keepable(head.number or "")[:60],
        issuer=keepable(head.source or "")[:200],
        issued_on=head.published,
        kind=head.kind[:40],
        summary={
            "file": {k: v for k, v in contract["file"].items() if k in ("format", "charset")},
            "notes": notes,
            "cuts": [
                c | {"text": c["text"][: limits.CUT_CHARACTERS]} for c in contract["cuts"][: limits.CUTS]
            ],
            "repairs": len(contract["repairs"]),
            "check": sum(r["sure"] == "check" for r in contract["repairs"]),
            "numbered": list(_numbered(document.blocks, text)),
        },
        screens=screens(document.blocks, len(text), contract["repairs"], found),
        found=found,
    )


def keepable(value: Any) -> Any:
    """The same value with every character a database can keep."""
    if isinstance(value, str):
        return _UNKEEPABLE.sub("\ufffd", value) if _UNKEEPABLE.search(value) else value
    if isinstance(value, dict):
        return {keepable(k): keepable(v) for k, v in value.items()}
    if isinstance(value, list):
        return [keepable(v) for v in value]
    return value


def _found(contract: Json, sentences: list[tuple[int, int]]) -> Iterator[Found]:
    keys = (("meeting", "meetings"), ("agenda", "agenda"), ("task", "tasks"), ("target", "targets"))
    for kind, key in keys:
        for at, data in enumerate(contract[key]):
            start, end = data["span"]
            if start >= end:
                continue
            sentence = sentences[at] if kind == "task" and sentences[at][1] > sentences[at][0] else None
            # The sentence's words stand in the text already.
            kept = {k: v for k, v in data.items() if k not in ("sentence", "quote", "span")}
            yield Found(kind, kept, start, end, sentence)


def _numbered(blocks: tuple[Block, ...], text: str) -> Iterator[list[Any]]:
    """Paragraphs with a number of their own or under a numbered heading: what coverage is counted over."""
    for block in blocks:
        if block.kind not in ("paragraph", "row"):
            continue
        label = block.label
        for above in reversed(block.path):
            label = label or blocks[above].label
        if label:
            yield [block.start, block.end, label]


def screens(blocks: tuple[Block, ...], length: int, repairs: list[Json], found: list[Found]) -> list[Screen]:
    """The text in passages of a size a browser bears; a paragraph without end is cut into pieces."""
    starts = sorted(f.start for f in found)
    made: list[Screen] = []
    pieces: list[list[Any]] = []
    begun = 0

    def close(at: int) -> None:
        nonlocal pieces, begun
        if pieces:
            made.append(Screen(begun, at, pieces))
        pieces, begun = [], at

    for block in blocks:
        for start in range(block.start, max(block.end, block.start + 1), limits.BLOCK_CHARACTERS):
            end = min(block.end, start + limits.BLOCK_CHARACTERS)
            full = pieces and end - pieces[0][0] > limits.PASSAGE_CHARACTERS
            many = bisect_right(starts, end) - bisect_right(starts, begun) > limits.PASSAGE_FINDINGS
            if full or (pieces and many):
                close(start)
            kind = block.kind if start == block.start else "more"
            pieces.append([start, end, kind, block.level])
    close(length)
    edges = [screen.start for screen in made]
    for repair in repairs:
        if edges:
            made[max(bisect_right(edges, repair["span"][0]) - 1, 0)].repairs.append(repair)
    return made
