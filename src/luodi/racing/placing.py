"""Bonus, deduction, veto, class and place."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from luodi.racing.exact import Value
from luodi.racing.lines import Line
from luodi.racing.ranks import places_broken
from luodi.racing.spec import Grade, Race
from luodi.racing.values import Values

YES = {"是", "有", "y", "yes", "true", "1", "√", "✓"}
NO = {"", "否", "无", "没有", "n", "no", "false", "0", "×", "✗", "-", "—", "——", "/"}


def add_extras(race: Race, values: Values, line: Line, i: int) -> None:
    """Lay bonus and deduction on the score, each within its own cap, all bonuses within theirs."""
    if line.base is None:
        return
    bonus = Fraction(0)
    for extra in race.extras:
        count = values.column(extra.column)[i]
        if not count:
            continue
        points = count * extra.each
        if extra.cap is not None and points > extra.cap:
            points = extra.cap
            line.remarks.append(f"{extra.name}封顶{float(extra.cap):g}分")
        line.extras[extra.code] = -points if extra.deducts else points
        bonus += Fraction(0) if extra.deducts else points
    allowed = bonus if race.extras_cap is None else min(bonus, race.extras_cap)
    if allowed < bonus:
        line.remarks.append(f"加分合计封顶{float(allowed):g}分")
    line.score = line.base + allowed + sum((p for p in line.extras.values() if p < 0), Fraction(0))


def vetoed(race: Race, values: Values, i: int) -> tuple[str, ...]:
    """Codes of the vetoes that hold for a unit."""
    hit = []
    for veto in race.vetoes:
        if veto.column in values.words:
            word = values.words[veto.column][i].strip().lower()
            yes = word in YES
        else:
            yes = bool(values.column(veto.column)[i])
        if yes:
            hit.append(veto.code)
    return tuple(hit)


def odd_vetoes(race: Race, values: Values) -> list[str]:
    """Words under a veto that say neither yes nor no: a veto must not fail to apply because of a spelling."""
    return [
        f"{values.place(unit, veto.column)}：{word!r} 不是“是”或“否”，一票否决“{veto.name}”没有用上，请改正后重算"
        for veto in race.vetoes
        for unit, word in zip(values.units, values.words.get(veto.column, ()), strict=False)
        if word.strip().lower() not in YES | NO
    ]


def lost_groups(race: Race, values: Values) -> list[str]:
    """Units without a group, and names in the rules' groups that no unit of the table has."""
    if race.group_column:
        groups = values.words.get(race.group_column) or [""] * len(values.units)
        bare = [unit for unit, group in zip(values.units, groups, strict=True) if not group]
        return [f"没有填“{race.group_column}”的单位：{'、'.join(bare)}"] if bare else []
    if not race.groups:
        return []
    bare = [unit for unit in values.units if unit not in race.groups]
    gone = [unit for unit in race.groups if unit not in values.units]
    said = [f"规则的分组里没有：{'、'.join(bare)}"] if bare else []
    return said + ([f"规则的分组里有、数据表中没有：{'、'.join(gone)}"] if gone else [])


def grade(score: Value, grades: Sequence[Grade]) -> str:
    """The class of a score: the first whose lower bound it reaches, best class first."""
    if score is None:
        return ""
    for one in grades:
        if one.low is None or score >= one.low:
            return one.name
    return ""


def place(race: Race, values: Values, lines: Sequence[Line]) -> None:
    """Give every line its place, its place in its group, its class; tell what a veto or a tie-break did."""
    effect = {veto.code: veto for veto in race.vetoes}
    for i, line in enumerate(lines):
        line.vetoes = vetoed(race, values, i)
        line.grade = grade(line.score, race.grades)
        for code in line.vetoes:
            veto = effect[code]
            line.remarks.append(f"一票否决：{veto.name}")
            if veto.effect == "last_class" and race.grades:
                line.grade = race.grades[-1].name
    out = {v.code for v in race.vetoes if v.effect == "unranked"}
    racing = [None if out & set(line.vetoes) else line.score for line in lines]
    if race.rank_within in ("all", "both"):
        _placed(race, lines, racing, range(len(lines)), "place")
    if race.rank_within in ("group", "both"):
        for name in dict.fromkeys(line.group for line in lines):
            members = [i for i, line in enumerate(lines) if line.group == name]
            _placed(race, lines, racing, members, "group_place")
    if race.rank_within == "group":
        for line in lines:
            line.place = line.group_place


def _placed(
    race: Race, lines: Sequence[Line], scores: Sequence[Value], members: Sequence[int] | range, field: str
) -> None:
    breakers = [[_breaker(lines[i], code) for i in members] for code in race.ties]
    placed, by = places_broken([scores[i] for i in members], breakers)
    names = {x.code: x.name for x in race.indicators()}
    for n, i in enumerate(members):
        setattr(lines[i], field, placed[n])
        if n in by:
            lines[i].tie = f"总分相同，按{names.get(race.ties[by[n]], race.ties[by[n]])}排定"


def _breaker(line: Line, code: str) -> Value:
    """What breaks a tie: an indicator's points or a dimension's score."""
    if code in line.cells:
        return line.cells[code].points
    return line.branches.get(code)
