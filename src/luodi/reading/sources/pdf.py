"""PDF: the text layer, put back into paragraphs and tables.

A PDF knows characters at positions, nothing else. pdfplumber groups them into lines and finds
ruled tables; `pdflines` joins lines that were broken at the right margin and takes out page
numbers and running heads, which would stand in the middle of sentences; they go to `meta`.
"""

from __future__ import annotations

import io
import re
import zlib
from typing import Any

import pdfplumber
from pdfplumber.utils.exceptions import PdfminerException

from luodi.reading.document import Source
from luodi.reading.errors import ReadError
from luodi.reading.sources.lines import Lines
from luodi.reading.sources.pdflines import GAP, Layout, Leaf, PageLine, Row, join, layout, mend, running
from luodi.reading.sources.pdftables import holds, tables
from luodi.reading.sources.zips import BOMB

DAMAGED = ("PDF 已损坏，无法打开", "请重新获取该文件")
LOCKED = ("PDF 已加密", "请用口令打开，另存为不加密的 PDF 后再读")
STREAM = re.compile(rb"stream\r?\n")
MAX_STREAM = 256 * 1024 * 1024  # bytes one compressed stream may unpack to
# A character whose font does not say which one it is.
UNKNOWN = re.compile(r"\(cid:\d+\)|[\ufffd\ue000-\uf8ff]")


def read(name: str, data: bytes) -> Source:
    """A PDF with a text layer. ReadError if encrypted, scanned, damaged or without text."""
    _check_streams(name, data)
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            leaves = [_leaf(page) for page in document.pages]
            facts = dict(document.metadata or {})
    except PdfminerException as error:
        cause = error.args[0] if error.args else None
        # pdfminer's own errors, which pdfplumber wraps: told by name, it is not our dependency.
        locked = type(cause).__name__ in ("PDFPasswordIncorrect", "PDFEncryptionError")
        raise ReadError(name, *(LOCKED if locked else DAMAGED)) from error
    if not leaves:
        raise ReadError(name, *DAMAGED)
    blank = [number for number, leaf in enumerate(leaves, 1) if not leaf.blocks]
    if len(blank) == len(leaves):
        if any(leaf.pictures for leaf in leaves):
            raise ReadError(name, "是扫描件，没有文字层", "请先做文字识别（OCR）后再读")
        raise ReadError(name, "PDF 里没有文字", "请核对是否选错了文件，图片内容须先做文字识别")
    meta = {"pages": str(len(leaves)), **_facts(facts)}
    if scanned := [str(n) for n in blank if leaves[n - 1].pictures]:
        meta["scanned_pages"] = f"第{'、'.join(scanned)}页没有文字层，未读"
    heads, dropped = running(leaves)
    mend(leaves, dropped)
    if heads:
        meta["running_heads"] = " / ".join(heads)
    lines = _lines(leaves, dropped)
    raw = lines.raw
    unknown = sum(len(found[0]) for found in UNKNOWN.finditer(raw))
    if unknown * 5 > len(raw):
        raise ReadError(
            name, "PDF 的字体没有编码信息，文字无法提取", "请改用原始的 Word 文件，或先做文字识别（OCR）"
        )
    return Source(name, "pdf", raw, locate=lines.locator(), meta=meta)


def _leaf(page: Any) -> Leaf:
    """One page: its tables' rows and the lines outside them, from top to bottom."""
    # Bold made by printing twice, and watermarks set at an angle.
    page = page.filter(lambda item: item["object_type"] != "char" or item.get("upright", True)).dedupe_chars()
    found, boxes = tables(page)
    blocks: list[PageLine | Row] = [*found]
    rest = page.filter(lambda item: not any(holds(box, item) for box in boxes)) if boxes else page
    for line in rest.extract_text_lines(return_chars=True, strip=True, x_tolerance_ratio=GAP):
        text = line["text"].replace("\t", " ")
        size = max((c["size"] for c in line["chars"]), default=12.0)
        blocks.append(PageLine(text, line["x0"], line["x1"], line["top"], line["bottom"], size))
    blocks.sort(key=lambda block: block.top)
    pictures = len(page.images)
    page.close()
    return Leaf(blocks, float(page.height), pictures)


def _lines(leaves: list[Leaf], dropped: set[tuple[int, int]]) -> Lines:
    """Paragraphs over lines and pages; each piece keeps its page."""
    lines = Lines()
    before: PageLine | None = None
    before_layout, before_page = Layout(), 0
    for number, leaf in enumerate(leaves):
        part = f"第{number + 1}页"
        here = layout(leaf)
        for index, block in enumerate(leaf.blocks):
            if (number, index) in dropped:
                continue
            if isinstance(block, Row):
                lines.add("\t".join(block.cells), part)
                before = None
                continue
            glue = None
            if before is not None:
                glue = join(before, before_layout, block, here, before_page == number)
            if glue is None:
                lines.add(block.text, part)
            else:
                lines.extend(glue + block.text, part)
            before, before_layout, before_page = block, here, number
    return lines


def _facts(facts: dict[str, Any]) -> dict[str, str]:
    """Author and title as the file states them, where they are text."""
    named = {"Title": "doc_title", "Author": "author", "CreationDate": "created"}
    return {
        key: " ".join(value.split())[:200]
        for fact, key in named.items()
        if isinstance(value := facts.get(fact), str) and value.strip()
    }


def _check_streams(name: str, data: bytes) -> None:
    """Refuse a stream that unpacks to more than any page can hold, before a library unpacks it."""
    for found in STREAM.finditer(data):
        end = data.find(b"endstream", found.end())
        packed = memoryview(data)[found.end() : end if end >= 0 else len(data)]
        # zlib packs at most about 1,030 to 1: what is small cannot become large.
        if len(packed) * 1032 < MAX_STREAM or bytes(packed[:1]) not in (b"\x78", b"\x48", b"\x58", b"\x68"):
            continue
        try:
            if len(zlib.decompressobj().decompress(packed, MAX_STREAM)) >= MAX_STREAM:
                raise ReadError(name, *BOMB)
        except zlib.error:
            continue
