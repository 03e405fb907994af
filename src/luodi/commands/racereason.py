"""Why a unit stands where it does, in a terminal: its points, its movement, what lifts it, its best case."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from rich.console import Console

from luodi.commands.racescreen import lifted, screen_table
from luodi.papers.raceresult import Number, plain, printed
from luodi.racepaper import duels
from luodi.racing.bestcase import HIGH, LOW

if TYPE_CHECKING:
    from luodi.racing import Result
    from luodi.racing.bestcase import BestCase
    from luodi.racing.lines import Line
    from luodi.racing.movement import Move

__all__ = ["best_case", "lifted", "moved", "standing"]
MOST = 5


def tell(text: str) -> None:
    """One line, wrapped by the terminal only."""
    Console().print(text, markup=False, highlight=False, soft_wrap=True)


def standing(result: Result, unit: str) -> None:
    """Every indicator: the figures behind it, points, what it adds, how that stands to the average."""
    race, line = result.race, result.line(unit)
    at = result.values.units.index(unit)
    ranked = [x for x in result.lines if x.place is not None]
    tell(_head(line, race.publish.places, len(ranked)))
    paired = duels(race)
    others = [x for x in result.lines if x.base is not None]
    rows: list[tuple[Fraction, tuple[str, ...]]] = []
    for leaf in race.indicators():
        cell = line.cells[leaf.code]
        adds = None if paired or cell.points is None else cell.adds
        middle = sum((x.cells[leaf.code].adds for x in others), Fraction(0)) / len(others) if others else None
        apart = None if adds is None or middle is None else adds - middle
        against = [
            f"{word}{plain(v)}"
            for word, column in (("目标", leaf.target_column), ("基期", leaf.base_column))
            if column and (v := result.values.column(column)[at]) is not None
        ]
        figure = "缺报" if cell.figure is None else f"{plain(cell.figure)}{leaf.unit}"
        row = (
            leaf.name,
            figure,
            "、".join(against),
            printed(cell.points, 2),
            plain(result.weights.get(leaf.code, leaf.weight)),
            printed(adds, 2),
            _signed(apart),
            cell.where.rpartition("!")[2] if "!" in cell.where else cell.where,
        )
        rows.append((apart if apart is not None else Fraction(0), row))
    rows.sort(key=lambda r: r[0])
    table = screen_table("指标", "数据", "对照", "得分", "权重", "计入", "比平均", "位置")
    for _apart, words in rows:
        table.add_row(*words)
    Console().print(table)
    if paired:
        tell("两两比较的总分没有各指标计入多少分的分法。")
    for leaf in race.indicators():
        if line.cells[leaf.code].note:
            tell(f"{leaf.name}：{line.cells[leaf.code].note}")
    names = {x.code: x.name for x in race.extras}
    for code, points in line.extras.items():
        tell(f"{names[code]}：{_signed(points)}分")
    for remark in (*line.remarks, *([line.tie] if line.tie else [])):
        tell(remark)


def _head(line: Line, places: int, count: int) -> str:
    if line.place is None:
        return f"{line.unit}没有排名，总分{printed(line.score, places)}分。"
    words = [f"{line.unit}第{line.place}名（共{count}个），总分{printed(line.score, places)}分"]
    if line.base is not None and line.score is not None and line.base != line.score:
        words.append(f"其中基础分{printed(line.base, places)}、加扣分{_signed(line.score - line.base)}")
    words += [f"{line.group}第{line.group_place}名"] if line.group and line.group_place else []
    words += [line.grade] if line.grade else []
    return "，".join(words) + "。"


def moved(move: Move | None) -> None:
    """The sentence, then each indicator's part of the change by its cause."""
    if move is None:
        return
    tell("")
    tell(move.why)
    if move.score is None:
        return
    table = screen_table("指标", "上期", "本期", "自身", "其他单位", "规则", "合计")
    parts = [p for p in move.parts if any(p.split)]
    for part in sorted(parts, key=lambda p: -abs(p.split.whole)):
        table.add_row(part.name, _or(part.before), _or(part.now), *_all(part.split, part.split.whole))
    if any(move.rest):
        table.add_row("加扣分等", "", "", *_all(move.rest, move.rest.whole))
    table.add_row("总分", "", "", *_all(move.score, move.score.whole))
    if move.place is not None:
        table.add_row("位次", "", "", *_all(move.place, move.place.whole))
    Console().print(table)


def best_case(result: Result, best: BestCase | None, why: str) -> None:
    """The weights that suit the unit best, and who is ahead of it even then."""
    tell("")
    if best is None:
        tell(f"最有利的权重没有求：{why}")
        return
    one = best.units[0]
    own = sum(result.weights.values(), Fraction(0))
    names = {x.code: x.name for x in result.race.indicators()}
    moves = {
        code: (float(result.weights[code] / own), weight)
        for code, weight in one.weights.items()
        if own and code in result.weights
    }
    up = sorted(moves, key=lambda c: moves[c][0] - moves[c][1])[:MOST]
    raised = "、".join(
        f"{names[c]}（{moves[c][0]:.1%}→{moves[c][1]:.1%}）" for c in up if moves[c][1] > moves[c][0] + 1e-9
    )
    words = f"每个权重在自己的{LOW:g}到{HIGH:g}倍之间变动，对{one.unit}最有利的权重下排第{one.place}名（不计加扣分）"
    words += f"，主要是加重{raised}" if raised else ""
    words += f"；仍落后于{_names(one.beaten_by)}。" if one.beaten_by else "；没有单位在它前面。"
    tell(words)
    for text in best.said:
        tell(text)


def _names(names: Sequence[str]) -> str:
    more = f"等{len(names)}个单位" if len(names) > MOST else ""
    return "、".join(names[:MOST]) + more


def _or(figure: Number) -> str:
    return "缺报" if figure is None else plain(figure)


def _all(split: Sequence[Fraction] | object, whole: Fraction) -> list[str]:
    return [_signed(part) for part in (*split, whole)]  # type: ignore[misc]


def _signed(value: Number) -> str:
    if value is None:
        return "—"
    made = printed(value, 2)
    return made if value <= 0 or made == printed(Fraction(0), 2) else f"+{made}"
