"""Plain text: the file's characters as they are, with `\\n` for every line end."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable

from luodi.reading.document import Place, Source
from luodi.reading.errors import ReadError
from luodi.reading.sources.charset import Decoded, decode
from luodi.reading.sources.limits import MAX_TEXT
from luodi.reading.sources.offsets import Bytes, one_line_end


def read(name: str, data: bytes) -> Source:
    """A text file; `Place.byte` is the offset in the file. Binary content is a ReadError."""
    decoded = text_of(name, data)
    raw = one_line_end(decoded.text)
    meta = {"charset_note": decoded.note} if decoded.note else {}
    return Source(name, "txt", raw, decoded.charset, locate=by_line(raw, data, decoded), meta=meta)


def text_of(name: str, data: bytes, stated: str | None = None) -> Decoded:
    """Decode, or say why not: too long, or no text at all."""
    if len(data) > MAX_TEXT:
        raise ReadError(
            name,
            f"文本过大（{len(data) / 2**20:.0f} MB，上限 {MAX_TEXT // 2**20} MB）",
            "请拆分后再读",
        )
    decoded = decode(data, stated)
    if decoded is None:
        raise ReadError(
            name,
            "不是文本，也不是认得的文件格式",
            "请另存为 docx、xlsx、pdf 或 txt 后再读",
        )
    return decoded


def by_line(raw: str, data: bytes, decoded: Decoded) -> Callable[[int], Place]:
    """Line, column and byte of a raw offset; the tables are made at the first question."""
    line_starts = array("l")
    table = Bytes(data, decoded)

    def locate(at: int) -> Place:
        if not line_starts:
            line_starts.append(0)
            line_starts.extend(m.end() for m in re.finditer("\n", raw))
        row = bisect_right(line_starts, at) - 1
        return Place(row + 1, at - line_starts[row] + 1, table.at(at))

    return locate
