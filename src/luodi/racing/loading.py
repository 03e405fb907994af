"""A race's YAML file to a `Race`: every fault with its line, all at once."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import cast

from luodi.lined import Fault, FileError, Part, number, open_file, open_text
from luodi.racing import levels
from luodi.racing.checking.rules import rules
from luodi.racing.normalise import NORMALISERS
from luodi.racing.spec import (
    MISSING_WORDS,
    Branch,
    Extra,
    Grade,
    Indicator,
    Missing,
    Node,
    Publish,
    Race,
    Treatment,
    Veto,
)
from luodi.racing.unused import tell_bounds, tell_unused


class RaceError(FileError):
    """A race's file that cannot be used: every fault with its line."""


SIDES = {"targets": "target_column", "bases": "base_column"}


def load(path: str | Path) -> Race:
    """Read a race. Raises RaceError with every fault, FileNotFoundError."""
    path = Path(path)
    root, faults = open_file(path, RaceError)
    return _whole(root, faults, path.name, str(path))


def loads(text: str, name: str = "规则") -> Race:
    """The same for YAML kept elsewhere than in a file; `name` is what its faults are told under."""
    root, faults = open_text(text.removeprefix("\ufeff"), name, RaceError)
    return _whole(root, faults, name, "")


def _whole(root: Part, faults: list[Fault], name: str, path: str) -> Race:
    race = _race(root, path)
    if faults:
        raise RaceError(name, faults)
    return race


def _race(root: Part, path: str) -> Race:
    weights = root.choice("weights", ("points", "shares", "relative"), "points")
    full = root.number("full", Fraction(100)) or Fraction(100)
    missing = cast("Missing", root.choice("missing", MISSING_WORDS, "zero"))
    nodes = _nodes(root.parts("indicators"))
    if not nodes:
        root.fault("没有指标：请在 indicators 下列出")
    _adds_up(nodes, weights, full if weights == "points" else Fraction(1), "全部指标", root)
    _codes(nodes, root)
    aggregation, nodes = levels.aggregation(root, nodes)
    threshold, nodes = levels.threshold(root, nodes)
    if aggregation == "sum" and weights != "points":
        root.fault("合计法（sum）的权重就是分值，weights 应为 points", root.lines.get("weights"))
    weighting = root.choice("weighting", ("given", "equal", "entropy", "pca", "loadings", "expert"), "given")
    judgements = _judgements(root)
    if weighting == "expert" and not judgements:
        root.fault("weighting 为 expert 时要给出判断矩阵 judgements")
    groups, group_column = _groups(root)
    ties = tuple(_words(root, "ties"))
    names = {code for code, _line in _all_codes(nodes)}
    for code in ties:
        if code not in names:
            root.fault(f"ties 里的“{code}”不是本规则的指标或维度", root.lines["ties"])
    race = Race(
        id=root.text("id", needed=True),
        version=root.text("version", needed=True),
        title=root.text("title", needed=True),
        document=root.text("document"),
        effective_from=root.day("effective_from"),
        tree=nodes,
        aggregation=aggregation,
        weights=weights,  # type: ignore[arg-type]
        full=full,
        power=root.number("power", Fraction(1)) or Fraction(0),
        threshold=threshold,
        weighting=weighting,  # type: ignore[arg-type]
        judgements=judgements,
        extras=tuple(
            _extra(p, deducts)
            for key, deducts in (("bonus", False), ("deductions", True))
            for p in root.parts(key)
        ),
        extras_cap=root.number("bonus_cap"),
        vetoes=tuple(_veto(p) for p in root.parts("vetoes")),
        groups=groups,
        group_column=group_column,
        normalise_within=root.choice("normalise_within", ("all", "group"), "all"),  # type: ignore[arg-type]
        rank_within=root.choice("rank_within", ("all", "group", "both"), "all"),  # type: ignore[arg-type]
        missing=missing,
        ties=ties,
        grades=_grades(root),
        publish=_publish(root),
        unit_column=root.text("unit_column", "单位"),
        rounds=root.text("rounds"),
        checks=rules(root),
        path=path,
    )
    if "group" in (race.normalise_within, race.rank_within) and not (groups or group_column):
        root.fault("按组计算或排名，但没有 groups 或 group_column")
    tell_unused(root, race)
    root.close()
    return race


def _nodes(parts: Sequence[Part]) -> tuple[Node, ...]:
    return tuple(_branch(p) if p.has("indicators") else _leaf(p) for p in parts)


def _branch(part: Part) -> Branch:
    children = _nodes(part.parts("indicators"))
    code = part.text("code", needed=True)
    weight = part.number("weight", Fraction(0), needed=True) or Fraction(0)
    made = Branch(code, part.text("name", code), weight, children, part.line, *levels.own(part))
    part.close()
    return made


