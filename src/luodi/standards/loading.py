"""A standard's YAML file to a `Standard`: every fault at once, each with its line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar, cast

from luodi.lined import FileError, Part, open_file
from luodi.standards import expression as ex
from luodi.standards.parsing import Misread, Names, constant, measure, number, truth
from luodi.standards.spec import (
    Alternative,
    Band,
    Banded,
    Best,
    Cased,
    Clause,
    Computed,
    Condition,
    Fact,
    Graded,
    Input,
    Item,
    Points,
    Standard,
    Total,
)

T = TypeVar("T")
KINDS = ("money", "count", "number", "flag", "choice", "graded")
SURE = ("S", "M+", "M", "M-")
UNITS = {"money": "万元", "count": "个", "number": "", "flag": "", "choice": "", "graded": "分"}


NEVER: ex.Truth = ex.Any(())
ZERO: ex.Num = ex.Number(Fraction(0))
NOTHING: ex.Measure = ZERO
"""What stands for an expression that could not be read, until the faults are told."""


class StandardError(FileError):
    """A standard's file that cannot be used: every fault with its line."""


def read(path: Path) -> Standard:
    """One standard from its file. Raises StandardError with every fault, FileNotFoundError."""
    root, faults = open_file(path, StandardError)
    made = _Loader(root).standard(path)
    if faults:
        raise StandardError(path.name, faults)
    return made


