"""Names of units: which one is meant, which resolves to nothing, and what it may have been."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from pathlib import Path

PLACES = Path(__file__).parents[1] / "data" / "places.txt"
TAIL = re.compile(
    r"(特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|自治州|自治县|新区|高新区|经开区|[省市县区州盟旗])$"
)
REGIONS = {
    "东部": "北京 天津 河北 上海 江苏 浙江 福建 山东 广东 海南",
    "中部": "山西 安徽 江西 河南 湖北 湖南",
    "西部": "内蒙古 广西 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆",
    "东北": "辽宁 吉林 黑龙江",
}
"""The four regions of the National Bureau of Statistics."""


@lru_cache(maxsize=1)
def places() -> frozenset[str]:
    """Short names of provinces and cities."""
    lines = PLACES.read_text("utf-8").splitlines()
    return frozenset(w for line in lines if not line.startswith("#") for w in line.split())


@lru_cache(maxsize=1)
def provinces() -> tuple[str, ...]:
    """The 31 provinces of the mainland, short."""
    return tuple(p for words in REGIONS.values() for p in words.split())


def short(name: str) -> str:
    """A name without what kind of place it is.

    >>> short("合肥市"), short("广西壮族自治区"), short("州")
    ('合肥', '广西', '州')
    """
    name = re.sub(r"[\s　*＊（(].*$|[\s　]", "", name.strip())
    cut = TAIL.sub("", name)
    return cut if len(cut) >= 2 else name


def resolves(name: str, known: Collection[str]) -> str:
    """The known name that is meant; empty where there is none."""
    if name in known:
        return name
    bare = short(name)
    if bare in known:
        return bare
    return next((k for k in known if short(k) == bare), "")


def apart(a: str, b: str) -> int:
    """How many signs must be put in, taken out, changed or swapped with a neighbour.

    >>> apart("呼合浩特", "呼和浩特"), apart("州兰", "兰州"), apart("马鞍", "马鞍山")
    (1, 1, 1)
    """
    rows = [list(range(len(b) + 1))]
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, rows[i - 2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


def near(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Known names that look like it, nearest first; none that share no sign with it."""
    bare = short(name)
    found = []
    for other in known:
        far = apart(bare, short(other))
        if far <= max(1, len(bare) // 2) and set(bare) & set(other):
            found.append((far, abs(len(bare) - len(short(other))) + (bare[0] != other[0]), other))
    found.sort()
    return [other for far, _wide, other in found if far <= found[0][0] + 1][:most]
