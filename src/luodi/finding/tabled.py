"""Tables of figures: every number cell is a fact of its row and column (C17).

A table whose columns name tasks or bodies to do them is none. A column of goals (目标值, 2027年目标)
makes goals. 万元 columns are multiplied out; 序号, 位次 and 较上季度 are skipped.
"""

from __future__ import annotations

import re

from luodi.finding import tense
from luodi.finding.findings import Target
from luodi.finding.passages import Passage
from luodi.finding.quantities import KINDS

_TASKS = re.compile(r"任务|责任|牵头|配合|时限|举措|措施|承办|协办|工作内容|完成时间|事项|办理")
_SKIP = re.compile(
    r"^(?:序号|编号|位次|名次|排名|排序|位置|№|No\.?|备注|说明|电话|联系.*|邮编|代码|年份|年度|数据来源|.*(?:位次|名次|排名|排位).*|较上.{0,3}(?:位次|变化)?|升降|进退|等次|亮灯)$"
)
_HEAD_UNIT = re.compile(
    r"[（(](?:单位[：:])?(?P<unit>[^（）()]{1,8})[）)]\s*$|[，,/／](?P<unit2>[一-龥%％]{1,4})$"
)
_NUMBER = re.compile(
    r"(?P<n>[+\-−]?\d[\d,，]*(?:\.\d+)?)\s*(?P<unit>[%％‰]|个百分点|万元|亿元|[家户个项件人名元分])?"
)
_SCALES = {"万": 10**4, "亿": 10**8, "千": 10**3, "百万": 10**6}
_GROWTH = re.compile(r"增长|增速|增幅|增减|同比|较上年|比上年|提高|变化")
_GOAL = re.compile(r"目标|计划(?!完成率)|预期")
_UNIT_COLUMN = re.compile(r"^(?:单位|计量单位)$")
_YEAR = re.compile(r"20\d\d(?=年)")


def is_table_of_figures(head: tuple[str, ...]) -> bool:
    """Neither a list of tasks nor a table without a head; 红灯任务（项） counts tasks, it names none."""
    return bool(head) and not any(_TASKS.search(name) and not _HEAD_UNIT.search(name) for name in head)


def facts_of_row(text: str, row: Passage, period: str | None) -> list[Target]:
    """One target for each number cell of the row."""
    words = [text[a:b].strip() for a, b in row.cells]
    name_at = _name_column(row.head, words)
    if name_at is None:
        return []
    own_unit = next(
        (
            w
            for h, w in zip(row.head, words, strict=False)
            if _UNIT_COLUMN.match(h) and _split_unit(w) is not None
        ),
        "",
    )
    found = []
    for at, (head, cell) in enumerate(zip(row.head, words, strict=False)):
        if at == name_at or _SKIP.match(head.strip()):
            continue
        number = _NUMBER.fullmatch(cell)
        if not number:
            continue
        column, scale, unit = _column(head)
        written = number["unit"] or ("" if unit else own_unit)
        if written:
            scale, unit = _split_unit(written) or (1, written)
        value = _value(number["n"], scale)
        goal = bool(_GOAL.search(head)) or ("目标" in "".join(row.path[-1:]) and row.role == "goals")
        year = _YEAR.search(head)
        growth = bool(_GROWTH.search(head)) and (unit in ("%", "个百分点") or cell[:1] in "+-−")
        found.append(
            Target(
                f"{words[name_at]} {column}".strip(),
                value,
                unit,
                "+" if growth else "=",
                not goal,
                (row.start, row.end),
                due=year.group() if year else (period if not goal else None),
                why="table of figures",
            )
        )
    return found


def _name_column(head: tuple[str, ...], words: list[str]) -> int | None:
    """The column that names the row: the first of words that is no number."""
    for at, (name, word) in enumerate(zip(head, words, strict=False)):
        if (
            word
            and not _NUMBER.fullmatch(word)
            and word not in ("—", "-", "——", "/")
            and not _SKIP.match(name.strip())
        ):
            return at
    return None


def _column(head: str) -> tuple[str, int, str]:
    """技术合同成交额（万元） -> its name, 10000, 元."""
    found = _HEAD_UNIT.search(head)
    unit = (found["unit"] or found["unit2"]) if found else None
    split = _split_unit(unit) if unit else None
    if found is None or split is None:
        return head.strip(), 1, ""
    return head[: found.start()].strip(), *split


def _split_unit(words: str) -> tuple[int, str] | None:
    """万元 -> 10000, 元; None when the words are no unit."""
    words = words.strip().replace("％", "%")
    for scale in ("百万", "万", "亿", "千"):
        rest = words.removeprefix(scale)
        if rest != words and rest in KINDS and words not in KINDS:
            return _SCALES[scale], rest
    return (1, words) if words in KINDS else None


def _value(words: str, scale: int) -> float | int:
    number = float(words.replace(",", "").replace("，", "").replace("−", "-")) * scale
    number = round(number, 6)
    return int(number) if number == int(number) else number


def period_of_table(text: str, row: Passage, above: str | None) -> str | None:
    """The period a table's heading says, else the one above it."""
    for heading in reversed(row.path):
        found = tense.period(heading, 0, len(heading), row.calendar)
        if found:
            return found
    return above
