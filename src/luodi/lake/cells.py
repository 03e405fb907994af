"""One column of texts to one column of values, with every cell that is no value named.

A column is turned into its distinct texts first; each distinct text is understood once.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from luodi.lake import numbers, uscc
from luodi.lake.figures import Figure
from luodi.tableunits import UNITS

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Said:
    """What a text means: a value, or what is wrong with it; a note is a warning beside the value."""

    value: object = None
    what: str = ""
    do: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A cell of a column, by its place in the column."""

    at: int
    text: str
    level: Level
    what: str
    do: str


Reader = Callable[[str], Said]


def column(texts: pa.Array, figure: Figure, unit: str = "") -> tuple[pa.Array, list[Flaw]]:
    """The values of a column and its flaws. A flawed cell is null."""
    encoded = texts.dictionary_encode()
    distinct, indices = encoded.dictionary, encoded.indices
    ready: pa.Array | None = None
    if figure.kind in ("money", "number", "count"):
        power = UNITS.get(unit, 0) if figure.kind == "money" else 4 if unit == "万" else 0
        ready = numbers.fast(distinct, power=power, whole=figure.kind == "count")
    left = (
        pa.array(range(len(distinct)), pa.int64()) if ready is None else pc.indices_nonzero(pc.is_null(ready))
    )
    reader = reader_of(figure, unit)
    odd: dict[int, Said] = {}
    values: list[object] = []
    for place, text in zip(left.to_pylist(), distinct.take(left).to_pylist(), strict=True):
        said = reader(text)
        values.append(said.value)
        if said.what or said.note:
            odd[place] = said
    understood = pa.array(values, figure.type)
    if ready is not None:
        understood = pc.replace_with_mask(ready, pc.is_null(ready), understood) if values else ready
    return understood.take(indices), list(_flaws(indices, distinct, odd)) if odd else []


def _flaws(indices: pa.Array, distinct: pa.Array, odd: dict[int, Said]) -> Iterator[Flaw]:
    places = pc.indices_nonzero(pc.is_in(indices, pa.array(list(odd), indices.type)))
    for at, which in zip(places.to_pylist(), indices.take(places).to_pylist(), strict=True):
        said, text = odd[which], distinct[which].as_py()
        if said.what:
            yield Flaw(at, text, "error", said.what, said.do)
        else:
            yield Flaw(at, text, "warning", said.note, "已按此导入，请核对")


def reader_of(figure: Figure, unit: str = "") -> Reader:
    """How a text of this column is understood."""
    if figure.name == "uscc":
        return _code
    if figure.name == "county":
        return _county
    if figure.name in ("number", "industry"):
        return _number_of_a_paper
    if figure.name in ("year", "used_in_hnte_year"):
        return _year
    if figure.kind == "graded" and figure.words:
        return partial(_choice, words=choices(figure))
    by_kind: dict[str, Reader] = {
        "money": partial(_number, power=UNITS.get(unit, 0)),
        "number": partial(_number, share=figure.unit == "%", power=4 if unit == "万" else 0),
        "count": partial(_number, whole=True, power=4 if unit == "万" else 0),
        "flag": _flag,
        "choice": partial(_choice, words=choices(figure)),
        "graded": _graded,
        "text": _text,
        "date": _date,
        "month": _month,
    }
    return by_kind[figure.kind]


def _number(text: str, *, power: int = 0, whole: bool = False, share: bool = False) -> Said:
    found = numbers.parse(text, power=power, whole=whole, share=share)
    return Said(found.value, found.what, found.do, found.note)


