"""What becomes of each document that was read: kept for one list, or written at once.

A sink takes documents one by one and is finished once; what it raises while taking is that file's
failure. Results for one document each are written as they come, so that a long run that is broken
off leaves what it has done.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from luodi.commands.inputs import Input
from luodi.commands.outputs import EXTENSION, names_for, put
from luodi.reading.sources.names import printable

if TYPE_CHECKING:
    from luodi.api import Document

DEFAULT_LEVELS = ("concrete", "direction")


class Sink(Protocol):
    """Where documents go."""

    def take(self, entry: Input, document: Document) -> None: ...

    def finish(self, failures: Sequence[str]) -> Iterator[str]:
        """Write what is left; yields a line for each result a person should know of."""
        ...


def sink_for(
    kind: str, output: str | None, folder: Path | None, levels: tuple[str, ...] | None, files: list[Input]
) -> Sink:
    """The sink for a format and a place."""
    if kind in ("table", "explain"):
        return Screen(kind, levels or DEFAULT_LEVELS)
    if folder is not None:
        return Folder(kind, folder, levels, files)
    return OneFile(kind, output, levels, files)


class Screen:
    """Shows in the terminal: all tables at the end, or each marked text as it comes."""

    def __init__(self, kind: str, levels: tuple[str, ...]) -> None:
        self.kind, self.levels = kind, levels
        self.documents: list[Document] = []

    def take(self, entry: Input, document: Document) -> None:
        self.documents.append(document)

    def finish(self, failures: Sequence[str]) -> Iterator[str]:
        from luodi.commands import screen

        if self.kind == "table":
            screen.show_tables(self.documents, self.levels)
        for document in self.documents if self.kind == "explain" else ():
            screen.show_explained(document)
        return iter(())


class Folder:
    """One file for each document: STEM.json, STEM.txt or STEM.html."""

    def __init__(
        self, kind: str, folder: Path, levels: tuple[str, ...] | None, files: Sequence[Input]
    ) -> None:
        self.kind, self.folder, self.levels, self.files = kind, folder, levels, files
        self.names = names_for(files, EXTENSION[kind])
        self.written = 0

    def take(self, entry: Input, document: Document) -> None:
        name = self.names[entry]
        doc = printable(name.removesuffix(EXTENSION[self.kind]))
        put(render(self.kind, document, self.levels, doc), self.folder / name, self.files)
        self.written += 1

    def finish(self, failures: Sequence[str]) -> Iterator[str]:
        if self.written:
            yield f"已写出 {self.written} 个文件到 {printable(str(self.folder))}"


class OneFile:
    """All documents in one file, or on standard output."""

    def __init__(
        self, kind: str, output: str | None, levels: tuple[str, ...] | None, files: Sequence[Input]
    ) -> None:
        self.kind, self.levels, self.files = kind, levels, files
        self.path = Path(output) if output not in (None, "-") and output else None
        self.documents: list[Document] = []
        self.ids: list[str] = []
        self.names = names_for(files, "")

    def take(self, entry: Input, document: Document) -> None:
        self.documents.append(document)
        self.ids.append(printable(self.names[entry]))

    def finish(self, failures: Sequence[str]) -> Iterator[str]:
        if not self.documents:
            return
        data = self._bytes(failures)
        if self.path is None:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
            return
        put(data, self.path, self.files)
        yield f"已写出 {printable(str(self.path))}"

    def _bytes(self, failures: Sequence[str]) -> bytes:
        if self.kind == "html":
            from luodi.commands.page import page

            return page(self.documents).encode("utf-8", "replace")
        if self.kind == "json":
            found = [contract(d, self.levels, i) for d, i in zip(self.documents, self.ids, strict=True)]
            return to_json(found[0] if len(self.files) == 1 else found)
        if self.kind == "text":
            return b"\n".join(text(document) for document in self.documents)
        return paper(self.kind, self.documents, self.levels or DEFAULT_LEVELS, failures)


def render(kind: str, document: Document, levels: tuple[str, ...] | None, doc: str) -> bytes:
    """One document in a format that has one file for each."""
    if kind == "json":
        return to_json(contract(document, levels, doc))
    if kind == "text":
        return text(document)
    from luodi.commands.page import page

    return page([document]).encode("utf-8", "replace")


def contract(document: Document, levels: tuple[str, ...] | None, doc: str) -> dict[str, Any]:
    """The contract's JSON, with the tasks of the asked levels (all of them unless asked)."""
    found = document.to_contract(doc)
    if levels is not None:
        found["tasks"] = [task for task in found["tasks"] if task["level"] in levels]
    return found


def to_json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def text(document: Document) -> bytes:
    """Title and body as repaired, ending in one line end."""
    return (document.string.rstrip("\n") + "\n").encode("utf-8", "replace")


def paper(
    kind: str, documents: Sequence[Document], levels: tuple[str, ...], failures: Sequence[str]
) -> bytes:
    """One task list of all documents as an Excel, Word or CSV file."""
    from importlib import import_module

    from luodi.commands.listing import task_list

    writer = import_module(
        {"xlsx": "luodi.papers.excel", "docx": "luodi.papers.word", "csv": "luodi.papers.csvfile"}[kind]
    )
    data: bytes = writer.to_bytes(task_list(documents, levels, dt.date.today(), failures))
    return data
