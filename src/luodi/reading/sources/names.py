"""File names that can be shown: a name may hold any character, a message may not."""

from __future__ import annotations

import os

from luodi.reading.sources.charset import gbk_in_disguise

LONGEST = 120  # characters of a name that are shown


def printable(name: str) -> str:
    r"""A file's name for people: one line, nothing invisible, nothing that turns text around.

    Bytes the file system could not decode are read as UTF-8 or GB18030 (a zip packed under
    Chinese Windows leaves such names); what is left unprintable is written as an escape.

    >>> printable("关于\n通知\u202e.txt") == r"关于\n通知\u202e.txt"
    True
    """
    try:
        data = os.fsencode(name)
    except UnicodeEncodeError:  # a lone surrogate that stands for no byte
        data = name.encode("utf-8", "backslashreplace")
    shown = _decoded(data)
    shown = "".join(c if c.isprintable() or c in "\u3000\xa0\u200d" else _escape(c) for c in shown)
    if len(shown) > LONGEST:
        shown = f"{shown[: LONGEST // 2]}…{shown[-LONGEST // 3 :]}"
    return shown.strip() or "（无名）"


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    try:
        return text if text and not gbk_in_disguise(data, text) else data.decode("gb18030")
    except UnicodeDecodeError:
        return data.decode("utf-8", "backslashreplace")


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
