"""Races in a terminal: rules, standings, rank intervals, two results side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from luodi.papers.raceresult import Heading, Number, RaceLine, RaceResult, plain, printed, rise_words
from luodi.racepaper import facts_of, headings_of, number
from luodi.racing.normalise import NORMALISERS
from luodi.racing.spec import Indicator, Race

if TYPE_CHECKING:
    from luodi.racing import Result
    from luodi.racing.compare import Difference
    from luodi.racing.lift import Lift
    from luodi.racing.lines import Line


RIGHT = {
    *("总分", "权重", "中位", "进前3", "入后3", "得分", "计入", "比平均", "自身", "其他单位", "合计"),
    *("一阶", "总阶", "平均移动（位）", "与最好者之比"),
}
"""Headings of columns of figures."""
WIDE, EACH = 80, 9
"""Columns of a terminal for all but the dimensions, and for one of them."""


def listed(races: Iterable[Race]) -> None:
    """The rules that come with the program."""
    table = screen_table("规则", "名称", "施行", "指标")
    for race in races:
        table.add_row(race.key, race.title, race.effective_from.isoformat(), f"{len(race.indicators())}项")
    Console().print(table)


def rules(race: Race) -> None:
    """The tree with its weights, the formulas it uses, and what else the rules say."""
    console = Console()
    lines = [f"{race.title}（{race.key}）"]
    leaves = {x.code: x for x in race.indicators()}
    for h in headings_of(race):
        indent = "  " if h.dimension else ""
        lines.append(
            f"{indent}{h.name}（{plain(h.weight)}）" + (f"　{_how(leaves[h.code])}" if h.leaf else "")
        )
    lines += ["", "计分公式"]
    for kind in dict.fromkeys(x.normaliser for x in leaves.values()):
        lines.append(f"  {NORMALISERS[kind].title}（{kind}）：{NORMALISERS[kind].formula}")
    lines += ["", *(f"{name}：{words}" for name, words in facts_of(race) if words)]
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _how(leaf: Indicator) -> str:
    numbers = " ".join(f"{name}={number(value)}" for name, value in leaf.options.items())
    words = [
        NORMALISERS[leaf.normaliser].title,
        numbers,
        "" if leaf.higher else "越低越好",
        leaf.unit,
        leaf.source,
    ]
    return "　".join(w for w in words if w)


def standings(result: RaceResult) -> None:
    """Places and scores; dimensions too where the terminal is wide enough for them."""
    console = Console()
    parts = result.dimensions or result.leaves
    parts = parts if console.width >= WIDE + EACH * len(parts) else []
    moved = any(x.before is not None for x in result.lines)
    grouped = any(x.group for x in result.lines)
    graded = any(x.grade for x in result.lines)
    table = screen_table("位次", "单位", "总分")
    for heading in [*(["升降"] if moved else []), *(["类别", "类内"] if grouped else [])]:
        table.add_column(heading, no_wrap=True)
    for h in parts:
        table.add_column(h.name, justify="right", overflow="fold")
    for heading in ("加分", "扣分", *(["等次"] if graded else []), "备注"):
        table.add_column(heading, overflow="fold", no_wrap=heading != "备注")
    for x in result.lines:
        row = ["—" if x.place is None else str(x.place), x.unit, printed(x.score, result.places)]
        row += [rise_words(x)] if moved else []
        row += [x.group, "" if x.group_place is None else str(x.group_place)] if grouped else []
        row += [printed(_part(x, h), result.places) for h in parts]
        row += [plain(v) if v else "" for v in (x.bonus, x.deduction)]
        row += [x.grade] if graded else []
        table.add_row(*row, "；".join(x.remarks))
    console.print(table)


def _part(line: RaceLine, heading: Heading) -> Number:
    if not heading.leaf:
        return line.branches.get(heading.code)
    cell = line.cells.get(heading.code)
    return cell.adds if cell else None


def intervals(rows: Sequence[Sequence[object]], said: str) -> None:
    """Where each unit stands in nine draws of ten, and how often among the first and last three."""
    table = screen_table("单位", "正式位次", "位次区间（90%）", "中位", "进前3", "入后3")
    for unit, official, low, middle, high, first, last in rows:
        table.add_row(
            str(unit),
            "—" if official is None else str(official),
            f"{low}–{high}",
            str(middle),
            f"{first:.1%}",
            f"{last:.1%}",
        )
    console = Console()
    console.print(table)
    console.print(said, markup=False, highlight=False, soft_wrap=True)


def side_by_side(one: Result, two: Result) -> None:
    """Places and scores by two rules."""
    a, b = one.race.key, two.race.key
    table = screen_table("单位", f"{a} 位次", f"{b} 位次", "位次变化", f"{a} 得分", f"{b} 得分")
    there = {x.unit: x for x in two.lines}
    for x in one.ranked():
        y = there[x.unit]
        apart = None if x.place is None or y.place is None else x.place - y.place
        moved = "" if apart is None else f"↑{apart}" if apart > 0 else f"↓{-apart}" if apart < 0 else "—"
        places = ["—" if p is None else str(p) for p in (x.place, y.place)]
        scores = [printed(line.score, r.race.publish.places) for line, r in ((x, one), (y, two))]
        table.add_row(x.unit, *places, moved, *scores)
    Console().print(table)


def differing(found: Sequence[Difference]) -> None:
    """In what two sets of rules differ, thing by thing."""
    console = Console()
    if not found:
        console.print("两套规则中影响得分、位次、核对和公布的内容完全相同。")
        return
    for text in ("", f"两套规则有{len(found)}处不同：", *map(str, found)):
        console.print(text, markup=False, highlight=False, soft_wrap=True)


def lifted(line: Line, found: Lift | None) -> None:
    """What a unit needs to gain one place."""
    console = Console()

    def say(text: str) -> None:
        console.print(text, markup=False, highlight=False, soft_wrap=True)

    if found is None:
        say(
            f"{line.unit}没有排名。"
            if line.place is None
            else f"{line.unit}前面没有单位（第{line.place}名）。"
        )
        return
    say(
        f"{line.unit}第{line.place}名，前面是{found.above}，相差{printed(found.gap, 4)}分。其他单位的数据假定不变。"
    )
    table = screen_table("指标", "现在", "单靠它要达到", "变化", "计量单位")
    for step in found.alone:
        needs = (step.why or "不够") if step.needs is None else plain(step.needs)
        table.add_row(step.name, plain(step.now), needs, _signed(step.change), step.unit_word)
    console.print(table)
    if not found.mix:
        say("各指标一起提高也不够。")
        return
    steps = [
        f"{s.name}由{'缺报' if s.now is None else plain(s.now)}到{plain(s.needs)}{s.unit_word}"
        for s in found.mix
    ]
    known = "已证明没有更省的" if found.proven else f"不能保证绝对最省：{found.unproven}"
    say(f"最省力的组合：{'；'.join(steps)}。（以各单位之间的差距衡量难易；{known}）")


def _signed(value: Number) -> str:
    return "" if value is None else f"{'+' if value > 0 else ''}{plain(value)}"


def screen_table(*headings: str) -> Table:
    """A table without lines; numbers to the right."""
    table = Table(box=None, pad_edge=False)
    for heading in headings:
        narrow = heading in (
            "位次",
            "规则",
            "施行",
            "单位",
            "总分",
            "权重",
            "指标",
            "计入",
            "合计",
            "与平均差",
        )
        right = heading in RIGHT
        table.add_column(heading, overflow="fold", no_wrap=narrow, justify="right" if right else "left")
    return table
