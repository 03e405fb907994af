"""Names joined in one string, split as the office reads them (ruling C12)."""

from __future__ import annotations

import re

from luodi.finding import lexicon
from luodi.finding.clauses import split

# What stands in a cell that names nobody.
NOBODY = frozenset(("——", "—", "-", "--", "/", "无", "", "……"))

_LED_IN = re.compile(r"^(?:由|请)")
_ALL_TOLD = re.compile(r"(?:分别|共同)$")
_BLANKS = re.compile(r"[\s/]+")
# 市科技局等, 甲、乙等链主企业; not 高等院校, 等级, 等候
_ETC = re.compile(r"(?<![高同中平对均相初上])等(?![级次候待于])(?P<head>[^、，；]*)$")
# 5个部门, 有关单位: goes with its 等
_BARE = re.compile(
    r"^(?:\d+|[一二三四五六七八九十两几多]+)?(?:个|家)?(?:市直|县直|区直|省直|中央驻\w{1,3}|各?(?:有关|相关))?(?:部门|单位|部门和单位|部门单位|处室|科室|地方|方面)$"
)
# 市科技局和市财政局: two full names
_AND = re.compile(r"(?<=[局厅委办院处会司所府团部门位校])(?:和|及|以及|与)(?=[市省县区州各国人望中])")


def split_names(words: str) -> list[str]:
    """Names of one string: split at 、，；, blanks and (between full names) 和; 等 dropped.

    >>> split_names("市科技局、各县（市、区）")
    ['市科技局', '各县（市、区）']
    >>> split_names("组织、人社部门")
    ['组织、人社部门']
    >>> split_names("恒岳精工、天枢新材料等链主企业")
    ['恒岳精工', '天枢新材料', '链主企业']
    >>> split_names("市科技局、市财政局等部门")
    ['市科技局', '市财政局']
    """
    words = _LED_IN.sub("", words.strip(" \t\r。；;，,、：:"))
    words = _ALL_TOLD.sub("", words)
    if words in NOBODY:
        return []
    words = _BLANKS.sub("、", words)
    pieces = [words[a:b] for a, b in split(words, 0, len(words), "、，；,;")]
    names: list[str] = []
    pending = ""
    for index, piece in enumerate(pieces):
        if "等" in piece and (etc := _ETC.search(piece)):
            before, head = piece[: etc.start()].strip(), etc["head"].strip()
            if not head or lexicon.looks_like_unit(head):  # else 等 stands inside a name
                if before:
                    names.extend(_join(pending, before))
                    pending = ""
                if head and not _BARE.match(head):
                    names.append(head)
                continue
        last = index == len(pieces) - 1
        if not last and _elliptic(piece, pieces[-1]):
            pending += piece + "、"
            continue
        names.extend(_join(pending, piece))
        pending = ""
    if pending:
        names.append(pending.rstrip("、"))
    return [n for n in names if n not in NOBODY]


def _join(pending: str, piece: str) -> list[str]:
    """A shared head noun keeps its fellows (组织、人社部门); otherwise split at a clear 和."""
    if pending:
        return [pending + piece]
    return [p for p in _AND.split(piece) if p]


def _elliptic(piece: str, last: str) -> bool:
    """市 (、区财政), 组织 (、人社部门), 砚州 (、澜宁市人民政府): no name by itself."""
    if len(piece) > 3 or piece.startswith("各"):
        return False
    if last.endswith(("部门", "系统")) and piece[-1] not in "局厅委办院所县区市省部":
        return True  # 发改、工信、财政部门
    return len(piece) == 1 or not lexicon.looks_like_unit(piece)