def _leaf(part: Part) -> Indicator:
    code = part.text("code", needed=True)
    name = part.text("name", code)
    kind = part.choice("normaliser", NORMALISERS, "attainment")
    how = NORMALISERS[kind]
    options = {}
    for option, default in how.options.items():
        value = part.number(option, default)
        if value is not None:
            options[option] = value
    if kind == "schedule" and not options.get("elapsed"):
        part.fault("序时完成率（schedule）要写 elapsed：已过几个月")
    for option in ("per", "full", "whole"):
        if option in options and options[option] <= 0 and not (kind == "mean_step" and option == "whole"):
            part.fault(f"“{option}”应大于0", part.lines.get(option))
    tell_bounds(part, kind, options)
    sides = {side: part.text(column) for side, column in SIDES.items()}
    for side in how.needs:
        if not sides[side]:
            part.fault(
                f"{how.title}（{kind}）需要 {SIDES[side]}：数据表中{'目标值' if side == 'targets' else '基期值'}一列的列名"
            )
    for side, column in sides.items():
        if column and side not in how.needs:
            part.fault(f"{how.title}（{kind}）不用 {SIDES[side]}，请删去", part.lines[SIDES[side]])
    missing = part.choice("missing", MISSING_WORDS, "") if part.has("missing") else ""
    treatment = part.part("treatment")
    weight = part.number("weight", needed=True)
    if weight is not None and weight < 0:
        part.fault("权重不能小于0", part.lines["weight"])
    made = Indicator(
        code=code,
        name=name,
        weight=weight or Fraction(0),
        unit=part.text("unit"),
        higher=part.choice("direction", ("higher", "lower"), "higher") == "higher",
        normaliser=kind,
        options=options,
        column=part.text("column", name),
        target_column=sides["targets"],
        base_column=sides["bases"],
        source=part.text("source"),
        cap=part.number("max_points"),
        floor=part.number("min_points"),
        missing=cast("Missing | None", missing or None),
        treatment=_treatment(treatment) if treatment else Treatment(),
        line=part.line,
    )
    part.close()
    return made


def _treatment(part: Part) -> Treatment:
    made = Treatment(
        part.whole("winsorise"),
        part.flag("log", False),
        part.choice("impute", ("", "group_mean", "group_median", "mean", "median"), ""),  # type: ignore[arg-type]
    )
    part.close()
    return made


def _extra(part: Part, deducts: bool) -> Extra:
    code = part.text("code", needed=True)
    each = part.number("each", Fraction(1)) or Fraction(0)
    if each < 0:
        part.fault("each 写正数，扣分项写在 deductions 下", part.lines["each"])
    name = part.text("name", code)
    made = Extra(
        code,
        name,
        part.text("column", name),
        each,
        part.number("cap"),
        deducts,
        part.text("evidence"),
        part.line,
    )
    part.close()
    return made


def _veto(part: Part) -> Veto:
    code = part.text("code", needed=True)
    name = part.text("name", code)
    effect = part.choice("effect", ("unranked", "last_class", "no_commendation"), "unranked")
    made = Veto(code, name, part.text("column", name), effect, part.line)  # type: ignore[arg-type]
    part.close()
    return made


def _grades(root: Part) -> tuple[Grade, ...]:
    grades = []
    for part in root.parts("classes"):
        grades.append(Grade(part.text("name", needed=True), part.number("from"), part.line))
        part.close()
    for better, worse in pairwise(grades):
        if better.low is None or (worse.low is not None and worse.low >= better.low):
            root.fault("classes 从高到低写，只有最后一类可以不写 from", worse.line)
    return tuple(grades)


def _publish(root: Part) -> Publish:
    part = root.part("publish")
    if part is None:
        return Publish()
    table = part.choice("table", ("full", "first_last", "first"), "full")
    made = Publish(table, part.whole("first"), part.whole("last"), part.whole("places", 2))  # type: ignore[arg-type]
    if table != "full" and not made.first:
        part.fault("只公布前几名时要写 first")
    if table == "first_last" and not made.last:
        part.fault("公布前几名和后几名（first_last）时要写 last")
    if table == "first" and made.last:
        part.fault("只公布前几名（first）时 last 没有作用，请删去", part.lines["last"])
    part.close()
    return made


def _groups(root: Part) -> tuple[dict[str, str], str]:
    groups: dict[str, str] = {}
    given = root.plain("groups")
    if given is not None and not isinstance(given, dict):
        root.fault("groups 应写成“组名: [单位, …]”", root.lines["groups"])
        given = None
    for name, members in (given or {}).items():
        for unit in members if isinstance(members, list) else [members]:
            if unit in groups:
                root.fault(f"“{unit}”同时在“{groups[unit]}”和“{name}”两组", root.lines["groups"])
            groups[str(unit)] = name
    return groups, root.text("group_column")


def _judgements(root: Part) -> tuple[tuple[Fraction, ...], ...]:
    rows = root.plain("judgements")
    if rows is None:
        return ()
    try:
        return tuple(tuple(number(cell) for cell in row) for row in rows)
    except (ValueError, TypeError):
        root.fault("judgements 应是由数组成的方阵，如 [[1, 3], [1/3, 1]]", root.lines["judgements"])
        return ()


def _words(root: Part, name: str) -> list[str]:
    given = root.plain(name)
    return [str(w) for w in given] if isinstance(given, list) else [str(given)] if given else []


def _adds_up(nodes: Sequence[Node], rule: str, whole: Fraction, what: str, root: Part) -> None:
    """Weights of a level add up to what stands above them, or it is a fault that names the line."""
    if not nodes:
        return
    total = sum((n.weight for n in nodes), Fraction(0))
    if rule == "relative":
        if total <= 0:
            root.fault(f"{what}的权重都是0", nodes[0].line)
    elif total != whole:
        root.fault(f"{what}的权重合计为{float(total):g}，应为{float(whole):g}", nodes[0].line)
    for node in nodes:
        if isinstance(node, Branch):
            below = node.weight if rule == "points" else Fraction(1)
            _adds_up(node.children, rule, below, f"“{node.name}”下指标", root)


def _all_codes(nodes: Sequence[Node]) -> list[tuple[str, int]]:
    found = []
    for node in nodes:
        found.append((node.code, node.line))
        if isinstance(node, Branch):
            found += _all_codes(node.children)
    return found


def _codes(nodes: Sequence[Node], root: Part) -> None:
    seen: dict[str, int] = {}
    for code, line in _all_codes(nodes):
        if code and code in seen:
            root.fault(f"代码“{code}”与第{seen[code]}行重复", line)
        seen.setdefault(code, line)