class _Loader:
    def __init__(self, root: Part) -> None:
        self.root = root
        self.names = Names({})

    def standard(self, path: Path) -> Standard:
        root = self.root
        since, until = root.day("effective_from"), root.day("effective_to", needed=False)
        if until != date.min and until < since:
            root.fault("effective_to 早于 effective_from", root.lines["effective_to"])
        inputs = self.inputs()
        self.names = Names(inputs)
        lets = self.lets()
        alternatives = tuple(self.alternative(p) for p in root.parts("alternatives"))
        items = tuple(self.item(p) for p in root.parts("scores"))
        groups = self.groups(items)
        total = root.text("total")
        if total and total not in self.names.scores:
            root.fault(f"total 写的“{total}”不是得分项", root.lines["total"])
        conditions = tuple(self.condition(p) for p in root.parts("conditions"))
        self.once([(c.code, c.clause.line) for c in conditions], "条件代码")
        routes = tuple(self.route(p) for p in root.parts("routes"))
        facts = tuple(self.fact(p) for p in root.parts("facts"))
        made = Standard(
            id=root.text("id", needed=True),
            version=root.text("version", needed=True),
            case_id=root.text("case_id"),
            title=root.text("title", needed=True),
            document=root.text("document", needed=True),
            issuer=root.text("issuer", needed=True),
            effective_from=since,
            effective_to=None if until == date.min else until,
            inputs=inputs,
            items=items,
            conditions=conditions,
            alternatives=alternatives,
            route=root.text("route", "general"),
            routes=routes,
            lets=lets,
            groups=groups,
            total=total,
            rung=root.whole("rung"),
            parameters=root.words_by_name("parameters"),
            remarks=tuple(root.words("remarks")),
            editable=root.flag("editable", False),
            verdict_words=root.words_by_name("verdict_words"),
            path=str(path),
            facts=facts,
            refuses=root.text("refuses"),
        )
        if not conditions and not made.refuses:
            root.fault("没有条件：请在 conditions 下列出")
        root.close()
        return made

    # ---- what expressions speak of --------------------------------------------------------------------

    def inputs(self) -> dict[str, Input]:
        part = self.root.part("inputs")
        if part is None:
            self.root.fault("缺少“inputs”：列出所用指标")
            return {}
        return {name: self.input(name, p) for name, p in part.named_parts()}

    def input(self, name: str, part: Part) -> Input:
        kind = part.choice("kind", KINDS, "number")
        columns = tuple(part.words("columns"))
        if not columns:
            part.fault(f"“{name}”没有写 columns：企业表里的列")
        series = part.choice("series", ("", "years", "parts"), "")
        if len(columns) > 1 and not series:
            part.fault(f"“{name}”有{len(columns)}列，请写 series: years（各年）或 parts（各项）")
        absent: Any = None
        if part.has("absent"):
            word = part.text("absent")
            try:
                absent = word == "true" if kind == "flag" else word if kind == "choice" else constant(word)
            except Misread as error:
                part.fault(str(error), part.lines["absent"])
            if kind == "flag" and word not in ("true", "false"):
                part.fault("absent 应是 true 或 false", part.lines["absent"])
        why = part.text("why")
        if part.has("absent") and not why:
            part.fault(f"“{name}”缺项时有推定值，请在 why 写明理由", part.lines["absent"])
        made = Input(
            name=name,
            label=part.text("label", needed=True),
            kind=kind,  # type: ignore[arg-type]
            unit=part.text("unit", UNITS.get(kind, "")),
            period=part.text("period"),
            columns=columns,
            series=series,  # type: ignore[arg-type]
            words=tuple(part.words("words")),
            absent=absent,
            why_absent=why,
            also=tuple(part.words("also")),
            caliber=part.text("caliber"),
            line=part.line,
        )
        if part.has("confidence"):
            part.text("confidence")
        part.close()
        return made

    def lets(self) -> dict[str, ex.Num]:
        part = self.root.part("lets")
        if part is None:
            return {}
        for name, node in part.named_nodes():
            if isinstance(node, str):
                self.names.lets[name] = self.tried(part, name, number, ZERO, node)
            else:
                self.names.lets[name] = self.picked(node)
        return dict(self.names.lets)

    def picked(self, part: Part) -> ex.Num:
        cases = []
        for case in part.parts("pick"):
            when = self.truth(case, "when")
            cases.append((when, self.number(case, "is")))
            case.close()
        otherwise = self.number(part, "else")
        part.close()
        return ex.Pick(tuple(cases), otherwise)

    def alternative(self, part: Part) -> Alternative:
        name = part.text("name", needed=True)
        of = part.words("any")
        if of:
            made: ex.Truth = ex.Any(tuple(self.tried(part, "any", truth, NEVER, w) for w in of))
        else:
            made = self.truth(part, "when")
        self.names.alternatives[name] = made
        alternative = Alternative(name, part.text("label", name), made, self.clause(part))
        part.close()
        return alternative

    # ---- the score table ------------------------------------------------------------------------------

    def item(self, part: Part) -> Item:
        name = part.text("name", needed=True)
        most = part.whole("most")
        rule = self.rule(part, name, most)
        shown = part.flag("shown", True)
        summed = isinstance(rule, (Best, Total))
        clause = self.clause(part, needed=not summed)
        made = Item(name, part.text("label", name), most or self.most_of(rule), rule, clause, shown)
        if name in self.names.scores or name in self.names.inputs:
            part.fault(f"“{name}”与已有的得分或指标同名", part.line)
        self.names.scores.add(name)
        self.mosts = {**getattr(self, "mosts", {}), name: made.most}
        part.close()
        return made

    def most_of(self, rule: Any) -> int:
        mosts: dict[str, int] = getattr(self, "mosts", {})
        if isinstance(rule, Total):
            whole = sum(mosts.get(n, 0) for n in rule.of)
            return whole if rule.cap is None else min(whole, rule.cap)
        if isinstance(rule, Best):
            return max((mosts.get(n, 0) for n in rule.of), default=0)
        return 0

    def rule(self, part: Part, name: str, most: int) -> Any:
        given, back = self.given(part)
        kinds = [k for k in ("on", "cases", "graded", "best_of", "sum_of", "full") if part.has(k)]
        if len(kinds) != 1:
            part.fault(
                f"得分项“{name}”应写且只写一种计分办法：on+bands、cases、graded、best_of、sum_of 或 full"
            )
            return Computed(ex.Number(Fraction(0)), 1, 0)
        kind = kinds[0]
        if kind in ("best_of", "sum_of"):
            of = tuple(part.words(kind))
            for unknown in (n for n in of if n not in self.names.scores):
                part.fault(f"“{unknown}”不是前面写过的得分项", part.lines[kind])
            return (
                Best(of) if kind == "best_of" else Total(of, part.whole("cap") if part.has("cap") else None)
            )
        if not most:
            part.fault(f"得分项“{name}”要写满分 most")
        if kind == "on":
            on = self.tried(part, "on", measure, NOTHING)
            bands = tuple(self.band(p, most) for p in part.parts("bands"))
            self.covers(bands, part)
            return Banded(on, bands, self.points(part, "none", most, (0, 0)), given, back)
        if kind == "cases":
            cases = []
            for case in part.parts("cases"):
                cases.append((self.truth(case, "when"), self.points(case, "points", most)))
                case.close()
            return Cased(tuple(cases), self.points(part, "else", most), given, back)
        if kind == "full":
            value = self.number(part, "full")
            return Computed(value, part.whole("per", 1), most)
        return self.graded(part, most)

    def given(self, part: Part) -> tuple[str, int]:
        text = part.text("given")
        if not text:
            return "", 0
        made = self.tried(part, "given", measure, NOTHING, text)
        if not isinstance(made, ex.Figure):
            part.fault("given 应是一个专家评分指标", part.lines["given"])
            return "", 0
        return made.input, made.back

    def graded(self, part: Part, most: int) -> Graded:
        name = part.text("graded")
        given = self.names.inputs.get(name)
        if given is None or given.kind != "graded":
            part.fault(f"“{name}”不是专家评分指标（kind: graded）", part.lines["graded"])
            return Graded(name, {}, most)
        which = part.whole("part") if part.has("part") else len(given.columns) - 1
        if which >= len(given.columns):
            part.fault(f"“{name}”只有{len(given.columns)}项，part 从0起", part.lines["part"])
        grades = {}
        table = part.part("grades")
        for letter in table.keys if table is not None else ():
            grades[letter] = self.points(cast("Part", table), letter, most)
        caps = None
        if part.has("least"):
            caps = part.whole("least")
        return Graded(name, grades, most, max(0, len(given.columns) - 1 - which), caps or 0)

    def points(self, part: Part, key: str, most: int, otherwise: Points | None = None) -> Points:
        """`20`, or `[7, 8]` where experts choose within a band."""
        if not part.has(key):
            if otherwise is None:
                part.fault(f"缺少“{key}”")
            return otherwise or (0, 0)
        words = part.words(key)
        try:
            low, high = (int(words[0]), int(words[-1])) if len(words) in (1, 2) else (None, None)
        except ValueError:
            low = high = None
        if low is None or high is None or not 0 <= low <= high:
            part.fault(f"“{key}”应是分数，如 20 或 [7, 8]", part.lines[key])
            return 0, 0
        if high > most:
            part.fault(f"{high}分超过满分{most}分", part.lines[key])
        return low, high

    def band(self, part: Part, most: int) -> Band:
        def edge(inside: str, outside: str) -> tuple[Fraction | None, bool]:
            if part.has(inside) and part.has(outside):
                part.fault(f"{inside} 和 {outside} 只能写一个")
            for key, closed in ((inside, True), (outside, False)):
                if part.has(key):
                    return self.tried(part, key, _constant, Fraction(0)), closed
            return None, False

        low, low_in = edge("from", "above")
        high, high_in = edge("up_to", "to")
        made = Band(low, low_in, high, high_in, self.points(part, "points", most), part.line)
        if low is None and high is None:
            part.fault("这一档没有上下限")
        elif (
            low is not None
            and high is not None
            and (low > high or (low == high and not (low_in and high_in)))
        ):
            part.fault("这一档的下限不小于上限")
        part.close()
        return made

    def covers(self, bands: tuple[Band, ...], part: Part) -> None:
        """Bands leave nothing out and nothing twice."""
        if not bands:
            part.fault("没有写 bands")
            return
        low = Fraction(-(10**18))
        order = sorted(bands, key=lambda b: (low if b.low is None else b.low, b.low_in is False))
        if order[0].low is not None:
            part.fault("最低一档不应有下限：更低的值无分可得", order[0].line)
        if order[-1].high is not None:
            part.fault("最高一档不应有上限：更高的值无分可得", order[-1].line)
        for one, two in pairwise(order):
            if (
                one.high is None
                or two.low is None
                or one.high > two.low
                or (one.high == two.low and one.high_in and two.low_in)
            ):
                part.fault(f"这一档与第{one.line}行的档重叠", two.line)
            elif one.high < two.low or not (one.high_in or two.low_in):
                part.fault(f"这一档与第{one.line}行的档之间有空档", two.line)

    def groups(self, items: Iterable[Item]) -> dict[str, tuple[str, ...]]:
        part = self.root.part("groups")
        made: dict[str, tuple[str, ...]] = {}
        for name in part.keys if part is not None else ():
            made[name] = tuple(cast("Part", part).words(name))
            for unknown in (n for n in made[name] if n not in self.names.scores):
                cast("Part", part).fault(f"“{unknown}”不是得分项", cast("Part", part).lines[name])
        return made

    # ---- demands --------------------------------------------------------------------------------------

    def condition(self, part: Part) -> Condition:
        code = part.text("code", needed=True)
        require = self.truth(part, "require")
        waived = tuple(part.words("waived_by"))
        for unknown in (w for w in waived if w not in self.names.alternatives):
            part.fault(f"waived_by 写的“{unknown}”不是替代条件（alternatives）", part.lines["waived_by"])
        made = Condition(
            code=code,
            label=part.text("label", needed=True),
            truth=require,
            clause=self.clause(part),
            unit=part.text("unit"),
            waived=waived,
            only_if=self.truth(part, "only_if") if part.has("only_if") else None,
            also=tuple(part.words("also")),
            review=part.flag("review", False),
            listed=part.flag("listed", True),
        )
        part.close()
        return made

    def route(self, part: Part) -> tuple[str, ex.Truth]:
        made = part.text("name", needed=True), self.truth(part, "when")
        part.close()
        return made

    def fact(self, part: Part) -> Fact:
        name = part.text("name", needed=True)
        label = part.text("label", name)
        if part.has("percent") or part.has("value"):
            key = "percent" if part.has("percent") else "value"
            of = self.tried(part, key, measure, NOTHING)
            made = Fact(name, label, "percent" if key == "percent" else "value", of)
        elif part.has("rule_of"):
            series = part.text("rule_of")
            if series not in self.names.inputs:
                part.fault(f"不认识“{series}”", part.lines["rule_of"])
            made = Fact(name, label, "rule", ex.Growth(series, "hnte"))
        else:
            cases = []
            for case in part.parts("cases"):
                cases.append((self.truth(case, "when"), case.text("is", needed=True)))
                case.close()
            made = Fact(name, label, "word", cases=tuple(cases), otherwise=part.text("else", needed=True))
        part.close()
        return made

    # ---- small things ---------------------------------------------------------------------------------

    def clause(self, part: Part, needed: bool = True) -> Clause:
        """Article, quote and how sure: without them an official cannot check the demand."""
        sure = part.text("confidence", needed=needed)
        source = sure
        if sure and sure not in SURE:
            if sure.startswith("S") and sure[1:2].isdigit():
                sure = "S"
            else:
                part.fault(f"confidence 应为 {'、'.join(SURE)} 或来源编号如 S7", part.lines["confidence"])
                sure = "M-"
        return Clause(
            part.text("article", needed=needed),
            part.text("quote", needed=needed),
            cast("Any", sure or "M"),
            part.text("source", source if source not in SURE else ""),
            part.line,
        )

    def truth(self, part: Part, key: str) -> ex.Truth:
        text = part.text(key, needed=True)
        if not text:
            return NEVER
        return self.tried(part, key, truth, NEVER, text)

    def number(self, part: Part, key: str) -> ex.Num:
        text = part.text(key, needed=True)
        if not text:
            return ZERO
        return self.tried(part, key, number, ZERO, text)

    def tried(self, part: Part, key: str, read: Callable[[str, Names], T], otherwise: T, text: str = "") -> T:
        """An expression read, or its fault told where it stands."""
        try:
            return read(text or part.text(key), self.names)
        except Misread as error:
            part.fault(str(error), part.lines.get(key))
            return otherwise

    def once(self, found: Iterable[tuple[str, int]], what: str) -> None:
        seen: dict[str, int] = {}
        for code, line in found:
            if code in seen:
                self.root.fault(f"{what}“{code}”与第{seen[code]}行重复", line)
            seen.setdefault(code, line)


def _constant(text: str, _names: Names) -> Fraction:
    return constant(text)
