"""The one way in: a path or bytes become a `Source`, or a `ReadError` of one clear line.

Readers are imported when a file needs them: a plain text starts without any of the libraries.
Whatever a library throws at a damaged file is turned into a ReadError here; nothing of a
file's content is put into a message.
"""

from __future__ import annotations

import hashlib
import importlib
import logging
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from luodi.reading.document import Source
from luodi.reading.errors import ReadError
from luodi.reading.sources.limits import MAX_BYTES, MAX_TEXT
from luodi.reading.sources.names import printable
from luodi.reading.sources.sniff import sniff, stated, suffix_of

# Format of the content -> module with `read(name, data) -> Source`.
READERS = {
    "txt": "plain",
    "html": "webpage",
    "mhtml": "webpage",
    "docx": "word",
    "doc": "office",
    "wps": "office",
    "rtf": "office",
    "odt": "office",
    "ods": "office",
    "pdf": "pdf",
    "xlsx": "sheets",
    "xls": "sheets",
    "et": "sheets",
    "doc-xml": "office",
    "xls-xml": "office",
    "csv": "delimited",
}
# Suffixes under which more than one format is usual.
ALIKE = {"et": ("et", "xls", "xlsx"), "wps": ("wps", "doc", "docx")}
# Libraries that write about a file's insides to the log.
CHATTY = ("pdfminer", "pypdf", "pdfplumber", "trafilatura", "htmldate", "charset_normalizer", "courlan")


def load(path: Path) -> Source:
    """Read a file. ReadError: missing, a folder, not allowed, empty, too large, or unreadable."""
    name = printable(path.name)
    try:
        state = path.stat()
        if stat.S_ISDIR(state.st_mode):
            raise ReadError(name, "是文件夹，不是文件", "请给出其中的文件")
        if not stat.S_ISREG(state.st_mode):
            raise ReadError(name, "不是普通文件", "请给出文档文件")
        if state.st_size > MAX_BYTES:
            raise _too_large(name, state.st_size)
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise ReadError(name, "找不到该文件", "请核对路径和文件名") from error
    except PermissionError as error:
        raise ReadError(name, "没有读取权限", "请修改文件权限或换用有权限的账户") from error
    except (OSError, ValueError) as error:
        raise ReadError(name, "无法打开该文件", "请核对路径、文件名和磁盘") from error
    return load_bytes(path.name, data)


def load_bytes(name: str, data: bytes) -> Source:
    """Read what was already loaded, such as standard input; the format is told by the content."""
    shown = printable(name)
    if len(data) > MAX_BYTES:
        raise _too_large(shown, len(data))
    if not data:
        raise ReadError(shown, "文件是空的", "请核对是否选错了文件")
    try:
        with _quiet():
            source: Source = _reader(sniff(shown, data)).read(shown, data)
    except ReadError:
        raise
    except (KeyboardInterrupt, SystemExit, GeneratorExit, ImportError, SyntaxError, NameError):
        raise  # somebody's wish to stop, or our own mistake: neither is the file's fault
    except MemoryError as error:
        raise ReadError(shown, "内容过大，内存不足", "请拆分后再读") from error
    except BaseException as error:  # a panic of a Rust library is no Exception
        raise ReadError(
            shown, "文件已损坏，无法解析", "请重新获取，或打开后另存为 docx、xlsx 或 txt"
        ) from error
    return _finished(shown, data, source)


def _reader(kind: str) -> Any:
    return importlib.import_module(f"luodi.reading.sources.{READERS[kind]}")


def _finished(name: str, data: bytes, source: Source) -> Source:
    """Check what came out, and add what is true of every format."""
    if not source.raw.strip().strip("\ufeff\u200b\u00a0\x1a"):
        raise ReadError(name, "文件里没有文字", "请核对是否选错了文件，图片内容须先做文字识别")
    if len(source.raw) > MAX_TEXT:
        raise ReadError(name, f"文字过多（超过{MAX_TEXT // 2**20}百万字）", "请拆分后再读")
    meta = dict(source.meta)
    promised = stated(name)
    if promised is not None and source.format not in ALIKE.get(promised, (promised,)):
        meta["suffix_note"] = f"后缀是 .{suffix_of(name)}，内容实为 {source.format}，已按内容读取"
    return replace(source, sha256=hashlib.sha256(data).hexdigest(), size=len(data), meta=meta)


def _too_large(name: str, size: int) -> ReadError:
    return ReadError(
        name, f"文件过大（{size / 2**20:.0f} MB，上限 {MAX_BYTES // 2**20} MB）", "请拆分或压缩图片后再读"
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep libraries from logging what they see in a file."""
    loggers = [logging.getLogger(name) for name in CHATTY]
    levels = [logger.level for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.CRITICAL + 1)
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
