"""`luodi race check`: everything about a table that should be known before anything is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from luodi.racing import Contest, Values

WRONG, DOUBTFUL, TOLD = "错误", "疑似", "提示"
ORDER = (WRONG, DOUBTFUL, TOLD)


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at: how serious, where, what, what to do, which department the figure is from."""

    serious: str
    where: str
    what: str
    todo: str = ""
    source: str = ""

    def __str__(self) -> str:
        todo = f"；{self.todo}" if self.todo else ""
        source = f"（来源：{self.source}）" if self.source else ""
        return f"{self.serious}｜{self.where}：{self.what}{todo}{source}"


def remarks(contest: Contest, values: Values, history: Sequence[Values] = ()) -> list[Remark]:
    """What reading the table, the checks and running the race say of single cells and of the whole, worst first.
    `history`: tables of the rounds before, the oldest first.

    Raises ValueError where a heading the rules need is not there."""
    from luodi.racing.placing import lost_groups, odd_vetoes

    race = contest.race
    result = contest.run(values)
    found = [Remark(WRONG, b.where, f"{b.text!r} {b.what}") for b in values.bad]
    found += [Remark(WRONG, "一票否决", text) for text in odd_vetoes(race, values)]
    found += [Remark(WRONG, "分组", text) for text in lost_groups(race, values)]
    for line in result.lines:
        for leaf in race.indicators():
            cell = line.cells[leaf.code]
            if cell.figure is None and not _told(values, cell.where):
                what = f"{line.unit}“{leaf.name}”{cell.note or '缺报'}"
                found.append(Remark(DOUBTFUL, cell.where, what, "请核实是否真的没有", leaf.source))
            elif cell.note and cell.figure is not None:
                what = f"{line.unit}“{leaf.name}”{cell.note}"
                found.append(Remark(TOLD, cell.where, what, source=leaf.source))
    checked = contest.check(values, history=history)
    checked = [f for f in checked if f.kind != "unread"]  # what is unread is told above
    found += [Remark(f.serious, f.where, f"{f.unit}{f.what}", f.todo, f.source) for f in checked]
    found += [Remark(TOLD, values.source or "数据表", text) for text in values.notes]
    return sorted(dict.fromkeys(found), key=lambda r: ORDER.index(r.serious))


def _told(values: Values, where: str) -> bool:
    return any(bad.where == where for bad in values.bad)
