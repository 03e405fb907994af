"""How tables write units: in a heading, on a line above the table, in a row below the headings; Excel's letters.

Whoever reads people's tables asks here: the lake for its returns, a race for its figures.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

UNITS: dict[str, int] = {
    "元": -4, "百元": -2, "千元": -1, "万元": 0, "万": 0, "十万元": 1, "百万元": 2, "千万元": 3, "亿元": 4, "亿": 4,
}  # fmt: skip
"""Units of money as powers of ten of 万元."""

COUNTED = {"人", "名", "个", "家", "件", "项", "年", "天", "分", "级", "%", "％", "人年", "岁"}
"""Units that change nothing: the figure is kept in them."""

_UNIT = "|".join(sorted(map(re.escape, [*UNITS, *COUNTED]), key=len, reverse=True))
_BRACKETED = re.compile(rf"[(\[【]\s*(?:单位\s*[:：]?\s*)?({_UNIT})\s*[)\]】]")
_TAIL = re.compile(rf"[/、,，:：]\s*(?:单位\s*[:：]?\s*)?({_UNIT})$")
_UNIT_LINE = re.compile(rf"(?:金额)?单位\s*[:：]\s*({_UNIT})")


def parted(written: str) -> tuple[str, str]:
    """A heading and the unit it names, which is taken out of it.

    >>> parted("营业收入（万元）"), parted("研发费用/元"), parted("R&D经费增量")
    (('营业收入', '万元'), ('研发费用', '元'), ('R&D经费增量', ''))
    """
    text = unicodedata.normalize("NFKC", written).strip()
    if found := _BRACKETED.search(text) or _TAIL.search(text):
        return text[: found.start()] + text[found.end() :], found[1]
    return text, ""


def unit_said(cells: Iterable[str | None]) -> str:
    """The unit a line above the table says for all of it.

    >>> unit_said(["2024年度汇总表", None, "单位：千元"])
    '千元'
    """
    for cell in cells:
        if cell and (found := _UNIT_LINE.search(unicodedata.normalize("NFKC", cell))):
            return found[1]
    return ""


def is_unit(cell: str | None) -> bool:
    text = unicodedata.normalize("NFKC", cell or "").strip(" ()[]（）")
    return text in UNITS or text in COUNTED


def is_unit_row(cells: Sequence[str | None]) -> bool:
    """Whether a row below the headings holds units: most of what is written there is one."""
    return sum(is_unit(c) for c in cells) * 2 > sum(bool((c or "").strip()) for c in cells) > 0


def letter(index: int) -> str:
    """Excel's name of a column.

    >>> letter(0), letter(25), letter(26), letter(701), letter(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    name, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
