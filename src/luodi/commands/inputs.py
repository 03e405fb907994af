"""The files a command was given: paths, folders and standard input, in a fixed order.

A folder stands for all files of known kinds in it and below it. What is left out is told, never
dropped in silence.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from luodi.reading.errors import ReadError
from luodi.reading.sources.names import printable

STDIN = "-"
STDIN_NAME = "标准输入"
TOLD = 5  # names of skipped files that are said; the rest is counted


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to read; `path` is None for standard input."""

    path: Path | None

    @property
    def name(self) -> str:
        """Its name for people: one line, printable."""
        return printable(self.path.name) if self.path is not None else STDIN_NAME

    @property
    def stem(self) -> str:
        """The file name without its last suffix, as the file system has it."""
        return self.path.stem if self.path is not None else "stdin"

    @property
    def file_name(self) -> str:
        return self.path.name if self.path is not None else "stdin"


@dataclass
class Inputs:
    """What will be read, what was left out (name, reason), and what could not even be looked into."""

    files: list[Input] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    failures: list[ReadError] = field(default_factory=list)

    def told(self) -> str:
        """One line about what was left out; empty when nothing was."""
        if not self.skipped:
            return ""
        names = "、".join(f"{name}（{why}）" for name, why in self.skipped[:TOLD])
        more = " 等" if len(self.skipped) > TOLD else ""
        return f"跳过 {len(self.skipped)} 个文件：{names}{more}"


def gather(arguments: Iterable[str], leave_out: Path | None = None) -> Inputs:
    """The files that the arguments stand for; `leave_out` is the folder results are written to."""
    from luodi.reading.sources import KNOWN_SUFFIXES

    inputs = Inputs()
    seen: set[str] = set()
    for argument in arguments:
        if argument == STDIN:
            if STDIN not in seen:
                inputs.files.append(Input(None))
            seen.add(STDIN)
            continue
        path = Path(argument)
        if not path.is_dir():
            _add(inputs, path, seen)
            continue
        count = len(inputs.files)
        for child in _below(path, leave_out, inputs):
            if child.suffix.lower() in KNOWN_SUFFIXES:
                _add(inputs, child, seen)
            else:
                why = f"不认识的后缀 {printable(child.suffix)}" if child.suffix else "没有后缀"
                inputs.skipped.append((printable(child.name), why))
        if len(inputs.files) == count and not inputs.failures:
            what = "文件夹里没有可读的文件"
            inputs.failures.append(
                ReadError(printable(str(path)), what, "可读的有 txt、html、docx、doc、pdf、xlsx、xls、csv 等")
            )
    return inputs


def _add(inputs: Inputs, path: Path, seen: set[str]) -> None:
    key = os.path.realpath(path)
    if key in seen:
        inputs.skipped.append((printable(path.name), "重复给出"))
        return
    seen.add(key)
    inputs.files.append(Input(path))


def _below(folder: Path, leave_out: Path | None, inputs: Inputs) -> Iterator[Path]:
    """Files in and below a folder, in order; hidden ones and Office's lock files are no documents."""

    def failed(error: OSError) -> None:
        name = printable(Path(error.filename or folder).name)
        inputs.failures.append(ReadError(name, "文件夹无法打开", "请核对权限"))

    barred = os.path.realpath(leave_out) if leave_out is not None else None
    top = os.path.realpath(folder)
    for parent, folders, names in os.walk(folder, onerror=failed):
        folders[:] = sorted(
            f for f in folders if not f.startswith(".") and os.path.realpath(Path(parent, f)) != barred
        )
        if os.path.realpath(parent) == barred and barred != top:
            continue
        for name in sorted(names):
            if name.startswith((".", "~$")):
                inputs.skipped.append((printable(name), "隐藏或临时文件"))
            elif Path(parent, name).is_file():
                yield Path(parent, name)
