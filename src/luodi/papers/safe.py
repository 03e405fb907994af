r"""Text that is safe to put in a cell: nothing runs, nothing hides, nothing breaks the file.

What a table is made from was written by strangers and damaged on the way. Three dangers:

- **It runs.** A cell that begins with = + - @ (or a tab, or their full-width twins, which some
  programs fold) is taken for a formula when the file is opened or the cell edited:
  `=HYPERLINK("http://…","点击")`.
- **It hides.** Bidirectional controls make a name read backwards (`\u202e` turns `exe.文件` round).
- **It breaks.** XML 1.0 §2.2 has no place for most control characters nor for half a surrogate
  pair; one of them makes the whole workbook unreadable.

Nothing is dropped in silence: what cannot stand is replaced by something a person can see.
"""

from __future__ import annotations

import re

EXCEL_LIMIT = 32_767
"""Characters in one Excel cell, counted as UTF-16 code units."""

_STARTS_FORMULA = re.compile(r"[\s\u200b-\u200d\u2060\ufeff\u3000]*[=+\-@＝＋－＠﹦﹢﹣﹫]|[\t\r\n]")

# Direction marks, embeddings, overrides and isolates (Unicode Annex 9): shown as ⟨U+202E⟩.
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# C1 controls are legal in XML but invisible, and some programs read \x85 as a line end.
_C1 = "\x7f-\x9f"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SHOWN = re.compile(f"[{_BIDI}{_C1}]")
# Half a surrogate pair, and the two code points that are no characters: no form in XML at all.
_IMPOSSIBLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")


def visible(text: str) -> str:
    r"""The text with every character that would break or hide made visible; line ends become \n.

    >>> visible("a\x00b\u202ec"), visible("完成\r\n时限")
    ('a␀b⟨U+202E⟩c', '完成\n时限')
    """
    text = _LINE_ENDS.sub("\n", text)
    text = _CONTROL.sub(lambda m: chr(0x2400 + ord(m[0])), text)
    text = _SHOWN.sub(lambda m: f"⟨U+{ord(m[0]):04X}⟩", text)
    return _IMPOSSIBLE.sub("\ufffd", text)


def formula_like(text: str) -> bool:
    """Whether a spreadsheet might take this text for a formula, now or after an edit.

    >>> [formula_like(t) for t in ("=1+1", "＝1+1", " +86", "-5%", "——", "市科技局")]
    [True, True, True, True, False, False]
    """
    return _STARTS_FORMULA.match(text) is not None


def fitted(text: str, limit: int = EXCEL_LIMIT) -> str:
    """The text, cut to what a cell may hold; the cut says so and how long the text was.

    >>> fitted("一二三四五六七八九十" * 4, limit=20)
    '一二三四五六七八……（已截断，共40字）'
    """
    if _units(text) <= limit:
        return text
    mark = f"……（已截断，共{len(text)}字）"
    room = (limit - _units(mark)) * 2
    return text.encode("utf-16-le", errors="surrogatepass")[:room].decode("utf-16-le", errors="ignore") + mark


def _units(text: str) -> int:
    return len(text) + sum(c > "\uffff" for c in text)
