"""Where results go: whole files only (written beside, then renamed), never over what was read.

A name ending in "/" is a folder, and so is, for the formats that give one file for each document,
any name without a suffix of theirs. Documents with the same stem keep their suffix, so that
方案.docx and 方案.pdf give 方案.docx.json and 方案.pdf.json.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from luodi.commands.inputs import Input
from luodi.reading.errors import ReadError
from luodi.reading.sources.names import printable

SUFFIXES = {
    ".json": "json",
    ".txt": "text",
    ".xlsx": "xlsx",
    ".docx": "docx",
    ".csv": "csv",
    ".html": "html",
    ".htm": "html",
}
"""What a result's suffix says about its format."""

EXTENSION = {"json": ".json", "text": ".txt", "html": ".html"}
"""Formats that can give one file for each document, with the suffix of that file."""


def is_folder(output: str, kind: str) -> bool:
    """Whether `-o` names a folder to hold one file for each document.

    >>> [is_folder(o, "json") for o in ("out/", "out/found", "out/found.json")]
    [True, True, False]
    """
    if output.endswith(("/", os.sep)) or Path(output).is_dir():
        return True
    return kind in EXTENSION and SUFFIXES.get(Path(output).suffix.lower()) != kind


def names_for(files: Sequence[Input], extension: str) -> dict[Input, str]:
    """A file name for each input, no two alike even where upper and lower case are one.

    >>> a, b, c = (Input(Path(p)) for p in ("方案.docx", "方案.pdf", "旧/方案.pdf"))
    >>> list(names_for([a, b, c], ".json").values())
    ['方案.docx.json', '方案.pdf.json', '方案.pdf-2.json']
    """
    stems = Counter(entry.stem.casefold() for entry in files)
    taken: set[str] = set()
    names: dict[Input, str] = {}
    for entry in files:
        stem = entry.stem if stems[entry.stem.casefold()] == 1 else entry.file_name
        name, count = stem + extension, 1
        while name.casefold() in taken:
            count += 1
            name = f"{stem}-{count}{extension}"
        taken.add(name.casefold())
        names[entry] = name
    return names


def put(data: bytes, path: Path, sources: Iterable[Input] = ()) -> None:
    """Write a result whole: to a file beside it first, then under its name.

    An error names the result and what to do; a result is never written over a file that was read.
    """
    shown = printable(str(path))
    here = os.path.realpath(path)
    if any(entry.path is not None and os.path.realpath(entry.path) == here for entry in sources):
        raise ReadError(shown, "结果会覆盖被读的文件，没有写出", "请用 -o 换一个文件夹或文件名")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise ReadError(shown, "是文件夹，结果没有写出", "请用 -o 给出文件名")
        if path.exists() and not path.is_file():  # /dev/stdout, a pipe
            path.write_bytes(data)
            return
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".luodi-")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            Path(beside).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
            Path(beside).replace(path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ReadError(
            shown, f"结果无法写出（{why}）", "请核对路径、权限和磁盘空间，或关闭正打开它的程序"
        ) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
