"""Read many files one after the other: each gives a document or one clear line, and none stops the rest."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from luodi.commands.inputs import Input, Inputs
from luodi.commands.progress import Progress
from luodi.reading.errors import ReadError

if TYPE_CHECKING:
    from luodi.api import Document
    from luodi.finding.second import SecondFinder
    from luodi.finding.unitbook import UnitBook


@dataclass
class Report:
    """How a batch went: how many were read, and a line for each that was not."""

    read: int = 0
    failures: list[str] = field(default_factory=list)


Take = Callable[[Input, "Document"], None]


def read_all(
    inputs: Inputs,
    take: Take,
    progress: Progress,
    units: UnitBook | None = None,
    second: SecondFinder | None = None,
    find: bool = True,
) -> Report:
    """Read every input and hand each document to `take`; failures become lines of the report."""
    report = Report()
    with progress:
        for failure in inputs.failures:
            _fail(report, progress, one_line(str(failure)))
        for entry in inputs.files:
            progress.begin(entry.name)
            try:
                document = _read(entry, units, second)
                if find:
                    _ = document.findings  # here, so that what goes wrong in it is this file's failure
                take(entry, document)
            except ReadError as error:
                _fail(report, progress, one_line(str(error)))
            except Exception as error:
                _fail(report, progress, unexpected(entry.name, error))
            else:
                report.read += 1
    return report


def _read(entry: Input, units: UnitBook | None, second: SecondFinder | None) -> Document:
    from luodi import api

    if entry.path is not None:
        return api.read(entry.path, units, second)
    from luodi.reading.sources import MAX_BYTES

    return api.read_bytes(entry.name, sys.stdin.buffer.read(MAX_BYTES + 1), units, second)


def _fail(report: Report, progress: Progress, line: str) -> None:
    report.failures.append(line)
    progress.line(line)


def unexpected(name: str, error: Exception) -> str:
    """One line for an error nobody foresaw; its traceback only when it is asked for."""
    if os.environ.get("LUODI_DEBUG"):
        traceback.print_exception(error)
    if isinstance(error, MemoryError):
        return f"{name}：内存不足。请拆分文件或关闭其他程序后再读。"
    if isinstance(error, OSError) and error.strerror:
        return f"{name}：{error.strerror}。请核对路径、权限和磁盘空间。"
    return f"{name}：处理时出现意外问题（{type(error).__name__}）。请设 LUODI_DEBUG=1 重试以查看详情，并反馈给维护者。"


def one_line(words: str) -> str:
    r"""
    >>> one_line("甲.txt：打不开。\n请核对。")
    '甲.txt：打不开。 请核对。'
    """
    return " ".join(words.split())
