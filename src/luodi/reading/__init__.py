"""reading: a file as it comes → a `Document`: repaired text, span map, masthead, outline.

`read(path)`, `read_bytes(name, data)` and `read_string(string)` are the doors. In order: load
the source, refuse it if it is marked secret, repair its text, refuse again, cut the page
around the article, read head and foot, read the outline. What cannot be read is a `ReadError`.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from luodi.reading.document import Block, Document, Mark, Masthead, Place, Source
from luodi.reading.errors import ReadError, SecretError
from luodi.reading.text import Edit, Step, Sure, Text, replay

__all__ = [
    "Block",
    "Document",
    "Edit",
    "Mark",
    "Masthead",
    "Place",
    "ReadError",
    "SecretError",
    "Source",
    "Step",
    "Sure",
    "Text",
    "read",
    "read_bytes",
    "read_string",
    "replay",
]


def read(path: str | Path) -> Document:
    """Read a file: text, web page, Word, PDF, Excel."""
    from luodi.reading.sources import load

    return read_source(load(Path(path)))


def read_bytes(name: str, data: bytes) -> Document:
    """Read what was uploaded or piped in; the name's suffix is a hint, no more."""
    from luodi.reading.sources import load_bytes

    return read_source(load_bytes(name, data))


def read_string(string: str, name: str = "粘贴的文字") -> Document:
    """Read text that is already decoded, such as text pasted into a form."""
    raw = string.replace("\r\n", "\n").replace("\r", "\n")
    data = string.encode("utf-8", "surrogatepass")
    return read_source(Source(name, "txt", raw, "utf-8", hashlib.sha256(data).hexdigest(), len(data)))


def read_source(source: Source) -> Document:
    """A loaded source as a document. Nothing of a file marked secret is repaired or kept."""
    from luodi.reading.article import cut
    from luodi.reading.masthead import masthead
    from luodi.reading.outline import blocks
    from luodi.reading.repairs import repair
    from luodi.reading.secrecy import check_secrecy

    check_secrecy(source)
    repaired = repair(source.raw)
    check_secrecy(source, repaired)
    article = cut(source, repaired)
    head = masthead(article.text.string, article.facts)
    return Document(source, article.text, head, blocks(article.text.string, head))