def _clean(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().strip("\u200b\ufeff'’").strip()


def _text(text: str) -> Said:
    clean = " ".join(_clean(text).split())
    return Said(None if clean.lower() in numbers.EMPTY - {"无", "空"} else clean)


def _number_of_a_paper(text: str) -> Said:
    """ZL 2020 1 0123456.7 and 202010123456.7 are one patent."""
    clean = re.sub(r"[\s.·]", "", _clean(text)).upper().removeprefix("ZL").removeprefix("CN")
    return Said(None if clean.lower() in numbers.EMPTY else clean)


def _code(text: str) -> Said:
    if _clean(text) in numbers.EMPTY:
        return Said()
    found = uscc.check(text)
    # 18 digits in a number cell keep 15: the last three are zeros, and the check nearly always fails
    swallowed = bool(re.fullmatch(r"\d{15,16}0{2,3}|\d(\.\d+)?E\+?\d+", found.code)) and bool(found.codes)
    if found.ok and not swallowed:
        return Said(found.code, note="；".join(found.warnings))
    do = "请对照营业执照改正"
    if swallowed:
        do = "Excel 把它当成了数，只留 15 位：请把这一列设为“文本”后重新填写"
    return Said(None, f"统一社会信用代码{'；'.join(found.warnings)}", do)


def _county(text: str) -> Said:
    clean = _clean(text)
    if clean in numbers.EMPTY:
        return Said()
    if re.fullmatch(r"\d{6}|\d{9}|\d{12}", clean):
        return Said(clean[:6])
    return Said(None, "区划代码应为 6 位数字", "请填县区的行政区划代码")


_YES = {"是", "有", "1", "y", "yes", "true", "t", "√", "✓", "✔", "对", "已", "符合", "属于", "在"}
_NO = {
    "否",
    "无",
    "没有",
    "0",
    "n",
    "no",
    "false",
    "f",
    "×",
    "✗",
    "x",
    "不是",
    "未",
    "不符合",
    "不属于",
    "不在",
}


def _flag(text: str) -> Said:
    """
    >>> [_flag(t).value for t in ("是", "√", "无", "—", "0")]
    [True, True, False, None, False]
    """
    clean = _clean(text).lower()
    if clean in _YES:
        return Said(True)
    if clean in _NO:
        return Said(False)
    if clean in numbers.EMPTY:
        return Said()
    return Said(None, "不是“是”或“否”", "请填是或否，不清楚就空着")


def choices(figure: Figure) -> dict[str, str]:
    """Every way to write a choice -> the word it is kept as."""
    known: dict[str, str] = {}
    for word, others in figure.words:
        for other in (word, *others):
            known[_choice_key(other)] = word
    return known


def _choice_key(text: str) -> str:
    return re.sub(r"[\s“”\"'、,，（）()]", "", unicodedata.normalize("NFKC", text)).lower()


def _choice(text: str, *, words: dict[str, str]) -> Said:
    key = _choice_key(text)
    if key in words:
        return Said(words[key])
    if key in numbers.EMPTY:
        return Said()
    # C制造业, C-制造业: the letter and its words
    if re.match(r"[a-z][^a-z0-9]", key) and key[0] in words and words[key[0]] == key[0].upper():
        return Said(key[0].upper())
    shown = "、".join(list(dict.fromkeys(k for k in words if not k.isascii()))[:8] or list(words)[:8])
    return Said(None, "不认识的类别", f"可填 {shown} 等")


def _graded(text: str) -> Said:
    clean = _clean(text).upper()
    if clean.lower() in numbers.EMPTY:
        return Said()
    if re.fullmatch(r"[A-F]|\d{1,3}(\.\d{1,2})?", clean):
        return Said(clean)
    return Said(None, "评分应为 A–F 或数字", "请填等级字母或分数")


def _year(text: str) -> Said:
    clean = _clean(text)
    if clean in numbers.EMPTY:
        return Said()
    found = re.fullmatch(r"(20[0-4]\d|19[89]\d)(年度?|(\.0+)|[-/.](0?1[012]?|12)[-/.]?\d*.*)?", clean)
    return Said(int(found[1])) if found else Said(None, "不是年度", "请填四位年份，如 2025")


FOR_EVER = dt.date(2999, 12, 31)
"""长期有效, as a day every backend can hold."""

_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?"
)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")


def _day(text: str) -> dt.date | None:
    found = _DATE.fullmatch(text) or _COMPACT.fullmatch(text)
    if found:
        try:
            return dt.date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return None
    if re.fullmatch(r"\d{5}(\.0+)?", text) and 20000 <= float(text) <= 60000:  # Excel's own count of days
        return dt.date(1899, 12, 30) + dt.timedelta(days=int(float(text)))
    return None


def _date(text: str) -> Said:
    """
    >>> _date("2024年5月6日").value, _date("45418").value, _date("2023.2.30").what
    (datetime.date(2024, 5, 6), datetime.date(2024, 5, 6), '不是日期')
    """
    clean = _clean(text)
    if clean in numbers.EMPTY:
        return Said()
    if clean in ("长期", "永久", "长期有效"):
        return Said(FOR_EVER)
    day = _day(clean)
    if day is None:
        return Said(None, "不是日期", "请填成 2025-06-30 的样子")
    if not 1900 <= day.year <= 2100:
        return Said(None, "日期超出范围", "请核对年份")
    return Said(day)


def _month(text: str) -> Said:
    """
    >>> _month("2026年3月").value, _month("202603").value, _month("2026-03-15").value
    (datetime.date(2026, 3, 1), datetime.date(2026, 3, 1), datetime.date(2026, 3, 1))
    """
    clean = _clean(text)
    if clean in numbers.EMPTY:
        return Said()
    found = re.fullmatch(r"(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*月?份?", clean) or re.fullmatch(
        r"(20\d\d)(\d\d)", clean
    )
    if found and 1 <= int(found[2]) <= 12:
        return Said(dt.date(int(found[1]), int(found[2]), 1))
    if day := _day(clean):
        return Said(day.replace(day=1))
    return Said(None, "不是月份", "请填成 2026-03 的样子")
